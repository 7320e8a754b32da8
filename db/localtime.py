"""Between the clinic's wall clock and UTC, with both days of the year that are not 24 hours long."""

import difflib
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from care.appointment import clock
from care.text import clean
from db.errors import Refused

_DAY = 24 * 60


def to_utc(on: date, minute: int, zone: str, fold: int = 0) -> int:
    """UTC seconds of a wall-clock minute. `fold` 1 is the second of two equal times in autumn.

    Raises `Refused` for a time that the clocks skip, naming the next one there is.
    """
    if not 0 <= minute < _DAY:
        raise Refused(f"A time of day has 0 to {_DAY - 1} minutes after midnight, not {minute}. Nothing was changed.")
    rules = zone_of(zone)
    seconds = _seconds(on, minute, rules, fold)
    if seconds is None:
        later = next_valid(on, minute, zone)
        raise Refused(
            f"{on.isoformat()} {clock(minute)} does not exist in {zone}: the clocks go forward. "
            f"Nothing was changed. The next time there is: {later[0].isoformat()} {clock(later[1])}."
        )
    return seconds


def to_local(utc: int, zone: str) -> tuple[date, int, int]:
    """The clinic's date, minute after midnight and fold of a UTC second."""
    local = datetime.fromtimestamp(utc, zone_of(zone))
    return local.date(), local.hour * 60 + local.minute, local.fold


def next_valid(on: date, minute: int, zone: str) -> tuple[date, int]:
    """The first wall-clock time from this one on that exists (itself, outside a gap)."""
    rules = zone_of(zone)
    # The longest gap there ever was is a whole day, when Samoa crossed the date line.
    for step in range(_DAY + 1):
        days, later = divmod(minute + step, _DAY)
        day = on + timedelta(days=days)
        if _seconds(day, later, rules, 0) is not None:
            return day, later
    raise Refused(f"{on.isoformat()} does not exist in {zone}. Nothing was changed. Choose another day.")


def is_ambiguous(on: date, minute: int, zone: str) -> bool:
    """Whether a wall-clock time comes twice, so that a person must say which one is meant."""
    rules = zone_of(zone)
    first = _seconds(on, minute, rules, 0)
    return first is not None and first != _seconds(on, minute, rules, 1)


def zone_of(name: str) -> ZoneInfo:
    """The rules of an IANA time zone; raises `Refused` naming the nearest known ones."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise unknown_zone(name) from None


def check_zone(name: str) -> str:
    """`name` when it is an IANA zone known everywhere, not only a file of this machine; raises `Refused` otherwise."""
    if name not in _everywhere():
        raise unknown_zone(name)
    return name


def unknown_zone(name: str) -> Refused:
    """The refusal of a time zone, with the names that may have been meant."""
    typed = "_".join(clean(name).split()).casefold()
    known = {zone.casefold(): zone for zone in sorted(_everywhere())}
    cities = {zone.rsplit("/", 1)[-1]: zone for zone in known}
    near = [known[match] for match in difflib.get_close_matches(typed, known, n=2, cutoff=0.75)]
    near += [
        known[cities[match]] for match in difflib.get_close_matches(typed.rsplit("/", 1)[-1], cities, n=2, cutoff=0.75)
    ]
    near = list(dict.fromkeys(near))[:2]
    hint = f"Did you mean {' or '.join(near)}?" if near else "It is a name like America/Los_Angeles."
    return Refused(f"There is no time zone “{clean(name)}”. Nothing was changed. {hint}")


def _everywhere() -> set[str]:
    # The others are local files and old names of a few letters.
    return {zone for zone in available_timezones() if "/" in zone or zone == "UTC"}


def _seconds(on: date, minute: int, rules: ZoneInfo, fold: int) -> int | None:
    wall = datetime(on.year, on.month, on.day, minute // 60, minute % 60, tzinfo=rules, fold=fold)
    at = wall.astimezone(UTC)
    # A time in the gap comes back as another one.
    if at.astimezone(rules).replace(tzinfo=None) != wall.replace(tzinfo=None):
        return None
    return int(at.timestamp())
