"""Who reads in an emergency sees that on every screen and until when; when it is over nothing stays readable."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dashboard.app import Acudesk
from dashboard.record import Record
from db.audit import Actor
from db.protocol_file import load_protocol
from db.writes import emergency, staff
from tests.dashboard.support import DEMO_DAY, HandClock, press, settled, shows, text, until
from tests.db.desk import Desk

DESK = Actor(2, "Tom Becker")
BANNER = "▲ READING IN AN EMERGENCY until 11:42"


@asynccontextmanager
async def reading(
    demo: Path, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[tuple[Acudesk, Pilot[int], HandClock]]:
    """The front desk, who reads in an emergency since now."""
    desk, clock = Desk(demo), HandClock(f"{DEMO_DAY} 10:42")
    desk(staff.change, 1, 1, system_user="rosa", actor=Actor(None, "setup"))
    desk(emergency.begin, "fainted in room 2", actor=DESK, utc=clock.now_utc())
    record = Record(demo)
    app = Acudesk(record, load_protocol(None), clock, staff_id=2)
    try:
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            yield app, pilot, clock
    finally:
        record.close()


def time_passes(_: Path, clock: HandClock) -> None:
    clock.set(f"{DEMO_DAY} 11:42")


def given_up(demo: Path, clock: HandClock) -> None:
    """As from the command line, or another session of the same person."""
    Desk(demo)(emergency.end, actor=DESK, utc=clock.now_utc())


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_it_stands_under_the_top_line_of_every_screen_until_it_is_given_up(
    demo: Path, size: tuple[int, int]
) -> None:
    async with reading(demo, size) as (_, pilot, _):
        for key in ("1", "2", "3", "enter"):
            await press(pilot, key)
            await until(pilot, lambda: f"{BANNER}  ! ends it" in text(pilot).split("\n")[1])
        await press(pilot, "escape", "!")
        await until(pilot, lambda: BANNER not in text(pilot))
        await until(pilot, lambda: "no more than your role" in text(pilot))
    assert Desk(demo).row("select count(*) from emergency_access where ended_utc is not null") == (1,)


@pytest.mark.parametrize(
    ("over", "key", "window", "read"),
    [
        (time_passes, "", "ChartScreen", "NDI"), (given_up, "w", "WhyPane", "What would change it"),
        (time_passes, "y", "SummaryPane", "NDI"),
    ],
)  # fmt: skip
async def test_what_is_open_when_it_is_over_does_not_stay_readable(
    demo: Path, over: Callable[[Path, HandClock], None], key: str, window: str, read: str
) -> None:
    async with reading(demo) as (app, pilot, clock):
        await press(pilot, "enter")
        await until(pilot, lambda: shows(app, "ChartScreen"))
        await press(pilot, *key)
        await until(pilot, lambda: shows(app, window) and read in text(pilot))
        over(demo, clock)
        await until(pilot, lambda: shows(app, "ChartScreen") and BANNER not in text(pilot))
        await until(pilot, lambda: read not in text(pilot) and "kept from your role" in text(pilot))


async def test_a_window_beneath_the_lock_goes_too(demo: Path) -> None:
    async with reading(demo) as (app, pilot, clock):
        await press(pilot, "enter")
        await until(pilot, lambda: shows(app, "ChartScreen"))
        await press(pilot, "y")
        await until(pilot, lambda: shows(app, "SummaryPane"))
        await app.lock()
        await until(pilot, lambda: shows(app, "LockScreen"))
        clock.set(f"{DEMO_DAY} 11:42")
        await app.look_at_idle()
        await until(
            pilot, lambda: [type(one).__name__ for one in app.screen_stack][-2:] == ["ChartScreen", "LockScreen"]
        )
        await press(pilot, "enter")
        await until(pilot, lambda: shows(app, "ChartScreen") and "kept from your role" in text(pilot))
