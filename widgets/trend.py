"""The trend of one measure: scores, goal, the change that means something, the expected range and a forecast.

Each thing has a glyph of its own and a word for it in the legend, so that it reads without colour; what the legend has
no room to name is not drawn. plotext keeps one global figure: draw on the screen's own thread only.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from care.width import cell_width
from care.width import cut as cut_text
from widgets.ink import Line, Span, cut
from widgets.words import number

SMALLEST = (16, 6)
"""Cells a picture takes at least, its legend included."""

SCORE, GOAL, MEANINGFUL, RANGE, FORECAST, BASELINE = "●", "┄", "╌", "░", "▒", "·"
_INK = {SCORE: "info!", GOAL: "accent", MEANINGFUL: "text", RANGE: "dim", FORECAST: "faint", BASELINE: "dim"}
_LEGEND_FROM = 12
"""Rows from which the legend may take two of them."""


_WORDED_FROM = 44
"""Cells from which the lines are named in the picture too."""


class _Named(NamedTuple):
    """One thing in the picture: its glyph, its words in the legend, and fewer words where there is little room."""

    glyph: str
    words: str
    short: str


class _Frame(NamedTuple):
    """The picture's own size in cells, the values at its edges, and the first and last x that mean something."""

    columns: int
    rows: int
    x: tuple[float, float]
    y: tuple[float, float]
    told: tuple[float, float]


def trend(
    points: Sequence[tuple[float, float]],
    *,
    low: float,
    high: float,
    width: int,
    height: int,
    last_x: float,
    goal: float | None = None,
    mcid: float | None = None,
    expected: tuple[int, int] | None = None,
    band: Sequence[tuple[float, float, float]] = (),
    better: str = "down",
    name: str = "pain",
    first: str = "a pain score",
    unit: str = "",
    by_date: bool = False,
    shaded: bool = True,
) -> tuple[Line, ...]:
    """`points` are (x, score), x a visit number, or with `by_date` a day as its ordinal; scores from `low` to `high`.

    The first point is the baseline. `goal` and `mcid` are the scores at which the goal and a meaningful change are
    reached, in the direction `better` (down or up). `expected` is the first and last x of the expected range, `band`
    the forecast as (x, low, high). The picture reaches to `last_x` at least. `name` is the measure's word, `first` what
    the trend begins with, `unit` stands behind a score. `shaded` draws the range as a ground, otherwise as ░.

    At most `height` lines of at most `width` cells; below `SMALLEST` a sentence.
    """
    known = sorted(points)
    if not known:
        return _sentence((f"The trend begins with {first}.", f"No {name} score yet.", "No score yet."), width, height)
    if width < SMALLEST[0] or height < SMALLEST[1]:
        return _sentence(_in_words(known, name, unit), width, height)
    side = "≤" if better == "down" else "≥"
    things = [_Named(SCORE, name, name)]
    if goal is not None:
        things.append(_Named(GOAL, f"goal {side} {number(goal)}{unit}", "goal"))
    if expected is not None:
        span = f"{expected[0]}-{expected[1]}" if expected[0] != expected[1] else f"{expected[0]}"
        things.append(_Named(RANGE, "expected" if by_date else f"expected {span}", "range"))
    if mcid is not None:
        things.append(_Named(MEANINGFUL, f"MCID {side} {number(mcid)}{unit}", "MCID"))
    if band:
        things.append(_Named(FORECAST, "forecast 80 %", "forecast"))
    things.append(_Named(BASELINE, f"baseline {number(known[0][1])}{unit}", "baseline"))
    legend = _legend(things, width, 2 if height >= _LEGEND_FROM else 1, shaded)
    named = {glyph for glyph in _INK if any(glyph in text for line in legend for text, _ in line)}
    if shaded and any(ink == "band~" for line in legend for _, ink in line):
        named.add(RANGE)
    tail = list(legend)
    if len(known) == 1:
        remark = _sentence(
            ("One score so far; the trend begins with the next.", "One score so far.", "One score yet."), width, 1
        )
        tail = [*remark] if height - len(tail) < SMALLEST[1] else [*tail, *remark]
    edge = 0.5 if not by_date else max(0.5, (max(last_x, known[-1][0]) - known[0][0]) / 40)
    start = min(known[0][0], 1 if not by_date else known[0][0])
    end = max(last_x, known[-1][0], *(x for x, _, _ in band), expected[1] if expected and not by_date else start)
    if end == start:
        end = start + 1
    frame = _Frame(width, height - len(tail), (start - edge, end + edge), (low, high), (start, end))
    drawn = _drawn(
        frame, known, goal if GOAL in named else None, mcid if MEANINGFUL in named else None,
        _edges(expected, frame, by_date) if RANGE in named else None, band if FORECAST in named else (),
        BASELINE in named, unit, by_date,
    )  # fmt: skip
    return (*_inked(drawn, shaded, RANGE in named), *tail)


def _edges(expected: tuple[int, int] | None, frame: _Frame, by_date: bool) -> tuple[float, float] | None:
    """Where the range begins and ends in the picture: a visit is as wide as the way to the next."""
    if expected is None:
        return None
    beside = 0.0 if by_date else 0.5
    left, right = max(frame.x[0], expected[0] - beside), min(frame.x[1], expected[1] + beside)
    return (left, right) if left <= right else None


def _drawn(
    frame: _Frame,
    points: Sequence[tuple[float, float]],
    goal: float | None,
    mcid: float | None,
    expected: tuple[float, float] | None,
    band: Sequence[tuple[float, float, float]],
    baseline: bool,
    unit: str,
    by_date: bool,
) -> list[str]:
    """The rows of the picture, one character a cell; what is drawn later lies over what was drawn before."""
    import plotext

    plotext.terminal.limit(False, False)
    figure = plotext.figure
    figure.clear.all()
    figure.plot_size(frame.columns, frame.rows)
    figure.theme("colorless")
    (left, right), (low, high) = frame.x, frame.y
    if expected is not None:
        figure.draw(figure.rectangle(x=expected, y=(low, high), marker=RANGE))
    if cells := _band_cells(band, frame):
        figure.draw(figure.signal([x for x, _ in cells], [y for _, y in cells], marker=FORECAST))
    across = [left, right]
    if baseline:
        figure.draw(figure.signal(across, [points[0][1]] * 2, marker=BASELINE).lines())
    xs, ys = [x for x, _ in points], [y for _, y in points]
    for level, marker in ((mcid, MEANINGFUL), (goal, GOAL)):
        if level is not None and low <= level <= high:
            figure.draw(figure.signal(across, [level, level], marker=marker).lines())
    if len(points) > 1:
        figure.draw(figure.signal(xs, ys, marker="braille").lines())
    figure.draw(figure.signal(xs, ys, marker=SCORE))
    figure.ruler("x").lim(left, right)
    figure.ruler("y").lim(low, high)
    levels = [low, (low + high) / 2, high]
    figure.ruler("y").ticks(levels, [number(level) + ("°" if unit == "°" else "") for level in levels])
    ticks = _day_ticks(frame) if by_date else _visit_ticks(frame)
    figure.ruler("x").ticks([at for at, _ in ticks], [text for _, text in ticks])
    figure.axes(False, side=1)
    rows = str(figure.build().string(colorless=True)).rstrip("\n").split("\n")
    wanted = ((GOAL, goal), (MEANINGFUL, mcid), (BASELINE, points[0][1] if baseline else None))
    lines = [(glyph, level) for glyph, level in wanted if level is not None and low <= level <= high]
    return _worded(_shared(rows, lines, frame), frame)


def _shared(rows: list[str], lines: Sequence[tuple[str, float]], frame: _Frame) -> list[str]:
    """Lines so close that one row holds both: each has every second cell of it."""
    low, high = frame.y
    bottom = len(rows) - 3
    for glyph, level in lines:
        at = bottom - round((level - low) / (high - low) * bottom)
        if 0 <= at <= bottom and glyph not in rows[at]:
            cells = list(rows[at])
            over = [cell for cell, char in enumerate(cells) if char in (GOAL, MEANINGFUL)]
            for cell in over[::2]:
                cells[cell] = glyph
            rows[at] = "".join(cells)
    return rows


def _worded(rows: list[str], frame: _Frame) -> list[str]:
    """A wide picture says at the end of a line what it is, where nothing else is drawn: dashes are much alike."""
    if frame.columns < _WORDED_FROM:
        return rows
    for at, text in enumerate(rows[:-2]):
        words = " ".join(word for glyph, word in ((GOAL, "goal"), (MEANINGFUL, "MCID")) if glyph in text)
        size = len(words) + 2
        if words and set(text[-size:]) <= {GOAL, MEANINGFUL, BASELINE}:
            rows[at] = f"{text[:-size]} {words} "
    return rows


def _band_cells(band: Sequence[tuple[float, float, float]], frame: _Frame) -> list[tuple[float, float]]:
    """A point for each cell between the edges of the forecast, straight from one of its visits to the next."""
    ordered = sorted(band)
    if not ordered:
        return []
    (left, right), (low, high) = frame.x, frame.y
    cells = []
    for column in range(frame.columns):
        x = left + (right - left) * column / (frame.columns - 1)
        beside = [one for one in pairwise(ordered) if one[0][0] <= x <= one[1][0]]
        if beside:
            before, after = beside[0]
            share = (x - before[0]) / (after[0] - before[0]) if after[0] > before[0] else 0.0
            lowest, highest = (before[at] + (after[at] - before[at]) * share for at in (1, 2))
            cells += _column(x, lowest, highest, frame)
    if len(ordered) == 1:
        cells += _column(ordered[0][0], ordered[0][1], ordered[0][2], frame)
    return [(x, y) for x, y in cells if low <= y <= high]


def _column(x: float, lowest: float, highest: float, frame: _Frame) -> list[tuple[float, float]]:
    steps = max(1, frame.rows)
    return [(x, lowest + (highest - lowest) * step / steps) for step in range(steps + 1)]


def _visit_ticks(frame: _Frame) -> list[tuple[float, str]]:
    first, last = map(int, frame.told)
    every = max(1, -(-(last - first + 1) * 4 // frame.columns))
    every = 1 if every == 1 else every + every % 2 if every < 10 else -(-every // 5) * 5
    return [(at, str(at)) for at in range(first, last + 1, every)]


def _day_ticks(frame: _Frame) -> list[tuple[float, str]]:
    """Days as far apart as their words need: `20 Nov`, over most of a year `Nov 2026`."""
    first, last = map(round, frame.told)
    words = "{0:%b} {0.year}" if last - first > 300 else "{0.day} {0:%b}"
    many = max(1, min(last - first, (frame.columns - 8) // 11))
    days = dict.fromkeys(first + round((last - first) * at / many) for at in range(many + 1))
    return [(day, words.format(date.fromordinal(max(1, day)))) for day in days]


def _legend(things: Sequence[_Named], width: int, most: int, shaded: bool) -> tuple[Line, ...]:
    """The glyphs with their words: in full if they fit, else in short, else the first that fit."""
    for words in (
        [(one.glyph, one.words) for one in things],
        [(one.glyph, one.short) for one in things],
        [(one.glyph, one.short) for one in things[:5]],
    ):
        if (lines := _laid(words, width, shaded)) and len(lines) <= most:
            return lines
    fewer = [(one.glyph, one.short) for one in things]
    while len(fewer) > 1 and len(_laid(fewer, width, shaded)) > most:
        fewer.pop()
    return _laid(fewer, width, shaded)[:most]


def _laid(words: Iterable[tuple[str, str]], width: int, shaded: bool) -> tuple[Line, ...]:
    lines: list[list[Span]] = [[]]
    used = 0
    for glyph, text in words:
        block = shaded and glyph == RANGE
        size = (2 if block else 1) + 1 + cell_width(text)
        if used and used + 2 + size > width:
            lines.append([])
            used = 0
        if used:
            lines[-1].append(("  ", "text"))
            used += 2
        lines[-1] += [("  ", "band~") if block else (glyph, _INK[glyph]), (f" {text}", "dim")]
        used += size
    return tuple(cut(tuple(line), width) for line in lines)


def _inked(drawn: list[str], shaded: bool, ranged: bool) -> list[Line]:
    """The picture's cells with their inks. The range is a ground where there are colours, not a character each on the
    wire; its part of the axis is heavy either way.
    """
    corner = drawn[-2].find("└") if len(drawn) > 1 else -1
    plot = drawn[:-2]
    columns = [at for text in plot for at, char in enumerate(text) if char == RANGE] if ranged else []
    start, end = (min(columns), max(columns) + 1) if columns else (0, 0)
    lines = [_row(text, corner, start if shaded else 0, end if shaded else 0) for text in plot]
    axis = "".join(
        {"─": "━", "┬": "┯"}.get(char, char) if start <= at < end else char for at, char in enumerate(drawn[-2])
    )
    return [*lines, ((axis, "faint"),), ((drawn[-1].rstrip(), "dim"),)]


def _row(text: str, corner: int, start: int, end: int) -> Line:
    spans: list[Span] = []
    for at, char in enumerate(text.rstrip() if end <= start else text.ljust(end)):
        ink = "dim" if at < corner else "faint" if at == corner else _plot_ink(char)
        if start <= at < end:
            ink, char = (ink.rstrip("!") + "~", char) if char not in (RANGE, " ") else ("band~", " ")
        if spans and spans[-1][1] == ink:
            spans[-1] = (spans[-1][0] + char, ink)
        else:
            spans.append((char, ink))
    return tuple(spans)


def _plot_ink(char: str) -> str:
    return _INK.get(char) or ("dim" if char.isalpha() else "text" if char == " " else "info")


def _in_words(points: Sequence[tuple[float, float]], name: str, unit: str) -> tuple[str, ...]:
    """The trend where there is no room to draw it."""
    subject = name[:1].upper() + name[1:]
    before, now = f"{number(points[0][1])}{unit}", f"{number(points[-1][1])}{unit}"
    if len(points) == 1:
        return f"{subject} {before}, one score so far.", f"{subject} {before}."
    return f"{subject} {before} at first, {now} now, {len(points)} scores.", f"{subject} {before} → {now}."


def _sentence(texts: Sequence[str], width: int, height: int) -> tuple[Line, ...]:
    """The first text that fits one line, else the last one cut."""
    if width <= 0 or height <= 0:
        return ()
    text = next((one for one in texts if cell_width(one) <= width), None) or cut_text(texts[-1], width)
    return (((text, "dim"),),)
