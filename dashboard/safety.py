"""What is looked after when the dashboard opens: the end of the log, and the age of the last backup."""

from pathlib import Path

from db.anchor import anchor_path, compare, read_anchor
from db.backups import last_good, usual_folder
from db.errors import RecordError
from db.reader import Reader

OLD_AFTER_DAYS = 2
"""A backup older than this is told on the top line; one is made each day on opening."""


def look_after(reader: Reader, record: Path, now_utc: int) -> tuple[str, str]:
    """A few words on an old backup, and a sentence on a log whose end is lost; both empty where all is well."""
    try:
        anchor = read_anchor(anchor_path(record))
        lost = compare(reader, anchor) if anchor is not None else ""
    except RecordError as error:
        lost = str(error)
    newest = last_good(usual_folder(record), record.name)
    days = (now_utc - newest[1]) // 86400 if newest is not None else 0
    return (f"last backup {days} days ago" if days > OLD_AFTER_DAYS else ""), lost
