"""Taking back what one did, step by step: every row a step touched becomes what it was, and the log says so.

A step is taken back only while nobody has changed the same fields since. A row that was added is never deleted where
it is clinical: it is voided. Each way back is itself in the audit log, as a correction.
"""

import json
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import SQLModel, col

from care.appointment import clock
from care.patient import full_name
from care.rights import OWNER, right, right_for
from care.text import tidy
from db.changes import Change, class_of, plain, stored
from db.errors import Conflict, NotFound
from db.tables import Appointment, Patient, UndoStep
from db.writes.overlap import refuse_taken
from db.writes.terms import renew
from db.writes.told import tell
from db.writing import Unit


class Undone(NamedTuple):
    """What was taken back: the step, the appointment it was about, if any, and one sentence for the screen."""

    undo_id: int
    appointment_id: int | None
    said: str


def undo_last(unit: Unit) -> Undone:
    """Take back the newest step of the unit's actor that is not taken back yet.

    Raises `NotFound` when there is none, `NotAllowed` for what only an owner changes, and `Conflict` with nothing
    changed when somebody else has since changed the same, or works with what the step added.
    """
    query = select(UndoStep).where(
        col(UndoStep.undone_utc).is_(None), col(UndoStep.staff_id).is_not_distinct_from(unit.actor.staff_id)
    )
    if unit.actor.staff_id is None:
        query = query.where(col(UndoStep.actor) == tidy(unit.actor.name))
    step = unit.session.execute(query.order_by(col(UndoStep.id).desc()).limit(1)).scalars().first()
    if step is None or step.id is None:
        raise NotFound("There is nothing of yours to undo. Nothing was changed.")
    changes: list[Change] = json.loads(step.payload)
    _still_may(unit, changes)
    rows = [(change, _row(unit, change)) for change in changes]
    for change, row in rows:
        if row is not None:
            _still_as_left(unit, change, row, step)
    _restore(unit, rows, step)
    _put_back(unit, changes, step)
    _take_away(unit, rows, step)
    _rebuild_terms(unit, changes)
    step.undone_utc = unit.now_utc
    unit.session.add(step)
    appointment = next((one for one in changes if one["table"] == "appointment"), None)
    about = _about(unit, appointment["id"]) if appointment else ""
    return Undone(step.id, appointment["id"] if appointment else None, f"Undone: {step.label}{about}.")


def _still_may(unit: Unit, changes: list[Change]) -> None:
    """Raise `NotAllowed` for who is no owner any more and would put settings or staff back to what they were.

    Else who opened the notes to the front desk, shut them again and is front desk now would open them to themselves.
    """
    for table in sorted({one["table"] for one in changes}):
        name = right_for("changed", table)
        if name is not None and right(name).roles == OWNER:
            unit.require(name)


def _row(unit: Unit, change: Change) -> Any:
    cls = class_of(change["table"])
    if cls is None:
        raise Conflict(f"This was done by another version of the program ({change['table']}). Nothing was changed.")
    return unit.session.get(cls, change["id"])


def _still_as_left(unit: Unit, change: Change, row: Any, step: UndoStep) -> None:
    """Raise `Conflict` unless the fields this step changed are as it left them."""
    now, left = plain(row), change["now"]
    if left is None or any(now.get(name) != value for name, value in left.items() if name != "version"):
        raise Conflict(
            f"{unit.who_changed(row)}. Nothing was undone, so that no change of theirs is lost "
            f"({step.label}). Put it right by hand."
        )


def _restore(unit: Unit, rows: list[tuple[Change, Any]], step: UndoStep) -> None:
    for change, row in rows:
        if change["was"] is None or change["now"] is None:
            continue
        if row is None:
            raise Conflict(f"What was changed is not there any more ({step.label}). Nothing was undone.")
        for name, value in stored(type(row), change["was"]).items():
            setattr(row, name, value)
        if isinstance(row, Appointment):
            with unit.session.no_autoflush:
                refuse_taken(unit, row)
        tell(unit, "undone", row, _patient_of(change, row), step=step.id, correction=True)


def _put_back(unit: Unit, changes: list[Change], step: UndoStep) -> None:
    """Rows that the step deleted."""
    for change in changes:
        if change["now"] is not None:
            continue
        cls = class_of(change["table"])
        assert cls is not None
        values = stored(cls, change["was"])
        if unit.session.get(cls, change["id"]) is not None:
            # Its number went to another row meanwhile; nothing refers to a row that could be deleted.
            values.pop("id")
        if (owner := unit.session.get(Patient, values.get("patient_id", 0))) is not None and owner.merged_into:
            values["patient_id"] = owner.merged_into
        tell(unit, "undone", cls(**values), values.get("patient_id"), step=step.id, correction=True)


def _take_away(unit: Unit, rows: list[tuple[Change, Any]], step: UndoStep) -> None:
    """Rows that the step added, the newest first: voided where they are clinical, else deleted."""
    for change, row in reversed(rows):
        if change["was"] is not None or row is None:
            continue
        _refuse_used(unit, type(row), row, step)
        if "voided" in type(row).model_fields:
            row.voided = True
            if "source_id" in type(row).model_fields:
                # The same booking or file may bring it again.
                row.source_id = None
            tell(unit, "undone", row, _patient_of(change, row), step=step.id, correction=True)
        else:
            _let_go(unit, row, step)
            unit.audit("undone", change["table"], change["id"], change["now"].get("patient_id"), step=step.id)
            unit.session.delete(row)
            unit.session.flush()


def _refuse_used(unit: Unit, cls: type[SQLModel], row: Any, step: UndoStep) -> None:
    """Raise `Conflict` when another row has come to refer to one that would go."""
    mine = cls.__tablename__
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if not any(key.column.table.name == mine for key in column.foreign_keys) or table.name == "patient_term":
                continue
            query = select(table.c.id).where(column == row.id).limit(1)
            if "voided" in table.c:
                query = query.where(table.c.voided.is_(False))
            if unit.session.execute(query).first() is not None:
                what = table.name.replace("_", " ")
                raise Conflict(
                    f"Something was added to it since: {what} ({step.label}). Nothing was undone. Take that back first."
                )


def _let_go(unit: Unit, row: Any, step: UndoStep) -> None:
    """Have voided rows name one that is deleted no more: what they named stays in the step that added them."""
    for table in SQLModel.metadata.sorted_tables:
        cls = class_of(table.name)
        for column in table.columns:
            if cls is None or not any(key.column.table.name == row.__tablename__ for key in column.foreign_keys):
                continue
            if not column.nullable or "voided" not in table.c:
                continue
            for other in unit.session.execute(select(cls).where(column == row.id)).scalars().all():
                setattr(other, column.key, None)
                tell(unit, "undone", other, step=step.id, correction=True)


def _rebuild_terms(unit: Unit, changes: list[Change]) -> None:
    """What patients are found by follows their rows, whatever has become of these."""
    touched: set[int | None] = set()
    for one in changes:
        if one["table"] == "patient":
            touched |= {one["id"], *((one[side] or {}).get("merged_into") for side in ("was", "now"))}
        elif one["table"] == "former_name":
            touched |= {(one[side] or {}).get("patient_id") for side in ("was", "now")}
    renew(unit.session.connection(), [number for number in touched if number is not None])


def _patient_of(change: Change, row: Any) -> int | None:
    found: int | None = change["id"] if change["table"] == "patient" else getattr(row, "patient_id", None)
    return found


def _about(unit: Unit, appointment_id: int) -> str:
    row = unit.session.get_one(Appointment, appointment_id)
    patient = unit.session.get_one(Patient, row.patient_id)
    name = full_name(patient.family_name, patient.given_name, patient.preferred_name)
    return f", {name} {clock(row.minute)}"
