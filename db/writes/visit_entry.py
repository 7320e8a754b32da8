"""A visit as somebody writes it down, field by field: checked, with the scores that follow from their answers."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from care.chart import SIDES, Measured, Needle, VisitEntry
from care.course import TECHNIQUES
from care.measures import MeasureError, check_score, function_percent, psfs_score
from care.points import PointError, normalise
from care.protocol import Protocol
from care.text import tidy
from care.typed_points import parse_stored, stored
from db.errors import Refused
from db.exchange.values import LONGEST_NAME, LONGEST_TEXT
from db.measured import in_order, measured_of, measured_text
from db.tables import Visit
from db.writes.baseline import pain_of
from db.writes.corrections import Change, in_text

LABELS = {
    "nprs": "pain", "ndi_percent": "NDI", "psfs": "PSFS", "groc": "global rating of change", "points": "points",
    "techniques": "techniques", "minutes": "minutes", "response": "response", "adverse": "adverse event",
    "advice_given": "advice given", "note": "note", "acknowledged": "cautions seen", "pain": "pain ratings",
    "function": "function answers", "activities": "activities", "motion": "motion",
}  # fmt: skip
"""The fields of a visit that are put right one by one, and what each is called in a sentence; function by its own name
where the condition has another questionnaire."""

LONGEST_TREATMENT = 240
"""Minutes."""

_DETAILS = Measured._fields
_MEASURES = {"nprs": "Pain (nprs)", "ndi": "The NDI", "psfs": "The PSFS", "rom": "Motion (rom)",
             "groc": "The global rating of change (groc)"}  # fmt: skip
_SEEN = re.compile(r"[a-z_]{1,40}:[^;:]{1,80}")
_UNCHANGED = "Nothing was changed."

Fields = dict[str, Any]


class Checked(NamedTuple):
    """The fields of an entry by the names of `LABELS`, and what a person should hear of them."""

    fields: Fields
    remark: str = ""


def checked(
    entry: VisitEntry, condition: str, protocol: Protocol, *, baseline: bool, held_pain: float | None = None
) -> Checked:
    """An entry's fields as they may be stored; raises `Refused` naming the field, its value and its range.

    What was measured wins over a score given beside it. Which questionnaire scores function, and in which directions
    motion is measured, follows from the course's condition. `baseline` says that a pain score here is the baseline,
    which alone may be a mean of ratings; `held_pain` is the score that stands there already, and may stay as it is.
    """
    try:
        measured = _measured(entry.measured, protocol, condition)
        nprs = entry.nprs
        if measured.pain is not None:
            nprs = pain_of(measured.pain, baseline=baseline)
        elif nprs is not None:
            nprs = float(check_score("nprs", nprs, whole=not baseline and nprs != held_pain))
        index, remark = _function(entry.ndi_percent, measured, protocol, condition)
        psfs = psfs_score(dict(measured.activities), protocol) if measured.activities else _score("psfs", entry.psfs)
        groc = _score("groc", entry.groc)
    except MeasureError as fault:
        code, _, rest = fault.field.partition(" ")
        what = f"{_MEASURES.get(code, f'The {code.upper()}')}{f', {rest},' if rest else ''}"
        raise Refused(f"{what} is {fault.value!r}, and must be {fault.wanted}. {_UNCHANGED} Correct it.") from None
    if entry.minutes is not None and not (type(entry.minutes) is int and 1 <= entry.minutes <= LONGEST_TREATMENT):
        raise Refused(
            f"The minutes are {entry.minutes!r}, and must be a whole number from 1 to {LONGEST_TREATMENT}. {_UNCHANGED}"
        )
    fields: Fields = {
        "nprs": nprs, "ndi_percent": index, "psfs": psfs, "groc": None if groc is None else int(groc),
        "points": _needles(entry.needles), "techniques": _techniques(entry.techniques), "minutes": entry.minutes,
        "acknowledged": _acknowledged(entry.acknowledged), **measured._asdict(),
    }  # fmt: skip
    for name in ("response", "adverse", "advice_given", "note"):
        fields[name] = _words(getattr(entry, name), LABELS[name], LONGEST_TEXT)
    return Checked({name: fields[name] for name in LABELS}, remark)


def fields_of(row: Visit) -> Fields:
    """The fields of a visit as it stands in the record."""
    found: Fields = {name: getattr(row, name) for name in LABELS if name in Visit.model_fields}
    found["points"] = parse_stored(row.points, row.sides)
    found["techniques"] = tuple(part for part in row.techniques.split(";") if part)
    found["acknowledged"] = tuple(part for part in row.acknowledged.split(";") if part)
    return found | measured_of(row.details)._asdict()


def columns_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """All fields of a visit as its columns."""
    found = {name: fields[name] for name in LABELS if name in Visit.model_fields}
    found["points"], found["sides"] = stored(fields["points"])
    found["techniques"], found["acknowledged"] = ";".join(fields["techniques"]), ";".join(fields["acknowledged"])
    found["details"] = measured_text(Measured(*(fields[name] for name in _DETAILS)))
    return found


def column_behind(field: str) -> str:
    """The column in which a field stands."""
    return "details" if field in _DETAILS else field


def field_text(name: str, value: Any) -> str:
    """A field as a correction tells it; empty where nothing was recorded. What was measured is JSON."""
    if not value and value != 0:
        return ""
    if name in _DETAILS:
        whole = json.loads(measured_text(Measured(**{name: value})))
        return json.dumps(whole[name], separators=(",", ":"), ensure_ascii=False)
    if name == "points":
        return ";".join(one.point if one.side == "both" else f"{one.point} {one.side}" for one in value)
    return ";".join(value) if isinstance(value, tuple) else in_text(value)


def changes_of(before: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[Change]:
    """What fields become, each with its text before and after."""
    return [Change(name, field_text(name, before[name]), field_text(name, value)) for name, value in wanted.items()]


def _function(given: float | None, measured: Measured, protocol: Protocol, condition: str) -> tuple[float | None, str]:
    """Function in percent, and a remark where the answers do not make a score."""
    rules = protocol.function_of(condition)
    if not measured.function:
        try:
            return _score("ndi", given), ""
        except MeasureError as fault:
            raise MeasureError(rules.code, fault.value, fault.wanted) from None
    percent = function_percent(measured.function, rules)
    missing = sum(answer is None for answer in measured.function)
    return percent, "" if percent is not None else f"the {rules.short} is not scorable, {missing} answers are missing"


def _measured(given: Measured, protocol: Protocol, condition: str) -> Measured:
    """What was measured, in its one form; the PSFS is checked where it is scored."""
    pain = None
    if given.pain is not None:
        if len(given.pain) != 3:
            raise MeasureError("nprs ratings", len(given.pain), "3 in number: now, best and worst")
        now, best, worst = given.pain
        pain_of((now, best, worst), baseline=True)
        pain = (int(now), int(best), int(worst))
    # A questionnaire without any answer was not taken.
    function = given.function if any(answer is not None for answer in given.function) else ()
    if function:
        function_percent(function, protocol.function_of(condition))
    activities = tuple((_words(name, "an activity", LONGEST_NAME), rating) for name, rating in given.activities)
    names = [name.casefold() for name, _ in activities]
    if "" in names or len(set(names)) < len(names):
        raise Refused(f"Each activity of the PSFS has a name of its own. {_UNCHANGED} Name them apart.")
    ways = protocol.motion_of(condition)
    for direction, degrees in given.motion:
        if direction not in ways:
            raise MeasureError("rom direction", direction, f"one of {', '.join(ways)}")
        try:
            check_score("rom", degrees)
        except MeasureError as fault:
            raise MeasureError(f"rom {direction.replace('_', ' ')}", degrees, fault.wanted) from None
    answers = tuple(None if one is None else int(one) for one in function)
    return Measured(pain, answers, activities, in_order(given.motion))


def _score(code: str, value: float | None) -> float | None:
    return None if value is None else float(check_score(code, value))


def _needles(given: Iterable[Needle]) -> tuple[Needle, ...]:
    """Each point once, in WHO form; left and right are both."""
    found: dict[str, str] = {}
    for written, side in given:
        try:
            point = normalise(written)
        except PointError as fault:
            raise Refused(f"The point {tidy(written)[:20]!r}: {fault}. {_UNCHANGED} Correct it.") from None
        if side not in SIDES:
            raise Refused(
                f"The side of {point} is {tidy(side)[:20]!r}, and must be one of {', '.join(SIDES)}. {_UNCHANGED}"
            )
        found[point] = side if found.get(point, side) == side else "both"
    return tuple(Needle(point, side) for point, side in found.items())


def _techniques(given: Iterable[str]) -> tuple[str, ...]:
    for one in given:
        if one not in TECHNIQUES:
            raise Refused(f"The technique {tidy(one)[:40]!r} must be one of {', '.join(TECHNIQUES)}. {_UNCHANGED}")
    return tuple(dict.fromkeys(given))


def _acknowledged(given: Iterable[str]) -> tuple[str, ...]:
    seen = tuple(dict.fromkeys(map(tidy, given)))
    for one in seen:
        if not _SEEN.fullmatch(one):
            raise Refused(f"The caution seen {one[:40]!r} must be written as pregnancy:LI4. {_UNCHANGED}")
    return seen


def _words(given: str, what: str, longest: int) -> str:
    if len(given) > longest:
        raise Refused(f"The {what} has {len(given):,} characters, and may have {longest:,}. {_UNCHANGED} Shorten it.")
    return tidy(given)
