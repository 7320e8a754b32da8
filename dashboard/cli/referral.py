"""Referrals from the command line: started, led through their loop, written down, put right."""

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from care.assessment import assess_course
from care.chart import Chart
from care.course import Course
from care.decisions import basis_of
from care.fhir import bundle
from care.referring import propose, providers_for, question_for
from dashboard.cli import typed
from dashboard.cli.care import chart_meant, listed, open_courses
from dashboard.cli.counter import Counter, answer, counter
from dashboard.cli.output import complain, say, say_json
from dashboard.cli.referral_arguments import VERBS
from dashboard.cli.seen import note_seen
from dashboard.clock import Clock
from dashboard.reports import referral as report
from dashboard.settings import Settings
from db.errors import Refused, shown
from db.ids import provider_of
from db.providers import providers
from db.referral_detail import detail


def referral(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """Run one of the commands of `referral`."""
    with counter(where, clock) as here:
        return _RUN.get(arguments.what, _step)(arguments, here)


def told(arguments: Namespace, here: Counter, referral_id: int, said: str, **more: Any) -> int:
    """End a command about a referral: with what was said, or with the referral as JSON."""
    held = referral_json(here, referral_id) if arguments.json else None
    return answer(arguments, said, referral=held, **more)


def referral_json(here: Counter, referral_id: int) -> dict[str, Any]:
    """A referral as it is now, as `referral show --json` has it."""
    return report.as_json(detail(here.reader, referral_id, here.today), here.today, here.clinic.timezone, here.protocol)


def _start(arguments: Namespace, here: Counter) -> int:
    """What is proposed for the course, save what was named."""
    chart = chart_meant(here, arguments.patient, arguments.course)
    course = _course(here, chart, arguments.course)
    state = assess_course(course, here.today, here.protocol)
    known = providers(here.reader, active=True)
    choices = tuple(one.choice for one in known)
    proposal = propose(state, course, choices, here.today, here.protocol)
    provider_id = None if arguments.to is None else provider_of(here.reader, arguments.to)
    named = next((one.kind for one in known if one.id == provider_id), "")
    kind = arguments.kind or named or proposal.kind
    if provider_id is None and (of_kind := providers_for(kind, choices)):
        provider_id = of_kind[0].id
    question = arguments.question
    if question is None:
        question = question_for(state.rule, kind, course, here.today, here.protocol)
    decided = None
    if kind in proposal.kinds and state.advice.startswith("refer") and course.closed_on is None:
        from db.writes.forms import Decided

        decided = Decided(state.rule, state.advice, basis_of(state, course, here.today, here.protocol))
    done = here.write(
        "forms.refer", course.id, kind, provider_id=provider_id, question=question, respond_by=arguments.by,
        urgency="urgent" if arguments.urgent else proposal.urgency, rule=state.rule, protocol=here.protocol,
        decided=decided,
    )  # fmt: skip
    if proposal.caution:
        complain(f"acudesk: note: mind: {proposal.caution}")
    return told(arguments, here, done.referral_id, f"{done.said} It is number {done.referral_id}.")


def _course(here: Counter, chart: Chart, named: str | None) -> Course:
    """The course that is named, else the one that is open."""
    running = open_courses(chart, here.today)
    if named is None and len(running) != 1:
        which = f"{len(running)} open courses: {listed(running)}" if running else "no open course"
        raise Refused(f"{chart.patient.name} has {which}. Nothing was changed. Say with --course for which it is.")
    assert chart.course is not None
    return chart.course


def _show(arguments: Namespace, here: Counter) -> int:
    number, _ = here.seen("referral", arguments.id)
    on, zone = arguments.date or here.today, here.clinic.timezone
    known = detail(here.reader, number, on)
    if arguments.json:
        say_json({"referral": report.as_json(known, on, zone, here.protocol)}, indent=2)
        return 0
    for line in report.as_plain(known, on, zone, here.protocol):
        say(line)
    return 0


def _step(arguments: Namespace, here: Counter) -> int:
    """The next step, by its state or by its own word."""
    state = arguments.state if arguments.what == "step" else VERBS[arguments.what]
    number, version = here.seen("referral", arguments.id)
    given = _given(arguments, here)
    done = here.write("referrals.step", number, version, state, on=arguments.on, note=arguments.note, **given)
    return told(arguments, here, number, done.said)


def _change(arguments: Namespace, here: Counter) -> int:
    number, version = here.seen("referral", arguments.id)
    fields = _given(arguments, here)
    for name in ("kind", "urgency", "question"):
        if (value := getattr(arguments, name)) is not None:
            fields[name] = value
    done = here.write("referrals.change", number, version, arguments.reason, **fields)
    return told(arguments, here, number, done.said)


_FACTS = {
    "by": "respond_by", "appointment": "appointment_on", "report_from": "report_from", "summary": "report_summary",
    "told": "told_patient",
}  # fmt: skip
"""What a step or a change can say, by its option."""


def _given(arguments: Namespace, here: Counter) -> dict[str, Any]:
    """What was named of a step or a change; what was not stays out, so that it stays as it is."""
    found = {name: value for option, name in _FACTS.items() if (value := getattr(arguments, option, None)) is not None}
    if found.get("report_summary") == "-":
        found["report_summary"] = typed.standard_input("report")
    if getattr(arguments, "to", None) is not None:
        found["provider_id"] = provider_of(here.reader, arguments.to)
    return found


def _review(arguments: Namespace, here: Counter) -> int:
    number, version = here.seen("referral", arguments.id)
    done = here.write("referrals.review", number, version, on=arguments.on, told_patient=arguments.told)
    return told(arguments, here, number, done.said)


def _written(arguments: Namespace, here: Counter) -> int:
    """A call or a note."""
    number, _ = here.seen("referral", arguments.id)
    done = here.write("referrals.called" if arguments.what == "call" else "referrals.note", number, arguments.note)
    return told(arguments, here, number, done.said)


def _snooze(arguments: Namespace, here: Counter) -> int:
    number, version = here.seen("referral", arguments.id)
    done = here.write("referrals.snooze", number, version, arguments.until, arguments.reason)
    return told(arguments, here, number, done.said)


def _unsnooze(arguments: Namespace, here: Counter) -> int:
    number, version = here.seen("referral", arguments.id)
    return told(arguments, here, number, here.write("referrals.unsnooze", number, version).said)


def _back(arguments: Namespace, here: Counter) -> int:
    number, version = here.seen("referral", arguments.id)
    done = here.write("referrals.correct", number, version, arguments.state, arguments.reason)
    return told(arguments, here, number, done.said)


def _attach(arguments: Namespace, here: Counter) -> int:
    # The write path comes in with it, which a command that only reads does without.
    from db.attachments import folder_of, keep_file

    number, _ = here.seen("referral", arguments.id)
    source = Path(arguments.file).expanduser()
    done = here.run(keep_file, folder_of(here.reader.path), number, source, arguments.title)
    return told(arguments, here, number, done.said)


def _file(arguments: Namespace, here: Counter) -> int:
    from db.attachments import folder_of, kept_file

    found = kept_file(here.reader, folder_of(here.reader.path), arguments.number)
    if arguments.to is None:
        if found.encrypted:
            raise Refused(
                "It is whole, and encrypted as the record is: nothing else can read it where it lies. "
                f"`acudesk referral file {arguments.number} --to NEW{found.path.suffix}` writes a copy that is not."
            )
        note_seen(here, "file", found.patient_id, referral=found.referral_id)
        say(shown(found.path))
        return 0
    from dashboard.whole_file import put_new

    path = Path(arguments.to).expanduser().absolute()
    put_new(path, found.data)
    note_seen(here, "file", found.patient_id, referral=found.referral_id)
    say(f"A copy is in {shown(path)}, for this account only." + (" It is not encrypted." if found.encrypted else ""))
    return 0


def _letter(arguments: Namespace, here: Counter) -> int:
    from dashboard.cli.letter import letter

    return letter(arguments, here)


def _fhir(arguments: Namespace, here: Counter) -> int:
    from dashboard.letters.build import referral_facts

    number, _ = here.seen("referral", arguments.id)
    say_json(bundle(referral_facts(here.reader, number, here.today)), indent=2)
    return 0


_RUN: dict[str, Callable[[Namespace, Counter], int]] = {
    "start": _start,
    "show": _show,
    "step": _step,
    "change": _change,
    "review": _review,
    "call": _written,
    "note": _written,
    "snooze": _snooze,
    "unsnooze": _unsnooze,
    "back": _back,
    "attach": _attach,
    "file": _file,
    "letter": _letter,
    "fhir": _fhir,
}
"""The commands of `referral`; every other one is a step by its own word."""
