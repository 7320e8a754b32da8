"""One line that says how far a course is: a cell is a visit, and its height says which kind."""

from widgets.ink import Line

DONE, BEYOND, TO_MINIMUM, IN_RANGE = "▆", "█", "▁", "▃"


def course_bar(done: int, expected: tuple[int, int], width: int, ink: str) -> Line:
    """`done` visits against `expected` = (lowest, highest) in at most `width` cells, padded to it.

    A course longer than the width keeps its end, where the news is, and starts with `‹`.
    """
    low, high = expected
    cells = []
    for visit in range(1, max(done, high) + 1):
        if visit <= done:
            cells.append((DONE if visit <= high else BEYOND, ink))
        else:
            cells.append((TO_MINIMUM if visit <= low else IN_RANGE, "faint"))
    if len(cells) > width:
        cells = [("‹", ink), *cells[len(cells) - width + 1 :]]
    spans: list[tuple[str, str]] = []
    for char, cell_ink in cells:
        if spans and spans[-1][1] == cell_ink:
            spans[-1] = (spans[-1][0] + char, cell_ink)
        else:
            spans.append((char, cell_ink))
    if len(cells) < width:
        spans.append((" " * (width - len(cells)), "text"))
    return tuple(spans)


def sparkline(scores: list[float]) -> str:
    """Scores from 0 to 10 as one row of blocks; 0 is the lowest, `▁`, 10 the full one."""
    blocks = "▁▂▃▄▅▆▇█"
    return "".join(blocks[min(7, max(0, round(score / 10 * 7)))] for score in scores)
