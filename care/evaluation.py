"""The orthopaedic evaluation read: how complete it is, what it warns of, what it points to, and the short of it.

Nothing here decides. The level of the red flags, the neurological finding and the class of a course are the
clinician's own (clinical.md 7); what is said here is shown beside them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from care.chart import EvaluationRecord
from care.explain import number
from care.findings import (
    ANSWERS,
    MUSCLES,
    NERVES,
    POINTS,
    RED_FLAGS,
    RESULTS,
    STATES,
    TENDERNESS_MOST,
    TESTS,
    Examined,
    Findings,
    FindingsError,
    Item,
    Palpated,
    Provocation,
    from_json,
    to_json,
)
from care.measures import DIRECTIONS, normal_motion
from care.thresholds import Protocol

__all__ = [
    "ANSWERS",
    "MUSCLES",
    "NERVES",
    "POINTS",
    "RED_FLAGS",
    "RESULTS",
    "SECTIONS",
    "STATES",
    "TENDERNESS_MOST",
    "TESTS",
    "Cluster",
    "Examined",
    "Findings",
    "FindingsError",
    "Item",
    "Palpated",
    "Provocation",
    "answered",
    "from_json",
    "proposed_class",
    "summary",
    "to_json",
    "wainner",
    "warnings",
]

SECTIONS = (
    ("history", "History"), ("red_flags", "Red flags"), ("motion", "Motion"), ("neuro", "Neurological"),
    ("tests", "Tests"), ("palpation", "Palpation"), ("conclusion", "Conclusion"),
)  # fmt: skip
"""The parts of an evaluation in the order they are gone through."""

CLUSTER = ("upper_limb_tension", "rotation", "distraction", "spurling")
"""The four of Wainner 2003 for a cervical radiculopathy."""

LIKELIHOOD_RATIOS = {2: 0.88, 3: 6.1, 4: 30.3}
"""By how many of the four are positive (Wainner 2003). Two positive tests are not evidence."""

ROTATION_BELOW = 60
"""Degrees of rotation to the painful side below which it counts as positive (Wainner 2003)."""

UNREADABLE = "cannot be read; they are kept as they are"
"""What is said in place of findings that are damaged."""

_LABELS = {item.code: item.label for item in (*RED_FLAGS, *NERVES, *TESTS, *MUSCLES)}
_RADIATING_FROM = 3
_MUSCLES_SHOWN = 4


class Cluster(NamedTuple):
    """How many of the four are positive, how many are known, their likelihood ratio, and that in words."""

    positive: int
    done: int
    likelihood_ratio: float | None
    words: str


def answered(findings: Findings) -> Mapping[str, tuple[int, int]]:
    """For each of `SECTIONS` how many of its items are recorded, of how many. `unknown` is an answer."""
    nerves = [getattr(findings, item.code) for item in NERVES]
    parts = {
        "history": (findings.mechanism, findings.painful_side),
        "red_flags": [dict(findings.red_flags).get(item.code) for item in RED_FLAGS],
        "motion": [dict(findings.motion).get(direction) is not None for direction in DIRECTIONS],
        "neuro": [part.state or part.words for part in nerves],
        "tests": [findings.result(item.code) for item in TESTS],
        "palpation": [any(one.muscle == item.code for one in findings.palpation) for item in MUSCLES],
        "conclusion": (findings.root_cause, findings.target_tissues),
    }
    return {code: (sum(bool(one) for one in parts[code]), len(parts[code])) for code, _ in SECTIONS}


def wainner(findings: Findings, protocol: Protocol) -> Cluster:
    """The cluster for a radiculopathy: upper-limb tension, rotation, distraction, Spurling.

    Rotation is known once there is a painful side and its degrees; with pain on both sides the lesser one decides. A
    test that is positive on the other side than the painful one is not. Below two positive there is no ratio.
    """
    known = _cluster(findings)
    positive, done = sum(known.values()), len(known)
    ratio = LIKELIHOOD_RATIOS.get(positive)
    if not known:
        return Cluster(0, 0, None, "None of the four signs of a radiculopathy is recorded.")
    words = f"{positive} of {done} signs of a radiculopathy positive"
    if positive >= _RADIATING_FROM:
        more = " or more" if done < len(CLUSTER) else ""
        words += f": likelihood ratio {ratio}{more}"
    elif positive in LIKELIHOOD_RATIOS:
        words += f": likelihood ratio {ratio}, which is no evidence"
    else:
        words += ", which is no evidence"
    if (limit := _turns_to_pain(findings)) is not None:
        direction, degrees = limit
        side = direction.removeprefix("rotation_")
        words += f"; rotation to the {side} {number(degrees)} of {number(normal_motion(direction, protocol))} degrees"
    if missing := [_LABELS.get(code, code) for code in CLUSTER if code not in known]:
        words += f"; not known: {', '.join(missing)}"
    return Cluster(positive, done, ratio, f"{words}.")


def warnings(
    findings: Findings,
    red_flag_level: str,
    first_visit: bool,
    *,
    neuro: str | None = None,
    exam_class: str | None = None,
    causes: tuple[str, ...] = (),
) -> tuple[str, ...]:
    """What somebody should look at before the evaluation is saved; never a block.

    `red_flag_level` is the clinician's. Red flags without an answer are named at visit 1: unanswered is never "none".
    Where they are given, `neuro` is held against the findings, and `exam_class` against the class they point to.
    """
    return tuple(_warnings(findings, red_flag_level, first_visit, neuro, exam_class, causes))


def proposed_class(findings: Findings, causes: tuple[str, ...] = ()) -> tuple[str, str] | None:
    """The class the findings point to, and why; None where they point to none.

    Radiating from three signs of a radiculopathy on, headache where flexion-rotation is positive and headaches come
    with the pain, coordination where whiplash is among the `causes` of the course [D].
    """
    known = _cluster(findings)
    if (positive := sum(known.values())) >= _RADIATING_FROM:
        return "radiating", f"{positive} of {len(known)} signs of a radiculopathy are positive"
    if findings.result("flexion_rotation") == "positive" and findings.headaches == "yes":
        return "headache", "flexion-rotation is positive and there are headaches"
    if "whiplash" in causes:
        return "coordination", "whiplash is among the causes"
    return None


def summary(findings: Findings, red_flag: str, neuro: str) -> tuple[tuple[str, str], ...]:
    """The evaluation in short, as pairs of label and text. Red flags always, with what was not asked; else what is
    recorded. `red_flag` and `neuro` are the clinician's levels."""
    pairs = (
        ("Red flags", _red_flags(findings, red_flag)),
        ("Neurological", _neurological(findings, neuro)),
        ("Mechanism", findings.mechanism),
        ("Pain", _pain(findings)),
        ("Motion", _motion(findings)),
        ("Tests", _tests(findings)),
        ("Palpation", _palpation(findings)),
        ("Root cause", findings.root_cause),
        ("Target tissues", findings.target_tissues),
        ("Note", findings.note),
    )
    return tuple((label, text) for label, text in pairs if text)


def in_short(records: Sequence[EvaluationRecord], directions: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The newest of a course's evaluations in short; of findings that are damaged, what was decided on them.

    `directions` are those of the condition (`care.protocol.Protocol.motion_of`). Empty where there is no evaluation.
    """
    if not records:
        return ()
    newest = records[-1]
    try:
        return summary(from_json(newest.findings, tuple(directions)), newest.red_flag, newest.neuro)
    except ValueError:
        return (("Red flags", newest.red_flag), ("Neurological", newest.neuro), ("Findings", UNREADABLE))


def _cluster(findings: Findings) -> dict[str, bool]:
    """Whether each sign that is known is positive."""
    known = {
        one.test: one.result == "positive" and {one.side, findings.painful_side} != {"left", "right"}
        for one in findings.tests
        if one.test in CLUSTER and one.result
    }
    if (limit := _turns_to_pain(findings)) is not None:
        known["rotation"] = limit[1] < ROTATION_BELOW
    return known


def _turns_to_pain(findings: Findings) -> tuple[str, float] | None:
    """The direction and degrees of rotation to the painful side."""
    motion = dict(findings.motion)
    ways = {"left": ("left",), "right": ("right",), "both": ("left", "right")}.get(findings.painful_side, ())
    degrees = {f"rotation_{way}": motion.get(f"rotation_{way}") for way in ways}
    known = [(value, direction) for direction, value in degrees.items() if value is not None]
    # Of two painful sides, one that turns far enough says nothing while the other is not measured.
    if not known or (len(known) < len(degrees) and min(known)[0] >= ROTATION_BELOW):
        return None
    least, direction = min(known)
    return direction, least


def _flags(findings: Findings) -> dict[str, list[str]]:
    """The labels of the red flags by their answer; under an empty answer those nobody has asked."""
    given = dict(findings.red_flags)
    found: dict[str, list[str]] = {"yes": [], "no": [], "unknown": [], "": []}
    for item in RED_FLAGS:
        found[given.get(item.code, "")].append(item.label)
    return found


def _warnings(
    findings: Findings,
    level: str,
    first_visit: bool,
    neuro: str | None,
    exam_class: str | None,
    causes: tuple[str, ...],
) -> Iterator[str]:
    flags = _flags(findings)
    if flags["yes"] and level == "none":
        yield f"Red flag answered yes: {', '.join(flags['yes'])}. The level is still none: set it."
    if flags[""] and first_visit:
        yield f"Red flags not asked: {', '.join(flags[''])}. Not asked is not “none”."
    if flags["unknown"]:
        yield f"Red flags not known: {', '.join(flags['unknown'])}. Ask again."
    if level != "none" and not flags["yes"]:
        yield f"The red flags are set to {level}, and none is answered yes."
    if neuro is not None:
        abnormal = {item.code for item in NERVES if getattr(findings, item.code).state == "abnormal"}
        if "myotomes" in abnormal and neuro != "motor":
            yield f"Myotomes are abnormal, and the neurological finding is {neuro}."
        elif abnormal and neuro == "none":
            yield f"{' and '.join(sorted(abnormal)).capitalize()} abnormal, and the neurological finding is none."
    if (proposed := proposed_class(findings, causes)) is not None and proposed[0] != exam_class:
        yield f"The findings point to the class {proposed[0]}: {proposed[1]}."


def _red_flags(findings: Findings, level: str) -> str:
    flags = _flags(findings)
    if len(flags["no"]) == len(RED_FLAGS) and level == "none":
        return f"none of {len(RED_FLAGS)}"
    parts = [f"yes: {', '.join(flags['yes'])}"] if flags["yes"] else []
    for answer, said in (("no", "no"), ("unknown", "not known"), ("", "not asked")):
        if flags[answer]:
            parts.append(f"{len(flags[answer])} {said}")
    return (f"{level}; " if level != "none" else "") + ", ".join(parts)


def _neurological(findings: Findings, neuro: str) -> str:
    parts = [
        f"{item.label} {part.state}{' ' if part.state and part.words else ''}{part.words}"
        for item in NERVES
        if (part := getattr(findings, item.code)).state == "abnormal" or part.words
    ]
    normal = [item.label for item in NERVES if getattr(findings, item.code) == Examined("normal")]
    if normal:
        parts.append(f"{', '.join(normal)} normal")
    if neuro == "none" and not parts:
        # The level alone says nothing of an examination nobody has written down.
        return ""
    return "; ".join((neuro, *parts))


def _pain(findings: Findings) -> str:
    side = {"both": "both sides", "left": "left", "right": "right"}.get(findings.painful_side, "")
    headaches = {"yes": "with headaches", "no": "no headaches"}.get(findings.headaches, "")
    return ", ".join(part for part in (side, headaches) if part)


def _motion(findings: Findings) -> str:
    """Degrees, left and right of a pair together: `flexion 40, rotation 45/70`; a side not measured is a dash."""
    left, parts = dict(findings.motion), []
    for direction, _ in findings.motion:
        if direction not in left:
            continue
        way = direction.removesuffix("_left").removesuffix("_right")
        if way == direction:
            said = number(left.pop(way))
        else:
            said = "/".join(
                number(value) if (value := left.pop(f"{way}_{side}", None)) is not None else "–"
                for side in ("left", "right")
            )
        parts.append(f"{way.replace('_', ' ')} {said}")
    return f"{', '.join(parts)} degrees" if parts else ""


def _tests(findings: Findings) -> str:
    parts = []
    for result in RESULTS:
        named = [
            _LABELS.get(one.test, one.test) + (f" {one.side}" if one.side and result == "positive" else "")
            for one in findings.tests
            if one.result == result
        ]
        if named:
            parts.append(f"{result}: {', '.join(named)}")
    return "; ".join(parts)


def _palpation(findings: Findings) -> str:
    """The most tender first; a muscle that is not tender and has no point only counts."""
    ordered = sorted(findings.palpation, key=lambda one: (-(one.tenderness or 0), one.point != "active"))
    tender = [one for one in ordered if one.tenderness or one.point]
    parts = []
    for one in tender[:_MUSCLES_SHOWN]:
        degree = "" if one.tenderness is None else f" {one.tenderness}/{TENDERNESS_MOST}"
        point = f" {one.point} point" if one.point else ""
        parts.append(f"{_LABELS.get(one.muscle, one.muscle)} {one.side}{degree}{point}")
    if (more := len(tender) - _MUSCLES_SHOWN) > 0:
        parts.append(f"{more} more")
    if not tender and findings.palpation:
        return "nothing tender"
    return ", ".join(parts)
