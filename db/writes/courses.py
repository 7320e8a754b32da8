"""A course of care from its opening to its closing, and back: each step checked, undoable, and with what was before.

Every function works in the caller's unit and raises with nothing changed: `Refused` for a value the record does not
take, `Conflict` when somebody else was first, `NotFound` for a number that is not there.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import col, select

from care.closing import OUTCOME_WORDS, REOPEN_DAYS
from care.course import CAUSES, CLASSES, OUTCOMES, SEVERITIES
from care.expected import course_range
from care.measures import MeasureError, check_score
from care.protocol import Protocol
from db.courses import courses_in
from db.errors import Conflict, Refused
from db.exchange.values import EARLIEST_DAY
from db.protocol_file import load_protocol
from db.tables import Course, Patient, Staff
from db.writes import corrections
from db.writes.appointments import cancel, present
from db.writes.booking import treats
from db.writes.clinical import course_row, day_of, one_of, patient_row, titled, today, words_of
from db.writes.first_visit import RANGE
from db.writes.overlap import name_of
from db.writes.told import Changed, check_seen, looking, tell
from db.writing import Unit

__all__ = ["Changed", "Opened", "change", "close", "open_course", "reopen"]

MOST_VISITS = 100
RELEASED = "course closed"
"""Why an appointment was cancelled with its course."""

_COLUMNS = {
    "onset": "onset_date", "severity": "severity", "exam_class": "exam_class", "causes": "causes",
    "goal": "goal_nprs", "practitioner_id": "practitioner_id",
}  # fmt: skip
_LABELS = {
    "onset_date": "onset", "severity": "severity", "exam_class": "class", "causes": "causes", "goal_nprs": "goal",
    "practitioner_id": "practitioner",
}  # fmt: skip
_RANGE = {"expected_min", "expected_max", "expected_by_rule"}
_RANGE_RESTS_ON = {"onset_date", "severity", "closed_on"} | _RANGE


class Opened(NamedTuple):
    """A new course: its number, the step that takes it back, and one sentence for the screen."""

    course_id: int
    undo_id: int
    said: str


def open_course(
    unit: Unit,
    patient_id: int,
    condition: str,
    *,
    opened_on: date | None = None,
    practitioner_id: int | None = None,
    onset: date | None = None,
    severity: str | None = None,
    exam_class: str | None = None,
    causes: tuple[str, ...] = (),
    goal: float | None = None,
    expected: tuple[int, int] | None = None,
    expected_reason: str = "",
    protocol: Protocol | None = None,
) -> Opened:
    """A new course of one complaint, beside those of other complaints; `causes` name the primary one first.

    `goal` is pain, 0-10. Without `expected` the rules write the range at visit 1; with it, a reason is needed.
    """
    unit.require("clinical")
    patient, rules = patient_row(unit, patient_id), protocol or load_protocol(None)
    one_of(condition, rules.conditions(), "The condition")
    day = day_of(unit, opened_on, "The day of opening")
    given = {
        "onset": onset, "severity": severity, "exam_class": exam_class, "causes": causes, "goal": goal,
        "practitioner_id": practitioner_id,
    }  # fmt: skip
    values = _checked(unit, given, patient, day)
    why = words_of(expected_reason, "The reason of the range")
    if expected is not None:
        _check_range(expected)
        words_of(why, "The reason", "A range of one's own is set with a reason.")
        values |= {"expected_min": expected[0], "expected_max": expected[1], "expected_by_rule": False}
        values["expected_reason"] = why
    _refuse_second(unit, patient_id, condition)
    undo_id = unit.undoable("open course")
    row = Course(patient_id=patient_id, condition=condition, opened_on=day, **values)
    tell(unit, "added", row, patient_id)
    assert row.id is not None
    low, high = expected or _by_rule(unit, row, {}, rules)
    settled = "." if expected is not None else " so far; visit 1 settles it."
    return Opened(row.id, undo_id, f"{titled(unit, row)}: the course is open, {low}-{high} visits expected{settled}")


def change(
    unit: Unit,
    course_id: int,
    seen_version: int,
    reason: str = "",
    *,
    recompute: bool = False,
    protocol: Protocol | None = None,
    **fields: Any,
) -> Changed:
    """Set some of `onset`, `severity`, `exam_class`, `causes`, `goal`, `practitioner_id`, `expected`; others stay.

    What was set before is kept as a correction. Another severity or range needs a reason, and so does any change of a
    closed course. A range by rule is that of visit 1: a new onset or severity moves it only with `recompute`, which
    also gives a range set by hand back to the rules, as does `expected` None. Raises `TypeError` for another field.
    """
    unit.require("clinical")
    if unknown := fields.keys() - {*_COLUMNS, "expected"}:
        raise TypeError(f"a course has no field {', '.join(sorted(unknown))}")
    row, rules = course_row(unit, course_id), protocol or load_protocol(None)
    why = words_of(reason, "The reason")
    given = {name: value for name, value in fields.items() if name != "expected"}
    patient = unit.session.get_one(Patient, row.patient_id)
    # Who left since they were put on it stays: only a value that is new to the course is checked.
    given = {name: value for name, value in given.items() if _stored(name, value) != getattr(row, _COLUMNS[name])}
    values = _checked(unit, given, patient, row.opened_on)
    ruled = _by_rule(unit, row, values, rules) if _visited(unit, row) else None
    was = _range_of(row)
    asked, by_rule = _asked(row, fields, recompute, ruled)
    moved = (asked, by_rule) != (was, row.expected_by_rule)
    touched = {*values, *(_RANGE_RESTS_ON if moved or values.keys() & _RANGE_RESTS_ON else ())}
    if not values and not moved:
        unit.unchanged()
        return Changed(None, f"{titled(unit, row)}: nothing was changed, it was so already.")
    check_seen(unit, row, seen_version, touched)
    if moved or "severity" in values:
        what = "range" if moved else "severity"
        words_of(why, "The reason", f"Another {what} is set with a reason.")
    if row.closed_on is not None:
        words_of(why, "The reason", "A closed course is changed with a reason.")
    undo_id = unit.undoable("change course")
    # Flushed once, so that the row's version and what the log says of it go together.
    with unit.session.no_autoflush:
        for name, value in values.items():
            before = getattr(row, name)
            if before not in (None, "") or why:
                was_said, now_said = _who(unit, before, value) if name == "practitioner_id" else (before, value)
                corrections.note(unit, row, course_id, _LABELS[name], was_said, now_said, why)
            setattr(row, name, value)
    if moved:
        corrections.note(unit, row, course_id, RANGE, was, asked or "by the rules at visit 1", why)
        row.expected_min, row.expected_max = asked or (None, None)
        row.expected_by_rule, row.expected_reason = by_rule, "" if by_rule else why
    tell(unit, "changed", row, row.patient_id)
    names = ", ".join((*(_LABELS[name] for name in values), *((RANGE,) if moved else ())))
    return Changed(undo_id, f"{titled(unit, row)}: {names} changed.{_of_the_range(row, moved, ruled)}")


def close(
    unit: Unit,
    course_id: int,
    seen_version: int,
    outcome: str,
    *,
    on: date | None = None,
    note: str = "",
    release: tuple[tuple[int, int], ...] = (),
) -> Changed:
    """End a course with an outcome of `care.course.OUTCOMES`, today if no day is named.

    `release` are future appointments of the course, each with the version seen, that are cancelled by the clinic in
    the same step (`db.courses.to_release` lists them). What is half written stays. Closing it twice changes nothing.
    """
    unit.require("clinical")
    row = course_row(unit, course_id)
    one_of(outcome, OUTCOMES, "The outcome")
    if row.closed_on is not None:
        return _closed_already(unit, row, outcome, on)
    check_seen(unit, row, seen_version, {"closed_on", "outcome"})
    words = words_of(note, "The note")
    day = day_of(unit, on, "The day of closing")
    if day < row.opened_on:
        raise Refused(f"The course was opened on {row.opened_on.isoformat()}, after that day. Nothing was changed.")
    if (last := _last_visit(unit, course_id)) > day.isoformat():
        raise Refused(f"There is a visit on {last}, after that day. Nothing was changed. Close it then or later.")
    undo_id = unit.undoable("close course")
    gone = _release(unit, course_id, release)
    row.closed_on, row.outcome, row.closing_note = day, outcome, words
    tell(unit, "closed", row, row.patient_id, released=gone)
    freed = f" {gone} {'appointment' if gone == 1 else 'appointments'} cancelled." if gone else ""
    return Changed(undo_id, f"{titled(unit, row)}: closed, {_outcome(outcome)}.{freed}")


def reopen(unit: Unit, course_id: int, seen_version: int, note: str, *, protocol: Protocol | None = None) -> Changed:
    """Take a course up again within 30 days of its closing; how it had been closed stays readable, with the note."""
    unit.require("clinical")
    row = course_row(unit, course_id)
    if row.closed_on is None:
        unit.unchanged()
        return Changed(None, f"{titled(unit, row)}: it is open already.")
    check_seen(unit, row, seen_version, {"closed_on", "outcome"})
    why = words_of(note, "The note", "A course is taken up again with a note.")
    if (ago := (today(unit) - row.closed_on).days) > REOPEN_DAYS:
        raise Refused(
            f"{titled(unit, row)}: it was closed {ago} days ago, and is taken up again within {REOPEN_DAYS} only. "
            "Nothing was changed. Open a new course."
        )
    _refuse_second(unit, row.patient_id, row.condition)
    undo_id = unit.undoable("reopen course")
    for name, label, empty in (
        ("closed_on", "closed", None),
        ("outcome", "outcome", None),
        ("closing_note", "note", ""),
    ):
        if (before := getattr(row, name)) not in (None, ""):
            corrections.note(unit, row, course_id, label, before, empty, why)
        setattr(row, name, empty)
    tell(unit, "reopened", row, row.patient_id)
    low, high = _range_of(row) or _by_rule(unit, row, {}, protocol or load_protocol(None))
    return Changed(undo_id, f"{titled(unit, row)}: the course is open again, {low}-{high} visits expected.")


def _checked(unit: Unit, given: Mapping[str, Any], patient: Patient, opened_on: date) -> dict[str, Any]:
    """Fields of a course as their columns' values; raises `Refused` naming the first one that cannot be."""
    found = {_COLUMNS[name]: _stored(name, value) for name, value in given.items()}
    if (onset := given.get("onset")) is not None:
        if onset > opened_on:
            raise Refused(
                f"Onset is {onset.isoformat()}, and the course was opened on {opened_on.isoformat()}, before it. "
                "Nothing was changed. Correct the onset."
            )
        if onset < max(EARLIEST_DAY, patient.date_of_birth or EARLIEST_DAY):
            raise Refused(f"Onset is {onset.isoformat()}, before this patient was born. Nothing was changed.")
    if given.get("severity") is not None:
        one_of(given["severity"], SEVERITIES, "The severity")
    if given.get("exam_class") is not None:
        one_of(given["exam_class"], CLASSES, "The class")
    for cause in given.get("causes", ()):
        one_of(cause, CAUSES, "A cause")
    if (goal := given.get("goal")) is not None:
        try:
            found["goal_nprs"] = float(check_score("nprs", goal, whole=False))
        except MeasureError as fault:
            words = str(fault).replace(fault.field, "The goal for pain", 1)
            raise Refused(f"{words}. Nothing was changed. Correct it.") from None
    if (practitioner_id := given.get("practitioner_id")) is not None:
        treats(unit, practitioner_id)
    return found


def _stored(name: str, value: Any) -> Any:
    # Two of the same cause are one; the first stays the primary one.
    return ";".join(dict.fromkeys(value)) if name == "causes" else value


def _who(unit: Unit, *keys: int | None) -> tuple[str, ...]:
    return tuple("" if key is None else unit.session.get_one(Staff, key).name for key in keys)


def _check_range(expected: tuple[int, int]) -> None:
    low, high = expected
    if not 1 <= low <= high <= MOST_VISITS:
        raise Refused(
            f"The expected visits are {low}-{high}, and must go from 1 or more to at most {MOST_VISITS}, the smaller "
            "number first. Nothing was changed. Correct them."
        )


def _range_of(row: Course) -> tuple[int, int] | None:
    return None if row.expected_min is None or row.expected_max is None else (row.expected_min, row.expected_max)


def _asked(
    row: Course, fields: Mapping[str, Any], recompute: bool, ruled: tuple[int, int] | None
) -> tuple[tuple[int, int] | None, bool]:
    """The range a change leads to, and whether it is by rule. `ruled` is what the rules say, None before visit 1."""
    was, asked = _range_of(row), fields.get("expected")
    if asked is not None:
        if recompute:
            raise TypeError("a range is given, or asked of the rules, not both")
        _check_range(asked)
        # The numbers that are written change nothing, not even who is said to have set them.
        return (was, row.expected_by_rule) if tuple(asked) == was else (tuple(asked), False)
    if recompute or ("expected" in fields and not row.expected_by_rule):
        return ruled, True
    return was, row.expected_by_rule


def _by_rule(unit: Unit, row: Course, values: Mapping[str, Any], rules: Protocol) -> tuple[int, int]:
    """What the rules expect of a course by its visit 1, or so far, with some columns as they are to be."""
    day = max(today(unit), row.opened_on)
    course = courses_in(looking(unit), "select :course as id", {"course": row.id}, day)[row.id or 0]
    course = course._replace(
        onset_date=values.get("onset_date", course.onset_date), severity=values.get("severity", course.severity),
        expected=None,
    )  # fmt: skip
    return course_range(course, day, rules)


def _visited(unit: Unit, row: Course) -> bool:
    return _last_visit(unit, row.id or 0) != ""


def _last_visit(unit: Unit, course_id: int) -> str:
    found = looking(unit).row(
        "select max(local_date) from visit where course_id = :course and not voided", {"course": course_id}
    )
    return "" if found is None or found[0] is None else str(found[0])


def _of_the_range(row: Course, moved: bool, ruled: tuple[int, int] | None) -> str:
    """What a change means for the range, where somebody might think otherwise."""
    now = _range_of(row)
    if moved:
        return f" {now[0]}-{now[1]} visits are expected now." if now else " Visit 1 settles the expected visits."
    if now is None or ruled is None or now == ruled or not row.expected_by_rule:
        return ""
    return f" The expected visits stay {now[0]}-{now[1]}; by the rules they would be {ruled[0]}-{ruled[1]}."


def _refuse_second(unit: Unit, patient_id: int, condition: str) -> None:
    """Raise `Refused` naming the open course of the same complaint, if there is one."""
    query = select(Course).where(
        col(Course.patient_id) == patient_id, col(Course.condition) == condition,
        col(Course.closed_on).is_(None), col(Course.voided).is_(False),
    )  # fmt: skip
    if (there := unit.session.exec(query.limit(1)).first()) is not None:
        raise Refused(
            f"{name_of(unit, patient_id)} has an open course of {condition.replace('_', ' ')} already, number "
            f"{there.id}, opened on {there.opened_on.isoformat()}. Nothing was changed. Go on with that one, or close "
            "it first."
        )


def _closed_already(unit: Unit, row: Course, outcome: str, on: date | None) -> Changed:
    assert row.closed_on is not None
    how = f"closed already, on {row.closed_on.isoformat()}: {_outcome(row.outcome)}"
    if row.outcome != outcome or on not in (None, row.closed_on):
        raise Conflict(f"{titled(unit, row)}: {how}. Nothing was changed. Reopen it to close it otherwise.")
    unit.unchanged()
    return Changed(None, f"{titled(unit, row)}: {how}.")


def _outcome(outcome: str | None) -> str:
    return OUTCOME_WORDS.get(outcome or "", "no outcome")


def _release(unit: Unit, course_id: int, release: tuple[tuple[int, int], ...]) -> int:
    """Cancel future appointments of a course; returns how many. One that is cancelled already is left so."""
    gone = 0
    for appointment_id, seen in release:
        row = present(unit, appointment_id)
        if row.course_id != course_id or row.start_utc <= unit.now_utc:
            raise Refused(
                f"Appointment {appointment_id} is none of this course still to come. Nothing was changed. Look at the "
                "appointments again."
            )
        gone += cancel(unit, appointment_id, seen, "clinic", RELEASED).undo_id is not None
    return gone
