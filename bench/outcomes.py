"""The outcome figures against courses whose end is known, and what reading them costs on a million visits.

Pain of simulated courses falls towards a floor of its own with noise, flares and visits without a score, and does not
follow any rule of the program; a part of them never responds. Each is simulated to its 24th visit, so that the visit at
which it resolves is known whatever happens: the truth. Then patients lapse and the clinic looks before all have come to
their end, and the curve is asked to find the truth in what is left.
"""

import asyncio
import math
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from bench.generate import ZONE, generated
from bench.yardstick import pace
from care.course import Course, Visit
from care.outcome_facts import facts_of
from care.outcomes import outcomes, told_curve
from care.survival import Curve, kaplan_meier
from dashboard.clock import Clock
from dashboard.outcome_reading import last_year
from db.bulk import load
from db.create import init
from db.outcomes import Period, part, plan
from db.protocol_file import load_protocol
from db.reader import open_reader

PROTOCOL = load_protocol(None)
POOL, LONGEST, CLINIC = 20_000, 24, 5_000
LAPSE = 0.05
"""Chance of not coming again after any visit."""

WITHIN = (0.93, 0.97)
"""Between these the share of intervals that hold the truth must lie: 95 % are promised."""

MOST_YEAR_S, MOST_PART_MS, MOST_FIRST_S, MOST_PAGE_S, MOST_LATE_MS = 1.0, 80.0, 0.5, 1.0, 40.0
"""Bounds at the pace of the yardstick's machine."""

TODAY = date(2026, 11, 20)


class Known(NamedTuple):
    """One simulated course: its scores visit by visit, and the visit at which it resolves, None by the 24th."""

    nprs: tuple[float | None, ...]
    ndi: tuple[float | None, ...]
    onset_days: int
    resolves: int | None


def main() -> int:
    """Print coverage, bias and times; 1 when one is out of its bounds."""
    rng = Random(20261120)
    pool = [_simulated(rng) for _ in range(POOL)]
    truth = [sum(one.resolves is not None and one.resolves <= visit for one in pool) / POOL
             for visit in range(LONGEST + 1)]  # fmt: skip
    print(f"{POOL:,} courses to their {LONGEST}th visit: {truth[5]:.1%} resolve by visit 5, {truth[8]:.1%} by 8, "
          f"{truth[12]:.1%} by 12")  # fmt: skip
    missed = False
    for size, runs in ((50, 1000), (300, 1000), (CLINIC, 200)):
        held, worst, bias = _coverage(rng, pool, truth, size, runs, _at_random)
        print(f"clinics of {size:,}, {runs:,} times: {held:.1%} of the intervals hold the truth (95 % promised), "
              f"{worst:.1%} at the worst visit; mean error {bias:+.2%}")  # fmt: skip
        missed |= not WITHIN[0] <= held <= WITHIN[1]
    held, _, bias = _coverage(rng, pool, truth, CLINIC, 50, _when_it_does_not_help)
    print(f"where who is not helped stays away three times as often: {held:.1%} hold it, mean error {bias:+.2%} "
          "(what the page supposes is then not so)")  # fmt: skip
    missed |= _end_to_end(rng, pool, truth)
    missed |= _speed()
    missed |= asyncio.run(_lag())
    return int(missed)


def _simulated(rng: Random) -> Known:
    """Pain and function to the last visit, and when the rules find the course resolved on all of it."""
    baseline = rng.randint(4, 9)
    floor = baseline * (rng.gauss(0.95, 0.1) if rng.random() < 0.3 else max(0.0, rng.gauss(0.2, 0.12)))
    pace = 0.3 * math.exp(rng.gauss(0, 0.5))
    nprs: list[float | None] = []
    ndi: list[float | None] = []
    for visit in range(LONGEST):
        pain = floor + (baseline - floor) * math.exp(-pace * visit) + rng.gauss(0, 0.7)
        pain += rng.choice((2, 3)) if rng.random() < 0.04 else 0
        known = min(10.0, max(0.0, float(round(pain))))
        nprs.append(None if rng.random() < 0.05 and visit else known)
        ndi.append(float(min(100, max(2, round(6 * pain + rng.gauss(0, 4))))) if visit % 4 == 0 else None)
    onset = rng.choice((20, 60, 200))
    made = Known(tuple(nprs), tuple(ndi), onset, None)
    return made._replace(resolves=facts_of(_course(made, 1, LONGEST, TODAY), TODAY, PROTOCOL).resolved_at)


def _course(one: Known, number: int, visits: int, last: date) -> Course:
    opened = last - timedelta(3 * (visits - 1))
    made = tuple(
        Visit(opened + timedelta(3 * at), 600, one.nprs[at], one.ndi[at]) for at in range(visits)
    )  # fmt: skip
    return Course(number, None, number, 1, "neck_pain", opened, opened - timedelta(one.onset_days), visits=made)


def _at_random(rng: Random, one: Known) -> int:  # noqa: ARG001 the other way of leaving looks at the course
    """The last visit that is seen: the clinic looks some time in the course, and anybody may lapse after any visit."""
    seen = rng.randint(1, LONGEST)
    return next((visit for visit in range(1, seen) if rng.random() < LAPSE), seen)


def _when_it_does_not_help(rng: Random, one: Known) -> int:
    """The same, but who has not improved by 30 % lapses three times as often."""
    seen = rng.randint(1, LONGEST)
    for visit in range(1, seen):
        now, first = one.nprs[visit - 1], one.nprs[0]
        helped = now is not None and first is not None and now <= 0.7 * first
        if rng.random() < (LAPSE if helped else 3 * LAPSE):
            return visit
    return seen


def _coverage(
    rng: Random, pool: Sequence[Known], truth: Sequence[float], size: int, runs: int,
    last_seen: Callable[[Random, Known], int],
) -> tuple[float, float, float]:  # fmt: skip
    """The share of intervals that hold the truth, over all visits and at the worst one; and the curve's mean error."""
    held: dict[int, list[bool]] = {}
    errors: list[float] = []
    for _ in range(runs):
        seen = [(one, last_seen(rng, one)) for one in rng.choices(pool, k=size)]
        curve = told_curve(kaplan_meier(
            (one.resolves, True) if one.resolves is not None and one.resolves <= last else (last, False)
            for one, last in seen
        ))  # fmt: skip
        for visit, inside, error in _compared(curve, truth):
            held.setdefault(visit, []).append(inside)
            errors.append(error)
    often = [sum(some) / len(some) for some in held.values() if len(some) >= runs // 2]
    return statistics.fmean(inside for some in held.values() for inside in some), min(often), statistics.fmean(errors)


def _compared(curve: Curve, truth: Sequence[float]) -> list[tuple[int, bool, float]]:
    """Each visit at which the curve has an interval: whether that holds the truth, and by how much the curve is off."""
    return [
        (step.time, 1 - step.high <= truth[step.time] <= 1 - step.low, 1 - step.share - truth[step.time])
        for step in curve.steps
        if step.low is not None and step.high is not None and step.time <= LONGEST
    ]


def _end_to_end(rng: Random, pool: Sequence[Known], truth: Sequence[float]) -> bool:
    """The same through a record: written, read in parts, derived by the rules, drawn up. True when it missed."""
    courses = []
    for number, one in enumerate(rng.choices(pool, k=CLINIC), start=1):
        last = _at_random(rng, one)
        courses.append((_course(one, number, last, TODAY - timedelta(rng.randrange(200))), one, last))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clinic.acudesk"
        init(path, "Simulated", ZONE)
        load(path, {
            "patient": ({"id": one.id, "family_name": f"P{one.id}", "given_name": "", "preferred_name": "", "phone": "",
                         "date_of_birth": None, "email": "", "cautions": "", "note": "", "version": 1}
                        for one, _, _ in courses),
            "course": ({"id": one.id, "patient_id": one.id, "condition": one.condition, "version": 1, "causes": "",
                        "opened_on": one.opened_on.isoformat(), "expected_by_rule": 1, "expected_reason": "",
                        "onset_date": one.onset_date.isoformat() if one.onset_date else None} for one, _, _ in courses),
            "visit": ({"course_id": one.id, "local_date": visit.on.isoformat(), "minute": 600, "nprs": visit.nprs,
                       "ndi_percent": visit.ndi_percent, "points": "", "techniques": "", "note": "", "version": 1}
                      for one, _, _ in courses for visit in one.visits),
        })  # fmt: skip
        with open_reader(path) as reader:
            period = Period(date.min, TODAY, TODAY)
            started = time.perf_counter()
            facts = [one for stretch in plan(reader, period).parts for one in part(reader, period, stretch, PROTOCOL)]
            found = outcomes(facts)
            took = time.perf_counter() - started
    by_hand = {one.id: known.resolves if known.resolves is not None and known.resolves <= last else None
               for one, known, last in courses}  # fmt: skip
    wrong = sum(one.resolved_at != by_hand[one.id] for one in facts)
    compared = _compared(told_curve(found.curve), truth)
    inside = sum(held for _, held, _ in compared)
    print(f"one clinic of {CLINIC:,} through a record, in {took:.2f} s: {wrong} courses with another end than "
          f"simulated; the truth is in the interval at {inside} of {len(compared)} visits, "
          f"the curve at most {max(abs(error) for *_, error in compared):.1%} off")  # fmt: skip
    return wrong > 0


def _speed(visits: int = 1_000_000) -> bool:
    """Reading a year and everything of a long history, as the page does. True when a bound was missed."""
    today = Clock().today(ZONE)
    missed = False
    with open_reader(generated(visits, today)) as reader:
        for name, period in (("the last year", last_year(today)), ("everything", Period(date.min, today, today))):
            started = time.perf_counter()
            drawn = plan(reader, period)
            facts, longest = [], 0.0
            for stretch in drawn.parts:
                began = time.perf_counter()
                facts += part(reader, period, stretch, PROTOCOL)
                longest = max(longest, 1000 * (time.perf_counter() - began))
            read = time.perf_counter() - started
            outcomes(facts)
            took = time.perf_counter() - started
            print(f"{visits:,} visits, {name}: {drawn.courses:,} courses read in {read:.2f} s, counted in "
                  f"{took - read:.2f} s; the longest part {longest:.0f} ms")  # fmt: skip
            if name == "the last year":
                missed = took > MOST_YEAR_S * pace() or longest > MOST_PART_MS * pace()
    return missed


async def _lag(visits: int = 1_000_000) -> bool:
    """How late the screen's own thread is while everything is read beside it. True when a bound was missed."""
    from dashboard.app import Acudesk
    from dashboard.record import Record
    from dashboard.screens.outcomes import OutcomesScreen

    record = Record(generated(visits, Clock().today(ZONE)))
    try:
        async with Acudesk(record, PROTOCOL, Clock()).run_test(size=(120, 40)) as pilot:
            await pilot.pause(2)
            started = time.perf_counter()
            await pilot.app.action_show_outcomes()
            screen = pilot.app.screen
            assert isinstance(screen, OutcomesScreen)
            while screen.told is None:
                await asyncio.sleep(0.005)
            first = time.perf_counter() - started
            while screen.read_of is not None:
                await asyncio.sleep(0.005)
            page = time.perf_counter() - started
            await pilot.pause(0.5)
            screen.period = Period(date.min, screen.as_of, screen.as_of)
            screen.start_reading()
            late: list[float] = []
            while screen.read_of is not None:
                began = time.perf_counter()
                await asyncio.sleep(0.01)
                late.append(1000 * (time.perf_counter() - began) - 10)
    finally:
        record.close()
    late.sort()
    middle, most = late[len(late) // 2], late[int(0.99 * len(late))]
    print(f"on screen: first figures of the last year after {first:.2f} s, all of them after {page:.2f};")
    print(f"while everything is read a key waits {middle:.0f} ms longer, {most:.0f} ms in one of a hundred "
          f"(at most {MOST_LATE_MS * pace():.0f})")  # fmt: skip
    return first > MOST_FIRST_S * pace() or page > MOST_PAGE_S * pace() or most > MOST_LATE_MS * pace()


if __name__ == "__main__":
    sys.exit(main())
