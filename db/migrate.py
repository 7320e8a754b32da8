"""From one schema revision to the next, when a record of an earlier program is opened.

Alembic runs from inside the package, without an ini file, on a connection and in a transaction of ours.
"""

import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from db import guards
from db.backup_copy import discard, draft_beside, fill, immutable, seal
from db.disks import cannot_write
from db.engine import engine_on, in_words
from db.errors import OlderRecord, damaged, from_driver
from db.keys import Key
from db.opening import APPLICATION_ID, REVISIONS, check_revision, connect_unchecked, revision_of
from db.whole_file import give_name

SCRIPTS = "db:migrations"
"""Where the revisions are, as Alembic names a folder of a package."""

BEFORE = "before-"
"""What the copy of a record is called that is made before it is upgraded, between its name and the revision."""

# Alembic keeps the migration it runs in module globals.
_ALEMBIC = threading.Lock()


def build(path: Path, key: Key | None = None) -> None:
    """Make a record of the newest revision in an existing empty file, encrypted with `key`: for `db.create` only."""
    engine = engine_on(lambda: _fresh(path, key))
    try:
        with engine.begin() as connection:
            _run(connection, SCRIPTS, REVISIONS[-1])
            guards.install(connection.exec_driver_sql)
    finally:
        engine.dispose()


def upgrade(path: Path, *, scripts: str = SCRIPTS, revisions: Sequence[str] = REVISIONS) -> Path | None:
    """Bring a record to the last of `revisions`; the backup made first, or None when it was there already.

    Several programs may start at once: the write lock lets one of them through, the others find the work done. The
    backup stands beside the record as `NAME.before-REVISION`. On any error the record is as it was.
    """
    if not _is_older(path, revisions):
        return None
    engine = engine_on(lambda: _unchecking_keys(path))
    copy: Path | None = None
    done = False
    try:
        with engine.begin() as connection:
            # Looked at again under the lock: another start may have been first.
            found = revision_of(connection.connection.dbapi_connection, path)
            if found == revisions[-1]:
                return None
            check_older(found, path, revisions)
            _sweep(path)
            copy = backup(path, path.with_name(f"{path.name}.{BEFORE}{revisions[-1]}"))
            guards.remove(connection.exec_driver_sql)
            _run(connection, scripts, revisions[-1])
            guards.install(connection.exec_driver_sql)
            loose = connection.exec_driver_sql("pragma foreign_key_check").fetchone()
            if loose is not None:
                raise damaged(path, f"a row of {loose[0]} refers to nothing after the upgrade")
        done = True
        return copy
    except DBAPIError as error:
        if (words := in_words(error, path)) is None:
            raise
        raise words from error
    finally:
        engine.dispose()
        if copy is not None and not done:
            # Nothing came of it, and there would be one more after each attempt.
            discard(copy)


def _sweep(path: Path) -> None:
    """Remove what upgrades left that were killed while they copied. Only under the lock, when no other is at work."""
    with suppress(OSError):
        for left in path.parent.iterdir():
            if left.name.startswith(f".{path.name}.{BEFORE}") and ".new" in left.name:
                with suppress(OSError):
                    left.unlink()


def backup(source: Path, target: Path) -> Path:
    """A verified copy of a record under a name that did not exist (a number is added if it does); returns its place.

    Goes through SQLite's backup, never through the file: reading the live file past SQLite would drop its locks.
    """
    draft = draft_beside(target)
    try:
        reading = connect_unchecked(source)
        try:
            fill(reading, draft)
        finally:
            reading.close()
        with immutable(draft) as made:
            verdict = made.execute("pragma quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise damaged(source, verdict)
        seal(draft)
        number, place = 1, target
        while True:
            with suppress(FileExistsError):
                give_name(draft, place)
                break
            number += 1
            place = target.with_name(f"{target.name}-{number}")
    except dbapi2.Error as error:
        if (words := from_driver(error, source)) is None:
            raise
        raise words from error
    except OSError as error:
        raise cannot_write(error, target.parent, "Nothing was changed.") from error
    finally:
        discard(draft)
    return place


def check_older(found: str, path: Path, revisions: Sequence[str]) -> None:
    """Raises `NewerRecord` unless `found` is one of the earlier revisions."""
    with suppress(OlderRecord):
        check_revision(found, path, revisions)


def _is_older(path: Path, revisions: Sequence[str]) -> bool:
    connection = connect_unchecked(path)
    try:
        found = revision_of(connection, path)
    finally:
        connection.close()
    check_older(found, path, revisions)
    return found != revisions[-1]


def _fresh(path: Path, key: Key | None) -> Any:
    connection = connect_unchecked(path, key)
    connection.execute(f"pragma application_id = {APPLICATION_ID}")
    connection.execute("pragma journal_mode = wal")
    return connection


def _unchecking_keys(path: Path) -> Any:
    """A connection for rebuilding tables: foreign keys are checked at the end, not at each dropped table."""
    connection = connect_unchecked(path)
    connection.execute("pragma foreign_keys = off")
    return connection


def to_revision(connection: Connection, revision: str) -> None:
    """Bring an empty database, in a transaction of the caller's, to one of our revisions."""
    _run(connection, SCRIPTS, revision)


def _run(connection: Connection, scripts: str, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", scripts.replace("%", "%%"))
    config.attributes["connection"] = connection
    with _ALEMBIC:
        command.upgrade(config, revision)
