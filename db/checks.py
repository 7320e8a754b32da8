"""Looking a record over: what can be verified of the file, of what is in it, and of what stands around it.

Each finding says what is so and, where something is wrong, what to do. Nothing is changed.
"""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from sqlcipher3 import dbapi2

from db.anchor import anchor_path, compare, present, read_anchor
from db.audit import GENESIS, Entry, hash_of, verify
from db.backup_copy import wrong_guards
from db.backup_files import is_kept
from db.backups import files_of, last_good, usual_folder
from db.clinic import clinic
from db.disks import free_bytes, network_kind, size_text
from db.errors import DamagedRecord, NotADatabase, RecordError, Refused, damaged, from_driver, shown
from db.localtime import zone_of
from db.opening import REVISIONS, check_revision, connect_unchecked, revision_of
from db.reader import Reader

FINE, LOOK, WRONG = "fine", "look", "wrong"
"""As it should be; somebody should see to it; the record is damaged, unsafe or cannot be opened."""

RESTORE = "Keep this file and restore the last backup: `acudesk restore`."
OLD_BACKUP_SECONDS = 3 * 24 * 3600
_TAIL = 1000
_LONG_LOG = 64 * 10**6
_LEAST_FREE = 200 * 10**6
_SLACK_SECONDS = 300


class Finding(NamedTuple):
    """One thing that was looked at: its name, how it is, one sentence, and what to do (empty when fine)."""

    name: str
    state: str
    said: str
    todo: str = ""


def check(record: Path, now_utc: int, *, quick: bool = False) -> Iterator[Finding]:
    """Look a record over, one finding after the other as it is known; `quick` leaves out what takes long.

    A record that cannot be opened gives one finding that says why, and then those on what is around it. Only for a
    program that has the record open nowhere else: an unreadable file is looked at past SQLite.
    """
    try:
        connection = connect_unchecked(record)
    except RecordError as error:
        yield _unreadable(record, error)
    else:
        with closing(connection):
            yield from _inside(connection, record, now_utc, quick)
    yield from _around(record, now_utc)


def _inside(connection: Any, record: Path, now_utc: int, quick: bool) -> Iterator[Finding]:
    if record.stat().st_size == 0:
        # SQLite takes it for a new one.
        yield Finding("record", WRONG, f"{shown(record)} is empty: often what a failed copy leaves behind.", RESTORE)
        return
    try:
        found = revision_of(connection, record)
        try:
            check_revision(found, record)
        except RecordError as error:
            older = found in REVISIONS
            yield Finding("record", LOOK if older else WRONG, error.message, "Open it once with the dashboard." * older)
            return
        reader = Reader.within(connection, record)
        whose = clinic(reader)
    except RecordError as error:
        connection.close()
        yield _unreadable(record, error)
        return
    yield Finding("record", FINE, f"{shown(whose.name)}, revision {found}.")
    looks: tuple[tuple[str, Callable[[], Finding]], ...] = (
        ("pages", lambda: _pages(connection, quick)),
        ("links", lambda: _links(connection)),
        ("guards", lambda: _guards(connection)),
        ("audit log", lambda: _chain(reader, quick)),
        ("anchor", lambda: _anchor(reader)),
        ("expected visits", lambda: _ranges(reader)),
        ("attached files", lambda: _attached(reader, quick)),
        ("clock", lambda: _clock(reader, now_utc)),
        ("time zone", lambda: _zone(whose.timezone)),
    )
    for name, look in looks:
        try:
            yield look()
        except RecordError as error:
            yield Finding(name, WRONG, error.message, RESTORE)
        except dbapi2.Error as error:
            words = from_driver(error, record) or damaged(record, str(error))
            yield Finding(name, WRONG, words.message, RESTORE)


def _unreadable(record: Path, error: RecordError) -> Finding:
    """Why a record cannot be opened; for a damaged one, as far as its length and its first bytes tell."""
    said = error.message
    if isinstance(error, DamagedRecord | NotADatabase):
        said = _by_its_bytes(record) or said
    return Finding("record", WRONG, said, "" if said == error.message else RESTORE)


def _by_its_bytes(record: Path) -> str:
    # No connection of ours is open now, whose locks a plain look would drop.
    try:
        with record.open("rb") as file:
            head = file.read(4096)
            size = os.fstat(file.fileno()).st_size
    except OSError:
        return ""
    if head and not any(head):
        return f"The first page of {shown(record)} was wiped: it holds zeros only."
    page = int.from_bytes(head[16:18], "big")
    whole = int.from_bytes(head[28:32], "big") * (65536 if page == 1 else page)
    if head.startswith(b"SQLite format 3\0") and size < whole:
        return f"{shown(record)} was cut short: {size_text(size)} of {size_text(whole)} are there."
    return ""


def _pages(connection: Any, quick: bool) -> Finding:
    how = "quick_check" if quick else "integrity_check"
    verdict = connection.execute(f"pragma {how}(1)").fetchone()[0]
    if verdict != "ok":
        return Finding("pages", WRONG, f"The file is damaged ({' '.join(verdict.split())}).", RESTORE)
    (count,) = connection.execute("pragma page_count").fetchone()
    return Finding("pages", FINE, f"All {count:,} pages are whole{' at a quick look' if quick else ''}.")


def _links(connection: Any) -> Finding:
    loose = connection.execute("pragma foreign_key_check").fetchall()
    if loose:
        tables = ", ".join(sorted({row[0] for row in loose}))
        return Finding("links", WRONG, f"{len(loose)} rows refer to rows that are not there ({tables}).", RESTORE)
    return Finding("links", FINE, "Every row refers to rows that are there.")


def _guards(connection: Any) -> Finding:
    if wrong := wrong_guards(connection):
        said = f"Guards are missing or were changed: {shown(', '.join(wrong))}."
        return Finding("guards", WRONG, said, "Somebody changed the file past acudesk. " + RESTORE)
    return Finding("guards", FINE, "All guards are there and unchanged.")


def _chain(reader: Reader, quick: bool) -> Finding:
    if quick:
        entries = present(reader).entries
        broken, told = _tail(reader, entries), f"The newest {min(entries, _TAIL):,} of {entries:,} entries fit."
    else:
        chain = verify(reader)
        broken, told = chain.broken_at, f"All {chain.entries:,} entries follow one another."
    if broken is not None:
        return Finding(
            "audit log", WRONG, f"Entry {broken} does not follow the one before: the log was changed past acudesk.",
            "Keep this file, compare it with the backups, and ask who had access.",
        )  # fmt: skip
    return Finding("audit log", FINE, told)


def _tail(reader: Reader, entries: int) -> int | None:
    """The first of the newest entries that does not follow the one before; the first of them all is not followed."""
    first = max(entries - _TAIL, 0) + 1
    rows = reader.rows(
        "select id, at_utc, staff_id, actor, action, subject, subject_id, patient_id, detail, previous_hash, hash "
        "from audit_entry where id >= :first order by id",
        {"first": first},
    )
    previous = GENESIS if first == 1 else rows[0][9]
    for expected, (*fields, before, digest) in enumerate(rows, first):
        if fields[0] != expected or before != previous or hash_of(Entry(*fields), previous) != digest:
            return expected
        previous = digest
    return None


def _anchor(reader: Reader) -> Finding:
    path = anchor_path(reader.path)
    try:
        anchor = read_anchor(path)
    except DamagedRecord as error:
        return Finding("anchor", LOOK, error.message, "Remove it, then take a backup.")
    if anchor is None:
        return Finding("anchor", LOOK, "There is no anchor yet: a lost end could not be told.", "Run `acudesk backup`.")
    if said := compare(reader, anchor):
        return Finding(
            "anchor", WRONG, said,
            "Was the record copied without its -wal file, or put back by hand? Keep it, and restore the newest of "
            f"{shown(path.parent)}.",
        )  # fmt: skip
    since = present(reader).entries - anchor.entries
    return Finding(
        "anchor", FINE, f"The record holds all {anchor.entries:,} entries of the anchor, and {since:,} more."
    )


def _ranges(reader: Reader) -> Finding:
    row = reader.row(
        "select count(*) from course c where c.expected_min is null and c.closed_on is null and not c.voided "
        "and exists (select 1 from visit v where v.course_id = c.id and not v.voided)"
    )
    missing = row[0] if row else 0
    if missing:
        courses = "1 open course has" if missing == 1 else f"{missing} open courses have"
        said = f"{courses} visits and no expected number of them."
        return Finding("expected visits", LOOK, said, "Open their charts and set it, or leave it where none applies.")
    return Finding("expected visits", FINE, "Every open course with visits has its expected number of them.")


def _attached(reader: Reader, quick: bool) -> Finding:
    folder = files_of(reader.path)
    rows = reader.rows("select name, size, digest from attachment where not voided")
    missing = sum(not is_kept(folder / name, size, "" if quick else digest) for name, size, digest in rows)
    if missing:
        files = "1 attached file is" if missing == 1 else f"{missing} attached files are"
        return Finding(
            "attached files", WRONG, f"{files} missing or changed in {shown(folder)}.",
            "Bring them back from the folder .files of a backup, or ask for them again.",
        )  # fmt: skip
    return Finding("attached files", FINE, f"All {len(rows):,} are as they were kept." if rows else "There are none.")


def _clock(reader: Reader, now_utc: int) -> Finding:
    behind = present(reader).at_utc - now_utc
    if behind > _SLACK_SECONDS:
        said = f"This machine's clock is {_span(behind)} before the newest entry of the audit log."
        return Finding("clock", WRONG, said, "Set the clock before anything is written.")
    return Finding("clock", FINE, "The clock is not before the newest entry.")


def _zone(name: str) -> Finding:
    try:
        zone_of(name)
    except Refused:
        said = f"The rules of the clinic's time zone {shown(name)} are not on this machine."
        return Finding("time zone", WRONG, said, "Install the package tzdata again.")
    return Finding("time zone", FINE, f"The rules of {shown(name)} are there.")


def _around(record: Path, now_utc: int) -> Iterator[Finding]:
    if record.exists():
        yield _private(record)
        yield _log(record)
        yield _room(record)
    if kind := network_kind(record.parent):
        yield Finding(
            "disk", LOOK, f"The record is on a network disk ({kind}).",
            "Its write-ahead log needs one machine: move it to a local disk, and reach it over ssh.",
        )  # fmt: skip
    yield _backup(record, now_utc)


def _private(record: Path) -> Finding:
    folder, backups, files = record.absolute().parent, usual_folder(record), files_of(record)
    wanted = [(record.with_name(record.name + end), 0o600) for end in ("", "-wal", "-shm")]
    wanted += [(place, 0o700) for place in (folder, backups, files)]
    for inside in (backups, files):
        if inside.is_dir():
            wanted += [(path, 0o700 if path.is_dir() else 0o600) for path in inside.iterdir() if not path.is_symlink()]
    open_to = [(path, mode) for path, mode in wanted if path.exists() and stat.S_IMODE(path.stat().st_mode) & ~mode]
    if not open_to:
        return Finding("permissions", FINE, "Only this account may read the record and its backups.")
    # A folder that others may list tells them names of files only.
    state = WRONG if any(path.is_file() for path, _ in open_to) else LOOK
    first, mode = open_to[0]
    more = f" and {len(open_to) - 1} more" if len(open_to) > 1 else ""
    return Finding(
        "permissions", state, f"Others may look into {shown(first)}{more}.", f"chmod {mode:o} {shown(first)}"
    )


def _log(record: Path) -> Finding:
    path = record.with_name(f"{record.name}-wal")
    size = path.stat().st_size if path.exists() else 0
    if size > _LONG_LOG:
        said = f"The write-ahead log has grown to {size_text(size)}: somebody reads on and on."
        return Finding("write-ahead log", LOOK, said, "Leave every open acudesk once; it is then written back.")
    return Finding("write-ahead log", FINE, f"It is {size_text(size)} long.")


def _room(record: Path) -> Finding:
    free, size = free_bytes(record.absolute().parent), record.stat().st_size
    said = f"{size_text(free)} are free; the record takes {size_text(size)}."
    # A restore needs a copy of the record, a backup of it and a log of the same length.
    if free < max(3 * size, _LEAST_FREE):
        return Finding("room", LOOK, said, "Make room: a restore needs three times the record.")
    return Finding("room", FINE, said)


def _backup(record: Path, now_utc: int) -> Finding:
    folder = usual_folder(record)
    found = last_good(folder, record.name)
    if found is None:
        return Finding("backup", LOOK, f"There is no backup in {shown(folder)}.", "Run `acudesk backup`.")
    path, at_utc = found
    said = f"The last one, {shown(path.name)}, is {_span(now_utc - at_utc)} old."
    if now_utc - at_utc > OLD_BACKUP_SECONDS:
        return Finding("backup", LOOK, said, "Run `acudesk backup`, and see why none was taken by itself.")
    return Finding("backup", FINE, said)


def _span(seconds: int) -> str:
    """A length of time for people, in its largest unit."""
    for unit, length in (("d", 86400), ("h", 3600)):
        if seconds >= length:
            return f"{seconds // length} {unit}"
    return f"{max(seconds, 0) // 60} min"
