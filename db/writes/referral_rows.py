"""What the writes of referrals share: the row with its words, its way so far, and an event of it."""

from datetime import date
from typing import Any

from care.referral import Referral, Step, steps
from care.text import tidy
from db.errors import NotFound
from db.tables import Course, Provider, ReferralEvent
from db.tables import Referral as Row
from db.writes.clinical import today
from db.writes.overlap import name_of
from db.writes.told import tell
from db.writing import Unit

TWICE = 60
"""Seconds within which the same words are a key pressed twice, not something said again."""


def present(unit: Unit, referral_id: int) -> Row:
    """The referral with a number; raises `NotFound`."""
    row = unit.session.get(Row, referral_id)
    if row is None or row.voided:
        raise NotFound(f"There is no referral with number {referral_id}. Nothing was changed. Look at the list again.")
    return row


def patient_id_of(unit: Unit, row: Row) -> int:
    """Whose referral it is."""
    return unit.session.get_one(Course, row.course_id).patient_id


def titled(unit: Unit, row: Row) -> str:
    """Whose referral it is and to what, as a sentence begins: `Jo Park, physical therapy`."""
    return f"{name_of(unit, patient_id_of(unit, row))}, {row.kind.replace('_', ' ')}"


def provider_name(unit: Unit, row: Row) -> str:
    """The provider's name; `nobody yet` while none is chosen."""
    return unit.session.get_one(Provider, row.provider_id).name if row.provider_id is not None else "nobody yet"


def way_of(row: Row) -> tuple[Step, ...]:
    """The steps it has taken, with the day each counts from."""
    assert row.id is not None
    return steps(
        Referral(
            row.id, row.source_id, row.course_id, row.kind, row.urgency, "", row.status, row.created_on, row.sent_on,
            row.accepted_on, row.scheduled_on, row.appointment_on, row.attended_on, row.report_on, row.closed_on,
            row.ended_on,
        )
    )  # fmt: skip


def tell_of(unit: Unit, action: str, row: Row, **detail: Any) -> None:
    """Tell the log of a changed referral, with the course and the patient it belongs to."""
    # Whose it is may have to be looked up: what was changed is flushed by `tell`, which names the fields.
    with unit.session.no_autoflush:
        patient_id = patient_id_of(unit, row)
    tell(unit, action, row, patient_id, course=row.course_id, **detail)


def add_event(unit: Unit, row: Row, kind: str, note: str, *, state: str = "", on: date | None = None) -> ReferralEvent:
    """Write down what happened on the way of a referral, today where no day is named."""
    assert row.id is not None
    event = ReferralEvent(
        referral_id=row.id, kind=kind, state=state, local_date=on or today(unit), note=note, at_utc=unit.now_utc,
        staff_id=unit.actor.staff_id, actor=tidy(unit.actor.name),
    )  # fmt: skip
    unit.session.add(event)
    unit.session.flush()
    return event
