"""That somebody has read or printed something, told to the audit log. Nothing else is changed, so there is no undo."""

from sqlalchemy import text

from db.audit import READ
from db.seen import JUST_NOW, just_now
from db.writing import Unit


def note(unit: Unit, what: str, patient_id: int | None = None, **counts: int) -> bool:
    """Tell the audit log what of `READINGS` was read, of which patient, and counts or ids that go with it.

    Returns whether an entry was made: a chart that this person opened a moment ago is on the log already.
    """
    same = just_now(unit.actor, unit.now_utc, what, patient_id)
    if same is not None and unit.session.connection().execute(text(JUST_NOW), same).first() is not None:
        unit.unchanged()
        return False
    unit.audit(READ, what, None, patient_id, **counts)
    return True
