"""The attached files that go with a backup, and come back with it."""

import errno
import hashlib
import os
import re
import shutil
import stat
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from db.errors import RecordError
from db.kept_files import content, key_name

_CHUNK = 1 << 20
_NAME = re.compile(r"[0-9a-f]{32}\.[a-z]{3}")


def bring_files(connection: Any, source: Path, target: Path, *, links: bool) -> tuple[int, int]:
    """Bring the attached files that a record names from one folder into another; how many came, and how many lack.

    As hard links where both are on one disk and `links` are wanted, for a file that is kept is never changed; else as
    copies. What is in the target as it was kept stays; a file that is not is put aside under its name and `.damaged-…`.
    """
    try:
        rows = connection.execute("select name, size, digest from attachment").fetchall()
    except dbapi2.Error:
        # A record of a revision that knew no attached files.
        rows = []
    wanted = [row for row in rows if _NAME.fullmatch(row[0])]
    if not wanted:
        return 0, 0
    came = lacking = 0
    with suppress(FileExistsError):
        target.mkdir(mode=0o700)
    for name, size, digest in wanted:
        if is_kept(target / name, size, digest):
            continue
        try:
            _bring(source / name, target / name, links)
            came += 1
        except FileNotFoundError:
            lacking += 1
    return came, lacking


def lacking_files(connection: Any, folder: Path) -> int:
    """How many of the attached files that a record names are not in the folder as they were kept."""
    try:
        rows = connection.execute("select name, size, digest from attachment").fetchall()
    except dbapi2.Error:
        return 0
    return sum(not is_kept(folder / name, size, digest) for name, size, digest in rows if _NAME.fullmatch(name))


def is_kept(path: Path, size: int, digest: str = "") -> bool:
    """Whether an attached file is there as it was kept, by its size and, where one is given, its digest."""
    try:
        if not digest:
            # Under a key it is larger by what its pages need.
            on_disk = path.lstat().st_size
            return on_disk == size if key_name(path) is None else on_disk > size
        data = content(path, size + 1)
    except (OSError, RecordError):
        return False
    return len(data) == size and hashlib.sha256(data).hexdigest() == digest


def _bring(source: Path, target: Path, links: bool) -> None:
    if not stat.S_ISREG(source.lstat().st_mode):
        raise FileNotFoundError(errno.ENOENT, "no file", str(source))
    if os.path.lexists(target):
        target.rename(target.with_name(f"{target.name}.damaged-{uuid.uuid4().hex[:6]}"))
    if links:
        try:
            os.link(source, target, follow_symlinks=False)
            return
        except OSError as error:
            if error.errno == errno.ENOENT:
                raise
    draft = target.with_name(f".{target.name}.part")
    handle = os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0), 0o600)
    with open(handle, "wb") as out, source.open("rb") as into:  # noqa: PTH123 it is a descriptor
        shutil.copyfileobj(into, out, _CHUNK)
        out.flush()
        os.fsync(handle)
    draft.replace(target)
