"""A fault of the program, wherever it happens: one line with a reference, no patient told, what was typed is kept."""

import asyncio
import gc
import re
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual import events

import dashboard.cli.trouble
from dashboard.app import Acudesk
from dashboard.cli.trouble import guarded
from dashboard.places import places
from dashboard.presence import Presence, present
from dashboard.record import Record
from dashboard.screens.caseload import CaseloadScreen
from dashboard.screens.today import TodayScreen
from dashboard.screens.visit import VisitScreen
from db.protocol_file import load_protocol
from tests.dashboard.support import HandClock, press, rows, settled, shows, text, until
from widgets.rows import RowList

SECRET = "Mei Tanaka born 1985-03-04"
AT = "2026-11-23 10:42"


def bad(*_: object, **__: object) -> Any:
    """A fault that has a patient in its message, and in its frame."""
    someone = SECRET
    raise ValueError(someone)


async def bad_later(*_: object, **__: object) -> None:
    await asyncio.sleep(0)
    bad()


class Cleared:
    def __del__(self) -> None:
        bad()


def thread(_: Any) -> None:
    one = threading.Thread(target=bad)
    one.start()
    one.join()


def unawaited(_: Any) -> None:
    asyncio.get_running_loop().create_task(bad_later())


def cleared(_: Any) -> None:
    Cleared()


Way = Callable[[Any, pytest.MonkeyPatch], object]


def building(app: Any, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(CaseloadScreen, "body", bad)
    app.call_later(app.go, "caseload")
    app.pop_screen()


def drawing(app: Any, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(RowList, "render_line", bad)
    app.pop_screen()
    app.screen_stack[0].refresh(layout=True)


def message(app: Any, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(VisitScreen, "on_input_changed", bad)
    app.focused.insert_text_at_cursor("1")


def looking_out(app: Any, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(TodayScreen, "tick", bad)
    app._minute = -1
    app.pop_screen()


def laying_out(app: Any, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(VisitScreen, "on_resize", bad)
    app.screen.post_message(events.Resize(app.size, app.size))


def ending(app: Any, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(VisitScreen, "on_unmount", bad_later, raising=False)
    app.exit()


ENDS: dict[str, Way] = {
    "building a screen": building,
    "drawing a line": drawing,
    "a message": message,
    "a timer": lambda app, _: app.set_timer(0.01, bad),
    "later": lambda app, _: app.call_later(bad_later),
    "a worker that ends it": lambda app, _: app.run_worker(bad_later()),
    "the looking out": looking_out,
    "laying it out": laying_out,
    "the end": ending,
}
"""What ends the program; each is done while a visit is half typed."""

GOES_ON: dict[str, Callable[[Any], object]] = {
    "work beside the screen": lambda app: app.labour(bad_later, "test"),
    "a way through windows": lambda app: app.flow(bad_later),
    "the record's thread": lambda app: app.labour(lambda: app.record.ask(bad), "test"),
    "a thread nobody waits for": thread,
    "work nobody waits for": unawaited,
    "clearing up": cleared,
}
"""What does not; the first three are said on the screen."""


def opened(
    path: Path, capfd: pytest.CaptureFixture[str], during: Callable[[Any], Awaitable[None]], presence: Any = None
) -> tuple[int, str]:
    """Run the dashboard as the command line does; how it ended, and all it said."""

    def work() -> int:
        record = Record(path)
        try:
            app = Acudesk(record, load_protocol(None), HandClock(AT))
            whole = app.run
            app.run = lambda: whole(headless=True, size=(120, 40), auto_pilot=during)
            return present(app, presence)
        finally:
            record.close()

    capfd.readouterr()
    code = guarded(work)
    gc.collect()
    out, err = capfd.readouterr()
    return code, out + err


async def gone(app: Any) -> None:
    """Until the program has begun to end."""
    end = time.monotonic() + 30
    while app.is_running and app._exception is None and time.monotonic() < end:
        await asyncio.sleep(0.02)


async def half_typed(pilot: Any, path: Path) -> None:
    """A visit begun, and kept as a draft."""
    await settled(pilot)
    await press(pilot, "v")
    await until(pilot, lambda: shows(pilot.app, "VisitScreen"))
    await press(pilot, "6")
    await until(pilot, lambda: rows(path, "select count(*) from draft") == [(1,)])


def told_once(said: str) -> str:
    """The reference in the one line; neither it nor the log tells of the patient."""
    assert said.count("\n") == 1 and said.startswith("acudesk: something went wrong inside acudesk (reference ")
    found = re.search("reference ([0-9a-f]{6})", said)
    assert found
    log = (places().logs / "acudesk.log").read_text(encoding="utf-8")
    assert found[1] in log and "ValueError" in log
    for text_ in (said, log):
        assert "Mei" not in text_ and "1985" not in text_ and "Traceback" not in text_
    return found[1]


@pytest.mark.parametrize("way", ENDS)
def test_what_ends_it_is_one_line_and_the_draft_is_kept(
    way: str, demo: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def during(pilot: Any) -> None:
        await half_typed(pilot, demo)
        ENDS[way](pilot.app, monkeypatch)
        await gone(pilot.app)

    code, said = opened(demo, capfd, during)
    assert code == 70
    told_once(said)
    monkeypatch.undo()
    ((payload,),) = rows(demo, "select payload from draft")
    assert '"6"' in payload


def test_what_goes_on_is_in_the_log_and_nothing_is_printed(demo: Path, capfd: pytest.CaptureFixture[str]) -> None:
    seen = []

    async def during(pilot: Any) -> None:
        await settled(pilot)
        log = places().logs / "acudesk.log"
        for number, (way, break_it) in enumerate(GOES_ON.items()):
            break_it(pilot.app)
            gc.collect()
            await until(pilot, lambda many=number: log.exists() and log.read_text().count("ValueError") > many)
            if number < 3:
                await until(pilot, lambda: "(reference " in text(pilot))
                await press(pilot, "down")
            assert pilot.app.is_running
            seen.append(way)
        told = log.read_text(encoding="utf-8")
        assert "Mei" not in told and "1985" not in told
        pilot.app.exit()

    assert opened(demo, capfd, during) == (0, "")
    assert seen == list(GOES_ON)


def test_what_fails_when_the_session_is_written_down_is_told(
    demo: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def during(pilot: Any) -> None:
        await settled(pilot)
        pilot.app.exit()

    monkeypatch.setattr(Presence, "leave", bad)
    code, said = opened(demo, capfd, during, Presence(demo, HandClock(AT), None))
    assert code == 70
    told_once(said)
    monkeypatch.setattr(Record, "close", bad)
    monkeypatch.setattr(Presence, "leave", lambda *_: None)
    code, said = opened(demo, capfd, during)
    assert code == 70
    told_once(said)


def test_what_fails_in_telling_of_a_fault_is_one_line_all_the_same(
    demo: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dashboard.cli.trouble, "_write_log", bad)

    async def during(pilot: Any) -> None:
        await settled(pilot)
        pilot.app.set_timer(0.01, bad)
        await gone(pilot.app)

    code, said = opened(demo, capfd, during)
    assert code == 70 and said.count("\n") == 1
    assert "and then in writing that down" in said and "Mei" not in said


@pytest.mark.parametrize(
    "error", [asyncio.CancelledError(SECRET), GeneratorExit(SECRET), MemoryError(), RecursionError(SECRET)]
)
def test_odd_ends_are_faults_too(error: BaseException, capfd: pytest.CaptureFixture[str]) -> None:
    def work() -> int:
        raise error

    assert guarded(work) == 70
    said = capfd.readouterr().err
    assert said.count("\n") == 1 and "Mei" not in said
