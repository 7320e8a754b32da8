"""Whether the tables of a record are those that its revision says: asked only when a statement does not fit them.

A statement of ours that names a table or a column which is not there is a fault of the program, or somebody changed the
file past it. What tells them apart is a record of that revision, made in memory.
"""

from functools import cache
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from db.errors import RecordError, WrongTables, shown
from db.looking import opened_to_read
from db.opening import REVISIONS

Shape = dict[str, tuple[str, frozenset[str]]]
"""By name: what it is (`table`, `view`), and its columns."""


def wrong_tables(path: Path) -> WrongTables | None:
    """What of a record's tables is not as its revision has them; None where they are, or where none can be told."""
    try:
        with opened_to_read(path) as connection:
            rows = connection.execute("select version_num from alembic_version").fetchall()
            there = shape_of(connection)
    except (RecordError, dbapi2.Error):
        return None
    if len(rows) != 1 or rows[0][0] not in REVISIONS:
        return None
    wrong = difference(there, shape_at(rows[0][0]), strict=rows[0][0] != REVISIONS[-1])
    return not_as_said(path, rows[0][0], wrong) if wrong else None


def not_as_said(path: Path, revision: str, wrong: str) -> WrongTables:
    """The words for a record whose tables are others than its revision says."""
    return WrongTables(
        f"{shown(path)} says that it is of revision {shown(revision)}, and its tables are not: {shown(wrong)}. Nothing "
        "was changed. Keep this file and restore the last backup."
    )


def shape_of(connection: Any) -> Shape:
    """The tables and views of a database."""
    named = connection.execute("select name, type from main.sqlite_schema where type in ('table', 'view')").fetchall()
    return {
        name: (kind, frozenset(row[1] for row in connection.execute("select * from pragma_table_info(?)", (name,))))
        for name, kind in named
    }


def difference(there: Shape, wanted: Shape, *, strict: bool = False) -> str:
    """The first thing that is not as it should be, in words; empty where nothing is.

    What somebody added hinders nobody; `strict`: unless the record is to be brought up to date, which may add the same.
    """
    for name, (kind, columns) in sorted(wanted.items()):
        found = there.get(name)
        if found is None:
            return f"there is no {kind} {name}"
        if found[0] != kind:
            return f"{name} is a {found[0]}"
        if lacking := sorted(columns - found[1]):
            return f"{name} has no {lacking[0]}"
        if strict and (more := sorted(found[1] - columns)):
            return f"{name} has {more[0]}"
    more = sorted(there.keys() - wanted.keys()) if strict else []
    return f"there is a {there[more[0]][0]} {more[0]}" if more else ""


@cache
def shape_at(revision: str) -> Shape:
    """The tables of a revision, as its migrations make them."""
    from db.engine import engine_on
    from db.migrate import to_revision

    engine = engine_on(lambda: dbapi2.connect(":memory:", isolation_level=None, check_same_thread=False))
    try:
        with engine.begin() as connection:
            to_revision(connection, revision)
            return shape_of(connection.connection.dbapi_connection)
    finally:
        engine.dispose()
