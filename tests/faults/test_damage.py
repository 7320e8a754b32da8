"""Every kind of damage has a sentence, an exit status and a code of its own, whichever way one comes to it."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlcipher3 import dbapi2

from dashboard.__main__ import main
from dashboard.clock import Clock
from db.anchor import anchor_path
from db.backups import usual_folder
from db.opening import REVISIONS
from tests.conftest import NOW_UTC
from tests.db.schemas import made

CRASHED = """
import os, sys
from pathlib import Path
from db.anchor import anchor_path, write_anchor
from db.audit import Actor
from db.reader import open_reader
from db.writes import patients
from db.writing import Writer
record, now = Path(sys.argv[1]), int(sys.argv[2])
with Writer(record) as writer:
    for number in range(6):
        with writer.unit(Actor(None, "test"), now) as unit:
            patients.register(unit, f"Late{number}", "Jo")
    with open_reader(record) as reader:
        assert write_anchor(reader, anchor_path(record))
    os._exit(0)
"""
"""Six writes that are in the log only, seen by the anchor, and then the power goes."""


def _log(record: Path) -> Path:
    return record.with_name(f"{record.name}-wal")


def _flip(path: Path, at: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 0x10]))


def _zero(record: Path, first: int, count: int) -> None:
    with record.open("r+b") as file:
        file.seek(4096 * first)
        file.write(bytes(4096 * count))


def _sql(record: Path, text: str) -> None:
    with closing(dbapi2.connect(str(record), isolation_level=None)) as connection:
        connection.executescript(text)
        connection.execute("pragma wal_checkpoint(truncate)")


def _other_program(record: Path) -> None:
    record.unlink()
    with closing(sqlite3.connect(record)) as other:
        other.executescript("create table song (title text); pragma application_id = 7;")


def _pipe(record: Path) -> None:
    record.unlink()
    os.mkfifo(record)


def _folder(record: Path) -> None:
    record.unlink()
    record.mkdir()


def _older(record: Path) -> None:
    record.unlink()
    made(REVISIONS[0], record)


class Kind(NamedTuple):
    """What is done to a record; how `today`, the dashboard and `check` end; what is said; its code and where it is."""

    name: str
    damage: Callable[[Path], object]
    ends: tuple[int, int, int]
    said: str
    code: str
    where: str = "record"
    logged: bool = False
    """Whether the writes that matter are in the write-ahead log."""


# fmt: off
KINDS = (
    Kind("gone", Path.unlink, (66, 66, 66), "There is no record at", "missing"),
    Kind("a folder", _folder, (66, 66, 66), "is a folder", "not_a_file"),
    Kind("a pipe", _pipe, (66, 66, 66), "is not a file", "not_a_file"),
    Kind("empty", lambda record: os.truncate(record, 0), (66, 66, 66), "is empty", "empty"),
    Kind("another kind of file", lambda record: record.write_bytes(b"Dear Dr Weiss, " * 999), (66, 66, 66),
         "is not a database", "not_a_database"),
    Kind("first page wiped", lambda record: _zero(record, 0, 1), (66, 66, 66), "was wiped", "first_page_wiped"),
    Kind("pages wiped", lambda record: _zero(record, 3, 40), (66, 66, 66), r"is damaged \(", "damaged"),
    Kind("cut short", lambda record: os.truncate(record, record.stat().st_size // 2), (66, 66, 66), "was cut short",
         "cut_short"),
    Kind("another program's", _other_program, (66, 66, 66), "belongs to another program", "other_program"),
    Kind("another application id", lambda record: _sql(record, "pragma application_id = 7"), (66, 66, 66),
         "belongs to another program", "other_program"),
    Kind("a newer schema", lambda record: _sql(record, "update alembic_version set version_num = '9999'"), (66, 66, 66),
         "was written by a newer acudesk", "newer"),
    Kind("an older schema", _older, (66, 0, 0),
         "was written by an earlier acudesk", "older"),
    Kind("no revision", lambda record: _sql(record, "delete from alembic_version"), (66, 66, 66),
         "does not say of which revision", "no_revision"),
    Kind("two revisions", lambda record: _sql(record, "insert into alembic_version values ('0001')"), (66, 66, 66),
         "does not say of which revision", "no_revision"),
    Kind("a revision that is none", lambda record: _sql(record, "update alembic_version set version_num = 'soon'"),
         (66, 66, 66), "does not say of which revision", "no_revision"),
    Kind("no table of revisions", lambda record: _sql(record, "drop table alembic_version"), (66, 66, 66),
         "does not say of which revision", "no_revision"),
    Kind("the revision before its tables'", lambda record: _sql(record, "update alembic_version set version_num = "
         f"'{REVISIONS[-2]}'"), (66, 66, 66), f"earlier acudesk|revision {REVISIONS[-2]}, and its tables are not",
         "wrong_tables"),
    Kind("a table gone", lambda record: _sql(record, "pragma foreign_keys = off; drop table room"), (66, 66, 66),
         "there is no table room", "wrong_tables", "tables"),
    Kind("a column gone", lambda record: _sql(record, "alter table clinic rename column timezone to zone"),
         (66, 66, 66), "and its tables are not: clinic has no timezone", "wrong_tables"),
    Kind("a column gone that a list needs not", lambda record: _sql(record, "alter table patient drop column address"),
         (0, 0, 66), "patient has no address", "wrong_tables", "tables"),
    Kind("a view for a table", lambda record: _sql(record, "alter table absence rename to away; create view absence as "
         "select * from away"), (66, 66, 66), "absence is a view", "wrong_tables", "tables"),
    Kind("a time zone that is none", lambda record: _sql(record, "update clinic set timezone = 'Mars/Olympus'"),
         (66, 66, 66), "rules of the clinic's time zone Mars/Olympus are not", "no_zone", "time zone"),
    Kind("an odd number of restores", lambda record: _sql(record, "pragma user_version = -2147483648"), (0, 0, 0),
         "Riverside", "fine"),
    Kind("a guard dropped", lambda record: _sql(record, "drop trigger visit_kept"), (66, 66, 66),
         "visit_kept", "unguarded", "guards"),
    Kind("a guard changed", lambda record: _sql(record, "drop trigger visit_kept; create trigger visit_kept before "
         "delete on visit begin select 1; end"), (0, 0, 66), "Guards were changed: visit_kept", "guards_changed",
         "guards"),
    Kind("a row of nobody", lambda record: _sql(record, "update course set patient_id = 999 where id = 1"), (0, 0, 66),
         "refer to rows that are not there", "loose_rows", "links"),
    Kind("log lost, or not copied", lambda record: _log(record).unlink(), (0, 0, 66), "it was lost, or not copied",
         "log_lost", "anchor", logged=True),
    Kind("log emptied", lambda record: os.truncate(_log(record), 0), (0, 0, 66), "it was lost, or not copied",
         "log_lost", "anchor", logged=True),
    Kind("log cut", lambda record: os.truncate(_log(record), _log(record).stat().st_size - 5000), (0, 0, 66),
         "it was cut short", "log_cut", "anchor", logged=True),
    Kind("log flipped", lambda record: _flip(_log(record), _log(record).stat().st_size // 2), (0, 0, 66),
         "is damaged at page", "log_damaged", "anchor", logged=True),
    Kind("log's head flipped", lambda record: _flip(_log(record), 17), (0, 0, 66), "is damaged at page 1 of",
         "log_damaged", "anchor", logged=True),
)
# fmt: on


@pytest.fixture(scope="module")
def _whole(tmp_path_factory: pytest.TempPathFactory, _sample_record: Path) -> Path:
    """The sample clinic with a log that was not written back."""
    folder = tmp_path_factory.mktemp("crashed")
    record = folder / "clinic.acudesk"
    shutil.copyfile(_sample_record, record)
    record.chmod(0o600)
    usual_folder(record).mkdir(mode=0o700)
    subprocess.run([sys.executable, "-c", CRASHED, str(record), str(NOW_UTC)], check=True)
    assert _log(record).stat().st_size > 6 * 4096
    return folder


@pytest.fixture
def place(tmp_path: Path, _whole: Path) -> Path:
    """A folder for records of the test's own."""
    return tmp_path


def _spoiled(kind: Kind, whole: Path, folder: Path) -> Path:
    """A copy of the record with that done to it."""
    shutil.copytree(whole, folder, ignore=shutil.ignore_patterns("*-shm"))
    folder.chmod(0o700)
    record = folder / "clinic.acudesk"
    if not kind.logged:
        # Written back, as after an ordinary end.
        _sql(record, "")
    kind.damage(record)
    return record


def _run(capsys: pytest.CaptureFixture[str], *argv: object) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main([str(one) for one in argv])
    told = capsys.readouterr()
    assert "Traceback" not in told.err
    return code, told.out, told.err


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_kind_is_told(
    kind: Kind, place: Path, _whole: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Clock, "now_utc", lambda _: NOW_UTC)
    ends = []
    for number, command in enumerate((["today"], [])):
        record = _spoiled(kind, _whole, place / str(number))
        code, out, err = _run(capsys, "--db", record, *command)
        ends.append(code)
        if code == 66:
            assert out == "" and err.count("\n") == 1 and re.search(kind.said, err)
        if kind.logged:
            # It answers with what is there, and says that this is not all.
            assert err == "acudesk: " + err[9:] and err.count("\n") == 1 and "older than the anchor" in err
    record = _spoiled(kind, _whole, place / "check")
    code, out, err = _run(capsys, "--db", record, "check", "--json")
    assert err == ""
    found = {one["name"]: one for one in json.loads(out)["findings"]}
    assert found[kind.where]["code"] == kind.code
    assert re.search(kind.said, found[kind.where]["said"])
    assert (*ends, code) == kind.ends
    record = _spoiled(kind, _whole, place / "plain")
    assert re.search(kind.said, _run(capsys, "--db", record, "check")[1])
    assert anchor_path(record).exists()


def test_what_is_not_the_same_damage_has_not_the_same_code() -> None:
    sentences: dict[str, set[str]] = {}
    for kind in KINDS:
        sentences.setdefault(kind.code, set()).add(kind.said)
    # A folder and a pipe are no files; which table is another, and at which page a log is damaged, is said.
    assert {code for code, said in sentences.items() if len(said) > 1} == {"not_a_file", "log_damaged", "wrong_tables"}
    assert len({kind.said for kind in KINDS}) == len(KINDS) - 5


def test_a_crash_alone_is_no_damage(place: Path, _whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nothing = Kind("nothing", lambda _: None, (0, 0, 0), "", "", logged=True)
    record = _spoiled(nothing, _whole, place / "crashed")
    code, out, _ = _run(capsys, "--db", record, "check", "--json")
    assert code == 0, out
    # Nor is a write that was under way when the power went.
    record = _spoiled(nothing, _whole, place / "torn")
    log = _log(record)
    with log.open("r+b") as file:
        file.seek(8)
        salts = file.read(16)[8:]
    with log.open("ab") as file:
        file.write(bytes(8) + salts + bytes(5000))
    code, out, _ = _run(capsys, "--db", record, "check", "--json")
    assert code == 0, out
