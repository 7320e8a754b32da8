"""Reading and making files that may be encrypted.

An encrypted file says in its first 16 bytes that it is one and the name of the key that opens it: SQLCipher leaves them
to us, as the salt of a file, and with a random key of 256 bits nothing rests on it. So every record, backup and copy
tells what it needs wherever it was carried, without a file beside it.

A plain file is opened as ever and pays nothing. Only one that SQLite takes for no database is looked at past SQLite,
and only when none of the keys that this process has opens it. A record of ours that is open here never comes to that,
and must not: closing such a second handle would drop the locks on it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlcipher3 import dbapi2

from db.errors import damaged

if TYPE_CHECKING:
    from db.keys import Key

MARK = b"ACUDESK\x01"
"""What an encrypted file begins with; the name of its key follows."""

HEADER = 16
"""Bytes at the beginning of a file that say whether it is encrypted, and with what."""

_NOTADB = 26
_opened_with: "dict[str, Key]" = {}


def literal(key: "Key") -> str:
    """A key as SQLCipher takes it: the raw key with the salt that names it."""
    return f"x'{key.raw.hex()}{(MARK + bytes.fromhex(key.name)).hex()}'"


def unlock(connection: Any, key: "Key") -> None:
    """Give a fresh connection its key; nothing may have been read through it yet."""
    connection.execute(f'pragma key = "{literal(key)}"')
    # Its own lines about a failed page would go to stderr, over the screen; what failed is told by the error.
    connection.execute("pragma cipher_log_level = none")


def opened(make: Callable[[], Any], path: Path) -> Any:
    """A connection that `make` opens to an existing file, with its key where the file has one.

    Raises the driver's error for what is no database, `KeyMissing` and its kin for a key that cannot be had, and
    `DamagedRecord` where the key is right and the first page is not.
    """
    place = str(path)
    known = _opened_with.get(place)
    if known is not None and (connection := _with(make, known)) is not None:
        return connection
    connection = make()
    try:
        connection.execute("pragma schema_version").fetchone()
    except dbapi2.DatabaseError as error:
        connection.close()
        if getattr(error, "sqlite_errorcode", 0) & 0xFF != _NOTADB:
            raise
        # Only now: a plain record needs none of it.
        from db import keys

        for key in keys.held(keys.RECORD):
            if (connection := _with(make, key)) is not None:
                _opened_with[place] = key
                return connection
        name = key_name(path)
        if name is None:
            raise
        key = keys.find(keys.RECORD, name, path)
        if (connection := _with(make, key)) is None:
            raise damaged(path, "its first page does not fit its key") from error
        _opened_with[place] = key
        return connection
    except BaseException:
        connection.close()
        raise
    return connection


def _with(make: Callable[[], Any], key: "Key") -> Any:
    """A connection that reads the file with this key; None where the key is another file's."""
    connection = make()
    try:
        unlock(connection, key)
        connection.execute("pragma schema_version").fetchone()
    except dbapi2.DatabaseError as error:
        connection.close()
        if getattr(error, "sqlite_errorcode", 0) & 0xFF != _NOTADB:
            raise
        return None
    except BaseException:
        connection.close()
        raise
    return connection


def key_name(path: Path) -> str | None:
    """The name of the key that a file says it needs; None for one that is not encrypted by acudesk, or not there.

    Looks past SQLite: only for a file that this process has open nowhere.
    """
    try:
        return name_read(path)
    except OSError:
        return None


def name_read(path: Path) -> str | None:
    """As `key_name`, but raises OSError for a file that is not there or cannot be read."""
    with path.open("rb") as file:
        return name_in(file.read(HEADER))


def name_in(head: bytes) -> str | None:
    """The name of the key in the first bytes of a file; None where they name none."""
    return head[len(MARK) :].hex() if head.startswith(MARK) and len(head) == HEADER else None


def key_of(connection: Any) -> "Key | None":
    """The key that an open connection works with; None for a plain file."""
    row = connection.execute("pragma cipher_salt").fetchone()
    if row is None or not row[0]:
        return None
    name = bytes.fromhex(row[0])[len(MARK) :].hex()
    from db import keys

    return next((key for key in keys.held(keys.RECORD) if key.name == name), None)


def pour(reading: Any, draft: Path, key: "Key | None") -> None:
    """Write all that a connection reads into an existing empty file under another key, or under none.

    Raises the driver's error. The connection must have no transaction open.
    """
    with _attached(reading, draft, key):
        reading.execute("pragma made.journal_mode = off")
        reading.execute("pragma made.synchronous = off")
        for name in ("application_id", "user_version"):
            value = reading.execute(f"pragma main.{name}").fetchone()[0]
            reading.execute(f"pragma made.{name} = {value}")
        reading.execute("select sqlcipher_export('made')").fetchone()


def difference(reading: Any, draft: Path, key: "Key | None") -> str:
    """The name of the first table in which two files differ in a row or a word; empty where none does."""
    with _attached(reading, draft, key):
        listed = "select type, name, tbl_name, sql from {}.sqlite_schema order by type, name"
        mine, made = (reading.execute(listed.format(name)).fetchall() for name in ("main", "made"))
        if mine != made:
            return "its tables"
        for _, table, _, _ in (row for row in mine if row[0] == "table"):
            many = [reading.execute(f'select count(*) from {of}."{table}"').fetchone()[0] for of in ("main", "made")]
            ours = reading.execute(
                f'select count(*) from (select * from main."{table}" except select * from made."{table}")'
            )
            if many[0] != many[1] or ours.fetchone()[0]:
                return str(table)
    return ""


@contextmanager
def _attached(reading: Any, draft: Path, key: "Key | None") -> Iterator[None]:
    only = reading.execute("pragma query_only").fetchone()[0]
    reading.execute("pragma query_only = off")
    try:
        place = draft.absolute().as_uri() + "?mode=rw"
        reading.execute("attach ? as made key ?", (place, "" if key is None else literal(key)))
        try:
            yield
        finally:
            reading.execute("detach made")
    finally:
        reading.execute(f"pragma query_only = {only}")
