"""Who did what, when: entries that each carry the hash of the one before.

An entry holds ids, field names and counts, never a name or a value from a patient's record. This module needs only
the standard library; entries are appended by `db.writing` in the transaction of the change they tell of, and by
`db.seen` for what was read. Whoever appends one takes it from `follow`.

With a key the hash is an HMAC: who can write to the file and has not the key cannot hash an entry anew. The table
`audit_key` says from which entry on which key holds; the keys themselves are outside the record (`db.keys`).
"""

import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from care.text import tidy
from db.errors import KeyMissing, KeyRefused

if TYPE_CHECKING:
    from pathlib import Path

    from db.reader import Reader

GENESIS = ""
"""What the first entry has as its previous hash."""

READ = "read"
"""The action of an entry that tells of reading: nothing was changed."""

READINGS = ("chart", "search", "day_sheet", "letter", "summary", "file", "log")
"""What of the record is read or printed, as the subjects of such entries. None of them is a table, so that who read a
row is never taken for who changed it."""


class Actor(NamedTuple):
    """Who does something. `staff_id` is None for the program itself and for whoever sets a clinic up."""

    staff_id: int | None
    name: str


class Entry(NamedTuple):
    """One entry as it is hashed; `detail` is canonical JSON."""

    id: int
    at_utc: int
    staff_id: int | None
    actor: str
    action: str
    subject: str
    subject_id: int | None
    patient_id: int | None
    detail: str


HEAD = (
    "select (select id from audit_entry order by id desc limit 1), "
    "(select hash from audit_entry order by id desc limit 1), (select name from audit_key order by id desc limit 1)"
)
"""Asks for what `head_of` takes."""


class Head(NamedTuple):
    """Where the log has come to: how many entries, the newest one's hash, and the key of the next one (None: none)."""

    entries: int
    hash: str
    key: bytes | None

    def __repr__(self) -> str:
        return f"Head({self.entries}, {self.hash!r}, {'keyed' if self.key else 'plain'})"


class Unverified(NamedTuple):
    """Entries whose key is not on this machine: from the first to the last of them, and the name of the key."""

    first: int
    last: int
    key: str


class Chain(NamedTuple):
    """The log as a whole: how many entries, the hash of the newest, and the first entry that does not fit, if any.

    Entries that are `unverified` follow one another, and more cannot be told of them here.
    """

    entries: int
    head: str
    broken_at: int | None
    unverified: tuple[Unverified, ...] = ()


def detail_text(detail: dict[str, object]) -> str:
    """A detail as canonical JSON: sorted keys, no spaces, so that it hashes the same everywhere."""
    return json.dumps(detail, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def hash_of(entry: Entry, previous: str, key: bytes | None = None) -> str:
    """SHA-256, with a key HMAC-SHA256, in hex, over the previous hash and the entry's fields as canonical JSON.

    A value that no entry of ours holds, such as bytes somebody wrote into a field, is hashed to something else.
    """
    fields = [
        entry.id, entry.at_utc, entry.staff_id, entry.actor, entry.action, entry.subject, entry.subject_id,
        entry.patient_id, entry.detail,
    ]  # fmt: skip
    text = json.dumps(fields, separators=(",", ":"), ensure_ascii=False, default=lambda value: [repr(value)])
    whole = f"{previous}\n{text}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(whole).hexdigest() if key is None else hmac.digest(key, whole, "sha256").hex()


def head_of(row: Sequence[Any]) -> Head:
    """Where the log has come to, by the answer to `HEAD`; raises `KeyMissing` where its key is not on this machine."""
    entries, digest, name = row
    key = None if name is None else _key(name, "the record")
    return Head(entries or 0, digest or GENESIS, key)


def _key(name: str, whose: "Path | str") -> bytes:
    # Only now: reading a record needs no key of its log.
    from db import keys

    return keys.find(keys.AUDIT, name, whose).raw


def follow(
    head: Head, actor: Actor, now_utc: int, action: str, subject: str, subject_id: int | None, patient_id: int | None,
    detail: dict[str, object],
) -> tuple[dict[str, Any], Head]:  # fmt: skip
    """The next entry as the values of its columns, and where the log has come to with it."""
    entry = Entry(
        head.entries + 1, now_utc, actor.staff_id, tidy(actor.name), action, subject, subject_id, patient_id,
        detail_text(detail),
    )  # fmt: skip
    digest = hash_of(entry, head.hash, head.key)
    return {**entry._asdict(), "previous_hash": head.hash, "hash": digest}, Head(entry.id, digest, head.key)


class Segments:
    """Which key vouches for which entries of a record, as far as the keys are on this machine."""

    def __init__(self, reader: "Reader") -> None:
        there = reader.row("select 1 from sqlite_schema where type = 'table' and name = 'audit_key'")
        # A record of the first revision has no keys.
        self.rows = reader.rows("select first_entry, name from audit_key order by id") if there else []
        self._keys: dict[str, bytes | None] = {}
        for _, name in self.rows:
            try:
                self._keys[name] = _key(name, reader.path)
            except (KeyMissing, KeyRefused):
                self._keys[name] = None

    def name_at(self, number: int) -> str | None:
        """The name of the key that holds for an entry; None before the first one."""
        return next((name for first, name in reversed(self.rows) if first <= number), None)

    def known(self, number: int) -> bool:
        """Whether an entry can be verified here."""
        name = self.name_at(number)
        return name is None or self._keys[name] is not None

    def key_at(self, number: int) -> bytes | None:
        """The key of an entry, None for one that was made without."""
        name = self.name_at(number)
        return None if name is None else self._keys[name]

    def fits(self, entry: Entry, previous: str, stored: object) -> bool:
        """Whether an entry is as it was written; one whose key is not here is taken as it is."""
        return not self.known(entry.id) or hash_of(entry, previous, self.key_at(entry.id)) == stored

    @property
    def missing(self) -> str:
        """The name of the key the next entry needs and that is not on this machine; empty where none is lacking."""
        name = self.rows[-1][1] if self.rows else ""
        return str(name) if name and self._keys[name] is None else ""

    def unverified(self, last: int) -> tuple[Unverified, ...]:
        """The entries up to `last` that cannot be verified here."""
        found = []
        for at, (first, name) in enumerate(self.rows):
            end = min([last, *(later - 1 for later, _ in self.rows[at + 1 :])])
            if self._keys[name] is None and first <= end:
                found.append(Unverified(first, end, name))
        return tuple(found)


def verify(reader: "Reader") -> Chain:
    """Follow the chain from the first entry, of whatever number.

    A log cut at its end still fits: only a head kept outside the file can tell that.
    """
    previous, count, first = GENESIS, 0, -(2**63)
    with reader.snapshot():
        segments = Segments(reader)
        while True:
            rows = reader.rows(
                "select id, at_utc, staff_id, actor, action, subject, subject_id, patient_id, detail, "
                "previous_hash, hash from audit_entry where id >= :first order by id limit 10000",
                {"first": first},
            )
            for *fields, stored_previous, stored in rows:
                entry = Entry(*fields)
                fits = entry.id == count + 1 and stored_previous == previous
                if not fits or not segments.fits(entry, previous, stored):
                    return Chain(count, previous, count + 1, segments.unverified(count))
                previous, count, first = stored, count + 1, entry.id + 1
            if not rows:
                return Chain(count, previous, None, segments.unverified(count))
