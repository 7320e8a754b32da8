"""The rows of a day's schedule for a width in cells."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from care.advice import STATUS_LABELS
from care.appointment import FREED, Appointment, clock
from care.assessment import Assessment
from care.attention import mark
from care.day import Day
from care.patient import initials
from care.schedule import Entry, Free, Now, late, waited
from care.width import cell_width, cut, fit
from widgets.course_bar import course_bar
from widgets.ink import Line
from widgets.rows import Row
from widgets.words import APPOINTMENT, COURSE_INK

PAST = ("completed", "no_show", "cancelled", "late_cancelled", "left_unseen")


ROOM = 4
"""Cells of the column of rooms, the blank after it included."""


class Columns(NamedTuple):
    """Widths in cells; 0 leaves a column out."""

    name: int
    practitioner: int
    room: int
    status: int
    bar: int
    word: int

    @classmethod
    def for_width(cls, width: int, longest_practitioner: int) -> "Columns":
        """What fits: a narrow window gives up the practitioner, the room and the bar, never the name or the count; a
        wide one says in a word how the course stands.
        """
        practitioner = min(8, longest_practitioner) + 1 if width >= 72 else 0
        room = ROOM if width >= 66 else 0
        status = 15
        rest = width - 8 - practitioner - room - status - 15
        bar = 14 if rest >= 34 else 13 if rest >= 27 else 0
        word = 15 if rest - bar >= 36 else 0
        return cls(min(30, rest - bar - word - bool(bar)), practitioner, room, status, bar, word)


def schedule_rows(
    entries: tuple[Entry, ...],
    day: Day,
    assessments: Mapping[int, Assessment],
    width: int,
    *,
    now_utc: int,
    now_minute: int | None,
    hide_names: bool = False,
    referred: Mapping[int, int] | None = None,
) -> tuple[Row, ...]:
    """One row an entry. `assessments` are by course id; a row's key is the appointment's id.

    `referred` are the courses with a referral that waits for somebody, and by how many days it is overdue.
    """
    longest = max((cell_width(short(one.practitioner)) for one in day.appointments), default=0)
    columns = Columns.for_width(width, longest)
    rows = []
    for entry in entries:
        if isinstance(entry, Now):
            text = f" {clock(entry.minute)} "
            rows.append(Row(((text, "accent!"), ("─" * max(0, width - len(text) - 1), "accent"))))
        elif isinstance(entry, Free):
            who = ", ".join(short(name) for name in entry.practitioners)
            rows.append(Row(((f" {clock(entry.minute)}  free {entry.minutes} min · {who}", "faint"),)))
        else:
            one = entry.appointment
            course = assessments.get(one.course_id) if one.course_id is not None else None
            late_by = (referred or {}).get(one.course_id) if one.course_id is not None else None
            line = _appointment_line(one, course, columns, now_utc, now_minute, hide_names, late_by)
            rows.append(Row(line, key=one.id))
    return tuple(rows)


def empty_rows(day: Day, today: date) -> tuple[Row, ...]:
    """What stands in place of a day without anybody: a sentence, and the keys that lead on."""
    if day.closed_reason:
        text = f"Closed on {day.on:%A} {day.on.day} {day.on:%B}: {day.closed_reason}."
    else:
        text = f"Nobody is booked on {day.on:%A} {day.on.day} {day.on:%B}."
    if day.on != today:
        keys: Line = ((" t", "accent!"), (" comes back to today.", "dim"))
    else:
        find, walk_in = " finds a patient to book, ", " puts a walk-in in now."
        keys = ((" /", "accent!"), (find, "dim"), ("i", "accent!"), (walk_in, "dim"))
    return (Row(()), Row(((f" {text}", "text"),)), Row(keys))


def short(name: str) -> str:
    """The last word of a name."""
    return name.split()[-1] if name.split() else ""


def short_room(name: str) -> str:
    """A room in three cells that still tells it from the next one: `R1` for Room 1, `Blu` for Blue room."""
    if cell_width(name) <= ROOM - 1:
        return name
    *first, last = name.split()
    if first and last.isdecimal():
        letter = first[0][:1] if first[0][:1].isalpha() else ""
        return next((text for text in (letter + last, last) if cell_width(text) < ROOM), last[-ROOM + 1 :])
    return cut(name, ROOM)[:-1].strip()


def status_words(one: Appointment, now_utc: int, now_minute: int | None) -> tuple[str, str]:
    """Symbol, word and minutes of an appointment's state, and the ink."""
    symbol, word, ink = APPOINTMENT[one.status]
    minutes = waited(one, now_utc)
    behind = late(one, now_minute)
    if minutes is not None:
        return f"{symbol} {word} {minutes}m", ink
    if behind >= 5:
        return f"{symbol} late {behind}m" if behind < 600 else f"{symbol} not marked", "warn"
    return f"{symbol} {word}", ink


def _appointment_line(
    one: Appointment,
    course: Assessment | None,
    columns: Columns,
    now_utc: int,
    now_minute: int | None,
    hide_names: bool,
    late_by: int | None = None,
) -> Line:
    past = one.status in PAST
    name_ink = "faint" if one.status in FREED else "dim" if past else "text"
    status, ink = status_words(one, now_utc, now_minute)
    name = initials(one.patient) if hide_names else one.patient
    spans = [
        (f" {clock(one.minute)}  ", "dim" if past else "text"),
        (fit(name, columns.name - 1) + " ", name_ink),
    ]
    if columns.practitioner:
        spans.append((fit(short(one.practitioner) or "—", columns.practitioner - 1) + " ", "dim"))
    if columns.room:
        spans.append((fit(short_room(one.room) or "—", columns.room - 1) + " ", "dim"))
    spans.append((fit(status, columns.status - 1) + " ", ink))
    if course is None:
        return (*spans, ("no course", "faint"))
    if course.status == "not_started":
        return (*spans, ("first visit", "info"))
    low, high = course.expected
    ink = COURSE_INK[course.status]
    symbol, _ = mark(course)
    if columns.bar:
        gone = one.status in FREED or one.status == "no_show"
        spans += course_bar(course.visits_done, course.expected, columns.bar, "faint" if gone else ink)
        spans.append((" ", "text"))
    spans.append((f"{course.visits_done:>2} of {low}-{high}".ljust(12), "dim" if past else "text"))
    spans.append((symbol, ink + "!"))
    spans.append((" ", "text") if late_by is None else ("→", "bad!" if late_by > 0 else "info"))
    if columns.word:
        spans.append((fit(STATUS_LABELS[course.status], columns.word), ink))
    return tuple(spans)
