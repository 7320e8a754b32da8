"""Putting an online booking on the schedule: whose course it belongs to, and whether the patient is free then."""

from datetime import date
from typing import Any

from sqlalchemy import insert, or_, select
from sqlmodel import Session

from care.appointment import FREED, clock
from db.exchange.merge import table_of
from db.tables import Appointment, Closure, Course

_CLASH_MARK = "Same patient already has"


def with_clash(note: str, clash: str) -> str:
    """The note of a booking that waits because its patient is not free."""
    return f"{_CLASH_MARK} {clash}. {note}".strip()


def without_clash(note: str) -> str:
    """The note as the calendar gave it."""
    return note.partition(". ")[2] if note.startswith(_CLASH_MARK) else note


def course_for(session: Session, patient_id: int, on: date) -> tuple[int | None, int | None]:
    """(course, its practitioner) of a patient's one course open on a day; (None, None) with none or several."""
    table = table_of(Course)
    query = select(table.c.id, table.c.practitioner_id).where(
        table.c.patient_id == patient_id,
        table.c.opened_on <= on,
        table.c.voided.is_(False),
        or_(table.c.closed_on.is_(None), table.c.closed_on > on),
    )
    found = session.connection().execute(query).all()
    return (found[0][0], found[0][1]) if len(found) == 1 else (None, None)


def patient_clash(session: Session, patient_id: int, start: int, end: int, itself: int | None = None) -> str | None:
    """The other appointment of a patient that overlaps, as `2026-11-20 12:00-12:30`; None when there is none."""
    table = table_of(Appointment)
    return _overlap(session, table.c.patient_id == patient_id, start, end, itself)


def room_clash(session: Session, room_id: int, start: int, end: int, itself: int | None = None) -> str | None:
    """What already has a room at a time, as `patient_clash` says it."""
    table = table_of(Appointment)
    return _overlap(session, table.c.room_id == room_id, start, end, itself)


def closed_reason(session: Session, on: date) -> str | None:
    """Why the clinic is closed on a day; None when it is open."""
    table = table_of(Closure)
    query = select(table.c.reason).where(table.c.local_date == on, table.c.cancelled.is_(False)).limit(1)
    reason: str | None = session.connection().execute(query).scalar()
    return reason if reason is None else reason or "closed"


def add_appointment(session: Session, values: dict[str, Any]) -> int:
    """Insert one appointment with the defaults of its table; returns its id."""
    defaults = {
        name: field.default
        for name, field in Appointment.model_fields.items()
        if name != "id" and not field.is_required()
    }
    result = session.connection().execute(insert(table_of(Appointment)), {**defaults, **values})
    key = result.inserted_primary_key
    return int(key[0]) if key else 0


def _overlap(session: Session, whose: Any, start: int, end: int, itself: int | None) -> str | None:
    table = table_of(Appointment)
    query = (
        select(table.c.local_date, table.c.minute, table.c.minutes)
        .where(whose, table.c.start_utc < end, table.c.end_utc > start, table.c.status.not_in(FREED))
        .where(table.c.start_utc > start - 86400, table.c.id != (itself or 0), table.c.voided.is_(False))
        .order_by(table.c.start_utc)
        .limit(1)
    )
    found = session.connection().execute(query).first()
    if found is None:
        return None
    on, minute, minutes = found
    return f"{on} {clock(minute)}-{clock((minute + minutes) % 1440)}"
