"""What can go wrong with the record, in words a clinic understands.

Each message says what happened, what was kept and what to do. `exit_code` is what the command line ends with.
"""

import os
from pathlib import Path

from care.text import clean

REFUSED, CANNOT_OPEN, STORAGE, CONFLICT, NOT_ALLOWED = 65, 66, 74, 75, 77
"""Exit codes: data refused, record cannot be opened or is damaged, disk failed, somebody else was first, not allowed.
"""


KEPT = "see_clinical"
"""The right that a connection lacks from which clinical columns are kept back."""


class RecordError(Exception):
    """Something about the record that a person must hear. `exit_code` follows the BSD numbers of the command line."""

    exit_code = CANNOT_OPEN
    code = "record"
    """One word for programs, which stays when the sentence is put better."""

    def __init__(self, message: str, exit_code: int | None = None, place: Path | None = None) -> None:
        """`place` is the file of which the first bytes may tell more (`db.damage`)."""
        super().__init__(message)
        self.message, self.place = message, place
        if exit_code is not None:
            self.exit_code = exit_code


class NoRecord(RecordError):
    """There is no file at that place."""

    code = "missing"


class LogRemoved(NoRecord):
    """What SQLite keeps beside a record while it is open was removed under those who have it open."""


class NoAccess(RecordError):
    """The file or its folder may not be read or written by this user."""

    code = "no_access"


class ForeignFile(RecordError):
    """Something is there, but it is not a record of acudesk."""

    code = "foreign"


class NotAFile(ForeignFile):
    """A folder, a pipe or a device."""

    code = "not_a_file"


class EmptyFile(ForeignFile):
    """A file of no bytes: often what a failed copy leaves behind."""

    code = "empty"


class NotADatabase(ForeignFile):
    """A file of another kind, or one whose first page is gone."""

    code = "not_a_database"


class WipedRecord(NotADatabase):
    """A record whose first page holds zeros only."""

    code = "first_page_wiped"


class OtherProgram(ForeignFile):
    """An SQLite file that belongs to another program."""

    code = "other_program"


class NewerRecord(RecordError):
    """Written by a later acudesk; refused untouched."""

    code = "newer"


class OlderRecord(RecordError):
    """Written by an earlier acudesk; `db.migrate.upgrade` brings it up to date."""

    code = "older"


class DamagedRecord(RecordError):
    """Pages, schema or values that cannot be what acudesk wrote."""

    code = "damaged"


class CutRecord(DamagedRecord):
    """A record whose file is shorter than it says itself."""

    code = "cut_short"


class NoRevision(DamagedRecord):
    """It does not say of which revision it is."""

    code = "no_revision"


class WrongTables(DamagedRecord):
    """Its tables are not those of the revision it says it has."""

    code = "wrong_tables"


class NoZone(RecordError):
    """This machine does not know the clinic's time zone."""

    code = "no_zone"


class UnguardedRecord(DamagedRecord):
    """The triggers that keep two people out of one room are missing."""

    code = "unguarded"


class KeyMissing(RecordError):
    """A key that the record, a backup or the audit log needs is not on this machine."""

    code = "key_missing"


class KeyRefused(RecordError):
    """There is a key file that cannot be used: others may read it, or it is none of ours."""

    code = "key_refused"


class WrongPassphrase(RecordError):
    """What was typed does not unlock the key."""

    code = "wrong_passphrase"


class NetworkDisk(RecordError):
    """The record is where another machine may write to it, past the locks of this one."""

    code = "network_disk"


class RecordBusy(RecordError):
    """Another program kept the record locked for longer than we wait."""

    exit_code = CONFLICT
    code = "busy"


class StorageFailed(RecordError):
    """The disk is full, or it failed while reading or writing."""

    exit_code = STORAGE
    code = "disk"


class ReadOnlyRecord(StorageFailed):
    """The file, its folder or its disk may be read and not written."""

    code = "read_only"


class Conflict(RecordError):
    """Somebody else was first: the place is taken, or the row was changed meanwhile."""

    exit_code = CONFLICT
    code = "conflict"


class Refused(RecordError):
    """A value that the record does not take."""

    exit_code = REFUSED
    code = "refused"


class NotAllowed(RecordError):
    """This person may not do that, or may not be here. `right` is what was lacking, empty where it was no right."""

    exit_code = NOT_ALLOWED

    def __init__(self, message: str, right: str = "", patient_id: int | None = None) -> None:
        super().__init__(message)
        self.right, self.patient_id = right, patient_id
        self.noted = False
        """Whether the audit log was told already."""


class NotFound(Refused):
    """What was asked for is not in the record."""


_LITTLE = 64 * 1024
"""Bytes without which not even a reader can open a record."""

_LONGEST_NAME = 255
"""Bytes of a file's name on any of today's disks."""


def shown(path: Path | str) -> str:
    """A path as it may be printed: file names are text from outside too."""
    return clean(str(path))


_GUARDS = {
    "acudesk:room_taken": Conflict(
        "That room is taken at that time. Nothing was changed. Choose another room or another time."
    ),
    "acudesk:patient_taken": Conflict(
        "This patient has another appointment at that time. Nothing was changed. Move the other one, or choose another "
        "time."
    ),
    "acudesk:kept": Refused(
        "Clinical rows are never deleted. Nothing was changed. Cancel or close it instead.",
    ),
    "acudesk:audit": Refused(
        "The audit log only grows, one linked entry at a time. Nothing was changed.",
    ),
}
_ERROR, _BUSY, _LOCKED, _PERM, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _CONSTRAINT, _NOTADB, _AUTH = (
    1, 5, 6, 3, 8, 10, 11, 13, 14, 19, 26, 23,
)  # fmt: skip


def from_driver(error: BaseException, path: Path | str) -> RecordError | None:
    """The error of a database driver in words; None when it is none of the known ones (a fault of the program).

    Goes by SQLite's primary result code, the low byte of `sqlite_errorcode`, and by the names our triggers raise.
    """
    code = getattr(error, "sqlite_errorcode", None)
    if not isinstance(code, int):
        return None
    place, code = shown(path), code & 0xFF
    if code == _AUTH:
        return NotAllowed("That is kept from your role. Nothing was changed. Ask a practitioner or an owner.", KEPT)
    if code == _NOTADB:
        return not_a_database(path)
    if code == _CORRUPT:
        return damaged(path, str(error))
    if code in (_BUSY, _LOCKED):
        return RecordBusy(
            f"{place} is locked by another program. Nothing was changed. Try again when the other work is done."
        )
    if code == _IOERR and _nothing_free(path):
        # So it is called where the file that tells of the log does not fit.
        code = _FULL
    if code == _FULL:
        return StorageFailed(
            f"The disk that holds {place} is full. Nothing was changed. Free some space and try again."
        )
    if code == _IOERR:
        return StorageFailed(
            f"The disk failed while working on {place} ({error}), or what this account may write there is used up. "
            "Nothing was changed. Look at the disk, make room, and try again."
        )
    if code == _ERROR:
        # Is it a fault of ours, or has somebody changed the tables?
        from db.shape import wrong_tables

        return wrong_tables(Path(path))
    if code == _READONLY:
        from db.disks import read_only

        return read_only(Path(path))
    if code in (_PERM, _CANTOPEN):
        return no_access(path)
    if code == _CONSTRAINT:
        return _constraint(str(error))
    return None


def _nothing_free(path: Path | str) -> bool:
    # Only when something went wrong: it brings in what a start should not wait for.
    from shutil import disk_usage

    try:
        return disk_usage(Path(path).absolute().parent).free < _LITTLE
    except OSError:
        return False


def damaged(path: Path | str, detail: str) -> DamagedRecord:
    """The words for a record that cannot be read."""
    return DamagedRecord(
        f"{shown(path)} is damaged ({clean(detail)}). Nothing was changed. Keep this file and restore the last backup.",
        place=Path(path),
    )


def not_a_database(path: Path | str) -> NotADatabase:
    """The words for a file of another kind."""
    return NotADatabase(
        f"{shown(path)} is not a database. Nothing was changed. Name the clinic's own record, or restore the last "
        "backup.",
        place=Path(path),
    )


def no_access(path: Path | str) -> NoAccess:
    """The words for a file or folder this user may not work in."""
    if len(os.fsencode(Path(path).name)) > _LONGEST_NAME - len("-wal"):
        return NoAccess(
            f"{shown(path)} has too long a name: SQLite keeps files with a few letters more beside it. Nothing was "
            "changed. Give it a shorter name."
        )
    return NoAccess(
        f"{shown(path)} cannot be opened for reading and writing. Nothing was changed. Check who owns the file and its "
        "folder; both must be writable."
    )


def no_rules(zone: str, path: Path | str) -> NoZone:
    """The words for a machine that does not know the clinic's time zone."""
    return NoZone(
        f"The rules of the clinic's time zone {clean(zone)} are not on this machine, and no time can be shown without "
        f"them. {shown(path)} was not changed. Install the package tzdata again."
    )


def _constraint(text: str) -> RecordError:
    for mark, error in _GUARDS.items():
        if mark in text:
            return type(error)(error.message)
    kind, _, subject = text.partition(" constraint failed")
    subject = subject.removeprefix(": ")
    if kind == "UNIQUE":
        return Conflict(f"There is one with the same {subject} already. Nothing was changed.")
    if kind == "FOREIGN KEY":
        return Refused("It refers to something that is not in the record. Nothing was changed.")
    if kind == "NOT NULL":
        return Refused(f"{subject} is missing. Nothing was changed.")
    return Refused(f"A value is outside what the record takes ({clean(subject or text)}). Nothing was changed.")
