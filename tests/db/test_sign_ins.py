"""Sessions on the record: begun, ended, lost, and told from each other by their process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from db import sign_ins
from db.audit import Actor, verify
from db.errors import Conflict, NotFound, Refused
from db.processes import GONE, HERE, UNKNOWN, end, own_process, process_of, state_of
from db.public_key import read_key
from db.reader import open_reader
from db.sign_ins import Session
from db.staff_keys import keys, who_comes
from db.writes import staff, staff_keys
from tests.conftest import NOW_UTC
from tests.db.desk import Desk
from tests.db.fill import ANA
from tests.db.test_public_key import ED, RSA_3072


@pytest.fixture
def desk(record_path: Path) -> Desk:
    """A clinic with two people, its owner known by an account of the machine."""
    made = Desk(record_path)
    made(staff.change, 1, 1, system_user="ana")
    made.fill.staff("Dana Lee")
    return made


SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]


@pytest.fixture
def sleeper():
    """A process that waits to be ended."""
    process = subprocess.Popen(SLEEPER)
    yield process
    process.kill()
    process.wait()


def ended(desk: Desk) -> list[tuple[int, str]]:
    with open_reader(desk.path) as reader:
        return reader.rows("select id, ended_how from sign_in where ended_utc is not null order by id")


def test_a_session_is_on_the_record_and_in_the_log_until_it_is_left(desk: Desk) -> None:
    came = Session("ssh", own_process(), "10.0.0.5", "pts/1 \x1b[31mxterm", True)
    sign_ins.begin(desk.path, ANA, NOW_UTC, came)
    with open_reader(desk.path) as reader:
        (one,) = sign_ins.signed_in(reader)
    assert (one.name, one.staff_id, one.origin, one.read_only) == (ANA.name, ANA.staff_id, "10.0.0.5", True)
    assert "\x1b" not in one.terminal
    assert sign_ins.end(desk.path, NOW_UTC + 60, own_process(), sign_ins.LEFT)
    assert not sign_ins.end(desk.path, NOW_UTC + 61, own_process(), sign_ins.KILLED)
    assert ended(desk) == [(1, "left")]
    with open_reader(desk.path) as reader:
        told = reader.rows("select action, subject, subject_id from audit_entry order by id desc limit 2")
        assert told == [("left", "sign_in", 1), ("began", "sign_in", 1)]
        assert verify(reader).broken_at is None


def test_a_session_that_ended_before_it_was_written_down_is_written_down(desk: Desk) -> None:
    came = Session("ssh", own_process())
    sign_ins.end_or_tell(desk.path, ANA, NOW_UTC, NOW_UTC + 1, came, sign_ins.CRASHED)
    sign_ins.end_or_tell(desk.path, ANA, NOW_UTC, NOW_UTC + 2, came, sign_ins.LEFT)
    assert ended(desk) == [(1, "crashed")]


def test_what_was_lost_is_cleared_up_by_whoever_comes_next(desk: Desk, sleeper: subprocess.Popen[bytes]) -> None:
    there = process_of(sleeper.pid)
    sign_ins.begin(desk.path, ANA, NOW_UTC, Session("local", there))
    sign_ins.begin(desk.path, ANA, NOW_UTC, Session("local", own_process()))
    assert ended(desk) == []
    sleeper.kill()
    sleeper.wait()
    assert sign_ins.clear_up(desk.path, NOW_UTC + 5) == 1
    assert ended(desk) == [(1, "lost")]


def test_a_process_is_not_taken_for_a_later_one_with_its_number(sleeper: subprocess.Popen[bytes]) -> None:
    there = process_of(sleeper.pid)
    machine, pid, start = there.rsplit(":", 2)
    assert state_of(there) == HERE
    assert state_of(f"{machine}:{pid}:{int(start) + 1}") == GONE
    assert state_of(f"another-boot/1:{pid}:{start}") == GONE
    boot, _, space = machine.partition("/")
    assert state_of(f"{boot}/{space}1:{pid}:{start}") == UNKNOWN
    assert state_of("nonsense") == state_of("") == GONE
    assert not end(f"{boot}/{space}1:{pid}:{start}") and sleeper.poll() is None
    assert end(there)
    sleeper.wait(10)
    assert state_of(there) == GONE and end(there)


def test_one_key_is_one_person_and_a_revoked_one_stays_revoked(desk: Desk) -> None:
    key = read_key(f"ssh-ed25519 {ED} laptop".encode())
    number = desk(staff_keys.add, 1, key)
    with pytest.raises(Conflict, match="belongs to"):
        desk(staff_keys.add, 1, key)
    desk(staff_keys.revoke, number)
    with pytest.raises(Conflict, match="revoked"):
        desk(staff_keys.add, 1, key)
    with pytest.raises(NotFound):
        desk(staff_keys.add, 4711, read_key(f"ssh-rsa {RSA_3072}".encode()))
    with open_reader(desk.path) as reader:
        assert [one.opens for one in keys(reader)] == [False]
        assert verify(reader).broken_at is None


def test_the_last_way_in_of_an_owner_is_not_taken_away(desk: Desk) -> None:
    first = desk(staff_keys.add, 1, read_key(f"ssh-ed25519 {ED}".encode()))
    desk(staff_keys.add, 2, read_key(f"ssh-rsa {RSA_3072}".encode()))
    desk(staff.change, 1, 2, system_user="")
    before = desk.dump()
    with pytest.raises(Refused, match="only way in"):
        desk(staff_keys.revoke, first)
    assert desk.dump() == before
    desk(staff.change, 1, 3, system_user="ana")
    desk(staff_keys.revoke, first)


def test_who_comes_back_needs_a_new_key(desk: Desk) -> None:
    """One that lay about for years must not open the door again."""
    number = desk(staff_keys.add, 2, read_key(f"ssh-ed25519 {ED}".encode()))
    sign_ins.begin(desk.path, Actor(2, "Dana Lee"), NOW_UTC, Session("ssh", own_process(), staff_key_id=number))
    desk(staff.change, 2, 1, active=False)
    with open_reader(desk.path) as reader:
        assert sign_ins.why_out(reader, own_process(), number) != ""
        told = reader.rows("select action, subject, subject_id from audit_entry order by id desc limit 2")
    assert told == [("revoked", "staff_key", number), ("retired", "staff", 2)]
    desk(staff.change, 2, 2, active=True)
    with open_reader(desk.path) as reader:
        assert [one.opens for one in keys(reader)] == [False]


def test_a_revoked_key_ends_a_session_the_record_knows_nothing_of(desk: Desk) -> None:
    """As after a restore of a backup from before it began."""
    number = desk(staff_keys.add, 2, read_key(f"ssh-ed25519 {ED}".encode()))
    with open_reader(desk.path) as reader:
        assert sign_ins.why_out(reader, own_process(), number) == sign_ins.why_out(reader, own_process(), None) == ""
    desk(staff_keys.revoke, number)
    with open_reader(desk.path) as reader:
        assert "revoked" in sign_ins.why_out(reader, own_process(), number)


def test_a_key_opens_for_its_own_person_while_they_work_here(desk: Desk) -> None:
    from db.public_key import mark_of

    number = desk(staff_keys.add, 1, read_key(f"ssh-ed25519 {ED}".encode()))

    def comes(staff_id: int, mark: str = mark_of(ED)) -> int | None:
        with open_reader(desk.path) as reader:
            found = who_comes(reader, staff_id, mark)
        return found.id if found else None

    assert comes(1) == number
    assert comes(2) is None and comes(1, "0" * 32) is None

    def leave(unit):
        unit.session.connection().exec_driver_sql("update staff set active = 0 where id = 1")
        unit.audit("edited", "staff", 1)

    desk(leave)
    assert comes(1) is None


def test_revoking_ends_the_sessions_of_that_key_and_of_no_other(desk: Desk) -> None:
    first = desk(staff_keys.add, 1, read_key(f"ssh-ed25519 {ED}".encode()))
    second = desk(staff_keys.add, 1, read_key(f"ssh-rsa {RSA_3072}".encode()))
    for key, process in ((first, f"{own_process()}"), (second, process_of(os.getppid()))):
        sign_ins.begin(desk.path, ANA, NOW_UTC, Session("ssh", process, staff_key_id=key))
    _, processes = desk(staff_keys.revoke, first)
    assert processes == (own_process(),)
    assert ended(desk) == [(1, "revoked")]
    with open_reader(desk.path) as reader:
        assert "revoked" in sign_ins.why_out(reader, own_process(), first)
        assert sign_ins.why_out(reader, process_of(os.getppid()), second) == ""
    done, again = desk(staff_keys.revoke, first)
    assert "already" in done.said and again == ()


def test_a_session_is_ended_by_its_number_once(desk: Desk) -> None:
    sign_ins.begin(desk.path, ANA, NOW_UTC, Session("local", own_process()))
    _, processes = desk(staff_keys.end_session, 1)
    assert processes == (own_process(),)
    with open_reader(desk.path) as reader:
        assert "ended" in sign_ins.why_out(reader, own_process(), None)
    with pytest.raises(NotFound):
        desk(staff_keys.end_session, 1)
    # The session's own word comes too late to change how it ended.
    assert not sign_ins.end(desk.path, NOW_UTC, own_process(), sign_ins.LEFT)


def test_beginning_and_ending_need_no_object_mapper() -> None:
    program = (
        "import sys, db.sign_ins, db.staff_keys; print([n for n in ('sqlalchemy', 'sqlmodel') if n in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_a_record_that_is_not_there_is_said(tmp_path: Path) -> None:
    from db.errors import NoRecord

    with pytest.raises(NoRecord):
        sign_ins.end(tmp_path / "none", NOW_UTC, own_process(), sign_ins.LEFT)
