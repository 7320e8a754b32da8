"""What the writes of appointments, hours and undo share: telling the log, and asking whether what was seen holds."""

import json
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import inspect, text

from db.reader import Reader
from db.writing import Unit


class Done(NamedTuple):
    """What a change of an appointment came to. `said` is one sentence for the screen.

    `undo_id` is the step that takes it back, None where nothing had to be changed.
    """

    appointment_id: int
    undo_id: int | None
    said: str


class Changed(NamedTuple):
    """What any other change came to, as `Done`."""

    undo_id: int | None
    said: str


def tell(unit: Unit, action: str, row: Any, patient_id: int | None = None, **detail: Any) -> None:
    """Flush a row and tell the audit log, with the fields that were changed and the version they led to.

    By these a later writer sees whether the change touched what it is about (`check_seen`).
    """
    new = inspect(row).key is None
    fields = [] if new else _changed(row)
    unit.session.add(row)
    unit.session.flush()
    more = {} if new or not hasattr(row, "version") else {"fields": fields, "version": row.version}
    unit.audit(action, row.__tablename__, row.id, patient_id, **more, **detail)


def check_seen(unit: Unit, row: Any, seen: int, resting_on: set[str]) -> None:
    """Raise `Conflict` when somebody has changed one of the fields that a change rests on since `seen`.

    Other fields may have changed: both changes are kept. A change the log tells no fields of counts as one of all.
    """
    if row.version == seen:
        return
    told = unit.session.connection().execute(
        text("select detail from audit_entry where subject = :subject and subject_id = :id order by id desc limit 50"),
        {"subject": row.__tablename__, "id": row.id},
    )
    fields: dict[int, set[str]] = {}
    for (detail,) in told:
        known = json.loads(detail)
        if "version" in known:
            fields.setdefault(known["version"], set(known.get("fields", ())))
    since = range(seen + 1, row.version + 1)
    if seen > row.version or any(version not in fields or fields[version] & resting_on for version in since):
        unit.check_version(row, seen)


def looking(unit: Unit) -> Reader:
    """A reader in the unit's own transaction: it sees what the unit has flushed."""
    return Reader.within(unit.session.connection().connection.dbapi_connection, Path("The record"))


def _changed(row: Any) -> list[str]:
    state = inspect(row)
    names = (column.key for column in state.mapper.column_attrs)
    return sorted(name for name in names if name != "version" and state.attrs[name].history.has_changes())
