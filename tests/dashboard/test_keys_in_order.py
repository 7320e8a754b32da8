"""Keys that come faster than the screen can follow go where they are meant to go."""

from pathlib import Path
from typing import Any

from textual import events

from dashboard.keys_in_order import TYPED_AHEAD
from tests.dashboard.support import Desk, HandClock, desk, rows, settled, shows, text, until

AT = "2026-11-23 10:42"


def at_once(pilot: Desk, *keys: str) -> None:
    """Keys in one burst, as a slow line brings them: nothing is waited for between two of them."""
    app: Any = pilot.app
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


async def test_a_visit_recorded_in_one_burst(demo: Path) -> None:
    async with desk(demo, clock=HandClock(AT)) as pilot:
        app: Any = pilot.app
        wanted = next(one for one in app.screen.view.day.appointments if one.status == "in_room" and one.course_id)
        app.screen.schedule.move_to(wanted.id)
        await settled(pilot)
        at_once(pilot, "v", "4", "enter")
        found = f"select nprs from visit where course_id = {wanted.course_id} and local_date = '2026-11-23'"
        await until(pilot, lambda: rows(demo, found) == [(4.0,)])
        await until(pilot, lambda: shows(app, "TodayScreen"))


async def test_lines_of_a_form_typed_in_one_burst(demo: Path) -> None:
    async with desk(demo, clock=HandClock(AT)) as pilot:
        app: Any = pilot.app
        at_once(pilot, "i", *"Zoe Quist".replace(" ", ""), "enter")
        await until(pilot, lambda: shows(app, "RegisterPane"))
        at_once(pilot, *"Zoe", "enter", *"Quist", "enter", *"5035559876")
        await until(pilot, lambda: app.screen.query("#phone") and app.screen.value("phone").endswith("9876"))
        assert (app.screen.value("given") + app.screen.value("family")).count("Zoe") >= 1


async def test_a_key_for_a_window_that_never_opens_is_let_in_in_the_end(demo: Path) -> None:
    async with desk(demo, clock=HandClock(AT)) as pilot:
        app: Any = pilot.app
        app.hold()
        at_once(pilot, "2")
        await until(pilot, lambda: shows(app, "CaseloadScreen"))


async def test_escape_stops_what_a_terminal_types_in_by_itself(demo: Path) -> None:
    """Behind thousands of keys it was heard minutes later."""
    async with desk(demo, clock=HandClock(AT), keys=("slash",)) as pilot:
        app: Any = pilot.app
        assert shows(app, "FindPane")
        app.hold()
        at_once(pilot, *"y" * (TYPED_AHEAD + 40), "escape")
        app.call_later(app.let_in)
        await until(pilot, lambda: shows(app, "TodayScreen"))
        await until(pilot, lambda: "keys that were still waiting were let go" in text(pilot))
        assert not app._keys


async def test_escape_lets_nothing_go_that_a_hand_has_typed_ahead(demo: Path) -> None:
    async with desk(demo, clock=HandClock(AT), keys=("slash",)) as pilot:
        app: Any = pilot.app
        pane = app.screen
        heard: list[str] = []
        field = pane.query_one("Field")

        def hear(value: str) -> None:
            heard.append(value)

        pane.watch(field, "value", hear, init=False)
        app.hold()
        at_once(pilot, *"y" * TYPED_AHEAD, "escape")
        app.call_later(app.let_in)
        await until(pilot, lambda: shows(app, "TodayScreen"))
        assert heard[-1] == "y" * TYPED_AHEAD
