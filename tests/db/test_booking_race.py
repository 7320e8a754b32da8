"""Twenty processes at one place: one has it, the others hear who, and nothing is there twice."""

import multiprocessing
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from db.errors import Conflict
from db.writing import Actor, Writer
from tests.conftest import NOW_UTC
from tests.db.desk import Desk

MONDAY = date(2026, 11, 23)
MANY = 20


def _one(path: Path, number: int, places: list[tuple[int, str | None]], gate: Any, answers: Any) -> None:
    from db.writes.booking import book

    minute, room = places[number % len(places)]
    with Writer(path) as writer:
        gate.wait(60)
        try:
            with writer.unit(Actor(number, f"Desk {number}"), NOW_UTC) as unit:
                book(unit, number + 1, 2, MONDAY, minute, 30, room)
            answers.put((minute, "booked"))
        except Conflict as error:
            answers.put((minute, error.message.split(".")[0]))


@pytest.mark.parametrize(
    ("places", "limit", "winners"),
    [([(600, "R1")], 20, 1), ([(600, None)], 2, 2), ([(600, "R1"), (630, "R1")], 20, 2)],
    ids=["room", "practitioner", "back to back"],
)
def test_twenty_race(record_path: Path, places: list[tuple[int, str | None]], limit: int, winners: int) -> None:
    from db.writes.hours import set_overlap_limit

    desk = Desk(record_path)
    desk.fill.staff("Dana Lee")
    desk.fill.room("R1")
    for number in range(MANY):
        desk.fill.patient(f"P{number}", "Jo")
    if limit != 2:
        desk(set_overlap_limit, 12)
    # A server that has the program in it already: forking the test itself would take its open files along.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["db.writes.booking"])
    gate, answers = context.Barrier(MANY), context.Queue()
    racers = [context.Process(target=_one, args=(record_path, number, places, gate, answers)) for number in range(MANY)]
    for racer in racers:
        racer.start()
    heard = [answers.get(timeout=90) for _ in racers]
    for racer in racers:
        racer.join(30)
    counts = Counter(what for _, what in heard)
    assert counts["booked"] == winners
    assert all(" is taken " in what or what == "booked" for what in counts)
    assert sum(counts.values()) == MANY
    assert desk.row("select count(*), count(distinct minute) from appointment") == (winners, len(places))
