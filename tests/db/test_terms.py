"""What a patient is found by."""

from datetime import date

import pytest

from db.patients import find
from db.reader import Reader
from db.tables import Patient, PatientTerm
from db.terms import national, terms_of
from db.writing import Writer
from tests.db.fill import ANA, Filler


def _names(family: str, given: str, preferred: str = "") -> set[str]:
    return {term for kind, term in terms_of(family, given, preferred, "", "") if kind == "name"}


def _phones(phone: str) -> set[str]:
    return {term for kind, term in terms_of("", "", "", phone, "") if kind == "phone"}


@pytest.mark.parametrize(
    ("family", "given", "preferred", "terms"),
    [
        ("Tanaka", "Mei", "", {"tanaka", "mei"}),
        ("Nguyễn-Smith", "Anh", "Annie", {"nguyen", "smith", "nguyensmith", "anh", "annie"}),
        ("O'Brien", "Zoë", "", {"o", "brien", "obrien", "zoe"}),
        ("渡辺", "零", "", {"渡辺", "零", "渡辺零", "辺零", "零渡辺", "辺"}),
        ("김", "민준", "", {"김", "민준", "김민준", "준", "민준김", "준김"}),
        ("Müller", "", "", {"muller", "mueller"}),
        ("Kaʻahumanu", "", "", {"kaʻahumanu", "kaahumanu"}),
        ("Haddad [/]\x1b[31m", "Omar", "", {"haddad", "31m", "haddad31m", "omar"}),
        ("", "", "", set()),
    ],
)
def test_names_are_folded_and_run_together(family: str, given: str, preferred: str, terms: set[str]) -> None:
    assert _names(family, given, preferred) == terms


@pytest.mark.parametrize(
    ("phone", "terms"),
    [
        ("(503) 683-6219", {"5036836219", "6836219", "6219"}),
        ("+1 503 683 6219", {"15036836219", "5036836219", "6836219", "6219"}),
        ("1-503-683-6219", {"15036836219", "5036836219", "6836219", "6219"}),
        ("+49 (0) 30 123456", {"49030123456", "30123456", "0123456", "3456"}),
        ("030 123456", {"030123456", "30123456", "0123456", "3456"}),
        ("0049 30 123456", {"004930123456", "30123456", "0123456", "3456"}),
        ("+351 21 123 4567", {"351211234567", "211234567", "1234567", "4567"}),
        ("503 683 6219 ext. 12", {"5036836219", "6836219", "6219"}),
        ("911", {"911"}),
        ("none", set()),
        ("", set()),
    ],
)
def test_phones_are_digits_with_and_without_their_prefixes(phone: str, terms: set[str]) -> None:
    assert _phones(phone) == terms


def test_a_number_is_the_same_however_it_is_written() -> None:
    assert {national(text) for text in ("+49 30 1234567", "0049301234567", "030 1234567", "+49 (0)30 1234567")} == {
        "301234567"
    }


def test_an_e_mail_is_in_lower_case() -> None:
    assert ("email", "mei@example.org") in terms_of("", "", "", "", " Mei@Example.org ")
    assert terms_of("", "", "", "", "no address") == set()


@pytest.fixture
def people(fill: Filler) -> dict[str, int]:
    """Six patients, by given name."""
    return {
        "Mei": fill.patient(
            "Tanaka", "Mei", source_id="pt7", date_of_birth=date(1969, 11, 4), phone="(503) 683-6219",
            email="Mei@example.org",
        ),
        "Akira": fill.patient("Tanaka", "Akira", date_of_birth=date(1969, 4, 11), phone="+1 503 261 9632"),
        "Tana": fill.patient("Tana", "Zoë"),
        "Ann": fill.patient("Nguyễn-Smith", "Ann", date_of_birth=date(1980, 12, 25)),
        "Rei": fill.patient("渡辺", "零"),
        "Jo": fill.patient("Ruiz", "Jo", phone="030 123456"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("tan", ["Tana", "Akira", "Mei"]),
        ("tana", ["Tana", "Akira", "Mei"]),
        ("TANAKA", ["Akira", "Mei"]),
        ("tan mei", ["Mei"]),
        ("Tanaka, Mei", ["Mei"]),
        ("m t", ["Mei"]),
        ("nguyen-smith", ["Ann"]),
        ("nguyensm", ["Ann"]),
        ("smith a", ["Ann"]),
        ("zoe", ["Tana"]),
        ("渡", ["Rei"]),
        ("辺", ["Rei"]),
        ("辺零", ["Rei"]),
        ("零 渡", ["Rei"]),
        ("零渡辺", ["Rei"]),
        ("渡辺零", ["Rei"]),
        ("渡辺 零", ["Rei"]),
        ("(503) 683-6219", ["Mei"]),
        ("+1 503 683 6219", ["Mei"]),
        ("683 6219", ["Mei"]),
        ("001 503 683 6219", ["Mei"]),
        ("1 503 683", ["Mei"]),
        ("1503683", ["Mei"]),
        ("6219", ["Mei"]),
        ("503", ["Akira", "Mei"]),
        ("2619632", ["Akira"]),
        ("tanaka 503 26", ["Akira"]),
        ("+49 30 123456", ["Jo"]),
        ("mei@", ["Mei"]),
        ("1969-11-04", ["Mei"]),
        ("4.11.1969", ["Mei"]),
        ("11/04/1969", ["Mei"]),
        ("11/4/1969", ["Mei"]),
        ("25/12/1980", ["Ann"]),
        ("4 Nov 1969", ["Mei"]),
        ("November 4, 1969", ["Mei"]),
        ("19691104", ["Mei"]),
        ("4.11.69", ["Mei"]),
        ("25-12-1980", ["Ann"]),
        ("nov 4 1969 tan", ["Mei"]),
        ("4/11/1969", ["Akira"]),
        ("tanaka 11.4.1969", ["Akira"]),
        ("ruiz 1969-11-04", []),
        ("pt7", ["Mei"]),
        ("x", []),
        ("", []),
        ("   ", []),
        ("%", []),
        ("_", []),
        ("'; drop table patient; --", []),
        ("99/99/2020", []),
        ("\x1b[2J", []),
        ("9" * 500, []),
    ],
)
def test_what_is_typed_finds(people: dict[str, int], reader: Reader, typed: str, found: list[str]) -> None:
    by_id = {key: name for name, key in people.items()}
    assert [by_id[patient.id] for patient in find(reader, typed)] == found


def test_a_patients_number_means_that_one_first(people: dict[str, int], reader: Reader) -> None:
    assert find(reader, str(people["Akira"]))[0].id == people["Akira"]


def test_no_more_than_asked_for(people: dict[str, int], reader: Reader) -> None:
    assert len(find(reader, "t")) == 3 < len(people)
    assert len(find(reader, "t", limit=2)) == 2


def test_the_exact_one_is_first_among_very_many(fill: Filler, reader: Reader) -> None:
    with Writer(fill.path) as writer, writer.unit(ANA, 1) as unit:
        for number in range(1, 501):
            family = "Lee" if number == 500 else f"Lee{chr(97 + number % 26)}{number}"
            unit.session.add(Patient(id=number, family_name=family, given_name="A"))
            unit.session.flush()
            unit.session.add_all(
                PatientTerm(patient_id=number, kind=kind, term=term) for kind, term in terms_of(family, "A", "", "", "")
            )
        unit.audit("added", "patient", None)
    assert find(reader, "lee")[0].id == 500
    assert find(reader, "lee a")[0].id == 500
