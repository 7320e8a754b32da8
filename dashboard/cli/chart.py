"""What is read of a chart from the command line: the page, the advice with its reasons, and what is half written.

Dismissing an advice is here too: it is decided on what was read.
"""

from argparse import Namespace

from care.advice import ADVICE_LABELS, STATUS_LABELS
from care.appointment import clock as time_of
from care.assessment import assess_course
from care.course import Course
from care.decisions import basis_of
from care.outlook import would_change
from dashboard.cli.care import as_json, beside, chart_meant, decided, now, one_course, say_rows
from dashboard.cli.counter import Counter, counter
from dashboard.cli.output import say, say_json
from dashboard.cli.seen import note_seen
from dashboard.clock import Clock
from dashboard.reports.chart import chart_json, chart_text
from dashboard.reports.words import columns
from dashboard.settings import Settings, UsageError
from db.drafts import open_drafts
from db.errors import NotFound
from db.localtime import to_local


def chart(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """A patient's chart on one page."""
    with counter(where, clock) as here:
        here.reader.require("see_clinical")
        found = chart_meant(here, arguments.patient, arguments.course)
        state = None if found.course is None else assess_course(found.course, here.today, here.protocol)
        more = {} if state is None else beside(here, found, state)
        # Before it is shown: whoever stops reading half-way has read.
        note_seen(here, "chart", found.patient.id)
        if arguments.json:
            say_json(chart_json(found, state, here.today, **more), indent=2)
        else:
            for line in chart_text(found, state, here.today, clinic=here.clinic.name, **more):
                say(line)
    return 0


def advice(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """What the rules advise and why; or the advice dismissed, with a reason."""
    if arguments.wish is None and arguments.reason is not None:
        raise UsageError("advice: a reason is for `acudesk advice dismiss PATIENT --reason TEXT`. Nothing was done.")
    with counter(where, clock) as here:
        return (_advice if arguments.wish is None else _dismiss)(arguments, here)


def drafts(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """What the one at the command line has half written."""
    with counter(where, clock) as here:
        found = open_drafts(here.reader, here.actor.staff_id, here.actor.name)
        rows = [(one, _when(here, one.saved_utc)) for one in found]
    if arguments.json:
        told = [
            {"id": one.id, "kind": one.kind, "patient_id": one.patient_id, "patient": one.patient,
             "course_id": one.course_id, "saved_at": when}
            for one, when in rows
        ]  # fmt: skip
        say_json({"drafts": told}, indent=2)
        return 0
    for one, when in rows:
        say(columns((one.kind, 14), (f"{one.patient} ({one.patient_id})", 40), (when, 16)))
    if not rows:
        say("Nothing is half written.")
    return 0


def _advice(arguments: Namespace, here: Counter) -> int:
    here.reader.require("see_clinical")
    found = chart_meant(here, arguments.patient, arguments.course)
    if found.course is None:
        raise NotFound(f"{found.patient.name} has no course of care. `acudesk course open` opens one.")
    _tell(arguments, here, found.course)
    return 0


def _dismiss(arguments: Namespace, here: Counter) -> int:
    """Put the advice of today aside until a fact it rests on changes."""
    _, course = one_course(here, arguments.patient, arguments.course)
    state = assess_course(course, here.today, here.protocol)
    basis = basis_of(state, course, here.today, here.protocol)
    done = here.write("advice.decide", course.id, "dismissed", state.rule, state.advice, basis, arguments.reason or "")
    if arguments.json:
        _tell(arguments, here, course)
    else:
        say(done.said)
    return 0


def _tell(arguments: Namespace, here: Counter, course: Course) -> None:
    chart, state = now(here, course)
    outlook = would_change(course, here.today, here.protocol)
    if arguments.json:
        told = as_json(here, chart, state)
        whole = {name: told[name] for name in ("date", "patient", "course", "assessment", "decision")}
        say_json({**whole, "would_change": list(outlook)}, indent=2)
        return
    decision = decided(here, chart, state)
    label = here.protocol.label(course.condition).lower()
    say(f"{chart.patient.name}, patient {chart.patient.id}: {label}, course {course.id}")
    if course.closed_on is not None:
        say(f"The course was closed on {course.closed_on.isoformat()}; nothing is advised in it.")
        return
    rows = [
        ("Status", STATUS_LABELS[state.status]),
        ("Advice", f"{ADVICE_LABELS[state.advice]} (rule {state.rule})"),
        ("Why", state.explanation),
        *((("" if at else "Changes"), one) for at, one in enumerate(outlook)),
    ]
    if decision is not None:
        why = f": {decision.reason}" if decision.reason else ""
        rows.append(("Decided", f"{decision.decision} by {decision.who}, {decision.on.isoformat()}{why}"))
    say_rows(rows)


def _when(here: Counter, utc: int) -> str:
    on, minute, _ = to_local(utc, here.clinic.timezone)
    return f"{on.isoformat()} {time_of(minute)}"
