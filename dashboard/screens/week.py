"""A week of one practitioner, or of one room: free and taken places, moved over by keys; enter chooses one."""

from datetime import date, timedelta

from textual.app import ComposeResult

from care.appointment import clock
from care.patient import initials
from care.places import DayPlan, Place, Taken, Week
from dashboard.screens.sheet import Answering
from db import places
from widgets.ink import Line, cut
from widgets.key_bar import Hint, KeyBar
from widgets.lines import Lines
from widgets.week import Cell, GridView, WeekGrid
from widgets.words import APPOINTMENT, short_day

STEP = 30
"""Minutes a row stands for."""


NOBODY_TREATS = " Nobody who treats is on staff yet: `acudesk staff add` adds them."


class WeekScreen(Answering[tuple[Place, bool] | None]):
    """The result is the chosen place and whether it is squeezed in on purpose; None when it was left."""

    BINDINGS = [  # noqa: RUF012 Textual reads it so
        ("escape", "leave", "back"),
        ("left_square_bracket", "turn(-1)", "week before"),
        ("right_square_bracket", "turn(1)", "week after"),
        ("o", "next_practitioner", "next practitioner"),
        ("r", "next_room", "next room"),
        ("S", "squeeze", "squeeze in"),
        ("t", "this_week", "this week"),
    ]
    DEFAULT_CSS = """
    WeekScreen #title { height: 1; margin-bottom: 1; }
    WeekScreen #about { height: 1; padding: 0 1; }
    """

    def __init__(
        self, title: str, near: Place, patient_id: int | None, moving: int | None = None, *, whose: str = ""
    ) -> None:
        """`whose`: the patient, who stands beside the title."""
        super().__init__()
        self.whose = whose
        self.heading, self.near, self.patient_id, self.moving = title, near, patient_id, moving
        self.practitioner_id = near.practitioner_id
        self.picking = patient_id is not None
        self.room: str | None = None
        self.week: Week | None = None

    @property
    def grid(self) -> WeekGrid:
        """The grid."""
        return self.query_one(WeekGrid)

    def compose(self) -> ComposeResult:
        """Title, grid, a line about the place in hand, keys."""
        yield Lines(id="title")
        yield WeekGrid()
        yield Lines(id="about")
        yield KeyBar()

    async def on_mount(self) -> None:
        """Read the week of the place it was opened near."""
        first = "enter" if self.picking else ""
        keys = [Hint("enter", "take"), Hint("S", "squeeze in")] if first else []
        turn = [
            Hint("[ ]", "weeks"),
            Hint("o", "practitioner"),
            Hint("r", "room"),
            Hint("t", "this week"),
            Hint("esc", "back"),
        ]
        self.query_one(KeyBar).tell((*keys, *turn))
        self.grid.focus()
        await self.load(self.near.on, self.near.minute)

    async def load(self, on: date, minute: int | None = None) -> None:
        """Read the week of a day and show it; the cursor goes to the day."""
        monday = on - timedelta(days=on.weekday())
        found = await self.desk.ask(places.week, monday, self.near.minutes, self.patient_id)
        if found is None:
            return
        self.week = found
        if self.practitioner_id not in found.practitioners:
            self.practitioner_id = next(iter(found.practitioners), None)
        here = self.grid.here
        self.draw((on, minute if minute is not None else here[1] if here else 0))

    def draw(self, at: tuple[date, int]) -> None:
        """Show the week of the practitioner."""
        week = self.week
        if week is None or self.practitioner_id is None:
            self.query_one("#title", Lines).show((((NOBODY_TREATS, "text"),),))
            return
        name = week.practitioners[self.practitioner_id] + (f" in {self.room}" if self.room else "")
        plans = {on: self.plan(week, on) for on in week.days}
        open_days = [on for on in week.days if plans[on].working or plans[on].taken]
        spans = [span for plan in plans.values() for span in plan.working]
        taken = [one for plan in plans.values() for one in plan.taken]
        first = min([span.start for span in spans] + [one.start for one in taken], default=540) // STEP * STEP
        last = max([span.end for span in spans] + [one.end for one in taken], default=1020)
        minutes = tuple(range(first, last, STEP))
        days = tuple(on for on in week.days if on in open_days or on.isoweekday() < 7)
        cells = {(on, minute): self._cell(plans[on], minute) for on in days for minute in minutes}
        heading = f"{self.heading} {self.desk.name_of(self.whose)}" if self.whose else self.heading
        self.query_one("#title", Lines).show(
            (((f" {heading}", "text!"), (f"   {name}, week of {week.monday.day} {week.monday:%b %Y}", "dim")),)
        )
        month = " %b" if self.size.width >= 80 else ""
        heads = tuple(f"{on:%a} {on.day}{on.strftime(month)}" for on in days)
        self.grid.show(GridView(days, heads, minutes, cells, self.desk.today), at)
        self.about()

    def redraw(self) -> None:
        """Names hidden or shown again."""
        if self.week is not None:
            self.draw(self.grid.here or (self.week.monday, 0))

    def plan(self, week: Week, on: date) -> DayPlan:
        """The practitioner's day; with a room chosen, who has the room, and the places both are free for."""
        assert self.practitioner_id is not None
        plan = week.plans[self.practitioner_id, on]
        if self.room is None:
            return plan
        taken = tuple(
            one for who in week.practitioners for one in week.plans[who, on].taken if one.room == self.room
        )  # fmt: skip
        free = tuple(
            place._replace(room=self.room)
            for place in plan.places
            if not any(one.start < place.end and place.minute < one.end for one in taken)
        )
        return plan._replace(taken=taken, places=free)

    def _cell(self, plan: DayPlan, minute: int) -> Cell:
        there = [one for one in plan.taken if one.start < minute + STEP and minute < one.end]
        if there:
            one = there[0]
            name = initials(one.patient) if self.desk.names_hidden else one.patient
            more = f"+{len(there) - 1} " if len(there) > 1 else ""
            mark = "↕" if one.appointment_id == self.moving else APPOINTMENT[one.status][0]
            return Cell(f"{mark} {more}{name}", "warn" if one.appointment_id == self.moving else "dim", False)
        if any(minute <= place.minute < minute + STEP for place in plan.places):
            past = (plan.on, minute + STEP) <= (self.desk.today, self.desk.minute)
            return Cell("·", "faint", True) if past else Cell("free", "good", True)
        working = any(span.start < minute + STEP and minute < span.end for span in plan.working)
        first = not working and plan.closed and minute % 120 == 0
        return Cell(plan.closed if first else "", "faint", False)

    def place_here(self) -> Place | None:
        """The free place under the cursor."""
        here, week = self.grid.here, self.week
        if here is None or week is None or self.practitioner_id is None:
            return None
        plan = self.plan(week, here[0])
        return next((one for one in plan.places if here[1] <= one.minute < here[1] + STEP), None)

    def _there(self, here: tuple[date, int]) -> list[Taken]:
        """Who is booked in the half hour under the cursor."""
        if self.week is None or self.practitioner_id is None:
            return []
        taken = self.plan(self.week, here[0]).taken
        return [one for one in taken if one.start < here[1] + STEP and here[1] < one.end]

    def about(self) -> None:
        """Say what stands under the cursor."""
        here, place = self.grid.here, self.place_here()
        if here is None:
            return
        when = f" {short_day(here[0], self.desk.today)} {clock(place.minute if place else here[1])}"
        if place is not None:
            what = (f"   free, {place.room or 'no room'}", "good")
        else:
            what = ("   not free" + (": S squeezes in on purpose" if self.picking else ""), "dim")
        # The names in the grid may be cut.
        there = (
            f"   {self.desk.name_of(one.patient)} {clock(one.start)}-{clock(one.end)}" for one in self._there(here)
        )
        line: Line = ((when, "text!"), what, ("".join(there), "text"))
        self.query_one("#about", Lines).show((cut(line, max(20, self.size.width - 2)),))

    def on_week_grid_moved(self) -> None:
        """Another half hour is in hand."""
        self.about()

    async def on_week_grid_left(self, message: WeekGrid.Left) -> None:
        """Over the edge: the week before or after."""
        await self.action_turn(message.by)

    def on_week_grid_chosen(self) -> None:
        """Take the free place in hand."""
        place = self.place_here()
        if not self.picking:
            return
        if place is None:
            self.about()
            self.app.bell()
            return
        self.dismiss((place._replace(practitioner_id=self.practitioner_id), False))

    async def action_turn(self, by: int) -> None:
        """Another week."""
        if self.week is not None:
            edge = self.week.monday + timedelta(days=7 if by > 0 else -1 if self.grid.column else -7)
            here = self.grid.here
            await self.load(edge, here[1] if here else None)

    async def action_this_week(self) -> None:
        """Back to this week."""
        await self.load(self.desk.today, self.desk.minute)

    def action_next_practitioner(self) -> None:
        """The next practitioner's week."""
        if self.week is None or not self.week.practitioners:
            return
        ids = list(self.week.practitioners)
        at = ids.index(self.practitioner_id) if self.practitioner_id in ids else -1
        self.practitioner_id = ids[(at + 1) % len(ids)]
        here = self.grid.here
        self.draw(here or (self.week.monday, 0))

    def action_next_room(self) -> None:
        """The week of one room, then of the next, then of the practitioner alone again."""
        if self.week is None:
            return
        rooms: list[str | None] = [*self.week.rooms, None]
        at = rooms.index(self.room) if self.room in rooms else -1
        self.room = rooms[(at + 1) % len(rooms)]
        self.draw(self.grid.here or (self.week.monday, 0))

    def action_squeeze(self) -> None:
        """Take the half hour in hand although it is not free; the record marks it."""
        here = self.grid.here
        if self.picking and here is not None:
            place = self.place_here()
            taken = Place(here[0], here[1], self.near.minutes, self.practitioner_id, None)
            self.dismiss((place or taken, place is None))
