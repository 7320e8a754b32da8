"""The patient beside the schedule: who, how the course stands, what was done, what comes next."""

from datetime import date
from typing import NamedTuple

from care.advice import ADVICE_LABELS, REASON_LABELS, STATUS_LABELS
from care.appointment import clock
from care.assessment import Assessment
from care.course import Course
from care.day import PatientDetail
from care.decisions import dismissed
from care.kept import KEPT
from care.patient import Patient, initials
from care.width import cell_width
from widgets.chart import SMALLEST, pain_trend
from widgets.course_bar import course_bar, sparkline
from widgets.ink import Line, cut, line_width, spread
from widgets.words import COURSE_INK, ago, causes, condition, number, short_day, signed, words

LABEL = 10
_KEPT_LAST: tuple[Line, ...] = ((("Last".ljust(LABEL), "dim"), ("kept from your role", "dim")), (), (), ())


class PanelView(NamedTuple):
    """Everything the panel draws. `scores` is pain by visit, from visit 1; `detail` may still be on its way."""

    patient: Patient
    course: Course | None
    assessment: Assessment | None
    scores: tuple[float | None, ...]
    today: date
    detail: PatientDetail | None = None
    hide_names: bool = False
    shaded: bool = True
    """Whether there are colours to draw the expected range with."""

    @property
    def name(self) -> str:
        """The name, or initials when names are hidden."""
        return initials(self.patient.name) if self.hide_names else self.patient.name


def panel_lines(view: PanelView | None, width: int, height: int) -> tuple[Line, ...]:
    """The tall panel. Each fact keeps its row from patient to patient, for the eye and for the wire; the chart takes
    what the words leave.
    """
    if view is None:
        return ((("Nobody in hand.", "dim"),),)
    course, state = view.course, view.assessment
    head = _who(view, width)
    if course is None or state is None:
        return (*head, (("No course of care is open for this visit.", "dim"),))
    foretold = view.detail.forecast if view.detail is not None else ""
    head += [*_progress(course, state, width, foretold), *_scores(state, view, width), ()]
    if view.detail is None:
        return tuple(head)  # the very first picture, which does not wait for a chart
    tail = [
        *(_KEPT_LAST if KEPT in state.flags else _last(view.detail, view.today, width, view.hide_names)),
        *_next(view.detail, view.today, width),
        (),
        *_advice(course, state, width),
    ]
    room = min(15, height - len(head) - len(tail) - 2)
    picture = pain_trend(view.scores, state.expected, state.goal, width, room, shaded=view.shaded)
    if picture:
        low, high = state.expected
        goal = f"   ┄ goal {number(state.goal)}" if state.goal is not None else ""
        block: Line = (("  ", "band~"),) if view.shaded else (("░", "dim"),)
        return (
            *head,
            *picture,
            ((" " * 4, "text"), *block, (f" expected {low}-{high}", "dim"), (goal, "accent")),
            (),
            *tail,
        )
    if room >= SMALLEST[1]:
        kept = KEPT in state.flags
        words_instead: Line = (
            ("The trend is kept from your role." if kept else "The trend begins with a pain score.", "dim"),
        )
        return (*head, words_instead, *[()] * (room + 1), *tail)
    return (*head, *tail)


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
    # What was done last gives way: what comes next and what is advised are read to their end.
    last: Line = (("Last ", "dim"), (_treatment(view), "text")) if _treatment(view) else ()
    rest: Line = ((_next_words(view), "dim"), ("   Advice ", "dim"), (ADVICE_LABELS[state.advice], "text!"))
    last = cut(last, max(0, width - line_width(rest) - 3))
    third: Line = (*last, ("   ", "text"), *rest) if line_width(last) > len("Last ") + 3 else rest
    return (cut(first, width), cut(second, width), cut(third, width))


def _who(view: PanelView, width: int) -> list[Line]:
    age = view.patient.age(view.today)
    lines: list[Line] = [spread(((view.name, "text!"),), ((str(age) if age is not None else "", "dim"),), width)]
    if view.course is not None and view.assessment is not None:
        state = view.assessment
        what = f" · {state.duration} · {state.severity}"
        lines.append(cut(((condition(view.course.condition), "text"), (what, "dim")), width))
        lines.append(cut(((causes(view.course.causes), "dim"),), width))
    # The row of the cautions parts the person from the course where there is nothing to be careful about.
    return [*lines, cut(_cautions(view, ""), width)]


def _cautions(view: PanelView, before: str) -> Line:
    if not view.patient.cautions:
        return ()
    return ((before + "▲ " + ", ".join(words(one) for one in view.patient.cautions), "warn!"),)


def _label(text: str) -> tuple[str, str]:
    return (text.ljust(LABEL), "dim")


def _progress(course: Course, state: Assessment, width: int, forecast: str = "") -> list[Line]:
    """Three rows; the last tells of the referral under way, else where the course may lead."""
    low, high = state.expected
    ink = COURSE_INK[state.status]
    label = STATUS_LABELS[state.status]
    reasons = ", ".join(REASON_LABELS[reason] for reason in state.reasons)
    count = f"  {state.visits_done} of {low}-{high}"
    bar = course_bar(state.visits_done, state.expected, min(max(state.visits_done, high), width - LABEL - 10), ink)
    lines: list[Line] = [(_label("Visits"), *bar, (count, "text!"))]
    lines.append(((" " * LABEL, "text"), (label, ink + "!"), (f" · {reasons}" if reasons else "", "dim")))
    waiting = [one for one in course.referrals if one.status not in ("closed", "cancelled", "declined_by_patient")]
    if waiting:
        one = waiting[-1]
        kind: Line = (_label("Referral"), (f"{words(one.kind)}, {words(one.status)}", "text"), (f" · {one.to}", "dim"))
        return [*lines, cut(kind, width)]
    # Where there is no room for the chance, what is likely stands alone.
    short = forecast if cell_width(forecast) <= width else forecast.split(" · ")[0].split(": ")[0]
    return [*lines, cut(((short, "dim"),), width) if short else ()]


def _scores(state: Assessment, view: PanelView, width: int) -> list[Line]:
    lines: list[Line] = [(_label("Pain"), *_pain(state, view, labelled=False))]
    if KEPT in state.flags:
        return [*lines, (), ()]
    second = ("PSFS", state.psfs, "") if state.psfs.baseline is not None else ("Motion", state.rom, "°")
    for label, pair, unit in ((state.function, state.ndi, " %"), second):
        baseline, current = pair.baseline, pair.current
        if baseline is not None and current is not None:
            change = ("   " + signed(current - baseline), "dim")
            lines.append((_label(label), (f"{number(baseline)}{unit} → {number(current)}{unit}", "text"), change))
        elif baseline is not None:
            lines.append((_label(label), (f"{number(baseline)}{unit}", "text"), ("   not measured lately", "dim")))
        else:
            lines.append((_label(label), ("not measured", "faint")))
    return [cut(line, width) for line in lines]


def _pain(state: Assessment, view: PanelView, *, labelled: bool = True) -> Line:
    known = [score for score in view.scores if score is not None]
    before: Line = (("pain ", "dim"),) if labelled else ()
    if not known:
        return (*before, ("kept from your role" if KEPT in state.flags else "no score yet", "dim"))
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
    return ((f"   {state.function} ", "dim"), (f"{number(baseline)} → {number(current)} %", "text"))


def _treatment(view: PanelView) -> str:
    last = view.detail.last_treatment if view.detail else None
    if last is None:
        return ""
    return ", ".join(part for part in (" ".join(last.points), *(words(one) for one in last.techniques)) if part)


def _last(detail: PatientDetail, today: date, width: int, hide: bool = False) -> list[Line]:
    """Four rows: points on two, techniques and when, the note."""
    last = detail.last_treatment
    if last is None:
        return [(_label("Last"), ("nothing recorded yet", "dim")), (), (), ()]
    points = [*wrapped(" ".join(last.points) or "no points recorded", "text", width - LABEL), ()][:2]
    extra = " · ".join([*(words(one) for one in last.techniques), ago(last.on, today)])
    note = "(note hidden with the names)" if hide and last.note else last.note
    lines = [*points, ((extra, "dim"),), ((note, "dim"),)]
    return [cut((_label("Last" if at == 0 else ""), *line), width) for at, line in enumerate(lines)]


def _next_words(view: PanelView) -> str:
    if view.detail is None:
        return ""
    one = view.detail.next_appointment
    if one is None:
        return "next visit not booked"
    return f"next {short_day(one.on, view.today)} {clock(one.minute)}"


def _next(detail: PatientDetail, today: date, width: int) -> list[Line]:
    one = detail.next_appointment
    if one is None:
        return [(_label("Next"), ("not booked", "warn"))]
    when = f"{short_day(one.on, today)} {clock(one.minute)}"
    return [cut((_label("Next"), (when, "text"), (f" · {one.practitioner}", "dim")), width)]


def _advice(course: Course, state: Assessment, width: int) -> list[Line]:
    """Three rows: the advice on up to two, the rule and the key that says why; dimmed where it was dismissed."""
    gone = dismissed(state, course)
    lines = [*wrapped(ADVICE_LABELS[state.advice], "dim" if gone else "text!", width - LABEL)][:2]
    said = "dismissed  " if gone else ""
    # Whoever may not read the scores may not read the reason either.
    why: Line = () if KEPT in state.flags else (("w", "accent!"), (" why", "dim"))
    lines.append(((f"{state.rule}  {said}", "dim"), *why))
    return [(_label("Advice" if at == 0 else ""), *line) for at, line in enumerate(lines)]


def wrapped(text: str, ink: str, width: int) -> list[Line]:
    """Text broken at spaces into lines of at most `width` cells; a longer word is cut."""
    lines: list[str] = [""]
    # A number and its sign stay together.
    for word in " ".join(text.split()).replace(" %", "\N{NO-BREAK SPACE}%").split(" "):
        joined = f"{lines[-1]} {word}".strip(" ")
        if cell_width(joined) <= width:
            lines[-1] = joined
        elif lines[-1]:
            lines.append(word)
        else:
            lines[-1] = word
    return [cut(((line.replace("\N{NO-BREAK SPACE}", " "), ink),), width) for line in lines]
