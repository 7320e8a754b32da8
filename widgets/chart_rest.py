"""What a chart shows beside the course: appointments, referrals of both kinds side by side, the other courses."""

from collections.abc import Sequence
from datetime import date
from itertools import zip_longest

from care.appointment import PRESENT, TO_COME, Appointment, clock
from care.chart import Chart
from care.referral import COMPLEMENTARY, ENDED
from care.text import clean, counted
from care.width import fit
from care.worklist import OpenReferral
from widgets.chart_lines import empty, paragraph, title
from widgets.chart_words import referrals_of
from widgets.ink import Line, Span, cut, line_width
from widgets.referral_rows import due_words, step
from widgets.rows import Row
from widgets.words import APPOINTMENT, condition, short_day, words

__all__ = ["appointment_lines", "other_course_rows", "referral_lines", "referrals_of"]

_MISSED = ("no_show", "late_cancelled", "left_unseen")
_GAP = 3
_SIDE_BY_SIDE = 64
"""Cells from which the two kinds of referral stand beside each other."""


def appointment_lines(
    appointments: Sequence[Appointment],
    today: date,
    width: int,
    *,
    most: int = 8,
    hide_notes: bool = False,
) -> tuple[Line, ...]:
    """Those to come, the next first, then those that were, the newest first: at most `most` of them.

    With `hide_notes` no reason is shown that somebody wrote.
    """
    if hide_notes:
        appointments = [one._replace(reason="") for one in appointments]
    coming = [one for one in appointments if one.on >= today and one.status in (*TO_COME, *PRESENT)]
    past = [one for one in appointments if one not in coming]
    coming.sort(key=lambda one: (one.on, one.minute))
    past.sort(key=lambda one: (one.on, one.minute), reverse=True)
    if not appointments:
        return empty("No appointment is on record.", "b books one", width)
    missed = sum(one.status in _MISSED for one in past)
    lines: list[Line] = [title("Appointments", f"{missed} missed of {len(past)}" if missed else "", "warn")]
    if not coming:
        lines += empty("Nothing is booked.", "b books one", width)
    lines += [_appointment(one, today, width, "text") for one in coming]
    shown = past[: max(0, most - len(coming))]
    lines += [_appointment(one, today, width, "dim") for one in shown]
    if len(past) > len(shown):
        lines.append(((f"and {len(past) - len(shown)} earlier", "faint"),))
    return tuple(lines)


def _appointment(one: Appointment, today: date, width: int, ink: str) -> Line:
    symbol, word, state_ink = APPOINTMENT[one.status]
    on = short_day(one.on, today) if one.on.year == today.year else one.on.isoformat()
    who = " · ".join(part for part in (f"{one.minutes} min", one.practitioner, one.room) if part)
    why = f" · {one.reason}" if one.reason else ""
    spans: Line = (
        (f"{symbol} ", state_ink), (fit(word, 13), state_ink), (fit(f"{on} {clock(one.minute)}", 18), ink),
        (clean(who), "dim"), (clean(why), "faint"),
    )  # fmt: skip
    return cut(spans, width)


def referral_lines(
    referrals: Sequence[OpenReferral],
    today: date,
    width: int,
    *,
    hide_notes: bool = False,
    hint: str = "r proposes one",
) -> tuple[Line, ...]:
    """Complementary and orthopaedic referrals with their step and when the next is due: side by side, or stacked.

    With `hide_notes` what a report said is left out.
    """
    if hide_notes:
        referrals = [
            one._replace(row=one.row._replace(referral=one.row.referral._replace(report_summary="")))
            for one in referrals
        ]
    if not referrals:
        return empty("No referral has been made.", hint, width)
    columns = [
        ("Complementary", [one for one in referrals if one.row.referral.kind in COMPLEMENTARY]),
        ("Orthopaedic", [one for one in referrals if one.row.referral.kind not in COMPLEMENTARY]),
    ]
    if width < _SIDE_BY_SIDE:
        return tuple(line for name, some in columns for line in _column(name, some, today, width))
    left_width = (width - _GAP) // 2
    left, right = (_column(name, some, today, left_width) for name, some in columns)
    return tuple(
        (*(one := cut(a or (), left_width)), (" " * (left_width - line_width(one) + _GAP), "text"), *(b or ()))
        for a, b in zip_longest(left, right)
    )


def _column(name: str, some: Sequence[OpenReferral], today: date, width: int) -> list[Line]:
    late = sum(one.overdue_days > 0 for one in some)
    lines: list[Line] = [cut(title(name, f"{late} overdue" if late else "", "bad"), width)]
    if not some:
        return [*lines, (("none", "faint"),)]
    for one in some:
        lines += _referral(one, today, width)
    return lines


def _referral(one: OpenReferral, today: date, width: int) -> list[Line]:
    referral = one.row.referral
    over = one.state in ENDED
    urgent = referral.urgency == "urgent" and not over
    late = one.overdue_days > 0
    mark_of = "!" if late else "✓" if one.state == "closed" else " "
    first: list[Span] = [(f"{mark_of} ", "bad!" if late else "good")]
    if urgent:
        first.append(("urgent ", "warn!"))
    first += [
        (words(referral.kind), "dim" if over else "text"),
        (f" · {clean(referral.to) or 'no provider'}", "dim" if referral.to or over else "warn"),
    ]
    ended = referral.closed_on if one.state == "closed" else referral.ended_on
    said = step(one, today) if not over else words(one.state) + (f" {short_day(ended, today)}" if ended else "")
    due, ink = due_words(one, today)
    second: list[Span] = [("  ", "text"), (said, "dim")]
    if due:
        second += [(" · ", "dim"), (due, ink)]
    if referral.snoozed_until is not None and not over and referral.snoozed_until > today:
        second.append((f" · put off until {short_day(referral.snoozed_until, today)}", "dim"))
    lines = [cut(tuple(first), width), cut(tuple(second), width)]
    if referral.report_summary:
        lines += [(("  ", "text"), *line) for line in paragraph(referral.report_summary, "dim", width - 2)[:3]]
    return lines


def other_course_rows(chart: Chart, width: int) -> tuple[Row, ...]:
    """The patient's other courses, the newest first; a row's key is the course's id."""
    shown = chart.course.id if chart.course is not None else None
    others = [one for one in chart.courses if one.id != shown]
    if not others:
        return (Row(((" No other course.", "dim"),)),)
    rows, day = [], 10 if width >= _SIDE_BY_SIDE else 7
    for one in others:
        visits = len({visit.on for visit in one.visits})
        until = one.closed_on.isoformat()[:day] if one.closed_on else "open"
        spans: list[Span] = [
            (f" {one.opened_on.isoformat()[:day]} – {until:<{day}}  ", "dim"),
            (fit(condition(one.condition), 16) + " ", "text"),
        ]
        if width >= 52:
            spans.append((fit(counted(visits, "visit", "visits"), 10), "dim"))
        spans.append((words(one.outcome or "no outcome written") if one.closed_on else "open", "dim"))
        rows.append(Row(cut(tuple(spans), width), key=one.id))
    return tuple(rows)
