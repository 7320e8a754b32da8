"""Beginning a key of the audit log, told to the log itself."""

from sqlalchemy import text

from db.audit import HEAD
from db.audit_keys import begin
from db.errors import Conflict, NotAllowed
from db.writing import Unit


def begin_key(unit: Unit, seen: str | None) -> int:
    """Keep the log with a new key from now on; the number of the entry that says so.

    `seen` is the key it had when it was looked at, None for none: somebody else's beginning meanwhile is a `Conflict`.
    Raises `NotAllowed` for a member of staff who is not the owner.
    """
    connection = unit.session.connection()
    if unit.actor.staff_id is not None:
        role = connection.execute(text("select role from staff where id = :id"), {"id": unit.actor.staff_id}).scalar()
        if role != "owner":
            raise NotAllowed("Only an owner begins a key of the audit log. Nothing was changed.")
    if connection.execute(text(HEAD)).one()[2] != seen:
        raise Conflict("Somebody else began a key just now. Nothing was changed. Look at `acudesk audit key`.")
    made = begin(unit)
    unit.audit("keyed", "audit_key", made.row)
    return made.first_entry
