"""Who is in now, on the screen; and that the record hears of a session only once its first picture stands."""

import asyncio
import os
from pathlib import Path

import pytest

from dashboard.app import Acudesk
from dashboard.clock import FixedClock
from dashboard.presence import Presence
from dashboard.record import Record
from db import sign_ins
from db.audit import Actor
from db.errors import StorageFailed
from db.processes import own_process, process_of
from db.protocol_file import load_protocol
from db.sign_ins import Session
from tests.conftest import NOW_UTC
from tests.dashboard.support import desk, rows, text


async def waited(true, seconds: float = 20.0) -> None:
    end = asyncio.get_running_loop().time() + seconds
    while not true():
        assert asyncio.get_running_loop().time() < end
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_who_is_in_is_one_key_away_and_this_session_is_marked(size: tuple[int, int], sample_path: Path) -> None:
    sign_ins.begin(sample_path, Actor(None, "Ana Ruiz"), NOW_UTC - 3600, Session("local", own_process(), "", "pts/2 x"))
    other = Session("ssh", process_of(os.getppid()), "10.0.0.5", "pts/4 xterm", True)
    sign_ins.begin(sample_path, Actor(None, "Kim \x1b[31mSoto"), NOW_UTC - 60, other)
    sign_ins.begin(sample_path, Actor(None, "Long Gone"), NOW_UTC, Session("ssh", "other/1:1:1"))
    async with desk(sample_path, size) as pilot:
        pilot.app.presence = Presence(sample_path, pilot.app.clock, Session("local", own_process()))
        await pilot.press("W")
        await waited(lambda: "Who is in" in text(pilot))
        shown = text(pilot)
        mine = next(line for line in shown.splitlines() if "Ana Ruiz" in line and "this machine" in line)
        assert "▸" in mine and "09:40" in mine and "pts/2" in mine
        theirs = next(line for line in shown.splitlines() if "10.0.0.5" in line)
        assert "Soto" in theirs and "10:39" in theirs and "only looks" in theirs and "▸" not in theirs
        assert "Long Gone" not in shown and "\x1b" not in shown
        await pilot.press("W")
        await waited(lambda: "Who is in" not in text(pilot))


async def test_where_nobody_is_written_down_there_is_a_sentence(sample_path: Path) -> None:
    async with desk(sample_path, keys=("W",)) as pilot:
        await waited(lambda: "Nobody is written down yet." in text(pilot))


async def test_a_session_is_written_down_after_its_first_picture_and_ends_when_its_key_is_revoked(
    sample_path: Path,
) -> None:
    record = Record(sample_path)
    app = Acudesk(record, load_protocol(None), FixedClock(NOW_UTC))
    app.presence = Presence(sample_path, app.clock, None)
    async with app.run_test(size=(120, 40)):
        await waited(lambda: rows(sample_path, "select via, ended_utc from sign_in") == [("local", None)])
        # A form is open: that keeps nobody in.
        app.action_hours()
        sign_ins.end(sample_path, NOW_UTC, own_process(), sign_ins.ENDED)
        await waited(lambda: bool(app.presence.out), 30)
    record.close()
    assert "ended from another one" in app.presence.out
    app.presence.leave(sign_ins.LEFT)
    assert rows(sample_path, "select ended_how from sign_in") == [("ended",)]


async def test_a_session_that_cannot_be_written_down_is_told_of_once(
    sample_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def refused(*_: object) -> int:
        tried.append(1)
        raise StorageFailed("The disk is full. Nothing was written. Make room.")

    monkeypatch.setattr(sign_ins, "begin", refused)
    async with desk(sample_path) as pilot:
        app = pilot.app
        said: list[str] = []
        monkeypatch.setattr(app, "say", lambda text, **_: said.append(text))
        presence = Presence(sample_path, app.clock, None)
        for _ in range(3):
            before = len(tried)
            presence.look(app)
            await waited(lambda: len(tried) > before)  # noqa: B023 it is asked at once
            await pilot.app.workers.wait_for_complete()
        assert said == ["The disk is full. Nothing was written. Make room."]


async def test_who_takes_over_at_the_screen_is_who_is_in(sample_path: Path) -> None:
    record = Record(sample_path)
    app = Acudesk(record, load_protocol(None), FixedClock(NOW_UTC), staff_id=1)
    app.presence = Presence(sample_path, app.clock, None)
    sessions = "select actor, ended_how from sign_in order by id"
    async with app.run_test(size=(120, 40)):
        await waited(lambda: rows(sample_path, sessions) == [("Ana Ruiz", "")])
        await app.become(3)
        await waited(lambda: rows(sample_path, sessions) == [("Ana Ruiz", "left"), ("Dana Lee", "")])
        (now_in,) = await record.ask(sign_ins.signed_in)
        assert (now_in.name, now_in.process) == ("Dana Lee", own_process())
    record.close()
    app.presence.leave(sign_ins.LEFT)
    assert rows(sample_path, sessions) == [("Ana Ruiz", "left"), ("Dana Lee", "left")]
    assert rows(sample_path, "select actor, action from audit_entry where subject = 'sign_in' order by id") == [
        ("Ana Ruiz", "began"), ("Ana Ruiz", "left"), ("Dana Lee", "began"), ("Dana Lee", "left"),
    ]  # fmt: skip
