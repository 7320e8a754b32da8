"""What is due at the next visit: which scores to take, and whether it is time to evaluate again (clinical.md 1)."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from care.advice import advice_of
from care.assessment import case_of
from care.course import Course
from care.derived import Derived, Scores
from care.status import status_of
from care.thresholds import Protocol

MEASURES_DUE = ("pain", "function", "activities", "motion", "groc", "re_evaluation")
"""What may be due, in the order it is given."""

FUNCTION_EVERY = 4
"""Visits after which a function score is due again [D], one before its newest value stops being current."""

RE_EVALUATED_WITHIN = 2
"""Last visits within which a measure, or the whole re-evaluation, has been done recently enough [D]."""


class Due(NamedTuple):
    """One thing that is due, of `MEASURES_DUE`, with a few words for a line."""

    measure: str
    words: str


def due_at(course: Course, as_of: date, protocol: Protocol) -> tuple[Due, ...]:
    """What is due at the visit about to be recorded, one more than are completed at the end of `as_of`.

    Pain always. Visit 1 takes every baseline; visit 2 those that visit 1 left out, since later values are none.
    Function about every fourth visit. The early checkpoint, the first expected visit, and a rule that advises it each
    bring a re-evaluation, unless one was done within the last two visits. Nothing in a course that is closed.
    """
    if not course.open_on(as_of):
        return ()
    return tuple(_due(Derived(case_of(course, as_of, protocol), protocol)))


def _due(d: Derived) -> Iterator[Due]:
    number, case = d.v + 1, d.case
    taken = {"function": case.ndi, "activities": case.psfs, "motion": case.rom, "groc": case.groc}
    names = {"function": d.function.short, "activities": "PSFS", "motion": "motion", "groc": "global rating of change"}
    occasion = _re_evaluation(d, number)
    yield Due("pain", "pain now, best and worst" if number == 1 else "pain")
    for measure, scores in taken.items():
        reason = _baseline(measure, scores, d, number)
        if not reason and occasion and not _recent(scores, number):
            reason = _last(scores)
        if not reason and measure == "function":
            reason = _function(d, number)
        if reason:
            yield Due(measure, f"{names[measure]}{reason}")
    if occasion:
        yield Due("re_evaluation", occasion)


def _re_evaluation(d: Derived, number: int) -> str:
    """Why a re-evaluation is due at a visit; empty when it is not. A global rating is the mark of one."""
    if number == 1 or _recent(d.case.groc, number):
        return ""
    if number == d.early:
        return f"re-evaluation: visit {number} is the early checkpoint"
    if number == d.lo:
        return f"re-evaluation: the expected visits begin with visit {number}"
    advice = advice_of(status_of(d).status, d)
    return f"re-evaluation: advised by rule {advice.rule}" if advice.advice == "re_evaluate" else ""


def _baseline(measure: str, scores: Scores, d: Derived, number: int) -> str:
    if measure == "groc" or scores or number > d.protocol.scores.baseline_until_visit:
        return ""
    return " as baseline" if number == 1 else " as baseline, not taken yet"


def _function(d: Derived, number: int) -> str:
    """Why function is due between re-evaluations; empty when it is not."""
    newest = d.case.ndi[-1][0] if d.case.ndi else 0
    if number - newest >= FUNCTION_EVERY:
        return _last(d.case.ndi)
    if "confirm_function" in d.flags:
        return ": pain is at its goal"
    # Where the rules find too little to judge by, function says as much as pain.
    return _last(d.case.ndi) if d.no_data and d.v >= d.protocol.checkpoint.data_wanted_from else ""


def _recent(scores: Scores, number: int) -> bool:
    return bool(scores) and scores[-1][0] >= number - RE_EVALUATED_WITHIN


def _last(scores: Scores) -> str:
    return f", last at visit {scores[-1][0]}" if scores else ", never taken"
