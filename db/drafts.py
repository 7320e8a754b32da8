"""What is half written, by whom, and when it was last saved."""

import json
from typing import Any, NamedTuple

from care.patient import full_name
from care.text import tidy
from db.reader import Reader

_COLUMNS = (
    "d.id, d.kind, d.patient_id, p.family_name, p.given_name, p.preferred_name, d.course_id, d.subject_id, "
    "d.saved_utc, d.payload"
)
_MINE = "d.staff_id is :staff and (:staff is not null or d.actor = :actor)"


class DraftNote(NamedTuple):
    """A draft of one's own with what stands in it; `patient` is a name, `saved_utc` seconds."""

    id: int
    kind: str
    patient_id: int
    patient: str
    course_id: int | None
    subject_id: int | None
    saved_utc: int
    payload: dict[str, Any]


class OtherDraft(NamedTuple):
    """That somebody else is writing in a chart, and what; not what they have written."""

    who: str
    kind: str
    saved_utc: int


def open_drafts(reader: Reader, staff_id: int | None, actor: str) -> tuple[DraftNote, ...]:
    """Every draft of one person, newest first: somebody of the staff by their number, anybody else by name."""
    rows = reader.rows(
        f"select {_COLUMNS} from draft d cross join patient p where p.id = d.patient_id and {_MINE} "
        "order by d.saved_utc desc, d.id desc",
        {"staff": staff_id, "actor": tidy(actor)},
    )
    return tuple(_note(row) for row in rows)


def drafts_of_others(reader: Reader, course_id: int, staff_id: int | None, actor: str) -> tuple[OtherDraft, ...]:
    """What other people are writing in a course, newest first, so that two practitioners see each other."""
    rows = reader.rows(
        "select d.actor, d.kind, d.saved_utc from course c cross join draft d where c.id = :course "
        f"and d.patient_id = c.patient_id and d.course_id = c.id and not ({_MINE}) "
        "order by d.saved_utc desc, d.id desc",
        {"course": course_id, "staff": staff_id, "actor": tidy(actor)},
    )
    return tuple(OtherDraft(*row) for row in rows)


def _note(row: tuple[Any, ...]) -> DraftNote:
    key, kind, patient_id, family, given, preferred, course_id, subject_id, saved, payload = row
    name = full_name(family, given, preferred)
    return DraftNote(key, kind, patient_id, name, course_id, subject_id, saved, _payload(payload))


def _payload(stored: Any) -> dict[str, Any]:
    """What stood in the form; nothing where it is damaged."""
    try:
        found = json.loads(stored)
    except (ValueError, TypeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
