"""Booking for a patient: the next place is proposed before it is taken, or the rest of the course in one go."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from care.appointment import clock
from care.places import Place, SeriesPlace
from dashboard.screens.choices import BOX, BOX_INNER
from dashboard.screens.sheet import Sheet
from widgets.ink import Line
from widgets.rows import Row, RowList
from widgets.words import short_day


class ForWhom(NamedTuple):
    """Who is booked: the patient, the course and its practitioner, and how long a place is."""

    patient_id: int
    patient: str
    course_id: int | None
    practitioner_id: int
    practitioner: str
    minutes: int = 30


class Week(NamedTuple):
    """The wish to choose a place in the week instead."""

    near: Place | None


class BookPane(Sheet[Place | Week | None]):
    """The proposal is in hand when it opens: `b` or enter takes it, the arrows go to others, `g` opens the week."""

    BINDINGS = [("escape", "leave", "back"), ("g", "week", "week"), ("b", "take", "book")]  # noqa: RUF012
    DEFAULT_CSS = f"""
    BookPane {{ {BOX} }}
    BookPane > Vertical {{ {BOX_INNER} }}
    BookPane RowList {{ background: $surface; margin: 1 0; }}
    BookPane Static {{ height: auto; }}
    BookPane #keys {{ color: $text-dim; }}
    BookPane #message {{ color: $warning; margin-bottom: 1; }}
    """

    def __init__(self, whom: ForWhom, places: Sequence[Place], message: str = "") -> None:
        super().__init__()
        self.whom, self.places, self.message = whom, tuple(places), message

    def compose(self) -> ComposeResult:
        """For whom, the places, the keys."""
        with Vertical():
            if self.message:
                yield Static(self.message, id="message", markup=False)
            yield Static("", id="title", markup=False)
            yield RowList()
            yield Static("b book the one in hand · ↑ ↓ another · g the week · esc back", id="keys", markup=False)

    def on_mount(self) -> None:
        """Show the places, the proposal first."""
        none = [Row((("No free place in the next weeks. g opens the week, to squeeze in on purpose.", "text"),))]
        rows = self.query_one(RowList)
        rows.styles.height = max(1, len(self.places))
        rows.show(lambda _: [Row(self._line(at, one), key=(at,)) for at, one in enumerate(self.places)] or none)
        self.redraw()

    def redraw(self) -> None:
        """For whom; also when names are hidden or shown again."""
        self.query_one("#title", Static).update(f"Next visit of {self.desk.name_of(self.whom.patient)}")

    def _line(self, at: int, one: Place) -> Line:
        when = f" {day_column((place.on for place in self.places), one.on, self.desk.today)} {clock(one.minute)}"
        return (
            (when, "text!" if at == 0 else "text"),
            (f"   {self.whom.practitioner} · {one.room or 'no room'}", "dim"),
        )

    def on_row_list_chosen(self) -> None:
        """Enter takes it."""
        self.action_take()

    def action_take(self) -> None:
        """Take the place in hand."""
        key = self.query_one(RowList).key
        if isinstance(key, tuple):
            self.dismiss(self.places[key[0]])

    def action_week(self) -> None:
        """Choose in the week."""
        self.dismiss(Week(self.places[0] if self.places else None))


class SeriesPane(Sheet[tuple[Place, ...] | None]):
    """The rest of a course, place by place: clashes are marked and moved with the right arrow before all are booked."""

    BINDINGS = [("escape", "leave", "back")]  # noqa: RUF012
    DEFAULT_CSS = f"""
    SeriesPane {{ {BOX} }}
    SeriesPane > Vertical {{ {BOX_INNER} }}
    SeriesPane RowList {{ background: $surface; margin: 1 0; }}
    SeriesPane Static {{ height: auto; }}
    SeriesPane #keys {{ color: $text-dim; }}
    """

    def __init__(self, whom: ForWhom, first: date, count: int) -> None:
        super().__init__()
        self.whom, self.first, self.count, self.weekly = whom, first, count, True
        self.places: tuple[SeriesPlace, ...] = ()

    def compose(self) -> ComposeResult:
        """For whom, the places, the keys."""
        with Vertical():
            yield Static("", id="title", markup=False)
            yield RowList()
            keys = (
                "enter book all · w weekly, t twice · + - how many · → move the one in hand · x leave it out · esc back"
            )
            yield Static(keys, id="keys", markup=False)

    async def on_mount(self) -> None:
        """Propose."""
        self.query_one(RowList).styles.height = max(3, min(12, self.app.size.height - 12))
        await self.propose()

    async def propose(self) -> None:
        """Ask for the places anew."""
        from db.places import series_for

        every = (7,) if self.weekly else (3, 4)
        found = await self.desk.ask(
            series_for,
            self.whom.patient_id,
            self.whom.practitioner_id,
            self.first,
            self.count,
            every,
            self.whom.minutes,
        )
        if found is not None:
            self.places = found
            self.draw()

    def redraw(self) -> None:
        """Names hidden or shown again."""
        self.draw()

    def draw(self) -> None:
        """Show them."""
        how = "weekly" if self.weekly else "twice weekly"
        name = self.desk.name_of(self.whom.patient)
        many = f"{len(self.places)} visit{'' if len(self.places) == 1 else 's'}"
        clashes = sum(one.clash is not None for one in self.places)
        mind = f", {clashes} to move" if clashes else ""
        self.query_one("#title", Static).update(f"{many} of {name}, {how}{mind}")
        self.query_one(RowList).show(lambda _: [Row(self._line(one), key=(at,)) for at, one in enumerate(self.places)])

    def _line(self, one: SeriesPlace) -> Line:
        place = one.place
        day = day_column((one.place.on for one in self.places), place.on, self.desk.today)
        when = f" {day} {clock(place.minute)}   {place.room or 'no room'}"
        # The day stands at the beginning of the row.
        clash = (one.clash or "").replace(f" on {place.on.isoformat()}", "")
        return ((when, "text"), (f"   ! {clash}", "warn") if clash else ("", "text"))

    async def on_key(self, event: events.Key) -> None:
        """Weekly or twice, how many, move one, leave one out."""
        rows = self.query_one(RowList)
        at = rows.key[0] if isinstance(rows.key, tuple) else None
        if event.key in ("w", "t"):
            self.weekly = event.key == "w"
            await self.propose()
        elif event.key in ("plus", "minus"):
            self.count = max(1, min(24, self.count + (1 if event.key == "plus" else -1)))
            await self.propose()
        elif event.key == "right" and at is not None:
            await self._move(at)
        elif event.key == "x" and at is not None:
            self.places = (*self.places[:at], *self.places[at + 1 :])
            self.draw()
        else:
            return
        event.stop()

    async def _move(self, at: int) -> None:
        from db.places import free_after

        old = self.places[at].place
        found = await self.desk.ask(
            free_after, self.whom.patient_id, self.whom.practitioner_id, (old.on, old.minute + 1), 1, self.whom.minutes
        )
        if found:
            self.places = (*self.places[:at], SeriesPlace(found[0], None), *self.places[at + 1 :])
            self.draw()

    def on_row_list_chosen(self) -> None:
        """Book all, once nothing clashes."""
        clashing = [one for one in self.places if one.clash is not None]
        if clashing:
            place = clashing[0].place
            self.desk.say(f"{short_day(place.on, self.desk.today)} is taken: move it with → or leave it out with x.")
        elif self.places:
            self.dismiss(tuple(one.place for one in self.places))


def day_column(days: Iterable[date], on: date, today: date) -> str:
    """One of these days, as wide as the longest of them."""
    return short_day(on, today).ljust(max(len(short_day(one, today)) for one in days) + 1)


def rest_of_course(done: int, booked: int, expected: tuple[int, int]) -> int:
    """How many visits are left to book up to the middle of the expected range, at least one."""
    return max(1, round(sum(expected) / 2) - done - booked)


def week_later(on: date) -> date:
    """The same weekday a week on."""
    return on + timedelta(days=7)
