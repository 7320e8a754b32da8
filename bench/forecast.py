"""How far the forecast can be trusted, on simulated courses whose pain does not follow its curve; and what it costs.

Pain falls soon and then slowly, in lines, along an S, in one step, comes back, sways, or never falls at all; scores are
whole numbers with an error and now and then a bad day, and some are missing. Neither was fitted to the other: one
population goes about as published, one as the forecast does not expect, and the figures stand as they come out.
"""

import math
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import care
from bench.yardstick import pace
from care.derived import Case, Derived
from care.expected import severity_of
from care.forecast import BEYOND, Forecast, forecast
from care.priors import Priors
from care.proportion import wilson
from care.protocol import parse_protocol
from care.thresholds import Protocol

SEED, COURSES = 20261124, 4000
AFTER = (4, 6, 8)
"""Completed visits after which each course is forecast, where its range goes on and it has not resolved."""
LONGEST = 60
MISSING, NO_BASELINE, BAD_DAY = 0.15, 0.03, 0.04
MOST_MS = 5.0


class Simulated(NamedTuple):
    """One course: the pain there is at each visit, by visit number from 0, which is none, and the scores it left."""

    kind: str
    duration: str
    pain: list[float]
    scores: tuple[tuple[int, float], ...]


class Judged(NamedTuple):
    """A forecast beside what became of the course."""

    kind: str
    after: int
    said: Forecast
    reached: bool
    at_goal_on_record: bool
    next_held: bool
    last_held: bool
    visit_held: bool
    score_held: bool | None


class Course(NamedTuple):
    """What a kind is made from: where pain begins and settles, and a factor on how fast it gets there."""

    first: float
    settles: float
    pace: float


Pain = Callable[[int], float]


def _soon_then_slowly(random: Random, course: Course) -> Pain:
    """Fast at first and ever slower, as pain is reported to go; a hyperbola, which keeps falling long after."""
    rate = course.pace * random.uniform(0.15, 1)
    return lambda visit: course.settles + (course.first - course.settles) / (1 + rate * (visit - 1))


def _two_lines(random: Random, course: Course) -> Pain:
    """A steep line for the first few visits and a shallow one after."""
    bend, share = random.uniform(2.5, 6) / course.pace, random.uniform(0.5, 0.9)
    steep = share * (course.first - course.settles) / bend
    shallow = (1 - share) * (course.first - course.settles) / 10

    def pain(visit: int) -> float:
        since = visit - 1
        return max(course.settles, course.first - steep * min(since, bend) - shallow * max(0.0, since - bend))

    return pain


def _step(random: Random, course: Course) -> Pain:
    falls_after = max(1, round(random.uniform(2, 9) / course.pace))
    return lambda visit: course.first if visit <= falls_after else course.settles


def _line(random: Random, course: Course) -> Pain:
    slope = course.pace * random.uniform(0.25, 0.9)
    return lambda visit: max(course.settles, course.first - slope * (visit - 1))


def _s_curve(random: Random, course: Course) -> Pain:
    middle, width = random.uniform(3, 9) / course.pace, random.uniform(0.7, 2)
    return lambda visit: course.settles + (course.first - course.settles) / (1 + math.exp((visit - middle) / width))


def _flares(random: Random, course: Course) -> Pain:
    line, flares = _line(random, course), {random.randint(4, 14): random.uniform(2, 4) for _ in range(2)}

    def pain(visit: int) -> float:
        flare = max((height * 0.55 ** (visit - at) for at, height in flares.items() if visit >= at), default=0.0)
        return line(visit) + flare

    return pain


def _relapse(random: Random, course: Course) -> Pain:
    line, back = _line(random, course._replace(pace=1.6 * course.pace)), random.randint(5, 10)
    return lambda visit: line(visit) if visit <= back else min(course.first, line(back) + 0.7 * (visit - back))


def _sways(random: Random, course: Course) -> Pain:
    line, height, start = _line(random, course), random.uniform(0.6, 1.3), random.uniform(0, 2 * math.pi)
    # About two and a half visits to a week's round, so that it does not fall on the same visits each time.
    return lambda visit: line(visit) + height * math.sin(start + 2.6 * visit)


def _stays(random: Random, course: Course) -> Pain:
    drift = random.gauss(0, 0.05)
    return lambda visit: course.first + drift * (visit - 1)


def _walks(random: Random, course: Course) -> Pain:
    """A random walk, downward by a little."""
    walk = [course.first]
    for _ in range(LONGEST):
        walk.append(min(10.0, max(0.0, walk[-1] + random.gauss(-0.12, 0.45))))
    return lambda visit: walk[visit - 1]


KINDS: dict[str, Callable[[Random, Course], Pain]] = {
    "soon, then slowly": _soon_then_slowly,
    "two lines": _two_lines,
    "straight line": _line,
    "line with flares": _flares,
    "line that sways": _sways,
    "s-curve": _s_curve,
    "step": _step,
    "relapse": _relapse,
    "no response": _stays,
    "random walk": _walks,
}


class Population(NamedTuple):
    """How many of a hundred courses are of each kind of `KINDS`, and where they settle and how fast, by duration.

    `settles` is the mean part of the first pain, evenly spread by 0.3 to either side; `pace` the factor on speed.
    """

    name: str
    shares: tuple[int, ...]
    settles: dict[str, float]
    pace: dict[str, float]


POPULATIONS = (
    # Means by duration as published; half of those who improve do so early, in other shapes than the forecast's.
    Population(
        "improvement early and late, means as published", (24, 16, 10, 8, 6, 6, 6, 4, 12, 8),
        {"acute": 0.25, "subacute": 0.33, "chronic": 0.42}, {"acute": 1.4, "subacute": 1.0, "chronic": 0.7},
    ),
    Population(
        "improvement late or undone, duration without meaning", (0, 0, 16, 12, 10, 16, 14, 8, 14, 10),
        dict.fromkeys(("acute", "subacute", "chronic"), 0.3), dict.fromkeys(("acute", "subacute", "chronic"), 1.0),
    ),
)  # fmt: skip


def simulated(random: Random, population: Population) -> Simulated:
    """One course of a population."""
    kind = random.choices(list(KINDS), population.shares)[0]
    duration = random.choice(list(population.settles))
    first = random.uniform(3.5, 9)
    settles = max(0.0, first * (population.settles[duration] + random.uniform(-0.3, 0.3)))
    at = KINDS[kind](random, Course(first, settles, population.pace[duration]))
    pain = [0.0, *(min(10.0, max(0.0, at(visit))) for visit in range(1, LONGEST + 1))]
    scores = []
    for visit in range(1, LONGEST + 1):
        missing = NO_BASELINE if visit == 1 else MISSING
        error = random.gauss(0, 3 if random.random() < BAD_DAY else 1)
        if random.random() >= missing:
            scores.append((visit, float(min(10, max(0, round(pain[visit] + error))))))
    return Simulated(kind, duration, pain, tuple(scores))


def judged(
    course: Simulated, protocol: Protocol, took: list[float], priors: Mapping[str, Priors] | None = None
) -> Iterator[Judged]:
    """The forecasts of one course after each of `AFTER`, beside what became of it."""
    first = course.scores[0]
    severity, _ = severity_of(first[1] if first[0] == 1 else None, None, protocol)
    for after in AFTER:
        d = Derived(Case(after, course.scores, severity=severity, duration=course.duration), protocol)
        if after >= d.hi:
            return
        started = time.perf_counter()
        said = forecast(d, priors)
        took.append((time.perf_counter() - started) * 1000)
        start = d.pain.baseline_visit
        if said is None or start is None:
            took.pop()
            continue
        horizon = d.hi + BEYOND
        truly = next((v for v in range(start + 1, horizon + 1) if course.pain[v] <= said.goal), math.inf)
        low, high = (math.inf if visit is None else visit for visit in (said.low_visit, said.high_visit))
        point, last = said.band[0], next(one for one in said.band if one.visit == d.hi)
        score = dict(course.scores).get(point.visit)
        at_end = Derived(d.case._replace(visits_done=d.hi), protocol)
        yield Judged(
            course.kind, after, said, truly <= d.hi, at_end.resolved,
            point.low <= course.pain[point.visit] <= point.high, last.low <= course.pain[d.hi] <= last.high,
            low <= truly <= high, None if score is None else point.low - 0.5 <= score <= point.high + 0.5,
        )  # fmt: skip


def brier(chances: Sequence[float], came: Sequence[bool]) -> tuple[float, float]:
    """Brier's score, and its skill against saying the base rate of these same courses each time."""
    score = statistics.fmean((chance - happened) ** 2 for chance, happened in zip(chances, came, strict=True))
    base = statistics.fmean(came)
    return score, 1 - score / (base * (1 - base))


def main(courses: int = COURSES, seed: int = SEED) -> int:
    """Print the figures; 1 when a forecast takes too long, or is worth no more than the base rate on usual courses."""
    protocol = parse_protocol(Path(care.__file__).with_name("protocol.toml").read_text(encoding="utf-8"))
    took, skills = list[float](), []
    for population in POPULATIONS:
        random = Random(seed)
        found = [one for _ in range(courses) for one in judged(simulated(random, population), protocol, took)]
        by_visit = [(f"visit {after}", [one for one in found if one.after == after]) for after in AFTER]
        groups = [("all", found), *by_visit]
        print(f"\n{population.name}: {courses:,} courses, {len(found):,} forecasts, seed {seed}")
        _intervals(groups)
        _tenths(found)
        skills.append(_skill(groups))
        _kinds(found)
    median, slowest = statistics.median(took), statistics.quantiles(took, n=20)[-1]
    most = MOST_MS * pace()
    print(f"\na forecast takes {median:.1f} ms, 95 % of them at most {slowest:.1f} (median at most {most:.0f})")
    return int(median > most or skills[0] <= 0)


def _intervals(groups: Sequence[tuple[str, Sequence[Judged]]]) -> None:
    print("\nhow many of the 80 % intervals held the truth")
    _row("forecast after", "forecasts", "next visit", "range's end", "goal's visit", "next score")
    for label, some in groups:
        scored = [one.score_held for one in some if one.score_held is not None]
        _row(
            label, f"{len(some):,}", _share([one.next_held for one in some]), _share([one.last_held for one in some]),
            _share([one.visit_held for one in some]), _share(scored),
        )  # fmt: skip


def _tenths(found: Sequence[Judged]) -> None:
    print("\nthe chance of the goal within the range, and what came of it")
    _row("chance said", "forecasts", "mean said", "came true", "95 % interval", "on record")
    for tenth in range(10):
        some = [one for one in found if min(9, int(10 * one.said.chance)) == tenth]
        if some:
            came = wilson(sum(one.reached for one in some), len(some))
            _row(
                f"{10 * tenth}-{10 * tenth + 10} %", f"{len(some):,}", _mean_said(some), f"{100 * came.share:.0f} %",
                f"{100 * came.low:.0f}-{100 * came.high:.0f} %", _share([one.at_goal_on_record for one in some]),
            )  # fmt: skip


def _skill(groups: Sequence[tuple[str, Sequence[Judged]]]) -> float:
    """Print what the chance is worth; the skill of the first group."""
    print("\nBrier's score of it, and skill: 0 is worth the base rate, 1 is never wrong")
    _row("forecast after", "mean said", "came true", "Brier", "skill", "on record", "skill")
    skills = []
    for label, some in groups:
        chances, came = [one.said.chance for one in some], [one.reached for one in some]
        on_record = [one.at_goal_on_record for one in some]
        score, skill = brier(chances, came)
        _row(
            label, _mean_said(some), _share(came), f"{score:.3f}", f"{skill:.2f}", _share(on_record),
            f"{brier(chances, on_record)[1]:.2f}",
        )  # fmt: skip
        skills.append(skill)
    return skills[0]


def _kinds(found: Sequence[Judged]) -> None:
    print("\nby kind of course")
    _row("", "forecasts", "mean said", "came true", "next visit", "range's end")
    by_kind: dict[str, list[Judged]] = defaultdict(list)
    for one in found:
        by_kind[one.kind].append(one)
    for kind in (kind for kind in KINDS if by_kind[kind]):
        some = by_kind[kind]
        _row(
            kind, f"{len(some):,}", _mean_said(some), _share([one.reached for one in some]),
            _share([one.next_held for one in some]), _share([one.last_held for one in some]),
        )  # fmt: skip


def _row(label: str, *cells: str) -> None:
    print(f"{label:<18}" + "".join(f"{cell:>14}" for cell in cells))


def _share(held: Sequence[bool]) -> str:
    return f"{100 * statistics.fmean(held):.0f} %" if held else "-"


def _mean_said(some: Sequence[Judged]) -> str:
    return f"{100 * statistics.fmean(one.said.chance for one in some):.0f} %"


if __name__ == "__main__":
    sys.exit(main())
