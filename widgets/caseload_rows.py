"""The caseload as rows: every open course on one line."""

from datetime import date

from care.advice import ADVICE_LABELS, STATUS_LABELS
from care.appointment import clock
from care.attention import mark
from care.patient import initials
from care.width import fit
from care.worklist import OpenCourse
from widgets.course_bar import course_bar
from widgets.ink import Line
from widgets.rows import Row
from widgets.words import COURSE_INK, condition, number, short_day


def caseload_heading(width: int) -> Line:
    """The names of the columns."""
    columns = _columns(width)
    texts = ["   " + fit("Patient", columns["name"] + 1)]
    if columns["condition"]:
        texts.append(fit("Complaint", columns["condition"] + 1))
    texts += [fit("Visits", columns["bar"] + 1), fit("of", 11), fit("Stands", 14), fit("Pain", 8)]
    if columns["next"]:
        texts.append(fit("Next", columns["next"]))
    if columns["advice"]:
        texts.append(fit("Advice", columns["advice"]))
    return (("".join(texts), "faint"),)


def caseload_rows(
    courses: tuple[OpenCourse, ...], today: date, width: int, *, hide_names: bool = False
) -> tuple[Row, ...]:
    """One row a course; its key is the course's id."""
    columns = _columns(width)
    return tuple(Row(_line(one, today, columns, hide_names), key=one.row.course.id) for one in courses)


def _columns(width: int) -> dict[str, int]:
    rest = width - 3 - 11 - 14 - 8 - 2
    columns = {"name": 14, "condition": 0, "bar": 8, "next": 0, "advice": 0}
    rest -= 24
    for column, least, most in (
        ("next", 13, 17),
        ("bar", 4, 6),
        ("advice", 20, 36),
        ("name", 6, 14),
        ("condition", 14, 14),
    ):
        if rest >= least + 1:
            given = min(most, rest - 1)
            columns[column] += given
            rest -= given + (1 if columns[column] == given else 0)
    return columns


def _line(one: OpenCourse, today: date, columns: dict[str, int], hide_names: bool) -> Line:
    state, row = one.state, one.row
    ink = COURSE_INK[state.status]
    symbol, _ = mark(state)
    name = initials(row.patient) if hide_names else row.patient
    low, high = state.expected
    spans: list[tuple[str, str]] = [(f" {symbol} ", ink + "!"), (fit(name, columns["name"]) + " ", "text")]
    if columns["condition"]:
        spans.append((fit(condition(row.course.condition), columns["condition"]) + " ", "dim"))
    spans += course_bar(state.visits_done, state.expected, columns["bar"], ink)
    spans.append((f" {state.visits_done:>2} of {low}-{high}".ljust(12), "text"))
    spans.append((fit(STATUS_LABELS[state.status], 13) + " ", ink))
    pain = f"{number(state.baseline)} → {number(state.current)}" if state.baseline is not None else "no score"
    spans.append((fit(pain, 7) + " ", "text"))
    if columns["next"]:
        following = row.next_appointment
        text = f"{short_day(following.on, today)} {clock(following.minute)}" if following else "not booked"
        spans.append((fit(text, columns["next"] - 1) + " ", "dim" if following else "warn"))
    if columns["advice"]:
        quiet = state.advice == "continue"
        spans.append((fit(ADVICE_LABELS[state.advice], columns["advice"]), "dim" if quiet else "text"))
    return tuple(spans)
