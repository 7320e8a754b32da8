"""Treatment rooms that no file has named yet."""

from db.errors import Conflict, Refused
from db.exchange.values import Frame, person_name
from db.tables import Clinic, Room
from db.writes.told import Changed, looking, tell
from db.writing import Unit


def add(unit: Unit, name: str) -> Changed:
    """A new room by the name people use for it. Not a step to undo: what is booked in it needs it.

    Raises `Refused` for a name the record does not take, `Conflict` where there is one of that name.
    """
    frame = Frame(unit.session.get_one(Clinic, 1).timezone, unit.now_utc)
    try:
        kept = person_name(name.strip(), frame) if name.strip() else ""
    except ValueError as fault:
        raise Refused(f"The room's name cannot be taken: {fault}. Nothing was changed. Correct it.") from None
    if not kept:
        raise Refused("A room needs a name. Nothing was changed. Name it, for example R1.")
    there = [shown for (shown,) in looking(unit).rows("select name from room order by id limit 1000")]
    if kept.casefold() in {shown.casefold() for shown in there}:
        raise Conflict(f"There is a room {kept} already. Nothing was changed.")
    tell(unit, "added", Room(name=kept))
    return Changed(None, f"{kept} is a room of the clinic now.")
