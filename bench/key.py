"""What a cursor move on Today costs: time until the row has moved, bytes until the screen is at rest; and that an idle
screen sends nothing at all.
"""

import statistics
import sys
import time

from bench.first_picture import last_name
from bench.generate import generated
from bench.terminal import Terminal

MOVES = 40
MOST_MS, MOST_BYTES = 6.0, 1300
IDLE_SECONDS = 10


def main(visits: int = 100_000, todays: int = 80) -> int:
    """Print medians for a move down; 1 when one is over its bound."""
    record = generated(visits, todays=todays)
    with Terminal([sys.executable, "-m", "dashboard", "--db", str(record)]) as terminal:
        terminal.wait_for(last_name(record))
        terminal.quiet(1.5)
        moments, sizes = [], []
        for move in range(MOVES):
            before = len(terminal.output)
            started = time.perf_counter()
            terminal.send(b"\x1b[B" if move % 20 < 10 else b"\x1b[A")
            terminal.read(1.0)
            moments.append((time.perf_counter() - started) * 1000)
            terminal.quiet(0.3)
            sizes.append(len(terminal.output) - before)
        burst = len(terminal.output)
        for _ in range(10):
            terminal.send(b"\x1b[B")
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
    took, size = statistics.median(moments), statistics.median(sizes)
    print(f"{todays} on the day: a cursor move takes {took:.1f} ms to the moved row (at most {MOST_MS:.0f}),")
    print(f"{size:.0f} bytes until at rest with the")
    print(f"patient beside it (at most {MOST_BYTES}), medians of {MOVES}; in a burst of ten {burst} bytes a move;")
    print(f"idle for {IDLE_SECONDS} s: {idle} bytes (none asked for)")
    return int(took > MOST_MS or size > MOST_BYTES or idle > 0)


if __name__ == "__main__":
    sys.exit(main())
