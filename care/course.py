"""A course of care as it stands in the record: the facts, none of the conclusions."""

from datetime import date
from typing import NamedTuple

from care.referral import Referral

SEVERITIES = ("mild", "moderate", "severe")
DURATIONS = ("acute", "subacute", "chronic")
CLASSES = ("mobility", "coordination", "headache", "radiating", "muscular")
CAUSES = (
    "work", "sleep", "posture", "sport", "driving", "whiplash", "bags", "device", "stress", "viral", "other",
)  # fmt: skip
OUTCOMES = ("resolved", "discharged", "referred_out", "lapsed")
RED_FLAGS = ("none", "urgent", "emergency")
NEURO = ("none", "sensory", "motor")
TECHNIQUES = ("gua_sha", "cupping", "manual", "electro")


class Visit(NamedTuple):
    """One recorded treatment and the scores taken before it. Missing scores are None, never imputed.

    `nprs` 0-10, `ndi_percent` 0-100, `psfs` 0-10, `rom_degrees` in the direction most limited at baseline,
    `groc` -7..+7. `minute` is minutes after local midnight.
    """

    on: date
    minute: int
    nprs: float | None = None
    ndi_percent: float | None = None
    psfs: float | None = None
    rom_degrees: float | None = None
    groc: int | None = None


class Treatment(NamedTuple):
    """What was done at one visit."""

    on: date
    points: tuple[str, ...]
    techniques: tuple[str, ...]
    note: str


class Decision(NamedTuple):
    """What was decided on an advice: `taken` or `dismissed`, on what it rested then, and why."""

    decision: str
    rule: str
    advice: str
    basis: str
    reason: str
    on: date
    who: str


class Course(NamedTuple):
    """One episode of one complaint. `severity` and `expected` are what was written, None where derived.

    `visits` are in order of date and time, `referrals` in order of creation. `red_flag` and `neuro` are the
    newest evaluation's, `decision` is the newest on an advice.
    """

    id: int
    source_id: str | None
    patient_id: int
    practitioner_id: int | None
    condition: str
    opened_on: date
    onset_date: date | None = None
    severity: str | None = None
    exam_class: str | None = None
    causes: tuple[str, ...] = ()
    expected: tuple[int, int] | None = None
    expected_by_rule: bool = True
    """False when a practitioner or the imported file set the range; a rule's range starts at visit 1."""
    goal_nprs: float | None = None
    closed_on: date | None = None
    outcome: str | None = None
    red_flag: str = "none"
    neuro: str = "none"
    visits: tuple[Visit, ...] = ()
    referrals: tuple[Referral, ...] = ()
    decision: Decision | None = None

    def open_on(self, as_of: date) -> bool:
        """Whether the course was open at the end of a day."""
        return self.opened_on <= as_of and (self.closed_on is None or self.closed_on > as_of)
