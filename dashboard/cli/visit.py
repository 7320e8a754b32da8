"""Visits and their scores from the command line: recorded, put right, taken off.

What an option holds is what the line of the form holds, and is read by the same function: `dashboard.visit_form`.
"""

from argparse import Namespace
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from care.appointment import PRESENT, TO_COME, Appointment
from care.appointment import clock as time_of
from care.chart import Chart, VisitEntry, VisitRecord
from care.course import Course
from care.typed_points import parse, shown
from dashboard.cli import typed
from dashboard.cli.care import as_json, in_words, now, one_course, open_courses, patient_meant, staff_meant
from dashboard.cli.counter import Counter, answer, counter
from dashboard.clock import Clock
from dashboard.settings import Settings, UsageError
from dashboard.visit_form import carried_over, cautions_of, filled
from db.chart import chart as read_chart
from db.errors import NotFound, Refused

SCORES = ("pain", "function", "answers", "psfs", "motion", "groc")
_LINES = (*SCORES, "points", "techniques", "minutes", "response", "adverse", "advice_given", "note")
_TREATMENT = {"points", "techniques"}
_FIELDS = {"points": "needles"}
"""Lines of the form that are called otherwise in a visit."""


def visit(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """`visit add`, `visit correct` and `visit void`."""
    with counter(where, clock) as here:
        return {"add": _add, "correct": _correct, "void": _void}[arguments.what](arguments, here)


def score(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """`score add`: what was measured at a visit that is recorded already."""
    with counter(where, clock) as here:
        chart, course = one_course(here, arguments.patient, arguments.course)
        given = _given(arguments, here, course)
        if not given:
            raise UsageError("score add: give at least one score, such as --pain 3. Nothing was done.")
        if arguments.visit is not None:
            of = _numbered(chart, arguments.visit, arguments.time)
        else:
            of = _of_day(chart, arguments.date or here.today, arguments.time, given)
        return _put_right(arguments, here, chart, course, of, given)


def _add(arguments: Namespace, here: Counter) -> int:
    on = arguments.date or here.today
    chart, course = _course_of(arguments, here, on)
    values = _given(arguments, here, course)
    if not values and not arguments.as_last:
        raise UsageError("visit add: say what was measured or done, such as --pain 4 --as-last. Nothing was done.")
    before = carried_over(chart._replace(visits=tuple(one for one in chart.visits if one.on <= on)))
    if arguments.as_last:
        if "points" not in before:
            raise Refused(
                f"No visit of {chart.patient.name} in this course has a treatment to carry over. Nothing was saved. "
                "Say it with --points and --techniques."
            )
        # Typed behind the last ones, points come to them or, with a minus, out of them.
        values["points"] = f"{before['points']} {values.get('points', '')}"
        values.setdefault("techniques", before["techniques"])
    values["activities"] = before.get("activities", [])
    entry = _entry(values, chart, course, here)
    _mind(values, chart, (), arguments.seen_cautions)
    booked = _appointment(chart, course, on, arguments.time)
    done = here.write(
        "visits.record", course.id, entry, protocol=here.protocol, on=on, minute=arguments.time,
        appointment_id=booked.id if booked else None, seen_version=booked.version if booked else None,
        practitioner_id=staff_meant(here, arguments.practitioner),
    )  # fmt: skip
    return _answer(arguments, here, course, done.said, done.visit_id)


def _correct(arguments: Namespace, here: Counter) -> int:
    chart, course = one_course(here, arguments.patient, arguments.course)
    given = _given(arguments, here, course)
    if not given:
        raise UsageError("visit correct: say what is to be put right, such as --pain 3. Nothing was done.")
    return _put_right(arguments, here, chart, course, _numbered(chart, arguments.number, arguments.time), given)


def _put_right(
    arguments: Namespace, here: Counter, chart: Chart, course: Course, of: VisitRecord, given: dict[str, Any]
) -> int:
    old = of.entry
    named = [name for name, _ in old.measured.activities]
    known = {"activities": named or carried_over(chart).get("activities", [])}
    new = _merged(old, _entry({**known, **given}, chart, course, here), given)
    if given.keys() & _TREATMENT:
        treatment = {"points": given.get("points", shown(old.needles)), "techniques": new.techniques}
        _mind(treatment, chart, old.acknowledged, arguments.seen_cautions)
        new = new._replace(acknowledged=tuple(one.key for one in cautions_of(treatment, chart.patient.cautions)))
    done = here.write("visits.correct", of.id, of.version, new, arguments.reason, protocol=here.protocol)
    return _answer(arguments, here, course, done.said, of.id)


def _void(arguments: Namespace, here: Counter) -> int:
    chart, course = one_course(here, arguments.patient, arguments.course)
    of = _numbered(chart, arguments.number, arguments.time)
    done = here.write("visits.void", of.id, of.version, arguments.reason, protocol=here.protocol)
    return _answer(arguments, here, course, done.said, of.id)


def _answer(arguments: Namespace, here: Counter, course: Course, said: str, visit_id: int) -> int:
    chart, state = now(here, course)
    if not arguments.json:
        return answer(arguments, said + in_words(chart, state))
    told = as_json(here, chart, state)
    one = next((visit for visit in told["visits"] if visit["id"] == visit_id), None)
    return answer(arguments, said, visit=one, assessment=told["assessment"])


def _course_of(arguments: Namespace, here: Counter, on: date) -> tuple[Chart, Course]:
    """The course a new visit belongs to: of several open ones that of the appointment on the day."""
    if arguments.course is None:
        chart = read_chart(here.reader, patient_meant(here, arguments.patient), None, here.today)
        running = {one.id for one in open_courses(chart, here.today)}
        booked = {one.course_id for one in chart.appointments if one.on == on and _to_complete(one)} & running
        if len(running) > 1 and len(booked) == 1:
            return one_course(here, str(chart.patient.id), str(booked.pop()))
    return one_course(here, arguments.patient, arguments.course)


def _to_complete(one: Appointment) -> bool:
    return one.status in (*TO_COME, *PRESENT)


def _appointment(chart: Chart, course: Course, on: date, minute: int | None) -> Appointment | None:
    """The appointment a visit completes: of that day and, where a time is named, of that minute."""
    fitting = [
        one for one in chart.appointments
        if one.on == on and _to_complete(one) and one.course_id in (None, course.id) and minute in (None, one.minute)
    ]  # fmt: skip
    return min(fitting, key=lambda one: (one.status not in PRESENT, one.minute), default=None)


def _numbered(chart: Chart, number: int, minute: int | None) -> VisitRecord:
    """The visit with a number; of two on one day the one at that time."""
    found = [one for one in chart.visits if one.number == number]
    return _one_of(found, minute, f"{chart.patient.name} has no visit {number} in this course")


def _of_day(chart: Chart, on: date, minute: int | None, given: Mapping[str, Any]) -> VisitRecord:
    """The visit of a day that a score belongs to: the newest one without it, else the newest."""
    found = [one for one in chart.visits if one.on == on and minute in (None, one.minute)]
    if not found:
        newest = f" The newest one is visit {chart.visits[-1].number} of {chart.visits[-1].on}." if chart.visits else ""
        raise NotFound(
            f"{chart.patient.name} has no visit recorded on {on.isoformat()}.{newest} Nothing was changed. Name the "
            "visit with --visit or --date, or record it with `acudesk visit add`."
        )
    return next((one for one in reversed(found) if not _held(one.entry, given)), found[-1])


def _held(entry: VisitEntry, given: Mapping[str, Any]) -> bool:
    """Whether one of the scores that are given stands in a visit."""
    scores = {
        "pain": entry.nprs, "function": entry.ndi_percent, "answers": entry.ndi_percent, "psfs": entry.psfs,
        "motion": entry.measured.motion or None, "groc": entry.groc,
    }  # fmt: skip
    return any(scores[name] is not None for name in given)


def _one_of(found: Sequence[VisitRecord], minute: int | None, none: str) -> VisitRecord:
    if minute is not None:
        found = [one for one in found if one.minute == minute]
    if not found:
        raise NotFound(
            f"{none}{'' if minute is None else f' at {time_of(minute)}'}. Nothing was changed. Look at the chart."
        )
    if len(found) > 1:
        times = " and ".join(time_of(one.minute) for one in found)
        raise Refused(f"There are visits at {times} on that day. Nothing was changed. Say which with --time.")
    return found[0]


def _given(arguments: Namespace, here: Counter, course: Course) -> dict[str, Any]:
    """The lines of the form that were given, by their names there."""
    given = {name: value for name in _LINES if (value := getattr(arguments, name, None)) is not None}
    if (ndi := arguments.ndi) is not None:
        rules = here.protocol.function_of(course.condition)
        if rules.code != "ndi":
            raise Refused(
                f"Function is measured with the {rules.short} in this course of {course.condition.replace('_', ' ')}, "
                "not with the NDI. Nothing was saved. Give it with --function."
            )
        given["function"] = ndi
    if given.get("note") == "-":
        given["note"] = typed.standard_input("note")
    return given


def _entry(values: Mapping[str, Any], chart: Chart, course: Course, here: Counter) -> VisitEntry:
    if unknown := parse(values.get("points", "")).unknown:
        named = "; ".join(f"“{word}”: {why}" for word, why in unknown)
        raise Refused(f"Points: {named}. Nothing was saved. Correct them.")
    got = filled(values, chart.patient.cautions, here.protocol, course.condition)
    if got.problem is not None:
        raise Refused(got.problem.words)
    return got.entry


def _merged(old: VisitEntry, new: VisitEntry, given: Mapping[str, Any]) -> VisitEntry:
    """A recorded visit with the lines that were given; what a new score was made of goes with it."""
    changed: dict[str, Any] = {}
    measured = old.measured
    if "pain" in given:
        changed["nprs"], measured = new.nprs, measured._replace(pain=new.measured.pain)
    if given.keys() & {"function", "answers"}:
        changed["ndi_percent"], measured = new.ndi_percent, measured._replace(function=new.measured.function)
    if "psfs" in given:
        changed["psfs"], measured = new.psfs, measured._replace(activities=new.measured.activities)
    if "motion" in given:
        directions = dict(new.measured.motion)
        kept = dict(measured.motion) if directions else {}
        measured = measured._replace(motion=tuple((kept | directions).items()))
    for line in _LINES[_LINES.index("groc") :]:
        if line in given:
            field = _FIELDS.get(line, line)
            changed[field] = getattr(new, field)
    return old._replace(**changed, measured=measured)


def _mind(values: Mapping[str, Any], chart: Chart, known: Sequence[str], seen: bool) -> None:
    """Raise `Refused` naming the cautions that the treatment touches, unless somebody says to have seen them."""
    touched = [one for one in cautions_of(values, chart.patient.cautions) if one.key not in known]
    if touched and not seen:
        words = " ".join(one.words for one in touched)
        raise Refused(
            f"To be minded: {words} Nothing was saved. Change the treatment, or say that you have seen this with "
            "--seen-cautions."
        )
