"""A copy of a record at one moment, made through SQLite and looked at as a whole before it is believed."""

import hashlib
import os
import shutil
import stat
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from db import cipher
from db.audit import GENESIS, verify
from db.backups import Facts, files_of, read_note
from db.disks import cannot_write, free_bytes, no_room, size_text
from db.errors import (
    DamagedRecord,
    EmptyFile,
    NewerRecord,
    NoRecord,
    NotADatabase,
    NotAFile,
    RecordError,
    StorageFailed,
    damaged,
    from_driver,
    no_access,
    shown,
)
from db.guards import TRIGGERS
from db.keys import Key
from db.looking import opened_to_read
from db.opening import REVISIONS, revision_of
from db.reader import Reader

KEPT = "No backup was kept, and nothing else was changed."
_ROOM = 1 << 20
_CHUNK = 1 << 20
BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB = 5, 6, 8, 10, 11, 13, 14, 26
_CODES = {
    "database is locked": BUSY,
    "attempt to write a readonly database": READONLY,
    "disk I/O error": IOERR,
    "database disk image is malformed": CORRUPT,
    "database or disk is full": FULL,
    "unable to open database file": CANTOPEN,
    "file is not a database": NOTADB,
}


def draft_beside(place: Path, what: str = "") -> Path:
    """A hidden name of our own in the folder of `place`, for what is not finished."""
    return place.with_name(f".{place.name}.{what}{uuid.uuid4().hex[:12]}.new")


def discard(draft: Path) -> None:
    """Remove a draft with all that SQLite keeps beside it and the files that came along."""
    shutil.rmtree(files_of(draft), ignore_errors=True)
    for end in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            draft.with_name(draft.name + end).unlink()


def copy(source: Path, draft: Path, at_utc: int, checks: Callable[[Any], None] | None = None) -> Facts:
    """Copy a record, while others write to it, as it is at one moment into the new file `draft`; what it held then.

    The copy is verified against the original at that moment, digested, and on the disk when this returns. `checks` may
    look further through the connection to the original, inside its snapshot. Whoever calls removes the draft after an
    error: `DamagedRecord` for a copy that is not whole, `StorageFailed` for a place that does not take it.
    """
    try:
        with opened_to_read(source) as reading:
            # An open look at the original is what the backup copies, whoever writes meanwhile.
            reading.execute("begin")
            revision_of(reading, source)
            facts = count(reading, source, at_utc)
            if checks is not None:
                checks(reading)
            fill(reading, draft)
    except dbapi2.Error as error:
        raise from_driver(error, source) or damaged(source, str(error)) from error
    with immutable(draft) as made:
        look_through(made, source, facts)
    size, digest = seal(draft)
    return facts._replace(size=size, sha256=digest)


def seal(draft: Path) -> tuple[int, str]:
    """Bring a finished file to the disk; its size and its SHA-256."""
    digest = hashlib.sha256()
    try:
        with draft.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
            os.fsync(file.fileno())
            size = file.tell()
    except OSError as error:
        raise cannot_write(error, draft.parent, KEPT) from error
    return size, digest.hexdigest()


def fill(reading: Any, draft: Path) -> None:
    """Make the file `draft` and copy into it what a connection to a record sees; nothing of it is verified yet.

    It is encrypted with the same key where the record is. Raises `StorageFailed` for a place that does not take it, and
    the driver's error where the record is at fault.
    """
    folder = draft.parent
    _empty(reading, draft, KEPT)
    # Nobody else knows the draft: no lock, which some network disks have not, and no log of what was there before.
    key = cipher.key_of(reading)
    writing = dbapi2.connect(draft.absolute().as_uri() + "?mode=rw&nolock=1", uri=True, isolation_level=None)
    try:
        if key is not None:
            cipher.unlock(writing, key)
        writing.execute("pragma journal_mode = off")
        writing.execute("pragma synchronous = off")
        reading.backup(writing)
    except dbapi2.Error as error:
        raise _of_target(error, folder) or error from error
    finally:
        writing.close()


def fill_anew(reading: Any, draft: Path, key: Key | None, kept: str = KEPT) -> None:
    """As `fill`, but under another key, or under none: row by row, and compared row by row.

    The connection must have no transaction open. `kept` is a sentence on what is as it was.
    """
    _empty(reading, draft, kept)
    cipher.pour(reading, draft, key)
    if wrong := cipher.difference(reading, draft, key):
        raise damaged(draft, f"the new file does not hold what the one before does: {wrong}")


def _empty(reading: Any, draft: Path, kept: str) -> None:
    """Make an empty file of our own where there is room for what a connection reads."""
    folder = draft.parent
    # Text where the file is encrypted.
    pages, page = (int(reading.execute(f"pragma {name}").fetchone()[0]) for name in ("page_count", "page_size"))
    try:
        need, free = pages * page + _ROOM, free_bytes(folder)
        if need > free:
            raise no_room(folder, kept, f"{size_text(need)} are needed, {size_text(free)} are free")
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), 0o600))
    except OSError as error:
        raise cannot_write(error, folder, kept) from error


def _of_target(error: Exception, folder: Path) -> StorageFailed | None:
    """The words for what the place of a copy did to it; None for what the record did."""
    code = backup_code(error)
    if code == FULL:
        return no_room(folder, KEPT)
    if code not in (IOERR, READONLY, CANTOPEN):
        return None
    return StorageFailed(
        f"{shown(folder)} could not be written ({error}). {KEPT} Look at that disk, how much room it has and how "
        "large a file may be there."
    )


def backup_code(error: Exception) -> int:
    """SQLite's primary result code of a failed backup. The driver gives its words only, which are fixed."""
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else _CODES.get(str(error), 0)


def count(connection: Any, path: Path, at_utc: int) -> Facts:
    """What is in a record now, through a connection that has a look at it open."""
    tables = connection.execute(
        "select name from sqlite_schema where type = 'table' and name not like 'sqlite%' order by name"
    ).fetchall()
    rows = {name: connection.execute(f'select count(*) from "{name}"').fetchone()[0] for (name,) in tables}
    newest = connection.execute("select id, hash from audit_entry order by id desc limit 1").fetchone()
    clinic = connection.execute("select uid from clinic").fetchone()
    if clinic is None:
        raise damaged(path, "it belongs to no clinic")
    entries, head = newest or (0, GENESIS)
    attached = rows.get("attachment", 0)
    return Facts(clinic[0], revision_of(connection, path), at_utc, entries, head, rows, attached)


def look_through(connection: Any, path: Path, expected: Facts | None = None) -> Facts:
    """Everything that can be verified of a copy from inside, and against what is `expected` in it.

    Pages, foreign keys, guards, revision, the audit log entry by entry. Raises `DamagedRecord` naming `path`, or
    `NewerRecord`; returns what was counted.
    """
    try:
        facts = count(connection, path, expected.at_utc if expected else 0)
        if facts.revision not in REVISIONS and expected is None:
            raise NewerRecord(
                f"{shown(path)} was written by a newer acudesk (revision {shown(facts.revision)}). Nothing was "
                "changed. Install the newer version."
            )
        verdict = connection.execute("pragma integrity_check(1)").fetchone()[0]
        if verdict != "ok":
            raise damaged(path, " ".join(verdict.split()))
        loose = connection.execute("pragma foreign_key_check").fetchone()
        if loose is not None:
            raise damaged(path, f"a row of {loose[0]} refers to nothing")
        if facts.revision == REVISIONS[-1] and (wrong := wrong_guards(connection)):
            raise damaged(path, f"guards are missing or changed: {', '.join(wrong)}")
        chain = verify(Reader.within(connection, path))
    except dbapi2.Error as error:
        raise from_driver(error, path) or damaged(path, str(error)) from error
    if chain.broken_at is not None:
        raise damaged(path, f"entry {chain.broken_at} of its audit log does not follow the one before")
    if (chain.entries, chain.head) != (facts.entries, facts.head):
        raise damaged(path, "its audit log has gaps")
    if expected is not None and facts[:6] != expected[:6]:
        raise damaged(path, "the copy does not hold what the original did")
    return facts


def wrong_guards(connection: Any) -> list[str]:
    """The names of triggers that are missing, or are not what acudesk wrote, or are not acudesk's at all."""
    rows = connection.execute("select name, sql from sqlite_schema where type = 'trigger'").fetchall()
    found = {name: _plain(sql) for name, sql in rows}
    wanted = {name: _plain(sql) for name, sql in TRIGGERS.items()}
    return sorted(name for name in {*found, *wanted} if found.get(name) != wanted.get(name))


def _plain(sql: str) -> str:
    # SQLite spells the first words its own way.
    return " ".join(sql.split()).casefold()


@contextmanager
def immutable(path: Path) -> Iterator[Any]:
    """A look into a file that nobody writes to: without locks, and without a file appearing beside it."""
    uri = path.absolute().as_uri() + "?mode=ro&immutable=1"
    connection = None
    try:
        connection = cipher.opened(
            lambda: dbapi2.connect(uri, uri=True, isolation_level=None, check_same_thread=False), path
        )
        connection.execute("pragma query_only = on")
        connection.execute("pragma trusted_schema = off")
        yield connection
    except dbapi2.Error as error:
        raise from_driver(error, path) or damaged(path, str(error)) from error
    finally:
        if connection is not None:
            connection.close()


@contextmanager
def backup_opened(backup: Path) -> Iterator[Any]:
    """A look into what somebody names as a backup, in words that fit one; it is left as it is.

    A copy made by hand may have its write-ahead log beside it: then SQLite must be let to it.
    """
    try:
        log = backup.with_name(f"{backup.name}-wal")
        if log.exists() and log.stat().st_size:
            with opened_to_read(backup) as connection:
                yield connection
        else:
            _regular(backup)
            with immutable(backup) as connection:
                yield connection
    except (DamagedRecord, EmptyFile, NotADatabase) as error:
        raise not_whole(backup, _detail(error)) from error


def not_whole(backup: Path, detail: str) -> DamagedRecord:
    """The words for a backup that is damaged."""
    return DamagedRecord(f"{shown(backup)} is not a whole backup ({detail}). Nothing was touched. Take an earlier one.")


def _detail(error: RecordError) -> str:
    if isinstance(error, EmptyFile):
        return "it is empty"
    if isinstance(error, NotADatabase):
        return "it is no database, or its first page is gone"
    return error.message.partition(" is damaged (")[2].rpartition("). Nothing was changed.")[0] or "it is damaged"


def _regular(path: Path) -> None:
    """Raises what is wrong with a place before SQLite would make something of it."""
    try:
        seen = path.stat()
        with path.open("rb"):
            pass
    except (FileNotFoundError, NotADirectoryError):
        raise NoRecord(
            f"There is no backup {shown(path)}. Nothing was touched. `acudesk where` names the folder."
        ) from None
    except IsADirectoryError:
        raise NotAFile(f"{shown(path)} is a folder. Nothing was touched. Name one of the backups in it.") from None
    except (OSError, ValueError) as error:
        raise no_access(path) from error
    if not stat.S_ISREG(seen.st_mode):
        raise NotAFile(f"{shown(path)} is not a file. Nothing was touched. Name a backup.")
    if seen.st_size < 512:
        raise EmptyFile(f"{shown(path)} is empty. Nothing was touched. Take an earlier one.")


def inspect(backup: Path) -> Facts:
    """Verify a backup, against its note too if it has one; raises the `RecordError` that says what is wrong."""
    with backup_opened(backup) as connection:
        facts = look_through(connection, backup)
        note = read_note(backup)
        log = backup.with_name(f"{backup.name}-wal")
        if note is None or (log.exists() and log.stat().st_size):
            return facts
    try:
        with backup.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise no_access(backup) from error
    if digest != note.sha256:
        raise not_whole(backup, "its digest is another than when it was written")
    return facts._replace(at_utc=note.at_utc, size=note.size, sha256=digest)
