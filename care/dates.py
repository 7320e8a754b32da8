"""Birth dates as people type them: `1969-11-04`, `4.11.1969`, `11/04/1969`."""

import re
from datetime import date

_DATES = re.compile(
    r"(?<![\w.+-])(?:(?P<iso>(\d{4})-(\d{1,2})-(\d{1,2}))|(?P<dots>(\d{1,2})\.(\d{1,2})\.(\d{4}))"
    r"|(?P<slashes>(\d{1,2})/(\d{1,2})/(\d{4})))(?![\w-])"
)


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


def typed_date(text: str) -> date | None:
    """The one date that was typed; None for an empty field. Raises NotADate for anything else."""
    if not text.strip():
        return None
    rest, found = dates_in(text)
    if rest.strip() or len(found) != 1:
        raise NotADate(f"{text.strip()} is not a date; write it as 1969-11-04, 4.11.1969 or 11/04/1969")
    return found[0]
