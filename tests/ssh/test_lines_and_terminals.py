"""Many at once, lines that break in the middle of a write, windows and terminals of all kinds."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from dashboard.clock import Clock
from dashboard.demo.clinic import build
from db import sign_ins
from db.audit import verify
from db.processes import GONE, state_of
from db.reader import open_reader
from db.writing import Writer
from tests.conftest import NOW_UTC, ZONE
from tests.ssh.conftest import ANA
from tests.ssh.support import Client, Gate, gate_before, until
from tests.ssh.test_sign_in import how_ended, signed_in_by, told
from tests.terminal.support import Seen

MANY = 30


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    """A door before the made-up clinic of today, where there is something to do whatever day it is."""
    private = tmp_path_factory.mktemp("busy")
    record = private / "clinic.acudesk"
    build(record, Clock().today(ZONE), 642, ZONE)
    with gate_before(record, private) as gate:
        yield gate


def test_thirty_people_at_once_each_see_their_screen(gate: Gate, ana: Client) -> None:
    before = told(gate, "select coalesce(max(id), 0) from sign_in")[0][0]
    with ExitStack() as until_left:
        opened = [until_left.enter_context(ana.open(columns=80, rows=24)) for _ in range(MANY)]
        waiting, end = set(opened), time.monotonic() + 120
        while waiting:
            assert time.monotonic() < end, f"{len(waiting)} wait; {gate.said()[-2000:]}"
            for seen in tuple(waiting):
                seen.read(0.01)
                if b"Today" in seen.output:
                    waiting.discard(seen)
        # Each of them is written down beside all the others, who are writing too.
        until(lambda: told(gate, f"select count(*) from sign_in where id > {before}")[0][0] == MANY, 60, gate.said)
        with open_reader(gate.record) as reader:
            there = [one for one in sign_ins.signed_in(reader) if one.id > before]
            assert len({one.process for one in there}) == MANY
            assert verify(reader).broken_at is None
    until(lambda: all(state_of(one.process) == GONE for one in there), 60, gate.said)
    until(lambda: told(gate, "select count(*) from sign_in where ended_utc is null")[0][0] == 0, 60)


def test_a_line_that_breaks_in_the_middle_of_a_write_leaves_all_of_it_or_nothing(busy: Gate) -> None:
    client = busy.let_in(ANA, "writer")
    for milliseconds in (0, 7, 40):
        with client.sign_in() as seen:
            one = signed_in_by(busy, client)
            made = told(busy, "select count(*) from undo_step")[0][0]
            # Keys that are struck before it is there would let everybody arrive at once, and leave nobody for the next.
            seen.until(lambda seen=seen: " booked" in seen.text())

            def written(seen: Seen = seen, made: object = made) -> bool:
                # Down the day until somebody is there who can still arrive.
                seen.send(b"\x1b[Ba")
                seen.read(0.3)
                return told(busy, "select count(*) from undo_step")[0][0] > made

            until(written, 90, seen.text)
            seen.send(b"uaua" * 10)
            time.sleep(milliseconds / 1000)
            os.kill(seen.pid, signal.SIGKILL)
            assert how_ended(busy, one.id) == "hung_up"
        until(lambda one=one: state_of(one.process) == GONE, 20)
    with open_reader(busy.record) as reader:
        assert reader.row("pragma integrity_check") == ("ok",)
        assert verify(reader).broken_at is None
        steps = reader.row("select count(*), count(undone_utc) from undo_step")
        arrived = reader.row("select count(*) from audit_entry where action = 'arrived'")
        undone = reader.row("select count(*) from audit_entry where action = 'undone'")
        assert steps is not None and arrived is not None and undone is not None
        assert steps == (arrived[0], undone[0]) and arrived[0] > 3
    # Nobody holds the lock.
    with Writer(busy.record) as writer, writer.unit(busy.owner, NOW_UTC) as unit:
        unit.audit("edited", "clinic", 1)


@pytest.mark.parametrize("term", ["linux", "tmux-256color"])
def test_other_terminals_are_drawn_too(term: str, ana: Client) -> None:
    with ana.sign_in(columns=80, rows=24, env={"TERM": term}) as seen:
        assert "Today" in seen.text().splitlines()[0]
        seen.resize(120, 40)
        seen.until(lambda: "Referrals" in seen.text().splitlines()[0] and "To call" in seen.text().splitlines()[0])
        seen.send(b"?")
        seen.until(lambda: "closes" in seen.text())
        seen.send(b"\x1b\x11")
        assert seen.ended() == 0
        assert seen.left_clean


@pytest.mark.parametrize(
    ("outside", "why"),
    [({"TERM": "dumb"}, "TERM=dumb"), ({"LANG": "C"}, "LANG=C"), ({"LC_ALL": "de_DE.ISO-8859-1"}, "LANG=C")],
)
def test_a_terminal_that_cannot_show_it_gets_todays_list_in_its_own_letters(
    outside: dict[str, str], why: str, busy: Gate
) -> None:
    client = busy.let_in(ANA, f"plain{abs(hash(why + str(outside)))}")
    with client.open("-o", "SendEnv=LANG LC_ALL", env={"LC_ALL": "", **outside}) as seen:
        assert seen.ended(60) == 0
        shown = bytes(seen.output)
    assert why.encode() in shown and b"\x1b" not in shown
    assert b"Riverside Acupuncture" in shown and re.search(rb"\d\d:\d\d", shown)
    assert shown.isascii() or outside == {"TERM": "dumb"}
    assert told(busy, "select ended_how from sign_in order by id desc limit 1") == [("left",)]


def test_the_password_of_the_account_opens_nothing(ana: Client) -> None:
    done = ana.run(options=("-o", "PreferredAuthentications=password,keyboard-interactive"))
    assert done.returncode == 255 and "Permission denied (publickey)" in done.stderr


def test_the_keys_program_answers_only_what_is_asked_in_so_many_words(gate: Gate, ana: Client) -> None:
    kind, blob, _ = ana.key.with_suffix(".pub").read_text().split()
    account = gate.door.account

    def asked(*words: str) -> str:
        return subprocess.run([gate.door.keys_command, *words], capture_output=True, text=True, check=False).stdout

    known = asked(account, kind, blob)
    assert re.fullmatch(rf'restrict,pty,command="{gate.door.session_command} [A-Za-z0-9]+" {kind} \S+\n', known)
    for words in (
        (), (account,), (account, kind), (account, kind, blob, "more"), ("other", kind, blob), (account, "", ""),
        (account, kind, "*"), (account, "*", "*"), (account, kind, blob + "\n"), (account, kind, f"{blob} x"),
        (account, f"{kind} {blob}", ""), (account, kind, "$(id)"), ("; id", kind, blob), (account, kind, "A" * 100_000),
    ):  # fmt: skip
        assert asked(*words) == "", words
    kept = Path(gate.door.list).read_text()
    try:
        # A list that was tampered with, or cut in the middle of a line, opens nothing it should not.
        for line in (f'1";touch {kind} {blob}', f"1k$(id) {kind} {blob}", f"{kind} {blob}", f"1kab {kind} {blob} more"):
            Path(gate.door.list).write_text(f"{line}\n")
            assert asked(account, kind, blob) == "", line
        Path(gate.door.list).unlink()
        assert asked(account, kind, blob) == ""
    finally:
        Path(gate.door.list).write_text(kept)
        gate.relist()


def test_the_session_program_takes_an_id_and_nothing_else(gate: Gate) -> None:
    for words in ((), ("1", "2"), ("",), ("1;id",), ("--help",), ("../x",), ("1kx",), ("x" * 200,), ("1k" + "0" * 32,)):
        done = subprocess.run(
            [gate.door.session_command, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        assert done.returncode in (2, 77) and done.stdout == "" and "uid=" not in done.stderr, words
        assert "Traceback" not in done.stderr


def test_without_the_record_a_sentence_is_all_there_is(gate: Gate, ana: Client) -> None:
    away = gate.record.with_suffix(".away")
    shutil.move(gate.record, away)
    try:
        with ana.open() as seen:
            assert seen.ended(40) == 66
            assert "There is no record" in seen.text()
    finally:
        shutil.move(away, gate.record)
