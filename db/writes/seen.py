"""That somebody has read or printed something, told to the audit log. Nothing else is changed, so there is no undo."""

from sqlalchemy import text

from care.text import tidy
from db.audit import READ, READINGS
from db.writing import Unit

AGAIN_SECONDS = 600
"""The same person opening the same chart again within this time is the same reading."""


def note(unit: Unit, what: str, patient_id: int | None = None, **counts: int) -> bool:
    """Tell the audit log what of `READINGS` was read, of which patient, and counts or ids that go with it.

    Returns whether an entry was made: a chart that this person opened a moment ago is on the log already.
    """
    if what not in READINGS:
        raise ValueError(f"nothing is known of reading a {what!r}")
    if what == "chart" and patient_id is not None and _just_now(unit, patient_id):
        unit.unchanged()
        return False
    unit.audit(READ, what, None, patient_id, **counts)
    return True


def _just_now(unit: Unit, patient_id: int) -> bool:
    # A clock that was set back must not hide a reading behind one that seems still to come.
    # The plus keeps the planner to the entries of this patient.
    found = unit.session.connection().execute(
        text(
            "select 1 from audit_entry where patient_id = :patient and +subject = 'chart' and action = :read "
            "and at_utc > :since and at_utc <= :now "
            "and case when :staff is null then staff_id is null and actor = :actor else staff_id = :staff end limit 1"
        ),
        {
            "patient": patient_id, "read": READ, "since": unit.now_utc - AGAIN_SECONDS, "now": unit.now_utc,
            "staff": unit.actor.staff_id, "actor": tidy(unit.actor.name),
        },
    )  # fmt: skip
    return found.first() is not None
