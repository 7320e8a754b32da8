"""What a session over ssh costs: memory at rest, and bytes on the line for each move of the cursor.

Held against a bare Textual app (memory) and a bare table (bytes) through the same sshd, as ratios.
"""

import os
import shutil
import socket
import statistics
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path

from bench.generate import generated
from tests.ssh.support import Client, Gate, descendants, gate_before
from tests.terminal.support import Seen

SESSIONS, MOVES = 5, 20
MOST_MEMORY, MOST_BYTES, MOST_PRESSED = 4.0, 1.1, 4.0
"""The most a session may cost as a multiple of the bare app, and a move as one of the bare table.

Compressed, the table's rows are nothing but their own repetition; here another patient's facts come with each move.
"""

REST = 6.0
"""Seconds after the first picture: by then the write path has been brought in."""


class Counting:
    """A line through which a client reaches sshd, and which counts what comes down it."""

    def __init__(self, port: int) -> None:
        self.down = 0
        self._to = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            near, _ = self._listening.accept()
            far = socket.create_connection(("127.0.0.1", self._to))
            threading.Thread(target=self._carry, args=(near, far, False), daemon=True).start()
            threading.Thread(target=self._carry, args=(far, near, True), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket, down: bool) -> None:
        with suppress(OSError):
            while data := one.recv(1 << 16):
                other.sendall(data)
                if down:
                    self.down += len(data)
        with suppress(OSError):
            other.shutdown(socket.SHUT_WR)


def main() -> int:
    """Print the figures; 1 where one is over its bound."""
    private = Path(tempfile.mkdtemp())
    record = private / "clinic.acudesk"
    shutil.copyfile(generated(100_000, todays=80), record)
    try:
        with gate_before(record, private) as gate:
            client = gate.let_in(1, "bench")
            programs = {"acudesk": Path(gate.door.session_command).read_text()}
            for name in ("hello", "table"):
                programs[name] = _bare(programs["acudesk"], name)
            hello = _memory(gate, client, programs["hello"], "hello-from-the-floor")
            ours = _memory(gate, client, programs["acudesk"], "Today")
            table = _moves(gate, client, programs["table"], "Patient 001")
            moves = _moves(gate, client, programs["acudesk"], "Today")
    finally:
        shutil.rmtree(private, ignore_errors=True)
    memory, plain, pressed = ours / hello, moves[0] / table[0], moves[1] / table[1]
    print(
        f"memory at rest, {SESSIONS} sessions at once: bare app {hello:.0f} MB, acudesk with its parent {ours:.0f} MB,"
    )
    print(f"ratio {memory:.2f} (at most {MOST_MEMORY})")
    print(f"a cursor move on the line: bare table {table[0]:.0f} bytes, acudesk {moves[0]:.0f}, ratio {plain:.2f};")
    print(
        f"with ssh -C: {table[1]:.0f} and {moves[1]:.0f}, ratio {pressed:.2f} (at most {MOST_BYTES} and {MOST_PRESSED})"
    )
    print(f"the first picture: {moves[2] / 1000:.1f} kB, with -C {moves[3] / 1000:.1f} kB")
    return int(memory > MOST_MEMORY or plain > MOST_BYTES or pressed > MOST_PRESSED)


def _bare(session: str, name: str) -> str:
    """The session's start with a bare app in place of the dashboard."""
    head, _, _ = session.partition(f"    {sys.executable}")
    return f"{head}    PYTHONPATH={Path(__file__).parents[1]} {sys.executable} -m bench.{name}\n"


def _open(gate: Gate, client: Client, session: str, first: str, *options: str) -> Seen:
    Path(gate.door.session_command).write_text(session)
    seen = client.open(*options)
    seen.until(lambda: first.encode() in seen.output, 60)
    seen.quiet(0.5)
    return seen


def _memory(gate: Gate, client: Client, session: str, first: str) -> float:
    """Megabytes of a session (its share of what is shared), the median of several that are open together."""
    with ExitStack() as until_left:
        for _ in range(SESSIONS):
            until_left.enter_context(_open(gate, client, session, first))
        time.sleep(REST)
        found = []
        for pid in descendants(gate.pid):
            words = _words(pid)
            if "python" in words[:1][0] and os.getsid(pid) == pid:
                found.append(_share(pid) + sum(_share(child) for child in descendants(pid)))
        assert len(found) == SESSIONS, found
    time.sleep(1)
    return statistics.median(found)


def _words(pid: int) -> list[str]:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").split("\0")
    return [""]


def _share(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _moves(gate: Gate, client: Client, session: str, first: str) -> tuple[float, float, int, int]:
    """Bytes a move, plain and compressed, and bytes to the first picture, plain and compressed."""
    told = []
    for options in ((), ("-C",)):
        line = Counting(gate.port)
        through = ("-o", f"Port={line.port}", "-o", f"HostKeyAlias=[127.0.0.1]:{gate.port}", *options)
        with _open(gate, client, session, first, *through) as seen:
            seen.quiet(2.5)
            picture, sizes = line.down, []
            # From the first row on, wherever the cursor began.
            seen.send(b"\x1b[H")
            seen.quiet(1.0)
            for _ in range(MOVES):
                before = line.down
                seen.send(b"\x1b[B")
                seen.quiet(0.4)
                sizes.append(line.down - before)
        told.append((statistics.median(sizes), picture))
    (plain, first_plain), (pressed, first_pressed) = told
    return plain, pressed, first_plain, first_pressed


if __name__ == "__main__":
    sys.exit(main())
