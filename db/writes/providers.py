"""Whom the clinic refers to: added, changed, retired, two of one made one. Nobody is ever deleted.

Each function works in the caller's unit and is one step to undo; each raises with nothing changed: `Refused` for a
value the record does not take, `Conflict` when somebody else was first, `NotFound` for a number that is not there.
"""

from typing import Any, NamedTuple

from sqlmodel import col, select

from care.referral import KINDS, PENDING
from care.text import fold
from db.errors import Conflict, NotFound, Refused
from db.exchange import values
from db.exchange.values import LONGEST_NAME, Frame
from db.tables import Clinic, Provider, Referral
from db.writes.clinical import one_of, words_of
from db.writes.referral_rows import tell_of
from db.writes.told import Changed, check_seen, tell
from db.writing import Unit

__all__ = ["Added", "Changed", "add", "change", "merge", "retire", "take_back", "usable"]

FIELDS = ("name", "kind", "phone", "fax", "email", "address", "note")
_SHORT = ("phone", "fax", "email")


class Added(NamedTuple):
    """A new provider: the number, the step that takes it back, and one sentence for the screen."""

    provider_id: int
    undo_id: int
    said: str


def add(
    unit: Unit,
    name: str,
    kind: str,
    *,
    phone: str = "",
    fax: str = "",
    email: str = "",
    address: str = "",
    note: str = "",
) -> Added:
    """Somebody new to refer to, of one of `care.referral.KINDS`. No two have one name, however it is spelled."""
    given = {"name": name, "kind": kind, "phone": phone, "fax": fax, "email": email, "address": address, "note": note}
    found = _checked(unit, given)
    _refuse_same_name(unit, found["name"], None)
    undo_id = unit.undoable("new provider")
    row = Provider(**found)
    tell(unit, "added", row)
    assert row.id is not None
    return Added(row.id, undo_id, f"{row.name} can be referred to.")


def change(unit: Unit, provider_id: int, seen_version: int, **fields: str) -> Changed:
    """Set some of `name`, `kind`, `phone`, `fax`, `email`, `address`, `note`. Raises `TypeError` for another field."""
    if unknown := fields.keys() - set(FIELDS):
        raise TypeError(f"a provider has no field {', '.join(sorted(unknown))}")
    row = _present(unit, provider_id)
    found = {name: value for name, value in _checked(unit, fields).items() if value != getattr(row, name)}
    if not found:
        unit.unchanged()
        return Changed(None, f"{row.name}: nothing was changed, it was so already.")
    check_seen(unit, row, seen_version, set(found))
    if "name" in found:
        _refuse_same_name(unit, found["name"], provider_id)
    undo_id = unit.undoable("change provider")
    for name, value in found.items():
        setattr(row, name, value)
    tell(unit, "changed", row)
    return Changed(undo_id, f"{row.name}: {', '.join(found)} changed.")


def retire(unit: Unit, provider_id: int, seen_version: int) -> Changed:
    """Nobody is sent to them any more; what is under way goes on."""
    row = _present(unit, provider_id)
    if not row.active:
        unit.unchanged()
        return Changed(None, f"{row.name}: retired already.")
    check_seen(unit, row, seen_version, {"active"})
    undo_id = unit.undoable("retire provider")
    row.active = False
    tell(unit, "retired", row)
    waiting = len([one for one in _referrals(unit, provider_id) if one.status in PENDING and not one.voided])
    more = f" {waiting} of theirs {'is' if waiting == 1 else 'are'} still pending." if waiting else ""
    return Changed(undo_id, f"{row.name}: retired.{more}")


def take_back(unit: Unit, provider_id: int, seen_version: int) -> Changed:
    """Somebody who was retired can be referred to again."""
    row = _present(unit, provider_id)
    if row.active:
        unit.unchanged()
        return Changed(None, f"{row.name}: in use already.")
    check_seen(unit, row, seen_version, {"active"})
    undo_id = unit.undoable("take provider back")
    row.active = True
    tell(unit, "taken_back", row)
    return Changed(undo_id, f"{row.name}: can be referred to again.")


def merge(unit: Unit, keep_id: int, keep_version: int, other_id: int, other_version: int) -> Changed:
    """Make two entries of one provider one: the other's referrals are the kept one's, and its name leads there.

    What the kept one lacks is filled in from the other. Letters stay as they went out, with whom they named.
    """
    if keep_id == other_id:
        raise Refused("Both are the same provider. Nothing was changed. Choose two different ones.")
    keep, other = _present(unit, keep_id), _present(unit, other_id)
    unit.check_version(keep, keep_version)
    unit.check_version(other, other_version)
    undo_id = unit.undoable("merge providers")
    moved = _referrals(unit, other_id)
    for row in moved:
        row.provider_id = keep_id
        tell_of(unit, "changed", row)
    for one in unit.session.exec(select(Provider).where(col(Provider.merged_into) == other_id)).all():
        one.merged_into = keep_id
        tell(unit, "changed", one)
    other.merged_into, other.active = keep_id, False
    tell(unit, "merged_into", other, kept=keep_id)
    for name in (*_SHORT, "address", "note"):
        setattr(keep, name, getattr(keep, name) or getattr(other, name))
    tell(unit, "merged", keep, other=other_id, referrals=len(moved))
    counted = f"{len(moved)} {'referral' if len(moved) == 1 else 'referrals'}"
    return Changed(undo_id, f"{other.name} is {keep.name} now, with {counted}.")


def usable(unit: Unit, provider_id: int) -> Provider:
    """The provider with a number, to be sent to; raises `Refused` for one that is retired."""
    row = _present(unit, provider_id)
    if not row.active:
        raise Refused(f"{row.name} is retired. Nothing was changed. Choose somebody else, or take them back.")
    return row


def _present(unit: Unit, provider_id: int) -> Provider:
    row = unit.session.get(Provider, provider_id)
    if row is None:
        raise NotFound(f"There is no provider with number {provider_id}. Nothing was changed. Look at the list again.")
    if row.merged_into is not None:
        kept = unit.session.get_one(Provider, row.merged_into)
        raise Conflict(f"{row.name} is {kept.name} now. Nothing was changed. Choose {kept.name}, number {kept.id}.")
    return row


def _referrals(unit: Unit, provider_id: int) -> list[Referral]:
    query = select(Referral).where(col(Referral.provider_id) == provider_id).order_by(col(Referral.id))
    return list(unit.session.exec(query).all())


def _checked(unit: Unit, given: dict[str, Any]) -> dict[str, Any]:
    """The fields given as they are kept; raises `Refused` naming the first one that cannot be."""
    found: dict[str, Any] = {}
    frame = Frame(unit.session.get_one(Clinic, 1).timezone, unit.now_utc)
    for name, value in given.items():
        if name == "kind":
            found[name] = one_of(value, KINDS, "The kind of care")
            continue
        text = words_of(value, f"The {name}")
        if name == "name" or (name in _SHORT and text):
            read = values.person_name if name == "name" else values.phone
            try:
                text = read(text, frame)
            except ValueError as fault:
                raise Refused(f"The {name} cannot be taken: {fault}. Nothing was changed. Correct it.") from None
        found[name] = text
    return found


def _refuse_same_name(unit: Unit, name: str, itself: int | None) -> None:
    """Raise `Conflict` when somebody has this name already, in whatever spelling, retired and merged ones too."""
    wanted = fold(name)
    for row in unit.session.exec(select(Provider).limit(10_000)).all():
        if row.id == itself or fold(row.name) != wanted:
            continue
        what = "" if row.active else ", retired"
        if row.merged_into is not None:
            what = f", which is {unit.session.get_one(Provider, row.merged_into).name} now"
        raise Conflict(
            f"There is a provider “{row.name}” already, number {row.id}{what}. Nothing was changed. Take that one, or "
            f"tell the two apart by name (up to {LONGEST_NAME} characters)."
        )
