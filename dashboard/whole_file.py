"""A file put in the place of another as a whole: whoever looks sees the old one or the new one, never a half."""

import os
import uuid
from contextlib import suppress
from pathlib import Path


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
