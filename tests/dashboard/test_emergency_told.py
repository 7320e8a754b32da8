"""An owner hears of who read in an emergency since they were in before, until they look at the audit log."""

from pathlib import Path

import pytest

from dashboard.app import Acudesk
from dashboard.clock import FixedClock, read_moment
from dashboard.record import Record
from db import sign_ins
from db.audit import Actor
from db.emergencies import Emergency, emergencies_for_owner
from db.protocol_file import load_protocol
from db.reader import open_reader
from db.sign_ins import Session
from db.writes import emergency, pins, staff
from tests.conftest import ZONE
from tests.dashboard.support import press, settled, text, until
from tests.db.desk import Desk

AT = read_moment("2026-11-20 10:42", ZONE)
PIN = "314159"
OWNER, DESK = Actor(1, "Rosa Delgado"), Actor(2, "Tom Becker")
REASON = "fainted in room 2 [bold], which medicines does she take?"


@pytest.fixture
def clinic(demo: Path) -> Path:
    """The made-up clinic, whose front desk read in an emergency an hour ago."""
    desk = Desk(demo)
    desk(staff.change, 1, 1, system_user="rosa", actor=Actor(None, "setup"))
    desk(pins.set_pin, 1, PIN, actor=OWNER)
    desk(emergency.begin, REASON, actor=DESK, utc=AT - 3600)
    return demo


def told(path: Path, who: Actor) -> tuple[Emergency, ...]:
    with open_reader(path) as reader:
        from db.access import standing

        reader.serve(standing(reader, who, AT))
        return emergencies_for_owner(reader, who.staff_id, AT)


def test_it_is_told_until_the_owner_has_been_in_once_more(clinic: Path) -> None:
    assert told(clinic, OWNER) == (Emergency("Tom Becker", AT - 3600, REASON),)
    assert told(clinic, DESK) == ()
    sign_ins.begin(clinic, OWNER, AT - 4000, Session("local", "a"))
    assert len(told(clinic, OWNER)) == 1
    # Only a session that began after it has told it; the one that is just beginning is not that one.
    sign_ins.begin(clinic, OWNER, AT, Session("local", "b"))
    assert len(told(clinic, OWNER)) == 1
    sign_ins.begin(clinic, OWNER, AT - 60, Session("local", "c"))
    assert told(clinic, OWNER) == ()


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_it_stands_under_the_top_line_until_the_audit_log_is_looked_at(
    clinic: Path, size: tuple[int, int]
) -> None:
    record = Record(clinic)
    app = Acudesk(record, load_protocol(None), FixedClock(AT), staff_id=1)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "Tom Becker read in an emergency, 20 Nov 09:42  A audit log" in text(pilot))
        assert f"“{REASON}”" in text(pilot)
        await press(pilot, "2")
        await until(pilot, lambda: "read in an emergency" in text(pilot))
        await press(pilot, "n")
        await until(pilot, lambda: "fainted" not in text(pilot))
        await press(pilot, "n", "1", "A")
        await until(pilot, lambda: getattr(app.screen, "WHERE", "") == "audit")
        await press(pilot, "escape")
        await until(pilot, lambda: getattr(app.screen, "WHERE", "") == "today")
        await until(pilot, lambda: "read in an emergency" not in text(pilot))
    record.close()


async def test_the_front_desk_is_not_told_and_an_owner_who_takes_its_place_is(clinic: Path) -> None:
    record = Record(clinic)
    app = Acudesk(record, load_protocol(None), FixedClock(AT), staff_id=2)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert "read in an emergency" not in text(pilot)
        await press(pilot, "S")
        await until(pilot, lambda: "Who are you?" in text(pilot))
        await press(pilot, *PIN, "enter")
        await until(pilot, lambda: "Tom Becker read in an emergency" in text(pilot))
    record.close()
