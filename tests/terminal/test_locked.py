"""The lock and the sign-in screen in a real terminal: killed, left alone for long, and somebody nobody knows."""

import os
import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.person import system_user
from db.audit import Actor
from db.reader import open_reader
from db.writes import pins, staff
from tests.conftest import NOW_UTC
from tests.db.desk import Desk
from tests.terminal.support import Seen
from tests.terminal.test_trouble_running import begin, drafts, drawn, opened

PIN = "314159"

IDLE = """
import dashboard.locking
idle = Path(sys.argv[2]).with_name("idle")
dashboard.locking.awake_or_not = lambda: float(idle.read_text())
dashboard.locking.LOOK = 0.2
"""
"""How long nobody was here stands in a file, and is looked at more often."""


@pytest.fixture
def sign_in(sample_path: Path) -> Callable[[str], int]:
    """Makes an account of the machine that of the owner, who has a PIN; returns the owner's number."""

    def make(account: str) -> int:
        desk = Desk(sample_path)
        key, name, version = desk.row("select id, name, version from staff where role = 'owner'")
        desk(staff.change, key, version, system_user=account, actor=Actor(None, "setup"))
        desk(pins.set_pin, key, PIN, actor=Actor(key, name))
        return int(key)

    return make


def told(record: Path) -> list[str]:
    """What the log says of sessions."""
    with open_reader(record) as reader:
        return [one for (one,) in reader.rows("select action from audit_entry where subject = 'session' order by id")]


def begun(home: Path, record: Path) -> Seen:
    """The program with half a visit, seconds after somebody was here."""
    (home / "idle").write_text("0")
    seen = drawn(opened(home, record, IDLE))
    begin(seen, record)
    return seen


def lock(home: Path, seen: Seen) -> None:
    (home / "idle").write_text("601")
    seen.until(lambda: "locked" in seen.text() and "slept badly" not in seen.text())
    seen.quiet(0.3)


def test_killed_while_locked_the_half_typed_visit_is_offered_at_the_next_start(
    tmp_path: Path, sample_path: Path, sign_in: Callable[[str], int]
) -> None:
    sign_in(system_user())
    with begun(tmp_path, sample_path) as seen:
        lock(tmp_path, seen)
        seen.until(lambda: "locked" in told(sample_path))
        os.kill(seen.pid, signal.SIGKILL)
        assert seen.ended() == -signal.SIGKILL
    with drawn(opened(tmp_path, sample_path)) as again:
        again.until(lambda: "Half written: visit of" in again.text())
        again.send(b"D")
        again.until(lambda: "kept until it is saved" in again.text())
        again.quiet(0.3)
        again.send(b"\r")
        again.until(lambda: "Taken up where it was left" in again.text() and "slept badly" in again.text())


def test_after_thirty_minutes_it_has_left_and_kept_the_half_typed_visit(
    tmp_path: Path, sample_path: Path, sign_in: Callable[[str], int]
) -> None:
    sign_in(system_user())
    with begun(tmp_path, sample_path) as seen:
        lock(tmp_path, seen)
        (tmp_path / "idle").write_text("1801")
        assert seen.ended() == 0
        assert seen.left_clean
    assert any("slept badly" in one for one in drafts(sample_path))
    assert [one for one in told(sample_path) if one != "read"][-2:] == ["locked", "left_idle"]
    with open_reader(sample_path) as reader:
        assert reader.rows("select count(*) from visit where note like 'slept badly%'") == [(0,)]


def people(record: Path) -> set[str]:
    """What every patient of the record is called."""
    with open_reader(record) as reader:
        return {name for row in reader.rows("select family_name, given_name from patient") for name in row if name}


def answer(seen: Seen, pin: str, said: str) -> None:
    """Type a PIN, and wait for what is said to it."""
    seen.send(pin.encode() + b"\r")
    seen.until(lambda: re.search(said, seen.text()))


def test_an_unknown_account_sees_nothing_of_any_patient_before_the_right_pin(
    tmp_path: Path, sample_path: Path, sign_in: Callable[[str], int]
) -> None:
    key = sign_in("somebody-else")
    with opened(tmp_path, sample_path) as seen:
        seen.until(lambda: "who are you?" in seen.text())
        seen.quiet(0.3)
        for left in (4, 3, 2, 1):
            answer(seen, "000111", f"not the PIN. {left} more")
        answer(seen, "000111", "Wait 1 min")
        answer(seen, PIN, "Too many wrong PINs. Wait 1 minute;")
        (tmp_path / "clock").write_text(str(NOW_UTC + 61))
        names = people(sample_path)
        assert len(names) > 10
        letters = re.sub(rb"\x1b\[[0-9;?]*[a-zA-Z]", b"", bytes(seen.output)).decode(errors="replace")
        assert [one for one in names if re.search(rf"\b{re.escape(one)}\b", letters)] == []
        answer(seen, PIN, r"1 Today")
        seen.until(lambda: any(one in seen.text() for one in names))
        assert [one for one in told(sample_path) if one != "read"] == [
            *["pin_wrong"] * 5, "pin_too_soon", "signed_in",
        ]  # fmt: skip
        with open_reader(sample_path) as reader:
            assert reader.row("select distinct staff_id from audit_entry where action = 'signed_in'") == (key,)


def test_an_unknown_account_that_says_nothing_leaves_with_77(
    tmp_path: Path, sample_path: Path, sign_in: Callable[[str], int]
) -> None:
    sign_in("somebody-else")
    with opened(tmp_path, sample_path) as seen:
        seen.until(lambda: "who are you?" in seen.text())
        seen.quiet(0.3)
        seen.send(b"\x1b")
        assert seen.ended() == 77
        assert seen.left_clean
        assert "Nobody signed in. Nothing was shown and nothing was changed." in " ".join(seen.text().split())
    assert told(sample_path) == []
