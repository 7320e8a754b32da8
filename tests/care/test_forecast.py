"""The forecast: what must hold of any, words, and its numbers against a second, finer computation."""

import math
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care.advice import advice_of
from care.course import Course, Visit
from care.derived import Derived
from care.forecast import BEYOND, BandPoint, Forecast, forecast, forecast_course, words, words_with_basis
from care.priors import OwnRecord, Priors
from care.status import status_of
from tests.care.cases import random_cases
from tests.care.support import PROTOCOL, Given, derived, scores

OPENED = date(2026, 3, 2)
PRIORS = PROTOCOL.forecast.by_duration()


def found(nprs: Given, **given: object) -> Forecast:
    """The forecast of a moderate, chronic case (8 to 12 visits) with these scores; there must be one."""
    one = forecast(derived(nprs, **given))
    assert one is not None
    return one


def course(nprs: Sequence[float | None], **given: object) -> Course:
    """A course with a visit every other day, of an onset long ago."""
    visits = tuple(Visit(OPENED + timedelta(2 * at), 540, nprs=score) for at, score in enumerate(nprs))
    fields: dict[str, object] = {"onset_date": date(2025, 1, 1), "severity": "moderate", "visits": visits}
    return Course(1, None, 1, None, "neck_pain", OPENED, **(fields | given))


def last_day(one: Course) -> date:
    return one.visits[-1].on


# When there is one


@pytest.mark.parametrize(
    ("nprs", "why"),
    [
        ([], "no visit"),
        ([6], "only the baseline"),
        ([6, 5, 4], "two scores after the baseline"),
        ([6, None, None, 5, 4, None], "two scores after the baseline, over five visits"),
        ([None, 6, 5, 4], "two scores after the baseline of visit 2"),
        ([None, None, 6, 5, 4, 4, 4], "no baseline"),
        ([0, 1, 1, 2], "a baseline that is the goal already"),
        ([6, 4, 3, 2, 2], "resolved"),
    ],
)
def test_there_is_none(nprs: list[float | None], why: str) -> None:
    assert forecast(derived(nprs)) is None, why


def test_there_is_one_from_the_third_score_after_the_baseline() -> None:
    assert found([6, 5, 4, 4]).within == 12
    assert found([6, None, 5, None, 4, 4]).band[0].visit == 7
    assert found([None, 6, 5, 4, 4]).band[0].visit == 6


def test_a_good_spell_that_was_undone_is_forecast_again() -> None:
    assert forecast(derived([6, 4, 2, 2, 5, 5])) is not None


def test_there_is_none_under_a_red_flag() -> None:
    assert forecast(derived([6, 5, 4, 4], red_flag="none")) is not None
    for flag in ("urgent", "emergency"):
        assert forecast(derived([6, 5, 4, 4], red_flag=flag)) is None


def test_a_course_is_forecast_while_it_is_open_from_what_was_on_record() -> None:
    one = course([6, 5, 4, 3, 3])
    day = last_day(one)
    assert forecast_course(one, day, PROTOCOL) == found([6, 5, 4, 3, 3])
    assert forecast_course(one, day - timedelta(1), PROTOCOL) == found([6, 5, 4, 3])
    assert forecast_course(one, OPENED, PROTOCOL) is None
    closed = one._replace(closed_on=day)
    assert forecast_course(closed, day, PROTOCOL) is None
    assert forecast_course(closed, day - timedelta(1), PROTOCOL) == found([6, 5, 4, 3])


# What it says


def test_who_improves_has_a_better_chance_than_who_stays() -> None:
    chances = [found(nprs).chance for nprs in ([7, 7, 7, 7, 7], [7, 6, 6, 5, 5], [7, 6, 4, 3, 3], [7, 4, 3, 2, 3])]
    assert chances == sorted(chances)
    assert chances[0] < 0.02 and chances[-1] > 0.5


def test_a_flat_course_may_not_reach_its_goal() -> None:
    flat = found([6] * 8)
    assert (flat.likely_visit, flat.low_visit, flat.high_visit) == (None, None, None)
    assert flat.chance < 0.01


def test_each_better_score_raises_the_chance() -> None:
    chances = [found([7, 6, 5, last]).chance for last in (8, 6, 5, 4, 3, 2)]
    assert chances == sorted(chances)
    assert chances[-1] - chances[0] > 0.1


def test_one_bad_score_moves_it_little_and_two_move_it_more() -> None:
    without = found([7, 5, 4, 3, 3, None, None], duration="acute", expected=(6, 10))
    one = found([7, 5, 4, 3, 3, 9, None], duration="acute", expected=(6, 10))
    two = found([7, 5, 4, 3, 3, 9, 9], duration="acute", expected=(6, 10))
    end = [f.band[-1].middle for f in (without, one, two)]
    assert end == sorted(end)
    # With a normal error of the same scale the one score would move it by 2.4.
    assert end[1] - end[0] < 0.4
    assert without.chance > one.chance > two.chance


def test_acute_pain_is_expected_to_go_further_than_chronic_by_the_same_scores() -> None:
    acute, subacute, chronic = (
        found([6, 5, 4, 4], duration=duration, expected=(6, 10)).chance for duration in ("acute", "subacute", "chronic")
    )
    assert acute > subacute > chronic


def test_the_goal_of_the_course_counts() -> None:
    easy, usual = found([8, 6, 5, 5], goal=4), found([8, 6, 5, 5])
    assert (easy.goal, usual.goal) == (4, 2)
    assert easy.chance > usual.chance
    assert forecast(derived([8, 6, 5, 5], goal=8)) is None


def test_a_goal_of_no_pain_at_all_can_be_reached() -> None:
    assert found([4, 2, 1, 0, 1, 0], duration="acute", goal=0).chance > 0.05


def test_the_range_of_the_course_counts() -> None:
    short, long = found([7, 6, 5, 4], expected=(5, 6)), found([7, 6, 5, 4], expected=(5, 16))
    assert (short.within, long.within) == (6, 16)
    assert short.chance < long.chance
    assert short.likely_visit == long.likely_visit


def test_more_scores_narrow_the_band() -> None:
    def width(nprs: Given) -> float:
        _, low, _, high = found(nprs, expected=(8, 14)).band[-1]
        return high - low

    assert width([8, 7, 6, 6, 5, 5, 5, 4, 4, 4]) < width([8, 7, 6, 6]) - 0.5


def test_the_band_goes_from_the_next_visit_to_the_end_of_the_range_and_three_ahead_at_least() -> None:
    assert [point.visit for point in found([6, 5, 5, 4]).band] == [5, 6, 7, 8, 9, 10, 11, 12]
    assert [point.visit for point in found([6, 5, 5, 4] + [4] * 7).band] == [12, 13, 14]
    assert [point.visit for point in found([6, 5, 5, 4] + [4] * 10).band] == [15, 16, 17]


def test_visits_without_a_score_count_as_visits() -> None:
    assert found([7, None, 5, None, 4, None, 3]).band[0].visit == 8
    # The same scores at every other visit are a slower course.
    slow, fast = found([7, None, 5, None, 4, None, 3], expected=(8, 12)), found([7, 5, 4, 3], expected=(8, 12))
    assert slow.chance < fast.chance


def test_from_a_baseline_of_visit_2_everything_is_a_visit_later() -> None:
    first = found([7, 5, 3, 2, 3], expected=(5, 9), duration="acute")
    second = found([None, 7, 5, 3, 2, 3], expected=(5, 10), duration="acute")
    assert second.chance == pytest.approx(first.chance)
    assert first.likely_visit is not None
    assert second.likely_visit == first.likely_visit + 1
    assert [point._replace(visit=point.visit + 1) for point in first.band] == list(second.band)


def test_the_same_record_always_gives_the_same_forecast() -> None:
    assert found([7, 5, 5, 4, 6]) == found([7, 5, 5, 4, 6])


def test_priors_of_ones_own_are_used() -> None:
    hopeful = dict.fromkeys(PRIORS, Priors(0.1, 0.2, 0.5, 0.6, 0.95))
    one = derived([6, 5, 5, 4])
    mine, shipped = forecast(one, hopeful), forecast(one)
    assert mine is not None and shipped is not None
    assert mine.chance > shipped.chance + 0.1


def test_figures_taken_over_into_the_protocol_are_used_and_said() -> None:
    own = Priors(0.1, 0.2, 0.5, 0.6, 0.95, OwnRecord(63, date(2026, 11, 28)))
    protocol = PROTOCOL._replace(forecast=PROTOCOL.forecast._replace(chronic=own))
    mine = forecast(Derived(derived([6, 5, 5, 4]).case, protocol))
    shipped = found([6, 5, 5, 4])
    assert mine is not None and mine.chance > shipped.chance + 0.1
    assert words_with_basis(shipped) == words(shipped)
    assert words_with_basis(mine) == f"{words(mine)} · after 63 of your own courses, taken on 2026-11-28"


def test_a_course_of_hundreds_of_wild_scores_has_one_too() -> None:
    wild = found([9] + [0, 10] * 300, expected=(5, 12))
    assert 0 <= wild.chance <= 1


def test_status_and_advice_know_nothing_of_it() -> None:
    one = derived([6, 6, 6, 5, 6, 6, 6, 6])
    before = status_of(one), advice_of(status_of(one).status, one)
    assert forecast(one) is not None
    assert (status_of(one), advice_of(status_of(one).status, one)) == before


@settings(max_examples=150, deadline=None)
@given(
    nprs=st.lists(st.one_of(st.none(), st.integers(0, 10), st.integers(0, 100).map(lambda n: n / 10)), max_size=24),
    duration=st.sampled_from(tuple(PRIORS)),
    low=st.integers(1, 14),
    wide=st.integers(0, 8),
    goal=st.one_of(st.none(), st.integers(0, 20).map(lambda n: n / 2)),
)
def test_whatever_the_scores_it_is_in_order(
    nprs: list[float | None], duration: str, low: int, wide: int, goal: float | None
) -> None:
    one = derived(nprs, duration=duration, expected=(low, low + wide), goal=goal)
    if (said := forecast(one)) is not None:
        in_order(said, one)


def test_a_thousand_of_any_case_are_in_order() -> None:
    forecasts = 0
    for case in random_cases(seed=20261124, count=1500):
        one = Derived(case, PROTOCOL)
        if (said := forecast(one)) is not None:
            in_order(said, one)
            forecasts += 1
    assert forecasts > 400


def in_order(said: Forecast, one: Derived) -> None:
    assert 0 <= said.chance <= 1
    assert said.within == one.hi
    visits = [math.inf if visit is None else visit for visit in (said.low_visit, said.likely_visit, said.high_visit)]
    assert visits == sorted(visits)
    assert one.pain.baseline_visit is not None
    assert all(one.pain.baseline_visit < v <= max(one.v, one.hi) + BEYOND for v in visits if v != math.inf)
    # The chance and the likely visit are one computation and may not say different things.
    if one.hi > one.pain.baseline_visit:
        assert (said.chance >= 0.5) == (visits[1] <= one.hi)
    for point in said.band:
        assert 0 <= point.low <= point.middle <= point.high <= 10
    expected = range(one.v + 1, max(one.hi, one.v + 3) + 1)
    assert [point.visit for point in said.band] == list(expected)
    assert words(said)


# In words


def said(chance: float, *visits: int | None, next_visit: int = 6) -> str:
    band = (BandPoint(next_visit, 2.0, 3.0, 4.0),)
    likely, low, high = visits
    return words(Forecast(chance, likely, low, high, band, 2, 12))


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (said(0.82, 8, 7, 11), "Likely at goal by visit 8 (7-11) · 80 % within range"),
        (said(0.61, 9, 7, None), "Likely at goal by visit 9 (7 or later) · 60 % within range"),
        (said(0.97, 7, 7, 7), "Likely at goal by visit 7 · over 90 % within range"),
        (said(0.94, 5, 4, 9), "Likely at goal since visit 5 (4-9) · 90 % within range"),
        (said(0.38, 15, 9, None), "Perhaps at goal by visit 15 (9 or later) · 40 % within range"),
        (said(0.2, None, 10, None), "May not reach the goal: 20 % within range"),
        (said(0.04, None, None, None), "May not reach the goal: under 10 % within range"),
        (said(0.3, 16, 11, 21, next_visit=13), "Likely at goal by visit 16 (11-21) · past the range"),
        (said(0.0, None, None, None, next_visit=14), "May not reach the goal: past the range"),
    ],
)
def test_words(line: str, wanted: str) -> None:
    assert line == wanted


@given(st.floats(0, 1))
def test_a_chance_is_never_said_to_be_none_or_certain(chance: float) -> None:
    line = said(chance, None, None, None)
    share = line.removeprefix("May not reach the goal: ").removesuffix(" within range")
    assert share in {"under 10 %", "over 90 %", *(f"{tens} %" for tens in range(10, 100, 10))}
    assert abs(int(share.split()[-2]) / 100 - chance) <= 0.1 + 1e-9


# Against a second computation

FINE = (
    ([6, 5, 5, 4], "chronic", (8, 12), 2.0),
    ([6, 4, 3, 3, 2], "acute", (5, 8), 2.0),
    ([7, 7, 6, 7, 6, 7], "subacute", (6, 10), 2.0),
    ([8, 6, 5, 9, 4, 4, 3], "subacute", (8, 12), 2.0),
    ([9, 7, 6, 5, 5, 4], "chronic", (10, 12), 4.5),
    ([5, None, 3, None, 3, 2], "acute", (5, 8), 2.0),
    ([8, 7, 6, 5, 5, 4, 4, 3, 3, 3], "chronic", (8, 12), 2.5),
    ([10, 6, 4, 3, 3], "acute", (6, 10), 2.0),
)


@pytest.mark.parametrize(("nprs", "duration", "expected", "goal"), FINE)
def test_a_far_finer_grid_says_the_same(
    nprs: list[float | None], duration: str, expected: tuple[int, int], goal: float
) -> None:
    mine = found(nprs, duration=duration, expected=expected, goal=goal)
    chance, band = _plainly(dict(scores(nprs)), PRIORS[duration], expected[1], goal, mine.band[-1].visit)
    assert mine.chance == pytest.approx(chance, abs=0.04)
    for wanted, got in zip(band, mine.band[-1][1:], strict=True):
        assert got == pytest.approx(wanted, abs=0.25)


def _plainly(
    taken: dict[int, float], priors: Priors, within: int, goal: float, at: int
) -> tuple[float, tuple[float, ...]]:
    """The page's formulas with densities in full, on 81 floors, 41 rates and 17 baselines: the chance and the band."""

    def student(miss: float) -> float:
        return math.pow(1 + (miss / 1.2) ** 2 / 4, -2.5)

    def normal(value: float, mean: float, sd: float) -> float:
        return math.exp(-0.5 * ((value - mean) / sd) ** 2) / (sd * math.sqrt(2 * math.pi))

    whole = reached = 0.0
    ends = []
    for b in range(-8, 9):
        baseline = min(10.0, max(0.1, taken[1] + b * 0.3))
        for r in range(-20, 21):
            rate = math.exp(math.log(priors.rate) + 0.6 * r * 0.15)
            for f in range(81):
                part = -0.4 + f * 0.0225
                floor = part * baseline
                mu = {v: floor + (baseline - floor) * math.exp(-rate * (v - 1)) for v in range(1, max(within, at) + 1)}
                weight = normal(b * 0.3, 0, 0.8) * normal(r * 0.15, 0, 1)
                weight *= 0.7 * normal(part, priors.floor, 0.2) + 0.3 * normal(part, 0.95, 0.12)
                weight *= math.prod(student(score - mu[v]) for v, score in taken.items() if v > 1)
                whole += weight
                reached += weight * any(mu[v] <= goal for v in range(2, within + 1))
                ends.append((min(10.0, max(0.0, mu[at])), weight))
    ends.sort()
    found, so_far, wanted = [], 0.0, [0.1, 0.5, 0.9]
    for value, weight in ends:
        so_far += weight
        while wanted and so_far >= wanted[0] * whole:
            found.append(value)
            wanted.pop(0)
    return reached / whole, tuple(found)
