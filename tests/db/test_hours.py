"""Hours, absences and closed days: kept, read, and counted against what is booked."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from care.hours import Away, Opening, Span
from care.staff import Closure
from db.errors import NotFound, Refused
from db.hours import absences, closures, hours
from db.reader import Reader
from db.writes import hours as writes
from tests.db.desk import Desk
from tests.db.fill import TODAY

MONDAY = date(2026, 11, 23)
LEE = 2


@pytest.fixture
def desk(record_path: Path) -> Desk:
    made = Desk(record_path)
    made.fill.staff("Dana Lee")
    return made


def test_everything_that_is_set_is_read(desk: Desk, reader: Reader) -> None:
    desk(writes.set_usual_hours, 420, 1140)
    desk(writes.set_opening, 1, 540, 1020, (720, 780))
    desk(writes.set_opening, 7, None, None)
    desk(writes.set_working, LEE, 2, [(760, 900), (540, 700)])
    desk(writes.set_working, LEE, 3, [])
    desk(writes.add_absence, LEE, MONDAY, MONDAY + timedelta(3), " a\tcourse ")
    desk(writes.add_closure, MONDAY, "storm")
    found = hours(reader, MONDAY, MONDAY + timedelta(6))
    assert found.usual == Span(420, 1140)
    assert found.weekdays == {1: Opening(Span(540, 1020), Span(720, 780)), 7: Opening(None)}
    assert found.own == {(LEE, 2): (Span(540, 700), Span(760, 900)), (LEE, 3): ()}
    assert found.closed == {MONDAY: "storm"}
    assert found.absences == (Away(1, LEE, MONDAY, MONDAY + timedelta(3), "a course"),)
    later = hours(reader, MONDAY + timedelta(4), MONDAY + timedelta(6))
    assert (later.closed, later.absences) == ({}, ())


def test_what_is_taken_back_is_gone(desk: Desk, reader: Reader) -> None:
    desk(writes.set_opening, 1, 540, 1020)
    desk(writes.clear_opening, 1)
    desk(writes.set_working, LEE, 2, [(540, 700)])
    desk(writes.clear_working, LEE, 2)
    desk(writes.add_absence, LEE, MONDAY, MONDAY)
    desk(writes.remove_absence, 1)
    desk(writes.add_closure, MONDAY, "storm")
    desk(writes.remove_closure, MONDAY)
    found = hours(reader, MONDAY, MONDAY)
    assert (found.weekdays, found.own, found.closed, found.absences) == ({}, {}, {}, ())
    assert closures(reader, MONDAY, MONDAY) == ()


def test_setting_what_is_so_already_changes_nothing(desk: Desk) -> None:
    desk(writes.set_opening, 1, 540, 1020)
    desk(writes.set_working, LEE, 2, [(540, 700)])
    desk(writes.add_closure, MONDAY, "storm")
    before = desk.row("select count(*) from audit_entry")
    for work, *args in [
        (writes.set_opening, 1, 540, 1020),
        (writes.clear_opening, 2),
        (writes.set_working, LEE, 2, [(540, 700)]),
        (writes.clear_working, LEE, 3),
        (writes.add_closure, MONDAY, "storm"),
        (writes.remove_closure, TODAY),
        (writes.set_overlap_limit, 2),
        (writes.set_usual_hours, 480, 1080),
    ]:
        assert desk(work, *args) == (None, "It is so already.")
    assert desk.row("select count(*) from audit_entry") == before


def test_a_change_says_who_is_booked_then(desk: Desk) -> None:
    for name in ("A", "B"):
        desk.fill.appointment(desk.fill.patient(name), MONDAY, practitioner_id=LEE)
    desk.fill.appointment(desk.fill.patient("C"), MONDAY, status="cancelled")
    assert desk(writes.add_absence, LEE, MONDAY, MONDAY).said == (
        "Dana Lee is away 2026-11-23. 2 are booked then: move or cancel them."
    )
    assert "2 are booked then" in desk(writes.add_closure, MONDAY, "storm").said
    assert desk(writes.add_closure, TODAY - timedelta(9), "past").said == "Closed on 2026-11-11."


@pytest.mark.parametrize(
    ("work", "args"),
    [
        ("set_usual_hours", (600, 600)),
        ("set_usual_hours", (0, 1441)),
        ("set_opening", (0, 1, 2)),
        ("set_opening", (8, 1, 2)),
        ("set_opening", (1, 540, None)),
        ("set_opening", (1, None, None, (1, 2))),
        ("set_opening", (1, 540, 1000, (500, 600))),
        ("set_opening", (1, 540, 1000, (700, 700))),
        ("set_working", (LEE, 1, [(540, 700), (690, 800)])),
        ("set_working", (LEE, 1, [(700, 540)])),
        ("add_absence", (LEE, MONDAY, MONDAY - timedelta(1))),
        ("add_closure", (MONDAY, "\t ")),
        ("set_overlap_limit", (0,)),
        ("set_overlap_limit", (13,)),
    ],
)
def test_hours_that_are_none_are_refused(desk: Desk, work: str, args: tuple[object, ...]) -> None:
    before = desk.dump()
    with pytest.raises(Refused, match="Nothing was changed"):
        desk(getattr(writes, work), *args)
    assert desk.dump() == before


def test_nobody_and_nothing_are_not_found(desk: Desk) -> None:
    for work, *args in [
        (writes.add_absence, 99, MONDAY, MONDAY),
        (writes.remove_absence, 9),
        (writes.set_working, 99, 1, []),
    ]:
        with pytest.raises(NotFound):
            desk(work, *args)


def test_closed_days_and_absences_come_in_order(desk: Desk, reader: Reader) -> None:
    desk(writes.add_closure, MONDAY, "storm")
    desk(writes.add_closure, TODAY, "holiday")
    desk(writes.add_absence, LEE, MONDAY, MONDAY)
    desk(writes.add_absence, LEE, TODAY, TODAY)
    assert closures(reader, TODAY, MONDAY) == (Closure(TODAY, "holiday"), Closure(MONDAY, "storm"))
    assert [one.first for one in absences(reader, TODAY, MONDAY)] == [TODAY, MONDAY]
