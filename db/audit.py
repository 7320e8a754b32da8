"""Who did what, when: entries that each carry the hash of the one before.

An entry holds ids, field names and counts, never a name or a value from a patient's record. This module needs only
the standard library; entries are appended by `db.writing` in the transaction of the change they tell of, and by
`db.seen` for what was read.
"""

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from db.reader import Reader

GENESIS = ""
"""What the first entry has as its previous hash."""

READ = "read"
"""The action of an entry that tells of reading: nothing was changed."""

READINGS = ("chart", "search", "day_sheet", "letter", "summary")
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


class Chain(NamedTuple):
    """The log as a whole: how many entries, the hash of the newest, and the first entry that does not fit, if any."""

    entries: int
    head: str
    broken_at: int | None


def detail_text(detail: dict[str, object]) -> str:
    """A detail as canonical JSON: sorted keys, no spaces, so that it hashes the same everywhere."""
    return json.dumps(detail, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def hash_of(entry: Entry, previous: str) -> str:
    """SHA-256, in hex, over the previous hash and the entry's fields in order as canonical JSON.

    A value that no entry of ours holds, such as bytes somebody wrote into a field, is hashed to something else.
    """
    fields = [
        entry.id, entry.at_utc, entry.staff_id, entry.actor, entry.action, entry.subject, entry.subject_id,
        entry.patient_id, entry.detail,
    ]  # fmt: skip
    text = json.dumps(fields, separators=(",", ":"), ensure_ascii=False, default=lambda value: [repr(value)])
    return hashlib.sha256(f"{previous}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()


def verify(reader: "Reader") -> Chain:
    """Follow the chain from the first entry.

    A log cut at its end still fits: only a head kept outside the file can tell that.
    """
    previous, count = GENESIS, 0
    with reader.snapshot():
        while True:
            rows = reader.rows(
                "select id, at_utc, staff_id, actor, action, subject, subject_id, patient_id, detail, "
                "previous_hash, hash from audit_entry where id > :after order by id limit 10000",
                {"after": count},
            )
            for *fields, stored_previous, stored in rows:
                entry = Entry(*fields)
                fits = entry.id == count + 1 and stored_previous == previous
                if not fits or hash_of(entry, previous) != stored:
                    return Chain(count, previous, count + 1)
                previous, count = stored, count + 1
            if not rows:
                return Chain(count, previous, None)
