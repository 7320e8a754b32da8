"""One day with a column for each practitioner, at a glance; enter takes the one under the cursor in hand."""

from datetime import date

from textual.app import ComposeResult

from care.appointment import FREED, Appointment, clock
from care.day import Day
from care.patient import initials
from dashboard.reading import read_day
from dashboard.screens.sheet import Answering
from widgets.key_bar import Hint, KeyBar
from widgets.lines import Lines
from widgets.schedule import short, status_words
from widgets.week import Cell, GridView, WeekGrid
from widgets.words import APPOINTMENT, short_day

STEP = 15
"""Minutes a row stands for."""

NOBODY = "no practitioner"


class ColumnsScreen(Answering[int | None]):
    """The result is the id of the appointment chosen, or None."""

    BINDINGS = [("escape,v", "leave", "back")]  # noqa: RUF012 Textual reads it so
    DEFAULT_CSS = """
    ColumnsScreen #title { height: 1; margin-bottom: 1; }
    ColumnsScreen #about { height: 1; padding: 0 1; }
    """

    def __init__(self, on: date, in_hand: Appointment | None) -> None:
        super().__init__()
        self.on, self.start = on, in_hand
        self.day: Day | None = None

    def compose(self) -> ComposeResult:
        """Title, grid, a line about the one under the cursor, keys."""
        yield Lines(id="title")
        yield WeekGrid()
        yield Lines(id="about")
        yield KeyBar()

    async def on_mount(self) -> None:
        """Read the day."""
        self.query_one(KeyBar).tell((Hint("enter", "take in hand"), Hint("esc", "back")))
        view = await self.desk.ask(read_day, self.on, self.desk.protocol)
        if view is None:
            return
        self.day = view.day
        self.query_one(WeekGrid).focus()
        title = f" Side by side: {short_day(self.on, self.desk.today)}"
        self.query_one("#title", Lines).show((((title, "text!"),),))
        start = self.start
        self.draw((start.practitioner or NOBODY, start.minute) if start else None)

    def redraw(self) -> None:
        """Names hidden or shown again."""
        self.draw(self.query_one(WeekGrid).here)

    def draw(self, at: tuple[str, int] | None) -> None:
        """Show the day, the cursor on a practitioner's quarter of an hour."""
        shown = [one for one in (self.day.appointments if self.day else ()) if one.status not in FREED]
        if not shown:
            self.query_one("#about", Lines).show((((" Nobody is booked on this day.", "text"),),))
            return
        names = tuple(sorted({one.practitioner or NOBODY for one in shown}))
        first, last = min(one.minute for one in shown) // STEP * STEP, max(one.end_minute for one in shown)
        minutes = tuple(range(first, last, STEP))
        cells = {(name, minute): self._cell(name, minute) for name in names for minute in minutes}
        heads = tuple(short(name) for name in names)
        self.query_one(WeekGrid).show(GridView(names, heads, minutes, cells), at or (names[0], self.desk.minute))
        self.about()

    def there(self, name: str, minute: int) -> list[Appointment]:
        """Who is with a practitioner in a quarter of an hour, the later beginning first."""
        found = [
            one
            for one in (self.day.appointments if self.day else ())
            if (one.practitioner or NOBODY) == name and one.status not in FREED
            and one.minute < minute + STEP and minute < one.end_minute
        ]  # fmt: skip
        return sorted(found, key=lambda one: -one.minute)

    def _cell(self, name: str, minute: int) -> Cell:
        there = self.there(name, minute)
        if not there:
            return Cell("", "faint", True)
        one = there[0]
        symbol, _, ink = APPOINTMENT[one.status]
        if one.minute < minute:
            return Cell("│" + (" +" + str(len(there) - 1) if len(there) > 1 else ""), "faint", False)
        patient = initials(one.patient) if self.desk.names_hidden else one.patient
        more = f" +{len(there) - 1}" if len(there) > 1 else ""
        return Cell(f"{symbol} {patient} {one.room}{more}", ink if ink != "dim" else "text", False)

    def about(self) -> None:
        """Say who is under the cursor."""
        here = self.query_one(WeekGrid).here
        if here is None:
            return
        there = self.there(*here)
        if not there:
            self.query_one("#about", Lines).show((((f" {clock(here[1])}  nobody", "dim"),),))
            return
        texts = []
        for one in there:
            state, _ = status_words(one, self.desk.clock.now_utc(), None)
            texts.append(f"{clock(one.minute)} {self.desk.name_of(one.patient)} {one.room} {state}")
        self.query_one("#about", Lines).show((((" " + "   ".join(texts), "text"),),))

    def on_week_grid_moved(self) -> None:
        """Another quarter is in hand."""
        self.about()

    def on_week_grid_chosen(self, message: WeekGrid.Chosen) -> None:
        """Take the one under the cursor in hand."""
        there = self.there(message.column, message.minute)
        if there:
            self.dismiss(there[0].id)
