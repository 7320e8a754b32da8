"""Points as a practitioner types them between two needles: read, shown, completed, and told apart by where they lie."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from care.chart import SIDES, Needle
from care.points import ALIASES, CHANNEL_MAXIMA, EXTRA_MAXIMA, PointError, normalise
from care.text import clean

USUAL_LOCAL = (
    "GB20", "GB21", "BL10", "BL11", "GV14", "SI13", "SI14", "SI15", "TE15", "TE16", "EX-HN15", "EX-B2",
)  # fmt: skip
"""Points of the neck and upper back used most often for neck pain (clinical.md 7)."""

USUAL_DISTAL = (
    "SI3", "LI4", "TE5", "LU7", "BL60", "BL62", "GB34", "GB39", "ST36", "ST38", "LR3", "PC6", "LI11", "KI3", "EX-UE8",
)  # fmt: skip
"""Points of arms and legs used most often for neck pain (clinical.md 7)."""

_NECK_AND_UPPER_BACK = {
    "LI": (17, 18), "ST": (9, 12), "SI": (9, 17), "TE": (15, 17), "GB": (20, 21), "GV": (9, 16), "CV": (22, 23),
    "EX-HN": (14, 15), "EX-B": (1, 2),
}  # fmt: skip
# The bladder channel runs down the back twice: beside the spine to T7, and a hand further out to the same height.
_BLADDER = ((10, 17), (41, 46))

_SIDE_WORDS = {"L": "left", "LEFT": "left", "R": "right", "RIGHT": "right", "B": "both", "BOTH": "both"}
_SUFFIX = {"both": "", "left": "L", "right": "R"}
_OTHER = {"left": "right", "right": "left"}
_CHANNELS = {*CHANNEL_MAXIMA, *ALIASES}
_REGIONS = {name.removeprefix("EX-") for name in EXTRA_MAXIMA}

_SEPARATORS = re.compile(r"[\s,;、]+")
_MINUS = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_POINT_AND_SIDE = re.compile(r"(.*?[0-9])[-:]?(L|LEFT|R|RIGHT|B|BOTH)?")
_LETTERS_FIRST = re.compile(r"([A-Z]+)[0-9]")
_NUMBER = re.compile(r"[0-9]{1,3}(?:[-:]?(?:L|LEFT|R|RIGHT|B|BOTH))?")


class Typed(NamedTuple):
    """What a line of points means: the needles in the order typed, and each word that means nothing with the reason."""

    needles: tuple[Needle, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()


def parse(text: str) -> Typed:
    """The needles a line means. Words stand apart by blanks, commas or semicolons; no order is asked for.

    A side is a suffix (`gb20l`) or the next word (`gb20 left`). A point typed twice is one needle, and the later side
    counts. `-gb21` takes a point typed before it out again, `-gb21l` its left needle. A word that cannot be read comes
    back with the reason; nothing is dropped without one.
    """
    found: dict[str, str] = {}
    unknown: list[tuple[str, str]] = []
    for written, point, side, out in _read(text):
        problem = ""
        try:
            name = normalise(point)
        except PointError as error:
            problem = str(error)
        else:
            if out:
                problem = _take_out(found, name, side)
            else:
                found[name] = side or "both"
        if problem:
            unknown.append((written, problem))
    return Typed(tuple(Needle(point, side) for point, side in found.items()), tuple(unknown))


def shown(needles: Iterable[Needle]) -> str:
    """Needles as they are typed: `GB20 GB21L SI3`; `parse` reads it back the same."""
    return " ".join(f"{one.point}{_SUFFIX[one.side]}" for one in needles)


def complete(typed: str, limit: int = 6) -> tuple[str, ...]:
    """What the unfinished word at the end of a line may become: usual points first, none that is typed already.

    After `-` it is the points typed before. Nothing after a finished word and a blank, or after a side.
    """
    words = _words(typed)
    if not words:
        return ()
    ended = _SEPARATORS.match(typed[-1:]) is not None
    start = _start_of_last(words)
    beginning = "".join(words[start:]).upper()
    out = beginning.startswith("-")
    beginning = re.sub(r"(?<![0-9])0+(?=[1-9])", "", beginning.replace("-", ""))
    if not beginning or (ended and beginning[-1].isdecimal()):
        return ()
    before = [one.point for one in parse(" ".join(words[:start])).needles]
    offers: list[tuple[bool, int, str]] = []
    for order, (point, spellings) in enumerate(_SPELLINGS):
        if (point in before) is not out or beginning in spellings:
            continue
        by = next((index for index, one in enumerate(spellings) if one.startswith(beginning)), None)
        if by is not None:
            # A channel's own name comes before another that merely has it as an alias.
            offers.append((by > 0, order, point))
    offers.sort(key=lambda one: (one[2] not in _USUAL, *one[:2]))
    return tuple(f"-{point}" if out else point for *_, point in offers[:limit])


def zone(point: str) -> str:
    """Whether a point in WHO form is `local` to the neck or `distal`.

    The usual lists decide first. Others are local on the neck, the nape and the upper back down to T7 with the
    shoulder blades, by the channel's course there; everything else, the head and face too, is distal [D].
    """
    if point in _USUAL:
        return "local" if point in USUAL_LOCAL else "distal"
    channel = point.rstrip("0123456789")
    number = int(point[len(channel) :] or 0)
    spans = _BLADDER if channel == "BL" else (_NECK_AND_UPPER_BACK.get(channel, (1, 0)),)
    return "local" if any(first <= number <= last for first, last in spans) else "distal"


def stored(needles: Iterable[Needle]) -> tuple[str, str]:
    """Needles as the record keeps them: points (`GB20;SI3`), and the sides of those that are not on both."""
    needles = tuple(needles)
    sides = (f"{one.point}:{one.side}" for one in needles if one.side != "both")
    return ";".join(one.point for one in needles), ";".join(sides)


def parse_stored(points: str, sides: str) -> tuple[Needle, ...]:
    """Needles from the two columns of a visit. What was stored is not judged again; a side without a point is none."""
    one_sided = dict(part.split(":", 1) for part in sides.split(";") if part.partition(":")[2] in SIDES)
    return tuple(Needle(point, one_sided.get(point, "both")) for point in dict.fromkeys(points.split(";")) if point)


def _words(text: str) -> list[str]:
    # NFKC for what a Chinese or Japanese keyboard types: full-width letters, digits and commas.
    return [word for word in _SEPARATORS.split(unicodedata.normalize("NFKC", clean(text)).translate(_MINUS)) if word]


def _read(text: str) -> Iterator[tuple[str, str, str, bool]]:
    """Each point of a line: as written, without sign and side, its side (empty if none was typed), whether it goes."""
    words = _words(text)
    at = 0
    while at < len(words):
        first = at
        out = words[at].startswith("-")
        sign_alone = out and words[at] == "-" and at + 1 < len(words)
        if sign_alone:
            at += 1
        at = _end_of_point(words, at)
        point = " ".join(words[first:at]).removeprefix("-").strip().upper()
        side = ""
        if (shape := _POINT_AND_SIDE.fullmatch(point)) is not None:
            point, side = shape[1], _SIDE_WORDS.get(shape[2] or "", "")
        if not side and shape is not None and at < len(words) and words[at].upper() in _SIDE_WORDS:
            side = _SIDE_WORDS[words[at].upper()]
            at += 1
        yield " ".join(words[first:at]), point, side, out


def _end_of_point(words: list[str], at: int) -> int:
    """The place behind the point that begins at `at`: a channel apart from its number (`du 14`) goes with it."""
    end, name = at + 1, _name(words[at])
    if name == "EX" and end < len(words):
        following = words[end].upper()
        if following in _REGIONS:
            end, name = end + 1, f"EX{following}"
        elif (shape := _LETTERS_FIRST.match(following)) is not None and shape[1] in _REGIONS:
            return end + 1
    named = name in _CHANNELS or name.removeprefix("EX") in _REGIONS
    if named and name != "EX" and end < len(words) and _NUMBER.fullmatch(words[end].upper()):
        return end + 1
    return end


def _name(word: str) -> str:
    return word.upper().replace("-", "")


def _start_of_last(words: list[str]) -> int:
    """Where the last point of a line begins, of however many words."""
    at = start = 0
    while at < len(words):
        start = at
        at = _end_of_point(words, at + (words[at] == "-" and at + 1 < len(words)))
    return start


def _take_out(found: dict[str, str], point: str, side: str) -> str:
    """Take a point, or its needle on one side, out again; why not, when it is not there."""
    if point not in found:
        return f"{point} is not among the points before it, so there is nothing to take out"
    there = found[point]
    if side in _OTHER and there == "both":
        found[point] = _OTHER[side]
    elif side in _OTHER and there != side:
        return f"{point} is needled on the {there} only"
    else:
        del found[point]
    return ""


def _spellings() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every point with what it is called, without hyphens, its WHO name first; usual points in front."""
    points = [f"{channel}{number}" for channel, last in (CHANNEL_MAXIMA | EXTRA_MAXIMA).items()
              for number in range(1, last + 1)]  # fmt: skip
    for point in (*USUAL_LOCAL, *USUAL_DISTAL, *(one for one in points if one not in _USUAL)):
        channel = point.rstrip("0123456789")
        aliases = (alias for alias, name in ALIASES.items() if name == channel)
        yield point, (point.replace("-", ""), *(f"{alias}{point[len(channel) :]}" for alias in aliases))


_USUAL = frozenset((*USUAL_LOCAL, *USUAL_DISTAL))
_SPELLINGS = tuple(_spellings())
