"""Recording a visit with its scores, putting one right, and taking one off a chart it does not belong to.

Every function works in the caller's unit and raises with nothing changed: `Refused` for a value the record does not
take, `Conflict` when somebody else was first, `NotFound` for a number that is not there. Each is one step to undo.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import text

from care.appointment import clock
from care.chart import VisitEntry
from care.protocol import Protocol
from care.text import tidy
from care.transitions import WORDS
from db.errors import Conflict, NotFound, Refused
from db.localtime import to_local, to_utc
from db.protocol_file import load_protocol
from db.tables import Appointment, Clinic, Course, Staff, Visit
from db.writes import corrections, drafts
from db.writes.appointments import present
from db.writes.baseline import follow_baseline, is_baseline_pain, number_of, visits_of
from db.writes.first_visit import is_empty, range_text, settle_range, severity_assumed
from db.writes.overlap import name_of
from db.writes.told import Changed, check_seen, tell
from db.writes.visit_entry import LABELS, Fields, changes_of, checked, column_behind, columns_of, field_text, fields_of
from db.writing import Unit

__all__ = ["Changed", "Recorded", "correct", "record", "void"]

LONGEST_REASON = 500
_NOON = 12 * 60
_LATER = "a visit was recorded before it"
_WAY = {"booked": "arrived", "confirmed": "arrived", "arrived": "in_room", "in_room": "completed"}
"""The state that follows each one on the way to a treatment that is over."""

_FACTS = {"arrived": "arrived_utc", "in_room": "started_utc", "completed": "finished_utc"}


class Recorded(NamedTuple):
    """A recorded visit: its row, which visit of the course it is, the step that takes it back, and one sentence."""

    visit_id: int
    number: int
    undo_id: int | None
    said: str


def record(
    unit: Unit,
    course_id: int,
    entry: VisitEntry,
    *,
    appointment_id: int | None = None,
    seen_version: int | None = None,
    on: date | None = None,
    minute: int | None = None,
    practitioner_id: int | None = None,
    draft_id: int | None = None,
    protocol: Protocol | None = None,
) -> Recorded:
    """A visit of an open course with its scores; its appointment is over in the same step, and its draft is gone.

    With an appointment (at the version seen) the visit is of its day and minute; without one it is of `on` (today)
    at `minute` (now, or noon of another day). A visit that day in which nothing stands yet is filled. Raises
    `Conflict`, naming who and when, for one that is recorded already.
    """
    unit.require("clinical")
    rules = protocol if protocol is not None else load_protocol(None)
    course = _course(unit, course_id)
    booked = None
    if appointment_id is None:
        on, minute = _moment(unit, on, minute)
    else:
        booked = _booked(unit, appointment_id, seen_version, course)
        on, minute = booked.local_date, booked.minute
    if on < course.opened_on:
        raise Refused(
            f"The visit is of {on.isoformat()}, and the course was opened on {course.opened_on.isoformat()}. Nothing "
            "was changed. Correct the day of the visit, or when the course was opened."
        )
    visits = visits_of(unit, course_id)
    row = _to_fill(unit, course, visits, on, minute)
    minute = minute if row is None else row.minute
    first = is_baseline_pain(visits, on, minute, None if row is None else row.id)
    fields, remark = checked(entry, course.condition, rules, baseline=first)
    if practitioner_id is not None:
        _works_here(unit, practitioner_id)
    assumed = severity_assumed(course, visits, rules)
    undo_id = unit.undoable("record visit")
    if booked is not None:
        _complete(unit, booked, course_id)
    if row is None:
        who = practitioner_id if practitioner_id is not None else _practitioner(unit, course, booked)
        row = Visit(course_id=course_id, local_date=on, minute=minute, practitioner_id=who, **columns_of(fields))
        tell(unit, "recorded", row, course.patient_id, appointment=appointment_id)
    else:
        if practitioner_id is not None or row.practitioner_id is None:
            row.practitioner_id = practitioner_id or _practitioner(unit, course, booked)
        for name, value in columns_of(fields).items():
            setattr(row, name, value)
        filled = sorted(name for name, value in fields.items() if field_text(name, value))
        tell(unit, "recorded", row, course.patient_id, appointment=appointment_id, was={}, filled=filled)
    follow_baseline(unit, course, rules, _LATER)
    settle_range(unit, course, rules, assumed)
    drafts.done_with(unit, draft_id, course.patient_id)
    number = number_of(visits, on)
    expected = f" of {range_text(course)}" if course.expected_min is not None else ""
    said = f"Visit {number}{expected} of {name_of(unit, course.patient_id)} is recorded{_also(remark)}."
    assert row.id is not None
    return Recorded(row.id, number, undo_id, said)


def correct(
    unit: Unit,
    visit_id: int,
    seen_version: int,
    entry: VisitEntry,
    reason: str = "",
    *,
    draft_id: int | None = None,
    protocol: Protocol | None = None,
) -> Changed:
    """Make a recorded visit what `entry` says. A field that held a value keeps it as a correction, and needs a reason.

    Filling an empty field needs none. What somebody else has changed since `seen_version` stays, unless the entry
    changes the same field: then it raises `Conflict`, naming who and when.
    """
    unit.require("clinical")
    rules = protocol if protocol is not None else load_protocol(None)
    row = _visit(unit, visit_id)
    course, visits = unit.session.get_one(Course, row.course_id), visits_of(unit, row.course_id)
    first = is_baseline_pain(visits, row.local_date, row.minute, row.id)
    fields, remark = checked(entry, course.condition, rules, baseline=first, held_pain=row.nprs)
    before = fields_of(row)
    wanted = {name: value for name, value in fields.items() if value != before[name]}
    if row.version != seen_version:
        wanted = _merged(unit, row, seen_version, wanted)
    whose = f"Visit {number_of(visits, row.local_date)} of {name_of(unit, course.patient_id)}"
    if not wanted:
        unit.unchanged()
        drafts.done_with(unit, draft_id, course.patient_id)
        return Changed(None, f"{whose}: nothing was changed, it was so already.")
    changes = changes_of(before, wanted)
    called = LABELS | {"ndi_percent": rules.function_of(course.condition).short}
    held = [called[one.field] for one in changes if one.was]
    why = _reason(reason, f"Another {held[0]} is set with a reason." if held else "")
    assumed = severity_assumed(course, visits, rules)
    undo_id = unit.undoable("correct visit")
    assert course.id is not None
    # Nothing is written anew in passing: what is damaged in another column stays for somebody to look at.
    touched = {column_behind(name) for name in wanted} | ({"sides"} if "points" in wanted else set())
    columns = {name: value for name, value in columns_of({**before, **wanted}).items() if name in touched}
    corrections.put(unit, row, course.id, course.patient_id, columns, changes, why)
    emptied = row.id if "motion" in wanted and not wanted["motion"] else None
    follow_baseline(unit, course, rules, why or "follows from the baseline", emptied=emptied)
    settle_range(unit, course, rules, assumed)
    drafts.done_with(unit, draft_id, course.patient_id)
    done = "put right" if held else "filled in"
    return Changed(undo_id, f"{whose} is {done}: {', '.join(called[name] for name in wanted)}{_also(remark)}.")


def void(unit: Unit, visit_id: int, seen_version: int, reason: str, *, protocol: Protocol | None = None) -> Changed:
    """Take a visit off a chart it was recorded on by mistake: it counts no more, and stays in the record.

    What rests on visit 1 follows: the baseline, and a range by rule when no visit is left.
    """
    unit.require("clinical")
    rules = protocol if protocol is not None else load_protocol(None)
    row = _visit(unit, visit_id)
    unit.check_version(row, seen_version)
    why = _reason(reason, "A visit is taken off with a reason.")
    course, visits = unit.session.get_one(Course, row.course_id), visits_of(unit, row.course_id)
    assumed = severity_assumed(course, visits, rules)
    whose = f"Visit {number_of(visits, row.local_date)} of {name_of(unit, course.patient_id)}"
    undo_id = unit.undoable("take visit off")
    assert course.id is not None
    change = corrections.Change("visit", row.local_date.isoformat(), "taken off")
    corrections.put(unit, row, course.id, course.patient_id, {"voided": True}, [change], why)
    follow_baseline(unit, course, rules)
    settle_range(unit, course, rules, assumed)
    return Changed(undo_id, f"{whose}, {row.local_date.isoformat()}, is taken off and counts no more.")


def _course(unit: Unit, course_id: int) -> Course:
    course = unit.session.get(Course, course_id)
    if course is None or course.voided:
        raise NotFound(f"There is no course with number {course_id}. Nothing was changed. Look at the chart again.")
    if course.closed_on is not None:
        raise Refused(
            f"This course of {name_of(unit, course.patient_id)} was closed on {course.closed_on.isoformat()}. Nothing "
            "was changed. Reopen it, or open a new course."
        )
    return course


def _visit(unit: Unit, visit_id: int) -> Visit:
    row = unit.session.get(Visit, visit_id)
    if row is None or row.voided:
        raise NotFound(f"There is no visit with number {visit_id}. Nothing was changed. Look at the chart again.")
    return row


def _booked(unit: Unit, appointment_id: int, seen: int | None, course: Course) -> Appointment:
    """The appointment of a visit; raises when it is not of this course, still to come, or did not take place."""
    row = present(unit, appointment_id)
    name = name_of(unit, row.patient_id)
    if seen is not None:
        # Whoever brought it a step further meanwhile has not been in the way of the visit.
        check_seen(unit, row, seen, {"patient_id", "course_id", "local_date"})
    if row.patient_id != course.patient_id or row.course_id not in (None, course.id):
        raise Refused(
            f"This appointment of {name} belongs to another course. Nothing was changed. Record the visit there, or "
            "without the appointment."
        )
    if row.status not in (*_WAY, "completed"):
        if seen is not None:
            unit.check_version(row, seen)
        raise Refused(
            f"{name} is {WORDS[row.status]}: no visit follows from that. Nothing was changed. Put the appointment back "
            "first."
        )
    if to_local(unit.now_utc, row.zone)[0] < row.local_date:
        raise Refused(
            f"{name} is booked for {row.local_date.isoformat()}, which is still to come. Nothing was changed. "
            "Move the appointment to today first."
        )
    return row


def _moment(unit: Unit, on: date | None, minute: int | None) -> tuple[date, int]:
    """When a visit without an appointment was; raises `Refused` for a time to come."""
    zone = unit.session.get_one(Clinic, 1).timezone
    today, now, _ = to_local(unit.now_utc, zone)
    on = today if on is None else on
    if minute is None:
        minute = now if on == today else _NOON
    if on > today or to_utc(on, minute, zone) > unit.now_utc:
        raise Refused(
            f"The visit is of {on.isoformat()} {clock(minute)}, which is still to come. Nothing was changed. Correct "
            "the day or the time."
        )
    return on, minute


def _to_fill(unit: Unit, course: Course, visits: Sequence[Visit], on: date, minute: int) -> Visit | None:
    """The visit of that day in which nothing stands yet, if any; raises `Conflict` for one that is recorded."""
    that_day = [visit for visit in visits if visit.local_date == on]
    for visit in that_day:
        if is_empty(visit):
            continue
        who, when, mine = _recorded(unit, visit)
        # A second treatment on one day is recorded by whoever gave the first one too.
        if not mine or visit.minute == minute:
            raise Conflict(
                f"{name_of(unit, course.patient_id)} has a visit recorded on {on.isoformat()} already: {who}{when}. "
                "That one was kept and nothing was changed. Correct it instead."
            )
    empty = [visit for visit in that_day if is_empty(visit)]
    return next((visit for visit in empty if visit.minute == minute), empty[0] if empty else None)


def _recorded(unit: Unit, visit: Visit) -> tuple[str, str, bool]:
    """Who wrote in a visit last, when, and whether that is the unit's actor."""
    found = unit.session.connection().execute(
        text(
            "select staff_id, actor, at_utc, (select timezone from clinic) from audit_entry "
            "where subject = 'visit' and subject_id = :id order by id desc limit 1"
        ),
        {"id": visit.id},
    )
    told = found.one_or_none()
    if told is None:
        return "it came with an import", "", False
    staff_id, name, at_utc, zone = told
    day, minute, _ = to_local(at_utc, zone)
    mine = staff_id == unit.actor.staff_id and (staff_id is not None or name == tidy(unit.actor.name))
    return name, f" at {clock(minute)} on {day.isoformat()}", mine


def _practitioner(unit: Unit, course: Course, booked: Appointment | None) -> int | None:
    """Who treated, where nobody says so: whose appointment it was, else who records it, else whose course it is."""
    if booked is not None and booked.practitioner_id is not None:
        return booked.practitioner_id
    me = None if unit.actor.staff_id is None else unit.session.get(Staff, unit.actor.staff_id)
    return me.id if me is not None and me.role == "practitioner" else course.practitioner_id


def _works_here(unit: Unit, practitioner_id: int) -> None:
    if unit.session.get(Staff, practitioner_id) is None:
        raise NotFound(f"There is nobody with number {practitioner_id}. Nothing was changed. Choose who treated.")


def _complete(unit: Unit, row: Appointment, course_id: int) -> None:
    """Take an appointment through the states that are left, each told; what nobody noted was as booked."""
    added = row.course_id is None
    row.course_id = course_id
    if added and row.status == "completed":
        tell(unit, "recorded", row, row.patient_id)
    over = unit.now_utc if to_local(unit.now_utc, row.zone)[0] == row.local_date else min(unit.now_utc, row.end_utc)
    while (status := _WAY.get(row.status)) is not None:
        at = over if status == "completed" else min(max(row.start_utc, row.arrived_utc or 0), over)
        was, row.status = row.status, status
        if getattr(row, _FACTS[status]) is None:
            setattr(row, _FACTS[status], at)
        tell(unit, status, row, row.patient_id, was=was)


def _merged(unit: Unit, row: Visit, seen: int, wanted: Fields) -> Fields:
    """What an entry changes, judged by what its writer saw; raises `Conflict` where somebody else changed the same."""
    if seen > row.version:
        unit.check_version(row, seen)
    since = corrections.as_seen(unit, row, seen)
    kept: Fields = {}
    for name, value in wanted.items():
        told = next((field for field in (name, column_behind(name), "") if field in since), None)
        if told is None:
            kept[name] = value
        elif since[told] != field_text(name, value):
            unit.check_version(row, seen)
        # Else the entry only repeats what stood there: the newer value stays.
    return kept


def _reason(given: str, needed: str) -> str:
    why = tidy(given)
    if len(why) > LONGEST_REASON:
        raise Refused(f"The reason has more than {LONGEST_REASON} characters. Nothing was changed. Shorten it.")
    if needed and not why:
        raise Refused(f"{needed} Nothing was changed. Say it in a few words.")
    return why


def _also(remark: str) -> str:
    return f"; {remark}" if remark else ""
