"""Words and columns of the plain reports: one line a row, no drawing, at most 80 cells."""

from datetime import date

from care.text import clean
from care.width import fit

WIDTH = 80
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def long_date(on: date) -> str:
    """`Friday 20 November 2026`, in English whatever the machine's locale."""
    return f"{_WEEKDAYS[on.weekday()]} {on.day} {_MONTHS[on.month - 1]} {on.year}"


def short_date(on: date) -> str:
    """`Fri 20 Nov`."""
    return f"{_WEEKDAYS[on.weekday()][:3]} {on.day} {_MONTHS[on.month - 1][:3]}"


def columns(*cells: tuple[str, int]) -> str:
    """One line: each text fitted into its number of cells, a space between, nothing at the end."""
    return " ".join(fit(clean(text), width) for text, width in cells).rstrip()


def counted(number: int, one: str, many: str) -> str:
    """`1 booking`, `3 bookings`."""
    return f"{number} {one if number == 1 else many}"


def span(expected: tuple[int, int]) -> str:
    """An expected range as `8-12`."""
    return f"{expected[0]}-{expected[1]}"
