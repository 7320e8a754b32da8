"""What an orthopaedic evaluation found, item by item, and the same as JSON by section (clinical.md 7).

What was not examined is absent: a default always means "not recorded", never "normal".
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from care.chart import SIDES
from care.measures import DIRECTIONS, MeasureError, check_score
from care.text import clean, tidy


class Item(NamedTuple):
    """One thing that is asked or examined: its code, what it is called, one line on how it is asked."""

    code: str
    label: str
    help: str = ""


RED_FLAGS = (
    Item("artery", "cervical artery", "Dizziness, double vision, slurred speech, trouble swallowing, drop attacks; "
         "nystagmus, nausea, a numb face?"),
    Item("fracture", "fracture", "After trauma: 65 or older, a dangerous mechanism, tingling limbs, or no 45 degrees "
         "of rotation either way?"),
    Item("myelopathy", "myelopathy", "Clumsy hands, unsteady gait, bladder or bowel trouble; brisk reflexes, Hoffmann, "
         "Babinski?"),
    Item("progressive_deficit", "progressive deficit", "Weakness, numbness or a lost reflex that spreads or grows?"),
    Item("infection", "infection", "Fever, chills, a recent infection, weak immune defence, injected drugs?"),
    Item("malignancy", "malignancy", "Cancer before, weight lost without reason, pain at night whatever the position?"),
    Item("inflammatory", "inflammatory disease", "Stiff for more than half an hour in the morning, better with "
         "movement; swollen joints, psoriasis, uveitis?"),
    Item("cardiac", "cardiac mimic", "Pain in chest, jaw or arm on effort, with sweat or short breath?"),
)  # fmt: skip
"""The red-flag screen. The artery by the 5 Ds and 3 Ns, fracture by the Canadian C-spine rule."""

NERVES = (
    Item("dermatomes", "dermatomes", "Light touch and pinprick, C5 to T1, both sides."),
    Item("myotomes", "myotomes", "Strength, C5 to T1, both sides."),
    Item("reflexes", "reflexes", "Biceps, brachioradialis, triceps."),
)

TESTS = (
    Item("spurling", "Spurling", "Side-bent and pressed down: positive when the arm's symptoms come."),
    Item("distraction", "distraction", "Gently drawn up: positive when the symptoms ease."),
    Item("upper_limb_tension", "upper-limb tension", "Median nerve: positive when the arm's symptoms come."),
    Item("flexion_rotation", "flexion-rotation", "Fully bent forward, then turned: positive below 32 degrees, or with "
         "the headache."),
)  # fmt: skip

MUSCLES = (
    Item("upper_trapezius", "upper trapezius"),
    Item("levator_scapulae", "levator scapulae"),
    Item("scm", "SCM"),
    Item("suboccipitals", "suboccipitals"),
    Item("scalenes", "scalenes"),
    Item("splenius", "splenius"),
    Item("semispinalis", "semispinalis"),
    Item("multifidi", "multifidi"),
    Item("rhomboids", "rhomboids"),
)

ANSWERS = ("yes", "no", "unknown")
STATES = ("normal", "abnormal")
RESULTS = ("positive", "negative")
POINTS = ("active", "latent")
TENDERNESS_MOST = 4
"""Tenderness goes from 0, none, to 4."""

_BODY_SIDES = ("left", "right")


class FindingsError(ValueError):
    """Findings that cannot be read. The message says what stands where, and what may stand there."""


class Examined(NamedTuple):
    """A part of the neurological examination: of `STATES`, empty when not recorded, and in words."""

    state: str = ""
    words: str = ""


class Provocation(NamedTuple):
    """A provocation test: one of `TESTS`, a result of `RESULTS`, and the side if there is one."""

    test: str
    result: str
    side: str = ""


class Palpated(NamedTuple):
    """A muscle on the left or right: tenderness 0-4, and a trigger point, active or latent."""

    muscle: str
    side: str
    tenderness: int | None = None
    point: str = ""


NOT_EXAMINED = Examined()


class Findings(NamedTuple):
    """One evaluation. `red_flags` pairs codes with `ANSWERS`; `motion` pairs directions with degrees.

    `painful_side` is of `care.chart.SIDES`; `headaches`, whether they come with the neck pain, `yes` or `no`.
    """

    mechanism: str = ""
    painful_side: str = ""
    headaches: str = ""
    red_flags: tuple[tuple[str, str], ...] = ()
    motion: tuple[tuple[str, float], ...] = ()
    dermatomes: Examined = NOT_EXAMINED
    myotomes: Examined = NOT_EXAMINED
    reflexes: Examined = NOT_EXAMINED
    tests: tuple[Provocation, ...] = ()
    palpation: tuple[Palpated, ...] = ()
    root_cause: str = ""
    target_tissues: str = ""
    note: str = ""

    def result(self, test: str) -> str:
        """The result of a test; empty when it was not done."""
        return next((one.result for one in self.tests if one.test == test), "")


def to_json(findings: Findings) -> str:
    """Findings as JSON by section. What was not recorded is left out, so that filling it in later changes nothing."""
    palpation: dict[str, dict[str, dict[str, Any]]] = {}
    for one in findings.palpation:
        answers = _given(tenderness=one.tenderness, point=one.point)
        if answers:
            palpation.setdefault(one.muscle, {})[one.side] = answers
    sections: dict[str, Mapping[str, Any]] = {
        "history": _given(
            mechanism=tidy(findings.mechanism), painful_side=findings.painful_side, headaches=findings.headaches
        ),
        "red_flags": _given(**dict(findings.red_flags)),
        "motion": _given(**dict(findings.motion)),
        "neuro": _given(**{code: _given(state=part.state, words=tidy(part.words)) for code, part in _nerves(findings)}),
        "tests": {one.test: _given(result=one.result, side=one.side) for one in findings.tests if one.result},
        "palpation": palpation,
        "conclusion": _given(
            root_cause=tidy(findings.root_cause), target_tissues=tidy(findings.target_tissues), note=tidy(findings.note)
        ),
    }
    return json.dumps(_given(**sections), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def from_json(text: str, directions: Sequence[str] = DIRECTIONS) -> Findings:
    """Findings from JSON, in the order of the tables above; what has a name nobody knows here is kept out.

    `directions` are those in which the condition's motion is measured. Raises `FindingsError` for what is no JSON
    object by section or no known answer, and `MeasureError` for degrees or a tenderness out of range: never clamped.
    """
    found = _object(text)
    history, motion = _section(found, "history"), _section(found, "motion")
    flags, neuro = _section(found, "red_flags"), _section(found, "neuro")
    conclusion = _section(found, "conclusion")
    return Findings(
        mechanism=_words(history, "mechanism"),
        painful_side=_one_of(history, "painful_side", SIDES),
        headaches=_one_of(history, "headaches", ANSWERS[:2]),
        red_flags=tuple((item.code, answer) for item in RED_FLAGS if (answer := _one_of(flags, item.code, ANSWERS))),
        motion=tuple((way, _degrees(way, motion[way])) for way in directions if motion.get(way) is not None),
        dermatomes=_examined(neuro, "dermatomes"),
        myotomes=_examined(neuro, "myotomes"),
        reflexes=_examined(neuro, "reflexes"),
        tests=_tests(_section(found, "tests")),
        palpation=_palpation(_section(found, "palpation")),
        root_cause=_words(conclusion, "root_cause"),
        target_tissues=_words(conclusion, "target_tissues"),
        note=_words(conclusion, "note"),
    )


def _nerves(findings: Findings) -> tuple[tuple[str, Examined], ...]:
    return tuple((item.code, getattr(findings, item.code)) for item in NERVES)


def _given(**values: Any) -> dict[str, Any]:
    """What was recorded of a few answers; 0 is recorded."""
    return {name: value for name, value in values.items() if value not in (None, "", {})}


def _object(text: str) -> Mapping[str, Any]:
    if not text.strip():
        return {}
    try:
        found = json.loads(text)
    except RecursionError:
        raise FindingsError("The findings are nested too deep to be read.") from None
    except ValueError:
        raise FindingsError("The findings are not JSON.") from None
    if not isinstance(found, dict):
        raise FindingsError("The findings are no JSON object with a section for each part of the evaluation.")
    return found


def _section(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = found.get(name)
    if section is None:
        return {}
    if not isinstance(section, dict):
        raise FindingsError(f"{name} is {_shown(section)}, and must be an object of answers.")
    return section


def _words(section: Mapping[str, Any], name: str) -> str:
    value = section.get(name)
    if value is not None and not isinstance(value, str):
        raise FindingsError(f"{name} is {_shown(value)}, and must be words.")
    return tidy(value or "")


def _one_of(section: Mapping[str, Any], name: str, choices: Sequence[str], field: str = "") -> str:
    value = section.get(name)
    if value is None or value == "":
        return ""
    if not isinstance(value, str) or value not in choices:
        raise FindingsError(f"{field or name} is {_shown(value)}, and must be one of {', '.join(choices)}.")
    return value


def _degrees(direction: str, value: Any) -> float:
    try:
        return check_score("rom", value)
    except MeasureError as error:
        raise MeasureError(f"motion {direction}", value, error.wanted) from None


def _examined(section: Mapping[str, Any], name: str) -> Examined:
    part = _section(section, name)
    return Examined(_one_of(part, "state", STATES, name), _words(part, "words"))


def _tests(section: Mapping[str, Any]) -> tuple[Provocation, ...]:
    return tuple(_each(section, [item.code for item in TESTS], _tested))


def _tested(code: str, part: Mapping[str, Any]) -> Provocation | None:
    result = _one_of(part, "result", RESULTS, code)
    return Provocation(code, result, _one_of(part, "side", SIDES, f"{code} side")) if result else None


def _palpation(section: Mapping[str, Any]) -> tuple[Palpated, ...]:
    found: list[Palpated] = []
    for item in MUSCLES:
        sides = _section(section, item.code)
        found += _each(sides, _BODY_SIDES, lambda side, part, muscle=item.code: _palpated(muscle, side, part))
    return tuple(found)


def _palpated(muscle: str, side: str, part: Mapping[str, Any]) -> Palpated | None:
    tenderness, point = part.get("tenderness"), _one_of(part, "point", POINTS, f"{muscle} {side} point")
    if tenderness is None and not point:
        return None
    whole = isinstance(tenderness, int) and not isinstance(tenderness, bool)
    if tenderness is not None and not (whole and 0 <= tenderness <= TENDERNESS_MOST):
        wanted = f"a whole number from 0 to {TENDERNESS_MOST}"
        raise MeasureError(f"tenderness of {muscle} {side}", tenderness, wanted)
    return Palpated(muscle, side, tenderness, point)


def _each(section: Mapping[str, Any], codes: Sequence[str], read: Callable[..., Any]) -> list[Any]:
    """What is recorded under each of some codes, in their order."""
    return [one for code in codes if (one := read(code, _section(section, code))) is not None]


def _shown(value: object) -> str:
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else f"a list of {len(value)}"
    text = clean(str(value)[:60])
    return f"“{text}”" if isinstance(value, str) else text
