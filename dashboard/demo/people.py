"""Invented people. Family and given names are paired within a language, never copied from a list of real persons."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest
from random import Random

from care.text import fold

# Language -> (family names, given names). Every script that turns up at a counter, so that a column, a search
# or a cut that only works for ASCII shows itself at the first look.
_NAMES: tuple[tuple[str, str], ...] = (
    ("Carter Hughes Bennett Ellis Whitaker Lowe Marsh Sutton", "Grace Peter Olivia Samuel Ruth Walter Hazel Martin"),
    ("O’Brien Byrne Ní_Cheallaigh Doyle Keane", "Aoife Ciarán Saoirse Eoin Niamh"),
    ("Rivera Ibáñez Muñoz Castellanos Peña Núñez", "Tomás Lucía Joaquín Inés Raúl Ximena"),
    ("Duarte Conceição Magalhães Falcão Simões", "Inês João Conceição Vítor Luísa"),
    ("Lefèvre Géroux Châtelain Morvan", "Éloïse Benoît Maëlle Thibaut"),
    ("Fischer Jäger Weiß Schröder Köhler", "Lena Jürgen Käthe Matthias Änne"),
    ("Lindqvist Bjørnstad Sæther Öberg Ångström", "Greta Søren Åsa Bjørn Linnéa"),
    ("Guðmundsdóttir Þórsdóttir", "Sigríður Ásdís"),
    ("Żak Wójcik Śliwa Łuczak", "Piotr Małgorzata Zdzisław Łucja"),
    ("Šimková Dvořáková Říhová", "Božena Květa Jiřina"),
    ("Yıldız Şahin Çelik Güneş", "Ayşe İbrahim Gülşen Oğuz"),
    ("Nguyễn Trần Phạm Đặng Lê", "Thảo Hữu_Đức Ngọc_Ánh Quỳnh Tuấn"),
    ("田中 渡辺 小林 山口 森", "芽衣 健太 陽子 大輔 結衣"),
    ("王 陈 刘 欧阳 林", "玉华 志强 晓梅 建国 思琪"),
    ("김 최 박 윤", "은지 민준 서연 지훈"),
    ("حداد خليل ناصر", "عمر ليلى سامي"),
    ("کریمی رضایی", "می\u200cنا آرش"),
    ("כהן לוי", "נעמה אורי"),
    ("Haddad El-Sayed Mansour", "Omar Layla Youssef"),
    ("Nair Iyer Chaudhary Krishnamurthy", "Priya Anand Meenakshi Rohan"),
    ("शर्मा वर्मा", "अनीता रवि"),
    ("Adébáyò Ọlátúnjí Fáṣọlá", "Ṣadé Kọ́ládé Yétúndé"),
    ("Okafor Nwachukwu Eze", "Ngozi Chidi Amara"),
    ("Mensah Asante Boateng", "Kwame Akosua Yaw"),
    ("ተስፋዬ ገብረ", "ሰላም ዳዊት"),
    ("Шевченко Бондаренко Ткачук", "Оксана Тарас Леся"),
    ("Παπαδάκη Νικολάου", "Ελένη Γιώργος"),
    ("Kealoha Kahananui", "Keʻala Makoa"),
    ("Tāwhiri Ngārimu", "Mānia Wiremu"),
    ("Villanueva-Quiambao Macaraeg", "Marisol Jun-jun"),
)
_CAUTIONS = ("", "", "", "", "", "", "", "anticoagulant", "pregnancy", "pacemaker", "bleeding_disorder")
_NOTES = (
    "", "", "", "", "", "Prefers mornings.", "Comes by bicycle; hip is fine.", "Interpreter: daughter.",
    "Needs the low table.", "Please call, does not read texts.", "Faints easily: treat lying down.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented. `phone` is in the range kept for fiction, `email` at a domain kept for examples."""

    family: str
    given: str
    born: date
    phone: str
    email: str
    cautions: str = ""
    note: str = ""
    preferred: str = ""


def crowd(rng: Random, on: date, taken: set[tuple[str, str]]) -> Iterator[Person]:
    """People without end that are not in `taken`, languages mixed, each (family, given) once."""
    hands = []
    for families, given_names in _NAMES:
        hand = [
            (family.replace("_", " "), given.replace("_", " "))
            for family in families.split()
            for given in given_names.split()
        ]
        rng.shuffle(hand)
        hands.append([pair for pair in hand if pair not in taken])
    rng.shuffle(hands)
    # One of each language in turn, so that no script is missing where the first few are taken.
    dealt = (pair for turn in zip_longest(*hands) for pair in turn if pair is not None)
    for number, (family, given) in enumerate(dealt):
        yield person(rng, on, number, family, given)


def person(rng: Random, on: date, number: int, family: str, given: str, **known: str) -> Person:
    """One invented person; `number` keeps the phone numbers apart."""
    area = ("503", "971", "541", "458")[number // 100 % 4]
    address = f"{fold(given)}.{fold(family)}".replace(" ", "-")
    return Person(
        family=family,
        given=given,
        born=on - timedelta(days=rng.randint(19 * 365, 84 * 365)),
        phone=f"({area}) 555-01{number % 100:02d}",
        email=f"{address}@example.org" if address.isascii() and number % 3 else "",
        cautions=known.get("cautions", rng.choice(_CAUTIONS)),
        note=known.get("note", rng.choice(_NOTES)),
        preferred=known.get("preferred", ""),
    )
