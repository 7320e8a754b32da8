"""What the rules advise: the first row of the table that holds, and the words for it.

Every suggestion is addressed to a licensed clinician, who may dismiss it with a reason. Nothing is ever referred,
discharged or closed by the program itself. The table is the clinical page's own, rule by rule and in its order;
`s` is the status, `d` the course after its last visit.
"""

from collections.abc import Callable
from typing import NamedTuple

from care.course import NEURO
from care.derived import Derived

_SENSORY, _MOTOR = NEURO[1:]


class AdviceRow(NamedTuple):
    """One rule: its id, when it holds, what it advises, and why, in one line for a person."""

    rule: str
    holds: Callable[[str, Derived], bool]
    advice: str
    why: str


ADVICE_TABLE: tuple[AdviceRow, ...] = (
    AdviceRow("D01", lambda s, d: s == "red_flag" and d.case.red_flag == "emergency", "refer_emergency",
              "A red flag is an emergency: the same day, no neck treatment."),
    AdviceRow("D02", lambda s, _: s == "red_flag", "refer_urgent",
              "A red flag is urgent: hold neck treatment until it is cleared."),
    AdviceRow("D03", lambda s, _: s == "not_started", "start_baseline",
              "The first visit takes the baseline."),
    AdviceRow("D04", lambda _, d: d.case.neuro == _MOTOR and d.case.orthopaedic == "none", "refer_ortho_expedited",
              "A motor finding, and no orthopaedic referral is under way."),
    AdviceRow("D05", lambda s, _: s == "resolved", "discharge",
              "Pain has stayed at its goal, and function too where it is measured."),
    AdviceRow("D06", lambda s, d: s == "worsening" and d.case.orthopaedic == "open", "track_referral",
              "Worse than at baseline; the orthopaedic referral is still open."),
    AdviceRow("D07", lambda s, d: s == "worsening" and d.case.orthopaedic == "done", "follow_specialist",
              "Worse than at baseline; the orthopaedic physician has seen the patient."),
    AdviceRow("D08", lambda s, d: s == "worsening" and (d.v < d.early or not d.confirmed), "re_evaluate",
              "Worse than at baseline, but early, or seen at one visit only."),
    AdviceRow("D09", lambda s, _: s == "worsening", "refer_ortho",
              "Worse than at baseline at two visits running."),
    AdviceRow("D10", lambda s, d: s == "insufficient_data" and d.v >= d.hi, "re_evaluate",
              "The range is used up and the scores do not say how the course stands."),
    AdviceRow("D11", lambda s, d: s == "insufficient_data" and d.v < d.hi, "measure",
              "The scores do not say how the course stands."),
    AdviceRow("D12", lambda s, _: s in ("too_early", "early_response"), "continue",
              "Before the early checkpoint: improvement is given time."),
    AdviceRow("D13", lambda s, d: s == "on_track" and d.v < d.hi, "continue",
              "Meaningful change at the pace expected."),
    AdviceRow("D14", lambda _, d: d.case.neuro == _SENSORY and d.case.orthopaedic == "none" and d.v >= d.lo
              and d.response != "mcid", "refer_ortho",
              "A sensory finding, the range is reached, and no meaningful change."),
    AdviceRow("D15", lambda _, d: d.v >= d.hi and d.no_data, "re_evaluate",
              "The range is used up and the scores do not say how the course stands."),
    AdviceRow("D16", lambda _, d: d.v >= d.hi and d.response == "mcid" and d.v < d.hard, "extend",
              "The range is used up, with meaningful change: a few visits more."),
    AdviceRow("D17", lambda _, d: d.v >= d.hi and d.case.orthopaedic == "open", "track_referral",
              "The range is used up; the orthopaedic referral is still open."),
    AdviceRow("D18", lambda _, d: d.v >= d.hi and d.case.orthopaedic == "done", "follow_specialist",
              "The range is used up; the orthopaedic physician has seen the patient."),
    AdviceRow("D19", lambda _, d: d.v >= d.hard and d.response != "mcid", "refer_ortho",
              "Well past the range without meaningful change."),
    AdviceRow("D20", lambda _, d: d.v >= d.hi and d.case.complementary == "none", "refer_complementary",
              "The range is used up; complementary care has not been tried."),
    AdviceRow("D21", lambda _, d: d.v >= d.hi and d.case.complementary == "open", "track_referral",
              "The range is used up; the complementary referral is still open."),
    AdviceRow("D22", lambda _, d: d.v >= d.hi and d.case.complementary in ("done", "declined"), "refer_ortho",
              "The range is used up; complementary care is done or was declined."),
    AdviceRow("D23", lambda s, d: d.v < d.lo or s == "slow", "continue_modify",
              "Slow, or not yet in the range: change points, technique or dose; self-care; re-examine."),
    # From here on: stalled, and within the range but not at its end.
    AdviceRow("D24", lambda _, d: not d.confirmed, "continue_modify",
              "No meaningful change, seen at one visit only."),
    AdviceRow("D25", lambda _, d: d.case.complementary == "none", "refer_complementary",
              "No meaningful change at two visits running: complementary care beside acupuncture."),
    AdviceRow("D26", lambda _, d: d.case.complementary == "open", "continue_modify",
              "No meaningful change; chase the open complementary referral."),
    AdviceRow("D27", lambda _, d: d.case.complementary == "declined", "continue_modify",
              "No meaningful change; the patient declined complementary care."),
    AdviceRow("D28", lambda _, d: d.case.complementary == "done" and d.case.orthopaedic == "none", "refer_ortho",
              "No meaningful change after complementary care."),
    AdviceRow("D29", lambda _, d: d.case.complementary == "done" and d.case.orthopaedic == "open", "track_referral",
              "No meaningful change after complementary care; the orthopaedic referral is still open."),
    AdviceRow("D30", lambda _, d: d.case.complementary == "done" and d.case.orthopaedic == "done", "follow_specialist",
              "No meaningful change after complementary care; the orthopaedic physician has seen the patient."),
)  # fmt: skip

WHY = {row.rule: row.why for row in ADVICE_TABLE}
"""One line in words for each rule."""

ADVICES = tuple(dict.fromkeys(row.advice for row in ADVICE_TABLE))

STATUS_LABELS = {
    "red_flag": "red flag",
    "not_started": "not started",
    "resolved": "resolved",
    "worsening": "worsening",
    "overdue": "past the range",
    "insufficient_data": "needs a score",
    "early_response": "early response",
    "too_early": "too early",
    "stalled": "stalled",
    "slow": "slow",
    "on_track": "on track",
}

ADVICE_LABELS = {
    "refer_emergency": "refer to emergency care today",
    "refer_urgent": "refer urgently",
    "start_baseline": "take the baseline",
    "refer_ortho_expedited": "refer to the orthopaedic physician soon",
    "discharge": "discharge",
    "track_referral": "chase the open referral",
    "follow_specialist": "follow the specialist's plan",
    "re_evaluate": "re-evaluate",
    "refer_ortho": "refer to the orthopaedic physician",
    "measure": "take the scores",
    "continue": "continue",
    "extend": "extend the course",
    "refer_complementary": "refer for complementary care",
    "continue_modify": "continue, change the treatment",
}

REASON_LABELS = {
    "no_response": "no meaningful change",
    "plateau": "no further change",
    "partial_response": "some change, not yet meaningful",
    "behind_pace": "behind the expected pace",
}

RESPONSE_LABELS = {
    "mcid": "meaningful change",
    "partial": "partial change",
    "none": "no change",
    "worse": "worse",
}

FLAG_LABELS = {
    "severity_assumed": "severity assumed",
    "duration_assumed": "duration assumed",
    "baseline_proxy": "baseline taken at visit 2",
    "discordant": "scores disagree",
    "confirm_function": "confirm function",
    "function_unmeasured": "function not measured",
    "kept_back": "scores kept from your role",
}

"""Words for each status, advice, reason, response and flag."""


class Proposal(NamedTuple):
    """Which complementary care an exam class suggests, the first choice first, and what to mind."""

    kinds: tuple[str, ...]
    caution: str = ""


COMPLEMENTARY_BY_CLASS = {
    "mobility": Proposal(("chiropractic", "physical_therapy")),
    "coordination": Proposal(("physical_therapy",)),
    "headache": Proposal(("physical_therapy", "chiropractic")),
    "radiating": Proposal(("physical_therapy",), "no thrust manipulation"),
    "muscular": Proposal(("massage",)),
}
"""A clinic's choice and not evidence ([D])."""


def advice_of(status: str, d: Derived) -> AdviceRow:
    """The rule that gives a course its advice. The last rules cover every course that gets that far."""
    return next(row for row in ADVICE_TABLE if row.holds(status, d))


def complementary_for(exam_class: str | None) -> Proposal:
    """The kinds of complementary care to propose; all three when the exam has no class yet."""
    return COMPLEMENTARY_BY_CLASS.get(exam_class or "", Proposal(("chiropractic", "physical_therapy", "massage")))
