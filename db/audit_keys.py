"""The keys that vouch for the audit log: made at a clinic's beginning or later, found again, never in the record.

A key's file says whose log it is for and from which entry on, so that a log that was written anew without it is told.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from db import keys
from db.audit import HEAD
from db.errors import KeyMissing, KeyRefused
from db.keys import AUDIT, KeyFile
from db.reader import Reader

if TYPE_CHECKING:
    # Reading needs no object mapper.
    from db.writing import Unit


class Kept(NamedTuple):
    """With which key the log of a record is kept now, from which entry on, and whether it is on this machine."""

    name: str
    first_entry: int
    here: bool


def kept(reader: Reader) -> Kept | None:
    """The key of the next entry; None where there is none."""
    row = reader.row("select name, first_entry from audit_key order by id desc limit 1")
    if row is None:
        return None
    try:
        keys.find(AUDIT, row[0], reader.path)
    except (KeyMissing, KeyRefused):
        return Kept(row[0], row[1], False)
    return Kept(row[0], row[1], True)


class Begun(NamedTuple):
    """A key that was made: its name, the row that says so, and the first entry it holds for."""

    name: str
    row: int
    first_entry: int


def begin(unit: "Unit") -> Begun:
    """A new key for the log, from the next entry of this unit on; its file is gone again where the unit fails.

    The caller appends that entry, and calls `settled` when the unit is committed.
    """
    made = keys.new(AUDIT)
    place = keys.place_for(AUDIT, made.name)
    day = datetime.fromtimestamp(unit.now_utc, UTC).strftime("%Y-%m-%d")
    keys.write(made, place, made=day)
    unit.beside.append(lambda _: place.unlink(missing_ok=True))
    keys.hold(made)
    return Begun(made.name, *unit.begin_key(made))


def settled(reader: Reader) -> None:
    """Write into the files of this record's keys that are here whose they are and from which entry on they hold.

    A file that cannot be written, as one that systemd hands over, stays as it is: the log goes on with its key all the
    same, and only that it was ever kept with it is then told by nobody but the log.
    """
    row = reader.row("select uid from clinic")
    for name, first in reader.rows("select name, min(first_entry) from audit_key group by name"):
        found = keys.file_of(AUDIT, name)
        if row is not None and found is not None and "first_entry" not in found.about:
            with suppress(OSError):
                keys.rewrite(found, clinic=row[0], first_entry=first)


def renew(unit: "Unit") -> str:
    """Let the log of a record that is brought back go on with this machine's own key; the name of one that was made.

    The caller calls `settled` when the record is there: a key that said it was this clinic's while the record in its
    place is another would have that one's log taken for one that was written anew.

    That is the newest key here of this clinic; a new one where the log is kept with a key that is not here. A log that
    was never keyed stays so.
    """
    connection = unit.session.connection()
    uid = connection.exec_driver_sql("select uid from clinic").scalar_one()
    name = connection.exec_driver_sql(HEAD).one()[2]
    ours = of_clinic(uid)
    if ours:
        if ours[-1].name != name:
            unit.begin_key(keys.find(AUDIT, ours[-1].name, "the record"))
        return ""
    if name is None or keys.file_of(AUDIT, name) is not None:
        return ""
    return begin(unit).name


@contextmanager
def kept_only_if_done(name: str) -> Iterator[None]:
    """Take the file of a key that was made for a log away again, if any was, where that log does not come to be."""
    try:
        yield
    except BaseException:
        if name:
            with suppress(OSError):
                keys.place_for(AUDIT, name).unlink()
        raise


def of_clinic(uid: str) -> list[KeyFile]:
    """The key files on this machine of one clinic's log, in the order in which they were begun."""
    ours = [one for one in keys.files(AUDIT) if one.about.get("clinic") == uid and _first(one)]
    return sorted(ours, key=_first)


def _first(one: KeyFile) -> int:
    first = one.about.get("first_entry")
    return first if type(first) is int and first > 0 else 0


def dropped(reader: Reader, entries: int) -> tuple[str, int] | None:
    """A key of this clinic that the log should be kept with and is not: its name and from which entry on.

    Who has not the key and wrote the log anew must have taken its row away, or put it off.
    """
    row = reader.row("select uid from clinic")
    there = reader.rows("select name, min(first_entry) from audit_key group by name")
    begun = dict(there)
    for one in of_clinic(row[0] if row else ""):
        if entries >= _first(one) and begun.get(one.name, entries + 1) > _first(one):
            return one.name, _first(one)
    return None
