"""What happens to an appointment on its day: each step of its states, with the time it was made.

Every function works in the caller's unit and takes the version that was seen. Pressing a step twice changes nothing
and says so. What cannot be raises with nothing changed: `Refused` for a step that does not follow, `Conflict` when
somebody else was first, `NotFound` for a number that is not there. All are undoable, each as one step.
"""

import json

from sqlalchemy import text

from care.appointment import clock
from care.protocol import Protocol
from care.text import tidy
from care.transitions import AFTER, STEP_LABELS, WORDS, cancelled_as, may, state_before
from db.errors import Conflict, NotFound, Refused
from db.localtime import to_local
from db.places import free_rooms
from db.protocol_file import load_protocol
from db.tables import Appointment, Room
from db.writes.first_visit import record_visit, take_visit_back
from db.writes.overlap import name_of, overlapping, refuse_taken, said
from db.writes.told import Done, check_seen, looking, tell
from db.writing import Unit

__all__ = ["Done", "arrive", "cancel", "complete", "confirm", "leave_unseen", "no_show", "put_back", "start"]

BY = ("patient", "clinic")
LONGEST_REASON = 200
_FACTS = {
    "arrived": "arrived_utc",
    "in_room": "started_utc",
    "completed": "finished_utc",
    "left_unseen": "finished_utc",
}
"""Which column says when a state was reached."""

_NOT_YET = ("arrive", "start", "complete", "leave_unseen", "no_show")
"""Steps that cannot be made before the day of the appointment."""


def confirm(unit: Unit, appointment_id: int, seen_version: int) -> Done:
    """The patient has said that they will come."""
    row = present(unit, appointment_id)
    if (already := _begin(unit, row, "confirm", seen_version)) is not None:
        return already
    return _enter(unit, row, "confirm", "confirmed", f"{name_of(unit, row.patient_id)} comes at {clock(row.minute)}.")


def arrive(unit: Unit, appointment_id: int, seen_version: int) -> Done:
    """The patient is here and waits."""
    row = present(unit, appointment_id)
    if (already := _begin(unit, row, "arrive", seen_version)) is not None:
        return already
    return _enter(unit, row, "arrive", "arrived", f"{name_of(unit, row.patient_id)} is waiting.")


def start(unit: Unit, appointment_id: int, seen_version: int, room: str | None = None) -> Done:
    """The treatment begins, in `room` if one is named, else in the booked one.

    Raises `Conflict` naming who is in that room and which are free. Without any room it begins without one.
    """
    row = present(unit, appointment_id)
    rests_on = {"status", "room_id"} if room is not None else {"status"}
    if (already := _begin(unit, row, "start", seen_version, rests_on)) is not None:
        return already
    # Flushed once, so that the row's version and what the log says of it go together.
    with unit.session.no_autoflush:
        if room is not None:
            row.room_id = room_id(unit, room)
        if row.room_id is not None:
            _refuse_occupied(unit, row)
        where = "in treatment" if row.room_id is None else f"in {unit.session.get_one(Room, row.room_id).name}"
        words = f"{name_of(unit, row.patient_id)} is {where}."
    return _enter(unit, row, "start", "in_room", words)


def complete(unit: Unit, appointment_id: int, seen_version: int, *, protocol: Protocol | None = None) -> Done:
    """The treatment is over. A course without a visit that day is given one, whose scores are still to come."""
    row = present(unit, appointment_id)
    if (already := _begin(unit, row, "complete", seen_version)) is not None:
        return already
    done = _enter(unit, row, "complete", "completed", f"{name_of(unit, row.patient_id)} is done.")
    count = record_visit(unit, row, protocol)
    return done if count is None else done._replace(said=f"{done.said[:-1]}; visit {count} counts, without scores yet.")


def no_show(unit: Unit, appointment_id: int, seen_version: int) -> Done:
    """The patient did not come."""
    row = present(unit, appointment_id)
    if (already := _begin(unit, row, "no_show", seen_version, {"status", "start_utc"})) is not None:
        return already
    return _enter(unit, row, "no_show", "no_show", f"{name_of(unit, row.patient_id)} did not come.")


def leave_unseen(unit: Unit, appointment_id: int, seen_version: int) -> Done:
    """The patient was here and went before being treated."""
    row = present(unit, appointment_id)
    if (already := _begin(unit, row, "leave_unseen", seen_version)) is not None:
        return already
    return _enter(unit, row, "leave_unseen", "left_unseen", f"{name_of(unit, row.patient_id)} left unseen.")


def cancel(
    unit: Unit, appointment_id: int, seen_version: int, by: str, reason: str, *, protocol: Protocol | None = None
) -> Done:
    """Take an appointment off: who did (`patient` or `clinic`) and why. Late within the protocol's hours [D]."""
    row = present(unit, appointment_id)
    if (already := _begin(unit, row, "cancel", seen_version, {"status", "start_utc"})) is not None:
        return already
    why = tidy(reason)[:LONGEST_REASON]
    if by not in BY:
        raise Refused("An appointment is cancelled by the patient or by the clinic. Nothing was changed. Say by whom.")
    if not why:
        raise Refused("An appointment is cancelled with a reason. Nothing was changed. Say why.")
    status = cancelled_as(row.start_utc, unit.now_utc, protocol or load_protocol(None))
    words = f"{name_of(unit, row.patient_id)}, {row.local_date.isoformat()} {clock(row.minute)}: {WORDS[status]}."
    row.cancelled_by, row.reason = by, why
    return _enter(unit, row, "cancel", status, words)


def put_back(unit: Unit, appointment_id: int, seen_version: int) -> Done:
    """One state back, as a correction that stays in the log.

    From done, the visit that only said so counts no more. Raises `Conflict` when the place is somebody else's by now.
    """
    row = present(unit, appointment_id)
    check_seen(unit, row, seen_version, {"status"})
    before = state_before(row.status, _recorded_before(unit, row))
    name = name_of(unit, row.patient_id)
    if before is None:
        raise Refused(f"{name} is {WORDS[row.status]}: there is no state before that. Nothing was changed.")
    step = unit.undoable(STEP_LABELS["back"])
    if (fact := _FACTS.get(row.status)) is not None:
        setattr(row, fact, None)
    if row.status in AFTER["cancel"]:
        row.cancelled_by = row.reason = ""
    row.status = before
    with unit.session.no_autoflush:
        refuse_taken(unit, row)
    tell(unit, "corrected", row, row.patient_id, correction=True)
    stays = before == "in_room" and take_visit_back(unit, row)
    also = "; the visit that was recorded stays" if stays else ""
    return Done(appointment_id, step, f"{name} is {WORDS[before]} again{also}.")


def room_id(unit: Unit, name: str) -> int:
    """The number of a room in use, by its name; raises `NotFound` naming those there are."""
    rows = looking(unit).rows("select name, id from room where active order by id limit 1000")
    known = {shown.casefold(): key for shown, key in rows}
    found = known.get(tidy(name).casefold())
    if found is None:
        there = ", ".join(shown for shown, _ in rows) or "none yet"
        raise NotFound(f"There is no room “{tidy(name)}”. Nothing was changed. The rooms: {there}.")
    return int(found)


def present(unit: Unit, appointment_id: int) -> Appointment:
    """The appointment with a number; raises `NotFound`."""
    row = unit.session.get(Appointment, appointment_id)
    if row is None or row.voided:
        raise NotFound(
            f"There is no appointment with number {appointment_id}. Nothing was changed. Look at the day again."
        )
    return row


def _begin(unit: Unit, row: Appointment, step: str, seen: int, rests_on: set[str] | None = None) -> Done | None:
    """What to answer when the step is made already, or None to make it; raises when it cannot be made."""
    name = name_of(unit, row.patient_id)
    assert row.id is not None
    if row.status in AFTER[step]:
        unit.unchanged()
        return Done(row.id, None, f"{name} is {WORDS[row.status]} already.")
    check_seen(unit, row, seen, rests_on or {"status"})
    if not may(step, row.status):
        raise Refused(
            f"{name} is {WORDS[row.status]}: “{STEP_LABELS[step]}” does not follow from that. Nothing was changed."
        )
    if step in _NOT_YET and to_local(unit.now_utc, row.zone)[0] < row.local_date:
        raise Refused(
            f"{name} is booked for {row.local_date.isoformat()}, which is still to come. Nothing was changed. "
            "Move the appointment to today first."
        )
    return None


def _enter(unit: Unit, row: Appointment, step: str, status: str, words: str) -> Done:
    undo_id = unit.undoable(STEP_LABELS[step])
    was, row.status = row.status, status
    if (fact := _FACTS.get(status)) is not None:
        setattr(row, fact, unit.now_utc)
    tell(unit, status, row, row.patient_id, was=was)
    assert row.id is not None
    return Done(row.id, undo_id, words)


def _recorded_before(unit: Unit, row: Appointment) -> str | None:
    """The state from which the present one was reached, if the log tells."""
    found = unit.session.connection().execute(
        text(
            "select detail from audit_entry where subject = 'appointment' and subject_id = :id and action = :status "
            "order by id desc limit 1"
        ),
        {"id": row.id, "status": row.status},
    )
    detail = found.scalar()
    return json.loads(detail).get("was") if detail is not None else None


def _refuse_occupied(unit: Unit, row: Appointment) -> None:
    """Raise `Conflict` when somebody has the room at the appointment's time, or is still in it."""
    room = unit.session.get_one(Room, row.room_id)
    free = free_rooms(looking(unit), row.local_date, row.minute, row.minutes, ignoring=row.id)
    if room.name in free:
        return
    there = [
        one
        for one in overlapping(unit, "room_id", room.id or 0, row.start_utc - 4 * 3600, row.end_utc, row.id)
        if one.end > row.start_utc or one.status == "in_room"
    ]
    who = said(there[-1], row.zone) if there else "already"
    offer = f"Free now: {', '.join(free)}." if free else "No other room is free."
    raise Conflict(f"{room.name} is taken {who}. Nothing was changed. {offer}")
