"""Whatever statement of a write fails, and however: the record is as before, and the next attempt works."""

import importlib
import inspect
import pkgutil
import re
import shutil
from collections.abc import Iterator
from itertools import count, cycle
from pathlib import Path
from typing import Any

import pytest

import db.writes
from db.attachments import folder_of
from db.errors import StorageFailed
from db.reader import Reader, open_reader
from db.writes.undo import undo_last
from db.writing import Writer
from tests.conftest import NOW_UTC
from tests.db.desk import dump
from tests.db.fill import ANA
from tests.faults.driver import DISK, INTERRUPT, KINDS, ODD, OddError, Trigger
from tests.faults.scenarios import SCENARIOS, Scenario, Work
from tests.faults.support import SOAK_MINUTES, everything

SHARED = {
    "appointments": {"present", "room_id"},
    "baseline": {"follow_baseline", "visits_of"},
    "booking": {"treats"},
    "clinical": {"course_row", "day_of", "patient_row", "titled", "today"},
    "corrections": {"as_seen", "note", "put"},
    "drafts": {"done_with"},
    "first_visit": {"record_visit", "settle_range", "take_visit_back"},
    "overlap": {"name_of", "overlapping", "refuse_taken", "too_many"},
    "providers": {"usable"},
    "referral_rows": {"add_event", "patient_id_of", "present", "provider_name", "tell_of", "titled"},
    "referral_steps": {"check_visit_day"},
    "staff": {"still_an_owner"},
    "staff_keys": {"end_sessions"},
    "told": {"check_seen", "looking", "tell"},
}
"""What the writes are made of: functions of a unit that are no write by themselves."""

RAISED: dict[str, type[BaseException]] = {DISK: StorageFailed, ODD: OddError, INTERRUPT: KeyboardInterrupt}
NO_STEP = {
    "audit_keys.begin_key", "drafts.drop", "drafts.keep", "emergency.begin", "emergency.end", "pins.set_pin",
    "pins.told", "pins.try_pin", "rooms.add", "seen.note", "staff.add", "staff.change", "staff_keys.add",
    "staff_keys.end_session", "staff_keys.revoke",
}  # fmt: skip
"""Writes that leave nothing to undo."""


def _files(path: Path) -> list[str]:
    folder = folder_of(path)
    return sorted(one.name for one in folder.iterdir()) if folder.exists() else []


def _same(found: Any, expected: Any, scenario: Scenario) -> None:
    """Compare two dumps; only the name of a kept file and the salt of a PIN are others each time."""
    if scenario.name == "pins.set_pin":
        found, expected = (re.sub(r"\$argon2id\$[^']*", "*", repr(one)) for one in (found, expected))
    if scenario.name == "forms.attach":
        found, expected = (re.sub(r"\b[0-9a-f]{32}\.pdf", "*", repr(one)) for one in (found, expected))
    assert found == expected


def _until_it_works(writer: Writer, reader: Reader, trigger: Trigger, work: Work, ways: int) -> int:
    """Fail each statement in turn, look at the record, and try again; returns how many statements it has.

    `ways` of the three are tried at each statement, others at the next one; a soak tries all.

    Every attempt is the one after a failure, so that each shows that the last one left the writer fit to go on.
    """
    before, files = everything(reader), _files(writer.path)
    for number, kind in _failures(len(KINDS) if SOAK_MINUTES else ways):
        try:
            with trigger.at(number, kind), writer.unit(ANA, NOW_UTC) as unit:
                work(unit)
        except (StorageFailed, OddError, KeyboardInterrupt) as error:
            assert type(error) is RAISED[kind]
            assert trigger.fired
            assert everything(reader) == before
            assert _files(writer.path) == files
        else:
            assert not trigger.fired, "an error of the driver was kept from the caller"
            return number - 1
    raise AssertionError("never done")


def _failures(ways: int) -> Iterator[tuple[int, str]]:
    turn = cycle(KINDS)
    for number in count(1):
        for _ in range(ways):
            yield number, next(turn)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.id)
def test_all_of_it_or_nothing_and_so_for_the_way_back(stocked: Path, trigger: Trigger, scenario: Scenario) -> None:
    spared = stocked.with_name("spared.acudesk")
    shutil.copyfile(stocked, spared)
    with Writer(spared) as writer, open_reader(spared) as reader:
        with writer.unit(ANA, NOW_UTC) as unit:
            scenario.work(unit)
        wanted = everything(reader)
    with Writer(stocked) as writer, open_reader(stocked) as reader:
        before, standing = everything(reader), _standing(reader)
        # A beginning, something said to the file, and a commit.
        assert _until_it_works(writer, reader, trigger, scenario.work, ways=2) >= 3
        assert everything(reader) != before
        _same(everything(reader), wanted, scenario)
        if scenario.name in NO_STEP:
            assert reader.rows("select * from undo_step") == []
            return
        assert _until_it_works(writer, reader, trigger, undo_last, ways=1) >= 3
        assert _standing(reader) == standing
        assert reader.rows("select count(*) from undo_step where undone_utc is null") == [(0,)]


def _standing(reader: Reader) -> dict[str, Any]:
    """What stands in the record, without what counts up whatever becomes of it."""
    return {table: rows for table, rows in dump(reader).items() if table != "sqlite_sequence"}


def test_every_write_has_a_scenario() -> None:
    there: set[str] = set()
    for module in pkgutil.iter_modules(db.writes.__path__):
        loaded = importlib.import_module(f"db.writes.{module.name}")
        for name, found in vars(loaded).items():
            if name.startswith("_") or not inspect.isfunction(found) or found.__module__ != loaded.__name__:
                continue
            if next(iter(inspect.signature(found).parameters), "") == "unit":
                there.add(f"{module.name}.{name}")
    shared = {f"{module}.{name}" for module, names in SHARED.items() for name in names}
    # Taking back is tried on every scenario.
    tried = {scenario.name for scenario in SCENARIOS} | {"undo.undo_last"}
    assert there - shared - tried == set(), "say in tests/faults/scenarios.py how it is done"
    assert (shared | tried) - there == set()
