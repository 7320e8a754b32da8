"""The session a key starts: a small parent outlives the dashboard, ends it on a hang-up, and writes down its end."""

import fcntl
import gc
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from dashboard.given_back import GIVE_BACK
from db.audit import Actor
from db.errors import RecordError
from db.opening import file_at
from db.sign_ins import CRASHED, HUNG_UP, KILLED, LEFT, Session, end_or_tell

MEMORY = 1 << 30
"""Bytes of addresses a session may have: one that runs away must not take the machine along."""

PATIENCE = 5.0
"""Seconds in which a dashboard that was hung up on must have ended by itself."""

FAULT, TERMINATED = 70, 128 + signal.SIGTERM
_HANG_UPS = (signal.SIGHUP, signal.SIGTERM)
_KEYS = (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP)
"""Signals that keys send before the dashboard has taken the keyboard."""


def limit() -> None:
    """What holds for the session whatever happens in it: no file for others, no dump of memory, no end of memory."""
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    allowed = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, most))


def run_watched(work: Callable[[], int], path: Path, actor: Actor, session: Session, now: Callable[[], int]) -> int:
    """Run `work` in a child and return its exit code; the record hears how it ended.

    `now` gives UTC seconds. A hang-up is passed on, and what still runs `PATIENCE` seconds later is killed.
    """
    began, there = now(), file_at(path)
    heard, wake = os.pipe()
    for end in (heard, wake):
        os.set_blocking(end, False)
    # What was imported so far is shared by both; the collector's marks would copy it.
    gc.freeze()
    before = signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    for one in (*_HANG_UPS, signal.SIGCHLD):
        signal.signal(one, lambda *_: None)
    for one in _KEYS:
        signal.signal(one, signal.SIG_IGN)
    child = os.fork()
    if child == 0:
        signal.set_wakeup_fd(-1)
        os.close(heard)
        os.close(wake)
        _become_child(work)
    hung_up, killed, status = _wait(child, heard)
    signal.set_wakeup_fd(before)
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        _give_terminal_back()
    how = KILLED if killed else HUNG_UP if hung_up else how_ended(code)
    # What cannot be written now is found by whoever comes in next; the person has left, or heard why already.
    # Nor is it any business of another record that stands in the place of this one by now.
    with suppress(RecordError):
        if file_at(path) == there:
            end_or_tell(path, actor, began, now(), session, how)
    return code if code >= 0 else 128 - code


def how_ended(code: int) -> str:
    """What an exit code, or minus a signal, says of how a session ended."""
    if code == -signal.SIGHUP:
        return HUNG_UP
    if code < 0 or code == TERMINATED:
        return KILLED
    return CRASHED if code == FAULT else LEFT


def _become_child(work: Callable[[], int]) -> None:
    code = FAULT
    try:
        for one in (*_HANG_UPS, signal.SIGCHLD, signal.SIGINT):
            signal.signal(one, signal.SIG_DFL if one != signal.SIGINT else signal.default_int_handler)
        code = work()
    except BaseException:
        # `work` has words for everything; what it has none for must not go on as a second parent.
        code = FAULT
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)


def _wait(child: int, heard: int) -> tuple[bool, bool, int]:
    """(was hung up on, had to be killed, wait status) of the child, once it has ended."""
    until: float | None = None
    killed = False
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return until is not None, killed, status
        left = None if until is None else max(0.0, until - time.monotonic())
        ready, _, _ = select.select([heard], [], [], left)
        signals = os.read(heard, 64) if ready else b""
        if until is None and any(one in signals for one in _HANG_UPS):
            until = time.monotonic() + PATIENCE
            os.kill(child, signal.SIGHUP)
            os.kill(child, signal.SIGCONT)
        elif until is not None and not killed and time.monotonic() >= until:
            killed = True
            until += 60.0
            os.kill(child, signal.SIGKILL)


def _give_terminal_back() -> None:
    """The dashboard could not do it itself any more. A line that takes nothing is not waited for."""
    with suppress(OSError):
        flags = fcntl.fcntl(1, fcntl.F_GETFL)
        fcntl.fcntl(1, fcntl.F_SETFL, flags | os.O_NONBLOCK)
        os.write(1, GIVE_BACK)
