"""Sending a referral letter: the copy that is kept and the step it makes, as one write that is taken back as one."""

from typing import NamedTuple

from care.referral import PENDING
from db.writes import drafts
from db.writes.referral_notes import keep_letter
from db.writes.referral_rows import patient_id_of, present
from db.writes.referral_steps import step
from db.writes.told import check_seen
from db.writing import Unit

_WRITTEN_FROM = {"status", "kind", "urgency", "provider_id", "question", "respond_by"}
"""What a letter says of its referral: another change of these since it was written is a conflict."""


class Sent(NamedTuple):
    """A letter that went out: its number, the step that takes it back (None where it was kept before), and one
    sentence."""

    letter_id: int
    undo_id: int | None
    said: str


def send(
    unit: Unit,
    referral_id: int,
    seen_version: int,
    text_json: str,
    letter_digest: str,
    sent_by: str,
    *,
    draft_id: int | None = None,
) -> Sent:
    """Keep a letter as it goes out today (`care.letter.letter_json` and its `digest`) and mark a draft as sent.

    Of a referral that is on its way already another copy is kept, and its state stays. `draft_id` is the draft of the
    letter's text, which goes where it is one's own. Raises `Refused`, `Conflict` or `NotFound` with nothing changed.
    """
    row = present(unit, referral_id)
    check_seen(unit, row, seen_version, _WRITTEN_FROM)
    said = "" if row.status in PENDING else step(unit, referral_id, seen_version, "sent", note=sent_by).said
    kept = keep_letter(unit, referral_id, text_json, letter_digest, sent_by)
    drafts.done_with(unit, draft_id, patient_id_of(unit, row))
    return Sent(kept.letter_id, kept.undo_id, f"{said} A copy of the letter is kept." if said else kept.said)
