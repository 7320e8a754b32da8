"""What stands in the form of a course, read as the course it means: no screen, no record."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from string import ascii_lowercase
from typing import Any

from care.dates import NotADate, typed_date
from care.expected import duration_of, range_for
from care.measures import MeasureError, check_score
from care.protocol import Protocol
from care.staff import who_treat
from care.text import counted

CAUSE_KEYS = (
    ("w", "work", "work"), ("s", "sleep", "sleeping position"), ("p", "posture", "posture"), ("t", "sport", "sport"),
    ("d", "driving", "driving"), ("h", "whiplash", "whiplash"), ("b", "bags", "bags"),
    ("c", "device", "computer, phone"),
    ("r", "stress", "stress"), ("v", "viral", "viral"), ("o", "other", "other"),
)  # fmt: skip
CLASS_KEYS = (("m", "mobility", "mobility"), ("c", "coordination", "coordination"), ("h", "headache", "headache"),
              ("r", "radiating", "radiating"), ("u", "muscular", "muscular"))  # fmt: skip
SEVERITY_KEYS = (("a", "", "as measured"), ("i", "mild", "mild"), ("o", "moderate", "moderate"),
                 ("e", "severe", "severe"))  # fmt: skip
_SPAN = re.compile(r"(\d{1,4})\s*(d|day|days|w|wk|week|weeks|m|month|months|y|year|years)(?:\s+ago)?", re.ASCII)
_DAYS = {"d": 1.0, "w": 7.0, "m": 30.4375, "y": 365.25}


class NotRead(ValueError):
    """A line of the form that cannot be read: which, and what may stand there."""

    def __init__(self, line: str, words: str) -> None:
        self.line = line
        super().__init__(f"{words} Nothing was saved.")


def condition_keys(protocol: Protocol) -> tuple[tuple[str, str, str], ...]:
    """A letter for each condition of the protocol: the first of its name that is still free."""
    taken: set[str] = set()
    found = []
    for code in sorted(protocol.conditions(), key=lambda code: (code != "neck_pain", code)):
        label = protocol.label(code)
        letters = [char for char in label.casefold() if char.isascii() and char.isalpha()]
        key = next((char for char in (*letters, *"123456789", *ascii_lowercase) if char not in taken), "")
        taken.add(key)
        found.append((key, code, label.lower()))
    return tuple(found)


def typed_onset(text: str, today: date) -> date | None:
    """The day a complaint began: a date, or how long ago (`3w`, `6 weeks`, `2 months ago`); None for nothing typed."""
    words = text.strip().casefold()
    if not words:
        return None
    if match := _SPAN.fullmatch(words):
        days = round(int(match[1]) * _DAYS[match[2][0]])
        return today - timedelta(days=min(days, 40_000))
    try:
        found = typed_date(text)
    except NotADate:
        raise NotRead("onset", f"Onset is “{text}”: type a day, or how long ago, such as 3 weeks.") from None
    if found is not None and found > today:
        raise NotRead("onset", f"Onset is {found.isoformat()}, which is still to come.")
    return found


def typed_range(text: str) -> tuple[int, int] | None:
    """`8-12` as two numbers of visits; None for nothing typed."""
    if not text.strip():
        return None
    match = re.fullmatch(r"\s*(\d{1,3})\s*(?:-|to)\s*(\d{1,3})\s*", text, re.ASCII)
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise NotRead("range", f"The range is “{text}”: type its first and last visit, such as 8-12.")
    return int(match[1]), int(match[2])


def proposed_range(values: Mapping[str, Any], today: date, protocol: Protocol) -> tuple[tuple[int, int], str]:
    """The range the rules propose for what stands in the form, and what it rests on in words."""
    try:
        onset = typed_onset(str(values.get("onset", "")), today)
    except NotRead:
        onset = None
    duration, assumed = duration_of(onset, today, protocol)
    severity = str(values.get("severity", "")) or protocol.severity.assumed
    condition = str(values.get("condition", "")) or "neck_pain"
    low, high = range_for(condition, severity, duration, protocol)
    basis = [
        duration + (" (assumed)" if assumed else f" ({counted((today - onset).days, 'day', 'days')})" if onset else ""),
        severity + ("" if values.get("severity") else " (assumed until visit 1)"),
    ]
    return (low, high), ", ".join(basis)


def read_course(values: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The fields of a course as the record takes them; raises `NotRead` naming the line."""
    goal_text = str(values.get("goal", "")).strip().replace(",", ".")
    goal: float | None = None
    if goal_text:
        try:
            goal = float(goal_text)
            goal = check_score("nprs", int(goal) if goal == int(goal) else goal, whole=False)
        except (ValueError, OverflowError, MeasureError):
            raise NotRead("goal", f"The goal is “{goal_text}”, and must be a number from 0 to 10.") from None
    expected = typed_range(str(values.get("range", "")))
    reason = str(values.get("reason", "")).strip()
    if expected is not None and not reason:
        raise NotRead("reason", "A range of one's own needs a reason: type why.")
    return {
        "onset": typed_onset(str(values.get("onset", "")), today),
        "severity": values.get("severity") or None,
        "exam_class": values.get("class") or None,
        "causes": tuple(values.get("causes", ())),
        "goal": goal,
        "expected": expected,
    }


def known_people(people: Sequence[Any]) -> tuple[tuple[str, str, str], ...]:
    """A digit for each of those who treat."""
    return tuple((str(at), str(one.id), one.name) for at, one in enumerate(who_treat(people)[:9], 1))
