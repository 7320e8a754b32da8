"""What somebody may do in this record now: the role from the staff row, what the owner lends, what an emergency gives.

Who nobody can sign in to yet is an open record: it works for whoever can open the file, as a new one does. From the
moment anybody on staff has a system user, a PIN or a key, nobody else may anything but what the program does by itself.
"""

from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from sqlcipher3 import dbapi2

from care.rights import EVERYTHING, PROGRAM, refusal, right, rights_of
from db.audit import Actor
from db.errors import NotAllowed, from_driver
from db.opening import connect
from db.reader import Reader
from db.seen import append

DENIED = "denied"
"""The action of an entry that tells of a refusal; its subject is `session`, so that nobody is taken for a changer."""

_CAN_SIGN_IN = (
    "select exists (select 1 from staff s where s.active and (:role is null or s.role = :role) "
    "and (s.system_user is not null or s.pin_hash is not null "
    "or exists (select 1 from staff_key k where k.staff_id = s.id and k.revoked_utc is null "
    "and (:role is null or not k.read_only))))"
)


class Standing(NamedTuple):
    """What somebody may do now. `role` is None for who is not on staff; `emergency_until` in UTC seconds, if any."""

    actor: Actor
    role: str | None
    rights: frozenset[str]
    emergency_until: int | None = None

    def may(self, name: str) -> bool:
        """Whether they have a right; raises KeyError for one that is none."""
        return right(name).id in self.rights

    def require(self, name: str) -> None:
        """Raises `NotAllowed`, saying who may, unless they have a right."""
        if not self.may(name):
            raise NotAllowed(refusal(name, self.actor.name, self.role), name)


def anybody_can_sign_in(reader: Reader, role: str | None = None) -> bool:
    """Whether the record knows anybody on staff, or anybody of a role, by a system user, a PIN or a key.

    Of a role: so that they can do what it may. A key that only looks is no way in to that.
    """
    found = reader.row(_CAN_SIGN_IN, {"role": role})
    return bool(found and found[0])


def standing(reader: Reader, actor: Actor, now_utc: int) -> Standing:
    """What an actor may do at a moment, read from the record in the reader's own transaction, if it has one."""
    if actor.staff_id is None:
        return Standing(actor, None, PROGRAM if anybody_can_sign_in(reader) else EVERYTHING)
    row = reader.row(
        "select s.role, (select desk_reads_notes from clinic), (select max(e.until_utc) from emergency_access e "
        "where e.staff_id = s.id and e.at_utc <= :now and e.until_utc > :now and e.ended_utc is null), "
        "s.active from staff s where s.id = :staff",
        {"staff": actor.staff_id, "now": now_utc},
    )
    if row is None:
        return Standing(actor, None, frozenset() if anybody_can_sign_in(reader) else EVERYTHING)
    role, desk_reads, until, active = row
    if not active:
        return Standing(actor, None, frozenset())
    return Standing(actor, role, rights_of(role, lent=bool(desk_reads) or until is not None), until)


def note_denied(path: Path, actor: Actor, now_utc: int, right_id: str, patient_id: int | None = None) -> None:
    """Tell the audit log of a refusal, in a transaction of its own; raises the `RecordError` that says why not."""
    from db.disks import refuse_network_disk

    refuse_network_disk(path)
    try:
        with closing(connect(path, query_only=False)) as connection:
            connection.execute("begin immediate")
            append(connection, actor, now_utc, DENIED, "session", None, patient_id, right=right_id)
            connection.execute("commit")
    except dbapi2.Error as error:
        raise from_driver(error, path) or error from error
