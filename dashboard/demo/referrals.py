"""Referrals in every state of the loop, some of them late, and whom they go to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.demo.courses import Clinic, Entered

PROVIDERS = (
    ("Alder Chiro", "chiropractic", "(503) 555-0171"),
    ("Bridge Street", "chiropractic", "(503) 555-0172"),
    ("Motion PT", "physical_therapy", "(503) 555-0173"),
    ("Harbor PT", "physical_therapy", "(971) 555-0174"),
    ("Stillwater Massage", "massage", "(971) 555-0175"),
    ("Dr. Weiss", "orthopaedic", "(503) 555-0176"),
    ("Cascade Spine", "orthopaedic", "(503) 555-0177"),
)
"""Name, what they do, phone; the row's id is its place, from 1. All invented."""

_QUESTIONS = {
    "chiropractic": "Please assess segmental motion C2-C5; rotation stays limited.",
    "physical_therapy": "Please assess and begin deep neck flexor training; acupuncture goes on beside it.",
    "massage": "Please work on upper trapezius and levator scapulae; tension returns within two days.",
    "orthopaedic": "No meaningful change within the expected range. Please examine; is imaging indicated?",
}


@dataclass(frozen=True, slots=True)
class _Step:
    """One referral: its state and how many days ago each step was (negative: to come)."""

    kind: str
    status: str
    created: int
    sent: int | None = None
    accepted: int | None = None
    scheduled: int | None = None
    appointment: int | None = None
    attended: int | None = None
    report: int | None = None
    closed: int | None = None
    ended: int | None = None
    urgency: str = "routine"
    provider: int | None = None
    question: str = ""


_TODAYS: dict[str, tuple[_Step, ...]] = {
    "Park": (
        _Step("physical_therapy", "closed", 62, 61, 60, 59, 54, 54, 49, 46, provider=3),
        _Step("orthopaedic", "sent", 9, 9, provider=6),
    ),
    "Krishnamurthy": (
        _Step(
            "orthopaedic",
            "sent",
            2,
            2,
            urgency="urgent",
            provider=7,
            question="Gait unsteady since Tuesday, brisk reflexes in both legs. Myelopathy?",
        ),
    ),
    "Fischer": (_Step("physical_therapy", "attended", 20, 19, 18, 17, 10, 10, provider=4),),
    "Rivera": (_Step("orthopaedic", "draft", 1, urgency="urgent", question="Worse at two visits in a row."),),
    "Carter": (_Step("chiropractic", "scheduled", 10, 9, 8, 7, -3, provider=1),),
    "Adébáyò": (_Step("physical_therapy", "draft", 4),),
    "王": (_Step("massage", "report_received", 34, 33, 32, 31, 20, 20, 5, provider=5),),
}
"""Of today's patients, by family name."""

_OTHERS = (
    _Step("physical_therapy", "accepted", 18, 17, 12, provider=3),
    _Step("chiropractic", "sent", 3, 3, provider=2),
    _Step("orthopaedic", "scheduled", 12, 11, 9, 8, -6, provider=7),
    _Step("physical_therapy", "no_show", 16, 15, 14, 13, 4, provider=4),
    _Step("massage", "attended", 30, 29, 28, 27, 17, 17, provider=5),
    _Step("chiropractic", "declined_by_provider", 8, 7, ended=3, provider=2),
    _Step("physical_therapy", "report_received", 28, 27, 26, 25, 12, 12, 1, provider=3),
    _Step("massage", "declined_by_patient", 15, 14, ended=9, provider=5),
    _Step("chiropractic", "cancelled", 21, 20, ended=16, provider=1),
    _Step("orthopaedic", "accepted", 5, 5, 2, provider=6),
)
_DONE = (
    _Step("physical_therapy", "closed", 0, -1, -3, -4, -11, -11, -19, -21, provider=3),
    _Step("orthopaedic", "closed", 0, 0, -2, -3, -14, -14, -20, -23, provider=6),
    _Step("massage", "declined_by_patient", 0, -1, ended=-6, provider=5),
    _Step("chiropractic", "closed", 0, -1, -2, -2, -8, -8, -15, -16, provider=1),
)
"""Of closed courses: counted from the course's last visit on, so each number is negative or 0."""


def add_providers(clinic: Clinic) -> None:
    """Everybody the clinic refers to."""
    for name, kind, phone in PROVIDERS:
        clinic.rows.add("provider", name=name, kind=kind, phone=phone, fax="", email="", address="", note="", active=1)


def add_referrals(
    clinic: Clinic, todays: dict[str, Entered], others: Iterable[Entered], closed: Iterable[Entered]
) -> None:
    """Referrals of today's patients by family name, of other open courses that got nowhere, and of old ones."""
    for family, steps in _TODAYS.items():
        for step in steps:
            _add(clinic, todays[family].id, step, clinic.today)
    slow = ("stalled", "slow", "overdue", "worsening")
    # The longest courses first, so that no referral is older than its course.
    stuck = sorted((one for one in others if one.plot.status in slow), key=lambda one: one.opened)
    for step, one in zip(_OTHERS, stuck, strict=False):
        _add(clinic, one.id, step, clinic.today)
    sent_away = [one for one in closed if one.plot.status == "stalled"]
    for number, one in enumerate(sent_away[:12]):
        # Long enough ago that the whole loop lies in the past.
        if (clinic.today - one.visits[-1]).days > 30:
            _add(clinic, one.id, _DONE[number % len(_DONE)], one.visits[-1])


def _add(clinic: Clinic, course: int, step: _Step, origin: date) -> None:
    def day(ago: int | None) -> date | None:
        return None if ago is None else origin - timedelta(days=ago)

    clinic.rows.add(
        "referral",
        course_id=course,
        provider_id=step.provider,
        kind=step.kind,
        urgency=step.urgency,
        status=step.status,
        created_on=day(step.created),
        sent_on=day(step.sent),
        accepted_on=day(step.accepted),
        scheduled_on=day(step.scheduled),
        appointment_on=day(step.appointment),
        attended_on=day(step.attended),
        report_on=day(step.report),
        closed_on=day(step.closed),
        ended_on=day(step.ended),
        question=step.question or _QUESTIONS[step.kind],
    )
