"""A referral and the loop it must close."""

from dataclasses import dataclass
from datetime import date

KINDS = ("chiropractic", "physical_therapy", "massage", "orthopaedic")
COMPLEMENTARY = KINDS[:3]
URGENCIES = ("routine", "urgent")
STATES = (
    "draft", "sent", "accepted", "scheduled", "no_show", "attended", "report_received", "closed",
    "declined_by_patient", "declined_by_provider", "cancelled",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Referral:
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
    """When the patient or the provider declined, or it was cancelled."""
    question: str = ""
