"""The program in a real pseudo-terminal, its screen drawn by an emulator."""

import fcntl
import os
import re
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pyte

from bench.terminal import Terminal
from tests.conftest import NOW_UTC

OPEN = """
import faulthandler
import os
import signal
import sys
from pathlib import Path
from dashboard.app import Acudesk, run
from dashboard.cli.output import prepare
from dashboard.cli.trouble import guarded
from dashboard.clock import FixedClock

def bad(self):
    someone = "Mei Tanaka born 1985-03-04"
    raise ValueError(someone)

whole = Acudesk.__init__

def kept(self, *given, **more):
    whole(self, *given, **more)
    signal.signal(signal.SIGUSR1, lambda *_: tell(self))

def tell(app):
    with open(os.environ["HOME"] + "/inside.txt", "w") as file:
        file.write(f"screens {[type(one).__name__ for one in app.screen_stack]}, in hand {app.focused!r}\\n")
        file.write(f"keys waiting {len(app._keys)}, under way {app._under_way}, windows opening {app._opening}\\n")
        file.write(f"at work {[(one.group, one.state.name) for one in app.workers if not one.is_finished]}\\n")
        file.flush()
        faulthandler.dump_traceback(file)

Acudesk.__init__ = kept

if len(sys.argv) > 3:
    module, _, method = sys.argv[3].rpartition(":")
    whose, _, method = method.rpartition(".")
    setattr(getattr(__import__(module, fromlist=[whose]), whose) if module else Acudesk, method, bad)
prepare()
sys.exit(guarded(lambda: run(Path(sys.argv[1]), FixedClock(int(sys.argv[2])))))
"""
"""The dashboard as the command line opens it, at the tests' own moment; a third argument names a method to break,
of the app or as `module:Class.method`."""

# What pyte would draw as letters: questions about modes and the keyboard protocol's switches.
_NOT_DRAWN = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p")
_UNFINISHED = re.compile(rb"\x1b(\[[<>=?]?[0-9;]*\$?)?\Z")

LONG = 90.0
"""Seconds within which whatever must come about has come about, on the busiest machine."""


class Seen(Terminal):
    """A terminal that is looked at."""

    def __init__(
        self, home: Path, *command: str, columns: int = 120, rows: int = 40, env: dict[str, str] | None = None
    ) -> None:
        places = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_DIRS")
        own = dict.fromkeys(places, str(home)) | {"PYTHONPATH": str(Path(__file__).parents[2])} | (env or {})
        super().__init__(list(command), columns=columns, rows=rows, env=own)
        self.home = home
        self.before = termios.tcgetattr(self.fd)
        self._sizes: list[tuple[int, int, int]] = []
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._fed = 0
        self.code: int | None = None

    @classmethod
    def dashboard(cls, home: Path, record: Path, *broken: str, **more: object) -> "Seen":
        """The dashboard on a record, waited for."""
        seen = cls(home, sys.executable, "-c", OPEN, str(record), str(NOW_UTC), *broken, **more)
        seen.until(lambda: "acudesk" in seen.text())
        seen.quiet(0.3)
        return seen

    def resize(self, columns: int, rows: int) -> None:
        """Another window size."""
        if columns and rows:  # the emulator has no window of no size
            self._sizes.append((len(self.output), columns, rows))
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def screen(self) -> pyte.Screen:
        """What a terminal shows after everything that was sent; the same screen each time, further on."""
        while self._sizes:
            end, columns, rows = self._sizes.pop(0)
            self._feed(end)
            self._screen.resize(rows, columns)
        half = _UNFINISHED.search(self.output, max(self._fed, len(self.output) - 64))
        self._feed(half.start() if half else len(self.output))
        return self._screen

    def _feed(self, end: int) -> None:
        if end > self._fed:
            self._stream.feed(_NOT_DRAWN.sub(b"", bytes(self.output[self._fed : end])))
            self._fed = end

    def text(self) -> str:
        """The screen as rows of text."""
        screen = self.screen()
        # Not pyte's own reading: it stumbles over the second half of a wide letter whose first was written over.
        rows = ("".join(screen.buffer[y][x].data for x in range(screen.columns)) for y in range(screen.lines))
        return "\n".join(row.rstrip() for row in rows)

    def until(self, true: Callable[[], object], seconds: float = LONG) -> None:
        """Read until something is true; fail with the screen."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, f"it never happened; on screen:\n{self.text()}"
            self.read(0.05)

    def ended(self, seconds: float = LONG) -> int:
        """Wait for the program's end: its exit code, or minus the signal that ended it."""
        end = time.monotonic() + seconds
        while self.code is None:
            assert time.monotonic() < end, f"it is still running; on screen:\n{self.text()}"
            self.read(0.05)
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                self.code = os.waitstatus_to_exitcode(status)
        while self.read(0.1):
            pass
        return self.code

    def inside(self) -> str:
        """What a program that does not answer says of itself: its windows, keys and work, and where its threads are."""
        told = self.home / "inside.txt"
        os.kill(self.pid, signal.SIGUSR1)
        end = time.monotonic() + 5
        while time.monotonic() < end and not (told.exists() and "Thread" in told.read_text(encoding="utf-8")):
            self.read(0.05)
        said = told.read_text(encoding="utf-8") if told.exists() else "its first thread is stuck"
        return f"{said}\non screen:\n{self.text()}"

    def saved(self) -> None:
        """Save the visit whose form is open; what has to be seen first is pointed out once."""
        asked = "Enter again" in self.text()
        self.send(b"\r")
        self.until(lambda: "is recorded" in self.text() or (not asked and "Enter again" in self.text()))
        if "is recorded" not in self.text():
            self.send(b"\r")
            self.until(lambda: "is recorded" in self.text())

    def alive(self) -> bool:
        """Whether the program still runs."""
        if self.code is None:
            done, status = os.waitpid(self.pid, os.WNOHANG)
            self.code = os.waitstatus_to_exitcode(status) if done else None
        return self.code is None

    def close(self) -> None:
        """End it, if it has not ended."""
        if self.code is None:
            super().close()
        else:
            os.close(self.fd)

    @property
    def left_clean(self) -> bool:
        """Whether the other screen was left, the cursor shown and the line's settings given back."""
        return (
            self.output.rfind(b"\x1b[?1049l") > self.output.rfind(b"\x1b[?1049h")
            and self.output.rfind(b"\x1b[?25h") > self.output.rfind(b"\x1b[?25l")
            and termios.tcgetattr(self.fd) == self.before
        )
