"""Closing a course: the outcome to propose, and for how long it may be taken up again."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from care.assessment import Assessment
from care.course import Course
from care.explain import number
from care.text import counted

OUTCOME_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "resolved": "resolved",
        "discharged": "discharged",
        "referred_out": "referred out",
        "lapsed": "lapsed",
    }
)
"""Each of `care.course.OUTCOMES` in words."""

REOPEN_DAYS = 30
"""Days after closing within which a course may be taken up again; later a new one is opened [D]."""

LAPSED_AFTER_DAYS = 60
"""Days without a visit after which a course is proposed as lapsed [D]."""


def may_reopen(course: Course, on: date) -> bool:
    """Whether a course is closed on a day, and not for longer than `REOPEN_DAYS`."""
    return course.closed_on is not None and 0 <= (on - course.closed_on).days <= REOPEN_DAYS


def proposed_outcome(assessment: Assessment, course: Course, on: date) -> tuple[str, str]:
    """The outcome to propose for a course closed on a day, and why, in one sentence. A person chooses.

    Resolved where the rules find it so; referred out where a red flag or an orthopaedic referral took it elsewhere;
    lapsed without a visit for more than `LAPSED_AFTER_DAYS`; else discharged.
    """
    if assessment.status == "resolved":
        return "resolved", _goal(assessment)
    if assessment.status == "red_flag":
        return "referred_out", "A red flag stands; care goes on elsewhere."
    if assessment.orthopaedic != "none":
        state = "is under way" if assessment.orthopaedic == "open" else "is done"
        return "referred_out", f"The orthopaedic referral {state}."
    visits = [visit.on for visit in course.visits if visit.on <= on]
    if not visits:
        return "lapsed", "There was no visit."
    if (days := (on - visits[-1]).days) > LAPSED_AFTER_DAYS:
        return "lapsed", f"The last visit was {days} days ago."
    done, (first, last) = assessment.visits_done, assessment.expected
    span = f"{first}-{last}" if first != last else f"{last}"
    return "discharged", f"Not resolved after {counted(done, 'visit', 'visits')} of {span}."


def _goal(assessment: Assessment) -> str:
    pain = "" if assessment.goal is None else f" of {number(assessment.goal)} or below"
    return f"Pain has stayed at its goal{pain}."
