"""What a visit's columns hold of how its scores were made, and the values they stand for."""

import json
import math
import re
from collections.abc import Iterable
from typing import Any

from care.chart import NOTHING_MEASURED, Measured
from care.measures import DIRECTIONS, MEASURES

_LARGEST_ANSWER = 100
_WAY = re.compile(r"[a-z_]{1,40}", re.ASCII)


def measured_of(text: str) -> Measured:
    """The value of `visit.details`. What is damaged or cannot be is passed by; the rest is read."""
    try:
        found = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return NOTHING_MEASURED
    if not isinstance(found, dict):
        return NOTHING_MEASURED
    return Measured(
        _pain(found.get("pain")), _function(found.get("function")), _activities(found.get("activities")),
        motion_of(found.get("motion")),
    )  # fmt: skip


def measured_text(measured: Measured) -> str:
    """A value as canonical JSON: sorted keys, no spaces, nothing for what was not taken."""
    parts = {
        "pain": measured.pain and list(measured.pain),
        "function": list(measured.function),
        "activities": [[name, _short(rating)] for name, rating in measured.activities],
        "motion": {name: _short(degrees) for name, degrees in measured.motion},
    }
    return canonical({name: part for name, part in parts.items() if part})


def canonical(value: Any) -> str:
    """JSON that is the same for the same value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def motion_of(found: Any) -> tuple[tuple[str, float], ...]:
    """Degrees by direction, `in_order`, from the decoded JSON of a visit or of an evaluation's findings."""
    if not isinstance(found, dict):
        return ()
    low, high = MEASURES["rom"].low, MEASURES["rom"].high
    return in_order((name, value) for name, value in found.items() if _WAY.fullmatch(name) and _lies(value, low, high))


def in_order(motion: Iterable[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    """Each direction once: those of the neck in the order of `DIRECTIONS`, then those of other conditions by name."""
    known = {name: place for place, name in enumerate(DIRECTIONS)}
    return tuple(sorted(dict(motion).items(), key=lambda one: (known.get(one[0], len(known)), one[0])))


def _pain(found: Any) -> tuple[int, int, int] | None:
    if not isinstance(found, list) or len(found) != 3 or not all(_whole(one, 0, 10) for one in found):
        return None
    now, best, worst = found
    return int(now), int(best), int(worst)


def _function(found: Any) -> tuple[int | None, ...]:
    if not isinstance(found, list) or not all(one is None or _whole(one, 0, _LARGEST_ANSWER) for one in found):
        # A questionnaire is scored by the place of its answers: with one that cannot be, none can be trusted.
        return ()
    return tuple(None if one is None else int(one) for one in found)


def _activities(found: Any) -> tuple[tuple[str, float | None], ...]:
    if not isinstance(found, list):
        return ()
    pairs = [one for one in found if isinstance(one, list) and len(one) == 2 and isinstance(one[0], str)]
    return tuple((name, rating if _lies(rating, 0, 10) else None) for name, rating in pairs)


def _lies(value: Any, low: float, high: float) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and low <= value <= high if isinstance(value, float) else low <= value <= high


def _whole(value: Any, low: int, high: int) -> bool:
    return _lies(value, low, high) and value == int(value)


def _short(value: float | None) -> float | None:
    """40.0 as 40, so that the same measurement is the same text."""
    return int(value) if value is not None and value == int(value) else value
