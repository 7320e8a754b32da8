"""Recurring events: which rules are taken at all, and the times they come to."""

from datetime import date, datetime, timedelta

import recurring_ical_events
from icalendar import Calendar, Event
from icalendar.prop import vRecur

from db.exchange.ics import Property

MAX_OCCURRENCES = 200
MAX_SERIES = 2_000
_FREQUENCIES = {"DAILY": 5, "WEEKLY": 5, "MONTHLY": 20, "YEARLY": 20}
"""Each frequency that is taken, with the most years a rule of it may span: so that expanding always ends soon."""

_WITHIN_A_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")


def occurrences(start: date | datetime, rule: Property, latest: date) -> list[date] | list[datetime]:
    """Every start the rule of a series gives, in the zone of `start`, up to `latest`.

    Raises `ValueError`, in words, for a rule without an end, finer than daily, of no step, or of more than
    `MAX_OCCURRENCES` times.
    """
    recur = _checked(rule.value, start, latest)
    naive = start.replace(tzinfo=None) if isinstance(start, datetime) else start
    if "UNTIL" in recur:
        recur["UNTIL"] = [_until(recur["UNTIL"][0], start)]
    event = Event()
    event.add("uid", "series")
    event.add("dtstart", naive)
    event.add("rrule", recur)
    calendar = Calendar()
    calendar.add_component(event)
    first = start.date() if isinstance(start, datetime) else start
    try:
        found = recurring_ical_events.of(calendar).between(first, latest + timedelta(days=1))
        times = sorted({each.start for each in found})
    except Exception:
        # The library raises whatever it comes across; the rule is what is wrong, and that is what a person hears.
        raise ValueError("this rule cannot be followed") from None
    if len(times) > MAX_OCCURRENCES:
        raise ValueError(f"a series of more than {MAX_OCCURRENCES} times; end it earlier and export it again")
    if isinstance(start, datetime):
        return [each.replace(tzinfo=start.tzinfo) for each in times]
    return times


def _checked(text: str, start: date | datetime, latest: date) -> vRecur:
    if len(text) > 500:
        raise ValueError("a rule of more than 500 characters")
    try:
        recur: vRecur = vRecur.from_ical(text)
    except Exception:
        raise ValueError("not a recurrence rule") from None
    frequency = str((recur.get("FREQ") or [""])[0]).upper()
    if frequency not in _FREQUENCIES:
        raise ValueError("a series may repeat by day, week, month or year, no finer")
    if any(len(recur.get(part, ())) > 1 for part in _WITHIN_A_DAY) or "RSCALE" in recur:
        raise ValueError("a series may repeat by day, week, month or year, no finer")
    if not 1 <= int((recur.get("INTERVAL") or [1])[0]) <= 1000:
        raise ValueError("INTERVAL must be from 1 to 1000")
    if "COUNT" not in recur and "UNTIL" not in recur:
        raise ValueError("a series without an end; give it an end date or a number of times, and export it again")
    if not _comes(recur):
        raise ValueError("a rule for a day that never comes")
    count = int((recur.get("COUNT") or [1])[0])
    if not 1 <= count <= MAX_OCCURRENCES:
        raise ValueError(f"a series of {count:,} times; from 1 to {MAX_OCCURRENCES} are taken")
    first = start.date() if isinstance(start, datetime) else start
    span = timedelta(days=366 * _FREQUENCIES[frequency])
    if latest - first > span + timedelta(days=366 * 5):
        raise ValueError(f"a series that began more than {_FREQUENCIES[frequency]} years ago")
    if "UNTIL" in recur and _day(recur["UNTIL"][0]) - first > span:
        raise ValueError(f"a series over more than {_FREQUENCIES[frequency]} years; end it earlier")
    return recur


def _comes(recur: vRecur) -> bool:
    """Whether some month has one of the days: the library would look for the thirtieth of February until 9999."""
    days = [abs(int(day)) for day in recur.get("BYMONTHDAY", ())]
    months = [int(month) for month in recur.get("BYMONTH", ())] or [1]
    return not days or any(day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)
                           for month in months for day in days)  # fmt: skip


def _until(value: date | datetime, start: date | datetime) -> date | datetime:
    """The end of a rule on the wall clock of its start, as the expansion knows no zones."""
    if not isinstance(start, datetime):
        return _day(value)
    if not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, 23, 59, 59)  # noqa: DTZ001
    if value.tzinfo is None:
        return value
    return value.astimezone(start.tzinfo).replace(tzinfo=None)


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value
