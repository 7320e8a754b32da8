"""What would change the advice: the next visit tried with every score, a referral with its next step, by the rules."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from care.advice import ADVICE_LABELS, STATUS_LABELS, advice_of
from care.assessment import case_of
from care.course import Course, Visit
from care.derived import Case, Derived
from care.referral import COMPLEMENTARY, DISREGARDED, state_on
from care.status import status_of
from care.thresholds import Protocol

MOST_SENTENCES = 5
"""More than these nobody reads between two patients."""

_SCORES = tuple(range(11))
_TO_ORTHOPAEDIC = ("refer_ortho", "refer_ortho_expedited")
_CARE = {"chiropractic": "chiropractic care", "physical_therapy": "physical therapy", "massage": "massage"}


class _Outcome(NamedTuple):
    """What the rules say of one case."""

    status: str
    advice: str
    rule: str


def would_change(course: Course, as_of: date, protocol: Protocol) -> tuple[str, ...]:
    """What the advice becomes with the next visit's pain score, or with a step of a referral now: up to five sentences.

    Scores next to each other with the same advice are told as one, and all eleven are told. A step of a referral and a
    visit without a score are told where they change what is advised today. Only pain is tried: with a function score
    beside it the next visit may turn out otherwise. Nothing of a course that is closed.
    """
    if not course.open_on(as_of):
        return ()
    now = case_of(course, as_of, protocol)
    today = _judged(now, protocol)
    if today.status == "red_flag":
        cleared = _judged(now._replace(red_flag="none"), protocol)
        return (f"No score changes this. When the red flag is cleared: {_said([cleared])}.",)
    scores, unscored = _next_visit(course, now, as_of, today, protocol)
    return (*scores, *_steps(course, now, as_of, today, protocol), *unscored)[:MOST_SENTENCES]


def _judged(case: Case, protocol: Protocol) -> _Outcome:
    d = Derived(case, protocol)
    status = status_of(d).status
    advice = advice_of(status, d)
    return _Outcome(status, advice.advice, advice.rule)


def _next_visit(
    course: Course, now: Case, as_of: date, today: _Outcome, protocol: Protocol
) -> tuple[list[str], list[str]]:
    """A sentence for each group of scores, and one for a visit without a score where it says something else."""
    visits = tuple(visit for visit in course.visits if visit.on <= as_of)
    # A second visit of one day would be the same visit; at the end of the calendar there is no next day.
    day = as_of if not visits or visits[-1].on < as_of else min(as_of, date.max - timedelta(1)) + timedelta(1)
    after = case_of(course._replace(visits=(*visits, Visit(day, 0))), day, protocol)
    number = now.visits_done + 1
    found = [(score, _judged(after._replace(nprs=(*after.nprs, (number, score))), protocol)) for score in _SCORES]
    unscored = _judged(after, protocol)
    groups = [list(group) for _, group in groupby(found, key=lambda one: one[1].advice)]
    if len(groups) == 1:
        alike = unscored.advice == groups[0][0][1].advice
        outcomes = [outcome for _, outcome in groups[0]] + ([unscored] if alike else [])
        head = f"Whatever the pain at visit {number}{', scored or not' if alike else ''}"
        sentences = [f"{head}: {_said(outcomes)}."]
    else:
        alike = False
        sentences = [
            f"{_span(group[0][0], group[-1][0])} at visit {number}: {_said(outcome for _, outcome in group)}."
            for group in groups
        ]
    if alike or unscored.advice == today.advice:
        return sentences, []
    return sentences, [f"Without a score at visit {number}: {_said([unscored])}."]


def _span(low: int, high: int) -> str:
    if low == high:
        return f"Pain {low}"
    if low == 0:
        return f"Pain {high} or less"
    return f"Pain {low} {'or' if high - low == 1 else 'to'} {high}"


def _steps(course: Course, now: Case, as_of: date, today: _Outcome, protocol: Protocol) -> Iterator[str]:
    """A sentence for each step of a referral that would change what is advised today."""
    care = _open_care(course, as_of)
    # A referral nobody advises now would change the advice too, and is no step anybody is about to take.
    sent = {"complementary": today.advice == "refer_complementary", "orthopaedic": today.advice in _TO_ORTHOPAEDIC}
    tried: tuple[tuple[str, bool, dict[str, Any]], ...] = (
        (f"When the {care} is done", now.complementary == "open", {"complementary": "done"}),
        ("When the orthopaedic physician has seen the patient", now.orthopaedic == "open", {"orthopaedic": "done"}),
        ("Once complementary care is asked for", sent["complementary"], {"complementary": "open"}),
        ("Once the orthopaedic physician is asked", sent["orthopaedic"], {"orthopaedic": "open"}),
        (f"If the patient declines the {care}", now.complementary == "open", {"complementary": "declined"}),
        ("If the patient declines it", sent["complementary"], {"complementary": "declined"}),
    )
    for head, there, changed in tried:
        if there and (outcome := _judged(now._replace(**changed), protocol)).advice != today.advice:
            yield f"{head}: {_said([outcome])}."


def _open_care(course: Course, as_of: date) -> str:
    """What the newest complementary referral that counts is of."""
    counting = [
        one
        for one in course.referrals
        if one.kind in COMPLEMENTARY and state_on(one, as_of) not in (None, *DISREGARDED)
    ]
    newest = max(counting, key=lambda one: (one.created_on, one.id), default=None)
    return _CARE[newest.kind] if newest else ""


def _said(outcomes: Iterable[_Outcome]) -> str:
    """Outcomes with one advice, in words: `slow or stalled, continue, change the treatment (D23, D24)`."""
    found = tuple(outcomes)
    statuses = dict.fromkeys(STATUS_LABELS[one.status] for one in found)
    rules = dict.fromkeys(sorted(one.rule for one in found))
    return f"{' or '.join(statuses)}, {ADVICE_LABELS[found[0].advice]} ({', '.join(rules)})"
