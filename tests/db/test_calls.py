"""Who to call, as the record has it."""

from datetime import date, timedelta

import pytest

from db.calls import to_call
from db.opening import connect
from db.patients import hits, likely_duplicates, recent
from db.reader import Reader
from db.tables import WaitingEntry
from tests.conftest import NOW_UTC
from tests.db.fill import TODAY, Filler

YESTERDAY, TOMORROW = TODAY - timedelta(1), TODAY + timedelta(1)


def _called(reader: Reader, on: date = TODAY) -> list[tuple[str, int | None]]:
    return [(one.kind, one.patient_id) for one in to_call(reader, on, NOW_UTC)]


@pytest.mark.parametrize(
    ("since", "called"),
    [
        ({}, True),
        ({"status": "booked"}, False),
        ({"status": "confirmed"}, False),
        ({"status": "arrived"}, False),
        ({"status": "completed"}, False),
        ({"status": "cancelled"}, True),
        ({"status": "booked", "voided": True}, True),
    ],
)
def test_a_no_show_is_called_until_something_is_booked(
    fill: Filler, reader: Reader, since: dict[str, str], called: bool
) -> None:
    mei = fill.patient("Tanaka", "Mei", phone="503")
    fill.appointment(mei, TODAY - timedelta(9), status="completed")
    missed = fill.appointment(mei, TODAY - timedelta(3), 600, status="no_show")
    if since:
        fill.appointment(mei, TODAY - timedelta(1), **since)
    calls = to_call(reader, TODAY, NOW_UTC)
    assert [(one.kind, one.appointment_id, one.phone, one.since) for one in calls] == (
        [("no_show", missed, "503", TODAY - timedelta(3))] if called else []
    )


def test_a_no_show_is_called_for_two_weeks(fill: Filler, reader: Reader) -> None:
    fill.appointment(fill.patient(), TODAY - timedelta(15), status="no_show")
    last = fill.patient()
    fill.appointment(last, TODAY - timedelta(14), status="no_show")
    fill.appointment(fill.patient(), TODAY - timedelta(2), status="no_show", voided=True)
    fill.appointment(fill.patient(), TOMORROW, status="no_show")
    assert _called(reader) == [("no_show", last)]


def test_open_courses_without_a_time_to_come(fill: Filler, reader: Reader) -> None:
    def course(last: date | None, **more: object) -> int:
        patient = fill.patient()
        key = fill.course(patient, TODAY - timedelta(60), **more)
        if last is not None:
            fill.visit(key, last)
        return key

    lapsed, fresh, never = course(TODAY - timedelta(21)), course(TODAY - timedelta(20)), course(None)
    course(TODAY - timedelta(30), closed_on=YESTERDAY)
    course(TODAY - timedelta(30), voided=True)
    today = course(TODAY)
    calls = to_call(reader, TODAY, NOW_UTC)
    assert [(one.kind, one.course_id) for one in calls] == [
        ("lapsed", lapsed), ("lapsed", never), ("nothing_booked", fresh), ("nothing_booked", today),
    ]  # fmt: skip
    assert calls[0].why == "nothing booked, no visit for 21 days"


def test_what_counts_as_booked_for_a_course(fill: Filler, reader: Reader) -> None:
    def course() -> tuple[int, int]:
        patient = fill.patient()
        return patient, fill.course(patient, TODAY - timedelta(5))

    mine, unlinked, other, past, here, off = (course() for _ in range(6))
    fill.appointment(mine[0], TOMORROW, course_id=mine[1])
    fill.appointment(unlinked[0], TODAY, 1000)
    fill.appointment(other[0], TOMORROW, course_id=fill.course(other[0], closed_on=YESTERDAY))
    fill.appointment(past[0], YESTERDAY, course_id=past[1])
    fill.appointment(here[0], TODAY, course_id=here[1], status="in_room")
    fill.appointment(off[0], TOMORROW, course_id=off[1], status="cancelled")
    assert _called(reader) == [("nothing_booked", key) for key in (other[0], past[0], off[0])]


def test_a_booking_without_a_patient_is_called_first(fill: Filler, reader: Reader) -> None:
    fill.proposal("u1", phone="503 555 0199")
    fill.proposal("u2", state="settled")
    fill.appointment(fill.patient(), YESTERDAY, status="no_show")
    calls = to_call(reader, TODAY, NOW_UTC)
    assert (calls[0].kind, calls[0].patient, calls[0].phone) == ("booking", "Ann Lee", "503 555 0199")
    assert [one.kind for one in to_call(reader, TOMORROW, NOW_UTC)] == ["no_show"]


@pytest.mark.parametrize("analyzed", [False, True])
def test_nothing_walks_through_a_whole_table(fill: Filler, reader: Reader, analyzed: bool) -> None:
    mei = fill.patient("Tanaka", "Mei", phone="503 683 6219", date_of_birth=date(1969, 11, 4))
    lee = fill.staff("Dana Lee")
    for number in range(40):
        patient = fill.patient(f"P{number}")
        course = fill.course(patient, closed_on=None if number % 9 == 0 else TODAY)
        fill.visit(course, YESTERDAY, 3)
        fill.appointment(patient, TODAY + timedelta(number - 20), practitioner_id=lee, status="cancelled")
    fill.add(WaitingEntry(patient_id=mei, earliest=TODAY, since_utc=NOW_UTC))
    if analyzed:
        connection = connect(fill.path, query_only=False)
        connection.execute("analyze")
        connection.close()
    asked: list[tuple[str, object]] = []
    ask = {name: getattr(reader, name) for name in ("rows", "row")}
    for name, really in ask.items():
        setattr(
            reader, name, lambda sql, params=(), really=really: (asked.append((sql, params)), really(sql, params))[1]
        )
    to_call(reader, TODAY, NOW_UTC)
    recent(reader)
    hits(reader, "tan")
    likely_duplicates(reader, "Tanaka", "Mei", date(1969, 11, 4), "503 683 6219")
    large = {
        "appointment",
        "visit",
        "patient",
        "patient_term",
        "course",
        "audit_entry",
        "a",
        "v",
        "p",
        "c",
        "m",
        "n",
        "o",
        "t",
    }
    selects = [one for one in asked if one[0].startswith("select")]
    assert len(selects) > 10
    for sql, params in selects:
        for *_, step in ask["rows"](f"explain query plan {sql}", params):
            assert step.split()[0] != "SCAN" or step.split()[1] not in large, f"{step}\n{sql}"
