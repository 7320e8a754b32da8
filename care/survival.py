"""How many visits it takes: the Kaplan-Meier curve over courses, of which some ended or go on without the event.

A course that is still open, lapsed, or was referred out is censored at its last visit: that it had not resolved by then
is known, and nothing more. Kaplan & Meier 1958; the variance is Greenwood's, the interval log-log (Kalbfleisch &
Prentice 1980), which stays within 0 and 1.
"""

import math
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

Z_95 = 1.959963984540054
"""The two-sided 95 % point of the normal distribution."""


class Step(NamedTuple):
    """The curve right after one time: `share` without the event so far, with its 95 % interval.

    `at_risk` were under observation just before it, `events` had theirs then, `censored` left after it. `low` and
    `high` are None where no interval can be had: before the first event, and where nobody is left.
    """

    time: int
    at_risk: int
    events: int
    censored: int
    share: float
    low: float | None
    high: float | None


class Curve(NamedTuple):
    """A Kaplan-Meier curve: the number of courses, of events, of those censored, and a step at each time seen."""

    courses: int
    events: int
    censored: int
    steps: tuple[Step, ...]

    @property
    def median(self) -> int | None:
        """The first time by which half have had the event; None when the curve does not come down that far."""
        return self.quantile(0.5)

    def quantile(self, part: float) -> int | None:
        """The first time by which `part` of the courses have had the event; None when that is not reached."""
        return next((step.time for step in self.steps if step.events and step.share <= 1 - part + 1e-12), None)

    def interval(self, part: float) -> tuple[int | None, int | None]:
        """The 95 % interval of a quantile (Brookmeyer & Crowley 1982): where the curve's own interval crosses it."""
        rest = 1 - part + 1e-12
        first = next((s.time for s in self.steps if s.low is not None and s.low <= rest), None)
        last = next((s.time for s in self.steps if s.high is not None and s.high <= rest), None)
        return first, last


def kaplan_meier(courses: Iterable[tuple[int, bool]]) -> Curve:
    """The curve of courses given as (time, whether the event took place then); times are whole numbers of visits.

    At a time with both, events come before those censored: these were still under observation.
    """
    events: Counter[int] = Counter()
    censored: Counter[int] = Counter()
    for time, happened in courses:
        if time < 0:
            raise ValueError(f"time is {time}, and must be 0 or more")
        (events if happened else censored)[time] += 1
    at_risk = count = events.total() + censored.total()
    share, spread = 1.0, 0.0
    steps = []
    for time in sorted({*events, *censored}):
        died = events[time]
        if died:
            share *= 1 - died / at_risk
            # Greenwood's sum; at the end of the last one it grows beyond any number.
            spread += died / (at_risk * (at_risk - died)) if at_risk > died else math.inf
        low, high = _interval(share, spread)
        steps.append(Step(time, at_risk, died, censored[time], share, low, high))
        at_risk -= died + censored[time]
    return Curve(count, events.total(), censored.total(), tuple(steps))


def _interval(share: float, spread: float) -> tuple[float | None, float | None]:
    if not 0 < share < 1 or not math.isfinite(spread):
        return None, None
    width = Z_95 * math.sqrt(spread) / abs(math.log(share))
    return share ** math.exp(width), share ** math.exp(-width)
