"""The head of a chart: who, what to mind, how the course stands and what is advised, and the scores."""

from collections.abc import Sequence
from datetime import date

from care.advice import ADVICE_LABELS, FLAG_LABELS, REASON_LABELS, STATUS_LABELS, WHY
from care.assessment import Assessment, Case
from care.attention import mark
from care.chart import Chart
from care.course import Course, Decision
from care.derived import NO_PAIR, Derived, Pain, Pair, Scores, reaction
from care.patient import initials
from care.text import counted
from care.thresholds import Protocol
from widgets.chart_lines import LABEL, beside, empty, labelled, paragraph, title
from widgets.course_bar import course_bar, sparkline
from widgets.ink import Line, Span, line_width, spread
from widgets.words import COURSE_INK, causes, condition, number, short_day, signed, words

MEANING = {
    "mcid": ("✓", "meaningful", "good"),
    "partial": ("~", "some change", "info"),
    "none": ("=", "no meaningful change", "warn"),
    "worse": ("▼", "worse", "bad"),
}
"""Symbol, word and ink of what a change means."""


def head_lines(
    chart: Chart, state: Assessment | None, today: date, width: int, *, hide_names: bool = False,
    hint: str = "o opens a course",
) -> tuple[Line, ...]:  # fmt: skip
    """Who it is, what to mind in full and loud, then what the course is of; `hint` leads on where there is none."""
    patient, course = chart.patient, chart.course
    name = initials(patient.name) if hide_names else patient.name
    age = patient.age(today)
    born = f"born {patient.born.isoformat()}" if patient.born and not hide_names else ""
    right = " · ".join(
        part for part in (counted(age, "year", "years") if age is not None else "age not known", born) if part
    )
    lines: list[Line] = [spread(((name, "text!"),), ((right, "dim"),), width)]
    lines += _to_mind(chart, width)
    if chart.medicines:
        lines += labelled("Medicines", chart.medicines, width)
    if course is None:
        return (*lines, *empty("No course of care has been opened.", hint, width))
    what = [condition(course.condition)]
    if state is not None:
        what += [_assumed(state.duration, "duration", state), _assumed(state.severity, "severity", state)]
    if course.onset_date is not None:
        what.append(f"since {short_day(course.onset_date, today)}")
    lines += labelled("Course", " · ".join(what), width)
    if course.causes:
        lines += labelled("Causes", causes(course.causes), width)
    who = chart.practitioner or "no practitioner named"
    lines += labelled("With", f"{who} · opened {short_day(course.opened_on, today)}", width)
    return (*lines, *_closed(chart, course, today, width, hide_names))


def _to_mind(chart: Chart, width: int) -> list[Line]:
    """Cautions are folded and never cut."""
    lines: list[Line] = []
    course = chart.course
    if course is not None and course.red_flag != "none":
        lines += paragraph(f"▲ RED FLAG, {words(course.red_flag)}", "bad!", width)
    if course is not None and course.neuro != "none":
        lines += paragraph(f"▲ {words(course.neuro)} finding", "bad!", width)
    if chart.patient.cautions:
        lines += paragraph("▲ " + ", ".join(words(one) for one in chart.patient.cautions), "warn!", width)
    if chart.allergies:
        lines += paragraph(f"▲ allergies: {chart.allergies}", "warn!", width)
    return lines


def _assumed(word: str, what: str, state: Assessment) -> str:
    return f"{word} (assumed)" if f"{what}_assumed" in state.flags else word


def _closed(chart: Chart, course: Course, today: date, width: int, hidden: bool) -> list[Line]:
    if course.closed_on is None:
        return []
    outcome = words(course.outcome or "no outcome written")
    note = f": {chart.closing_note}" if chart.closing_note and not hidden else ""
    return labelled("Closed", f"{outcome}, {short_day(course.closed_on, today)}{note}", width, "info")


def course_lines(
    chart: Chart,
    state: Assessment | None,
    width: int,
    *,
    decided: Decision | None = None,
    forecast: str = "",
    hide_notes: bool = False,
    hint: str = "v records the first visit",
) -> tuple[Line, ...]:
    """How far the course is, how it stands, what is advised by which rule, what was decided, where it may lead.

    `decided` is the decision that holds on this advice (`care.decisions.standing`), `forecast` the words of the
    forecast. With `hide_notes` no reason is shown that somebody wrote. Nothing for a chart without a course.
    """
    course = chart.course
    if course is None or state is None:
        return ()
    low, high = state.expected
    ink = COURSE_INK[state.status]
    symbol, _ = mark(state)
    count = f"  {state.visits_done} of {low}-{high}"
    room = max(4, width - LABEL - len(count))
    bar = course_bar(state.visits_done, state.expected, min(max(state.visits_done, high), room), ink)
    reasons = ", ".join(REASON_LABELS[reason] for reason in state.reasons)
    status: list[Span] = [(f"{symbol.strip() or '○'} {STATUS_LABELS[state.status]}", ink + "!")]
    lines = [beside("Visits", (*bar, (count, "text!")), width)]
    if reasons and LABEL + line_width(tuple(status)) + 3 + len(reasons) > width:
        lines += [beside("Status", status, width), *labelled("", reasons, width, "dim")]
    else:
        lines.append(beside("Status", (*status, (f" · {reasons}" if reasons else "", "dim")), width))
    flags = [FLAG_LABELS[one] for one in state.flags if not one.endswith("_assumed")]
    if flags:
        lines += labelled("", ", ".join(flags), width, "dim")
    if hide_notes:
        chart = chart._replace(expected_reason="")
        decided = None if decided is None else decided._replace(reason="")
    lines += labelled("Range", _source(chart, course, state), width, "dim")
    lines += _advice(course, state, decided, width)
    if forecast and course.closed_on is None:
        lines += labelled("Forecast", forecast, width)
    if state.visits_done == 0 and hint and course.closed_on is None:
        lines += empty("No visit has been recorded.", hint, width)
    return tuple(lines)


def _source(chart: Chart, course: Course, state: Assessment) -> str:
    low, high = state.expected
    span = f"{low}-{high} visits"
    if course.expected is None or course.expected_by_rule:
        until = "" if state.visits_done else ", until the first visit"
        return f"{span} by rule: {state.severity}, {state.duration}{until}"
    reason = f": {chart.expected_reason}" if chart.expected_reason else ""
    return f"{span} set for this course{reason}"


def _advice(course: Course, state: Assessment, decided: Decision | None, width: int) -> list[Line]:
    """A closed course is advised nothing any more."""
    if course.closed_on is not None:
        return []
    holds = decided is not None and decided.decision == "dismissed"
    label = ADVICE_LABELS[state.advice]
    lines = labelled("Advice", label, width, "dim" if holds else "text!")
    lines += labelled("", f"Rule {state.rule}: {WHY[state.rule]}", width, "dim")
    if decided is not None:
        said = f"{decided.decision} by {decided.who or 'somebody'}, {decided.on.isoformat()}"
        lines += labelled("Decided", said + (f": {decided.reason}" if decided.reason else ""), width, "info")
    return lines


def score_lines(case: Case, protocol: Protocol, width: int) -> tuple[Line, ...]:
    """Baseline, now, and whether the change means something, of each measure on its own (clinical.md 3)."""
    d = Derived(case, protocol)
    size = LABEL if width >= 56 else 9
    rows = (
        ("Pain", _pain(d)),
        (d.function.short, _index(d, d.ndi, case.ndi, " %", "ndi")),
        ("PSFS", _index(d, d.psfs, case.psfs, "", "psfs")),
        ("Motion", _index(d, d.rom, case.rom, "°", "rom")),
        ("Overall", _groc(case)),
    )
    return tuple(beside(label, spans, width, size=size) for label, spans in rows)


def meaning(d: Derived, measure: str) -> str:
    """The response by one measure alone (`pain`, `ndi`, `psfs` or `rom`): `mcid`, `partial`, `none` or `worse`."""
    alone = Case(condition=d.case.condition, radiating=d.case.radiating)
    pain = d.pain if measure == "pain" else Pain((), d.v, d.protocol)
    ndi, psfs, rom = (getattr(d, one) if one == measure else NO_PAIR for one in ("ndi", "psfs", "rom"))
    return reaction(alone, d.v, pain, ndi, psfs, rom, d.protocol).response


def _meant(response: str) -> list[Span]:
    symbol, word, ink = MEANING[response]
    return [(f"  {symbol} {word}", ink)]


def _pain(d: Derived) -> list[Span]:
    pain, known = d.pain, [score for _, score in d.case.nprs]
    if not known:
        return [("not scored", "faint")]
    if pain.baseline is None:
        return [(number(known[-1]), "text!"), (" at the newest score, no baseline", "dim")]
    if pain.current is None:
        return [(number(pain.baseline), "text!"), (" at the start, not scored since", "dim")]
    spans: list[Span] = [(f"{number(pain.baseline)} ", "text"), (sparkline(known[-10:]), "info")]
    spans += [(f" {number(pain.current)}", "text!"), (f"  {signed(pain.current - pain.baseline)}", "dim")]
    spans += _meant(meaning(d, "pain"))
    return spans if pain.fresh else [*spans, (f" · last at visit {pain.newest_visit}", "dim")]


def _index(d: Derived, pair: Pair, scores: Scores, unit: str, measure: str) -> list[Span]:
    baseline, current = pair.baseline, pair.current
    newest = f"{number(scores[-1][1])}{unit} at visit {scores[-1][0]}" if scores else ""
    if baseline is None:
        return [(f"{newest}, no baseline", "dim")] if newest else [("not measured", "faint")]
    if current is None:
        later = scores[-1][0] != pair.baseline_visit
        tail = f"  {newest}, not measured lately" if later else f"  at visit {pair.baseline_visit}, not again yet"
        return [(f"{number(baseline)}{unit}", "text"), (tail, "dim")]
    spans: list[Span] = [(f"{number(baseline)}{unit} → ", "text"), (f"{number(current)}{unit}", "text!")]
    spans.append((f"  {signed(current - baseline)}", "dim"))
    return [*spans, *_meant(meaning(d, measure))]


def _groc(case: Case) -> list[Span]:
    if not case.groc:
        return [("change not asked yet", "faint")]
    visit, score = case.groc[-1]
    word = "better" if score > 0 else "worse" if score < 0 else "unchanged"
    ink = "good" if score > 0 else "bad" if score < 0 else "dim"
    return [(signed(score), "text!"), (f" {word}", ink), (f", said at visit {visit}", "dim")]


def evaluation_lines(
    pairs: Sequence[tuple[str, str]], width: int, *, on: date | None = None, who: str = "",
    actions: Sequence[str] = (), today: date | None = None, hint: str = "e takes down the evaluation",
) -> tuple[Line, ...]:  # fmt: skip
    """The newest evaluation as label and text, and what was done about a red flag. Without one, what leads on."""
    if not pairs:
        return empty("No evaluation has been recorded.", hint, width)
    when = "" if on is None else short_day(on, today) if today is not None else on.isoformat()
    lines: list[Line] = [title("Evaluation", " · ".join(part for part in (when, who) if part))]
    size = max(LABEL, *(len(label) + 1 for label, _ in pairs))
    for label, text in pairs:
        lines += labelled(label, text, width, size=size)
    for action in actions:
        lines += labelled("Done", action, width, "info", size=size)
    return tuple(lines)
