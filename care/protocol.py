"""From TOML text to the protocol in force: which keys there are, what may stand there, what a wrong one is told.

Reading files is the caller's business: `parse_protocol` takes text.
"""

import tomllib
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from care.course import DURATIONS, SEVERITIES
from care.text import clean
from care.thresholds import CHOICE, DEFAULT_SOURCE, FALLBACK_CONDITION, Limits, Protocol

__all__ = ["Protocol", "ProtocolError", "parse_protocol"]

_DEFAULTS = "protocol.toml"
_LAST_VISIT = 100
_BOOKKEEPING = ("conditions", "sources", "bases")

_CELLS = tuple(f"{duration}.{severity}" for duration in DURATIONS for severity in SEVERITIES)


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


def _declared(shape: Any, prefix: str = "") -> dict[str, Limits]:
    """Every key under a shape with its limits, as declared beside the field it fills."""
    slots: dict[str, Limits] = {}
    for name, kind in shape.__annotations__.items():
        if not prefix and name in _BOOKKEEPING:
            continue
        if hasattr(kind, "_fields"):
            slots |= _declared(kind, f"{prefix}{name}.")
        else:
            (slots[f"{prefix}{name}"],) = kind.__metadata__
    return slots


_SLOTS = _declared(Protocol)


def parse_protocol(default_text: str, override_text: str | None = None, override_name: str = "") -> Protocol:
    """The protocol of the default text, with single values replaced by a clinic's own file.

    Raises `ProtocolError` for text that is not TOML, an unknown key, a value of the wrong kind or outside its
    limits, and values that contradict each other (a range whose first number is above its last).
    """
    values = _checked(_DEFAULTS, _flat(_DEFAULTS, default_text), frozenset())
    sources = dict.fromkeys(values, DEFAULT_SOURCE)
    missing = sorted(set(_SLOTS) - set(values)) + _gaps(values, {FALLBACK_CONDITION} | _conditions(values))
    if missing:
        raise ProtocolError(_DEFAULTS, missing[0], None, "this key is missing")
    if override_text is not None:
        override_name = override_name or "the clinic's protocol"
        own = _checked(override_name, _flat(override_name, override_text), frozenset(_conditions(values)))
        values |= own
        sources |= dict.fromkeys(own, clean(override_name))
    _check_together(values, sources)
    return _built(values, sources)


def _flat(file: str, text: str) -> dict[str, object]:
    """The leaves of a TOML text under their dotted keys."""
    try:
        tree = tomllib.loads(text.removeprefix("\ufeff"))
    except (tomllib.TOMLDecodeError, ValueError) as error:
        raise ProtocolError(file, "", None, f"this is not TOML: {clean(str(error))}") from None
    except RecursionError:
        raise ProtocolError(file, "", None, "this is not a protocol: its values are nested too deep") from None
    leaves: dict[str, object] = {}

    def walk(table: Mapping[str, object], prefix: str, depth: int) -> None:
        for name, value in table.items():
            # A quoted name with a dot in it would pass for a key of another table.
            key = f"{prefix}{clean(name)}" if "." not in name else f'{prefix}"{clean(name)}"'
            # Nothing known lies deeper than conditions.neck_pain.acute.mild; deeper tables are wrong keys anyway.
            if isinstance(value, dict) and value and depth < 4:
                walk(value, f"{key}.", depth + 1)
            elif value != {} or not any(known.startswith(f"{key}.") for known in _SLOTS):
                # A heading whose lines are all commented out changes nothing; any other empty table is a wrong key.
                leaves[key] = value

    walk(tree, "", 1)
    return leaves


def _conditions(values: Iterable[str]) -> set[str]:
    return {key.split(".")[1] for key in values if key.startswith("conditions.") and key.count(".") == 3}


def _gaps(values: Mapping[str, object], conditions: Iterable[str]) -> list[str]:
    return [
        f"conditions.{condition}.{cell}"
        for condition in sorted(conditions)
        for cell in _CELLS
        if f"conditions.{condition}.{cell}" not in values
    ]


def _checked(file: str, leaves: Mapping[str, object], known: frozenset[str]) -> dict[str, object]:
    """The leaves, each of a known key and within its limits. `known`: the conditions that exist already."""
    values: dict[str, object] = {}
    for key, value in leaves.items():
        slot = _SLOTS.get(key)
        if slot is not None:
            values[key] = _fitting(file, key, value, slot)
        elif key.startswith("conditions.") and key.split(".", 2)[-1] in _CELLS:
            values[key] = _visits(file, key, value)
        else:
            raise ProtocolError(file, key, value, "there is no such key", _nearest(key, known))
    if known:
        # A new condition must bring its whole table; half of one is most likely a misspelt name.
        for gap in _gaps(values, _conditions(values) - known):
            given = next(key for key in values if key.startswith(gap.rsplit(".", 2)[0] + "."))
            problem = f"a condition the protocol does not know must bring all nine ranges, and {gap} is missing"
            raise ProtocolError(file, given, leaves[given], problem, _nearest(given, known))
    return values


def _nearest(key: str, conditions: Iterable[str]) -> str:
    import difflib  # only a wrong file needs it

    known = [*_SLOTS, *(f"conditions.{name}.{cell}" for name in conditions or (FALLBACK_CONDITION,) for cell in _CELLS)]
    if close := difflib.get_close_matches(key, known, n=1, cutoff=0.0):
        return close[0]
    return ""


def _fitting(file: str, key: str, value: object, slot: Limits) -> object:
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


def _visits(file: str, key: str, value: object) -> tuple[int, int]:
    whole = isinstance(value, list) and all(isinstance(x, int) and not isinstance(x, bool) for x in value)
    if not isinstance(value, list) or not whole or len(value) != 2:
        raise ProtocolError(file, key, value, "this must be two whole numbers, the first and the last expected visit")
    low, high = value
    if not 1 <= low <= _LAST_VISIT or not 1 <= high <= _LAST_VISIT:
        raise ProtocolError(file, key, value, f"expected visits must be from 1 to {_LAST_VISIT}")
    if low > high:
        raise ProtocolError(file, key, value, "the first number is above the last")
    return low, high


_IN_ORDER: tuple[tuple[str, str, bool], ...] = (
    ("duration.subacute_from_days", "duration.chronic_from_days", True),
    ("severity.pain_moderate_from", "severity.pain_severe_from", True),
    ("severity.ndi_moderate_from", "severity.ndi_severe_from", True),
    ("pain.partial_points", "pain.mcid_points", False),
    ("pain.partial_points", "pain.mcid_points_radiating", False),
    ("pain.partial_percent", "pain.mcid_percent", False),
    ("ndi.mcid_points_with_share", "ndi.mcid_points", False),
    ("ndi.partial_points", "ndi.mcid_points", False),
    ("ndi.mild_from", "ndi.moderate_from", True),
    ("ndi.moderate_from", "ndi.severe_from", True),
    ("ndi.severe_from", "ndi.complete_from", True),
    ("psfs.partial_points", "psfs.mcid_points", False),
    ("psfs.activities_at_least", "psfs.activities_at_most", False),
)
"""Pairs whose first must lie below the second (True), or not above it (False)."""

_NOT_ZERO = ("pain.mcid_points", "pain.mcid_points_radiating", "pain.partial_points", "pain.worse_points",
             "pain.undone_points", "ndi.mcid_points", "ndi.mcid_points_with_share", "ndi.partial_points",
             "ndi.worse_points", "psfs.mcid_points", "psfs.partial_points", "psfs.worse_points",
             "rom.partial_degrees")  # fmt: skip
"""A change of nothing is no change: a threshold of 0 here would call every course better and worse at once."""


def _check_together(values: Mapping[str, Any], sources: Mapping[str, str]) -> None:
    for key in _NOT_ZERO:
        if values[key] <= 0:
            raise ProtocolError(_file(sources[key]), key, values[key], "this must be above 0")
    for low, high, strictly in _IN_ORDER:
        if values[low] > values[high] or (strictly and values[low] == values[high]):
            # Name the one the clinic changed: the default next to it is not its mistake.
            key = low if sources[low] != DEFAULT_SOURCE else high
            how = "must be below" if strictly else "must not be above"
            problem = f"{low} ({values[low]}) {how} {high} ({values[high]})"
            raise ProtocolError(_file(sources[key]), key, values[key], problem)


def _file(source: str) -> str:
    return _DEFAULTS if source == DEFAULT_SOURCE else source


def _built(values: Mapping[str, Any], sources: Mapping[str, str]) -> Protocol:
    def fill(shape: Any, prefix: str) -> dict[str, Any]:
        return {
            name: kind(**fill(kind, f"{prefix}{name}.")) if hasattr(kind, "_fields") else values[f"{prefix}{name}"]
            for name, kind in shape.__annotations__.items()
            if prefix or name not in _BOOKKEEPING
        }

    tables, told = _tables(values), MappingProxyType(dict(sources))
    return Protocol(**fill(Protocol, ""), conditions=tables, sources=told, bases=_bases(values))


def _tables(values: Mapping[str, Any]) -> Mapping[str, Any]:
    order = sorted(_conditions(values), key=lambda name: name != FALLBACK_CONDITION)
    return MappingProxyType(
        {
            name: MappingProxyType(
                {
                    duration: MappingProxyType(
                        {severity: values[f"conditions.{name}.{duration}.{severity}"] for severity in SEVERITIES}
                    )
                    for duration in DURATIONS
                }
            )
            for name in order
        }
    )


def _bases(values: Iterable[str]) -> Mapping[str, str]:
    return MappingProxyType({key: _SLOTS[key].basis if key in _SLOTS else CHOICE for key in values})


def _shown(value: object) -> str:
    text = repr(value) if not isinstance(value, dict) else "[table]"
    return text if len(text) <= 60 else text[:57] + "..."
