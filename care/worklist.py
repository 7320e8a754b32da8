"""The two lists people work from, assessed and in order: open courses and open referrals."""

from datetime import date
from typing import NamedTuple

from care.assessment import Assessment, assess_course, case_of, scores_of
from care.attention import attention_rank
from care.course import Course
from care.day import CaseloadRow, ReferralRow
from care.protocol import Protocol
from care.referral import due_on, overdue_days, state_on


class OpenCourse(NamedTuple):
    """One open course with what the rules say of it on a day."""

    row: CaseloadRow
    state: Assessment


class OpenReferral(NamedTuple):
    """One referral with its state and dates on a day. `due` is None where no step is waited for."""

    row: ReferralRow
    state: str
    due: date | None
    overdue_days: int


def open_courses(rows: tuple[CaseloadRow, ...], as_of: date, protocol: Protocol) -> tuple[OpenCourse, ...]:
    """Who needs a person first, then by name."""
    assessed = [OpenCourse(row, assess_course(row.course, as_of, protocol)) for row in rows]
    assessed.sort(key=lambda one: (attention_rank(one.state, one.row.course), one.row.patient, one.row.course.id))
    return tuple(assessed)


def open_referrals(rows: tuple[ReferralRow, ...], as_of: date, protocol: Protocol) -> tuple[OpenReferral, ...]:
    """Urgent first, then by days overdue, then by the day they are due."""
    found = []
    for row in rows:
        state = state_on(row.referral, as_of)
        if state is not None:
            due = due_on(row.referral, as_of, protocol)
            found.append(OpenReferral(row, state, due, overdue_days(row.referral, as_of, protocol)))
    found.sort(
        key=lambda one: (
            one.row.referral.urgency != "urgent",
            -one.overdue_days,
            one.due or date.max,
            one.row.referral.id,
        )
    )
    return tuple(found)


def pain_by_visit(course: Course, as_of: date, protocol: Protocol) -> tuple[float | None, ...]:
    """Pain visit by visit up to a day, from visit 1; None where none was taken."""
    case = case_of(course, as_of, protocol)
    return scores_of(case.nprs, case.visits_done)
