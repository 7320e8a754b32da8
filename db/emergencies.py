"""Who read in an emergency, for the owner to hear of: worked out from when they were in before, kept nowhere."""

from typing import NamedTuple

from db.reader import Reader

MOST = 100
"""Emergencies told at once; the audit log has all of them."""


class Emergency(NamedTuple):
    """Somebody read what is kept from their role, when (UTC seconds) and why, in their own words."""

    name: str
    at_utc: int
    reason: str


def emergencies_for_owner(reader: Reader, staff_id: int | None, came_utc: int) -> tuple[Emergency, ...]:
    """What others did in an emergency since an owner came in last before `came_utc`, newest first; nothing for others.

    Since they came and not since they left: what happens while they are in is told at their next opening.
    """
    if staff_id is None or not reader.may("see_audit"):
        return ()
    rows = reader.rows(
        "select actor, at_utc, reason from emergency_access where staff_id != :me and at_utc >= coalesce("
        "(select max(at_utc) from sign_in where staff_id = :me and at_utc < :came), 0) "
        "order by at_utc desc, id desc limit :most",
        {"me": staff_id, "came": came_utc, "most": MOST},
    )
    return tuple(Emergency(*row) for row in rows)
