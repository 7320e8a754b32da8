"""Booking, moving and walking in: what may overlap, when the clinic works, and days whose clocks change."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from care.places import Place
from db.create import init
from db.errors import Conflict, NotFound, Refused
from db.localtime import to_utc
from db.tables import Absence, Appointment
from db.writes import appointments, booking, hours
from tests.conftest import NOW_UTC, ZONE
from tests.db.desk import KIM, Desk
from tests.db.fill import TODAY

MONDAY = date(2026, 11, 23)
SPRING, AUTUMN = date(2027, 3, 14), date(2027, 11, 7)


@pytest.fixture
def desk(record_path: Path) -> Desk:
    made = Desk(record_path)
    made.fill.staff("Dana Lee")
    made.fill.room("R1")
    made.fill.room("R2")
    made.fill.patient()
    made.fill.patient("Park", "Jo")
    made.fill.patient("Haddad", "Omar")
    return made


LEE, MEI, JO, OMAR = 2, 1, 2, 3


def test_a_booking_is_kept_as_wall_clock_time(desk: Desk) -> None:
    done = desk(booking.book, MEI, LEE, MONDAY, 600, 30, "R1")
    assert done == (1, 1, "Mei Tanaka is booked for Mon 2026-11-23 10:00 with Dana Lee, R1.")
    start = to_utc(MONDAY, 600, ZONE)
    assert desk.appointment(1, "local_date", "minute", "minutes", "zone", "fold", "start_utc", "end_utc", "status") == (
        "2026-11-23", 600, 30, ZONE, 0, start, start + 1800, "booked",
    )  # fmt: skip


def test_a_booking_belongs_to_the_only_open_course(desk: Desk) -> None:
    course = desk.fill.course(MEI)
    desk.fill.course(MEI, closed_on=TODAY)
    desk(booking.book, MEI, LEE, MONDAY, 600, 30)
    assert desk.appointment(1, "course_id") == (course,)
    second = desk.fill.course(MEI)
    desk(booking.book, MEI, LEE, MONDAY, 660, 30)
    assert desk.appointment(2, "course_id") == (None,)
    desk(booking.book, MEI, LEE, MONDAY, 720, 30, None, second)
    assert desk.appointment(3, "course_id") == (second,)


def test_a_course_must_be_the_patients_own_and_open(desk: Desk) -> None:
    others, closed = desk.fill.course(JO), desk.fill.course(MEI, closed_on=TODAY)
    with pytest.raises(NotFound):
        desk(booking.book, MEI, LEE, MONDAY, 600, 30, None, others)
    with pytest.raises(Refused, match="closed on 2026-11-20"):
        desk(booking.book, MEI, LEE, MONDAY, 600, 30, None, closed)


def test_a_taken_room_names_who_has_it(desk: Desk) -> None:
    desk(booking.book, JO, LEE, MONDAY, 600, 30, "R1")
    for squeeze in (False, True):
        with pytest.raises(Conflict, match=r"^R1 is taken 10:00-10:30 by Jo Park\. Nothing was changed\.") as caught:
            desk(booking.book, MEI, LEE, MONDAY, 615, 30, "R1", squeeze=squeeze)
        assert caught.value.exit_code == 75
    desk(booking.book, MEI, LEE, MONDAY, 630, 30, "R1")
    desk(booking.book, OMAR, LEE, MONDAY, 570, 30, "R1")


def test_a_patient_is_not_in_two_places(desk: Desk) -> None:
    desk(booking.book, MEI, LEE, MONDAY, 600, 30)
    with pytest.raises(Conflict, match="Mei Tanaka has another appointment 10:00-10:30"):
        desk(booking.book, MEI, None, MONDAY, 610, 30, squeeze=True)


def test_a_practitioner_has_as_many_at_once_as_the_clinic_allows(desk: Desk) -> None:
    desk(booking.book, MEI, LEE, MONDAY, 600, 30)
    desk(booking.book, JO, LEE, MONDAY, 620, 30)
    with pytest.raises(Conflict, match=r"Dana Lee is taken 10:00-10:30 by Mei Tanaka; 10:20-10:50 by Jo Park"):
        desk(booking.book, OMAR, LEE, MONDAY, 615, 30)
    # One after the other is never more than one at once.
    desk(booking.book, OMAR, LEE, MONDAY, 635, 30)
    desk(hours.set_overlap_limit, 3)
    key = desk(booking.book, desk.fill.patient("Nair", "Priya"), LEE, MONDAY, 615, 10).appointment_id
    assert desk.appointment(key, "squeezed") == (0,)


def test_squeezing_in_is_marked(desk: Desk) -> None:
    desk(hours.set_overlap_limit, 1)
    desk(booking.book, MEI, LEE, MONDAY, 600, 30)
    done = desk(booking.book, JO, LEE, MONDAY, 600, 30, squeeze=True)
    assert "squeezed in" in done.said
    assert desk.appointment(done.appointment_id, "squeezed") == (1,)


@pytest.mark.parametrize("step", ["cancel", "no_show"])
def test_who_gave_the_place_up_does_not_count(desk: Desk, step: str) -> None:
    desk(hours.set_overlap_limit, 1)
    key = desk(booking.book, MEI, LEE, TODAY, 600, 30, "R1").appointment_id
    more = ("patient", "ill") if step == "cancel" else ()
    desk(getattr(appointments, step), key, 1, *more)
    desk(booking.book, JO, LEE, TODAY, 600, 30, "R1")


def test_hours_lunch_days_off_and_closed_days_hold(desk: Desk) -> None:
    desk(hours.set_opening, 1, 540, 1020, (720, 780))
    desk(hours.set_working, LEE, 2, [])
    desk(hours.add_absence, LEE, date(2026, 11, 25), date(2026, 11, 26), "course")
    desk(hours.add_closure, date(2026, 11, 27), "Thanksgiving")
    for on, minute, words in [
        (MONDAY, 500, "outside the opening hours of 2026-11-23 .09:00-17:00."),
        (MONDAY, 730, "falls into lunch"),
        (MONDAY + timedelta(1), 600, "Dana Lee does not work on Tuesdays"),
        (MONDAY + timedelta(2), 600, "Dana Lee is away on 2026-11-25 until 2026-11-26 .course."),
        (MONDAY + timedelta(4), 600, "closed on 2026-11-27 .Thanksgiving."),
        (MONDAY + timedelta(6), 600, "closed on Sundays"),
    ]:
        with pytest.raises(Refused, match=words) as caught:
            desk(booking.book, MEI, LEE, on, minute, 30)
        assert caught.value.exit_code == 65
        desk(booking.book, MEI, LEE, on, minute, 30, squeeze=True)


@pytest.mark.parametrize("minutes", [0, 4, 481])
def test_an_appointment_has_a_length(desk: Desk, minutes: int) -> None:
    with pytest.raises(Refused, match="5 to 480 minutes"):
        desk(booking.book, MEI, LEE, MONDAY, 600, minutes)


def test_only_who_is_here_is_booked_and_only_with_who_treats(desk: Desk) -> None:
    front = desk.fill.staff("Ana Ruiz", "front_desk")
    gone = desk.fill.staff("Long Ago", active=False)
    for patient, practitioner, room in [
        (99, LEE, None),
        (MEI, 99, None),
        (MEI, front, None),
        (MEI, gone, None),
        (MEI, LEE, "R9"),
    ]:
        with pytest.raises(NotFound):
            desk(booking.book, patient, practitioner, MONDAY, 600, 30, room)
    assert desk.row("select count(*) from appointment") == (0,)


def test_a_time_that_does_not_exist_names_the_next(desk: Desk) -> None:
    with pytest.raises(Refused, match=r"02:30 does not exist .* next time there is: 2027-03-14 03:00"):
        desk(booking.book, MEI, LEE, SPRING, 150, 30, squeeze=True)


def test_a_time_that_comes_twice_is_asked_for(desk: Desk) -> None:
    with pytest.raises(Refused, match="fold: 0 the first, 1 the second"):
        desk(booking.book, MEI, LEE, AUTUMN, 90, 30, squeeze=True)
    first = desk(booking.book, MEI, LEE, AUTUMN, 90, 30, squeeze=True, fold=0).appointment_id
    second = desk(booking.book, MEI, LEE, AUTUMN, 90, 30, squeeze=True, fold=1).appointment_id
    assert desk.appointment(second, "fold")[0] == 1
    assert desk.appointment(second, "start_utc")[0] - desk.appointment(first, "start_utc")[0] == 3600


def test_a_fold_where_there_is_none_is_not_kept(desk: Desk) -> None:
    key = desk(booking.book, MEI, LEE, MONDAY, 600, 30, fold=1).appointment_id
    assert desk.appointment(key, "fold") == (0,)


def test_a_weekly_series_keeps_its_wall_time_over_the_change_of_clocks(desk: Desk) -> None:
    places = [Place(date(2027, 3, 10) + timedelta(7 * number), 540, 30, LEE, "R1") for number in range(3)]
    done = desk(booking.book_series, MEI, LEE, places, None)
    assert len({one.undo_id for one in done}) == 1
    rows = [desk.appointment(one.appointment_id, "minute", "start_utc") for one in done]
    assert [minute for minute, _ in rows] == [540] * 3
    assert [rows[1][1] - rows[0][1], rows[2][1] - rows[1][1]] == [7 * 86400 - 3600, 7 * 86400]


def test_a_series_is_booked_whole_or_not_at_all(desk: Desk) -> None:
    second = MONDAY + timedelta(7)
    desk(booking.book, JO, LEE, second, 600, 30, "R1")
    places = [Place(MONDAY, 600, 30, LEE, "R1"), Place(second, 600, 30, LEE, "R1")]
    with pytest.raises(Conflict, match=r"None of the series was booked\. 2026-11-30 10:00: R1 is taken .* by Jo Park"):
        desk(booking.book_series, MEI, LEE, places, None)
    assert desk.row("select count(*) from appointment") == (1,)
    assert desk.row("select count(*) from undo_step") == (1,)
    with pytest.raises(Refused):
        desk(booking.book_series, MEI, LEE, [], None)


def test_two_places_of_one_series_may_not_clash_either(desk: Desk) -> None:
    with pytest.raises(Conflict, match="Mei Tanaka has another"):
        desk(booking.book_series, MEI, LEE, [Place(MONDAY, 600, 30, LEE), Place(MONDAY, 610, 30, LEE)], None)


def test_moving_keeps_what_it_is_for(desk: Desk) -> None:
    course = desk.fill.course(MEI)
    key = desk(booking.book, MEI, LEE, MONDAY, 600, 30, "R1").appointment_id
    desk(appointments.confirm, key, 1)
    done = desk(booking.move, key, 2, MONDAY + timedelta(1), 610, LEE, "R2")
    assert done.said == "Mei Tanaka is moved to Tue 2026-11-24 10:10 with Dana Lee, R2."
    kept = ("2026-11-24", 610, "confirmed", course, to_utc(MONDAY + timedelta(1), 610, ZONE))
    assert desk.appointment(key, "local_date", "minute", "status", "course_id", "start_utc") == kept


def test_moving_never_clashes_with_itself(desk: Desk) -> None:
    desk(hours.set_overlap_limit, 1)
    key = desk(booking.book, MEI, LEE, MONDAY, 600, 30, "R1").appointment_id
    desk(booking.move, key, 1, MONDAY, 610, LEE, "R1")
    same = desk(booking.move, key, 1, MONDAY, 610, LEE, "R1")
    assert same == (key, None, "Mei Tanaka is there already.")


def test_moving_onto_somebody_is_refused_by_name(desk: Desk) -> None:
    desk(booking.book, JO, LEE, MONDAY, 660, 30, "R1")
    key = desk(booking.book, MEI, LEE, MONDAY, 600, 30, "R1").appointment_id
    with pytest.raises(Conflict, match="R1 is taken 11:00-11:30 by Jo Park"):
        desk(booking.move, key, 1, MONDAY, 650, LEE, "R1")
    assert desk.appointment(key, "minute", "version") == (600, 1)


def test_two_who_move_the_same_one(desk: Desk) -> None:
    key = desk(booking.book, MEI, LEE, MONDAY, 600, 30, "R1").appointment_id
    desk(booking.move, key, 1, MONDAY, 660, LEE, "R1", actor=KIM)
    with pytest.raises(Conflict, match="Kim Soto changed this appointment"):
        desk(booking.move, key, 1, MONDAY, 720, LEE, "R1")
    # Knowing of it, the second change goes on top.
    desk(booking.move, key, 2, MONDAY, 720, LEE, "R1")
    assert desk.appointment(key, "minute", "version") == (720, 3)


def test_what_is_over_is_not_moved(desk: Desk) -> None:
    key = desk.fill.appointment(MEI, status="completed")
    with pytest.raises(Refused, match="only what is still to come"):
        desk(booking.move, key, 1, MONDAY, 600, LEE, None)


def test_a_walk_in_is_here_now(desk: Desk) -> None:
    done = desk(booking.walk_in, MEI, None, 30)
    assert done.said == "Mei Tanaka is waiting."
    assert desk.appointment(done.appointment_id, "status", "minute", "arrived_utc", "practitioner_id", "squeezed") == (
        "arrived", 640, NOW_UTC, LEE, 0,
    )  # fmt: skip


def test_a_walk_in_goes_to_who_has_fewest_and_is_never_turned_away(desk: Desk) -> None:
    soto = desk.fill.staff("Ana Soto")
    desk(booking.book, JO, soto, TODAY, 645, 30)
    assert desk.appointment(desk(booking.walk_in, MEI, None, 30).appointment_id, "practitioner_id") == (LEE,)
    desk.fill.add(Absence(staff_id=LEE, from_date=TODAY, to_date=TODAY))
    desk.fill.add(Absence(staff_id=soto, from_date=TODAY, to_date=TODAY))
    key = desk(booking.walk_in, OMAR, LEE, 30).appointment_id
    assert desk.appointment(key, "squeezed") == (1,)
    alone = desk(booking.walk_in, desk.fill.patient("Nair"), None, 30).appointment_id
    assert desk.appointment(alone, "practitioner_id") == (None,)


def test_who_is_booked_now_is_to_be_checked_in(desk: Desk) -> None:
    desk(booking.book, MEI, LEE, TODAY, 650, 30)
    with pytest.raises(Conflict, match="another appointment 10:50-11:20"):
        desk(booking.walk_in, MEI, None, 30)


@pytest.mark.parametrize(
    ("zone", "utc", "today", "minute"),
    [
        ("Pacific/Auckland", "2026-11-23T23:30", date(2026, 11, 24), 750),
        ("Pacific/Auckland", "2026-11-23T10:59", date(2026, 11, 23), 1439),
        ("Pacific/Auckland", "2026-11-23T11:00", date(2026, 11, 24), 0),
        ("America/Los_Angeles", "2026-11-24T07:59", date(2026, 11, 23), 1439),
        ("America/Los_Angeles", "2026-11-24T08:00", date(2026, 11, 24), 0),
    ],
)
def test_now_is_the_clinics_own_day_wherever_the_machine_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str, utc: str, today: date, minute: int
) -> None:
    import time
    from datetime import UTC, datetime

    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    path = tmp_path / "there.acudesk"
    init(path, "There", zone, "Tom")
    there = Desk(path)
    patient = there.fill.patient()
    at = int(datetime.fromisoformat(utc).replace(tzinfo=UTC).timestamp())
    key = there(booking.walk_in, patient, None, 30, utc=at).appointment_id
    assert there.appointment(key, "local_date", "minute", "start_utc") == (today.isoformat(), minute, at)
    weekly = there(booking.book, there.fill.patient("Park"), None, today + timedelta(7), 540, 30, squeeze=True, utc=at)
    start = there.appointment(weekly.appointment_id, "start_utc")[0]
    assert start == to_utc(today + timedelta(7), 540, zone)


def test_the_guards_hold_whoever_writes_past_the_functions(desk: Desk) -> None:
    desk(booking.book, MEI, LEE, MONDAY, 600, 30, "R1")
    start = to_utc(MONDAY, 610, ZONE)
    with pytest.raises(Conflict, match="room"):
        desk.fill.add(
            Appointment(patient_id=JO, local_date=MONDAY, minute=610, minutes=30, zone=ZONE, start_utc=start,
                        end_utc=start + 1800, room_id=1)
        )  # fmt: skip
