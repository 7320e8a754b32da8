"""What holds of the rules for every case there can be."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from care.advice import ADVICE_TABLE, ADVICES
from care.assessment import assess
from care.derived import FLAGS, RESPONSES, Derived
from care.status import STATUS_TABLE, STATUSES
from tests.care.cases import cases, random_cases
from tests.care.plain_rules import judge
from tests.care.support import PROTOCOL, assessed

thorough = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])

ORDER = (
    "resolved", "early_response", "on_track", "too_early", "slow", "stalled", "insufficient_data", "overdue",
    "worsening",
)  # fmt: skip
"""Statuses that the newest pain score can choose between, best first.

By what each says of the patient: pain gone; a meaningful change, before the checkpoint or at the pace expected; too
early to say; some change or a halted one; no change; none of these known, within the range or beyond it; worse. Red
flag and not started follow from findings and from which visits there were, never from how high a score is. Between
resolved and worsening the number of visits and of scores alone says which of insufficient data, overdue, the two
before the early checkpoint, or the others are in question, so that their order among one another is never tried.
"""


def up_to(case, visit):
    """The record as it stood after an earlier visit."""
    measures = {
        name: tuple(entry for entry in getattr(case, name) if entry[0] <= visit)
        for name in ("nprs", "ndi", "psfs", "rom", "groc")
    }
    return case._replace(visits_done=visit, **measures)


def assert_agrees(case):
    found, wanted = assess(case, PROTOCOL), judge(case)
    for name in ("status", "reasons", "response", "rule", "expected", "early_checkpoint", "visits_done", "severity",
                 "duration"):  # fmt: skip
        assert getattr(found, name) == wanted[name], name
    for name in ("baseline", "current", "goal", "progress", "pace"):
        mine, theirs = getattr(found, name), wanted[name]
        assert (mine is None) == (theirs is None), name
        assert mine is None or mine == pytest.approx(float(theirs)), name
    assert set(found.flags) == wanted["flags"]


@thorough
@given(cases())
def test_the_program_agrees_with_the_page_written_out_a_second_time(case):
    assert_agrees(case)


def test_thousands_of_cases_agree_and_meet_every_rule_status_and_flag():
    met = set()
    for case in random_cases(seed=20261120, count=6000):
        assert_agrees(case)
        found = assess(case, PROTOCOL)
        met |= {found.rule, found.status, *found.flags, *found.reasons}
    assert {row.rule for row in ADVICE_TABLE} | set(STATUSES) | set(FLAGS) | {
        row.reason for row in STATUS_TABLE if row.reason
    } == met


@thorough
@given(cases())
def test_every_case_gets_the_first_status_and_the_first_advice_that_hold(case):
    d, found = Derived(case, PROTOCOL), assess(case, PROTOCOL)
    statuses = [row for row in STATUS_TABLE if row.holds(d)]
    rules = [row for row in ADVICE_TABLE if row.holds(found.status, d)]
    assert found.status == statuses[0].status
    assert (found.rule, found.advice) == (rules[0].rule, rules[0].advice)
    assert (found.status in STATUSES, found.advice in ADVICES, found.response in RESPONSES) == (True, True, True)
    assert [flag for flag in FLAGS if flag in found.flags] == list(found.flags)
    assert found.explanation.endswith(f"Rule {found.rule}.")


@thorough
@given(cases())
def test_the_last_rules_meet_only_courses_stalled_within_their_range(case):
    found = assess(case, PROTOCOL)
    if found.rule >= "D24":
        assert found.status == "stalled"
        assert found.expected[0] <= found.visits_done < found.expected[1]


def assert_never_improves(case, worse):
    newest = case.nprs[-1][0]
    before = assess(case, PROTOCOL).status
    after = assess(case._replace(nprs=(*case.nprs[:-1], (newest, worse))), PROTOCOL).status
    if before in ORDER:
        assert ORDER.index(after) >= ORDER.index(before)
    else:
        assert after == before


@thorough
@given(cases(), st.data())
def test_a_worse_newest_pain_score_never_improves_the_status(case, data):
    """Strictly, for every case whose range stands; the next test is about the only score that can move a range."""
    case = case._replace(expected=assess(case, PROTOCOL).expected)
    if case.nprs and case.nprs[-1][1] < 10:
        assert_never_improves(case, data.draw(st.integers(int(case.nprs[-1][1]) + 1, 10)))


def test_no_worse_newest_pain_score_improves_the_status_of_thousands():
    tried = 0
    for case in random_cases(seed=3, count=3000):
        case = case._replace(expected=assess(case, PROTOCOL).expected)
        for worse in range(int(case.nprs[-1][1]) + 1, 11) if case.nprs else ():
            assert_never_improves(case, worse)
            tried += 1
    assert tried > 5000


def test_only_the_score_of_visit_1_can_lengthen_a_range_that_is_not_written_yet():
    # With one score in all it is the newest and the baseline as well: severe pain is allowed more visits than mild.
    lone = {"severity": None, "duration": "acute", "visits_done": 7}
    assert (assessed([3], **lone).expected, assessed([3], **lone).status) == ((5, 6), "overdue")
    assert (assessed([7], **lone).expected, assessed([7], **lone).status) == ((6, 10), "insufficient_data")


@thorough
@given(cases(), st.data())
def test_a_worse_newest_pain_score_never_improves_the_response(case, data):
    if len(case.nprs) < 2 or case.nprs[-1][1] >= 10:
        return
    newest, score = case.nprs[-1]
    worse = data.draw(st.integers(int(score) + 1, 10))
    before = assess(case, PROTOCOL).response
    after = assess(case._replace(nprs=(*case.nprs[:-1], (newest, worse))), PROTOCOL).response
    assert RESPONSES.index(after) >= RESPONSES.index(before)


def test_d09_and_d25_never_rest_on_one_visit():
    rested = {"D09": 0, "D25": 0}
    for case in random_cases(seed=9, count=8000):
        found = assess(case, PROTOCOL)
        if found.rule in rested:
            rested[found.rule] += 1
            assert found.visits_done > 1
            earlier = assess(up_to(case, found.visits_done - 1), PROTOCOL)
            assert earlier.response == found.response == ("worse" if found.rule == "D09" else "none")
    assert min(rested.values()) > 30


@thorough
@given(cases(), st.data())
def test_one_visit_alone_never_gives_d09_or_d25(case, data):
    """Whatever the newest visit says: unless the record before it said the same, nobody is sent away by it."""
    if case.visits_done < 2:
        return
    last = case.visits_done
    before = up_to(case, last - 1)
    newest = data.draw(st.fixed_dictionaries({"nprs": st.integers(0, 10), "ndi": st.integers(0, 100),
                                              "psfs": st.integers(0, 10), "groc": st.integers(-7, 7)}))  # fmt: skip
    changed = before._replace(
        visits_done=last, **{name: (*getattr(before, name), (last, newest[name])) for name in newest}
    )
    rule, earlier = assess(changed, PROTOCOL).rule, assess(before, PROTOCOL).response
    assert rule != "D09" or earlier == "worse"
    assert rule != "D25" or earlier == "none"


@thorough
@given(cases())
def test_what_comes_after_the_last_completed_visit_changes_nothing(case):
    if case.visits_done == 0:
        return
    shorter = up_to(case, case.visits_done - 1)
    assert assess(case._replace(visits_done=case.visits_done - 1), PROTOCOL) == assess(shorter, PROTOCOL)
