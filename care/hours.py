"""When the clinic works: opening hours with lunch, closed days, and each practitioner's own hours and absences.

Weekdays are 1 (Monday) to 7; minutes are minutes after local midnight; spans are half-open.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from care.appointment import clock
from care.day_words import WEEKDAYS

_SUNDAY = 7


class Span(NamedTuple):
    """Minutes of one day, the end not included."""

    start: int
    end: int


class Opening(NamedTuple):
    """When the clinic is open on a weekday; `hours` None: closed. `lunch` lies within the hours."""

    hours: Span | None
    lunch: Span | None = None


class Away(NamedTuple):
    """Whole days, both included, on which somebody does not work."""

    id: int
    practitioner_id: int
    first: date
    last: date
    reason: str = ""


class Hours(NamedTuple):
    """Everything that says when somebody can be treated, apart from who is booked.

    `weekdays` holds only the weekdays the clinic has set; the others are `usual` from Monday to Saturday and closed on
    Sunday. `own` holds, by practitioner and weekday, the spans somebody works; a weekday that is not there follows the
    clinic, an empty tuple is a day off. `closed` has the reason of each closed day.
    """

    usual: Span
    weekdays: Mapping[int, Opening] = {}
    own: Mapping[tuple[int, int], tuple[Span, ...]] = {}
    closed: Mapping[date, str] = {}
    absences: tuple[Away, ...] = ()

    def opening(self, on: date) -> Opening:
        """The clinic's hours on a day, closed days apart."""
        weekday = on.isoweekday()
        kept = self.weekdays.get(weekday)
        return kept if kept is not None else Opening(None if weekday == _SUNDAY else self.usual)


def working(hours: Hours, practitioner_id: int | None, on: date) -> tuple[Span, ...]:
    """The spans of a day in which a practitioner (None: the clinic as such) can have a patient, in order."""
    opening = hours.opening(on)
    if on in hours.closed or opening.hours is None or _away(hours, practitioner_id, on) is not None:
        return ()
    own = _own(hours, practitioner_id, on)
    spans = (opening.hours,) if own is None else own
    within = [Span(max(span.start, opening.hours.start), min(span.end, opening.hours.end)) for span in sorted(spans)]
    if opening.lunch is not None:
        within = [part for span in within for part in _without(span, opening.lunch)]
    return tuple(span for span in within if span.start < span.end)


def why_not(hours: Hours, practitioner_id: int | None, who: str, on: date, minute: int, minutes: int) -> str | None:
    """Why a time lies outside the hours, as the beginning of a sentence; None when it lies within them."""
    opening, end = hours.opening(on), minute + minutes
    if on in hours.closed:
        return f"The clinic is closed on {on.isoformat()} ({hours.closed[on]})"
    if opening.hours is None:
        return f"The clinic is closed on {WEEKDAYS[on.isoweekday() - 1]}s ({on.isoformat()})"
    if (away := _away(hours, practitioner_id, on)) is not None:
        until = f" until {away.last.isoformat()}" if away.last != on else ""
        return f"{who} is away on {on.isoformat()}{until}" + (f" ({away.reason})" if away.reason else "")
    if minute < opening.hours.start or end > opening.hours.end:
        return (
            f"{_span(minute, end)} is outside the opening hours of {on.isoformat()} "
            f"({clock(opening.hours.start)}-{clock(opening.hours.end)})"
        )
    if opening.lunch is not None and minute < opening.lunch.end and end > opening.lunch.start:
        return f"{_span(minute, end)} falls into lunch ({clock(opening.lunch.start)}-{clock(opening.lunch.end)})"
    own = _own(hours, practitioner_id, on)
    if own is not None and not own:
        return f"{who} does not work on {WEEKDAYS[on.isoweekday() - 1]}s ({on.isoformat()})"
    if own is not None and not any(span.start <= minute and end <= span.end for span in own):
        works = ", ".join(f"{clock(span.start)}-{clock(span.end)}" for span in own)
        return f"{who} does not work {_span(minute, end)} on {on.isoformat()} (hours {works})"
    return None


def closed_reason(hours: Hours, practitioner_id: int | None, on: date) -> str:
    """In a word or two, why nobody can come that day; empty when somebody can."""
    if on in hours.closed:
        return hours.closed[on] or "closed"
    if hours.opening(on).hours is None:
        return "closed"
    if (away := _away(hours, practitioner_id, on)) is not None:
        return away.reason or "away"
    return "" if working(hours, practitioner_id, on) else "day off"


def _own(hours: Hours, practitioner_id: int | None, on: date) -> tuple[Span, ...] | None:
    return None if practitioner_id is None else hours.own.get((practitioner_id, on.isoweekday()))


def _away(hours: Hours, practitioner_id: int | None, on: date) -> Away | None:
    mine = (away for away in hours.absences if away.practitioner_id == practitioner_id)
    return next((away for away in mine if away.first <= on <= away.last), None)


def _without(span: Span, lunch: Span) -> tuple[Span, Span]:
    return Span(span.start, min(span.end, lunch.start)), Span(max(span.start, lunch.end), span.end)


def _span(start: int, end: int) -> str:
    return f"{clock(start)}-{clock(end % 1440 if end > 1440 else end)}"
