"""What stands at the head of the clinic's letters, and behind the names of those who sign them.

Each function works in the caller's unit and is one step to undo; each raises with nothing changed: `Refused` for a
value the record does not take, `Conflict` when somebody else was first, `NotFound` for a number that is not there.
"""

from collections.abc import Callable

from db.errors import NotFound, Refused
from db.exchange import values
from db.exchange.values import LONGEST_NAME, Frame
from db.tables import Clinic, Staff
from db.writes.clinical import one_of, words_of
from db.writes.told import Changed, check_seen, tell
from db.writing import Unit

__all__ = ["FIELDS", "PAPERS", "Changed", "set_clinic", "set_credentials"]

PAPERS = ("a4", "letter")

_READ: dict[str, Callable[[str, Frame], str]] = {
    "name": values.person_name, "phone": values.phone, "fax": values.phone, "email": values.short_text,
}  # fmt: skip
FIELDS = (*_READ, "address", "paper")


def set_clinic(unit: Unit, seen_version: int, lent: str | None = None, **fields: str) -> Changed:
    """Set some of `name`, `phone`, `fax`, `email`, `address`, `paper`. Raises `TypeError` for another field.

    `paper` is one of `PAPERS`, or empty for that of the clinic's land. What went out already stays as it was. `lent` is
    `yes` where the front desk may read what is clinical, `no` where it may not.
    """
    if unknown := fields.keys() - set(FIELDS):
        raise TypeError(f"a clinic has no field {', '.join(sorted(unknown))}")
    row = unit.session.get_one(Clinic, 1)
    frame = Frame(row.timezone, unit.now_utc)
    read = {name: _read(name, given, frame) for name, given in fields.items()}
    found: dict[str, str | bool] = {name: value for name, value in read.items() if value != getattr(row, name)}
    if lent is not None and (lent == "yes") != row.desk_reads_notes:
        found["desk_reads_notes"] = lent == "yes"
    if not found:
        unit.unchanged()
        return Changed(None, f"{row.name}: nothing was changed, it was so already.")
    check_seen(unit, row, seen_version, set(found))
    undo_id = unit.undoable("change clinic")
    for name, value in found.items():
        setattr(row, name, value)
    tell(unit, "changed", row)
    return Changed(undo_id, f"{row.name}: {', '.join(found).replace('_', ' ')} changed.")


def set_credentials(unit: Unit, staff_id: int, seen_version: int, credentials: str) -> Changed:
    """What stands behind somebody's name in a letter, such as `L.Ac.`; empty for nothing."""
    row = unit.session.get(Staff, staff_id)
    if row is None or not row.active:
        raise NotFound(f"There is nobody on staff with number {staff_id}. Nothing was changed. Look at the list again.")
    kept = words_of(credentials, "The credentials")
    if len(kept) > LONGEST_NAME:
        raise Refused(f"The credentials have more than {LONGEST_NAME} characters. Nothing was changed. Shorten them.")
    if kept == row.credentials:
        unit.unchanged()
        return Changed(None, f"{row.name}: nothing was changed, it was so already.")
    check_seen(unit, row, seen_version, {"credentials"})
    undo_id = unit.undoable("change credentials")
    row.credentials = kept
    tell(unit, "changed", row)
    return Changed(
        undo_id, f"{row.name} signs as “{row.name}, {kept}”." if kept else f"{row.name} signs by name alone."
    )


def _read(name: str, given: str, frame: Frame) -> str:
    """One field as it is kept; raises `Refused` for what it cannot be."""
    if name == "paper":
        return one_of(given, PAPERS, "The paper") if given else ""
    text = words_of(given, f"The {name}", "The clinic has a name." if name == "name" else "")
    if text and name in _READ:
        try:
            text = _READ[name](text, frame)
        except ValueError as fault:
            raise Refused(f"The {name} cannot be taken: {fault}. Nothing was changed. Correct it.") from None
    return text
