"""Outcomes: how the courses of a period went, each figure with the courses behind it."""

import asyncio
import time
from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from care.outcome_words import choice_words, headline
from care.outcomes import Choice
from dashboard.outcome_reading import Gathered, as_of_today, gather
from dashboard.outcome_view import PAGES, Told, curve_page, groups_page, pages_of, second_line, tell
from dashboard.reports.outcomes import span_words
from dashboard.screens.base import bindings_of
from dashboard.screens.outcome_choices import OutcomeChoices
from dashboard.screens.outcome_courses import OutcomeCoursesScreen
from dashboard.screens.today import box
from db.outcomes import Period, practitioners
from widgets.ink import Line
from widgets.lines import Lines
from widgets.outcome_rows import figure_rows
from widgets.panel import wrapped
from widgets.rows import Row, RowList

WIDE, TALL = 112, 30
"""Cells from which figures and curves stand beside each other."""

LEFT = 63
"""Cells of the figures where the curves stand beside them."""

TELL_EVERY = 0.1
"""Seconds between two words on how far the reading is."""


class OutcomesScreen(OutcomeChoices):
    """Figures to the left, the curve and its groups to the right; in a small window one page of these."""

    WHERE = "outcomes"
    RIGHT = "see_outcomes"
    AUTO_FOCUS = "RowList"
    BINDINGS = bindings_of("outcomes")
    DEFAULT_CSS = """
    OutcomesScreen #title { height: 2; padding: 0 1; }
    OutcomesScreen #pictures { width: 1fr; height: 1fr; scrollbar-size-vertical: 1; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.period: Period | None = None
        self.choice = Choice()
        self.names: dict[int, str] = {}
        self.gathered: Gathered | None = None
        self.told: Told | None = None
        self.page = 0
        self.read_of: tuple[int, int] | None = None
        """How many courses of how many have been read; None while nothing is being read."""
        self.partly = False  # whether what is shown is only of the courses read so far
        self._again = False
        self._spoke = -TELL_EVERY

    def body(self) -> ComposeResult:
        """Title, figures, pictures."""
        yield Lines(id="title")
        with box("horizontal"):
            yield RowList(id="figures")
            with VerticalScroll(id="pictures"):
                yield Lines(id="drawn")

    @property
    def wide(self) -> bool:
        """Whether figures and pictures stand beside each other."""
        return self.app.size.width >= WIDE and self.app.size.height >= TALL

    def on_mount(self) -> None:
        """Fit to the window, then read."""
        self.fit()

    def on_resize(self) -> None:
        """Another window has other pages."""
        self.fit()
        self.call_after_refresh(self.draw)

    @property
    def page_name(self) -> str:
        """The page that is shown; a large window has figures and curve on one."""
        return PAGES[self.page if not self.wide or self.page != 1 else 0]

    def fit(self) -> None:
        """What stands where."""
        figures, pictures = self.query_one(RowList), self.query_one("#pictures")
        figures.display = self.page_name == "figures"
        pictures.display = self.wide or self.page_name != "figures"
        figures.styles.width = LEFT if self.wide else "1fr"
        # Where there is no list in sight, the arrows move the pictures.
        (figures if figures.display else pictures).focus()

    async def load(self) -> None:
        """Begin to read, or see to it that what has just changed is read as well."""
        if self.period is None or self.period.as_of != self.as_of:
            self.period = as_of_today(self.period, self.as_of)
        if self.read_of is None:
            self.start_reading()
        else:
            self._again = True

    def start_reading(self) -> None:
        """Read the period from its beginning; what is being read of another one is dropped."""
        self.read_of = (0, 0)
        if self.gathered is not None and self.gathered.period != self.period:
            # Under the title of one period the figures of another would be taken for its own.
            self.told, self.partly = None, False
            self.draw()
        self.soon(self._read, "outcomes")

    async def _read(self) -> None:
        assert self.period is not None
        period = self.period
        try:
            names = await self.desk.ask(practitioners)
            # What is whole stays in sight while it is read again.
            so_far = self._so_far if self.told is None else None
            found = await gather(self.desk, period, self.gathered, self._progress, so_far)
            if found is None or names is None:
                return
            if found is not self.gathered or self.told is None or self.partly or names != self.names:
                self.gathered, self.names, self.partly = found, names, False
                await self.count()
        finally:
            # A newer reading may have taken this one's place; the word on how far it is belongs to that one.
            if period is self.period:
                self.read_of = None
        self.draw()
        if self._again:
            self._again = False
            self.start_reading()

    async def _so_far(self, some: Gathered) -> None:
        """The figures of the courses read up to now, which the second line says they are."""
        if some.period is self.period:
            self.told = await asyncio.to_thread(tell, some, self.choice, self.desk.protocol)
            self.partly = True
            self.draw()

    def _progress(self, done: int, of: int) -> None:
        self.read_of = (done, of)
        if (now := time.monotonic()) - self._spoke >= TELL_EVERY:
            self._spoke = now
            self.draw_title()

    async def count(self) -> None:
        """Count what was gathered, beside the screen."""
        if self.gathered is not None and self.gathered.period == self.period:
            self.told = await asyncio.to_thread(tell, self.gathered, self.choice, self.desk.protocol)

    def recount(self) -> None:
        """Another choice: count anew and draw."""

        async def work() -> None:
            await self.count()
            self.draw()

        self.soon(work, "outcome count")

    def draw(self) -> None:
        """Draw what was counted."""
        self.draw_title()
        self.query_one(RowList).show(self.rows)
        self.draw_pictures()

    def draw_title(self) -> None:
        """Which courses, of which period, and how far the reading is."""
        width = max(20, self.size.width - 2)
        left: Line = (("Outcomes", "text!"),)
        if self.period is not None:
            which = choice_words(self.choice, self.desk.protocol, self.names_by_number)
            ink = "accent" if any(self.choice) else "dim"
            left = (*left, (f"  {span_words(self.period)}", "text"), (f" · {which}", ink))
        self.query_one("#title", Lines).show(
            (left, second_line(self.told, self.read_of, width, self.page_name, self.wide, partly=self.partly))
        )

    @property
    def names_by_number(self) -> dict[str, str]:
        """Practitioners as the choice names them."""
        return {str(number): name for number, name in self.names.items()}

    def rows(self, width: int) -> Sequence[Row]:
        """The figures, or a sentence."""
        if self.told is None:
            return ()
        found = self.told.whole
        if not found.enough:
            lines = wrapped(headline(found), "text", max(20, width - 2))
            key, does = ("p", "chooses another period.")
            if found.courses:
                key, does = "enter", "shows it." if found.courses == 1 else "shows them."
            lines += [(), ((key, "accent!"), (f" {does}", "dim"))]
            first = "began" if found.courses else None
            return (Row(()), *(Row(((" ", "text"), *line), key=None if at else first) for at, line in enumerate(lines)))
        return figure_rows(self.told.sections, width)

    def draw_pictures(self) -> None:
        """The curve with what it says, and those of severity and duration."""
        width, height = self.size.width - 3, self.size.height - 4
        shaded = not self.desk.theme.startswith("ansi")
        lines: Sequence[Line] = ()
        if self.told is not None and self.told.whole.enough:
            if self.page_name == "groups":
                lines = groups_page(self.told, width, height, shaded=shaded)
            else:
                room = width - (LEFT if self.wide else 0)
                lines = curve_page(self.told, room, height, tables=self.wide, shaded=shaded)
        self.query_one("#drawn", Lines).show(lines)

    def redraw(self) -> None:
        """Another theme draws the band otherwise."""
        super().redraw()
        self.draw()

    def on_row_list_chosen(self) -> None:
        """Enter: the courses behind the figure."""
        self.action_behind()

    def action_behind(self) -> None:
        """The courses behind the figure in hand."""
        key = self.query_one(RowList).key
        if self.told is None or not isinstance(key, str):
            return
        counted = set(self.told.whole.figures[key].courses)
        facts = tuple(one for one in self.told.facts if one.id in counted)
        labels = {row.key: row.label for part in self.told.sections for row in part.rows}
        self.app.push_screen(OutcomeCoursesScreen(labels.get(key, key), facts))

    def action_next_page(self) -> None:
        """The next page, where one does not hold everything."""
        self._turn(1)

    def action_page_before(self) -> None:
        """The page before."""
        self._turn(-1)

    def _turn(self, by: int) -> None:
        if self.told is None or not self.told.whole.enough:
            return  # there is one page: the sentence that says why
        names = list(pages_of(self.wide))
        self.page = PAGES.index(names[(names.index(self.page_name) + by) % len(names)])
        self.fit()
        self.draw()
