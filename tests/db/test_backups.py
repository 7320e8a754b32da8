"""Backups: taken while others write, verified before they have a name, whole or not there."""

import errno
import hashlib
import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from db import attachments, backup_copy, errors
from db.anchor import anchor_path, present, read_anchor
from db.audit import verify
from db.backup_take import take, take_if_due
from db.backups import (
    EVERY_SECONDS,
    Facts,
    backups_in,
    due,
    files_of,
    last_good,
    note_of,
    read_note,
    usual_folder,
)
from db.opening import connect
from db.reader import open_reader
from db.tables import Attachment
from tests.conftest import NOW_UTC
from tests.db.fill import TODAY, Filler

NAME = "clinic.acudesk"


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_holds_what_the_record_held_and_nobody_else_may_read_it(record_path: Path, fill: Filler) -> None:
    fill.appointment(fill.patient(), room_id=fill.room())
    before = os.umask(0)
    try:
        taken = take(record_path, NOW_UTC)
    finally:
        os.umask(before)
    folder = usual_folder(record_path)
    assert taken.path == folder / "clinic-2026-11-20T184000Z.acudesk"
    assert (taken.warnings, taken.removed) == ((), ())
    assert _names(folder) == [taken.path.name, f"{taken.path.name}.json", "clinic.acudesk.anchor.json"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    with open_reader(record_path) as reader:
        head = present(reader)
        assert (taken.facts.entries, taken.facts.head, taken.facts.uid) == (head.entries, head.head, head.uid)
    assert taken.facts.rows["appointment"] == taken.facts.rows["patient"] == 1
    assert taken.facts.sha256 == hashlib.sha256(taken.path.read_bytes()).hexdigest()
    assert read_note(taken.path) == taken.facts
    # Opened as any record, it is one.
    with open_reader(taken.path) as copied:
        assert copied.row("select count(*) from appointment") == (1,)


def test_a_backup_shows_one_moment_while_others_write(
    record_path: Path, fill: Filler, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look that counts is the one that is copied: what is written in between is in neither."""
    counted = backup_copy.count
    written: list[int] = []

    def slow_count(connection: object, path: Path, at_utc: int) -> Facts:
        facts = counted(connection, path, at_utc)
        if not written:
            written.append(fill.room("R7"))
        return facts

    monkeypatch.setattr(backup_copy, "count", slow_count)
    taken = take(record_path, NOW_UTC)
    assert taken.facts.rows["room"] == 0
    with open_reader(record_path) as reader:
        assert reader.row("select count(*) from room") == (1,)


def test_a_second_of_the_same_second_has_a_name_of_its_own(record_path: Path) -> None:
    first, second = take(record_path, NOW_UTC), take(record_path, NOW_UTC)
    assert second.path.name == "clinic-2026-11-20T184000Z-2.acudesk"
    # Of one day the newest is kept.
    assert second.removed == (first.path,)
    assert [one.path for one in backups_in(usual_folder(record_path), NAME)] == [second.path]


def test_one_is_due_after_most_of_a_day_and_a_clock_gone_wrong_does_not_stop_it(record_path: Path) -> None:
    folder = usual_folder(record_path)
    assert due(folder, NOW_UTC) and last_good(folder) is None
    taken = take(record_path, NOW_UTC)
    assert last_good(folder) == last_good(folder, NAME) == (taken.path, NOW_UTC)
    assert last_good(folder, "other.acudesk") is None
    assert not due(folder, NOW_UTC + EVERY_SECONDS - 1, NAME)
    assert due(folder, NOW_UTC + EVERY_SECONDS, NAME)
    assert due(folder, NOW_UTC - 60, NAME)


def test_of_several_that_ask_at_once_one_takes_it(record_path: Path) -> None:
    script = "import sys; from pathlib import Path; from db.backup_take import take_if_due\n"
    script += f"sys.exit(take_if_due(Path({str(record_path)!r}), {NOW_UTC}) is None)"
    running = [subprocess.Popen([sys.executable, "-c", script]) for _ in range(5)]
    assert sorted(one.wait(60) for one in running) == [0, 1, 1, 1, 1]
    assert take_if_due(record_path, NOW_UTC + 60) is None
    assert len(backups_in(usual_folder(record_path), NAME)) == 1


def test_attached_files_come_along_as_links_and_one_that_is_lost_is_told(record_path: Path, fill: Filler) -> None:
    referral = fill.referral(fill.course(fill.patient()), TODAY)
    folder = files_of(record_path)
    assert folder == attachments.folder_of(record_path)
    folder.mkdir(mode=0o700)
    for name in ("0" * 32 + ".pdf", "1" * 32 + ".txt"):
        fill.add(
            Attachment(
                referral_id=referral,
                name=name,
                title="Report",
                media="text/plain",
                size=4,
                digest="d",
                at_utc=NOW_UTC,
                staff_id=1,
                actor="Ana",
            )
        )
    (folder / ("0" * 32 + ".pdf")).write_bytes(b"%PDF")
    (folder / "not of the record.txt").write_text("x")
    taken = take(record_path, NOW_UTC)
    assert _names(files_of(taken.path)) == ["0" * 32 + ".pdf"]
    assert (files_of(taken.path) / ("0" * 32 + ".pdf")).samefile(folder / ("0" * 32 + ".pdf"))
    assert taken.facts.files == 1
    assert [warning.partition(" is")[0] for warning in taken.warnings] == ["1 attached file"]


def test_a_record_short_of_its_anchor_keeps_all_older_backups(record_path: Path, fill: Filler) -> None:
    earlier = record_path.read_bytes()
    fill.room()
    whole = take(record_path, NOW_UTC)
    record_path.write_bytes(earlier)
    short = take(record_path, NOW_UTC + 60)
    assert short.removed == () and whole.path.exists()
    assert "1 entry is missing" in short.warnings[0]
    anchor = read_anchor(anchor_path(record_path))
    assert anchor is not None and anchor.entries == whole.facts.entries


def test_a_disk_without_hard_links_takes_backups_too(record_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", no_links)
    taken = take(record_path, NOW_UTC)
    assert stat.S_IMODE(taken.path.stat().st_mode) == 0o600
    with open_reader(taken.path) as reader:
        assert verify(reader).entries == taken.facts.entries
    with pytest.raises(errors.Conflict):
        take(record_path, NOW_UTC, taken.path.parent, name=taken.path.name)


STOPPED = """
import sys, time
from pathlib import Path
from db import backup_copy, backup_take
def stop(*_, **__):
    print("half", flush=True)
    time.sleep(60)
setattr({module}, {name!r}, stop)
backup_take.take(Path(sys.argv[1]), 1795200000)
"""


@pytest.mark.parametrize(
    ("module", "name"),
    [("backup_copy", "look_through"), ("backup_take", "bring_files"), ("backup_take", "give_name")],
    ids=["copied", "verified", "noted"],
)
def test_a_backup_that_is_killed_leaves_the_record_whole_and_the_next_one_clears_up(
    record_path: Path, fill: Filler, module: str, name: str
) -> None:
    script = STOPPED.format(module=module, name=name)
    running = subprocess.Popen([sys.executable, "-c", script, str(record_path)], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None and running.stdout.readline() == "half\n"
    fill.room("written meanwhile")
    running.send_signal(signal.SIGKILL)
    running.communicate(timeout=30)
    folder = usual_folder(record_path)
    assert _names(folder) and last_good(folder, NAME) is None
    connect(record_path, query_only=True).close()
    taken = take(record_path, NOW_UTC + 1)
    assert taken.facts.rows["room"] == 1
    assert _names(folder) == [taken.path.name, f"{taken.path.name}.json", "clinic.acudesk.anchor.json"]


def test_a_note_is_read_as_it_was_written_or_not_at_all(record_path: Path) -> None:
    taken = take(record_path, NOW_UTC)
    whole = json.loads(note_of(taken.path).read_text())
    for change in ({"form": 2}, {"made_by": "x"}, {"rows": 3}, {"size": "1"}, {"more": 1}):
        note_of(taken.path).write_text(json.dumps({**whole, **change}))
        assert read_note(taken.path) is None
        assert last_good(usual_folder(record_path), NAME) is None
    note_of(taken.path).write_text("[" * 100_000)
    assert read_note(taken.path) is None
