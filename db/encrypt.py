"""Encrypting a record that is there, decrypting it, and giving it another key; and its backups with it.

Each makes a whole new file beside the record, compares it with the record row by row, brings it to the disk, and gives
it the record's name in one step, while nobody else has the record open. Whatever ends this half way leaves the old
record or the new one, whole.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, NamedTuple

from sqlcipher3 import dbapi2

from db import cipher
from db.audit import Actor
from db.backup_copy import count, discard, draft_beside, fill_anew, immutable, inspect, look_through, seal
from db.backups import RESTORING, alone, files_of, note_of, read_note, usual_folder, write_note
from db.disks import cannot_write
from db.errors import Conflict, RecordBusy, RecordError, damaged, from_driver, shown
from db.kept_files import kept_in, turn_files
from db.keys import Key
from db.opening import check_revision, connect_unchecked, revision_of
from db.reader import Reader
from db.whole_file import sync_folder

UNTOUCHED = "The record was not touched."
_TURNING = f"{RESTORING}key-"
_WAIT_MILLISECONDS = 2000
_PLAIN = b"SQLite format 3\0"


class Turned(NamedTuple):
    """The copies that were brought to the new key, and those that could not be, each with why."""

    done: tuple[Path, ...]
    left: tuple[tuple[Path, str], ...]


def turn(record: Path, key: Key | None, action: str, who: Callable[[Reader], Actor], now_utc: int) -> None:
    """Put a record under another key, or under none, and tell its audit log so with `action`.

    The caller has put the key where it is found again. Raises with the record as it was: `RecordBusy` while anybody has
    it open, `StorageFailed`, `Conflict` where it has that key already.
    """
    record = Path(os.path.realpath(record))
    with _alone_in(record) as connection:
        if cipher.key_of(connection) == key:
            how = "encrypted with that key" if key else "not encrypted"
            raise Conflict(f"{shown(record)} is {how} already. Nothing was changed.")
        _sweep(record)
        draft = draft_beside(record, _TURNING)
        try:
            facts = count(connection, record, now_utc)
            fill_anew(connection, draft, key, UNTOUCHED)
            _tell(draft, action, who, now_utc)
            with immutable(draft) as made:
                found = look_through(made, draft)
            changed = {name for name, many in found.rows.items() if facts.rows.get(name) != many}
            if found.entries != facts.entries + 1 or not changed <= {"audit_entry"}:
                raise damaged(draft, "the new file does not hold what the record does")
            seal(draft)
            _give_name(draft, record)
        finally:
            discard(draft)


def _give_name(draft: Path, record: Path) -> None:
    # Nothing is pending in them, and the new file must not find them.
    for end in ("-journal", "-wal"):
        record.with_name(record.name + end).unlink(missing_ok=True)
    try:
        draft.replace(record)
    except OSError as error:
        raise cannot_write(error, record.parent, UNTOUCHED) from error
    sync_folder(record.parent)


@contextmanager
def _alone_in(record: Path) -> Iterator[Any]:
    """A connection to a record that nobody else has open, and that nobody can open or read until the end."""
    connection = connect_unchecked(record)
    try:
        check_revision(revision_of(connection, record), record)
        connection.execute(f"pragma busy_timeout = {_WAIT_MILLISECONDS}")
        connection.execute("pragma locking_mode = exclusive")
        # Everything into the one file, and the lock: neither is given to us while anybody has it open.
        mode = connection.execute("pragma journal_mode = delete").fetchone()[0]
        connection.execute("begin exclusive")
        connection.execute("commit")
        if mode != "delete":
            raise _in_use(record)
        # A journal beside the record could be taken for the new file's.
        connection.execute("pragma journal_mode = memory")
        yield connection
    except dbapi2.Error as error:
        words = from_driver(error, record) or damaged(record, str(error))
        raise (_in_use(record) if isinstance(words, RecordBusy) else words) from error
    finally:
        connection.close()
        # As it was, where it still is the record; the new one has it from the start.
        with suppress(RecordError, dbapi2.Error), closing(connect_unchecked(record)) as again:
            again.execute("pragma journal_mode = wal")


def _in_use(record: Path) -> RecordBusy:
    return RecordBusy(f"Somebody has {shown(record)} open. {UNTOUCHED} Ask everybody to leave acudesk, then try again.")


def _sweep(record: Path) -> None:
    # Nobody else can be at one while the record is ours alone.
    for path in left_behind(record):
        with suppress(OSError):
            path.unlink()


def left_behind(record: Path) -> list[Path]:
    """What attempts that were killed left beside a record: after a decryption a copy that anybody can read."""
    record = Path(os.path.realpath(record))
    return sorted(record.parent.glob(f".{record.name}.{_TURNING}*"))


def clear_left(record: Path) -> None:
    """Remove what killed attempts left; `RecordBusy` while anybody has the record open, who may be at one."""
    record = Path(os.path.realpath(record))
    with _alone_in(record):
        _sweep(record)


def _tell(draft: Path, action: str, who: Callable[[Reader], Actor], now_utc: int) -> None:
    from db.writing import Writer

    with closing(connect_unchecked(draft)) as connection:
        connection.execute("pragma journal_mode = wal")
        actor = who(Reader.within(connection, draft))
    with Writer(draft) as writer, writer.unit(actor, now_utc) as unit:
        unit.audit(action, "clinic", 1)


def plain_copies(record: Path) -> list[Path]:
    """The copies of a record, in its folder of backups and beside it, that anybody can read who has them."""
    return [path for path in _copies(record) if _begins(path) == _PLAIN]


def _copies(record: Path) -> list[Path]:
    record = Path(os.path.realpath(record))
    found: list[Path] = []
    with suppress(OSError):
        found += [path for path in usual_folder(record).iterdir() if path.suffix != ".json"]
    for what in ("before", "damaged"):
        found += record.parent.glob(f"{record.name}.{what}-*")
    return sorted(path for path in found if path.is_file() and not path.is_symlink())


def _begins(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(len(_PLAIN))
    except OSError:
        return b""


def files_behind(record: Path, name: str) -> list[Path]:
    """The files kept with referrals that are not under the record's key, and those beside its copies that are plain."""
    record = Path(os.path.realpath(record))
    own = [path for path, under in kept_in(files_of(record)) if under != name]
    return own + _plain_files(record)


def files_under_keys(record: Path) -> list[Path]:
    """The files kept with referrals beside a record that are encrypted."""
    return [path for path, under in kept_in(files_of(Path(os.path.realpath(record)))) if under is not None]


def _plain_files(record: Path) -> list[Path]:
    # Those of a copy under an older key stay under that, with it.
    return [path for copy in _copies(record) for path, under in kept_in(files_of(copy)) if under is None]


def turn_files_of(record: Path, key: Key | None) -> Turned:
    """Bring the files kept with referrals beside a record to the key it has now, or to none."""
    wanted = None if key is None else key.name
    own = files_of(Path(os.path.realpath(record)))
    return Turned(*turn_files([path for path, under in kept_in(own) if under != wanted], key))


def turn_copies(record: Path, key: Key) -> Turned:
    """Encrypt every plain copy of a record where it stands, with its files: verified before and after, with its note
    beside it.
    """
    own = files_of(Path(os.path.realpath(record)))
    done, left = [], []
    with alone(usual_folder(record)) if usual_folder(record).is_dir() else nullcontext():
        for path in plain_copies(record):
            try:
                _turn_copy(path, key)
                done.append(path)
            except (RecordError, OSError, dbapi2.Error) as error:
                left.append((path, str(error)))
        left += turn_files(_plain_files(record), key, own)[1]
    return Turned(tuple(done), tuple(left))


def _turn_copy(path: Path, key: Key) -> None:
    note = read_note(path)
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        raise Conflict(f"{shown(path)} has a write-ahead log beside it. It was left as it is.")
    draft, new_note = draft_beside(path), None
    try:
        with immutable(path) as connection:
            facts = look_through(connection, path)
            if note is not None and note[:2] + note[3:6] != facts[:2] + facts[3:6]:
                raise damaged(path, "it does not hold what its note says")
            fill_anew(connection, draft, key)
        with immutable(draft) as made:
            if look_through(made, path)[:6] != facts[:6]:
                raise damaged(draft, "the copy does not hold what the original did")
        size, digest = seal(draft)
        if note is not None:
            new_note = note_of(draft)
            write_note(draft, note._replace(size=size, sha256=digest))
        if new_note is not None:
            # A note that fits neither would make a whole backup one that is refused; without one it is restored.
            note_of(path).unlink()
        draft.replace(path)
        if new_note is not None:
            new_note.replace(note_of(path))
        sync_folder(path.parent)
        if note is not None:
            inspect(path)
    finally:
        discard(draft)
        if new_note is not None:
            new_note.unlink(missing_ok=True)
