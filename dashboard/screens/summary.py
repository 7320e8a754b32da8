"""A chart on one page: to read, to copy, or to keep as a file for the printer."""

from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from care.text import clean
from dashboard.chart_view import ChartView, page_text
from dashboard.reports.words import WIDTH
from dashboard.screens.choices import BOX
from dashboard.screens.sheet import Sheet
from widgets.ink import Line
from widgets.lines import Lines


class SummaryPane(Sheet[None]):
    """The page; `c` copies it, `f` writes it beside the record."""

    READS = "see_clinical"
    BINDINGS = [("escape,q,y", "leave", "back"), ("c", "copy", "copy"), ("f", "write", "file")]  # noqa: RUF012
    DEFAULT_CSS = f"""
    SummaryPane {{ {BOX} }}
    SummaryPane > Vertical {{ width: 88; max-width: 98%; height: 96%; padding: 0 2; background: $surface;
        border: round $primary; }}
    SummaryPane.-narrow > Vertical {{ width: 100%; max-width: 100%; padding: 0;
        border-left: none; border-right: none; }}
    SummaryPane.-narrow VerticalScroll {{ scrollbar-size-vertical: 0; }}
    SummaryPane VerticalScroll {{ height: 1fr; scrollbar-size-vertical: 1; }}
    SummaryPane #foot {{ height: 2; padding-top: 1; }}
    """

    def __init__(self, view: ChartView) -> None:
        super().__init__()
        self.view = view

    def page(self) -> str:
        """The text of the page."""
        desk = self.desk
        lines = page_text(self.view, desk.today, desk.protocol, desk.clinic.name, hide_names=desk.names_hidden)
        return "\n".join(lines) + "\n"

    def compose(self) -> ComposeResult:
        """The page and its keys."""
        with Vertical():
            with VerticalScroll():
                yield Lines(id="text")
            yield Lines(id="foot")

    def on_mount(self) -> None:
        """Fill it; the page is as wide as a usual window, which then has no room for a frame."""
        self.set_class(self.app.size.width < WIDTH + 8, "-narrow")
        self.redraw()
        foot: Line = (("c", "accent!"), (" copy   ", "dim"), ("f", "accent!"), (" keep as a file to print   ", "dim"),
                      ("esc", "accent!"), (" closes", "dim"))  # fmt: skip
        self.query_one("#foot", Lines).show((foot,))
        self.query_one(VerticalScroll).focus()

    def redraw(self) -> None:
        """The page, also when names are hidden or shown again."""
        lines: list[Line] = [((clean(line), "text"),) for line in self.page().splitlines()]
        self.query_one("#text", Lines).show(lines)

    def action_copy(self) -> None:
        """Into the clipboard of the terminal, where it has one."""
        self.desk.note_seen("summary", self.view.chart.patient.id)
        self.app.copy_to_clipboard(self.page())
        self.notify("Copied, where this terminal lets a program do that.", markup=False)

    def action_write(self) -> None:
        """As a text file for this account only, beside the record."""
        self.desk.labour(self._write, "file")

    async def _write(self) -> None:
        from dashboard.whole_file import put_printed

        chart: Any = self.view.chart
        course = chart.course.id if chart.course is not None else 0
        name = f"chart-{chart.patient.id}-{course}-{self.desk.today.isoformat()}.txt"
        path = put_printed(self.desk.record.path, name, self.page().encode())
        self.desk.note_seen("summary", chart.patient.id)
        self.notify(f"Written: {clean(str(path))}", markup=False)
