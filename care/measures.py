"""The five measures: what may be entered, and how answers become the score that is stored.

Out of range is an error that names the field, the value and the range; nothing is ever clamped, and a missing
score stays missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from care.conditions import FALLBACK_CONDITION, FunctionRules
from care.thresholds import Protocol

NDI_BANDS = ("none", "mild", "moderate", "severe", "complete")
DIRECTIONS = (
    "flexion", "extension", "lateral_flexion_left", "lateral_flexion_right", "rotation_left", "rotation_right",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: its code, its name, and where a score must lie."""

    code: str
    name: str
    low: float
    high: float
    whole: bool


MEASURES: Mapping[str, Measure] = {
    measure.code: measure
    for measure in (
        # A baseline entered as now, best and worst of 24 h is their mean; every other pain score is whole.
        Measure("nprs", "pain, numeric rating", 0, 10, whole=True),
        Measure("ndi", "Neck Disability Index, percent", 0, 100, whole=False),
        Measure("psfs", "Patient-Specific Functional Scale", 0, 10, whole=False),
        Measure("rom", "active neck motion, degrees", 0, 180, whole=False),
        Measure("groc", "global rating of change", -7, 7, whole=True),
    )
}


class MeasureError(ValueError):
    """A score that cannot be. The message names the field, the value and the range."""

    def __init__(self, field: str, value: object, wanted: str) -> None:
        self.field = field
        self.value = value
        self.wanted = wanted
        super().__init__(f"{field} is {value!r}, and must be {wanted}")


def check_score(code: str, value: float, *, whole: bool | None = None) -> float:
    """A score of a measure as it may be stored; `MeasureError` if it cannot be.

    `whole` False lets a pain baseline be the mean of several ratings.
    """
    measure = MEASURES[code]
    return _within(code, value, measure.low, measure.high, whole=measure.whole if whole is None else whole)


def baseline_pain(now: float, best: float, worst: float) -> float:
    """The baseline from three ratings of the last 24 hours: their mean, 0-10."""
    ratings = [_within(f"nprs {name}", value, 0, 10, whole=True) for name, value in
               (("now", now), ("best", best), ("worst", worst))]  # fmt: skip
    return sum(ratings) / len(ratings)


def ndi_percent(answers: Sequence[int | None], protocol: Protocol) -> float | None:
    """The Neck Disability Index in percent of ten answers 0-5, None where missing or not applicable.

    Up to two missing answers are pro-rated; with more the index is not scorable and None.
    """
    return function_percent(answers, protocol.function_of(FALLBACK_CONDITION))


def function_percent(answers: Sequence[int | None], rules: FunctionRules) -> float | None:
    """A function questionnaire in percent of its worst score, of answers 0 to `item_max`; None where one is missing.

    Up to `missing_at_most` missing answers are pro-rated; with more, or without questions, it is not scorable and
    None. Raises `MeasureError` for answers that cannot be, or that are not one for each question.
    """
    if len(answers) != len(rules.items):
        raise MeasureError(f"{rules.code} answers", len(answers), f"{len(rules.items)} in number")
    given = [
        _within(f"{rules.code} {item}", answer, 0, rules.item_max, whole=True)
        for item, answer in zip(rules.items, answers, strict=True)
        if answer is not None
    ]
    if not given or len(answers) - len(given) > rules.missing_at_most:
        return None
    return 100 * sum(given) / (rules.item_max * len(given))


def ndi_band(percent: float, protocol: Protocol) -> str:
    """The word for an NDI in percent, from `NDI_BANDS`; each band starts at its own threshold."""
    check_score("ndi", percent)
    rules = protocol.ndi
    starts = (rules.mild_from, rules.moderate_from, rules.severe_from, rules.complete_from)
    return NDI_BANDS[sum(percent >= start for start in starts)]


def psfs_score(ratings: Mapping[str, float | None], protocol: Protocol) -> float | None:
    """The mean of the named activities rated 0-10; None when none is rated.

    Raises `MeasureError` unless three to five activities are named.
    """
    rules = protocol.psfs
    if not rules.activities_at_least <= len(ratings) <= rules.activities_at_most:
        raise MeasureError("psfs activities", len(ratings), f"{rules.activities_at_least}-{rules.activities_at_most}")
    return _mean({name: value for name, value in ratings.items() if value is not None})


def psfs_pair(
    before: Mapping[str, float | None], after: Mapping[str, float | None]
) -> tuple[float | None, float | None]:
    """Baseline and later score over the activities rated both times, so that an unrated one cannot shift the mean."""
    both = [name for name in before if before[name] is not None and after.get(name) is not None]
    return _mean({name: before[name] for name in both}), _mean({name: after[name] for name in both})


def normal_motion(direction: str, protocol: Protocol, condition: str = FALLBACK_CONDITION) -> float:
    """Normal adult motion in degrees, of a direction in which the condition's motion is measured."""
    normal = protocol.motion_of(condition)
    if direction not in normal:
        raise MeasureError("rom direction", direction, f"one of {', '.join(normal)}")
    return normal[direction]


def most_limited(
    degrees: Mapping[str, float | None], protocol: Protocol, condition: str = FALLBACK_CONDITION
) -> str | None:
    """The direction with the least of its normal motion, the one a course follows; None when none was measured."""
    shares = {
        direction: check_score("rom", value) / normal_motion(direction, protocol, condition)
        for direction, value in degrees.items()
        if value is not None
    }
    order = list(protocol.motion_of(condition))
    return min(shares, key=lambda direction: (shares[direction], order.index(direction))) if shares else None


def _mean(ratings: Mapping[str, float | None]) -> float | None:
    values = [
        _within(f"psfs {name}", value, 0, 10, whole=False) for name, value in ratings.items() if value is not None
    ]
    return sum(values) / len(values) if values else None


def _within(field: str, value: float, low: float, high: float, *, whole: bool) -> float:
    wanted = f"{'a whole number' if whole else 'a number'} from {low:g} to {high:g}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MeasureError(field, value, wanted)
    # A comparison with NaN is false, so that it is refused here as well.
    if not low <= value <= high or (whole and value != int(value)):
        raise MeasureError(field, value, wanted)
    return value
