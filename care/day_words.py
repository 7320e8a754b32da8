"""Days in words, in English whatever the machine's locale."""

from datetime import date

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def long_date(on: date) -> str:
    """`Friday 20 November 2026`."""
    return f"{WEEKDAYS[on.weekday()]} {full_date(on)}"


def full_date(on: date) -> str:
    """`20 November 2026`: a day that reads the same in every country."""
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def year_date(on: date) -> str:
    """`20 Nov 2026`."""
    return f"{on.day} {MONTHS[on.month - 1][:3]} {on.year}"


def short_date(on: date) -> str:
    """`Fri 20 Nov`."""
    return f"{WEEKDAYS[on.weekday()][:3]} {on.day} {MONTHS[on.month - 1][:3]}"
