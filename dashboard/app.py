"""The app: opens the record, owns the clock and the screens, and notices when something has changed."""

import gc
import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.screen import Screen

from care.assessment import Assessment
from care.course import Course
from care.patient import initials
from care.protocol import Protocol
from dashboard.actions import EVERYWHERE, actions_of
from dashboard.clock import Clock
from dashboard.driver import SturdyDriver
from dashboard.record import Record, attention_count, read_caseload, read_day
from dashboard.screens.base import ClinicScreen
from dashboard.screens.today import TodayScreen
from dashboard.themes import THEMES
from db.errors import RecordError
from db.protocol_file import load_protocol
from db.reader import Reader
from widgets.header import Place

if TYPE_CHECKING:
    from textual.command import Provider

P = ParamSpec("P")
T = TypeVar("T")
POLL = 1.0
"""Seconds between looks at the clock and at what other sessions have written."""


def _caseload() -> Screen[None]:
    from dashboard.screens.caseload import CaseloadScreen

    return CaseloadScreen()


def _referrals() -> Screen[None]:
    from dashboard.screens.referrals import ReferralsScreen

    return ReferralsScreen()


def _palette() -> "type[Provider]":
    from dashboard.palette import ActionProvider

    return ActionProvider


class Acudesk(App[int]):
    """The dashboard on one record."""

    TITLE = "acudesk"
    DEFAULT_MODE = "today"
    MODES = {"caseload": _caseload, "referrals": _referrals}  # noqa: RUF012 Textual reads it so
    COMMANDS = {_palette}  # noqa: RUF012
    BINDINGS = [  # noqa: RUF012 Textual reads it so
        Binding(one.keys, one.id, one.label, show=False, priority=one.id == "quit", id=one.id)
        for one in actions_of(EVERYWHERE)
    ]

    def __init__(self, record: Record, protocol: Protocol, clock: Clock, *, demo: bool = False) -> None:
        super().__init__(driver_class=SturdyDriver)
        self.record, self.protocol, self.clock, self.demo = record, protocol, clock, demo
        self.clinic = record.clinic
        self.names_hidden = False
        self.trouble = ""
        self.wanting = self.overdue = 0
        self._minute = -1
        for theme in THEMES:
            self.register_theme(theme)
        if not os.environ.get("NO_COLOR"):
            self.theme = THEMES[0].name
        view = read_day(record.reader, self.today, protocol)
        self.overdue = sum(one.overdue_days > 0 for one in view.referrals)
        self.add_mode("today", lambda: TodayScreen(view))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables for themes that do not set them, such as the one without colours."""
        plain = "ansi_default"
        return dict.fromkeys(THEMES[0].variables, plain)

    @property
    def today(self) -> date:
        """The clinic's local date."""
        return self.clock.today(self.clinic.timezone)

    @property
    def minute(self) -> int:
        """Minutes after the clinic's midnight."""
        return self.clock.minute(self.clinic.timezone)

    def get_system_commands(self, screen: Screen[Any]) -> Iterator[SystemCommand]:  # noqa: ARG002
        """None: the palette offers our own actions only."""
        return iter(())

    def on_mount(self) -> None:
        """Start to listen; count the caseload once the first picture is up."""
        self.set_interval(POLL, self._look)
        self.call_after_refresh(self._settled)

    def _settled(self) -> None:
        """The first picture is up: what is there stays, and the rest of the work may begin."""
        gc.freeze()
        gc.enable()
        self.recount()

    def places(self, here: str) -> tuple[Place, ...]:
        """The main screens, with how many of their rows want somebody."""
        counts = {"caseload": self.wanting, "referrals": self.overdue}
        return tuple(
            Place(one.shown, one.label, one.id == f"show_{here}", counts.get(one.id.removeprefix("show_"), 0))
            for one in actions_of(EVERYWHERE)
            if one.id.startswith("show_")
        )

    async def ask(self, question: Callable[Concatenate[Reader, P], T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """Ask the record; on trouble say it on the top line, keep what is shown, and answer None."""
        try:
            answer = await self.record.ask(question, *args, **kwargs)
        except RecordError as error:
            self._tell_trouble(str(error))
            return None
        self._tell_trouble("")
        return answer

    def _tell_trouble(self, text: str) -> None:
        if text != self.trouble:
            self.trouble = text
            if isinstance(self.screen, ClinicScreen):
                self.screen.draw_frame()
            if text:
                self.say(text, severity="error")

    def say(self, text: str, *, severity: str = "information") -> None:
        """A message in the corner; its text is data, never markup."""
        self.notify(text, severity=severity, markup=False)  # type: ignore[arg-type]

    def name_of(self, name: str) -> str:
        """A name as the screen may show it now."""
        return initials(name) if self.names_hidden else name

    async def _look(self) -> None:
        """Has another session written, has a minute passed? Silent when neither."""
        if not isinstance(self.screen, ClinicScreen):
            return
        if await self.ask_changed():
            await self.screen.load()
            self.recount()
        if self.minute != self._minute:
            self._minute = self.minute
            self.screen.tick()

    async def ask_changed(self) -> bool:
        """Whether another session has written since the last look."""
        try:
            return await self.record.changed()
        except RecordError as error:
            self._tell_trouble(str(error))
            return False

    def recount(self) -> None:
        """Count who wants a person, off the screen's thread."""
        if isinstance(self.screen, ClinicScreen):
            self.screen.soon(self._recount, "count")

    async def _recount(self) -> None:
        caseload = await self.ask(read_caseload, self.today, self.protocol)
        view = await self.ask(read_day, self.today, self.protocol)
        if caseload is None or view is None:
            return
        counts = (attention_count(caseload), sum(one.overdue_days > 0 for one in view.referrals))
        if counts != (self.wanting, self.overdue):
            self.wanting, self.overdue = counts
            if isinstance(self.screen, ClinicScreen):
                self.screen.draw_frame()

    def explain(self, name: str, course: Course, state: Assessment) -> None:
        """Open the why of an advice."""
        from dashboard.screens.panes import Pane, why_lines

        self.push_screen(Pane(lambda width: why_lines(name, course, state, width)))

    def settle_bookings(self) -> None:
        """Open the bookings that need a patient."""
        from dashboard.screens.bookings import BookingsScreen

        self.push_screen(BookingsScreen())

    def action_help(self) -> None:
        """Every key."""
        from dashboard.screens.panes import Pane, help_lines

        where = self.screen.WHERE if isinstance(self.screen, ClinicScreen) else ""
        self.push_screen(Pane(lambda width: help_lines(where, width)))

    async def action_show_today(self) -> None:
        """Today's schedule."""
        await self.switch_mode("today")

    async def action_show_caseload(self) -> None:
        """Every open course."""
        await self.switch_mode("caseload")

    async def action_show_referrals(self) -> None:
        """Every open referral."""
        await self.switch_mode("referrals")

    def action_hide_names(self) -> None:
        """Initials instead of names, and back."""
        self.names_hidden = not self.names_hidden
        if isinstance(self.screen, ClinicScreen):
            self.screen.redraw()

    def action_next_theme(self) -> None:
        """The next of the three themes."""
        names = [theme.name for theme in THEMES]
        at = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(at + 1) % len(names)]

    async def action_back(self) -> None:
        """One step back: filter, small window, other screen; never out of the program."""
        if isinstance(self.screen, ClinicScreen):
            if not self.screen.step_back() and self.current_mode != "today":
                await self.switch_mode("today")
        elif len(self.screen_stack) > 1:
            self.pop_screen()


def run(path: Path, clock: Clock, *, protocol: Path | None = None, demo: bool = False) -> int:
    """Open the dashboard on a record. Raises RecordError before the screen changes if it cannot be opened."""
    record = Record(path)
    try:
        return Acudesk(record, load_protocol(protocol), clock, demo=demo).run() or 0
    finally:
        record.close()


def run_without_record(path: Path, clock: Clock) -> str:
    """Offer the two ways on where there is no record. `created`, `demo`, or empty when the person left."""
    from dashboard.screens.setup import SetUp

    return SetUp(path, clock).run() or ""
