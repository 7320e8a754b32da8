"""Programs killed at any moment while they write: what they had said is there, whole, and nothing is half there."""

import multiprocessing
import os
import random
import signal
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from db import cipher
from db.audit_read import examine
from db.reader import Reader, open_reader
from tests.conftest import NOW_UTC
from tests.db.desk import Desk
from tests.db.vault import begun, encrypted
from tests.faults.storm import Said, command_on, heard, write_on
from tests.faults.support import SOAK_MINUTES, hold_to, say, seed

AT_ONCE = 4
SECONDS = 5
ENOUGH = 40
"""Writes that were said, at the least."""
WHOLE = {
    "treated": (1, 1, 1, 0, 0),
    "referred": (1, 0, 0, 1, 2),
    "booked": (0, 3, 0, 0, 0),
    "typed": (0, 0, 0, 0, 0),
}
"""Courses, appointments, visits, referrals and events of a patient, by the given name that says what was done."""


class Program(NamedTuple):
    """One program that was started, and the file in which it says what is done."""

    process: multiprocessing.process.BaseProcess
    name: str
    typing: bool
    said: Path
    until: float


class Person(NamedTuple):
    """A patient: the program that registered them, what it did, and whether it took that back."""

    by: str
    what: str
    voided: bool


def _storm(path: Path, folder: Path, dice: random.Random, seconds: float) -> list[Program]:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.storm"])
    all_of_them: list[Program] = []
    running: list[Program] = []
    begun = time.monotonic()
    end, latest = begun + seconds, begun + seconds + 60
    while running or time.monotonic() < end:
        while len(running) < AT_ONCE and time.monotonic() < end:
            name = f"d{len(all_of_them)}"
            typing = len(all_of_them) % AT_ONCE == 0
            work = command_on if typing else write_on
            said = folder / f"{name}.txt"
            process = context.Process(target=work, args=(path, name, dice.randrange(10**9), said))
            process.start()
            # From before its first write to some dozens later; a command has more to load, and all of them have longer
            # where the machine is so busy that the storm had to go on.
            lives = dice.uniform(0.3, 4.0) if typing else dice.uniform(0.05, 1.2)
            longer = 1 + max(0.0, time.monotonic() - begun - seconds) / 5
            program = Program(process, name, typing, said, time.monotonic() + lives * longer)
            running.append(program)
            all_of_them.append(program)
        for program in [one for one in running if one.until < time.monotonic()]:
            assert program.process.pid is not None
            os.kill(program.process.pid, signal.SIGKILL)
            program.process.join()
            assert program.process.exitcode == -signal.SIGKILL, "it ended by itself"
            running.remove(program)
        if not running and time.monotonic() < latest and not _enough(all_of_them):
            end = time.monotonic() + 1
        time.sleep(0.002)
    return all_of_them


def _enough(programs: list[Program]) -> bool:
    """Whether writes enough were said, by programs of both kinds: a storm goes on until then on a busy machine."""
    said = [(one.typing, len(heard(one.said))) for one in programs]
    at_work = [typing for typing, count in said if count]
    return sum(count for _, count in said) >= ENOUGH and len(at_work) >= AT_ONCE and {True, False} <= set(at_work)


def _belongings(reader: Reader, patient: int, standing: str) -> tuple[int, ...]:
    """How many courses, appointments, visits, referrals and events a patient has."""
    mine = f"in (select id from course where patient_id = :patient {standing})"
    found = reader.row(
        f"select (select count(*) from course where patient_id = :patient {standing}), "
        f"(select count(*) from appointment where patient_id = :patient {standing}), "
        f"(select count(*) from visit where course_id {mine} {standing}), "
        f"(select count(*) from referral where course_id {mine} {standing}), "
        f"(select count(*) from referral_event where referral_id in (select id from referral where course_id {mine}) "
        f"{standing})",
        {"patient": patient},
    )
    assert found is not None
    return found


@pytest.mark.parametrize("vault", [False, True], ids=["plain", "encrypted and keyed"])
def test_what_was_said_is_there_and_whole(record_path: Path, tmp_path: Path, vault: bool) -> None:
    number = seed()
    say(f"ACUDESK_SEED={number}")
    if vault:
        encrypted(record_path)
        begun(record_path)
    desk = Desk(record_path)
    desk.fill.staff("Dana Lee")
    desk.fill.room("R1")
    programs = _storm(record_path, tmp_path, random.Random(number), SOAK_MINUTES * 60 or SECONDS)
    # Programs at the counter write by the test's clock, commands by the machine's.
    hold_to(record_path, max(NOW_UTC, int(time.time())))
    with open_reader(record_path) as reader:
        people = {
            key: Person(family.split("x")[0], what, bool(voided))
            for key, family, what, voided in reader.rows("select id, family_name, given_name, voided from patient")
        }
        for key, person in people.items():
            assert _belongings(reader, key, "") == WHOLE[person.what]
            standing = (0,) * 5 if person.voided else WHOLE[person.what]
            assert _belongings(reader, key, "and not voided") == standing
        counts = [_held_to_its_word(reader, program, people) for program in programs]
    if vault:
        verdict = examine(record_path)
        assert (verdict.damage, verdict.unverified, verdict.keyed_from) == ((), (), 4)
        assert cipher.key_name(record_path)
    say(f"{len(programs)} killed, {sum(counts)} writes said, {len(people)} patients")
    # A storm that killed nobody at work has shown nothing.
    assert {True, False} <= {one.typing for one, count in zip(programs, counts, strict=True) if count}
    assert sum(counts) >= ENOUGH
    assert sum(count > 0 for count in counts) >= AT_ONCE


def _held_to_its_word(reader: Reader, program: Program, people: dict[int, Person]) -> int:
    """Raise unless all a program has said is so, and at most one write more; returns how many it has said.

    The kill may come between a commit and the word of it, and a program dies only once.
    """
    lines = heard(program.said)
    mine = {key: one for key, one in people.items() if one.by == program.name}
    if program.typing:
        told = [Said("typed", line["patient"]["id"], 1) for line in lines]
        entries = len(mine)
    else:
        told = [Said(*line) for line in lines]
        ((entries,),) = reader.rows("select count(*) from audit_entry where actor = ?", (program.name,))
    done = {one.patient_id: one.what for one in told if one.what != "undone"}
    undone = {one.patient_id for one in told if one.what == "undone"}
    assert {key: mine[key].what for key in done} == done
    assert all(mine[key].voided for key in undone)
    unsaid = len(mine) - len(done) + sum(one.voided for one in mine.values()) - len(undone)
    assert unsaid in (0, 1)
    # The log has neither less than was said nor anything of what did not come to be.
    assert (entries - sum(one.entries for one in told) > 0) == (unsaid == 1)
    return len(told)
