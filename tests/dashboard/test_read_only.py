"""A session that only looks: what it says, what it offers, and that nothing it is asked changes the record."""

from pathlib import Path

import pytest

from care.rights import LOOKING, RIGHTS
from dashboard.actions import ACTIONS
from dashboard.app import Acudesk
from dashboard.clock import FixedClock, read_moment
from dashboard.locking import LEAVE_AFTER
from dashboard.record import Record
from db.audit import Actor
from db.errors import NotAllowed
from db.protocol_file import load_protocol
from db.writes import pins, staff
from tests.conftest import ZONE
from tests.dashboard.support import press, settled, text, until
from tests.db.desk import Desk

AT = read_moment("2026-11-20 10:42", ZONE)


def test_every_action_needs_a_right_of_the_table() -> None:
    assert {one.right for one in ACTIONS} <= {one.id for one in RIGHTS}


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_it_says_so_offers_no_writing_key_and_changes_nothing(size: tuple[int, int], demo: Path) -> None:
    before = Desk(demo).dump()
    record = Record(demo, read_only=True)
    app = Acudesk(record, load_protocol(None), FixedClock(AT), read_only=True)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settled(pilot)
        assert "read only" in text(pilot).split("\n")[0]
        bar = text(pilot).split("\n")[-1]
        assert "a arrive" not in bar and "v visit" not in bar and "enter chart" in bar
        here = app.screen
        for key in ("a", "d", "B", "v", "D", "u", "!"):
            await press(pilot, key)
            await until(pilot, lambda: "only looks" in text(pilot))
            assert app.screen is here
        with pytest.raises(NotAllowed, match="only looks"):
            await app.write("appointments.arrive", 1, 1)
        # Past the screen's own word the record says the same.
        with pytest.raises(NotAllowed, match="only looks"):
            await record.write("staff.change", app.actor, AT, 1, 1, system_user="rosa")
        await press(pilot, "Z")
        await until(pilot, lambda: "locked" in text(pilot))
        await press(pilot, "enter")
        await until(pilot, lambda: app.screen is here)
    record.close()
    assert Desk(demo).dump() == before
    (told,) = Desk(demo).row("select count(*) from audit_entry where action in ('locked', 'uncovered')")
    assert told == 2


async def test_pins_open_it_and_let_another_person_in_who_only_looks_too(demo: Path) -> None:
    desk = Desk(demo)
    desk(staff.change, 1, 1, system_user="rosa", actor=Actor(None, "setup"))
    desk(pins.set_pin, 2, "314159", actor=Actor(1, "Rosa Delgado"))
    desk(pins.set_pin, 3, "271828", actor=Actor(1, "Rosa Delgado"))
    record = Record(demo, read_only=True)
    app = Acudesk(record, load_protocol(None), FixedClock(AT), staff_id=2, read_only=True)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "Z", *"000111", "enter")
        await until(pilot, lambda: "That is not the PIN" in text(pilot))
        await press(pilot, *"314159", "enter")
        await until(pilot, lambda: getattr(app.screen, "WHERE", "") == "today")
        await press(pilot, "S")
        await until(pilot, lambda: "Who are you?" in text(pilot))
        await press(pilot, *"271828", "enter")
        await until(pilot, lambda: "Dana Lee is here." in text(pilot) and not app._seating)
        await until(pilot, lambda: "kept from your role" not in text(pilot))
        assert "read only" in text(pilot).split("\n")[0]
        await press(pilot, "v")
        await until(pilot, lambda: "only looks" in text(pilot))
        idle = app.elapsed() + LEAVE_AFTER
        app.elapsed = lambda: idle
        await app.look_at_idle()
        assert app.return_code == 0
    record.close()
    told = desk.row("select group_concat(action) from audit_entry where subject = 'session' and action != 'denied'")
    assert told == ("locked,pin_wrong,unlocked,switched,left_idle",)


async def test_the_palette_offers_nothing_that_writes(demo: Path) -> None:
    from textual.command import CommandList

    record = Record(demo, read_only=True)
    app = Acudesk(record, load_protocol(None), FixedClock(AT), read_only=True)
    async with app.run_test(size=(120, 60)) as pilot:
        await settled(pilot)
        await press(pilot, "ctrl+p")
        await settled(pilot)
        listed = app.screen.query_one(CommandList)
        shown = "\n".join(str(listed.get_option_at_index(at).prompt) for at in range(listed.option_count))
    record.close()
    assert "The chart of the patient in hand" in shown
    assert not [one.help for one in ACTIONS if one.right not in LOOKING and f"{one.help}  (" in shown]
