"""What is said where a record can be read and not written: why, as of when it is, and that nothing is saved."""

from care.appointment import clock
from care.day_words import year_date
from db.anchor import latest_utc
from db.clinic import clinic
from db.errors import ReadOnlyRecord
from db.localtime import to_local
from db.opening import may_write
from db.reader import Reader


def as_of(reader: Reader) -> str:
    """The latest entry of the record on the clinic's clock: `20 Nov 2026 10:40`; empty for a record without one."""
    latest = latest_utc(reader)
    if not latest:
        return ""
    on, minute, _ = to_local(latest, clinic(reader).timezone)
    return f"{year_date(on)} {clock(minute)}"


def looking(reader: Reader) -> str:
    """The sentences that stand over what is shown of such a record; empty for one that can be written."""
    if not reader.only_looks:
        return ""
    last = as_of(reader)
    shown = f" This is as of {last}." if last else ""
    if may_write(reader.path):
        return f"Only to look: it could not be written when it was opened. Now it can: leave, and open it again.{shown}"
    return f"Only to look: {reader.only_looks}. Nothing can be saved, no reading is noted.{shown}"


NO_PIN = "The record can only be read, so no PIN can be tried: wrong ones could not be counted."
"""What is said in place of trying one."""

LEAVE_INSTEAD = f"{NO_PIN} ctrl+q leaves; come in anew."
"""The same beneath a lock."""

NOBODY_LISTED = "The record can only be read, so nobody who came in since is written down."
"""What is said of who is in."""


def refusal(why: str) -> ReadOnlyRecord:
    """What a key that would write is answered on a record that can only be read."""
    return ReadOnlyRecord(f"Only to look: {why}. Nothing was saved.")
