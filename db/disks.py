"""The disk under a path: what kind of file system it is, and what went wrong with it, in words."""

import errno
import os
import re
import shutil
from pathlib import Path

from db.errors import NetworkDisk, ReadOnlyRecord, StorageFailed, shown

NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "9p", "glusterfs", "lustre", "ncpfs"})
"""File systems that another machine may write to as well. Every `fuse.…` counts as one: sshfs and most others are."""

FORCED = "ACUDESK_NETWORK_DISK"
"""The environment's name for insisting: `1` writes to a record on a network disk."""

_MOUNTS = Path("/proc/self/mountinfo")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM}


def network_kind(path: Path) -> str:
    """The name of the network file system a path is on; empty for a local one, or where the machine does not say."""
    try:
        text = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""
    kind = kind_in(text, Path(os.path.realpath(path)))
    # Some do not say which they are; `fuseblk` is a disk of this machine.
    return kind if kind in NETWORK or kind == "fuse" or kind.startswith("fuse.") else ""


def refuse_network_disk(record: Path) -> None:
    """Raise `NetworkDisk` for a record that another machine may write to as well, unless the clinic insists."""
    if os.environ.get(FORCED) == "1":
        return
    if kind := network_kind(record.absolute().parent):
        raise NetworkDisk(
            f"{shown(record)} is on a network disk ({kind}), where two machines that write can spoil it. Nothing was "
            f"written. Move it to a disk of this machine, and reach it over ssh; {FORCED}=1 writes there all the same."
        )


def kind_in(mounts: str, path: Path) -> str:
    """The file system type of a resolved path by the text of `/proc/self/mountinfo`; empty when nothing holds it."""
    best, found = -1, ""
    for line in mounts.splitlines():
        before, dash, after = line.partition(" - ")
        fields = before.split(" ")
        if not dash or len(fields) < 5:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[4]))
        # A later mount on the same point hides the earlier one.
        if path.is_relative_to(point) and len(point.parts) >= best:
            best, found = len(point.parts), after.split(" ")[0]
    return found


def why_not_written(record: Path) -> str:
    """Why this account may not write a record, as the end of a sentence."""
    # Here, where something went wrong already: opening must not wait for this module.
    from db.opening import allowed

    folder = record.absolute().parent
    try:
        if os.statvfs(folder).f_flag & os.ST_RDONLY:
            return "the disk can only be read"
    except OSError:
        pass
    if not allowed(folder, os.W_OK | os.X_OK):
        return "the folder cannot be written by this account"
    if not allowed(record, os.W_OK):
        return "the file cannot be written by this account"
    return "a file beside it cannot be written by this account"


def read_only(record: Path) -> ReadOnlyRecord:
    """The words for a record that may be read and not written."""
    return ReadOnlyRecord(
        f"{shown(record)} can only be read: {why_not_written(record)}. Nothing was saved. Give the right to write it "
        "back, and open it again."
    )


def free_bytes(folder: Path) -> int:
    """Bytes this user may still write there."""
    return shutil.disk_usage(folder).free


def size_text(count: int) -> str:
    """Bytes for people: `812 kB`, `1.3 GB`."""
    for unit, step in (("GB", 10**9), ("MB", 10**6)):
        if count >= step:
            return f"{count / step:.1f} {unit}"
    return f"{max(count, 0) // 1000} kB"


def cannot_write(error: OSError, place: Path, kept: str) -> StorageFailed:
    """The words for a place that does not take what is written. `kept` is a sentence on what is as it was."""
    if error.errno in _FULL:
        return no_room(place, kept)
    if error.errno == errno.EROFS:
        return StorageFailed(f"{shown(place)} is on a disk that is read-only. {kept} Choose another place.")
    if error.errno in _FORBIDDEN:
        return StorageFailed(
            f"{shown(place)} may not be written by this user. {kept} Choose another place, or see who owns that one."
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return StorageFailed(f"There is no folder {shown(place)}. {kept} Make it, or choose another place.")
    return StorageFailed(f"{shown(place)} could not be written ({error.strerror}). {kept} Look at that disk.")


def no_room(place: Path, kept: str, sizes: str = "") -> StorageFailed:
    """The words for a full disk; `sizes` may say how much is needed and how much there is."""
    told = f" ({sizes})" if sizes else ""
    return StorageFailed(f"The disk of {shown(place)} is full{told}. {kept} Make room there, or choose another place.")
