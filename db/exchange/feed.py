"""An iCalendar file as bookings and closed days in the clinic's own time."""

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from care.appointment import clock
from care.text import tidy
from db.exchange.booking import Booking, ClosedDay, Feed
from db.exchange.ics import RawEvent, read_calendar
from db.exchange.outcome import Problems, shown
from db.exchange.person import Booker, booker, booker_of, completed, loses_any
from db.exchange.series import MAX_SERIES, occurrences
from db.exchange.values import EARLIEST_DAY, YEARS_AHEAD, Frame
from db.exchange.zones import Zones, duration
from db.localtime import to_local

USUAL_MINUTES = 30
SHORTEST, LONGEST = 5, 480
MOST_CLOSED_DAYS = 60
MOST_BOOKINGS = 20_000
MOST_SECONDS = 20.0
LONGEST_UID = 300
When = date | datetime


@dataclass(slots=True)
class _Event:
    """One VEVENT with its times read. `original` is the occurrence of a series that it changes, if any."""

    raw: RawEvent
    uid: str
    start: When
    length: timedelta
    sequence: int
    cancelled: bool
    original: When | None
    onwards: bool


def read_feed(file: str, data: bytes, frame: Frame, problems: Problems) -> Feed:
    """Everything a calendar file says about this clinic's days. Faults are noted with the line of their event."""
    feed = Feed(file)
    calendar = read_calendar(file, data, problems)
    if calendar is None:
        return feed
    if not calendar.events:
        problems.odd(f"{file}: no events are in it")
    reading = _Reading(file, Zones(ZoneInfo(frame.zone), calendar.zones), frame, problems, feed)
    groups: dict[str, list[_Event]] = defaultdict(list)
    for raw in calendar.events:
        event = reading.event(raw, calendar.method == "CANCEL")
        if event is not None:
            groups[event.uid].append(event)
    if sum(1 for events in groups.values() if any("RRULE" in event.raw.properties for event in events)) > MAX_SERIES:
        problems.bad(file, 0, "", "", f"more than {MAX_SERIES:,} series")
        return feed
    for uid, events in groups.items():
        reading.take(uid, events)
        if len(feed.bookings) > MOST_BOOKINGS:
            problems.bad(file, 0, "", "", f"more than {MOST_BOOKINGS:,} bookings")
            break
    for name in sorted(reading.zones.unknown):
        problems.odd(f"{file}: the time zone “{shown(name)}” is unknown; its times were read as {frame.zone}")
    return feed


@dataclass
class _Reading:
    file: str
    zones: Zones
    frame: Frame
    problems: Problems
    feed: Feed
    spent: float = 0.0
    """Seconds spent on rules so far: a few that hardly ever come can keep the library busy for hours."""

    def bad(self, line: int, field: str, value: object, reason: str) -> None:
        """Note what cannot be taken."""
        self.problems.bad(self.file, line, field, value, reason)

    def event(self, raw: RawEvent, all_cancelled: bool) -> _Event | None:
        """One event with its times read and within bounds, or None with the reason noted."""
        uid, begin = raw.text("UID"), raw.one("DTSTART")
        if not uid or len(uid) > LONGEST_UID or tidy(uid) != uid:
            self.bad(raw.line, "UID", uid, "holds more than an id does" if uid else "is missing")
            return None
        if begin is None:
            self.bad(raw.line, "DTSTART", "", f"is missing (UID {shown(uid)})")
            return None
        at = begin
        try:
            start = self._moment(self.zones.read(begin))
            at = raw.one("DTEND") or raw.one("DURATION") or begin
            length = self._length(raw, start)
            original = None
            if (changed := raw.one("RECURRENCE-ID")) is not None:
                at = changed
                original = self._moment(self.zones.read(changed))
            at = raw.one("SEQUENCE") or begin
            sequence = int(raw.text("SEQUENCE") or 0)
            if not 0 <= sequence < 2**31:
                raise ValueError("SEQUENCE must be from 0 to 2147483647")
        except ValueError as fault:
            field = next((name for name, found in raw.properties.items() if at in found), "DTSTART")
            words = str(fault) if "invalid literal" not in str(fault) else "SEQUENCE must be a whole number"
            self.bad(at.line, field, at.value, f"{words} (UID {shown(uid)})")
            return None
        status = raw.text("STATUS").upper()
        onwards = original is not None and raw.properties["RECURRENCE-ID"][0].parameters.get("RANGE") == "THISANDFUTURE"
        return _Event(raw, uid, start, length, sequence, all_cancelled or status == "CANCELLED", original, onwards)

    def _moment(self, value: When) -> When:
        on = value.date() if isinstance(value, datetime) else value
        if on < EARLIEST_DAY:
            raise ValueError("before 1900")
        if on > self.frame.latest_day:
            raise ValueError(f"more than {YEARS_AHEAD} years ahead")
        return value

    def _length(self, raw: RawEvent, start: When) -> timedelta:
        whole_day = not isinstance(start, datetime)
        if (stop := raw.one("DTEND")) is not None:
            end = self.zones.read(stop)
            if isinstance(end, datetime) is whole_day:
                raise ValueError("the end and the start are not both a day or both a time")
            length = end - start if whole_day or not isinstance(end, datetime) else _between(start, end)
        elif (lasting := raw.one("DURATION")) is not None:
            length = duration(lasting.text)
        else:
            return timedelta(days=1) if whole_day else timedelta(minutes=USUAL_MINUTES)
        if length < timedelta(0):
            raise ValueError("the end is before the start")
        if not length:
            return timedelta(days=1) if whole_day else timedelta(minutes=USUAL_MINUTES)
        return length

    def take(self, uid: str, events: list[_Event]) -> None:
        """Everything one UID says: its newest version, each occurrence of it, and the changed ones."""
        master: _Event | None = None
        changed: dict[float | date, _Event] = {}
        for event in events:
            if event.original is None:
                if master is None or event.sequence >= master.sequence:
                    master = event
            else:
                known = changed.get(_key(event.original))
                if known is None or event.sequence >= known.sequence:
                    changed[_key(event.original)] = event
        base = self._booker(master) if master is not None else None
        if master is not None and base is None:
            return
        if master is not None and base is not None:
            self.feed.series[uid] = master.sequence
            recurring = "RRULE" in master.raw.properties or "RDATE" in master.raw.properties
            starts = self._starts(master) if recurring else [master.start]
            moved_on: timedelta | None = None
            for start in starts:
                override = changed.pop(_key(start), None)
                if override is None and isinstance(start, datetime):
                    # Some programs name the changed occurrence by its day alone.
                    override = changed.pop(start.date(), None)
                if override is not None and override.onwards:
                    moved_on = _between(override.original, override.start)
                source_id = f"{uid}#{self._stamp(start)}" if recurring else uid
                if override is not None:
                    self._put(source_id, override, override.start, base, master)
                else:
                    self._put(source_id, master, start + moved_on if moved_on else start, base, master)
        for override in changed.values():
            self._put(f"{uid}#{self._stamp(override.original)}", override, override.start, base, master)

    def _starts(self, master: _Event) -> list[When]:
        rules = master.raw.properties.get("RRULE", [])
        if len(rules) > 1 or "EXRULE" in master.raw.properties:
            self.bad(master.raw.line, "RRULE", "", f"more than one rule in a series (UID {shown(master.uid)})")
            return []
        found: list[When] = [master.start]
        try:
            if rules:
                began = time.monotonic()
                found = list(occurrences(master.start, rules[0], self.frame.latest_day))
                self.spent += time.monotonic() - began
                if self.spent > MOST_SECONDS:
                    raise ValueError("the series of this file take too long to follow; export fewer of them")
            extra = [self._moment(each) for each in self._listed(master, "RDATE")]
            gone = {_key(each) for each in self._listed(master, "EXDATE")}
        except ValueError as fault:
            line = rules[0].line if rules else master.raw.line
            self.bad(line, "RRULE", rules[0].value if rules else "", f"{fault} (UID {shown(master.uid)})")
            return []
        if not found:
            self.problems.odd(f"{self.file} line {master.raw.line}: the series has no time at all")
        dates = {each.date() for each in found if isinstance(each, datetime)} if gone else set()
        days_gone = {each for each in gone if isinstance(each, date)} & dates
        kept = {
            _key(each): each
            for each in [*found, *extra]
            if _key(each) not in gone and not (isinstance(each, datetime) and each.date() in days_gone)
        }
        return list(kept.values())[:2000]

    def _listed(self, master: _Event, name: str) -> Iterator[When]:
        for found in master.raw.properties.get(name, ()):
            for text in found.value.split(",")[:2000]:
                # A period names its length too; only where it begins counts here.
                yield self.zones.parse(text.partition("/")[0], found.parameters.get("TZID", ""))

    def _booker(self, event: _Event) -> Booker | None:
        try:
            if not isinstance(event.start, datetime):
                return booker("", note=event.raw.text("SUMMARY"))
            return booker_of(event.raw)
        except ValueError as fault:
            self.bad(event.raw.line, "SUMMARY", event.raw.text("SUMMARY"), f"{fault} (UID {shown(event.uid)})")
            return None

    def _put(self, source_id: str, event: _Event, start: When, base: Booker | None, master: _Event | None) -> None:
        if not isinstance(start, datetime):
            self._close(source_id, event, start)
            return
        who = base if event is master else self._booker(event)
        if who is None:
            return
        if base is not None and event is not master:
            who = completed(who, base)
        utc = int(start.timestamp())
        utc -= utc % 60
        on, minute, fold = to_local(utc, self.frame.zone)
        line, minutes = event.raw.line, int(event.length.total_seconds()) // 60
        if not SHORTEST <= minutes <= LONGEST:
            self.problems.odd(
                f"{self.file} line {line}: {on} {clock(minute)} lasts {minutes} minutes, which no appointment does "
                f"({SHORTEST}-{LONGEST}); it was left out"
            )
            return
        if start.replace(tzinfo=None) != start.astimezone(UTC).astimezone(start.tzinfo).replace(tzinfo=None):
            self.problems.odd(f"{self.file} line {line}: this time is skipped by the clocks; it became {clock(minute)}")
        if loses_any(event.raw):
            self.problems.odd(f"{self.file} line {line}: control codes were taken out of the text")
        sequence = max(event.sequence, master.sequence) if master is not None else event.sequence
        cancelled = event.cancelled or (master is not None and master.cancelled)
        self.feed.bookings.append(
            Booking(
                self.file, line, source_id, on, minute, fold, utc, minutes, who.family_name, who.given_name, who.name,
                who.phone, who.email, who.service, who.note, "", sequence, cancelled,
            )
        )  # fmt: skip

    def _close(self, source_id: str, event: _Event, first: date) -> None:
        if event.raw.text("TRANSP").upper() == "TRANSPARENT":
            self.problems.odd(f"{self.file} line {event.raw.line}: an all-day event that leaves the day open; left out")
            return
        days = max(1, event.length.days)
        if days > MOST_CLOSED_DAYS:
            self.bad(event.raw.line, "DTEND", "", f"closed for {days} days; up to {MOST_CLOSED_DAYS} are taken")
            return
        reason = booker("", note=event.raw.text("SUMMARY")).note
        for number in range(days):
            on = first + timedelta(days=number)
            name = source_id if days == 1 else f"{source_id}#{on.isoformat()}"
            self.feed.closures.append(ClosedDay(name, on, reason, event.cancelled))

    def _stamp(self, start: When | None) -> str:
        if isinstance(start, datetime):
            on, minute, _ = to_local(int(start.timestamp()), self.frame.zone)
            return f"{on.isoformat()}T{clock(minute)}"
        return start.isoformat() if start is not None else ""


def _key(moment: When) -> float | date:
    return moment.timestamp() if isinstance(moment, datetime) else moment


def _between(start: When | None, end: When) -> timedelta:
    if isinstance(start, datetime) and isinstance(end, datetime):
        # Through UTC: subtracting two times of one zone ignores a change of the clocks between them.
        return end.astimezone(UTC) - start.astimezone(UTC)
    return timedelta(0)
