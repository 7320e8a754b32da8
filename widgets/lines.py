"""A block of lines that repaints only what changed in it."""

from collections.abc import Sequence
from itertools import zip_longest

from textual.geometry import Region
from textual.strip import Strip

from care.width import cell_width
from widgets.ink import INK_CLASSES, Inked, Line, Span, ink_css


class Lines(Inked):
    """Shows lines from the top. `show` compares with what is there and repaints the changed columns only: over ssh
    every byte of a cursor move counts.
    """

    COMPONENT_CLASSES = INK_CLASSES
    DEFAULT_CSS = "Lines { height: auto; }\n" + ink_css("Lines")

    lines: tuple[Line, ...] = ()

    def show(self, lines: Sequence[Line]) -> None:
        """Replace the lines."""
        old, self.lines = self.lines, tuple(lines)
        if len(old) != len(self.lines) and self.styles.height is not None and self.styles.height.is_auto:
            self.refresh(layout=True)
            return
        changed = [
            Region(span[0], y, span[1] - span[0], 1)
            for y, (before, after) in enumerate(zip_longest(old, self.lines, fillvalue=()))
            if (span := changed_columns(before, after)) is not None
        ]
        if changed:
            self.refresh(*changed)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:  # noqa: ARG002 Textual's own
        """As many rows as there are lines."""
        return len(self.lines)

    def render_line(self, y: int) -> Strip:
        """The strip of row `y`."""
        line = self.lines[y] if y < len(self.lines) else ()
        return self.strip(line, self.size.width)


def changed_columns(before: Line, after: Line) -> tuple[int, int] | None:
    """The cells `[start, end)` in which two lines differ; None when they are the same."""
    if before == after:
        return None
    old, new = _cells(before), _cells(after)
    width = max(len(old), len(new))
    blank = (" ", "text")
    old += [blank] * (width - len(old))
    new += [blank] * (width - len(new))
    different = [x for x in range(width) if old[x] != new[x] and not (old[x][0] == new[x][0] == " ")]
    if not different:
        return None
    start, end = different[0], different[-1] + 1
    while start and (old[start][0] == "" or new[start][0] == ""):
        start -= 1
    while end < width and (old[end][0] == "" or new[end][0] == ""):
        end += 1
    return start, end


def _cells(line: Line) -> list[Span]:
    """One entry a cell; the second cell of a wide character is empty text."""
    cells: list[Span] = []
    for text, ink in line:
        for char in text:
            size = cell_width(char)
            if size == 0:
                if cells:
                    cells[-1] = (cells[-1][0] + char, ink)
                continue
            cells.append((char, ink))
            cells.extend([("", ink)] * (size - 1))
    return cells
