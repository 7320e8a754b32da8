"""Putting right what a clinical row holds: what it was stays readable beside what it is from now on."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import text

from care.text import tidy
from db.tables import Correction
from db.writes.told import tell
from db.writing import Unit


class Change(NamedTuple):
    """One field of a row, by the name it is told under, as text before and after; empty where there is nothing."""

    field: str
    was: str
    now: str


def note(unit: Unit, row: Any, course_id: int, field: str, was: Any, now: Any, reason: str) -> Correction:
    """Keep what a field of a clinical row was, what it is from now on, and why; written with the unit's next flush.

    The caller sets the field, and tells the audit log of the row.
    """
    correction = Correction(
        subject=row.__tablename__, subject_id=row.id, course_id=course_id, field=field, was=in_text(was),
        now=in_text(now), reason=tidy(reason), at_utc=unit.now_utc, staff_id=unit.actor.staff_id,
        actor=tidy(unit.actor.name),
    )  # fmt: skip
    unit.session.add(correction)
    return correction


def put(
    unit: Unit,
    row: Any,
    course_id: int,
    patient_id: int,
    columns: Mapping[str, Any],
    changes: list[Change],
    reason: str,
) -> None:
    """Set columns of a row, keep what its fields held, and tell the log which correction holds what.

    A field that was empty is filled: that is in the log alone. By the log a later writer can see what stood in a
    field at an earlier version (`as_seen`).
    """
    kept = {one.field: note(unit, row, course_id, *one, reason) for one in changes if one.was}
    # Before the row itself is touched, so that its version and what the log says of it go together.
    unit.session.flush()
    for name, value in columns.items():
        setattr(row, name, value)
    was = {field: correction.id for field, correction in kept.items()}
    filled = sorted(one.field for one in changes if not one.was)
    action = "corrected" if kept else "filled"
    tell(unit, action, row, patient_id, correction=bool(kept), was=was, filled=filled)


def as_seen(unit: Unit, row: Any, seen: int) -> dict[str, str | None]:
    """What stood in each field that was changed since a version, as text; None where the log cannot say.

    An empty name stands for a change of which the log names no fields: it may have been any of them.
    """
    told = unit.session.connection().execute(
        text("select detail from audit_entry where subject = :subject and subject_id = :id order by id"),
        {"subject": row.__tablename__, "id": row.id},
    )
    by_version = {known["version"]: known for (detail,) in told if "version" in (known := json.loads(detail))}
    found: dict[str, str | None] = {}
    for version in range(seen + 1, row.version + 1):
        known = by_version.get(version, {})
        if "was" not in known and "filled" not in known:
            fields = known.get("fields", [""])
            found |= {field: None for field in fields if field not in found}
            continue
        for field in known.get("filled", ()):
            found.setdefault(field, "")
        for field, key in known.get("was", {}).items():
            correction = unit.session.get(Correction, key)
            found.setdefault(field, None if correction is None else correction.was)
    return found


def in_text(value: Any) -> str:
    """A value as a correction tells it: dates as ISO, a range as `6-10`, a number without needless decimals."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "-".join(str(part) for part in value)
    if isinstance(value, float):
        return f"{value:.12g}"
    return value.isoformat() if isinstance(value, date) else str(value)
