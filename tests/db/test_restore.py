"""Restoring: what comes back, what is kept, and what is refused with nothing touched."""

import hashlib
import json
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from db import backup_restore, errors, migrate
from db.anchor import anchor_path, read_anchor
from db.audit import Actor, verify
from db.backup_restore import restore, restore_beside
from db.backup_take import take
from db.backups import files_of, last_good, note_of, usual_folder
from db.create import init
from db.opening import REVISIONS, connect_unchecked
from db.reader import open_reader
from db.tables import Attachment, Room
from db.writes import staff
from db.writing import Writer
from tests.conftest import NOW_UTC
from tests.db.desk import Desk
from tests.db.fill import ANA, TODAY, Filler
from tests.db.restoring import LATER, rooms, tables, who


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


def test_a_backup_of_an_earlier_program_is_upgraded_on_the_way(
    record_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = take(record_path, NOW_UTC)
    seen: list[str] = []

    def upgrade(path: Path) -> Path:
        seen.append(path.name)
        before = path.with_name(f"{path.name}.before-0004")
        before.touch()
        connection = connect_unchecked(path)
        connection.execute("update alembic_version set version_num = '0003'")
        connection.close()
        return before

    monkeypatch.setattr(migrate, "upgrade", upgrade)
    monkeypatch.setattr(backup_restore, "REVISIONS", (*REVISIONS, "0004"))
    restore_beside(taken.path, tmp_path / "beside.acudesk", LATER)
    (draft,) = seen
    assert "restoring-" in draft
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backups", "beside.acudesk", "clinic.acudesk"]


@pytest.fixture
def staffed(sample_path: Path) -> Path:
    """The sample clinic with an owner (1) known by an account of the machine."""
    desk = Desk(sample_path)
    desk(staff.change, 1, 1, system_user="ana", role="owner", actor=Actor(None, "setup"))
    return sample_path


def test_over_a_record_that_is_there_only_its_owner_restores(staffed: Path) -> None:
    taken = take(staffed, NOW_UTC)
    for stranger in (Actor(3, "Dana Lee"), Actor(None, "guest")):
        before = files_now(staffed)
        with pytest.raises(errors.NotAllowed, match="is for owners") as caught:
            restore(taken.path, staffed, lambda _, it=stranger: it, LATER)
        assert caught.value.exit_code == 77
        assert files_now(staffed) == before
        with open_reader(staffed) as reader:
            assert reader.rows("select action, subject from audit_entry order by id desc limit 1") == [
                ("denied", "session")
            ]
            assert reader.rows("select 1 from audit_entry where action = 'restored'") == []
    done = restore(taken.path, staffed, lambda _: Actor(1, "Ana Ruiz"), LATER)
    assert (done.nobody_asked, done.left_out) == ("", 2)


def files_now(record: Path) -> list[Path]:
    found = (path for path in record.parent.rglob("*") if path.is_file())
    return sorted(path for path in found if not path.name.endswith(("-wal", "-shm")))


@pytest.mark.parametrize(("state", "said"), [("lost", "no record"), ("damaged", "could not be read")])
def test_where_no_record_can_be_asked_the_rights_on_the_file_decide(staffed: Path, state: str, said: str) -> None:
    taken = take(staffed, NOW_UTC)
    if state == "lost":
        staffed.unlink()
    else:
        staffed.write_bytes(b"Dear Dr Weiss" * 500)
    done = restore(taken.path, staffed, lambda _: Actor(None, "guest"), LATER)
    assert said in done.nobody_asked and "rights on" in done.nobody_asked
    with open_reader(staffed) as reader:
        assert reader.rows("select actor from audit_entry where action = 'restored'") == [("guest",)]


def test_what_the_backup_says_of_the_staff_does_not_decide(staffed: Path) -> None:
    before = take(staffed, NOW_UTC)
    owner, other = Actor(1, "Ana Ruiz"), Actor(3, "Dana Lee")
    desk = Desk(staffed)
    desk(staff.change, 3, 1, role="owner", system_user="dana", actor=owner)
    # In the backup the new owner is none yet, and stays one all the same.
    for at in (LATER, LATER + 1):
        assert restore(before.path, staffed, lambda _: other, at).nobody_asked == ""
