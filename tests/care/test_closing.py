"""Which outcome is proposed, and until when a closed course may be taken up again."""

from datetime import date, timedelta

import pytest

from care.assessment import assess_course
from care.closing import OUTCOME_WORDS, REOPEN_DAYS, may_reopen, proposed_outcome
from care.course import OUTCOMES, Course, Visit
from care.referral import Referral
from tests.care.support import PROTOCOL

OPENED = date(2026, 6, 1)


def course(nprs=(), **other):
    """A moderate, chronic course with a visit a week."""
    visits = tuple(Visit(OPENED + timedelta(7 * place), 600, nprs=score) for place, score in enumerate(nprs))
    known = {"severity": "moderate", "onset_date": date(2026, 1, 1), "visits": visits} | other
    return Course(1, None, 1, 1, "neck_pain", OPENED, **known)


def proposed(given, days=0):
    """What is proposed so many days after the last visit, or after the opening."""
    on = (given.visits[-1].on if given.visits else OPENED) + timedelta(days)
    return proposed_outcome(assess_course(given, on, PROTOCOL), given, on)


def referral(kind, status):
    return Referral(1, None, 1, kind, "routine", "X", status, OPENED, sent_on=OPENED, closed_on=OPENED)


@pytest.mark.parametrize(
    ("given", "days", "outcome", "why"),
    [
        (course([6, 5, 2, 1]), 0, "resolved", "Pain has stayed at its goal of 2 or below."),
        (course([6, 5, 2, 1]), 200, "resolved", "Pain has stayed at its goal of 2 or below."),
        (course([6, 5, 4]), 0, "discharged", "Not resolved after 3 visits of 8-12."),
        (course([6]), 0, "discharged", "Not resolved after 1 visit of 8-12."),
        (course([6, 5, 4]), 60, "discharged", "Not resolved after 3 visits of 8-12."),
        (course([6, 5, 4]), 61, "lapsed", "The last visit was 61 days ago."),
        (course(), 0, "lapsed", "There was no visit."),
        (course([6, 6], referrals=(referral("orthopaedic", "sent"),)), 90, "referred_out",
         "The orthopaedic referral is under way."),
        (course([6, 6], referrals=(referral("orthopaedic", "closed"),)), 0, "referred_out",
         "The orthopaedic referral is done."),
        (course([6, 6], referrals=(referral("massage", "closed"),)), 0, "discharged",
         "Not resolved after 2 visits of 8-12."),
        (course([6, 6], referrals=(referral("orthopaedic", "declined_by_patient"),)), 0, "discharged",
         "Not resolved after 2 visits of 8-12."),
        (course([6, 6], red_flag="urgent"), 0, "referred_out", "A red flag stands; care goes on elsewhere."),
        (course([6], expected=(5, 5), expected_by_rule=False), 0, "discharged", "Not resolved after 1 visit of 5."),
    ],
)  # fmt: skip
def test_the_outcome_follows_from_how_the_course_stands(given, days, outcome, why):
    assert proposed(given, days) == (outcome, why)


def test_every_outcome_has_words():
    assert tuple(OUTCOME_WORDS) == OUTCOMES


@pytest.mark.parametrize(("days", "may"), [(-1, False), (0, True), (30, True), (31, False)])
def test_a_course_may_be_taken_up_again_within_thirty_days(days, may):
    closed = course(closed_on=date(2026, 9, 1))
    assert REOPEN_DAYS == 30
    assert may_reopen(closed, date(2026, 9, 1) + timedelta(days)) is may


def test_an_open_course_is_not_taken_up_again():
    assert may_reopen(course(), OPENED) is False
