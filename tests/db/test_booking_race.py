"""Several processes at one practitioner's time: as many are booked as the clinic lets overlap, the others hear so.

Races for a room, for places back to back and for a patient go through the command line, in `tests/cli/test_race.py`.
"""

import multiprocessing
from datetime import date
from pathlib import Path
from typing import Any

from db.errors import Conflict
from db.writing import Actor, Writer
from tests.conftest import NOW_UTC
from tests.db.desk import Desk

MONDAY = date(2026, 11, 23)
MANY, LIMIT = 8, 2


def _one(path: Path, number: int, gate: Any, answers: Any) -> None:
    from db.writes.booking import book

    with Writer(path) as writer:
        gate.wait(60)
        try:
            with writer.unit(Actor(number, f"Desk {number}"), NOW_UTC) as unit:
                book(unit, number + 1, 2, MONDAY, 600, 30)
            answers.put("booked")
        except Conflict as error:
            answers.put(error.message.split(".")[0])


def test_a_practitioner_s_time_is_taken_as_often_as_may_overlap(record_path: Path) -> None:
    desk = Desk(record_path)
    desk.fill.staff("Dana Lee")
    for number in range(MANY):
        desk.fill.patient(f"P{number}", "Jo")
    # A server that has the program in it already: forking the test itself would take its open files along.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["db.writes.booking"])
    gate, answers = context.Barrier(MANY), context.Queue()
    racers = [context.Process(target=_one, args=(record_path, number, gate, answers)) for number in range(MANY)]
    for racer in racers:
        racer.start()
    heard = [answers.get(timeout=90) for _ in racers]
    for racer in racers:
        racer.join(30)
    assert heard.count("booked") == LIMIT
    assert all(" is taken " in what for what in heard if what != "booked")
    assert desk.row("select count(*) from appointment") == (LIMIT,)
