"""The waiting list: who is on it, who would take a place, and who is called about one."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from db.calls import to_call
from db.errors import Conflict, NotFound, Refused
from db.reader import Reader
from db.tables import Absence
from db.waiting import fitting, offers, waiting
from db.writes.undo import undo_last
from db.writes.waiting import add, keep_waiting, mark_booked, offer, withdraw
from db.writing import Writer
from tests.conftest import NOW_UTC
from tests.db.fill import ANA, TODAY, Filler

TOMORROW = TODAY + timedelta(1)
Do = Callable[..., Any]


@pytest.fixture
def do(fill: Filler) -> Iterator[Do]:
    """Runs one write function as one unit, a minute later each time."""
    now = NOW_UTC
    with Writer(fill.path) as writer:

        def run(work: Callable[..., Any], *args: Any, **more: Any) -> Any:
            nonlocal now
            now += 60
            with writer.unit(ANA, now) as unit:
                return work(unit, *args, **more)

        yield run


def test_an_entry_as_it_was_wished(fill: Filler, do: Do, reader: Reader) -> None:
    lee, mei = fill.staff("Dana Lee"), fill.patient("Tanaka", "Mei", phone="503 683 6219")
    course = fill.course(mei)
    key = do(
        add, mei, earliest=TOMORROW, latest=TOMORROW + timedelta(9), practitioner_id=lee, course_id=course,
        weekdays=[5, 1, 5], from_minute=600, until_minute=720, minutes=45, note=" mornings\nonly ",
    )  # fmt: skip
    (entry,) = waiting(reader)
    assert entry == (
        key, mei, "Mei Tanaka", "503 683 6219", TOMORROW, TOMORROW + timedelta(9), lee, "Dana Lee", course, (1, 5), 600,
        720, 45, "mornings only", NOW_UTC + 60, "waiting", 1, TODAY,
    )  # fmt: skip
    do(add, fill.patient("Park", "Jo"))
    assert [(one.patient, one.earliest, one.latest, one.weekdays) for one in waiting(reader)][1] == (
        "Jo Park", TODAY, None, (),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        ({"latest": TODAY - timedelta(1)}, Refused),
        ({"earliest": TOMORROW, "latest": TODAY}, Refused),
        ({"weekdays": [0]}, Refused),
        ({"weekdays": [8]}, Refused),
        ({"minutes": 4}, Refused),
        ({"minutes": 481}, Refused),
        ({"from_minute": 700, "until_minute": 600}, Refused),
        ({"from_minute": 600, "until_minute": 620}, Refused),
        ({"until_minute": 1441}, Refused),
        ({"from_minute": -1}, Refused),
        ({"note": "x" * 10_001}, Refused),
        ({"practitioner_id": 99}, NotFound),
        ({"course_id": 99}, NotFound),
        ({"course_id": 1}, NotFound),
    ],
)
def test_a_wish_no_day_can_fulfil_is_refused(
    fill: Filler, do: Do, reader: Reader, wish: dict[str, Any], error: type[Exception]
) -> None:
    mei = fill.patient()
    assert fill.course(fill.patient("Not", "Mine")) == 1
    with pytest.raises(error):
        do(add, mei, **wish)
    with pytest.raises(NotFound):
        do(add, 99)
    assert waiting(reader) == ()


def test_nobody_waits_for_who_does_not_treat(fill: Filler, do: Do, reader: Reader) -> None:
    mei, desk = fill.patient(), fill.staff("Ana Ruiz", "front_desk")
    with pytest.raises(NotFound, match="Ana Ruiz is nobody who treats patients"):
        do(add, mei, practitioner_id=desk)
    assert waiting(reader) == ()


def test_the_longest_waiting_is_asked_first_and_nobody_twice(fill: Filler, do: Do, reader: Reader) -> None:
    lee, soto = fill.staff("Dana Lee"), fill.staff("Kim Soto")
    people = [fill.patient(f"P{number}", "A") for number in range(5)]
    first = do(add, people[0])
    second = do(add, people[1], practitioner_id=lee)
    do(add, people[2], practitioner_id=soto)
    busy = do(add, people[3])
    voided = do(add, people[4])
    fill.appointment(people[3], TOMORROW, 610)
    fill.appointment(people[4], TOMORROW, 610, voided=True)

    def asked() -> list[int]:
        return [one.id for one in fitting(reader, TOMORROW, 600, 30, lee)]

    assert asked() == [first, second, voided]
    assert busy in [one.id for one in fitting(reader, TOMORROW, 640, 30, lee)]
    do(offer, first, 1)
    assert asked() == [second, voided]
    do(keep_waiting, first, 2)
    assert asked() == [first, second, voided]
    do(withdraw, second, 1)
    assert asked() == [first, voided]
    do(mark_booked, first, 3, 7)
    assert asked() == [voided]
    assert [one.id for one in waiting(reader)] == [voided - 2, busy, voided]
    assert reader.rows(
        "select action, detail from audit_entry where subject = 'waiting_entry' order by id desc limit 1"
    ) == [("booked", '{"appointment":7}')]


def test_each_step_is_taken_back_and_none_is_made_twice(fill: Filler, do: Do, reader: Reader) -> None:
    key = do(add, fill.patient())
    do(offer, key, 1)
    with pytest.raises(Conflict, match="is offered"):
        do(offer, key, 2)
    with pytest.raises(Conflict, match="Ana Ruiz changed"):
        do(withdraw, key, 1)
    do(undo_last)
    assert [one.state for one in waiting(reader)] == ["waiting"]
    do(withdraw, key, 3)
    assert waiting(reader) == ()
    with pytest.raises(Conflict, match="is withdrawn"):
        do(mark_booked, key, 4)
    with pytest.raises(NotFound):
        do(offer, 99, 1)
    do(undo_last)
    assert [one.id for one in waiting(reader)] == [key]
    do(undo_last)
    assert waiting(reader) == ()


def test_a_cancelled_place_is_offered_while_it_is_free(fill: Filler, do: Do, reader: Reader) -> None:
    lee = fill.staff("Dana Lee")
    jo, mei = fill.patient("Park", "Jo"), fill.patient("Tanaka", "Mei")
    key = do(add, mei, earliest=TODAY)

    def free() -> list[tuple[date, int]]:
        return [(place.on, place.minute) for place, _ in offers(reader, TODAY, 640)]

    def cancelled(on: date, minute: int, **more: Any) -> int:
        return fill.appointment(jo, on, minute, practitioner_id=lee, status=more.pop("status", "cancelled"), **more)

    cancelled(TODAY, 600)
    left = cancelled(TODAY, 700, status="late_cancelled")
    cancelled(TODAY, 800, status="no_show")
    cancelled(TODAY, 900, voided=True)
    cancelled(TOMORROW, 600)
    cancelled(TODAY + timedelta(31), 600)
    cancelled(TODAY + timedelta(5), 600)
    fill.closure(TODAY + timedelta(5))
    cancelled(TODAY + timedelta(6), 600)
    fill.add(Absence(staff_id=lee, from_date=TODAY + timedelta(6), to_date=TODAY + timedelta(7)))
    assert free() == [(TODAY, 700), (TOMORROW, 600)]
    (place, takers), _ = offers(reader, TODAY, 640)
    assert (place.practitioner, place.minutes, place.appointment_id) == ("Dana Lee", 30, left)
    assert [one.id for one in takers] == [key]
    fill.appointment(jo, TOMORROW, 615, practitioner_id=lee)
    assert free() == [(TODAY, 700)]
    (call,) = (one for one in to_call(reader, TODAY, NOW_UTC) if one.kind == "waiting")
    assert (call.patient_id, call.waiting_id, call.place) == (mei, key, place)
    do(offer, key, 1)
    assert free() == []
