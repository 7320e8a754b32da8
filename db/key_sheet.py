"""The recovery sheet: a key on paper, in groups with check digits, and read back from what somebody types.

Each line holds four bytes of the key in two groups and two check digits, so that a slip is told for the line it is in.
"""

import hashlib
import re
from typing import NamedTuple

from db.errors import Refused
from db.keys import LENGTH, RECORD, Key, of_raw

_BYTES = 4
LINES = LENGTH // _BYTES
_ALIKE = str.maketrans("oilOIL", "011011")
_LINE = re.compile(r"([0-9a-f]{4})[\s-]*([0-9a-f]{4})[\s-]*([0-9a-f]{2})")
_KEPT = "No key was made."


class Sheet(NamedTuple):
    """What the top of a sheet says."""

    clinic: str
    made_on: str
    record: str


def lines_of(key: Key) -> tuple[str, ...]:
    """The key as eight lines: number, two groups, check digits."""
    found = []
    for number in range(LINES):
        part = key.raw[number * _BYTES : (number + 1) * _BYTES].hex()
        found.append(f"{number + 1}   {part[:4]} {part[4:]}   {_check(number, part)}")
    return tuple(found)


def text(key: Key, about: Sheet) -> str:
    """The whole sheet, to be printed once and put where neither the machine nor its backups are."""
    rows = "\n".join(f"    {line}" for line in lines_of(key))
    return f"""\
RECOVERY SHEET of the record of {about.clinic}
made on {about.made_on} for {about.record}
name of the key: {key.name}

{rows}

Whoever has this sheet and the record, or a backup of it, can read every
patient's chart. Whoever has lost this sheet and the key file can read nothing
any more, and nobody can help.

Print it, put it into a sealed envelope in a safe place that is not where the
computer or its backups are, and remove the file. When the key file or its
passphrase is lost: `acudesk key restore`, and type the eight lines.
"""


def line_read(number: int, typed: str) -> str | None:
    """The eight hexadecimal letters of line `number` (from 0); None where the check digits do not fit what was typed.

    A line number in front, spaces, dashes and capitals make no difference, nor do O and I for 0 and 1.
    """
    plain = typed.strip().translate(_ALIKE).lower()
    plain = re.sub(rf"^{number + 1}[\s.:)]+", "", plain)
    match = _LINE.fullmatch(plain)
    if match is None:
        return None
    part = match[1] + match[2]
    return part if match[3] == _check(number, part) else None


def read(typed: str) -> Key:
    """The key of a sheet, or of its eight lines alone; raises `Refused` naming the line that does not fit."""
    rows = [row for row in typed.splitlines() if _looks_like_one(row)]
    if len(rows) != LINES:
        raise Refused(
            f"There are {len(rows)} lines of a key, and a recovery sheet has {LINES}. {_KEPT} Look at it again."
        )
    parts = []
    for number, row in enumerate(rows):
        part = line_read(number, row)
        if part is None:
            raise Refused(f"Line {number + 1} does not fit its check digits. {_KEPT} Compare it with the sheet.")
        parts.append(part)
    return of_raw(RECORD, bytes.fromhex("".join(parts)))


def _looks_like_one(row: str) -> bool:
    return (
        re.fullmatch(
            r"(\d[\s.:)]+)?[0-9a-fA-FoOiIlL]{4}[\s-]*[0-9a-fA-FoOiIlL]{4}[\s-]*[0-9a-fA-FoOiIlL]{2}", row.strip()
        )
        is not None
    )


def _check(number: int, part: str) -> str:
    return hashlib.sha256(f"acudesk {number} {part}".encode()).hexdigest()[:2]
