"""What visits hold that rests on the baseline: it is the baseline that changes when visit 1 is put right or comes late.

A pain score made of three ratings is their mean while it is the baseline, else the rating of now; motion is followed
in the direction most limited at baseline (the clinical page, sections 1 and 3).
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import col, select

from care.measures import baseline_pain, most_limited
from care.protocol import Protocol
from db.measured import measured_of, motion_of
from db.tables import Course, Evaluation, Visit
from db.writes import corrections
from db.writing import Unit

FOLLOWS = "follows from the baseline"
"""The reason that stands beside a value that was put right because the baseline became another one."""

_PAIN_UNTIL_VISIT = 2
"""Pain of visit 2 stands in where visit 1 has none."""

_Motion = dict[str, float]


def visits_of(unit: Unit, course_id: int) -> list[Visit]:
    """The visits of a course in order of date and time."""
    query = select(Visit).where(col(Visit.course_id) == course_id, col(Visit.voided).is_(False))
    return list(unit.session.exec(query.order_by(col(Visit.local_date), col(Visit.minute), col(Visit.id))).all())


def number_of(visits: Sequence[Visit], on: date) -> int:
    """Which visit of the course a day is, from 1: visits of one day are one."""
    return len({visit.local_date for visit in visits if visit.local_date < on}) + 1


def is_baseline_pain(visits: Sequence[Visit], on: date, minute: int, itself: int | None) -> bool:
    """Whether a pain score at a time is the baseline: at visit 1 or 2, and no other was recorded before it."""
    last = float("inf") if itself is None else itself
    earlier = [
        one
        for one in visits
        if one.id != itself and (one.local_date, one.minute, one.id or 0) < (on, minute, last)
    ]  # fmt: skip
    return number_of(visits, on) <= _PAIN_UNTIL_VISIT and all(one.nprs is None for one in earlier)


def pain_of(ratings: tuple[int, int, int], *, baseline: bool) -> float:
    """The score that now, best and worst of 24 h lead to, 0-10."""
    return baseline_pain(*ratings) if baseline else float(ratings[0])


def follow_baseline(
    unit: Unit, course: Course, rules: Protocol, reason: str = FOLLOWS, *, emptied: int | None = None
) -> None:  # fmt: skip
    """Bring every value of a course's visits that rests on the baseline into line with it; what one was, is kept.

    For whoever has changed a visit, or the motion in an evaluation. `emptied` is a visit whose motion was taken out.
    """
    assert course.id is not None
    visits, examined = visits_of(unit, course.id), _examined(unit, course.id)
    direction = _followed(course.condition, visits, examined, rules)
    for visit in visits:
        measured = measured_of(visit.details)
        values: dict[str, float | None] = {}
        if measured.pain is not None:
            first = is_baseline_pain(visits, visit.local_date, visit.minute, visit.id)
            values["nprs"] = pain_of(measured.pain, baseline=first)
        motion = dict(measured.motion)
        if visit.source_id is None:
            # What an import says of motion stays; its direction is known to nobody.
            motion = {**examined.get(visit.local_date, {}), **motion}
        if motion or visit.id == emptied:
            values["rom_degrees"] = None if direction is None else motion.get(direction)
        values = {name: value for name, value in values.items() if getattr(visit, name) != value}
        if values:
            texts = [(name, corrections.in_text(getattr(visit, name)), value) for name, value in values.items()]
            changes = [corrections.Change(name, was, corrections.in_text(value)) for name, was, value in texts]
            corrections.put(unit, visit, course.id, course.patient_id, values, changes, reason)


def _followed(condition: str, visits: Sequence[Visit], examined: dict[date, _Motion], rules: Protocol) -> str | None:
    """The direction most limited at baseline: on the earliest day with motion, if that is visit 1 or 2."""
    for day in sorted({visit.local_date for visit in visits})[: rules.scores.baseline_until_visit]:
        motion: _Motion = {}
        for visit in visits:
            if visit.local_date == day:
                motion = {**dict(measured_of(visit.details).motion), **motion}
        motion = {**examined.get(day, {}), **motion}
        # A direction that the protocol does not know, or no longer, cannot be compared with the others.
        motion = {name: degrees for name, degrees in motion.items() if name in rules.motion_of(condition)}
        if motion:
            return most_limited(motion, rules, condition)
    return None


def _examined(unit: Unit, course_id: int) -> dict[date, _Motion]:
    """The motion that evaluations found, by day; the first one of a day counts."""
    query = select(Evaluation).where(col(Evaluation.course_id) == course_id, col(Evaluation.voided).is_(False))
    found: dict[date, _Motion] = {}
    for row in unit.session.exec(query.order_by(col(Evaluation.local_date), col(Evaluation.id))).all():
        if motion := dict(motion_of(_findings(row.findings).get("motion"))):
            found[row.local_date] = {**motion, **found.get(row.local_date, {})}
    return found


def _findings(stored: str) -> dict[str, Any]:
    try:
        found = json.loads(stored)
    except (ValueError, TypeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
