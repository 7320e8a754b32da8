"""What the forecast takes for granted, from a clinic's own closed courses: where pain settles, and how fast.

Of each duration with `ENOUGH` closed courses; the others keep the published figures. The curve is the forecast's own
(clinical.md 6), fitted to each course that responded by least squares at the same rates, baselines and floors.
"""

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from care.assessment import case_of
from care.course import DURATIONS, Course
from care.derived import Pain, at_least
from care.forecast import PRIORS, SCORES_WANTED, Priors, axes
from care.thresholds import Protocol

ENOUGH = 50
"""Closed courses of a duration, each with a baseline and three scores after it, from which its figures are its own."""

RESPONDERS = 20
"""Responders among them below which the published figures stay: mean and spread of fewer say little [D]."""

_NARROWEST = 0.1
"""Of the floors' spread: a narrower one would fall between two floors of the forecast's grid."""

_SHARE = (0.05, 0.95)
"""Of responders at least and at most: a clinic that has seen no other course yet may see one."""

_FLOOR = (0.0, 0.9)
_NOISE, _BASELINE_SD = 1.2, 0.8
_ERRORS = (-0.98, 0.0, 0.98)
"""The forecast's own errors of a score and of a baseline, and the three baselines it looks at."""


class Ended(NamedTuple):
    """A closed course as it counts here: `later` are (visits since the baseline's, score), three at least."""

    duration: str
    baseline: float
    later: tuple[tuple[int, float], ...]
    settled: float
    """The median of the last three scores."""
    responded: bool
    """Whether the fall to it means something to patients (MCID of pain)."""


def ended(course: Course, protocol: Protocol) -> Ended | None:
    """A course as it counts; None for one that is open, or too short, or began with too little pain to respond."""
    if course.closed_on is None:
        return None
    case = case_of(course, course.closed_on, protocol)
    pain, rules = Pain(case.nprs, case.visits_done, protocol), protocol.pain
    baseline, start, settled = pain.baseline, pain.baseline_visit, pain.current
    if baseline is None or start is None or settled is None or len(pain.later) < SCORES_WANTED:
        return None
    if baseline < max(rules.baseline_at_least, 1):
        return None
    points = rules.mcid_points_radiating if case.radiating else rules.mcid_points
    fall = baseline - settled
    responded = at_least(fall, points) and at_least(100 * fall, rules.mcid_percent * baseline)
    later = tuple((visit - start, score) for visit, score in case.nprs if visit > start)
    return Ended(case.duration or protocol.duration.assumed, baseline, later, settled, responded)


def own_priors(courses: Iterable[Course], protocol: Protocol) -> Mapping[str, Priors]:
    """The figures of the durations that have enough courses, of whatever condition; none of the others.

    The floor is what is left of the baseline once the part the fitted rate had not yet taken is counted off: courses
    are closed before pain has settled altogether. Spreads of rates and of the others' floors stay as published.
    """
    found: dict[str, list[Ended]] = {duration: [] for duration in DURATIONS}
    for course in courses:
        if (one := ended(course, protocol)) is not None:
            found[one.duration].append(one)
    made = {duration: _priors(PRIORS[duration], ones) for duration, ones in found.items()}
    return {duration: one for duration, one in made.items() if one is not None}


def priors_for(courses: Iterable[Course], protocol: Protocol) -> Mapping[str, Priors]:
    """The figures of every duration, one's own where there are any: what `forecast_course` takes as `priors`."""
    return {**PRIORS, **own_priors(courses, protocol)}


def _priors(published: Priors, ones: list[Ended]) -> Priors | None:
    responders = [one for one in ones if one.responded]
    if len(ones) < ENOUGH or len(responders) < RESPONDERS:
        return None
    rate = math.exp(_mean([_log_rate(one, published) for one in responders]))
    floors = [_floor(one, rate) for one in responders]
    mean = _mean(floors)
    sd = math.sqrt(_mean([(floor - mean) ** 2 for floor in floors]))
    return published._replace(
        floor=_within(mean, _FLOOR),
        rate=rate,
        source=f"our record: {len(ones)} closed courses, {len(responders)} of them responded",
        floor_sd=max(_NARROWEST, sd),
        responders=_within(len(responders) / len(ones), _SHARE),
    )


def _floor(one: Ended, rate: float) -> float:
    """The part of the baseline that pain heads for, where the settled part lies on the way to it."""
    left = math.exp(-rate * one.later[-2][0])
    return (one.settled / one.baseline - left) / (1 - left)


def _log_rate(one: Ended, priors: Priors) -> float:
    """The logarithm of the rate whose best curve misses the scores least; between the grid's rates by a parabola."""
    rates, floors = axes(priors)
    misses = [_miss(one, rate, floors) for rate in rates]
    at = min(range(len(misses)), key=misses.__getitem__)
    between = 0.0
    if 0 < at < len(misses) - 1:
        before, least, after = misses[at - 1 : at + 2]
        if (bend := before - 2 * least + after) > 0:
            between = (before - after) / (2 * bend)
    return math.log(rates[at]) + between * math.log(rates[1] / rates[0])


def _miss(one: Ended, rate: float, floors: tuple[float, ...]) -> float:
    """The least sum of squares of a rate, over floors and baselines; a baseline that is off counts as a score does."""
    least = math.inf
    for error in _ERRORS:
        baseline = min(10.0, max(0.1, one.baseline + error))
        squares = across = slopes = 0.0
        for steps, score in one.later:
            left = math.exp(-rate * steps)
            apart, slope = score - baseline * left, baseline * (1 - left)
            squares += apart * apart
            across += apart * slope
            slopes += slope * slope
        off = (error * _NOISE / _BASELINE_SD) ** 2
        least = min(least, off + min(squares + floor * (floor * slopes - 2 * across) for floor in floors))
    return least


def _mean(values: list[float]) -> float:
    return math.fsum(values) / len(values)


def _within(value: float, ends: tuple[float, float]) -> float:
    return min(ends[1], max(ends[0], value))
