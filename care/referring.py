"""A referral to propose: what kind, to whom, how soon, and the question to ask, in words with the course's numbers.

A proposal only: somebody reads it, changes it and sends it, or does not.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import NamedTuple

from care.advice import complementary_for
from care.assessment import Assessment, case_of
from care.course import Course
from care.derived import Derived
from care.explain import number
from care.referral import COMPLEMENTARY
from care.thresholds import Protocol

ORTHOPAEDIC_ADVICE = {
    "refer_ortho": "routine",
    "refer_ortho_expedited": "urgent",
    "refer_urgent": "urgent",
    "refer_emergency": "urgent",
}
"""The advices that lead to the orthopaedic physician, and how soon."""

_MEANWHILE = {
    "refer_emergency": "no {site} treatment",
    "refer_urgent": "{site} treatment is held until the red flag is cleared",
}


class ProviderChoice(NamedTuple):
    """Somebody to refer to, and how this clinic has used them: referrals sent and closed, and the day of the last."""

    id: int
    name: str
    kind: str
    active: bool = True
    sent: int = 0
    closed: int = 0
    last_used: date | None = None


class ReferralProposal(NamedTuple):
    """What to propose. `kinds` are those to choose from, the first choice first; `kind` is the one proposed.

    `provider_id` is None where the clinic knows nobody of that kind who takes patients. `respond_by` is the day to
    ask the report for; `caution` what to mind, empty when there is nothing.
    """

    kind: str
    kinds: tuple[str, ...]
    provider_id: int | None
    urgency: str
    question: str
    respond_by: date
    caution: str


def propose(
    assessment: Assessment, course: Course, providers: tuple[ProviderChoice, ...], as_of: date, protocol: Protocol
) -> ReferralProposal:
    """The referral that follows from an assessment of a course on a day.

    Where the advice is no referral, it is the complementary one that the exam's class suggests: a clinician may
    refer at any time. Of several kinds, the first for which the clinic knows somebody.
    """
    urgency = ORTHOPAEDIC_ADVICE.get(assessment.advice)
    suggested = complementary_for(course.exam_class)
    kinds = ("orthopaedic",) if urgency else suggested.kinds
    urgency = urgency or "routine"
    known = [(kind, found) for kind in kinds if (found := providers_for(kind, providers))]
    kind, choices = known[0] if known else (kinds[0], ())
    return ReferralProposal(
        kind=kind,
        kinds=kinds,
        provider_id=choices[0].id if choices else None,
        urgency=urgency,
        question=question_for(assessment.rule, kind, course, as_of, protocol),
        respond_by=respond_by(urgency, as_of, protocol),
        caution=caution_for(kind, assessment.advice, course),
    )


def providers_for(kind: str, providers: Iterable[ProviderChoice]) -> tuple[ProviderChoice, ...]:
    """The active providers of a kind: the one sent to most first, of equals the one used last, then by name."""
    return tuple(
        sorted(
            (one for one in providers if one.active and one.kind == kind),
            key=lambda one: (-one.sent, -(one.last_used or date.min).toordinal(), one.name, one.id),
        )
    )


def report_days(urgency: str, protocol: Protocol) -> int:
    """Days from sending within which a report is asked for: 30 in all, and for an urgent one to be seen and told of."""
    rules = protocol.referral
    if urgency == "urgent":
        return min(rules.report_in_all_days, rules.urgent.accepted + rules.urgent.attended)
    return rules.report_in_all_days


def respond_by(urgency: str, as_of: date, protocol: Protocol) -> date:
    """The day by which a report is asked for on a referral written on `as_of`."""
    days = min(report_days(urgency, protocol), (date.max - as_of).days)
    return as_of + timedelta(days)


def caution_for(kind: str, advice: str, course: Course) -> str:
    """What whoever is referred to must mind; empty when there is nothing on record."""
    parts = [_MEANWHILE.get(advice, "").format(site=_SITES.get(course.condition, _ANYWHERE)[0])]
    if kind in COMPLEMENTARY:
        parts.append(complementary_for(course.exam_class).caution)
    if course.neuro != "none":
        parts.append(f"{course.neuro} finding on record")
    return "; ".join(part for part in parts if part)


def question_for(rule: str, kind: str, course: Course, as_of: date, protocol: Protocol) -> str:
    """The question a referral of `kind` asks, given the rule that led to it, with the numbers of the course that day.

    One paragraph of plain text, for somebody to change. A rule that advises no referral gives the kind's own question.
    """
    d = Derived(case_of(course, as_of, protocol), protocol)
    ask = _ASKED.get(rule) if kind == "orthopaedic" else None
    finding, question = ask(d) if ask else (_response(d), "")
    if not ask and rule in _BESIDE:
        finding += _BESIDE[rule].format(before=d.v - 1, v=d.v)
    start = _START.get(rule, "Please assess") if ask else "Please assess"
    parts = [f"{start}: {finding}.", question or _wanted(kind, d)]
    if not ask and d.case.neuro != "none":
        parts.append(f"A {d.case.neuro} finding is on record.")
    return " ".join(parts)


def _wanted(kind: str, d: Derived) -> str:
    """What is asked of each kind of care; radiating pain is never to be thrust upon."""
    if kind == "orthopaedic":
        return "What is the cause, is imaging or another intervention indicated, and should acupuncture go on?"
    _, joints, muscles = _site(d)
    wanted = {
        "chiropractic": f"Is manual treatment of the joints of {joints} indicated, and would you take it on?",
        "physical_therapy": "Which movement or muscle control is limited, and would you take on exercise and manual "
                            "treatment?",
        "massage": f"Which muscles of {muscles} maintain the pain, and would you take on their treatment?",
    }.get(kind, "What is the cause, and would you take on treatment?")  # fmt: skip
    thrust = " The pain radiates: no thrust manipulation, please." if d.case.radiating else ""
    return f"{wanted} Acupuncture goes on beside it.{thrust}"


_BESIDE = {
    "D20": "; the expected visits are used up, and complementary care has not been tried",
    "D25": ", seen at visits {before} and {v}",
}
"""What the rules that lead to complementary care add."""

_START = {
    "D01": "Please assess today",
    "D02": "Please assess urgently",
    "D04": "Please assess soon",
}


def _emergency(d: Derived) -> tuple[str, str]:
    return (
        f"red flag, emergency, in a patient with {_condition(d)} {_visits(d)}",
        f"Is there a serious cause, and what has to be done at once? No {_site(d)[0]} treatment is given meanwhile.",
    )


def _urgent(d: Derived) -> tuple[str, str]:
    return (
        f"red flag, urgent, in a patient with {_condition(d)} {_visits(d)}",
        f"Is there a serious cause, which imaging or tests are indicated, and when may the {_site(d)[0]} be treated "
        "again? Treatment of it is held until the red flag is cleared.",
    )


def _motor(d: Derived) -> tuple[str, str]:
    return (
        f"motor finding in a patient with {_condition(d)}; {_response(d)}",
        "Is a nerve root or the spinal cord compressed, is imaging indicated, and what do you advise?",
    )


def _worse(d: Derived) -> tuple[str, str]:
    seen = f", seen at visits {d.v - 1} and {d.v}" if d.confirmed else ""
    return f"{_response(d)}{seen}", "Why does it worsen, is imaging indicated, and should acupuncture go on?"


def _sensory(d: Derived) -> tuple[str, str]:
    return (
        f"sensory finding; {_response(d)}",
        "Is a nerve root involved, is imaging indicated, and should acupuncture go on?",
    )


def _well_past(d: Derived) -> tuple[str, str]:
    return (
        f"{_response(d)}; this is well past the expected visits",
        "What maintains the pain, is imaging or another intervention indicated, and should acupuncture end?",
    )


def _used_up(d: Derived) -> tuple[str, str]:
    care = "was declined" if d.case.complementary == "declined" else "has been tried"
    return (
        f"{_response(d)}; the expected visits are used up, and complementary care {care}",
        "What is the cause, is imaging or another intervention indicated, and should acupuncture go on?",
    )


def _after_care(d: Derived) -> tuple[str, str]:
    return (
        f"{_response(d)}; complementary care has been tried beside it",
        "What is the cause, is imaging or another intervention indicated, and should acupuncture go on?",
    )


_ASKED: dict[str, Callable[[Derived], tuple[str, str]]] = {
    "D01": _emergency,
    "D02": _urgent,
    "D04": _motor,
    "D09": _worse,
    "D14": _sensory,
    "D19": _well_past,
    "D22": _used_up,
    "D28": _after_care,
}
"""What each rule that leads to the orthopaedic physician found, and what it asks."""


def _response(d: Derived) -> str:
    """How the course has responded, after how many visits, on which scores."""
    complaint = _condition(d)
    if d.v == 0:
        return f"{complaint}, {_visits(d)}"
    if d.no_data and d.response == "none":
        said = f"{complaint}, with too few scores to judge the change by,"
    else:
        said = {
            "mcid": f"meaningful change in {complaint}",
            "partial": f"some change in {complaint}, short of meaningful,",
            "none": f"no meaningful change in {complaint}",
            "worse": f"{complaint} worse than at baseline",
        }[d.response]
    return f"{said} {_visits(d)} ({_scores(d)})"


def _visits(d: Derived) -> str:
    span = f"{d.lo}-{d.hi}" if d.lo != d.hi else f"{d.lo}"
    if d.v == 0:
        return "before the first visit"
    if d.v <= d.hi:
        return f"after {d.v} of {span} visits"
    return f"after {d.v} visits where {span} were expected"


def _scores(d: Derived) -> str:
    """Pain, and where they are known function and activities, at baseline and now."""
    pain = d.pain
    if pain.baseline is None:
        parts = ["pain has no baseline"]
    elif pain.current is None:
        parts = [f"pain {number(pain.baseline)} at baseline, not scored since"]
    else:
        when = "now" if pain.fresh else f"when last scored at visit {pain.newest_visit}"
        parts = [f"pain {number(pain.baseline)} at baseline, {number(pain.current)} {when}"]
    parts += [
        f"{name} {number(pair.baseline)}{unit} at visit {pair.baseline_visit}, "
        f"{number(pair.current)}{unit} at visit {pair.current_visit}"
        for name, unit, pair in ((d.function.short, " %", d.ndi), ("PSFS", "", d.psfs))
        if pair.baseline is not None and pair.current is not None
    ]
    return "; ".join(parts)


def _condition(d: Derived) -> str:
    """What people call the condition, as it stands within a sentence."""
    label = d.protocol.label(d.case.condition)
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


_SITES = {
    "neck_pain": ("neck", "the neck and upper back", "the neck and shoulder girdle"),
    "headache": ("neck", "the neck and upper back", "the neck and head"),
    "low_back_pain": ("low back", "the low back and pelvis", "the low back and hips"),
    "shoulder_pain": ("shoulder", "the shoulder and neck", "the shoulder girdle"),
}
_ANYWHERE = ("painful region", "the painful region", "the painful region")


def _site(d: Derived) -> tuple[str, str, str]:
    """Where it is: what is treated, whose joints, whose muscles are asked about."""
    return _SITES.get(d.case.condition, _ANYWHERE)
