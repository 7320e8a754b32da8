"""The two lists people work from, assessed and in order: open courses and open referrals."""

from datetime import date
from typing import NamedTuple

from care.assessment import Assessment, assess_course, case_of, scores_of
from care.attention import attention_rank
from care.course import Course
from care.day import CaseloadRow, ReferralRow
from care.protocol import Protocol
from care.referral import Referral, due_on, overdue_days, state_on


class OpenCourse(NamedTuple):
    """One open course with what the rules say of it on a day."""

    row: CaseloadRow
    state: Assessment


class OpenReferral(NamedTuple):
    """One referral with its state and dates on a day. `due` is None where no step is waited for.

    While it is put off (`snoozed_until`) its `overdue_days` are 0, so that nobody counts it as late; `due` stays.
    """

    row: ReferralRow
    state: str
    due: date | None
    overdue_days: int
    snoozed_until: date | None = None


def open_courses(rows: tuple[CaseloadRow, ...], as_of: date, protocol: Protocol) -> tuple[OpenCourse, ...]:
    """Who needs a person first, then by name."""
    assessed = [OpenCourse(row, assess_course(row.course, as_of, protocol)) for row in rows]
    assessed.sort(key=lambda one: (attention_rank(one.state, one.row.course), one.row.patient, one.row.course.id))
    return tuple(assessed)


def open_referrals(rows: tuple[ReferralRow, ...], as_of: date, protocol: Protocol) -> tuple[OpenReferral, ...]:
    """Urgent first, then by days overdue, then by the day they are due; those put off for now at the end.

    An urgent one is never put off: whatever was said about it, it stays where it is.
    """
    found = []
    for row in rows:
        state = state_on(row.referral, as_of)
        if state is not None:
            due, until = due_on(row.referral, as_of, protocol), _put_off(row.referral, as_of)
            late = 0 if until else overdue_days(row.referral, as_of, protocol)
            found.append(OpenReferral(row, state, due, late, until))
    found.sort(
        key=lambda one: (
            one.snoozed_until is not None,
            one.row.referral.urgency != "urgent",
            -one.overdue_days,
            one.due or date.max,
            one.row.referral.id,
        )
    )
    return tuple(found)


def _put_off(referral: Referral, as_of: date) -> date | None:
    """The day until which a referral is put off, on a day before it."""
    until = referral.snoozed_until
    return until if until is not None and as_of < until and referral.urgency != "urgent" else None


def pain_by_visit(course: Course, as_of: date, protocol: Protocol) -> tuple[float | None, ...]:
    """Pain visit by visit up to a day, from visit 1; None where none was taken."""
    case = case_of(course, as_of, protocol)
    return scores_of(case.nprs, case.visits_done)
