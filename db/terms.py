"""What a patient can be found by, and finding by it: prefixes on one index, however many patients there are."""

import re
import unicodedata
from typing import Any

from care.dates import readings_in
from care.patient import full_name
from care.text import clean, digits, fold, tidy
from db.reader import Reader

LONGEST_TERM = 80
_LAST = "\U0010ffff"
"""After every character a term can hold: closes the range of a prefix."""

_WORTH_RANKING = 200
"""How many hits of one prefix are ranked; they come in alphabetical order, so the nearest are among them."""

_COMMON = 2
"""Up to so many characters a beginning may fit a good part of all patients: then the rarest leads the search."""

_WORTH_COUNTING = 3_000

_SPELLED_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Å": "Aa", "Ø": "Oe"}
)
_OKINA = dict.fromkeys(range(0x2BB, 0x2C0))
"""Letters of their own in Hawaiian and Uzbek names, that few people type."""

_EMAIL = re.compile(r"\S*@\S*")
_PHONE = re.compile(r"(?<!\w)\+?[(\d](?:[\d\s().+/-]*\d)?(?!\w)")
# Country codes of two digits (ITU E.164); 1 and 7 have one digit, all others three.
_TWO_DIGITS = re.compile(r"2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]")


def terms_of(family: str, given: str, preferred: str, phone: str, email: str) -> set[tuple[str, str]]:
    """The search terms of a patient as (kind, term): rebuilt whenever one of these fields changes.

    `name`: each folded part, the parts of a compound run together (`nguyensmith`, `obrien`), umlauts spelled out
    (`mueller`), and where family and given name are written as one (CJK) every end of them, in both orders, so that
    any piece is found. `phone`: all digits, without country or trunk prefix, the last seven and four. `email`: in
    lower case.
    """
    found: set[tuple[str, str]] = set()
    for name in (family, given, preferred):
        for spelling in {name, _spelled_out(name), name.translate(_OKINA)}:
            parts = fold(spelling).split()
            found.update(("name", part) for part in (*parts, "".join(parts)))
    for first in (given, preferred):
        if family and first and full_name(family, first) == f"{family} {first}":
            for whole in (family + first, first + family):
                run = fold(whole).replace(" ", "")
                found.update(("name", run[start:]) for start in range(len(run)))
    # What follows a letter or a comma is an extension or a second number.
    number = re.split(r"[^\W\d]|[,;#]", phone)[0]
    if whole := digits(number):
        found.update(("phone", term) for term in (whole, national(number), whole[-7:], whole[-4:]))
    if "@" in email:
        found.add(("email", tidy(email).casefold()))
    return {(kind, term[:LONGEST_TERM]) for kind, term in found if term}


def national(number: str) -> str:
    """The digits of a phone number without its country code (`+49`, `0049`, a leading 1) or trunk zero."""
    plain = digits(number.replace("(0)", ""))
    if number.strip().startswith("+"):
        return _without_country(plain)
    if plain.startswith("00"):
        return _without_country(plain[2:])
    if plain.startswith("0"):
        return plain[1:]
    if plain.startswith("1") and len(plain) == 11:
        return plain[1:]
    return plain


def _spelled_out(name: str) -> str:
    return unicodedata.normalize("NFC", name).translate(_SPELLED_OUT)


def find(reader: Reader, text: str, limit: int) -> dict[int, bool]:
    """Ids of the patients a typed text may mean, and whether each is meant exactly.

    Every typed part must begin one of the patient's terms; digits together are a phone number; a birth date counts
    in any form of `care.dates.readings_in`: `1969-11-04`, `4.11.1969` (day first), `11/4/1969` (month first, day first
    where only that is a date), `4 Nov 1969`. A whole text that is a patient's number, or the id in an imported file,
    means that one. The ids may be those of merged rows.
    """
    typed = tidy(text)[:200]
    found = _by_number(reader, typed)
    rest, days = readings_in(typed)
    born = sorted({day.isoformat() for day in days})[:8]
    readings = [(_parts(rest), born)]
    if born:
        # Eight digits that make a date may be a telephone number all the same.
        readings.append((_parts(typed), []))
    for parts, days_meant in readings:
        if not parts and not days_meant:
            continue
        if not days_meant and len(parts) > 1 and len(parts[0][0]) <= _COMMON:
            parts.sort(key=lambda part: _how_many(reader, part))
        for key, exact in _by_terms(reader, parts, days_meant, max(_WORTH_RANKING, limit)):
            found[key] = found.get(key, False) or bool(exact)
    return found


def _by_number(reader: Reader, typed: str) -> dict[int, bool]:
    if not typed:
        return {}
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else -1
    rows = reader.rows(
        "select id from patient where id = :number union select id from patient where source_id = :typed",
        {"number": number, "typed": typed},
    )
    return {key: True for (key,) in rows}


def _parts(typed: str) -> list[tuple[str, ...]]:
    """The typed parts, each with the spellings it may be stored in; the longest first, as it matches fewest."""
    parts: list[tuple[str, ...]] = []

    def email(match: re.Match[str]) -> str:
        parts.append((match[0].casefold(),))
        return " "

    def phone(match: re.Match[str]) -> str:
        whole = digits(match[0])
        # Half a number with its leading 1 is not yet one: all readings stay open.
        without = whole[1:] if whole.startswith("1") and len(whole) > 4 else whole
        parts.append(tuple(dict.fromkeys((whole, national(match[0]) if len(whole) > 3 else whole, without))))
        return " "

    rest = _PHONE.sub(phone, _EMAIL.sub(email, clean(typed)))
    parts.extend((part,) for part in fold(rest).split())
    kept = [tuple(spelling[:LONGEST_TERM] for spelling in part if spelling) for part in parts]
    return sorted((part for part in kept if part), key=lambda part: -max(map(len, part)))[:8]


def _how_many(reader: Reader, part: tuple[str, ...]) -> int:
    """How many terms begin with a part, counted no further than is worth knowing."""
    params: dict[str, Any] = {"most": _WORTH_COUNTING}
    span = _span("t", part, 0, params)
    found = reader.row(f"select count(*) from (select 1 from patient_term t where {span} limit :most)", params)
    return int(found[0]) if found else 0


def _by_terms(reader: Reader, parts: list[tuple[str, ...]], born: list[str], limit: int) -> list[tuple[Any, ...]]:
    params: dict[str, Any] = {"many": limit}
    others = parts if born else parts[1:]
    start = 0 if born else 1
    conditions, exacts = [], []
    for number, part in enumerate(others, start):
        span = _span(f"o{number}", part, number, params)
        conditions.append(
            f"exists (select 1 from patient_term o{number} where o{number}.patient_id = t.patient_id and {span})"
        )
        exacts.append(
            f"exists (select 1 from patient_term o{number} where o{number}.patient_id = t.patient_id "
            f"and {_equal(f'o{number}', part, number)})"
        )
    if born:
        names = [f"born{number}" for number in range(len(born))]
        params.update(zip(names, born, strict=True))
        source = (
            "(select id as patient_id from patient where date_of_birth in ("
            + ", ".join(f":{n}" for n in names)
            + ")) t"
        )
        order = "t.patient_id"
    else:
        source, order = "patient_term t", "t.term, t.patient_id"
        conditions.insert(0, f"({_span('t', parts[0], 0, params)})")
        exacts.insert(0, f"({_equal('t', parts[0], 0)})")
    where = f"where {' and '.join(conditions)} " if conditions else ""
    exact = " and ".join(exacts) or "1"
    return reader.rows(f"select t.patient_id, {exact} from {source} {where}order by {order} limit :many", params)


def _span(table: str, part: tuple[str, ...], number: int, params: dict[str, Any]) -> str:
    spans = []
    for letter, spelling in zip("abc", part, strict=False):
        params[f"{letter}{number}"], params[f"{letter}{number}_end"] = spelling, spelling + _LAST
        spans.append(f"{table}.term >= :{letter}{number} and {table}.term < :{letter}{number}_end")
    return spans[0] if len(spans) == 1 else "(" + " or ".join(f"({span})" for span in spans) + ")"


def _equal(table: str, part: tuple[str, ...], number: int) -> str:
    return f"{table}.term in ({', '.join(f':{letter}{number}' for letter, _ in zip('ab', part, strict=False))})"


def _without_country(plain: str) -> str:
    if plain[:1] in ("1", "7"):
        return plain[1:]
    rest = plain[2:] if _TWO_DIGITS.match(plain) else plain[3:]
    return rest.removeprefix("0")
