"""What the caseload and the referrals have in common: a list that is filtered as you type."""

from collections.abc import Sequence

from textual.app import ComposeResult

from care.text import fold
from dashboard.screens.base import ClinicScreen
from widgets.field import Field
from widgets.ink import Line
from widgets.lines import Lines
from widgets.rows import Row, RowList

NOTHING_HOLDS = (
    Row(()), Row(((" Nothing holds what you typed. ", "text"), ("esc", "accent!"), (" shows all.", "dim"))),
)  # fmt: skip
"""What stands in place of rows that the filter lets none of through."""


class Filter(Field):
    """One line to type into; it shows itself when asked for and goes when it is left empty."""

    DEFAULT_CSS = """
    Filter { display: none; background: $surface; }
    Filter.-shown { display: block; }
    """


class WorklistScreen(ClinicScreen):
    """A heading, a filter and rows. Subclasses give `title()`, `heading(width)`, `rows(width)` and `load()`."""

    AUTO_FOCUS = "RowList"
    DEFAULT_CSS = """
    WorklistScreen RowList { height: 1fr; }
    WorklistScreen #detail { height: 3; padding: 0 1; border-top: solid $text-faint; }
    """

    def body(self) -> ComposeResult:
        """Title, filter, heading, rows, and one line about the row in hand."""
        yield Lines(id="title")
        yield Filter(placeholder="type a name, a complaint, a state …", id="filter", max_length=80)
        yield Lines(id="heading")
        yield RowList(id="rows")
        yield Lines(id="detail")

    @property
    def listing(self) -> RowList:
        """The rows."""
        return self.query_one(RowList)

    @property
    def typed(self) -> list[str]:
        """The parts of what is typed into the filter, folded."""
        return fold(self.query_one(Filter).value).split()

    def holds(self, *texts: str) -> bool:
        """Whether every typed part is somewhere in these texts."""
        joined = " ".join(fold(text) for text in texts)
        return all(part in joined for part in self.typed)

    def draw(self) -> None:
        """Draw what was read."""
        self.query_one("#title", Lines).show((self.title_line(),))
        self.query_one("#heading", Lines).show((self.heading(self.size.width),))
        self.listing.show(self.rows)
        self.draw_detail()

    def title_line(self) -> Line:
        """The sentence above the list."""
        return ()

    def heading(self, width: int) -> Line:  # noqa: ARG002 for the screens that have some
        """The names of the columns."""
        return ()

    def rows(self, width: int) -> Sequence[Row]:  # noqa: ARG002 for the screens that have some
        """The rows for a width."""
        return ()

    def detail_lines(self, width: int) -> Sequence[Line]:  # noqa: ARG002 for the screens that have some
        """A line or two about the row in hand."""
        return ()

    def draw_detail(self) -> None:
        """Draw the lines about the row in hand."""
        block = self.query_one("#detail", Lines)
        block.show(self.detail_lines(max(20, self.size.width - 2)))

    def on_row_list_highlighted(self) -> None:
        """Another row is in hand."""
        self.draw_detail()

    def on_resize(self) -> None:
        """The heading follows the width."""
        blank = 0 if self.app.size.height < 30 else 1
        for name in ("#title", "#heading"):
            self.query_one(name).styles.margin = (blank, 0, 0, 0)
        self.call_after_refresh(self.draw)

    def tick(self) -> None:
        """Ages grow at midnight; a minute changes nothing in a list."""
        super().tick()
        self.soon(self.load, "load")

    def action_filter(self) -> None:
        """Open the filter."""
        box = self.query_one(Filter)
        box.add_class("-shown")
        box.focus()

    def on_input_changed(self) -> None:
        """Filter as it is typed."""
        self.draw()

    def on_input_submitted(self) -> None:
        """Back to the rows; an empty filter goes."""
        self.close_filter(keep=True)

    def close_filter(self, *, keep: bool) -> bool:
        """Leave the filter; True if there was one to leave."""
        box = self.query_one(Filter)
        if not box.has_class("-shown"):
            return False
        if not keep:
            box.value = ""
        if not box.value:
            box.remove_class("-shown")
        self.listing.focus()
        return True

    def redraw(self) -> None:
        """Names hidden or shown again."""
        super().redraw()
        self.draw()

    def step_back(self) -> bool:
        """Escape: first the filter goes."""
        return self.close_filter(keep=False)
