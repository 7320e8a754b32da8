"""The ssh keys of those who work here. Nothing of it is a step to undo: a key that was lost stays lost."""

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from db.access import anybody_can_sign_in
from db.errors import Conflict, NotFound, Refused
from db.public_key import PublicKey
from db.tables import SignIn, Staff, StaffKey
from db.writes.staff import still_an_owner
from db.writes.told import Changed, looking, tell
from db.writing import Unit


def add(unit: Unit, staff_id: int, key: PublicKey, *, read_only: bool = False) -> int:
    """Let a key in as somebody, `read_only` only to look; returns its number.

    Raises `NotFound` for nobody, `Conflict` for a key that is somebody's or was revoked: one key is one person; and
    `Refused` where somebody could come in by it and no owner could at all.
    """
    person = unit.session.get(Staff, staff_id)
    if person is None or not person.active:
        raise NotFound(f"There is nobody on staff with number {staff_id}. Nothing was changed. Look at the list again.")
    known = unit.session.exec(select(StaffKey).where(StaffKey.blob == key.blob)).first()
    if known is not None:
        raise Conflict(_taken(unit, known))
    row = StaffKey(
        staff_id=staff_id, kind=key.kind, blob=key.blob, fingerprint=key.fingerprint, comment=key.comment,
        added_utc=unit.now_utc, read_only=read_only,
    )  # fmt: skip
    tell(unit, "added", row, None, staff=staff_id, **({"read_only": 1} if read_only else {}))
    still_an_owner(unit)
    return row.id or 0


def _taken(unit: Unit, known: StaffKey) -> str:
    if known.revoked_utc is not None:
        return (
            f"That key is number {known.id} and was revoked. Nothing was changed. A revoked key never opens the door "
            "again: have a new one made."
        )
    whose = unit.session.get_one(Staff, known.staff_id).name
    return (
        f"That key is number {known.id} and belongs to {whose} already. Nothing was changed. One key is one person: "
        "everybody makes their own."
    )


def revoke(unit: Unit, key_id: int) -> tuple[Changed, tuple[str, ...]]:
    """Let a key in no more, and end its sessions; also the processes of those (`processes.end` hangs up on them).

    A key that was revoked already changes nothing, but what is left of its sessions is still named. Raises `Refused`
    for the last way in that any owner has: nobody could let anybody in again, or the record would be open to everybody.
    """
    row = unit.session.get(StaffKey, key_id)
    if row is None:
        raise NotFound(f"There is no key with number {key_id}. Nothing was changed. Look at the list again.")
    whose = unit.session.get_one(Staff, row.staff_id).name
    again = row.revoked_utc is not None
    if not again:
        came_in = anybody_can_sign_in(looking(unit), "owner")
        row.revoked_utc = unit.now_utc
        tell(unit, "revoked", row, None, staff=row.staff_id)
        if came_in and not anybody_can_sign_in(looking(unit), "owner"):
            raise Refused(
                f"Key {key_id} is the only way in that an owner has. Nothing was changed. Add another key, or give an "
                "owner a system user or a PIN; then revoke this one."
            )
    ended = end_sessions(unit, "revoked", col(SignIn.staff_key_id) == key_id)
    if again and not ended:
        unit.unchanged()
    said = f"Key {key_id} of {whose} was revoked already." if again else f"Key {key_id} of {whose} is revoked."
    return Changed(None, said), ended


def end_sessions(unit: Unit, how: str, which: ColumnElement[bool]) -> tuple[str, ...]:
    """Write the end of the open sessions that a condition names; their processes."""
    rows = unit.session.exec(select(SignIn).where(col(SignIn.ended_utc).is_(None), which))
    processes = []
    for row in rows.all():
        row.ended_utc, row.ended_how = unit.now_utc, how
        tell(unit, "ended", row, None)
        processes.append(row.process)
    return tuple(processes)


def end_session(unit: Unit, sign_in_id: int) -> tuple[Changed, tuple[str, ...]]:
    """End one session by its number; `NotFound` where there is none that goes on."""
    row = unit.session.get(SignIn, sign_in_id)
    if row is None or row.ended_utc is not None:
        raise NotFound(
            f"There is no session {sign_in_id} that goes on. Nothing was changed. `acudesk sessions` lists those "
            "there are."
        )
    return Changed(None, f"The session of {row.actor} is ended."), end_sessions(
        unit, "ended", col(SignIn.id) == sign_in_id
    )
