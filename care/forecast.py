"""Where a course's pain is heading: the chance of its goal within the expected visits, and a band for the next ones.

Pain falls fast and then flattens, so that a straight line would promise too much. The underlying pain is taken to
approach a floor (clinical.md 6): `mu(v) = A + (B - A) exp(-k (v - 1))`, `A = f B`, with B the true baseline. What is
known beforehand of f, k and B is weighed by the course's own scores on a fixed grid of 15 floors, 15 rates and 3
baselines, so that one record always gives one answer. It never changes a status or an advice.
"""

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from care.assessment import case_of
from care.course import Course
from care.derived import Derived
from care.priors import STUCK, STUCK_SPREAD, Priors
from care.thresholds import DEFAULT_SOURCE, Protocol

SCORES_WANTED = 3
"""Scores after the baseline's below which nothing is forecast."""

BEYOND = 12
"""Visits past the range's end, or past today, up to which the goal is looked for: one more block of care [D]."""

AHEAD = 3
"""Visits the band reaches ahead at least, where fewer are left in the range."""


class BandPoint(NamedTuple):
    """The underlying pain at a visit, 0-10: below `low` with 10 %, below `middle` with 50 %, above `high` with 10 %."""

    visit: int
    low: float
    middle: float
    high: float


class Forecast(NamedTuple):
    """What a course's scores so far say of the visits to come. Always derived, never stored.

    `chance`, 0-1, is that of reaching `goal` by visit `within`, the last expected one. The goal is reached at the first
    visit after the baseline's whose underlying pain is at or below it. One good score is not that; and to be resolved a
    course also needs two scores there, and its function. `likely_visit` is the first visit by which that is as likely
    as not, from `low_visit` to `high_visit` the 80 % interval (by which it is 10 % and 90 % likely). None is beyond the
    horizon, `BEYOND`. `band` goes from the next visit to the last expected one, and `AHEAD` visits on at least. `basis`
    says where the figures it took for granted come from; nothing where they are the published ones.
    """

    chance: float
    likely_visit: int | None
    low_visit: int | None
    high_visit: int | None
    band: tuple[BandPoint, ...]
    goal: float
    within: int
    basis: str = ""


_BASELINE_SD = 0.8
_SCORE_SCALE, _FREEDOM = 1.2, 4
_WIDTH, _POWER = _FREEDOM * _SCORE_SCALE**2, -(_FREEDOM + 1) / 2
"""Student's t, (1 + miss^2 / width)^power: one bad score is forgiven where a normal error would follow it."""
_BLOCK = 60
"""Scores weighed at a time: their product stays within what a float can hold, however long the course."""

_SIDE = 15
_FLOOR_FROM, _FLOOR_STEP = -0.27, 0.11
"""15 floors from there: all but 3 in 1000 of each prior. A floor below 0 is of pain that goes away altogether."""
_RATE_STEP = 0.4
"""15 rates, from -2.8 to +2.8 standard deviations of log k."""
_ERRORS = (-math.sqrt(1.5) * _BASELINE_SD, 0.0, math.sqrt(1.5) * _BASELINE_SD)
"""Three errors of the baseline, equally likely, with the spread of the normal one they stand for."""
_NEGLIGIBLE = 1e-5
_SCALE = (0.1, 10.0)
"""Where a true baseline may lie: on the scale, and not at 0, of which there is no part."""
_EDGE = 1e-9
"""Keeps a curve that meets the goal exactly from missing it by the noise of binary fractions."""


class _Row(NamedTuple):
    """The points of the grid with one rate and one baseline (its error, then itself): `floors` with their weights."""

    rate: float
    baseline: float
    floors: tuple[float, ...]
    weights: list[float]


def forecast_course(
    course: Course, as_of: date, protocol: Protocol, priors: Mapping[str, Priors] | None = None
) -> Forecast | None:
    """The forecast of a course with what was on record at the end of a day; None also where it was not open then."""
    if not course.open_on(as_of):
        return None
    return forecast(Derived(case_of(course, as_of, protocol), protocol), priors)


def forecast(d: Derived, priors: Mapping[str, Priors] | None = None) -> Forecast | None:
    """The forecast after the last completed visit, with the priors of the course's duration, the protocol's or others.

    None where there is nothing to say: fewer than three scores after the baseline's, no baseline, a goal that is not
    below it, a course that has resolved; and under a red flag, since a forecast takes for granted that care goes on.
    From a baseline of visit 2 visits count from there. Other conditions have neck pain's priors [D].
    """
    baseline, start, goal = d.pain.baseline, d.pain.baseline_visit, d.goal
    if baseline is None or start is None or goal is None or goal >= baseline:
        return None
    if d.resolved or d.case.red_flag != "none" or len(d.pain.later) < SCORES_WANTED:
        return None
    later = [(visit - start, score) for visit, score in d.case.nprs if start < visit <= d.v]
    taken = priors[d.duration] if priors is not None else d.protocol.forecast.of(d.duration)
    rows = _fit(baseline, later, taken)
    reached = _reached(rows, goal, max(d.hi, d.v) + BEYOND - start)
    return Forecast(
        chance=reached[d.hi - start - 1] if d.hi > start else 0.0,
        likely_visit=_first(reached, start, 0.5),
        low_visit=_first(reached, start, 0.1),
        high_visit=_first(reached, start, 0.9),
        band=tuple(_band(rows, start, range(d.v + 1, max(d.hi, d.v + AHEAD) + 1))),
        goal=goal,
        within=d.hi,
        basis=basis(d.protocol, d.duration) if priors is None else "",
    )


def basis(protocol: Protocol, duration: str) -> str:
    """Where the figures in force for a duration come from; nothing where they are the published ones."""
    if (record := protocol.forecast.of(duration).record) is not None:
        return record.words()
    changed = any(
        protocol.sources[f"forecast.{duration}.{name}"] != DEFAULT_SOURCE for name in Priors._fields if name != "record"
    )
    return "after figures of the clinic's protocol file" if changed else ""


def words_with_basis(forecast: Forecast) -> str:
    """A forecast in words, and what it rests on where that is not what is published."""
    return f"{words(forecast)} · {forecast.basis}" if forecast.basis else words(forecast)


def words(forecast: Forecast) -> str:
    """A forecast in one line; its chance in whole tens of percent, since it knows no better, and never none or all.

    Without a chance once the range has passed: `Likely at goal by visit 15 (13 or later) · past the range`.
    """
    likely, now = forecast.likely_visit, forecast.band[0].visit - 1
    past = now >= forecast.within
    rest = "past the range" if past else f"{_percent(forecast.chance)} within range"
    if likely is None:
        return f"May not reach the goal: {rest}"
    if likely <= now:
        said = f"Likely at goal since visit {likely}"
    else:
        said = f"{'Likely' if past or likely <= forecast.within else 'Perhaps'} at goal by visit {likely}"
    return f"{said}{_span(forecast.low_visit, forecast.high_visit)} · {rest}"


def _percent(chance: float) -> str:
    tens = round(10 * chance)
    if tens == 0:
        return "under 10 %"
    return "over 90 %" if tens == 10 else f"{10 * tens} %"


def _span(low: int | None, high: int | None) -> str:
    if low is None or low == high:
        return ""
    return f" ({low} or later)" if high is None else f" ({low}-{high})"


@lru_cache(maxsize=16)
def _grid(priors: Priors) -> tuple[_Row, ...]:
    """The grid before any score, with the error of the baseline in place of the baseline.

    Each row has its floors shifted by another part of their distance. With the same floors in every row all curves
    would end on 15 levels, and chance and band would jump from one level to the next.
    """
    rows = []
    many = _SIDE * len(_ERRORS)
    for number in range(many):
        turn, which = divmod(number, len(_ERRORS))
        z = (turn - _SIDE // 2) * _RATE_STEP
        # 13 and 45 share no divisor, so that every row gets a place of its own, and neighbours get distant ones.
        shift = (number * 13 % many + 0.5) / many - 0.5
        floors = tuple(_FLOOR_FROM + (place + shift) * _FLOOR_STEP for place in range(_SIDE))
        weight = math.exp(-z * z / 2)
        weights = [weight * _floor_density(floor, priors) for floor in floors]
        rows.append(_Row(priors.rate * math.exp(priors.rate_spread * z), _ERRORS[which], floors, weights))
    return tuple(rows)


def _floor_density(floor: float, priors: Priors) -> float:
    responding = priors.responders * _normal(floor, priors.floor, priors.floor_spread)
    return responding + (1 - priors.responders) * _normal(floor, STUCK, STUCK_SPREAD)


def _normal(value: float, mean: float, sd: float) -> float:
    z = (value - mean) / sd
    return math.exp(-z * z / 2) / sd


def _fit(baseline: float, later: list[tuple[int, float]], priors: Priors) -> list[_Row]:
    """The grid weighed by the scores, given as (visits since the baseline, score); all weights together are 1."""
    low, high = _SCALE
    rows = [row._replace(baseline=min(high, max(low, baseline + row.baseline))) for row in _grid(priors)]
    for begin in range(0, len(later), _BLOCK):
        rows = _weighed(rows, later[begin : begin + _BLOCK])
    return rows


def _weighed(rows: list[_Row], later: Sequence[tuple[int, float]]) -> list[_Row]:
    weighed = list(_likely(rows, later))
    total = sum(sum(weights) for weights in weighed)
    return [
        row._replace(weights=[weight / total for weight in weights]) for row, weights in zip(rows, weighed, strict=True)
    ]


def _likely(rows: Sequence[_Row], later: Sequence[tuple[int, float]]) -> Iterator[list[float]]:
    """Each row's weights times how likely the scores are there."""
    for row in rows:
        # mu = B x + f B (1 - x), with x the part of the way still left: of a score's miss only f changes in a row.
        terms = []
        for steps, score in later:
            left = math.exp(-row.rate * steps)
            terms.append((score - row.baseline * left, row.baseline * (1 - left)))
        weights = []
        for floor, weight in zip(row.floors, row.weights, strict=True):
            spread = 1.0
            for apart, slope in terms:
                miss = apart - floor * slope
                spread *= 1 + miss * miss / _WIDTH
            weights.append(weight * spread**_POWER)
        yield weights


def evidence(
    baseline: float, later: Sequence[tuple[int, float]], rates: Sequence[float], floors: Sequence[float]
) -> list[float]:
    """How well each rate and floor explains a course's scores, with no priors: rate by rate, the best of them 1.

    `later` are (visits since the baseline, score). Of a course longer than a block only its first scores are weighed.
    """
    found = [0.0] * (len(rates) * len(floors))
    low, high = _SCALE
    for error in _ERRORS:
        rows = [_Row(rate, min(high, max(low, baseline + error)), tuple(floors), [1.0] * len(floors)) for rate in rates]
        for at, (row, weights) in enumerate(zip(rows, _likely(rows, later[:_BLOCK]), strict=True)):
            begin = at * len(row.floors)
            for place, weight in enumerate(weights):
                found[begin + place] += weight
    best = max(found)
    return [one / best for one in found]


def _reached(rows: list[_Row], goal: float, steps: int) -> list[float]:
    """The chance that the goal has been reached by 1, 2, ... `steps` visits after the baseline's."""
    first = [0.0] * (steps + 1)
    for row in rows:
        # mu <= goal means f <= (goal - B x) / (B (1 - x)); the highest limit so far, since the first visit counts.
        highest, limits = -math.inf, []
        for step in range(1, steps + 1):
            left = math.exp(-row.rate * step)
            highest = max(highest, (goal - row.baseline * left) / (row.baseline * (1 - left)) + _EDGE)
            limits.append(highest)
        for floor, weight in zip(row.floors, row.weights, strict=True):
            first[bisect_left(limits, floor)] += weight
    chances, so_far = [], 0.0
    for share in first[:steps]:
        so_far += share
        chances.append(min(1.0, so_far))
    return chances


def _first(reached: list[float], start: int, share: float) -> int | None:
    return next((start + steps for steps, chance in enumerate(reached, start=1) if chance >= share), None)


def _band(rows: list[_Row], start: int, visits: range) -> Iterator[BandPoint]:
    kept = [
        (row, [(floor, weight) for floor, weight in zip(row.floors, row.weights, strict=True) if weight > _NEGLIGIBLE])
        for row in rows
    ]
    for visit in visits:
        points = []
        for row, floors in kept:
            left = math.exp(-row.rate * (visit - start))
            base, slope = row.baseline * left, row.baseline * (1 - left)
            points += [(base + floor * slope, weight) for floor, weight in floors]
        points.sort()
        sums = list(accumulate(weight for _, weight in points))
        low, middle, high = (points[bisect_left(sums, part * sums[-1])][0] for part in (0.1, 0.5, 0.9))
        yield BandPoint(visit, _on_scale(low), _on_scale(middle), _on_scale(high))


def _on_scale(pain: float) -> float:
    return min(10.0, max(0.0, pain))
