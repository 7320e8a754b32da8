"""Bringing a backup back: into the record itself, or beside it.

The record's file is never replaced under those who have it open: a backup goes into it through SQLite, as one
transaction that is there or is not. Only a file that SQLite cannot make anything of is put aside and replaced.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from sqlcipher3 import dbapi2

from db import cipher
from db.access import note_denied, standing
from db.anchor import anchor_path, write_anchor
from db.audit import Actor
from db.audit_keys import kept_only_if_done, settled
from db.backup_access import Access, access_of, carry_over
from db.backup_copy import (
    BUSY,
    CANTOPEN,
    FULL,
    IOERR,
    LOCKED,
    READONLY,
    backup_code,
    backup_opened,
    discard,
    draft_beside,
    fill,
    fill_anew,
    immutable,
    inspect,
    look_through,
    seal,
)
from db.backup_files import bring_files
from db.backup_take import take_before
from db.backups import RESTORING, Facts, files_of, remove, sweep_restores
from db.disks import cannot_write, no_room
from db.errors import (
    Conflict,
    DamagedRecord,
    NoRecord,
    NotADatabase,
    NotAllowed,
    RecordBusy,
    RecordError,
    Refused,
    StorageFailed,
    damaged,
    from_driver,
    shown,
)
from db.keys import Key
from db.opening import REVISIONS, check_revision, connect_unchecked, revision_of
from db.reader import Reader, open_reader
from db.whole_file import give_name, sync_folder

UNTOUCHED = "The record was not touched."
WITHOUT_ROLES = "0001"
"""The revision of a record that knows no roles."""

_PAGES = 8
"""Pages of one step, fewer than any record has: the first step takes the lock, which is then held to the end."""


class Restored(NamedTuple):
    """What was brought back, and where what was there before is kept (None where nothing was)."""

    record: Path
    facts: Facts
    kept: Path | None
    left_out: int
    files_lacking: int
    new_audit_key: str = ""
    """The name of the key its log goes on with, where that of the backup is not on this machine."""
    nobody_asked: str = ""
    """Why the record that was there could not be asked who may do this, in a sentence; else empty."""
    access_kept: int = 0
    """Of how many people, keys and settings the backup had otherwise who may come in."""


def restore(backup: Path, record: Path, who: Callable[[Reader], Actor], now_utc: int) -> Restored:
    """Bring a backup back into the record, and say so in its audit log; what was there is kept as a backup.

    `who` finds the one who does it on the staff. Who may come in, and by what, stays as it is in the record that is
    there, where that can be asked (`db.backup_access`). Only for an owner of that record (`NotAllowed`, which its log
    is told of); where it cannot be asked, for whoever may write the file.

    Those who have the record open read the restored one from then on, and their writers are told to open it anew.
    Raises with nothing touched: `DamagedRecord` for a backup that is not whole, `Refused` for another clinic's,
    `OlderRecord` over one that is still to be upgraded, `RecordBusy` when people keep writing, `StorageFailed` for a
    full disk. Only for a program that has the record open nowhere else.
    """
    backup, record = backup.absolute(), Path(os.path.realpath(record))
    if backup.exists() and record.exists() and backup.samefile(record):
        raise Refused(f"{shown(backup)} is the record itself. {UNTOUCHED} Name one of its backups.")
    there = _present(record)
    nobody_asked = _asked_who_may(record, there, who, now_utc)
    facts = inspect(backup)
    if there is not None and there.uid and there.uid != facts.uid:
        raise Refused(
            f"{shown(backup)} is a backup of another clinic. {UNTOUCHED} `--beside PATH` makes a record of its own "
            "of it."
        )
    access = None if nobody_asked else _access_of(record, facts)
    with _prepared(backup, record, now_utc, there) as draft:
        new_audit_key, access_kept = _tell(draft, facts, who, now_utc, there.restores if there else 0, access)
        with kept_only_if_done(new_audit_key):
            with immutable(draft) as made:
                if look_through(made, backup).entries != facts.entries + 1:
                    raise damaged(backup, "its audit log took no entry")
                lacking = _files(made, backup, record)
            kept = _put_in(
                draft, record, now_utc, there, lambda: bool(nobody_asked) or access == _access_of(record, facts)
            )
    _say_outside(record)
    left_out = max(there.entries - facts.entries, 0) if there is not None else 0
    return Restored(record, facts, kept, left_out, lacking, new_audit_key, nobody_asked, access_kept)


def restore_beside(backup: Path, place: Path, now_utc: int) -> Facts:
    """Make a record of its own of a backup, to look at, under a name that does not exist; returns what is in it."""
    backup, place = backup.absolute(), place.absolute()
    if any(os.path.lexists(path) for path in (place, files_of(place))):
        raise _exists(place)
    facts = inspect(backup)
    with _prepared(backup, place, now_utc) as draft:
        with immutable(draft) as made:
            _files(made, backup, place)
        try:
            give_name(draft, place)
        except FileExistsError:
            shutil.rmtree(files_of(place), ignore_errors=True)
            raise _exists(place) from None
        except OSError as error:
            shutil.rmtree(files_of(place), ignore_errors=True)
            raise cannot_write(error, place.parent, "Nothing was kept.") from error
    return facts


class _Present(NamedTuple):
    """The record that is there now; `whole` is False for one that SQLite can make nothing of."""

    whole: bool
    uid: str = ""
    entries: int = 0
    restores: int = 0
    key: Key | None = None
    revision: str = ""


def _present(record: Path) -> _Present | None:
    """What stands in the record's place, None for nothing; raises where it must not be written over."""
    try:
        connection = connect_unchecked(record)
    except NoRecord:
        return None
    except (DamagedRecord, NotADatabase):
        return _Present(False)
    try:
        if record.stat().st_size == 0:
            # SQLite takes it for a new database.
            return _Present(False)
        found = revision_of(connection, record)
        if found not in REVISIONS:
            check_revision(found, record)
        row = connection.execute(
            "select (select uid from clinic), (select coalesce(max(id), 0) from audit_entry)"
        ).fetchone()
        restores = connection.execute("pragma user_version").fetchone()[0]
        return _Present(True, row[0] or "", row[1], restores, cipher.key_of(connection), found)
    except (DamagedRecord, NotADatabase):
        return _Present(False)
    except dbapi2.Error as error:
        words = from_driver(error, record)
        if isinstance(words, RecordBusy):
            raise words from error
        return _Present(False)
    finally:
        connection.close()


def _asked_who_may(record: Path, there: _Present | None, who: Callable[[Reader], Actor], now_utc: int) -> str:
    """Ask the record that is there whether who does it may; why it could not be asked, in a sentence.

    Raises `NotAllowed`, which its log is told of.
    """
    if there is None:
        return "There was no record that says who may restore: the rights on the file decided."
    unreadable = "The record that was there could not be read: the rights on its file decided who may restore."
    if not there.whole:
        return unreadable
    if there.revision == WITHOUT_ROLES:
        return "The record that was there is of an earlier version, without roles: the rights on its file decided."
    # A later one has roles, and is asked by the program that knows them once it is brought up to date.
    check_revision(there.revision, record)
    try:
        with open_reader(record) as reader:
            actor = who(reader)
            here = standing(reader, actor, now_utc)
    except DamagedRecord:
        return unreadable
    try:
        here.require("restore")
    except NotAllowed as refused:
        with suppress(RecordError):
            note_denied(record, actor, now_utc, refused.right)
        raise
    return ""


@contextmanager
def _prepared(backup: Path, place: Path, now_utc: int, there: _Present | None = None) -> Iterator[Path]:
    """A copy of a backup beside the place it is for, brought up to this program's revision; gone at the end.

    It has the key of the record that is `there` and can be read, else the backup's own.
    """
    sweep_restores(place, now_utc)
    draft = draft_beside(place, RESTORING)
    try:
        with backup_opened(backup) as connection:
            if there is None or not there.whole or there.key == cipher.key_of(connection):
                fill(connection, draft)
            else:
                fill_anew(connection, draft, there.key)
        seal(draft)
        _bring_up_to_date(draft)
        yield draft
    except dbapi2.Error as error:
        raise from_driver(error, backup) or damaged(backup, str(error)) from error
    finally:
        discard(draft)


def _bring_up_to_date(draft: Path) -> None:
    connection = connect_unchecked(draft)
    try:
        found = revision_of(connection, draft)
    finally:
        connection.close()
    if found != REVISIONS[-1]:
        # Alembic only where there is something for it to do.
        from db.migrate import upgrade

        before = upgrade(draft)
        if before is not None:
            before.unlink()


def _access_of(record: Path, facts: Facts) -> Access | None:
    with open_reader(record) as reader:
        return access_of(reader, facts.entries, facts.head)


def _tell(
    draft: Path, facts: Facts, who: Callable[[Reader], Actor], now_utc: int, restores: int, access: Access | None
) -> tuple[str, int]:
    """Put into the copy that it was restored, and from what; and count the restores, for those who have it open.

    Its log goes on with a key of this machine: the name of one that had to be made, else empty. With it of how many
    people, keys and settings the copy had otherwise who may come in.
    """
    from db.audit_keys import renew
    from db.writing import Writer

    connection = connect_unchecked(draft)
    try:
        mine = connection.execute("pragma user_version").fetchone()[0]
        connection.execute(f"pragma user_version = {max(mine, restores) % 2**30 + 1}")
        copied = Reader.within(connection, draft)
        kept = 0 if access is None else carry_over(copied, access, now_utc)
        actor = who(copied)
    finally:
        connection.close()
    more = {"access_kept": kept} if kept else {}
    with Writer(draft) as writer, writer.unit(actor, now_utc) as unit:
        made = renew(unit)
        unit.audit("restored", "clinic", 1, backup_entries=facts.entries, backup_head=facts.head, **more)
    return made, kept


def _files(made: Any, backup: Path, record: Path) -> int:
    """Bring the attached files; they are there before a row names them. Returns how many the backup lacks."""
    try:
        _, lacking = bring_files(made, files_of(backup), files_of(record), links=False)
    except OSError as error:
        raise cannot_write(error, files_of(record), UNTOUCHED) from error
    return lacking


def _put_in(
    draft: Path, record: Path, now_utc: int, there: _Present | None, as_seen: Callable[[], bool]
) -> Path | None:
    if there is None:
        try:
            give_name(draft, record)
        except FileExistsError:
            raise _exists(record) from None
        except OSError as error:
            raise cannot_write(error, record.parent, "Nothing was kept.") from error
        return None
    if not there.whole:
        return _replace(draft, record)
    try:
        return _pour(draft, record, now_utc, as_seen)
    except DamagedRecord:
        # The state before could not be copied as one that is whole.
        return _replace(draft, record)


def _pour(draft: Path, record: Path, now_utc: int, as_seen: Callable[[], bool]) -> Path:
    """Write the copy into the record as one transaction; where the state before is kept.

    That one is copied while the lock is held already, so that nothing anybody wrote is lacking in it. `as_seen` says
    whether who may come in still is what was put into the copy: a key may have been revoked meanwhile.
    """
    kept: list[Path] = []

    def step(status: int, _remaining: int, _total: int) -> None:
        if status & 0xFF in (BUSY, LOCKED):
            raise _in_use(record)
        if not kept:
            if not as_seen():
                raise _in_use(record)
            kept.append(take_before(record, now_utc, "restore").path)

    writing = connect_unchecked(record)
    try:
        writing.execute("pragma journal_mode = wal")
        with immutable(draft) as made:
            try:
                made.backup(writing, pages=_PAGES, progress=step)
            except dbapi2.Error as error:
                if backup_code(error) == FULL:
                    raise no_room(record.parent, UNTOUCHED) from error
                if backup_code(error) in (IOERR, READONLY, CANTOPEN):
                    raise StorageFailed(
                        f"The disk failed while {shown(record)} was written ({error}). {UNTOUCHED} Look at that disk, "
                        "how much room it has and how large a file may be there."
                    ) from error
                raise
    except BaseException as error:
        if kept:
            # Nothing was done after all that it would be the state before of.
            remove(kept[0])
        if isinstance(error, dbapi2.Error):
            raise from_driver(error, record) or damaged(record, str(error)) from error
        raise
    else:
        with suppress(dbapi2.Error):
            writing.execute("pragma busy_timeout = 0")
            writing.execute("pragma wal_checkpoint(truncate)")
    finally:
        writing.close()
    return kept[0]


def _replace(draft: Path, record: Path) -> Path:
    """Put a file aside that SQLite can make nothing of, with its log, and give its name to the copy."""
    number = 1
    while any(os.path.lexists(record.with_name(f"{record.name}.damaged-{number}{end}")) for end in ("", "-wal")):
        number += 1
    aside = record.with_name(f"{record.name}.damaged-{number}")
    log, index = (record.with_name(f"{record.name}{end}") for end in ("-wal", "-shm"))
    try:
        os.link(record, aside)
        if log.exists():
            # A log that stays would be taken for the new file's.
            log.rename(aside.with_name(f"{aside.name}-wal"))
        index.unlink(missing_ok=True)
        draft.replace(record)
        sync_folder(record.parent)
    except OSError as error:
        raise cannot_write(error, record.parent, f"What was there is kept as {shown(aside)}.") from error
    return aside


def _say_outside(record: Path) -> None:
    """Write into the key of its log and into its anchor what the restored record is."""
    path = anchor_path(record)
    with open_reader(record) as reader, suppress(OSError):
        settled(reader)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        write_anchor(reader, path, anew=True)


def _in_use(record: Path) -> RecordBusy:
    return RecordBusy(
        f"Somebody keeps writing to {shown(record)}. {UNTOUCHED} Ask everybody to leave acudesk, then restore again."
    )


def _exists(place: Path) -> Conflict:
    return Conflict(f"There is a file at {shown(place)} already. It was left as it is. Choose another name.")
