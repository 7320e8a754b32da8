"""Who works here and who did, and by what each can sign in: never the PIN itself, nor what was made of it."""

from typing import NamedTuple

from db.errors import NotFound
from db.reader import Reader

_COLUMNS = "id, source_id, name, role, active, system_user, pin_hash is not null, version"


class Member(NamedTuple):
    """Somebody who works here, or did. `role` is one of `care.staff.ROLES`."""

    id: int
    source_id: str | None
    name: str
    role: str
    active: bool
    system_user: str | None
    has_pin: bool
    version: int


def members(reader: Reader, *, everybody: bool = False) -> tuple[Member, ...]:
    """Who works here now, by name; `everybody`: those who did, too."""
    rows = reader.rows(
        f"select {_COLUMNS} from staff where active or :everybody order by not active, name, id limit 1000",
        {"everybody": everybody},
    )
    return tuple(_member(row) for row in rows)


def member(reader: Reader, staff_id: int) -> Member:
    """One of them by number; raises `NotFound`."""
    row = reader.row(f"select {_COLUMNS} from staff where id = :id", {"id": staff_id})
    if row is None:
        raise NotFound(f"There is nobody on staff with number {staff_id}. Nothing was changed. Look at the list again.")
    return _member(row)


def _member(row: tuple[object, ...]) -> Member:
    key, source_id, name, role, active, user, has_pin, version = row
    return Member(key, source_id, name, role, bool(active), user, bool(has_pin), version)  # type: ignore[arg-type]
