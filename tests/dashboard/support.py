"""The dashboard under test: opened at a moment on a record, waited for without sleeping, and read as text and inks."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

from rich.segment import Segment
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from dashboard.app import Acudesk
from dashboard.clock import Clock, read_moment
from dashboard.record import Record
from db.protocol_file import load_protocol
from db.reader import open_reader
from tests.conftest import ZONE

MOMENT = "2026-11-20 10:47"
DEMO_DAY = date(2026, 11, 23)
STATE_INKS = {"ink-good": "good", "ink-info": "info", "ink-warn": "warn", "ink-bad": "bad", "ink-accent": "accent"}


class HandClock(Clock):
    """A clock that a test sets by hand."""

    def __init__(self, moment: str = MOMENT, zone: str = ZONE) -> None:
        super().__init__()
        self.set(moment, zone)

    def set(self, moment: str, zone: str = ZONE) -> None:
        self._utc = read_moment(moment, zone)

    def now_utc(self) -> int:
        return self._utc


Desk = Pilot[Any]


@asynccontextmanager
async def desk(
    path: Path, size: tuple[int, int] = (120, 40), clock: Clock | None = None, keys: tuple[str, ...] = ()
) -> AsyncIterator[Desk]:
    """The dashboard on a record, its first picture up and what it reads read."""
    record = Record(path)
    try:
        app = Acudesk(record, load_protocol(None), clock or HandClock())
        async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
            await settled(pilot)
            await press(pilot, *keys)
            yield pilot
    finally:
        record.close()


async def settled(pilot: Desk) -> None:
    """Until nothing is being read, laid out or about to be read.

    A longer way (a `flow`) may be waiting for an answer to the window it has opened: it is given a moment to open it.
    """
    await pilot.pause()
    for _ in range(200):  # a second or two at most; what waits longer is waited for by `until`
        rest = getattr(pilot.app.screen, "_rest", None)
        busy = [worker for worker in pilot.app.workers if not worker.is_finished and worker.group != "flow"]
        if not busy and (rest is None or rest._task is None or rest._task.done()):
            break
        if busy:
            with suppress(WorkerCancelled):  # a newer reading took its place
                await pilot.app.workers.wait_for_complete(busy)
        await pilot.pause(0.01)
    if any(not worker.is_finished for worker in pilot.app.workers):
        await pilot.pause(0.15)
    await pilot.pause()


async def press(pilot: Desk, *keys: str) -> None:
    """Press keys one by one, each seen through."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def until(pilot: Desk, true: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait for something to become true; fail with what the screen shows."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return
        await pilot.pause(0.02)
    raise AssertionError(f"it never happened within {seconds} s; on screen:\n{text(pilot)}")


def segments(pilot: Desk) -> list[list[Segment]]:
    """The screen as it is sent, with what shows through from below: rows of segments."""
    app = pilot.app
    update = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    return [[one for strip in row for one in strip] for row in update.strips]


def text(pilot: Desk) -> str:
    """The screen as rows of text."""
    return "\n".join("".join(one.text for one in row).rstrip() for row in segments(pilot))


def inks(pilot: Desk) -> list[str]:
    """What is drawn in the ink of a state, by row: `7 warn 'late 107m'`; and the row in hand."""
    variables = pilot.app.theme_variables
    names = {variables[name].lower(): ink for name, ink in STATE_INKS.items()}
    lit = variables["cursor-row"].lower()
    found = []
    for number, row in enumerate(segments(pilot)):
        spans: list[list[str]] = []
        grounds = set()
        for one in row:
            front = one.style.color.get_truecolor().hex if one.style and one.style.color else ""
            back = one.style.bgcolor.get_truecolor().hex if one.style and one.style.bgcolor else ""
            grounds.add(back)
            ink = names.get(front, "")
            if spans and spans[-1][0] == ink:
                spans[-1][1] += one.text
            else:
                spans.append([ink, one.text])
        said = [f"{ink} {words.strip()!r}" for ink, words in spans if ink and words.strip()]
        if lit in grounds:
            said.insert(0, "in hand")
        if said:
            found.append(f"{number:>2} {', '.join(said)}")
    return found


def picture(pilot: Desk) -> str:
    """The screen as a golden file keeps it: its text, then its inks."""
    return text(pilot) + "\n\n" + "\n".join(inks(pilot)) + "\n"


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """What the record says."""
    with open_reader(path) as reader:
        return reader.rows(sql)


def shows(app: Any, name: str) -> bool:
    """Whether a screen of that class is on top."""
    return type(app.screen).__name__ == name


async def do(pilot: Desk, keys: tuple[str, ...]) -> None:
    """Press; a window that the next key needs is waited for as a hand would."""
    for key in keys:
        if key.startswith('"'):
            for char in key.strip('"'):
                await pilot.press(PRESSED.get(char, char))
        else:
            await pilot.press(key)
        await pilot.pause(0.08)


PRESSED = {" ": "space", ".": "full_stop"}
