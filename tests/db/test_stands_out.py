"""What stands out in the review of the log is what the program really writes into it, by the names it writes."""

from pathlib import Path

import pytest

from care.audit import STANDS_OUT
from db import keys, sign_ins
from db.audit import Actor
from db.audit_pages import Only, counted, window
from db.backup_restore import restore
from db.backup_take import take
from db.encrypt import turn
from db.errors import NotAllowed
from db.reader import open_reader
from db.sign_ins import Session
from db.writes import emergency, pins, staff
from tests.conftest import NOW_UTC
from tests.db.desk import Desk
from tests.db.vault import begun, own_key

OWNER, DANA = Actor(1, "Tom Becker"), Actor(2, "Dana Lee")
PIN, LATER = "314159", NOW_UTC + 3600


@pytest.fixture
def desk(record_path: Path) -> Desk:
    """An owner and a front desk."""
    made = Desk(record_path)
    made(staff.change, 1, 1, system_user="tom", actor=OWNER)
    made(staff.add, "Dana Lee", "front_desk", "dana", actor=OWNER)
    return made


def standing_out(path: Path) -> list[str]:
    with open_reader(path) as reader:
        found = window(reader, Only(standing_out=True), None, 0, 100).entries
        assert counted(reader, Only()).standing_out == len(found)
    return [one.told.action for one in reversed(found)]


def test_what_people_were_refused_and_what_failed(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        desk(staff.add, "Ada Front", "owner", actor=DANA)
    desk(pins.try_pin, PIN, "unlocked", actor=DANA)
    desk(pins.set_pin, 2, PIN, actor=OWNER)
    for _ in range(pins.FREE):
        desk(pins.try_pin, "000111", "unlocked", actor=DANA)
    desk(pins.try_pin, PIN, "unlocked", actor=DANA)
    desk(pins.try_pin, PIN, "unlocked", actor=DANA, utc=LATER)
    sign_ins.refuse(desk.path, DANA, LATER, "key", None)
    sign_ins.end_or_tell(desk.path, DANA, LATER, LATER, Session("ssh", "1:2:3"), sign_ins.CRASHED)
    desk(emergency.begin, "fainted in room 2", actor=DANA)
    assert standing_out(desk.path) == [
        "denied", "pin_missing", *["pin_wrong"] * pins.FREE, "pin_too_soon", "refused", "crashed", "begun",
    ]  # fmt: skip


@pytest.mark.usefixtures("key_places")
def test_what_was_done_to_the_record_and_its_keys(record_path: Path, desk: Desk) -> None:
    taken = take(record_path, NOW_UTC)
    restore(taken.path, record_path, lambda _: OWNER, LATER)
    begun(record_path, OWNER)
    key = own_key()
    turn(record_path, key, "encrypted", lambda _: OWNER, LATER)
    desk(lambda unit: unit.audit("key_printed", "clinic", 1), actor=OWNER)
    turn(record_path, own_key(), "rekeyed", lambda _: OWNER, LATER)
    turn(record_path, None, "decrypted", lambda _: OWNER, LATER)
    assert standing_out(record_path) == [
        "restored", "keyed", "encrypted", "key_printed", "rekeyed", "decrypted",
    ]  # fmt: skip


def test_each_name_is_one_that_is_written() -> None:
    """A name that nothing writes would only look as if it were watched."""
    top = Path(keys.__file__).parents[1]
    source = "".join(
        path.read_text(encoding="utf-8") for place in ("db", "dashboard") for path in (top / place).rglob("*.py")
    )
    assert [name for name in STANDS_OUT if f'"{name}"' not in source] == []
