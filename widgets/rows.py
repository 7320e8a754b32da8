"""A list of rows with a cursor: the one list of this program."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from widgets.ink import Inked, Line


class Row(NamedTuple):
    """One row. `key` is its identity over refreshes; without one the cursor passes over it."""

    line: Line
    key: object = None


class RowList(ScrollView, Inked, can_focus=True):
    """Rows drawn one line each. The cursor stays on its key when the rows change, or on the nearest row.

    Two rows repaint on a cursor move and nothing else.
    """

    class Highlighted(Message):
        """The cursor stands on another key (None: nothing to stand on)."""

        def __init__(self, rows: "RowList", key: object) -> None:
            super().__init__()
            self.rows, self.key = rows, key

        @property
        def control(self) -> "RowList":
            """The list that speaks."""
            return self.rows

    class Chosen(Highlighted):
        """Enter or a click on the row in hand."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        # Set here and not in a stylesheet, which costs a start more to read than these few widgets are worth.
        self.styles.height = "1fr"
        self.styles.overflow_x = "hidden"
        self.styles.scrollbar_size_vertical = 1
        self._build: Callable[[int], Sequence[Row]] = lambda _: ()
        self._built_for = -1
        self.rows: tuple[Row, ...] = ()
        self.at = -1

    @property
    def key(self) -> object:
        """The key under the cursor, or None."""
        return self.rows[self.at].key if 0 <= self.at < len(self.rows) else None

    def show(self, build: Callable[[int], Sequence[Row]], *, key: object = None) -> None:
        """Show the rows that `build` makes for a width in cells; `key` moves the cursor there.

        The last of those cells lies under the scroll bar when there is one.
        """
        self._build = build
        if self.size.width:
            self._rebuild(key)
        elif key is not None:
            self._wanted = key

    def build_again(self) -> None:
        """Ask for the rows once more, for when what they say has changed but not what they are of."""
        self.show(self._build)

    _wanted: object = None
    """A key asked for before there was a size to lay rows out for."""

    def _rebuild(self, wanted: object = None) -> None:
        wanted, self._wanted = wanted if wanted is not None else self._wanted, None
        before_key, before_at, before = self.key, self.at, self.rows
        width = self.size.width
        self.rows = tuple(self._build(width))
        self._built_for = width
        if self.virtual_size.height != len(self.rows):
            self.virtual_size = Size(width, len(self.rows))
        self.at = self._place(wanted if wanted is not None else before_key, before_at)
        if self.key != before_key:
            self.post_message(self.Highlighted(self, self.key))
        if len(before) != len(self.rows):
            self.refresh()
        else:
            changed = [y for y, (old, new) in enumerate(zip(before, self.rows, strict=True)) if old != new]
            self._repaint(*changed, before_at, self.at)
        self._follow()

    def _place(self, key: object, near: int) -> int:
        stops = [y for y, row in enumerate(self.rows) if row.key is not None]
        if not stops:
            return -1
        for y in stops:
            if self.rows[y].key == key:
                return y
        return min(stops, key=lambda y: abs(y - max(near, 0)))

    def _repaint(self, *ys: int) -> None:
        top, height, width = self.scroll_offset.y, self.size.height, self.size.width
        regions = [Region(0, y - top, width, 1) for y in dict.fromkeys(ys) if top <= y < top + height]
        if regions:
            self.refresh(*regions)

    def _follow(self) -> None:
        """Scroll just enough; the heading rows above the first stop come into view with it."""
        if self.at < 0:
            return
        top, height = self.scroll_offset.y, self.size.height
        at = 0 if all(row.key is None for row in self.rows[: self.at]) else self.at
        if at < top:
            self.scroll_to(y=at, animate=False, immediate=True)
        elif self.at >= top + height:
            self.scroll_to(y=self.at - height + 1, animate=False, immediate=True)

    def move_to(self, key: object) -> None:
        """Put the cursor on a key, if it is there."""
        self._go(next((y for y, row in enumerate(self.rows) if row.key == key and key is not None), self.at))

    def step(self, by: int) -> None:
        """Move the cursor over `by` rows that can hold it; it stops at the ends."""
        stops = [y for y, row in enumerate(self.rows) if row.key is not None]
        if self.at in stops:
            self._go(stops[max(0, min(len(stops) - 1, stops.index(self.at) + by))])

    def _go(self, at: int) -> None:
        if at == self.at or not 0 <= at < len(self.rows):
            return
        before, self.at = self.at, at
        self._repaint(before, at)
        self._follow()
        self.post_message(self.Highlighted(self, self.key))

    def on_resize(self, event: events.Resize) -> None:
        """Rows are laid out for a width; another width means other rows."""
        if event.size.width != self._built_for:
            self._rebuild()
        else:
            self._follow()

    def on_key(self, event: events.Key) -> None:
        """Arrows and their neighbours move the cursor, enter chooses."""
        page = max(1, self.size.height - 1)
        steps = {
            "down": 1, "j": 1, "up": -1, "k": -1, "pagedown": page, "pageup": -page, "home": -(10**6), "end": 10**6,
        }  # fmt: skip
        if event.key in steps:
            self.step(steps[event.key])
        elif event.key == "enter" and self.key is not None:
            self.post_message(self.Chosen(self, self.key))
        else:
            return
        event.stop()
        event.prevent_default()

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; a second one on the same row chooses it."""
        y = event.y + self.scroll_offset.y
        if 0 <= y < len(self.rows) and self.rows[y].key is not None:
            if y == self.at:
                self.post_message(self.Chosen(self, self.key))
            else:
                self._go(y)

    def render_line(self, y: int) -> Strip:
        """The strip of visible row `y`; the row in hand is lit and carries a mark, so that it shows without colour."""
        width = self.size.width
        if self._built_for == -1 and width:
            # The first picture is painted before the first resize is told.
            self._rebuild()
        at = y + self.scroll_offset.y
        if at >= len(self.rows):
            return self.strip((), width)
        line = self.rows[at].line
        if at != self.at:
            return self.strip(line, width)
        (first, ink), *rest = line or ((" ", "text"),)
        return self.strip((("▌", "accent"), (first[1:], ink), *rest), width, lit=True)
