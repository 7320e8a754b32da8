"""The lines of the hours that can be typed over, and what becomes of what is typed there."""

from collections.abc import Callable, Coroutine
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from care.day_words import WEEKDAYS
from care.hours import Hours
from care.staff import Staff
from care.typed_hours import NotHours, opening_words, span_words, typed_days, typed_opening, typed_working
from care.width import cut
from widgets.words import short_day

if TYPE_CHECKING:
    from dashboard.desk import Desk

OPENING = "08:00-18:00 lunch 12:00-13:00, or closed; empty: as usual"
WORKING = "08:00-12:00, 14:00-18:00, or off; empty: as the clinic"
LABEL = 47
"""Cells of what a line is about, the blank after it included."""


class Item(NamedTuple):
    """A line that can be typed over: its subject, its text, how it is written, how it goes away, by which right."""

    key: str
    label: str
    text: str
    save: Callable[[str], Coroutine[Any, Any, Any]]
    example: str
    remove: Callable[[], Coroutine[Any, Any, Any]] | None = None
    right: str = "timetable"


class HourLines(NamedTuple):
    """The hours as they are kept; `limit` is how many patients a practitioner may have at once.

    What a line saves raises `NotHours` for what cannot be read, and `RecordError`.
    """

    desk: "Desk"
    kept: Hours
    people: tuple[Staff, ...]
    limit: int

    def items(self) -> list[Item]:
        """Every line, in the order in which they stand below each other."""
        kept, write = self.kept, self.desk.write
        found = []
        for number, name in enumerate(WEEKDAYS, 1):
            opening = kept.weekdays.get(number)
            usual = "closed" if number == 7 else span_words(kept.usual)
            text = opening_words(opening) if opening else ""
            label = name + ("" if opening else f"  (usual: {usual})")
            save = partial(self._set_opening, number)
            found.append(Item(f"open{number}", label, text, save, OPENING, right="settings"))
        found.append(
            Item("limit", "Patients a practitioner may have at once", str(self.limit), self._set_limit, "1 to 9",
                 right="settings")
        )  # fmt: skip
        for on, reason in sorted(kept.closed.items()):
            gone = partial(write, "hours.remove_closure", on)
            found.append(
                Item(
                    f"closed{on}",
                    f"Closed {short_day(on, self.desk.today)}",
                    reason,
                    partial(self._rename, on),
                    "the reason",
                    gone,
                )
            )
        found.append(Item("closed", "+ closed day", "", self._add_closure, "2026-12-24 Christmas Eve"))
        for one in self.people:
            if one.role == "front_desk":
                continue
            # Rather a part of a long name is cut than the weekday behind it.
            whose = cut(one.name, LABEL - 1 - len(", Wednesday"))
            for number, name in enumerate(WEEKDAYS, 1):
                own = kept.own.get((one.id, number))
                text = "" if own is None else ", ".join(span_words(span) for span in own) or "off"
                label = f"{whose}, {name}" + ("" if text else "  (as the clinic)")
                save = partial(self._set_working, one.id, number)
                found.append(Item(f"own{one.id}.{number}", label, text, save, WORKING))
            for away in kept.absences:
                if away.practitioner_id == one.id:
                    gone = partial(write, "hours.remove_absence", away.id)
                    label = f"{one.name} away {self._span(away.first, away.last)}"
                    found.append(Item(f"away{away.id}", label, away.reason, self._cannot, "x takes it away", gone))
            save = partial(self._add_absence, one.id)
            found.append(
                Item(f"away+{one.id}", f"+ absence of {one.name}", "", save, "2026-12-24 to 2027-01-02 holiday")
            )
        return found

    def _span(self, first: date, last: date) -> str:
        days = dict.fromkeys(short_day(on, self.desk.today) for on in (first, last))
        return " to ".join(days)

    async def _set_opening(self, weekday: int, text: str) -> Any:
        opening = typed_opening(text)
        if opening is None:
            return await self.desk.write("hours.clear_opening", weekday)
        span, lunch = opening.hours, opening.lunch
        begin, end = (span.start, span.end) if span else (None, None)
        return await self.desk.write("hours.set_opening", weekday, begin, end, tuple(lunch) if lunch else None)

    async def _set_limit(self, text: str) -> Any:
        if not text.strip().isdecimal():
            raise NotHours("Type a number, for example 2")
        return await self.desk.write("hours.set_overlap_limit", int(text))

    async def _set_working(self, staff_id: int, weekday: int, text: str) -> Any:
        spans = typed_working(text)
        if spans is None:
            return await self.desk.write("hours.clear_working", staff_id, weekday)
        return await self.desk.write("hours.set_working", staff_id, weekday, [tuple(span) for span in spans])

    async def _add_closure(self, text: str) -> Any:
        first, _, reason = typed_days(text)
        return await self.desk.write("hours.add_closure", first, reason)

    async def _add_absence(self, staff_id: int, text: str) -> Any:
        return await self.desk.write("hours.add_absence", staff_id, *typed_days(text))

    async def _rename(self, on: Any, text: str) -> Any:
        await self.desk.write("hours.remove_closure", on)
        return await self.desk.write("hours.add_closure", on, text)

    async def _cannot(self, _: str) -> Any:
        raise NotHours("x takes this absence away; then add the right one")
