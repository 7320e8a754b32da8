"""Places and records that give no backup: in words, with nothing left behind."""

import errno
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from db import backup_copy, backup_take, disks, errors
from db.backup_take import take
from db.backups import (
    Facts,
    usual_folder,
)
from db.opening import connect_unchecked
from tests.conftest import NOW_UTC
from tests.db.fill import Filler
from tests.db.shut import as_anybody

NAME = "clinic.acudesk"


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


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


def test_a_full_disk_is_said_before_anything_is_written(
    record_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_copy, "free_bytes", lambda _: 70_000)
    told = _refused(record_path, errors.StorageFailed, tmp_path)
    assert re.search(r"is full \(1\.\d MB are needed, 70 kB are free\)", told) and "No backup was kept" in told


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
    record_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
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
        with as_anybody():
            told = _refused(record, errors.StorageFailed, target)
        assert "may not be written by this user" in told


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


def test_a_copy_that_differs_is_never_given_a_name(
    record_path: Path, monkeypatch: pytest.MonkeyPatch, fill: Filler
) -> None:
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


def test_a_network_disk_is_told(record_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_take, "network_kind", lambda _: "nfs4")
    (warning,) = take(record_path, NOW_UTC).warnings
    assert "network disk (nfs4)" in warning


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/", "ext4"), ("/mnt/x", "tmpfs"), ("/mnt/the share/a/b", "nfs4"), ("/mnt/the shareholder", "tmpfs"),
     ("/home/ana/far", "fuse.sshfs"), ("/media/stick/x", "fuseblk"), ("/mnt/twice/x", "cifs")],
)  # fmt: skip
def test_the_kind_of_a_disk_is_read_from_the_mounts(
    path: str, kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert disks.kind_in(MOUNTS, Path(path)) == kind
    listed = tmp_path / "mountinfo"
    listed.write_text(MOUNTS)
    monkeypatch.setattr(disks, "_MOUNTS", listed)
    assert disks.network_kind(Path(path)) == (kind if kind in ("nfs4", "cifs", "fuse.sshfs") else "")


def test_a_machine_that_lists_no_mounts_says_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(disks, "_MOUNTS", tmp_path / "none")
    assert disks.network_kind(tmp_path) == ""
