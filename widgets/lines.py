"""A block of lines that repaints only those that changed."""

from collections.abc import Sequence
from itertools import zip_longest

from textual.geometry import Region
from textual.strip import Strip

from widgets.ink import Inked, Line


class Lines(Inked):
    """Shows lines from the top; `show` repaints those that differ."""

    # In a stylesheet, so that a screen's own may say otherwise.
    DEFAULT_CSS = "Lines { height: auto; }"

    lines: tuple[Line, ...] = ()

    def show(self, lines: Sequence[Line]) -> None:
        """Replace the lines."""
        old, self.lines = self.lines, tuple(lines)
        if len(old) != len(self.lines) and self.styles.height is not None and self.styles.height.is_auto:
            self.refresh(layout=True)
            return
        rows = [y for y, (before, after) in enumerate(zip_longest(old, self.lines)) if before != after]
        if rows:
            self.refresh(*(Region(0, y, self.content_size.width, 1) for y in rows))

    def get_content_height(self, container: object, viewport: object, width: int) -> int:  # noqa: ARG002 Textual's own
        """As many rows as there are lines."""
        return len(self.lines)

    def render_line(self, y: int) -> Strip:
        """The strip of row `y`."""
        line = self.lines[y] if y < len(self.lines) else ()
        return self.strip(line, self.size.width)
