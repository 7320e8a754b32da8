"""Whether figures of a clinic's own make its forecasts better, on simulated clinics whose truth is known.

A clinic's courses end when they are better, when the patient stays away, or some visits past the range; scores are
missing. From these its figures are taken, and other courses of the same kind are forecast with them and with the
published ones. In the first population the published figures are about right: there one's own may do no harm.
"""

import statistics
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from random import Random
from typing import NamedTuple

import care
from bench.forecast import POPULATIONS, Judged, Population, Simulated, brier, judged, simulated
from care.course import DURATIONS
from care.expected import range_for, severity_of
from care.forecast_priors import Ended, fitted
from care.priors import Priors
from care.protocol import parse_protocol
from care.thresholds import Protocol

SEED, COURSES = 20261128, 800
CLINICS = ((50, 6), (500, 2))
"""Closed courses of each duration, and how many such clinics: their figures differ by chance."""
AWAY_BETTER, AWAY = 0.03, 0.06
"""The chance at each visit that it was the last, of those who have improved and of the others."""
WORSE_BRIER, WORSE_COVER = 0.003, 0.03

MORE = (
    # The same kinds of course as in the first population, in clinics that are unlike the published figures.
    Population(
        "sooner and further than published", (24, 16, 10, 8, 6, 6, 6, 4, 12, 8),
        {"acute": 0.10, "subacute": 0.15, "chronic": 0.20}, {"acute": 2.5, "subacute": 2.0, "chronic": 1.5},
    ),
    Population(
        "three of five never respond", (12, 8, 6, 4, 3, 3, 3, 2, 40, 19),
        {"acute": 0.35, "subacute": 0.40, "chronic": 0.50}, {"acute": 1.0, "subacute": 0.7, "chronic": 0.5},
    ),
)  # fmt: skip


class Figures(NamedTuple):
    """What is compared: mean Brier score and skill, and how many of the 80 % intervals held the truth."""

    brier: float
    skill: float
    next_visit: float
    range_end: float
    goal_visit: float


def closed(random: Random, course: Simulated, number: int, protocol: Protocol) -> Ended | None:
    """A simulated course as its clinic closed it; None where nothing can be taken from it."""
    scores = dict(course.scores)
    start = 1 if 1 in scores else 2
    baseline = scores.get(start)
    if baseline is None or baseline < protocol.pain.baseline_at_least:
        return None
    severity, _ = severity_of(scores.get(1), None, protocol)
    last = range_for("neck_pain", severity, course.duration, protocol)[1] + random.randint(0, 4)
    goal = min(protocol.pain.goal_at_most, max(0, baseline - protocol.pain.goal_below_baseline))
    later: list[tuple[int, float]] = []
    for visit in range(start + 1, last + 1):
        if visit in scores:
            later.append((visit - start, scores[visit]))
            if len(later) > 1 and max(later[-1][1], later[-2][1]) <= goal:
                break
        if random.random() < (AWAY_BETTER if later and later[-1][1] <= baseline - 2 else AWAY):
            break
    return Ended((date.min, number), course.duration, baseline, tuple(later)) if later else None


def figures_of_a_clinic(random: Random, population: Population, size: int, protocol: Protocol) -> dict[str, Priors]:
    """What a clinic with so many closed courses of each duration takes from them."""
    found: dict[str, list[Ended]] = {duration: [] for duration in DURATIONS}
    number = 0
    while any(len(some) < size for some in found.values()):
        number += 1
        one = closed(random, simulated(random, population), number, protocol)
        if one is not None and len(found[one.duration]) < size:
            found[one.duration].append(one)
    return {duration: fitted(some, protocol.forecast.of(duration)) for duration, some in found.items()}


def measured(courses: list[Simulated], protocol: Protocol, priors: Mapping[str, Priors]) -> Figures:
    """The figures of forecasts made with these priors."""
    found: list[Judged] = [one for course in courses for one in judged(course, protocol, [], priors)]
    score, skill = brier([one.said.chance for one in found], [one.reached for one in found])
    held = (statistics.fmean(getattr(one, name) for one in found) for name in ("next_held", "last_held", "visit_held"))
    return Figures(score, skill, *held)


def compared(
    population: Population, courses: int, seed: int, protocol: Protocol
) -> Iterator[tuple[str, Figures, dict[str, Priors]]]:
    """The same courses forecast with the published figures, and with those of clinics of each size."""
    random = Random(seed)
    some = [simulated(random, population) for _ in range(courses)]
    yield "published", measured(some, protocol, protocol.forecast.by_duration()), protocol.forecast.by_duration()
    for size, clinics in CLINICS:
        own = [figures_of_a_clinic(random, population, size, protocol) for _ in range(clinics)]
        each = [measured(some, protocol, one) for one in own]
        yield f"own, {size} courses", Figures(*map(statistics.fmean, zip(*each, strict=True))), own[0]


def main(courses: int = COURSES, seed: int = SEED) -> int:
    """Print the figures; 1 where one's own are clearly worse than the published ones in any population."""
    protocol = parse_protocol(Path(care.__file__).with_name("protocol.toml").read_text(encoding="utf-8"))
    missed = 0
    for population in (*POPULATIONS, *MORE):
        print(f"\n{population.name}: {courses:,} courses, seed {seed}")
        print(f"{'':<20}{'Brier':>9}{'skill':>9}{'next visit':>12}{'range end':>12}{'goal visit':>12}   chronic")
        usual: Figures | None = None
        for name, found, priors in compared(population, courses, seed, protocol):
            usual = usual or found
            shares = "".join(f"{100 * one:>10.1f} %" for one in found[2:])
            of = priors["chronic"]
            told = f"floor {of.floor:.2f}, rate {of.rate:.2f}, respond {of.responders:.2f}"
            print(f"{name:<20}{found.brier:>9.4f}{found.skill:>9.2f}{shares}   {told}", flush=True)
            # Of an 80 % interval: one that held more than that is none the worse for holding less.
            worst = min(mine - min(0.8, theirs) for mine, theirs in zip(found[2:], usual[2:], strict=True))
            missed += found.brier > usual.brier + WORSE_BRIER or worst < -WORSE_COVER
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
