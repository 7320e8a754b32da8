"""The visits of a chart: one row each, the newest first, and everything that was written down at one of them."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from care.appointment import clock
from care.chart import Chart, Corrected, VisitRecord
from care.day_words import short_date
from care.text import clean, counted
from care.width import cell_width, fit
from widgets.chart_lines import empty, labelled, title
from widgets.chart_words import correction_words, day_of_utc, points, techniques
from widgets.ink import Line, Span, cut
from widgets.rows import Row
from widgets.words import number, short_day, signed, words

ADVERSE, CAUTION, CORRECTED = "!", "▲", "*"
_MARKS = ((ADVERSE, "bad!"), (CAUTION, "warn"), (CORRECTED, "accent"))
"""What a row of the list warns of, an adverse event, a caution seen, a correction: the mark and its ink."""


class Columns(NamedTuple):
    """Widths in cells, the blank after each included; 0 leaves a column out."""

    day: int
    pain: int
    function: int
    psfs: int
    motion: int
    points: int
    techniques: int
    note: int

    @classmethod
    def for_width(cls, width: int, visits: Sequence[VisitRecord]) -> "Columns":
        """A measure nobody took has no column; a narrow window gives up the note, then techniques, then measures."""
        taken = [visit.entry for visit in visits]
        function = 7 if any(one.ndi_percent is not None for one in taken) and width >= 48 else 0
        psfs = 5 if any(one.psfs is not None for one in taken) and width >= 60 else 0
        motion = 7 if any(visit.rom_degrees is not None for visit in visits) and width >= 60 else 0
        day, pain = 11, 5
        rest = max(0, width - _START - day - pain - function - psfs - motion)
        techniques = (11 if rest < 50 else 20) if rest >= 26 and any(one.techniques for one in taken) else 0
        rest -= techniques
        needed = max([cell_width(points(one.needles)) for one in taken] + [9]) + 1
        noted = rest >= 22 and any(one.note or one.adverse for one in taken)
        treated = min(needed, rest * 3 // 5) if noted else rest
        return cls(day, pain, function, psfs, motion, treated, techniques, rest - treated if noted else 0)


_START = 9
"""Cells of the number and the marks before the columns."""


KEPT = "kept from your role"
"""What stands where something was written down that who looks may not read: never that there is nothing."""


def visit_heading(chart: Chart, width: int, *, function: str = "NDI", kept: bool = False) -> Line:
    """The names of the columns of `visit_rows`."""
    if kept:
        return cut(((fit("  No", _START) + "Day", "faint"),), width)
    columns = Columns.for_width(width, chart.visits)
    names = (
        ("  No", _START), ("Day", columns.day), ("Pain", columns.pain), (function, columns.function),
        ("PSFS", columns.psfs), ("Motion", columns.motion), ("Points", columns.points),
        ("Techniques", columns.techniques), ("Note", columns.note),
    )  # fmt: skip
    return cut((("".join(fit(cut_to(name, size), size) for name, size in names if size), "faint"),), width)


def cut_to(name: str, size: int) -> str:
    """A column's name with a blank after it, shortened with a dot."""
    return name if len(name) < size else f"{name[: size - 2]}."


def visit_rows(
    chart: Chart, today: date, width: int, *, hide_notes: bool = False, hint: str = "v records the first visit",
    kept: bool = False,
) -> tuple[Row, ...]:  # fmt: skip
    """One row a visit, the newest first; its key is the visit's id. Notes are hidden with the names they may hold.

    `kept`: who looks may know that there was a visit, and when.
    """
    if not chart.visits:
        return tuple(Row(((" ", "text"), *line)) for line in empty("No visit has been recorded.", hint, width - 1))
    columns = Columns.for_width(width, chart.visits)
    if kept:
        return tuple(Row(_row_without(one, columns, today), key=one.id) for one in reversed(chart.visits))
    return tuple(Row(_row(one, columns, today, hide_notes), key=one.id) for one in reversed(chart.visits))


def _marks(visit: VisitRecord) -> set[str]:
    entry = visit.entry
    return {mark for mark, there in ((ADVERSE, entry.adverse), (CAUTION, entry.acknowledged),
                                     (CORRECTED, visit.corrected)) if there}  # fmt: skip


def _row(visit: VisitRecord, columns: Columns, today: date, hide_notes: bool) -> Line:
    entry, there = visit.entry, _marks(visit)
    spans: list[Span] = [(f" {visit.number:>3} ", "text")]
    spans += [(mark if mark in there else " ", ink) for mark, ink in _MARKS]
    spans.append((" ", "text"))
    spans += [(fit(_day(visit, today), columns.day), "dim"), _score(entry.nprs, "", columns.pain, "text!")]
    for value, unit, size in (
        (entry.ndi_percent, " %", columns.function), (entry.psfs, "", columns.psfs),
        (visit.rom_degrees, "°", columns.motion),
    ):  # fmt: skip
        if size:
            spans.append(_score(value, unit, size, "text"))
    spans.append((_column(points(entry.needles) or "no points", columns.points), "text" if entry.needles else "faint"))
    if columns.techniques:
        spans.append((_column(techniques(entry.techniques), columns.techniques), "dim"))
    if columns.note:
        note = "" if hide_notes else entry.adverse or entry.note
        spans.append((_column(note, columns.note), "bad" if entry.adverse and not hide_notes else "dim"))
    return tuple(spans)


def _row_without(visit: VisitRecord, columns: Columns, today: date) -> Line:
    number_of = (fit(f" {visit.number:>3}", _START), "text")
    return (number_of, (fit(_day(visit, today), columns.day), "dim"), (f" {KEPT}", "faint"))


def _day(visit: VisitRecord, today: date) -> str:
    return short_day(visit.on, today) if visit.on.year == today.year else visit.on.isoformat()


def _column(text: str, size: int) -> str:
    return fit(clean(text), size - 1) + " " if size > 0 else ""


def _score(value: float | None, unit: str, size: int, ink: str) -> Span:
    """A missing score is a dash: it was not taken, which is not zero."""
    return (fit("–", size), "faint") if value is None else (fit(f"{number(value)}{unit}", size), ink)


def visit_lines(
    visit: VisitRecord,
    width: int,
    *,
    corrections: Sequence[Corrected] = (),
    function: str = "NDI",
    questions: Sequence[str] = (),
    day_of: Callable[[int], date] = day_of_utc,
    hide_notes: bool = False,
    kept: bool = False,
) -> tuple[Line, ...]:
    """Everything written down at one visit. `corrections` are the chart's, of which this visit's are shown.

    `kept`: who looks may know that there was a visit, when and with whom.

    `questions` are those of the function questionnaire called `function`; `day_of` gives the clinic's day of a moment
    in UTC seconds. With `hide_notes` nothing is shown that somebody wrote in words of their own.
    """
    entry, measured = visit.entry, visit.entry.measured
    when = f"{short_date(visit.on)} {visit.on.year} {clock(visit.minute)}"
    lines: list[Line] = [cut(title(f"Visit {visit.number}", f"{when} · {visit.practitioner or 'nobody named'}"), width)]
    if kept:
        return (*lines, ((f"What was found and done is {KEPT}.", "dim"),))
    if entry.adverse:
        lines += labelled("Adverse", _private(entry.adverse, hide_notes), width, "bad!")
    lines += labelled("Pain", _pain(visit), width, "text" if entry.nprs is not None else "faint")
    lines += _scored(function, entry.ndi_percent, " %", _answers(measured.function, questions), width)
    activities = ", ".join(f"{name} {number(rating)}" for name, rating in measured.activities)
    lines += _scored("PSFS", entry.psfs, "", activities, width)
    motion = ", ".join(f"{words(way)} {number(degrees)}°" for way, degrees in measured.motion)
    lines += _scored("Motion", visit.rom_degrees, "°", motion, width)
    if entry.groc is not None:
        lines += labelled("Overall", f"{signed(entry.groc)} of −7 to +7", width)
    lines += labelled("Points", points(entry.needles) or "none recorded", width, "text" if entry.needles else "faint")
    took = counted(entry.minutes, "minute", "minutes") if entry.minutes is not None else ""
    if rest := " · ".join(part for part in (techniques(entry.techniques), took) if part):
        lines += labelled("Treatment", rest, width)
    for label, text in (("Response", entry.response), ("Advice given", entry.advice_given), ("Note", entry.note)):
        if text:
            lines += labelled(label if len(label) < 12 else "Advised", _private(text, hide_notes), width)
    if entry.acknowledged:
        lines += labelled("Cautions", f"seen: {', '.join(map(_seen, entry.acknowledged))}", width, "warn")
    mine = [one for one in corrections if one.subject == "visit" and one.subject_id == visit.id]
    for at, one in enumerate(mine):
        lines += labelled(
            "Corrected" if at == 0 else "", correction_words(one, function, day_of, hide_notes), width, "info"
        )
    return tuple(lines)


def _private(text: str, hidden: bool) -> str:
    return "(hidden with the names)" if hidden else text


def _pain(visit: VisitRecord) -> str:
    if visit.entry.nprs is None:
        return "not scored"
    said = number(visit.entry.nprs)
    if (ratings := visit.entry.measured.pain) is not None:
        now, best, worst = ratings
        said += f" (now {now}, best {best}, worst {worst} of the last 24 hours)"
    return said


def _scored(label: str, value: float | None, unit: str, parts: str, width: int) -> list[Line]:
    """A measure with what its score was made of; nothing where neither was taken."""
    if value is None and not parts:
        return []
    score = f"{number(value)}{unit}" if value is not None else "no score"
    return labelled(label, f"{score} ({parts})" if parts else score, width)


def _answers(answers: Sequence[int | None], questions: Sequence[str]) -> str:
    """The answers by the names of their questions, or in order where those are not known."""
    if len(answers) == len(questions):
        return ", ".join(f"{name} {'?' if one is None else one}" for name, one in zip(questions, answers, strict=True))
    return "answers " + " ".join("?" if one is None else str(one) for one in answers) if answers else ""


def _seen(key: str) -> str:
    """`pregnancy:LI4` as a person says it."""
    code, _, what = key.partition(":")
    return f"{words(code)} with {words(what)}" if what else words(code)
