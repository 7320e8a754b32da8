"""The list of keys that sshd's question is answered from: a small file beside the record's own table.

The account that answers must not read the record. The list may be stale; it opens nothing by itself, because the
session that a key starts asks the record again.
"""

import re
from pathlib import Path

from dashboard.ssh.door import Door
from db.public_key import mark_of
from db.reader import Reader
from db.staff_keys import Key, keys
from db.whole_file import put_whole

SESSION_ID = re.compile(r"([1-9][0-9]{0,17})k([0-9a-f]{32})", re.ASCII)
"""Who comes in by which key, in letters and digits only: the number of staff and the key's own hash."""

_MODE = 0o640


def session_id(key: Key) -> str:
    """What the session of a key is started with."""
    return f"{key.staff_id}k{mark_of(key.blob)}"


def list_text(open_keys: tuple[Key, ...]) -> str:
    """One line for each key that opens the door: session, kind, key."""
    return "".join(f"{session_id(one)} {one.kind} {one.blob}\n" for one in open_keys)


def write_list(reader: Reader, door: Door) -> None:
    """Put the list in its place as a whole. Raises `OSError`; the old list is then still there."""
    # Its folder hands its group down (setgid): that of the account that answers, which may read it and nothing more.
    put_whole(Path(door.list), list_text(keys(reader, revoked=False)).encode("ascii"), _MODE)


def list_agrees(reader: Reader, door: Door) -> bool:
    """Whether the list says what the record says. Raises `OSError` where it cannot be read."""
    return Path(door.list).read_text(encoding="ascii", errors="replace") == list_text(keys(reader, revoked=False))
