"""Each thing that can be wrong with a file has its own error, and the file stays as it was."""

import os
import sqlite3
import stat
import tempfile
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from db import errors
from db.clinic import clinic
from db.guards import TRIGGERS
from db.opening import REVISIONS, check_revision, connect, connect_unchecked, revision_of
from db.patients import find
from db.reader import open_reader
from db.writing import Writer
from tests.db.fill import ANA, Filler
from tests.db.shut import as_anybody


def _refusal(path: Path) -> errors.RecordError:
    """The error of opening, the same for a reader and a writer; nothing may appear beside the file, or change in it."""
    before = (
        {entry: entry.read_bytes() for entry in path.parent.iterdir() if entry.is_file()}
        if path.parent.is_dir()
        else {}
    )
    with pytest.raises(errors.RecordError) as reading:
        open_reader(path)
    with pytest.raises(errors.RecordError) as writing:
        Writer(path)
    assert type(reading.value) is type(writing.value)
    assert _beside(path) == before
    return reading.value


def _beside(path: Path) -> dict[Path, bytes]:
    if not path.parent.is_dir():
        return {}
    return {entry: entry.read_bytes() for entry in path.parent.iterdir() if entry.is_file()}


def test_a_missing_file_is_not_created(tmp_path: Path) -> None:
    error = _refusal(tmp_path / "none.acudesk")
    assert type(error) is errors.NoRecord
    assert error.exit_code == 66
    assert "acudesk init" in error.message
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_not_created(tmp_path: Path) -> None:
    assert type(_refusal(tmp_path / "no" / "such" / "folder.acudesk")) is errors.NoRecord
    assert list(tmp_path.iterdir()) == []


def test_a_path_through_a_file_is_a_missing_record(record_path: Path) -> None:
    assert type(_refusal(record_path / "inside")) is errors.NoRecord


def test_a_folder_is_refused(tmp_path: Path) -> None:
    error = _refusal(tmp_path)
    assert type(error) is errors.NotAFile
    assert "folder" in error.message


def test_a_pipe_is_refused_without_waiting_for_its_other_end(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert type(_refusal(pipe)) is errors.NotAFile


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.acudesk"
    path.touch()
    error = _refusal(path)
    assert type(error) is errors.EmptyFile
    assert isinstance(error, errors.ForeignFile)


@pytest.mark.parametrize("content", [b"Dear Dr Weiss,\n" * 400, b"\x00" * 8192, b"SQLite format 3\x00", b"x"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(content)
    assert type(_refusal(path)) is errors.NotADatabase


@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_another_programs_database_is_refused(tmp_path: Path, journal: str) -> None:
    path = tmp_path / "music.db"
    # Another program's own library made it; this process never opens the same file with both.
    other = sqlite3.connect(path)
    other.execute(f"pragma journal_mode = {journal}")
    other.execute("create table song (title text)")
    other.commit()
    other.close()
    assert type(_refusal(path)) is errors.OtherProgram


def test_a_newer_record_is_refused_untouched(record_path: Path) -> None:
    _rewrite(record_path, "update alembic_version set version_num = '9999'")
    error = _refusal(record_path)
    assert type(error) is errors.NewerRecord
    assert "9999" in error.message


def test_an_older_record_is_told_from_a_newer_one(record_path: Path) -> None:
    connection = connect_unchecked(record_path)
    found = revision_of(connection, record_path)
    connection.close()
    with pytest.raises(errors.OlderRecord):
        check_revision(found, record_path, (*REVISIONS, "later"))
    check_revision(found, record_path, ("earlier", *REVISIONS))


@pytest.mark.parametrize(
    "sql", ["delete from alembic_version", "drop table alembic_version", "update alembic_version set version_num = 7.5"]
)
def test_a_record_without_its_revision_is_damaged(record_path: Path, sql: str) -> None:
    _rewrite(record_path, sql)
    assert isinstance(_refusal(record_path), errors.DamagedRecord | errors.NewerRecord)


@pytest.mark.parametrize("name", sorted(TRIGGERS))
def test_a_record_without_a_guard_is_refused_by_its_name(record_path: Path, name: str) -> None:
    _rewrite(record_path, f"drop trigger {name}")
    error = _refusal(record_path)
    assert type(error) is errors.UnguardedRecord
    assert name in error.message


def test_a_damaged_schema_is_said_at_opening(record_path: Path) -> None:
    with record_path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 2000)
    assert type(_refusal(record_path)) is errors.DamagedRecord


def test_damaged_pages_are_said_while_reading(record_path: Path, fill: Filler) -> None:
    for number in range(40):
        fill.patient(f"Family{number}", "Given", note="n" * 500)
    size = record_path.stat().st_size
    with record_path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (size - 4096))
    with pytest.raises(errors.DamagedRecord) as caught, open_reader(record_path) as reader:
        reader.rows("select * from patient")
    assert caught.value.exit_code == 66
    assert "restore the last backup" in caught.value.message


def test_a_record_cut_short_is_damaged(record_path: Path, fill: Filler) -> None:
    for number in range(20):
        fill.patient(f"Family{number}", "Given", note="n" * 800)
    os.truncate(record_path, 16384)
    with pytest.raises(errors.DamagedRecord), open_reader(record_path) as reader:
        reader.rows("select * from patient")
        reader.rows("select * from audit_entry")


def test_a_date_that_is_none_is_damage(record_path: Path, fill: Filler) -> None:
    key = fill.patient()
    _rewrite(record_path, f"update patient set date_of_birth = 'soon' where id = {key}")
    with open_reader(record_path) as reader, pytest.raises(errors.DamagedRecord):
        find(reader, "tanaka")


@pytest.mark.parametrize("what", ["file unreadable", "folder closed"])
def test_a_place_without_permission_is_refused_in_words(what: str, record_path: Path) -> None:
    # Apart from pytest's own folder, which only its owner may enter.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "clinic.acudesk"
        path.write_bytes(record_path.read_bytes())
        path.chmod(0o000 if what == "file unreadable" else 0o666)
        folder.chmod(0o000 if what == "folder closed" else 0o777)
        try:
            with as_anybody(), pytest.raises(errors.NoAccess) as caught:
                open_reader(path)
        finally:
            folder.chmod(0o700)
        assert caught.value.exit_code == 66
        assert [entry.name for entry in folder.iterdir()] == ["clinic.acudesk"]


def test_names_with_marks_of_their_own_are_opened(record_path: Path) -> None:
    for name in ("a b?mode=memory#x%41.acudesk", "診療所.acudesk", "..acudesk"):
        path = record_path.rename(record_path.with_name(name))
        with open_reader(path) as reader:
            assert clinic(reader).name == "Riverside Acupuncture"
        record_path = path
    assert [entry.name for entry in record_path.parent.iterdir()] == ["..acudesk"]


def test_control_codes_in_a_path_do_not_reach_a_message(tmp_path: Path) -> None:
    assert "\x1b" not in _refusal(tmp_path / "a\x1b]52;c;x\x07").message


def test_readers_cannot_write(record_path: Path) -> None:
    with open_reader(record_path) as reader, pytest.raises(errors.RecordError):
        reader.row("update clinic set name = 'x'")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("synchronous", 2),
        ("busy_timeout", 10_000),
        ("recursive_triggers", 1),
    ],
)
def test_every_connection_has_the_settings(record_path: Path, setting: str, value: int) -> None:
    for query_only in (True, False):
        connection = connect(record_path, query_only=query_only)
        assert connection.execute(f"pragma {setting}").fetchone()[0] == value
        assert connection.execute("pragma query_only").fetchone()[0] == query_only
        assert connection.execute("pragma journal_mode").fetchone()[0] == "wal"
        connection.close()


def test_files_beside_the_record_are_private_whatever_the_umask(record_path: Path, fill: Filler) -> None:
    before = os.umask(0)
    try:
        with open_reader(record_path):
            fill.room()
            modes = {entry.name: stat.S_IMODE(entry.stat().st_mode) for entry in record_path.parent.iterdir()}
    finally:
        os.umask(before)
    assert modes == {record_path.name + end: 0o600 for end in ("", "-wal", "-shm")}


def test_a_record_locked_by_another_program_is_busy(record_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.opening.BUSY_MILLISECONDS", 50)
    holder = connect(record_path, query_only=False)
    holder.execute("begin immediate")
    try:
        with open_reader(record_path) as reader:
            assert clinic(reader).name
        with Writer(record_path) as writer, pytest.raises(errors.RecordBusy) as caught, writer.unit(ANA, 0):
            pass
        assert caught.value.exit_code == 75
    finally:
        holder.close()


def test_a_snapshot_stays_while_others_write(record_path: Path, fill: Filler) -> None:
    count = "select count(*) from room"
    with open_reader(record_path) as reader:
        seen = reader.data_version()
        with reader.snapshot(), reader.snapshot():
            assert reader.row(count) == (0,)
            fill.room("R1")
            assert reader.row(count) == (0,)
        assert reader.row(count) == (1,)
        assert reader.data_version() != seen


def test_a_snapshot_ends_with_an_error_inside_it(record_path: Path, fill: Filler) -> None:
    with open_reader(record_path) as reader:
        with pytest.raises(dbapi2.OperationalError), reader.snapshot():
            reader.row("select no_such_column from clinic")
        fill.room("R1")
        assert reader.row("select count(*) from room") == (1,)


def _rewrite(path: Path, sql: str) -> None:
    connection = connect_unchecked(path)
    connection.execute(sql)
    connection.execute("pragma wal_checkpoint(truncate)")
    connection.close()
