"""Restoring: under people who work, from damaged files, killed in the middle; nothing is lost on the way."""

import hashlib
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from db import backup_drill, backup_restore, errors, migrate
from db.anchor import anchor_path, read_anchor
from db.audit import Actor, verify
from db.backup_drill import drill
from db.backup_restore import restore, restore_beside
from db.backup_take import take
from db.backups import files_of, last_good, note_of, usual_folder
from db.create import init
from db.opening import connect_unchecked
from db.reader import Reader, open_reader
from db.tables import Attachment, Room
from db.writing import Writer
from tests.conftest import NOW_UTC
from tests.db.fill import ANA, TODAY, Filler

LATER = NOW_UTC + 3600


def who(_: Reader) -> Actor:
    return ANA


def rooms(path: Path) -> list[str]:
    with open_reader(path) as reader:
        return [name for (name,) in reader.rows("select name from room order by id")]


def tables(path: Path, *but: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with open_reader(path) as reader:
        names = [name for (name,) in reader.rows("select name from sqlite_schema where type = 'table' order by name")]
        return {name: sorted(reader.rows(f"select * from {name}"), key=repr) for name in names if name not in but}


def test_a_restored_record_holds_what_the_backup_did_and_says_so(record_path: Path, fill: Filler) -> None:
    fill.room("R1")
    taken = take(record_path, NOW_UTC)
    held = tables(record_path, "audit_entry")
    fill.room("R2")
    file = record_path.stat().st_ino
    done = restore(taken.path, record_path, who, LATER)
    assert tables(record_path, "audit_entry") == held
    assert record_path.stat().st_ino == file
    assert (done.facts.entries, done.left_out, done.files_lacking) == (taken.facts.entries, 1, 0)
    with open_reader(record_path) as reader:
        chain = verify(reader)
        assert (chain.entries, chain.broken_at) == (taken.facts.entries + 1, None)
        (entry,) = reader.rows("select actor, action, at_utc, detail from audit_entry where action = 'restored'")
        assert reader.rows("pragma integrity_check") == [("ok",)]
    assert entry[:3] == ("Ana Ruiz", "restored", LATER)
    assert json.loads(entry[3]) == {"backup_entries": taken.facts.entries, "backup_head": taken.facts.head}
    # What was there before is a backup that rotation does not know.
    assert done.kept is not None and rooms(done.kept) == ["R1", "R2"]
    assert done.kept.name == "clinic.before-restore-2026-11-20T194000Z.acudesk"
    assert last_good(usual_folder(record_path), record_path.name) == (taken.path, NOW_UTC)
    assert {path.name for path in record_path.parent.iterdir()} == {record_path.name, "backups"}
    anchor = read_anchor(anchor_path(record_path))
    assert anchor is not None and anchor.entries == chain.entries


def test_there_and_back_again(record_path: Path, fill: Filler) -> None:
    taken = take(record_path, NOW_UTC)
    fill.room("R2")
    kept = restore(taken.path, record_path, who, LATER).kept
    assert kept is not None and rooms(record_path) == []
    restore(kept, record_path, who, LATER + 1)
    assert rooms(record_path) == ["R2"]


def test_whoever_has_it_open_reads_the_restored_record_and_writes_nothing_to_it(
    record_path: Path, fill: Filler
) -> None:
    """An id or a version that was seen before may now be another row's."""
    first = fill.room("R1")
    taken = take(record_path, NOW_UTC)
    fill.room("R2")
    with open_reader(record_path) as reader, Writer(record_path) as writer:
        seen = reader.data_version()
        with reader.snapshot():
            count = "select count(*) from room"
            assert reader.row(count) == (2,)
            restore(taken.path, record_path, who, LATER)
            assert reader.row(count) == (2,)
        assert reader.row(count) == (1,)
        assert reader.data_version() != seen
        with pytest.raises(errors.Conflict, match="restored from a backup") as caught, writer.unit(ANA, LATER) as unit:
            unit.session.get(Room, first)
        assert caught.value.exit_code == 75
    fill.room("R3")
    assert rooms(record_path) == ["R1", "R3"]


def test_a_lost_record_comes_back(record_path: Path, fill: Filler) -> None:
    fill.room("R1")
    taken = take(record_path, NOW_UTC)
    record_path.unlink()
    done = restore(taken.path, record_path, who, LATER)
    assert done.kept is None and rooms(record_path) == ["R1"]
    assert stat.S_IMODE(record_path.stat().st_mode) == 0o600


@pytest.mark.parametrize("damage", ["zeros", "text", "cut", "empty", "schema"])
def test_a_damaged_record_is_put_aside_and_replaced(record_path: Path, fill: Filler, damage: str) -> None:
    fill.room("R1")
    taken = take(record_path, NOW_UTC)
    whole = record_path.read_bytes()
    broken = {
        "zeros": bytes(4096) + whole[4096:], "text": b"Dear Dr Weiss" * 500, "cut": whole[: len(whole) // 2],
        "empty": b"", "schema": whole[:100] + b"\xff" * 2000 + whole[2100:],
    }[damage]  # fmt: skip
    record_path.write_bytes(broken)
    log = record_path.with_name(f"{record_path.name}-wal")
    log.write_bytes(b"of the damaged one")
    if damage in ("cut", "empty"):
        # SQLite would take a log to pieces before anybody looks.
        log.unlink()
    done = restore(taken.path, record_path, who, LATER)
    assert rooms(record_path) == ["R1"]
    assert done.kept == record_path.with_name("clinic.acudesk.damaged-1")
    assert done.kept.read_bytes() == broken


def test_a_record_whose_pages_are_damaged_is_kept_as_it_is(record_path: Path, fill: Filler) -> None:
    for number in range(40):
        fill.patient(f"Family{number}", "Given", note="n" * 500)
    taken = take(record_path, NOW_UTC)
    with record_path.open("r+b") as file:
        file.seek(record_path.stat().st_size - 40960)
        file.write(b"\xa5" * 40960)
    broken = record_path.read_bytes()
    done = restore(taken.path, record_path, who, LATER)
    assert done.kept is not None and done.kept.read_bytes() == broken
    with open_reader(record_path) as reader:
        assert reader.rows("pragma integrity_check") == [("ok",)]
        assert reader.row("select count(*) from patient") == (40,)


def _refused(backup: Path, record: Path, kind: type[errors.RecordError]) -> str:
    """The words of a refusal that touched nothing."""
    before = {path: path.read_bytes() for path in record.parent.rglob("*") if path.is_file()}
    with pytest.raises(errors.RecordError) as caught:
        restore(backup, record, who, LATER)
    assert type(caught.value) is kind, caught.value
    assert {path: path.read_bytes() for path in record.parent.rglob("*") if path.is_file()} == before
    return caught.value.message


@pytest.mark.parametrize("damage", ["flipped", "cut", "zeros", "empty", "text"])
def test_a_damaged_backup_is_refused(record_path: Path, fill: Filler, damage: str) -> None:
    fill.patient(note="sore neck since Tuesday")
    taken = take(record_path, NOW_UTC)
    whole = taken.path.read_bytes()
    damaged = {
        # A letter within a row: SQLite itself finds nothing wrong with it.
        "flipped": whole.replace(b"since Tuesday", b"since Sundays"), "cut": whole[:-8192],
        "zeros": bytes(4096) + whole[4096:], "empty": b"", "text": b"Dear Dr Weiss" * 500,
    }[damage]  # fmt: skip
    assert damaged != whole
    taken.path.write_bytes(damaged)
    assert "is not a whole backup (" in _refused(taken.path, record_path, errors.DamagedRecord)


def test_a_flipped_letter_without_a_note_cannot_be_told_but_a_cut_log_can(record_path: Path, fill: Filler) -> None:
    fill.patient(note="sore neck since Tuesday")
    taken = take(record_path, NOW_UTC)
    note_of(taken.path).unlink()
    taken.path.write_bytes(taken.path.read_bytes().replace(b"since Tuesday", b"since Sundays"))
    assert restore(taken.path, record_path, who, LATER).facts.rows["patient"] == 1
    connection = connect_unchecked(taken.path)
    connection.execute("drop trigger audit_entry_no_update")
    connection.execute("update audit_entry set at_utc = 5 where id = 2")
    connection.close()
    assert "is not a whole backup" in _refused(taken.path, record_path, errors.DamagedRecord)


def test_what_is_no_backup_is_refused(record_path: Path, tmp_path: Path) -> None:
    assert "There is no backup" in _refused(tmp_path / "none", record_path, errors.NoRecord)
    assert "is a folder" in _refused(tmp_path, record_path, errors.NotAFile)
    assert "is the record itself" in _refused(record_path, record_path, errors.Refused)
    linked = tmp_path / "linked"
    linked.symlink_to(record_path)
    assert "is the record itself" in _refused(linked, record_path, errors.Refused)


def test_another_clinics_backup_is_refused_and_may_stand_beside(record_path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "clinic.acudesk"
    init(other, "Hillside", "Europe/Berlin", now_utc=NOW_UTC)
    taken = take(other, NOW_UTC)
    assert "another clinic" in _refused(taken.path, record_path, errors.Refused)
    place = tmp_path / "beside.acudesk"
    restore_beside(taken.path, place, LATER)
    assert tables(place)["clinic"] == tables(other)["clinic"]
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_beside_never_writes_over_anything(record_path: Path, tmp_path: Path) -> None:
    taken = take(record_path, NOW_UTC)
    for name in ("there", "new.files"):
        (tmp_path / name).touch()
    for name in ("there", "new"):
        with pytest.raises(errors.Conflict):
            restore_beside(taken.path, tmp_path / name, LATER)
    assert (tmp_path / "there").read_bytes() == b"" and not (tmp_path / "new").exists()


def test_a_newer_backup_and_a_newer_record_are_left_alone(record_path: Path) -> None:
    taken = take(record_path, NOW_UTC)
    newer = record_path.with_name("newer.acudesk")
    shutil.copyfile(taken.path, newer)
    _revise(newer)
    assert "newer acudesk" in _refused(newer, record_path, errors.NewerRecord)
    _revise(record_path)
    assert "newer acudesk" in _refused(taken.path, record_path, errors.NewerRecord)


def _revise(path: Path) -> None:
    connection = connect_unchecked(path)
    connection.execute("update alembic_version set version_num = '9999'")
    connection.close()


def test_another_programs_database_in_its_place_is_left_alone(record_path: Path) -> None:
    taken = take(record_path, NOW_UTC)
    connection = connect_unchecked(record_path)
    connection.execute("pragma application_id = 7")
    connection.close()
    assert "another program" in _refused(taken.path, record_path, errors.OtherProgram)


def test_people_who_keep_writing_are_asked_to_leave(record_path: Path, monkeypatch) -> None:
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


def test_what_is_written_between_the_safety_copy_and_the_lock_is_in_the_next_safety_copy(
    record_path: Path, fill: Filler, monkeypatch
) -> None:
    taken = take(record_path, NOW_UTC)
    first = backup_restore.take_before
    written: list[int] = []

    def and_somebody_writes(*args: Any) -> Any:
        made = first(*args)
        if not written:
            written.append(fill.room("in between"))
        return made

    monkeypatch.setattr(backup_restore, "take_before", and_somebody_writes)
    done = restore(taken.path, record_path, who, LATER)
    assert done.kept is not None and rooms(done.kept) == ["in between"]
    assert rooms(record_path) == []
    assert len(list(usual_folder(record_path).glob("*before-restore*Z*.acudesk"))) == 1


def test_a_disk_that_fills_up_during_the_restore_changes_nothing(record_path: Path, fill: Filler) -> None:
    taken = take(record_path, NOW_UTC)
    fill.room("now")
    script = (
        "import resource, sys\nfrom pathlib import Path\nfrom db import backup_restore\nfrom db.audit import Actor\n"
        "from db.errors import RecordError\npour = backup_restore._pour\n"
        "def limited(*args):\n    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n    pour(*args)\n"
        "backup_restore._pour = limited\nbackup, record = map(Path, sys.argv[1:])\n"
        "try:\n    backup_restore.restore(backup, record, lambda _: Actor(None, 'x'), 1795203600)\n"
        "except RecordError as error:\n    print(error.exit_code, error.message)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, str(taken.path), str(record_path)], capture_output=True, text=True, check=True
    )
    assert ended.stdout.startswith("74 ") and "The record was not touched" in ended.stdout
    assert rooms(record_path) == ["now"]


def test_attached_files_come_back_and_a_changed_one_is_put_aside(record_path: Path, fill: Filler) -> None:
    referral = fill.referral(fill.course(fill.patient()), TODAY)
    folder = files_of(record_path)
    folder.mkdir(mode=0o700)
    names = [digit * 32 + ".txt" for digit in "012"]
    for name in names:
        content = name.encode()
        (folder / name).write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        fill.add(
            Attachment(
                referral_id=referral, name=name, title="Report", media="text/plain", size=len(content), digest=digest,
                at_utc=NOW_UTC, staff_id=1, actor="Ana",
            )
        )  # fmt: skip
    taken = take(record_path, NOW_UTC)
    (folder / names[0]).unlink()
    # Replaced, not written into: the backup's is a link to the same file.
    (folder / names[1]).unlink()
    (folder / names[1]).write_bytes(b"changed")
    (files_of(taken.path) / names[2]).unlink()
    (folder / names[2]).unlink()
    done = restore(taken.path, record_path, who, LATER)
    assert done.files_lacking == 1
    assert [(folder / name).read_bytes() for name in names[:2]] == [name.encode() for name in names[:2]]
    (aside,) = folder.glob("*.damaged-*")
    assert aside.read_bytes() == b"changed"
    assert not (folder / names[0]).samefile(files_of(taken.path) / names[0])


def test_a_copy_made_by_hand_counts_with_its_log(record_path: Path, tmp_path: Path, fill: Filler) -> None:
    taken = take(record_path, NOW_UTC)
    holder = connect_unchecked(record_path)
    fill.room("in the log")
    by_hand = tmp_path / "by hand" / "copy.acudesk"
    by_hand.parent.mkdir()
    for end in ("", "-wal"):
        # By a program of its own: a plain look in this one would drop the locks held here.
        source = record_path.with_name(record_path.name + end)
        subprocess.run(["cp", str(source), str(by_hand.with_name(by_hand.name + end))], check=True)
    holder.close()
    restore(taken.path, record_path, who, LATER)
    restore(by_hand, record_path, who, LATER + 1)
    assert rooms(record_path) == ["in the log"]


def test_a_backup_of_an_earlier_program_is_upgraded_on_the_way(record_path: Path, tmp_path: Path, monkeypatch) -> None:
    taken = take(record_path, NOW_UTC)
    seen: list[str] = []

    def upgrade(path: Path) -> Path:
        seen.append(path.name)
        before = path.with_name(f"{path.name}.before-0002")
        before.touch()
        connection = connect_unchecked(path)
        connection.execute("update alembic_version set version_num = '0001'")
        connection.close()
        return before

    monkeypatch.setattr(migrate, "upgrade", upgrade)
    monkeypatch.setattr(backup_restore, "REVISIONS", ("0001", "0002"))
    restore_beside(taken.path, tmp_path / "beside.acudesk", LATER)
    (draft,) = seen
    assert "restoring-" in draft
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backups", "beside.acudesk", "clinic.acudesk"]


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


def test_a_backup_under_three_constant_writers_restores_to_what_was_there_at_its_moment(
    record_path: Path, tmp_path: Path
) -> None:
    pipes = {"stdout": subprocess.PIPE, "text": True}
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(record_path), name], **pipes) for name in ("a", "b", "c")
    ]
    try:
        for one in running:
            assert one.stdout.readline() == "ready\n"
        time.sleep(0.5)
        several = [take(record_path, NOW_UTC + at * 86400) for at in range(4)]
        time.sleep(0.2)
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
backup_restore._PAGES = 16
steps = 0
seen = backup_restore._version
def stop(connection):
    global steps
    steps += 1
    # The first look is before the safety copy, the second one holds the lock.
    if steps == {at}:
        print("half", flush=True)
        time.sleep(60)
    return seen(connection)
backup_restore._version = stop
{more}
backup_restore.restore(Path(sys.argv[1]), Path(sys.argv[2]), lambda _: Actor(None, "x"), 1795203600)
"""
EACH_PAGE = """
pour = backup_restore._pour
def looking_each_time(draft, record, watch, seen):
    class Other(int):
        def __ne__(self, other): return False
    from db.backup_copy import immutable
    from db.opening import connect_unchecked
    writing = connect_unchecked(record)
    with immutable(draft) as made:
        def step(status, remaining, total):
            if remaining < total // 3:
                print("half", flush=True)
                time.sleep(60)
        made.backup(writing, pages=4, progress=step)
backup_restore._pour = looking_each_time
"""


@pytest.mark.parametrize(("at", "more"), [(1, ""), (2, ""), (99, EACH_PAGE)], ids=["before", "locked", "two thirds"])
def test_a_restore_that_is_killed_leaves_the_record_whole(record_path: Path, fill: Filler, at: int, more: str) -> None:
    taken = take(record_path, NOW_UTC)
    for number in range(20):
        fill.patient(f"Family{number}", note="n" * 3000)
    fill.room("now")
    held = tables(record_path)
    running = subprocess.Popen(
        [sys.executable, "-c", STOPPED.format(at=at, more=more), str(taken.path), str(record_path)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert running.stdout is not None and running.stdout.readline() == "half\n"
    running.send_signal(signal.SIGKILL)
    running.communicate(timeout=30)
    assert tables(record_path) == held
    with open_reader(record_path) as reader:
        assert reader.rows("pragma integrity_check") == [("ok",)]
    # The lock is free, and the next restore goes through and clears up what is old.
    fill.room("after")
    drafts = list(record_path.parent.glob(".clinic.acudesk.restoring-*.new"))
    assert drafts
    for draft in drafts:
        os.utime(draft, (NOW_UTC - 90_000, NOW_UTC - 90_000))
    restore(taken.path, record_path, who, LATER)
    assert rooms(record_path) == []
    assert list(record_path.parent.glob(".clinic*")) == []


def test_a_drill_says_what_came_back_and_leaves_nothing(record_path: Path, fill: Filler) -> None:
    folder = usual_folder(record_path)
    with pytest.raises(errors.NoRecord, match="There is no backup"):
        drill(record_path, NOW_UTC, folder)
    taken = take(record_path, NOW_UTC)
    before = sorted(folder.iterdir())
    fill.room()
    done = drill(record_path, LATER, folder)
    assert (done.path, done.since, done.facts.rows) == (taken.path, 1, taken.facts.rows)
    assert sorted(folder.iterdir()) == before
    record_path.unlink()
    assert drill(record_path, LATER, folder).since is None


def test_a_drill_hears_of_a_damaged_backup_and_of_another_history(record_path: Path, fill: Filler) -> None:
    fill.patient(note="sore neck since Tuesday")
    earlier = record_path.read_bytes()
    fill.room("R1")
    taken = take(record_path, NOW_UTC)
    record_path.write_bytes(earlier)
    fill.patient()
    with pytest.raises(errors.DamagedRecord, match="does not go on from its last backup"):
        drill(record_path, LATER, usual_folder(record_path))
    restore(taken.path, record_path, who, LATER)
    assert drill(record_path, LATER, usual_folder(record_path)).since == 1
    taken.path.write_bytes(taken.path.read_bytes().replace(b"since Tuesday", b"since Sundays"))
    with pytest.raises(errors.DamagedRecord, match="is not a whole backup"):
        drill(record_path, LATER, usual_folder(record_path))


def test_a_drill_compares_what_came_back(record_path: Path, monkeypatch) -> None:
    take(record_path, NOW_UTC)
    brought = backup_drill.restore_beside

    def lossy(*args: Any) -> Any:
        facts = brought(*args)
        return facts._replace(rows={**facts.rows, "patient": 1})

    monkeypatch.setattr(backup_drill, "restore_beside", lossy)
    with pytest.raises(errors.DamagedRecord, match="did not come back as it was"):
        drill(record_path, LATER, usual_folder(record_path))
    assert list(usual_folder(record_path).glob(".*")) == []


def test_after_a_restore_to_an_earlier_backup_the_drill_does_not_compare(record_path: Path, fill: Filler) -> None:
    first = take(record_path, NOW_UTC)
    fill.room("R1")
    take(record_path, NOW_UTC + 86400)
    fill.room("R2")
    restore(first.path, record_path, who, NOW_UTC + 90000)
    assert drill(record_path, NOW_UTC + 90000, usual_folder(record_path)).since is None
