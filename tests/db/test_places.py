"""Free and taken places as the record has them."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from care.hours import Span
from care.places import Place
from db.create import init
from db.errors import NotFound
from db.opening import connect
from db.places import calendar, free_after, free_rooms, next_free, series_for, week
from db.reader import Reader, open_reader
from db.writes import appointments, booking, hours
from db.writes.undo import undo_last
from tests.db.desk import Desk
from tests.db.fill import TODAY

MONDAY = date(2026, 11, 23)
NOW = (TODAY, 640)
LEE, MEI, JO = 2, 1, 2


@pytest.fixture
def desk(record_path: Path) -> Desk:
    made = Desk(record_path)
    made.fill.staff("Dana Lee")
    made.fill.room("R1")
    made.fill.room("R2")
    made.fill.patient()
    made.fill.patient("Park", "Jo")
    return made


def test_the_next_place_is_a_week_later_in_the_same_room(desk: Desk, reader: Reader) -> None:
    key = desk(booking.book, MEI, LEE, TODAY, 600, 45, "R2").appointment_id
    there = Place(TODAY + timedelta(7), 600, 45, LEE, "R2")
    assert next_free(reader, key, NOW) == there
    assert next_free(reader, (MEI, LEE), NOW) == there
    desk(booking.book, JO, None, there.on, 600, 30, "R2")
    assert next_free(reader, key, NOW) == there._replace(room="R1")
    desk(booking.book, desk.fill.patient("Nair"), LEE, there.on, 615, 30)
    assert next_free(reader, key, NOW) == there._replace(minute=645)


def test_what_is_booked_moves_the_rhythm_on(desk: Desk, reader: Reader) -> None:
    desk(booking.book, MEI, LEE, TODAY, 600, 30)
    desk(booking.book, MEI, LEE, TODAY + timedelta(7), 615, 30)
    found = next_free(reader, (MEI, LEE), NOW)
    assert found is not None
    assert (found.on, found.minute) == (TODAY + timedelta(14), 615)


def test_who_was_here_long_ago_keeps_weekday_and_time(desk: Desk, reader: Reader) -> None:
    desk.fill.appointment(MEI, date(2026, 1, 8), 700, practitioner_id=LEE, status="completed")
    assert next_free(reader, (MEI, LEE), NOW) == Place(date(2026, 11, 26), 700, 30, LEE, "R1")


def test_who_never_came_gets_the_first_free_place(desk: Desk, reader: Reader) -> None:
    assert next_free(reader, (JO, LEE), NOW, 60) == Place(TODAY, 645, 60, LEE, "R1")
    desk(hours.add_absence, LEE, TODAY, MONDAY)
    assert next_free(reader, (JO, LEE), NOW) == Place(MONDAY + timedelta(1), 480, 30, LEE, "R1")
    desk(hours.add_absence, LEE, TODAY, TODAY + timedelta(300))
    assert next_free(reader, (JO, LEE), NOW) is None


def test_an_appointment_without_a_practitioner_has_no_proposal(desk: Desk, reader: Reader) -> None:
    key = desk.fill.appointment(MEI)
    assert next_free(reader, key, NOW) is None
    with pytest.raises(NotFound):
        next_free(reader, 99, NOW)


def test_a_far_free_place_is_found_past_full_weeks(desk: Desk, reader: Reader) -> None:
    desk(hours.add_absence, LEE, TODAY, TODAY + timedelta(40))
    desk.fill.appointment(MEI, TODAY - timedelta(7), 600, practitioner_id=LEE, status="completed")
    found = next_free(reader, (MEI, LEE), NOW)
    assert found is not None
    assert found.on == TODAY + timedelta(41)


def test_several_places_to_choose_from(desk: Desk, reader: Reader) -> None:
    desk(booking.book, MEI, None, TODAY, 660, 30, "R2")
    found = free_after(reader, MEI, LEE, NOW, 3)
    # Not while the patient is with somebody else, and in the room of the last time.
    assert [(one.minute, one.room) for one in found] == [(690, "R2"), (705, "R2"), (720, "R2")]


def test_a_proposal_can_be_booked_as_it_is(desk: Desk, reader: Reader) -> None:
    desk(hours.set_overlap_limit, 1)
    desk(hours.set_opening, 5, 500, 1010, (720, 765))
    for number in range(12):
        desk.fill.patient(f"P{number}")
        place = next_free(reader, (JO, LEE), (TODAY + timedelta(7), 0))
        assert place is not None
        desk(booking.book, 3 + number, LEE, place.on, place.minute, place.minutes, place.room)


def test_a_series_marks_what_is_taken(desk: Desk, reader: Reader) -> None:
    desk(hours.set_overlap_limit, 1)
    desk(booking.book, MEI, LEE, TODAY, 600, 30, "R1")
    desk(booking.book, JO, LEE, TODAY + timedelta(14), 590, 30)
    desk(hours.add_closure, TODAY + timedelta(21), "storm")
    found = series_for(reader, MEI, LEE, TODAY + timedelta(7), 4)
    taken, closed = "Dana Lee is taken 09:50-10:20 by Jo Park", "The clinic is closed on 2026-12-11 (storm)"
    assert [one.clash for one in found] == [None, taken, closed, None]
    assert {one.place.minute for one in found} == {600}
    sound = [one.place for one in found if one.clash is None]
    desk(booking.book_series, MEI, LEE, sound)
    twice = series_for(reader, MEI, LEE, Place(MONDAY, 700, 30, LEE, "R1"), 3, (3, 4))
    assert [(one.place.on - MONDAY).days for one in twice] == [0, 3, 7]


def test_a_week_of_everybody_who_treats(desk: Desk, reader: Reader) -> None:
    soto = desk.fill.staff("Ana Soto")
    desk.fill.staff("Front", "front_desk")
    key = desk(booking.book, MEI, LEE, MONDAY, 600, 30, "R1").appointment_id
    desk(booking.book, JO, LEE, MONDAY, 660, 30)
    desk(undo_last)
    gone = desk(booking.book, JO, LEE, MONDAY, 720, 30).appointment_id
    desk(appointments.cancel, gone, 1, "patient", "ill")
    found = week(reader, MONDAY)
    assert list(found.practitioners) == [soto, LEE]
    plan = found.plans[LEE, MONDAY]
    assert [(one.appointment_id, one.patient, one.room) for one in plan.taken] == [(key, "Mei Tanaka", "R1")]
    assert plan.free == (Span(480, 600), Span(630, 1080))
    assert found.plans[soto, MONDAY].free == (Span(480, 1080),)
    assert found.plans[LEE, MONDAY + timedelta(6)].closed == "closed"


def test_an_owner_who_treats_stands_in_the_week_too(desk: Desk, reader: Reader) -> None:
    assert 1 not in week(reader, MONDAY).practitioners
    desk.fill.appointment(MEI, MONDAY, practitioner_id=1)
    assert 1 in week(reader, MONDAY).practitioners


def test_which_rooms_are_free(desk: Desk, reader: Reader) -> None:
    key = desk.fill.appointment(MEI, minute=600, room_id=1, status="in_room")
    assert free_rooms(reader, TODAY, 600, 30) == ("R2",)
    assert free_rooms(reader, TODAY, 600, 30, ignoring=key) == ("R1", "R2")
    # Somebody who is still in there keeps it, and an hour later nobody believes that any more.
    assert free_rooms(reader, TODAY, 640, 30) == ("R2",)
    assert free_rooms(reader, TODAY, 690, 30) == ("R1", "R2")
    assert free_rooms(reader, TODAY, 570, 30) == ("R1", "R2")


def test_who_stays_past_midnight_is_there_on_both_days(desk: Desk, reader: Reader) -> None:
    desk.fill.appointment(MEI, TODAY, 1410, minutes=60, practitioner_id=LEE, room_id=1)
    tomorrow = TODAY + timedelta(1)
    known = calendar(reader, tomorrow, tomorrow)
    assert [(one.start, one.end) for one in known.taken[tomorrow]] == [(0, 30)]
    both = calendar(reader, TODAY, tomorrow)
    assert [(one.start, one.end) for one in both.taken[TODAY]] == [(1410, 1440)]


@pytest.mark.parametrize(
    ("zone", "on", "skipped"),
    [
        ("America/Los_Angeles", date(2027, 3, 14), (120, 180)),
        ("America/Los_Angeles", date(2026, 11, 1), (60, 120)),
        ("Pacific/Auckland", date(2026, 9, 27), (120, 180)),
        ("Pacific/Auckland", date(2027, 4, 4), (120, 180)),
        ("America/Santiago", date(2026, 9, 6), (0, 60)),
        ("Australia/Lord_Howe", date(2026, 10, 4), (120, 150)),
    ],
)
def test_times_the_clocks_skip_or_tell_twice_are_never_proposed(
    tmp_path: Path, zone: str, on: date, skipped: tuple[int, int]
) -> None:
    path = tmp_path / "night.acudesk"
    init(path, "Night", zone, "Tom")
    desk = Desk(path)
    desk.fill.staff("Dana Lee")
    desk.fill.patient()
    for weekday in range(1, 8):
        desk(hours.set_opening, weekday, 0, 1440)
    with open_reader(path) as reader:
        known = calendar(reader, on - timedelta(2), on + timedelta(2))
        assert known.skipped == {on: (Span(*skipped),)}
        found = free_after(reader, MEI, LEE, (on, 0), 80, 15)
    begins = [one.minute for one in found if one.on == on]
    assert begins == [minute for minute in range(0, 1440, 15) if not skipped[0] <= minute < skipped[1]][: len(begins)]
    for one in found[:12]:
        desk(booking.book, MEI, LEE, one.on, one.minute, 15)


@pytest.mark.parametrize("analyzed", [False, True])
def test_no_question_walks_through_the_appointments(desk: Desk, reader: Reader, analyzed: bool) -> None:
    for number in range(40):
        desk.fill.appointment(desk.fill.patient(f"P{number}"), TODAY - timedelta(number), practitioner_id=LEE)
    if analyzed:
        connection = connect(desk.path, query_only=False)
        connection.execute("analyze")
        connection.close()
    asked = []
    rows, row = reader.rows, reader.row
    reader.rows = lambda sql, params=(): asked.append((sql, params)) or rows(sql, params)
    reader.row = lambda sql, params=(): asked.append((sql, params)) or row(sql, params)
    week(reader, MONDAY)
    next_free(reader, 3, NOW)
    next_free(reader, (MEI, LEE), NOW)
    free_after(reader, MEI, LEE, NOW, 3)
    free_rooms(reader, TODAY, 600, 30)
    series_for(reader, MEI, LEE, MONDAY, 3)
    plans = [
        (sql, step)
        for sql, params in asked
        if sql.startswith("select") and " appointment " in sql
        for *_, step in rows(f"explain query plan {sql}", params)
    ]
    assert len(plans) > 10
    for sql, step in plans:
        assert not step.startswith(("SCAN a", "SCAN p")), f"{step}\n{sql}"
        assert "appointment_by_practitioner" not in step, f"{step}\n{sql}"
