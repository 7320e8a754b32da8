"""Patients: one with what the panel shows, and those that a typed text may mean."""

from datetime import date
from typing import Any

from care.course import Treatment
from care.day import PatientDetail
from care.patient import Patient
from care.text import fold
from db.courses import APPOINTMENT_COLUMNS, appointment_of, courses_in
from db.errors import NotFound
from db.reader import Reader, listed
from db.terms import find as find_ids

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
        row = reader.row(f"select {PATIENT_COLUMNS} from patient p where p.id = :patient", {"patient": patient_id})
        if row is None:
            raise NotFound(f"There is no patient with number {patient_id}. Nothing was changed. Look the name up.")
        patient = patient_of(reader, row)
        named = {"patient": patient_id, "course": course_id, "as_of": as_of.isoformat()}
        which = (
            "select id from course where id = :course and patient_id = :patient"
            if course_id is not None
            else "select id from course where patient_id = :patient and opened_on <= :as_of "
            "and (closed_on is null or closed_on > :as_of) order by opened_on desc, id desc limit 1"
        )
        course = next(iter(courses_in(reader, which, named, as_of).values()), None)
        treated = None if course is None else _last_treatment(reader, course.id, as_of)
        mine = "a.patient_id = :patient" if course_id is None else "a.course_id = :course and a.patient_id = :patient"
        coming = reader.row(
            f"select {APPOINTMENT_COLUMNS} from appointment a left join staff on staff.id = a.practitioner_id "
            f"left join room on room.id = a.room_id where {mine} and a.status in ('booked', 'confirmed') "
            "and a.local_date >= :day and (a.local_date > :day or a.minute > :minute) "
            "order by a.local_date, a.minute, a.id limit 1",
            {**named, "day": after[0].isoformat(), "minute": after[1]},
        )
    return PatientDetail(
        patient, course, treated, None if coming is None else appointment_of(reader, coming, patient.name)
    )


def find(reader: Reader, text: str, limit: int = 20) -> tuple[Patient, ...]:
    """The patients a typed text may mean, exact ones first, then by name; see `db.terms.find`."""
    with reader.snapshot():
        found = find_ids(reader, text, limit)
        if not found:
            return ()
        named = {f"id{number}": key for number, key in enumerate(found)}
        rows = reader.rows(
            f"select {PATIENT_COLUMNS} from patient p where p.id in ({', '.join(f':{name}' for name in named)})", named
        )
    patients = [patient_of(reader, row) for row in rows]
    patients.sort(key=lambda one: (not found[one.id], fold(one.family_name), fold(one.given_name), one.id))
    return tuple(patients[:limit])


def patient_of(reader: Reader, row: tuple[Any, ...]) -> Patient:
    """A patient from `PATIENT_COLUMNS`."""
    key, source_id, family, given, preferred, born, phone, email, cautions, note, version = row
    return Patient(
        key, source_id, family, given, preferred, reader.maybe_day(born), phone, email, listed(cautions), note, version
    )


def _last_treatment(reader: Reader, course_id: int, as_of: date) -> Treatment | None:
    row = reader.row(
        "select local_date, points, techniques, note from visit where course_id = :course and local_date <= :as_of "
        "and (points <> '' or techniques <> '' or note <> '') order by local_date desc, minute desc, id desc limit 1",
        {"course": course_id, "as_of": as_of.isoformat()},
    )
    return None if row is None else Treatment(reader.day(row[0]), listed(row[1]), listed(row[2]), row[3])
