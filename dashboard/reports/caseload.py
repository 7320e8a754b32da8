"""Every open course, who needs a person first."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from care.appointment import clock
from care.attention import ADVICE_WORDS, MARKS, needs_person
from care.casefile import plain
from care.day_words import long_date, short_date
from care.staff import Clinic
from care.text import clean, counted
from care.width import cut
from care.worklist import OpenCourse
from dashboard.reports.words import WIDTH, columns, span


def as_json(on: date, courses: Sequence[OpenCourse]) -> dict[str, Any]:
    """The report as documented in docs/commands.md: every key always there, null where unknown."""
    return {"date": on.isoformat(), "courses": [_course(one) for one in courses]}


def _course(one: OpenCourse) -> dict[str, Any]:
    course, state, following = one.row.course, one.state, one.row.next_appointment
    return {
        "course_id": course.id,
        "source_id": course.source_id,
        "patient": one.row.patient,
        "condition": course.condition,
        "opened_on": course.opened_on.isoformat(),
        "visits_done": state.visits_done,
        "expected": list(state.expected),
        "status": state.status,
        "reasons": list(state.reasons),
        "response": state.response,
        "advice": state.advice,
        "rule": state.rule,
        "baseline": plain(state.baseline),
        "current": plain(state.current),
        "goal": plain(state.goal),
        "flags": list(state.flags),
        "next_appointment": f"{following.on.isoformat()} {clock(following.minute)}" if following else None,
    }


def as_plain(on: date, courses: Sequence[OpenCourse], clinic: Clinic) -> list[str]:
    """The report as lines."""
    lines = [cut(f"{clean(clinic.name)}: caseload", WIDTH), long_date(on)]
    if not courses:
        return [*lines, "", f"No course was open on {long_date(on)}."]
    wanting = [one for one in courses if needs_person(one.state, one.row.course)]
    others = [one for one in courses if not needs_person(one.state, one.row.course)]
    lines.append(f"{counted(len(courses), 'open course', 'open courses')}, {len(wanting)} to decide on.")
    for title, some in (("To decide", wanting), ("Under way", others)):
        if some:
            lines += ["", title, *(_line(one) for one in some)]
    return lines


def _line(one: OpenCourse) -> str:
    state, following = one.state, one.row.next_appointment
    then = f"{short_date(following.on)}".split(" ", 1)[1] + f" {clock(following.minute)}" if following else "not booked"
    return columns(
        (one.row.patient, 19), (f"{state.visits_done} of {span(state.expected)}", 11), (MARKS[state.status][1], 14),
        (ADVICE_WORDS[state.advice], 20), (then, 12),
    )  # fmt: skip
