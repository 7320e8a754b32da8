"""Courses with their visits and referrals, and the list of the open ones.

Every course is read as it stood at the end of a day: later visits, referrals, evaluations and a later closing are
not there yet. Queries start from a short list of course ids and go on by index, so that none grows with the history;
`cross join` keeps the planner in that order.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from care.appointment import Appointment
from care.course import Course, Decision, Visit
from care.day import CaseloadRow
from care.patient import full_name
from care.referral import Referral
from db.reader import Reader, listed

# What is open on a past day was either never closed or closed later: two ranges of one index, no OR between them.
OPEN_COURSES = (
    "select id from course where closed_on is null and opened_on <= :as_of and not voided "
    "union all select id from course where closed_on > :as_of and opened_on <= :as_of and not voided"
)

REFERRAL_COLUMNS = (
    "r.id, r.source_id, r.course_id, r.kind, r.urgency, coalesce(provider.name, ''), r.status, r.created_on, "
    "r.sent_on, r.accepted_on, r.scheduled_on, r.appointment_on, r.attended_on, r.report_on, r.closed_on, "
    "r.ended_on, r.question, r.respond_by, r.report_from, r.report_summary, r.reviewed_on, r.told_patient, "
    "r.snoozed_until, r.snooze_reason, r.provider_id, r.version"
)
REFERRAL_WIDTH = 26
"""How many columns these are, for queries that select more behind them."""

APPOINTMENT_COLUMNS = (
    "a.id, a.source_id, a.patient_id, a.local_date, a.minute, a.minutes, a.status, a.course_id, a.practitioner_id, "
    "coalesce(staff.name, ''), coalesce(room.name, ''), a.start_utc, a.arrived_utc, a.started_utc, a.finished_utc, "
    "a.cancelled_by, a.reason, a.squeezed, a.version"
)

DECISION_COLUMNS = "d.decision, d.rule, d.advice, d.basis, d.reason, d.local_date, d.actor"


def caseload(reader: Reader, as_of: date) -> tuple[CaseloadRow, ...]:
    """Every course that was open at the end of a day, oldest first, with the next appointment still to come."""
    day = {"as_of": as_of.isoformat()}
    with reader.snapshot():
        courses = courses_in(reader, OPEN_COURSES, day, as_of)
        people = reader.rows(
            "select c.id, p.family_name, p.given_name, p.preferred_name, coalesce(s.name, '') "
            f"from ({OPEN_COURSES}) as chosen cross join course c cross join patient p "
            "left join staff s on s.id = c.practitioner_id where c.id = chosen.id and p.id = c.patient_id",
            day,
        )
        coming = reader.rows(
            f"select {APPOINTMENT_COLUMNS} from ({OPEN_COURSES}) as chosen cross join appointment a "
            "left join staff on staff.id = a.practitioner_id left join room on room.id = a.room_id where a.id = ("
            "select n.id from appointment n where n.course_id = chosen.id and n.status in ('booked', 'confirmed') "
            "and not n.voided and n.local_date >= :as_of order by n.local_date, n.minute, n.id limit 1)",
            day,
        )
    names = {key: (full_name(family, given, preferred), staff) for key, family, given, preferred, staff in people}
    following = {row[7]: appointment_of(reader, row, names[row[7]][0]) for row in coming}
    rows = (CaseloadRow(course, *names[key], following.get(key)) for key, course in courses.items())
    return tuple(sorted(rows, key=lambda row: (row.course.opened_on, row.course.id)))


def courses_in(reader: Reader, ids: str, params: Mapping[str, Any], as_of: date) -> dict[int, Course]:
    """The courses whose ids the query `ids` selects (its parameters in `params`), as they stood on a day."""
    named = {**params, "as_of": as_of.isoformat()}
    with reader.snapshot():
        rows = reader.rows(
            "select c.id, c.source_id, c.patient_id, c.practitioner_id, c.condition, c.opened_on, c.onset_date, "
            "c.severity, c.exam_class, c.causes, c.expected_min, c.expected_max, c.expected_by_rule, c.goal_nprs, "
            "c.closed_on, c.outcome, coalesce(e.red_flag, 'none'), coalesce(e.neuro, 'none') "
            f"from ({ids}) as chosen cross join course c left join evaluation e on e.id = ("
            "select n.id from evaluation n where n.course_id = c.id and n.local_date <= :as_of and not n.voided "
            "order by n.local_date desc, n.id desc limit 1) where c.id = chosen.id",
            named,
        )
        visits = _visits(reader, ids, named)
        referrals = _referrals(reader, ids, named)
        decisions = _decisions(reader, ids, named)
    day = reader.day
    maybe_day = reader.maybe_day
    courses: dict[int, Course] = {}
    for (
        key, source_id, patient_id, practitioner_id, condition, opened, onset, severity, exam_class, causes, low, high,
        by_rule, goal, closed, outcome, red_flag, neuro,
    ) in rows:  # fmt: skip
        closed_on = maybe_day(closed)
        if closed_on is not None and closed_on > as_of:
            closed_on = outcome = None
        courses[key] = Course(
            key, source_id, patient_id, practitioner_id, condition, day(opened), maybe_day(onset), severity, exam_class,
            listed(causes), None if low is None or high is None else (low, high), bool(by_rule), goal, closed_on,
            outcome, red_flag, neuro, tuple(visits.get(key, ())), tuple(referrals.get(key, ())),
            decisions.get(key),
        )  # fmt: skip
    return courses


def referral_of(reader: Reader, row: tuple[Any, ...]) -> Referral:
    """A referral from `REFERRAL_COLUMNS`."""
    key, source_id, course_id, kind, urgency, to, status, created, *more = row
    question, respond_by, report_from, summary, reviewed, told, until, why, provider_id, version = more[8:]
    sent, accepted, scheduled, appointment, attended, report, closed, ended = map(reader.maybe_day, more[:8])
    return Referral(
        key, source_id, course_id, kind, urgency, to, status, reader.day(created), sent, accepted, scheduled,
        appointment, attended, report, closed, ended, question, reader.maybe_day(respond_by), report_from, summary,
        reader.maybe_day(reviewed), told, reader.maybe_day(until), why, provider_id, version,
    )  # fmt: skip


def appointment_of(reader: Reader, row: tuple[Any, ...], patient: str) -> Appointment:
    """An appointment from `APPOINTMENT_COLUMNS` and its patient's name."""
    (
        key, source_id, patient_id, on, minute, minutes, status, course_id, practitioner_id, practitioner, room, start,
        arrived, started, finished, cancelled_by, reason, squeezed, version,
    ) = row  # fmt: skip
    return Appointment(
        key, source_id, patient_id, patient, reader.day(on), minute, minutes, status, course_id, practitioner_id,
        practitioner, room, start, arrived, started, finished, cancelled_by, reason, bool(squeezed), version,
    )  # fmt: skip


def decision_of(reader: Reader, row: tuple[Any, ...]) -> Decision:
    """A decision on an advice from `DECISION_COLUMNS`."""
    decision, rule, advice, basis, reason, on, who = row[:7]
    return Decision(decision, rule, advice, basis, reason, reader.day(on), who)


def _visits(reader: Reader, ids: str, params: Mapping[str, Any]) -> dict[int, list[Visit]]:
    found: dict[int, list[Visit]] = {}
    day = reader.day
    rows = reader.rows(
        "select v.course_id, v.local_date, v.minute, v.nprs, v.ndi_percent, v.psfs, v.rom_degrees, v.groc "
        f"from ({ids}) as chosen cross join visit v where v.course_id = chosen.id and v.local_date <= :as_of "
        "and not v.voided "
        "order by v.course_id, v.local_date, v.minute, v.id",
        params,
    )
    for course_id, on, *scores in rows:
        found.setdefault(course_id, []).append(Visit(day(on), *scores))
    return found


def _referrals(reader: Reader, ids: str, params: Mapping[str, Any]) -> dict[int, list[Referral]]:
    found: dict[int, list[Referral]] = {}
    rows = reader.rows(
        f"select {REFERRAL_COLUMNS} from ({ids}) as chosen cross join referral r "
        "left join provider on provider.id = r.provider_id "
        "where r.course_id = chosen.id and r.created_on <= :as_of and not r.voided order by r.created_on, r.id",
        params,
    )
    for row in rows:
        found.setdefault(row[2], []).append(referral_of(reader, row))
    return found


def _decisions(reader: Reader, ids: str, params: Mapping[str, Any]) -> dict[int, Decision]:
    """The newest decision of each course that has one: few have more than two, and the last of them is kept."""
    rows = reader.rows(
        f"select {DECISION_COLUMNS}, d.course_id from ({ids}) as chosen cross join advice_decision d "
        "where d.course_id = chosen.id and d.local_date <= :as_of and not d.voided order by d.id",
        params,
    )
    newest = {row[7]: row for row in rows}
    return {course_id: decision_of(reader, row) for course_id, row in newest.items()}


def to_release(reader: Reader, course_id: int, now_utc: int) -> tuple[Appointment, ...]:
    """The appointments of a course still to come after a moment, soonest first: what closing it may cancel."""
    rows = reader.rows(
        f"select {APPOINTMENT_COLUMNS}, p.family_name, p.given_name, p.preferred_name from appointment a "
        "cross join patient p left join staff on staff.id = a.practitioner_id left join room on room.id = a.room_id "
        "where a.course_id = :course and a.status in ('booked', 'confirmed') and a.start_utc > :now and not a.voided "
        "and p.id = a.patient_id order by a.local_date, a.minute, a.id",
        {"course": course_id, "now": now_utc},
    )
    return tuple(appointment_of(reader, row[:-3], full_name(*row[-3:])) for row in rows)


def to_come(reader: Reader, course_id: int, now_utc: int) -> int:
    """How many appointments of a course are booked after a moment."""
    row = reader.row(
        "select count(*) from appointment where course_id = :course and start_utc > :now "
        "and status in ('booked', 'confirmed') and not voided",
        {"course": course_id, "now": now_utc},
    )
    return int(row[0]) if row is not None else 0
