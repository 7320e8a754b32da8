"""Times of an iCalendar file as moments: whichever way the zone is named, and where it is not."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from db.exchange.ics import Property

_VALUE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})?(Z)?)?", re.ASCII)
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])([0-9]{1,2}):?([0-9]{2})?", re.ASCII | re.IGNORECASE)
_DURATION = re.compile(
    r"([+-])?P(?:([0-9]{1,4})W)?(?:([0-9]{1,4})D)?(?:T(?:([0-9]{1,5})H)?(?:([0-9]{1,5})M)?(?:([0-9]{1,6})S)?)?",
    re.ASCII,
)
_LOCATION = re.compile(r"^X-LIC-LOCATION[^:]*:(.+)$", re.MULTILINE | re.IGNORECASE)
_MOST_ZONE_LINES = 2_000


@dataclass
class Zones:
    """Finds the rules behind a TZID. `unknown` collects the names that nothing is known of."""

    clinic: ZoneInfo
    written: dict[str, str]
    """VTIMEZONE texts of the file, by TZID."""
    unknown: set[str] = field(default_factory=set)
    _found: dict[str, tzinfo] = field(default_factory=dict)

    def rules(self, name: str) -> tzinfo:
        """The zone of a TZID; the clinic's own where the name says nothing."""
        if name not in self._found:
            self._found[name] = self._find(name)
        return self._found[name]

    def _find(self, name: str) -> tzinfo:
        known = _by_name(name) or _by_offset(name)
        if known is None and name in self.written:
            known = _by_text(self.written[name])
        if known is None:
            self.unknown.add(name)
            return self.clinic
        return known

    def read(self, found: Property) -> date | datetime:
        """A date, or an aware datetime, of a DTSTART and its like; `ValueError` with the reason in words."""
        # A zone's name with a colon in it should be quoted, and often is not.
        head, _, value = found.value.rpartition(":")
        name = ":".join(part for part in (found.parameters.get("TZID", ""), head) if part)
        return self.parse(value, name)

    def parse(self, text: str, zone_name: str) -> date | datetime:
        """A single value as `read` does, of a property that holds several."""
        shape = _VALUE.fullmatch(text.strip())
        if shape is None:
            raise ValueError("a time is written 20261120T093000, a day 20261120")
        if int(shape[1]) == 0:
            raise ValueError("there is no year 0")
        try:
            if shape[4] is None:
                return date(int(shape[1]), int(shape[2]), int(shape[3]))
            rules = UTC if shape[7] else self.rules(zone_name) if zone_name else self.clinic
            return datetime(
                int(shape[1]), int(shape[2]), int(shape[3]), int(shape[4]), int(shape[5]), int(shape[6] or 0),
                tzinfo=rules,
            )  # fmt: skip
        except ValueError:
            raise ValueError("there is no such day or time") from None


def duration(text: str) -> timedelta:
    """An iCalendar DURATION; `ValueError` where it is none."""
    shape = _DURATION.fullmatch(text.strip())
    if shape is None or not any(shape.groups()[1:]):
        raise ValueError("a duration is written PT30M")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in shape.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if shape[1] == "-" else length


@cache
def _names() -> dict[str, str]:
    known = {windows.casefold(): olson for windows, olson in WINDOWS_TO_OLSON.items()}
    return known | {name.casefold(): name for name in available_timezones()}


def _by_name(name: str) -> ZoneInfo | None:
    """An IANA or Windows name, also behind the path or before the suffix that some programs add to it."""
    plain = name.strip().strip('"').replace(" ", "_") if "/" in name else name.strip().strip('"')
    parts = [part for part in plain.split("/") if part]
    for count in (len(parts), 3, 2):
        candidate = re.sub(r"[-_ ][0-9]+$", "", "/".join(parts[-count:])) if count else ""
        for each in ("/".join(parts[-count:]), candidate):
            if olson := _names().get(each.casefold()):
                return ZoneInfo(olson)
    return None


def _by_offset(name: str) -> tzinfo | None:
    shape = _OFFSET.fullmatch(name.strip())
    if shape is None:
        return None
    length = timedelta(hours=int(shape[2]), minutes=int(shape[3] or 0))
    if length >= timedelta(hours=15):
        return None
    return timezone(-length if shape[1] == "-" else length)


def _by_text(text: str) -> tzinfo | None:
    """A zone the file brings along. Its rules run only when they are the yearly ones every real zone has."""
    if location := _LOCATION.search(text):
        known = _by_name(location[1].strip())
        if known is not None:
            return known
    rules = re.findall(r"^RRULE[^:]*:(.*)$", text, re.MULTILINE | re.IGNORECASE)
    if text.count("\n") > _MOST_ZONE_LINES or any("FREQ=YEARLY" not in rule.upper() for rule in rules):
        return None
    if any(re.search(r"INTERVAL=0|BY(HOUR|MINUTE|SECOND)", rule, re.IGNORECASE) for rule in rules):
        return None
    try:
        found = Timezone.from_ical(text)
        zone = found.to_tz(lookup_tzid=False) if isinstance(found, Timezone) else None
        if zone is not None:
            zone.utcoffset(datetime(2026, 1, 1))  # noqa: DTZ001
    except Exception:
        # Whatever a foreign zone does wrong, its name is reported as unknown.
        return None
    return zone if isinstance(zone, tzinfo) else None
