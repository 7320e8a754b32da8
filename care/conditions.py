"""What the protocol holds of one condition: its label, expected visits, function questionnaire, normal motion.

A function questionnaire gives a percentage, 0-100, higher is worse. Neck pain's is the Neck Disability Index, whose
numbers stand in `[ndi]` and `[severity]` of the file; every other condition brings its own.
"""

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

from care.limits import number, whole

FALLBACK_CONDITION = "neck_pain"
"""Whose numbers stand in for a condition the protocol does not name, and for what a condition does not bring."""

NDI_ITEMS = (
    "pain intensity", "personal care", "lifting", "reading", "headaches", "concentration", "work", "driving",
    "sleeping", "recreation",
)  # fmt: skip
"""The Neck Disability Index in order, each 0-5 (Vernon & Mior 1991)."""

Ranges = Mapping[str, Mapping[str, tuple[int, int]]]
"""First and last expected visit by duration, then severity."""


class FunctionRules(NamedTuple):
    """A function questionnaire and its thresholds, in percent of its worst score unless a name says otherwise.

    `items` are short names of its questions in order, each answered 0 to `item_max`; `scale` says in words what the
    answers mean. A questionnaire without items is on paper only: its percentage is typed.
    """

    code: str
    name: str
    items: tuple[str, ...]
    item_max: Annotated[int, whole(1, 100)]
    scale: str
    missing_at_most: Annotated[int, whole(0, 99)]
    goal_at_most: Annotated[float, number(0, 100)]
    mcid_points: Annotated[float, number(0, 100)]
    mcid_points_with_share: Annotated[float, number(0, 100)]
    mcid_percent: Annotated[float, number(0, 100)]
    mcid_baseline_at_least: Annotated[float, number(0, 100)]
    partial_points: Annotated[float, number(0, 100)]
    worse_points: Annotated[float, number(0, 100)]
    moderate_from: Annotated[float, number(0, 100)]
    severe_from: Annotated[float, number(0, 100)]

    @property
    def short(self) -> str:
        """What it is called where there is little room: `ODI`; `Function` where a condition has no questionnaire."""
        return self.code.upper() if self.code != NO_CODE else "Function"


NDI_SOURCE = "Vernon & Mior 1991"
"""What neck pain's questionnaire is taken from."""

NO_CODE = "function"
"""The code of a percentage that is typed for a condition without a questionnaire of its own."""

NECK_KEYS: Mapping[str, str] = {
    "missing_at_most": "ndi.missing_at_most",
    "goal_at_most": "ndi.goal_at_most",
    "mcid_points": "ndi.mcid_points",
    "mcid_points_with_share": "ndi.mcid_points_with_share",
    "mcid_percent": "ndi.mcid_percent",
    "mcid_baseline_at_least": "ndi.mcid_baseline_at_least",
    "partial_points": "ndi.partial_points",
    "worse_points": "ndi.worse_points",
    "moderate_from": "severity.ndi_moderate_from",
    "severe_from": "severity.ndi_severe_from",
}
"""Where neck pain's thresholds stand, which are also those of a questionnaire that does not bring its own."""


class ConditionRules(NamedTuple):
    """One condition: what people call it, how many visits it takes, how its function and motion are followed.

    `motion` holds the normal degrees of each direction that is measured.
    """

    label: str
    ranges: Ranges
    function: FunctionRules
    motion: Mapping[str, float]

    def at(self, key: str) -> object:
        """The value in force under a key of this condition, such as `acute.mild` or `function.mcid_points`."""
        group, _, name = key.partition(".")
        if not name:
            return getattr(self, group)
        if group == "function":
            return getattr(self.function, name)
        return self.motion[name] if group == "motion" else self.ranges[group][name]


def function_from(condition: str, values: Mapping[str, Any]) -> FunctionRules:
    """The function questionnaire of a condition, from the values of the file by their keys.

    What a condition's own table leaves out is neck pain's, but never a smaller change that would count for more: the
    points of a partial change and of one with a share of the baseline are at most those of a meaningful change.
    """
    prefix = f"conditions.{condition}.function."
    own = {name: values[prefix + name] for name in FunctionRules._fields if prefix + name in values}
    numbers: dict[str, Any] = {name: values[key] for name, key in NECK_KEYS.items()}
    if condition == FALLBACK_CONDITION:
        return FunctionRules("ndi", "Neck Disability Index", NDI_ITEMS, 5, "0 no trouble, 5 worst", **numbers)
    numbers |= {"code": NO_CODE, "name": "Function", "items": (), "item_max": 0, "scale": ""} | own
    for name in ("partial_points", "mcid_points_with_share"):
        if name not in own:
            numbers[name] = min(numbers[name], numbers["mcid_points"])
    if "missing_at_most" not in own:
        numbers["missing_at_most"] = min(numbers["missing_at_most"], max(0, len(numbers["items"]) - 1))
    return FunctionRules(**numbers)


def motion_from(condition: str, values: Mapping[str, Any]) -> dict[str, float]:
    """The normal degrees of each direction of a condition; neck pain's where it brings none."""
    prefix = f"conditions.{condition}.motion."
    if own := {key.removeprefix(prefix): degrees for key, degrees in values.items() if key.startswith(prefix)}:
        return own
    aside = {f"{way}_{side}": values[f"rom.{way}"] for way in ("lateral_flexion", "rotation")
             for side in ("left", "right")}  # fmt: skip
    return {way: values[f"rom.{way}"] for way in ("flexion", "extension")} | aside


def label_from(condition: str, values: Mapping[str, Any]) -> str:
    """What people call a condition: its label, else its code in words."""
    label = values.get(f"conditions.{condition}.label")
    return str(label) if label else words_of(condition)


def words_of(condition: str) -> str:
    """A condition's code as words: `low_back_pain` is `Low back pain`."""
    return condition.replace("_", " ").strip().capitalize()
