"""What happens beside the steps of a referral: calls and notes, putting it off for a while, the letter sent."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlmodel import col, select

from care.letter import LetterError, digest, parse_letter
from care.loop import LABEL
from care.referral import ENDED
from care.text import tidy
from db.errors import Refused
from db.tables import Referral, ReferralEvent, ReferralLetter
from db.writes.clinical import day_of, today, words_of
from db.writes.referral_rows import TWICE, add_event, patient_id_of, present, provider_name, tell_of, titled
from db.writes.told import Changed, check_seen, tell
from db.writing import Unit

__all__ = ["Changed", "Kept", "called", "keep_letter", "note", "snooze", "unsnooze"]

LONGEST_SNOOZE = 90
"""Days for which a referral can be put off at once: one that nobody looks at for longer is lost."""

LONGEST_LETTER = 200_000


class Kept(NamedTuple):
    """A letter that is kept: its number, the step that takes it back (None where it was there), and one sentence."""

    letter_id: int
    undo_id: int | None
    said: str


def called(unit: Unit, referral_id: int, note: str) -> Changed:
    """Write down a call: whom, and what they said. The same within a minute is a key pressed twice."""
    return _write_down(unit, referral_id, "call", words_of(note, "The note", "A call is noted with what was said."))


def note(unit: Unit, referral_id: int, note: str) -> Changed:
    """Write something down on the way of a referral, whatever its state."""
    return _write_down(unit, referral_id, "note", words_of(note, "The note", "A note says something."))


def snooze(unit: Unit, referral_id: int, seen_version: int, until: date, reason: str) -> Changed:
    """Put a referral off until a day, with a reason; what is urgent is chased, not put off. The due day stays."""
    row = present(unit, referral_id)
    title, words = titled(unit, row), words_of(reason, "The reason", "A referral is put off with a reason.")
    if (row.snoozed_until, row.snooze_reason) == (until, words):
        unit.unchanged()
        return Changed(None, f"{title}: put off until {until.isoformat()} already.")
    check_seen(unit, row, seen_version, {"status", "urgency", "snoozed_until"})
    if row.status in ENDED:
        raise Refused(f"{title}: {LABEL[row.status]}, so nobody waits for it. Nothing was changed.")
    if row.urgency == "urgent":
        raise Refused(f"{title}: it is urgent, and is not put off. Nothing was changed. Call them today.")
    if not today(unit) < until <= today(unit) + timedelta(LONGEST_SNOOZE):
        raise Refused(
            f"{title}: it can be put off until a day after today, {LONGEST_SNOOZE} days ahead at most, not until "
            f"{until.isoformat()}. Nothing was changed. Name another day."
        )
    undo_id = unit.undoable("put off")
    row.snoozed_until, row.snooze_reason = until, words
    tell_of(unit, "snoozed", row)
    add_event(unit, row, "snooze", f"until {until.isoformat()}: {words}")
    return Changed(undo_id, f"{title}: put off until {until.isoformat()}. The day it is due stays.")


def unsnooze(unit: Unit, referral_id: int, seen_version: int) -> Changed:
    """Take a referral up again before the day it was put off until."""
    row = present(unit, referral_id)
    if row.snoozed_until is None:
        unit.unchanged()
        return Changed(None, f"{titled(unit, row)}: it is not put off.")
    check_seen(unit, row, seen_version, {"snoozed_until"})
    undo_id = unit.undoable("take up again")
    row.snoozed_until, row.snooze_reason = None, ""
    tell_of(unit, "unsnoozed", row)
    add_event(unit, row, "snooze", "taken up again")
    return Changed(undo_id, f"{titled(unit, row)}: it counts again.")


def keep_letter(
    unit: Unit, referral_id: int, text_json: str, letter_digest: str, sent_by: str, on: date | None = None
) -> Kept:
    """Keep a letter as it went out (`care.letter.letter_json` and its `digest`): to the referral's provider, how, when.

    `sent_by` is the way it went, such as fax or print. The same letter sent the same way that day is kept once.
    """
    unit.require("letters")
    row = present(unit, referral_id)
    title, way = titled(unit, row), words_of(sent_by, "The way it was sent", "A letter is kept with how it was sent.")
    if row.provider_id is None:
        raise Refused(f"{title}: it has no provider yet. Nothing was kept. Choose one, then write the letter.")
    if len(text_json) > LONGEST_LETTER:
        raise Refused(f"{title}: the letter has more than {LONGEST_LETTER:,} characters. Nothing was kept. Shorten it.")
    if digest(text_json) != letter_digest:
        raise Refused(f"{title}: the letter is not the one its digest is of. Nothing was kept. Write it again.")
    try:
        parse_letter(text_json)
    except LetterError:
        raise Refused(f"{title}: that is no letter. Nothing was kept. Write it again.") from None
    day = day_of(unit, on, "The day of the letter")
    if day < row.created_on:
        raise Refused(
            f"{title}: the referral was begun on {row.created_on.isoformat()}, after that day. Nothing was kept."
        )
    there = unit.session.exec(
        select(ReferralLetter).where(
            col(ReferralLetter.referral_id) == referral_id, col(ReferralLetter.voided).is_(False),
            col(ReferralLetter.digest) == letter_digest, col(ReferralLetter.sent_by) == way,
            col(ReferralLetter.local_date) == day,
        )
    ).first()  # fmt: skip
    if there is not None and there.id is not None:
        unit.unchanged()
        return Kept(there.id, None, f"{title}: this letter is kept already.")
    undo_id = unit.undoable("keep letter")
    letter = ReferralLetter(
        referral_id=referral_id, provider_id=row.provider_id, local_date=day, sent_by=way, text=text_json,
        digest=letter_digest, at_utc=unit.now_utc, staff_id=unit.actor.staff_id, actor=tidy(unit.actor.name),
    )  # fmt: skip
    tell(unit, "added", letter, patient_id_of(unit, row), referral=referral_id)
    assert letter.id is not None
    return Kept(letter.id, undo_id, f"{title}: the letter to {provider_name(unit, row)} is kept.")


def _write_down(unit: Unit, referral_id: int, kind: str, words: str) -> Changed:
    row = present(unit, referral_id)
    what = {"call": "the call is", "note": "the note is"}[kind]
    if _just_said(unit, row, kind, words):
        unit.unchanged()
        return Changed(None, f"{titled(unit, row)}: {what} written down already.")
    undo_id = unit.undoable(kind)
    event = add_event(unit, row, kind, words)
    unit.audit("added", "referral_event", event.id, patient_id_of(unit, row), referral=referral_id, kind=kind)
    return Changed(undo_id, f"{titled(unit, row)}: {what} written down.")


def _just_said(unit: Unit, row: Referral, kind: str, words: str) -> bool:
    newest = unit.session.exec(
        select(ReferralEvent)
        .where(col(ReferralEvent.referral_id) == row.id, col(ReferralEvent.voided).is_(False))
        .order_by(col(ReferralEvent.id).desc())
        .limit(1)
    ).first()
    return (
        newest is not None
        and (newest.kind, newest.note, newest.staff_id) == (kind, words, unit.actor.staff_id)
        and unit.now_utc - newest.at_utc < TWICE
    )
