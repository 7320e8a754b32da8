"""Days and times as booking services and spreadsheets write them."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from db.exchange.values import Frame
from db.localtime import to_local

Moment = tuple[date, int, int]
"""Day, minute after midnight and fold, of the clinic's wall clock."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.ASCII | re.IGNORECASE)
_SLASHES = re.compile(r"(?P<one>[0-9]{1,2})/(?P<two>[0-9]{1,2})/(?P<y>[0-9]{4}|[0-9]{2})", re.ASCII)
_DATES = (
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})", re.ASCII),
    _SLASHES,
    re.compile(r"(?P<d>[0-9]{1,2})\.(?P<m>[0-9]{1,2})\.(?P<y>[0-9]{4}|[0-9]{2})", re.ASCII),
    re.compile(r"(?P<month>[A-Za-z]{3})[a-z]*\.? (?P<d>[0-9]{1,2}),? (?P<y>[0-9]{4})", re.ASCII),
    re.compile(r"(?P<d>[0-9]{1,2}) (?P<month>[A-Za-z]{3})[a-z]*\.?,? (?P<y>[0-9]{4})", re.ASCII),
)
_TIME = re.compile(
    r"(?P<h>[0-9]{1,2})(?::(?P<min>[0-9]{2}))?(?::[0-9]{2}(?:\.[0-9]+)?)?\s*(?P<half>[ap])?(?(half)\.?m?\.?)",
    re.ASCII | re.IGNORECASE,
)
_BETWEEN = re.compile(r"(?:\s*,\s*|\s+|T)(?:(?:at|@|-)\s*)?", re.ASCII | re.IGNORECASE)
_ABSOLUTE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+\s*(?:Z|[+-][0-9]{2}:?[0-9]{2})", re.ASCII)
_LENGTH = re.compile(r"(?:(?P<h>[0-9]{1,2})(?::|\s*h[a-z]*\.?\s*))?(?:(?P<m>[0-9]{1,3})(?:\s*m[a-z]*\.?)?)?", re.ASCII)


def day_comes_first(texts: Iterable[str]) -> tuple[bool, bool]:
    """(whether dates such as 24/11/2026 have the day first, whether the texts leave that open).

    One that can only be read one way decides for all; where none does, the month comes first.
    """
    first = second = slashes = False
    for text in texts:
        if (found := _SLASHES.match(_WEEKDAY.sub("", text, count=1))) is not None:
            slashes = True
            first, second = first or int(found["one"]) > 12, second or int(found["two"]) > 12
    return first and not second, slashes and not first and not second


def moment(text: str, frame: Frame, *, day_first: bool = False, on: date | None = None) -> Moment:
    """`11/24/2026 9:30 AM`, `2026-11-24 09:30`, `November 24, 2026 9:30 am`, `2026-11-24T17:30:00Z` and their like.

    A time with `Z` or an offset becomes the clinic's own. `on` is the day of a text that is a time alone. Raises
    `ValueError` with the reason in words.
    """
    text = " ".join(text.split())
    if _ABSOLUTE.fullmatch(text):
        try:
            at = datetime.fromisoformat(text.replace(" +", "+").replace(" -", "-").replace(" Z", "Z"))
        except ValueError:
            raise ValueError("there is no such day or time") from None
        return to_local(int(at.timestamp()), frame.zone)
    text = _WEEKDAY.sub("", text, count=1)
    if on is not None and (alone := _TIME.fullmatch(text)) is not None and (alone["min"] or alone["half"]):
        return on, _minute(alone), 0
    for shape in _DATES:
        found = shape.match(text)
        gap = _BETWEEN.match(text, found.end()) if found else None
        time = _TIME.fullmatch(text, gap.end()) if gap else None
        if found is not None and time is not None and (time["min"] or time["half"]):
            return _day(found, day_first), _minute(time), 0
    raise ValueError("a time is written MM/DD/YYYY HH:MM AM, or YYYY-MM-DD HH:MM")


def length(text: str) -> int:
    """Minutes of `45`, `45 min`, `0:45` or `1 h 15`. Raises `ValueError`."""
    found = _LENGTH.fullmatch(" ".join(text.split()).casefold())
    if found is None or not (found["h"] or found["m"]):
        raise ValueError("a length is written in minutes, or as H:MM")
    return 60 * int(found["h"] or 0) + int(found["m"] or 0)


def _day(found: re.Match[str], day_first: bool) -> date:
    parts = found.groupdict()
    if "one" in parts:
        day, month = (parts["one"], parts["two"]) if day_first else (parts["two"], parts["one"])
        if int(month) > 12:
            order = "the day comes first, DD/MM/YYYY" if day_first else "the month comes first, MM/DD/YYYY"
            raise ValueError(f"there is no month {int(month)}: in this file {order}; --day-first says otherwise")
    else:
        day = parts["d"]
        name = (parts.get("month") or "").casefold()
        month = parts.get("m") or str(_MONTHS.index(name) + 1 if name in _MONTHS else 0)
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    try:
        return date(year, int(month), int(day))
    except ValueError:
        raise ValueError("there is no such day or time") from None


def _minute(time: re.Match[str]) -> int:
    hour, minute, half = int(time["h"]), int(time["min"] or 0), (time["half"] or "").casefold()
    if half and not 1 <= hour <= 12:
        raise ValueError("there is no such time of day")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        raise ValueError("there is no such day or time")
    return hour * 60 + minute
