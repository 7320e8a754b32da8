"""Today: the schedule, the patient in hand, the pending referrals."""

from datetime import date, timedelta

from textual.app import ComposeResult
from textual.geometry import Size
from textual.widget import Widget

from care.appointment import Appointment
from care.day import Day
from care.schedule import arrange, free_now, next_to_act_on
from dashboard.reading import DayView, read_day
from dashboard.screens.base import bindings_of
from dashboard.screens.beside import PatientBeside
from widgets.counts import counts_line
from widgets.ink import Line
from widgets.lines import Lines
from widgets.referral_rows import referral_rows
from widgets.rows import Row, RowList
from widgets.schedule import empty_rows, schedule_rows

WIDE, TALL = 110, 30
"""Cells from which the patient stands beside the schedule and the referrals below it."""


def box(layout: str) -> Widget:
    """A widget that holds others and takes the room there is; Textual's own containers bring stylesheets along."""
    holder = Widget()
    holder.styles.layout = layout
    holder.styles.width = holder.styles.height = "1fr"
    return holder


class TodayScreen(PatientBeside):
    """One look answers: who is here, how are they doing, which referrals are open."""

    WHERE = "today"
    BINDINGS = bindings_of("today")
    DEFAULT_CSS = """
    TodayScreen #side { width: 42; height: 1fr; background: $surface; padding: 1 2; }
    TodayScreen #below { height: 4; padding: 0 1; border-top: solid $text-faint; }
    """

    def __init__(self, view: DayView | None = None) -> None:
        super().__init__()
        self.view = view
        self.on: date | None = None
        self.only: str | None = None

    @property
    def as_of(self) -> date:
        """The day on screen; None keeps to the clock's own day, also over midnight."""
        return self.on or self.desk.today

    @property
    def schedule(self) -> RowList:
        """The list of the day."""
        return self.query_one("#schedule", RowList)

    @property
    def in_hand(self) -> Appointment | None:
        """The appointment under the cursor."""
        if self.view is None:
            return None
        key = self.schedule.key
        return next((one for one in self.view.day.appointments if one.id == key), None)

    def body(self) -> ComposeResult:
        """Counts, schedule and referrals to the left, the patient to the right or below."""
        yield Lines(id="counts")
        with box("horizontal"):
            with box("vertical"):
                yield RowList(id="schedule")
                yield Lines(id="referrals")
            yield Lines(id="side")
        yield Lines(id="below")

    def on_mount(self) -> None:
        """The rows were read before the screen opened: the first picture has them."""
        self.fit_to(self.app.size)
        self.draw(find_place=True)

    async def load(self) -> None:
        """Read the day again; the cursor stays on its appointment."""
        on, moved = self.as_of, self.view is None or self.view.day.on != self.as_of
        view = await self.desk.ask(read_day, on, self.desk.protocol)
        if view is None or on != self.as_of:
            return
        if view != self.view or moved:
            self.view = view
            self.draw(find_place=moved)
            self.draw_frame()
        self.read_patient()

    def tick(self) -> None:
        """The line of now moves and minutes waiting grow; at midnight the day turns."""
        super().tick()
        if self.view is not None and self.view.day.on != self.as_of:
            self.soon(self.load, "load")
        else:
            self.draw()

    def draw(self, *, find_place: bool = False) -> None:
        """Draw the day that was read."""
        view, desk = self.view, self.desk
        if view is None:
            return
        now_minute = desk.minute if view.day.on == desk.today else None
        now_utc = desk.clock.now_utc()
        day = self.narrowed(view.day)
        free = free_now(view.day, view.rooms) if now_minute is not None else ()
        entries = arrange(day, now_minute)

        referred: dict[int, int] = {}
        for one in view.referrals:
            course_id = one.row.referral.course_id
            referred[course_id] = max(one.overdue_days, referred.get(course_id, 0))

        def rows(width: int) -> tuple[Row, ...]:
            if not entries:
                return empty_rows(view.day, desk.today)
            return schedule_rows(
                entries, view.day, view.states, width,
                now_utc=now_utc, now_minute=now_minute, hide_names=desk.names_hidden, referred=referred,
            )  # fmt: skip

        key = next_to_act_on(view.day, now_minute) if find_place else None
        self.schedule.show(rows, key=key)
        self.query_one("#counts", Lines).show((counts_line(day, now_utc, self.size.width, free),))
        self.draw_referrals()
        self.draw_patient()

    def narrowed(self, day: Day) -> Day:
        """The day with one practitioner's patients only, when that is wanted."""
        if self.only is None:
            return day
        return day._replace(appointments=tuple(one for one in day.appointments if one.practitioner == self.only))

    def action_only(self) -> None:
        """Only this practitioner's patients, then the next one's, then all."""
        if self.view is None:
            return
        names = sorted({one.practitioner for one in self.view.day.appointments if one.practitioner})
        if self.only is None:
            one = self.in_hand
            self.only = one.practitioner if one is not None and one.practitioner else next(iter(names), None)
        else:
            later = [name for name in names if name > self.only]
            self.only = later[0] if later else None
        self.draw()
        self.desk.say(f"Only {self.only}'s patients; o shows the next." if self.only else "Everybody's patients.")

    def redraw(self) -> None:
        """Names hidden or shown again."""
        super().redraw()
        self.draw()

    def step_back(self) -> bool:
        """From another day back to today."""
        if self.on is None:
            return False
        self.go(None)
        return True

    def draw_referrals(self) -> None:
        """The pending referrals under the schedule, as many as fit; the rest are on their own screen."""
        assert self.view is not None
        block, referrals = self.query_one("#referrals", Lines), self.view.referrals
        overdue = sum(one.overdue_days > 0 for one in referrals)
        title: list[tuple[str, str]] = [(" Pending referrals", "text!"), (f"  {len(referrals)} open", "dim")]
        if overdue:
            title.append((f" · {overdue} overdue", "bad"))
        if not referrals:
            block.show((tuple(title), ((" No referral is open.", "dim"),)))
            return
        most = 5
        rows = referral_rows(
            referrals[:most], self.view.day.on, max(60, self.size.width - 44), hide_names=self.desk.names_hidden
        )
        more: Line = ((f"   {len(referrals) - most} more: ", "dim"), ("3", "accent!"))
        lines = [tuple(title), (), *(row.line for row in rows), *([more] if len(referrals) > most else [])]
        block.show(lines)

    def fit_to(self, size: Size) -> None:
        """A wide window has the patient at the side, any other three lines below; a low one gives up the blank lines
        and the referrals. Set here and not by classes of the stylesheet, which would be matched anew at each start.
        """
        wide, low = size.width >= WIDE, size.height < TALL
        blank = 0 if low else 1
        self.query_one("#counts").styles.margin = (blank, 0, 0, 0)
        self.schedule.styles.margin = (blank, 0, 0, 0)
        self.query_one("#side").display = wide and not low
        self.query_one("#below").display = low or not wide
        referrals = self.query_one("#referrals")
        referrals.display = wide and not low
        referrals.styles.margin = (1, 0, 0, 0)

    def on_resize(self) -> None:
        """The panel is laid out for its height; draw it again when the window is at rest."""
        self.fit_to(self.app.size)
        self.call_after_refresh(self.draw)

    def go(self, on: date | None) -> None:
        """Show another day; None is the clock's own."""
        self.on = None if on == self.desk.today else on
        self.detail = None
        self.draw_frame()
        self.soon(self.load, "load")

    def action_day_before(self) -> None:
        """One day back."""
        self.go(self.as_of - timedelta(days=1))

    def action_day_after(self) -> None:
        """One day on."""
        self.go(self.as_of + timedelta(days=1))

    def action_this_day(self) -> None:
        """Back to today."""
        self.go(None)

    def action_book_series(self) -> None:
        """Book the rest of the course of the one in hand."""
        one, shown = self.in_hand, self.panel_view()
        if one is None or shown is None or shown.assessment is None:
            self.desk.say("There is no course of care under the cursor to book the rest of.")
            return
        self.desk.flow(self.desk.book_series, one, shown.assessment.visits_done, shown.assessment.expected)

    def action_settle(self) -> None:
        """Settle the bookings that need a patient."""
        self.desk.settle_bookings()
