"""The few inks everything is drawn with, and the base of widgets that draw lines of inked text.

A line is a tuple of spans `(text, ink)`. An ink is a name from `INKS`; a trailing `!` makes it bold, a `~` puts it on
the ground of the expected range. Every ink is
a variable of the theme, so that a test can read it without knowing a colour.
"""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip
from textual.widget import Widget

from care.text import clean
from care.width import cell_width
from care.width import cut as cut_text

INKS = ("text", "dim", "faint", "accent", "good", "info", "warn", "bad", "band", "mark", "cursor")

Span = tuple[str, str]
Line = tuple[Span, ...]


def line_width(line: Line) -> int:
    """The width of a line in terminal cells."""
    return sum(cell_width(text) for text, _ in line)


def cut(line: Line, width: int) -> Line:
    """The line, cut with … where it is wider than `width` cells."""
    room = width
    kept: list[Span] = []
    for text, ink in line:
        size = cell_width(text)
        if size > room:
            kept.append((cut_text(text, room), ink))
            break
        kept.append((text, ink))
        room -= size
    return tuple(kept)


def spread(left: Line, right: Line, width: int) -> Line:
    """`left` and `right` at the two ends of a line; the left one gives way."""
    room = max(0, width - line_width(right) - 1)
    left = cut(left, room)
    gap = max(1, width - line_width(left) - line_width(right))
    return (*left, (" " * gap, "text"), *right)


_VARIABLE = {
    "text": "ink-text", "dim": "text-dim", "faint": "text-faint", "accent": "ink-accent", "good": "ink-good",
    "info": "ink-info", "warn": "ink-warn", "bad": "ink-bad", "band": "band", "mark": "mark-text",
}  # fmt: skip


class Inked(Widget):
    """A widget that turns lines of spans into strips, in the colours of the theme.

    Inks are read from the theme's variables and not from component classes: eleven of those on every widget would be
    matched against the whole stylesheet at each start.
    """

    _inks: dict[str, Style] | None = None

    def notify_style_update(self) -> None:
        """The theme or a class changed: resolve the inks again."""
        self._inks = None
        super().notify_style_update()

    def ink(self, name: str) -> Style:
        """The style of an ink on this widget's ground."""
        if self._inks is None:
            self._inks = {}
        style = self._inks.get(name)
        if style is None:
            style = self._resolve(name.rstrip("!~")) + Style(bold="!" in name)
            if "~" in name:
                style += Style(bgcolor=Color.parse(self.app.theme_variables["band"]).rich_color)
            self._inks[name] = style
        return style

    def _resolve(self, ink: str) -> Style:
        variables = self.app.theme_variables
        ground = self.background_colors[1].rich_color
        if ink == "cursor":
            return Style(bgcolor=Color.parse(variables["cursor-row"]).rich_color)
        if ink == "mark":
            ground = Color.parse(variables["ink-accent"]).rich_color
        return Style(color=Color.parse(variables[_VARIABLE[ink]]).rich_color, bgcolor=ground)

    def strip(self, line: Line, width: int, *, lit: bool = False) -> Strip:
        """One line as a strip exactly `width` cells wide; `lit` puts it on the cursor's ground."""
        ground = Style(bgcolor=self.ink("cursor").bgcolor) if lit else None
        segments = []
        used = 0
        for text, ink in cut(line, width):
            style = self.ink("dim" if lit and ink == "faint" else ink)
            text = drawable(text)
            segments.append(Segment(text, style + ground if ground and ink != "mark" else style))
            used += cell_width(text)
        if used < width:
            blank = self.ink("text")
            segments.append(Segment(" " * (width - used), blank + ground if ground else blank))
        # Rich, which crops what we hand over, may count an exotic character differently.
        return Strip(segments).adjust_cell_length(width, self.ink("text"))


_LOOSE = dict.fromkeys([0x200D, 0x2028, 0x2029, 0xFE0E, 0xFE0F, *range(0x1F3FB, 0x1F400)])


def drawable(text: str) -> str:
    """Cleaned text without what joins or varies emoji: terminals disagree on how wide the result is, and the columns
    beside a name must stand. It is as wide as `cell_width` said of the whole, also for the library that cuts lines.
    """
    if text.isascii() and text.isprintable():
        return text
    text = clean(text)
    width = cell_width(text)
    text = text.translate(_LOOSE)
    return text if cell_len(text) == width else set_cell_size(text, width)


def plain(lines: Sequence[Line]) -> str:
    """The text of lines, without inks."""
    return "\n".join("".join(text for text, _ in line).rstrip() for line in lines)
