"""Kaplan-Meier and Wilson against worked examples that were published."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.proportion import wilson
from care.survival import kaplan_meier

# Weeks in remission of 21 children with acute leukaemia on 6-mercaptopurine (Freireich 1963), as Gehan 1965 and many
# textbooks since work it out; True is a relapse, False a child still in remission when last seen.
MERCAPTOPURINE = [
    (6, True), (6, True), (6, True), (6, False), (7, True), (9, False), (10, True), (10, False), (11, False),
    (13, True), (16, True), (17, False), (19, False), (20, False), (22, True), (23, True), (25, False), (32, False),
    (32, False), (34, False), (35, False),
]  # fmt: skip


def test_the_remission_times_of_freireich_1963() -> None:
    curve = kaplan_meier(MERCAPTOPURINE)
    assert (curve.courses, curve.events, curve.censored) == (21, 9, 12)
    # Time, at risk, share and Greenwood's standard error as printed in Kleinbaum & Klein, Survival Analysis, table 2.
    worked = {6: (21, 0.8571), 7: (17, 0.8067), 10: (15, 0.7529), 13: (12, 0.6902), 16: (11, 0.6275), 22: (7, 0.5378),
              23: (6, 0.4482)}  # fmt: skip
    steps = {step.time: step for step in curve.steps if step.events}
    assert {time: step.at_risk for time, step in steps.items()} == {time: n for time, (n, _) in worked.items()}
    for time, (_, share) in worked.items():
        assert steps[time].share == pytest.approx(share, abs=5e-5)
    assert curve.median == 23
    # Nobody relapsed in week 9: the curve stays where it was.
    assert {step.time: step.share for step in curve.steps}[9] == steps[7].share


def test_the_log_log_interval_of_the_same_table() -> None:
    # R's survfit(conf.type = "log-log") on the same data.
    steps = {step.time: step for step in kaplan_meier(MERCAPTOPURINE).steps}
    for time, low, high in ((6, 0.6197, 0.9516), (10, 0.5032, 0.8894), (23, 0.1881, 0.6801)):
        assert steps[time].low == pytest.approx(low, abs=5e-4)
        assert steps[time].high == pytest.approx(high, abs=5e-4)


def test_without_censoring_the_curve_is_the_share_left() -> None:
    curve = kaplan_meier([(visit, True) for visit in (3, 5, 5, 8)])
    assert [step.share for step in curve.steps] == pytest.approx([0.75, 0.25, 0.0])
    assert curve.steps[-1].low is None
    assert (curve.median, curve.quantile(0.25), curve.quantile(0.9)) == (5, 3, 8)


def test_nobody_and_only_censored() -> None:
    assert kaplan_meier([]).steps == ()
    curve = kaplan_meier([(4, False), (9, False)])
    assert curve.median is None
    assert [(step.share, step.low) for step in curve.steps] == [(1.0, None), (1.0, None)]


@given(st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=60))
def test_the_curve_only_falls_and_its_interval_holds_it(courses: list[tuple[int, bool]]) -> None:
    curve = kaplan_meier(courses)
    shares = [1.0, *(step.share for step in curve.steps)]
    assert shares == sorted(shares, reverse=True)
    for step in curve.steps:
        if step.low is not None and step.high is not None:
            assert 0 <= step.low <= step.share <= step.high <= 1


def test_the_interval_holds_the_truth_at_the_rate_it_promises() -> None:
    chance, inside, runs = random.Random(7), 0, 400
    for _ in range(runs):
        courses = []
        for _ in range(60):
            event, lost = chance.expovariate(1 / 8), chance.expovariate(1 / 20)
            courses.append((max(1, math.ceil(min(event, lost))), event <= lost))
        step = next(one for one in reversed(kaplan_meier(courses).steps) if one.time <= 6)
        assert step.low is not None and step.high is not None
        inside += step.low <= math.exp(-6 / 8) <= step.high
    assert 0.91 <= inside / runs <= 0.98


def test_wilson_against_a_published_table() -> None:
    # Newcombe 1998, table I, method 3 (Wilson's score interval without continuity correction).
    for part, of, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
                                (1, 29, 0.0061, 0.1718)):  # fmt: skip
        found = wilson(part, of)
        assert [found.low, found.high] == pytest.approx([low, high], abs=5e-5)
    assert wilson(29, 29).high == 1.0


@pytest.mark.parametrize(("part", "of"), [(1, 0), (0, 0), (3, 2), (-1, 5)])
def test_an_impossible_share_is_refused(part: int, of: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        wilson(part, of)
