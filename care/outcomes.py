"""How the courses of a period went: each figure with the courses behind it, out of how many, and its interval.

A cohort: the courses that began in a period, as they stand on a day. Shares carry Wilson's interval, the curve
Greenwood's; nothing is said of fewer than five courses; a missing score is counted and named, never filled in.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from care.course import CLASSES, DURATIONS, SEVERITIES
from care.outcome_facts import FATES, NO_BASELINE, NO_CHECKPOINT, NO_LATER, NO_SCORES, OFFERS, Change, Facts
from care.proportion import SMALLEST, Share, wilson
from care.survival import Curve, kaplan_meier

BY = ("severity", "duration", "class", "practitioner", "condition")
"""What courses are grouped and filtered by."""

MEASURES = ("pain", "function", "psfs", "motion")

UNCLASSED = "none"
"""The class of a course without one, and the practitioner of a course without one."""


class Spread(NamedTuple):
    """The middle of some numbers and the two between which the middle half of them lies."""

    of: int
    middle: float
    low: float
    high: float


class Figure(NamedTuple):
    """One figure: `courses` are those it counts, `of` how many it could have counted (None: nothing to compare with).

    `share` and `spread` are None where fewer than five courses, or nothing, stand behind them.
    """

    key: str
    courses: tuple[int, ...]
    of: int | None = None
    share: Share | None = None
    spread: Spread | None = None

    @property
    def number(self) -> int:
        """How many courses it counts."""
        return len(self.courses)

    @property
    def too_few(self) -> bool:
        """Whether it is out of so few courses that nothing may be said."""
        return self.of is not None and self.of < SMALLEST


class Outcomes(NamedTuple):
    """What became of some courses.

    `figures` by key, in their order; `curve` is of visits to resolution; `expected` the middle course's range and
    `span` from the lowest first to the highest last visit expected of any, None without courses.
    """

    courses: int
    figures: Mapping[str, Figure]
    curve: Curve
    expected: tuple[int, int] | None
    span: tuple[int, int] | None
    censored: Mapping[str, int]
    """How many of those in the curve did not resolve in it, by what became of them."""

    @property
    def enough(self) -> bool:
        """Whether anything may be said of them."""
        return self.courses >= SMALLEST


class Choice(NamedTuple):
    """Which courses are looked at; None takes all. `class` and `practitioner` may be `UNCLASSED`."""

    severity: str | None = None
    duration: str | None = None
    exam_class: str | None = None
    practitioner: str | None = None
    condition: str | None = None

    def of(self, by: str) -> str | None:
        """What is chosen of one of `BY`."""
        chosen: str | None = self[BY.index(by)]
        return chosen

    def choose(self, by: str, value: str | None) -> "Choice":
        """The same with another value for one of `BY`."""
        return Choice(*(value if name == by else old for name, old in zip(BY, self, strict=True)))

    def lets(self, one: Facts) -> bool:
        """Whether a course is looked at."""
        return all(chosen is None or chosen == value(one, by) for by, chosen in zip(BY, self, strict=True))


def value(one: Facts, by: str) -> str:
    """What a course is in one of `BY`; a practitioner by number."""
    match by:
        case "severity":
            return one.severity
        case "duration":
            return one.duration
        case "class":
            return one.exam_class or UNCLASSED
        case "practitioner":
            return str(one.practitioner_id) if one.practitioner_id is not None else UNCLASSED
        case _:
            return one.condition


def chosen(facts: Iterable[Facts], choice: Choice) -> list[Facts]:
    """The courses a choice lets through."""
    return [one for one in facts if choice.lets(one)] if any(choice) else list(facts)


def grouped(facts: Iterable[Facts], by: str) -> dict[str, Outcomes]:
    """The outcomes for each value of one of `BY`.

    In the order of the scale where there is one, all of severity and duration, and else of those that occur in no
    order of merit: practitioners by number, conditions by code.
    """
    parts: dict[str, list[Facts]] = {}
    for one in facts:
        parts.setdefault(value(one, by), []).append(one)
    scale = {"severity": SEVERITIES, "duration": DURATIONS, "class": (*CLASSES, UNCLASSED)}.get(by)
    if scale is None:
        scale = tuple(sorted(parts, key=lambda name: (not name.isdigit(), int(name) if name.isdigit() else 0, name)))
    return {name: outcomes(parts.get(name, ())) for name in scale if by in ("severity", "duration") or name in parts}


def outcomes(facts: Sequence[Facts]) -> Outcomes:
    """The figures of some courses."""
    figures: dict[str, Figure] = {}

    def add(key: str, counted: Sequence[Facts], of: int | None = None, spread: Spread | None = None) -> None:
        share = wilson(len(counted), of) if of is not None and of >= SMALLEST else None
        figures[key] = Figure(key, tuple(one.id for one in counted), of, share, spread)

    def those(is_so: Callable[[Facts], object], among: Sequence[Facts] = facts) -> list[Facts]:
        return [one for one in among if is_so(one)]

    began = len(facts)
    add("began", facts)
    fates: dict[str, list[Facts]] = {fate: [] for fate in FATES}
    for one in facts:
        fates[one.fate].append(one)
    for fate in FATES:
        add(fate, fates[fate], began)
    resolved = fates["resolved"]
    add("closed_as_resolved", those(lambda one: not one.by_rule, resolved), len(resolved))
    add("came_back", those(lambda one: one.came_back, resolved), len(resolved))
    add("without_visit", those(lambda one: one.visits == 0))
    add("severity_assumed", those(lambda one: one.severity_assumed))
    add("duration_assumed", those(lambda one: one.duration_assumed))

    known = those(lambda one: one.in_range is not None)
    add("in_range", those(lambda one: one.in_range, known), len(known))
    add("range_unknown", those(lambda one: one.in_range is None and one.visits > 0))
    followed = those(lambda one: one.visits > 0)
    add("followed", followed)

    for at, measure in enumerate(MEASURES):
        _measured(measure, at, followed, add)

    early: list[Facts] = []
    later: list[Facts] = []
    unjudged: list[Facts] = []
    for one in followed:
        (unjudged if isinstance(one.early, str) else early if one.early else later).append(one)
    add("early", early, len(early) + len(later))
    for name, part in (("early", early), ("later", later)):
        told = those(lambda one: one.in_range is not None, part)
        add(f"{name}_in_range", those(lambda one: one.in_range, told), len(told))
    add("early_not_reached", those(lambda one: one.early == NO_CHECKPOINT, unjudged))
    add("early_no_scores", those(lambda one: one.early == NO_SCORES, unjudged))

    offered = those(lambda one: one.offer)
    add("offered", offered, began)
    for offer in OFFERS:
        add(offer, those(lambda one, offer=offer: one.offer == offer, offered), len(offered))  # type: ignore[misc]
    taken = those(lambda one: one.offer == "taken", offered)
    add("loop_closed", those(lambda one: one.referral_closed, taken), len(taken))
    add("without_orthopaedic", those(lambda one: not one.orthopaedic, resolved), len(resolved))

    ranges = [one.expected for one in followed or facts]
    return Outcomes(
        began, figures, kaplan_meier((one.resolved_at or one.visits, one.resolved_at is not None) for one in followed),
        (_middle(low for low, _ in ranges), _middle(high for _, high in ranges)) if ranges else None,
        (min(low for low, _ in ranges), max(high for _, high in ranges)) if ranges else None,
        Counter(one.fate for one in followed if one.resolved_at is None),
    )  # fmt: skip


def _measured(measure: str, at: int, facts: Sequence[Facts], add: Callable[..., None]) -> None:
    """The change of one measure, whose is beyond the smallest that matters, and who is missing and why."""
    both: list[Facts] = []
    changes: list[Change] = []
    for one in facts:
        if isinstance(change := one.changes[at], Change):
            both.append(one)
            changes.append(change)
    spread = spread_of([change.last - change.baseline for change in changes]) if len(both) >= SMALLEST else None
    add(f"{measure}_change", both, None, spread)
    judged = [(one, change) for one, change in zip(both, changes, strict=True) if change.beyond is not None]
    add(f"{measure}_beyond", [one for one, change in judged if change.beyond], len(judged))
    if measure == "pain":
        add("pain_no_room", [one for one, change in zip(both, changes, strict=True) if change.beyond is None])
    for key, why in (("no_baseline", NO_BASELINE), ("no_later", NO_LATER)):
        add(f"{measure}_{key}", [one for one in facts if one.changes[at] == why])


def spread_of(numbers: Sequence[float]) -> Spread:
    """Median and quartiles by interpolation between the numbers beside them. Raises ValueError without numbers."""
    if not numbers:
        raise ValueError("there is no middle of nothing")
    ordered = sorted(numbers)

    def part(share: float) -> float:
        place = share * (len(ordered) - 1)
        below = int(place)
        above = min(below + 1, len(ordered) - 1)
        return ordered[below] + (place - below) * (ordered[above] - ordered[below])

    return Spread(len(ordered), part(0.5), part(0.25), part(0.75))


def told_curve(curve: Curve) -> Curve:
    """The curve as far as it may be shown: while at least five courses were still followed."""
    return curve._replace(steps=tuple(step for step in curve.steps if step.at_risk >= SMALLEST))


class Half(NamedTuple):
    """By which visit half of the courses have resolved, with its interval; None: not reached while five were left."""

    visit: int | None
    low: int | None
    high: int | None


def half_by(curve: Curve) -> Half:
    """The median of visits to resolution, read off the curve as far as it may be shown."""
    told = told_curve(curve)
    return Half(told.median, *told.interval(0.5))


def _middle(numbers: Iterable[int]) -> int:
    ordered = sorted(numbers)
    return ordered[(len(ordered) - 1) // 2]
