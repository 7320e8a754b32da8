"""The clinic's timetable: which places a day has, which are taken, and how far today has come."""

from dataclasses import dataclass
from datetime import date, timedelta

STAFF = (
    ("Rosa Delgado", "owner"),
    ("Tom Becker", "front_desk"),
    ("Dana Lee", "practitioner"),
    ("Kim Soto", "practitioner"),
    ("Ravi Menon", "practitioner"),
)
"""Name and role; the row's id is its place, from 1."""
LEE, SOTO, MENON = 3, 4, 5
ROOMS = ("R1", "R2", "R3", "R4")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the timetable. `minute` is after local midnight; `practitioner` and `room` are row ids.

    `fate` is what becomes of it where that is not the ordinary: no_show, left_unseen, late_cancelled, cancelled,
    or squeezed.
    """

    minute: int
    minutes: int
    practitioner: int
    room: int
    fate: str = ""

    @property
    def end(self) -> int:
        """The first minute after it."""
        return self.minute + self.minutes


def _places(table: str) -> tuple[Place, ...]:
    ids = {"Lee": LEE, "Soto": SOTO, "Menon": MENON}
    places = []
    for line in table.strip().splitlines():
        clock, minutes, practitioner, room, *fate = line.split()
        hour, minute = clock.split(":")
        start = int(hour) * 60 + int(minute)
        places.append(Place(start, int(minutes), ids[practitioner], ROOMS.index(room) + 1, "".join(fate)))
    return tuple(places)


# Dana Lee staggers two rooms by a quarter of an hour and is squeezed once; lunches are staggered too.
TODAY = _places("""
    08:00 45 Lee   R1
    08:00 30 Soto  R3
    08:30 45 Lee   R2 no_show
    08:30 30 Menon R4
    08:45 30 Soto  R3 left_unseen
    09:00 45 Lee   R1
    09:15 30 Menon R4 late_cancelled
    09:30 45 Lee   R2
    10:00 45 Lee   R1
    10:00 30 Menon R4
    10:15 30 Soto  R3
    10:30 45 Lee   R2
    10:35 20 Lee   R4 squeezed
    11:00 60 Soto  R3
    11:00 30 Menon R4
    11:15 45 Lee   R1
    12:15 45 Soto  R3
    13:00 45 Lee   R1
    13:15 45 Menon R4
    13:45 45 Lee   R2
    14:00 30 Soto  R3 cancelled
    14:15 45 Lee   R1
    14:45 45 Lee   R2
    15:00 45 Soto  R3
    15:30 45 Menon R4
    16:15 45 Soto  R3
    16:30 45 Lee   R1
""")
_OTHER_DAYS = tuple(place for place in TODAY if place.fate != "squeezed") + _places("""
    09:30 30 Soto  R3
    12:15 45 Menon R4
    14:15 45 Menon R4
    15:45 30 Soto  R3
    16:30 30 Menon R4
    17:15 30 Soto  R3
    17:15 30 Menon R4
""")


class Timetable:
    """Hands out free places on days other than today, so that no room and no practitioner is doubly taken."""

    def __init__(self, today: date, closed: date) -> None:
        self._closed = {today, closed}
        self._free: dict[tuple[date, int], list[Place]] = {}

    def take(self, on: date, practitioner: int, turn: int) -> tuple[date, Place]:
        """A place with a practitioner on a day, or on the first day after it that is open and has one.

        `turn` spreads the places over the day.
        """
        while True:
            if on.weekday() != 6 and on not in self._closed:
                places = [place for place in _OTHER_DAYS if place.practitioner == practitioner]
                free = self._free.setdefault((on, practitioner), places)
                if free:
                    return on, free.pop(turn % len(free))
            on += timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one of today's appointments has come; the times are minutes after local midnight."""

    status: str
    arrived: int | None = None
    started: int | None = None
    finished: int | None = None


def progress(minute: int) -> tuple[Progress, ...]:
    """For each place of TODAY, how it stands at a minute of the day.

    While the clinic is at work two people wait, for eight minutes and for three: the second is late if somebody
    can be, and those whose time it is are in their rooms.
    """
    told = [_by_plan(number, place, minute) for number, place in enumerate(TODAY)]
    if not TODAY[0].minute <= minute < TODAY[-1].end:
        return tuple(told)
    expected = [
        number
        for number, place in enumerate(TODAY)
        if told[number].status in ("booked", "confirmed") and not place.fate and place.minute - minute <= 45
    ]
    present = [number for number, one in enumerate(told) if one.status == "in_room"]
    late = [number for number in present if 4 <= minute - TODAY[number].minute <= 25][-1:] if len(present) > 2 else []
    for number, waited in zip((*expected[:1], *(late or expected[1:2])), (8, 3), strict=False):
        told[number] = Progress("arrived", arrived=minute - waited)
    return tuple(told)


def _by_plan(number: int, place: Place, minute: int) -> Progress:
    since = minute - place.minute
    arrived = place.minute - 3 - number % 7
    if place.fate in ("late_cancelled", "cancelled"):
        return Progress(place.fate)
    if place.fate == "no_show" and since >= 20:
        return Progress("no_show")
    if place.fate == "left_unseen" and since >= 35:
        return Progress("left_unseen", arrived)
    if place.fate == "left_unseen" and since >= 0:
        return Progress("arrived", arrived)
    if place.fate != "no_show" and since >= 4:
        started = place.minute + number % 4
        if since < place.minutes:
            return Progress("in_room", arrived, started)
        return Progress("completed", arrived, started, place.end - 1 - number % 3)
    return Progress("booked" if number % 3 == 2 else "confirmed")
