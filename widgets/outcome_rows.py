"""The outcome figures as rows, the courses behind one of them, and how groups compare, for a list and a pane."""

from collections.abc import Sequence
from typing import NamedTuple

from care.day_words import year_date
from care.outcome_facts import Change, Facts
from care.outcome_words import FATE_WORDS, Section, half_cell, range_cells
from care.outcomes import Outcomes
from care.patient import initials
from care.width import fit
from widgets.ink import Line
from widgets.rows import Row
from widgets.words import condition, number

VALUE, INTERVAL = 6, 13
"""Cells of the columns beside label and number."""


def figure_rows(sections: Sequence[Section], width: int) -> list[Row]:
    """A heading for each section and a row for each figure; a row's key is the figure's."""
    room = 1 + max((len(one.number) for section in sections for one in section.rows), default=0)
    label = min(46, max(20, width - room - VALUE - INTERVAL - 2))
    rows: list[Row] = []
    for title, figures in sections:
        rows += [Row(())] if rows else []
        rows.append(Row(((f" {title}", "text!"),)))
        for one in figures:
            ink = "text" if one.depth < 2 else "dim"
            # Words in place of an interval take the room of the value that is not there.
            rest = fit(one.value, VALUE, right=True) + "  " if one.value else "  "
            rows.append(
                Row(
                    (
                        (fit("  " + "  " * one.depth + one.label, label), ink),
                        (fit(one.number, room, right=True), ink),
                        (rest, ink + "!" if one.depth < 2 else ink),
                        (one.interval, "dim"),
                    ),
                    key=one.key,
                )
            )
    return rows


class Known(NamedTuple):
    """A course behind a figure: whose it is, and what became of it."""

    patient: str
    practitioner: str
    facts: Facts


MARK, VISITS, CAME, OPENED = 3, 12, 32, 13


def behind_heading(width: int) -> Line:
    """The names of the columns."""
    name, complaint, who = _columns(width)
    named = (("   Patient", MARK + name), ("Complaint", complaint), ("Began", OPENED), ("Visits", VISITS),
             ("Came to", CAME), ("With", who))  # fmt: skip
    return (("".join(fit(text, size) for text, size in named if size), "faint"),)


def behind_rows(courses: Sequence[Known], width: int, *, hide_names: bool = False) -> tuple[Row, ...]:
    """One row a course; its key is the course's id."""
    name, complaint, who = _columns(width)
    rows = []
    for one in courses:
        facts = one.facts
        low, high = facts.expected
        ink = "good" if facts.fate == "resolved" else "dim" if facts.fate == "open" else "text"
        spans: list[tuple[str, str]] = [
            (" " * MARK, "text"),
            (fit(initials(one.patient) if hide_names else one.patient, name - 1) + " ", "text"),
            (fit(condition(facts.condition), complaint), "dim"),
            (fit(year_date(facts.opened_on), OPENED), "text"),
            (fit(f"{facts.visits:>2} of {low}-{high}", VISITS), "text"),
            (fit(came_to(facts), CAME), ink),
            (fit(one.practitioner, who), "dim"),
        ]
        rows.append(Row(tuple((text, ink) for text, ink in spans if text), key=facts.id))
    return tuple(rows)


def came_to(facts: Facts) -> str:
    """What became of a course, in a few words."""
    if facts.fate != "resolved":
        return FATE_WORDS[facts.fate]
    if facts.resolved_at is None:
        return "closed as resolved"
    if not facts.by_rule:
        return f"closed as resolved at {facts.resolved_at}"
    return f"resolved at visit {facts.resolved_at}" + (", came back" if facts.came_back else "")


def measured(facts: Facts) -> str:
    """How severe and how old a complaint was, and its scores from the first to the last."""
    parts = [f"{facts.severity}, {facts.duration}"]
    for name, change in zip(("pain", "function", "PSFS", "motion"), facts.changes, strict=True):
        if isinstance(change, Change):
            unit = " %" if name == "function" else "°" if name == "motion" else ""
            parts.append(f"{name} {number(change.baseline)} → {number(change.last)}{unit}")
        elif name == "pain":
            parts.append(f"pain: {change}")
    return " · ".join(parts)


def _columns(width: int) -> tuple[int, int, int]:
    """Cells of name, complaint and practitioner; a narrow window keeps who and what came of it."""
    rest = width - MARK - VISITS - CAME - OPENED - 1  # the scroll bar's cell
    who = 16 if rest >= 56 else 0
    complaint = 16 if rest - who >= 36 else 0
    return max(12, min(30, rest - who - complaint)), complaint, who


def group_lines(title: str, groups: Sequence[tuple[str, Outcomes]], width: int) -> list[Line]:
    """A table of groups: how many courses, the share within their range, the visit by which half had resolved."""
    label = min(30, max(11, width - 9 - 27 - 11))
    head = fit("n", 7, right=True) + "  " + fit("resolved within range", 27) + "half by"
    lines: list[Line] = [((fit(f"By {title}", label), "text!"), (head, "faint"))]
    for (name, found), share in zip(groups, range_cells(found for _, found in groups), strict=True):
        lines.append(
            (
                (fit(name, label), "text"), (fit(str(found.courses), 7, right=True) + "  ", "text"),
                (fit(share, 27), "text" if found.enough else "dim"), (half_cell(found), "text"),
            )
        )  # fmt: skip
    return lines
