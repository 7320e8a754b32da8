"""Taking a backup while everybody works, into a folder of our own names or under a name somebody chose."""

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from care.text import counted
from db.anchor import anchor_path, compare, read_anchor, write_anchor
from db.backup_copy import KEPT, copy, discard, draft_beside, immutable
from db.backup_files import bring_files
from db.backups import (
    Facts,
    alone,
    backup_name,
    due,
    files_of,
    note_of,
    rotate,
    sweep,
    sweep_restores,
    usual_folder,
    write_note,
)
from db.disks import cannot_write, network_kind
from db.errors import Conflict, DamagedRecord, Refused, StorageFailed, shown
from db.opening import connect_unchecked, may_write
from db.reader import Reader
from db.whole_file import give_name

Told = Callable[[Facts], None]


class Taken(NamedTuple):
    """A backup that was taken, what was counted in it, which older ones went, and what a person should know."""

    path: Path
    facts: Facts
    removed: tuple[Path, ...] = ()
    warnings: tuple[str, ...] = ()


def take(record: Path, now_utc: int, folder: Path | None = None, *, name: str = "", told: Told | None = None) -> Taken:
    """Take a verified backup of a record into a folder (the usual one, which is made, without one named).

    Without `name` it gets one of ours and the older ones of ours in that folder are rotated; with `name` that one,
    which must not exist, and nothing rotates. `told` is called when the copy is whole and has no name yet: an error of
    its own leaves nothing behind. Raises `Refused`, `Conflict`, `StorageFailed`, or what is wrong with the record.
    """
    record, usual = record.absolute(), usual_folder(record)
    folder = usual if folder is None else folder.absolute()
    _look_at_folder(folder, may_make=folder == usual)
    if name:
        _look_at_name(record, folder, name)
    with alone(folder):
        return _take(record, now_utc, folder, name, told)


def take_if_due(record: Path, now_utc: int, folder: Path | None = None) -> Taken | None:
    """Take a backup unless there is one young enough; of several programs that ask at once, one takes it."""
    record, usual = record.absolute(), usual_folder(record)
    folder = usual if folder is None else folder.absolute()
    _look_at_folder(folder, may_make=folder == usual)
    with alone(folder):
        return _take(record, now_utc, folder, "", None) if due(folder, now_utc, record.name) else None


def take_before(record: Path, now_utc: int, what: str) -> Taken:
    """A backup in the usual folder that does not rotate: how the record was before something was done to it."""
    record, folder = record.absolute(), usual_folder(record)
    _look_at_folder(folder, may_make=True)
    with alone(folder):
        made = backup_name(record, now_utc)
        return _take(record, now_utc, folder, f"{record.stem}.before-{what}{made.removeprefix(record.stem)}", None)


def _take(record: Path, now_utc: int, folder: Path, name: str, told: Told | None) -> Taken:
    """The backup itself, alone in the folder. `name` is tried with a number after it where it is one of ours."""
    warnings: list[str] = []
    sweep(folder, record.name)
    sweep_restores(record, now_utc)
    draft = draft_beside(folder / record.name)
    zone = behind = ""

    def look(connection: Any) -> None:
        nonlocal zone, behind
        zone = connection.execute("select timezone from clinic").fetchone()[0]
        behind = _short_of_anchor(Reader.within(connection, record), anchor_path(record))

    try:
        facts = copy(record, draft, now_utc, look)
        with immutable(draft) as made:
            came, lacking = bring_files(made, files_of(record), files_of(draft), links=True)
        facts = facts._replace(files=came)
        if lacking:
            files = counted(lacking, "attached file is", "attached files are")
            warnings.append(f"{files} not in {shown(files_of(record))} any more. The rest is in the backup.")
        if told is not None:
            told(facts)
        place = _name_it(draft, folder, facts, lambda nth: _name(record, now_utc, name, nth))
    except OSError as error:
        raise cannot_write(error, folder, KEPT) from error
    finally:
        discard(draft)
    removed: tuple[Path, ...] = ()
    if behind:
        # What is missing may be in one of them.
        warnings.append(f"{behind} The older backups were all kept: see `acudesk check`.")
    elif not name:
        removed = rotate(folder, record.name, facts.uid, zone, place)
    if kind := network_kind(folder):
        warnings.append(f"{shown(folder)} is on a network disk ({kind}): a copy on it is good, a record in use is not.")
    warnings += _anchor(record)
    return Taken(place, facts, removed, tuple(warnings))


def _name(record: Path, now_utc: int, name: str, nth: int) -> str:
    if not name:
        return backup_name(record, now_utc, nth)
    if nth > 1 and name.startswith(f"{record.stem}.before-"):
        return f"{Path(name).stem}-{nth}{record.suffix}"
    return name


def _name_it(draft: Path, folder: Path, facts: Facts, name: Callable[[int], str]) -> Path:
    """Files, note, name, in this order: what carries the name is whole. Raises `Conflict` where it is taken."""
    nth = 1
    while True:
        place = folder / name(nth)
        if not any(os.path.lexists(path) for path in (place, note_of(place), files_of(place))):
            break
        nth += 1
        if name(nth) == place.name:
            raise _taken(place)
    try:
        if files_of(draft).exists():
            files_of(draft).rename(files_of(place))
        write_note(place, facts)
        give_name(draft, place)
    except BaseException as error:
        # The name is not given, so both are ours and nobody's yet.
        if files_of(place).exists():
            files_of(place).rename(files_of(draft))
        with suppress(OSError):
            note_of(place).unlink()
        if isinstance(error, FileExistsError):
            raise _taken(place) from error
        raise
    return place


def _look_at_folder(folder: Path, *, may_make: bool) -> None:
    try:
        if may_make and not os.path.lexists(folder):
            folder.mkdir(mode=0o700)
            # The umask only takes away; with some file systems' defaults it is not asked at all.
            folder.chmod(0o700)
        seen = folder.lstat()
    except FileExistsError:
        # Somebody else made it just now.
        seen = folder.lstat()
    except OSError as error:
        raise cannot_write(error, folder, KEPT) from error
    if stat.S_ISLNK(seen.st_mode):
        raise Refused(f"{shown(folder)} is a link. {KEPT} Name the folder that it leads to.")
    if not stat.S_ISDIR(seen.st_mode):
        raise StorageFailed(f"{shown(folder)} is not a folder. {KEPT} Name a folder, or a new file in one.")


def _look_at_name(record: Path, folder: Path, name: str) -> None:
    place = folder / name
    own = {record.name + end for end in ("", "-wal", "-shm", "-journal", ".files")}
    same_folder = folder.exists() and folder.samefile(record.parent) if record.parent.exists() else False
    if same_folder and name in own:
        raise Refused(f"{shown(place)} is the record itself, or belongs to it. {KEPT} Name another file.")
    if place.is_symlink():
        raise Refused(f"{shown(place)} is a link. {KEPT} Name a new file.")
    if os.path.lexists(place):
        raise _taken(place)


def _taken(place: Path) -> Conflict:
    return Conflict(
        f"There is a file at {shown(place)} already, or one that belongs to such a backup. It was left as it is. "
        f"{KEPT} Choose another name."
    )


def _short_of_anchor(reader: Reader, path: Path) -> str:
    try:
        anchor = read_anchor(path)
    except DamagedRecord:
        return ""
    said = "" if anchor is None else compare(reader, anchor)
    return said if said.startswith("The record") else ""


def _anchor(record: Path) -> list[str]:
    """Write the anchor after a backup. A backup is one without it too, so what fails here is only told."""
    path = anchor_path(record)
    if not may_write(record):
        return []
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        # A record of an earlier revision has its log too.
        connection = connect_unchecked(record)
        try:
            write_anchor(Reader.within(connection, record), path)
        finally:
            connection.close()
    except DamagedRecord as error:
        return [error.message]
    except OSError as error:
        return [f"The anchor {shown(path)} could not be written ({error.strerror}); the backup is whole."]
    return []
