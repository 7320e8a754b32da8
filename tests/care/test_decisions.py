"""What a decision on an advice rests on, and how long it holds."""

from datetime import date, timedelta

import pytest

from care.advice import ADVICES
from care.assessment import assess_course
from care.course import Course, Decision, Visit
from care.decisions import STEP_FOR, basis_of, standing
from care.referral import Referral
from care.text import tidy
from tests.care.support import PROTOCOL

OPENED = date(2026, 6, 1)
LAST = OPENED + timedelta(7 * 7)
FLAT = [6, 6, 6, 5, 6, 6, 6, 6]


def course(nprs=FLAT, **other):
    """A moderate, chronic course with a visit a week."""
    visits = tuple(Visit(OPENED + timedelta(7 * place), 600, nprs=score) for place, score in enumerate(nprs))
    known = {"severity": "moderate", "onset_date": date(2026, 1, 1), "visits": visits} | other
    return Course(1, None, 1, 1, "neck_pain", OPENED, **known)


def rests_on(given, as_of=LAST):
    return basis_of(assess_course(given, as_of, PROTOCOL), given, as_of, PROTOCOL)


def decided(given, decision="dismissed", as_of=LAST):
    """A decision on what is advised of a course on a day."""
    found = assess_course(given, as_of, PROTOCOL)
    return Decision(decision, found.rule, found.advice, rests_on(given, as_of), "no", as_of, "Dr Chen")


def holds(decisions, given, as_of=LAST):
    return standing(decisions, assess_course(given, as_of, PROTOCOL), rests_on(given, as_of))


def referral(kind, status, on=OPENED):
    return Referral(1, None, 1, kind, "routine", "X", status, on, sent_on=on, attended_on=on)


def test_the_basis_is_one_line_that_the_record_keeps_as_it_is():
    assert rests_on(course()) == (
        "rule=D25 visits=8 range=8-12 response=none complementary=none orthopaedic=none red_flag=none neuro=none"
    )
    assert tidy(rests_on(course())) == rests_on(course())


def test_a_decision_holds_on_later_days_while_nothing_changes():
    one = decided(course())
    assert holds([one], course()) == one
    assert holds([one], course(), LAST + timedelta(90)) == one


@pytest.mark.parametrize(
    "changed",
    [
        {"nprs": [*FLAT, 6]},
        {"nprs": [6, 6, 6, 5, 6, 6, 4, 3]},
        {"referrals": (referral("massage", "sent"),)},
        {"referrals": (referral("massage", "attended"),)},
        {"referrals": (referral("massage", "declined_by_patient"),)},
        {"referrals": (referral("orthopaedic", "sent"),)},
        {"red_flag": "urgent"},
        {"neuro": "sensory"},
        {"neuro": "motor"},
        {"expected": (7, 12), "expected_by_rule": False},
    ],
)
def test_a_decision_ends_when_a_fact_changes(changed):
    assert holds([decided(course())], course(**changed), LAST + timedelta(7)) is None


def test_each_level_of_a_finding_is_a_fact_even_where_the_rule_stays():
    bases = {rests_on(course([6, 5, 4], neuro=neuro), LAST) for neuro in ("none", "sensory")}
    assert len(bases) == 2
    bases = {rests_on(course(red_flag=level)) for level in ("none", "urgent", "emergency")}
    assert len(bases) == 3


def test_a_referral_that_has_had_its_time_brings_the_advice_back():
    attended = course(referrals=(referral("massage", "attended", LAST),))
    one = decided(attended)
    assert holds([one], attended, LAST + timedelta(27)) == one
    assert holds([one], attended, LAST + timedelta(28)) is None


def test_the_newest_of_several_that_hold_counts():
    first, second = decided(course()), decided(course(), "taken")
    assert holds([first, second], course()) == second


def test_an_older_decision_holds_again_when_the_facts_are_what_they_were():
    old, newer = decided(course()), decided(course([*FLAT, 6]), as_of=LAST + timedelta(7))
    assert old.basis != newer.basis
    assert holds([old, newer], course(), LAST + timedelta(7)) == old


def test_without_a_decision_none_holds():
    assert holds([], course()) is None


def test_a_decision_on_another_advice_does_not_hold_whatever_its_basis():
    assert holds([decided(course())._replace(advice="discharge")], course()) is None
    assert holds([decided(course())._replace(rule="D20")], course()) is None


def test_every_advice_has_a_step():
    assert set(STEP_FOR) == set(ADVICES)
    assert {advice for advice in ADVICES if STEP_FOR[advice] == "referral"} == {
        advice for advice in ADVICES if advice.startswith("refer_")
    }
    assert [advice for advice in ADVICES if not STEP_FOR[advice]] == ["continue", "extend", "continue_modify"]
