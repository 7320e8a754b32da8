"""A file written as a whole: in the place of another, of which nobody sees a half, or where there is none yet."""

import os
import uuid
from contextlib import suppress
from pathlib import Path

from db.disks import cannot_write
from db.errors import Conflict, shown


def put_whole(path: Path, data: bytes) -> None:
    """Write a file that only this account may read, in place of one that is there; a link there is replaced too.

    Raises `OSError`; what was there before is then still there, and nothing beside it.
    """
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex[:12]}.part")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def put_new(path: Path, said: str | bytes) -> None:
    """Write a file that must not be there yet, for this account only; none is left behind where that fails."""
    kept = "Nothing was written."
    try:
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0)
        handle = os.open(path, flags, 0o600)
    except FileExistsError:
        raise Conflict(f"{shown(path)} is there already. {kept} Choose another name, or move that file away.") from None
    except OSError as error:
        raise cannot_write(error, path.parent, kept) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(said if isinstance(said, bytes) else said.encode())
            file.flush()
            os.fsync(handle)
    except OSError as error:
        with suppress(OSError):
            path.unlink()
        raise cannot_write(error, path.parent, kept) from error
