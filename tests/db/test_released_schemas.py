"""Every released schema, upgraded: each row is there, the schema is a fresh one's, a kill in the middle is nothing."""

import multiprocessing
import os
import signal
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from dashboard.__main__ import main
from db import migrate, opening
from db.checks import FINE, check
from db.guards import TRIGGERS
from db.opening import REVISIONS, connect_unchecked, revision_of
from db.reader import open_reader
from db.tables import Staff
from db.writes import patients, staff
from db.writes.undo import undo_last
from db.writing import Writer
from tests.conftest import NOW_UTC
from tests.db.fill import ANA
from tests.db.schemas import FOLDER, made
from tests.faults.support import SOAK_MINUTES, say

RELEASED = sorted(path.stem for path in FOLDER.glob("*.sql"))
BEFORE = [revision for revision in RELEASED if revision != REVISIONS[-1]]
"""Of which there is something to upgrade."""

POINTS = 8
"""At how many statements of an upgrade it is killed; at each in a soak."""

Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


@pytest.fixture(params=RELEASED)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A record as the program of that schema left it."""
    return made(request.param, tmp_path / "clinic.acudesk")


@pytest.fixture(autouse=True)
def somebody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be the one account that a record with roles knows."""
    monkeypatch.setattr("dashboard.person.system_user", lambda: "ira")


def test_every_revision_before_this_one_has_its_record() -> None:
    assert set(REVISIONS[:-1]) <= set(RELEASED) <= set(REVISIONS), "python -m tests.db.schemas, before the revision"


def _rows(path: Path) -> Rows:
    """Each table's columns and rows."""
    with closing(connect_unchecked(path)) as connection:
        names = [name for (name,) in connection.execute("select name from sqlite_schema where type = 'table'")]
        return {
            name: (
                [column[1] for column in connection.execute(f"pragma table_info({name})")],
                sorted(connection.execute(f"select * from {name}").fetchall(), key=repr),
            )
            for name in names
            if name != "alembic_version"
        }


def _schema(path: Path) -> dict[tuple[str, str], str]:
    with closing(connect_unchecked(path)) as connection:
        found = connection.execute("select type, name, sql from sqlite_schema where sql is not null").fetchall()
    return {(kind, name): " ".join(sql.split()) for kind, name, sql in found}


def _revision(path: Path) -> str:
    with closing(connect_unchecked(path)) as connection:
        return revision_of(connection, path)


def _kept(before: Rows, after: Rows) -> None:
    """Raise unless every row of before is there, value for value; there may be more columns."""
    for name, (columns, rows) in before.items():
        wider, found = after[name]
        places = [wider.index(column) for column in columns]
        assert sorted((tuple(row[at] for at in places) for row in found), key=repr) == rows, name


def test_an_old_record_has_something_in_every_table(old: Path) -> None:
    assert [name for name, (_, rows) in _rows(old).items() if not rows] == []


def test_an_upgrade_keeps_every_row_and_makes_the_schema_of_a_fresh_record(old: Path, record_path: Path) -> None:
    before, revision = _rows(old), _revision(old)
    # As an upgrade leaves it that is killed while it copies.
    left = [old.with_name(f".{old.name}.before-{REVISIONS[-1]}.0123456789ab.new{end}") for end in ("", "-journal")]
    for one in left if revision != REVISIONS[-1] else ():
        one.write_bytes(b"half a copy")
    fresh = _schema(record_path)
    copy = migrate.upgrade(old)
    assert _revision(old) == REVISIONS[-1]
    _kept(before, _rows(old))
    assert _schema(old) == fresh
    assert not any(one.exists() for one in left)
    assert {name for kind, name in _schema(old) if kind == "trigger"} == set(TRIGGERS)
    if revision == REVISIONS[-1]:
        assert copy is None
    else:
        assert copy is not None
        assert _rows(copy) == before and _revision(copy) == revision


def test_an_upgraded_record_is_worked_with(
    old: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate.upgrade(old)
    monkeypatch.setattr("dashboard.person.system_user", lambda: "tom")
    with Writer(old) as writer:
        with writer.unit(ANA, NOW_UTC) as unit:
            patient = patients.register(unit, "Novak", "Ada")
        with writer.unit(ANA, NOW_UTC) as unit:
            undo_last(unit)
        with writer.unit(ANA, NOW_UTC) as unit:
            staff.change(unit, 1, unit.session.get_one(Staff, 1).version, system_user="tom")
    with open_reader(old) as reader:
        assert reader.row("select voided from patient where id = ?", (patient,)) == (1,)
    findings = {one.name: one.state for one in check(old, NOW_UTC)}
    for name in ("record", "pages", "links", "guards", "audit log", "clock", "time zone"):
        assert findings[name] == FINE, name
    for command in (["today", "--date", "2026-11-20"], ["caseload"], ["referrals"], ["chart", "1"]):
        assert main(["--db", str(old), *command]) == 0, capsys.readouterr().err


def _upgrade_killed(path: Path, number: int, told: Any) -> None:
    """Upgrade, and die at the statement of that number, before it reaches the file, or right after the last one.

    0 does not die, and tells how many there are.
    """
    count, real = 0, dbapi2.connect

    def counted(_: str) -> None:
        nonlocal count
        count += 1
        if count == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def traced(*given: Any, **more: Any) -> Any:
        connection = real(*given, **more)
        connection.set_trace_callback(counted)
        return connection

    opening.dbapi2.connect = traced
    migrate.upgrade(path)
    if number:
        os.kill(os.getpid(), signal.SIGKILL)
    told.send(count)


def _run(path: Path, number: int) -> tuple[int | None, int]:
    """An upgrade in a program of its own: how it ended, and the statements it counted where it came to its end."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.db.test_released_schemas"])
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_upgrade_killed, args=(path, number, there))
    process.start()
    there.close()
    process.join()
    with closing(here):
        return process.exitcode, here.recv() if process.exitcode == 0 else 0


@pytest.mark.parametrize("old", BEFORE, indirect=True)
def test_killed_anywhere_it_is_the_old_record_or_the_new_one_and_the_next_start_goes_on(
    old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    revision, before, whole = _revision(old), _rows(old), old.read_bytes()
    code, statements = _run(made(revision, tmp_path / "counted.acudesk"), 0)
    assert code == 0 and statements > 20
    # At the last one it has not been committed yet, after it it has.
    step = 1 if SOAK_MINUTES else max(statements // POINTS, 1)
    points = sorted({*range(1, statements, step), statements, statements + 1})
    say(f"{statements} statements, killed at {points}")
    ends = []
    for number in points:
        place = tmp_path / f"killed{number}"
        place.mkdir()
        record = place / old.name
        record.write_bytes(whole)
        record.chmod(0o600)
        assert _run(record, number)[0] == -signal.SIGKILL
        ends.append(_revision(record))
        if ends[-1] == revision:
            assert _rows(record) == before
        for copy in place.glob("[!.]*.before-*"):
            assert _rows(copy) == before
        assert main(["--db", str(record)]) == 0
        assert capsys.readouterr().err.count("\n") == (ends[-1] == revision)
        assert _revision(record) == REVISIONS[-1]
        _kept(before, _rows(record))
        assert list(place.glob(".*")) == [], "what a killed copy left"
    assert ends == [revision] * (len(points) - 1) + [REVISIONS[-1]]
