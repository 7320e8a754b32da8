"""Patients: one with what the panel shows, those that a typed text may mean, and those who may be the same person."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from care.booking import Match
from care.course import Treatment
from care.day import PatientDetail, PatientHit
from care.likeness import SHORTEST_PHONE, Person, may_be_same, names_of, shared, weight
from care.patient import Health, Patient
from care.text import fold, tidy
from db.courses import APPOINTMENT_COLUMNS, appointment_of, courses_in
from db.errors import NotFound
from db.reader import Reader, listed
from db.terms import LONGEST_TERM, national
from db.terms import find as find_ids

_RECENT = 10
_NEWEST = 1_000
"""How many of the newest entries and appointments tell who was worked on last."""

_CANDIDATES = 200
_MATCHES = 6

PATIENT_COLUMNS = (
    "p.id, p.source_id, p.family_name, p.given_name, p.preferred_name, p.date_of_birth, p.phone, p.email, p.cautions, "
    "p.note, p.version"
)


def detail(
    reader: Reader, patient_id: int, course_id: int | None, as_of: date, after: tuple[date, int]
) -> PatientDetail:
    """A patient with one course as it stood on a day, the last treatment in it, and the next appointment.

    `after` is a date and a minute: the next appointment is the first one to come later than that, of the course when
    one is named, else of the patient. Without a `course_id` the newest course open on the day is shown, if any.
    Raises `NotFound` for an unknown patient; a course of somebody else is not shown.
    """
    with reader.snapshot():
        row = reader.row(
            f"select {PATIENT_COLUMNS} from patient p where p.id = :patient and not p.voided", {"patient": patient_id}
        )
        if row is None:
            raise _unknown(patient_id)
        patient = patient_of(reader, row)
        named = {"patient": patient_id, "course": course_id, "as_of": as_of.isoformat()}
        which = (
            "select id from course where id = :course and patient_id = :patient and not voided"
            if course_id is not None
            else "select id from course where patient_id = :patient and opened_on <= :as_of and not voided "
            "and (closed_on is null or closed_on > :as_of) order by opened_on desc, id desc limit 1"
        )
        course = next(iter(courses_in(reader, which, named, as_of).values()), None)
        treated = None if course is None else _last_treatment(reader, course.id, as_of)
        mine = "a.patient_id = :patient" if course_id is None else "a.course_id = :course and a.patient_id = :patient"
        coming = reader.row(
            f"select {APPOINTMENT_COLUMNS} from appointment a left join staff on staff.id = a.practitioner_id "
            f"left join room on room.id = a.room_id where {mine} and a.status in ('booked', 'confirmed') "
            "and not a.voided and a.local_date >= :day and (a.local_date > :day or a.minute > :minute) "
            "order by a.local_date, a.minute, a.id limit 1",
            {**named, "day": after[0].isoformat(), "minute": after[1]},
        )
    return PatientDetail(
        patient, course, treated, None if coming is None else appointment_of(reader, coming, patient.name)
    )


def health(reader: Reader, patient_id: int) -> Health:
    """What a letter says of a patient beside the course; raises `NotFound` for an unknown one."""
    row = reader.row(
        f"select {PATIENT_COLUMNS}, p.address, p.medicines, p.allergies from patient p "
        "where p.id = :patient and not p.voided",
        {"patient": patient_id},
    )
    if row is None:
        raise _unknown(patient_id)
    return Health(patient_of(reader, row[:-3]), *row[-3:])


def find(reader: Reader, text: str, limit: int = 20) -> tuple[Patient, ...]:
    """The patients a typed text may mean, exact ones first, then by name; see `db.terms.find`.

    A record that was merged into another is found as that other one.
    """
    with reader.snapshot():
        found = find_ids(reader, text, limit)
        rows = _by_ids(reader, found)
    exact: dict[int, bool] = {}
    patients: dict[int, Patient] = {}
    for asked, *row in rows:
        patient = patient_of(reader, tuple(row))
        patients[patient.id] = patient
        exact[patient.id] = exact.get(patient.id, False) or found[asked]
    ranked = sorted(
        patients.values(),
        key=lambda one: (not exact[one.id], fold(one.family_name), fold(one.given_name), one.id),
    )
    return tuple(ranked[:limit])


def recent(reader: Reader, limit: int = 10) -> tuple[Patient, ...]:
    """The patients somebody worked on last, newest first; in a record fresh from a file, those booked last.

    Only the newest entries of the log and the newest appointments are looked at, so that it costs the same always.
    """
    # The plus keeps the planner from walking all patients for the sake of the grouping.
    with reader.snapshot():
        touched = reader.rows(
            "select patient_id from audit_entry where id > (select coalesce(max(id), 0) from audit_entry) - :many "
            "and patient_id is not null group by +patient_id order by max(id) desc limit :limit",
            {"many": _NEWEST, "limit": limit * 2},
        )
        booked = reader.rows(
            "select patient_id from appointment where id > (select coalesce(max(id), 0) from appointment) - :many "
            "and not voided group by +patient_id order by max(id) desc limit :limit",
            {"many": _NEWEST, "limit": limit * 2},
        )
        order = list(dict.fromkeys(key for (key,) in (*touched, *booked)))
        rows = {row[0]: patient_of(reader, tuple(row[1:])) for row in _by_ids(reader, order)}
    patients = {rows[key].id: rows[key] for key in order if key in rows}
    return tuple(patients.values())[:limit]


def hits(reader: Reader, text: str, limit: int = 20, after: tuple[date, int] | None = None) -> tuple[PatientHit, ...]:
    """What the search list shows of each patient found; of the most recent ones when nothing is typed.

    `after` is the clinic's date and minute now: the next appointment is the first one to come later than that, and a
    course counts as open that is so at that date's end. Without it, the first one not yet over by its status.
    """
    with reader.snapshot():
        found = find(reader, text, limit) if text.strip() else recent(reader, min(limit, _RECENT))
        day, minute = (after[0].isoformat(), after[1]) if after is not None else ("", -1)
        return tuple(_hit(reader, patient, day, minute) for patient in found)


def likely_duplicates(
    reader: Reader, family: str, given: str, born: date | None, phone: str = "", email: str = ""
) -> tuple[Match, ...]:
    """The patients that somebody about to be registered may be already, likeliest first, each with what they share.

    The same phone or e-mail; the same birth date with a similar name; the same name where no birth date speaks
    against it. To be shown before saving: nothing is decided by it.
    """
    person = Person(frozenset(names_of(family, given)), born, national(phone), tidy(email).casefold())
    return alike(reader, person, registering=True)


def alike(reader: Reader, person: Person, *, registering: bool = False) -> tuple[Match, ...]:
    """The patients who share something with a person, best first; `registering` leaves out who cannot be meant."""
    found = []
    for row in _candidates(reader, person):
        patient = patient_of(reader, row)
        theirs = Person(
            frozenset(names_of(patient.family_name, patient.given_name, patient.preferred_name)),
            patient.born,
            national(patient.phone),
            tidy(patient.email).casefold(),
        )
        reasons = shared(person, theirs)
        if may_be_same(person, theirs, reasons) if registering else reasons:
            found.append(Match(patient.id, patient.name, patient.born, patient.phone, reasons))
    found.sort(key=lambda match: (-weight(match.reasons), match.patient_id))
    return tuple(found[:_MATCHES])


def patient_of(reader: Reader, row: tuple[Any, ...]) -> Patient:
    """A patient from `PATIENT_COLUMNS`."""
    key, source_id, family, given, preferred, born, phone, email, cautions, note, version = row
    return Patient(
        key, source_id, family, given, preferred, reader.maybe_day(born), phone, email, listed(cautions), note, version
    )


def _unknown(patient_id: int) -> NotFound:
    return NotFound(f"There is no patient with number {patient_id}. Nothing was changed. Look the name up.")


def _last_treatment(reader: Reader, course_id: int, as_of: date) -> Treatment | None:
    row = reader.row(
        "select local_date, points, techniques, note from visit where course_id = :course and local_date <= :as_of "
        "and not voided "
        "and (points <> '' or techniques <> '' or note <> '') order by local_date desc, minute desc, id desc limit 1",
        {"course": course_id, "as_of": as_of.isoformat()},
    )
    return None if row is None else Treatment(reader.day(row[0]), listed(row[1]), listed(row[2]), row[3])


def _by_ids(reader: Reader, keys: Iterable[int]) -> list[tuple[Any, ...]]:
    """The number asked for, then `PATIENT_COLUMNS` of the patient it means now."""
    named = {f"id{number}": key for number, key in enumerate(keys)}
    if not named:
        return []
    return reader.rows(
        f"select m.id, {PATIENT_COLUMNS} from (values {', '.join(f'(:{name})' for name in named)}) as chosen "
        "cross join patient m cross join patient p where m.id = chosen.column1 "
        "and p.id = coalesce(m.merged_into, m.id) and not p.voided and not m.voided",
        named,
    )


def _hit(reader: Reader, patient: Patient, day: str, minute: int) -> PatientHit:
    named = {"patient": patient.id, "day": day, "minute": minute}
    coming = reader.row(
        f"select {APPOINTMENT_COLUMNS} from appointment a left join staff on staff.id = a.practitioner_id "
        "left join room on room.id = a.room_id where a.patient_id = :patient and a.status in ('booked', 'confirmed') "
        "and not a.voided and a.local_date >= :day and (a.local_date > :day or a.minute > :minute) "
        "order by a.local_date, a.minute, a.id limit 1",
        named,
    )
    seen = reader.row(
        "select max(v.local_date) from course c cross join visit v "
        "where c.patient_id = :patient and v.course_id = c.id and not c.voided and not v.voided",
        named,
    )
    course = reader.row(
        "select id from course where patient_id = :patient and not voided "
        "and (closed_on is null or (:day <> '' and closed_on > :day and opened_on <= :day)) "
        "order by opened_on desc, id desc limit 1",
        named,
    )
    return PatientHit(
        patient,
        None if coming is None else appointment_of(reader, coming, patient.name),
        reader.maybe_day(seen[0]) if seen is not None else None,
        None if course is None else course[0],
    )


def _candidates(reader: Reader, person: Person) -> list[tuple[Any, ...]]:
    """Patients who share a beginning of a name part, the birth date, the phone or the e-mail."""
    spans = {part[: max(3, len(part) - 2)] for name in person.names for part in name.split()}
    conditions: list[str] = []
    params: dict[str, Any] = {"many": _CANDIDATES, "phone": person.phone[-LONGEST_TERM:]}
    for place, start in enumerate(sorted(spans)[:8]):
        params[f"from{place}"], params[f"to{place}"] = start, f"{start}\U0010ffff"
        conditions.append(f"select patient_id from patient_term where term >= :from{place} and term < :to{place}")
    if len(person.phone) >= SHORTEST_PHONE:
        conditions.append("select patient_id from patient_term where term = :phone")
    if "@" in person.email:
        params["email"] = person.email[:LONGEST_TERM]
        conditions.append("select patient_id from patient_term where term = :email")
    if person.born is not None:
        params["born"] = person.born.isoformat()
        conditions.append("select id as patient_id from patient where date_of_birth = :born")
    if not conditions:
        return []
    # Whoever shares several of these comes first, so that a common name does not push the right person out.
    union = " union all ".join(conditions)
    return reader.rows(
        f"select {PATIENT_COLUMNS} from patient p join (select patient_id, count(*) as shared from ({union}) "
        "group by patient_id order by shared desc, patient_id limit :many) as chosen on chosen.patient_id = p.id "
        "where p.merged_into is null and not p.voided order by chosen.shared desc, p.id",
        params,
    )
