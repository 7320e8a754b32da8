"""Coming in with a key through a real sshd: what is drawn, what the record hears, and what ends it."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from dashboard.ssh.key_list import list_text, write_list
from db import sign_ins
from db.audit import verify
from db.processes import HERE, process_of, state_of
from db.reader import open_reader
from db.staff_keys import keys
from db.writing import Writer
from tests.conftest import NOW_UTC
from tests.ssh.conftest import ANA, LEE
from tests.ssh.support import AS_ROOT, Client, Gate, until


def told(gate: Gate, sql: str) -> list[tuple[object, ...]]:
    with open_reader(gate.record) as reader:
        return reader.rows(sql)


def open_sessions(gate: Gate) -> tuple[sign_ins.SignedIn, ...]:
    with open_reader(gate.record) as reader:
        return sign_ins.signed_in(reader)


def signed_in_by(gate: Gate, client: Client) -> sign_ins.SignedIn:
    """The session that a client opened last, once the record has heard of it."""
    # One that was opened before may be written down only now, together with its end.
    mine = f"select id from sign_in where id > {client.before} and staff_key_id = {client.key_id} and ended_utc is null"
    until(lambda: told(gate, mine), 30, gate.said)
    (number,) = told(gate, mine)[-1]
    return next(one for one in open_sessions(gate) if one.id == number)


def how_ended(gate: Gate, number: int) -> object:
    def known() -> object:
        return told(gate, f"select ended_how from sign_in where id = {number} and ended_utc is not null")

    until(known, 30, gate.said)
    return told(gate, f"select ended_how from sign_in where id = {number}")[0][0]


def gone(process: str) -> bool:
    return state_of(process) != HERE


def test_a_key_opens_the_dashboard_as_its_owner_and_the_record_hears_of_it(gate: Gate, ana: Client) -> None:
    with ana.sign_in() as seen:
        assert "Riverside" in seen.text() and "Caseload" in seen.text()
        one = signed_in_by(gate, ana)
        assert (one.staff_id, one.via, one.origin) == (ANA, "ssh", "127.0.0.1")
        assert "xterm-256color" in one.terminal
        seen.send(b"\x11")
        assert seen.ended() == 0
        assert seen.left_clean
    assert how_ended(gate, one.id) == "left"
    log = told(gate, f"select action, staff_id from audit_entry where subject = 'sign_in' and subject_id = {one.id}")
    assert log == [("began", ANA), ("left", ANA)]


def test_a_key_that_only_looks_opens_a_session_that_only_looks(gate: Gate) -> None:
    looking = gate.let_in(LEE, "looking", read_only=True)
    with looking.sign_in() as seen:
        seen.until(lambda: "read only" in seen.text())
        one = signed_in_by(gate, looking)
        assert (one.staff_id, one.read_only) == (LEE, True)
        for key in (b"a", b"v", b"u"):
            seen.send(key)
            seen.until(lambda: "This session only looks. Nothing was changed." in seen.text())
        seen.send(b"\x11")
        assert seen.ended() == 0
    assert how_ended(gate, one.id) == "left"


def test_nothing_the_client_sends_reaches_the_dashboard(gate: Gate, ana: Client) -> None:
    outside = {"TEXTUAL_DRIVER": "os:system", "ACUDESK_DB": "/elsewhere", "LD_PRELOAD": "", "LC_EVIL": "x"}
    with ana.sign_in("-o", "SendEnv=TEXTUAL_* ACUDESK_* LD_* LC_*", env=outside):
        pid = int(signed_in_by(gate, ana).process.split(":")[-2])
        found = Path(f"/proc/{pid}/environ").read_bytes().rstrip(b"\0").split(b"\0")
        names = {one.partition(b"=")[0].decode() for one in found}
        assert names == {"PATH", "HOME", "TERM", "COLORTERM", "LANG", "SSH_CONNECTION"}
        limits = Path(f"/proc/{pid}/limits").read_text()
        assert "Max core file size        0 " in limits and f"Max address space         {1 << 30} " in limits
        umask = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if "Umask" in line)
        assert umask.split()[1] == "0077"


def test_a_line_that_breaks_ends_the_session_and_leaves_nothing_open(gate: Gate, ana: Client) -> None:
    with ana.sign_in() as seen:
        one = signed_in_by(gate, ana)
        os.kill(seen.pid, signal.SIGKILL)
        assert how_ended(gate, one.id) == "hung_up"
    until(lambda: gone(one.process), 20, gate.said)
    # No lock is left: the next write needs no patience.
    with Writer(gate.record) as writer, writer.unit(gate.owner, NOW_UTC) as unit:
        unit.audit("edited", "clinic", 1)


def test_a_dashboard_that_does_not_answer_is_ended_with_its_line(gate: Gate, ana: Client) -> None:
    with ana.sign_in() as seen:
        one = signed_in_by(gate, ana)
        parent = int(one.process.split(":")[-2])
        child = int(Path(f"/proc/{parent}/task/{parent}/children").read_text().split()[0])
        # Stopped: it hears of nothing any more but being killed, or going on.
        os.kill(child, signal.SIGSTOP)
        os.kill(seen.pid, signal.SIGKILL)
        assert how_ended(gate, one.id) in ("hung_up", "killed")
        until(lambda: gone(process_of(child)), 20)


def test_a_dashboard_that_is_killed_gives_the_terminal_back(gate: Gate, ana: Client) -> None:
    with ana.sign_in() as seen:
        one = signed_in_by(gate, ana)
        parent = int(one.process.split(":")[-2])
        os.kill(int(Path(f"/proc/{parent}/task/{parent}/children").read_text().split()[0]), signal.SIGKILL)
        assert seen.ended() == 128 + signal.SIGKILL
        assert seen.left_clean
    assert how_ended(gate, one.id) == "killed"


def test_a_revoked_key_ends_its_session_at_once_and_opens_nothing_again(gate: Gate) -> None:
    lost = gate.let_in(LEE, "lost")
    with lost.sign_in() as seen:
        one = signed_in_by(gate, lost)
        with open_reader(gate.record) as reader:
            stale = list_text(keys(reader, revoked=False))
        command = [*gate.acudesk, "ssh", "revoke", str(lost.key_id)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=gate.environment)
        assert "Its session was ended" in done.stdout
        assert seen.ended(15) != 0
        assert seen.left_clean
    assert how_ended(gate, one.id) == "revoked"
    # A list that somebody brought back, or that was never written anew, lets nobody in either.
    Path(gate.door.list).write_text(stale)
    refused = lost.run(options=("-tt",))
    assert refused.returncode == 77 and "no longer opens" in refused.stdout
    assert told(gate, "select action, subject from audit_entry order by id desc limit 1") == [("refused", "sign_in")]
    gate.relist()
    assert lost.run(options=("-tt",)).returncode == 255


def test_ending_a_session_from_another_one(gate: Gate, ana: Client) -> None:
    with ana.sign_in() as seen:
        one = signed_in_by(gate, ana)
        listed = subprocess.run(
            [*gate.acudesk, "sessions"], capture_output=True, text=True, check=True, env=gate.environment
        )
        assert "ssh from 127.0.0.1" in listed.stdout
        command = [*gate.acudesk, "sessions", "--end", str(one.id)]
        subprocess.run(command, capture_output=True, check=True, env=gate.environment)
        assert seen.ended(15) != 0
    assert how_ended(gate, one.id) == "ended"


def test_a_key_nobody_knows_gets_nothing_and_stands_in_the_log_of_sshd(gate: Gate) -> None:
    stranger = gate.client("stranger")
    before = told(gate, "select count(*) from sign_in")
    refused = stranger.run(options=("-tt",))
    assert (refused.returncode, refused.stdout) == (255, "")
    assert "Permission denied (publickey)" in refused.stderr
    assert told(gate, "select count(*) from sign_in") == before
    # `LogLevel VERBOSE` names the key; the usual level says that somebody was turned away.
    assert "Failed publickey" in gate.said() or "Connection closed by authenticating user" in gate.said()


@pytest.mark.skipif(not AS_ROOT, reason="another account is needed, which only root may become")
def test_who_looks_keys_up_may_not_read_the_record(gate: Gate, ana: Client) -> None:
    looked = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    kind, blob, _ = ana.key.with_suffix(".pub").read_text().split()
    answer = subprocess.run(
        [*looked, gate.door.keys_command, gate.door.account, kind, blob], capture_output=True, check=True
    )
    assert answer.stdout.startswith(b"restrict,pty,command=")
    assert subprocess.run([*looked, "cat", str(gate.record)], capture_output=True, check=False).returncode != 0
    assert subprocess.run([*looked, "touch", gate.door.list], capture_output=True, check=False).returncode != 0


def test_the_log_is_whole_after_all_of_it(gate: Gate) -> None:
    with open_reader(gate.record) as reader:
        write_list(reader, gate.door)
        assert verify(reader).broken_at is None
        assert reader.row("pragma integrity_check") == ("ok",)
