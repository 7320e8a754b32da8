"""A referral and the loop it must close."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    # For the types only: the shapes of the protocol need the words of a course, and a course holds referrals.
    from care.thresholds import Protocol

KINDS = ("chiropractic", "physical_therapy", "massage", "orthopaedic")
COMPLEMENTARY = KINDS[:3]
URGENCIES = ("routine", "urgent")
STATES = (
    "draft", "sent", "accepted", "scheduled", "no_show", "attended", "report_received", "closed",
    "declined_by_patient", "declined_by_provider", "cancelled",
)  # fmt: skip


class Referral(NamedTuple):
    """One referral of one course. `status` is the newest state; the dates are when each step happened, if known.

    `appointment_on` is the day of the provider's appointment, not the day it was made.
    """

    id: int
    source_id: str | None
    course_id: int
    kind: str
    urgency: str
    to: str
    status: str
    created_on: date
    sent_on: date | None = None
    accepted_on: date | None = None
    scheduled_on: date | None = None
    appointment_on: date | None = None
    attended_on: date | None = None
    report_on: date | None = None
    closed_on: date | None = None
    ended_on: date | None = None
    """When the patient or the provider declined, or it was cancelled. In a draft: when it came back to be one again."""
    question: str = ""
    respond_by: date | None = None
    report_from: str = ""
    report_summary: str = ""
    reviewed_on: date | None = None
    told_patient: str = ""
    snoozed_until: date | None = None
    snooze_reason: str = ""
    provider_id: int | None = None
    version: int = 0
    """Counts the edits of the row, for whoever changes it; 0 where it came from no record."""


class LoopRow(NamedTuple):
    """One state of the loop: whether somebody is waited for, and the states that may follow."""

    state: str
    pending: bool
    next: tuple[str, ...] = ()


LOOP: tuple[LoopRow, ...] = (
    LoopRow("draft", False, ("sent", "cancelled")),
    LoopRow("sent", True, ("accepted", "declined_by_provider", "scheduled", "cancelled")),
    LoopRow("accepted", True, ("scheduled", "cancelled")),
    LoopRow("scheduled", True, ("attended", "no_show", "cancelled")),
    LoopRow("no_show", True, ("scheduled", "declined_by_patient")),
    LoopRow("attended", True, ("report_received",)),
    LoopRow("report_received", True, ("closed",)),
    LoopRow("closed", False),
    LoopRow("declined_by_patient", False),
    LoopRow("cancelled", False),
    LoopRow("declined_by_provider", False, ("draft",)),
)
"""The states as the clinical page lists them. A referral is closed only when its report was reviewed.

What this program lets follow beside these is in `care.loop`.
"""

PENDING = tuple(row.state for row in LOOP if row.pending)
NEXT_STATES = {row.state: row.next for row in LOOP}
ENDED = ("closed", "declined_by_patient", "cancelled")
DISREGARDED = ("draft", "cancelled", "declined_by_provider")
"""States in which a referral says nothing about complementary or orthopaedic care."""

_CUT_SHORT = ("declined_by_patient", "declined_by_provider", "cancelled")
_IMPLIED = {
    "accepted": ("sent",),
    "scheduled": ("sent",),
    "no_show": ("sent", "scheduled"),
    "attended": ("sent", "scheduled"),
    "report_received": ("sent", "scheduled", "attended"),
    "closed": ("sent", "scheduled", "attended", "report_received"),
}
"""What must have happened before a state, dated or not."""


class Step(NamedTuple):
    """One step a referral has taken, and the day it counts from."""

    state: str
    on: date


def is_pending(state: str | None) -> bool:
    """Whether somebody outside, or the clinic's own review, is waited for."""
    return state in PENDING


def steps(referral: Referral) -> tuple[Step, ...]:
    """The way a referral took to its newest state, in order, with the day each step counts from.

    A step whose day is unknown counts from the day of the step before it. An attended visit was sent and scheduled
    before; a refusal or a cancellation may come at any point, so on the way there only what has a date counts.
    """
    status, cut_short = referral.status, referral.status in _CUT_SHORT
    if status == "draft" and referral.ended_on is not None:
        # A provider declined, and it is to be sent to another one: that is due from then on.
        return Step("draft", referral.created_on), Step("draft", max(referral.created_on, referral.ended_on))
    implied = (*_IMPLIED.get(status, ()), status)
    taken = [Step("draft", referral.created_on)]
    for state, day, also in (
        ("sent", referral.sent_on, cut_short and referral.sent_on is not None),
        ("accepted", referral.accepted_on, status not in ("draft", "sent") and referral.accepted_on is not None),
        ("scheduled", referral.scheduled_on, cut_short and _has_appointment(referral)),
        ("no_show", referral.appointment_on, False),
        ("attended", referral.attended_on or referral.appointment_on, False),
        ("report_received", referral.report_on, False),
        ("closed", referral.closed_on, False),
        (status, referral.ended_on, cut_short),
    ):
        if also or (state in implied and not cut_short and state != taken[-1].state):
            taken.append(Step(state, day or taken[-1].on))
    return tuple(taken)


def _has_appointment(referral: Referral) -> bool:
    return referral.scheduled_on is not None or referral.appointment_on is not None


def _step_on(referral: Referral, as_of: date) -> Step | None:
    if referral.created_on > as_of:
        return None
    return next(step for step in reversed(steps(referral)) if step.on <= as_of)


def state_on(referral: Referral, as_of: date) -> str | None:
    """The state at the end of a day; None before the referral was created."""
    step = _step_on(referral, as_of)
    return step.state if step else None


def due_on(referral: Referral, as_of: date, protocol: "Protocol") -> date | None:
    """The last day on which the state a referral has on `as_of` is in time; None when nothing is due any more."""
    step = _step_on(referral, as_of)
    if step is None or step.state in ENDED:
        return None
    rules = protocol.referral
    days = rules.urgent if referral.urgency == "urgent" else rules.routine
    sent = next((one.on for one in steps(referral) if one.state == "sent"), step.on)
    start, allowed = step.on, getattr(days, step.state)
    if step.state in ("accepted", "scheduled"):
        # Both wait for the appointment to be over; until one is made the clock runs from the sending.
        start, allowed = sent, days.accepted
    if step.state in ("scheduled", "no_show") and referral.appointment_on is not None:
        start, allowed = referral.appointment_on, getattr(days, step.state)
    due = _after(start, allowed)
    if step.state == "attended":
        # A report is due within 30 days of sending in all, but never before there was anything to report on.
        due = min(due, max(step.on, _after(sent, rules.report_in_all_days)))
    return due


def overdue_days(referral: Referral, as_of: date, protocol: "Protocol") -> int:
    """How many days past due a referral is on a day; 0 while it is in time or nothing is due."""
    due = due_on(referral, as_of, protocol)
    return max(0, (as_of - due).days) if due else 0


def complementary_state(
    referrals: Iterable[Referral], visit_days: Sequence[date], as_of: date, protocol: "Protocol"
) -> str:
    """C, as the rules of advice ask for it: none, open, done or declined. `visit_days`: this course's, each once."""
    return _care_state((one for one in referrals if one.kind in COMPLEMENTARY), visit_days, as_of, protocol)


def orthopaedic_state(
    referrals: Iterable[Referral], visit_days: Sequence[date], as_of: date, protocol: "Protocol"
) -> str:
    """O, as the rules of advice ask for it: none, open or done. One the patient declined is none."""
    state = _care_state((one for one in referrals if one.kind == "orthopaedic"), visit_days, as_of, protocol)
    return "none" if state == "declined" else state


def _care_state(referrals: Iterable[Referral], visit_days: Sequence[date], as_of: date, protocol: "Protocol") -> str:
    """What the newest referral that counts says."""
    counting = [
        (one.created_on, one.id, one, state)
        for one in referrals
        if (state := state_on(one, as_of)) is not None and state not in DISREGARDED
    ]
    if not counting:
        return "none"
    _, _, newest, state = max(counting, key=lambda entry: entry[:2])
    if state == "declined_by_patient":
        return "declined"
    if state == "closed" or _had_its_time(newest, state, visit_days, as_of, protocol):
        return "done"
    return "open"


def _had_its_time(
    referral: Referral, state: str, visit_days: Sequence[date], as_of: date, protocol: "Protocol"
) -> bool:
    """Whether it was attended 28 days, or four further visits here, ago. A report since does not make it younger."""
    if state not in ("attended", "report_received"):
        return False
    attended = next(step.on for step in steps(referral) if step.state == "attended")
    further = sum(attended < day <= as_of for day in visit_days)
    rules = protocol.referral
    return (as_of - attended).days >= rules.done_after_days or further >= rules.done_after_visits


def _after(day: date, days: int) -> date:
    # A referral dated at the end of the calendar is never due.
    return day + timedelta(days=days) if (date.max - day).days >= days else date.max
