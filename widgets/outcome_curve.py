"""Share resolved by visit, drawn by plotext on its figure and inked by us: one curve, or several side by side.

plotext keeps one global figure: draw on the screen's own thread only.
"""

from collections.abc import Sequence

from care.outcome_words import half_cell, range_cell
from care.outcomes import Outcomes, told_curve
from care.proportion import SMALLEST
from care.survival import Step
from care.width import fit
from widgets.ink import Line, cut, line_width

LEAST = (14, 5)
"""Cells a picture takes at least."""

BAND, INTERVAL, CURVE = "·", "░", "━"
_ROOMY = 9
"""Rows from which the curve is drawn in whole cells and its interval with it; in fewer it would hide the curve."""

_AXIS = set("│┤└─┬┴├┼0123456789 %")


def legend(height: int, *, shaded: bool = True) -> Line:
    """What stands for what in pictures of so many rows."""
    band: Line = (("   ", "band~"),) if shaded else ((BAND * 3, "dim"),)
    roomy: Line = ((INTERVAL * 3, "faint"), (" 95 % interval  ", "dim")) if height >= _ROOMY else ()
    return ((CURVE * 3 + " ", "info!"), ("resolved  ", "dim"), *roomy, *band, (" expected", "dim"))


def curve_lines(
    found: Outcomes, width: int, height: int, *, last: int | None = None, shaded: bool = True
) -> tuple[Line, ...]:  # fmt: skip
    """The curve of some courses over the band of their expected visits, in `height` lines of `width` cells.

    `last` is the visit to which it is drawn, by default as far as there is something to draw. Empty where there are too
    few courses or too little room. `shaded` draws the band as a ground, otherwise as dots.
    """
    steps = told_curve(found.curve).steps
    if not found.enough or not steps or found.expected is None or width < LEAST[0] or height < LEAST[1]:
        return ()
    return _inked(_drawn(steps, found.expected, last or last_visit(found), width, height), shaded)


def last_visit(found: Outcomes) -> int:
    """The visit to which a curve is drawn: its own last one or the end of the expected range."""
    steps = told_curve(found.curve).steps
    return max(steps[-1].time if steps else 0, found.expected[1] if found.expected else 0)


def panel_curve(height: int) -> int:
    """The rows of the curve in a panel of so many."""
    return height - 3


def side_by_side(
    groups: Sequence[tuple[str, Outcomes]], width: int, height: int, *, shaded: bool = True
) -> tuple[Line, ...]:  # fmt: skip
    """The curves of some groups beside each other, to one scale: name and number above, the figures below each."""
    if not groups:
        return ()
    room = (width - 2 * (len(groups) - 1)) // len(groups)
    last = max((last_visit(found) for _, found in groups if found.enough), default=0)
    panels = [_panel(name, found, room, height, last, shaded) for name, found in groups]
    lines = []
    for rows in zip(*panels, strict=True):
        spans: list[tuple[str, str]] = []
        for at, row in enumerate(rows):
            kept = cut(row, room)
            spans += [*kept, (" " * (room - line_width(kept) + (2 if at < len(rows) - 1 else 0)), "text")]
        lines.append(tuple(spans))
    return tuple(lines)


def _panel(name: str, found: Outcomes, width: int, height: int, last: int, shaded: bool) -> list[Line]:
    rows: list[Line] = [((name, "text!"), (f"  n {found.courses}", "dim"))]
    drawn = curve_lines(found, width, panel_curve(height), last=last, shaded=shaded)
    if drawn:
        half = half_cell(found)
        rows += [
            *drawn,
            ((fit(_shorter(range_cell(found), width), width), "text"),),
            ((f"half by {half}" if half[:1].isdigit() else "half: not yet", "dim"),),
        ]
    else:
        told = "no course" if not found.courses else f"fewer than {SMALLEST}"
        if found.enough:
            told = "no visit yet" if found.curve.courses < SMALLEST else range_cell(found)
        rows += [(), ((told, "dim"),)]
    return [*rows, *[()] * (height - len(rows))]


def _shorter(cell: str, width: int) -> str:
    """`14 of 20  70 %  48-85 %` without its counts where they do not fit."""
    if len(cell) <= width:
        return cell
    return "  ".join(cell.split("  ")[1:]) or cell


def _drawn(
    steps: Sequence[Step], expected: tuple[int, int], last: int, width: int, height: int
) -> list[str]:  # fmt: skip
    import plotext

    plotext.terminal.limit(False, False)
    figure = plotext.figure
    figure.clear.all()
    figure.plot_size(width, height)
    figure.theme("colorless")
    end = last + 0.5
    figure.draw(figure.rectangle(x=(expected[0] - 0.5, min(expected[1] + 0.5, end)), y=(0, 100), marker=BAND))
    xs, ys = [0.0], [0.0]
    for step, until in zip(steps, [*(step.time for step in steps[1:]), steps[-1].time + 0.5], strict=True):
        share = 100 * (1 - step.share)
        if step.low is not None and step.high is not None and height >= _ROOMY:
            band = (100 * (1 - step.high), 100 * (1 - step.low))
            figure.draw(figure.rectangle(x=(step.time, until), y=band, marker=INTERVAL))
        xs += [step.time, step.time, until]
        ys += [ys[-1], share, share]
    # Four dots to a row where there are few rows, so that the curve lies where it should.
    figure.draw(figure.signal(xs, ys, marker=CURVE if height >= _ROOMY else "braille").lines())
    figure.ruler("x").lim(0, end)
    figure.ruler("y").lim(0, 100)
    unit = " %" if height >= _ROOMY else "%"
    figure.ruler("y").ticks([0, 50, 100], [f"{level}{unit}" for level in (0, 50, 100)])
    room = max(1, (width - 6) // 3)
    every = next(size for size in (1, 2, 3, 5, 10, 20, 50, 1000) if last / size <= room)
    ticks = list(range(every, last + 1, every))
    figure.ruler("x").ticks(ticks, [str(tick) for tick in ticks])
    figure.axes(False, side=1)
    return _jointed(str(figure.build().string(colorless=True)).rstrip("\n").split("\n"))


_JOINTS = {
    "lu": "┛", "dr": "┏", "ud": "┃", "u": "┃", "d": "┃", "lur": "┻", "ldr": "┳", "lud": "┫", "udr": "┣", "ur": "┗",
    "ld": "┓", "ludr": "╋",
}  # fmt: skip
"""How a cell of the curve is drawn, by the sides on which the curve goes on; else it lies flat."""


def _jointed(rows: list[str]) -> list[str]:
    """The steps of the curve joined at their corners."""

    def held(y: int, x: int) -> bool:
        return 0 <= y < len(rows) and 0 <= x < len(rows[y]) and rows[y][x] == CURVE

    def joint(y: int, x: int) -> str:
        sides = ((y, x - 1, "l"), (y - 1, x, "u"), (y + 1, x, "d"), (y, x + 1, "r"))
        return _JOINTS.get("".join(side for down, right, side in sides if held(down, right)), CURVE)

    return ["".join(joint(y, x) if held(y, x) else char for x, char in enumerate(row)) for y, row in enumerate(rows)]


def _inked(rows: list[str], shaded: bool) -> tuple[Line, ...]:
    """The band as a ground where there are colours, the curve over its interval."""
    held = [at for at, text in enumerate(rows) if BAND in text]
    start = min((rows[at].find(BAND) for at in held), default=0)
    end = max((rows[at].rfind(BAND) for at in held), default=-1) + 1
    lines = []
    for text in rows[:-2]:
        lines.append(_line(text, (start, end) if shaded else (0, 0)))
    return (*lines, *(_line(text, (0, 0)) for text in rows[-2:]))


def _line(text: str, band: tuple[int, int]) -> Line:
    spans: list[tuple[str, str]] = []
    for at, char in enumerate(text):
        if char in (BAND, INTERVAL):
            ink = "dim" if char == BAND else "faint"
        else:
            ink = "faint" if char in _AXIS else "info!"
        if band[0] <= at < band[1]:
            char, ink = (" ", "band~") if char in (BAND, " ") else (char, f"{ink}~")
        if spans and spans[-1][1] == ink:
            spans[-1] = (spans[-1][0] + char, ink)
        else:
            spans.append((char, ink))
    return tuple(spans)
