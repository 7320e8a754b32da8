"""Looking into a record that this account may not write: what SQLite wants beside the file cannot be made then.

SQLite keeps a log and an index of it beside a record, for readers too. Where both are there, they are read as they are,
and whoever writes meanwhile is seen. Where they are not, nobody writes now: the file is read as it lies, without locks
and with nothing made beside it. Somebody else may begin to write at any moment, so each answer is only believed when
neither file nor log has changed since that look began; when they have, another look is begun.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sqlcipher3 import dbapi2

from db import cipher
from db.disks import why_not_written
from db.errors import NoAccess, ReadOnlyRecord, RecordBusy, RecordError, damaged, from_driver, no_access, shown
from db.opening import BUSY_MILLISECONDS, allowed, check_opened, configure, connect_unchecked, look_at_place

ATTEMPTS = 5
"""How often a look is begun anew where somebody begins or ends writing just then."""

Stamp = tuple[tuple[int, ...] | None, ...]
"""What the file, its log and a journal are known by; None for one that is not there."""

_LIVE = "?mode=ro&readonly_shm=1"
_AS_IT_LIES = "?mode=ro&immutable=1"
# Without an index SQLite makes one in memory, if it may take the file for its own: so it takes no locks at all.
_WITH_ITS_LOG = "?mode=ro&vfs=unix-none"


class Look(NamedTuple):
    """How a record is looked into. `why` says why it cannot be written, as the end of a sentence."""

    path: Path
    why: str
    stamp: Stamp | None
    """What the files were when the look began; None where SQLite itself sees what others write."""

    def moved(self) -> bool:
        """Whether what was read may be no state the record ever had, or is not the last one any more."""
        return self.stamp is not None and stamp_of(self.path) != self.stamp

    def moved_error(self) -> RecordBusy:
        """What is said of an answer that cannot be believed."""
        return RecordBusy(f"{shown(self.path)} was written while it was read. Nothing was changed. Read it again.")


def stamp_of(path: Path) -> Stamp:
    """What the file and what lies beside it are known by now."""
    return tuple(_one(path.with_name(path.name + end)) for end in ("", "-wal", "-journal"))


def _one(path: Path) -> tuple[int, ...] | None:
    try:
        seen = path.stat()
    except OSError:
        return None
    # Not when its owner or mode was changed last: as root SQLite gives the log to the record's owner again.
    return seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns


def look_into(path: Path, *, checked: bool = True) -> tuple[Any, Look]:
    """A connection that only reads, to a record that may not be written, and how it reads.

    Raises the `RecordError` that says what is wrong with the file. `checked`: it must be a record of the current
    revision, as `db.opening.connect` has it.
    """
    for attempt in range(ATTEMPTS):
        before = stamp_of(path)
        try:
            connection, frozen = _opened(path, before)
            try:
                if checked:
                    check_opened(connection, path)
                connection.execute("pragma query_only = 1")
            except BaseException:
                connection.close()
                raise
        except RecordError:
            if stamp_of(path) == before or attempt == ATTEMPTS - 1:
                raise
            continue
        look = Look(path, why_not_written(path), before if frozen else None)
        if not look.moved():
            return connection, look
        connection.close()
    raise RecordBusy(f"{shown(path)} is being opened and closed by another program. Nothing was changed. Try again.")


@contextmanager
def opened_to_read(path: Path) -> Iterator[Any]:
    """As `db.opening.connect_unchecked` for who only reads, whether the record may be written or not.

    Raises `RecordBusy` at the end, in place of any other error, where what was read cannot be believed.
    """
    look: Look | None = None
    try:
        connection = connect_unchecked(path)
    except ReadOnlyRecord:
        connection, look = look_into(path, checked=False)
    try:
        yield connection
    except (RecordError, dbapi2.Error) as error:
        if look is not None and look.moved():
            raise look.moved_error() from error
        raise
    finally:
        connection.close()
    if look is not None and look.moved():
        raise look.moved_error()


def _opened(path: Path, before: Stamp) -> tuple[Any, bool]:
    """A connection, and whether it reads without locks."""
    look_at_place(path)
    _, log, journal = before
    index = path.with_name(path.name + "-shm")
    if journal is not None and journal[2]:
        raise NoAccess(
            f"{shown(path)} was left in the middle of a change, which only an account that may write it can finish. "
            "Nothing was changed. Open it once with that account."
        )
    if not allowed(path, os.R_OK) or (log is not None and not allowed(path.with_name(path.name + "-wal"), os.R_OK)):
        raise no_access(path)
    live = log is not None and index.exists()
    if live and not allowed(index, os.R_OK):
        raise no_access(path)
    how = _LIVE if live else _WITH_ITS_LOG if log is not None and log[2] else _AS_IT_LIES
    uri = path.absolute().as_uri() + how

    def make() -> Any:
        connection = dbapi2.connect(
            uri, uri=True, isolation_level=None, check_same_thread=False, timeout=BUSY_MILLISECONDS / 1000
        )
        if how == _WITH_ITS_LOG:
            connection.execute("pragma locking_mode = exclusive")
        return connection

    connection = None
    try:
        connection = cipher.opened(make, path)
        configure(connection)
    except dbapi2.Error as error:
        if connection is not None:
            connection.close()
        words = from_driver(error, path)
        # That it may not be written is known: what is told is that it could not be read.
        raise (no_access(path) if isinstance(words, ReadOnlyRecord) else words) or damaged(path, str(error)) from error
    return connection, not live
