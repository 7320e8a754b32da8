"""A case given as JSON, and the answer to it: what `acudesk assess` reads and writes.

Everything is checked before a rule sees it. A value out of range is refused, never clamped; a key that is not known
is refused with the nearest one that is; what is absent or null is unknown.
"""

import difflib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

from care.assessment import Assessment, Case
from care.course import DURATIONS, NEURO, RED_FLAGS, SEVERITIES
from care.derived import Scores
from care.measures import MEASURES, MeasureError, check_score
from care.text import clean

MOST_CHARACTERS = 1_000_000
"""The longest line that is read as a case."""

MOST_VISITS = 1000
"""No course has more; it keeps a mistyped number from passing as a count."""

KEYS = (
    "severity", "duration", "visits_done", "nprs", "ndi", "psfs", "rom", "groc", "range", "radiating", "red_flag",
    "neuro", "complementary", "orthopaedic", "goal",
)  # fmt: skip

_MEASURES = ("nprs", "ndi", "psfs", "rom", "groc")
_COMPLEMENTARY = ("none", "open", "done", "declined")
_ORTHOPAEDIC = ("none", "open", "done")


class CaseError(ValueError):
    """A case that cannot be assessed: the field, and what is wrong with it in words."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        self.message = message
        super().__init__(f"{field}: {message}")


def parse_case(line: str) -> Case:
    """One JSON object as a case; raises `CaseError` naming the field, the value and what may stand there."""
    given = _object(line)
    for key in given:
        if key not in KEYS:
            raise CaseError(_shown(key, quoted=False), f"there is no such field; {_nearest(key)}")
    scores = {code: _scores(code, given.get(code)) for code in _MEASURES}
    most = max((entries[-1][0] for entries in scores.values() if entries), default=0)
    listed = given.get("nprs")
    # Without a count, every place in the list of pain scores is a visit, scored or not.
    at_least = max(most, len(listed) if isinstance(listed, list) else 0)
    visits_done = _visits_done(given.get("visits_done"), at_least)
    for code, entries in scores.items():
        if entries and entries[-1][0] > visits_done:
            raise CaseError(code, f"there is a score at visit {entries[-1][0]}, but visits_done is {visits_done}")
    return Case(
        visits_done=visits_done,
        nprs=scores["nprs"],
        ndi=scores["ndi"],
        psfs=scores["psfs"],
        rom=scores["rom"],
        groc=scores["groc"],
        severity=_word("severity", given.get("severity"), SEVERITIES),
        duration=_word("duration", given.get("duration"), DURATIONS),
        expected=_range(given.get("range")),
        radiating=_truth("radiating", given.get("radiating")),
        red_flag=_word("red_flag", given.get("red_flag"), RED_FLAGS) or "none",
        neuro=_word("neuro", given.get("neuro"), NEURO) or "none",
        complementary=_word("complementary", given.get("complementary"), _COMPLEMENTARY) or "none",
        orthopaedic=_word("orthopaedic", given.get("orthopaedic"), _ORTHOPAEDIC) or "none",
        goal=_goal(given.get("goal")),
    )


def answer(assessment: Assessment) -> dict[str, object]:
    """An assessment as the JSON object of the case file's answer, in its order of keys."""
    progress = assessment.progress
    return {
        "status": assessment.status,
        "reasons": list(assessment.reasons),
        "response": assessment.response,
        "advice": assessment.advice,
        "rule": assessment.rule,
        "range": list(assessment.expected),
        "early_checkpoint": assessment.early_checkpoint,
        "visits_done": assessment.visits_done,
        "baseline": plain(assessment.baseline),
        "current": plain(assessment.current),
        "goal": plain(assessment.goal),
        # Parts of the way stay decimal (0.0, 1.0); adding 0.0 turns a rounded -0.0 into 0.0.
        "progress": None if progress is None else round(float(progress), 9) + 0.0,
        "pace": round(float(assessment.pace), 9) + 0.0,
        "flags": list(assessment.flags),
        "explanation": clean(assessment.explanation),
    }


def plain(value: float | None) -> float | None:
    """A score for JSON: whole numbers without a decimal point, others without the noise of binary fractions."""
    if value is None:
        return None
    return int(value) if value == int(value) else round(value, 9)


def _object(line: str) -> "_Object":
    if len(line) > MOST_CHARACTERS:
        raise CaseError("case", f"longer than {MOST_CHARACTERS:,} characters")
    try:
        found = json.loads(line.removeprefix("\ufeff"), object_pairs_hook=_Object, parse_constant=float)
    except RecursionError:
        raise CaseError("case", "nested too deep") from None
    except json.JSONDecodeError as error:
        raise CaseError("case", f"not JSON: {error.msg} at character {error.pos + 1}") from None
    except ValueError:
        # Python refuses to read a whole number of thousands of digits.
        raise CaseError("case", "a number has too many digits") from None
    if not isinstance(found, _Object):
        raise CaseError("case", f"must be one JSON object, and is {_shown(found)}")
    if found.twice is not None:
        raise CaseError(_shown(found.twice, quoted=False), "given twice")
    return found


class _Object(dict[str, Any]):
    """A JSON object that remembers a key given twice, so that the field it stands in can be named."""

    def __init__(self, pairs: Sequence[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.twice: str | None = None
        if len(self) < len(pairs):
            self.twice = Counter(key for key, _ in pairs).most_common(1)[0][0]


def _nearest(key: str) -> str:
    close = difflib.get_close_matches(key[:100].lower(), KEYS, n=1, cutoff=0.5)
    return f"did you mean {close[0]}?" if close else f"the fields are {', '.join(KEYS)}"


def _scores(code: str, value: object) -> Scores:
    """Scores by visit number, in order. A list counts from visit 1; an object has visit numbers as keys."""
    if value is None:
        return ()
    if isinstance(value, list):
        if len(value) > MOST_VISITS:
            raise CaseError(code, f"has {len(value)} entries, and must have at most {MOST_VISITS}")
        entries = list(enumerate(value, start=1))
    elif isinstance(value, _Object):
        if value.twice is not None:
            raise CaseError(code, f"visit {_shown(value.twice)} is given twice")
        # By the number alone: the scores are not checked yet and may not compare.
        entries = sorted(((_visit(code, key), score) for key, score in value.items()), key=lambda entry: entry[0])
    else:
        raise CaseError(code, f"is {_shown(value)}, and must be a list, or an object with visit numbers as keys")
    taken = [(visit, score) for visit, score in entries if score is not None]
    return tuple((visit, _score(code, visit, score, is_first=visit == taken[0][0])) for visit, score in taken)


def _visit(code: str, key: str) -> int:
    # Digits only and no leading zero, so that "1" and "01" cannot both be visit 1.
    if key.isascii() and key.isdecimal() and len(key) <= 4 and key[0] != "0" and int(key) <= MOST_VISITS:
        return int(key)
    raise CaseError(code, f"{_shown(key)} is no visit number, which is a whole number from 1 to {MOST_VISITS}")


def _score(code: str, visit: int, value: object, *, is_first: bool) -> float:
    # Only a baseline may be the mean of several ratings.
    mean_allowed = code == "nprs" and visit <= 2 and is_first
    measure = MEASURES[code]
    if not _is_number(value):
        wanted = f"a number from {measure.low:g} to {measure.high:g}"
        raise CaseError(code, f"is {_shown(value)} at visit {visit}, and must be {wanted}")
    try:
        return check_score(code, value, whole=False if mean_allowed else None)
    except MeasureError as error:
        raise CaseError(code, f"is {_shown(value)} at visit {visit}, and must be {error.wanted}") from None


def _visits_done(value: object, at_least: int) -> int:
    if value is None:
        return at_least
    return _whole("visits_done", value, 0, MOST_VISITS)


def _range(value: object) -> tuple[int, int] | None:
    if value is None:
        return None
    wanted = "the first and the last expected visit, two whole numbers"
    if not isinstance(value, list) or len(value) != 2:
        raise CaseError("range", f"is {_shown(value)}, and must be {wanted}")
    low, high = (_whole("range", entry, 1, MOST_VISITS) for entry in value)
    if low > high:
        raise CaseError("range", f"is [{low}, {high}], and its first number must not be above its last")
    return low, high


def _goal(value: object) -> float | None:
    if value is None:
        return None
    if not _is_number(value) or not 0 <= value <= 10:
        raise CaseError("goal", f"is {_shown(value)}, and must be a number from 0 to 10")
    return value


def _whole(field: str, value: object, low: int, high: int) -> int:
    if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high or value != int(value):
        raise CaseError(field, f"is {_shown(value)}, and must be a whole number from {low} to {high}")
    return int(value)


def _truth(field: str, value: object) -> bool:
    if value is None or isinstance(value, bool):
        return bool(value)
    raise CaseError(field, f"is {_shown(value)}, and must be true or false")


def _word(field: str, value: object, choices: tuple[str, ...]) -> str | None:
    if value is None:
        return None
    if isinstance(value, str) and value in choices:
        return value
    raise CaseError(field, f"is {_shown(value)}, and must be one of {', '.join(choices)}")


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(value: object, *, quoted: bool = True) -> str:
    """A value in a message: short, without control codes, and never a whole structure."""
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, str):
        text = clean(value[:60]) + ("..." if len(value) > 60 else "")
        return f'"{text}"' if quoted else text
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**20:
        return "a number of more than 20 digits"
    return json.dumps(value)
