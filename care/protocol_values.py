"""What may stand under a key of the protocol: each value checked by itself, and what a wrong one is told."""

import re
from datetime import date

from care.limits import Limits
from care.text import clean, tidy

LAST_VISIT = 100
MOST_ITEMS = 60
_CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", re.ASCII)


class ProtocolError(ValueError):
    """A protocol that cannot be used. The message names the file, the key, the value and, if any, the nearest key."""

    def __init__(self, file: str, key: str, value: object, problem: str, nearest: str = "") -> None:
        self.file = file
        self.key = key
        self.value = value
        self.problem = problem
        self.nearest = nearest
        where = f"{file}: {key} = {_shown(value)}: " if key else f"{file}: "
        super().__init__(f"{where}{problem}" + (f"; the nearest known key is {nearest}" if nearest else ""))


def fitting(file: str, key: str, value: object, slot: Limits) -> object:
    """A number or a word within its limits."""
    if slot.kind is str:
        if not isinstance(value, str) or value not in slot.choices:
            raise ProtocolError(file, key, value, f"this must be one of {', '.join(slot.choices)}")
        return value
    wanted = "a whole number" if slot.kind is int else "a number"
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ProtocolError(file, key, value, f"this must be {wanted}")
    if not slot.low <= value <= slot.high or (slot.kind is int and value != int(value)):
        raise ProtocolError(file, key, value, f"this must be {wanted} from {slot.low} to {slot.high}")
    return int(value) if value == int(value) else value


def visits(file: str, key: str, value: object) -> tuple[int, int]:
    """The first and the last expected visit."""
    whole = isinstance(value, list) and all(isinstance(x, int) and not isinstance(x, bool) for x in value)
    if not isinstance(value, list) or not whole or len(value) != 2:
        raise ProtocolError(file, key, value, "this must be two whole numbers, the first and the last expected visit")
    low, high = value
    if not 1 <= low <= LAST_VISIT or not 1 <= high <= LAST_VISIT:
        raise ProtocolError(file, key, value, f"expected visits must be from 1 to {LAST_VISIT}")
    if low > high:
        raise ProtocolError(file, key, value, "the first number is above the last")
    return low, high


def day(file: str, key: str, value: object) -> date:
    """A day, written as TOML has it: `2026-11-28`."""
    if type(value) is not date:
        raise ProtocolError(file, key, value, "this must be a day such as 2026-11-28, without quotes")
    return value


def text(file: str, key: str, value: object, longest: int) -> str:
    """A text in one line, of 1 to `longest` characters."""
    told = tidy(value) if isinstance(value, str) else ""
    if not told or len(told) > longest:
        raise ProtocolError(file, key, value, f'this must be a text of at most {longest} characters, in "quotes"')
    return told


def code(file: str, key: str, value: object, longest: int) -> str:
    """A code such as `low_back_pain`."""
    if not isinstance(value, str) or len(value) > longest or not is_code(value):
        problem = f"this must be small letters, digits and _, at most {longest}, such as low_back_pain"
        raise ProtocolError(file, key, value, problem)
    return value


def is_code(name: str) -> bool:
    """Whether a name is small letters and digits, with single _ between."""
    return _CODE.fullmatch(name) is not None


def items(file: str, key: str, value: object) -> tuple[str, ...]:
    """The questions of a questionnaire: their short names, or only how many there are."""
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_ITEMS:
        return tuple(f"question {number}" for number in range(1, value + 1))
    if isinstance(value, list) and 1 <= len(value) <= MOST_ITEMS:
        return tuple(text(file, key, one, 40) for one in value)
    problem = f"this must be the questions' short names, or how many there are, from 1 to {MOST_ITEMS}"
    raise ProtocolError(file, key, value, problem)


def _shown(value: object) -> str:
    told = repr(value) if not isinstance(value, dict) else "[table]"
    return clean(told) if len(told) <= 60 else clean(told[:57]) + "..."
