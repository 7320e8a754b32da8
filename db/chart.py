"""The chart of a patient: one course with everything that was recorded in it; and the red flags nobody has answered."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from care.appointment import Appointment
from care.chart import Chart, Corrected, Decision, Emergency, EvaluationRecord, VisitEntry, VisitRecord
from care.course import Course
from care.patient import Patient, full_name
from care.typed_points import parse_stored
from db.courses import (
    APPOINTMENT_COLUMNS,
    DECISION_COLUMNS,
    OPEN_COURSES,
    appointment_of,
    courses_in,
    decision_of,
)
from db.errors import NotFound
from db.measured import measured_of
from db.patients import PATIENT_COLUMNS, patient_of
from db.reader import Reader, listed

_APPOINTMENTS = 60
"""How many of a patient's newest appointments a chart shows."""


def chart(reader: Reader, patient_id: int, course_id: int | None, as_of: date) -> Chart:
    """A patient's course as it stood at the end of a day, with all that is in it; `care.chart.Chart` names the parts.

    Without a `course_id` the newest open course is shown, else the newest closed one, else none. A number whose record
    was merged into another shows that other. Raises `NotFound` for an unknown patient, and for a course not of theirs.
    """
    with reader.snapshot():
        row = reader.row(
            f"select {PATIENT_COLUMNS}, p.medicines, p.allergies, p.address from patient asked cross join patient p "
            "where asked.id = :patient and p.id = coalesce(asked.merged_into, asked.id) and not p.voided "
            "and not asked.voided",
            {"patient": patient_id},
        )
        if row is None:
            raise NotFound(f"There is no patient with number {patient_id}. Nothing was changed. Look the name up.")
        *known, medicines, allergies, address = row
        patient = patient_of(reader, tuple(known))
        courses = _courses(reader, patient.id, as_of)
        course = _chosen(courses, course_id, as_of)
        empty = Chart(
            patient, None, courses, appointments=_appointments(reader, patient),
            medicines=medicines, allergies=allergies, address=address,
        )  # fmt: skip
        return empty if course is None else _filled(reader, empty, course, as_of)


def emergencies(reader: Reader, as_of: date) -> tuple[Emergency, ...]:
    """Open courses whose newest evaluation has a red flag that nobody has acted on, emergencies first, then by day.

    What was done before a level was raised does not answer the higher one.
    """
    rows = reader.rows(
        "select c.id, c.patient_id, p.family_name, p.given_name, p.preferred_name, e.id, e.version, e.local_date, "
        f"e.red_flag from ({OPEN_COURSES}) as chosen cross join evaluation e cross join course c cross join patient p "
        "where e.course_id = chosen.id and e.red_flag <> 'none' and e.local_date <= :as_of and not e.voided "
        "and c.id = chosen.id and p.id = c.patient_id and not p.voided "
        # The plus keeps the planner from asking for the newest evaluation of courses without any red flag.
        "and +e.id = (select n.id from evaluation n where n.course_id = chosen.id and n.local_date <= :as_of "
        "and not n.voided order by n.local_date desc, n.id desc limit 1) "
        "and not exists (select 1 from red_flag_action a where a.evaluation_id = e.id and a.local_date <= :as_of "
        "and not a.voided and a.at_utc >= coalesce((select max(r.at_utc) from correction r "
        "where r.subject = 'evaluation' and r.subject_id = e.id and r.field = 'red_flag' and not r.voided "
        "and (r.was = 'none' or r.now = 'emergency')), 0)) "
        "order by e.red_flag <> 'emergency', e.local_date, e.id",
        {"as_of": as_of.isoformat()},
    )
    return tuple(
        Emergency(course, patient, full_name(*name), evaluation, version, reader.day(on), level)
        for course, patient, *name, evaluation, version, on, level in rows
    )


def _courses(reader: Reader, patient_id: int, as_of: date) -> tuple[Course, ...]:
    """Every course a patient had by a day, newest first."""
    theirs = "select id from course where patient_id = :patient and opened_on <= :as_of and not voided"
    found = courses_in(reader, theirs, {"patient": patient_id}, as_of)
    return tuple(sorted(found.values(), key=lambda one: (one.opened_on, one.id), reverse=True))


def _chosen(courses: tuple[Course, ...], course_id: int | None, as_of: date) -> Course | None:
    if course_id is None:
        return next((one for one in courses if one.open_on(as_of)), next(iter(courses), None))
    for one in courses:
        if one.id == course_id:
            return one
    raise NotFound(f"This patient has no course with number {course_id}. Nothing was changed. Look at the chart again.")


def _filled(reader: Reader, empty: Chart, course: Course, as_of: date) -> Chart:
    named = {"course": course.id, "as_of": as_of.isoformat()}
    written = reader.row(
        "select coalesce(staff.name, ''), c.expected_reason, c.closing_note, c.version from course c "
        "left join staff on staff.id = c.practitioner_id where c.id = :course",
        named,
    )
    assert written is not None
    practitioner, expected_reason, closing_note, version = written
    corrections = _corrections(reader, course.id)
    corrected: dict[int, int] = {}
    for one in corrections:
        if one.subject == "visit":
            corrected[one.subject_id] = corrected.get(one.subject_id, 0) + 1
    return empty._replace(
        course=course,
        visits=tuple(_visits(reader, named, corrected)),
        evaluations=_evaluations(reader, named),
        decisions=_decisions(reader, named),
        corrections=corrections,
        practitioner=practitioner,
        expected_reason=expected_reason,
        # On a day before the closing there was none yet.
        closing_note="" if course.closed_on is None else closing_note,
        course_version=version,
    )


def _visits(reader: Reader, named: dict[str, Any], corrected: dict[int, int]) -> Iterable[VisitRecord]:
    rows = reader.rows(
        "select v.id, v.version, v.local_date, v.minute, coalesce(staff.name, ''), v.rom_degrees, v.nprs, "
        "v.ndi_percent, v.psfs, v.groc, v.points, v.sides, v.techniques, v.minutes, v.response, v.adverse, "
        "v.advice_given, v.note, v.acknowledged, v.details "
        "from visit v left join staff on staff.id = v.practitioner_id "
        "where v.course_id = :course and v.local_date <= :as_of and not v.voided "
        "order by v.local_date, v.minute, v.id",
        named,
    )
    number, before = 0, ""
    for (
        key, version, on, minute, practitioner, degrees, nprs, ndi, psfs, groc, points, sides, techniques, took,
        response, adverse, advice_given, note, acknowledged, details,
    ) in rows:  # fmt: skip
        # Two visits of one day are one visit.
        number, before = number + (on != before), on
        entry = VisitEntry(
            nprs, ndi, psfs, groc, parse_stored(points, sides), listed(techniques), took, response, adverse,
            advice_given, note, listed(acknowledged), measured_of(details),
        )  # fmt: skip
        times = corrected.get(key, 0)
        yield VisitRecord(key, version, number, reader.day(on), minute, practitioner, entry, degrees, times)


def _evaluations(reader: Reader, named: dict[str, Any]) -> tuple[EvaluationRecord, ...]:
    mine = "e.course_id = :course and e.local_date <= :as_of and not e.voided"
    rows = reader.rows(
        "select e.id, e.version, e.local_date, coalesce(staff.name, ''), e.red_flag, e.neuro, e.findings "
        f"from evaluation e left join staff on staff.id = e.practitioner_id where {mine} order by e.local_date, e.id",
        named,
    )
    done: dict[int, list[str]] = {}
    for key, what in reader.rows(
        f"select e.id, a.what from evaluation e cross join red_flag_action a where {mine} "
        "and a.evaluation_id = e.id and a.local_date <= :as_of and not a.voided order by a.id",
        named,
    ):
        done.setdefault(key, []).append(what)
    return tuple(
        EvaluationRecord(key, version, reader.day(on), practitioner, red_flag, neuro, found, tuple(done.get(key, ())))
        for key, version, on, practitioner, red_flag, neuro, found in rows
    )


def _decisions(reader: Reader, named: dict[str, Any]) -> tuple[Decision, ...]:
    rows = reader.rows(
        f"select {DECISION_COLUMNS} from advice_decision d where d.course_id = :course and d.local_date <= :as_of "
        "and not d.voided order by d.id",
        named,
    )
    return tuple(decision_of(reader, row) for row in rows)


def _corrections(reader: Reader, course_id: int) -> tuple[Corrected, ...]:
    """What was put right in a course, its visits and its evaluations; those of its referrals stand with these."""
    rows = reader.rows(
        "select subject, subject_id, field, was, now, reason, at_utc, actor from correction "
        "where course_id = :course and subject in ('course', 'visit', 'evaluation') and not voided order by at_utc, id",
        {"course": course_id},
    )
    return tuple(Corrected(*row) for row in rows)


def _appointments(reader: Reader, patient: Patient) -> tuple[Appointment, ...]:
    """A patient's newest appointments whatever became of them, oldest first."""
    rows = reader.rows(
        f"select {APPOINTMENT_COLUMNS} from appointment a left join staff on staff.id = a.practitioner_id "
        "left join room on room.id = a.room_id where a.patient_id = :patient and not a.voided "
        "order by a.start_utc desc, a.id desc limit :many",
        {"patient": patient.id, "many": _APPOINTMENTS},
    )
    return tuple(appointment_of(reader, row, patient.name) for row in reversed(rows))
