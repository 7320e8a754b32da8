"""Referrals: beginning one, changing what it says; its steps and notes are reached from here too.

Every function works in the caller's unit and raises with nothing changed: `Refused` for a value the record does not
take, `Conflict` when somebody else was first, `NotFound` for a number that is not there. All are undoable.
"""

import re
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import col, select

from care.loop import LABEL
from care.protocol import Protocol
from care.referral import ENDED, KINDS, PENDING, URGENCIES
from care.referring import respond_by as report_day
from db.errors import Conflict, Refused
from db.protocol_file import load_protocol
from db.tables import Referral
from db.writes import corrections
from db.writes.clinical import course_row, one_of, today, words_of
from db.writes.providers import usable
from db.writes.referral_notes import Kept, called, keep_letter, note, snooze, unsnooze
from db.writes.referral_rows import add_event, present, provider_name, tell_of, titled
from db.writes.referral_steps import check_visit_day, correct, review, step
from db.writes.told import Changed, check_seen, tell
from db.writing import Unit

__all__ = [
    "Changed", "Kept", "Started", "called", "change", "correct", "keep_letter", "note", "review", "snooze", "start",
    "step", "unsnooze",
]  # fmt: skip

_RULE = re.compile(r"D[0-9]{2}", re.ASCII)
_BEFORE_SENDING = ("draft", "declined_by_provider")
_FIELDS = {
    "question": ("draft", *PENDING),
    "urgency": ("draft", *PENDING),
    "respond_by": ("draft", *PENDING),
    "kind": ("draft",),
    "provider_id": ("draft",),
    "appointment_on": ("scheduled",),
    "report_from": ("report_received", "closed"),
    "report_summary": ("report_received", "closed"),
    "told_patient": ("report_received", "closed"),
}
"""What can be changed of a referral, and in which states."""

_IN_ANY_STATE = {"urgency", "report_from", "report_summary"}
"""What means the same whatever step somebody else has made meanwhile."""

_LABELS = {
    "respond_by": "report asked for by", "provider_id": "provider", "appointment_on": "the provider's visit",
    "report_from": "report from", "report_summary": "report", "told_patient": "what the patient was told",
}  # fmt: skip


class Started(NamedTuple):
    """A new draft: its number, the step that takes it back, and one sentence for the screen."""

    referral_id: int
    undo_id: int
    said: str


def start(
    unit: Unit,
    course_id: int,
    kind: str,
    *,
    provider_id: int | None = None,
    urgency: str = "routine",
    question: str = "",
    respond_by: date | None = None,
    rule: str = "",
    protocol: Protocol | None = None,
) -> Started:
    """Begin a referral as a draft. `rule` is the one whose advice led to it, if one did (`D25`).

    Without `respond_by` the report is asked for by the day the protocol gives. Refused while a draft of the same kind
    waits in the course; one that is under way beside it is said.
    """
    unit.require("refer")
    course = course_row(unit, course_id)
    one_of(kind, KINDS, "The kind of care")
    one_of(urgency, URGENCIES, "The urgency")
    words = words_of(question, "The question")
    if rule and not _RULE.fullmatch(rule):
        raise Refused("That is no rule of advice. Nothing was changed. Begin the referral without one.")
    if provider_id is not None:
        usable(unit, provider_id)
    day = today(unit)
    by = _asked_by(respond_by, day) if respond_by else report_day(urgency, day, protocol or load_protocol(None))
    beside = _under_way(unit, course_id, kind)
    undo_id = unit.undoable("new referral")
    row = Referral(
        course_id=course_id, kind=kind, urgency=urgency, provider_id=provider_id, question=words, respond_by=by,
        created_on=day,
    )  # fmt: skip
    tell(unit, "added", row, course.patient_id, course=course_id, rule=rule)
    assert row.id is not None
    add_event(unit, row, "step", f"by rule {rule}" if rule else "", state="draft")
    to = f" to {provider_name(unit, row)}" if provider_id is not None else ""
    return Started(row.id, undo_id, f"{titled(unit, row)}: the referral{to} is a draft.{beside}")


def change(unit: Unit, referral_id: int, seen_version: int, reason: str = "", **fields: Any) -> Changed:
    """Set some of `question`, `urgency`, `respond_by`, `kind`, `provider_id`, `appointment_on`, `report_from`,
    `report_summary`, `told_patient`; others stay.

    Kind and provider are open in a draft only, the visit's day while it is booked, the report once it is here. What
    was said once it is sent is kept as a correction. Raises `TypeError` for another field.
    """
    unit.require("refer")
    if unknown := fields.keys() - _FIELDS.keys():
        raise TypeError(f"a referral has no field {', '.join(sorted(unknown))}")
    row, why = present(unit, referral_id), words_of(reason, "The reason")
    title = titled(unit, row)
    values = {name: words_of(value, "The text") if isinstance(value, str) else value for name, value in fields.items()}
    values = {name: value for name, value in values.items() if value != getattr(row, name)}
    if not values:
        unit.unchanged()
        return Changed(None, f"{title}: nothing was changed, it was so already.")
    check_seen(unit, row, seen_version, {*values, *(() if values.keys() <= _IN_ANY_STATE else ("status",))})
    for name, value in values.items():
        _possible(unit, row, title, name, value)
    undo_id = unit.undoable("change referral")
    with unit.session.no_autoflush:
        for name, value in values.items():
            before = getattr(row, name)
            if row.status != "draft" and before not in (None, ""):
                corrections.note(unit, row, row.course_id, _label(name), before, value, why)
            setattr(row, name, value)
    tell_of(unit, "changed", row)
    return Changed(undo_id, f"{title}: {', '.join(map(_label, values))} changed.")


def _possible(unit: Unit, row: Referral, title: str, name: str, value: Any) -> None:
    """Raise `Refused` when a field cannot be changed in this state, or not to this."""
    if row.status not in _FIELDS[name]:
        way = "It has ended" if row.status in ENDED else f"It is {LABEL[row.status]}"
        raise Refused(f"{title}: {way.lower()}, so the {_label(name)} stays. Nothing was changed. Put it back first.")
    match name:
        case "kind":
            one_of(value, KINDS, "The kind of care")
        case "urgency":
            one_of(value, URGENCIES, "The urgency")
        case "question":
            if row.status != "draft":
                words_of(value, "The question", "A referral that was sent asks something.")
        case "told_patient":
            if row.status == "closed":
                words_of(value, "What was told", "A closed referral says what the patient was told.")
        case "respond_by" if value is not None:
            _asked_by(value, today(unit))
        case "provider_id" if value is not None:
            usable(unit, value)
        case "appointment_on":
            if value is None:
                raise Refused(f"{title}: a visit that is booked has a day. Nothing was changed. Say on which day.")
            check_visit_day(unit, row, title, value)


def _asked_by(day: date, now: date) -> date:
    if day < now:
        raise Refused(
            f"The report is asked for by {day.isoformat()}, which is over. Nothing was changed. Name a day to come."
        )
    return day


def _under_way(unit: Unit, course_id: int, kind: str) -> str:
    """What to say of others of the same kind; raises `Conflict` for a draft, which is to be finished first."""
    others = unit.session.exec(
        select(Referral)
        .where(col(Referral.course_id) == course_id, col(Referral.kind) == kind, col(Referral.voided).is_(False))
        .where(col(Referral.status).in_((*_BEFORE_SENDING, *PENDING)))
        .order_by(col(Referral.id).desc())
    ).all()
    if (draft := next((one for one in others if one.status in _BEFORE_SENDING), None)) is not None:
        raise Conflict(
            f"{titled(unit, draft)}: referral number {draft.id} of {draft.created_on.isoformat()} is "
            f"{LABEL[draft.status]} already. Nothing was changed. Send that one, or cancel it first."
        )
    if not others:
        return ""
    newest = others[0]
    return f" Another one is under way: {provider_name(unit, newest)}, {LABEL[newest.status]}."


def _label(name: str) -> str:
    return _LABELS.get(name, name)
