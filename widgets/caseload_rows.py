"""The caseload as rows: every open course on one line."""

from datetime import date
from typing import NamedTuple

from care.advice import STATUS_LABELS
from care.appointment import clock
from care.attention import ADVICE_WORDS, mark
from care.kept import KEPT
from care.patient import initials
from care.width import fit
from care.worklist import OpenCourse
from widgets.course_bar import course_bar
from widgets.ink import Line
from widgets.rows import Row
from widgets.words import COURSE_INK, condition, number, short_day


class Columns(NamedTuple):
    """Widths in cells, the blank after each included; 0 leaves a column out."""

    name: int
    condition: int
    bar: int
    next: int
    advice: int

    @classmethod
    def for_width(cls, width: int) -> "Columns":
        """A narrow window keeps who, how far and how it stands; the rest of the row in hand is told below the list."""
        rest = width - MARK - COUNT - STANDS - PAIN - 1
        bar = 14 if rest >= 30 else 0
        rest -= bar
        following = 18 if rest >= 54 else 0
        rest -= following
        advice = 21 if rest >= 36 else 0
        rest -= advice
        condition = 15 if rest >= 36 else 0
        return cls(min(30, rest - condition), condition, bar, following, advice)


MARK, COUNT, STANDS, PAIN = 3, 13, 15, 10


def caseload_heading(width: int) -> Line:
    """The names of the columns."""
    columns = Columns.for_width(width)
    named = (
        ("   Patient", MARK + columns.name), ("Complaint", columns.condition), ("Visits", columns.bar + COUNT),
        ("Stands", STANDS), ("Pain", PAIN), ("Next", columns.next), ("Advice", columns.advice),
    )  # fmt: skip
    return (("".join(fit(text, size) for text, size in named if size), "faint"),)


def caseload_rows(
    courses: tuple[OpenCourse, ...], today: date, width: int, *, hide_names: bool = False
) -> tuple[Row, ...]:
    """One row a course; its key is the course's id."""
    columns = Columns.for_width(width)
    return tuple(Row(_line(one, today, columns, hide_names), key=one.row.course.id) for one in courses)


def _line(one: OpenCourse, today: date, columns: Columns, hide_names: bool) -> Line:
    state, row = one.state, one.row
    ink = COURSE_INK[state.status]
    symbol, _ = mark(state)
    name = initials(row.patient) if hide_names else row.patient
    low, high = state.expected
    spans: list[tuple[str, str]] = [(f" {symbol} ", ink + "!"), (fit(name, columns.name - 1) + " ", "text")]
    if columns.condition:
        spans.append((fit(condition(row.course.condition), columns.condition), "dim"))
    if columns.bar:
        spans += [*course_bar(state.visits_done, state.expected, columns.bar - 1, ink), (" ", "text")]
    spans.append((fit(f"{state.visits_done:>2} of {low}-{high}", COUNT), "text"))
    spans.append((fit(STATUS_LABELS[state.status], STANDS), ink))
    pain = f"{number(state.baseline)} → {number(state.current)}" if state.baseline is not None else "no score"
    if KEPT in state.flags:
        pain = "kept"
    spans.append((fit(pain, PAIN), "text"))
    if columns.next:
        following = row.next_appointment
        text = f"{short_day(following.on, today)} {clock(following.minute)}" if following else "not booked"
        spans.append((fit(text, columns.next), "dim" if following else "warn"))
    if columns.advice:
        spans.append((fit(ADVICE_WORDS[state.advice], columns.advice), "dim" if state.advice == "continue" else "text"))
    return tuple(spans)
