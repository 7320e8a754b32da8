"""Where a course may lead: the chance of reaching the goal within the range, and when it is likely reached.

Pain falls fast and then flattens, so the curve is an exponential approach to a floor (clinical.md 6):
`mu(v) = A + (B - A) exp(-k (v - 1))` with the floor `A = f B`. What is known of floor, rate and the baseline's own
error is weighed on a small fixed grid by the scores so far. It never changes a status or an advice.

A goal counts as reached at the first visit whose underlying pain `mu` is at it or below, noise left aside.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product
from types import MappingProxyType
from typing import NamedTuple

from care.assessment import case_of
from care.course import Course
from care.derived import Derived, Scores
from care.status import status_of
from care.thresholds import Protocol

SCORES_WANTED = 3
"""Scores after the baseline before there is a forecast."""

HORIZON = 24
"""Visits past the range after which a goal counts as out of reach: nobody plans further."""

FLOORS = 15
RATES = 15
_FLOOR_TOP = 1.25
"""Floors go from none of the baseline's pain to this part of it: some get worse."""

_RATE_SPAN = 2.25
"""Rates go this many standard deviations of their logarithm to either side."""

_BASELINE_SD = 0.8
_ERROR_SCALE = 1.2
_FREEDOM = 4
"""Errors of a score follow Student's t: one bad day must not decide."""


class Priors(NamedTuple):
    """What is believed of a course before its scores: where pain settles as a part of the baseline, and how fast.

    A share of `responders` settles around `floor`, the others around `unmoved`; `rate` is per visit.
    """

    floor: float
    rate: float
    floor_sd: float = 0.20
    responders: float = 0.7
    unmoved: float = 0.95
    unmoved_sd: float = 0.12
    log_rate_sd: float = 0.6


PRIORS: Mapping[str, Priors] = MappingProxyType(
    {"acute": Priors(0.25, 0.38), "subacute": Priors(0.33, 0.25), "chronic": Priors(0.42, 0.16)}
)
"""By duration, after Leaver 2013 (acute and subacute neck pain) and Li 2020 (acupuncture in chronic pain)."""


class BandPoint(NamedTuple):
    """The underlying pain at a visit: the middle, and the 80 % interval, 0-10."""

    visit: int
    low: float
    middle: float
    high: float


class Forecast(NamedTuple):
    """`chance` (0-1) of being at `goal` by visit `within`, the last of the range.

    The visit at which it is likely reached, with an 80 % interval; None is beyond any visit worth planning. `band` is
    the underlying pain from the next visit to the end of the range, at least the next three.
    """

    chance: float
    likely_visit: int | None
    low_visit: int | None
    high_visit: int | None
    band: tuple[BandPoint, ...]
    goal: float
    within: int


def forecast_course(
    course: Course, as_of: date, protocol: Protocol, priors: Mapping[str, Priors] = PRIORS
) -> Forecast | None:
    """The forecast of a course as it stood at the end of a day.

    None before three scores after the baseline, without a baseline above the goal, when the course is closed, and once
    it has resolved: there is nothing left to foretell.
    """
    if not course.open_on(as_of):
        return None
    d = Derived(case_of(course, as_of, protocol), protocol)
    if status_of(d).status == "resolved":
        return None
    return forecast(d, priors)


def forecast(d: Derived, priors: Mapping[str, Priors] = PRIORS) -> Forecast | None:
    """The forecast of a course after its last visit; None where there is none to make (see `forecast_course`)."""
    pain, goal = d.pain, d.goal
    if pain.baseline is None or pain.baseline_visit is None or goal is None or pain.baseline <= goal:
        return None
    later = [(visit, score) for visit, score in d.case.nprs if pain.baseline_visit < visit <= d.v]
    if len(later) < SCORES_WANTED:
        return None
    curves = _weighed(pain.baseline, pain.baseline_visit, later, priors[d.duration])
    last = d.hi + HORIZON
    reached = sorted((curve.reaches(goal, last), weight) for curve, weight in curves)
    chance = sum(weight for visit, weight in reached if visit <= d.hi)
    low, likely, high = (_quantile(reached, part) for part in (0.1, 0.5, 0.9))
    band = tuple(_at(curves, visit) for visit in range(d.v + 1, max(d.hi, d.v + 3) + 1))

    def shown(visit: float) -> int | None:
        return int(visit) if visit <= last else None

    return Forecast(min(1.0, chance), shown(likely), shown(low), shown(high), band, goal, d.hi)


def words(forecast: Forecast) -> str:
    """The forecast in words, its chance in whole tens of percent."""
    tens = round(forecast.chance * 10)
    chance = "under 10 %" if tens < 1 else "over 90 %" if tens > 9 else f"{tens * 10} %"
    within = f"{chance} by visit {forecast.within}"
    if forecast.likely_visit is None:
        return f"May not reach the goal · {within}"
    span = f"{forecast.low_visit}-{forecast.high_visit}" if forecast.high_visit else f"{forecast.low_visit} or later"
    return f"Likely at goal by visit {forecast.likely_visit} ({span}) · {within}"


class _Curve(NamedTuple):
    """One curve of the grid, from the visit of the baseline on."""

    start: float
    floor: float
    rate: float
    first: int

    def at(self, visit: int) -> float:
        return min(10.0, self.floor + (self.start - self.floor) * math.exp(-self.rate * (visit - self.first)))

    def reaches(self, goal: float, last: int) -> float:
        """The first visit at which the curve is at the goal; infinite when that is after `last` or never."""
        if self.start <= goal:
            return self.first
        if self.floor >= goal:
            return math.inf
        visits = math.log((self.start - self.floor) / (goal - self.floor)) / self.rate
        visit = self.first + math.ceil(visits - 1e-9)
        return visit if visit <= last else math.inf


def _weighed(
    baseline: float, first: int, later: Scores | Sequence[tuple[int, float]], priors: Priors
) -> list[tuple[_Curve, float]]:
    """Every curve of the grid with its weight after the scores; weights sum to 1."""
    floors = [(part, _floor_density(part, priors)) for part in (_FLOOR_TOP * at / (FLOORS - 1) for at in range(FLOORS))]
    steps = [-_RATE_SPAN + 2 * _RATE_SPAN * at / (RATES - 1) for at in range(RATES)]
    rates = [(priors.rate * math.exp(priors.log_rate_sd * z), math.exp(-z * z / 2)) for z in steps]
    spread = _BASELINE_SD * math.sqrt(3)
    # Three points that have the mean and the variance of the baseline's error (Gauss-Hermite).
    starts = [(max(0.0, min(10.0, baseline + e)), weight) for e, weight in ((-spread, 1), (0.0, 4), (spread, 1))]
    falls = {rate: [math.exp(-rate * (visit - first)) for visit, _ in later] for rate, _ in rates}
    scores = [score for _, score in later]
    square, power = 1 / (_FREEDOM * _ERROR_SCALE * _ERROR_SCALE), (_FREEDOM + 1) / 2
    found: list[tuple[_Curve, float]] = []
    for (part, by_floor), (rate, by_rate), (start, by_start) in product(floors, rates, starts):
        floor = part * start
        height = start - floor
        # One product and one power in place of a density for each score.
        misfit = 1.0
        for score, fall in zip(scores, falls[rate], strict=True):
            error = score - floor - height * fall
            misfit *= 1 + error * error * square
        found.append((_Curve(start, floor, rate, first), by_floor * by_rate * by_start * misfit**-power))
    total = sum(weight for _, weight in found)
    return [(curve, weight / total) for curve, weight in found]


def _floor_density(part: float, priors: Priors) -> float:
    def normal(mean: float, sd: float) -> float:
        return math.exp(-(((part - mean) / sd) ** 2) / 2) / sd

    return priors.responders * normal(priors.floor, priors.floor_sd) + (1 - priors.responders) * normal(
        priors.unmoved, priors.unmoved_sd
    )


def _at(curves: Sequence[tuple[_Curve, float]], visit: int) -> BandPoint:
    values = sorted((curve.at(visit), weight) for curve, weight in curves)
    return BandPoint(visit, *(_quantile(values, part) for part in (0.1, 0.5, 0.9)))


def _quantile(ordered: Sequence[tuple[float, float]], part: float) -> float:
    """The value at which the weights in order come to `part` of their sum of 1."""
    sum_so_far = 0.0
    for value, weight in ordered:
        sum_so_far += weight
        if sum_so_far >= part - 1e-12:
            return value
    return ordered[-1][0]
