"""What a decision on an advice rests on, how long it holds, and what taking the advice opens."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from care.assessment import Assessment, case_of
from care.course import Course, Decision
from care.thresholds import Protocol

STEP_FOR: Mapping[str, str] = MappingProxyType(
    {
        "refer_emergency": "referral",
        "refer_urgent": "referral",
        "refer_ortho_expedited": "referral",
        "refer_ortho": "referral",
        "refer_complementary": "referral",
        "re_evaluate": "evaluation",
        "measure": "visit",
        "start_baseline": "visit",
        "discharge": "close",
        "track_referral": "referrals",
        "follow_specialist": "referrals",
        "continue": "",
        "continue_modify": "",
        "extend": "",
    }
)
"""What opens when an advice is taken: a new referral, an evaluation, a visit, closing, the referrals, or nothing."""


def basis_of(assessment: Assessment, course: Course, as_of: date, protocol: Protocol) -> str:
    """The facts an advice rests on, as one line of stable text: the same on every day on which they are the same.

    Rule, completed visits, expected range, response, both referral states, red flag, neurological finding. A decision
    holds exactly until one of them changes. It names no day: time alone does not bring a dismissed advice back, what
    follows from it (a referral that has had its time) does.
    """
    case = case_of(course, as_of, protocol)
    return _line(assessment, case.red_flag, case.neuro)


def standing(decisions: Sequence[Decision], assessment: Assessment, basis: str) -> Decision | None:
    """The newest decision that still holds: on this advice by this rule, resting on these facts. None if there is none.

    `decisions` are oldest first. When a fact goes back to what it was (a visit taken off again), the decision made on
    it holds again.
    """
    now = (assessment.rule, assessment.advice, basis)
    return next((one for one in reversed(decisions) if (one.rule, one.advice, one.basis) == now), None)


def dismissed(assessment: Assessment, course: Course) -> bool:
    """Whether the newest decision on a course put this advice aside, on facts that still hold. A red flag never is."""
    decision = course.decision
    if decision is None or decision.decision != "dismissed" or assessment.status == "red_flag":
        return False
    if (decision.rule, decision.advice) != (assessment.rule, assessment.advice):
        return False
    return decision.basis == _line(assessment, course.red_flag, course.neuro)


def _line(assessment: Assessment, red_flag: str, neuro: str) -> str:
    first, last = assessment.expected
    facts = {
        "rule": assessment.rule,
        "visits": assessment.visits_done,
        "range": f"{first}-{last}",
        "response": assessment.response,
        "complementary": assessment.complementary,
        "orthopaedic": assessment.orthopaedic,
        "red_flag": red_flag,
        "neuro": neuro,
    }
    return " ".join(f"{name}={fact}" for name, fact in facts.items())
