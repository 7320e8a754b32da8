"""Finding patients, the recent ones, what the list shows of each, and who may be registered already."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from care.text import clean, digits, fold, tidy
from db.create import init
from db.patients import find, hits, likely_duplicates, recent
from db.reader import Reader, open_reader
from db.writes.patients import register
from db.writing import Writer
from tests.conftest import NOW_UTC, ZONE
from tests.db.fill import ANA, TODAY, Filler

TOMORROW = TODAY + timedelta(1)
SCRIPTS = (
    "abcdefgxyzABCÀÉÎõüßøłđŞıſ", "ЖдЩёїЙ", "αβγΔΩςή", "渡辺零王晓梅田中々", "かなガギョー", "김민준최은지",
    "अनुराधा", "אבגדה", "محمدفاطمة", "ไทยจ้า", "ԱրմենԻա", "ʻāōñçř",
)  # fmt: skip
PARTS = st.sampled_from(SCRIPTS).flatmap(lambda letters: st.text(letters, min_size=1, max_size=7)).filter(fold)
NAMES = st.builds("".join, st.tuples(PARTS, st.sampled_from(("", "-", " ", "'", "’")), PARTS))


@pytest.fixture(scope="module")
def shared_record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Writer, Reader]]:
    """One record that the examples fill up together: the more people, the harder each is to find."""
    path: Path = tmp_path_factory.mktemp("find") / "clinic.acudesk"
    init(path, "Riverside", ZONE, now_utc=NOW_UTC)
    with Writer(path) as writer, open_reader(path) as reader:
        yield writer, reader


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), family=NAMES, first=NAMES, preferred=st.just("") | NAMES, day=st.integers(0, 40_000))
def test_whoever_is_registered_is_found(
    shared_record: tuple[Writer, Reader], data: st.DataObject, family: str, first: str, preferred: str, day: int
) -> None:
    writer, reader = shared_record
    born = date(1910, 1, 1) + timedelta(day)
    phone = data.draw(st.from_regex(r"(\+1 )?\(5[0-9]{2}\) [2-9][0-9]{2}-[0-9]{4}", fullmatch=True))
    with writer.unit(ANA, NOW_UTC) as unit:
        key = register(unit, family, first, born, phone, preferred=preferred)

    def found(text: str) -> bool:
        return key in {patient.id for patient in find(reader, text, 10_000)}

    parts = [part for name in (family, first, preferred) for part in fold(tidy(name)).split()]
    chosen = data.draw(st.lists(st.sampled_from(parts), min_size=1, max_size=3, unique=True))
    begun = [part[: data.draw(st.integers(1, len(part)))] for part in data.draw(st.permutations(chosen))]
    assert found(data.draw(st.sampled_from((" ", ", "))).join(begun))
    typed = data.draw(st.sampled_from([family, first, *([preferred] if preferred else [])]))
    cut = typed[: data.draw(st.integers(1, len(typed)))]
    assert found(cut) or not fold(clean(cut))
    number = digits(phone)
    for spelling in (number[-4:], number, phone, f"001 {number[-10:]}", f"+1{number[-10:]}", number[-7:]):
        assert found(spelling)
    for spelling in (
        born.isoformat(), f"{born.day}.{born.month}.{born.year}", f"{born.month:02}/{born.day:02}/{born.year}",
        f"{born.day} {born:%b} {born.year}", f"{born:%Y%m%d}", f"{born:%d.%m.%y}",
    ):  # fmt: skip
        assert found(spelling)
    assert found(str(key))


@pytest.mark.parametrize(
    "typed", ["aar smi", "smi, aar", "Smith Aaron", "smi aar", "sm a", "aaron", "mueller", "1980", "müll", "ronny s"]
)
def test_the_issue_of_two_name_parts(fill: Filler, reader: Reader, typed: str) -> None:
    key = fill.patient("Smith-Müller", "Aaron", preferred_name="Ronny", phone="+1 (503) 555-1980")
    fill.patient("Smith", "Bert")
    fill.patient("Baar", "Ismi")
    assert [one.id for one in find(reader, typed)] == [key]


def test_a_romanised_name_is_found_where_the_record_holds_it(fill: Filler, reader: Reader) -> None:
    plain = fill.patient("渡辺", "健太")
    romanised = fill.patient("渡辺", "零", preferred_name="Rei")
    assert [one.id for one in find(reader, "rei")] == [romanised]
    assert {one.id for one in find(reader, "渡辺")} == {plain, romanised}
    assert find(reader, "watanabe") == ()


def test_recent_ones_are_those_worked_on_last(fill: Filler, reader: Reader) -> None:
    assert recent(reader) == ()
    keys = [fill.patient(f"P{number}") for number in range(14)]
    for key in keys:
        fill.appointment(key)
    # The filler's entries name no patient: as after an import, the newest appointments decide.
    assert [one.id for one in recent(reader)] == keys[:3:-1]
    with Writer(fill.path) as writer, writer.unit(ANA, NOW_UTC) as unit:
        unit.audit("changed", "patient", keys[2], keys[2])
        unit.audit("changed", "patient", keys[9], keys[9])
        unit.audit("changed", "patient", keys[2], keys[2])
    assert [one.id for one in recent(reader)][:3] == [keys[2], keys[9], keys[13]]
    assert len(recent(reader, 5)) == 5
    assert [hit.patient.id for hit in hits(reader, "  ")] == [one.id for one in recent(reader)]


def test_a_hit_shows_what_the_desk_asks_next(fill: Filler, reader: Reader) -> None:
    mei = fill.patient("Tanaka", "Mei")
    old = fill.course(mei, date(2026, 1, 1), closed_on=date(2026, 3, 1))
    course = fill.course(mei)
    fill.visit(old, date(2026, 2, 1))
    fill.visit(course, TODAY - timedelta(3))
    fill.visit(course, TODAY - timedelta(1), voided=True)
    fill.appointment(mei, TODAY, 540)
    fill.appointment(mei, TODAY, 600, voided=True)
    fill.appointment(mei, TODAY, 660, status="cancelled")
    coming = fill.appointment(mei, TOMORROW, 600, course_id=course)
    (hit,) = hits(reader, "tan", after=(TODAY, 599))
    assert hit.patient.id == mei
    assert hit.next_appointment is not None
    assert (hit.next_appointment.id, hit.next_appointment.patient) == (coming, "Mei Tanaka")
    assert (hit.last_visit, hit.open_course_id) == (TODAY - timedelta(3), course)
    assert hits(reader, "tan", after=(TOMORROW, 600))[0].next_appointment is None
    fill.patient("Tana", "New")
    fresh = hits(reader, "tana new")[0]
    assert (fresh.next_appointment, fresh.last_visit, fresh.open_course_id) == (None, None, None)


def test_nobody_voided_is_found(fill: Filler, reader: Reader) -> None:
    key = fill.patient("Tanaka", "Mei", voided=True, source_id="pt7", phone="503 683 6219", date_of_birth=TODAY)
    for typed in ("tanaka", "pt7", str(key), "6219", TODAY.isoformat()):
        assert find(reader, typed) == ()
    assert likely_duplicates(reader, "Tanaka", "Mei", TODAY, "503 683 6219") == ()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (("Tanaka", "Mei", None, ""), {"Mei": ("same name",)}),
        (("Tanaka", "Mei", date(1969, 11, 4), ""), {"Mei": ("same name", "same birth date")}),
        (("Tanaka", "Mei", date(1999, 1, 1), ""), {}),
        (("Tanake", "Mei", date(1969, 11, 4), ""), {"Mei": ("similar name", "same birth date")}),
        (("Suzuki", "Mei", date(1969, 11, 4), ""), {"Mei": ("similar name", "same birth date")}),
        (("Suzuki", "Aiko", date(1969, 11, 4), ""), {}),
        (("Lee", "Al", None, "+1 503 683 6219"), {"Mei": ("same phone",)}),
        (("Lee", "Al", None, "6219"), {}),
        (("Haddad", "Omar", date(1970, 1, 1), ""), {"Omar": ("same name",)}),
        (("", "", None, ""), {}),
    ],
)
def test_who_may_be_registered_already(
    fill: Filler, reader: Reader, typed: Any, found: dict[str, tuple[str, ...]]
) -> None:
    names = {
        fill.patient("Tanaka", "Mei", date_of_birth=date(1969, 11, 4), phone="(503) 683-6219"): "Mei",
        fill.patient("Haddad", "Omar"): "Omar",
        fill.patient("Other", "Body", date_of_birth=date(1969, 11, 4)): "Body",
    }
    assert {names[one.patient_id]: one.reasons for one in likely_duplicates(reader, *typed)} == found


def test_the_likeliest_comes_first_among_very_many_of_the_name(fill: Filler, reader: Reader) -> None:
    from db.tables import Patient
    from db.writes.terms import renew

    with Writer(fill.path) as writer, writer.unit(ANA, NOW_UTC) as unit:
        unit.session.add_all(
            Patient(id=number, family_name="Lee", given_name="Ann", date_of_birth=date(1950, 1, 1) + timedelta(number))
            for number in range(1, 601)
        )
        unit.session.flush()
        renew(unit.session.connection(), range(1, 601))
        unit.audit("added", "patient", None)
    matches = likely_duplicates(reader, "Lee", "Ann", date(1950, 1, 1) + timedelta(555), "")
    assert matches[0].patient_id == 555
