"""The patient beside the schedule: who, how the course stands, what was done, what comes next."""

from dataclasses import dataclass
from datetime import date

from care.advice import ADVICE_LABELS, REASON_LABELS, STATUS_LABELS
from care.appointment import clock
from care.assessment import Assessment
from care.course import Course
from care.day import PatientDetail
from care.patient import Patient, initials
from care.width import cell_width
from widgets.chart import pain_trend
from widgets.course_bar import course_bar, sparkline
from widgets.ink import Line, cut, spread
from widgets.words import COURSE_INK, ago, causes, condition, number, short_day, signed, words

LABEL = 10


@dataclass(frozen=True, slots=True)
class PanelView:
    """Everything the panel draws. `scores` is pain by visit, from visit 1; `detail` may still be on its way."""

    patient: Patient
    course: Course | None
    assessment: Assessment | None
    scores: tuple[float | None, ...]
    today: date
    detail: PatientDetail | None = None
    hide_names: bool = False

    @property
    def name(self) -> str:
        """The name, or initials when names are hidden."""
        return initials(self.patient.name) if self.hide_names else self.patient.name


def panel_lines(view: PanelView | None, width: int, height: int) -> tuple[Line, ...]:
    """The tall panel; the chart takes what the words leave and gives way first."""
    if view is None:
        return ((("Nobody in hand.", "dim"),),)
    head = list(_who(view, width))
    course, state = view.course, view.assessment
    if course is None or state is None:
        head.append((("No course of care is open for this visit.", "dim"),))
        return tuple(head)
    head += [(), *_progress(course, state, width), *_scores(state, view, width)]
    tail = [*_last(view, width), *_next(view, width), *_advice(state, width)]
    room = min(14, height - len(head) - len(tail) - 4)
    picture = pain_trend(view.scores, state.expected, state.goal, width, room)
    if picture:
        low, high = state.expected
        goal = f"   ┄ goal {number(state.goal)}" if state.goal is not None else ""
        legend: Line = ((" " * 4, "text"), ("░", "band"), (f" expected {low}-{high}", "dim"), (goal, "accent"))
        return (*head, (), *picture, legend, (), *tail)
    return (*head, (), *tail)


def short_panel_lines(view: PanelView | None, width: int) -> tuple[Line, ...]:
    """Three lines under the schedule of a small window."""
    if view is None:
        return ((("Nobody in hand.", "dim"),), (), ())
    course, state = view.course, view.assessment
    age = view.patient.age(view.today)
    facts = [str(age)] if age is not None else []
    if course is not None and state is not None:
        facts += [condition(course.condition).lower(), state.duration, state.severity]
    first: Line = ((view.name, "text!"), ("  " + " · ".join(facts), "dim"), *_cautions(view, "   "))
    if course is None or state is None:
        return (first, (("No course of care is open for this visit.", "dim"),), ())
    low, high = state.expected
    ink = COURSE_INK[state.status]
    second: Line = (
        *course_bar(state.visits_done, state.expected, min(14, max(state.visits_done, high)), ink),
        (f" {state.visits_done} of {low}-{high} ", "text!"),
        (STATUS_LABELS[state.status], ink + "!"),
        ("   ", "text"),
        *_pain(state, view),
        *_index(state),
    )
    third: Line = (
        *((("Last ", "dim"), (_treatment(view), "text"), ("   ", "text")) if _treatment(view) else ()),
        (_next_words(view), "dim"),
        ("   Advice ", "dim"),
        (ADVICE_LABELS[state.advice], "text!"),
    )
    return (cut(first, width), cut(second, width), cut(third, width))


def _who(view: PanelView, width: int) -> tuple[Line, ...]:
    age = view.patient.age(view.today)
    lines: list[Line] = [spread(((view.name, "text!"),), ((str(age) if age is not None else "", "dim"),), width)]
    if view.patient.cautions:
        lines.append(tuple(_cautions(view, "")))
    if view.course is not None and view.assessment is not None:
        state = view.assessment
        what = f" · {state.duration} · {state.severity}"
        lines.append(((condition(view.course.condition), "text"), (what, "dim")))
        if view.course.causes:
            lines.append(((causes(view.course.causes), "dim"),))
    return tuple(lines)


def _cautions(view: PanelView, before: str) -> Line:
    if not view.patient.cautions:
        return ()
    return ((before + "▲ " + ", ".join(words(one) for one in view.patient.cautions), "warn!"),)


def _label(text: str) -> tuple[str, str]:
    return (text.ljust(LABEL), "dim")


def _progress(course: Course, state: Assessment, width: int) -> list[Line]:
    low, high = state.expected
    ink = COURSE_INK[state.status]
    label = STATUS_LABELS[state.status]
    reasons = ", ".join(REASON_LABELS[reason] for reason in state.reasons)
    count = f"  {state.visits_done} of {low}-{high}"
    bar = course_bar(state.visits_done, state.expected, min(max(state.visits_done, high), width - LABEL - 10), ink)
    lines: list[Line] = [(_label("Visits"), *bar, (count, "text!"))]
    lines.append(((" " * LABEL, "text"), (label, ink + "!"), (f" · {reasons}" if reasons else "", "dim")))
    for one in course.referrals:
        if one.status not in ("closed", "cancelled", "declined_by_patient"):
            lines.append(
                cut(
                    (_label("Referral"), (f"{words(one.kind)}, {words(one.status)}", "text"), (f" · {one.to}", "dim")),
                    width,
                )
            )
    return lines


def _scores(state: Assessment, view: PanelView, width: int) -> list[Line]:
    lines: list[Line] = [(), (_label("Pain"), *_pain(state, view, labelled=False))]
    for label, pair, unit in (
        ("NDI", state.ndi, " %"), ("PSFS", state.psfs, ""), ("Motion", state.rom, "°"),
    ):  # fmt: skip
        baseline, current = pair.baseline, pair.current
        if baseline is not None and current is not None:
            change = ("   " + signed(current - baseline), "dim")
            lines.append((_label(label), (f"{number(baseline)}{unit} → {number(current)}{unit}", "text"), change))
        elif baseline is not None:
            lines.append((_label(label), (f"{number(baseline)}{unit}", "text"), ("   not measured since", "dim")))
    return [cut(line, width) for line in lines]


def _pain(state: Assessment, view: PanelView, *, labelled: bool = True) -> Line:
    known = [score for score in view.scores if score is not None]
    before: Line = (("pain ", "dim"),) if labelled else ()
    if not known:
        return (*before, ("no score yet", "dim"))
    if state.baseline is None or state.current is None:
        return (*before, (number(known[-1]), "text!"), ("  at the newest visit", "dim"))
    change = state.current - state.baseline
    meaning = {"mcid": "meaningful", "partial": "partial", "worse": "worse"}.get(state.response, "no change")
    tail = f"  {signed(change)}, {meaning}" if not labelled else ""
    return (
        *before,
        (number(state.baseline) + " ", "text"),
        (sparkline(known[-10:]), "info"),
        (" " + number(state.current), "text!"),
        (tail, "dim"),
    )


def _index(state: Assessment) -> Line:
    baseline, current = state.ndi.baseline, state.ndi.current
    if baseline is None or current is None:
        return ()
    return (("   NDI ", "dim"), (f"{number(baseline)} → {number(current)} %", "text"))


def _treatment(view: PanelView) -> str:
    last = view.detail.last_treatment if view.detail else None
    if last is None:
        return ""
    return ", ".join(part for part in (" ".join(last.points), *(words(one) for one in last.techniques)) if part)


def _last(view: PanelView, width: int) -> list[Line]:
    last = view.detail.last_treatment if view.detail else None
    if view.detail is None:
        return []
    if last is None:
        return [(_label("Last"), ("nothing recorded yet", "dim"))]
    extra = " · ".join([*(words(one) for one in last.techniques), ago(last.on, view.today)])
    lines = wrapped(" ".join(last.points) or "no points", "text", width - LABEL)
    lines += wrapped(extra, "dim", width - LABEL)
    if last.note:
        lines += wrapped(last.note, "dim", width - LABEL)[:2]
    return [(_label("Last" if at == 0 else ""), *line) for at, line in enumerate(lines)]


def _next_words(view: PanelView) -> str:
    if view.detail is None:
        return ""
    one = view.detail.next_appointment
    if one is None:
        return "next visit not booked"
    return f"next {short_day(one.on, view.today)} {clock(one.minute)}"


def _next(view: PanelView, width: int) -> list[Line]:
    if view.detail is None:
        return []
    one = view.detail.next_appointment
    if one is None:
        return [(_label("Next"), ("not booked", "warn"))]
    when = f"{short_day(one.on, view.today)} {clock(one.minute)}"
    return [cut((_label("Next"), (when, "text"), (f" · {one.practitioner}", "dim")), width)]


def _advice(state: Assessment, width: int) -> list[Line]:
    lines = wrapped(ADVICE_LABELS[state.advice], "text!", width - LABEL)
    lines.append(((f"{state.rule}  ", "dim"), ("w", "accent!"), (" why", "dim")))
    return [(), *((_label("Advice" if at == 0 else ""), *line) for at, line in enumerate(lines))]


def wrapped(text: str, ink: str, width: int) -> list[Line]:
    """Text broken at spaces into lines of at most `width` cells; a longer word is cut."""
    lines: list[str] = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if cell_width(joined) <= width:
            lines[-1] = joined
        elif lines[-1]:
            lines.append(word)
        else:
            lines[-1] = word
    return [cut(((line, ink),), width) for line in lines]
