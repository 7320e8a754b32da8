"""What stands in the form of a visit, read as the visit it means: no screen, no record."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from care.cautions import Caution, bites
from care.chart import Chart, Measured, VisitEntry
from care.measures import DIRECTIONS, MeasureError, baseline_pain, check_score
from care.protocol import Protocol
from care.text import counted, tidy
from care.typed_points import Typed, parse, shown

SHORT = dict(zip(DIRECTIONS, ("fl", "ex", "ll", "lr", "rl", "rr"), strict=True))
"""How the directions of motion are typed: flexion, extension, to the left and right side, rotation left and right."""

TECHNIQUE_KEYS = (("g", "gua_sha", "gua sha"), ("c", "cupping", "cupping"), ("m", "manual", "manual therapy"),
                  ("e", "electro", "electrical stimulation"))  # fmt: skip

Rated = tuple[tuple[str, float | None], ...]
"""The patient's own activities, each with its rating 0-10, None where it was not rated."""


class Problem(NamedTuple):
    """Why a form cannot be saved as it is: the line, and what is wrong with it in words."""

    line: str
    words: str


class Filled(NamedTuple):
    """A form as a visit, or what is in the way."""

    entry: VisitEntry
    problem: Problem | None = None


def carried_over(chart: Chart) -> dict[str, Any]:
    """A new form: the points and techniques of the last visit that had any, the patient's own activities without
    ratings, and the cautions that were seen then already.
    """
    values: dict[str, Any] = {}
    for record in reversed(chart.visits):
        entry = record.entry
        if entry.needles or entry.techniques:
            values |= {"points": shown(entry.needles), "techniques": list(entry.techniques)}
            values["seen"] = list(entry.acknowledged)
            break
    for record in reversed(chart.visits):
        if activities := record.entry.measured.activities:
            values["activities"] = [name for name, _ in activities]
            break
    return values


def values_of(entry: VisitEntry) -> dict[str, Any]:
    """A recorded visit as it stands in the form again, to be put right.

    `held` are the scores on record, for a line shows them shorter; `acknowledged` what was seen at that visit.
    """
    measured = entry.measured
    pain = " ".join(map(str, measured.pain)) if measured.pain else _number(entry.nprs)
    held = {
        "pain": None if measured.pain else entry.nprs,
        "function": None if measured.function else entry.ndi_percent,
        "psfs": None if measured.activities else entry.psfs,
    }
    return {
        "pain": pain,
        "points": shown(entry.needles),
        "techniques": list(entry.techniques),
        "note": entry.note,
        "function": "" if measured.function else _number(entry.ndi_percent),
        "answers": list(measured.function),
        "activities": [name for name, _ in measured.activities],
        "psfs": _rated(measured.activities) or _number(entry.psfs),
        # In full where the letters could stand for another direction of that condition.
        "motion": " ".join(f"{SHORT.get(name, name)} {_number(degrees)}" for name, degrees in measured.motion),
        "groc": _number(entry.groc),
        "minutes": _number(entry.minutes),
        "response": entry.response,
        "adverse": entry.adverse,
        "advice_given": entry.advice_given,
        "seen": list(entry.acknowledged),
        "acknowledged": list(entry.acknowledged),
        "held": {line: score for line, score in held.items() if score is not None},
    }


def cautions_of(values: Mapping[str, Any], cautions: Sequence[str]) -> tuple[Caution, ...]:
    """What the treatment in the form touches of the patient's cautions."""
    return bites(tuple(cautions), parse(str(values.get("points", ""))).needles, tuple(values.get("techniques", ())))


def filled(values: Mapping[str, Any], cautions: Sequence[str], protocol: Protocol, condition: str) -> Filled:
    """The visit a form means. A line that cannot be read is named, with what may stand there; nothing is guessed."""
    try:
        nprs, ratings = _pain(values)
        answers = tuple(values.get("answers", ()))
        percent = _score(values, "function", "ndi", protocol.function_of(condition).short) if not answers else None
        psfs, activities = _psfs(values)
        motion = _motion(_text(values, "motion"), tuple(protocol.motion_of(condition)))
        groc = _score(values, "groc", "groc", "global rating of change")
        minutes = _whole(values, "minutes", 1, 240, "minutes")
    except _NotRead as trouble:
        return Filled(VisitEntry(), trouble.problem)
    typed = parse(_text(values, "points"))
    for word, why in _unread(typed):
        return Filled(VisitEntry(), Problem("points", f"“{word}” in the points: {why}. Nothing was saved."))
    measured = Measured(
        pain=ratings,
        function=answers,
        activities=activities,
        motion=motion,
    )
    entry = VisitEntry(
        nprs=None if ratings else nprs,
        ndi_percent=percent,
        psfs=psfs,
        groc=None if groc is None else int(groc),
        needles=typed.needles,
        techniques=tuple(values.get("techniques", ())),
        minutes=minutes,
        response=_text(values, "response"),
        adverse=_text(values, "adverse"),
        advice_given=_text(values, "advice_given"),
        note=_text(values, "note"),
        acknowledged=tuple(
            dict.fromkeys((*values.get("acknowledged", ()), *(one.key for one in cautions_of(values, cautions))))
        ),
        measured=measured,
    )
    return Filled(entry)


class _NotRead(Exception):
    def __init__(self, line: str, words: str) -> None:
        self.problem = Problem(line, f"{words} Nothing was saved.")
        super().__init__(words)


def _text(values: Mapping[str, Any], name: str) -> str:
    return str(values.get(name, "")).strip()


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _as_held(values: Mapping[str, Any], line: str) -> float | None:
    """The score on record, while its line reads as it was shown: a mean of 5.6667 is not rounded by looking at it."""
    held: float | None = values.get("held", {}).get(line)
    return held if held is not None and _text(values, line) == _number(held) else None


def _unread(typed: Typed) -> Iterator[tuple[str, str]]:
    """The words among the points that mean nothing. To take out a point that is not there is done already."""
    there = {one.point for one in typed.needles}
    for word, why in typed.unknown:
        gone = parse(word.removeprefix("-").strip()).needles if word.startswith("-") else ()
        if not gone or gone[0].point in there:
            yield word, why


def _pain(values: Mapping[str, Any]) -> tuple[float | None, tuple[int, int, int] | None]:
    """One number, or now, best and worst of the last day."""
    if (held := _as_held(values, "pain")) is not None:
        return held, None
    text = _text(values, "pain")
    parts = text.replace("/", " ").replace(",", " ").split()
    if not parts:
        return None, None
    try:
        given = [int(part) for part in parts]
    except ValueError:
        raise _NotRead("pain", f"Pain is “{text}”: type a whole number from 0 to 10, or now, best and worst.") from None
    try:
        if len(given) == 1:
            return check_score("nprs", given[0]), None
        if len(given) == 3:
            now, best, worst = given
            baseline_pain(now, best, worst)
            return None, (now, best, worst)
    except MeasureError:
        raise _NotRead("pain", f"Pain is “{text}”, and must be a whole number from 0 to 10.") from None
    raise _NotRead("pain", f"Pain is “{text}”: type one number, or three: now, best and worst of the last 24 hours.")


def _psfs(values: Mapping[str, Any]) -> tuple[float | None, Rated]:
    if (held := _as_held(values, "psfs")) is not None:
        return held, ()
    return _activities(_text(values, "psfs"), [str(one) for one in values.get("activities", ())])


def _rated(activities: Rated) -> str:
    """Activities as they are typed: by name, or in their order where a name holds what stands between two of them."""
    ratings = [_number(rating) or "-" for _, rating in activities]
    names = [name for name, _ in activities]
    named = ", ".join(f"{name} {rating}" for name, rating in zip(names, ratings, strict=True))
    try:
        same = _activities(named, names) == (None, activities)
    except _NotRead:
        same = False
    return named if same else " ".join(ratings)


def _activities(text: str, known: Sequence[str]) -> tuple[float | None, Rated]:
    """A mean alone, ratings in the order of the known activities, or `reading 4, driving 6, lifting 3`.

    `-` in place of a rating: not rated this time.
    """
    parts = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    numbers = text.replace(",", " ").replace(";", " ").split()
    if not parts:
        return None, ()
    if all(_rating(one) for one in numbers):
        if len(numbers) == 1:
            return _checked("psfs", "psfs", "PSFS", numbers[0]), ()
        if len(numbers) != len(known):
            names = ", ".join(known) or "none is on record yet; write reading 4, driving 6, lifting 3"
            raise _NotRead("psfs", f"{len(numbers)} ratings, and the patient's activities are: {names}.")
        return None, tuple(
            (name, None if one == "-" else _checked("psfs", "psfs", name, one))
            for name, one in zip(known, numbers, strict=True)
        )
    rated = []
    for part in parts:
        name, _, rating = part.rpartition(" ")
        if not name.strip() or not _rating(rating):
            raise _NotRead("psfs", f"“{part}” has no rating: write an activity and a number from 0 to 10.")
        rated.append((tidy(name), None if rating == "-" else _checked("psfs", "psfs", tidy(name), rating)))
    if not 3 <= len(rated) <= 5:
        count = counted(len(rated), "activity is", "activities are")
        raise _NotRead("psfs", f"{count} rated; the scale asks for three to five, with commas between.")
    return None, tuple(rated)


def letters_of(direction: str) -> str:
    """How a direction of motion is typed: two letters, or the first of each of its words."""
    initials = "".join(word[0] for word in direction.split("_"))
    return SHORT.get(direction) or (initials if len(initials) > 1 else direction[:2])


def _motion(text: str, directions: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """A number for each direction in order, or any direction by its letters: `rl 60 rr 45`."""
    words = text.replace(",", " ").replace("=", " ").lower().split()
    if not words:
        return ()
    if all(_plain(one) for one in words):
        if len(words) != len(directions):
            order = ", ".join(one.replace("_", " ") for one in directions)
            raise _NotRead("motion", f"{len(words)} numbers, and asked for are {len(directions)}: {order}.")
        named = dict(zip(directions, words, strict=True))
    else:
        by_letters = _by_letters(directions)
        named = {}
        for letters, degrees in zip_longest(words[::2], words[1::2], fillvalue=""):
            name = letters if letters in directions else by_letters.get(letters, "")
            if not name or not _plain(degrees):
                known = ", ".join(f"{short} {name.replace('_', ' ')}" for short, name in by_letters.items())
                typed = f"{letters} {degrees}".strip()
                raise _NotRead("motion", f"“{typed}” is no direction with its degrees: {known}.")
            named[name] = degrees
    return tuple(
        (name, _checked("motion", "rom", name.replace("_", " "), named[name])) for name in directions if name in named
    )


def _by_letters(directions: Sequence[str]) -> dict[str, str]:
    """What the letters stand for in a condition; of two directions with the same, a neck's comes first."""
    found = {letters_of(name): name for name in directions if name in SHORT}
    for name in directions:
        letters = letters_of(name)
        found.setdefault(letters if found.get(letters, name) == name else name, name)
    return found


def _rating(text: str) -> bool:
    return text == "-" or _plain(text)


def _plain(text: str) -> bool:
    return re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,3})?", text) is not None


def _checked(line: str, code: str, name: str, text: str) -> float:
    try:
        value = float(text)
        return check_score(code, int(value) if value == int(value) else value)
    except MeasureError as error:
        raise _NotRead(line, f"{name} is {text}, and must be {error.wanted}.") from None
    except (ValueError, OverflowError):
        raise _NotRead(line, f"{name} is “{text}”, which is no number.") from None


def _score(values: Mapping[str, Any], line: str, code: str, name: str) -> float | None:
    if (held := _as_held(values, line)) is not None:
        return held
    text = _text(values, line).removesuffix("%").replace(",", ".").strip()
    return _checked(line, code, name, text) if text else None


def _whole(values: Mapping[str, Any], line: str, low: int, high: int, name: str) -> int | None:
    text = _text(values, line)
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and low <= int(text) <= high):
        raise _NotRead(line, f"{name.capitalize()} are “{text}”, and must be a whole number from {low} to {high}.")
    return int(text)
