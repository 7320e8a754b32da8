"""One cell of a file as a value of the record, or the reason why it is none.

Each reader takes the cell's text (already stripped, never empty) and the frame of the import, and raises `ValueError`
with the reason in words.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from care.points import normalise
from care.text import clean, tidy
from db.errors import Refused
from db.localtime import to_local, to_utc

EARLIEST_BIRTH = date(1880, 1, 1)
EARLIEST_DAY = date(1900, 1, 1)
YEARS_AHEAD = 5
LONGEST_ID, LONGEST_NAME, LONGEST_TEXT = 400, 120, 10_000
LONGEST_ADDRESS, LONGEST_HEALTH = 400, 2_000
_NOT_IN_A_NAME = frozenset("[]<>{}|\\")
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}(\.[0-9]{1,20})?", re.ASCII)
_DAMAGED = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?E\+?[0-9]+", re.ASCII | re.IGNORECASE)
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}):([0-9]{2})(:00)?", re.ASCII)
_CODE = re.compile(r"[a-z_]{1,40}", re.ASCII)


@dataclass
class Frame:
    """What the values of one import are read against: the clinic's zone and its present moment."""

    zone: str
    now_utc: int
    uid: str = ""
    _seconds: dict[tuple[date, int, int], int | str] = field(default_factory=dict)

    @cached_property
    def today(self) -> date:
        """The clinic's local date at the moment of the import."""
        return to_local(self.now_utc, self.zone)[0]

    @cached_property
    def latest_day(self) -> date:
        """No date of the record lies beyond this one."""
        return self.today + timedelta(days=366 * YEARS_AHEAD)

    def utc(self, on: date, minute: int, fold: int = 0) -> int:
        """UTC seconds of a wall-clock time; `ValueError` where the clocks skip it. Cached: files repeat times."""
        key = (on, minute, fold)
        known = self._seconds.get(key)
        if known is None:
            try:
                known = to_utc(on, minute, self.zone, fold)
            except Refused as fault:
                known = fault.message.replace(" Nothing was changed.", "")
            self._seconds[key] = known
        if isinstance(known, str):
            raise ValueError(known)
        return known


def identifier(text: str, _: Frame) -> str:
    """An id of the source system, as it is; refused when a spreadsheet has made a number of it."""
    if _DAMAGED.fullmatch(text):
        raise ValueError("a spreadsheet has shortened this id to a number; export the file again, ids as text")
    return _plain(text, LONGEST_ID)


def own_id(source_id: str, uid: str) -> int | None:
    """The row a record's own export meant by an id such as `acudesk-1f2e3d4c-17`; None for any other id."""
    prefix = f"acudesk-{uid[:8]}-"
    number = source_id.removeprefix(prefix)
    plain = number.isascii() and number.isdigit() and len(number) < 16 and not number.startswith("0")
    return int(number) if source_id.startswith(prefix) and plain else None


def person_name(text: str, _: Frame) -> str:
    """A name of a person, a room or a provider; refused with characters that no name holds."""
    name = _plain(text, LONGEST_NAME)
    wrong = sorted(_NOT_IN_A_NAME.intersection(text))
    if wrong:
        raise ValueError(f"a name cannot hold {' '.join(wrong)}")
    if not any(char.isalnum() for char in name):
        raise ValueError("a name needs a letter or a digit")
    return name


def phone(text: str, _: Frame) -> str:
    """A telephone number as it was written; refused when a spreadsheet has made a number of it."""
    if _DAMAGED.fullmatch(text):
        raise ValueError("a spreadsheet has damaged this number; export the file again, numbers as text")
    return _plain(text, LONGEST_NAME)


def short_text(text: str, _: Frame) -> str:
    """A short text that must be printable as it stands, such as an e-mail address."""
    return _plain(text, LONGEST_NAME)


def note(text: str, _: Frame) -> str:
    """Free text, tidied; any printable character stays, markup too."""
    return _free(text, LONGEST_TEXT)


def address(text: str, _: Frame) -> str:
    """A postal address, its lines parted by commas."""
    return _free(text, LONGEST_ADDRESS)


def health(text: str, _: Frame) -> str:
    """Medicines or allergies in words, as they stand in one paragraph of a letter."""
    return _free(text, LONGEST_HEALTH)


def loses_text(text: str) -> bool:
    """Whether tidying a free text drops more than line breaks and spaces, so that a person should hear of it."""
    return not text.isprintable() and clean(text) != re.sub(r"[\t\n\r]", " ", text)


def day(text: str, frame: Frame) -> date:
    """A date `YYYY-MM-DD` from 1900 to five years ahead."""
    value = _date(text)
    if value < EARLIEST_DAY:
        raise ValueError("a date before 1900")
    if value > frame.latest_day:
        raise ValueError(f"a date more than {YEARS_AHEAD} years ahead")
    return value


def past_day(text: str, frame: Frame) -> date:
    """A date of something that has happened."""
    value = day(text, frame)
    if value > frame.today:
        raise ValueError("this day is in the future")
    return value


def birth_date(text: str, frame: Frame) -> date:
    """A date of birth, from 1880 to today."""
    value = _date(text)
    if value > frame.today:
        raise ValueError("a date of birth in the future")
    if value < EARLIEST_BIRTH:
        raise ValueError("a date of birth before 1880")
    return value


def local_time(text: str, frame: Frame) -> tuple[date, int]:
    """A time of the clinic's wall clock, `YYYY-MM-DD HH:MM`, as date and minute after midnight."""
    shape = _TIME.fullmatch(text)
    if shape is None or int(shape[2]) > 23 or int(shape[3]) > 59:
        raise ValueError("a time is written YYYY-MM-DD HH:MM")
    on, minute = day(shape[1], frame), int(shape[2]) * 60 + int(shape[3])
    frame.utc(on, minute)
    return on, minute


def past_time(text: str, frame: Frame) -> tuple[date, int]:
    """A time of something that has happened."""
    on, minute = local_time(text, frame)
    if frame.utc(on, minute) > frame.now_utc:
        raise ValueError("this time is in the future")
    return on, minute


def utc_time(text: str, frame: Frame) -> int:
    """A past moment to the second, `YYYY-MM-DDTHH:MM:SSZ`, as UTC seconds."""
    try:
        moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise ValueError("a moment is written YYYY-MM-DDTHH:MM:SSZ") from None
    if not 0 <= moment.timestamp() <= frame.now_utc:
        raise ValueError("this moment is in the future, or before 1970")
    return int(moment.timestamp())


def number(low: float, high: float) -> Callable[[str, Frame], float]:
    """A reader of numbers from `low` to `high`; outside is refused, never clamped."""

    def read(text: str, _: Frame) -> float:
        if not _NUMBER.fullmatch(text):
            raise ValueError(f"a number from {low:g} to {high:g} is written with digits and a point")
        value = float(text)
        if not low <= value <= high:
            raise ValueError(f"must be from {low:g} to {high:g}")
        return value

    return read


def whole(low: int, high: int) -> Callable[[str, Frame], int]:
    """A reader of whole numbers from `low` to `high`."""
    read_number = number(low, high)

    def read(text: str, frame: Frame) -> int:
        value = read_number(text, frame)
        if value != int(value):
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(value)

    return read


def choice(known: Collection[str]) -> Callable[[str, Frame], str]:
    """A reader of one word out of a list."""

    def read(text: str, _: Frame) -> str:
        if text not in known:
            raise ValueError(f"must be one of {', '.join(known)}")
        return text

    return read


def choices(known: Collection[str]) -> Callable[[str, Frame], str]:
    """A reader of words out of a list with `;` between, stored in the order they were written, each once."""
    read_one = choice(known)

    def read(text: str, frame: Frame) -> str:
        return ";".join(dict.fromkeys(read_one(part, frame) for part in _parts(text)))

    return read


def points(text: str, _: Frame) -> str:
    """Acupuncture points with `;` between, in WHO form."""
    found = []
    for part in _parts(text):
        try:
            found.append(normalise(part))
        except ValueError as fault:
            raise ValueError(f"{part[:20]}: {fault}") from None
    return ";".join(dict.fromkeys(found))


def sides(text: str, _: Frame) -> str:
    """Points needled on one side only, `GB20:left;SI3:right`."""
    found = []
    for part in _parts(text):
        point, _colon, side = part.partition(":")
        if side.strip() not in ("left", "right"):
            raise ValueError("a point on one side is written GB20:left or GB20:right")
        found.append(f"{normalise(point)}:{side.strip()}")
    return ";".join(dict.fromkeys(found))


def code(text: str, _: Frame) -> str:
    """A code in small letters, such as the condition `low_back_pain`."""
    if not _CODE.fullmatch(text):
        raise ValueError("written in small letters and _, such as neck_pain")
    return text


def yes(text: str, _: Frame) -> bool:
    """`yes`, or nothing."""
    if text.casefold() not in ("yes", "no"):
        raise ValueError("must be yes or no")
    return text.casefold() == "yes"


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _date(text: str) -> date:
    shape = _DAY.fullmatch(text)
    try:
        if shape is None:
            raise ValueError
        return date(int(shape[1]), int(shape[2]), int(shape[3]))
    except ValueError:
        raise ValueError("a date is written YYYY-MM-DD, and the day must exist") from None


def _free(text: str, longest: int) -> str:
    if len(text) > longest:
        raise ValueError(f"more than {longest:,} characters")
    return tidy(text)


def _plain(text: str, longest: int) -> str:
    if len(text) > longest:
        raise ValueError(f"more than {longest} characters")
    if not text.isprintable() and clean(text) != text:
        raise ValueError("holds control codes, escape codes or text-direction overrides")
    value = tidy(text)
    if not value:
        raise ValueError("nothing readable is in it")
    return value
