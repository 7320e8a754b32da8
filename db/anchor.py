"""What the audit log had come to, written outside the record: the only thing that can tell a record that lost its end.

A record whose write-ahead log was lost, cut or left behind in a copy is a whole record of an earlier moment, and SQLite
finds nothing wrong with it. An anchor says how many entries there were and what the newest one hashed to.
"""

import json
from pathlib import Path
from typing import NamedTuple

from care.text import counted
from db.audit import GENESIS
from db.backups import usual_folder
from db.errors import DamagedRecord, shown
from db.reader import Reader
from db.whole_file import put_whole

_RECENT = 1000


class Anchor(NamedTuple):
    """Of which clinic, how many entries, the newest one's hash and UTC second."""

    uid: str
    entries: int
    head: str
    at_utc: int


def anchor_path(record: Path) -> Path:
    """Where the anchor of a record is: in its folder of backups."""
    return usual_folder(record) / f"{record.name}.anchor.json"


def present(reader: Reader) -> Anchor:
    """What the record has come to now."""
    row = reader.row(
        "select (select uid from clinic), coalesce(max(id), 0), "
        "(select hash from audit_entry order by id desc limit 1), "
        "(select at_utc from audit_entry order by id desc limit 1) from audit_entry"
    )
    uid, entries, head, at_utc = row or (None, 0, None, None)
    return Anchor(uid or "", entries, head or GENESIS, at_utc or 0)


def latest_utc(reader: Reader) -> int:
    """The latest second in the newest entries of the log; 0 for an empty one.

    Not the newest entry's: whoever comes in while the clock is set back leaves one of an earlier hour.
    """
    row = reader.row(
        "select coalesce(max(at_utc), 0) from (select at_utc from audit_entry order by id desc limit :most)",
        {"most": _RECENT},
    )
    return int(row[0]) if row else 0


def read_anchor(path: Path) -> Anchor | None:
    """The anchor in a file, None where there is no file; raises `DamagedRecord` for one that cannot be read."""
    try:
        with path.open(encoding="utf-8") as file:
            found = Anchor(**json.loads(file.read(4096)))
        if type(found.entries) is not int or type(found.at_utc) is not int or found.entries < 0:
            raise ValueError
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise DamagedRecord(
            f"The anchor {shown(path)} cannot be read. The record itself was not touched. Remove that file: the next "
            "backup writes it anew."
        ) from error
    return found


def compare(reader: Reader, anchor: Anchor) -> str:
    """What is wrong with the record by an anchor, as a sentence; empty when it holds all that the anchor saw."""
    now = present(reader)
    if now.uid != anchor.uid:
        return "The anchor is another clinic's."
    if (missing := anchor.entries - now.entries) > 0:
        what = counted(missing, "entry is", "entries are")
        return f"The record is older than the anchor: {what} missing, and what they tell of."
    row = reader.row("select hash from audit_entry where id = :id", {"id": anchor.entries})
    if (row[0] if row else GENESIS) != anchor.head:
        return f"The record has another history than the anchor: entry {anchor.entries} is not the one that was there."
    return ""


def write_anchor(reader: Reader, path: Path, *, anew: bool = False) -> bool:
    """Write down what the record has come to, for this user only; returns whether it was.

    An anchor that the record falls short of stays, or the loss would be forgotten; `anew` is for a restored record.
    Raises OSError when the place does not take it, and `DamagedRecord` for an anchor that cannot be read.
    """
    # Read before the record, which only grows.
    before = None if anew else read_anchor(path)
    if before is not None and compare(reader, before):
        return False
    now = present(reader)
    if now == before:
        return True
    put_whole(path, f"{json.dumps(now._asdict())}\n".encode())
    return True
