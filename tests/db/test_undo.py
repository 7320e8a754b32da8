"""Taking back: every write leaves the record as it was, several steps back, and never at somebody else's cost."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from care.places import Place
from db.audit import Actor, verify
from db.days import day
from db.errors import Conflict, NotFound
from db.patients import find
from db.reader import Reader, open_reader
from db.tables import Room
from db.undo import newest
from db.writes import appointments, booking, forms, hours, proposals, providers, referrals, waiting
from db.writes import patients as people
from db.writes.undo import undo_last
from db.writing import Unit
from tests.db.desk import KIM, Desk
from tests.db.fill import ANA, TODAY

MONDAY = date(2026, 11, 23)
LEE, MEI, JO = 2, 1, 2
BOOKED, ARRIVED, IN_ROOM, GONE, WITHOUT_COURSE = 1, 2, 3, 4, 5


@pytest.fixture
def desk(record_path: Path) -> Desk:
    """A clinic with somebody in each state that a write begins from."""
    made = Desk(record_path)
    fill = made.fill
    fill.staff("Dana Lee")
    room = fill.room("R1")
    fill.room("R2")
    mei, jo = fill.patient(phone="503 683 6219"), fill.patient("Park", "Jo")
    course = fill.course(mei)
    fill.appointment(mei, minute=540, practitioner_id=LEE, room_id=room, course_id=course)
    fill.appointment(mei, minute=600, practitioner_id=LEE, status="arrived", arrived_utc=5, course_id=course)
    fill.appointment(mei, minute=660, practitioner_id=LEE, status="in_room", course_id=course, started_utc=6)
    fill.appointment(mei, minute=720, status="cancelled", cancelled_by="patient", reason="ill")
    fill.appointment(jo, minute=720)
    fill.proposal("u1", phone="1", family_name="Lee", given_name="Ann")
    fill.closure(TODAY + timedelta(9), "holiday")
    made(hours.add_absence, LEE, MONDAY + timedelta(30), MONDAY + timedelta(31))
    made(hours.set_opening, 3, 600, 900)
    made(hours.set_working, LEE, 4, [(600, 700), (720, 900)])
    return made


WRITES: dict[str, Callable[[Unit], Any]] = {
    "confirm": lambda unit: appointments.confirm(unit, BOOKED, 1),
    "arrive": lambda unit: appointments.arrive(unit, BOOKED, 1),
    "start": lambda unit: appointments.start(unit, ARRIVED, 1, "R2"),
    "complete": lambda unit: appointments.complete(unit, IN_ROOM, 1),
    "no-show": lambda unit: appointments.no_show(unit, BOOKED, 1),
    "cancel": lambda unit: appointments.cancel(unit, BOOKED, 1, "clinic", "Dana is ill"),
    "leave unseen": lambda unit: appointments.leave_unseen(unit, ARRIVED, 1),
    "put back": lambda unit: appointments.put_back(unit, GONE, 1),
    "book": lambda unit: booking.book(unit, MEI, LEE, MONDAY, 600, 30, "R1"),
    "series": lambda unit: booking.book_series(
        unit, MEI, LEE, [Place(MONDAY + timedelta(7 * number), 600, 30, LEE, "R1") for number in range(4)], 1
    ),
    "move": lambda unit: booking.move(unit, BOOKED, 1, MONDAY, 610, None, "R2", minutes=45),
    "walk in": lambda unit: booking.walk_in(unit, JO, LEE, 30),
    "usual hours": lambda unit: hours.set_usual_hours(unit, 420, 1200),
    "limit": lambda unit: hours.set_overlap_limit(unit, 3),
    "opening": lambda unit: hours.set_opening(unit, 1, 540, 1000, (720, 780)),
    "opening again": lambda unit: hours.set_opening(unit, 3, None, None),
    "opening cleared": lambda unit: hours.clear_opening(unit, 3),
    "working": lambda unit: hours.set_working(unit, LEE, 2, [(540, 700), (760, 900)]),
    "working again": lambda unit: hours.set_working(unit, LEE, 4, []),
    "working cleared": lambda unit: hours.clear_working(unit, LEE, 4),
    "absence": lambda unit: hours.add_absence(unit, LEE, MONDAY, MONDAY, "course"),
    "absence taken back": lambda unit: hours.remove_absence(unit, 1),
    "closed day": lambda unit: hours.add_closure(unit, MONDAY, "storm"),
    "closed day taken back": lambda unit: hours.remove_closure(unit, TODAY + timedelta(9)),
    "settle": lambda unit: proposals.settle(unit, 1, 1, JO),
    "settle as new": lambda unit: proposals.settle_new(unit, 1, 1, date(1990, 1, 2)),
    "dismiss": lambda unit: proposals.dismiss(unit, 1, 1, "spam"),
    "register": lambda unit: people.register(unit, "Haddad", "Omar", date(1970, 1, 2), "503 555 0100"),
    "rename": lambda unit: people.change(unit, MEI, 1, family="Sato", phone="1234567"),
    "register and walk in": lambda unit: booking.walk_in(unit, people.register(unit, "Haddad", "Omar"), LEE, 30),
}


@pytest.mark.parametrize("write", WRITES)
def test_undo_leaves_the_record_as_it_was(desk: Desk, reader: Reader, write: str) -> None:
    before = desk.dump()
    desk(WRITES[write])
    assert desk.dump() != before, "the write did nothing"
    steps = desk.row("select count(*) from undo_step where undone_utc is null")
    done = desk(undo_last)
    assert desk.dump() == before
    assert desk.row("select count(*) from undo_step where undone_utc is null") == (steps[0] - 1,)
    assert done.said.startswith("Undone: ")
    assert verify(reader).broken_at is None
    (action,) = desk.row("select action from audit_entry order by id desc limit 1")
    assert action == "undone"


def test_a_day_is_taken_back_step_by_step_after_a_restart_too(desk: Desk) -> None:
    dumps = [desk.dump()]
    # Each step opens and closes the record, as another session does.
    for work, *args in [
        (appointments.confirm, BOOKED, 1),
        (appointments.arrive, BOOKED, 2),
        (appointments.start, BOOKED, 3),
        (appointments.complete, BOOKED, 4),
        (booking.book, JO, LEE, MONDAY, 600, 30, "R1"),
    ]:
        desk(work, *args)
        dumps.append(desk.dump())
    labels = []
    while len(dumps) > 1:
        assert desk.dump() == dumps.pop()
        with open_reader(desk.path) as reader:
            labels.append(newest(reader, ANA.staff_id, ANA.name))
        desk(undo_last)
    assert desk.dump() == dumps[0]
    assert labels == ["book", "done", "start", "arrive", "confirm"]


def test_each_takes_back_only_their_own(desk: Desk) -> None:
    desk(appointments.arrive, BOOKED, 1)
    desk(booking.book, JO, LEE, MONDAY, 600, 30, actor=KIM)
    with open_reader(desk.path) as reader:
        assert newest(reader, KIM.staff_id, KIM.name) == "book"
        assert newest(reader, ANA.staff_id, "another name of the same person") == "arrive"
        assert newest(reader, None, ANA.name) is None
    assert desk(undo_last).said == "Undone: arrive, Mei Tanaka 09:00."
    assert desk.row("select count(*) from appointment where local_date = ? and not voided", "2026-11-23") == (1,)


def test_who_has_no_number_is_known_by_name(desk: Desk) -> None:
    desk(appointments.arrive, BOOKED, 1, actor=Actor(None, "setup"))
    with pytest.raises(NotFound, match="nothing of yours"):
        desk(undo_last, actor=Actor(None, "somebody"))
    assert desk(undo_last, actor=Actor(None, "setup")).appointment_id == BOOKED


def test_nothing_to_undo_is_said(desk: Desk) -> None:
    with pytest.raises(NotFound, match="nothing of yours"):
        desk(undo_last, actor=KIM)


def test_what_somebody_changed_since_is_not_undone(desk: Desk) -> None:
    desk(appointments.arrive, BOOKED, 1)
    desk(appointments.start, BOOKED, 2, actor=KIM, now=645)
    before = desk.dump()
    with pytest.raises(Conflict, match="Kim Soto changed this appointment meanwhile at 10:45 on 2026-11-20"):
        desk(undo_last)
    assert desk.dump() == before


def test_what_somebody_changed_beside_it_stays(desk: Desk) -> None:
    desk(appointments.confirm, BOOKED, 1)
    desk(booking.move, BOOKED, 2, MONDAY, 600, LEE, "R2", actor=KIM)
    desk(undo_last)
    assert desk.appointment(BOOKED, "status", "local_date", "minute") == ("booked", "2026-11-23", 600)


def test_a_place_that_was_given_away_is_not_taken_back(desk: Desk) -> None:
    desk(appointments.cancel, BOOKED, 1, "patient", "ill")
    desk(booking.book, JO, LEE, TODAY, 540, 30, "R1", actor=KIM)
    with pytest.raises(Conflict, match="R1 is taken 09:00-09:30 by Jo Park"):
        desk(undo_last)
    assert desk.appointment(BOOKED, "status") == ("late_cancelled",)


def test_what_somebody_works_with_is_not_taken_away(desk: Desk) -> None:
    key = desk(people.register, "Haddad", "Omar")
    desk(booking.book, key, LEE, MONDAY, 600, 30, actor=KIM)
    with pytest.raises(Conflict, match="added to it since: appointment"):
        desk(undo_last)
    desk(undo_last, actor=KIM)
    desk(undo_last)


def test_a_booking_somebody_moved_is_theirs_too(desk: Desk) -> None:
    key = desk(booking.book, JO, LEE, MONDAY, 600, 30).appointment_id
    desk(booking.move, key, 1, MONDAY, 660, LEE, None, actor=KIM)
    with pytest.raises(Conflict, match="Kim Soto"):
        desk(undo_last)


def test_a_voided_row_is_nowhere(desk: Desk) -> None:
    key = desk(people.register, "Haddad", "Omar", None, "503 555 0100")
    desk(undo_last)
    desk(booking.book, JO, LEE, TODAY, 780, 30, "R1")
    desk(undo_last)
    with open_reader(desk.path) as reader:
        assert find(reader, "haddad") == find(reader, "5035550100") == find(reader, str(key)) == ()
        assert not [one for one in day(reader, TODAY).appointments if one.minute == 780]
    # Its place is free again, for the functions and for the guards.
    desk(booking.book, MEI, LEE, TODAY, 780, 30, "R1")


def test_a_booking_undone_may_come_again_from_its_calendar(desk: Desk) -> None:
    desk(proposals.settle, 1, 1, JO)
    desk(undo_last)
    desk(proposals.settle, 1, 3, JO)
    assert desk.row("select count(*) from appointment where source_id = 'u1'") == (1,)


def test_the_log_has_no_words_of_a_patient_and_says_that_it_was_a_correction(desk: Desk, reader: Reader) -> None:
    desk(appointments.cancel, BOOKED, 1, "patient", "a private reason")
    desk(undo_last)
    details = [json.loads(detail) for (detail,) in reader.rows("select detail from audit_entry")]
    assert "private" not in json.dumps(details)
    assert details[-1]["correction"] is True
    assert details[-1]["fields"] == ["cancelled_by", "reason", "status"]


def test_an_undoable_unit_may_not_write_past_its_session(desk: Desk) -> None:
    from sqlalchemy import update

    def past(unit: Unit) -> None:
        unit.undoable("past")
        unit.session.connection().execute(update(Room).values(active=False))
        unit.audit("edited", "room", 1)

    with pytest.raises(RuntimeError, match="wrote past its session"):
        desk(past)
    assert desk.row("select count(*) from room where active") == (2,)


def test_a_unit_that_changes_nothing_leaves_no_step(desk: Desk) -> None:
    before = desk.row("select count(*) from undo_step")

    def idle(unit: Unit) -> None:
        unit.undoable("nothing")
        unit.session.get_one(Room, 1).name = "R1"
        unit.audit("looked", "room", 1)

    desk(idle)
    assert desk.row("select count(*) from undo_step") == before


def test_the_newest_step_is_found_without_a_walk(reader: Reader) -> None:
    for staff in (1, None):
        plan = reader.rows(
            "explain query plan select label from undo_step where undone_utc is null and staff_id is :staff "
            "and (:staff is not null or actor = :actor) order by id desc limit 1",
            {"staff": staff, "actor": "x"},
        )
        assert "undo_step_to_undo" in plan[0][-1]
        assert "TEMP B-TREE" not in str(plan)


def test_a_place_on_the_waiting_list_is_taken_back(desk: Desk) -> None:
    before = desk.dump()
    desk(waiting.add, MEI, earliest=MONDAY, minutes=30)
    assert desk.dump() != before
    desk(undo_last)
    assert desk.dump() == before


def test_a_provider_goes_with_the_referral_it_came_with(desk: Desk) -> None:
    before = desk.dump()
    new = forms.NewProvider("Oak Chiropractic", "chiropractic")
    desk(forms.refer, 1, "chiropractic", new_provider=new, question="What is the cause?")
    desk(undo_last)
    assert desk.dump() == before
    assert desk.row("select voided, provider_id from referral") == (1, None)
    # Whom it was to stays in the step, and the name is free for another try.
    assert "Oak Chiropractic" in desk.row("select payload from undo_step order by id desc")[0]
    assert desk(forms.refer, 1, "chiropractic", new_provider=new).referral_id == 2


def test_a_provider_goes_after_the_referral_of_somebody_else_went(desk: Desk) -> None:
    before = desk.dump()
    key = desk(providers.add, "Oak Chiropractic", "chiropractic").provider_id
    desk(referrals.start, 1, "chiropractic", provider_id=key, actor=KIM)
    with pytest.raises(Conflict, match="Something was added to it since: referral"):
        desk(undo_last)
    desk(undo_last, actor=KIM)
    desk(undo_last)
    assert desk.dump() == before
