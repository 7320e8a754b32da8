"""Reading the audit log: who did what, and whether the log is whole; where it is not, what was done to it."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sqlcipher3 import dbapi2

from care.text import fold, tidy
from db.anchor import Anchor, anchor_path, compare, present, read_anchor
from db.audit import GENESIS, Entry, Segments, Unverified, hash_of
from db.audit_keys import dropped
from db.backup_copy import wrong_guards
from db.errors import DamagedRecord, NotFound, damaged, from_driver, shown
from db.looking import opened_to_read
from db.opening import check_revision, revision_of
from db.reader import Reader

EDITED, REMOVED, MOVED = "edited", "removed", "moved"
OLDER, OTHER_RECORD, OTHER_HISTORY, ANCHOR_UNREADABLE = "older", "other_record", "other_history", "anchor_unreadable"
UNGUARDED, REHASHED, UNKEYED = "unguarded", "rehashed", "unkeyed"
_NAME = re.compile(r"[a-z_]{1,30}", re.ASCII)
_AT_ONCE = 10_000
_TOLD_EVERY = 2_000
_RENUMBERED_BY = 10_000
"""By how much an entry's number may have been changed for it to be recognised."""

_LAST_ID = 2**63 - 1
_NAMED = 6
COLUMNS = "id, at_utc, staff_id, actor, action, subject, subject_id, patient_id, detail"
"""What `told` takes, in its order."""


class Told(NamedTuple):
    """One entry as it may be shown: of its detail only counts, ids and names of fields."""

    id: int
    at_utc: int
    staff_id: int | None
    actor: str
    action: str
    subject: str
    subject_id: int | None
    patient_id: int | None
    counts: dict[str, int]
    fields: tuple[str, ...]
    right: str = ""
    """Which right was missing, of an entry that tells of a refusal."""


class Whom(NamedTuple):
    """Whose entries are meant: members of staff by number, anybody else by the name in the log."""

    staff: tuple[int, ...]
    names: tuple[str, ...]


class Damage(NamedTuple):
    """What is wrong with the log: its kind, the first entry that shows it (None for the log as a whole), a sentence."""

    kind: str
    entry: int | None
    said: str


class Verdict(NamedTuple):
    """The log as it was found: how many entries, the newest one's hash and UTC second, what is wrong, the anchor."""

    entries: int
    head: str
    at_utc: int
    damage: tuple[Damage, ...]
    anchor: Anchor | None
    unverified: tuple[Unverified, ...] = ()
    """Entries whose key is not on this machine."""

    keyed_from: int | None = None
    """The first entry that was hashed with a key; None where there is none."""

    key_missing: str = ""
    """The name of the key that the next entry needs and that is not here: nothing can be written."""


def whose(reader: Reader, name: str) -> Whom:
    """Everybody in the log or on staff whom a name, a part of one or a staff number means; raises `NotFound`."""
    text = tidy(name)
    asked = set(fold(text).split())
    people = reader.rows("select id, name from staff")
    people += reader.rows("select distinct staff_id, actor from audit_entry order by actor")
    meant = [
        (key, called)
        for key, called in people
        if (asked and asked <= set(fold(called).split())) or (key is not None and str(key) == text)
    ]
    if not meant:
        known = list(dict.fromkeys(called for _, called in people))
        more = f" and {len(known) - _NAMED} more" if len(known) > _NAMED else ""
        raise NotFound(
            f"Nobody called “{text[:60]}” is on staff or in the audit log. There are {', '.join(known[:_NAMED])}{more}."
        )
    staff = {key for key, _ in meant if key is not None}
    return Whom(tuple(sorted(staff)), tuple(sorted({called for key, called in meant if key is None})))


def entries(
    reader: Reader,
    last: int,
    patient_id: int | None = None,
    by: Whom | None = None,
    since_utc: int | None = None,
    until_utc: int | None = None,
) -> tuple[tuple[Told, ...], bool]:
    """The newest `last` entries, oldest of them first, and whether there are older ones.

    `patient_id` brings the entries of records that were merged into that one; `until_utc` is not included.
    """
    reader.require("see_audit")
    named: dict[str, Any] = {"many": last + 1, "since": since_utc, "until": until_utc}
    with reader.snapshot():
        conditions = ["1"]
        if patient_id is not None:
            rows = reader.rows("select id from patient where id = :id or merged_into = :id", {"id": patient_id})
            conditions.append(f"patient_id in ({', '.join(str(key) for (key,) in rows) or 'null'})")
        if by is not None:
            named |= {f"name{at}": name for at, name in enumerate(by.names)}
            names = ", ".join(f":name{at}" for at in range(len(by.names)))
            staff = ", ".join(map(str, by.staff))
            conditions.append(f"(staff_id in ({staff}) or (staff_id is null and actor in ({names})))")
        if since_utc is not None:
            conditions.append("at_utc >= :since")
        if until_utc is not None:
            conditions.append("at_utc < :until")
        found = reader.rows(
            f"select {COLUMNS} from audit_entry where {' and '.join(conditions)} order by id desc limit :many", named
        )
    return tuple(told(row) for row in reversed(found[:last])), len(found) > last


def told(row: tuple[Any, ...]) -> Told:
    """An entry from its columns."""
    counts, fields, right = _shown_of(row[8])
    key, at_utc, staff_id, actor, action, subject, subject_id, patient_id, _ = row
    return Told(key, at_utc, staff_id, actor, action, subject, subject_id, patient_id, counts, fields, right)


def _shown_of(detail: object) -> tuple[dict[str, int], tuple[str, ...], str]:
    try:
        known = json.loads(detail) if isinstance(detail, str) else {}
    except (ValueError, RecursionError):
        known = {}
    known = known if isinstance(known, dict) else {}
    counts = {name: value for name, value in known.items() if type(value) is int and name != "version"}
    fields = known.get("fields")
    right = known.get("right")
    return (
        counts,
        tuple(one for one in fields if isinstance(one, str)) if isinstance(fields, list) else (),
        right if isinstance(right, str) and _NAME.fullmatch(right) else "",
    )


def examine(record: Path, progress: Callable[[int], None] | None = None) -> Verdict:
    """Follow the log of a record from its first entry, and hold it against its anchor and its guards.

    A record whose guards somebody took away is looked at all the same. `progress` is told now and then how many entries
    have been followed. Raises a `RecordError` for a file that cannot be opened or read.
    """
    # Read before the record, which only grows.
    anchor, damage = None, list[Damage]()
    try:
        anchor = read_anchor(anchor_path(record))
    except DamagedRecord as error:
        damage.append(Damage(ANCHOR_UNREADABLE, None, error.message))
    with opened_to_read(record) as connection:
        try:
            check_revision(revision_of(connection, record), record)
            # A letter that is no letter is a finding, not a reason to stop.
            connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
            connection.execute("begin deferred")
            reader = Reader.within(connection, record)
            now = present(reader)
            segments = Segments(reader)
            in_chain = _first_damage(reader, segments, progress)
            unkeyed = _unkeyed(reader, now.entries)
            guards = [name for name in wrong_guards(connection) if name.startswith("audit_")]
            by_anchor = None if anchor is None else _held_against(reader, anchor)
        except dbapi2.Error as error:
            raise from_driver(error, record) or damaged(record, str(error)) from error
    if guards:
        names = shown(", ".join(guards))
        damage.insert(0, Damage(UNGUARDED, None, f"The guards of the log are missing or were changed: {names}."))
    damage[:0] = [one for one in (in_chain, unkeyed, by_anchor) if one is not None]
    first = segments.rows[0][0] if segments.rows else None
    return Verdict(
        now.entries,
        now.head,
        now.at_utc,
        tuple(damage),
        anchor,
        segments.unverified(now.entries),
        first,
        segments.missing,
    )


def _unkeyed(reader: Reader, entries: int) -> Damage | None:
    gone = dropped(reader, entries)
    if gone is None:
        return None
    name, first = gone
    return Damage(
        UNKEYED, first,
        f"The log was kept with the key {name} from entry {first} on, and is not any more: it was written anew without "
        "the key.",
    )  # fmt: skip


def _held_against(reader: Reader, anchor: Anchor) -> Damage | None:
    said = compare(reader, anchor)
    if not said:
        return None
    now = present(reader)
    if now.uid != anchor.uid:
        return Damage(OTHER_RECORD, None, "The anchor beside this record is another record's.")
    if (missing := anchor.entries - now.entries) > 0:
        return Damage(
            OLDER, now.entries + 1,
            f"The record is older than the anchor by {_many(missing)}: its end was cut off, or an old copy was put in "
            "its place.",
        )  # fmt: skip
    return Damage(OTHER_HISTORY, anchor.entries, said)


def _many(count: int) -> str:
    return "1 entry" if count == 1 else f"{count:,} entries"


def _rows(reader: Reader) -> Iterator[tuple[Entry, Any, Any]]:
    """Every entry with its previous hash and its own, whatever its number is."""
    first = -_LAST_ID - 1
    while True:
        rows = reader.rows(
            f"select {COLUMNS}, previous_hash, hash from audit_entry where id >= :first order by id limit :many",
            {"first": first, "many": _AT_ONCE},
        )
        for *fields, stored_previous, stored in rows:
            yield Entry(*fields), stored_previous, stored
        if len(rows) < _AT_ONCE or rows[-1][0] == _LAST_ID:
            return
        first = rows[-1][0] + 1


def _first_damage(reader: Reader, segments: Segments, progress: Callable[[int], None] | None = None) -> Damage | None:
    expected, previous = 1, GENESIS
    for entry, stored_previous, stored in _rows(reader):
        linked = entry.id == expected and stored_previous == previous
        if not linked or not segments.fits(entry, previous, stored):
            return _named(reader, segments, expected, previous, entry, stored_previous, stored)
        expected, previous = expected + 1, stored
        if progress is not None and expected % _TOLD_EVERY == 0:
            progress(expected)
    return None


def _named(
    reader: Reader, segments: Segments, expected: int, previous: str, entry: Entry, stored_previous: Any, stored: Any
) -> Damage:  # fmt: skip
    """What was done where the entry `expected`, after the hash `previous`, should have been."""
    if stored_previous == previous and entry.id == expected:
        if hash_of(entry, previous) == stored:
            return Damage(
                REHASHED, expected, f"Entry {expected} was written anew: its hash was made without the key of the log."
            )
        return Damage(EDITED, expected, f"A field of entry {expected} was edited: its hash is another one now.")
    heir = reader.row("select id from audit_entry where previous_hash = :hash limit 1", {"hash": previous})
    if heir is not None and heir[0] != expected:
        return Damage(
            MOVED, expected,
            f"Entry {expected} stands at number {heir[0]}: entries were swapped or given other numbers.",
        )  # fmt: skip
    if entry.id > expected:
        gone = entry.id - expected
        which = f"Entry {expected} was" if gone == 1 else f"Entries {expected} to {entry.id - 1} were"
        return Damage(REMOVED, expected, f"{which} removed: the numbers have a gap.")
    if entry.id < expected:
        return Damage(MOVED, entry.id, f"An entry has the number {entry.id}, before the first one.")
    if not segments.known(expected):
        # Its key is not here: that it does not follow is all that can be told.
        return Damage(EDITED, expected, f"Entry {expected} does not follow the one before it.")
    if segments.fits(entry, previous, stored):
        return Damage(EDITED, expected, f"A field of entry {expected} was edited: the hash it has of the one before.")
    if segments.fits(entry, stored_previous, stored):
        # It is as it was written, but after another entry than the one that is there.
        return Damage(
            EDITED, max(expected - 1, 1),
            f"Entry {max(expected - 1, 1)} was edited and hashed anew: the next one was written after another.",
        )  # fmt: skip
    was = next(
        (n for n in range(expected + 1, expected + _RENUMBERED_BY)
         if segments.fits(entry._replace(id=n), stored_previous, stored)), None,
    )  # fmt: skip
    if was is not None:
        gone = was - expected
        which = f"Entry {expected} was" if gone == 1 else f"Entries {expected} to {was - 1} were"
        return Damage(REMOVED, expected, f"{which} removed, and what came after was given other numbers.")
    return Damage(EDITED, expected, f"Several fields of entry {expected} were edited.")
