"""Backups: taken while others write, verified before they have a name, rotated by rule, refused in words."""

import errno
import hashlib
import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from db import attachments, backup_copy, backup_take, disks, errors
from db.anchor import anchor_path, present, read_anchor
from db.audit import verify
from db.backup_take import take, take_if_due
from db.backups import (
    EVERY_SECONDS,
    Facts,
    backup_name,
    backups_in,
    due,
    files_of,
    last_good,
    moment_of,
    note_of,
    read_note,
    rotate,
    to_keep,
    usual_folder,
    write_note,
)
from db.opening import connect, connect_unchecked
from db.reader import open_reader
from db.tables import Attachment
from tests.conftest import NOW_UTC, ZONE
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
    assert taken.warnings == taken.removed == ()
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


def test_a_backup_shows_one_moment_while_others_write(record_path: Path, fill: Filler, monkeypatch) -> None:
    """The look that counts is the one that is copied: what is written in between is in neither."""
    counted, written = backup_copy.count, []

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


@pytest.mark.parametrize(
    "record", ["clinic.acudesk", "a.b.acudesk", "record", "x-2026-01-01T000000Z.acudesk", "a[1]+.db"]
)
def test_names_give_their_moment_back(record: str) -> None:
    for nth in (1, 2, 31):
        assert moment_of(backup_name(Path(record), NOW_UTC, nth), record) == NOW_UTC


@pytest.mark.parametrize(
    "name",
    ["clinic.acudesk", "clinic-2026-13-20T184000Z.acudesk", "other-2026-11-20T184000Z.acudesk", "clinic.before-restore-"
     "2026-11-20T184000Z.acudesk", "clinic-2026-11-20T184000Z.acudesk.json", "clinic-2026-11-20T184000Z.db",
     "clinic-2026-11-20T184000Z-my copy.acudesk", "clinic-２026-11-20T184000Z.acudesk"],
)  # fmt: skip
def test_other_names_are_not_ours(name: str) -> None:
    assert moment_of(name, NAME) is None


def _days(*texts: str) -> list[datetime]:
    return [datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)) for text in texts]


def test_rotation_by_hand() -> None:
    """One a day at 9:00 from 1 September on, seen on Friday 20 November; worked out on a calendar."""
    first = datetime(2026, 9, 1, 9, tzinfo=ZoneInfo(ZONE))
    taken = [first + timedelta(days=number) for number in range(81)]
    assert taken[-1].date() == TODAY
    kept = sorted(at.date().isoformat() for at in to_keep(taken))
    assert kept == [
        "2026-09-30", "2026-10-25", "2026-10-31", "2026-11-01", "2026-11-08", "2026-11-14", "2026-11-15", "2026-11-16",
        "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("taken", "kept"),
    [
        ([], []),
        (["2020-01-01T09:00"], ["2020-01-01T09:00"]),
        # The newest of a day; a backup just before midnight is the day's own.
        (
            ["2026-11-20T09:00", "2026-11-20T17:00", "2026-11-19T23:59", "2026-11-19T08:00"],
            ["2026-11-19T23:59", "2026-11-20T17:00"],
        ),
        # The week of 28 December 2026 goes on into January: one week, two months.
        (
            ["2026-12-30T09:00", "2026-12-31T09:00", "2027-01-01T09:00"],
            ["2026-12-30T09:00", "2026-12-31T09:00", "2027-01-01T09:00"],
        ),
        # Closed for a year: nothing of before is lost for it.
        (["2025-11-20T09:00", "2026-11-20T09:00"], ["2025-11-20T09:00", "2026-11-20T09:00"]),
    ],
)
def test_rotation_keeps(taken: list[str], kept: list[str]) -> None:
    assert to_keep(_days(*taken)) == set(_days(*kept))


def test_rotation_keeps_twelve_months() -> None:
    taken = [datetime(2024 + number // 12, number % 12 + 1, 15, 9, tzinfo=UTC) for number in range(24)]
    # The months are the twelve newest; as days and weeks they are among them.
    assert to_keep(taken) == set(taken[-12:])


def test_the_later_moment_of_the_hour_that_comes_twice_is_the_newest() -> None:
    early = datetime(2026, 11, 1, 1, 50, tzinfo=ZoneInfo(ZONE))
    late = datetime(2026, 11, 1, 1, 10, tzinfo=ZoneInfo(ZONE), fold=1)
    assert [at.minute for at in to_keep([early, late])] == [10]


def _made(folder: Path, at: str, uid: str, content: bytes = b"backup") -> Path:
    at_utc = int(datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp())
    path = folder / backup_name(Path(NAME), at_utc)
    path.write_bytes(content)
    write_note(path, Facts(uid, "0001", at_utc, 1, "h", {"clinic": 1}, 0, len(content), ""))
    return path


def test_rotation_touches_nothing_that_is_not_ours(tmp_path: Path) -> None:
    mine = [_made(tmp_path, f"2026-11-20T0{hour}:00", "a") for hour in range(5)]
    files_of(mine[1]).mkdir()
    other = _made(tmp_path, "2026-11-20T05:30", "b")
    cut = _made(tmp_path, "2026-11-20T00:30", "a")
    cut.write_bytes(b"")
    unknown = tmp_path / "clinic-2026-11-20T003100Z.acudesk"
    unknown.write_bytes(b"by hand")
    foreign = tmp_path / "clinic-2026-11-20T003200Z.acudesk"
    foreign.write_bytes(b"by hand")
    note_of(foreign).write_text('{"made_by": "somebody"}')
    link = tmp_path / "clinic-2026-11-20T003300Z.acudesk"
    link.symlink_to(mine[4])
    removed = rotate(tmp_path, NAME, "a", "UTC", verified=mine[0])
    assert set(removed) == {mine[1], mine[2], mine[3]}
    left = {mine[0], mine[4], other, cut, unknown, foreign, link}
    notes = {note_of(path) for path in (mine[0], mine[4], other, cut, foreign)}
    assert set(tmp_path.iterdir()) == left | notes


def test_the_clinics_own_days_decide(tmp_path: Path) -> None:
    """23:00 and 01:00 in Los Angeles are one day in UTC."""
    late, early = _made(tmp_path, "2026-11-20T07:00", "a"), _made(tmp_path, "2026-11-20T09:00", "a")
    assert rotate(tmp_path, NAME, "a", ZONE, verified=early) == ()
    assert rotate(tmp_path, NAME, "a", "UTC", verified=early) == (late,)


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


def _refused(record: Path, kind: type[errors.RecordError], folder: Path | None = None, name: str = "") -> str:
    """The words of a refusal that leaves neither a draft nor a change in the record."""
    before = record.read_bytes()
    seen = _names(folder) if folder is not None and folder.is_dir() else None
    with pytest.raises(errors.RecordError) as caught:
        take(record, NOW_UTC, folder, name=name)
    assert type(caught.value) is kind
    assert record.read_bytes() == before
    if folder is not None and seen is not None:
        assert _names(folder) == seen
    return caught.value.message


def test_what_is_there_is_never_written_over(record_path: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.acudesk").write_text("mine")
    assert "mine.acudesk already" in _refused(record_path, errors.Conflict, tmp_path, "mine.acudesk")
    assert (tmp_path / "mine.acudesk").read_text() == "mine"
    for beside in ("new.acudesk.json", "new.acudesk.files"):
        (tmp_path / beside).touch()
        _refused(record_path, errors.Conflict, tmp_path, "new.acudesk")
        (tmp_path / beside).unlink()


def test_the_record_and_what_belongs_to_it_are_no_target(record_path: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal", ".files"):
        assert "is the record itself" in _refused(record_path, errors.Refused, record_path.parent, NAME + end)


def test_links_are_no_target(record_path: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "folder").symlink_to(elsewhere)
    (elsewhere / "file").symlink_to(tmp_path / "nothing")
    assert "is a link" in _refused(record_path, errors.Refused, tmp_path / "folder")
    assert "is a link" in _refused(record_path, errors.Refused, elsewhere, "file")
    usual_folder(record_path).symlink_to(elsewhere)
    assert "is a link" in _refused(record_path, errors.Refused)


def test_a_folder_that_is_not_there_is_not_made(record_path: Path, tmp_path: Path) -> None:
    assert "There is no folder" in _refused(record_path, errors.StorageFailed, tmp_path / "none")
    assert not (tmp_path / "none").exists()
    assert "is not a folder" in _refused(record_path, errors.StorageFailed, record_path)


def test_a_full_disk_is_said_before_anything_is_written(record_path: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(backup_copy, "free_bytes", lambda _: 70_000)
    told = _refused(record_path, errors.StorageFailed, tmp_path)
    assert "is full (1.4 MB are needed, 70 kB are free)" in told and "No backup was kept" in told


def test_a_disk_that_fills_up_meanwhile_leaves_nothing(record_path: Path, tmp_path: Path) -> None:
    """The largest file this process may write is smaller than the backup."""
    script = (
        "import resource, sys\nfrom pathlib import Path\n"
        "from db.backup_take import take\nfrom db.errors import RecordError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "try:\n    take(Path(sys.argv[1]), 1795200000, Path(sys.argv[2]))\n"
        "except RecordError as error:\n    print(error.exit_code, error.message)\n"
    )
    folder = tmp_path / "target"
    folder.mkdir()
    ended = subprocess.run(
        [sys.executable, "-c", script, str(record_path), str(folder)], capture_output=True, text=True, check=True
    )
    assert ended.stdout.startswith("74 ") and "No backup was kept" in ended.stdout
    assert _names(folder) == []


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "is full"), (errno.EROFS, "read-only"), (errno.EACCES, "may not be written")]
)
def test_a_disk_that_takes_nothing_is_said_by_its_kind(
    record_path: Path, tmp_path: Path, monkeypatch, number: int, words: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(backup_take, "write_note", refuse)
    assert words in _refused(record_path, errors.StorageFailed, tmp_path)


def test_a_folder_one_may_not_write_is_refused(record_path: Path) -> None:
    # Apart from pytest's own folder, which only its owner may enter.
    with tempfile.TemporaryDirectory() as name:
        home, target = Path(name), Path(name) / "target"
        home.chmod(0o777)
        target.mkdir()
        target.chmod(0o555)
        record = home / NAME
        record.write_bytes(record_path.read_bytes())
        record.chmod(0o666)
        with _ordinary_user():
            told = _refused(record, errors.StorageFailed, target)
        assert "may not be written by this user" in told


@contextmanager
def _ordinary_user() -> Iterator[None]:
    """Nobody in particular: the superuser may write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize(
    "sql",
    [
        "drop trigger audit_entry_no_update",
        "drop trigger patient_kept; create trigger patient_kept before delete on patient begin select 1; end",
        "drop trigger audit_entry_no_update; update audit_entry set actor = 'x' where id = 1",
        "pragma foreign_keys = off; insert into patient_term (patient_id, kind, term) values (99, 'name', 'y')",
    ],
    ids=["no guard", "another guard", "changed log", "loose row"],
)
def test_a_record_that_is_not_whole_makes_no_backup(record_path: Path, sql: str) -> None:
    connection = connect_unchecked(record_path)
    for one in sql.split("; ") if "begin" not in sql else [sql[: sql.index(";")], sql[sql.index(";") + 1 :]]:
        connection.execute(one)
    connection.close()
    with pytest.raises(errors.DamagedRecord):
        take(record_path, NOW_UTC)
    assert _names(usual_folder(record_path)) == []


def test_a_copy_that_differs_is_never_given_a_name(record_path: Path, monkeypatch, fill: Filler) -> None:
    fill.room()
    filled = backup_copy.fill

    def lossy(reading: object, draft: Path) -> None:
        filled(reading, draft)
        connection = connect_unchecked(draft)
        connection.execute("delete from room")
        connection.execute("pragma wal_checkpoint(truncate)")
        connection.close()

    monkeypatch.setattr(backup_copy, "fill", lossy)
    with pytest.raises(errors.DamagedRecord, match="does not hold what the original did"):
        take(record_path, NOW_UTC)
    assert _names(usual_folder(record_path)) == []


def test_an_error_of_whoever_must_be_told_keeps_the_backup_from_its_name(record_path: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()

    def refuse(_: Facts) -> None:
        raise errors.RecordBusy("busy")

    with pytest.raises(errors.RecordBusy):
        take(record_path, NOW_UTC, target, told=refuse)
    assert _names(target) == []


def test_a_network_disk_is_told(record_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(backup_take, "network_kind", lambda _: "nfs4")
    (warning,) = take(record_path, NOW_UTC).warnings
    assert "network disk (nfs4)" in warning


MOUNTS = """\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:40 / /mnt rw - tmpfs tmpfs rw
31 30 0:41 / /mnt/the\\040share rw,relatime shared:1 - nfs4 server:/x rw
32 22 0:42 / /home/ana/far rw - fuse.sshfs far:/ rw
33 22 8:1 / /media/stick rw - fuseblk /dev/sda1 rw
34 30 0:43 / /mnt/twice rw - ext4 /dev/vdb rw
35 30 0:44 / /mnt/twice rw - cifs //server/x rw
a line of another kind
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/", "ext4"), ("/mnt/x", "tmpfs"), ("/mnt/the share/a/b", "nfs4"), ("/mnt/the shareholder", "tmpfs"),
     ("/home/ana/far", "fuse.sshfs"), ("/media/stick/x", "fuseblk"), ("/mnt/twice/x", "cifs")],
)  # fmt: skip
def test_the_kind_of_a_disk_is_read_from_the_mounts(path: str, kind: str, monkeypatch, tmp_path: Path) -> None:
    assert disks.kind_in(MOUNTS, Path(path)) == kind
    listed = tmp_path / "mountinfo"
    listed.write_text(MOUNTS)
    monkeypatch.setattr(disks, "_MOUNTS", listed)
    assert disks.network_kind(Path(path)) == (kind if kind in ("nfs4", "cifs", "fuse.sshfs") else "")


def test_a_machine_that_lists_no_mounts_says_nothing(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(disks, "_MOUNTS", tmp_path / "none")
    assert disks.network_kind(tmp_path) == ""


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


def test_a_disk_without_hard_links_takes_backups_too(record_path: Path, monkeypatch) -> None:
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
