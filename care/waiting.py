"""Who waits for a place to become free, and which place each of them would take."""

from datetime import date
from typing import NamedTuple

OPEN_STATES = ("waiting", "offered")
"""On the list still; an offered one has been asked and has not answered yet."""


class WaitingEntry(NamedTuple):
    """Somebody on the waiting list. Empty `weekdays` (ISO, 1 is Monday), None for a time or person: any will do.

    The whole appointment of `minutes` must lie between `from_minute` and `until_minute`, minutes after midnight.
    """

    id: int
    patient_id: int
    patient: str
    phone: str
    earliest: date
    latest: date | None = None
    practitioner_id: int | None = None
    practitioner: str = ""
    course_id: int | None = None
    weekdays: tuple[int, ...] = ()
    from_minute: int | None = None
    until_minute: int | None = None
    minutes: int = 30
    note: str = ""
    since_utc: int = 0
    state: str = "waiting"
    version: int = 1
    since: date | None = None
    """The clinic's date of `since_utc`."""


class Place(NamedTuple):
    """Time that has become free with a practitioner."""

    on: date
    minute: int
    minutes: int
    practitioner_id: int | None = None
    practitioner: str = ""
    appointment_id: int | None = None
    """The cancelled appointment that left it."""


def fits(entry: WaitingEntry, place: Place) -> bool:
    """Whether somebody would take a place: the day, the time of day, the length and the practitioner suit."""
    if place.on < entry.earliest or (entry.latest is not None and place.on > entry.latest):
        return False
    if entry.weekdays and place.on.isoweekday() not in entry.weekdays:
        return False
    if entry.practitioner_id is not None and entry.practitioner_id != place.practitioner_id:
        return False
    begin = max(place.minute, entry.from_minute or 0)
    end = place.minute + place.minutes
    if entry.until_minute is not None:
        end = min(end, entry.until_minute)
    return end - begin >= entry.minutes
