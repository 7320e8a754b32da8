"""The waiting list as it is read: who is on it, who would take a place, and which places have become free."""

from datetime import date, timedelta
from typing import Any

from care.appointment import FREED
from care.patient import full_name
from care.waiting import Place, WaitingEntry, fits
from db.clinic import clinic
from db.localtime import to_local
from db.reader import Reader

DAYS_AHEAD = 30
"""How far ahead a cancelled appointment counts as a place to offer [D]."""

_FREED = ", ".join(f"'{status}'" for status in FREED)

_COLUMNS = (
    "w.id, w.patient_id, p.family_name, p.given_name, p.preferred_name, p.phone, w.earliest, w.latest, "
    "w.practitioner_id, coalesce(s.name, ''), w.course_id, w.weekdays, w.from_minute, w.until_minute, w.minutes, "
    "w.note, w.since_utc, w.state, w.version"
)


def waiting(reader: Reader) -> tuple[WaitingEntry, ...]:
    """Everybody on the list, also those who were offered a place, the longest waiting first."""
    zone = clinic(reader).timezone
    rows = reader.rows(
        f"select {_COLUMNS} from waiting_entry w cross join patient p left join staff s on s.id = w.practitioner_id "
        "where w.state in ('waiting', 'offered') and p.id = w.patient_id and not p.voided "
        "order by w.since_utc, w.id limit 1000"
    )
    return tuple(_entry_of(reader, row, zone) for row in rows)


def fitting(
    reader: Reader, on: date, minute: int, minutes: int, practitioner_id: int | None
) -> tuple[WaitingEntry, ...]:
    """Who would want a place that just became free, longest waiting first; nobody who is elsewhere at that time."""
    place = Place(on, minute, minutes, practitioner_id)
    with reader.snapshot():
        return _takers(reader, place, waiting(reader))


def offers(
    reader: Reader, as_of: date, minute: int, days: int = DAYS_AHEAD
) -> tuple[tuple[Place, tuple[WaitingEntry, ...]], ...]:
    """Each place left by a cancellation, after a minute of a day and within some days, with who would take it.

    A place is still free when its practitioner has nobody at that time and the clinic is open that day.
    """
    with reader.snapshot():
        entries = waiting(reader)
        if not entries:
            return ()
        found = ((place, _takers(reader, place, entries)) for place in _free_places(reader, as_of, minute, days))
        return tuple((place, takers) for place, takers in found if takers)


def _free_places(reader: Reader, as_of: date, minute: int, days: int) -> list[Place]:
    rows = reader.rows(
        "select a.local_date, a.minute, max(a.minutes), a.practitioner_id, coalesce(s.name, ''), min(a.id) "
        "from appointment a left join staff s on s.id = a.practitioner_id "
        "where a.local_date >= :first and a.local_date <= :last and (a.local_date > :first or a.minute > :minute) "
        "and a.status in ('cancelled', 'late_cancelled') and a.practitioner_id is not null and not a.voided "
        "and not exists (select 1 from closure c where c.local_date = a.local_date and not c.cancelled) "
        "and not exists (select 1 from absence h where h.staff_id = a.practitioner_id "
        "and h.from_date <= a.local_date and h.to_date >= a.local_date) "
        "and not exists (select 1 from appointment o where o.practitioner_id = a.practitioner_id "
        "and o.start_utc > a.start_utc - 28800 and o.start_utc < a.end_utc and o.end_utc > a.start_utc "
        f"and o.status not in ({_FREED}) and not o.voided) "
        "group by a.local_date, a.minute, a.practitioner_id, s.name order by a.local_date, a.minute limit 200",
        {"first": as_of.isoformat(), "last": (as_of + timedelta(days)).isoformat(), "minute": minute},
    )
    return [Place(reader.day(on), begin, minutes, *who) for on, begin, minutes, *who in rows]


def _takers(reader: Reader, place: Place, entries: tuple[WaitingEntry, ...]) -> tuple[WaitingEntry, ...]:
    # Who was offered a place already is not asked twice.
    willing = [entry for entry in entries if entry.state == "waiting" and fits(entry, place)]
    busy = _busy(reader, place) if willing else set()
    return tuple(entry for entry in willing if entry.patient_id not in busy)


def _busy(reader: Reader, place: Place) -> set[int]:
    """The patients who have an appointment at that time already."""
    rows = reader.rows(
        "select patient_id from appointment where local_date = :on and minute < :end and minute + minutes > :start "
        f"and status not in ({_FREED}) and not voided",
        {"on": place.on.isoformat(), "start": place.minute, "end": place.minute + place.minutes},
    )
    return {key for (key,) in rows}


def _entry_of(reader: Reader, row: tuple[Any, ...], zone: str) -> WaitingEntry:
    (
        key, patient_id, family, given, preferred, phone, earliest, latest, practitioner_id, practitioner, course_id,
        weekdays, from_minute, until_minute, minutes, note, since_utc, state, version,
    ) = row  # fmt: skip
    return WaitingEntry(
        key, patient_id, full_name(family, given, preferred), phone, reader.day(earliest), reader.maybe_day(latest),
        practitioner_id, practitioner, course_id, tuple(int(day) for day in weekdays.split(";") if day),
        from_minute, until_minute, minutes, note, since_utc, state, version, to_local(since_utc, zone)[0],
    )  # fmt: skip
