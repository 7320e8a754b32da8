"""That looking at today costs the same however long the clinic has been open: 10 thousand to 1 million visits."""

import statistics
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date

from bench.generate import ZONE, generated
from dashboard.clock import Clock
from db.courses import caseload
from db.days import day
from db.patients import find
from db.reader import Reader, open_reader
from db.referrals import open_referrals

SIZES = (10_000, 100_000, 1_000_000)
RUNS = 25
MOST = 2.0
"""How many times its time on the smallest record a question may take on a larger one."""
FLOOR_MS = 1.0
"""Below this nobody notices, and the clock's own grain decides the ratio."""


def main(sizes: tuple[int, ...] = SIZES) -> int:
    """Print the medians; 1 when a question grew."""
    on = Clock().today(ZONE)
    with ExitStack() as readers:
        asked = [_questions(readers.enter_context(open_reader(generated(size, on))), on) for size in sizes]
        figures = {name: _medians_ms([questions[name] for questions in asked]) for name in asked[0]}
    print(f"{'milliseconds':<28}" + "".join(f"{size:>12,}" for size in sizes) + f"{'ratio':>9}")
    grown = []
    for name, medians in figures.items():
        ratio = max(medians) / medians[0]
        print(f"{name:<28}" + "".join(f"{median:12.2f}" for median in medians) + f"{ratio:9.2f}")
        if ratio > MOST and max(medians) > FLOOR_MS:
            grown.append(name)
    print(f"grew: {', '.join(grown)}" if grown else f"flat: none above {MOST} (or all below {FLOOR_MS} ms)")
    return int(bool(grown))


def _questions(reader: Reader, on: date) -> dict[str, Callable[[], object]]:
    # A patient from the middle of the list, looked for by what somebody at the desk would type.
    found = reader.row(
        "select family_name, given_name, phone from patient where id = (select max(id) / 2 from patient)"
    )
    assert found is not None
    family, given, phone = found
    return {
        "today": lambda: day(reader, on),
        "caseload": lambda: caseload(reader, on),
        "pending referrals": lambda: open_referrals(reader, on),
        "search, three letters": lambda: find(reader, family[:3]),
        "search, two names": lambda: find(reader, f"{family[:4]} {given[:3]}"),
        "search, end of a phone": lambda: find(reader, phone[-4:]),
    }


def _medians_ms(questions: list[Callable[[], object]]) -> list[float]:
    """The median of each, asked in turn, so that what else the machine does falls on all of them alike."""
    taken: list[list[float]] = [[] for _ in questions]
    for run in range(RUNS + 1):
        for question, times in zip(questions, taken, strict=True):
            started = time.perf_counter()
            question()
            if run:  # the first round only warms the disk
                times.append((time.perf_counter() - started) * 1000)
    return [statistics.median(times) for times in taken]


if __name__ == "__main__":
    sys.exit(main())
