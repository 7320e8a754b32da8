"""The front desk's day as commands: an appointment's steps, booking, moving, walking in, and taking back.

Each command is one transaction of the same function of `db.writes` that the key calls, and ends with one sentence or,
with `--json`, the appointment as `today --json` has it. Nothing is ever asked: what is missing or in the way is an
error on one line, with the exit code of `db.errors`.
"""

from argparse import Namespace
from collections.abc import Callable
from typing import Any

from dashboard.actions import ACTIONS
from dashboard.cli.care import patient_meant, staff_meant
from dashboard.cli.counter import Counter, answer, counter
from dashboard.cli.output import complain
from dashboard.clock import Clock
from dashboard.settings import Settings
from db.clinic import rooms
from db.ids import number_of
from db.places import USUAL_MINUTES

NO_REASON = "no reason given"


def desk(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """Run one of the front desk's commands."""
    with counter(where, clock) as here:
        run = _RUN.get(arguments.command, _step)
        return run(arguments, here)


def _step(arguments: Namespace, here: Counter) -> int:
    """One step of an appointment: the write function has the name of the action whose command this is."""
    action = next(one for one in ACTIONS if one.command == arguments.command)
    given: dict[str, Any] = {}
    if action.id == "start" and arguments.room is not None:
        given["room"] = arguments.room
    if action.id == "cancel":
        given = {"by": arguments.by, "reason": arguments.reason or NO_REASON}
    if action.id in ("cancel", "complete"):
        given["protocol"] = here.protocol
    number, version = here.seen("appointment", arguments.id)
    if given.get("room"):
        _first_room(here, given["room"])
    done = here.write(f"appointments.{action.id}", number, version, **given)
    return _appointment(arguments, here, done)


def _book(arguments: Namespace, here: Counter) -> int:
    patient_id = patient_meant(here, arguments.patient)
    practitioner_id = staff_meant(here, arguments.practitioner)
    course_id = None if arguments.course is None else number_of(here.reader, "course", arguments.course)
    _first_room(here, arguments.room)
    done = here.write(
        "booking.book", patient_id, practitioner_id, *arguments.at, arguments.minutes, room=arguments.room,
        course_id=course_id, squeeze=arguments.squeeze, fold=arguments.fold,
    )  # fmt: skip
    return _appointment(arguments, here, done)


def _move(arguments: Namespace, here: Counter) -> int:
    number, version = here.seen("appointment", arguments.id)
    is_now = here.reader.row(
        "select a.local_date, a.minute, a.practitioner_id, room.name from appointment a "
        "left join room on room.id = a.room_id where a.id = :id",
        {"id": number},
    )
    assert is_now is not None
    on, minute = arguments.at or (here.reader.day(is_now[0]), is_now[1])
    who = is_now[2] if arguments.practitioner is None else staff_meant(here, arguments.practitioner)
    _first_room(here, arguments.room)
    done = here.write(
        "booking.move", number, version, on, minute, who, arguments.room or is_now[3], squeeze=arguments.squeeze,
        minutes=arguments.minutes, fold=arguments.fold,
    )  # fmt: skip
    return _appointment(arguments, here, done)


def _walk_in(arguments: Namespace, here: Counter) -> int:
    patient_id = patient_meant(here, arguments.patient)
    who = staff_meant(here, arguments.practitioner)
    done = here.write("booking.walk_in", patient_id, who, arguments.minutes or USUAL_MINUTES)
    return _appointment(arguments, here, done)


def _undo(arguments: Namespace, here: Counter) -> int:
    undone = here.write("undo.undo_last")
    row = here.reader.row("select label from undo_step where id = :id", {"id": undone.undo_id})
    told = {
        "id": undone.undo_id,
        "label": row[0] if row else "",
        "appointment_id": undone.appointment_id,
        "appointment": here.appointment(undone.appointment_id) if undone.appointment_id is not None else None,
    }
    return answer(arguments, undone.said, undone=told)


def _appointment(arguments: Namespace, here: Counter, done: Any) -> int:
    told = here.appointment(done.appointment_id) if arguments.json else None
    return answer(arguments, done.said, appointment=told)


def _first_room(here: Counter, name: str | None) -> None:
    """A clinic that has no room yet gets the one that is named; with rooms on record a new name is a slip."""
    if name is None or rooms(here.reader):
        return
    here.write("rooms.add", name)
    complain(f"acudesk: note: {name} is the clinic's first room; `acudesk room add NAME` adds the others")


_RUN: dict[str, Callable[[Namespace, Counter], int]] = {
    "book": _book,
    "move": _move,
    "walk-in": _walk_in,
    "undo": _undo,
}
