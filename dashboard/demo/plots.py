"""How an invented course goes: pain and function visit by visit, drawn until the rules read it as it was meant."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from care.assessment import Assessment, assess_course
from care.course import Course, Visit
from care.expected import duration_of, range_for, severity_of
from care.protocol import Protocol

_TRIES = 60
_ONSET_DAYS = {"acute": (6, 38), "subacute": (44, 80), "chronic": (120, 2400)}


@dataclass(frozen=True, slots=True)
class Plot:
    """What a course is meant to show: a status (with the reason where one status has several) and where it stands.

    `baseline` is pain at visit 1, `duration` as in the rules; `visits` None lets the expected range decide.
    """

    status: str
    baseline: int | None = None
    duration: str = ""
    visits: int | None = None
    reason: str = ""
    flat: bool = False
    """Past the range without having improved."""


@dataclass(frozen=True, slots=True)
class Told:
    """A plot told: what the record needs to know of the course. One entry of `scores` per visit, oldest first."""

    condition: str
    onset_days: int
    expected: tuple[int, int]
    scores: tuple[Visit, ...]


def tell(rng: Random, plot: Plot, condition: str, opened: date, days: list[date], protocol: Protocol) -> Told:
    """Draw scores for a course opened on a day and seen on the first of `days`, until the rules agree with the plot.

    `days` must be long enough for any length (20 days are); the last visit drawn is the newest.
    """
    told = None
    for _ in range(_TRIES):
        told = _draw(rng, plot, condition, opened, days, protocol)
        if _fits(_read(told, opened, days, protocol), plot):
            break
    assert told is not None
    return told


def _read(told: Told, opened: date, days: list[date], protocol: Protocol) -> Assessment:
    course = Course(
        id=0, source_id=None, patient_id=0, practitioner_id=None, condition=told.condition, opened_on=opened,
        onset_date=opened - timedelta(days=told.onset_days), expected=told.expected, visits=told.scores,
    )  # fmt: skip
    return assess_course(course, days[max(0, len(told.scores) - 1)], protocol)


def _fits(found: Assessment, plot: Plot) -> bool:
    # Red flags come from an evaluation, which the course carries beside its scores.
    wanted = "on_track" if plot.status == "red_flag" else plot.status
    return found.status == wanted and (not plot.reason or plot.reason in found.reasons)


def _draw(rng: Random, plot: Plot, condition: str, opened: date, days: list[date], protocol: Protocol) -> Told:
    baseline = plot.baseline or rng.choice((4, 5, 5, 6, 6, 6, 7, 7, 8))
    wanted = plot.duration or rng.choice(("acute", "subacute", "subacute", "chronic", "chronic"))
    onset_days = rng.randint(*_ONSET_DAYS[wanted])
    ndi = max(6, min(78, round(baseline * 5.5 + rng.gauss(0, 5))))
    measured = plot.status == "on_track" or rng.random() < 0.55
    duration, _ = duration_of(opened - timedelta(days=onset_days), opened, protocol)
    severity, _ = severity_of(baseline, ndi if measured else None, protocol, condition)
    expected = range_for(condition, severity, duration, protocol)
    count = plot.visits if plot.visits is not None else _length(rng, plot, expected, duration)
    pain = _curve(rng, plot, baseline, count, expected[1])
    scores = []
    for number, level in enumerate(pain, start=1):
        again = measured and (number == 1 or number % 4 == 0 or number == count > 2)
        share = level / baseline
        scores.append(
            Visit(
                on=days[number - 1],
                minute=0,
                nprs=None if plot.status == "insufficient_data" else level,
                ndi_percent=_even(ndi * min(1.3, share + rng.gauss(0, 0.04))) if again else None,
                rom_degrees=_even(38 + 34 * (1 - min(1.2, share)) + rng.gauss(0, 2)) if again else None,
                groc=_change_felt(share) if number == count > 5 and rng.random() < 0.4 else None,
            )
        )
    if plot.status == "insufficient_data":
        scores = [Visit(on=score.on, minute=0) for score in scores]
    return Told(condition, onset_days, expected, tuple(scores))


def _length(rng: Random, plot: Plot, expected: tuple[int, int], duration: str) -> int:
    low, high = expected
    early = min(low, 6 if duration == "chronic" else 4)
    if plot.status in ("too_early", "early_response"):
        return rng.randint(1 if plot.status == "too_early" else 2, early - 1)
    spans = {
        "not_started": (0, 0),
        "overdue": (high + 1, high + 3),
        "insufficient_data": (3, low),
        "worsening": (3, low + 1),
        "resolved": (early, high),
        "stalled": (early, high - 1),
        "slow": (max(early, 7 if plot.reason == "plateau" else early), high),
    }
    return rng.randint(*spans.get(plot.status, (early, high)))


def _curve(rng: Random, plot: Plot, baseline: int, count: int, high: int) -> list[float]:
    """Pain at each visit, whole numbers 0-10, the first the baseline."""
    goal = min(2.0, max(0.0, baseline - 1.0))

    def at(number: int) -> float:
        later = number - 1
        if plot.status in ("stalled", "not_started"):
            return baseline + rng.choice((-1, 0, 0, 0, 0, 1))
        if plot.status == "worsening":
            return baseline + min(3.0, 3.2 * later / max(2, count - 2)) + rng.gauss(0, 0.3)
        if plot.status == "too_early":
            return baseline - later * rng.choice((0, 0, 1))
        if plot.status == "resolved":
            return goal - 0.7 + (baseline - goal + 0.7) * math.exp(-0.55 * later) + rng.gauss(0, 0.3)
        if plot.status == "early_response":
            return baseline - 1.4 * later + rng.gauss(0, 0.4)
        if plot.reason == "partial_response":
            return baseline - min(1.0, 0.6 * later) + rng.gauss(0, 0.3)
        if plot.reason == "plateau":
            return max(goal + 1.4, baseline - 1.1 * later) + rng.gauss(0, 0.25)
        if plot.reason == "behind_pace":
            return baseline - (baseline - goal) * 0.62 * later / high + rng.gauss(0, 0.35)
        if plot.status == "overdue":
            floor = baseline - 0.6 if plot.flat else goal + 1.2
            return floor + (baseline - floor) * math.exp(-0.35 * later) + rng.gauss(0, 0.45)
        return goal + 0.8 + (baseline - goal - 0.8) * math.exp(-0.33 * later) + rng.gauss(0, 0.45)

    return [
        float(max(0, min(10, round(at(number))))) if number > 1 else float(baseline) for number in range(1, count + 1)
    ]


def _even(percent: float) -> float:
    """NDI and degrees as they are written down: even whole numbers."""
    return float(max(0, min(100, 2 * round(percent / 2))))


def _change_felt(share: float) -> int:
    return max(-7, min(7, round(7 * (1 - share))))
