"""The CSV files of booking services: their headers, their dates and times, as bookings like those of a calendar."""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from care.text import digits, fold
from db.exchange import values
from db.exchange.booking import Booking, Feed
from db.exchange.feed import LONGEST, SHORTEST, USUAL_MINUTES
from db.exchange.outcome import Problems, shown
from db.exchange.person import Booker, booker
from db.exchange.sheets import Sheet
from db.exchange.values import Frame

_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
)}  # fmt: skip
_DATES = (
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})", re.ASCII),
    re.compile(r"(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})/(?P<y>[0-9]{4})", re.ASCII),
    re.compile(r"(?P<month>[A-Za-z]{3})[a-z]*\.? (?P<d>[0-9]{1,2}),? (?P<y>[0-9]{4})", re.ASCII),
)
_TIME = re.compile(r"[ T,]+(?:at )?([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?\s*([AaPp])?\.?[Mm]?\.?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Service:
    """One booking service: the columns its export is known by, and what each of ours is called there."""

    name: str
    known_by: frozenset[str]
    start: str
    end: str
    id: str
    first: str
    last: str
    whole: str
    phone: tuple[str, ...]
    email: str
    type: str
    calendar: str
    note: str
    cancelled: str


ACUITY = Service(
    "acuity", frozenset({"start time", "end time", "first name", "last name"}), "start time", "end time",
    "appointment id", "first name", "last name", "", ("phone",), "email", "type", "calendar", "notes", "canceled",
)  # fmt: skip
CALENDLY = Service(
    "calendly", frozenset({"invitee name", "start date & time"}), "start date & time", "end date & time",
    "uuid", "invitee first name", "invitee last name", "invitee name", ("text reminder number", "phone number"),
    "invitee email", "event type name", "user name", "response 1", "canceled",
)  # fmt: skip
SERVICES = (ACUITY, CALENDLY)


def service_of(columns: tuple[str, ...]) -> Service | None:
    """The booking service whose export has this header, if it is one of those known."""
    return next((service for service in SERVICES if service.known_by <= set(columns)), None)


def read_service(sheet: Sheet, service: Service, frame: Frame, problems: Problems) -> Feed:
    """Every row as a booking; each fault is noted by file, line and column."""
    feed = Feed(sheet.file)
    place = {name: number for number, name in enumerate(sheet.columns)}
    seen: dict[str, int] = {}
    for line, cells in sheet.rows:
        row = _Cells(cells, place)
        booking = _booking(sheet.file, line, row, service, frame, problems)
        if booking is None:
            continue
        before = seen.setdefault(booking.source_id, line)
        if before != line:
            problems.bad(sheet.file, line, service.id, booking.source_id, f"the same booking is on line {before}")
            continue
        feed.bookings.append(booking)
    return feed


@dataclass(frozen=True, slots=True)
class _Cells:
    cells: list[str]
    place: dict[str, int]

    def get(self, *names: str) -> str:
        """The first of these columns that is there and filled."""
        for name in names:
            if name in self.place and (text := self.cells[self.place[name]].strip()):
                return text
        return ""


def _booking(file: str, line: int, row: _Cells, service: Service, frame: Frame, problems: Problems) -> Booking | None:
    column, value = service.start, row.get(service.start)
    try:
        on, minute = _moment(value)
        start = _bounded(on, minute, frame)
        minutes = USUAL_MINUTES
        if ends := row.get(service.end):
            column, value = service.end, ends
            end_on, end_minute = _moment(ends)
            minutes = (frame.utc(end_on, end_minute) - start) // 60
            if not SHORTEST <= minutes <= LONGEST:
                raise ValueError(f"lasts {minutes} minutes; an appointment lasts {SHORTEST} to {LONGEST}")
        column, value = service.id, row.get(service.id)
        source = values.identifier(value, frame) if value else ""
        column, value = service.phone[0], row.get(*service.phone)
        phone = values.phone(value, frame) if value else ""
        column, value = service.last, row.get(service.last) or row.get(service.whole)
        who = _who(row, service, phone)
    except ValueError as fault:
        problems.bad(file, line, column, value, str(fault))
        return None
    if not source:
        told = "|".join((on.isoformat(), str(minute), fold(who.name), digits(phone)))
        source = hashlib.sha256(told.encode()).hexdigest()[:24]
    cancelled = row.get(service.cancelled).casefold() in ("true", "yes", "1", "canceled", "cancelled")
    return Booking(
        file, line, f"{service.name}:{source}", on, minute, 0, start, minutes, who.family_name, who.given_name,
        who.name, who.phone, who.email, who.service, who.note, shown(row.get(service.calendar), 120), 0, cancelled,
    )  # fmt: skip


def _who(row: _Cells, service: Service, phone: str) -> Booker:
    last, first = row.get(service.last), row.get(service.first)
    name = f"{last}, {first}" if last and first else row.get(service.whole) or last or first
    return booker(name, phone, row.get(service.email), row.get(service.type), row.get(service.note))


def _bounded(on: date, minute: int, frame: Frame) -> int:
    values.day(on.isoformat(), frame)
    return frame.utc(on, minute)


def _moment(text: str) -> tuple[date, int]:
    """Date and minute of `11/24/2026 9:30 AM`, `2026-11-24 09:30` or `November 24, 2026 9:30 am`."""
    for shape in _DATES:
        found = shape.match(text)
        time = _TIME.fullmatch(text, found.end()) if found else None
        if found is None or time is None:
            continue
        parts = found.groupdict()
        month = _MONTHS.get(parts["month"].casefold(), 0) if "month" in parts else int(parts["m"])
        if month > 12:
            raise ValueError("the month comes first, MM/DD/YYYY; this file has the day first")
        hour, minute, half = int(time[1]), int(time[2]), (time[3] or "").casefold()
        if half:
            if not 1 <= hour <= 12:
                raise ValueError("there is no such time of day")
            hour = hour % 12 + (12 if half == "p" else 0)
        try:
            moment = datetime(int(parts["y"]), month, int(parts["d"]), hour, minute, tzinfo=UTC)
        except ValueError:
            raise ValueError("there is no such day or time") from None
        return moment.date(), moment.hour * 60 + moment.minute
    raise ValueError("a time is written MM/DD/YYYY HH:MM AM, or YYYY-MM-DD HH:MM")
