"""What the forecast takes for granted, from a clinic's own closed courses: where pain settles, and how fast.

The forecast's own model (clinical.md 6) is fitted to all of them at once by maximum likelihood, with the published
figures counted in as a few courses more. A likelihood needs no course to be complete: one that ended early, and a score
that was not taken, simply say less. That a course was closed *because* of its scores does no harm to it, since those
scores are in it; that somebody stayed away for a reason no score shows does.
"""

import math
from collections.abc import Iterable, Sequence
from datetime import date
from operator import add, mul
from typing import NamedTuple

from care.assessment import case_of
from care.course import DURATIONS, Course
from care.derived import Pain
from care.forecast import evidence
from care.priors import STUCK, STUCK_SPREAD, ForecastRules, Priors
from care.thresholds import Protocol

ENOUGH = 50
"""Closed courses of a duration, each with a baseline and a score after it, from which its figures are its own."""

NEWEST = 500
"""Courses of a duration that are fitted, the newest: how care goes now, at a cost that does not grow."""

PUBLISHED_AS = 20
"""Courses the published figures count as: with 50 courses of one's own their say is two in seven, with 500 hardly any.

Chosen on simulated clinics (docs/forecast.md): fewer make the figures of a small clinic jump, more keep them from it.
"""

_RATES = tuple(0.02 * 60 ** (turn / 14) for turn in range(15))
_LOG_RATES = tuple(map(math.log, _RATES))
_FLOORS = tuple(-0.27 + 0.11 * place for place in range(15))
"""The grid on which courses are fitted, 0.02 to 1.2 of the way a visit; its floors are the forecast's own."""

_WIDEST_FLOOR, _WIDEST_RATE, _SHARE, _LOWEST = 0.4, 1.2, (0.05, 0.95), (0.0, 0.9)
_TURNS, _SETTLED = 60, 1e-3


class Ended(NamedTuple):
    """A closed course as it counts here: `later` are (visits since the baseline's, score), one at least.

    `order` is the day it was closed, and its number: the newest are the last.
    """

    order: tuple[date, int]
    duration: str
    baseline: float
    later: tuple[tuple[int, float], ...]


class OwnPriors(NamedTuple):
    """A duration's figures from the record, how many courses they come from, and what is published."""

    duration: str
    courses: int
    priors: Priors | None
    """None below `ENOUGH` courses."""
    published: Priors


def ended(course: Course, protocol: Protocol) -> Ended | None:
    """A course as it counts; None for one that is open, or without a score after a baseline, or that began too low."""
    if course.closed_on is None:
        return None
    case = case_of(course, course.closed_on, protocol)
    pain = Pain(case.nprs, case.visits_done, protocol)
    if pain.baseline is None or pain.baseline_visit is None or not pain.later:
        return None
    if pain.baseline < max(protocol.pain.baseline_at_least, 1):
        return None
    later = tuple((visit - pain.baseline_visit, score) for visit, score in case.nprs if visit > pain.baseline_visit)
    return Ended((course.closed_on, course.id), case.duration or protocol.duration.assumed, pain.baseline, later)


def own_priors(
    courses: Iterable[Course], protocol: Protocol, published: ForecastRules, newest: int = NEWEST
) -> tuple[OwnPriors, ...]:
    """What the record says of each duration, from its newest courses, of whatever condition.

    `published` are the shipped figures, also where others are in force: nothing of one's own counts twice.
    """
    found: dict[str, list[Ended]] = {duration: [] for duration in DURATIONS}
    for course in courses:
        if (one := ended(course, protocol)) is not None:
            found[one.duration].append(one)
    return tuple(
        OwnPriors(
            duration, len(some := sorted(found[duration])[-newest:]),
            fitted(some, published.of(duration)) if len(some) >= ENOUGH else None, published.of(duration),
        )
        for duration in DURATIONS
    )  # fmt: skip


def fitted(some: Sequence[Ended], published: Priors) -> Priors:
    """The figures under which the courses, and the published ones as `PUBLISHED_AS` more, are likeliest (EM).

    Neither spread is made narrower than published: courses do not follow the curve to the letter, and a narrower prior
    would make of that a band that holds too little.
    """
    said = [evidence(one.baseline, one.later, _RATES, _FLOORS) for one in some]
    now = published
    for _ in range(_TURNS):
        before, now = now, _better(said, now, published)
        if _apart(before, now) < _SETTLED:
            break
    return now._replace(
        floor=round(now.floor, 3), floor_spread=round(now.floor_spread, 3), rate=round(now.rate, 3),
        rate_spread=round(now.rate_spread, 3), responders=round(now.responders, 3), record=None,
    )  # fmt: skip


def _apart(one: Priors, other: Priors) -> float:
    return max(
        abs(one.floor - other.floor), abs(math.log(one.rate / other.rate)), abs(one.responders - other.responders)
    )


def _better(said: Sequence[list[float]], now: Priors, published: Priors) -> Priors:
    """One turn: where each course lies on the grid under the figures of now, and the figures that fit that best."""
    responding = [now.responders * _normal(floor, now.floor, now.floor_spread) for floor in _FLOORS]
    stuck = [(1 - now.responders) * _normal(floor, STUCK, STUCK_SPREAD) for floor in _FLOORS]
    floors = list(map(add, responding, stuck))
    part = [one / both for one, both in zip(responding, floors, strict=True)]
    rates = [_normal(rate, math.log(now.rate), now.rate_spread) for rate in _LOG_RATES]
    prior = [rate * floor for rate in rates for floor in floors]
    lies = [0.0] * len(prior)
    for one in said:
        weights = list(map(mul, one, prior))
        whole = 1 / math.fsum(weights)
        lies = [before + weight * whole for before, weight in zip(lies, weights, strict=True)]
    side = len(_FLOORS)
    rows = [list(map(mul, lies[at : at + side], part)) for at in range(0, len(lies), side)]
    by_rate = list(map(math.fsum, rows))
    by_floor = list(map(math.fsum, zip(*rows, strict=True)))
    many = PUBLISHED_AS * published.responders
    floor, floor_spread = _mean_and_spread(_FLOORS, by_floor, many, published.floor, published.floor_spread)
    rate, rate_spread = _mean_and_spread(_LOG_RATES, by_rate, many, math.log(published.rate), published.rate_spread)
    return Priors(
        floor=_within(floor, _LOWEST),
        floor_spread=_within(floor_spread, (published.floor_spread, _WIDEST_FLOOR)),
        rate=math.exp(rate),
        rate_spread=_within(rate_spread, (published.rate_spread, _WIDEST_RATE)),
        responders=_within((math.fsum(by_floor) + many) / (len(said) + PUBLISHED_AS), _SHARE),
    )


def _mean_and_spread(
    values: Sequence[float], weights: Sequence[float], many: float, mean: float, spread: float
) -> tuple[float, float]:
    """Of the values by their weights, with `many` more that have a mean and a spread of their own."""
    whole = math.fsum(weights) + many
    middle = (math.fsum(map(mul, values, weights)) + many * mean) / whole
    apart = math.fsum(weight * (value - middle) ** 2 for value, weight in zip(values, weights, strict=True))
    return middle, math.sqrt((apart + many * spread**2) / whole)


def _normal(value: float, mean: float, spread: float) -> float:
    z = (value - mean) / spread
    return math.exp(-z * z / 2) / spread


def _within(value: float, ends: tuple[float, float]) -> float:
    return min(ends[1], max(ends[0], value))
