"""What an online calendar says, whatever format it came in: bookings and closed days in the clinic's own time."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Booking:
    """One booked time as the calendar has it now. `line` is where its event begins in `file`.

    `practitioner` is a name, where the calendar gives one.
    """

    file: str
    line: int
    source_id: str
    on: date
    minute: int
    fold: int
    start_utc: int
    minutes: int
    family_name: str = ""
    given_name: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    service: str = ""
    note: str = ""
    practitioner: str = ""
    sequence: int = 0
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """One day the calendar marks as closed."""

    source_id: str
    on: date
    reason: str
    cancelled: bool = False


@dataclass(slots=True)
class Feed:
    """One file of bookings. `series` names the recurring events in it by UID: what is missing of one was removed."""

    file: str
    bookings: list[Booking] = field(default_factory=list)
    closures: list[ClosedDay] = field(default_factory=list)
    series: dict[str, int] = field(default_factory=dict)
    """UID to the sequence of its master event."""
