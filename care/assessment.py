"""From a case, or a course as it stood on a day, to its status, advice and explanation."""

from datetime import date
from typing import NamedTuple

from care.advice import advice_of
from care.course import Course, Visit
from care.derived import Case, Derived, Pair, Scores
from care.expected import duration_of, written_range
from care.explain import explain
from care.referral import complementary_state, orthopaedic_state
from care.status import status_of
from care.thresholds import Protocol

__all__ = ["Assessment", "Case", "assess", "assess_course", "case_of"]


class Assessment(NamedTuple):
    """What the rules say of a course at one moment. Always derived, never stored.

    `baseline`, `current` and `goal` are pain, 0-10; `current` is the median of the last up to three scores since
    the baseline. `progress` is the part of the way to the goal that is done, None when it cannot be told; `pace`
    the part expected by now. `expected` is the first and last expected visit. `ndi`, `psfs`, `rom` hold baseline
    and current value with their visits; `ndi` is the percentage of the condition's function questionnaire, which is
    called `function`.
    """

    status: str
    reasons: tuple[str, ...]
    response: str
    advice: str
    rule: str
    expected: tuple[int, int]
    early_checkpoint: int
    visits_done: int
    baseline: float | None
    current: float | None
    goal: float | None
    progress: float | None
    pace: float
    flags: tuple[str, ...]
    explanation: str
    severity: str
    duration: str
    ndi: Pair
    psfs: Pair
    rom: Pair
    complementary: str = "none"
    orthopaedic: str = "none"
    function: str = "NDI"


def assess(case: Case, protocol: Protocol) -> Assessment:
    """Status, advice and why, of a case."""
    d = Derived(case, protocol)
    status = status_of(d)
    advice = advice_of(status.status, d)
    return Assessment(
        status=status.status,
        reasons=(status.reason,) if status.reason else (),
        response=d.response,
        advice=advice.advice,
        rule=advice.rule,
        expected=(d.lo, d.hi),
        early_checkpoint=d.early,
        visits_done=d.v,
        baseline=d.pain.baseline,
        current=d.pain.current,
        goal=d.goal,
        progress=d.progress,
        pace=d.pace,
        flags=d.flags,
        explanation=explain(d, status, advice),
        severity=d.severity,
        duration=d.duration,
        ndi=d.ndi,
        psfs=d.psfs,
        rom=d.rom,
        complementary=case.complementary,
        orthopaedic=case.orthopaedic,
        function=d.function.short,
    )


def assess_course(course: Course, as_of: date, protocol: Protocol) -> Assessment:
    """Status, advice and why, of a course with what was on record at the end of a day."""
    return assess(case_of(course, as_of, protocol), protocol)


def case_of(course: Course, as_of: date, protocol: Protocol) -> Case:
    """A course as the rules see it at the end of a day.

    Visits of one day are one visit with, for each measure, the first score recorded that day. Red flag, neurological
    finding, class and goal are the course's own; the referrals count with the state they had on that day.
    """
    days: list[date] = []
    nprs: list[tuple[int, float]] = []
    ndi: list[tuple[int, float]] = []
    psfs: list[tuple[int, float]] = []
    rom: list[tuple[int, float]] = []
    groc: list[tuple[int, float]] = []
    for visit in course.visits:
        if visit.on > as_of:
            break
        if not days or visit.on != days[-1]:
            days.append(visit.on)
        _note(visit, len(days), nprs, ndi, psfs, rom, groc)
    duration, assumed = duration_of(course.onset_date, days[0] if days else course.opened_on, protocol)
    complementary = orthopaedic = "none"
    if course.referrals:
        complementary = complementary_state(course.referrals, days, as_of, protocol)
        orthopaedic = orthopaedic_state(course.referrals, days, as_of, protocol)
    return Case(
        visits_done=len(days),
        nprs=tuple(nprs),
        ndi=tuple(ndi),
        psfs=tuple(psfs),
        rom=tuple(rom),
        groc=tuple(groc),
        severity=course.severity,
        duration=None if assumed else duration,
        expected=written_range(course, bool(days)),
        condition=course.condition,
        radiating=course.exam_class == "radiating",
        red_flag=course.red_flag,
        neuro=course.neuro,
        complementary=complementary,
        orthopaedic=orthopaedic,
        goal=course.goal_nprs,
    )


def _note(visit: Visit, number: int, *measures: list[tuple[int, float]]) -> None:
    """Add a visit's scores under its number, unless an earlier record of the same day already gave one."""
    given = (visit.nprs, visit.ndi_percent, visit.psfs, visit.rom_degrees, visit.groc)
    for scores, score in zip(measures, given, strict=True):
        if score is not None and (not scores or scores[-1][0] != number):
            scores.append((number, score))


def scores_of(scores: Scores, visits_done: int) -> tuple[float | None, ...]:
    """One measure visit by visit, None where it was not taken: what a chart or a sparkline draws."""
    found = dict(scores)
    return tuple(found.get(visit) for visit in range(1, visits_done + 1))
