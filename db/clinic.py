"""The clinic, its people and its rooms; and the head of its letters."""

import re
from typing import NamedTuple

from care.staff import Clinic, Staff
from db.errors import damaged
from db.reader import Reader


class Letterhead(NamedTuple):
    """What stands at the head of a letter. `paper` is `a4` or `letter`; empty: by the time zone. `uid` is the record's.

    `version` is for whoever changes it.
    """

    uid: str
    name: str
    timezone: str
    phone: str = ""
    address: str = ""
    fax: str = ""
    email: str = ""
    paper: str = ""
    version: int = 1


class Signer(NamedTuple):
    """Somebody who signs letters, and what stands behind the name."""

    id: int
    name: str
    credentials: str
    version: int


def clinic(reader: Reader) -> Clinic:
    """The clinic of this record."""
    row = reader.row("select uid, name, timezone, phone, opens_minute, closes_minute, overlap_limit from clinic")
    if row is None:
        raise damaged(reader.path, "it belongs to no clinic")
    return Clinic(*row)


def letterhead(reader: Reader) -> Letterhead:
    """The head of the clinic's letters."""
    row = reader.row("select uid, name, timezone, phone, address, fax, email, paper, version from clinic")
    if row is None:
        raise damaged(reader.path, "it belongs to no clinic")
    return Letterhead(*row)


def signers(reader: Reader) -> tuple[Signer, ...]:
    """Those who treat, by name: practitioners and owners who work here now."""
    return tuple(
        Signer(*row)
        for row in reader.rows(
            "select id, name, credentials, version from staff where active and role in ('practitioner', 'owner') "
            "order by name, id limit 1000"
        )
    )


def signer(reader: Reader, staff_id: int | None) -> Signer | None:
    """Who signs, whether or not they still work here; None for nobody."""
    row = reader.row("select id, name, credentials, version from staff where id = :id", {"id": staff_id})
    return None if row is None else Signer(*row)


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
