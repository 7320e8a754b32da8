"""A lock over whatever is open and back to it; another person; an emergency; the front desk's chart."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from dashboard.app import Acudesk
from dashboard.clock import FixedClock, read_moment
from dashboard.record import Record
from dashboard.screens.lock import LockScreen
from dashboard.screens.register import RegisterPane
from db.audit import Actor
from db.errors import DamagedRecord, NotAllowed, RecordBusy, RecordError
from db.protocol_file import load_protocol
from db.reader import open_reader
from db.writes import pins, staff
from tests.conftest import ZONE
from tests.dashboard.support import desk, press, shows, text, until
from tests.db.desk import Desk

PIN, OTHER = "314159", "271828"
AT = read_moment("2026-11-20 10:42", ZONE)


@pytest.fixture
def clinic(demo: Path) -> Path:
    """The made-up clinic with an owner (1), the front desk (2) and a practitioner (3) who sign in."""
    desk = Desk(demo)
    setup = Actor(None, "setup")
    desk(staff.change, 1, 1, system_user="rosa", actor=setup)
    owner = Actor(1, "Rosa Delgado")
    desk(pins.set_pin, 2, PIN, actor=owner)
    desk(pins.set_pin, 3, OTHER, actor=owner)
    return demo


def opened(path: Path, staff_id: int) -> Acudesk:
    return Acudesk(Record(path), load_protocol(None), FixedClock(AT), staff_id=staff_id)


def actions(path: Path) -> list[str]:
    with open_reader(path) as reader:
        return [one for (one,) in reader.rows("select action from audit_entry where subject = 'session' order by id")]


async def test_ten_minutes_lock_over_a_half_typed_form_and_the_pin_comes_back_to_it(clinic: Path) -> None:
    app = opened(clinic, 2)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: bool(app.screen.children))
        pane = RegisterPane("")
        await app.push_screen(pane)
        await pilot.press(*"Lena")
        app.notify("Mei Tanaka is here")
        start = app.elapsed()
        app.elapsed = lambda: start + 601
        await app.look_at_idle()
        await until(pilot, lambda: isinstance(app.screen, LockScreen) and "Tom Becker" in text(pilot))
        await until(pilot, lambda: "is here" not in text(pilot))
        picture = text(pilot)
        assert "Lena" not in picture
        assert "Tanaka" not in picture
        app.notify("Mei Tanaka is here")
        await pilot.press("escape")
        await pilot.press(*"000111", "enter")
        await until(pilot, lambda: "not the PIN" in text(pilot))
        await pilot.press(*PIN, "enter")
        await until(pilot, lambda: app.screen is pane)
        assert pane.value("given") == "Lena"
        assert not app.locked
    app.record.close()
    assert [one for one in actions(clinic) if one != "read"][-3:] == ["locked", "pin_wrong", "unlocked"]


async def test_thirty_minutes_leave(clinic: Path) -> None:
    app = opened(clinic, 2)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: bool(app.screen.children))
        start = app.elapsed()
        app.elapsed = lambda: start + 1801
        await app.look_at_idle()
        await until(pilot, lambda: not app.is_running or app._exit)
    app.record.close()


async def test_another_person_at_the_screen_sees_what_their_role_may(clinic: Path) -> None:
    app = opened(clinic, 2)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: bool(app.screen.children))
        await pilot.press("enter")
        await until(pilot, lambda: "Kept from your role" in text(pilot))
        await pilot.press("Z")
        await until(pilot, lambda: isinstance(app.screen, LockScreen) and bool(app.screen.query("#pin")))
        await pilot.press("down", *OTHER, "enter")
        await until(pilot, lambda: app.actor.staff_id == 3 and "Kept from your role" not in text(pilot))
        assert app.record.reader.may("see_clinical")
    app.record.close()


async def test_the_front_desk_is_refused_a_visit_in_one_sentence_and_the_log_is_told(clinic: Path) -> None:
    app = opened(clinic, 2)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: bool(app.screen.children))
        await pilot.press("w")
        await until(pilot, lambda: "“why” is for practitioners and owners. Nothing was shown." in text(pilot))
        await until(pilot, lambda: "denied" in actions(clinic))
    app.record.close()


async def locked(pilot: Pilot[Any]) -> None:
    """Lock now, and see it drawn."""
    await pilot.app.lock()
    await until(pilot, lambda: isinstance(pilot.app.screen, LockScreen) and "Tom Becker" in text(pilot))


async def unlock(pilot: Pilot[Any]) -> None:
    await pilot.press(*PIN, "enter")
    await until(pilot, lambda: not pilot.app.locked)


async def test_a_window_that_was_on_its_way_opens_beneath_the_lock(clinic: Path) -> None:
    app = opened(clinic, 2)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: bool(app.screen.children))
        asked, go_on = asyncio.Event(), asyncio.Event()
        pane, answers = RegisterPane("Lena"), []

        async def way() -> None:
            asked.set()
            await go_on.wait()
            answers.append(await app.push_screen_wait(pane))

        app.flow(way)
        await asked.wait()
        await locked(pilot)
        go_on.set()
        await until(pilot, lambda: pane.is_mounted and bool(pane.query("#given")))
        await pilot.pause()
        assert isinstance(app.screen, LockScreen)
        assert "Tom Becker" in text(pilot)
        assert "Lena" not in text(pilot)
        await pilot.press(*"Xyz", "escape")
        assert isinstance(app.screen, LockScreen)
        await app.action_show_caseload()
        assert isinstance(app.screen, LockScreen)
        await pilot.press("backspace", "backspace", "backspace")
        await unlock(pilot)
        await until(pilot, lambda: app.screen is pane and "Lena" in text(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: answers == [None])
    app.record.close()


async def test_what_is_saved_beneath_the_lock_is_done_once_and_opens_nothing(clinic: Path) -> None:
    app = opened(clinic, 2)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: bool(app.screen.children))
        home, answers = app.screen, []
        pane = RegisterPane("")
        await app.push_screen(pane, answers.append)
        await locked(pilot)
        pane.dismiss(7)
        pane.dismiss(8)
        await until(pilot, lambda: answers == [7] and not pane.is_attached)
        assert isinstance(app.screen, LockScreen)
        assert "Tom Becker" in text(pilot)
        await unlock(pilot)
        await until(pilot, lambda: app.screen is home)
        assert answers == [7]
        await locked(pilot)
    app.record.close()


async def test_a_record_that_cannot_be_asked_locks_all_the_same(clinic: Path) -> None:
    app = opened(clinic, 2)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: bool(app.screen.children))
        clinic.rename(clinic.with_name("away"))

        async def trouble(*_: Any) -> None:
            raise RecordError("It was moved away.")

        ask, app.record.ask = app.record.ask, trouble
        await app.lock()
        await until(pilot, lambda: isinstance(app.screen, LockScreen) and app.actor.name in text(pilot))
        await pilot.press("enter")
        await pilot.press(*PIN, "enter")
        await until(pilot, lambda: "One moment" not in text(pilot))
        assert isinstance(app.screen, LockScreen)
        clinic.with_name("away").rename(clinic)
        app.record.ask = ask
        await unlock(pilot)
    app.record.close()


async def test_escape_opens_a_cover_that_asks_for_no_pin(demo: Path) -> None:
    async with desk(demo, keys=("Z",)) as pilot:
        app: Any = pilot.app
        assert "locked" in text(pilot)
        await press(pilot, "escape")
        await until(pilot, lambda: shows(app, "TodayScreen"))
        assert not app.locked


async def test_who_unlocks_for_somebody_else_sees_nothing_of_theirs_and_does_nothing_in_their_name(
    clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(clinic, 3)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: bool(app.screen.children))
        await press(pilot, "2", "4", "1", "enter")
        await until(pilot, lambda: "Causes" in text(pilot) and "Points" in text(pilot))
        asked, go_on, ask = asyncio.Event(), asyncio.Event(), app.record.ask

        async def slow(question: Any, *args: Any, **kwargs: Any) -> Any:
            if question.__name__ == "_seat":
                asked.set()
                await go_on.wait()
            return await ask(question, *args, **kwargs)

        monkeypatch.setattr(app.record, "ask", slow)
        await locked(pilot)
        await pilot.press("down", *PIN, "enter")
        await until(pilot, asked.is_set)
        await until(pilot, lambda: not isinstance(app.screen, LockScreen))
        assert not text(pilot).strip()
        await pilot.press("1")
        assert app.actor.staff_id == 3
        go_on.set()
        await until(pilot, lambda: app.actor.staff_id == 2 and "Kept from your role" in text(pilot))
        # Nor is it behind the other keys, where it would stand until it has been read anew.
        assert not [mode for mode in app._screen_stacks if mode in ("caseload", "outcomes")]
        await press(pilot, "2")
        await until(pilot, lambda: "kept" in text(pilot))
        await press(pilot, "1")
        await until(pilot, lambda: " booked" in text(pilot))
    app.record.close()


async def test_the_key_that_finds_it_overdue_to_lock_is_the_first_of_the_pin(clinic: Path) -> None:
    app = opened(clinic, 2)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: bool(app.screen.children))
        pane = RegisterPane("")
        await app.push_screen(pane)
        await pilot.press(*"Lena")
        start = app.elapsed()
        app.elapsed = lambda: start + 601
        await pilot.press(PIN[0])
        app.elapsed = lambda: start + 602
        await until(pilot, lambda: isinstance(app.screen, LockScreen) and app.screen.query_one(Input).value == PIN[0])
        await pilot.press(*PIN[1:], "enter")
        await until(pilot, lambda: app.screen is pane)
        assert pane.value("given") == "Lena"
    app.record.close()
    assert [one for one in actions(clinic) if one != "read"][-2:] == ["locked", "unlocked"]


@pytest.mark.parametrize(
    ("trouble", "tries"),
    [(RecordBusy("Another program is writing."), 4), (DamagedRecord("It cannot be read."), 1),
     (NotAllowed("Nobody who works here."), 1)],
)  # fmt: skip
async def test_who_cannot_be_told_who_they_are_ends_with_what_was_wrong(
    trouble: RecordError, tries: int, clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, asked = opened(clinic, 2), []

    def seat(*_: object) -> Actor:
        asked.append(1)
        raise trouble

    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: bool(app.screen.children))
        monkeypatch.setattr("dashboard.locking._seat", seat)
        await app.become(3)
    app.record.close()
    assert (len(asked), app.return_code, app.ended_by) == (tries, trouble.exit_code, trouble)
