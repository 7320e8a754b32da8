"""Courses of which the outcomes are told: a visit a week, and what they came to."""

from datetime import date, timedelta

from care.course import Course, Visit
from care.outcome_facts import facts_of
from care.outcome_words import sections
from tests.care.support import PROTOCOL

OPENED = date(2026, 1, 5)
LATER = date(2026, 12, 31)


def course(nprs=(), number=1, **other):
    """A moderate, chronic course (range 8-12) with a visit a week."""
    ndi = other.pop("ndi", {})
    visits = tuple(
        Visit(OPENED + timedelta(7 * at), 600, nprs=score, ndi_percent=ndi.get(at + 1)) for at, score in enumerate(nprs)
    )
    known = {"severity": "moderate", "onset_date": date(2025, 1, 1), "visits": visits} | other
    return Course(number, None, number, 1, known.pop("condition", "neck_pain"), OPENED, **known)


def facts(nprs=(), number=1, decided="", **other):
    """What became of such a course by `LATER`."""
    return facts_of(course(nprs, number, **other), LATER, PROTOCOL, decided)


def closed(outcome, weeks=20):
    """How a course was closed, so many weeks after it was opened."""
    return {"closed_on": OPENED + timedelta(7 * weeks), "outcome": outcome}


def several(*groups):
    """(how many, scores, more) as facts with numbers of their own."""
    found = []
    for many, nprs, more in groups:
        for _ in range(many):
            found.append(facts(nprs, len(found) + 1, **more))
    return found


def words(found):
    """The lines of the outcomes by what they tell."""
    return {row.key: row for section in sections(found, PROTOCOL, {"neck_pain"}) for row in section.rows}
