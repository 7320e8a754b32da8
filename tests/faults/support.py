"""What the tests of faults share: the whole record as values, what must hold of any record, the seed and the time."""

import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from db.audit import verify
from db.checks import WRONG, check
from db.reader import Reader, open_reader

SOAK_MINUTES = float(os.environ.get("ACUDESK_SOAK", "0"))
"""How long each of these tests goes on, in minutes; 0 for a short run among the others."""

_CI_SEED = 20_261_120

VERSIONED = ("appointment", "course", "visit", "referral")
"""Tables of which each version of a row is told to the log by its number."""

Dump = dict[str, list[tuple[Any, ...]]]


def seed() -> int:
    """The seed of a random test: the one in ACUDESK_SEED, always the same where CI is set, else another each time."""
    given = os.environ.get("ACUDESK_SEED")
    if given is not None:
        return int(given)
    return _CI_SEED if os.environ.get("CI") and not SOAK_MINUTES else random.SystemRandom().randrange(10**9)


def say(text: str) -> None:
    """A line that pytest shows where a test fails, and always with `-s`."""
    sys.stdout.write(f"{text}\n")


def rounds(seconds: float = 0, least: int = 1) -> Iterator[int]:
    """Numbers from 0: at least so many rounds, and as many as go into `seconds` of work or the time of a soak."""
    clock = time.monotonic if SOAK_MINUTES else time.process_time
    until = clock() + (SOAK_MINUTES * 60 or seconds)
    number = 0
    while number < least or clock() < until:
        yield number
        number += 1


def everything(reader: Reader) -> Dump:
    """Every row of every table in every column, the log and the counters of numbers included."""
    names = [name for (name,) in reader.rows("select name from sqlite_schema where type = 'table' order by name")]
    return {name: sorted(reader.rows(f"select * from {name}"), key=repr) for name in names}


def hold_to(path: Path, now_utc: int, *, each_told: bool = True) -> None:
    """What is true of a record whatever was done to it; raises with what is not.

    An import tells the log of itself only, not of each row: `each_told` is False for what it made.
    """
    with open_reader(path) as reader:
        assert reader.rows("pragma integrity_check") == [("ok",)]
        assert reader.rows("pragma foreign_key_check") == []
        assert verify(reader).broken_at is None
        assert not each_told or untold(reader) == []
        assert in_two_places(reader) == []
        for (payload,) in reader.rows("select payload from undo_step"):
            assert json.loads(payload), "a step that takes nothing back"
    wrong = [finding for finding in check(path, now_utc, quick=True) if finding.state == WRONG]
    assert wrong == [], wrong


def untold(reader: Reader) -> list[tuple[str, int, int]]:
    """The rows whose versions are not in the log once each: table, number, version."""
    told: Counter[tuple[str, int, int]] = Counter()
    for subject, key, detail in reader.rows("select subject, subject_id, detail from audit_entry"):
        if subject in VERSIONED:
            told[subject, key, json.loads(detail).get("version", 1)] += 1
    found = []
    for table in VERSIONED:
        for key, version in reader.rows(f"select id, version from {table}"):
            found += [(table, key, one) for one in range(1, version + 1) if told.pop((table, key, one), 0) != 1]
    # What is left was told of a row, or of a version, that is not there.
    return found + sorted(told)


def in_two_places(reader: Reader) -> list[tuple[int, int]]:
    """Pairs of appointments with one room or one patient at one time."""
    return reader.rows(
        "select a.id, b.id from appointment a join appointment b on a.id < b.id and a.start_utc < b.end_utc "
        "and b.start_utc < a.end_utc and (a.room_id = b.room_id or a.patient_id = b.patient_id) "
        "where a.status not in ('cancelled', 'late_cancelled', 'no_show', 'left_unseen') and not a.voided "
        "and b.status not in ('cancelled', 'late_cancelled', 'no_show', 'left_unseen') and not b.voided"
    )
