"""Files that nobody sees half of, and that last through a power cut: written new, or in the place of another."""

import os
from contextlib import suppress
from pathlib import Path

_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def open_new(path: Path) -> int:
    """The descriptor of a file that must not be there yet, for this account only. Raises `OSError`."""
    return os.open(path, _NEW, 0o600)


def write_new(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Write a file that must not be there yet; raises `OSError`, and then nothing of it is left."""
    handle = open_new(path)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            if mode != 0o600:
                os.fchmod(handle, mode)
            os.fsync(handle)
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def put_whole(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Write a file in the place of one that is there; a link there is replaced too.

    Raises `OSError`; what was there before is then still there, and nothing beside it.
    """
    draft = path.with_name(f".{path.name}.{os.urandom(6).hex()}.part")
    write_new(draft, data, mode)
    try:
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def give_name(draft: Path, place: Path) -> None:
    """Give a finished file its name, for good; raises FileExistsError rather than replace anything."""
    try:
        os.link(draft, place)
    except FileExistsError:
        raise
    except OSError:
        # No hard links here (memory cards, some network file systems): claim the name first.
        os.close(open_new(place))
        draft.replace(place)
    else:
        draft.unlink()
    sync_folder(place.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last through a power cut, where folders can be asked to."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
