"""The CSV files of booking services, their columns known or named by somebody, as bookings like those of a calendar."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from care.text import digits, fold
from db.exchange import values
from db.exchange.booking import Booking, Feed
from db.exchange.feed import LONGEST, SHORTEST, USUAL_MINUTES
from db.exchange.moments import Moment, day_comes_first, length, moment
from db.exchange.outcome import Problems, shown
from db.exchange.person import Booker, booker
from db.exchange.sheets import Sheet
from db.exchange.values import Frame

FIELDS = (
    "start", "date", "time", "end", "minutes", "name", "first name", "last name", "phone", "email", "service",
    "practitioner", "note", "id", "cancelled",
)  # fmt: skip
"""What a column of a booking file may hold."""


@dataclass(frozen=True, slots=True)
class Service:
    """One booking service: the columns its export is known by, and what each of `FIELDS` is called there, best first.

    `day_first`: its dates are such as 24/11/2026, whatever they look like; else the dates of the file decide.
    """

    name: str
    known_by: frozenset[str]
    columns: Mapping[str, tuple[str, ...]]
    day_first: bool = False

    def called(self, field: str) -> str:
        """The column of a field, as a refusal names it."""
        return next(iter(self.columns.get(field, ())), field)

    @property
    def used(self) -> set[str]:
        """The columns that are read."""
        return {name for names in self.columns.values() for name in names}


ACUITY = Service(
    "acuity", frozenset({"start time", "end time", "first name", "last name"}),
    {
        "start": ("start time",), "end": ("end time",), "first name": ("first name",), "last name": ("last name",),
        "phone": ("phone",), "email": ("email",), "service": ("type",), "practitioner": ("calendar",),
        "note": ("notes",), "id": ("appointment id",), "cancelled": ("canceled",),
    },
)  # fmt: skip
CALENDLY = Service(
    "calendly", frozenset({"invitee name", "start date & time"}),
    {
        "start": ("start date & time",), "end": ("end date & time",), "name": ("invitee name",),
        "first name": ("invitee first name",), "last name": ("invitee last name",),
        "phone": ("text reminder number", "phone number"), "email": ("invitee email",),
        "service": ("event type name",), "practitioner": ("user name",), "note": ("response 1",),
        # Several invitees of one event are several bookings.
        "id": ("invitee uuid", "event uuid", "uuid"), "cancelled": ("canceled",),
    },
)  # fmt: skip
SERVICES = (ACUITY, CALENDLY)


def service_of(columns: tuple[str, ...]) -> Service | None:
    """The booking service whose export has this header, if it is one of those known."""
    return next((service for service in SERVICES if service.known_by <= set(columns)), None)


def mapped(named: Mapping[str, str]) -> Service:
    """A service by what somebody says its columns hold: `{"client": "name", "when": "start"}`.

    Raises `ValueError` for a field there is not, and where nobody could be booked by it.
    """
    columns: dict[str, tuple[str, ...]] = {}
    for theirs, field in named.items():
        if field not in FIELDS:
            raise ValueError(f"“{shown(field)}” is nothing a booking has; it has {', '.join(FIELDS)}")
        columns[field] = (*columns.get(field, ()), " ".join(theirs.split()).casefold())
    if "start" not in columns and not {"date", "time"} <= columns.keys():
        raise ValueError("no column is named for start, or for date and time")
    if not columns.keys() & {"name", "first name", "last name"}:
        raise ValueError("no column is named for name, or for first name and last name")
    return Service("csv", frozenset(name for names in columns.values() for name in names), columns)


def read_service(sheet: Sheet, service: Service, frame: Frame, problems: Problems) -> Feed:
    """Every row as a booking; each fault is noted by file, line and column."""
    feed = Feed(sheet.file)
    rows = _Reading(sheet, service, frame, problems)
    seen: dict[str, int] = {}
    for line, cells in sheet.rows:
        booking = rows.booking(line, cells)
        if booking is None:
            continue
        before = seen.setdefault(booking.source_id, line)
        if before != line:
            value, column = booking.source_id.partition(":")[2], service.called("id")
            problems.bad(sheet.file, line, column, value, f"the same booking is on line {before}")
            continue
        feed.bookings.append(booking)
    return feed


class _Reading:
    """The rows of one file, read by one service."""

    def __init__(self, sheet: Sheet, service: Service, frame: Frame, problems: Problems) -> None:
        self.file, self.service, self.frame, self.problems = sheet.file, service, frame, problems
        self.place = {name: number for number, name in enumerate(sheet.columns)}
        self.day_first = service.day_first
        if not self.day_first:
            whens = (self._get(cells, "start") or self._get(cells, "date") for _, cells in sheet.rows)
            self.day_first, unsure = day_comes_first(whens)
            if unsure:
                problems.odd(
                    f"{sheet.file}: dates were read with the month first; --day-first reads them the other way"
                )

    def _get(self, cells: list[str], field: str) -> str:
        """What the first of a field's columns that is there and filled says."""
        for name in self.service.columns.get(field, ()):
            if name in self.place and (text := cells[self.place[name]].strip()):
                return text
        return ""

    def booking(self, line: int, cells: list[str]) -> Booking | None:
        """One row, or None with its fault noted."""
        field, value = "start", ""
        try:
            field, value = self._when(cells)
            on, minute, again = moment(value, self.frame, day_first=self.day_first)
            values.day(on.isoformat(), self.frame)
            start = self.frame.utc(on, minute, again)
            field, value = ("end", self._get(cells, "end")) if self._get(cells, "end") else (
                "minutes", self._get(cells, "minutes")
            )  # fmt: skip
            minutes = self._minutes(field, value, on, start) if value else USUAL_MINUTES
            field, value = "id", self._get(cells, "id")
            source = values.identifier(value, self.frame) if value else ""
            field, value = "phone", self._get(cells, "phone")
            phone = values.phone(value, self.frame) if value else ""
            field, value = self._name(cells)
            who = self._who(cells, phone)
        except ValueError as fault:
            self.problems.bad(self.file, line, self.service.called(field), value, str(fault))
            return None
        if not source:
            told = "|".join((on.isoformat(), str(minute), fold(who.name), digits(phone)))
            source = hashlib.sha256(told.encode()).hexdigest()[:24]
        state = self._get(cells, "cancelled").casefold()
        words = state.replace("-", " ").split()
        called_off = any(word.startswith("cancel") for word in words) and words[0] not in ("not", "no")
        cancelled = state in ("true", "yes", "1", "x") or called_off
        return Booking(
            self.file, line, f"{self.service.name}:{source}", on, minute, again, start, minutes, who.family_name,
            who.given_name, who.name, who.phone, who.email, who.service, who.note,
            shown(self._get(cells, "practitioner"), 120), 0, cancelled,
        )  # fmt: skip

    def _when(self, cells: list[str]) -> tuple[str, str]:
        if start := self._get(cells, "start"):
            return "start", start
        return ("start" if "start" in self.service.columns else "date"), " ".join(
            part for part in (self._get(cells, "date"), self._get(cells, "time")) if part
        )

    def _minutes(self, field: str, value: str, on: date, start: int) -> int:
        minutes = length(value) if field == "minutes" else (self._end(value, on) - start) // 60
        if not SHORTEST <= minutes <= LONGEST:
            raise ValueError(f"lasts {minutes} minutes; an appointment lasts {SHORTEST} to {LONGEST}")
        return minutes

    def _end(self, value: str, on: date) -> int:
        found: Moment = moment(value, self.frame, day_first=self.day_first, on=on)
        return self.frame.utc(*found)

    def _name(self, cells: list[str]) -> tuple[str, str]:
        return next(
            ((field, text) for field in ("last name", "name", "first name") if (text := self._get(cells, field))),
            ("name" if "name" in self.service.columns else "last name", ""),
        )

    def _who(self, cells: list[str], phone: str) -> Booker:
        last, first = self._get(cells, "last name"), self._get(cells, "first name")
        name = f"{last}, {first}" if last and first else self._get(cells, "name") or last or first
        return booker(name, phone, self._get(cells, "email"), self._get(cells, "service"), self._get(cells, "note"))
