"""Half hours as a grid: a column a day, or a practitioner; a cursor that moves by keys alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from care.appointment import clock
from care.width import fit
from widgets.ink import Inked, Line

TIME = 7
"""Cells of the column of times."""


class Cell(NamedTuple):
    """One half hour of one day. `text` says who, `ink` in what colour; `free` whether somebody could come then."""

    text: str
    ink: str
    free: bool


class GridView(NamedTuple):
    """What the grid draws. `columns` are what the columns stand for, `heads` their names; `minutes` the rows' times
    after midnight; a missing cell is closed. `lit` is a column that stands out, such as today.
    """

    columns: tuple[Any, ...]
    heads: tuple[str, ...]
    minutes: tuple[int, ...]
    cells: Mapping[tuple[Any, int], Cell]
    lit: Any = None


class WeekGrid(ScrollView, Inked, can_focus=True):
    """Draws a `GridView`; arrows move over it, enter chooses."""

    DEFAULT_CSS = "WeekGrid { height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; }"

    @dataclass
    class Chosen(Message):
        """Enter on a half hour."""

        grid: "WeekGrid"
        column: Any
        minute: int

    @dataclass
    class Moved(Message):
        """The cursor stands on another half hour."""

        grid: "WeekGrid"
        column: Any
        minute: int

    @dataclass
    class Left(Message):
        """The cursor wants to leave the grid: -1 before, +1 after."""

        grid: "WeekGrid"
        by: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.view: GridView | None = None
        self.column = self.row = 0

    @property
    def here(self) -> tuple[Any, int] | None:
        """The column and the minute under the cursor."""
        if self.view is None or not self.view.columns or not self.view.minutes:
            return None
        return self.view.columns[self.column], self.view.minutes[self.row]

    def show(self, view: GridView, at: tuple[Any, int] | None = None) -> None:
        """Show half hours; `at` puts the cursor on a column and the row at or before a minute."""
        self.view = view
        self.virtual_size = Size(self.size.width, len(view.minutes) + 1)
        if at is not None and at[0] in view.columns:
            self.column = view.columns.index(at[0])
            self.row = max((y for y, minute in enumerate(view.minutes) if minute <= at[1]), default=0)
        self.column = min(self.column, max(0, len(view.columns) - 1))
        self.row = min(self.row, max(0, len(view.minutes) - 1))
        self.refresh()
        self._follow()

    def _follow(self) -> None:
        height, top = self.size.height, self.scroll_offset.y
        y = self.row + 1
        if y <= top:
            self.scroll_to(y=0 if self.row == 0 else y - 1, animate=False, immediate=True)
        elif y >= top + height:
            self.scroll_to(y=y - height + 1, animate=False, immediate=True)

    def on_key(self, event: events.Key) -> None:
        """Arrows move, past the edge they ask for what lies beyond; enter chooses."""
        view = self.view
        moves = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1), "home": (0, -99), "end": (0, 99)}
        if view is None or (event.key not in moves and event.key != "enter"):
            return
        event.stop()
        if event.key == "enter":
            if self.here is not None:
                self.post_message(self.Chosen(self, *self.here))
            return
        across, along = moves[event.key]
        column = self.column + across
        if not 0 <= column < len(view.columns):
            self.column = 0 if column > 0 else len(view.columns) - 1
            self.post_message(self.Left(self, across))
            return
        before = self.row
        self.column = column
        self.row = max(0, min(len(view.minutes) - 1, self.row + along))
        top = self.scroll_offset.y
        rows = {0, before + 1, self.row + 1}
        self.refresh(*(Region(0, y - top, self.size.width, 1) for y in rows if 0 <= y - top < self.size.height))
        self._follow()
        if self.here is not None:
            self.post_message(self.Moved(self, *self.here))

    def render_line(self, y: int) -> Strip:
        """The heading of columns, then a row a half hour."""
        width, view = self.size.width, self.view
        at = y + self.scroll_offset.y
        if view is None or not view.columns or at > len(view.minutes):
            return self.strip((), width)
        size = max(6, (width - TIME) // len(view.columns))
        if at == 0:
            return self.strip(self._heading(view, size), width)
        minute = view.minutes[at - 1]
        spans: list[tuple[str, str]] = [(f" {clock(minute)} ", "dim" if minute % 60 == 0 else "faint")]
        for column, on in enumerate(view.columns):
            cell = view.cells.get((on, minute), Cell("", "faint", False))
            text = fit(cell.text, size - 1)
            if (column, at - 1) == (self.column, self.row):
                spans.append((fit("▸" + cell.text, size - 1), "mark!"))
            else:
                spans.append((text, cell.ink))
            spans.append((" ", "text"))
        return self.strip(tuple(spans), width)

    def _heading(self, view: GridView, size: int) -> Line:
        spans: list[tuple[str, str]] = [(" " * TIME, "text")]
        for at, (column, head) in enumerate(zip(view.columns, view.heads, strict=True)):
            ink = "accent!" if column == view.lit else "text!" if at == self.column else "dim"
            spans.append((fit(head, size), ink))
        return tuple(spans)
