"""Several at one visit: it is recorded once, by whoever was first; and a program killed half way records nothing."""

import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from care.chart import VisitEntry
from db.audit import verify
from db.errors import Conflict
from db.reader import open_reader
from db.writes import visits
from db.writing import Actor, Writer
from tests.conftest import NOW_UTC
from tests.db.desk import Desk
from tests.db.fill import TODAY

MANY = 8


@pytest.fixture
def desk(record_path: Path) -> Desk:
    made = Desk(record_path)
    mei = made.fill.patient()
    made.fill.appointment(mei, TODAY, course_id=made.fill.course(mei), status="in_room")
    return made


def _one(path: Path, number: int, gate: Any, answers: Any) -> None:
    with Writer(path) as writer:
        gate.wait(60)
        try:
            with writer.unit(Actor(number, f"Desk {number}"), NOW_UTC) as unit:
                visits.record(unit, 1, VisitEntry(nprs=number), appointment_id=1, seen_version=1)
            answers.put((number, "recorded"))
        except Conflict as error:
            answers.put((number, error.message))


def _held_to(desk: Desk, heard: list[tuple[int, str]]) -> None:
    (winner,) = [number for number, what in heard if what == "recorded"]
    others = Counter(f"already: Desk {winner} at 10:40 on" in what for number, what in heard if number != winner)
    assert others == {True: MANY - 1}
    assert desk.row("select count(*), min(nprs) from visit") == (1, winner)
    assert desk.appointment(1, "status", "version") == ("completed", 2)
    with open_reader(desk.path) as reader:
        assert verify(reader).broken_at is None


def test_processes_record_one_appointment_once(desk: Desk) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["db.writes.visits"])
    gate, answers = context.Barrier(MANY), context.Queue()
    racers = [context.Process(target=_one, args=(desk.path, number, gate, answers)) for number in range(MANY)]
    for racer in racers:
        racer.start()
    heard = [answers.get(timeout=90) for _ in racers]
    for racer in racers:
        racer.join(30)
    _held_to(desk, heard)


def test_threads_of_one_program_record_one_appointment_once(desk: Desk) -> None:
    gate = threading.Barrier(MANY)
    heard: list[tuple[int, str]] = []

    class Answers:
        put = staticmethod(heard.append)

    threads = [threading.Thread(target=_one, args=(desk.path, number, gate, Answers)) for number in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    _held_to(desk, heard)


def test_a_program_killed_before_the_commit_leaves_no_half_visit(desk: Desk) -> None:
    from db.writes import drafts

    draft = desk(drafts.keep, "visit", 1, {"pain": "3"}, course_id=1, subject_id=1)
    before = desk.dump()
    program = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from care.chart import VisitEntry
        from db.writes import visits
        from db.writing import Writer
        from tests.conftest import NOW_UTC
        from tests.db.fill import ANA

        with Writer(Path(sys.argv[1])) as writer, writer.unit(ANA, NOW_UTC) as unit:
            visits.record(unit, 1, VisitEntry(nprs=3), appointment_id=1, draft_id=int(sys.argv[2]))
            print("ready", flush=True)
            sys.stdin.readline()
        """
    )
    killed = subprocess.Popen(
        [sys.executable, "-c", program, str(desk.path), str(draft)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert killed.stdout is not None
    assert killed.stdout.readline() == "ready\n"
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate()
    assert desk.dump() == before
    done = desk(visits.record, 1, VisitEntry(nprs=3), appointment_id=1, draft_id=draft)
    assert done.number == 1
    assert desk.row("select count(*) from draft") == (0,)
