"""A terminal in which the program was killed, as by a machine out of memory, is as it was before."""

import os
import signal
import sys
import termios
from pathlib import Path

import pytest

from tests.conftest import NOW_UTC
from tests.terminal.support import Seen

KEPT = """
import os, signal, sys, time
sys.path.insert(0, sys.argv[1])
from pathlib import Path
import dashboard.sturdy
from dashboard.app import run
from dashboard.cli.output import prepare
from dashboard.clock import FixedClock
from dashboard.given_back import Keeper

dashboard.sturdy.KEEP_AFTER = 0.2
child = os.fork()
if child == 0:
    # A job of its own, as a shell begins one.
    os.setpgid(0, 0)
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    os.tcsetpgrp(0, os.getpgrp())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    whole = Keeper.__init__
    def told(self, fd):
        whole(self, fd)
        Path(sys.argv[4]).write_text(f"{os.getpid()} {self._shell.pid}")
    Keeper.__init__ = told
    prepare()
    sys.exit(run(Path(sys.argv[2]), FixedClock(int(sys.argv[3]))))
os.waitpid(child, 0)
print("AFTER IT", flush=True)
time.sleep(600)
"""
"""A shell that begins the dashboard as a job and goes on after it."""


@pytest.mark.parametrize("how", [signal.SIGKILL, 0])
def test_the_terminal_is_given_back_by_somebody_else(tmp_path: Path, sample_path: Path, how: int) -> None:
    told = tmp_path / "told"
    root = str(Path(__file__).parents[2])
    with Seen(tmp_path, sys.executable, "-c", KEPT, root, str(sample_path), str(NOW_UTC), str(told)) as seen:
        seen.until(lambda: "1 Today" in seen.text() and told.exists() and told.read_text().count(" "))
        program, keeper = map(int, told.read_text().split())
        if how:
            os.kill(program, how)
        else:
            seen.send(b"\x11")
        seen.until(lambda: seen.left_clean or (seen.output.rfind(b"AFTER IT") > 0 and _sane(seen)))
        assert seen.output.rfind(b"\x1b[?1049l") > seen.output.rfind(b"\x1b[?1049h")
        assert seen.output.rfind(b"\x1b[?1006l") > seen.output.rfind(b"\x1b[?1006h")
        assert seen.output.rfind(b"\x1b[?25h") > seen.output.rfind(b"\x1b[?25l")
        seen.until(lambda: not Path(f"/proc/{keeper}").exists())


def _sane(seen: Seen) -> bool:
    """Whether the line takes whole lines and shows what is typed."""
    return bool(termios.tcgetattr(seen.fd)[3] & termios.ICANON and termios.tcgetattr(seen.fd)[3] & termios.ECHO)
