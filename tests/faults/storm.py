"""A program at the counter that writes in a loop, and says so of each write, once it is committed, in a file."""

import json
import os
import random
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

from care.chart import VisitEntry
from care.places import Place
from dashboard.__main__ import main
from db.audit import Actor
from db.errors import Conflict
from db.writes import appointments, booking, courses, patients, referrals, visits
from db.writes.undo import undo_last
from db.writing import Unit, Writer
from tests.conftest import NOW_UTC
from tests.faults.stock import MONDAY


class Said(NamedTuple):
    """One acknowledged write: what it was, the patient it was about, and how many entries the log got by it."""

    what: str
    patient_id: int
    entries: int


def treated(unit: Unit, word: str) -> int:
    """Somebody new walks in and is treated: rows in four tables that belong together."""
    patient = patients.register(unit, word, "treated")
    course = courses.open_course(unit, patient, "neck_pain").course_id
    booked = booking.walk_in(unit, patient, None, 30).appointment_id
    visits.record(unit, course, VisitEntry(nprs=6, note=word), appointment_id=booked)
    return patient


def referred(unit: Unit, word: str) -> int:
    """Somebody new is referred: a course, a referral and what happened to it."""
    patient = patients.register(unit, word, "referred")
    course = courses.open_course(unit, patient, "neck_pain").course_id
    key = referrals.start(unit, course, "massage", question=word).referral_id
    referrals.note(unit, key, word)
    return patient


def booked(unit: Unit, word: str) -> int:
    """Somebody new has three appointments, one of which is cancelled again."""
    patient = patients.register(unit, word, "booked")
    day = MONDAY.toordinal() + 7 * random.randrange(400)
    minute = 480 + 15 * random.randrange(36)
    places = [Place(type(MONDAY).fromordinal(day + more), minute, 30, None, "R1") for more in range(3)]
    done = booking.book_series(unit, patient, None, places)
    appointments.cancel(unit, done[1].appointment_id, 1, "clinic", word)
    return patient


WORK = (treated, referred, booked)


def write_on(path: Path, name: str, seed: int, said: Path) -> None:
    """Write until killed, through the write functions; every now and then the last one is taken back."""
    random.seed(seed)
    out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    last: Said | None = None
    with Writer(path) as writer:
        for number in range(10**6):
            back = last is not None and random.random() < 0.2
            work = random.choice(WORK)
            try:
                with writer.unit(Actor(None, name), NOW_UTC) as unit:
                    patient = work(unit, f"{name}x{number}") if last is None or not back else last.patient_id
                    if back:
                        undo_last(unit)
            except Conflict:
                # The room was somebody else's.
                continue
            now = Said("undone" if back else work.__name__, patient, unit.audited)
            last = None if back else now
            os.write(out, json.dumps(now).encode() + b"\n")


def command_on(path: Path, name: str, _seed: int, said: Path) -> None:
    """Write until killed, through the command line: what it prints is what it says."""
    sys.stdout = said.open("a", encoding="utf-8")
    for number in range(10**6):
        word = f"{name}x{number}"
        if main(["--db", str(path), "patient", "add", "--family", word, "--given", "typed", "--json"]) != 0:
            time.sleep(0.01)
        sys.stdout.flush()


def heard(said: Path) -> list[Any]:
    """What a program said before it was killed; the last of it may be torn, and then was not said."""
    text = said.read_text("utf-8") if said.exists() else ""
    found: list[Any] = []
    while text := text.lstrip():
        try:
            one, end = json.JSONDecoder().raw_decode(text)
        except json.JSONDecodeError:
            break
        found.append(one)
        text = text[end:]
    return found
