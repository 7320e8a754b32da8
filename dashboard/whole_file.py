"""A file that somebody named to be written, in words for them where it cannot be."""

from pathlib import Path

from db.disks import cannot_write
from db.errors import Conflict, shown
from db.whole_file import put_whole, write_new


def put_new(path: Path, said: str | bytes, kept: str = "Nothing was written.") -> None:
    """Write a file that must not be there yet, for this account only; none is left behind where that fails.

    `kept` is the sentence on what is as it was. Raises `Conflict` or `StorageFailed`.
    """
    try:
        write_new(path, said if isinstance(said, bytes) else said.encode())
    except FileExistsError:
        raise Conflict(f"{shown(path)} is there already. {kept} Choose another name, or move that file away.") from None
    except OSError as error:
        raise cannot_write(error, path.parent, kept) from error


def put_printed(record: Path, name: str, data: bytes) -> Path:
    """Write a page to print into the folder for them beside a record; its place. Raises `StorageFailed`."""
    from dashboard.places import make_private_folder

    path = record.parent / "printed" / name
    try:
        make_private_folder(path.parent)
        put_whole(path, data)
    except OSError as error:
        raise cannot_write(error, path, "Nothing was written.") from error
    return path
