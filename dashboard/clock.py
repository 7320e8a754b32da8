"""The only place that reads the clock. Everything else is told what time it is."""

import os
import re
import time
from datetime import date
from pathlib import Path

from db.errors import Refused
from db.localtime import to_local, to_utc, zone_of


def awake_or_not() -> float:
    """Seconds that go on while the machine is asleep, where it can count them: for how long nobody was here."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


_YEARS = range(1900, 2200)
"""Far enough from the calendar's own ends that a week, or a life, can be added or taken away."""


class Clock:
    """The time of day, as integer UTC seconds and as the clinic's wall clock.

    `offset` seconds are added to the machine's clock, so that a demo can start in the middle of a morning and run on.
    """

    def __init__(self, offset: int = 0) -> None:
        self._offset = offset

    def now_utc(self) -> int:
        """UTC seconds since 1970, whole."""
        return int(time.time()) + self._offset

    def today(self, zone: str) -> date:
        """The clinic's local date."""
        return to_local(self.now_utc(), zone)[0]

    def minute(self, zone: str) -> int:
        """Minutes after local midnight."""
        return to_local(self.now_utc(), zone)[1]


class FixedClock(Clock):
    """A clock that stands still at one UTC second: for tests, pictures and `acudesk demo --at`."""

    def __init__(self, utc: int) -> None:
        super().__init__()
        self._utc = utc

    def now_utc(self) -> int:
        """The second this clock was stopped at."""
        return self._utc


def read_date(text: str) -> date:
    """A date written YYYY-MM-DD. Raises Refused with the reason for anything else."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise Refused(f"{text!r} is not a date; write it as YYYY-MM-DD, for example 2026-11-20")
    try:
        on = date.fromisoformat(text)
    except ValueError:
        raise Refused(f"{text} is not in the calendar") from None
    if on.year not in _YEARS:
        raise Refused(f"{text} is not a day of a clinic: the years go from {_YEARS[0]} to {_YEARS[-1]}")
    return on


def read_moment(text: str, zone: str) -> int:
    """UTC seconds of a wall-clock time `YYYY-MM-DD HH:MM` in a zone. Raises Refused, also in a DST gap."""
    match = re.fullmatch(r"(\S+)[ T](\d{1,2}):(\d{2})", text.strip(), re.ASCII)
    if not match or int(match[2]) > 23 or int(match[3]) > 59:
        raise Refused(f"{text!r} is not a moment; write it as 'YYYY-MM-DD HH:MM', for example '2026-11-20 10:42'")
    return to_utc(read_date(match[1]), int(match[2]) * 60 + int(match[3]), zone)


def machine_zone() -> str | None:
    """The IANA name of this machine's time zone, None if it does not say."""
    _, _, linked = str(Path("/etc/localtime").resolve()).partition("zoneinfo/")
    note = Path("/etc/timezone")
    written = note.read_text(encoding="utf-8", errors="replace").strip() if note.is_file() else ""
    for name in (os.environ.get("TZ", "").lstrip(":"), linked, written):
        try:
            return zone_of(name).key
        except Refused:
            continue
    return None
