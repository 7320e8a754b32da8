"""Looking a record over: what can be verified of the file, of what is in it, and of what stands around it.

Each finding says what is so and, where something is wrong, what to do. Nothing is changed.
"""

import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from sqlcipher3 import dbapi2

from care.text import counted
from db.anchor import anchor_path, compare, latest_utc, present, read_anchor
from db.audit import GENESIS, Entry, Segments, verify
from db.audit_keys import dropped
from db.backup_copy import wrong_guards
from db.backup_files import is_kept
from db.backups import OLD_SECONDS, files_of, last_good, usual_folder
from db.cipher import key_of
from db.clinic import clinic
from db.damage import RESTORE, Log, closer, look_at_log
from db.disks import free_bytes, network_kind, size_text, why_not_written
from db.errors import (
    DamagedRecord,
    EmptyFile,
    ReadOnlyRecord,
    RecordError,
    Refused,
    WrongTables,
    damaged,
    from_driver,
    shown,
)
from db.localtime import zone_of
from db.looking import opened_to_read
from db.opening import REVISIONS, check_revision, may_write, revision_of
from db.reader import Reader
from db.shape import difference, shape_at, shape_of, wrong_tables

FINE, LOOK, WRONG = "fine", "look", "wrong"
"""As it should be; somebody should see to it; the record is damaged, unsafe or cannot be opened."""

_TAIL = 1000
_LONG_LOG = 64 * 10**6
_LEAST_FREE = 200 * 10**6
_SLACK_SECONDS = 300


class Finding(NamedTuple):
    """One thing that was looked at: its name, how it is, one sentence, and what to do (empty when fine).

    `code` is one word for programs, another one for each thing that can be so, and stays when a sentence is put better.
    """

    name: str
    state: str
    said: str
    todo: str = ""
    code: str = FINE


def check(record: Path, now_utc: int, *, quick: bool = False) -> Iterator[Finding]:
    """Look a record over, one finding after the other as it is known; `quick` leaves out what takes long.

    A record that cannot be opened gives one finding that says why, and then those on what is around it. Only for a
    program that has the record open nowhere else: an unreadable file is looked at past SQLite.
    """
    with ExitStack() as until_told:
        try:
            connection = until_told.enter_context(opened_to_read(record))
        except RecordError as error:
            yield _unreadable(error)
        else:
            yield from _inside(connection, record, now_utc, quick)
    yield from _around(record, now_utc)


def _inside(connection: Any, record: Path, now_utc: int, quick: bool) -> Iterator[Finding]:
    if record.stat().st_size == 0:
        # SQLite takes it for a new one.
        yield Finding(
            "record",
            WRONG,
            f"{shown(record)} is empty: often what a failed copy leaves behind.",
            RESTORE,
            EmptyFile.code,
        )
        return
    try:
        found = revision_of(connection, record)
        try:
            check_revision(found, record)
        except RecordError as error:
            older = found in REVISIONS
            if older and (wrong := wrong_tables(record)):
                raise wrong from error
            todo = "Open it once with the dashboard." * older
            yield Finding("record", LOOK if older else WRONG, error.message, todo, error.code)
            return
        reader = Reader.within(connection, record)
        whose = clinic(reader)
    except RecordError as error:
        connection.close()
        yield _unreadable(error)
        return
    log = look_at_log(connection, record)
    yield Finding("record", FINE, f"{shown(whose.name)}, revision {found}.")
    yield _encryption(connection, reader)
    looks: tuple[tuple[str, Callable[[], Finding]], ...] = (
        ("pages", lambda: _pages(connection, quick)),
        *((("tables", lambda: _tables(connection, found)),) if not quick else ()),
        ("links", lambda: _links(connection)),
        ("guards", lambda: _guards(connection)),
        ("audit log", lambda: _chain(reader, quick)),
        ("write-ahead log", lambda: _log(record, log)),
        ("anchor", lambda: _anchor(reader, log)),
        ("expected visits", lambda: _ranges(reader)),
        ("attached files", lambda: _attached(reader, quick)),
        ("clock", lambda: _clock(reader, now_utc)),
        ("time zone", lambda: _zone(whose.timezone)),
    )
    for name, look in looks:
        try:
            yield look()
        except RecordError as error:
            yield Finding(name, WRONG, error.message, RESTORE, error.code)
        except dbapi2.Error as error:
            words = from_driver(error, record) or damaged(record, str(error))
            yield Finding(name, WRONG, words.message, RESTORE, words.code)


def _unreadable(error: RecordError) -> Finding:
    """Why a record cannot be opened; for a damaged one, as far as its length and its first bytes tell."""
    error = closer(error)
    return Finding("record", WRONG, error.message, code=error.code)


def _encryption(connection: Any, reader: Reader) -> Finding:
    key = key_of(connection)
    if key is None:
        return Finding("encryption", FINE, "The record is not encrypted: whoever has its file can read it.")
    row = reader.row("select count(*) from attachment where not voided")
    files = f" The files kept with referrals ({row[0]}) are not." if row and row[0] else ""
    return Finding("encryption", FINE, f"The record is encrypted with the key {key.name}.{files}")


def _pages(connection: Any, quick: bool) -> Finding:
    how = "quick_check" if quick else "integrity_check"
    verdict = connection.execute(f"pragma {how}(1)").fetchone()[0]
    if verdict != "ok":
        return Finding("pages", WRONG, f"The file is damaged ({' '.join(verdict.split())}).", RESTORE, "bad_pages")
    (count,) = connection.execute("pragma page_count").fetchone()
    return Finding("pages", FINE, f"All {count:,} pages are whole{' at a quick look' if quick else ''}.")


def _tables(connection: Any, revision: str) -> Finding:
    if wrong := difference(shape_of(connection), shape_at(revision)):
        said = f"Its tables are not those of revision {revision}: {shown(wrong)}."
        return Finding("tables", WRONG, said, f"Somebody changed the file past acudesk. {RESTORE}", WrongTables.code)
    return Finding("tables", FINE, "All tables are there, with all their columns.")


def _links(connection: Any) -> Finding:
    loose = connection.execute("pragma foreign_key_check").fetchall()
    if loose:
        tables = ", ".join(sorted({row[0] for row in loose}))
        return Finding(
            "links", WRONG, f"{len(loose)} rows refer to rows that are not there ({tables}).", RESTORE, "loose_rows"
        )
    return Finding("links", FINE, "Every row refers to rows that are there.")


def _guards(connection: Any) -> Finding:
    if wrong := wrong_guards(connection):
        there = {name for (name,) in connection.execute("select name from sqlite_schema where type = 'trigger'")}
        missing = [name for name in wrong if name not in there]
        changed = [name for name in wrong if name in there]
        said = [f"Guards are missing: {shown(', '.join(missing))}."] if missing else []
        said += [f"Guards were changed: {shown(', '.join(changed))}."] if changed else []
        todo = "Somebody changed the file past acudesk. " + RESTORE
        return Finding("guards", WRONG, " ".join(said), todo, "unguarded" if missing else "guards_changed")
    return Finding("guards", FINE, "All guards are there and unchanged.")


def _chain(reader: Reader, quick: bool) -> Finding:
    segments = Segments(reader)
    if quick:
        entries = present(reader).entries
        broken, told = _tail(reader, entries), f"The newest {min(entries, _TAIL):,} of {entries:,} entries fit."
        unverified = segments.unverified(entries)
    else:
        chain = verify(reader)
        broken, told = chain.broken_at, f"All {chain.entries:,} entries follow one another."
        entries, unverified = chain.entries, chain.unverified
    if broken is not None:
        return Finding(
            "audit log", WRONG, f"Entry {broken} does not follow the one before: the log was changed past acudesk.",
            "Keep this file, compare it with the backups, and ask who had access.", "log_changed",
        )  # fmt: skip
    if gone := dropped(reader, entries):
        return Finding(
            "audit log", WRONG,
            f"It was kept with the key {gone[0]} from entry {gone[1]} on, and is not any more: it was written anew.",
            "Keep this file, compare it with the backups, and ask who had access.", "log_changed",
        )  # fmt: skip
    bring = "Bring its file"
    if segments.missing:
        bring += ", or let the owner begin a new one: `acudesk audit key --new`. Nothing can be written before"
    if unverified:
        # What cannot be verified is not known to be whole: `audit verify` says so, too.
        first, last, name = unverified[-1]
        said = f"{told} Those from {first} to {last} are kept with the key {shown(str(name))}, which is not here."
        return Finding("audit log", WRONG, said, f"{bring}.", "key_missing")
    if segments.missing:
        said = f"{told} The next one is to be kept with the key {shown(segments.missing)}, which is not here."
        return Finding("audit log", WRONG, said, f"{bring}.", "key_missing")
    return Finding("audit log", FINE, told)


def _tail(reader: Reader, entries: int) -> int | None:
    """The first of the newest entries that does not follow the one before; the first of them all is not followed."""
    first = max(entries - _TAIL, 0) + 1
    rows = reader.rows(
        "select id, at_utc, staff_id, actor, action, subject, subject_id, patient_id, detail, previous_hash, hash "
        "from audit_entry where id >= :first order by id",
        {"first": first},
    )
    segments = Segments(reader)
    previous = GENESIS if first == 1 else rows[0][9]
    for expected, (*fields, before, digest) in enumerate(rows, first):
        if fields[0] != expected or before != previous or not segments.fits(Entry(*fields), previous, digest):
            return expected
        previous = digest
    return None


def _anchor(reader: Reader, log: Log | None) -> Finding:
    path = anchor_path(reader.path)
    try:
        anchor = read_anchor(path)
    except DamagedRecord as error:
        return Finding("anchor", LOOK, error.message, "Remove it, then take a backup.", "anchor_unreadable")
    if anchor is None:
        said = "There is no anchor yet: a lost end could not be told."
        return Finding("anchor", LOOK, said, "Run `acudesk backup`.", "no_anchor")
    newest = f"Keep it, and restore the newest of {shown(path.parent)}."
    if said := compare(reader, anchor):
        now = present(reader)
        if now.uid != anchor.uid or now.entries >= anchor.entries:
            code = "other_clinic" if now.uid != anchor.uid else "other_history"
            return Finding("anchor", WRONG, said, f"Was the record put back by hand? {newest}", code)
        if log is None or not log.pages:
            how = "The write-ahead log that held them is not there: it was lost, or not copied with the record, or an "
            how += "older copy was put in its place."
            return Finding("anchor", WRONG, f"{said} {how}", newest, "log_lost")
        if log.lost_writes:
            how = f"The write-ahead log that held them is damaged at page {log.valid + 1} of {log.pages}."
            return Finding("anchor", WRONG, f"{said} {how}", newest, "log_damaged")
        how = f"The write-ahead log that held them ends before them, after {log.valid} pages: it was cut short."
        return Finding("anchor", WRONG, f"{said} {how}", newest, "log_cut")
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
        courses = counted(missing, "open course has", "open courses have")
        said = f"{courses} visits and no expected number of them."
        return Finding(
            "expected visits", LOOK, said, "Open their charts and set it, or leave it where none applies.", "no_range"
        )
    return Finding("expected visits", FINE, "Every open course with visits has its expected number of them.")


def _attached(reader: Reader, quick: bool) -> Finding:
    folder = files_of(reader.path)
    rows = reader.rows("select name, size, digest from attachment where not voided")
    missing = sum(not is_kept(folder / name, size, "" if quick else digest) for name, size, digest in rows)
    if missing:
        files = counted(missing, "attached file is", "attached files are")
        return Finding(
            "attached files", WRONG, f"{files} missing or changed in {shown(folder)}.",
            "Bring them back from the folder .files of a backup, or ask for them again.", "files_missing",
        )  # fmt: skip
    return Finding("attached files", FINE, f"All {len(rows):,} are as they were kept." if rows else "There are none.")


def _clock(reader: Reader, now_utc: int) -> Finding:
    behind = latest_utc(reader) - now_utc
    if behind > _SLACK_SECONDS:
        said = f"This machine's clock is {_span(behind)} before the newest entry of the audit log."
        return Finding("clock", WRONG, said, "Set the clock before anything is written.", "clock_behind")
    return Finding("clock", FINE, "The clock is not before the newest entry.")


def _zone(name: str) -> Finding:
    try:
        zone_of(name)
    except Refused:
        said = f"The rules of the clinic's time zone {shown(name)} are not on this machine."
        return Finding("time zone", WRONG, said, "Install the package tzdata again.", "no_zone")
    return Finding("time zone", FINE, f"The rules of {shown(name)} are there.")


def _around(record: Path, now_utc: int) -> Iterator[Finding]:
    if record.exists():
        yield _private(record)
        if not may_write(record):
            said = f"It can only be read: {why_not_written(record)}."
            yield Finding("writing", LOOK, said, "Give the right to write it back.", ReadOnlyRecord.code)
        yield _room(record)
    if kind := network_kind(record.parent):
        yield Finding(
            "disk", LOOK, f"The record is on a network disk ({kind}).",
            "Its write-ahead log needs one machine: move it to a local disk, and reach it over ssh.", "network_disk",
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
        "permissions",
        state,
        f"Others may look into {shown(first)}{more}.",
        f"chmod {mode:o} {shown(first)}",
        "open_to_others",
    )


def _log(record: Path, log: Log | None) -> Finding:
    path = record.with_name(f"{record.name}-wal")
    size = path.stat().st_size if path.exists() else 0
    name = "write-ahead log"
    if log is not None and log.lost_writes > 1:
        # One may have been under way when the power went; nobody was told that it was done.
        said = f"It is damaged at page {log.valid + 1} of {log.pages}: {log.lost_writes} writes behind that are lost."
        return Finding(name, WRONG, said, RESTORE, "log_damaged")
    if size > _LONG_LOG:
        said = f"The write-ahead log has grown to {size_text(size)}: somebody reads on and on."
        return Finding(name, LOOK, said, "Leave every open acudesk once; it is then written back.", "log_long")
    return Finding(name, FINE, f"It is {size_text(size)} long.")


def _room(record: Path) -> Finding:
    free, size = free_bytes(record.absolute().parent), record.stat().st_size
    said = f"{size_text(free)} are free; the record takes {size_text(size)}."
    # A restore needs a copy of the record, a backup of it and a log of the same length.
    if free < max(3 * size, _LEAST_FREE):
        return Finding("room", LOOK, said, "Make room: a restore needs three times the record.", "little_room")
    return Finding("room", FINE, said)


def _backup(record: Path, now_utc: int) -> Finding:
    folder = usual_folder(record)
    found = last_good(folder, record.name)
    if found is None:
        return Finding("backup", LOOK, f"There is no backup in {shown(folder)}.", "Run `acudesk backup`.", "no_backup")
    path, at_utc = found
    said = f"The last one, {shown(path.name)}, is {_span(now_utc - at_utc)} old."
    if now_utc - at_utc > OLD_SECONDS:
        todo = "Run `acudesk backup`, and see why none was taken by itself."
        return Finding("backup", LOOK, said, todo, "old_backup")
    return Finding("backup", FINE, said)


def _span(seconds: int) -> str:
    """A length of time for people, in its largest unit."""
    for unit, length in (("d", 86400), ("h", 3600)):
        if seconds >= length:
            return f"{seconds // length} {unit}"
    return f"{max(seconds, 0) // 60} min"
