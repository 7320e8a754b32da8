"""Beginning a key of the audit log, told to the log itself."""

from sqlalchemy import text

from db.audit import HEAD
from db.audit_keys import begin
from db.errors import Conflict
from db.writing import Unit


def begin_key(unit: Unit, seen: str | None) -> int:
    """Keep the log with a new key from now on; the number of the entry that says so.

    `seen` is the key it had when it was looked at, None for none: somebody else's beginning meanwhile is a `Conflict`.
    Raises `NotAllowed` for who may not change keys.
    """
    # Before a file is made.
    unit.require("keys")
    if unit.session.connection().execute(text(HEAD)).one()[2] != seen:
        raise Conflict("Somebody else began a key just now. Nothing was changed. Look at `acudesk audit key`.")
    made = begin(unit)
    unit.audit("keyed", "audit_key", made.row)
    return made.first_entry
