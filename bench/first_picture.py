"""Time from start to today's rows on the screen, against a bare Textual app, run alternately in a real terminal.

The record holds 50,000 patients and a million visits. At most 1.5 times the bare app is asked for.
"""

import statistics
import subprocess
import sys

from bench.generate import generated
from bench.terminal import Terminal

RUNS = 15
LIMIT = 1.5
_SHOWN = 14
"""Appointments that fit under each other, with the free times between them."""

HELLO = [sys.executable, "-m", "bench.hello"]


def main(visits: int = 1_000_000) -> int:
    """Print both medians and their ratio; 1 when it is above `LIMIT`."""
    record = generated(visits)
    command = [sys.executable, "-m", "dashboard", "--db", str(record)]
    last = last_name(record)
    floor, ours = [], []
    for run in range(RUNS + 1):
        with Terminal(HELLO) as terminal:
            hello = terminal.wait_for("hello-from-the-floor")
        with Terminal(command) as terminal:
            rows = terminal.wait_for(last)
        if run:  # the first pair only warms the disk
            floor.append(hello)
            ours.append(rows)
    hello, rows = statistics.median(floor), statistics.median(ours)
    ratio = rows / hello
    print(f"first picture, {visits:,} visits: bare app {hello * 1000:.0f} ms, today's rows {rows * 1000:.0f} ms, ")
    print(f"ratio {ratio:.2f} (at most {LIMIT}), {RUNS} alternating runs, medians")
    return int(ratio > LIMIT)


def last_name(record: object) -> str:
    """The family name in one of the last rows of the schedule that the first picture shows at any time of day."""
    plain = subprocess.run(
        [sys.executable, "-m", "dashboard", "--db", str(record), "today", "--json"],
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    import json

    appointments = json.loads(plain.stdout)["appointments"]
    # Free times take lines too, most of them before the day begins.
    return str(appointments[min(len(appointments), _SHOWN) - 1]["patient"]).split()[-1][:8]


if __name__ == "__main__":
    sys.exit(main())
