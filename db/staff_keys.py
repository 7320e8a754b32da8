"""Which ssh keys open the door, and for whom."""

from typing import Any, NamedTuple

from care.text import fold, tidy
from db.errors import NotFound, Refused
from db.public_key import mark_of
from db.reader import Reader


class Key(NamedTuple):
    """A key of a member of staff. `revoked_utc` is None while it opens the door; `active`: they work here.

    `read_only`: a session by it only looks.
    """

    id: int
    staff_id: int
    name: str
    active: bool
    kind: str
    blob: str
    fingerprint: str
    comment: str
    added_utc: int
    revoked_utc: int | None
    last_utc: int | None
    read_only: bool

    @property
    def opens(self) -> bool:
        """Whether it lets anybody in now."""
        return self.active and self.revoked_utc is None


_KEYS = (
    "select k.id, k.staff_id, s.name, s.active, k.kind, k.blob, k.fingerprint, k.comment, k.added_utc, k.revoked_utc, "
    "(select max(i.at_utc) from sign_in i where i.staff_key_id = k.id), k.read_only "
    "from staff_key k join staff s on s.id = k.staff_id"
)


def _key(row: tuple[Any, ...]) -> Key:
    one = Key(*row)
    return one._replace(active=bool(one.active), read_only=bool(one.read_only))


def keys(reader: Reader, *, revoked: bool = True) -> tuple[Key, ...]:
    """Every key, by its owner's name; without `revoked` only those that open the door."""
    rows = reader.rows(f"{_KEYS} order by s.name, k.id limit 10000")
    found = tuple(map(_key, rows))
    return found if revoked else tuple(one for one in found if one.opens)


def who_comes(reader: Reader, staff_id: int, mark: str) -> Key | None:
    """The key by which somebody comes in (`public_key.mark_of`), if the record says now that it opens the door."""
    rows = reader.rows(f"{_KEYS} where k.staff_id = :staff and k.revoked_utc is null and s.active", {"staff": staff_id})
    return next((one for one in map(_key, rows) if mark_of(one.blob) == mark), None)


def key_meant(reader: Reader, given: str) -> Key:
    """The key a number, a fingerprint or its owner's name means. Raises `NotFound`, `Refused` for one of several."""
    text = tidy(given)
    there = keys(reader)
    meant = [one for one in there if text in (str(one.id), one.fingerprint, one.fingerprint.removeprefix("SHA256:"))]
    if not meant and fold(text):
        named = [one for one in there if set(fold(text).split()) <= set(fold(one.name).split())]
        meant = [one for one in named if one.revoked_utc is None] or named
    if not meant:
        raise NotFound(
            f"There is no key “{text[:60]}”. Nothing was changed. `acudesk ssh list` has every key with its number."
        )
    if len(meant) > 1:
        numbers = ", ".join(str(one.id) for one in meant)
        raise Refused(f"“{text[:60]}” may be key {numbers}. Nothing was changed. Give the number of one.")
    return meant[0]
