"""Who works here: names, roles, system users; never deleted, for the log names them by their numbers.

There always remains an owner; and once anybody can sign in, one who can. Each function raises with nothing changed:
`Refused`, `Conflict`, `NotFound`, and `NotAllowed` for who is no owner.
"""

from sqlmodel import col, select

from care.rights import ROLE_LABELS
from care.staff import ROLES
from care.text import tidy
from db.access import anybody_can_sign_in
from db.errors import Conflict, NotFound, Refused
from db.exchange.values import LONGEST_NAME
from db.tables import Staff, StaffKey
from db.writes.clinical import one_of, words_of
from db.writes.told import Changed, check_seen, looking, tell
from db.writing import Unit

LONGEST_USER = 64
"""Characters of a system user's name."""


def add(unit: Unit, name: str, role: str, system_user: str = "") -> int:
    """Somebody new on staff; returns their number. Raises `Conflict` for a system user who is somebody already."""
    kept = _name(name)
    row = Staff(name=kept, role=_role(role), system_user=_user(unit, system_user, None))
    tell(unit, "added", row)
    still_an_owner(unit)
    assert row.id is not None
    return row.id


def change(
    unit: Unit, staff_id: int, seen_version: int, *, name: str | None = None, role: str | None = None,
    system_user: str | None = None, active: bool | None = None,
) -> Changed:  # fmt: skip
    """Set what is given; an empty `system_user` takes it away. `active` retires somebody, or takes them back.

    Who is retired keeps no system user, no PIN and no key, also for when they come back.
    """
    row = unit.session.get(Staff, staff_id)
    if row is None:
        raise NotFound(f"There is nobody on staff with number {staff_id}. Nothing was changed. Look at the list again.")
    wanted: dict[str, object] = {}
    if name is not None:
        wanted["name"] = _name(name)
    if role is not None:
        wanted["role"] = _role(role)
    if system_user is not None:
        wanted["system_user"] = _user(unit, system_user, staff_id)
    if active is not None:
        wanted["active"] = active
        if not active:
            # Who comes back gets new ones: a PIN or a key from long ago opens nothing.
            wanted |= {"system_user": None, "pin_hash": None}
    found = {field: value for field, value in wanted.items() if value != getattr(row, field)}
    if not found:
        unit.unchanged()
        return Changed(None, f"{row.name}: nothing was changed, it was so already.")
    check_seen(unit, row, seen_version, set(found))
    for field, value in found.items():
        setattr(row, field, value)
    tell(unit, "retired" if found.get("active") is False else "changed", row)
    if found.get("active") is False:
        _revoke_keys(unit, staff_id)
    still_an_owner(unit)
    return Changed(None, _said(row, set(found)))


def _revoke_keys(unit: Unit, staff_id: int) -> None:
    theirs = select(StaffKey).where(StaffKey.staff_id == staff_id, col(StaffKey.revoked_utc).is_(None))
    for key in unit.session.exec(theirs).all():
        key.revoked_utc = unit.now_utc
        tell(unit, "revoked", key, None, staff=staff_id)


def _said(row: Staff, fields: set[str]) -> str:
    if "active" in fields:
        return f"{row.name} works here again." if row.active else f"{row.name} works here no more and cannot sign in."
    told = [f"is {ROLE_LABELS[row.role]}"] if "role" in fields else []
    if "system_user" in fields:
        told.append(f"is the system user {row.system_user}" if row.system_user else "is no system user any more")
    return f"{row.name} {' and '.join(told)}." if told else f"The name is {row.name} now."


def _name(name: str) -> str:
    kept = words_of(name, "The name", "Everybody on staff has a name.")
    if len(kept) > LONGEST_NAME:
        raise Refused(f"The name has more than {LONGEST_NAME} characters. Nothing was changed. Shorten it.")
    return kept


def _role(role: str) -> str:
    return one_of(role, ROLES, "The role")


def _user(unit: Unit, system_user: str, staff_id: int | None) -> str | None:
    kept = tidy(system_user)
    if not kept:
        return None
    if len(kept) > LONGEST_USER:
        raise Refused(f"A system user has at most {LONGEST_USER} characters. Nothing was changed. Shorten it.")
    found = unit.session.execute(select(Staff).where(col(Staff.system_user) == kept)).scalars().first()
    if found is not None and found.id != staff_id:
        raise Conflict(f"The system user {kept} is {found.name} already. Nothing was changed. Take it from them first.")
    return kept


def still_an_owner(unit: Unit) -> None:
    """Raise `Refused` where nobody could own the clinic any more, or where its owner could not come in."""
    unit.session.flush()
    reader = looking(unit)
    known, here = reader.rows("select count(*), coalesce(sum(active), 0) from staff where role = 'owner'")[0]
    if known and not here:
        raise Refused("Somebody has to own the clinic. Nothing was changed. Make somebody else an owner first.")
    if anybody_can_sign_in(reader) and not anybody_can_sign_in(reader, "owner"):
        raise Refused(
            "Somebody could sign in, and no owner could. Nothing was changed. Give an owner a system user or PIN first."
        )
