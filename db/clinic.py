"""The clinic, its people and its rooms."""

import re

from care.staff import Clinic, Staff
from db.errors import damaged
from db.reader import Reader


def clinic(reader: Reader) -> Clinic:
    """The clinic of this record."""
    row = reader.row("select uid, name, timezone, phone, opens_minute, closes_minute, overlap_limit from clinic")
    if row is None:
        raise damaged(reader.path, "it belongs to no clinic")
    return Clinic(*row)


def staff(reader: Reader) -> tuple[Staff, ...]:
    """Who works here now, by name."""
    return tuple(
        Staff(*row)
        for row in reader.rows("select id, source_id, name, role from staff where active order by name, id limit 1000")
    )


def rooms(reader: Reader) -> tuple[str, ...]:
    """The rooms in use, in the order people count them: R2 before R10."""
    names = (name for (name,) in reader.rows("select name from room where active limit 1000"))
    return tuple(sorted(names, key=_counted))


def _counted(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", name) if part]
