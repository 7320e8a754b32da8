"""What somebody has changed of a referral letter that has not gone out yet."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from care.letter import HEADINGS
from db.reader import Reader


class LetterDraft(NamedTuple):
    """The text of some of a letter's parts by their key, who changed it, and when, in UTC seconds."""

    id: int
    who: str
    saved_utc: int
    parts: Mapping[str, str]


def letter_draft(reader: Reader, referral_id: int) -> LetterDraft | None:
    """The newest changed text of a referral's letter, whoever changed it; None where there is none.

    One who treats writes it and the front desk sends it, so it is not only for its writer. What was changed before a
    letter went out says nothing of the next one.
    """
    row = reader.row(
        "select d.id, d.actor, d.saved_utc, d.payload from referral r cross join course c cross join draft d "
        "where r.id = :referral and c.id = r.course_id and d.patient_id = c.patient_id and d.kind = 'letter' "
        "and d.subject_id = r.id and d.saved_utc > coalesce((select max(l.at_utc) from referral_letter l "
        "where l.referral_id = r.id and not l.voided), -1) order by d.saved_utc desc, d.id desc limit 1",
        {"referral": referral_id},
    )
    if row is None:
        return None
    number, who, saved_utc, payload = row
    return LetterDraft(number, who, saved_utc, _parts(payload))


def _parts(payload: Any) -> dict[str, str]:
    """The parts of what stood in the form; none where it is damaged."""
    try:
        parts = json.loads(payload)["parts"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return {}
    if not isinstance(parts, dict):
        return {}
    return {key: text for key, text in parts.items() if key in HEADINGS and isinstance(text, str)}
