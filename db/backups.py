"""The backups of a record: how they are called, what stands beside each, which one is the last, and which may go.

A backup `clinic-2026-11-20T184000Z.acudesk` (the UTC second it shows) has a note `….acudesk.json` beside it: whose it
is, what was counted in it and its digest. Note and attached files (`….acudesk.files`) are there before it has its name,
so whatever carries such a name is whole. Only the standard library is needed here.
"""

import fcntl
import json
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from db.localtime import zone_of
from db.whole_file import write_new

DAILY, WEEKLY, MONTHLY = 7, 5, 12
"""Of how many days, weeks and months with a backup the newest one is kept."""

OLD_SECONDS = 2 * 24 * 3600
"""A newest backup older than this is told: one is taken each day the dashboard is opened."""

EVERY_SECONDS = 20 * 3600
"""A backup this old is due again: a little less than a day, for a desk that opens some minutes earlier than before."""

RESTORING = "restoring-"
"""Stands in the hidden names of what a restore has not finished."""

_LEFT_BEHIND_SECONDS = 24 * 3600
_STAMP = "%Y-%m-%dT%H%M%SZ"
_FORM = 1


class Facts(NamedTuple):
    """What was counted in a record at the moment a backup shows; `rows` by table."""

    uid: str
    revision: str
    at_utc: int
    entries: int
    head: str
    rows: dict[str, int]
    files: int
    size: int = 0
    sha256: str = ""


class Backup(NamedTuple):
    """A backup that is there, with what its note says."""

    path: Path
    facts: Facts


def usual_folder(record: Path) -> Path:
    """Where the backups of a record are, unless somebody chooses another place: beside it."""
    return record.absolute().parent / "backups"


def note_of(backup: Path) -> Path:
    """The note beside a backup."""
    return backup.with_name(f"{backup.name}.json")


def files_of(record: Path) -> Path:
    """The folder of attached files that belongs to a record or a backup."""
    return record.with_name(f"{record.name}.files")


def backup_name(record: Path, at_utc: int, nth: int = 1) -> str:
    """The name of the backup of a record at a moment; `nth` tells several of one second apart."""
    stamp = datetime.fromtimestamp(at_utc, UTC).strftime(_STAMP)
    return f"{record.stem}-{stamp}{f'-{nth}' if nth > 1 else ''}{record.suffix}"


def moment_of(name: str, record_name: str) -> int | None:
    """The UTC second in a backup's name; None for a name that is not one of this record's backups."""
    record = Path(record_name)
    pattern = rf"{re.escape(record.stem)}-(\d{{4}}-\d\d-\d\dT\d{{6}}Z)(-\d{{1,4}})?{re.escape(record.suffix)}"
    match = re.fullmatch(pattern, name, re.ASCII)
    if match is None:
        return None
    try:
        return int(datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC).timestamp())
    except ValueError:
        return None


def write_note(backup: Path, facts: Facts) -> None:
    """Write the note beside a backup, past a power cut; raises FileExistsError where there is one."""
    text = json.dumps({"made_by": "acudesk", "form": _FORM, **facts._asdict()}, indent=1, sort_keys=True)
    write_new(note_of(backup), f"{text}\n".encode())


def read_note(backup: Path) -> Facts | None:
    """What the note beside a backup says; None where there is none that acudesk wrote."""
    try:
        with note_of(backup).open(encoding="utf-8") as file:
            found = json.loads(file.read(1 << 16))
        if found.pop("made_by") != "acudesk" or found.pop("form") != _FORM:
            return None
        facts = Facts(**found)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    numbers = (facts.at_utc, facts.entries, facts.files, facts.size, *_values(facts.rows))
    texts = (facts.uid, facts.revision, facts.head, facts.sha256)
    return facts if all(type(n) is int for n in numbers) and all(type(t) is str for t in texts) else None


def _values(rows: Any) -> tuple[Any, ...]:
    return tuple(rows.values()) if isinstance(rows, dict) else (None,)


def backups_in(folder: Path, record_name: str = "") -> list[Backup]:
    """The whole backups in a folder, newest first: a name of ours, a note of ours, and the size that the note tells.

    Anything else is none of ours to judge or to remove. Without `record_name` those of any record.
    """
    found = []
    with suppress(OSError):
        for path in folder.iterdir():
            if not record_name and path.suffix == ".json":
                continue
            name = record_name or re.sub(r"-\d{4}-\d\d-\d\dT\d{6}Z(-\d{1,4})?(?=\.|$)", "", path.name)
            at_utc = moment_of(path.name, name)
            facts = None if at_utc is None else read_note(path)
            if facts is not None and facts.at_utc == at_utc and _is_file_of(path, facts.size):
                found.append(Backup(path, facts))
    # The second of one second has a longer name.
    return sorted(found, key=lambda one: (one.facts.at_utc, len(one.path.name), one.path.name), reverse=True)


def _is_file_of(path: Path, size: int) -> bool:
    try:
        seen = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(seen.st_mode) and seen.st_size == size


def last_good(folder: Path, record_name: str = "") -> tuple[Path, int] | None:
    """The newest whole backup in a folder and the UTC second it shows; None where there is none."""
    found = backups_in(folder, record_name)
    return (found[0].path, found[0].facts.at_utc) if found else None


def due(folder: Path, now_utc: int, record_name: str = "") -> bool:
    """Whether the last backup is old enough for another one. One from the future, of a wrong clock, does not count."""
    return not any(0 <= now_utc - one.facts.at_utc < EVERY_SECONDS for one in backups_in(folder, record_name))


def to_keep(moments: Iterable[datetime]) -> frozenset[datetime]:
    """Which of the clinic's local moments are kept: the newest of each day, week (ISO 8601) and month that has one.

    Days without a backup are passed over, so that a clinic that was closed for a month loses nothing.
    """
    # By the second itself: when the clocks go back, a later moment has an earlier time of day.
    newest_first = sorted(moments, key=datetime.timestamp, reverse=True)
    periods: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (DAILY, lambda at: at.date()),
        (WEEKLY, lambda at: at.isocalendar()[:2]),
        (MONTHLY, lambda at: (at.year, at.month)),
    )
    keep: set[datetime] = set()
    for many, period in periods:
        newest: dict[object, datetime] = {}
        for at in newest_first:
            newest.setdefault(period(at), at)
        keep.update(list(newest.values())[:many])
    return frozenset(keep)


def rotate(folder: Path, record_name: str, uid: str, zone: str, verified: Path) -> tuple[Path, ...]:
    """Remove what `to_keep` does not keep of one clinic's backups, by its own days; never the one just verified.

    What has another name, another clinic's note, no note or another size stays. Returns what was removed.
    """
    ours = [one for one in backups_in(folder, record_name) if one.facts.uid == uid]
    rules = zone_of(zone)
    # Two of one second are told apart by their place in the order, newest first.
    moments = {
        datetime.fromtimestamp(one.facts.at_utc, rules).replace(microsecond=len(ours) - place): one
        for place, one in enumerate(ours)
    }
    keep = to_keep(moments)
    removed = []
    for at, one in moments.items():
        if at not in keep and one.path != verified:
            remove(one.path)
            removed.append(one.path)
    return tuple(removed)


def remove(backup: Path) -> None:
    """Remove a backup of ours with its note and its files; its name first, so that nothing half stays under it."""
    backup.unlink()
    shutil.rmtree(files_of(backup), ignore_errors=True)
    with suppress(OSError):
        note_of(backup).unlink()


def sweep(folder: Path, record_name: str) -> None:
    """Remove what a killed backup or drill of this record left. Only under `alone`, when nobody is at work there."""
    with suppress(OSError):
        for path in folder.iterdir():
            name = path.name
            if name.startswith(f".{record_name}.") and name.endswith((".new", ".new-journal", ".new-wal", ".new-shm")):
                _clear(path)
            for end in (".json", ".files"):
                whose = name.removesuffix(end)
                if name.endswith(end) and moment_of(whose, record_name) is not None and not (folder / whose).exists():
                    _clear(path)


def sweep_restores(record: Path, now_utc: int) -> None:
    """Remove what a killed restore left beside a record, when it is so old that none can still be at work on it."""
    with suppress(OSError):
        for path in record.parent.iterdir():
            ours = path.name.startswith(f".{record.name}.{RESTORING}") and ".new" in path.name
            if ours and path.lstat().st_mtime < now_utc - _LEFT_BEHIND_SECONDS:
                _clear(path)


def _clear(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until no other program takes, tries or removes backups in this folder. Ends with the process, however."""
    handle = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        # Some network file systems have no locks: then two that start at once both take one.
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
