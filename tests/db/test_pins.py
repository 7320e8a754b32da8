"""Wrong PINs: four are free, then waits that grow, kept in the record, and never for ever."""

from pathlib import Path

import argon2
import pytest

from db.audit import Actor
from db.errors import NotAllowed, Refused
from db.writes import emergency, pins, staff
from tests.conftest import NOW_UTC
from tests.db.desk import Desk
from tests.db.fill import ANA

PIN = "314159"
DANA = Actor(2, "Dana Lee")


@pytest.fixture
def desk(record_path: Path) -> Desk:
    made = Desk(record_path)
    made(staff.change, 1, 1, system_user="tom")
    made(staff.add, "Dana Lee", "front_desk", "dana")
    made(pins.set_pin, 2, PIN)
    return made


def test_waits_grow_over_restarts_and_end(desk: Desk) -> None:
    at = NOW_UTC
    for number in range(1, 12):
        assert "not the PIN" in desk(pins.try_pin, "000111", "unlocked", actor=DANA, utc=at)
        wait = pins.wait_after(number)
        assert wait == (0, 0, 0, 0, 1, 2, 4, 8, 15, 15, 15)[number - 1]
        if wait:
            # Each is a connection of its own, as after a restart; the right PIN waits too.
            assert "Wait" in desk(pins.try_pin, PIN, "unlocked", actor=DANA, utc=at + wait * 60 - 1)
        at += wait * 60
    assert desk(pins.try_pin, PIN, "unlocked", actor=DANA, utc=at) == ""
    assert desk.row("select pin_failures, pin_blocked_until from staff where id = 2") == (0, None)
    assert desk.row("select count(*) from audit_entry where action = 'pin_wrong' and staff_id = 2") == (11,)
    assert desk.row("select count(*) from audit_entry where action = 'unlocked' and staff_id = 2") == (1,)


def test_a_clock_that_was_set_back_keeps_nobody_out(desk: Desk) -> None:
    for _ in range(6):
        desk(pins.try_pin, "000111", "unlocked", actor=DANA, utc=NOW_UTC)
        desk(lambda unit: unit.audit("locked", "session", None), actor=DANA)
    assert desk(pins.try_pin, PIN, "unlocked", actor=DANA, utc=NOW_UTC - 86_400) == ""


def test_the_record_holds_no_pin_and_a_short_or_plain_one_is_refused(desk: Desk) -> None:
    (kept,) = desk.row("select pin_hash from staff where id = 2")
    assert kept.startswith("$argon2id$")
    assert PIN not in kept
    for bad in ("31415", "111111", "121212", "3" * 65):
        with pytest.raises(Refused):
            desk(pins.set_pin, 2, bad)


def test_a_pin_is_hashed_at_the_full_cost(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(argon2, "PasswordHasher", argon2.PasswordHasher.func)
    desk(pins.set_pin, 2, PIN)
    (kept,) = desk.row("select pin_hash from staff where id = 2")
    found = argon2.extract_parameters(kept)
    # RFC 9106, the second of its choices: 64 MiB, three passes.
    assert (found.memory_cost, found.time_cost, found.parallelism) == (65_536, 3, 4)
    assert desk(pins.try_pin, PIN, "unlocked", actor=DANA) == ""


def test_ones_own_pin_is_ones_own_to_change_and_anothers_the_owners(desk: Desk) -> None:
    desk(pins.set_pin, 2, "271828", actor=DANA)
    with pytest.raises(NotAllowed):
        desk(pins.set_pin, 1, "271828", actor=DANA)
    assert desk(pins.try_pin, "271828", "unlocked", actor=DANA) == ""


def test_a_try_leaves_the_version_others_have_seen(desk: Desk) -> None:
    before = desk.row("select version from staff where id = 2")
    desk(pins.try_pin, "000111", "unlocked", actor=DANA)
    assert desk.row("select version from staff where id = 2") == before


def test_an_emergency_gives_reading_for_an_hour_and_no_writing(desk: Desk) -> None:
    with pytest.raises(Refused):
        desk(emergency.begin, " x ", actor=DANA)
    desk(emergency.begin, "fainted in room 2", actor=DANA)
    rights: list[bool] = []
    for later in (0, 3599, 3600):
        desk(
            lambda unit: (
                rights.append(unit.standing.may("see_clinical")),
                rights.append(unit.standing.may("clinical")),
                unit.unchanged(),
            ),
            actor=DANA, utc=NOW_UTC + later,
        )  # fmt: skip
    assert rights == [True, False, True, False, False, False]
    assert desk.row("select action, staff_id from audit_entry where subject = 'emergency_access'") == ("begun", 2)
    assert desk.row("select reason from emergency_access") == ("fainted in room 2",)


def test_an_emergency_that_is_given_up_gives_no_reading_any_more(desk: Desk) -> None:
    desk(emergency.begin, "fainted in room 2", actor=DANA)
    assert "no more than your role" in desk(emergency.end, actor=DANA, utc=NOW_UTC + 60)
    may: list[bool] = []
    desk(lambda unit: (may.append(unit.standing.may("see_clinical")), unit.unchanged()), actor=DANA, utc=NOW_UTC + 61)
    assert may == [False]
    assert "Nothing was changed" in desk(emergency.end, actor=DANA, utc=NOW_UTC + 62)
    told = desk.row("select group_concat(action) from audit_entry where subject = 'emergency_access'")
    assert told == ("begun,ended",)
    assert desk.row("select ended_utc from emergency_access") == (NOW_UTC + 60,)


def test_who_nobody_knows_has_no_emergency(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        desk(emergency.begin, "fainted in room 2", actor=Actor(None, "guest"))
    assert desk(emergency.begin, "fainted in room 2", actor=ANA)
