"""What people type for an option, as values. What cannot be read is a matter of usage: argparse says so in one line."""

import argparse
import re
import sys
from datetime import date
from typing import NamedTuple

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_INPUT = 1 << 20
"""Bytes of standard input that are read: more than any text of the record may have, so that none is cut unseen."""

_DAY = 24 * 60


class Moment(NamedTuple):
    """A wall-clock time at the clinic: its date and minutes after midnight."""

    on: date
    minute: int


def day(text: str) -> date:
    """`2026-11-20`, or in another form in which `care.dates.typed_date` reads a date."""
    from care.dates import NotADate, typed_date
    from dashboard.clock import read_date
    from db.errors import Refused

    try:
        on = typed_date(text)
    except NotADate:
        on = None
    try:
        return read_date(on.isoformat() if on is not None else text)
    except Refused as error:
        raise argparse.ArgumentTypeError(error.message) from None


def moment(text: str) -> Moment:
    """`2026-11-24 10:00` or `11/24/2026 3:30 pm`, of the clinic's own clock, whatever zone this machine is in."""
    on, _, time = text.strip().replace("T", " ", 1).partition(" ")
    if not time:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a moment; write it as 'YYYY-MM-DD HH:MM', for example '2026-11-24 10:00'"
        )
    minute = time_of_day(time.strip())
    if minute == _DAY:
        raise argparse.ArgumentTypeError(f"{text!r} is the next day's 00:00; write it so")
    return Moment(day(on), minute)


def time_of_day(text: str) -> int:
    """`9:30` or `3:30 pm` as minutes after midnight; `24:00` is the end of the day."""
    match = re.fullmatch(r"(\d{1,2}):(\d{2})(?:\s*([ap])\.?m\.?)?", text.strip(), re.ASCII | re.IGNORECASE)
    minute = int(match[1]) * 60 + int(match[2]) if match else -1
    if match is not None and match[3]:
        noon = 12 * 60 if match[3] in "pP" else 0
        minute = minute % (12 * 60) + noon if 1 <= int(match[1]) <= 12 else -1
    if match is None or int(match[2]) > 59 or not 0 <= minute <= _DAY:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time of day; write it as HH:MM, for example 09:30")
    return minute


def time_before_midnight(text: str) -> int:
    """`9:30` as minutes after midnight; `24:00` is the next day's."""
    minute = time_of_day(text)
    if minute == _DAY:
        raise argparse.ArgumentTypeError(f"{text!r} is the next day's 00:00; write it so")
    return minute


def code(text: str) -> str:
    """`Low back pain` or `referred-out` as the record has it: `low_back_pain`, `referred_out`."""
    return "_".join(text.replace("-", " ").split()).casefold()


def span(text: str) -> tuple[int, int]:
    """`12:00-13:00` as minutes after midnight."""
    start, dash, end = text.partition("-")
    if not dash:
        raise argparse.ArgumentTypeError(f"{text!r} is not a span of time; write it as 12:00-13:00")
    return time_of_day(start), time_of_day(end)


def weekday(text: str) -> int:
    """`mon`, `Monday` or `1` as an ISO weekday."""
    typed = text.strip().casefold()
    if typed in {"1", "2", "3", "4", "5", "6", "7"}:
        return int(typed)
    if len(typed) < 3 or typed[:3] not in WEEKDAYS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a weekday; write mon, tue, wed, thu, fri, sat or sun")
    return WEEKDAYS.index(typed[:3]) + 1


def weekdays(text: str) -> tuple[int, ...]:
    """`mon,thu` as ISO weekdays."""
    return tuple(weekday(part) for part in text.split(",") if part.strip())


def answers(text: str) -> tuple[int | None, ...]:
    """`3,2,-,0` as the answers of a questionnaire in its order; `-` where none was given."""
    found: list[int | None] = []
    for part in text.replace(",", " ").split():
        if part != "-" and not (part.isascii() and part.isdecimal() and len(part) < 4):
            raise argparse.ArgumentTypeError(
                f"{part!r} is no answer; write a number for each question, and - where none was given: 3,2,-,0"
            )
        found.append(None if part == "-" else int(part))
    return tuple(found)


def born(text: str) -> date | None:
    """A birth date in any of the forms `care.dates.typed_date` reads; an empty text is an unknown one."""
    from care.dates import NotADate, typed_date

    try:
        return typed_date(text)
    except NotADate as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def standard_input(what: str) -> str:
    """The text that was piped in for an option given as `-`, so that it stands in no list of processes."""
    from db.errors import Refused

    try:
        return sys.stdin.buffer.read(LONGEST_INPUT).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(f"The {what} on standard input is not UTF-8 text. Nothing was saved. Convert it.") from None
