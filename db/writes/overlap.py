"""Who has a place already: checks in words, before the database's own guards would refuse without naming anybody.

Rooms and patients are never in two places; a practitioner has at most so many at once as the clinic allows. Cancelled
and voided appointments, and the appointment itself, do not count.
"""

from typing import Any, NamedTuple

from care.appointment import FREED, clock
from care.patient import full_name
from care.places import most_at_once
from db.errors import Conflict
from db.guards import LONGEST
from db.localtime import to_local
from db.tables import Appointment, Clinic, Patient, Room, Staff
from db.writes.told import looking
from db.writing import Unit

_KEEPS = f"a.status not in ({', '.join(repr(status) for status in FREED)}) and not a.voided"


class There(NamedTuple):
    """An appointment that is in the way, in half-open UTC seconds."""

    id: int
    start: int
    end: int
    patient: str
    status: str


def overlapping(unit: Unit, column: str, value: int, start: int, end: int, itself: int | None) -> list[There]:
    """The appointments of a room, patient or practitioner (`column`) that overlap a span, in order."""
    rows = looking(unit).rows(
        "select a.id, a.start_utc, a.end_utc, p.family_name, p.given_name, p.preferred_name, a.status "
        f"from appointment a cross join patient p where a.{column} = :value and p.id = a.patient_id "
        "and a.start_utc > :start - :longest and a.start_utc < :end and a.end_utc > :start "
        f"and {_KEEPS} and a.id is not :itself order by a.start_utc, a.id",
        {"value": value, "start": start, "end": end, "longest": LONGEST, "itself": itself},
    )
    return [There(key, begin, stop, full_name(*names), status) for key, begin, stop, *names, status in rows]


def refuse_taken(unit: Unit, row: Appointment) -> None:
    """Raise `Conflict` naming who has the row's room, or where its patient is, at its time."""
    if row.status in FREED or row.voided:
        return
    if row.room_id is not None:
        there = overlapping(unit, "room_id", row.room_id, row.start_utc, row.end_utc, row.id)
        if there:
            room = unit.session.get_one(Room, row.room_id).name
            raise Conflict(
                f"{room} is taken {said(there[0], row.zone)}. Nothing was changed. Choose another room or another time."
            )
    there = overlapping(unit, "patient_id", row.patient_id, row.start_utc, row.end_utc, row.id)
    if there:
        raise Conflict(
            f"{name_of(unit, row.patient_id)} has another appointment {_when(there[0], row.zone)}. "
            "Nothing was changed. Move that one, or choose another time."
        )


def too_many(unit: Unit, row: Appointment) -> str | None:
    """Who the row's practitioner has at its time when that is the clinic's limit already; None when there is room."""
    if row.practitioner_id is None:
        return None
    there = overlapping(unit, "practitioner_id", row.practitioner_id, row.start_utc, row.end_utc, row.id)
    limit = unit.session.get_one(Clinic, 1).overlap_limit
    within = [(max(one.start, row.start_utc), min(one.end, row.end_utc)) for one in there]
    if most_at_once(within) < limit:
        return None
    who = unit.session.get_one(Staff, row.practitioner_id).name
    others = "; ".join(said(one, row.zone) for one in there[:3])
    return f"{who} is taken {others}"


def name_of(unit: Unit, patient_id: int) -> str:
    """A patient's name as it is said at the counter."""
    patient: Any = unit.session.get_one(Patient, patient_id)
    return full_name(patient.family_name, patient.given_name, patient.preferred_name)


def said(there: There, zone: str) -> str:
    """When and who, for a sentence: `10:00-10:30 by Jo Park`."""
    return f"{_when(there, zone)} by {there.patient}"


def _when(there: There, zone: str) -> str:
    return f"{clock(to_local(there.start, zone)[1])}-{clock(to_local(there.end, zone)[1])}"
