"""What a cursor move on Today costs: time until the row has moved, bytes until the screen is at rest; and that an idle
screen sends nothing at all.

The time is held against a bare table of as many rows in the same terminal, moved in turns with it.
"""

import statistics
import sys
import time

from bench.first_picture import last_name
from bench.generate import generated
from bench.terminal import Terminal

MOVES, TURN = 40, 10
MOST_TIMES, MOST_BYTES = 1.5, 1300
IDLE_SECONDS = 10
DOWN, UP = b"\x1b[B", b"\x1b[A"


def main(visits: int = 100_000, todays: int = 80) -> int:
    """Print medians for a move; 1 when one is over its bound."""
    record = generated(visits, todays=todays)
    with (
        Terminal([sys.executable, "-m", "bench.table"]) as table,
        Terminal([sys.executable, "-m", "dashboard", "--db", str(record)]) as terminal,
    ):
        table.wait_for("Patient 001")
        terminal.wait_for(last_name(record))
        table.quiet(1.5)
        terminal.quiet(1.5)
        floor: list[float] = []
        moments: list[float] = []
        sizes: list[float] = []
        for turn in range(MOVES // TURN):
            key = UP if turn % 2 else DOWN
            floor += [took for took, _ in _moves(table, key)]
            for took, size in _moves(terminal, key):
                moments.append(took)
                sizes.append(size)
        burst = len(terminal.output)
        for _ in range(10):
            terminal.send(DOWN)
            terminal.read(0.2)
            time.sleep(0.02)
        terminal.quiet(0.4)
        burst = (len(terminal.output) - burst) // 10
        time.sleep(max(0.0, 62 - time.time() % 60) if time.time() % 60 > 45 else 0)
        terminal.quiet(1.5)
        idle = len(terminal.output)
        end = time.time() + IDLE_SECONDS
        while time.time() < end:
            terminal.read(0.5)
        idle = len(terminal.output) - idle
    bare, took, size = statistics.median(floor), statistics.median(moments), statistics.median(sizes)
    print(f"{todays} on the day: a cursor move takes {took:.1f} ms to the moved row, in a bare table {bare:.1f},")
    print(f"ratio {took / bare:.2f} (at most {MOST_TIMES}); {size:.0f} bytes until at rest with the")
    print(f"patient beside it (at most {MOST_BYTES}), medians of {MOVES}; in a burst of ten {burst} bytes a move;")
    print(f"idle for {IDLE_SECONDS} s: {idle} bytes (none asked for)")
    return int(took / bare > MOST_TIMES or size > MOST_BYTES or idle > 0)


def _moves(terminal: Terminal, key: bytes) -> list[tuple[float, int]]:
    """Milliseconds to the first byte of an answer, and bytes until the screen is at rest, of each move of a turn."""
    found = []
    for _ in range(TURN):
        before = len(terminal.output)
        started = time.perf_counter()
        terminal.send(key)
        terminal.read(1.0)
        moment = (time.perf_counter() - started) * 1000
        terminal.quiet(0.3)
        found.append((moment, len(terminal.output) - before))
    return found


if __name__ == "__main__":
    sys.exit(main())
