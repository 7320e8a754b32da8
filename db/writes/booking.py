"""Promising a time: one place, a series, another time for the same appointment, or now for who walks in.

Every function works in the caller's unit and raises with nothing changed: `Conflict` naming who has the place,
`Refused` for a time the clinic does not work or the clocks do not have, `NotFound` for a number that is not there.
`squeeze` books on purpose outside the hours or beside too many others, and is marked; it never puts two people into
one room or one person into two places.
"""

from collections.abc import Sequence
from datetime import date

from care.appointment import TO_COME, clock
from care.day_words import WEEKDAYS
from care.hours import why_not
from care.places import Place
from care.transitions import WORDS
from db.errors import Conflict, NotFound, Refused
from db.hours import hours
from db.localtime import is_ambiguous, to_local, to_utc
from db.tables import Appointment, Clinic, Course, Patient, Room, Staff
from db.writes.appointments import Done, present, room_id
from db.writes.overlap import name_of, refuse_taken, too_many
from db.writes.told import check_seen, looking, tell
from db.writing import Unit

__all__ = ["Done", "book", "book_series", "move", "treats", "walk_in"]

SHORTEST, LONGEST = 5, 480
"""Minutes of an appointment."""

MOST_IN_A_SERIES = 60
_WHERE = {"local_date", "minute", "minutes", "start_utc", "end_utc", "practitioner_id", "room_id", "status", "fold"}


def book(
    unit: Unit,
    patient_id: int,
    practitioner_id: int | None,
    on: date,
    minute: int,
    minutes: int,
    room: str | None = None,
    course_id: int | None = None,
    squeeze: bool = False,
    fold: int | None = None,
) -> Done:
    """Book a patient at a wall-clock time; without a room one is given when the treatment starts.

    Without a course it belongs to the patient's one open course, if there is exactly one. `fold` says which of two
    equal times in autumn is meant; a time that comes twice is refused without it.
    """
    step = unit.undoable("book")
    place = Place(on, minute, minutes, practitioner_id, room)
    row = _new(unit, patient_id, place, course_id, squeeze, fold)
    return Done(_kept(unit, row), step, f"{name_of(unit, patient_id)} is booked for {_when(unit, row)}.")


def book_series(
    unit: Unit, patient_id: int, practitioner_id: int | None, places: Sequence[Place], course_id: int | None = None,
    squeeze: bool = False,
) -> tuple[Done, ...]:  # fmt: skip
    """Book all these places or none of them, as one step; each keeps its wall-clock time and has its own UTC.

    The practitioner is the one named here, whoever stands in the places.
    """
    if not 1 <= len(places) <= MOST_IN_A_SERIES:
        raise Refused(f"A series has 1 to {MOST_IN_A_SERIES} places, not {len(places)}. Nothing was booked.")
    step = unit.undoable(f"book {len(places)}" if len(places) > 1 else "book")
    done = []
    for place in places:
        try:
            row = _new(unit, patient_id, place._replace(practitioner_id=practitioner_id), course_id, squeeze, None)
        except (Conflict, Refused) as error:
            when = f"{place.on.isoformat()} {clock(place.minute)}"
            raise type(error)(f"None of the series was booked. {when}: {error.message}") from error
        done.append((row, _kept(unit, row)))
    count = len(done)
    first, last = done[0][0], done[-1][0]
    span = f"{first.local_date.isoformat()} to {last.local_date.isoformat()}"
    words = f"{name_of(unit, patient_id)}: {count} booked, {span}." if count > 1 else None
    return tuple(
        Done(key, step, words or f"{name_of(unit, patient_id)} is booked for {_when(unit, row)}.") for row, key in done
    )


def move(
    unit: Unit,
    appointment_id: int,
    seen_version: int,
    on: date,
    minute: int,
    practitioner_id: int | None,
    room: str | None,
    squeeze: bool = False,
    *,
    minutes: int | None = None,
    fold: int | None = None,
) -> Done:
    """Put a booked or confirmed appointment at another time, practitioner or room; what it is for stays.

    Moving it to where it is changes nothing. Raises `Conflict` when somebody else has moved or ended it meanwhile.
    """
    row = present(unit, appointment_id)
    name = name_of(unit, row.patient_id)
    length = row.minutes if minutes is None else minutes
    where = None if room is None else room_id(unit, room)
    if (row.local_date, row.minute, row.minutes, row.practitioner_id, row.room_id) == (
        on, minute, length, practitioner_id, where,
    ) and fold in (None, row.fold):  # fmt: skip
        unit.unchanged()
        return Done(appointment_id, None, f"{name} is there already.")
    check_seen(unit, row, seen_version, _WHERE)
    if row.status not in TO_COME:
        raise Refused(f"{name} is {WORDS[row.status]}: only what is still to come can be moved. Nothing was changed.")
    step = unit.undoable("move")
    with unit.session.no_autoflush:
        if practitioner_id is not None and practitioner_id != row.practitioner_id:
            treats(unit, practitioner_id)
        row.practitioner_id, row.room_id = practitioner_id, where
        if row.fold and fold is None and (on, minute) == (row.local_date, row.minute):
            fold = row.fold
        _place(unit, row, Place(on, minute, length, practitioner_id, room), fold)
        _check(unit, row, squeeze)
    tell(unit, "moved", row, row.patient_id)
    return Done(appointment_id, step, f"{name} is moved to {_when(unit, row)}.")


def walk_in(unit: Unit, patient_id: int, practitioner_id: int | None, minutes: int) -> Done:
    """Book a patient for now, and they are here already. The room is chosen when the treatment starts.

    Without a practitioner, one who works now and has fewest patients then. Whoever is here is never turned away: where
    the hours or the practitioner's other patients stand against it, it is marked as squeezed in. Raises `Conflict`
    when the patient has an appointment now: that one is to be checked in.
    """
    step = unit.undoable("walk-in")
    zone = unit.session.get_one(Clinic, 1).timezone
    on, minute, fold = to_local(unit.now_utc, zone)
    who = practitioner_id if practitioner_id is not None else _least_busy(unit, on, minute, minutes)
    row = _new(unit, patient_id, Place(on, minute, minutes, who), None, None, fold)
    row.status, row.arrived_utc = "arrived", unit.now_utc
    key = _kept(unit, row)
    return Done(key, step, f"{name_of(unit, patient_id)} is waiting.")


def _new(
    unit: Unit, patient_id: int, place: Place, course_id: int | None, squeeze: bool | None, fold: int | None
) -> Appointment:
    """A checked row, not yet in the session. `squeeze` None: only if need be."""
    patient = unit.session.get(Patient, patient_id)
    if patient is None or patient.voided:
        raise NotFound(f"There is no patient with number {patient_id}. Nothing was changed. Look the name up.")
    if patient.merged_into is not None:
        raise NotFound(
            f"The patient with number {patient_id} was merged into number {patient.merged_into}. Nothing was changed. "
            "Use that number."
        )
    if place.practitioner_id is not None:
        treats(unit, place.practitioner_id)
    row = Appointment(
        patient_id=patient_id, course_id=_course(unit, patient_id, course_id, place.on),
        practitioner_id=place.practitioner_id, room_id=None if place.room is None else room_id(unit, place.room),
        local_date=place.on, minute=place.minute, minutes=place.minutes, zone="", start_utc=0, end_utc=0,
    )  # fmt: skip
    _place(unit, row, place, fold)
    _check(unit, row, squeeze)
    return row


def _kept(unit: Unit, row: Appointment) -> int:
    tell(unit, "booked", row, row.patient_id)
    assert row.id is not None
    return row.id


def _place(unit: Unit, row: Appointment, place: Place, fold: int | None) -> None:
    """Give a row its wall-clock time and what follows from it."""
    if not SHORTEST <= place.minutes <= LONGEST:
        raise Refused(
            f"An appointment lasts {SHORTEST} to {LONGEST} minutes, not {place.minutes}. Nothing was changed."
        )
    if fold not in (None, 0, 1):
        raise Refused(f"fold is 0 for the first or 1 for the second of two equal times, not {fold}.")
    zone = unit.session.get_one(Clinic, 1).timezone
    start = to_utc(place.on, place.minute, zone, fold or 0)
    if fold is None and is_ambiguous(place.on, place.minute, zone):
        raise Refused(
            f"{place.on.isoformat()} {clock(place.minute)} comes twice in {zone}: the clocks go back. Nothing was "
            "changed. Say which with fold: 0 the first, 1 the second."
        )
    twice = is_ambiguous(place.on, place.minute, zone)
    row.local_date, row.minute, row.minutes, row.zone = place.on, place.minute, place.minutes, zone
    row.fold = (fold or 0) if twice else 0
    row.start_utc, row.end_utc = start, start + place.minutes * 60


def _check(unit: Unit, row: Appointment, squeeze: bool | None) -> None:
    """Raise for what stands against a row's time and place; note on it whether it is squeezed in."""
    refuse_taken(unit, row)
    row.squeezed = bool(squeeze)
    if squeeze:
        return
    known = hours(looking(unit), row.local_date, row.local_date)
    who = "" if row.practitioner_id is None else unit.session.get_one(Staff, row.practitioner_id).name
    outside = why_not(known, row.practitioner_id, who, row.local_date, row.minute, row.minutes)
    crowd = too_many(unit, row)
    if squeeze is None:
        row.squeezed = outside is not None or crowd is not None
    elif outside is not None:
        raise Refused(f"{outside}. Nothing was changed. Choose another time, or squeeze it in on purpose.")
    elif crowd is not None:
        raise Conflict(f"{crowd}. Nothing was changed. Choose another time, or squeeze it in on purpose.")


def treats(unit: Unit, practitioner_id: int) -> None:
    """Raise `NotFound` unless somebody of that number works here and treats patients."""
    staff = unit.session.get(Staff, practitioner_id)
    if staff is None or not staff.active or staff.role == "front_desk":
        who = "There is nobody" if staff is None else f"{staff.name} is nobody"
        raise NotFound(
            f"{who} who treats patients with number {practitioner_id}. Nothing was changed. Choose a practitioner."
        )


def _course(unit: Unit, patient_id: int, course_id: int | None, on: date) -> int | None:
    """The course named, which must be the patient's and open; without one, the only one open on the day."""
    if course_id is None:
        rows = looking(unit).rows(
            "select id from course where patient_id = :patient and not voided and opened_on <= :on "
            "and (closed_on is null or closed_on > :on) limit 2",
            {"patient": patient_id, "on": on.isoformat()},
        )
        return int(rows[0][0]) if len(rows) == 1 else None
    course = unit.session.get(Course, course_id)
    if course is None or course.voided or course.patient_id != patient_id:
        raise NotFound(
            f"This patient has no course with number {course_id}. Nothing was changed. Choose one of the patient's."
        )
    if course.closed_on is not None and course.closed_on <= on:
        raise Refused(
            f"The course was closed on {course.closed_on.isoformat()}. Nothing was changed. Open a new one, or book "
            "without it."
        )
    return course_id


def _least_busy(unit: Unit, on: date, minute: int, minutes: int) -> int | None:
    """Who works at a time and has fewest patients then; None when nobody does."""
    reader = looking(unit)
    known = hours(reader, on, on)
    rows = reader.rows(
        "select s.id, s.name, (select count(*) from appointment a where a.local_date = :on "
        "and a.practitioner_id = s.id and a.minute < :end and a.minute + a.minutes > :minute and not a.voided "
        "and a.status in ('booked', 'confirmed', 'arrived', 'in_room')) as busy "
        "from staff s where s.active and s.role = 'practitioner' order by busy, s.name, s.id",
        {"on": on.isoformat(), "minute": minute, "end": minute + minutes},
    )
    working = [key for key, name, _ in rows if why_not(known, key, name, on, minute, minutes) is None]
    return working[0] if working else None


def _when(unit: Unit, row: Appointment) -> str:
    where = "" if row.room_id is None else f", {unit.session.get_one(Room, row.room_id).name}"
    with_whom = "" if row.practitioner_id is None else f" with {unit.session.get_one(Staff, row.practitioner_id).name}"
    day = f"{WEEKDAYS[row.local_date.isoweekday() - 1][:3]} {row.local_date.isoformat()}"
    return f"{day} {clock(row.minute)}{with_whom}{where}" + (" (squeezed in)" if row.squeezed else "")
