"""A patient's chart on one page: text of 80 cells for a terminal, the clipboard or a printer, and JSON."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from care.advice import ADVICE_LABELS, RESPONSE_LABELS, STATUS_LABELS
from care.appointment import PRESENT, TO_COME, Appointment, clock
from care.assessment import Assessment
from care.casefile import plain
from care.chart import Chart, Corrected, VisitRecord
from care.course import Decision
from care.day_words import long_date, short_date
from care.patient import initials
from care.text import clean, counted
from care.width import cut
from care.worklist import OpenReferral
from dashboard.reports.words import WIDTH, columns, span
from widgets.chart_words import folded, points, techniques
from widgets.words import causes, condition, number, words

SCORES_SHOWN = 12
"""How many of the newest visits the page has room for."""

_LABEL = 15


def chart_text(
    chart: Chart,
    state: Assessment | None,
    on: date,
    *,
    clinic: str = "",
    evaluation: Sequence[tuple[str, str]] = (),
    forecast: str = "",
    decided: Decision | None = None,
    referrals: Sequence[OpenReferral] = (),
    hide_names: bool = False,
) -> list[str]:
    """The page as lines of at most 80 cells, cleaned of what a terminal would obey.

    `evaluation` is the newest one as label and text, `forecast` its words, `decided` the decision that holds on the
    advice, `referrals` those of the course (`widgets.chart_words.referrals_of`). With `hide_names` the patient is
    initials, and what somebody wrote in words of their own is left out.
    """
    patient, course = chart.patient, chart.course
    lines = [cut(f"{clean(clinic)}: chart" if clinic else "Chart", WIDTH), long_date(on), ""]
    age = patient.age(on)
    who = [initials(patient.name) if hide_names else patient.name, f"{age} years" if age is not None else "age unknown"]
    if patient.born is not None and not hide_names:
        who.append(f"born {patient.born.isoformat()}")
    lines += _told("Patient", ", ".join(who))
    if course is not None and course.red_flag != "none":
        lines += _told("RED FLAG", words(course.red_flag).upper())
    if course is not None and course.neuro != "none":
        lines += _told("Neurological", f"{words(course.neuro)} finding")
    lines += _told("Cautions", ", ".join(words(one) for one in patient.cautions).upper() or "none on record")
    lines += _told("Allergies", chart.allergies)
    lines += _told("Medicines", chart.medicines)
    if course is None or state is None:
        return [*lines, "", "No course of care has been opened.", *_next(chart, on)]
    lines += ["", *_course(chart, state, hide_names)]
    if course.closed_on is None:
        lines += ["", *_advice(state, decided, forecast, hide_names)]
    lines += ["", *_score_table(chart.visits, state)]
    if not hide_names and evaluation:
        size = max(_LABEL, *(len(label) + 3 for label, _ in evaluation))
        lines += ["", "Evaluation", *(line for label, text in evaluation for line in _told(f"  {label}", text, size))]
    if chart.visits:
        lines += ["", *_last_treatment(chart.visits[-1], hide_names)]
    lines += ["", *_referrals(referrals)]
    return [*lines, *_next(chart, on)]


def _told(label: str, text: str, size: int = _LABEL) -> list[str]:
    """A label of `size` cells and its text folded beside it; nothing where there is no text."""
    if not text.strip():
        return []
    label = clean(label)
    return [(label.ljust(size) if at == 0 else " " * size) + line for at, line in enumerate(folded(text, WIDTH - size))]


def _course(chart: Chart, state: Assessment, hide_names: bool) -> list[str]:
    course = chart.course
    assert course is not None
    assumed = [one.removesuffix("_assumed") for one in state.flags if one.endswith("_assumed")]
    what = [condition(course.condition), state.duration, state.severity]
    lines = _told("Course", ", ".join(what) + (f" ({' and '.join(assumed)} assumed)" if assumed else ""))
    lines += _told("Opened", f"{course.opened_on.isoformat()}, {chart.practitioner or 'no practitioner named'}")
    lines += _told("Causes", causes(course.causes))
    source = "by rule" if course.expected_by_rule or course.expected is None else "set for this course"
    why = f": {chart.expected_reason}" if source != "by rule" and chart.expected_reason and not hide_names else ""
    lines += _told("Visits", f"{state.visits_done} of {span(state.expected)} ({source}{why})")
    response = f", {RESPONSE_LABELS[state.response]}" if state.visits_done > 1 else ""
    lines += _told("Status", STATUS_LABELS[state.status] + response)
    if course.closed_on is not None:
        note = f": {chart.closing_note}" if chart.closing_note and not hide_names else ""
        outcome = words(course.outcome or "no outcome written")
        lines += _told("Closed", f"{course.closed_on.isoformat()}, {outcome}{note}")
    return lines


def _advice(state: Assessment, decided: Decision | None, forecast: str, hide_names: bool) -> list[str]:
    lines = _told("Advice", f"{ADVICE_LABELS[state.advice]} (rule {state.rule})")
    lines += _told("", state.explanation)
    if decided is not None:
        reason = f": {decided.reason}" if decided.reason and not hide_names else ""
        lines += _told("Decided", f"{decided.decision} by {decided.who}, {decided.on.isoformat()}{reason}")
    return lines + _told("Forecast", forecast)


def _score_table(visits: Sequence[VisitRecord], state: Assessment) -> list[str]:
    """Visit 1, which everything is held against, and the newest."""
    if not visits:
        return ["No visit has been recorded."]
    sizes = (5, 11, 6, 10, 6, 8, 7, 20)
    heads = ("No", "Day", "Pain", f"{state.function} %", "PSFS", "Motion", "Change", "")
    shown, title = visits, "Scores by visit"
    if len(visits) > SCORES_SHOWN:
        shown = (visits[0], *visits[-SCORES_SHOWN:])
        title += f": the first, and the newest {SCORES_SHOWN} of {len(visits)}"
    lines = [title, columns(*zip(heads, sizes, strict=True))]
    for visit in shown:
        entry = visit.entry
        marks = [word for word, there in (("adverse event", entry.adverse), ("corrected", visit.corrected)) if there]
        cells = (
            str(visit.number), visit.on.isoformat(), _score(entry.nprs), _score(entry.ndi_percent), _score(entry.psfs),
            _score(visit.rom_degrees), "-" if entry.groc is None else f"{entry.groc:+d}", ", ".join(marks),
        )  # fmt: skip
        lines.append(columns(*zip(cells, sizes, strict=True)))
    return lines


def _score(value: float | None) -> str:
    return "-" if value is None else number(value)


def _last_treatment(last: VisitRecord, hide_names: bool) -> list[str]:
    entry = last.entry
    lines = _told("Last visit", f"{last.on.isoformat()}, {last.practitioner or 'nobody named'}")
    took = f"{entry.minutes} minutes" if entry.minutes is not None else ""
    done = "; ".join(part for part in (points(entry.needles), techniques(entry.techniques), took) if part)
    lines += _told("  Treatment", done or "none recorded")
    if not hide_names:
        for label, text in (
            ("  Adverse", entry.adverse), ("  Response", entry.response), ("  Advised", entry.advice_given),
            ("  Note", entry.note),
        ):  # fmt: skip
            lines += _told(label, text)
    return lines


def _referrals(referrals: Sequence[OpenReferral]) -> list[str]:
    if not referrals:
        return _told("Referrals", "none")
    lines = []
    for at, one in enumerate(referrals):
        known = one.row.referral
        due = f", due {one.due.isoformat()}" if one.due else ""
        if one.overdue_days > 0:
            due = f", {counted(one.overdue_days, 'day', 'days')} OVERDUE"
        urgent = "urgent " if known.urgency == "urgent" else ""
        said = f"{urgent}{words(known.kind)}, {known.to or 'no provider'}: {words(one.state)}{due}"
        lines += _told("Referrals" if at == 0 else "", said)
    return lines


def _following(chart: Chart, on: date) -> Appointment | None:
    coming = [one for one in chart.appointments if one.on >= on and one.status in (*TO_COME, *PRESENT)]
    return min(coming, key=lambda one: (one.on, one.minute), default=None)


def _next(chart: Chart, on: date) -> list[str]:
    one = _following(chart, on)
    if one is None:
        return _told("Next visit", "not booked")
    return _told(
        "Next visit", f"{short_date(one.on)} {one.on.year} {clock(one.minute)}, {one.practitioner or 'nobody'}"
    )


def chart_json(
    chart: Chart,
    state: Assessment | None,
    on: date,
    *,
    evaluation: Sequence[tuple[str, str]] = (),
    forecast: str = "",
    decided: Decision | None = None,
    referrals: Sequence[OpenReferral] = (),
) -> dict[str, Any]:
    """The chart as documented in docs/commands.md: every key always there, null where unknown.

    Arguments as for `chart_text`. All visits are told, with everything written down at them.
    """
    patient, following = chart.patient, _following(chart, on)
    return {
        "date": on.isoformat(),
        "patient": {
            "id": patient.id,
            "source_id": patient.source_id,
            "name": clean(patient.name),
            "born": _day(patient.born),
            "age": patient.age(on),
            "cautions": list(patient.cautions),
            "medicines": clean(chart.medicines) or None,
            "allergies": clean(chart.allergies) or None,
        },
        "course": _course_json(chart, state),
        "assessment": None if state is None or chart.course is None else _state_json(state),
        "decision": None if decided is None else _decision_json(decided),
        "forecast": clean(forecast) or None,
        "visits": [_visit_json(one) for one in chart.visits],
        "evaluation": [{"label": clean(label), "text": clean(text)} for label, text in evaluation],
        "corrections": [_correction_json(one) for one in chart.corrections],
        "referrals": [_referral_json(one) for one in referrals],
        "next_appointment": None if following is None else f"{following.on.isoformat()} {clock(following.minute)}",
        "other_courses": [
            {"course_id": one.id, "condition": one.condition, "opened_on": one.opened_on.isoformat(),
             "closed_on": _day(one.closed_on), "outcome": one.outcome}
            for one in chart.courses if chart.course is None or one.id != chart.course.id
        ],
    }  # fmt: skip


def _day(on: date | None) -> str | None:
    return None if on is None else on.isoformat()


def _course_json(chart: Chart, state: Assessment | None) -> dict[str, Any] | None:
    course = chart.course
    if course is None:
        return None
    return {
        "course_id": course.id,
        "source_id": course.source_id,
        "condition": course.condition,
        "practitioner": clean(chart.practitioner) or None,
        "opened_on": course.opened_on.isoformat(),
        "onset_date": _day(course.onset_date),
        "closed_on": _day(course.closed_on),
        "outcome": course.outcome,
        "closing_note": clean(chart.closing_note) or None,
        "severity": state.severity if state else course.severity,
        "duration": state.duration if state else None,
        "causes": list(course.causes),
        "class": course.exam_class,
        "red_flag": course.red_flag,
        "neuro": course.neuro,
        "expected": list(state.expected) if state else None,
        "expected_by_rule": course.expected_by_rule,
        "expected_reason": clean(chart.expected_reason) or None,
    }


def _state_json(state: Assessment) -> dict[str, Any]:
    pairs = {"function": state.ndi, "psfs": state.psfs, "motion": state.rom}
    return {
        "visits_done": state.visits_done,
        "status": state.status,
        "reasons": list(state.reasons),
        "response": state.response,
        "advice": state.advice,
        "rule": state.rule,
        "explanation": clean(state.explanation),
        "flags": list(state.flags),
        "goal": plain(state.goal),
        "pain": {"baseline": plain(state.baseline), "current": plain(state.current)},
        **{name: {"baseline": plain(one.baseline), "current": plain(one.current)} for name, one in pairs.items()},
        "function_name": state.function,
    }


def _decision_json(one: Decision) -> dict[str, Any]:
    return {
        "decision": one.decision, "rule": one.rule, "advice": one.advice, "reason": clean(one.reason) or None,
        "on": one.on.isoformat(), "who": clean(one.who),
    }  # fmt: skip


def _visit_json(visit: VisitRecord) -> dict[str, Any]:
    entry = visit.entry
    texts = {name: clean(getattr(entry, name)) or None for name in ("response", "adverse", "advice_given", "note")}
    return {
        "id": visit.id,
        "number": visit.number,
        "at": f"{visit.on.isoformat()} {clock(visit.minute)}",
        "practitioner": clean(visit.practitioner) or None,
        "nprs": plain(entry.nprs),
        "function_percent": plain(entry.ndi_percent),
        "psfs": plain(entry.psfs),
        "rom_degrees": plain(visit.rom_degrees),
        "groc": entry.groc,
        "points": [{"point": one.point, "side": one.side} for one in entry.needles],
        "techniques": list(entry.techniques),
        "minutes": entry.minutes,
        **texts,
        "acknowledged": list(entry.acknowledged),
        "corrected": visit.corrected,
    }


def _correction_json(one: Corrected) -> dict[str, Any]:
    return {
        "subject": one.subject, "subject_id": one.subject_id, "field": one.field, "was": clean(one.was),
        "now": clean(one.now), "reason": clean(one.reason) or None, "at_utc": one.at_utc, "who": clean(one.who),
    }  # fmt: skip


def _referral_json(one: OpenReferral) -> dict[str, Any]:
    known = one.row.referral
    return {
        "id": known.id, "kind": known.kind, "urgency": known.urgency, "to": clean(known.to) or None,
        "status": one.state, "due_on": _day(one.due), "overdue_days": one.overdue_days,
    }  # fmt: skip
