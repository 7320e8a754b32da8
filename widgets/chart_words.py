"""What a chart says in words, for a screen and for paper alike: nothing here draws or needs a screen library."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from care.chart import Chart, Corrected, Needle
from care.day import ReferralRow
from care.referral import due_on, overdue_days, state_on
from care.text import clean
from care.thresholds import Protocol
from care.width import cell_width
from care.worklist import OpenReferral
from widgets.words import words

_TECHNIQUE = {"gua_sha": "gua sha", "electro": "electro"}
FIELD = {
    "nprs": "Pain", "psfs": "PSFS", "groc": "Overall change", "rom_degrees": "Motion", "points": "Points",
    "techniques": "Techniques", "minutes": "Minutes", "response": "Response", "adverse": "Adverse event",
    "advice_given": "Advice given", "note": "Note", "acknowledged": "Cautions seen", "pain": "Pain ratings",
    "function": "Answers", "activities": "Activities", "motion": "Motion", "visit": "The visit",
}  # fmt: skip
"""What a field that was put right is called; function by its questionnaire."""


def folded(text: str, width: int) -> list[str]:
    """Text in lines of at most `width` cells, broken at spaces, and inside a word only where it is wider than a line.

    Nothing is left out: what is written in a chart can be read in full.
    """
    width = max(2, width)
    lines = [""]
    for word in clean(text).split():
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_width(joined) <= width:
            lines[-1] = joined
            continue
        pieces = _pieces(word, width)
        if lines[-1]:
            lines.append("")
        lines[-1] = pieces[0]
        lines += pieces[1:]
    return lines


def _pieces(word: str, width: int) -> list[str]:
    """A word in pieces of at most `width` cells; a mark stays with its letter."""
    pieces, used = [""], 0
    for char in word:
        size = cell_width(char)
        if used + size > width:
            pieces.append("")
            used = 0
        pieces[-1] += char
        used += size
    return pieces


def points(needles: Sequence[Needle]) -> str:
    """Points in order, the side behind one that was needled on one side only: `GB20 GB21 left SI3`."""
    return " ".join(one.point if one.side == "both" else f"{one.point} {one.side}" for one in needles)


def techniques(codes: Sequence[str]) -> str:
    """Techniques as a list in words."""
    return ", ".join(_TECHNIQUE.get(one, words(one)) for one in codes)


def day_of_utc(at_utc: int) -> date:
    """The day of a moment at Greenwich, where no clinic's zone is given."""
    return datetime.fromtimestamp(at_utc, UTC).date()


def correction_words(
    one: Corrected, function: str = "NDI", day_of: Callable[[int], date] = day_of_utc, hide_notes: bool = False
) -> str:
    """`Pain was 7, is 5, Ana Ruiz 2026-11-20: typed wrong`."""
    field = FIELD.get(one.field, function if one.field == "ndi_percent" else words(one.field).capitalize())
    was, now = (_readable(text) or "empty" for text in (one.was, one.now))
    reason = f": {one.reason}" if one.reason else ""
    if hide_notes:
        was, now, reason = "changed", "hidden with the names", ""
    return clean(f"{field} was {was}, is {now}, {one.who or 'somebody'} {day_of(one.at_utc).isoformat()}{reason}")


def _readable(text: str) -> str:
    """What a correction holds of answers and ratings is JSON, of points and techniques a list."""
    if text[:1] in ("[", "{"):
        try:
            return _flat(json.loads(text))
        except (ValueError, RecursionError):
            return text
    return ", ".join(part.replace("_", " ") for part in text.split(";")) if ";" in text else text


def _flat(found: Any) -> str:
    if isinstance(found, dict):
        return ", ".join(f"{words(str(name))} {value}" for name, value in found.items())
    if isinstance(found, list):
        return ", ".join(" ".join(map(_one, one)) if isinstance(one, list) else _one(one) for one in found)
    return _one(found)


def _one(value: Any) -> str:
    return "?" if value is None else str(value)


def referrals_of(chart: Chart, as_of: date, protocol: Protocol) -> tuple[OpenReferral, ...]:
    """The course's referrals with their state and dates on a day, the newest first; ended ones too."""
    course = chart.course
    found = []
    for one in reversed(course.referrals if course else ()):
        state = state_on(one, as_of)
        if course is not None and state is not None:
            row = ReferralRow(one, chart.patient.id, chart.patient.name, course.condition)
            late = overdue_days(one, as_of, protocol)
            found.append(OpenReferral(row, state, due_on(one, as_of, protocol), late))
    return tuple(found)
