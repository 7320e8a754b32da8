"""The schema, and the way from one revision of it to the next."""

import re
import shutil
import textwrap
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

import db.tables
from db import errors, migrate
from db.engine import engine_for
from db.guards import TRIGGERS
from db.opening import REVISIONS, connect, connect_unchecked, revision_of
from tests.db.fill import Filler

assert db.tables.Clinic  # fills the metadata

LATER = "0004"
ALL = (*REVISIONS, LATER)


@pytest.fixture
def scripts(tmp_path: Path) -> str:
    """The real revisions and one more, which rebuilds a guarded table and adds a column to it."""
    folder = tmp_path / "later"
    shutil.copytree(
        Path(migrate.__file__).with_name("migrations"), folder, ignore=shutil.ignore_patterns("__pycache__")
    )
    _second(folder, "")
    return str(folder)


def _second(folder: Path, more: str) -> None:
    text = textwrap.dedent(
        '''
        """A later revision."""

        import sqlalchemy as sa
        from alembic import op

        revision, down_revision, branch_labels, depends_on = "0004", "0003", None, None


        def upgrade():
            with op.batch_alter_table("appointment", recreate="always") as batch:
                batch.add_column(sa.Column("colour", sa.String(), nullable=False, server_default=""))
        '''
    )
    (folder / "versions" / "0004_later.py").write_text(text + textwrap.indent(more, "    "))


def test_the_tables_in_code_are_the_migrated_ones(record_path: Path) -> None:
    engine = engine_for(record_path)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def test_indexes_and_checks_are_the_migrated_ones(record_path: Path, tmp_path: Path) -> None:
    """Alembic compares neither the condition of an index nor a check, so a fresh schema is laid beside."""
    fresh = tmp_path / "fresh.db"
    fresh.touch()
    engine = migrate.engine_on(lambda: connect_unchecked(fresh))
    SQLModel.metadata.create_all(engine)
    engine.dispose()
    assert _schema(record_path) == _schema(fresh)


def _schema(path: Path) -> dict[str, str]:
    connection = connect_unchecked(path)
    rows = connection.execute(
        "select type, name, sql from sqlite_schema where sql is not null and type in ('table', 'index') "
        "and name <> 'alembic_version'"
    ).fetchall()
    connection.close()
    found = {}
    for kind, name, sql in rows:
        # Columns and constraints in one set: their order in the text says nothing, and one that a later revision
        # added stands behind the others, on their line.
        text = " ".join(sql.replace('"', "").split())
        if kind == "table":
            name, _, inside = text.removesuffix(")").partition("(")
            text = "\n".join([name, *sorted(part.strip() for part in re.split(r",(?![^(]*\))", inside))])
        found[f"{kind} {name}"] = " ".join(text.split(" ")).lower()
    return found


def test_the_revisions_known_to_a_reader_are_the_scripts() -> None:
    config = Config()
    config.set_main_option("script_location", migrate.SCRIPTS)
    walked = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(walked)) == REVISIONS


def test_a_record_of_this_revision_is_left_alone(record_path: Path) -> None:
    before = record_path.read_bytes()
    assert migrate.upgrade(record_path) is None
    assert record_path.read_bytes() == before
    assert list(record_path.parent.iterdir()) == [record_path]


def test_an_upgrade_keeps_rows_guards_and_a_backup(record_path: Path, scripts: str, fill: Filler) -> None:
    room = fill.room()
    fill.appointment(fill.patient(), room_id=room)
    copy = migrate.upgrade(record_path, scripts=scripts, revisions=ALL)
    assert copy == record_path.with_name("clinic.acudesk.before-0004")
    upgraded = connect_unchecked(record_path)
    assert revision_of(upgraded, record_path) == LATER
    assert upgraded.execute("select count(*), max(colour) from appointment").fetchone() == (1, "")
    assert {name for (name,) in upgraded.execute("select name from sqlite_schema where type = 'trigger'")} == set(
        TRIGGERS
    )
    assert upgraded.execute("pragma foreign_key_check").fetchall() == []
    upgraded.close()
    # The backup is a whole record of the old revision, and private.
    old = connect(copy, query_only=True)
    assert old.execute("select count(*) from appointment").fetchone() == (1,)
    old.close()
    assert copy.stat().st_mode & 0o777 == 0o600
    assert sorted(entry.name for entry in record_path.parent.iterdir() if entry.is_file()) == [
        record_path.name,
        copy.name,
    ]


def test_several_starting_at_once_upgrade_once(record_path: Path, scripts: str) -> None:
    copies: list[Path | None] = []
    start = threading.Barrier(4)

    def begin() -> None:
        start.wait()
        copies.append(migrate.upgrade(record_path, scripts=scripts, revisions=ALL))

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(copies) == 4
    assert [copy for copy in copies if copy] == [record_path.with_name("clinic.acudesk.before-0004")]


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ("raise ZeroDivisionError", ZeroDivisionError),
        ("op.execute('update clinic set id = 2')", errors.Refused),
        ("op.execute(\"insert into visit (course_id, local_date, minute, points, techniques, note, version) "
         "values (99, '2026-01-01', 1, '', '', '', 1)\")", errors.DamagedRecord),
    ],
    ids=["fault", "constraint", "loose row"],
)  # fmt: skip
def test_a_failed_upgrade_leaves_the_record_as_it_was(
    record_path: Path, scripts: str, more: str, error: type[Exception]
) -> None:
    _second(Path(scripts), more)
    schema = _schema(record_path)
    with pytest.raises(error):
        migrate.upgrade(record_path, scripts=scripts, revisions=ALL)
    assert _schema(record_path) == schema
    connect(record_path, query_only=True).close()


def test_a_second_backup_does_not_replace_the_first(record_path: Path) -> None:
    target = record_path.with_name("copy")
    first, second = migrate.backup(record_path, target), migrate.backup(record_path, target)
    assert (first.name, second.name) == ("copy", "copy-2")
    assert first.read_bytes() == second.read_bytes()


def test_a_newer_record_is_not_downgraded(record_path: Path) -> None:
    connection = connect_unchecked(record_path)
    connection.execute("update alembic_version set version_num = '0007'")
    connection.close()
    before = record_path.read_bytes()
    with pytest.raises(errors.NewerRecord):
        migrate.upgrade(record_path)
    assert record_path.read_bytes() == before
