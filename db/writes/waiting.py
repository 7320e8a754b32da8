"""The waiting list: putting somebody on it, offering a place, and taking them off with or without one.

Each function works in the caller's unit and is one step to undo; each raises with nothing changed: `Refused` for a
wish no day can fulfil, `Conflict` when somebody else was first, `NotFound` for a number that is not there.
"""

from collections.abc import Iterable
from datetime import date

from care.appointment import clock
from care.text import tidy
from care.waiting import OPEN_STATES
from db.errors import Conflict, NotFound, Refused
from db.exchange.values import LONGEST_TEXT
from db.localtime import to_local
from db.tables import Clinic, Course, Patient, WaitingEntry
from db.writes.booking import treats
from db.writing import Unit

SHORTEST, LONGEST = 5, 480
"""Minutes an appointment may take."""


def add(
    unit: Unit,
    patient_id: int,
    *,
    earliest: date | None = None,
    latest: date | None = None,
    practitioner_id: int | None = None,
    course_id: int | None = None,
    weekdays: Iterable[int] = (),
    from_minute: int | None = None,
    until_minute: int | None = None,
    minutes: int = 30,
    note: str = "",
) -> int:
    """Put a patient on the list; returns the entry's number. Without `earliest` from today on.

    `weekdays` are ISO numbers (1 is Monday), none of them means any; the appointment of `minutes` must fit between
    `from_minute` and `until_minute`, minutes after midnight.
    """
    patient = unit.session.get(Patient, patient_id)
    if patient is None or patient.voided or patient.merged_into is not None:
        raise NotFound(f"There is no patient with number {patient_id}. Nothing was changed. Look the name up.")
    if practitioner_id is not None:
        treats(unit, practitioner_id)
    course = None if course_id is None else unit.session.get(Course, course_id)
    if course_id is not None and (course is None or course.voided or course.patient_id != patient_id):
        raise NotFound(f"This patient has no course with number {course_id}. Nothing was changed.")
    today = to_local(unit.now_utc, unit.session.get_one(Clinic, 1).timezone)[0]
    first = today if earliest is None else earliest
    _possible(today, first, latest, from_minute, until_minute, minutes)
    days = sorted(set(weekdays))
    if any(not 1 <= day <= 7 for day in days):
        raise Refused("Weekdays go from 1, Monday, to 7, Sunday. Nothing was changed. Choose among these.")
    words = tidy(note)
    if len(words) > LONGEST_TEXT:
        raise Refused(f"The note has more than {LONGEST_TEXT:,} characters. Nothing was changed. Shorten it.")
    unit.undoable("waiting list")
    entry = WaitingEntry(
        patient_id=patient_id, practitioner_id=practitioner_id, course_id=course_id, earliest=first, latest=latest,
        weekdays=";".join(map(str, days)), from_minute=from_minute, until_minute=until_minute, minutes=minutes,
        note=words, since_utc=unit.now_utc,
    )  # fmt: skip
    unit.session.add(entry)
    unit.session.flush()
    assert entry.id is not None
    unit.audit("added", "waiting_entry", entry.id, patient_id)
    return entry.id


def offer(unit: Unit, entry_id: int, seen_version: int) -> None:
    """Somebody was asked about a place and has not answered: the next one is asked for other places."""
    _move(unit, entry_id, seen_version, "offered", ("waiting",))


def keep_waiting(unit: Unit, entry_id: int, seen_version: int) -> None:
    """The place offered did not suit: they wait on, from when they came."""
    _move(unit, entry_id, seen_version, "waiting", ("offered",))


def withdraw(unit: Unit, entry_id: int, seen_version: int) -> None:
    """Take somebody off the list without a place."""
    _move(unit, entry_id, seen_version, "withdrawn", OPEN_STATES)


def mark_booked(unit: Unit, entry_id: int, seen_version: int, appointment_id: int | None = None) -> None:
    """Take somebody off the list who has got a place; the appointment stands in the audit log."""
    _move(unit, entry_id, seen_version, "booked", OPEN_STATES, appointment_id)


def _move(
    unit: Unit,
    entry_id: int,
    seen_version: int,
    state: str,
    from_states: tuple[str, ...],
    appointment: int | None = None,
) -> None:
    entry = unit.session.get(WaitingEntry, entry_id)
    if entry is None:
        raise NotFound(f"Nobody waits under number {entry_id}. Nothing was changed. Look at the list again.")
    unit.check_version(entry, seen_version)
    if entry.state not in from_states:
        raise Conflict(f"This entry of the waiting list is {entry.state}. Nothing was changed. Look at it again.")
    unit.undoable("waiting list")
    entry.state = state
    unit.session.add(entry)
    more = {} if appointment is None else {"appointment": appointment}
    unit.audit(state, "waiting_entry", entry_id, entry.patient_id, **more)


def _possible(
    today: date, first: date, latest: date | None, from_minute: int | None, until_minute: int | None, minutes: int
) -> None:
    if latest is not None and latest < max(first, today):
        raise Refused(f"The last day, {latest}, is over before the first. Nothing was changed. Correct the days.")
    if not SHORTEST <= minutes <= LONGEST:
        raise Refused(f"An appointment takes {SHORTEST} to {LONGEST} minutes. Nothing was changed. Correct the length.")
    begin, end = from_minute or 0, 24 * 60 if until_minute is None else until_minute
    if not 0 <= begin < end <= 24 * 60:
        raise Refused("The time of day ends before it begins. Nothing was changed. Correct the times.")
    if end - begin < minutes:
        raise Refused(
            f"{minutes} minutes do not fit between {clock(begin)} and {clock(end)}. Nothing was changed. "
            "Widen the times."
        )
