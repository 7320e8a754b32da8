"""Changing when the clinic and its practitioners work. Each change is audited and one step to undo.

A change never moves an appointment: what is booked in hours that go is counted in the answer.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from sqlalchemy import select
from sqlmodel import col

from care.appointment import TO_COME, clock
from care.day_words import WEEKDAYS
from care.text import tidy
from db.errors import NotFound, Refused
from db.localtime import to_local
from db.tables import Absence, Appointment, Clinic, ClinicHours, Closure, PractitionerHours, Staff
from db.writes.told import Changed, tell
from db.writing import Unit

LONGEST_REASON = 120
MOST_AT_ONCE = 12
_DAY = 24 * 60


def set_usual_hours(unit: Unit, opens: int, closes: int) -> Changed:
    """The hours of every weekday, Monday to Saturday, that has none of its own."""
    _span(opens, closes)
    clinic = unit.session.get_one(Clinic, 1)
    if (clinic.opens_minute, clinic.closes_minute) == (opens, closes):
        return _already(unit)
    step = unit.undoable("opening hours")
    clinic.opens_minute, clinic.closes_minute = opens, closes
    tell(unit, "edited", clinic)
    return Changed(step, f"Open {clock(opens)}-{clock(closes)}.")


def set_overlap_limit(unit: Unit, limit: int) -> Changed:
    """How many patients one practitioner may have at the same time."""
    if not 1 <= limit <= MOST_AT_ONCE:
        raise Refused(f"A practitioner has 1 to {MOST_AT_ONCE} patients at once, not {limit}. Nothing was changed.")
    clinic = unit.session.get_one(Clinic, 1)
    if clinic.overlap_limit == limit:
        return _already(unit)
    step = unit.undoable("patients at once")
    clinic.overlap_limit = limit
    tell(unit, "edited", clinic)
    return Changed(step, f"A practitioner may have {limit} at once.")


def set_opening(
    unit: Unit, weekday: int, opens: int | None, closes: int | None, lunch: tuple[int, int] | None = None
) -> Changed:
    """A weekday's own hours (1 Monday to 7), with lunch; both None: closed that weekday."""
    name = _weekday(weekday)
    if (opens is None) != (closes is None) or (opens is None and lunch is not None):
        raise Refused("Opening and closing are given together. Nothing was changed.")
    if opens is not None and closes is not None:
        _span(opens, closes)
        if lunch is not None and not opens <= lunch[0] < lunch[1] <= closes:
            raise Refused("Lunch lies within the opening hours. Nothing was changed. Correct the times.")
    row = _opening(unit, weekday)
    values = (opens, closes, *(lunch or (None, None)))
    if row is not None and (row.opens, row.closes, row.lunch_from, row.lunch_to) == values:
        return _already(unit)
    step = unit.undoable("opening hours")
    row = row if row is not None else ClinicHours(weekday=weekday)
    row.opens, row.closes, row.lunch_from, row.lunch_to = values
    tell(unit, "edited", row)
    if opens is None or closes is None:
        return Changed(step, f"Closed on {name}s.")
    pause = "" if lunch is None else f", lunch {clock(lunch[0])}-{clock(lunch[1])}"
    return Changed(step, f"{name}s {clock(opens)}-{clock(closes)}{pause}.")


def clear_opening(unit: Unit, weekday: int) -> Changed:
    """Let a weekday follow the usual hours again."""
    name = _weekday(weekday)
    row = _opening(unit, weekday)
    if row is None:
        return _already(unit)
    step = unit.undoable("opening hours")
    unit.audit("removed", "clinic_hours", row.id)
    unit.session.delete(row)
    return Changed(step, f"{name}s follow the usual hours.")


def set_working(unit: Unit, staff_id: int, weekday: int, spans: Sequence[tuple[int, int]]) -> Changed:
    """The spans of a weekday in which somebody works, in place of the clinic's hours; none: a day off."""
    name, who = _weekday(weekday), _staff(unit, staff_id).name
    wanted = sorted((start, end) for start, end in spans)
    for start, end in wanted:
        _span(start, end)
    if any(one[1] > other[0] for one, other in pairwise(wanted)):
        raise Refused("Two of these spans overlap. Nothing was changed. Correct the times.")
    rows = _own(unit, staff_id, weekday)
    kept: list[tuple[int | None, int | None]] = [*wanted] if wanted else [(None, None)]
    if sorted((row.from_minute, row.to_minute) for row in rows if row.from_minute is not None) == wanted and rows:
        return _already(unit)
    step = unit.undoable("working hours")
    _drop(unit, rows)
    for begin, stop in kept:
        tell(unit, "added", PractitionerHours(staff_id=staff_id, weekday=weekday, from_minute=begin, to_minute=stop))
    works = ", ".join(f"{clock(start)}-{clock(end)}" for start, end in wanted)
    return Changed(step, f"{who} works on {name}s {works}." if works else f"{who} does not work on {name}s.")


def clear_working(unit: Unit, staff_id: int, weekday: int) -> Changed:
    """Let somebody's weekday follow the clinic's hours again."""
    name, who = _weekday(weekday), _staff(unit, staff_id).name
    rows = _own(unit, staff_id, weekday)
    if not rows:
        return _already(unit)
    step = unit.undoable("working hours")
    _drop(unit, rows)
    return Changed(step, f"{who} works on {name}s while the clinic is open.")


def add_absence(unit: Unit, staff_id: int, first: date, last: date, reason: str = "") -> Changed:
    """Somebody is away on whole days, both included."""
    who = _staff(unit, staff_id).name
    if last < first:
        raise Refused("An absence ends after it begins. Nothing was changed. Correct the days.")
    step = unit.undoable("absence")
    row = Absence(staff_id=staff_id, from_date=first, to_date=last, reason=tidy(reason)[:LONGEST_REASON])
    tell(unit, "added", row)
    until = f" to {last.isoformat()}" if last != first else ""
    booked = _booked(unit, first, last, staff_id)
    return Changed(step, f"{who} is away {first.isoformat()}{until}.{booked}")


def remove_absence(unit: Unit, absence_id: int) -> Changed:
    """Take an absence back."""
    row = unit.session.get(Absence, absence_id)
    if row is None:
        raise NotFound(f"There is no absence with number {absence_id}. Nothing was changed.")
    step = unit.undoable("absence")
    who = _staff(unit, row.staff_id).name
    unit.audit("removed", "absence", row.id)
    unit.session.delete(row)
    return Changed(step, f"{who} is there from {row.from_date.isoformat()}.")


def add_closure(unit: Unit, on: date, reason: str) -> Changed:
    """Close the clinic on a day, with the reason that is shown on it."""
    why = tidy(reason)[:LONGEST_REASON]
    if not why:
        raise Refused("A closed day has a reason. Nothing was changed. Say why.")
    if _closed(unit, on):
        return _already(unit)
    step = unit.undoable("closed day")
    tell(unit, "added", Closure(local_date=on, reason=why))
    return Changed(step, f"Closed on {on.isoformat()}.{_booked(unit, on, on)}")


def remove_closure(unit: Unit, on: date) -> Changed:
    """Open the clinic on a day that was closed, whoever closed it."""
    rows = _closed(unit, on)
    if not rows:
        return _already(unit)
    step = unit.undoable("closed day")
    for row in rows:
        row.cancelled = True
        tell(unit, "edited", row)
    return Changed(step, f"Open on {on.isoformat()}.")


def _already(unit: Unit) -> Changed:
    unit.unchanged()
    return Changed(None, "It is so already.")


def _weekday(weekday: int) -> str:
    if not 1 <= weekday <= len(WEEKDAYS):
        raise Refused(f"A weekday is 1 (Monday) to 7, not {weekday}. Nothing was changed.")
    return WEEKDAYS[weekday - 1]


def _span(start: int, end: int) -> None:
    if not 0 <= start < end <= _DAY:
        raise Refused("A span of hours begins before it ends, within one day. Nothing was changed. Correct the times.")


def _staff(unit: Unit, staff_id: int) -> Staff:
    found = unit.session.get(Staff, staff_id)
    if found is None:
        raise NotFound(f"There is nobody with number {staff_id}. Nothing was changed. Choose somebody of the staff.")
    return found


def _opening(unit: Unit, weekday: int) -> ClinicHours | None:
    return unit.session.execute(select(ClinicHours).where(col(ClinicHours.weekday) == weekday)).scalars().first()


def _own(unit: Unit, staff_id: int, weekday: int) -> list[PractitionerHours]:
    mine = (col(PractitionerHours.staff_id) == staff_id, col(PractitionerHours.weekday) == weekday)
    return list(unit.session.execute(select(PractitionerHours).where(*mine)).scalars())


def _drop(unit: Unit, rows: Sequence[PractitionerHours]) -> None:
    for row in rows:
        unit.audit("removed", "practitioner_hours", row.id)
        unit.session.delete(row)
    unit.session.flush()


def _closed(unit: Unit, on: date) -> list[Closure]:
    standing = (col(Closure.local_date) == on, col(Closure.cancelled).is_(False))
    return list(unit.session.execute(select(Closure).where(*standing)).scalars())


def _booked(unit: Unit, first: date, last: date, staff_id: int | None = None) -> str:
    """How many are booked on days that go, as a further sentence; those of past days are left out."""
    today = to_local(unit.now_utc, unit.session.get_one(Clinic, 1).timezone)[0]
    query = select(col(Appointment.id)).where(
        col(Appointment.local_date).between(max(first, today), last), col(Appointment.status).in_(TO_COME),
        col(Appointment.voided).is_(False),
    )  # fmt: skip
    if staff_id is not None:
        query = query.where(col(Appointment.practitioner_id) == staff_id)
    count = len(unit.session.execute(query).all())
    return "" if not count else f" {count} {'is' if count == 1 else 'are'} booked then: move or cancel them."
