"""Backups and restores under people who write, on a full disk, and killed in the middle."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from db import backup_restore, errors
from db.audit import verify
from db.backup_restore import restore, restore_beside
from db.backup_take import take, take_before
from db.backups import usual_folder
from db.opening import connect_unchecked
from db.reader import open_reader
from tests.conftest import NOW_UTC
from tests.db.fill import Filler
from tests.db.restoring import LATER, rooms, tables, who


def test_people_who_keep_writing_are_asked_to_leave(record_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = take(record_path, NOW_UTC)
    holder = connect_unchecked(record_path)
    monkeypatch.setattr("db.opening.BUSY_MILLISECONDS", 100)
    holder.execute("begin immediate")
    try:
        with pytest.raises(errors.RecordBusy) as caught:
            restore(taken.path, record_path, who, LATER)
    finally:
        holder.execute("rollback")
        holder.close()
    assert caught.value.exit_code == 75 and "Ask everybody to leave" in caught.value.message
    # A copy of the state before is of no use when nothing came after it.
    assert [path.name for path in usual_folder(record_path).iterdir() if "before" in path.name] == []


def test_the_state_before_is_copied_under_the_lock(
    record_path: Path, fill: Filler, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody's write can fall between the copy and the restore; readers go on meanwhile."""
    taken = take(record_path, NOW_UTC)
    fill.room("before")
    heard: list[str] = []

    def while_others_try(*args: Any) -> Any:
        monkeypatch.setattr("db.opening.BUSY_MILLISECONDS", 50)
        assert rooms(record_path) == ["before"]
        with pytest.raises(errors.RecordBusy) as caught:
            fill.room("in between")
        heard.append(caught.value.message)
        return take_before(*args)

    monkeypatch.setattr(backup_restore, "take_before", while_others_try)
    done = restore(taken.path, record_path, who, LATER)
    assert len(heard) == 1
    assert done.kept is not None and rooms(done.kept) == ["before"]
    assert rooms(record_path) == []


def test_a_disk_that_fills_up_during_the_restore_changes_nothing(record_path: Path, fill: Filler) -> None:
    taken = take(record_path, NOW_UTC)
    fill.room("now")
    script = (
        "import resource, sys\nfrom pathlib import Path\nfrom db import backup_restore\nfrom db.audit import Actor\n"
        "from db.errors import RecordError\ntake = backup_restore.take_before\n"
        "def then_full(*args):\n    taken = take(*args)\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n    return taken\n"
        "backup_restore.take_before = then_full\nbackup, record = map(Path, sys.argv[1:])\n"
        "try:\n    backup_restore.restore(backup, record, lambda _: Actor(None, 'x'), 1795203600)\n"
        "except RecordError as error:\n    print(error.exit_code, error.message)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, str(taken.path), str(record_path)], capture_output=True, text=True, check=True
    )
    assert ended.stdout.startswith("74 ") and "The record was not touched" in ended.stdout
    assert rooms(record_path) == ["now"]


WRITER = """
import sys, time
from pathlib import Path
from db.audit import Actor
from db.tables import Room
from db.writing import Writer
with Writer(Path(sys.argv[1])) as writer:
    print("ready", flush=True)
    number = 0
    while True:
        number += 1
        with writer.unit(Actor(1, "Ana"), 1795200000 + number) as unit:
            unit.session.add(Room(name=f"{sys.argv[2]}-{number}"))
            unit.session.flush()
            unit.audit("added", "room", number)
"""


def _written(path: Path, entries: int) -> None:
    """Wait until the log has as many."""
    end = time.monotonic() + 120
    with open_reader(path) as reader:
        while (reader.row("select count(*) from audit_entry") or (0,))[0] < entries:
            assert time.monotonic() < end
            time.sleep(0.01)


def test_a_backup_under_three_constant_writers_restores_to_what_was_there_at_its_moment(
    record_path: Path, tmp_path: Path
) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(record_path), name], stdout=subprocess.PIPE, text=True)
        for name in ("a", "b", "c")
    ]
    try:
        for one in running:
            assert one.stdout is not None and one.stdout.readline() == "ready\n"
        several = []
        for at in range(4):
            _written(record_path, several[-1].facts.entries + 1 if several else 12)
            several.append(take(record_path, NOW_UTC + at * 86400))
        _written(record_path, several[-1].facts.entries + 1)
        assert all(one.poll() is None for one in running)
    finally:
        for one in running:
            one.kill()
            one.communicate()
    counts = [taken.facts.entries for taken in several]
    assert counts == sorted(set(counts)) and counts[0] > 10
    with open_reader(record_path) as reader:
        final = reader.rows("select id, name from room order by id")
        for taken in several:
            assert reader.row("select hash from audit_entry where id = ?", (taken.facts.entries,)) == (
                taken.facts.head,
            )
        assert verify(reader).broken_at is None
    assert len(final) > several[-1].facts.rows["room"]
    for number, taken in enumerate(several):
        place = tmp_path / f"back-{number}.acudesk"
        restore_beside(taken.path, place, LATER)
        with open_reader(place) as reader:
            # Each room and its entry were one transaction.
            assert reader.rows("select id, name from room order by id") == final[: taken.facts.rows["room"]]
            assert taken.facts.rows["room"] == taken.facts.entries - 2


STOPPED = """
import sys, time
from pathlib import Path
from db import backup_restore
from db.audit import Actor
def stop(*_):
    print("half", flush=True)
    time.sleep(60)
{how}
backup_restore.restore(Path(sys.argv[1]), Path(sys.argv[2]), lambda _: Actor(None, "x"), 1795203600)
"""
BEFORE = "backup_restore._put_in = stop"
LOCKED = "backup_restore.take_before = stop"
TWO_THIRDS = """
from db.backup_copy import immutable
from db.opening import connect_unchecked
def pour(draft, record, now_utc, as_seen):
    writing = connect_unchecked(record)
    with immutable(draft) as made:
        made.backup(writing, pages=4, progress=lambda _, left, total: left < total // 3 and stop())
backup_restore._pour = pour
"""


@pytest.mark.parametrize("how", [BEFORE, LOCKED, TWO_THIRDS], ids=["before", "locked", "two thirds"])
def test_a_restore_that_is_killed_leaves_the_record_whole(record_path: Path, fill: Filler, how: str) -> None:
    taken = take(record_path, NOW_UTC)
    for number in range(20):
        fill.patient(f"Family{number}", note="n" * 3000)
    fill.room("now")
    held = tables(record_path)
    running = subprocess.Popen(
        [sys.executable, "-c", STOPPED.format(how=how), str(taken.path), str(record_path)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert running.stdout is not None and running.stdout.readline() == "half\n"
    running.send_signal(signal.SIGKILL)
    running.communicate(timeout=30)
    assert tables(record_path) == held
    with open_reader(record_path) as reader:
        assert reader.rows("pragma integrity_check") == [("ok",)]
    # The lock is free, and the next restore goes through; the next backup clears up what is old.
    fill.room("after")
    drafts = list(record_path.parent.glob(".clinic.acudesk.restoring-*.new"))
    assert drafts
    for draft in drafts:
        os.utime(draft, (NOW_UTC - 90_000, NOW_UTC - 90_000))
    take(record_path, NOW_UTC + 60, record_path.parent, name="kept.acudesk")
    assert list(record_path.parent.glob(".clinic*")) == []
    restore(taken.path, record_path, who, LATER)
    assert rooms(record_path) == []
