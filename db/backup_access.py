"""Who may come in after a restore: who could before it, not who could when the backup was taken.

Keys that were revoked, people who left, roles that were changed and what the front desk may read would else come back
with the charts. None of it is clinical, so leaving it as it is now takes nothing from what a restore is for.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from db.access import anybody_can_sign_in
from db.reader import Reader

_COMES_IN_BY = ("role", "active", "system_user", "pin_hash", "pin_failures", "pin_blocked_until")
"""Columns of somebody on staff that say what they may and by what they come in."""

_SHUT_OUT = {"system_user": None, "pin_hash": None}

Row = Mapping[str, Any]


class Access(NamedTuple):
    """Who may come into a record, and by what.

    `follows`: its log goes on from the backup's, so that a number on the backup's staff is the same person in both.
    """

    lent: int
    staff: tuple[Row, ...]
    keys: tuple[Row, ...]
    follows: bool


def access_of(reader: Reader, entries: int, head: str) -> Access | None:
    """Who may come into a record now; None where nobody can sign in, so that there is nothing to hold to.

    `entries` and `head` are how many entries the log of the backup has, and the hash of its newest.
    """
    with reader.snapshot():
        if not anybody_can_sign_in(reader):
            return None
        there = reader.row("select hash from audit_entry where id = :id", {"id": entries})
        lent = reader.row("select desk_reads_notes from clinic")
        staff, keys = _rows(reader, "staff"), _rows(reader, "staff_key")
    return Access(lent[0] if lent else 0, staff, keys, there == (head,))


def carry_over(reader: Reader, access: Access, now_utc: int) -> int:
    """Put it into a copy that nobody else has open; of how many people, keys and settings the copy had it otherwise.

    Somebody of the backup whom the record does not know, as after an earlier restore, comes in by nothing.
    """
    reader.row("begin immediate")
    try:
        many, numbers = _people(reader, access)
        many += _keys(reader, access, numbers, now_utc)
        if reader.row("select 1 from clinic where desk_reads_notes <> :lent", {"lent": access.lent}):
            reader.row("update clinic set desk_reads_notes = :lent, version = version + 1", {"lent": access.lent})
            many += 1
        reader.row("commit")
    except BaseException:
        reader.row("rollback")
        raise
    return many


def _people(reader: Reader, access: Access) -> tuple[int, dict[int, int]]:
    """How many people were brought to what they are now, and the number here of each number there."""
    here = {row["id"]: row for row in _rows(reader, "staff")}
    wanted: dict[int, Row] = dict.fromkeys(here, _SHUT_OUT)
    added, numbers = [], {}
    for one in access.staff:
        known = here.get(one["id"])
        if known is not None and (access.follows or known["name"] == one["name"]):
            wanted[one["id"]] = {name: one[name] for name in _COMES_IN_BY}
            numbers[one["id"]] = one["id"]
        else:
            added.append(one)
    changed = {
        number: values for number, values in wanted.items()
        if any(here[number][name] != value for name, value in values.items())
    }  # fmt: skip
    # An account is one person's: nobody may have it yet when it is given to somebody else.
    for number in changed:
        reader.row("update staff set system_user = null where id = :id", {"id": number})
    for number, values in changed.items():
        _set(reader, "staff", number, values)
    ours = {row["source_id"] for row in here.values()}
    for one in added:
        free = {"id": one["id"] if one["id"] not in here else None}
        if one["source_id"] in ours:
            free["source_id"] = None
        numbers[one["id"]] = _add(reader, "staff", {**one, **free})
    return len(changed) + len(added), numbers


def _keys(reader: Reader, access: Access, numbers: Mapping[int, int], now_utc: int) -> int:
    """How many keys were brought to what they are now. One that either of the two calls revoked stays revoked."""
    here = {row["blob"]: row for row in _rows(reader, "staff_key")}
    there = {row["blob"]: row for row in access.keys}
    many = 0
    for blob, row in here.items():
        now = there.get(blob)
        revoked = now["revoked_utc"] if now is not None else now_utc
        if row["revoked_utc"] is None and revoked is not None:
            _set(reader, "staff_key", row["id"], {"revoked_utc": revoked})
            many += 1
    taken = {row["id"] for row in here.values()}
    for blob, row in there.items():
        if blob not in here:
            free = {"id": row["id"] if row["id"] not in taken else None, "staff_id": numbers[row["staff_id"]]}
            _add(reader, "staff_key", {**row, **free})
            many += 1
    return many


def _rows(reader: Reader, table: str) -> tuple[Row, ...]:
    names = [row[1] for row in reader.rows(f"pragma table_info({table})")]
    found = reader.rows(f"select {', '.join(names)} from {table} order by id")
    return tuple(dict(zip(names, row, strict=True)) for row in found)


def _set(reader: Reader, table: str, number: int, values: Row) -> None:
    each = ", ".join(f"{name} = :{name}" for name in values)
    reader.row(f"update {table} set {each}, version = version + 1 where id = :id", {**values, "id": number})


def _add(reader: Reader, table: str, values: Row) -> int:
    reader.row(f"insert into {table} ({', '.join(values)}) values ({', '.join(f':{one}' for one in values)})", values)
    made = reader.row("select last_insert_rowid()")
    return int(made[0]) if made else 0
