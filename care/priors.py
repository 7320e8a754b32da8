"""What the forecast takes for granted before a course has scores of its own, by duration (clinical.md 6).

The published figures stand in `protocol.toml`; a clinic's own, in its protocol file, carry from how many of its
courses they were taken, and when.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, NamedTuple

from care.course import DURATIONS
from care.limits import CHOICE, number

STUCK, STUCK_SPREAD = 0.95, 0.12
"""The floor of those who do not respond: as good as no change. A choice, and the same for everybody [D]."""


class OwnRecord(NamedTuple):
    """Where figures of one's own come from: so many closed courses of the clinic, taken over on a day."""

    courses: int
    taken_on: date

    def words(self) -> str:
        """`after 63 of your own courses, taken on 2026-11-28`."""
        return f"after {self.courses} of your own courses, taken on {self.taken_on.isoformat()}"


class Figures(NamedTuple):
    """Which figures of the protocol file: those of one duration, `forecast.chronic`."""

    duration: str

    @property
    def path(self) -> tuple[str, ...]:
        """Their place in the protocol file."""
        return "forecast", self.duration

    def __str__(self) -> str:
        return ".".join(self.path)


class Priors(NamedTuple):
    """Where pain settles and how fast it gets there, before a course's own scores.

    `floor` is the mean of f, the part of the baseline that stays, of those who respond, with its standard deviation
    `floor_spread`; `responders` is their share, 0-1. `rate` is the median of k: of the way left to the floor a visit
    takes the part 1 - exp(-k); `rate_spread` is the standard deviation of its logarithm. `record` is None where the
    figures are published ones, or were written by a person.
    """

    floor: Annotated[float, number(0, 0.9)]
    floor_spread: Annotated[float, number(0.1, 0.5)]
    rate: Annotated[float, number(0.01, 3)]
    rate_spread: Annotated[float, number(0.2, 1.5)]
    responders: Annotated[float, number(0.05, 0.95)]
    record: OwnRecord | None = None


class ForecastRules(NamedTuple):
    """The figures of each duration."""

    acute: Priors
    subacute: Priors
    chronic: Priors

    def of(self, duration: str) -> Priors:
        """Those of one duration."""
        found: Priors = getattr(self, duration)
        return found

    def by_duration(self) -> dict[str, Priors]:
        """All of them."""
        return {duration: self.of(duration) for duration in DURATIONS}


PUBLISHED_IN: Mapping[str, str] = {"acute": "Leaver 2013", "subacute": CHOICE, "chronic": "Li 2020"}
"""What floor and rate of a duration rest on; those of subacute courses lie between the two. Spreads are choices."""

RECORD_KEYS = ("courses", "taken_on")
"""What stands beside figures that were taken over from the record, and nowhere else."""


def record_from(values: Mapping[str, Any], duration: str) -> OwnRecord | None:
    """Where a duration's figures come from, by the values of the file; None unless both are told."""
    courses, taken_on = (values.get(f"forecast.{duration}.{name}") for name in RECORD_KEYS)
    return None if courses is None or taken_on is None else OwnRecord(courses, taken_on)
