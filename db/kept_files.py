"""The bytes of a file kept with a referral: as they are beside a plain record, under its key beside an encrypted one.

Under a key a file is a small SQLCipher file of one row, so that it is guarded as the record is and by nothing else. Its
first bytes name its key: a folder may hold files of several, as it does while they are brought from one to another. A
plain file never begins like that, for none of the kinds that are kept does (`db.attachments.media_of`).
"""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlcipher3 import dbapi2

from db import cipher
from db.errors import DamagedRecord, RecordError, damaged, shown
from db.whole_file import sync_folder

if TYPE_CHECKING:
    from db.keys import Key

Brought = tuple[tuple[Path, ...], tuple[tuple[Path, str], ...]]
"""Files that were brought under another key, and those that were not, each with why."""

_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)


def key_name(path: Path) -> str | None:
    """The name of the key a kept file is under, None for a plain one. Raises OSError for what is no regular file."""
    with _opened(path) as (handle, _):
        return cipher.name_in(os.read(handle, cipher.HEADER))


def content(path: Path, most: int) -> bytes:
    """What was kept, at most so many bytes of a plain file.

    Raises OSError for what is no regular file, `KeyMissing` and its kin, and `DamagedRecord` for an encrypted file that
    its key does not open.
    """
    with _opened(path) as (handle, size):
        name = cipher.name_in(os.read(handle, cipher.HEADER))
        if name is None:
            os.lseek(handle, 0, os.SEEK_SET)
            with open(handle, "rb", closefd=False) as file:
                return file.read(min(most, size))
    # Only now: a plain file needs none of it.
    from db import keys

    key = next((one for one in keys.held(keys.RECORD) if one.name == name), None)
    if key is None:
        key = keys.find(keys.RECORD, name, path)
    try:
        with closing(_connected(path, "mode=ro&immutable=1", key)) as connection:
            row = connection.execute("select data from kept").fetchone()
    except dbapi2.Error as error:
        raise damaged(path, "it does not fit its key") from error
    if row is None or not isinstance(row[0], bytes):
        raise damaged(path, "it holds no file")
    return bytes(row[0])


def fill(path: Path, data: bytes, key: "Key | None") -> None:
    """Write a file that is there and empty, and bring it to the disk. Raises OSError or the driver's error."""
    handle = os.open(path, os.O_RDWR | _NOFOLLOW | _BINARY)
    try:
        if key is None:
            with open(handle, "wb", closefd=False) as file:
                file.write(data)
        else:
            with closing(_connected(path, "mode=rw", key)) as connection:
                # Nobody knows of it yet: what fails is removed.
                connection.execute("pragma journal_mode = off")
                connection.execute("create table kept (data blob not null)")
                connection.execute("insert into kept values (?)", (data,))
        os.fsync(handle)
    finally:
        os.close(handle)


def kept_in(folder: Path) -> list[tuple[Path, str | None]]:
    """The files of a folder, each with the name of the key it is under; None for a plain one."""
    found = []
    with suppress(OSError):
        for path in sorted(folder.iterdir()):
            # Not what a killed attempt left, and nothing that is a link or no file.
            if not path.name.startswith("."):
                with suppress(OSError, RecordError):
                    found.append((path, key_name(path)))
    return found


def turn_files(paths: Iterable[Path], key: "Key | None", twins: Path | None = None) -> Brought:
    """Bring kept files under a key, or under none, each in one step; those that were, and those that were not and why.

    A file of the same name and content in `twins` that is under the key already is linked rather than made again. What
    could not be brought over is as it was.
    """
    done, left = [], []
    for path in paths:
        draft = path.with_name(f".{path.name}.part")
        try:
            _bring(path, draft, key, None if twins is None else twins / path.name)
            draft.replace(path)
            done.append(path)
        except (OSError, RecordError, dbapi2.Error) as error:
            left.append((path, str(error)))
        finally:
            with suppress(OSError):
                draft.unlink()
    for folder in {path.parent for path in done}:
        sync_folder(folder)
    return tuple(done), tuple(left)


def _bring(path: Path, draft: Path, key: "Key | None", twin: Path | None) -> None:
    data = content(path, path.stat().st_size)
    with suppress(FileNotFoundError):  # of an attempt that was killed
        draft.unlink()
    if twin is not None and key is not None:
        with suppress(OSError, RecordError):
            if key_name(twin) == key.name and content(twin, 0) == data:
                os.link(twin, draft, follow_symlinks=False)
                return
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _NOFOLLOW, 0o600))
    fill(draft, data, key)
    if content(draft, len(data)) != data:
        raise damaged(draft, "it does not hold what the original does")


@contextmanager
def _opened(path: Path) -> Iterator[tuple[int, int]]:
    """A descriptor of a regular file that is no link, and its size; a pipe or a device is not even waited for."""
    handle = os.open(path, os.O_RDONLY | _NOFOLLOW | getattr(os, "O_NONBLOCK", 0) | _BINARY)
    try:
        seen = os.fstat(handle)
        if not stat.S_ISREG(seen.st_mode):
            raise DamagedRecord(f"{shown(path)} is no file. It was not opened. Restore a backup.")
        yield handle, seen.st_size
    finally:
        os.close(handle)


def _connected(path: Path, how: str, key: "Key") -> Any:
    connection = dbapi2.connect(f"{path.absolute().as_uri()}?{how}", uri=True, isolation_level=None)
    try:
        cipher.unlock(connection, key)
    except BaseException:
        connection.close()
        raise
    return connection
