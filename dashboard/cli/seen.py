"""Telling the audit log, from the command line, that something was read or printed."""

from dashboard.cli.counter import Counter
from dashboard.cli.output import complain
from db import seen
from db.errors import RecordError


def note_seen(here: Counter, what: str, patient_id: int | None = None, **counts: int) -> None:
    """Note a reading; where that cannot be written it is said, and the reading goes on."""
    if here.reader.only_looks:
        return  # said with the rest of it
    try:
        seen.note(here.reader.path, here.actor, here.now_utc, what, patient_id, **counts)
    except RecordError as error:
        complain(f"acudesk: this reading is not in the audit log. {error}")
