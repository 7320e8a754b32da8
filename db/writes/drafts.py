"""What is half written, kept with every key: not part of the record, told to nobody, and gone when it is saved.

Only who began a draft changes it.
"""

import json
from typing import Any

from care.text import tidy
from db.errors import NotFound, Refused
from db.tables import Draft, Patient
from db.writing import Unit

LARGEST = 200_000
"""Bytes of what stands in one form."""


def keep(
    unit: Unit,
    kind: str,
    patient_id: int,
    payload: dict[str, Any],
    *,
    course_id: int | None = None,
    subject_id: int | None = None,
    draft_id: int | None = None,
) -> int:
    """Keep what stands in a form; returns the draft's number, to be given with the next save of the same form.

    A number that is no draft of one's own of this kind and patient any more begins a new one: what was typed is never
    lost. Raises `Refused` for more than 200 kB, `NotFound` for a patient who is not there.
    """
    text = json.dumps(payload, separators=(",", ":"), ensure_ascii=False)
    packed = text.encode("utf-8", "replace")
    if len(packed) > LARGEST:
        raise Refused(
            f"What stands in the form takes more than {LARGEST // 1000} kB. The last draft was kept. Shorten the texts."
        )
    patient_id = _patient(unit, patient_id)
    row = None if draft_id is None else unit.session.get(Draft, draft_id)
    if row is None or not _mine(unit, row) or (row.kind, row.patient_id) != (kind, patient_id):
        row = Draft(
            kind=kind, patient_id=patient_id, staff_id=unit.actor.staff_id, actor=tidy(unit.actor.name),
            begun_utc=unit.now_utc, saved_utc=unit.now_utc,
        )  # fmt: skip
    row.course_id, row.subject_id = course_id, subject_id
    row.payload, row.saved_utc = packed.decode("utf-8"), unit.now_utc
    unit.session.add(row)
    unit.session.flush()
    unit.unfinished()
    assert row.id is not None
    return row.id


def drop(unit: Unit, draft_id: int) -> None:
    """Throw a draft of one's own away. One that is gone already, or another person's, is left as it is."""
    row = unit.session.get(Draft, draft_id)
    if row is not None and _mine(unit, row):
        unit.session.delete(row)
    unit.unfinished()


def done_with(unit: Unit, draft_id: int | None, patient_id: int) -> None:
    """Remove the draft of what is being saved in this unit, if it is one's own and about this patient.

    It goes also where the form turned out to change nothing, and the audit log hears nothing.
    """
    row = None if draft_id is None else unit.session.get(Draft, draft_id)
    if row is not None and _mine(unit, row) and row.patient_id == patient_id:
        unit.session.delete(row)
        unit.unfinished()


def _mine(unit: Unit, row: Draft) -> bool:
    if unit.actor.staff_id is not None or row.staff_id is not None:
        return row.staff_id == unit.actor.staff_id
    return row.actor == tidy(unit.actor.name)


def _patient(unit: Unit, patient_id: int) -> int:
    """Whose draft it is by now: a patient who was merged is the one they were merged into."""
    patient = unit.session.get(Patient, patient_id)
    if patient is None or patient.voided:
        raise NotFound(f"There is no patient with number {patient_id}. The draft was not kept. Look the name up.")
    return patient_id if patient.merged_into is None else patient.merged_into
