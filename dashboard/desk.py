"""What every screen asks of the app: the clock, the record, a word to the person; and the looking out for changes."""

import asyncio
import gc
import os
from collections.abc import Callable, Coroutine
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from textual.css.query import NoMatches
from textual.dom import DOMNode

from care.chart import Emergency
from care.patient import initials
from care.protocol import Protocol
from dashboard.clock import Clock, awake_or_not
from dashboard.keys_in_order import InOrder
from dashboard.person import admitted
from dashboard.presence import Presence
from dashboard.reading import attention_count, read_caseload, read_emergencies, read_referrals
from dashboard.record import Record
from dashboard.screens.base import ClinicScreen
from db.errors import NotAllowed, RecordError, Refused, shown
from db.reader import Reader
from widgets.ink import drawable

if TYPE_CHECKING:
    from db.emergencies import Emergency as ReadInNeed

P = ParamSpec("P")
T = TypeVar("T")
Unread = tuple[object, Callable[[Reader], Any]]
"""A function that reads, and the question it could not answer."""

WARM_AFTER = 2.0
"""Seconds after the first picture in which the write path is brought in, so that the first write is as quick as any."""

SHEETS = "ACUDESK_DAYSHEETS"
"""The environment's name of a folder into which the day is written again and again."""

SHEETS_EVERY = 900.0
"""Seconds between two writings of the day."""

PATIENCE = 3.0
"""Seconds after which a write that is not done yet is told of."""

WAITING = "The record is busy. Still waiting to write; nothing is lost."

_LOOKING = frozenset({"seen.note", "pins.told"})
"""What a session that only looks writes: what was read, and that it was locked or left."""

TROUBLE = "▲ trouble, see below"
"""What the top line says of it."""

JUMP = 60
"""Seconds by which the clock must have been set, forward or back, for the end of the log to be looked at anew."""

POLL = 1.0
"""Seconds between looks at the clock and at what other sessions have written."""


class Desk(InOrder[int]):
    """An open record and a clock. Screens reach the record through this and nothing else."""

    def __init__(
        self, record: Record, protocol: Protocol, clock: Clock, *, demo: bool = False, staff_id: int | None = None,
        read_only: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        self.record, self.protocol, self.clock, self.demo = record, protocol, clock, demo
        self.clinic = record.clinic
        self.names_hidden = False
        self.trouble = self.backup_note = self.unnoted = ""
        self._unread: Unread | None = None
        """The question that could not be answered, while there is trouble with the record."""
        self.wanting = self.overdue = 0
        self.emergencies: tuple[Emergency, ...] = ()
        self.read_in_need: tuple[ReadInNeed, ...] = ()
        """Who read in an emergency since this owner was in before; until they look at the audit log."""
        self.came_utc = clock.now_utc()
        self._minute, self._day = -1, self.today
        self._ahead = clock.now_utc() - awake_or_not()
        """The clock, by how long the machine is up: it moves when somebody sets the clock."""
        self.actor = admitted(record.reader, clock.now_utc(), staff_id)
        record.now_utc = clock.now_utc
        self.read_only = read_only or bool(record.looking)
        """Whether this session only looks: every write is refused, and the reading is noted where it can be."""
        self.ended_by: RecordError | None = None
        """Why the session could not go on, where it ended by itself."""
        self.presence: Presence | None = None
        """How the record knows that this session is there; None where nobody is to know, as in the demonstration."""

    @property
    def today(self) -> date:
        """The clinic's local date."""
        return self.clock.today(self.clinic.timezone)

    @property
    def minute(self) -> int:
        """Minutes after the clinic's midnight."""
        return self.clock.minute(self.clinic.timezone)

    @property
    def note(self) -> str:
        """What the top line says beside the time: trouble before anything else."""
        looks = "read only" if self.read_only else ""
        said = (looks, TROUBLE if self.told_trouble else self.unnoted or self.backup_note)
        return " · ".join(filter(None, said))

    @property
    def told_trouble(self) -> str:
        """What is wrong with the record now, for under the top line; empty where nothing is."""
        # The whole path is told where there is room for it: here the sentence after it matters.
        text = self.trouble or self.record.restored
        return text.replace(shown(self.record.path), shown(self.record.path.name))

    def on_mount(self) -> None:
        """Start to listen; count the caseload once the first picture is up."""
        self.set_interval(POLL, self._look)
        self.call_after_refresh(self._settled)

    def _settled(self) -> None:
        """The first picture is up: what is there stays, and the rest of the work may begin."""
        gc.freeze()
        gc.enable()
        self.recount()
        if self.presence is not None:
            self.presence.watch(self)
        if not self.record.looking:
            self.set_timer(WARM_AFTER, self.record.warm)
        if not self.demo:
            self.labour(self._look_after, "safety")
        if os.environ.get(SHEETS):
            self.print_day()
            self.set_interval(SHEETS_EVERY, self.print_day)

    async def _look_after(self) -> None:
        """Is the end of the log where it was last seen, is the clock after it, and how old is the last backup?"""
        from dashboard.safety import look_after

        found = await self.ask(look_after, self.record.path, self.clock.now_utc())
        if found is None:
            return
        before = self.backup_note
        self.backup_note, lost = found
        if lost:
            self.say(lost, severity="error")
        if self.backup_note != before and isinstance(self.screen, ClinicScreen):
            self.screen.draw_frame()

    def print_day(self) -> None:
        """Write today's and tomorrow's sheet where the clinic can read them when the machine is all it has left."""
        self.labour(self._print_day, "sheets")

    async def _print_day(self) -> None:
        from dashboard.daysheet.files import write_day_sheets

        def write(reader: Reader) -> None:
            folder = Path(os.environ[SHEETS]).expanduser()
            write_day_sheets(folder, reader, self.protocol, self.clock.now_utc())

        await self.record.ask(write)

    async def ask(self, question: Callable[Concatenate[Reader, P], T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """Ask the record; on trouble say it under the top line, keep what is shown, and answer None."""
        try:
            answer = await self.record.ask(question, *args, **kwargs)
        except NotAllowed as refused:
            self.say(str(refused), severity="warning")
            self.labour(partial(self.record.tell_denied, self.actor, self.clock.now_utc(), refused), "denied")
            return None
        except Refused as refused:
            self.say(str(refused), severity="warning")
            return None
        except RecordError as error:
            self._tell_trouble(str(error), (question, lambda reader: question(reader, *args, **kwargs)))
            return None
        if self._unread is not None and self._unread[0] is question:
            self._tell_trouble("")
        return answer

    async def _read_again(self) -> bool:
        """Whether what could not be read can be by now: that another page can is no sign that the trouble is over."""
        try:
            await self.record.ask(Reader.data_version if self._unread is None else self._unread[1])
        except (NotAllowed, Refused):
            pass
        except RecordError as error:
            self._tell_trouble(str(error), self._unread)
            return False
        self._tell_trouble("")
        return True

    async def write(self, what: str, *args: Any, **kwargs: Any) -> Any:
        """Run a function of `db.writes` as this session's person. Raises what it raises; the screen decides.

        What takes long is waiting for another program's write, and says so: a key that does nothing looks lost.
        """
        if self.record.looking:
            if what in _LOOKING:
                return None  # that nobody is told stands on every screen
            from dashboard.only_looks import refusal

            raise refusal(self.record.reader.only_looks)
        if self.read_only and what not in _LOOKING:
            raise NotAllowed("This session only looks. Nothing was changed.")
        waiting = asyncio.get_running_loop().call_later(PATIENCE, self.say, WAITING)
        try:
            return await self.record.write(what, self.actor, self.clock.now_utc(), *args, **kwargs)
        finally:
            waiting.cancel()

    def note_seen(self, what: str, patient_id: int | None = None, **counts: int) -> None:
        """Tell the audit log that something was read or printed, beside the screen: reading waits for nothing."""
        self.labour(partial(self._note_seen, what, patient_id, counts), "seen")

    async def _note_seen(self, what: str, patient_id: int | None, counts: dict[str, int]) -> None:
        try:
            await self.write("seen.note", what, patient_id, **counts)
        except RecordError as error:
            unnoted = "reading not logged"
            if not self.unnoted:
                self.say(f"What is read is not in the audit log now. {error}", severity="warning")
        else:
            unnoted = ""
        if unnoted != self.unnoted:
            self.unnoted = unnoted
            if isinstance(self.screen, ClinicScreen):
                self.screen.draw_frame()

    def _tell_trouble(self, text: str, unread: Unread | None = None) -> None:
        self._unread = unread
        if text != self.trouble:
            self.trouble = text
            if isinstance(self.screen, ClinicScreen):
                self.screen.draw_frame()
            elif text:
                self.say(text, severity="error")

    def say(self, text: str, *, severity: str = "information", undo: bool = False) -> None:
        """One sentence in place of the key bar, or in the corner where that is too short; data, never markup."""
        ink = {"information": "text", "warning": "warn", "error": "bad"}[severity]
        if isinstance(self.screen, ClinicScreen) and self.screen.say(text, ink, undo=undo):
            return
        self.notify(drawable(text), severity=severity, markup=False)  # type: ignore[arg-type]

    def labour(
        self,
        work: Callable[[], Coroutine[Any, Any, None]],
        group: str,
        *,
        exclusive: bool = False,
        of: DOMNode | None = None,
    ) -> None:
        """Run work beside the screen. A refusal is said in its words, a fault with a reference; neither ends the app.

        `exclusive`: newer work of the same group replaces it, which only reading may be. `of`: whose work it is; it
        ends with it.
        """

        async def guarded() -> None:
            try:
                await work()
            except RecordError as error:
                self.say(str(error), severity="error")
            except OSError as error:
                from db.disks import cannot_write

                place = Path(error.filename or self.record.path.parent)
                self.say(str(cannot_write(error, place, "What was saved before is kept.")), severity="error")
            except Exception as error:
                # At the end the screen is taken down under whatever still works.
                if self.is_running:
                    self.fault(error)

        # Textual types the work as a coroutine that is never sent anything, which no `async def` is.
        (of or self).run_worker(guarded, exclusive=exclusive, group=group, exit_on_error=False)  # type: ignore[arg-type]

    def fault(self, error: Exception) -> None:
        """A fault of the program in one piece of work: a reference for the person, the places in the code for the log.

        The screen stays, with what was typed.
        """
        from dashboard.cli.trouble import record_fault

        reference, _ = record_fault(error)
        self.say(
            f"Something went wrong inside acudesk (reference {reference}). What was saved before is kept. Report it.",
            severity="error",
        )

    def keys_let_go(self, count: int) -> None:
        """Say that what was still being typed in was stopped."""
        which = "1 key that was still waiting was" if count == 1 else f"{count} keys that were still waiting were"
        self.say(f"Stopped: {which} let go.", severity="warning")

    def name_of(self, name: str) -> str:
        """A name as the screen may show it now, as wide in a window's title as in a list."""
        return initials(name) if self.names_hidden else drawable(name)

    def action_suspend(self) -> None:
        """Back to the shell, where there is one."""
        if os.getpgrp() == os.getsid(0):
            self.say("There is no shell behind this session.")
        else:
            super().action_suspend()

    async def action_who_here(self) -> None:
        """Who else is in."""
        from dashboard.screens.here import show_who_is_here

        await show_who_is_here(self)

    async def _look(self) -> None:
        """Has another session written, has a minute passed? Silent when neither."""
        # While the program is taken down there may be no screen at all.
        screen = self.screen if self.screen_stack else None
        if getattr(screen, "READS", "see") != "see":
            # What stands in such a window is theirs only as long as the record says so.
            await self.ask(Reader.data_version)
            await self.follow_role()
        if not isinstance(screen, ClinicScreen) or not self._here(screen):
            return
        try:
            changed = await self.ask_changed()
            await self.follow_role()
            if not self._here(screen):
                return  # it was not theirs to see any more
            if changed:
                await screen.load()
                self.recount()
                if (self.record.looking or self.record.restored) and self._here(screen):
                    screen.draw_frame()  # it tells as of when it is
            elif self.trouble and await self._read_again():
                await screen.load()
            self._watch_clock()
            # A machine that was asleep may wake at the same minute of another day.
            if self._here(screen) and (self.minute, self.today) != (self._minute, self._day):
                self._minute, self._day = self.minute, self.today
                screen.tick()
        except NoMatches:
            # It was taken down while the record was asked.
            if self._here(screen):
                raise

    def _watch_clock(self) -> None:
        """Look after the log, the clock and the backups anew when the clock was set, and each day."""
        ahead = self.clock.now_utc() - awake_or_not()
        if not self.demo and (abs(ahead - self._ahead) > JUMP or self.today != self._day):
            self.labour(self._look_after, "safety")
        self._ahead = ahead

    def may(self, right: str) -> bool:
        """Whether this person has a right of `care.rights`, in this session."""
        return self.record.reader.may(right)

    def refuses(self, right: str, label: str) -> bool:  # noqa: ARG002 for `dashboard.allowed`, which tells why
        """Whether they may not do what a key is called; they have been told who may then, and so has the log."""
        return not self.may(right)

    async def follow_role(self) -> None:
        """What is shown follows whoever has been given, or lost, a role since it was drawn."""

    def _here(self, screen: ClinicScreen) -> bool:
        """Whether a screen is the one in front, built, and neither it nor the program is being taken down."""
        return self.is_running and self.screen_stack[-1:] == [screen] and bool(screen.children)

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
        referrals = await self.ask(read_referrals, self.today, self.protocol)
        flags = await self.ask(read_emergencies, self.today)
        if caseload is None or referrals is None or flags is None:
            return
        counts = (attention_count(caseload), sum(one.overdue_days > 0 for one in referrals), flags)
        if counts != (self.wanting, self.overdue, self.emergencies):
            self.wanting, self.overdue, self.emergencies = counts
            if isinstance(self.screen, ClinicScreen):
                self.screen.draw_frame()
