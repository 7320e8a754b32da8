"""How slow this machine is now, by the start of a bare Textual app: bounds in time are multiples of that.

A bound in milliseconds means the machine on which that start takes `REFERENCE_S`; anywhere else it is as much longer.
"""

import statistics
import sys
from functools import cache

from bench.terminal import Terminal

REFERENCE_S = 0.19
HELLO = [sys.executable, "-m", "bench.hello"]
RUNS = 7


@cache
def pace() -> float:
    """How many times as long as on the reference machine a bare app takes to its first line; says so."""
    took = []
    for _ in range(RUNS):
        with Terminal(HELLO) as terminal:
            took.append(terminal.wait_for("hello-from-the-floor"))
    bare = statistics.median(took[1:])  # the first only warms the disk
    times = bare / REFERENCE_S
    print(f"a bare app starts in {1000 * bare:.0f} ms: bounds are {times:.2f} times those of a machine with "
          f"{1000 * REFERENCE_S:.0f}")  # fmt: skip
    return times
