"""Free and taken places, from the record: a week, the next free place, a series, the rooms that are free now.

Every question reads a bounded window of days by index, whatever the length of the history.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from care.appointment import FREED
from care.hours import Span
from care.patient import full_name
from care.places import (
    FAR,
    Calendar,
    Place,
    SeriesPlace,
    Taken,
    Week,
    next_place,
    places_after,
    rhythm,
    series,
)
from care.places import week as week_of
from db.clinic import clinic, rooms
from db.errors import NotFound
from db.hours import hours
from db.localtime import is_ambiguous, next_valid, to_utc
from db.reader import Reader

USUAL_MINUTES = 30
OVERRUN = 60
"""Minutes past its promised end for which a patient who still is in a room keeps it."""

_DAY = 24 * 60
_KEEPS = f"a.status not in ({', '.join(repr(status) for status in FREED)}) and not a.voided"


def calendar(reader: Reader, first: date, last: date, *, named: bool = True) -> Calendar:
    """All that is known of the days from `first` to `last` (both included) about who could come when.

    Without `named` nobody's name is looked up: the search for a free place needs none.
    """
    names = "p.family_name, p.given_name, p.preferred_name" if named else "'', '', ''"
    people = "cross join patient p" if named else ""
    with reader.snapshot():
        about = clinic(reader)
        kept = hours(reader, first, last)
        in_use = rooms(reader)
        staff = reader.rows(
            "select id, name, role = 'practitioner' from staff where active and role <> 'front_desk' "
            "order by name, id limit 1000"
        )
        all_rooms = dict(reader.rows("select id, name from room"))
        # The day before too: a night clinic's last patient may stay past midnight.
        booked = reader.rows(
            "select a.local_date, a.minute, a.minutes, a.room_id, a.id, a.practitioner_id, a.patient_id, a.status, "
            f"a.squeezed, {names} from appointment a {people} "
            f"where a.local_date between :before and :last and {_KEEPS}{' and p.id = a.patient_id' * named} "
            f"and (a.local_date >= :first or a.minute + a.minutes > {_DAY}) order by a.local_date, a.minute",
            {"before": (first - timedelta(days=1)).isoformat(), "first": first.isoformat(), "last": last.isoformat()},
        )
    taken: dict[date, list[Taken]] = {}
    treating = {who for who, _ in kept.own}
    days: dict[str, date] = {}
    called: dict[int, str] = {}
    for day, minute, minutes, room_id, key, who, patient_id, status, squeezed, *written in booked:
        on, end = days.get(day) or days.setdefault(day, reader.day(day)), minute + minutes
        name = called.get(patient_id) or called.setdefault(patient_id, full_name(*written))
        rest = (who, all_rooms.get(room_id, ""), patient_id, name, status, bool(squeezed))
        treating.add(who)
        if on >= first:
            taken.setdefault(on, []).append(Taken(key, minute, min(end, _DAY), *rest))
        if end > _DAY and on < last:
            taken.setdefault(on + timedelta(days=1), []).insert(0, Taken(key, 0, end - _DAY, *rest))
    # An owner stands among those who treat where they have patients, or hours of their own.
    practitioners = {key: name for key, name, treats in staff if treats or key in treating}
    return Calendar(
        kept, {on: tuple(some) for on, some in taken.items()}, in_use, practitioners, about.overlap_limit,
        _skipped(first, last, about.timezone),
    )  # fmt: skip


def week(reader: Reader, monday: date, minutes: int = USUAL_MINUTES, patient_id: int | None = None) -> Week:
    """The seven days from a Monday on, of everybody who treats; places are for a visit of that length."""
    return week_of(calendar(reader, monday, monday + timedelta(days=6)), monday, minutes, patient_id)


def next_free(
    reader: Reader, of: int | tuple[int, int], after: tuple[date, int], minutes: int | None = None
) -> Place | None:
    """The place to propose: for the appointment `of`, or for a (patient, practitioner).

    About a week after that appointment, or after the patient's last one with the practitioner, at the same weekday and
    time; else the nearest free place later. Who never came is given the first free place after `after`, the clinic's
    date and minute now. None when there is none within `care.places.FAR` days, or the appointment has no practitioner.
    """
    with reader.snapshot():
        last, patient_id, practitioner_id = _last(reader, of)
        if last is None:
            if practitioner_id is None:
                return None
            found = free_after(reader, patient_id, practitioner_id, after, 1, minutes or USUAL_MINUTES)
            return found[0] if found else None
        if minutes is not None:
            last = last._replace(minutes=minutes)
        wanted = rhythm(last, after)
        place = next_place(calendar(reader, wanted.on, wanted.on, named=False), last, after, patient_id=patient_id)
        if place is not None and place.on == wanted.on:
            return place
        if last.practitioner_id is None:
            return None
        begin = (wanted.on + timedelta(days=1), 0)
        found = _search(reader, patient_id, last.practitioner_id, begin, 1, last.minutes, last.room)
    return found[0] if found else None


def free_after(
    reader: Reader,
    patient_id: int | None,
    practitioner_id: int,
    after: tuple[date, int],
    count: int = 1,
    minutes: int = USUAL_MINUTES,
) -> tuple[Place, ...]:
    """The first `count` free places from a date and minute on, nearest first; the patient is not elsewhere then."""
    with reader.snapshot():
        return _search(reader, patient_id, practitioner_id, after, count, minutes, _usual_room(reader, patient_id))


def series_for(
    reader: Reader,
    patient_id: int,
    practitioner_id: int,
    first: date | Place,
    count: int,
    every_days: Sequence[int] = (7,),
    minutes: int = USUAL_MINUTES,
) -> tuple[SeriesPlace, ...]:
    """`count` places from `first` on: a place, or a day, at the time the patient last had with the practitioner."""
    with reader.snapshot():
        if not isinstance(first, Place):
            last, _, _ = _last(reader, (patient_id, practitioner_id))
            first = (
                Place(first, last.minute, minutes, practitioner_id, last.room)
                if last is not None
                else next(iter(free_after(reader, patient_id, practitioner_id, (first, 0), 1, minutes)), None)
                or Place(first, clinic(reader).opens_minute, minutes, practitioner_id)
            )
        span = sum(every_days[number % len(every_days)] for number in range(max(0, count - 1)))
        known = calendar(reader, first.on, first.on + timedelta(days=span))
    return series(known, first, count, every_days, patient_id=patient_id)


def free_rooms(reader: Reader, on: date, minute: int, minutes: int, ignoring: int | None = None) -> tuple[str, ...]:
    """The rooms nobody has in a span of a day, in the order people count them; `ignoring` is an appointment's id.

    A patient who is in a room longer than was promised keeps it, up to `OVERRUN` minutes.
    """
    known = calendar(reader, on, on, named=False)
    busy = {
        one.room
        for one in known.taken.get(on, ())
        if one.appointment_id != ignoring and one.start < minute + minutes
        and minute < one.end + (OVERRUN if one.status == "in_room" else 0)
    }  # fmt: skip
    return tuple(room for room in known.rooms if room not in busy)


def _search(
    reader: Reader, patient_id: int | None, practitioner_id: int, after: tuple[date, int], count: int, minutes: int,
    room: str | None,
) -> tuple[Place, ...]:  # fmt: skip
    """Free places, nearest first. A few days at a time: most often the first of them have enough."""
    found: list[Place] = []
    begin = after
    for days in (2, 5, 14, FAR - 21):
        known = calendar(reader, begin[0], begin[0] + timedelta(days=days - 1), named=False)
        for place in places_after(known, practitioner_id, minutes, begin, days=days, patient_id=patient_id, room=room):
            found.append(place)
            if len(found) == count:
                return tuple(found)
        begin = (begin[0] + timedelta(days=days), 0)
    return tuple(found)


def _last(reader: Reader, of: int | tuple[int, int]) -> tuple[Place | None, int, int | None]:
    """(the appointment a proposal goes by, its patient, who treats); the first is None for who never came."""
    columns = (
        "select a.local_date, a.minute, a.minutes, a.practitioner_id, room.name, a.patient_id from appointment a "
        "left join room on room.id = a.room_id where"
    )
    if isinstance(of, int):
        row = reader.row(f"{columns} a.id = :id and not a.voided", {"id": of})
        if row is None:
            raise NotFound(f"There is no appointment with number {of}. Nothing was changed. Look at the day again.")
        patient_id, practitioner_id = row[5], row[3]
    else:
        patient_id, practitioner_id = of
        row = reader.row(
            # The plus keeps the planner on the patient's own few rows.
            f"{columns} a.patient_id = :patient and +a.practitioner_id = :who and {_KEEPS} "
            "order by a.start_utc desc limit 1",
            {"patient": patient_id, "who": practitioner_id},
        )
    if row is None:
        return None, patient_id, practitioner_id
    return Place(reader.day(row[0]), *row[1:5]), patient_id, practitioner_id


def _usual_room(reader: Reader, patient_id: int | None) -> str | None:
    row = reader.row(
        f"select room.name from appointment a left join room on room.id = a.room_id where a.patient_id = :patient "
        f"and {_KEEPS} order by a.start_utc desc limit 1",
        {"patient": patient_id},
    )
    return None if row is None else row[0]


def _skipped(first: date, last: date, zone: str) -> dict[date, tuple[Span, ...]]:
    """The minutes that the clocks skip or tell twice, on the days that are not 24 hours long."""
    found: dict[date, tuple[Span, ...]] = {}
    # A zone may change its clocks at midnight itself, so noons are compared: the change is on either side of one.
    days = [first + timedelta(days=number) for number in range(-1, (last - first).days + 2)]
    noons = [to_utc(on, _DAY // 2, zone) for on in days]
    for before, noon, after, on in zip(noons, noons[1:], noons[2:], days[1:], strict=False):
        if after - before != 2 * _DAY * 60 or noon - before != _DAY * 60:
            odd = [minute for minute in range(_DAY) if _odd(on, minute, zone)]
            if odd:
                found[on] = (Span(odd[0], odd[-1] + 1),)
    return found


def _odd(on: date, minute: int, zone: str) -> bool:
    return next_valid(on, minute, zone) != (on, minute) or is_ambiguous(on, minute, zone)
