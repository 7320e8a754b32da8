"""What is looked after when the dashboard opens: the end of the log, the clock, the time zone, the last backup."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from care.appointment import clock
from care.text import clean, counted
from db.anchor import anchor_path, compare, latest_utc, read_anchor
from db.backups import OLD_SECONDS, last_good, usual_folder
from db.disks import refuse_network_disk
from db.emergencies import Emergency
from db.errors import RecordError, Refused
from db.localtime import to_local, to_utc
from db.reader import Reader
from widgets.ink import Line
from widgets.panel import wrapped

SLACK_SECONDS = 300
"""How far two machines' clocks may be apart."""

MOST = 2000
"""Appointments to come of which the times are compared with the rules of their time zone."""


def reading_line(until_utc: int, zone: str, *, ends: bool) -> Line:
    """That this person reads in an emergency, until when by the clinic's clock, and the key that gives it up."""
    _, minute, _ = to_local(until_utc, zone)
    does: Line = ((" !", "accent!"), (" ends it", "dim")) if ends else ()
    return ((f" ▲ READING IN AN EMERGENCY until {clock(minute)} ", "warn!"), *does, ("  the owner is told", "dim"))


def emergency_lines(read: Sequence[Emergency], zone: str, width: int, *, hide: bool) -> list[Line]:
    """Who read in an emergency, newest first, and the key to the audit log; `hide`: without the words of the reason."""
    newest, *older = read
    on, minute, _ = to_local(newest.at_utc, zone)
    when = f"{on.day} {on:%b} {clock(minute)}"
    lines: list[Line] = [
        ((f" ▲ {clean(newest.name)} read in an emergency, {when} ", "warn!"), (" A", "accent!"), (" audit log", "dim"))
    ]
    why = "" if hide else f"“{clean(newest.reason)}”"
    more = f"{len(older)} more since you were last in." if older else ""
    said = " ".join(filter(None, (why, more)))
    return lines + [(("   ", "text"), *line) for line in wrapped(said, "text", max(20, width - 4))] if said else lines


def look_after(reader: Reader, record: Path, now_utc: int) -> tuple[str, str]:
    """A few words for the top line, and a sentence on what somebody should see to; both empty where all is well."""
    behind = clock_behind(reader, now_utc)
    elsewhere = _elsewhere(record)
    said = [elsewhere, _lost(reader, record), _behind(behind), _other_rules(reader, now_utc)]
    newest = last_good(usual_folder(record), record.name)
    age = now_utc - newest[1] if newest is not None else 0
    notes = ["network disk, nothing is written"] if elsewhere else []
    notes += ["clock set back"] if behind else []
    notes += [f"last backup {age // 86400} days ago"] if age > OLD_SECONDS else []
    return " · ".join(notes), " ".join(filter(None, said))


def _elsewhere(record: Path) -> str:
    try:
        refuse_network_disk(record)
    except RecordError as error:
        return str(error)
    return ""


def _lost(reader: Reader, record: Path) -> str:
    try:
        anchor = read_anchor(anchor_path(record))
        return compare(reader, anchor) if anchor is not None else ""
    except RecordError as error:
        return str(error)


def clock_behind(reader: Reader, now_utc: int) -> int:
    """Seconds by which this machine's clock is before the newest entry of the audit log; 0 where it is not."""
    behind = latest_utc(reader) - now_utc
    return behind if behind > SLACK_SECONDS else 0


def _behind(seconds: int) -> str:
    if not seconds:
        return ""
    hours, minutes = seconds // 3600, seconds // 60
    span = f"{hours // 24} days" if hours > 48 else f"{hours} hours" if hours > 1 else f"{minutes} minutes"
    return (
        f"This machine's clock is {span} before the newest entry of the audit log. Everything is kept. Set the clock "
        "before you write: visits would get a wrong time."
    )


def _other_rules(reader: Reader, now_utc: int) -> str:
    """Whether appointments to come were booked by other rules of their time zone than this machine has now."""
    rows = reader.rows(
        "select local_date, minute, zone, fold, start_utc from appointment "
        "where local_date >= date(:now, 'unixepoch', '-1 day') and start_utc > :now and not voided "
        f"order by local_date, minute limit {MOST}",
        {"now": now_utc},
    )
    count = sum(_at(reader.day(on), minute, zone, fold) != start for on, minute, zone, fold, start in rows)
    if not count:
        return ""
    what = counted(count, "appointment to come was", "appointments to come were")
    return (
        f"The rules of the time zone have changed since {what} booked. The times on the wall clock stand. "
        "Look whether two of them share a room now."
    )


def _at(on: date, minute: int, zone: str, fold: int) -> int | None:
    """UTC seconds of a wall-clock time; None where the rules have no such time."""
    try:
        return to_utc(on, minute, zone, fold)
    except Refused:
        return None
