"""Noting a reading through the bare driver: a command that only reads must not wait for an object mapper to say so.

What counts as a reading, and as the same one again, is said here for this way and for `db.writes.seen`.
"""

from contextlib import closing
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from care.text import tidy
from db.audit import HEAD, READ, READINGS, Actor, follow, head_of
from db.errors import from_driver
from db.opening import connect

AGAIN_SECONDS = 600
"""The same person opening the same chart again within this time is the same reading."""

# The plus keeps the planner to the entries of this patient. A clock that was set back must not hide a reading behind
# one that seems still to come.
JUST_NOW = (
    "select 1 from audit_entry where patient_id = :patient and +subject = 'chart' and action = :read "
    "and at_utc > :since and at_utc <= :now "
    "and case when :staff is null then staff_id is null and actor = :actor else staff_id = :staff end limit 1"
)
"""Finds this person's opening of a patient's chart a moment ago; its parameters come from `just_now`."""


def just_now(actor: Actor, now_utc: int, what: str, patient_id: int | None) -> dict[str, Any] | None:
    """The parameters of `JUST_NOW`; None for what is noted each time. Raises ValueError for what is no reading."""
    if what not in READINGS:
        raise ValueError(f"nothing is known of reading a {what!r}")
    if what != "chart" or patient_id is None:
        return None
    return {
        "patient": patient_id, "read": READ, "since": now_utc - AGAIN_SECONDS, "now": now_utc,
        "staff": actor.staff_id, "actor": tidy(actor.name),
    }  # fmt: skip


def note(path: Path, actor: Actor, now_utc: int, what: str, patient_id: int | None = None, **counts: int) -> bool:
    """As `db.writes.seen.note`, in a transaction of its own; raises the `RecordError` that says why it could not."""
    same = just_now(actor, now_utc, what, patient_id)
    try:
        with closing(connect(path, query_only=False)) as connection:
            # Taken first, so that nobody appends between looking at the newest entry and following it.
            connection.execute("begin immediate")
            if same is not None and connection.execute(JUST_NOW, same).fetchone() is not None:
                return False
            append(connection, actor, now_utc, READ, what, None, patient_id, **counts)
            connection.execute("commit")
    except dbapi2.Error as error:
        raise from_driver(error, path) or error from error
    return True


def append(
    connection: Any, actor: Actor, now_utc: int, action: str, subject: str, subject_id: int | None = None,
    patient_id: int | None = None, **detail: Any,
) -> None:  # fmt: skip
    """Append an entry through a bare connection that holds the write lock already; the caller commits it.

    What `Unit.audit` is to the object mapper. Raises the driver's own errors, and `KeyMissing` where the log is kept
    with a key that is not on this machine.
    """
    head = head_of(connection.execute(HEAD).fetchone())
    values, _ = follow(head, actor, now_utc, action, subject, subject_id, patient_id, detail)
    connection.execute(
        f"insert into audit_entry ({', '.join(values)}) values ({', '.join('?' * len(values))})", tuple(values.values())
    )
