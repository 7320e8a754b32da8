"""Files that came for a referral, such as a scanned report, kept beside the record under names of our own.

Nothing of where a file came from decides where it goes: its name is made here, its kind is read from its first bytes,
and what it was called is only ever shown. A file is never changed once it is kept, which its digest shows. Texts are
kept as they came: whoever shows one cleans it (`care.text.clean`).
"""

import hashlib
import os
import re
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Engine
from sqlcipher3 import dbapi2
from sqlmodel import col, select

from care.text import tidy
from db.cipher import key_of
from db.errors import DamagedRecord, NotFound, RecordError, Refused, StorageFailed, no_access, shown
from db.exchange.values import LONGEST_NAME
from db.kept_files import content, fill, key_name
from db.keys import OURS
from db.reader import Reader
from db.tables import Attachment
from db.whole_file import sync_folder
from db.writes.referral_rows import patient_id_of, present, titled
from db.writes.told import tell
from db.writing import Unit

LARGEST = 20 * 1024 * 1024
"""Bytes of the largest file that is kept: some fifty scanned pages."""

_ENDINGS = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/tiff": ".tif",
    "text/plain": ".txt",
}
_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_NOT_IN_A_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_NAME = re.compile(r"[0-9a-f]{32}\.(pdf|png|jpg|tif|txt)")
_HEAD = 1024
"""Bytes of a text in which it would say that it is a key."""

_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)


class Attached(NamedTuple):
    """A file that is kept: its number, the step that takes it back (None where it was there), and one sentence."""

    attachment_id: int
    undo_id: int | None
    said: str


class KeptFile(NamedTuple):
    """A kept file: where it lies, whether other programs cannot read it there, what is in it, and whose it is."""

    path: Path
    encrypted: bool
    data: bytes
    referral_id: int
    patient_id: int


def folder_of(record: Path) -> Path:
    """The folder beside a record that holds its files: `clinic.acudesk.files`."""
    return record.with_name(f"{record.name}.files")


def keep_file(unit: Unit, folder: Path, referral_id: int, source: Path, title: str = "") -> Attached:
    """Keep a copy of a PDF, PNG, JPEG, TIFF or plain text of at most 20 MB with a referral; the source stays.

    `title` is what it is called in lists, without one the source's own name. The file is written before the row and
    goes again when the unit does not come to its end. The same file once more changes nothing. Raises `Refused`,
    `NotFound`, `NoAccess` or `StorageFailed` with nothing kept.
    """
    row = present(unit, referral_id)
    data = _read(source)
    media = media_of(data)
    if media is None:
        raise Refused(
            f"{shown(source.name)} is no PDF, PNG, JPEG, TIFF or plain text. Nothing was kept. Save it as one of these."
        )
    if OURS in data[:_HEAD]:
        raise Refused(
            f"{shown(source.name)} is a key file of acudesk. Nothing was kept: beside the record it would open it for "
            "whoever takes both."
        )
    called = tidy(title) or tidy(source.name) or "file"
    if len(called) > LONGEST_NAME:
        raise Refused(f"The title has more than {LONGEST_NAME} characters. Nothing was kept. Shorten it.")
    digest = hashlib.sha256(data).hexdigest()
    there = unit.session.exec(
        select(Attachment).where(
            col(Attachment.referral_id) == referral_id, col(Attachment.digest) == digest,
            col(Attachment.voided).is_(False),
        )
    ).first()  # fmt: skip
    if there is not None and there.id is not None:
        unit.unchanged()
        return Attached(there.id, None, f"{titled(unit, row)}: this file is kept already, as “{there.title}”.")
    undo_id = unit.undoable("attach file")
    name = secrets.token_hex(16) + _ENDINGS[media]
    _write(unit, folder, name, data)
    kept = Attachment(
        referral_id=referral_id, name=name, title=called, media=media, size=len(data), digest=digest,
        at_utc=unit.now_utc, staff_id=unit.actor.staff_id, actor=tidy(unit.actor.name),
    )  # fmt: skip
    tell(unit, "added", kept, patient_id_of(unit, row), referral=referral_id, size=len(data))
    assert kept.id is not None
    return Attached(kept.id, undo_id, f"{titled(unit, row)}: “{called}” is kept.")


def kept_file(reader: Reader, folder: Path, attachment_id: int) -> KeptFile:
    """A kept file, after a look that it is there and still what was kept.

    Raises `NotFound` for an unknown number, `DamagedRecord` for a file that is missing or was changed, and `KeyMissing`
    and its kin for one whose key cannot be had.
    """
    reader.require("see_clinical")
    row = reader.row(
        "select a.name, a.title, a.size, a.digest, a.referral_id, c.patient_id from attachment a "
        "cross join referral r cross join course c where a.id = :id and not a.voided and r.id = a.referral_id "
        "and c.id = r.course_id",
        {"id": attachment_id},
    )
    if row is None:
        raise NotFound(f"There is no file with number {attachment_id}. Look at the referral again.")
    name, title, size, digest, referral_id, patient_id = row
    path: Path = folder / name
    if not _NAME.fullmatch(name):
        raise DamagedRecord(f"“{title}” has a name that acudesk never gives. It was not opened. Restore a backup.")
    try:
        data, encrypted = content(path, size + 1), key_name(path) is not None
    except OSError as error:
        raise DamagedRecord(
            f"“{title}” is not in {shown(folder)} any more. The rest of the record is whole. Restore the file from a "
            "backup, or ask for it again."
        ) from error
    if len(data) != size or hashlib.sha256(data).hexdigest() != digest:
        raise DamagedRecord(
            f"“{title}” is not the file that was kept, and was not opened. Restore it from a backup, or ask for it "
            "again."
        )
    return KeptFile(path, encrypted, data, referral_id, patient_id)


def media_of(data: bytes) -> str | None:
    """The media type of a file by what it begins with; None for one that is not kept."""
    for magic, media in _MAGIC:
        if data.startswith(magic):
            return media
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if _NOT_IN_A_TEXT.search(text) else "text/plain"


def _read(source: Path) -> bytes:
    """The bytes of a file from outside; raises `Refused` for what is none, empty or too large."""
    name = shown(source.name)
    try:
        data = _regular(source, LARGEST + 1)
    except FileNotFoundError:
        raise Refused(f"There is no file {name} there. Nothing was kept. Look where it lies.") from None
    except PermissionError as error:
        raise no_access(source) from error
    except (OSError, ValueError) as error:
        # A link that is not followed among them: what it leads to is nobody's choice here.
        raise Refused(f"{name} cannot be read: it is a link, or no file. Nothing was kept. Name the file.") from error
    if not data:
        raise Refused(f"{name} is empty. Nothing was kept. Look at it where it came from.")
    if len(data) > LARGEST:
        raise Refused(
            f"{name} is larger than {LARGEST // 1024 // 1024} MB. Nothing was kept. Scan it smaller, or in parts."
        )
    return data


def _regular(path: Path, most: int) -> bytes:
    """At most so many bytes of a regular file that is no link; a pipe or a device is not even waited for."""
    if path.is_symlink():
        raise Refused(f"{shown(path.name)} is a link. Nothing was kept. Name the file itself.")
    handle = os.open(path, os.O_RDONLY | _NOFOLLOW | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(handle, "rb") as file:  # noqa: PTH123 it is a descriptor
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise Refused(f"{shown(path.name)} is no file. Nothing was kept. Name a file.")
        return file.read(most)


def _write(unit: Unit, folder: Path, name: str, data: bytes) -> None:
    """Put a file into the folder for this user only; it goes again when the unit does not come to its end."""
    path = folder / name
    try:
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        if not stat.S_ISDIR(folder.lstat().st_mode):
            raise Refused(f"{shown(folder)} is no folder. Nothing was kept. Move what is there out of the way.")
        folder.chmod(0o700)
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | _NOFOLLOW | getattr(os, "O_BINARY", 0)
        handle = os.open(path, flags, 0o600)
        unit.beside.append(lambda engine: _remove_lost(engine, path))
        os.close(handle)
        driver: Any = unit.session.connection().connection.dbapi_connection
        fill(path, data, key_of(driver))
        sync_folder(folder)
    except PermissionError as error:
        raise no_access(folder) from error
    except (OSError, dbapi2.Error) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise StorageFailed(
            f"{shown(folder)} could not be written ({why}). Nothing was kept. Make room, then try again."
        ) from error


def _remove_lost(engine: Engine, path: Path) -> None:
    """Remove a file whose row did not come to be.

    It stays where that cannot be seen: ctrl+c may come after the commit, and a row is never without its file.
    """
    with suppress(OSError, RecordError), engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        kept = Reader.within(driver, path).row("select 1 from attachment where name = :name", {"name": path.name})
        if kept is None:
            path.unlink()
