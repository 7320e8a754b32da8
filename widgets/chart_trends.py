"""The trends of a chart: which scores, goal, meaningful change and range belong to pain, function, PSFS and motion."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from care.assessment import Case
from care.derived import Derived, Scores
from care.thresholds import Protocol
from widgets.ink import Line
from widgets.trend import trend

TRENDS = ("pain", "function", "psfs", "motion")
"""What a chart can draw, in order."""


class Levels(NamedTuple):
    """The scores at which a measure's goal and a change that means something are reached; None where neither is."""

    goal: float | None
    mcid: float | None


def levels(measure: str, derived: Derived) -> Levels:
    """Goal and meaningful change (clinical.md 3) of a measure of `TRENDS`, for the baseline a course has."""
    protocol, case = derived.protocol, derived.case
    if measure == "pain":
        return Levels(derived.goal, _pain_mcid(derived.pain.baseline, case.radiating, protocol))
    if measure == "function":
        rules = derived.function
        base = derived.ndi.baseline
        if base is None:
            return Levels(rules.goal_at_most, None)
        reached = [base - rules.mcid_points]
        if base >= rules.mcid_baseline_at_least:
            reached.append(base - max(rules.mcid_points_with_share, base * rules.mcid_percent / 100))
        return Levels(rules.goal_at_most, best if (best := max(reached)) >= 0 else None)
    if measure == "psfs":
        base = derived.psfs.baseline
        reached_at = None if base is None else base + protocol.psfs.mcid_points
        return Levels(protocol.psfs.goal_at_least, reached_at if reached_at is not None and reached_at <= 10 else None)
    # Motion alone never makes a change meaningful.
    return Levels(None, None)


def _pain_mcid(baseline: float | None, radiating: bool, protocol: Protocol) -> float | None:
    rules = protocol.pain
    if baseline is None or baseline < rules.baseline_at_least:
        return None
    points = rules.mcid_points_radiating if radiating else rules.mcid_points
    return baseline - max(points, baseline * rules.mcid_percent / 100)


def scores_of_measure(case: Case, measure: str) -> Scores:
    """The scores of a measure of `TRENDS` by visit number."""
    return {"pain": case.nprs, "function": case.ndi, "psfs": case.psfs, "motion": case.rom}[measure]


def chart_trend(
    case: Case,
    protocol: Protocol,
    measure: str,
    width: int,
    height: int,
    *,
    days: Sequence[date] = (),
    by_date: bool = False,
    band: Sequence[tuple[float, float, float]] = (),
    shaded: bool = True,
) -> tuple[Line, ...]:
    """One trend of a course, in at most `height` lines of `width` cells.

    `days` are the days with a visit, oldest first; with `by_date` they are the x axis, and visits still to come are
    placed at the pace of those so far. `band` is the forecast as (visit, low, high).
    """
    derived = Derived(case, protocol)
    scores = scores_of_measure(case, measure)
    goal, mcid = levels(measure, derived)
    known = Calendar(tuple(days)) if by_date and days else None
    expected: tuple[int, int] | None = (derived.lo, derived.hi)
    last: float = max(derived.hi, case.visits_done)
    points: list[tuple[float, float]] = list(scores)
    if known is not None:
        points = [(known.at(visit) or visit, score) for visit, score in scores if known.at(visit) is not None]
        start, end = known.at(derived.lo), known.at(derived.hi)
        expected = (round(start), round(end)) if start is not None and end is not None else None
        last = max(known.at(case.visits_done) or 0, end or 0)
        band = [(at, low, high) for visit, low, high in band if (at := known.at(visit)) is not None]
    words = _WORDS[measure]
    name = words.name or derived.function.short
    high = words.high if measure != "motion" else _motion_top(scores)
    return trend(
        points, low=0, high=high, width=width, height=height, last_x=last, goal=goal, mcid=mcid, expected=expected,
        band=band, better=words.better, name=name, first=words.first.format(name=name), unit=words.unit,
        by_date=known is not None, shaded=shaded,
    )  # fmt: skip


class Calendar:
    """On which day a visit was; one still to come stands where the pace of those so far would put it."""

    def __init__(self, days: tuple[date, ...]) -> None:
        self._days = [day.toordinal() for day in sorted(set(days))]
        many = len(self._days)
        self._pace = (self._days[-1] - self._days[0]) / (many - 1) if many > 1 else None

    def at(self, visit: float) -> float | None:
        """The day of a visit as its ordinal; None for one to come while there is no pace to tell by."""
        whole = round(visit)
        if 1 <= whole <= len(self._days):
            return float(self._days[whole - 1])
        if self._pace is None or whole < 1:
            return None
        return float(self._days[-1]) + self._pace * (visit - len(self._days))


class _Words(NamedTuple):
    name: str
    first: str
    unit: str
    better: str
    high: float


_WORDS: Mapping[str, _Words] = {
    "pain": _Words("pain", "a pain score", "", "down", 10),
    "function": _Words("", "the first {name} score", " %", "down", 100),
    "psfs": _Words("PSFS", "the first PSFS score", "", "up", 10),
    "motion": _Words("motion", "a measured motion", "°", "up", 90),
}


def _motion_top(scores: Scores) -> float:
    """The top of the axis: 90 degrees, further up in steps of 30 where more was measured."""
    most = max((degrees for _, degrees in scores), default=0.0)
    return max(90.0, -(-most // 30) * 30)
