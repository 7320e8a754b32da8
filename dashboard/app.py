"""The app: its screens, its actions, and how it is opened."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import SystemCommand
from textual.binding import Binding
from textual.screen import Screen

from care.protocol import Protocol
from dashboard.actions import EVERYWHERE, actions_of
from dashboard.clock import Clock
from dashboard.locking import Locking
from dashboard.modes import MODES
from dashboard.person import let_in
from dashboard.places import places
from dashboard.presence import Presence, present
from dashboard.reading import read_day
from dashboard.record import Record
from dashboard.screens.base import ClinicScreen
from dashboard.screens.sheet import Answering
from dashboard.screens.today import TodayScreen
from dashboard.themes import THEMES
from db.errors import RecordError
from db.protocol_file import load_protocol
from widgets.header import Place

if TYPE_CHECKING:
    from textual.command import Provider

    from db.sign_ins import Session


def _palette() -> "type[Provider]":
    from dashboard.palette import ActionProvider

    return ActionProvider


class Acudesk(Locking):
    """The dashboard on one record."""

    TITLE = "acudesk"
    DEFAULT_MODE = "today"
    MODES = MODES
    COMMANDS = {_palette}  # noqa: RUF012
    BINDINGS = [  # noqa: RUF012 Textual reads it so
        Binding(one.keys, one.id, one.label, show=False, priority=one.id == "quit", id=one.id)
        for one in actions_of(EVERYWHERE)
    ]

    protocol_place: Path | None = None
    """The clinic's own protocol file, there or not; None where it is not to be changed, as in the demonstration."""

    def __init__(self, record: Record, protocol: Protocol, clock: Clock, **how: Any) -> None:
        super().__init__(record, protocol, clock, **how)
        for theme in THEMES:
            self.register_theme(theme)
        # Without colours the theme only decides that nothing is drawn by its ground alone.
        self.theme = "ansi-dark" if os.environ.get("NO_COLOR") else THEMES[0].name
        view = read_day(record.reader, self.today, protocol)
        self.overdue = sum(one.overdue_days > 0 for one in view.referrals)
        self.add_mode("today", lambda: TodayScreen(view))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables for themes that do not set them, such as the one without colours."""
        return dict.fromkeys(THEMES[0].variables, "ansi_default")

    def get_system_commands(self, screen: Screen[Any]) -> Iterator[SystemCommand]:  # noqa: ARG002
        """None: the palette offers our own actions only."""
        return iter(())

    def places(self, here: str) -> tuple[Place, ...]:
        """The main screens, with how many of their rows want somebody."""
        counts = {"caseload": self.wanting, "referrals": self.overdue}
        return tuple(
            Place(one.shown, one.label, one.id == f"show_{here}", counts.get(one.id.removeprefix("show_"), 0))
            for one in actions_of(EVERYWHERE)
            if one.id.startswith("show_")
        )

    def settle_bookings(self) -> None:
        """Open the bookings that need a patient."""
        from dashboard.screens.bookings import BookingsScreen

        self.push_screen(BookingsScreen())

    def action_command_palette(self) -> None:
        """Every command by name."""
        from dashboard.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def action_help(self) -> None:
        """Every key."""
        from dashboard.screens.panes import Pane, help_lines

        where = self.screen.WHERE if isinstance(self.screen, ClinicScreen) else ""
        self.push_screen(Pane(lambda width: help_lines(where, width, self.why_not)))

    async def go(self, mode: str) -> None:
        """One of the main screens; a chart over this one is left."""
        while len(self.screen_stack) > 1 and isinstance(self.screen, ClinicScreen):
            await self.pop_screen()
        await self.switch_mode(mode)

    async def action_show_today(self) -> None:
        """Today's schedule."""
        await self.go("today")

    async def action_show_caseload(self) -> None:
        """Every open course."""
        await self.go("caseload")

    async def action_show_referrals(self) -> None:
        """Every open referral."""
        await self.go("referrals")

    async def action_show_outcomes(self) -> None:
        """How the courses went."""
        await self.go("outcomes")

    def action_undo(self) -> None:
        """Take back the newest step of this person."""
        self.labour(self.take_back, "write")

    async def take_back(self) -> None:
        """Take it back, read again, and say what it was."""
        try:
            undone = await self.write("undo.undo_last")
        except RecordError as error:
            self.say(str(error), severity="error")
            return
        if isinstance(self.screen, ClinicScreen):
            await self.screen.load()
        self.say(undone.said)

    def action_hours(self) -> None:
        """Opening hours, closed days, absences."""
        from dashboard.screens.hours import HoursScreen

        self.push_screen(HoursScreen())

    async def action_show_calls(self) -> None:
        """Who to call."""
        await self.go("calls")

    def action_hide_names(self) -> None:
        """Initials instead of names, and back."""
        self.turn_names()
        for screen in self.screen_stack:
            if isinstance(screen, ClinicScreen | Answering):
                screen.redraw()

    def action_next_theme(self) -> None:
        """The next of the three themes."""
        if os.environ.get("NO_COLOR"):
            self.say("NO_COLOR is set: there are no colours to choose from.")
            return
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


def run(
    path: Path, clock: Clock, *, protocol: Path | None = None, demo: bool = False, staff_id: int | None = None,
    read_only: bool = False, session: "Session | None" = None,
) -> int:  # fmt: skip
    """Open the dashboard on a record, as the member of staff that signed in, or as whom the system user says.

    `session`: how the record is to know it, where another process started it and writes its end. Raises RecordError
    before the screen changes if the record cannot be opened, and after it where the session was ended from outside.
    """
    record = Record(path, read_only=read_only)
    try:
        staff_id = let_in(record.reader, clock, staff_id)
        app = Acudesk(record, load_protocol(protocol), clock, demo=demo, staff_id=staff_id, read_only=read_only)
        app.protocol_place = None if demo else protocol or places().protocol
        return present(app, None if demo else Presence(path, clock, session))
    finally:
        record.close()


def run_without_record(path: Path, clock: Clock) -> str:
    """Offer the two ways on where there is no record. `created`, `demo`, or empty when the person left."""
    from dashboard.screens.setup import SetUp

    return SetUp(path, clock).run() or ""
