"""Telling a process that goes on from one that is gone and whose number another process has now."""

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

HERE, GONE, UNKNOWN = "here", "gone", "unknown"
"""What can be said of a process: it goes on, it does not, or this machine cannot tell."""


def own_process() -> str:
    """This process, as `machine:pid:start`: told from every other one, also after a restart of the machine."""
    return process_of(os.getpid())


def process_of(pid: int) -> str:
    """A process of this machine, as `own_process` would say it of itself."""
    return f"{_machine()}:{pid}:{_start(pid)}"


def state_of(process: str) -> str:
    """`HERE`, `GONE` or `UNKNOWN`: of a process in another container of this machine nothing can be said."""
    machine, pid, start = _read(process)
    if not pid:
        return GONE
    boot, _, space = machine.partition("/")
    own_boot, _, own_space = _machine().partition("/")
    if boot != own_boot:
        # Of this machine before it was started again: a record is on one machine only.
        return GONE
    if space != own_space:
        return UNKNOWN
    if not _exists(pid):
        return GONE
    return HERE if _start(pid) == start else GONE


def end(process: str) -> bool:
    """Hang up on a process that goes on; whether that could be done. One that is gone already counts as done."""
    state = state_of(process)
    if state != HERE:
        return state == GONE
    _, pid, _ = _read(process)
    try:
        os.kill(pid, signal.SIGHUP)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return True


def _read(process: str) -> tuple[str, int, str]:
    machine, _, rest = process.partition(":")
    pid, _, start = rest.partition(":")
    return machine, int(pid) if pid.isascii() and pid.isdecimal() else 0, start


def _machine() -> str:
    """Which start of which machine, and which space of process numbers on it; empty where the system does not say."""
    boot = space = ""
    with suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    with suppress(OSError):
        space = str(Path("/proc/self/ns/pid").stat().st_ino)
    return f"{boot}/{space}"


def _start(pid: int) -> str:
    """When a process began, in the kernel's own ticks; empty where the system does not say."""
    try:
        found = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    # The second field is the program's name in brackets, with any character in it.
    fields = found.rpartition(")")[2].split()
    # Waiting to be buried is being gone.
    return "" if not fields or fields[0] in "ZX" else fields[19]


def _exists(pid: int) -> bool:
    if sys.platform == "linux":
        return Path(f"/proc/{pid}").exists()
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
