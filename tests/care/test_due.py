"""What is due at the next visit."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care.course import Course, Visit
from care.due import MEASURES_DUE, due_at
from tests.care.support import PROTOCOL

OPENED = date(2026, 6, 1)


def course(nprs=(), *, ndi=None, psfs=None, rom=None, groc=None, **other):
    """A moderate, chronic course (8-12 visits, early checkpoint 6) with a visit a week; measures by visit number."""
    taken = {"ndi_percent": ndi, "psfs": psfs, "rom_degrees": rom, "groc": groc}
    visits = tuple(
        Visit(OPENED + timedelta(7 * place), 600, nprs=score,
              **{name: (scores or {}).get(place + 1) for name, scores in taken.items()})
        for place, score in enumerate(nprs)
    )  # fmt: skip
    known = {"severity": "moderate", "onset_date": date(2026, 1, 1), "visits": visits} | other
    return Course(1, None, 1, 1, "neck_pain", OPENED, **known)


def due(given_course, as_of=date(2027, 1, 1)):
    return {one.measure: one.words for one in due_at(given_course, as_of, PROTOCOL)}


BASELINES = {"ndi": {1: 36}, "psfs": {1: 4}, "rom": {1: 50}}


def test_the_first_visit_takes_every_baseline():
    assert due(course()) == {
        "pain": "pain now, best and worst",
        "function": "NDI as baseline",
        "activities": "PSFS as baseline",
        "motion": "motion as baseline",
    }


def test_pain_is_due_at_every_visit_and_often_alone():
    assert due(course([6, 6], **BASELINES)) == {"pain": "pain"}
    for done in range(20):
        assert "pain" in due(course([6] * done, **BASELINES))


def test_the_second_visit_takes_the_baselines_the_first_left_out():
    assert due(course([6], ndi={1: 36})) == {
        "pain": "pain",
        "activities": "PSFS as baseline, not taken yet",
        "motion": "motion as baseline, not taken yet",
    }
    assert set(due(course([6, 6]))) == {"pain"}


@pytest.mark.parametrize(
    ("done", "ndi", "is_due"),
    [
        (3, {1: 36}, False),
        (4, {1: 36}, True),
        (6, {1: 36, 4: 30}, False),
        (7, {1: 36, 4: 30}, True),
        (8, {1: 36, 6: 30}, False),
        (9, {1: 36, 6: 30}, True),
        (2, {}, False),
        (3, {}, True),
        (4, {}, True),
    ],
)
def test_function_is_due_about_every_fourth_visit(done, ndi, is_due):
    given_course = course([6] * done, ndi=ndi, psfs={1: 4}, rom={1: 50}, groc={7: 0} if done >= 7 else {})
    assert ("function" in due(given_course)) is is_due


def test_it_says_when_function_was_taken_last():
    assert due(course([6] * 4, **BASELINES))["function"] == "NDI, last at visit 1"
    assert due(course([6] * 4))["function"] == "NDI, never taken"


def test_the_early_checkpoint_is_a_re_evaluation():
    assert due(course([6] * 5, **BASELINES)) == {
        "pain": "pain",
        "function": "NDI, last at visit 1",
        "activities": "PSFS, last at visit 1",
        "motion": "motion, last at visit 1",
        "groc": "global rating of change, never taken",
        "re_evaluation": "re-evaluation: visit 6 is the early checkpoint",
    }


def test_what_was_taken_within_the_last_two_visits_is_not_due_again_at_a_re_evaluation():
    found = due(course([6] * 5, ndi={1: 36, 5: 30}, psfs={1: 4, 3: 5}, rom={1: 50, 4: 55}))
    assert set(found) == {"pain", "activities", "groc", "re_evaluation"}


def test_the_first_expected_visit_is_a_re_evaluation_unless_one_was_done_within_the_last_two_visits():
    found = due(course([6] * 7, **BASELINES))
    assert found["re_evaluation"] == "re-evaluation: the expected visits begin with visit 8"
    assert {"function", "activities", "motion", "groc"} <= set(found)
    assert "re_evaluation" not in due(course([6] * 7, **BASELINES, groc={6: 1}))
    assert "re_evaluation" in due(course([6] * 7, **BASELINES, groc={5: 1}))


@pytest.mark.parametrize("done", [1, 2, 3, 4, 6, 8, 9])
def test_other_visits_are_no_re_evaluation(done):
    assert not {"re_evaluation", "groc"} & set(due(course([6] * done, **BASELINES)))


def test_checkpoint_and_range_follow_the_course():
    assert "re_evaluation" in due(course([6] * 3, **BASELINES, onset_date=OPENED))
    assert "re_evaluation" in due(course([6] * 8, **BASELINES, expected=(9, 12), expected_by_rule=False))


def test_a_rule_that_advises_re_evaluation_brings_one():
    """Worse at visit 3, before the early checkpoint: D08."""
    found = due(course([4, 7, 7], **BASELINES))
    assert found["re_evaluation"] == "re-evaluation: advised by rule D08"
    assert "re_evaluation" not in due(course([4, 7, 7], **BASELINES, groc={3: -4}))


def test_function_is_confirmed_when_pain_is_at_its_goal():
    found = due(course([6, 2, 1], ndi={1: 36}, psfs={1: 4}, rom={1: 50}))
    assert found == {"pain": "pain", "function": "NDI: pain is at its goal"}


def test_without_data_function_is_due_where_the_rules_want_scores():
    assert "function" in due(course([None] * 3, ndi={2: 36}))
    assert "function" not in due(course([6] * 3, ndi={2: 36}, psfs={1: 4}, rom={1: 50}))


def test_a_range_of_one_visit_has_no_re_evaluation_at_the_first():
    assert "re_evaluation" not in due(course([], expected=(1, 2), expected_by_rule=False))


def test_nothing_is_due_in_a_closed_course():
    closed = course([6, 6], **BASELINES, closed_on=OPENED + timedelta(30))
    assert due(closed) == {}
    assert due(closed, OPENED + timedelta(29)) == {"pain": "pain"}


def test_a_day_in_the_past_knows_only_what_was_on_record_then():
    assert set(due(course([6] * 8, **BASELINES), OPENED)) == {"pain"}
    assert "re_evaluation" in due(course([6] * 9, **BASELINES), OPENED + timedelta(7 * 4))


def test_two_visits_on_one_day_are_one():
    twice = course([6] * 5, **BASELINES)
    twice = twice._replace(visits=(*twice.visits, twice.visits[-1]._replace(minute=900)))
    assert "re_evaluation" in due(twice)


def test_a_condition_follows_its_own_questionnaire():
    other = course()._replace(condition="low_back_pain")
    assert due(other)["function"] == f"{PROTOCOL.function_of('low_back_pain').short} as baseline"


@settings(deadline=None, max_examples=60)
@given(st.lists(st.none() | st.integers(0, 10), max_size=18), st.dictionaries(st.integers(1, 18), st.integers(0, 100)))
def test_whatever_the_course_each_thing_is_due_once_and_in_order(nprs, ndi):
    found = [one.measure for one in due_at(course(nprs, ndi=ndi), date(2027, 1, 1), PROTOCOL)]
    assert found == [measure for measure in MEASURES_DUE if measure in found]
