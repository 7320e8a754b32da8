"""The orthopaedic evaluation of a course: saved, continued, and put right with what it said before.

What was found is JSON by section, whose meaning is not the record's business; the level of the red flags and the
neurological finding are the clinician's own. Raises with nothing changed, as all writes do.
"""

import json
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import col, select

from care.course import NEURO, RED_FLAGS
from care.protocol import Protocol
from care.text import tidy
from db.errors import Conflict, NotFound, Refused
from db.protocol_file import load_protocol
from db.tables import Course, Evaluation, Staff
from db.writes import corrections, drafts
from db.writes.baseline import follow_baseline, visits_of
from db.writes.booking import treats
from db.writes.clinical import course_row, day_of, one_of, titled, today, words_of
from db.writes.told import check_seen, tell
from db.writing import Unit

LARGEST = 100_000
"""Bytes of what was found in one evaluation."""

_RED_FLAG_WORDS = {
    "emergency": " Red flag: emergency. Refer the same day; no neck treatment.",
    "urgent": " Red flag: urgent. Hold neck treatment until it is cleared.",
    "none": "",
}
_NEURO_WORDS = {"motor": " Neurological finding: motor.", "sensory": " Neurological finding: sensory.", "none": ""}
_EMPTY: tuple[Any, ...] = (None, "", {}, [])

Findings = dict[str, Any]


class Saved(NamedTuple):
    """An evaluation that was saved: its number, the step that takes it back (None: nothing had to be changed), and
    one sentence for the screen, which names the level of a red flag."""

    evaluation_id: int
    undo_id: int | None
    said: str


def save(
    unit: Unit,
    course_id: int,
    findings: str,
    red_flag: str,
    neuro: str,
    *,
    on: date | None = None,
    practitioner_id: int | None = None,
    evaluation_id: int | None = None,
    seen_version: int | None = None,
    reason: str = "",
    draft_id: int | None = None,
    protocol: Protocol | None = None,
) -> Saved:
    """A new evaluation of a day (today without one), or with `evaluation_id` and the version seen more of that one.

    `findings` is a JSON object under 100 kB; its texts are tidied. `red_flag` and `neuro` are of `care.course`. What
    is answered only now is filled in. An answer that changes is kept as it was, section by section, and needs a
    reason after the day of the evaluation. Motion is the course's baseline where no visit took it: the visits follow.
    `draft_id` is what was half typed, gone with it.
    """
    unit.require("clinical")
    course = course_row(unit, course_id)
    found = _read(findings)
    one_of(red_flag, RED_FLAGS, "The level of the red flags")
    one_of(neuro, NEURO, "The neurological finding")
    if evaluation_id is None:
        return _new(unit, course, found, red_flag, neuro, on, practitioner_id, draft_id, protocol)
    row = _present(unit, course_id, evaluation_id)
    if seen_version is None:
        raise TypeError("an evaluation is continued with the version that was seen")
    why = words_of(reason, "The reason")
    values: dict[str, Any] = {"red_flag": red_flag, "neuro": neuro}
    if on is not None:
        values["local_date"] = _day(unit, course, on, row.id)
    if practitioner_id is not None and practitioner_id != row.practitioner_id:
        treats(unit, practitioner_id)
        values["practitioner_id"] = practitioner_id
    values = {name: value for name, value in values.items() if getattr(row, name) != value}
    before = _stored(row)
    if _packed(found) != _packed(before):
        values["findings"] = _packed(found)
    if not values:
        unit.unchanged()
        drafts.done_with(unit, draft_id, course.patient_id)
        return Saved(evaluation_id, None, f"{_titled(unit, course, row.local_date)} is as it was saved.")
    check_seen(unit, row, seen_version, set(values))
    changed = _changed(unit, row, values, before, found)
    if changed and row.local_date != today(unit):
        words_of(why, "The reason", "What an evaluation said is changed with a reason after its day.")
    undo_id, day = unit.undoable("evaluation"), row.local_date
    # Flushed once, so that the row's version and what the log says of it go together.
    with unit.session.no_autoflush:
        for field, was, now in changed:
            corrections.note(unit, row, course_id, field, was, now, why)
        for name, value in values.items():
            setattr(row, name, value)
        drafts.done_with(unit, draft_id, course.patient_id)
    tell(unit, "corrected" if changed else "continued", row, course.patient_id, corrections=len(changed))
    if before.get("motion") != found.get("motion") or day != row.local_date:
        _motion_follows(unit, course, {day, row.local_date}, protocol)
    return Saved(evaluation_id, undo_id, _said(unit, course, row))


def _new(
    unit: Unit,
    course: Course,
    found: Findings,
    red_flag: str,
    neuro: str,
    on: date | None,
    practitioner_id: int | None,
    draft_id: int | None,
    protocol: Protocol | None,
) -> Saved:
    day = _day(unit, course, on, None)
    if practitioner_id is not None:
        treats(unit, practitioner_id)
    undo_id = unit.undoable("evaluation")
    assert course.id is not None
    row = Evaluation(
        course_id=course.id, practitioner_id=practitioner_id, local_date=day, red_flag=red_flag, neuro=neuro,
        findings=_packed(found),
    )  # fmt: skip
    tell(unit, "added", row, course.patient_id)
    drafts.done_with(unit, draft_id, course.patient_id)
    if found.get("motion"):
        _motion_follows(unit, course, {day}, protocol)
    assert row.id is not None
    return Saved(row.id, undo_id, _said(unit, course, row))


def _motion_follows(unit: Unit, course: Course, days: set[date], protocol: Protocol | None) -> None:
    """Bring the visits into line with the motion that was examined; those of `days` may have had theirs from here."""
    assert course.id is not None
    rules = protocol or load_protocol(None)
    own = [one.id for one in visits_of(unit, course.id) if one.local_date in days and one.source_id is None]
    for visit_id in own or (None,):
        follow_baseline(unit, course, rules, emptied=visit_id)


def _present(unit: Unit, course_id: int, evaluation_id: int) -> Evaluation:
    row = unit.session.get(Evaluation, evaluation_id)
    if row is None or row.voided or row.course_id != course_id:
        raise NotFound(
            f"This course has no evaluation with number {evaluation_id}. Nothing was changed. Look at the chart again."
        )
    return row


def _day(unit: Unit, course: Course, on: date | None, itself: int | None) -> date:
    """The day of an evaluation: while the course is open, and the only one of that day."""
    day = day_of(unit, on, "The day of the evaluation")
    if day < course.opened_on:
        raise Refused(
            f"The evaluation is of {day.isoformat()}, before the course was opened on {course.opened_on.isoformat()}. "
            "Nothing was changed. Correct the day."
        )
    if itself is None and course.closed_on is not None and day > course.closed_on:
        raise Refused(
            f"The course was closed on {course.closed_on.isoformat()}. Nothing was changed. Reopen it, or open a new "
            "course."
        )
    query = select(Evaluation).where(
        col(Evaluation.course_id) == course.id, col(Evaluation.local_date) == day, col(Evaluation.voided).is_(False)
    )
    there = unit.session.exec(query.limit(1)).first()
    if there is not None and there.id != itself:
        raise Conflict(
            f"There is an evaluation of {day.isoformat()} in this course already, number {there.id}. Nothing was "
            "changed. Continue that one."
        )
    return day


def _read(findings: str) -> Findings:
    """What was found, tidied; raises `Refused` unless it is a JSON object of a size somebody could have typed."""
    if len(findings.encode("utf-8", "surrogatepass")) >= LARGEST:
        raise Refused(f"The findings take more than {LARGEST // 1000} kB. Nothing was changed. Shorten the texts.")
    try:
        found = json.loads(findings, parse_constant=_no_number)
        if isinstance(found, dict):
            return _tidied(found)  # type: ignore[no-any-return]
    except (ValueError, RecursionError):
        pass
    raise Refused("The findings are no JSON object by section. Nothing was changed. Fill in the form again.")


def _stored(row: Evaluation) -> Findings:
    """What a row holds by section; text that is none of ours counts as one section, so that it is never lost."""
    try:
        found = json.loads(row.findings)
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) else {"findings": row.findings}


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _tidied(value: Any) -> Any:
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, list):
        return [_tidied(one) for one in value]
    return {tidy(key): _tidied(one) for key, one in value.items()} if isinstance(value, dict) else value


def _packed(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _changed(
    unit: Unit, row: Evaluation, values: dict[str, Any], before: Findings, found: Findings
) -> list[tuple[str, Any, Any]]:
    """What was answered and is otherwise now: (field, was, now), findings by section with only what differs in it."""
    changed: list[tuple[str, Any, Any]] = []
    for name, value in values.items():
        was = getattr(row, name)
        if name == "practitioner_id" and was is not None:
            who = [unit.session.get_one(Staff, key).name for key in (was, value)]
            changed.append(("practitioner", who[0], who[1]))
        elif name in ("red_flag", "neuro", "local_date"):
            changed.append(("day" if name == "local_date" else name, was, value))
    for section in before:
        if not _only_more(was := before[section], now := found.get(section)):
            gone, come = _differing(was, now)
            changed.append((section, _as_told(gone), _as_told(come)))
    return changed


def _only_more(was: Any, now: Any) -> bool:
    """Whether every answer there was still stands, with others perhaps beside it."""
    if was in _EMPTY:
        return True
    if isinstance(was, dict) and isinstance(now, dict):
        return all(_only_more(answer, now.get(key)) for key, answer in was.items())
    if isinstance(was, list) and isinstance(now, list):
        return all(answer in now for answer in was)
    return bool(was == now and isinstance(was, bool) is isinstance(now, bool))


def _differing(was: Any, now: Any) -> tuple[Any, Any]:
    """Two answers without what is the same in both."""
    if not (isinstance(was, dict) and isinstance(now, dict)):
        return was, now
    pairs = {key: _differing(was[key], now.get(key)) for key in was if not _only_more(was[key], now.get(key))}
    return {key: pair[0] for key, pair in pairs.items()}, {key: pair[1] for key, pair in pairs.items() if key in now}


def _as_told(answer: Any) -> str:
    return answer if isinstance(answer, str) else "" if answer in _EMPTY else _packed(answer)


def _titled(unit: Unit, course: Course, day: date) -> str:
    return f"{titled(unit, course)}: the evaluation of {day.isoformat()}"


def _said(unit: Unit, course: Course, row: Evaluation) -> str:
    return f"{_titled(unit, course, row.local_date)} is saved.{_RED_FLAG_WORDS[row.red_flag]}{_NEURO_WORDS[row.neuro]}"
