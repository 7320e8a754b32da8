"""Where somebody could come: free places by the hours and by who is booked, the next one, a week of them, a series.

A minute of a day is a bit of a number, so that a whole day is searched in a few operations however full it is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from care.appointment import clock
from care.hours import Hours, Span, closed_reason, why_not, working

__all__ = [
    "Calendar", "DayPlan", "Hours", "Place", "SeriesPlace", "Span", "Taken", "Week", "free_places", "next_place",
    "places_after", "series", "taken_by", "week",
]  # fmt: skip

GRID = 15
"""Minutes between two proposed beginnings, counted from the beginning of a span of work."""

SHORTEST = 15
"""Minutes; a shorter gap is not shown as free."""

FAR = 60
"""Days after which no free place is looked for any more."""

_DAY = 24 * 60
_QUARTERS = sum(1 << minute for minute in range(0, _DAY, GRID))


class Place(NamedTuple):
    """A time at the clinic that could be promised: local date, minutes after midnight, length, who and where."""

    on: date
    minute: int
    minutes: int
    practitioner_id: int | None
    room: str | None = None

    @property
    def end(self) -> int:
        """The first minute after it."""
        return self.minute + self.minutes


class Taken(NamedTuple):
    """An appointment that keeps its place. One that goes past midnight is there on both days, cut at it."""

    appointment_id: int
    start: int
    end: int
    practitioner_id: int | None
    room: str
    patient_id: int
    patient: str
    status: str = "booked"
    squeezed: bool = False


class Calendar(NamedTuple):
    """What is known of some days. `skipped` holds the minutes that the clocks skip, or tell twice."""

    hours: Hours
    taken: Mapping[date, tuple[Taken, ...]]
    rooms: tuple[str, ...]
    practitioners: Mapping[int, str]
    overlap_limit: int = 2
    skipped: Mapping[date, tuple[Span, ...]] = {}


class SeriesPlace(NamedTuple):
    """One place of a series. `clash` says what stands against it; None: it can be booked."""

    place: Place
    clash: str | None


class DayPlan(NamedTuple):
    """One practitioner's day: `closed` says why nobody can come, else what is taken and where a place begins."""

    on: date
    practitioner_id: int
    closed: str
    working: tuple[Span, ...]
    taken: tuple[Taken, ...]
    free: tuple[Span, ...]
    places: tuple[Place, ...]


class Week(NamedTuple):
    """Seven days of everybody who treats. `plans` is by practitioner and day."""

    monday: date
    days: tuple[date, ...]
    practitioners: Mapping[int, str]
    rooms: tuple[str, ...]
    plans: Mapping[tuple[int, date], DayPlan]


def free_places(
    calendar: Calendar,
    on: date,
    practitioner_id: int,
    minutes: int,
    *,
    patient_id: int | None = None,
    room: str | None = None,
    earliest: int = 0,
) -> tuple[Place, ...]:
    """The places of a day in which the practitioner has nobody else and a room is free, in order.

    `room` is taken where it is free. `patient_id` may not be elsewhere then; `earliest` is a minute of that day.
    """
    day = _Day(calendar, on)
    begins = day.proposed(practitioner_id, minutes, patient_id) >> earliest << earliest
    return tuple(day.place(minute, practitioner_id, minutes, room) for minute in _bits(begins))


def places_after(
    calendar: Calendar,
    practitioner_id: int,
    minutes: int,
    after: tuple[date, int],
    *,
    days: int = FAR,
    patient_id: int | None = None,
    room: str | None = None,
) -> Iterator[Place]:
    """Free places from a date and minute on, nearest first, over so many days."""
    for number in range(days):
        on = after[0] + timedelta(days=number)
        yield from free_places(
            calendar, on, practitioner_id, minutes, patient_id=patient_id, room=room,
            earliest=0 if number else after[1],
        )  # fmt: skip


def next_place(
    calendar: Calendar,
    last: Place,
    now: tuple[date, int],
    *,
    patient_id: int | None = None,
) -> Place | None:
    """The place to propose after `last`: same weekday and time a week later, or weeks later where that has passed.

    Where it is not free, the nearest free one after it. None when there is none for `FAR` days, or nobody to book with.
    """
    if last.practitioner_id is None:
        return None
    wanted = rhythm(last, now)
    if fits(calendar, wanted, patient_id=patient_id):
        day = _Day(calendar, wanted.on)
        return day.place(wanted.minute, last.practitioner_id, last.minutes, last.room)
    found = places_after(
        calendar, last.practitioner_id, last.minutes, (wanted.on, wanted.minute), patient_id=patient_id,
        room=last.room,
    )  # fmt: skip
    return next(found, None)


def rhythm(last: Place, now: tuple[date, int]) -> Place:
    """The same weekday and time as `last`, the first whole number of weeks later that is still to come."""
    weeks = max(1, -(-(now[0] - last.on).days // 7))
    on = last.on + timedelta(days=7 * weeks)
    return last._replace(on=on + timedelta(days=7) if (on, last.minute) < now else on)


def fits(calendar: Calendar, place: Place, *, patient_id: int | None = None) -> bool:
    """Whether a place is free as `free_places` means it, also off the quarter hours. Any room will do."""
    if place.practitioner_id is None:
        return False
    day = _Day(calendar, place.on)
    idle = day.idle(place.practitioner_id, working(calendar.hours, place.practitioner_id, place.on))
    return bool(day.beginnings(idle, place.minutes, patient_id) >> place.minute & 1)


def series(
    calendar: Calendar, first: Place, count: int, every_days: Sequence[int] = (7,), *, patient_id: int | None = None
) -> tuple[SeriesPlace, ...]:
    """`count` places from `first` on at the same wall-clock time, `every_days` apart in turn: (7,) or (3, 4).

    Another free room is taken where the first one's is not free that day. What booking would refuse is marked: outside
    the hours, no room, the patient elsewhere, or more patients at once than the clinic allows a practitioner.
    """
    found: list[SeriesPlace] = []
    on = first.on
    for number in range(count):
        if number:
            on += timedelta(days=every_days[(number - 1) % len(every_days)])
        place = first._replace(on=on)
        day = _Day(calendar, on)
        room = day.room(place.minute, place.minutes, first.room)
        clash = _clash(calendar, place, room, patient_id)
        found.append(SeriesPlace(place._replace(room=room if clash is None else room or first.room), clash))
    return tuple(found)


def week(calendar: Calendar, monday: date, minutes: int = 30, patient_id: int | None = None) -> Week:
    """The seven days from a Monday on: what each practitioner has, and where a place of that length begins."""
    days = tuple(monday + timedelta(days=number) for number in range(7))
    plans = {}
    for on in days:
        day = _Day(calendar, on)
        for practitioner_id in calendar.practitioners:
            spans = working(calendar.hours, practitioner_id, on)
            idle = day.idle(practitioner_id, spans)
            begins = _bits(day.grid(spans) & day.beginnings(idle, minutes, patient_id))
            plans[practitioner_id, on] = DayPlan(
                on,
                practitioner_id,
                "" if spans else closed_reason(calendar.hours, practitioner_id, on),
                spans,
                tuple(day.by_practitioner.get(practitioner_id, ())),
                tuple(span for span in _spans(idle) if span.end - span.start >= SHORTEST),
                tuple(day.place(minute, practitioner_id, minutes, None) for minute in begins),
            )
    return Week(monday, days, calendar.practitioners, calendar.rooms, plans)


def taken_by(one: Taken) -> str:
    """Who has a place and when, for a sentence: `10:00-10:30 by Jo Park`."""
    return f"{clock(one.start)}-{clock(one.end % _DAY)} by {one.patient}"


def most_at_once(spans: Iterable[tuple[int, int]]) -> int:
    """How many of some half-open spans overlap at most in one moment."""
    turns = sorted(turn for start, end in spans for turn in ((start, 1), (end, -1)))
    most = present = 0
    for _, change in turns:
        present += change
        most = max(most, present)
    return most


class _Day:
    """One day of a calendar as bits."""

    def __init__(self, calendar: Calendar, on: date) -> None:
        self.calendar, self.on = calendar, on
        self.by_practitioner: dict[int | None, list[Taken]] = {}
        self._taken: list[Taken] = []
        self.rooms = dict.fromkeys(calendar.rooms, 0)
        self._busy: dict[int | None, int] = {}
        for one in calendar.taken.get(on, ()):
            span = _bit_span(one.start, one.end)
            who = one.practitioner_id
            self.by_practitioner.setdefault(who, []).append(one)
            self._busy[who] = self._busy.get(who, 0) | span
            self._taken.append(one)
            if one.room in self.rooms:
                self.rooms[one.room] |= span
        self.skipped = _mask(calendar.skipped.get(on, ()))
        self._a_room: dict[int, int] = {}

    def idle(self, practitioner_id: int, spans: Iterable[Span]) -> int:
        """Minutes of some spans of work in which the practitioner has nobody."""
        return _mask(spans) & ~self._busy.get(practitioner_id, 0) & ~self.skipped

    def beginnings(self, idle: int, minutes: int, patient_id: int | None) -> int:
        """Minutes at which a place of that length could begin, somebody being idle then."""
        if patient_id is not None:
            idle &= ~_mask((one.start, one.end) for one in self._taken if one.patient_id == patient_id)
        found = _runs(idle, minutes)
        return found & self.a_room(minutes) if self.rooms else found

    def grid(self, spans: Iterable[Span]) -> int:
        """The quarter hours of some spans of work, counted from where each begins."""
        found = 0
        for span in spans:
            found |= _QUARTERS << span.start & _bit_span(span.start, span.end)
        return found

    def proposed(self, practitioner_id: int, minutes: int, patient_id: int | None) -> int:
        """Minutes at which a place of that length is proposed."""
        spans = working(self.calendar.hours, practitioner_id, self.on)
        return self.grid(spans) & self.beginnings(self.idle(practitioner_id, spans), minutes, patient_id)

    def a_room(self, minutes: int) -> int:
        """Beginnings at which at least one room is free long enough."""
        if minutes not in self._a_room:
            whole = (1 << _DAY) - 1
            found = 0
            for busy in set(self.rooms.values()):
                found |= _runs(whole & ~busy, minutes)
            self._a_room[minutes] = found
        return self._a_room[minutes]

    def room(self, minute: int, minutes: int, wanted: str | None) -> str | None:
        """The wanted room if it is free then, else the first free one; None without rooms, or with none free."""
        span = _bit_span(minute, minute + minutes)
        if wanted is not None and not self.rooms.get(wanted, span) & span:
            return wanted
        return next((room for room, busy in self.rooms.items() if not busy & span), None)

    def place(self, minute: int, practitioner_id: int, minutes: int, wanted: str | None) -> Place:
        """The place that begins at a minute."""
        return Place(self.on, minute, minutes, practitioner_id, self.room(minute, minutes, wanted))


def _clash(calendar: Calendar, place: Place, room: str | None, patient_id: int | None) -> str | None:
    who = calendar.practitioners.get(place.practitioner_id or 0, "")
    if why := why_not(calendar.hours, place.practitioner_id, who, place.on, place.minute, place.minutes):
        return why
    if any(span.start < place.end and place.minute < span.end for span in calendar.skipped.get(place.on, ())):
        return f"The clocks change on {place.on.isoformat()}: {clock(place.minute)} is not one time"
    there = [one for one in calendar.taken.get(place.on, ()) if one.start < place.end and place.minute < one.end]
    for one in there:
        if one.patient_id == patient_id:
            return f"{one.patient} has another appointment {clock(one.start)}-{clock(one.end % _DAY)}"
    if room is None and calendar.rooms:
        return "No room is free"
    theirs = [one for one in there if one.practitioner_id == place.practitioner_id is not None]
    within = [(max(one.start, place.minute), min(one.end, place.end)) for one in theirs]
    if theirs and most_at_once(within) >= calendar.overlap_limit:
        return f"{who} is taken {taken_by(theirs[0])}"
    return None


def _bit_span(start: int, end: int) -> int:
    return ((1 << (end - start)) - 1) << start


def _mask(spans: Iterable[tuple[int, int]]) -> int:
    found = 0
    for start, end in spans:
        found |= _bit_span(start, end)
    return found


def _runs(free: int, minutes: int) -> int:
    """The minutes at which so many free ones in a row begin."""
    have = 1
    while have < minutes:
        step = min(have, minutes - have)
        free &= free >> step
        have += step
    return free


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _spans(mask: int) -> Iterator[Span]:
    while mask:
        start = (mask & -mask).bit_length() - 1
        # Beyond the end of the run of ones, the first nought.
        rest = ~(mask >> start)
        length = (rest & -rest).bit_length() - 1
        yield Span(start, start + length)
        mask &= ~_bit_span(start, start + length)
