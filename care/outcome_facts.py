"""What became of one course: what the outcome figures count, derived from its record by the rules and nothing else.

The event is resolution. A course resolved at the first visit at which section 3 of the rules calls it resolved on what
was scored up to that visit; one that was closed as resolved without that, at its last visit. What comes back later has
resolved all the same, and is counted as come back. Every other course is censored at its last visit.
"""

from datetime import date
from functools import lru_cache
from itertools import pairwise
from sys import intern
from typing import NamedTuple

from care.assessment import case_of
from care.course import Course
from care.derived import Case, Derived, Pain, at_least, pair, reaction, severity_at_first
from care.expected import early_checkpoint, range_for
from care.referral import COMPLEMENTARY, state_on
from care.thresholds import Protocol

FATES = ("resolved", "referred_out", "lapsed", "discharged", "ended", "open")
"""What a course came to; `ended` was closed without an outcome. Each course is one of them, the first that holds."""

OFFERS = ("taken", "refused", "dismissed", "unsent")
"""What became of the offer of a referral, the best that happened: sent and not refused, refused by the patient,
dismissed by the practitioner, never sent.
"""

NO_BASELINE, NO_LATER = "no baseline", "no later score"
"""Why a change is not known; `no room`: pain began below what a meaningful change needs."""

NO_CHECKPOINT, NO_SCORES = "before the checkpoint", "no scores"

_UNCOUNTED = ("draft", "cancelled", "declined_by_patient")
_SEEN = ("attended", "report_received", "closed")


class Change(NamedTuple):
    """A measure from its baseline to its last score, and whether that is beyond the smallest change that matters.

    `beyond` is None where the rules cannot say: pain that began too low. Of motion it is the gain in degrees that
    counts as partial; no smallest change that matters is agreed for it.
    """

    baseline: float
    last: float
    beyond: bool | None


class Facts(NamedTuple):
    """One course as the figures see it. Visits are numbers of visits; `resolved_at` None: not, or without a visit.

    `changes` are pain, function, PSFS and motion: a `Change` or the reason why there is none. `early` is whether the
    course had responded by its early checkpoint, or why that is not known. `offer` is one of `OFFERS`, "" without one.
    """

    id: int
    patient_id: int
    practitioner_id: int | None
    condition: str
    severity: str
    duration: str
    exam_class: str | None
    opened_on: date
    severity_assumed: bool
    duration_assumed: bool
    expected: tuple[int, int]
    visits: int
    fate: str
    closed: bool
    resolved_at: int | None
    by_rule: bool
    came_back: bool
    changes: tuple[Change | str, Change | str, Change | str, Change | str]
    early: bool | str
    offer: str
    referral_closed: bool
    orthopaedic: bool
    """An orthopaedic physician has seen the patient in this course."""

    @property
    def in_range(self) -> bool | None:
        """Whether it resolved within its expected visits; None while it still may, and without a visit."""
        if self.resolved_at is not None:
            return self.resolved_at <= self.expected[1]
        if self.visits == 0:
            return None
        return False if self.fate != "open" or self.visits >= self.expected[1] else None


def facts_of(course: Course, as_of: date, protocol: Protocol, decided: str = "") -> Facts:
    """What became of a course by the end of a day.

    `decided`: the newest decision on an advice to refer, `taken` or `dismissed`; "" when there was none.
    """
    case = case_of(course, as_of, protocol)
    severity, severity_assumed = severity_at_first(case, protocol)
    duration = case.duration or protocol.duration.assumed
    low, high = case.expected or range_for(case.condition, severity, duration, protocol)
    resolved_at = first_resolved(case, protocol)
    by_rule = resolved_at is not None
    closed = course.closed_on is not None and course.closed_on <= as_of
    fate = "resolved" if by_rule else (course.outcome or "ended") if closed else "open"
    if fate == "resolved" and not by_rule:
        resolved_at = case.visits_done or None
    offer, referral_closed, orthopaedic = _referrals(course, as_of, decided)
    return Facts(
        course.id, course.patient_id, course.practitioner_id, intern(case.condition), intern(severity), duration,
        course.exam_class and intern(course.exam_class), course.opened_on, severity_assumed, case.duration is None,
        _shared(low, high), case.visits_done, intern(fate), closed,
        resolved_at, by_rule, by_rule and _came_back(case, resolved_at or 0, protocol), _changes(case, protocol),
        _early(case, early_checkpoint(low, duration, protocol), resolved_at, protocol),
        offer, referral_closed, orthopaedic,
    )  # fmt: skip


@lru_cache(maxsize=512)
def _shared(low: int, high: int) -> tuple[int, int]:
    # A long history holds the same few ranges and changes a hundred thousand times: each is there once.
    return low, high


@lru_cache(maxsize=8192)
def _change(baseline: float, last: float, beyond: bool | None) -> Change:
    return Change(baseline, last, beyond)


@lru_cache(maxsize=8192)
def _four(
    pain: Change | str, function: Change | str, psfs: Change | str, motion: Change | str
) -> tuple[Change | str, Change | str, Change | str, Change | str]:
    return pain, function, psfs, motion


def first_resolved(case: Case, protocol: Protocol) -> int | None:
    """The first visit after which the rules call the case resolved on what was scored by then; None when none is.

    A red flag does not matter here: it says what to do next, not whether pain and function have reached their goals.
    """
    # Nothing resolves before two scores in a row at the goal; only from there on is the whole rule asked.
    highest = protocol.pain.goal_at_most if case.goal is None else case.goal
    pairs = pairwise(case.nprs[1:])
    start = next((visit for (_, a), (visit, b) in pairs if at_least(highest, a) and at_least(highest, b)), None)
    if start is None:
        return None
    return next(
        (v for v in range(start, case.visits_done + 1) if Derived(case._replace(visits_done=v), protocol).resolved),
        None,
    )


def _came_back(case: Case, since: int, protocol: Protocol) -> bool:
    """Whether two scores in a row after a visit lay as far above the goal as undoes a resolution."""
    goal = Derived(case, protocol).goal
    scores = [score for visit, score in case.nprs if visit > since]
    undone = (goal or 0) + protocol.pain.undone_points
    return goal is not None and any(at_least(a, undone) and at_least(b, undone) for a, b in pairwise(scores))


def _changes(case: Case, protocol: Protocol) -> tuple[Change | str, Change | str, Change | str, Change | str]:
    rules, function = protocol.pain, protocol.function_of(case.condition)

    def pain(fall: float, baseline: float) -> bool | None:
        if baseline < rules.baseline_at_least:
            return None
        points = rules.mcid_points_radiating if case.radiating else rules.mcid_points
        return at_least(fall, points) and at_least(100 * fall, rules.mcid_percent * baseline)

    def index(fall: float, baseline: float) -> bool:
        return at_least(fall, function.mcid_points) or (
            at_least(fall, function.mcid_points_with_share)
            and at_least(100 * fall, function.mcid_percent * baseline)
            and at_least(baseline, function.mcid_baseline_at_least)
        )

    until = protocol.scores.baseline_until_visit
    found: list[Change | str] = []
    for scores, first_until, judged in (
        (case.nprs, 2, pain),
        (case.ndi, until, index),
        (case.psfs, until, lambda fall, _: at_least(-fall, protocol.psfs.mcid_points)),
        (case.rom, until, lambda fall, _: at_least(-fall, protocol.rom.partial_degrees)),
    ):
        if not scores or scores[0][0] > first_until:
            found.append(NO_BASELINE)
        elif len(scores) == 1:
            found.append(NO_LATER)
        else:
            baseline, last = scores[0][1], scores[-1][1]
            found.append(_change(baseline, last, judged(baseline - last, baseline)))
    return _four(*found)


def _early(case: Case, checkpoint: int, resolved_at: int | None, protocol: Protocol) -> bool | str:
    """Whether the change by the early checkpoint was meaningful; a course that resolved by then had one."""
    if resolved_at is not None and resolved_at <= checkpoint:
        return True
    if case.visits_done < checkpoint:
        return NO_CHECKPOINT
    pain = Pain(case.nprs, checkpoint, protocol)
    ndi, psfs, rom = (pair(scores, checkpoint, protocol) for scores in (case.ndi, case.psfs, case.rom))
    if pain.current is None and ndi.change is None and psfs.change is None:
        return NO_SCORES
    return reaction(case, checkpoint, pain, ndi, psfs, rom, protocol).response == "mcid"


def _referrals(course: Course, as_of: date, decided: str) -> tuple[str, bool, bool]:
    """What became of the offer, whether a loop was closed, whether an orthopaedic physician has seen the patient."""
    if not course.referrals:
        return ("dismissed" if decided == "dismissed" else "unsent" if decided else ""), False, False
    states = [(one.kind, state) for one in course.referrals if (state := state_on(one, as_of)) is not None]
    if any(state not in _UNCOUNTED for _, state in states):
        offer = "taken"
    elif any(state == "declined_by_patient" for _, state in states):
        offer = "refused"
    else:
        offer = "dismissed" if decided == "dismissed" else "unsent" if states or decided else ""
    return (
        offer,
        any(state == "closed" for _, state in states),
        any(kind not in COMPLEMENTARY and state in _SEEN for kind, state in states),
    )
