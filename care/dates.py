"""Birth dates as people type them: `1969-11-04`, `4.11.1969`, `11/04/1969`."""

import re
from contextlib import suppress
from datetime import date

_DATES = re.compile(
    r"(?<![\w.+-])(?:(?P<iso>(\d{4})-(\d{1,2})-(\d{1,2}))|(?P<dots>(\d{1,2})\.(\d{1,2})\.(\d{4}))"
    r"|(?P<slashes>(\d{1,2})/(\d{1,2})/(\d{4})))(?![\w-])"
)


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORDS = re.compile(
    r"(?<![\w.+-])(?:(\d{1,2})(?:st|nd|rd|th|\.)?[\s.-]*(?P<after>[a-z]{3,9})\.?,?[\s-]*(\d{4})"
    r"|(?P<before>[a-z]{3,9})\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s*(\d{4}))(?![\w-])",
    re.ASCII | re.IGNORECASE,
)
_SHORT = re.compile(r"(?<![\w.+/-])(\d{1,2})([./-])(\d{1,2})\2(\d{2}|\d{4})(?![\w./-])", re.ASCII)
_PACKED = re.compile(r"(?<![\w.+-])((?:18|19|20)\d{2})(\d{2})(\d{2})(?![\w-])", re.ASCII)


class NotADate(ValueError):
    """A text that names no day of the calendar; the message says how one is written."""


def dates_in(typed: str) -> tuple[str, list[date]]:
    """The text without its dates, and these. With slashes the month comes first, unless only the day first is one."""
    found: list[date] = []

    def take(match: re.Match[str]) -> str:
        one, two, three = (int(part) for part in re.findall(r"\d+", match[0]))
        if match["iso"]:
            orders = [(one, two, three)]
        elif match["dots"]:
            orders = [(three, two, one)]
        else:
            orders = [(three, one, two), (three, two, one)]
        for year, month, day in orders:
            try:
                found.append(date(year, month, day))
            except ValueError:
                continue
            return " "
        return match[0]

    return _DATES.sub(take, typed), found


def readings_in(typed: str) -> tuple[str, list[date]]:
    """The text without its dates, and every day they may mean, for looking somebody up.

    Beyond `dates_in`: `4 Nov 1969`, `November 4, 1969`, `19691104`, `4-11-1969`, and years of two digits in either
    century. Nothing is decided by it, so a short form may mean several days.
    """
    rest, found = dates_in(typed)

    def words(match: re.Match[str]) -> str:
        name = (match["after"] or match["before"]).casefold()
        month = _MONTHS.index(name[:3]) + 1 if name[:3] in _MONTHS else 0
        day, year = (match[1], match[3]) if match["after"] else (match[5], match[6])
        return _taken(match, [(int(year), month, int(day))], found)

    def short(match: re.Match[str]) -> str:
        one, two = int(match[1]), int(match[3])
        years = [int(match[4])] if len(match[4]) == 4 else [1900 + int(match[4]), 2000 + int(match[4])]
        orders = {".": [(two, one)], "/": [(one, two), (two, one)], "-": [(two, one), (one, two)]}[match[2]]
        for month, day in orders:
            if 1 <= month <= 12:
                return _taken(match, [(year, month, day) for year in years], found)
        return match[0]

    def packed(match: re.Match[str]) -> str:
        return _taken(match, [(int(match[1]), int(match[2]), int(match[3]))], found)

    for pattern, take in ((_WORDS, words), (_SHORT, short), (_PACKED, packed)):
        rest = pattern.sub(take, rest)
    return rest, found


def _taken(match: re.Match[str], days: list[tuple[int, int, int]], found: list[date]) -> str:
    """Note the days that exist; a text that is none of them stays what it was."""
    before = len(found)
    for year, month, day in days:
        with suppress(ValueError):
            found.append(date(year, month, day))
    return " " if len(found) > before else match[0]


def typed_date(text: str) -> date | None:
    """The one date that was typed; None for an empty field. Raises NotADate for anything else."""
    if not text.strip():
        return None
    rest, found = dates_in(text)
    if rest.strip() or len(found) != 1:
        raise NotADate(f"{text.strip()} is not a date; write it as 1969-11-04, 4.11.1969 or 11/04/1969")
    return found[0]
