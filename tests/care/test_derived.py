"""Each quantity at its boundary: the last value that holds and the first that does not."""

import pytest

from care.derived import NO_PAIR, Pair
from tests.care.support import PROTOCOL, case, derived


def test_the_baseline_is_the_score_of_visit_1_or_of_visit_2_in_its_place():
    assert derived([7, 5]).pain.baseline == 7
    assert "baseline_proxy" not in derived([7, 5]).flags
    proxy = derived([None, 5, 4])
    assert (proxy.pain.baseline, proxy.pain.later, "baseline_proxy" in proxy.flags) == (5, [4], True)


def test_a_first_score_at_visit_3_is_no_baseline_and_nothing_comes_after_none():
    d = derived([None, None, 5, 4, 4])
    assert (d.pain.baseline, d.pain.later, d.pain.current, d.goal, d.no_data) == (None, [], None, None, True)


def test_visit_2_is_no_baseline_before_it_has_happened():
    assert derived({2: 5}, visits_done=1).pain.baseline is None


@pytest.mark.parametrize(
    ("nprs", "current"),
    [([6], None), ([6, 4], 4), ([6, 4, 3], 3.5), ([6, 4, 3, 5], 4), ([6, 9, 1, 2, 8], 2), ([6, 4, None, None, 3], 3.5)],
)
def test_current_pain_is_the_median_of_the_last_three_scores_since(nprs, current):
    assert derived(nprs).pain.current == current


@pytest.mark.parametrize(("visits", "fresh"), [(3, True), (4, True), (5, True), (6, False)])
def test_current_pain_is_fresh_for_two_visits_after_its_newest_score(visits, fresh):
    d = derived([6, 5, 5], visits_done=visits)
    assert (d.pain.fresh, d.no_data) == (fresh, not fresh)


def test_a_score_gone_stale_still_counts_beside_a_current_index():
    d = derived([6, 3, 3], visits_done=8, ndi={1: 30, 7: 28})
    assert (d.no_data, d.response) == (False, "mcid")


@pytest.mark.parametrize(
    ("ndi", "visits", "pair"),
    [
        ({}, 5, NO_PAIR),
        ({1: 40}, 5, Pair(40, None, 1, None)),
        ({2: 40}, 5, Pair(40, None, 2, None)),
        ({1: 40, 2: 30}, 6, Pair(40, 30, 1, 2)),
        ({1: 40, 2: 30}, 7, Pair(40, None, 1, None)),
        ({2: 40, 6: 40}, 6, Pair(40, 40, 2, 6)),
        ({3: 40}, 7, Pair(None, 40, None, 3)),
        ({3: 40, 5: 20}, 7, Pair(None, 20, None, 5)),
        ({1: 40, 9: 20}, 8, Pair(40, None, 1, None)),
    ],
)  # fmt: skip
def test_function_has_a_baseline_from_visit_1_or_2_and_stays_current_for_four_visits(ndi, visits, pair):
    assert derived(visits_done=visits, ndi=ndi).ndi == pair


@pytest.mark.parametrize(
    ("baseline", "goal"), [(0, 0), (0.5, 0), (1, 0), (2, 1), (2.5, 1.5), (3, 2), (10, 2), (None, None)]
)
def test_the_goal_is_2_or_one_below_a_low_baseline(baseline, goal):
    assert derived([baseline]).goal == goal


def test_a_course_sets_its_own_goal():
    assert derived([8], goal=4).goal == 4
    assert derived([None], goal=0).goal == 0


@pytest.mark.parametrize(
    ("nprs", "more", "response"),
    [
        # pain: two points and 30 %, from a baseline of 3
        ([6, 4], {}, "mcid"),
        ([6, 5, 4], {}, "partial"),
        ([7, 5], {}, "partial"),
        ([10, 7], {}, "mcid"),
        ([10, 8], {}, "partial"),
        ([3, 1], {}, "mcid"),
        ([2, 0], {}, "none"),
        ([2.9, 0], {}, "none"),
        # 2.2 points when it radiates, also where binary fractions fall short of it
        ([6, 4], {"radiating": True}, "partial"),
        ([6.2, 4], {"radiating": True}, "mcid"),
        ([8.2, 6], {"radiating": True}, "partial"),
        ([7.2, 5], {"radiating": True}, "mcid"),
        ([6.1, 4], {"radiating": True}, "partial"),
        ([6, 4, 3], {"radiating": True}, "mcid"),
        # partial: one point and 15 %
        ([6, 5], {}, "partial"),
        ([7, 6], {}, "none"),
        ([6.6, 5.6], {}, "partial"),
        ([6.7, 5.7], {}, "none"),
        ([2, 1], {}, "none"),
        # NDI
        ([], {"ndi": {1: 40, 4: 25}}, "mcid"),
        ([], {"ndi": {1: 40, 4: 26}}, "partial"),
        ([], {"ndi": {1: 20, 4: 10}}, "mcid"),
        ([], {"ndi": {1: 21, 4: 11}}, "partial"),
        ([], {"ndi": {1: 21, 4: 10}}, "mcid"),
        ([], {"ndi": {1: 10, 4: 0}}, "mcid"),
        ([], {"ndi": {1: 9, 4: 0}}, "none"),
        ([], {"ndi": {1: 40, 4: 30}}, "partial"),
        ([], {"ndi": {1: 40, 4: 31}}, "none"),
        ([], {"ndi": {1: 40, 4: 54}}, "none"),
        ([], {"ndi": {1: 40, 4: 55}}, "worse"),
        # PSFS
        ([], {"psfs": {1: 4.1, 4: 6.1}}, "mcid"),
        ([], {"psfs": {1: 4, 4: 5.9}}, "partial"),
        ([], {"psfs": {1: 4, 4: 5}}, "partial"),
        ([], {"psfs": {1: 4, 4: 4.9}}, "none"),
        ([], {"psfs": {1: 4, 4: 2.1}}, "none"),
        ([], {"psfs": {1: 4.1, 4: 2.1}}, "worse"),
        # motion never makes more than a partial response
        ([], {"rom": {1: 40, 4: 50}}, "partial"),
        ([], {"rom": {1: 40, 4: 49}}, "none"),
        ([], {"rom": {1: 20, 4: 80}}, "partial"),
        ([], {"rom": {1: 80, 4: 20}}, "none"),
        # worse by pain: both the median and the newest, from two scores on
        ([3, 5], {}, "none"),
        ([3, 5, 5], {}, "worse"),
        ([3, 5, 4], {}, "none"),
        ([3, 4, 5], {}, "none"),
        ([3, 5, 5, 4], {}, "none"),
        ([3, 4, 4, 5], {}, "none"),
        ([0, 2, 2], {}, "worse"),
        # worse by the patient's own rating, with two scores since
        ([5, 5, 5], {"groc": {3: -3}}, "worse"),
        ([5, 5, 5], {"groc": {3: -2}}, "none"),
        ([5, 5, None], {"groc": {3: -7}}, "none"),
        ([5, 5, 5, 5], {"groc": {2: -5, 4: 1}}, "none"),
        ([5, 5, 5, 5, 5, 5, 5, 5, 5], {"groc": {2: -5}}, "worse"),
        # and where the measures disagree
        ([6, 3, 3], {"ndi": {1: 30, 3: 50}}, "partial"),
        ([6, 5, 5], {"ndi": {1: 30, 3: 50}}, "worse"),
    ],
)
def test_response(nprs, more, response):
    assert derived(nprs, **more).response == response


def test_worse_and_meaningful_together_are_discordant():
    assert "discordant" in derived([6, 3, 3], ndi={1: 30, 3: 50}).flags
    assert "discordant" not in derived([6, 5, 5], ndi={1: 30, 3: 50}).flags


@pytest.mark.parametrize(
    ("nprs", "more", "resolved", "flag"),
    [
        ([6, 2, 2], {}, True, "function_unmeasured"),
        ([6, 2, 3], {}, False, None),
        ([6, 2], {}, False, None),
        ([2, 2, 2], {}, False, None),
        ([2, 1, 1], {}, True, "function_unmeasured"),
        ([6, 2, None, 2], {}, True, "function_unmeasured"),
        ([6, 2, 3, 2], {}, False, None),
        ([6, 2, 2, 4], {}, True, "function_unmeasured"),
        ([6, 2, 2, 4, 4], {}, False, None),
        ([6, 2, 2, 4, 3], {}, True, "function_unmeasured"),
        ([6, 2, 2, 4, None, 4], {}, False, None),
        ([6, 2, 2, 3, 3, 3], {}, True, "function_unmeasured"),
        ([6, 2, 2, 5, 5, 1, 1], {}, True, "function_unmeasured"),
        ([6, 3, 3], {"goal": 3}, True, "function_unmeasured"),
        ([6, 3, 3, 5, 5], {"goal": 3}, False, None),
        ([6, 3, 3, 5, 4], {"goal": 3}, True, "function_unmeasured"),
        ([6, 2, 2], {"ndi": {1: 40, 3: 20}}, True, None),
        ([6, 2, 2], {"ndi": {1: 40, 3: 21}}, False, None),
        ([6, 2, 2], {"ndi": {1: 40}}, False, "confirm_function"),
        ([6, 2, 2, 2, 2, 2, 2, 2], {"ndi": {1: 40, 3: 10}}, False, "confirm_function"),
        ([6, 2, 2], {"psfs": {1: 4, 3: 8}}, True, None),
        ([6, 2, 2], {"psfs": {1: 4, 3: 7.9}}, False, None),
        ([6, 2, 2], {"ndi": {1: 40, 3: 21}, "psfs": {1: 4, 3: 9}}, False, None),
        ([6, 2, 2], {"ndi": {1: 40}, "psfs": {1: 4, 3: 8}}, True, None),
        ([6, 5, 5], {"ndi": {1: 40}}, False, None),
        # measured only later: nothing to compare with, and the reader is told
        ([6, 2, 2], {"ndi": {3: 40}}, True, "function_unmeasured"),
    ],
)
def test_resolved(nprs, more, resolved, flag):
    d = derived(nprs, **more)
    assert d.resolved is resolved
    assert set(d.flags) & {"confirm_function", "function_unmeasured"} == ({flag} if flag else set())


@pytest.mark.parametrize(
    ("nprs", "more", "progress"),
    [
        ([6, 4], {}, 0.5),
        ([6, 8], {}, -0.5),
        ([3, 1], {}, 2),
        ([2, 1], {}, None),
        ([2, 1], {"ndi": {1: 40, 2: 30}}, 0.5),
        ([2, 1], {"ndi": {1: 20, 2: 10}}, None),
        ([2, 1], {"ndi": {1: 20.5, 2: 20.5}}, 0),
        ([6], {"ndi": {1: 40, 2: 30}}, 0.5),
        ([6], {}, None),
        ([5, 4], {"goal": 5}, None),
        ([5, 4], {"goal": 6}, None),
        ([6, 4], {"goal": 0, "ndi": {1: 40, 2: 40}}, pytest.approx(1 / 3)),
    ],
)
def test_progress(nprs, more, progress):
    assert derived(nprs, **more).progress == progress


@pytest.mark.parametrize(("visits", "pace"), [(0, 0), (6, 0), (7, 0.125), (9, 0.375), (12, 0.75), (13, 0.75)])
def test_pace_goes_from_the_early_checkpoint_to_three_quarters_at_the_end_of_the_range(visits, pace):
    assert derived(visits_done=visits).pace == pace


def test_pace_is_0_where_the_range_ends_at_the_early_checkpoint():
    assert derived(visits_done=9, expected=(4, 4), duration="acute").pace == 0


@pytest.mark.parametrize(
    ("nprs", "more", "plateau"),
    [
        ([8, 5, 5, 5, 5, 5, 5], {}, True),
        ([8, 5, 5, 5, 5, 5], {}, False),
        ([8, 6, 6, 6, 5, 5, 5], {}, False),
        ([8, 5, 5, 6, 5, 5, 4], {}, True),
        ([8, 3, 3, 3, 3, 3, 3], {}, True),
        ([8, 3, 3, 3, 2, 2, 2], {}, False),
        ([8, 2, 2, 2, 2, 2, 2], {}, False),
        ([8, 4, 4, 4, 5, 5, 5], {}, True),
        ([8, 9, 9, 9, 5, None, 5, 5], {}, False),
        ([8, 5, 5, 5, 5, 5, 5], {"ndi": {1: 40, 7: 25}}, False),
        ([8, 5, 5, 5, 5, 5, 5], {"psfs": {1: 4, 7: 6}}, False),
        ([8, 5, 5, 5, 5, 5, 5], {"ndi": {1: 40, 7: 30}}, True),
    ],
)
def test_plateau(nprs, more, plateau):
    assert derived(nprs, **more).plateau is plateau


@pytest.mark.parametrize(
    ("nprs", "more", "confirmed"),
    [
        ([6], {}, False),
        ([6, 6], {}, True),
        ([6, 5, 6, 6], {}, True),
        ([6, 5, 6], {}, False),
        ([3, 5, 5], {}, False),
        ([3, 5, 5, 5], {}, True),
        ([6, 4, 4], {}, False),
        # at visit 6 the index of visit 2 is still current and better; at visit 7 it is too old to say so
        ([6, 6, 6, 6, 6, 6, 6], {"ndi": {1: 40, 2: 30}}, False),
        ([6, 6, 6, 6, 6, 6, 6, 6], {"ndi": {1: 40, 2: 30}}, True),
        ([], {"visits_done": 0}, False),
    ],
)
def test_confirmed_asks_the_record_as_it_stood_a_visit_before(nprs, more, confirmed):
    assert derived(nprs, **more).confirmed is confirmed


@pytest.mark.parametrize(
    ("nprs", "more", "no_data"),
    [
        ([6, 6, None, None], {}, False),
        ([6, 6, None, None, None], {}, True),
        ([6, None, None], {}, True),
        ([None, None, 5, 5], {}, True),
        ([None, None, 5, 5], {"ndi": {1: 40, 4: 30}}, False),
        ([None, None, 5, 5], {"psfs": {1: 4, 4: 5}}, False),
        ([None, None, 5, 5], {"rom": {1: 40, 4: 50}}, True),
        ([None, None, 5, 5], {"ndi": {1: 40}, "psfs": {4: 5}}, True),
    ],
)
def test_no_data(nprs, more, no_data):
    assert derived(nprs, **more).no_data is no_data


@pytest.mark.parametrize(
    ("duration", "span", "early"),
    [
        ("acute", (5, 6), 4), ("subacute", (8, 12), 4), ("chronic", (10, 12), 6), ("acute", (3, 8), 3),
        ("chronic", (5, 8), 5), (None, (8, 12), 4),
    ],
)  # fmt: skip
def test_the_early_checkpoint_is_never_beyond_the_first_expected_visit(duration, span, early):
    assert derived(duration=duration, expected=span).early == early


def test_what_is_unknown_is_assumed_and_said():
    d = derived([None], severity=None, duration=None)
    assert (d.severity, d.duration, d.lo, d.hi) == ("moderate", "subacute", 6, 10)
    assert d.flags == ("severity_assumed", "duration_assumed")


def test_severity_follows_from_visit_1_alone():
    assert derived([8, 2], severity=None).severity == "severe"
    assert derived([None, 9], severity=None).flags == ("severity_assumed", "baseline_proxy")
    assert derived([2], severity=None, ndi={1: 50}).severity == "severe"
    assert derived([8], severity=None, visits_done=0).flags == ("severity_assumed",)


def test_a_case_is_a_value():
    assert case([6, 6]) == case([6, 6])
    assert PROTOCOL.checkpoint.beyond_range == derived([6]).hard - derived([6]).hi
