"""The chart of one patient: in one view where the window holds it, else page by page."""

from functools import partial

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Size

from care.chart import VisitRecord
from dashboard.chart_view import (
    OFFERED,
    PAGES,
    VISITS,
    ChartView,
    Shown,
    course_page,
    evaluation_page,
    read_view,
    rest_page,
    trend_page,
)
from dashboard.screens.base import bindings_of
from dashboard.screens.chart_steps import ChartSteps
from dashboard.screens.today import box
from db.localtime import to_local
from widgets.chart_visits import visit_heading, visit_lines, visit_rows
from widgets.ink import Line
from widgets.lines import Lines
from widgets.rows import RowList

WIDE, TALL = 110, 30
"""Cells from which everything stands in one view."""

LEFT = 58
TREND = 13
"""Rows of the trend where everything stands in one view."""


class ChartScreen(ChartSteps):
    """One patient, one course at a time."""

    WHERE = "chart"
    AUTO_FOCUS = ""
    BINDINGS = bindings_of("chart")
    DEFAULT_CSS = f"""
    ChartScreen #tabs {{ height: 1; padding: 0 1; }}
    ChartScreen #scroll {{ width: {LEFT}; height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }}
    ChartScreen #side {{ height: 1fr; background: $surface; padding: 0 1; }}
    ChartScreen #visit {{ border-top: solid $text-faint; }}
    ChartScreen #rest {{ border-top: solid $text-faint; }}
    """

    def __init__(self, patient_id: int, course_id: int | None = None) -> None:
        super().__init__(patient_id, course_id)
        self.noted: int | None = None
        self.page = self.measure = 0
        self.by_date = False

    def body(self) -> ComposeResult:
        """The course to the left, its visits and the rest to the right; in a small window one page of these."""
        yield Lines(id="tabs")
        with box("horizontal"):
            with VerticalScroll(id="scroll"):
                yield Lines(id="page")
            with box("vertical") as side:
                side.id = "side"
                yield Lines(id="heading")
                yield RowList(id="visits")
                yield Lines(id="visit")
                yield Lines(id="rest")

    def on_mount(self) -> None:
        """Fit to the window, then read."""
        self.fit_to(self.app.size)

    @property
    def whole(self) -> bool:
        """Whether everything stands in one view."""
        return self.app.size.width >= WIDE and self.app.size.height >= TALL

    def fit_to(self, _: Size) -> None:
        """One view, or the page in hand."""
        whole, visits = self.whole, self.page == VISITS
        self.query_one("#tabs").display = not whole
        scroll, side = self.query_one("#scroll"), self.query_one("#side")
        scroll.display, side.display = whole or not visits, whole or visits
        scroll.styles.width = LEFT if whole else "1fr"
        self.query_one("#rest").display = whole
        (self.query_one(RowList) if side.display else scroll).focus()

    def on_resize(self) -> None:
        """Another window: lay it out again."""
        self.fit_to(self.app.size)
        self.call_after_refresh(self.draw)

    def turn_to(self, patient_id: int, course_id: int | None) -> None:
        """Show another patient, or another course, from its newest visit on."""
        self.patient_id, self.course_id, self.view = patient_id, course_id, None
        self.query_one(RowList).at = -1
        self.soon(self.load, "load")

    async def load(self) -> None:
        """Read the chart; the cursor stays on its visit."""
        asked = (self.patient_id, self.course_id)
        view = await self.desk.ask(read_view, *asked, self.as_of, self.desk.protocol)
        if view is None and self.view is None:
            self.query_one("#page", Lines).show(((("The chart could not be read; esc goes back.", "text"),),))
        if view is not None and asked == (self.patient_id, self.course_id) and view != self.view:
            self.view = view
            self.draw()
            if view.chart.patient.id != self.noted:
                self.noted = view.chart.patient.id
                self.desk.note_seen("chart", self.noted)

    def redraw(self) -> None:
        """Names hidden or shown again."""
        super().redraw()
        self.draw()

    def draw(self) -> None:
        """Draw what was read."""
        view, size = self.view, self.app.size
        if view is None or not self.is_mounted:
            return
        tabs = [((f"{'▸' if at == self.page else ' '}{name}  "), "accent!" if at == self.page else "dim")
                for at, name in enumerate(PAGES)]  # fmt: skip
        self.query_one("#tabs", Lines).show(((*tabs, ("tab", "accent!"), (" next", "dim")),))
        self.query_one("#page", Lines).show(self._left(view))
        width = size.width - LEFT - 2 if self.whole else size.width - 2
        course = view.chart.course
        function = self.desk.protocol.function_of(course.condition).short if course is not None else "NDI"
        self.query_one("#heading", Lines).show((visit_heading(view.chart, width, function=function, kept=view.kept),))
        hint = "v records the first visit" if self.desk.may("clinical") else ""
        hide = self.desk.names_hidden
        rows = partial(visit_rows, view.chart, self.as_of, hide_notes=hide, hint=hint, kept=view.kept)
        self.query_one(RowList).show(rows)
        self.draw_visit()

    def _how(self, width: int, height: int) -> Shown:
        desk = self.desk
        shaded = not desk.theme.startswith("ansi")
        return Shown(
            width, height, desk.today, desk.protocol, desk.names_hidden, shaded, self.measure, self.by_date,
            desk.offered("chart", OFFERED),
        )  # fmt: skip

    def _left(self, view: ChartView) -> list[Line]:
        size = self.app.size
        if not self.whole:
            how = self._how(size.width - 3, size.height - 6)
            return (course_page, trend_page, course_page, evaluation_page, rest_page)[self.page](view, how)
        how = self._how(LEFT - 3, TREND)
        lines = course_page(view, how)
        if view.chart.course is not None and not view.kept:
            lines += [(), *trend_page(view, how), (), *evaluation_page(view, how)]
        return lines

    def draw_visit(self) -> None:
        """The visit in hand in full, and below it the rest of the chart."""
        view, one = self.view, self.in_hand
        if view is None:
            return
        size = self.app.size
        width = size.width - LEFT - 2 if self.whole else size.width - 2
        lines: tuple[Line, ...] = ()
        if one is not None and view.chart.course is not None:
            rules, zone = self.desk.protocol.function_of(view.chart.course.condition), self.desk.clinic.timezone
            lines = visit_lines(
                one, width, corrections=view.chart.corrections, function=rules.short, questions=rules.items,
                day_of=lambda at: to_local(at, zone)[0], hide_notes=self.desk.names_hidden, kept=view.kept,
            )  # fmt: skip
        self.query_one("#visit", Lines).show(lines[: max(4, size.height // 2 - 4)])
        if self.whole:
            room = max(6, size.height // 3)
            self.query_one("#rest", Lines).show(rest_page(view, self._how(width, room))[:room])

    @property
    def in_hand(self) -> VisitRecord | None:
        """The visit under the cursor."""
        key = self.query_one(RowList).key
        visits = self.view.chart.visits if self.view is not None else ()
        return next((one for one in visits if one.id == key), None)

    def on_row_list_highlighted(self) -> None:
        """Another visit is in hand."""
        self.draw_visit()

    def step_back(self) -> bool:
        """Escape leaves the chart."""
        self.app.pop_screen()
        return True

    def _turn(self, by: int) -> None:
        if self.whole:
            return
        self.page = (self.page + by) % len(PAGES)
        self.fit_to(self.app.size)
        self.draw()

    def action_next_page(self) -> None:
        """The next page."""
        self._turn(1)

    def action_page_before(self) -> None:
        """The page before."""
        self._turn(-1)

    def action_trend(self) -> None:
        """The trend of the next measure."""
        self.measure += 1
        self.draw()

    def action_trend_by(self) -> None:
        """The trend by date, or by visit."""
        self.by_date = not self.by_date
        self.draw()

    def _course(self, by: int) -> None:
        if self.view is None or self.view.chart.course is None:
            return
        ids = [one.id for one in self.view.chart.courses]
        at = ids.index(self.view.chart.course.id) + by
        if 0 <= at < len(ids):
            self.turn_to(self.patient_id, ids[at])
        else:
            self.desk.say("There is no other course that way.")

    def action_course_after(self) -> None:
        """The next older course."""
        self._course(1)

    def action_course_before(self) -> None:
        """The newer course."""
        self._course(-1)

    def action_mend(self) -> None:
        """Put the visit in hand right; where the visits are on another page, turn to it first."""
        if not self.whole and self.page != VISITS:
            self.page = VISITS
            self.fit_to(self.app.size)
            self.draw()
            self.desk.say("Choose the visit, then m puts it right.")
            return
        if (one := self.in_hand) is not None and (course := self.with_course()) is not None:
            self.desk.flow(partial(self.desk.visit, self.patient_id, course, correcting=one.id))

    async def on_row_list_chosen(self) -> None:
        """Enter on a visit: put it right."""
        await self.desk.run_action("screen.mend")
