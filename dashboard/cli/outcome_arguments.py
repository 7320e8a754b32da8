"""The options of `outcomes`."""

import argparse
from collections.abc import Callable

from care.course import CLASSES, DURATIONS, SEVERITIES
from dashboard.cli import typed

Add = Callable[[str, str], argparse.ArgumentParser]

BY = ("severity", "duration", "class", "practitioner", "condition")
"""The same as `care.outcomes.BY`, which would cost every command line its figures."""

NONE = "none"
_KNOWN = {"severity": SEVERITIES, "duration": DURATIONS, "class": (*CLASSES, NONE)}


def only(text: str) -> tuple[str, str]:
    """`severity=mild` as what is chosen by and its value."""
    by, equals, value = text.partition("=")
    by, value = by.strip(), value.strip()
    if not equals or by not in BY or not value:
        raise argparse.ArgumentTypeError(f"{text!r} chooses nothing; write {'|'.join(BY)}=VALUE, as in severity=mild")
    if value not in _KNOWN.get(by, (value,)):
        raise argparse.ArgumentTypeError(f"{value!r} is no {by}; it is one of {', '.join(_KNOWN[by])}")
    return by, value


def cell(text: str) -> tuple[str, ...]:
    """`neck_pain.chronic.moderate` as condition, duration and severity; `forecast.chronic` as these two."""
    condition, _, rest = text.strip().partition(".")
    if condition == "forecast" and rest in DURATIONS:
        return condition, rest
    duration, _, severity = rest.partition(".")
    if not condition or duration not in DURATIONS or severity not in SEVERITIES:
        raise argparse.ArgumentTypeError(
            f"{text[:60]!r} names no range; write CONDITION.DURATION.SEVERITY, as in neck_pain.chronic.moderate, or "
            "forecast.DURATION"
        )
    return condition, duration, severity


def add_outcomes(add: Add) -> None:
    """The options of the command."""
    made = add("outcomes", "say how the courses of a period went")
    made.add_argument("--from", dest="since", type=typed.day, metavar="YYYY-MM-DD", help="the first day (a year ago)")
    made.add_argument("--to", dest="until", type=typed.day, metavar="YYYY-MM-DD", help="the last day (today)")
    made.add_argument("--by", choices=BY, help="for each of these as well")
    made.add_argument(
        "--only", type=only, action="append", default=[], metavar="BY=VALUE", help="only some courses: severity=mild"
    )
    form = made.add_mutually_exclusive_group()
    form.add_argument("--plain", action="store_true", help="as text of at most 80 columns (the default)")
    form.add_argument("--json", action="store_true", help="as JSON")
    form.add_argument("--csv", action="store_true", help="as CSV, one row a figure")
    form.add_argument("--pdf", metavar="FILE", help="as one page for the wall or a referrer; nobody is named on it")
    made.add_argument("--paper", choices=("a4", "letter"), help="for the PDF; by default what the clinic's land uses")
    made.add_argument("--ranges", action="store_true", help="propose expected visits from your own closed courses")
    made.add_argument(
        "--take", type=cell, metavar="CONDITION.DURATION.SEVERITY",
        help="put a proposed range into your protocol file; forecast.DURATION: the forecast's figures",
    )  # fmt: skip
    made.add_argument("--give-back", type=cell, metavar="…", help="take such a line out of it again")
