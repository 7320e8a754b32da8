"""Trying whether the newest backup would come back."""

import tempfile
from pathlib import Path
from typing import NamedTuple

from db.anchor import present
from db.backup_copy import immutable, look_through
from db.backup_files import lacking_files
from db.backup_restore import UNTOUCHED, restore_beside
from db.backups import Facts, alone, files_of, last_good, read_note
from db.disks import cannot_write
from db.errors import DamagedRecord, NoRecord, shown
from db.reader import open_reader


class Drilled(NamedTuple):
    """A backup that was brought back for a try: what was counted in it, and how many entries today's record has more.

    `since` is None where there is no record to compare with, or it was restored from another backup since.
    `files_lacking` counts attached files that the record had lost before the backup was taken.
    """

    path: Path
    facts: Facts
    since: int | None
    files_lacking: int = 0


def drill(record: Path, now_utc: int, folder: Path) -> Drilled:
    """Bring the newest backup back into a temporary place, open it as any record and count it; nothing stays.

    Raises `NoRecord` where there is no backup, and `DamagedRecord` where one would not do.
    """
    newest = last_good(folder, record.name)
    if newest is None:
        raise NoRecord(
            f"There is no backup of {shown(record.name)} in {shown(folder)}. Nothing was tried. `acudesk backup` takes "
            "one."
        )
    path = newest[0]
    with alone(folder):
        try:
            with tempfile.TemporaryDirectory(prefix=f".{record.name}.drill-", suffix=".new", dir=folder) as name:
                place = Path(name) / record.name
                facts = restore_beside(path, place, now_utc)
                open_reader(place).close()
                with immutable(place) as made:
                    found = look_through(made, place)
                    lacking = lacking_files(made, files_of(place))
                same = all(found.rows.get(table) == many for table, many in facts.rows.items())
                if (found.entries, found.head) != (facts.entries, facts.head) or not same:
                    raise DamagedRecord(
                        f"{shown(path)} did not come back as it was. {UNTOUCHED} Take a new backup and try that."
                    )
                facts = facts._replace(files=facts.files - lacking)
                note = read_note(path)
                if note is not None and facts.files < note.files:
                    raise DamagedRecord(
                        f"{shown(path)} came back with {facts.files} of its {note.files} attached files; the others "
                        f"are missing or changed. {UNTOUCHED} `acudesk check` says whether the record still has them; "
                        "take a new backup then."
                    )
        except OSError as error:
            raise cannot_write(error, folder, "Nothing was kept.") from error
    return Drilled(path, facts, _since(record, facts), lacking)


def _since(record: Path, facts: Facts) -> int | None:
    """How many entries the record has after those of a backup; raises where it does not go on from there."""
    if not record.exists():
        return None
    with open_reader(record) as reader:
        row = reader.row("select hash from audit_entry where id = :id", {"id": facts.entries})
        restored = reader.row("select max(at_utc) from audit_entry where action = 'restored'")
        entries = present(reader).entries
    if facts.entries and (row is None or row[0] != facts.head):
        if restored and restored[0] is not None and restored[0] >= facts.at_utc:
            return None
        raise DamagedRecord(
            f"{shown(record)} does not go on from its last backup: entry {facts.entries} is not the one it holds. "
            "Nothing was changed. `acudesk check` says what is known; keep every backup until it is clear."
        )
    return entries - facts.entries
