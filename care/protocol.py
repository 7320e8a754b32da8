"""From TOML text to the protocol in force: which keys there are, and which values contradict each other.

Reading files is the caller's business: `parse_protocol` takes text. What may stand under a single key is
`care.protocol_values`.
"""

import tomllib
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from care.conditions import (
    FALLBACK_CONDITION,
    NECK_KEYS,
    ConditionRules,
    FunctionRules,
    function_from,
    label_from,
    motion_from,
)
from care.course import DURATIONS, SEVERITIES
from care.limits import CHOICE, Limits, number, whole
from care.priors import PUBLISHED_IN, RECORD_KEYS, record_from
from care.protocol_values import ProtocolError, code, day, fitting, is_code, items, text, visits
from care.text import clean
from care.thresholds import DEFAULT_SOURCE, Protocol

__all__ = ["Protocol", "ProtocolError", "parse_protocol"]

_DEFAULTS = "protocol.toml"
_BOOKKEEPING = ("table", "sources", "bases", "citations")

_CELLS = tuple(f"{duration}.{severity}" for duration in DURATIONS for severity in SEVERITIES)
_QUESTIONNAIRE = ("code", "name", "items", "item_max", "scale")
_SOURCED = ("questionnaire", *NECK_KEYS, *DURATIONS, "motion")
"""What a condition's `sources` may speak of."""

_DEGREES = number(1, 180)


def _declared(shape: Any, prefix: str = "") -> dict[str, Limits]:
    """Every key under a shape with its limits, as declared beside the field it fills."""
    slots: dict[str, Limits] = {}
    for name, kind in shape.__annotations__.items():
        if not prefix and name in _BOOKKEEPING:
            continue
        if hasattr(kind, "_fields"):
            slots |= _declared(kind, f"{prefix}{name}.")
        elif hasattr(kind, "__metadata__"):
            (slots[f"{prefix}{name}"],) = kind.__metadata__
    return slots


_SLOTS = _declared(Protocol)
for _duration, _basis_of in PUBLISHED_IN.items():
    for _name in ("floor", "rate"):
        _SLOTS[f"forecast.{_duration}.{_name}"] = _SLOTS[f"forecast.{_duration}.{_name}"]._replace(basis=_basis_of)
_RECORD = tuple(f"forecast.{duration}.{name}" for duration in DURATIONS for name in RECORD_KEYS)
_COURSES = whole(1, 1_000_000)
_FUNCTION = _declared(FunctionRules)
_OF_ONE = (
    "label", *(f"function.{name}" for name in FunctionRules._fields), *_CELLS, *(f"sources.{name}" for name in _SOURCED)
)  # fmt: skip
"""What may stand under a condition, beside its directions of motion."""


def parse_protocol(default_text: str, override_text: str | None = None, override_name: str = "") -> Protocol:
    """The protocol of the default text, with single values replaced by a clinic's own file.

    Raises `ProtocolError` for text that is not TOML, an unknown key, a value of the wrong kind or outside its
    limits, and values that contradict each other (a range whose first number is above its last).
    """
    values = _checked(_DEFAULTS, _flat(_DEFAULTS, default_text), frozenset())
    sources = dict.fromkeys(filter(_in_force, values), DEFAULT_SOURCE)
    for missing in (*sorted(set(_SLOTS) - set(values)), *_gaps(values, {FALLBACK_CONDITION, *_conditions(values)})):
        raise ProtocolError(_DEFAULTS, missing, None, "this key is missing")
    if override_text is not None:
        override_name = override_name or "the clinic's protocol"
        own = _checked(override_name, _flat(override_name, override_text), frozenset(_conditions(values)))
        values |= own
        sources |= dict.fromkeys(filter(_in_force, own), clean(override_name))
    functions = {name: function_from(name, values) for name in _conditions(values)}
    _check_together(values, sources)
    for name, rules in functions.items():
        _check_function(name, rules, values, sources)
    return _built(values, sources, functions)


def _flat(file: str, told: str) -> dict[str, object]:
    """The leaves of a TOML text under their dotted keys."""
    try:
        tree = tomllib.loads(told.removeprefix("\ufeff"))
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
            elif value != {} or not _is_heading(key):
                # A heading whose lines are all commented out changes nothing; any other empty table is a wrong key.
                leaves[key] = value

    walk(tree, "", 1)
    return leaves


def _is_heading(key: str) -> bool:
    if any(known.startswith(f"{key}.") for known in _SLOTS) or key in ("conditions", "citations"):
        return True
    if not key.startswith("conditions."):
        return False
    under = key.split(".", 2)[2:]
    return not under or under[0] in {"motion", *(known.partition(".")[0] for known in _OF_ONE if "." in known)}


def _in_force(key: str) -> bool:
    """Whether a key holds a value the rules or a screen use, and not what such a value rests on."""
    return not key.startswith("citations.") and ".sources." not in key and key not in _RECORD


def _conditions(values: Iterable[str]) -> tuple[str, ...]:
    """The conditions that are spoken of: neck pain first, then in the order of the file."""
    found = dict.fromkeys(key.split(".")[1] for key in values if key.startswith("conditions."))
    return tuple(sorted(found, key=lambda name: name != FALLBACK_CONDITION))


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
            values[key] = fitting(file, key, value, slot)
        elif key in _RECORD:
            values[key] = day(file, key, value) if key.endswith("taken_on") else fitting(file, key, value, _COURSES)
        elif key.startswith("citations."):
            values[key] = text(file, key, value, 300)
        elif key.startswith("conditions.") and key.count(".") > 1:
            values[key] = _of_condition(file, key, value, known)
        else:
            raise ProtocolError(file, key, value, "there is no such key", _nearest(key, known))
    if known:
        # A new condition must bring its whole table; half of one is most likely a misspelt name.
        for gap in _gaps(values, set(_conditions(values)) - known):
            given = next(key for key in values if key.startswith(gap.rsplit(".", 2)[0] + "."))
            problem = f"a condition the protocol does not know must bring all nine ranges, and {gap} is missing"
            raise ProtocolError(file, given, leaves[given], problem, _nearest(given, known))
    for condition in _conditions(values):
        if condition not in known:
            _whole_questionnaire(file, condition, values, leaves)
    return values


def _of_condition(file: str, key: str, value: object, known: frozenset[str]) -> object:
    """The value of a key under `[conditions.NAME]`."""
    _, condition, name = key.split(".", 2)
    group, _, last = name.partition(".")
    if not is_code(condition):
        raise ProtocolError(file, key, value, "a condition is named in small letters, digits and _, such as knee_pain")
    if condition == FALLBACK_CONDITION and group in ("function", "motion") and last:
        where = "[ndi] and [severity]" if group == "function" else "[rom]"
        nearest = NECK_KEYS.get(last, "") if group == "function" else _nearest(f"rom.{last}", known)
        raise ProtocolError(file, key, value, f"neck pain's own stand under {where}", nearest)
    if name in _CELLS:
        return visits(file, key, value)
    if group == "function" and last in _FUNCTION:
        return fitting(file, key, value, _FUNCTION[last])
    if group == "motion" and is_code(last):
        return fitting(file, key, value, _DEGREES)
    if group == "sources" and last in _SOURCED:
        return text(file, key, value, 60)
    match name:
        case "label":
            return text(file, key, value, 40)
        case "function.code":
            return code(file, key, value, 10)
        case "function.name" | "function.scale":
            return text(file, key, value, 60)
        case "function.items":
            return items(file, key, value)
    raise ProtocolError(file, key, value, "there is no such key", _nearest(key, known))


def _whole_questionnaire(file: str, condition: str, values: Mapping[str, object], leaves: Mapping[str, object]) -> None:
    """A new condition's questionnaire needs a code and a name, and questions need the highest answer."""
    prefix = f"conditions.{condition}.function."
    given = [key.removeprefix(prefix) for key in values if key.startswith(prefix)]
    if not given:
        return
    needed = ("code", "name", "items", "item_max") if {"items", "item_max"} & set(given) else ("code", "name")
    for name in needed:
        if name not in given:
            key = prefix + given[0]
            raise ProtocolError(file, key, leaves[key], f"a questionnaire must bring {prefix}{name} as well")


def _nearest(key: str, conditions: Iterable[str]) -> str:
    import difflib  # only a wrong file needs it

    known = [*_SLOTS, *(f"conditions.{name}.{one}" for name in conditions or (FALLBACK_CONDITION,) for one in _OF_ONE
                        if name != FALLBACK_CONDITION or not one.startswith("function."))]  # fmt: skip
    if close := difflib.get_close_matches(key, known, n=1, cutoff=0.0):
        return close[0]
    return ""


_IN_ORDER: tuple[tuple[str, str, bool], ...] = (
    ("duration.subacute_from_days", "duration.chronic_from_days", True),
    ("severity.pain_moderate_from", "severity.pain_severe_from", True),
    ("pain.partial_points", "pain.mcid_points", False),
    ("pain.partial_points", "pain.mcid_points_radiating", False),
    ("pain.partial_percent", "pain.mcid_percent", False),
    ("ndi.mild_from", "ndi.moderate_from", True),
    ("ndi.moderate_from", "ndi.severe_from", True),
    ("ndi.severe_from", "ndi.complete_from", True),
    ("psfs.partial_points", "psfs.mcid_points", False),
    ("psfs.activities_at_least", "psfs.activities_at_most", False),
)
"""Pairs whose first must lie below the second (True), or not above it (False)."""

_FUNCTION_IN_ORDER = (
    ("moderate_from", "severe_from", True),
    ("mcid_points_with_share", "mcid_points", False),
    ("partial_points", "mcid_points", False),
)

_NOT_ZERO = ("pain.mcid_points", "pain.mcid_points_radiating", "pain.partial_points", "pain.worse_points",
             "pain.undone_points", "psfs.mcid_points", "psfs.partial_points", "psfs.worse_points",
             "rom.partial_degrees")  # fmt: skip
"""A change of nothing is no change: a threshold of 0 here would call every course better and worse at once."""

_FUNCTION_NOT_ZERO = ("mcid_points", "mcid_points_with_share", "partial_points", "worse_points")


def _check_together(values: Mapping[str, Any], sources: Mapping[str, str]) -> None:
    for key in _NOT_ZERO:
        _above_zero(key, values[key], sources)
    for low, high, strictly in _IN_ORDER:
        _in_order(low, values[low], high, values[high], strictly, sources)


def _check_function(
    condition: str, rules: FunctionRules, values: Mapping[str, Any], sources: Mapping[str, str]
) -> None:
    """The same of a condition's questionnaire, each number under the key it stands at."""

    def at(name: str) -> str:
        own = f"conditions.{condition}.function.{name}"
        return own if own in values else NECK_KEYS[name]

    for name in _FUNCTION_NOT_ZERO:
        _above_zero(at(name), getattr(rules, name), sources)
    for low, high, strictly in _FUNCTION_IN_ORDER:
        _in_order(at(low), getattr(rules, low), at(high), getattr(rules, high), strictly, sources)
    if rules.items and rules.missing_at_most >= len(rules.items):
        key = at("missing_at_most")
        problem = f"this must be below the number of questions ({len(rules.items)})"
        raise ProtocolError(_file(sources[key]), key, rules.missing_at_most, problem)


def _above_zero(key: str, value: float, sources: Mapping[str, str]) -> None:
    if value <= 0:
        raise ProtocolError(_file(sources[key]), key, value, "this must be above 0")


def _in_order(low: str, below: float, high: str, above: float, strictly: bool, sources: Mapping[str, str]) -> None:
    if below > above or (strictly and below == above):
        # Name the one the clinic changed: the default next to it is not its mistake.
        key, value = (low, below) if sources[low] != DEFAULT_SOURCE else (high, above)
        how = "must be below" if strictly else "must not be above"
        raise ProtocolError(_file(sources[key]), key, value, f"{low} ({below}) {how} {high} ({above})")


def _file(source: str) -> str:
    return _DEFAULTS if source == DEFAULT_SOURCE else source


def _built(values: Mapping[str, Any], sources: Mapping[str, str], functions: Mapping[str, FunctionRules]) -> Protocol:
    def fill(shape: Any, prefix: str) -> dict[str, Any]:
        return {
            name: kind(**fill(kind, f"{prefix}{name}.")) if hasattr(kind, "_fields") else values[f"{prefix}{name}"]
            for name, kind in shape.__annotations__.items()
            if (prefix or name not in _BOOKKEEPING) and name != "record"
        } | ({"record": record_from(values, prefix.split(".")[1])} if "record" in shape.__annotations__ else {})

    table = {
        name: ConditionRules(
            label_from(name, values),
            MappingProxyType(
                {
                    duration: MappingProxyType(
                        {severity: values[f"conditions.{name}.{duration}.{severity}"] for severity in SEVERITIES}
                    )
                    for duration in DURATIONS
                }
            ),
            function,
            MappingProxyType(motion_from(name, values)),
        )
        for name, function in functions.items()
    }
    citations = {key.partition(".")[2].strip('"'): told for key, told in values.items() if key.startswith("citations.")}
    return Protocol(
        **fill(Protocol, ""),
        table=MappingProxyType(table),
        sources=MappingProxyType(dict(sources)),
        bases=MappingProxyType({key: _basis(key, values) for key in sources}),
        citations=MappingProxyType(citations),
    )


def _basis(key: str, values: Mapping[str, Any]) -> str:
    """What the default under a key rests on; "" for a label, which rests on nothing."""
    if key in _SLOTS:
        return _SLOTS[key].basis
    _, condition, name = key.split(".", 2)
    group, _, last = name.partition(".")
    if group == "label":
        return ""
    spoken_of = ("questionnaire" if last in _QUESTIONNAIRE else last) if group == "function" else group
    return str(values.get(f"conditions.{condition}.sources.{spoken_of}", CHOICE))
