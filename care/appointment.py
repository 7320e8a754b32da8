"""A promised time at the clinic."""

from datetime import date
from typing import NamedTuple

STATUSES = (
    "booked", "confirmed", "arrived", "in_room", "completed", "cancelled", "late_cancelled", "no_show", "left_unseen",
)  # fmt: skip
TO_COME = ("booked", "confirmed")
PRESENT = ("arrived", "in_room")
FREED = ("cancelled", "late_cancelled", "no_show", "left_unseen")
"""States in which room and patient are free again: ignored by every overlap check."""


class Appointment(NamedTuple):
    """Wall-clock time at the clinic is the promise: `on`, `minute` (after local midnight), `minutes` long.

    `arrived_utc`, `started_utc`, `finished_utc` are past facts in integer UTC seconds, None if not recorded.
    """

    id: int
    source_id: str | None
    patient_id: int
    patient: str
    on: date
    minute: int
    minutes: int
    status: str
    course_id: int | None = None
    practitioner_id: int | None = None
    practitioner: str = ""
    room: str = ""
    start_utc: int = 0
    arrived_utc: int | None = None
    started_utc: int | None = None
    finished_utc: int | None = None
    cancelled_by: str = ""
    reason: str = ""
    squeezed: bool = False
    version: int = 1

    @property
    def end_minute(self) -> int:
        """The first minute after it, counted from local midnight."""
        return self.minute + self.minutes


def clock(minute: int) -> str:
    """Minutes after midnight as `HH:MM`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
