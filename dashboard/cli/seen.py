"""Telling the audit log, from the command line, that something was read or printed."""

from dashboard.cli.counter import Counter
from dashboard.cli.output import complain
from db.errors import RecordError


def note_seen(here: Counter, what: str, patient_id: int | None = None, **counts: int) -> None:
    """Note a reading (`db.writes.seen`); where that cannot be written it is said, and the reading goes on."""
    try:
        here.write("seen.note", what, patient_id, **counts)
    except RecordError as error:
        complain(f"acudesk: this reading is not in the audit log. {error}")
