"""Typing into the search over 50,000 patients: time from a key to the first byte of its rows; and a cursor move in the
week view with the day full behind it.
"""

import statistics
import sys
import time

from bench.first_picture import last_name
from bench.generate import generated
from bench.terminal import Terminal
from bench.yardstick import pace

MOST_FIND_MS, MOST_WEEK_MS, MOST_WEEK_BYTES = 30.0, 6.0, 1300


def main(visits: int = 1_000_000) -> int:
    """Print medians; 1 when one is over its bound."""
    record = generated(visits)
    name = last_name(record).lower()
    with Terminal([sys.executable, "-m", "dashboard", "--db", str(record)]) as terminal:
        terminal.wait_for(last_name(record))
        terminal.quiet(3.5)  # the write path has been brought in
        terminal.send(b"/")
        terminal.quiet(0.6)
        found = []
        for _ in range(6):
            for letter in name[:4]:
                found.append(_answered(terminal, letter.encode()))
            for _ in range(4):
                terminal.send(b"\x7f")
                terminal.quiet(0.15)
        terminal.send(b"\x1b")
        terminal.quiet(0.6)
        terminal.send(b"g")
        terminal.quiet(1.0)
        moves, sizes = [], []
        for move in range(24):
            before = len(terminal.output)
            started = time.perf_counter()
            terminal.send((b"\x1b[A", b"\x1b[D", b"\x1b[B", b"\x1b[C")[move % 4])
            terminal.read(1.0)
            moves.append((time.perf_counter() - started) * 1000)
            terminal.quiet(0.2)
            sizes.append(len(terminal.output) - before)
    find, week, size = statistics.median(found), statistics.median(moves), statistics.median(sizes)
    print(
        f"search over 50,000 patients: {find:.1f} ms from a letter to its rows (at most {MOST_FIND_MS * pace():.0f}),"
    )
    print(f"median of {len(found)}, the longest {max(found):.0f} ms;")
    print(f"a move in the week view: {week:.1f} ms (at most {MOST_WEEK_MS * pace():.0f}), {size:.0f} bytes")
    return int(find > MOST_FIND_MS * pace() or week > MOST_WEEK_MS * pace() or size > MOST_WEEK_BYTES)


def _answered(terminal: Terminal, letter: bytes) -> float:
    """Milliseconds from a letter until the rows it found are drawn: the last bytes before half a breath of silence."""
    started = last = time.perf_counter()
    terminal.send(letter)
    while terminal.read(0.08):
        last = time.perf_counter()
    return (last - started) * 1000


if __name__ == "__main__":
    sys.exit(main())
