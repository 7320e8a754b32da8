"""What stands in the form of an evaluation, read as the findings it means: no screen, no record."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from care.evaluation import (
    MUSCLES,
    NERVES,
    RED_FLAGS,
    TENDERNESS_MOST,
    TESTS,
    Examined,
    Findings,
    Palpated,
    Provocation,
)
from care.measures import DIRECTIONS, MeasureError, check_score

_PALPATED = re.compile(r"([lrb])\s*([0-9])?\s*([ai])?", re.ASCII)
_SIDES = {"l": ("left",), "r": ("right",), "b": ("left", "right")}
_POINTS = {"a": "active", "i": "latent"}


class NotRead(ValueError):
    """A line that cannot be read: which, and what may stand there."""

    def __init__(self, line: str, words: str) -> None:
        self.line = line
        super().__init__(f"{words} Nothing was saved.")


def findings_of(values: Mapping[str, Any], directions: Sequence[str] = DIRECTIONS) -> Findings:
    """The findings a form means; a line that says nothing is not recorded. Raises `NotRead`.

    `directions` are those in which the condition's motion is measured.
    """

    def text(name: str) -> str:
        return str(values.get(name, "") or "").strip()

    motion = []
    for direction in directions:
        if typed := text(f"m_{direction}"):
            motion.append((direction, _degrees(f"m_{direction}", direction, typed)))
    tests = []
    for item in TESTS:
        if answer := text(f"t_{item.code}"):
            result, _, side = answer.partition(" ")
            tests.append(Provocation(item.code, result, side))
    return Findings(
        mechanism=text("mechanism"),
        painful_side=text("painful_side"),
        headaches=text("headaches"),
        red_flags=tuple((one.code, answer) for one in RED_FLAGS if (answer := text(f"f_{one.code}"))),
        motion=tuple(motion),
        **{one.code: Examined(text(f"n_{one.code}"), text(f"w_{one.code}")) for one in NERVES},
        tests=tuple(tests),
        palpation=tuple(
            one for muscle in MUSCLES for one in _palpated(muscle.code, muscle.label, text(f"p_{muscle.code}"))
        ),
        root_cause=text("root_cause"),
        target_tissues=text("target_tissues"),
        note=text("note"),
    )


def form_of(findings: Findings, red_flag: str = "", neuro: str = "") -> dict[str, Any]:
    """Findings as they stand in the form."""
    values: dict[str, Any] = {
        "mechanism": findings.mechanism, "painful_side": findings.painful_side, "headaches": findings.headaches,
        "root_cause": findings.root_cause, "target_tissues": findings.target_tissues, "note": findings.note,
        "red_flag": red_flag, "neuro": neuro,
    }  # fmt: skip
    values |= {f"f_{code}": answer for code, answer in findings.red_flags}
    values |= {f"m_{direction}": _number(degrees) for direction, degrees in findings.motion}
    for item in NERVES:
        part = getattr(findings, item.code)
        values |= {f"n_{item.code}": part.state, f"w_{item.code}": part.words}
    values |= {f"t_{one.test}": f"{one.result} {one.side}".strip() for one in findings.tests}
    for one in findings.palpation:
        letter = {"left": "l", "right": "r"}[one.side]
        point = {"active": "a", "latent": "i"}.get(one.point, "")
        said = f"{letter}{'' if one.tenderness is None else one.tenderness}{point}"
        values[f"p_{one.muscle}"] = f"{values.get(f'p_{one.muscle}', '')} {said}".strip()
    return {name: value for name, value in values.items() if value}


def _number(value: float) -> str:
    """As short as it goes without becoming another number."""
    return f"{value:g}" if float(f"{value:g}") == value else repr(value)


def _degrees(line: str, direction: str, typed: str) -> float:
    name = direction.replace("_", " ")
    try:
        value = float(typed.replace(",", "."))
        return check_score("rom", int(value) if value == int(value) else value)
    except MeasureError as error:
        raise NotRead(line, f"{name.capitalize()} is {typed}, and must be {error.wanted} (degrees).") from None
    except (ValueError, OverflowError):
        raise NotRead(line, f"{name.capitalize()} is “{typed}”, which is no number of degrees.") from None


def _palpated(muscle: str, label: str, typed: str) -> list[Palpated]:
    """`r3a l2`: right 3 with an active point, left 2; `b1` both sides; `i` a latent point."""
    found: dict[str, Palpated] = {}
    for word in typed.lower().replace(",", " ").split():
        match = _PALPATED.fullmatch(word)
        degree = int(match[2]) if match is not None and match[2] else None
        if match is None or (degree is None and not match[3]) or (degree or 0) > TENDERNESS_MOST:
            raise NotRead(
                f"p_{muscle}", f"“{word}” for {label}: write the side (l, r, b), 0 to {TENDERNESS_MOST}, and a or i."
            )
        for side in _SIDES[match[1]]:
            found[side] = Palpated(muscle, side, degree, _POINTS.get(match[3] or "", ""))
    return [found[side] for side in ("left", "right") if side in found]
