"""The trend of a course, drawn by plotext on its figure and inked by us.

plotext keeps one global figure: draw on the screen's own thread only.
"""

from collections.abc import Sequence

from widgets.ink import Line

SMALLEST = (16, 6)
_INK_OF = {"●": "info!", "░": "band", "┄": "accent"}
_AXIS = set("│┤└─┬┴├┼0123456789 ")


def pain_trend(
    scores: Sequence[float | None],
    expected: tuple[int, int],
    goal: float | None,
    width: int,
    height: int,
    *,
    shaded: bool = True,
) -> tuple[Line, ...]:
    """Pain (0-10) against visit number with the goal as a line and the expected range as a band.

    `scores` are by visit from visit 1; None is a visit without a score. Sizes are in cells; below `SMALLEST` there is
    no room for a picture and the result is empty. `shaded` draws the band as a ground, otherwise as ░.
    """
    known = [(visit, score) for visit, score in enumerate(scores, 1) if score is not None]
    if not known or width < SMALLEST[0] or height < SMALLEST[1]:
        return ()
    import plotext

    low, high = expected
    last = max(high, len(scores)) + 0.5
    plotext.terminal.limit(False, False)
    figure = plotext.figure
    figure.clear.all()
    figure.plot_size(width, height)
    figure.theme("colorless")
    figure.draw(figure.rectangle(x=(low - 0.5, min(high + 0.5, last)), y=(0, 10), marker="░"))
    visits, values = [v for v, _ in known], [s for _, s in known]
    if len(known) > 1:
        figure.draw(figure.signal(visits, values, marker="braille").lines())
    if goal is not None:
        figure.draw(figure.signal([0.5, last], [goal, goal], marker="┄").lines())
    figure.draw(figure.signal(visits, values, marker="●"))
    figure.ruler("x").lim(0.5, last)
    figure.ruler("y").lim(0, 10)
    figure.ruler("y").ticks([0, 5, 10], ["0", "5", "10"])
    every = max(1, -(-int(last) * 4 // width))
    every = 1 if every == 1 else every + every % 2
    ticks = list(range(1, int(last) + 1, every))
    figure.ruler("x").ticks(ticks, [str(tick) for tick in ticks])
    figure.axes(False, side=1)
    drawn = str(figure.build().string(colorless=True)).rstrip("\n").split("\n")
    rows = [at for at, text in enumerate(drawn) if "░" in text]
    start = min(drawn[at].find("░") for at in rows) if rows and shaded else 0
    end = max(drawn[at].rfind("░") for at in rows) + 1 if rows and shaded else 0
    return tuple(
        _inked(text, start, end if rows and rows[0] <= at <= rows[-1] else start) for at, text in enumerate(drawn)
    )


def _inked(text: str, start: int, end: int) -> Line:
    """The cells `[start, end)` are the band: a ground where there are colours, not a character each on the wire."""
    spans: list[tuple[str, str]] = []
    for at, char in enumerate(text):
        ink = _INK_OF.get(char) or ("faint" if char in _AXIS else "info")
        if start <= at < end:
            ink, char = (ink + "~", char) if char != "░" else ("band~", " ")
        if spans and spans[-1][1] == ink:
            spans[-1] = (spans[-1][0] + char, ink)
        else:
            spans.append((char, ink))
    return tuple(spans)
