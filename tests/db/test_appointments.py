"""The states of an appointment through the record: every step, twice, too early, too late, and by two people."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from care.appointment import STATUSES
from care.transitions import AFTER, STEPS, may
from db.audit import verify
from db.errors import Conflict, NotFound, Refused
from db.reader import Reader
from db.writes import appointments, booking
from tests.conftest import NOW_UTC
from tests.db.desk import KIM, Desk
from tests.db.fill import TODAY

TOMORROW = TODAY + timedelta(1)
CANCEL = {"by": "patient", "reason": "has a cold"}


@pytest.fixture
def desk(record_path: Path) -> Desk:
    return Desk(record_path)


def _step(step: str) -> tuple[Any, dict[str, Any]]:
    return getattr(appointments, step), CANCEL if step == "cancel" else {}


@pytest.mark.parametrize("step", AFTER)
@pytest.mark.parametrize("status", STATUSES)
def test_every_step_from_every_state(desk: Desk, step: str, status: str) -> None:
    key = desk.fill.appointment(desk.fill.patient(), status=status)
    work, more = _step(step)
    if may(step, status):
        done = desk(work, key, 1, **more)
        (now, version) = desk.appointment(key, "status", "version")
        assert now in AFTER[step]
        assert (done.appointment_id, version, done.undo_id) == (key, 2, 1)
        assert done.said.startswith("Mei Tanaka")
    elif status in AFTER[step]:
        done = desk(work, key, 1, **more)
        assert (done.undo_id, "already" in done.said) == (None, True)
        assert desk.appointment(key, "status", "version") == (status, 1)
    else:
        with pytest.raises(Refused, match="does not follow"):
            desk(work, key, 1, **more)
        assert desk.appointment(key, "status", "version") == (status, 1)


def test_a_whole_day_keeps_its_times_and_its_audit(desk: Desk, reader: Reader) -> None:
    mei, lee = desk.fill.patient(), desk.fill.staff("Dana Lee")
    desk.fill.room("R1")
    key = desk(booking.book, mei, lee, TODAY, 600, 30, "R1").appointment_id
    assert desk(appointments.confirm, key, 1, now=580).said == "Mei Tanaka comes at 10:00."
    assert desk(appointments.arrive, key, 2, now=595).said == "Mei Tanaka is waiting."
    assert desk(appointments.start, key, 3, now=603).said == "Mei Tanaka is in R1."
    assert desk(appointments.complete, key, 4, now=640).said == "Mei Tanaka is done."
    ten = NOW_UTC - 40 * 60
    times = desk.appointment(key, "status", "arrived_utc", "started_utc", "finished_utc")
    assert times == ("completed", ten - 300, ten + 180, ten + 2400)
    told = reader.rows("select action, patient_id from audit_entry where subject = 'appointment' order by id")
    assert told == [(action, mei) for action in ("booked", "confirmed", "arrived", "in_room", "completed")]
    assert verify(reader).broken_at is None


def test_checking_in_twice_does_no_harm_even_from_two_desks(desk: Desk) -> None:
    key = desk.fill.appointment(desk.fill.patient())
    desk(appointments.arrive, key, 1, now=600)
    before = desk.row("select count(*) from audit_entry")
    done = desk(appointments.arrive, key, 1, actor=KIM, now=610)
    assert (done.undo_id, done.said) == (None, "Mei Tanaka is waiting already.")
    assert desk.appointment(key, "arrived_utc", "version") == (NOW_UTC - 2400, 2)
    assert desk.row("select count(*) from audit_entry") == before
    assert desk.row("select count(*) from undo_step") == (1,)


def test_a_stale_step_hears_who_was_first_and_when(desk: Desk) -> None:
    key = desk.fill.appointment(desk.fill.patient())
    desk(appointments.no_show, key, 1, actor=KIM, now=642)
    with pytest.raises(Conflict, match="Kim Soto changed this appointment meanwhile at 10:42 on 2026-11-20"):
        desk(appointments.arrive, key, 1)
    assert desk.appointment(key, "status") == ("no_show",)


def test_a_change_of_something_else_is_no_conflict(desk: Desk) -> None:
    lee, soto = desk.fill.staff("Dana Lee"), desk.fill.staff("Ana Soto")
    key = desk.fill.appointment(desk.fill.patient(), practitioner_id=lee)
    desk(booking.move, key, 1, TODAY, 600, soto, None, actor=KIM)
    assert desk(appointments.arrive, key, 1).said == "Mei Tanaka is waiting."
    assert desk.appointment(key, "practitioner_id", "status", "version") == (soto, "arrived", 3)


def test_a_change_the_log_cannot_explain_is_a_conflict(desk: Desk) -> None:
    key = desk.fill.appointment(desk.fill.patient())
    desk(booking.move, key, 1, TODAY, 660, None, None, actor=KIM)
    with pytest.raises(Conflict, match="Kim Soto"):
        desk(appointments.no_show, key, 1)
    connection_free = desk.fill.appointment(desk.fill.patient("Park"), minute=700, version=5)
    with pytest.raises(Conflict):
        desk(appointments.arrive, connection_free, 3)


@pytest.mark.parametrize("step", ["arrive", "start", "complete", "no_show", "leave_unseen"])
def test_what_is_still_to_come_has_not_happened(desk: Desk, step: str) -> None:
    status = STEPS[step][0]
    key = desk.fill.appointment(desk.fill.patient(), TOMORROW, status=status)
    with pytest.raises(Refused, match="still to come"):
        desk(getattr(appointments, step), key, 1)
    assert desk.appointment(key, "status") == (status,)


@pytest.mark.parametrize(("minute", "status"), [(640, "cancelled"), (639, "late_cancelled")])
def test_less_than_a_day_before_is_late(desk: Desk, minute: int, status: str) -> None:
    key = desk.fill.appointment(desk.fill.patient(), TOMORROW, minute)
    said = desk(appointments.cancel, key, 1, "clinic", " Dana   is ill\n").said
    assert desk.appointment(key, "status", "cancelled_by", "reason") == (status, "clinic", "Dana is ill")
    assert ("late" in said) is (status == "late_cancelled")


@pytest.mark.parametrize(("by", "reason"), [("patient", " "), ("nobody", "rain"), ("", "rain")])
def test_a_cancellation_says_who_and_why(desk: Desk, by: str, reason: str) -> None:
    key = desk.fill.appointment(desk.fill.patient())
    with pytest.raises(Refused):
        desk(appointments.cancel, key, 1, by, reason)
    assert desk.appointment(key, "status", "version") == ("booked", 1)


def test_starting_takes_the_room_that_is_named(desk: Desk) -> None:
    desk.fill.room("R1")
    two = desk.fill.room("R2")
    key = desk.fill.appointment(desk.fill.patient(), status="arrived")
    assert desk(appointments.start, key, 1, "r2").said == "Mei Tanaka is in R2."
    assert desk.appointment(key, "room_id", "version") == (two, 2)


def test_starting_without_any_room_is_no_fault(desk: Desk) -> None:
    key = desk.fill.appointment(desk.fill.patient(), status="arrived")
    assert desk(appointments.start, key, 1).said == "Mei Tanaka is in treatment."


def test_a_room_somebody_still_is_in_is_taken(desk: Desk) -> None:
    one = desk.fill.room("R1")
    desk.fill.room("R2")
    desk.fill.appointment(desk.fill.patient("Park", "Jo"), minute=570, room_id=one, status="in_room")
    key = desk.fill.appointment(desk.fill.patient(), minute=600, room_id=one, status="arrived")
    with pytest.raises(Conflict, match=r"R1 is taken 09:30-10:00 by Jo Park\. Nothing was changed\. Free now: R2\."):
        desk(appointments.start, key, 1)
    assert desk(appointments.start, key, 1, "R2").said == "Mei Tanaka is in R2."


def test_an_unknown_room_names_those_there_are(desk: Desk) -> None:
    desk.fill.room("R1")
    key = desk.fill.appointment(desk.fill.patient(), status="arrived")
    with pytest.raises(NotFound, match="R1"):
        desk(appointments.start, key, 1, "R9")


def test_a_completed_appointment_is_a_visit_of_its_course(desk: Desk) -> None:
    mei = desk.fill.patient()
    course = desk.fill.course(mei, onset_date=date(2026, 9, 30))
    desk.fill.visit(course, TODAY - timedelta(7), 6)
    key = desk.fill.appointment(mei, course_id=course, status="in_room")
    assert desk(appointments.complete, key, 1).said == "Mei Tanaka is done; visit 2 counts, without scores yet."
    assert desk.row("select minute, nprs, voided from visit where local_date = ?", TODAY.isoformat()) == (600, None, 0)
    assert desk.row("select expected_min, expected_max, expected_by_rule from course") == (6, 10, 1)


def test_a_visit_that_is_recorded_is_not_recorded_again(desk: Desk) -> None:
    mei = desk.fill.patient()
    course = desk.fill.course(mei, expected_min=3, expected_max=4, expected_by_rule=False)
    desk.fill.visit(course, TODAY, 6, minute=480)
    key = desk.fill.appointment(mei, course_id=course, status="in_room")
    assert desk(appointments.complete, key, 1).said == "Mei Tanaka is done."
    assert desk.row("select count(*) from visit") == (1,)
    assert desk.row("select expected_min, expected_max, expected_by_rule from course") == (3, 4, 0)


@pytest.mark.parametrize("status", [status for status in STATUSES if status != "booked"])
def test_every_state_has_a_way_back_that_stays_in_the_log(desk: Desk, reader: Reader, status: str) -> None:
    key = desk.fill.appointment(desk.fill.patient(), status=status, arrived_utc=5, started_utc=6, finished_utc=7)
    done = desk(appointments.put_back, key, 1)
    (now,) = desk.appointment(key, "status")
    assert any(may(step, now) and status in AFTER[step] for step in AFTER)
    assert "again" in done.said
    action, detail = reader.rows("select action, detail from audit_entry order by id desc limit 1")[0]
    assert (action, json.loads(detail)["correction"]) == ("corrected", True)


def test_back_from_arrived_knows_that_it_was_confirmed(desk: Desk) -> None:
    key = desk.fill.appointment(desk.fill.patient())
    desk(appointments.confirm, key, 1)
    desk(appointments.arrive, key, 2)
    desk(appointments.put_back, key, 3)
    assert desk.appointment(key, "status", "arrived_utc") == ("confirmed", None)
    desk(appointments.put_back, key, 4)
    with pytest.raises(Refused, match="no state before"):
        desk(appointments.put_back, key, 5)


def test_back_from_done_takes_the_visit_that_only_said_so_along(desk: Desk) -> None:
    mei = desk.fill.patient()
    course = desk.fill.course(mei)
    key = desk.fill.appointment(mei, course_id=course, status="in_room")
    desk(appointments.complete, key, 1)
    desk(appointments.put_back, key, 2)
    assert desk.row("select count(*) from visit where not voided") == (0,)
    assert desk.row("select expected_min, expected_max from course") == (None, None)
    desk(appointments.complete, key, 3)
    assert desk.row("select count(*) from visit where not voided") == (1,)


def test_back_to_a_place_that_is_somebody_elses_is_refused(desk: Desk) -> None:
    room = desk.fill.room("R1")
    key = desk.fill.appointment(desk.fill.patient(), room_id=room, status="cancelled")
    desk.fill.appointment(desk.fill.patient("Park", "Jo"), room_id=room)
    with pytest.raises(Conflict, match="R1 is taken 10:00-10:30 by Jo Park"):
        desk(appointments.put_back, key, 1)


def test_an_unknown_appointment_is_said_to_be_unknown(desk: Desk) -> None:
    with pytest.raises(NotFound, match="number 99"):
        desk(appointments.arrive, 99, 1)
