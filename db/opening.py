"""Opening the file: what must be true of it first, and the settings each connection gets.

Opening never creates. A refused file is left as it was: the path is only looked at by name, because closing a
second handle on a database file would drop the locks this process holds on it.
"""

import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlcipher3 import dbapi2

from db import cipher
from db.errors import (
    EmptyFile,
    NewerRecord,
    NoRecord,
    NoRevision,
    NotAFile,
    OlderRecord,
    OtherProgram,
    RecordBusy,
    UnguardedRecord,
    damaged,
    from_driver,
    no_access,
    not_a_database,
    shown,
)
from db.guards import TABLES, TRIGGERS

if TYPE_CHECKING:
    from db.keys import Key

APPLICATION_ID = 0x41435544
"""`ACUD`: stands in the header of every record and of no other program's file."""

REVISIONS = ("0001", "0002", "0003")
"""Every schema revision, oldest first; the last is the one this program reads and writes."""

_REVISION = re.compile("[0-9]{4}")
"""How revisions are called, of later programs too."""

BUSY_MILLISECONDS = 10_000
_SMALLEST = 512
"""Bytes of the smallest page there is."""

_EFFECTIVE = os.access in os.supports_effective_ids


def connect(path: Path, *, query_only: bool) -> Any:
    """A checked DB-API connection to a record of the current revision, in autocommit (`BEGIN` is the caller's).

    Raises a `RecordError` that says what is wrong with the file; `ReadOnlyRecord` where it may not be written, which
    is what `db.looking` is for.
    """
    connection = connect_unchecked(path)
    try:
        check_opened(connection, path)
        _log_ahead(connection, path)
        connection.execute(f"pragma query_only = {int(query_only)}")
    except BaseException:
        connection.close()
        raise
    return connection


def connect_unchecked(path: Path, new_key: "Key | None" = None) -> Any:
    """A connection with our settings to an existing file of any content: for creating and upgrading only.

    An encrypted file is opened with its key; an empty one becomes encrypted with `new_key`.
    """
    there = _look(path)
    uri = Path(path).absolute().as_uri() + "?mode=rw"

    def make() -> Any:
        return dbapi2.connect(
            uri, uri=True, isolation_level=None, check_same_thread=False, timeout=BUSY_MILLISECONDS / 1000
        )

    connection = None
    try:
        if new_key is None:
            connection = cipher.opened(make, path)
        else:
            connection = make()
            cipher.unlock(connection, new_key)
        configure(connection)
        if file_at(path) != there:
            # Somebody gave the name to another file while this one was waited for: nothing must be written into it.
            connection.close()
            raise RecordBusy(f"{shown(path)} was replaced just now. Nothing was changed. Open it again.")
    except dbapi2.Error as error:
        if connection is not None:
            connection.close()
        raise from_driver(error, path) or damaged(path, str(error)) from error
    return connection


def configure(connection: Any) -> None:
    """Apply the settings that every connection has."""
    connection.execute("pragma foreign_keys = on")
    connection.execute("pragma recursive_triggers = on")
    connection.execute("pragma trusted_schema = off")
    connection.execute("pragma synchronous = full")


def revision_of(connection: Any, path: Path) -> str:
    """The schema revision of a record; raises where the file is another program's, or damaged."""
    try:
        found = connection.execute("pragma application_id").fetchone()[0]
        if found != APPLICATION_ID:
            raise OtherProgram(
                f"{shown(path)} belongs to another program. Nothing was changed. Name the clinic's own record."
            )
        rows = connection.execute("select version_num from alembic_version").fetchall()
    except dbapi2.Error as error:
        raise from_driver(error, path) or _no_revision(path) from error
    if len(rows) != 1 or not isinstance(rows[0][0], str) or _REVISION.fullmatch(rows[0][0]) is None:
        raise _no_revision(path)
    return rows[0][0]


def _no_revision(path: Path) -> NoRevision:
    return NoRevision(
        f"{shown(path)} does not say of which revision of acudesk it is. Nothing was changed. Keep this file and "
        "restore the last backup."
    )


def check_revision(found: str, path: Path, revisions: Sequence[str] = REVISIONS) -> None:
    """Raises `NewerRecord` or `OlderRecord` unless `found` is the last of `revisions`."""
    if found == revisions[-1]:
        return
    if found in revisions:
        raise OlderRecord(
            f"{shown(path)} was written by an earlier acudesk (revision {found}). Nothing was changed. Open it with "
            "the dashboard, which keeps a backup and upgrades it."
        )
    raise NewerRecord(
        f"{shown(path)} was written by a newer acudesk (revision {shown(found)}, this one knows {revisions[-1]}). "
        "Nothing was changed. Install the newer version."
    )


def _look(path: Path) -> tuple[int, int]:
    seen = look_at_place(path)
    if not may_write(path):
        if not allowed(path, os.R_OK):
            raise no_access(path)
        # Only now: a start does without it.
        from db.disks import read_only

        raise read_only(path)
    return _which(seen)


def may_write(path: Path) -> bool:
    """Whether this account may write a record: write-ahead logging keeps two more files beside it, for readers too."""
    return allowed(path, os.R_OK | os.W_OK) and allowed(path.absolute().parent, os.W_OK | os.X_OK)


def look_at_place(path: Path) -> os.stat_result:
    """The file at a path, looked at by name only; raises where there is none, or something else."""
    try:
        seen = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise NoRecord(
            f"There is no record at {shown(path)}. Nothing was created. `acudesk init` sets up a clinic, "
            "`acudesk demo` shows one."
        ) from None
    except (OSError, ValueError) as error:
        raise no_access(path) from error
    if not stat.S_ISREG(seen.st_mode):
        kind = "a folder" if stat.S_ISDIR(seen.st_mode) else "not a file"
        raise NotAFile(f"{shown(path)} is {kind}. Nothing was changed. Name the record's file.")
    return seen


def _which(seen: os.stat_result) -> tuple[int, int]:
    return seen.st_dev, seen.st_ino


def file_at(path: Path) -> tuple[int, int] | None:
    """Which file stands at a path now, whatever is in it; None for none, or one that cannot be looked at."""
    try:
        return _which(path.stat())
    except OSError:
        return None


def allowed(path: Path, mode: int) -> bool:
    """Whether this account may do that with a file or folder: `os.R_OK` and the like."""
    return os.access(path, mode, effective_ids=True) if _EFFECTIVE else os.access(path, mode)


def _log_ahead(connection: Any, path: Path) -> None:
    """Back to the write-ahead log, where an encryption that was killed had put it aside."""
    try:
        if connection.execute("pragma journal_mode").fetchone()[0] != "wal":
            connection.execute("pragma journal_mode = wal")
    except dbapi2.Error as error:
        raise from_driver(error, path) or damaged(path, str(error)) from error


def check_opened(connection: Any, path: Path) -> None:
    """Raises what is wrong with an opened file: it must be a record of the current revision, with its guards."""
    size = path.stat().st_size
    if size == 0:
        raise EmptyFile(f"{shown(path)} is empty. Nothing was changed. Restore the last backup, or name another file.")
    if size < _SMALLEST:
        # SQLite takes so short a file for an empty one, and would write over it.
        raise not_a_database(path)
    check_revision(revision_of(connection, path), path)
    try:
        rows = connection.execute("select type, name from sqlite_schema where type in ('table', 'trigger')").fetchall()
    except dbapi2.Error as error:
        raise from_driver(error, path) or damaged(path, str(error)) from error
    if lacking := TABLES - {name for kind, name in rows if kind == "table"}:
        # Only now: what it is, if it is anything, is told where there is time.
        from db.shape import not_as_said, wrong_tables

        raise wrong_tables(path) or not_as_said(path, REVISIONS[-1], f"there is no table {min(lacking)}")
    missing = sorted(TRIGGERS.keys() - {name for kind, name in rows if kind == "trigger"})
    if missing:
        raise UnguardedRecord(
            f"{shown(path)} has lost its guards ({', '.join(missing)}). Nothing was changed. Restore the last backup."
        )
