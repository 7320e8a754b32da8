"""A range, or the forecast's figures, taken over into the text of a clinic's protocol file, and given back: one line.

What people wrote stays as it is: their comments, their order, their line ends. What stood there before is kept as a
comment above the new line, so that giving back puts it where it was, to the letter. Reading and writing the file is
the caller's business.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from care.forecast_priors import OwnPriors
from care.outcome_ranges import Cell, OwnRange
from care.priors import Figures
from care.proportion import wilson

Place = Cell | Figures
"""What can be taken over: one of the expected visits, or the forecast's figures of a duration."""

_TAKEN = "# our record on "
"""Begins the comment of every line written here, and of no other: only these are given back."""

_WAS = "# was: "
"""Begins a line that held the range before."""

_HEADER = "# The clinic's own numbers. docs/protocol.md says what may stand here."

_TAKEN_LINE = re.compile(rf"=[^#\n]*{re.escape(_TAKEN)}\d{{4}}-\d\d-\d\d: ")


class NotEditable(ValueError):
    """The text is one in which the line cannot be set, or taken out, with certainty. Nothing was made of it."""


class _Statement(NamedTuple):
    """One heading or one value of a text: its lines `first` up to `end`, and the whole path of its key."""

    first: int
    end: int
    heading: tuple[str, ...]
    path: tuple[str, ...]
    is_heading: bool


def with_range(text: str, own: OwnRange, on: date) -> str:
    """The text with the proposed range in force. Raises `NotEditable`, and ValueError for a cell without a proposal."""
    if own.proposed is None:
        raise ValueError("there is no proposal to take over")
    low, high = own.proposed
    cell = own.cell
    share = wilson(own.resolved, own.closed)
    why = (
        f"{_TAKEN}{on.isoformat()}: {own.resolved} of {own.closed} closed resolved "
        f"({100 * share.low:.0f}-{100 * share.high:.0f} %), the middle half of them in {low}-{high} visits"
    )
    return _with(text, cell, f"[{low}, {high}]  {why}", [low, high])


def with_priors(text: str, own: OwnPriors, on: date) -> str:
    """The text with the forecast's figures of a duration in force. Raises as `with_range` does."""
    if own.priors is None:
        raise ValueError("there are no figures to take over")
    figures = own.priors._replace(record=None)._asdict()
    del figures["record"]
    values = {**figures, "courses": own.courses, "taken_on": on}
    table = ", ".join(f"{name} = {value}" for name, value in values.items())
    return _with(
        text, Figures(own.duration), f"{{ {table} }}  {_TAKEN}{on.isoformat()}: {own.courses} closed courses", values
    )


def _with(text: str, place: Place, line: str, value: object) -> str:
    lines, newline = _lines(text)
    made = _placed(lines, list(_statements(lines)), place, line)
    return _checked(text, newline.join(made), place, value)


def without(text: str, cell: Place) -> str | None:
    """The text as it was before a line was taken over; None where it holds none that was. Raises `NotEditable`."""
    lines, newline = _lines(text)
    statements = list(_statements(lines))
    found = next((one for one in statements if one.path == cell.path and not one.is_heading), None)
    if found is None or not _taken(lines, found):
        return None
    first = found.first
    while first > 0 and lines[first - 1].startswith(_WAS):
        first -= 1
    before = [line.removeprefix(_WAS) for line in lines[first : found.first]]
    made = [*lines[:first], *before, *lines[found.end :]]
    if not before:
        _drop_heading(made, first - 1)
    return _checked(text, newline.join(made), cell, _leaf("\n".join(before)) if before else None)


def taken(text: str) -> tuple[Place, ...]:
    """What was taken over and stands in the text, ranges first; nothing in a text that is not TOML."""
    lines, _ = _lines(text)
    try:
        found = [one for one in _statements(lines) if not one.is_heading and _taken(lines, one)]
    except NotEditable:
        return ()
    ranges = tuple(Cell(*one.path[1:]) for one in found if len(one.path) == 4)
    return *ranges, *(Figures(one.path[1]) for one in found if one.path[0] == "forecast" and len(one.path) == 2)


def _lines(text: str) -> tuple[list[str], str]:
    """The lines without their ends, and the end they have. An end that differs from the rest stays on its line."""
    newline = "\r\n" if "\r\n" in text and text.count("\r\n") == text.count("\n") else "\n"
    return text.split(newline), newline


def _statements(lines: Sequence[str]) -> Iterator[_Statement]:
    """Every heading and value with its lines. A value goes on as long as its lines so far are no TOML by themselves."""
    heading: tuple[str, ...] = ()
    at = 0
    while at < len(lines):
        if not (line := lines[at].strip()) or line.startswith("#"):
            at += 1
            continue
        end = at + 1
        while (tree := _maybe("\n".join(lines[at:end]))) is None:
            end += 1
            if end > len(lines):
                raise NotEditable(f"line {at + 1} could not be read by itself")
        path = _path(tree)
        is_heading = line.startswith("[")
        if is_heading:
            heading = path
        yield _Statement(at, end, heading, heading if is_heading else heading + path, is_heading)
        at = end


def _maybe(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        return None


def _path(tree: Any) -> tuple[str, ...]:
    path: list[str] = []
    while isinstance(tree, dict) and len(tree) == 1:
        ((name, tree),) = tree.items()
        path.append(name)
    return tuple(path)


def _leaf(text: str) -> object:
    """The value of a single statement."""
    tree = _maybe(text)
    return _at(tree, _path(tree))


def _taken(lines: Sequence[str], one: _Statement) -> bool:
    return one.end == one.first + 1 and _TAKEN_LINE.search(lines[one.first]) is not None


def _placed(lines: list[str], statements: Sequence[_Statement], cell: Place, value: str) -> list[str]:
    """The lines with the value at its place: where it stood, else in its table, else under a heading at the end."""

    def line(heading: tuple[str, ...]) -> str:
        return f"{'.'.join(cell.path[len(heading) :])} = {value}"

    for one in statements:
        if one.path == cell.path and not one.is_heading:
            old = lines[one.first : one.end]
            kept = [] if _taken(lines, one) else [_WAS + each for each in old]
            return [*lines[: one.first], *kept, line(one.heading), *lines[one.end :]]
    table = cell.path[:-1]
    inside = [one for one in statements if one.path[: len(table)] == table]
    if inside:
        last = inside[-1]
        return [*lines[: last.end], line(last.heading), *lines[last.end :]]
    begun = lines if any(one.strip() for one in lines) else [_HEADER, ""]
    if begun[-1]:
        begun = [*begun, ""]
    return [*begun, f"[{'.'.join(table)}]  # taken over", line(table), ""]


def _drop_heading(lines: list[str], at: int) -> None:
    """Take out a heading that was made for a line, once nothing stands under it."""
    if not 0 <= at < len(lines) or not lines[at].endswith("]  # taken over"):
        return
    following = next((line.strip() for line in lines[at + 1 :] if line.strip()), "[")
    if following.startswith("["):
        # With the empty line that was put before it.
        del lines[at - 1 if at and not lines[at - 1] else at : at + 1]


def _checked(before: str, after: str, cell: Place, value: object) -> str:
    """The new text, if its values are those of the old one but for the one that was meant."""
    old, new = _maybe(before), _maybe(after)
    if old is None or new is None or _at(new, cell.path) != value or _rest(old, cell) != _rest(new, cell):
        raise NotEditable(f"the line of {cell} could not be set without touching another")
    return after


def _at(tree: Any, path: Sequence[str]) -> object:
    for name in path:
        if not isinstance(tree, dict) or name not in tree:
            return None
        tree = tree[name]
    return tree


def _rest(tree: Any, cell: Place, prefix: tuple[str, ...] = ()) -> dict[tuple[str, ...], object]:
    """Every value but the cell's, by its whole path."""
    rest: dict[tuple[str, ...], object] = {}
    for name, value in tree.items():
        path = (*prefix, name)
        if path == cell.path:
            continue
        if isinstance(value, dict):
            rest |= _rest(value, cell, path)
        else:
            rest[path] = value
    return rest
