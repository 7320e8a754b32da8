"""What the commands of care share: whom a name means, which course, who treats, and what is told afterwards."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from care.advice import ADVICE_LABELS, STATUS_LABELS
from care.assessment import Assessment, assess_course
from care.chart import Chart
from care.course import Course, Decision
from care.decisions import basis_of, standing
from care.kept import chart_without, state_without
from care.patient import Patient
from care.text import clean, fold, tidy
from dashboard.cli.counter import Counter
from dashboard.cli.output import say
from dashboard.reports.words import WIDTH
from db.chart import chart as read_chart
from db.clinic import staff
from db.errors import NotFound, Refused
from db.ids import number_of, patient_of
from db.patients import find
from widgets.chart_words import folded, referrals_of

NAMED = 6
"""How many of those a name may mean are named in one line."""

_LOOKED_AT = 50
_LABEL = 11


def patient_meant(here: Counter, given: str) -> int:
    """The patient an id means, or a name that only one has; parts of names find nobody, they only help to choose.

    Raises `NotFound`, and `Refused` naming those that may be meant.
    """
    text = tidy(given)
    try:
        return patient_of(here.reader, text)
    except NotFound:
        # A number that is nobody's is a slip: it must not become part of a telephone number.
        if not any(char.isalpha() for char in text):
            raise
    found = find(here.reader, text, _LOOKED_AT)
    called = [one for one in found if set(fold(text).split()) <= set(_names(one))]
    whole = [one for one in called if fold(one.name) == fold(text)]
    for some in (whole, called):
        if len(some) == 1:
            return some[0].id
    if not found:
        raise NotFound(
            f"There is no patient with the id or the name “{text[:60]}”. Nothing was changed. `acudesk patient find` "
            "finds one by parts of the name."
        )
    may_be = called or found
    names = ", ".join(f"{one.id} {one.name} ({_born(one)})" for one in may_be[:NAMED])
    more = f" and {len(may_be) - NAMED} more" if len(may_be) > NAMED else ""
    raise Refused(f"“{text[:60]}” may mean {names}{more}. Nothing was changed. Give the number of the one you mean.")


def _names(one: Patient) -> list[str]:
    return fold(f"{one.family_name} {one.given_name} {one.preferred_name}").split()


def _born(one: Patient) -> str:
    return f"born {one.born.isoformat()}" if one.born else "no birth date"


def staff_meant(here: Counter, given: str | None) -> int | None:
    """Whom of the staff an id or a name means; None for nobody named. Raises `NotFound` naming those there are."""
    if given is None:
        return None
    try:
        return number_of(here.reader, "staff", given)
    except NotFound:
        people = staff(here.reader)
    asked = set(fold(given).split())
    called = [one for one in people if asked and asked <= set(fold(one.name).split())]
    if len(called) == 1:
        return called[0].id
    names = ", ".join(f"{one.id} {one.name}" for one in (called or people))
    which = f"more than one “{tidy(given)[:60]}”" if called else f"nobody on staff called “{tidy(given)[:60]}”"
    raise NotFound(f"There is {which}: {names}. Nothing was changed. Give one of these numbers.")


def chart_meant(here: Counter, given: str, course: str | None) -> Chart:
    """The chart of a patient with the course that is named, or the newest open one, else the newest closed one."""
    patient_id = patient_meant(here, given)
    course_id = None if course is None else number_of(here.reader, "course", course)
    return read_chart(here.reader, patient_id, course_id, here.today)


def one_course(here: Counter, given: str, course: str | None) -> tuple[Chart, Course]:
    """The chart with the one course something is to be done in; raises `Refused` where several are open, or none is
    there.
    """
    found = chart_meant(here, given, course)
    if found.course is None:
        raise Refused(
            f"{found.patient.name} has no course of care. Nothing was changed. `acudesk course open` opens one."
        )
    running = open_courses(found, here.today)
    if course is None and len(running) > 1:
        raise Refused(
            f"{found.patient.name} has {len(running)} open courses: {listed(running)}. Nothing was changed. Say which "
            "with --course."
        )
    return found, found.course


def open_courses(chart: Chart, on: date) -> list[Course]:
    """The patient's courses that are open."""
    return [one for one in chart.courses if one.open_on(on)]


def listed(courses: list[Course]) -> str:
    """Courses by number, complaint and day of opening."""
    return ", ".join(
        f"{one.id} {one.condition.replace('_', ' ')} (opened {one.opened_on.isoformat()})" for one in courses
    )


def now(here: Counter, course: Course) -> tuple[Chart, Assessment]:
    """The chart of a course as it is now, and how it stands; without scores for who may not read them."""
    chart = read_chart(here.reader, course.patient_id, course.id, here.today)
    assert chart.course is not None
    state = assess_course(chart.course, here.today, here.protocol)
    if not here.reader.may("see_clinical"):
        return chart_without(chart), state_without(state)
    return chart, state


def in_words(chart: Chart, state: Assessment) -> str:
    """What the rules say of an open course, as the sentence that follows another; nothing of a closed one."""
    if chart.course is None or chart.course.closed_on is not None:
        return ""
    return f" {STATUS_LABELS[state.status].capitalize()}: {ADVICE_LABELS[state.advice]}."


def say_rows(rows: Iterable[tuple[str, str]]) -> None:
    """Labels and their texts, these folded beside them to lines of 80 cells; a row without a text is left out."""
    for label, text in rows:
        parts = folded(clean(text), WIDTH - _LABEL) if text.strip() else ()
        for at, part in enumerate(parts):
            say(f"{'' if at else label:<{_LABEL}}{part}")


def decided(here: Counter, chart: Chart, state: Assessment) -> Decision | None:
    """The decision on the advice that holds."""
    assert chart.course is not None
    return standing(chart.decisions, state, basis_of(state, chart.course, here.today, here.protocol))


def beside(here: Counter, chart: Chart, state: Assessment) -> dict[str, Any]:
    """What stands on the page of a chart beside the course: evaluation, forecast, decision, referrals."""
    # Told of the page only: what a sentence answers with does without these.
    from care.evaluation import in_short
    from care.forecast import forecast_course
    from care.forecast import words_with_basis as in_a_line

    assert chart.course is not None
    ahead = forecast_course(chart.course, here.today, here.protocol)
    return {
        "forecast": "" if ahead is None else in_a_line(ahead),
        "evaluation": in_short(chart.evaluations, here.protocol.motion_of(chart.course.condition)),
        "decided": decided(here, chart, state),
        "referrals": referrals_of(chart, here.today, here.protocol),
    }


def as_json(here: Counter, chart: Chart, state: Assessment) -> dict[str, Any]:
    """A course as `chart --json` has it. The page is imported only here: a sentence does without it."""
    from dashboard.reports.chart import chart_json

    return chart_json(chart, state, here.today, **beside(here, chart, state))
