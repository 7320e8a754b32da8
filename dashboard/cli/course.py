"""A course of care from the command line: opened, changed, closed, taken up again, and shown in a few lines."""

from argparse import Namespace
from typing import Any

from care.advice import ADVICE_LABELS, STATUS_LABELS
from care.closing import OUTCOME_WORDS
from care.course import Course
from care.explain import number
from care.text import counted
from dashboard.cli.care import (
    as_json,
    chart_meant,
    decided,
    in_words,
    now,
    one_course,
    open_courses,
    patient_meant,
    say_rows,
    staff_meant,
)
from dashboard.cli.counter import Counter, counter
from dashboard.cli.output import say, say_json
from dashboard.clock import Clock
from dashboard.course_form import NotRead, read_course
from dashboard.reports.words import span
from dashboard.settings import Settings, UsageError
from db.chart import chart as read_chart
from db.clinic import staff
from db.courses import to_release
from db.errors import NotFound, Refused
from widgets.words import causes

BY_RULE = "rule"
"""The range that gives a course back to the rules."""

_FIELDS = {"onset": "onset", "severity": "severity", "class": "exam_class", "causes": "causes", "goal": "goal",
           "range": "expected", "practitioner": "practitioner_id"}  # fmt: skip
"""The options of a course, by the fields of the record that they set."""


def course(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """`course open`, `change`, `close`, `reopen` and `show`."""
    run = {"open": _open, "change": _change, "close": _close, "reopen": _reopen, "show": _show}[arguments.what]
    with counter(where, clock) as here:
        return run(arguments, here)


def _open(arguments: Namespace, here: Counter) -> int:
    patient_id = patient_meant(here, arguments.patient)
    fields = _fields(arguments, here)
    who = fields.get("practitioner_id")
    if who is None and any(one.id == here.actor.staff_id and one.role == "practitioner" for one in staff(here.reader)):
        who = here.actor.staff_id
    done = here.write(
        "courses.open_course", patient_id, arguments.condition, opened_on=arguments.date,
        expected_reason=arguments.reason, protocol=here.protocol, **(fields | {"practitioner_id": who}),
    )  # fmt: skip
    chart = read_chart(here.reader, patient_id, done.course_id, here.today)
    assert chart.course is not None
    return _answer(arguments, here, chart.course, done.said)


def _change(arguments: Namespace, here: Counter) -> int:
    chart, one = one_course(here, arguments.patient, arguments.course)
    fields = _fields(arguments, here)
    if not fields:
        raise UsageError("course change: say what is to change, such as --goal 3. Nothing was done.")
    done = here.write(
        "courses.change", one.id, chart.course_version, arguments.reason, protocol=here.protocol, **fields
    )
    return _answer(arguments, here, one, done.said)


def _close(arguments: Namespace, here: Counter) -> int:
    chart, one = one_course(here, arguments.patient, arguments.course)
    coming = to_release(here.reader, one.id, here.now_utc)
    freed = () if arguments.keep_appointments else tuple((booked.id, booked.version) for booked in coming)
    done = here.write(
        "courses.close", one.id, chart.course_version, arguments.outcome, on=arguments.date, note=arguments.note,
        release=freed,
    )  # fmt: skip
    stay = counted(len(coming), "appointment stays", "appointments stay") if coming and not freed else ""
    return _answer(arguments, here, one, f"{done.said} {stay} booked." if stay else done.said)


def _reopen(arguments: Namespace, here: Counter) -> int:
    """The course that was closed last, unless one is named."""
    chart = chart_meant(here, arguments.patient, arguments.course)
    closed = [one for one in chart.courses if one.closed_on is not None]
    last = max(closed, key=lambda one: (one.closed_on or one.opened_on, one.id), default=None)
    wanted = last if arguments.course is None else chart.course
    if wanted is None:
        raise NotFound(f"{chart.patient.name} has no closed course. Nothing was changed.")
    chart = read_chart(here.reader, chart.patient.id, wanted.id, here.today)
    done = here.write("courses.reopen", wanted.id, chart.course_version, arguments.note, protocol=here.protocol)
    return _answer(arguments, here, wanted, done.said + in_words(*now(here, wanted)))


def _show(arguments: Namespace, here: Counter) -> int:
    chart = chart_meant(here, arguments.patient, arguments.course)
    if chart.course is None:
        raise NotFound(f"{chart.patient.name} has no course of care. `acudesk course open` opens one.")
    if arguments.json:
        return _answer(arguments, here, chart.course, "")
    say_rows(_rows(here, chart.course))
    return 0


def _answer(arguments: Namespace, here: Counter, one: Course, said: str) -> int:
    if not arguments.json:
        say(said)
        return 0
    told = as_json(here, *now(here, one))
    say_json({name: told[name] for name in ("course", "assessment")}, indent=2)
    return 0


def _fields(arguments: Namespace, here: Counter) -> dict[str, Any]:
    """The fields that were given, read as the form of a course reads them. Only these are set."""
    given = {line: value for line in _FIELDS if (value := getattr(arguments, f"of_{line}", None)) is not None}
    back = given.get("range") == BY_RULE
    try:
        read = read_course(
            {**given, "range": "" if back else given.get("range", ""), "reason": arguments.reason}, here.today
        )
    except NotRead as trouble:
        raise Refused(str(trouble)) from None
    read["practitioner_id"] = staff_meant(here, given.get("practitioner"))
    return {_FIELDS[line]: read[_FIELDS[line]] for line in given}


def _rows(here: Counter, one: Course) -> list[tuple[str, str]]:
    chart, state = now(here, one)
    decision = decided(here, chart, state)
    others = [other for other in open_courses(chart, here.today) if other.id != one.id]
    rows = [
        ("Patient", f"{chart.patient.name}, patient {chart.patient.id}"),
        ("Course", f"{one.id}, {here.protocol.label(one.condition).lower()}, {state.duration}, {state.severity}"),
        ("Opened", f"{one.opened_on.isoformat()}, {chart.practitioner or 'no practitioner named'}"),
        ("Onset", one.onset_date.isoformat() if one.onset_date else "unknown"),
        ("Class", one.exam_class or ""),
        ("Causes", causes(one.causes)),
        ("Goal", f"pain {number(state.goal)} or less" if state.goal is not None else ""),
        ("Visits", f"{state.visits_done} of {span(state.expected)}, {_source(one, chart.expected_reason)}"),
    ]
    if one.closed_on is not None:
        how = OUTCOME_WORDS.get(one.outcome or "", "no outcome")
        note = f": {chart.closing_note}" if chart.closing_note else ""
        rows.append(("Closed", f"{one.closed_on.isoformat()}, {how}{note}"))
    else:
        rows.append(("Status", STATUS_LABELS[state.status]))
        rows.append(("Advice", f"{ADVICE_LABELS[state.advice]} (rule {state.rule})"))
    if decision is not None:
        rows.append(("Decided", f"{decision.decision} by {decision.who}, {decision.on.isoformat()}: {decision.reason}"))
    return rows + [("Also open", f"{other.id}, {here.protocol.label(other.condition).lower()}") for other in others]


def _source(one: Course, reason: str) -> str:
    if one.expected is None or one.expected_by_rule:
        return "by rule"
    return f"set for this course{f': {reason}' if reason else ''}"
