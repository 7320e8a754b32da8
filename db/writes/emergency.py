"""Reading more in an emergency: for a reason, for an hour, and loud in the log and to the owner."""

from sqlmodel import col, select

from db.errors import Refused
from db.tables import EmergencyAccess
from db.writes.told import tell
from db.writing import Unit

SECONDS = 3600
"""How long it lasts; it ends by itself."""

LONGEST_REASON = 200


def begin(unit: Unit, reason: str) -> str:
    """Give the unit's actor the reading of what is clinical for an hour. Returns what was done."""
    unit.require("emergency")
    kept = " ".join(reason.split())
    if not 5 <= len(kept) <= LONGEST_REASON:
        raise Refused(f"A reason has 5 to {LONGEST_REASON} characters. Nothing was opened. Say what happened.")
    if unit.actor.staff_id is None:
        raise Refused("Nothing is kept from anybody in this record yet. Nothing was changed.")
    row = EmergencyAccess(
        staff_id=unit.actor.staff_id, actor=unit.actor.name, reason=kept, at_utc=unit.now_utc,
        until_utc=unit.now_utc + SECONDS,
    )  # fmt: skip
    tell(unit, "begun", row)
    return "You read what is clinical for an hour. The owner is told, with your reason."


def end(unit: Unit) -> str:
    """Give up reading more before the hour is over. Returns what was done."""
    unit.require("emergency")
    mine, running = col(EmergencyAccess.staff_id) == unit.actor.staff_id, col(EmergencyAccess.ended_utc).is_(None)
    rows = unit.session.exec(select(EmergencyAccess).where(mine, running)).all()
    for row in [one for one in rows if one.until_utc > unit.now_utc]:
        row.ended_utc = unit.now_utc
        tell(unit, "ended", row)
    if not unit.audited:
        unit.unchanged()
        return "You do not read in an emergency now. Nothing was changed."
    return "You read no more than your role. `!` begins anew, for a reason."
