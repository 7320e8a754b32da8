"""Who sits here, kept true: locking after ten minutes, leaving after thirty, another person, an emergency."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import Screen
from textual.widget import AwaitMount

from dashboard.allowed import Allowed
from dashboard.clock import awake_or_not
from dashboard.person import admitted
from dashboard.screens.base import ClinicScreen
from db.audit import Actor
from db.errors import NotAllowed, ReadOnlyRecord, RecordBusy, RecordError
from db.opening import may_write
from db.reader import Reader
from db.staff import Member, members
from widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from dashboard.screens.lock import LockScreen
    from db.emergencies import Emergency as ReadInNeed

LOCK_AFTER, LEAVE_AFTER = 600.0, 1800.0
"""Seconds without a key, the mouse or a paste."""

SEATINGS = 4
"""Times that a busy record is asked who somebody is, half a second longer apart each."""

LAST_WORD = 3.0
"""Seconds that telling the log of leaving may take."""

LOOK = 5.0
"""Seconds between looks at how long nobody was here; nothing is drawn for it."""


class Locking(Allowed):
    """Locks itself over whatever is open, and comes back to it with everything that was typed."""

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        self.elapsed: Callable[[], float] = awake_or_not
        self.touched = self.elapsed()
        self.locked = False
        self._cover: LockScreen | None = None
        self._seating = False
        """Whether somebody else takes over just now: keys are neither theirs yet nor of the one before any more."""

    async def on_event(self, event: events.Event) -> None:
        """Somebody is here."""
        if isinstance(event, events.Key | events.Paste | events.MouseEvent):
            await self.look_at_idle()
            if self.is_running:
                self.touched = self.elapsed()
            if self._seating:
                return
        await super().on_event(event)

    @property
    def emergency_until(self) -> int | None:
        """Until when this person reads more in an emergency, in UTC seconds; None where they do not."""
        standing = self.record.reader.standing
        until = None if standing is None else standing.emergency_until
        return until if until is not None and self.clock.now_utc() < until else None

    async def tell_emergencies(self) -> None:
        """Tell an owner who just came in of whoever read in an emergency since they were in before."""
        from db.emergencies import emergencies_for_owner

        found = await self.ask(emergencies_for_owner, self.actor.staff_id, self.came_utc)
        if found is not None:
            self.emergencies_told(found)

    def emergencies_told(self, left: "tuple[ReadInNeed, ...]" = ()) -> None:
        """Which of them stand under the top line from now on; none once the owner has looked at the audit log."""
        if left != self.read_in_need:
            self.read_in_need = left
            if isinstance(self.screen, ClinicScreen):
                self.screen.draw_frame()

    def _settled(self) -> None:
        super()._settled()
        if not self.demo:
            self.labour(self.tell_emergencies, "emergencies")

    def turn_names(self) -> None:
        """Hide names or show them, and say no more what was said, which may name somebody."""
        self.names_hidden = not self.names_hidden
        self.clear_notifications()
        for screen in self.screen_stack:
            for bar in screen.query(KeyBar):
                bar.quiet()

    def on_mount(self) -> None:
        """Begin to look; Textual calls the other classes' own."""
        self.set_interval(LOOK, self.look_at_idle)

    async def look_at_idle(self) -> None:
        """Lock or leave when it is time; end what was given for a while. A key after a long sleep finds it locked."""
        idle = self.elapsed() - self.touched
        if idle >= LEAVE_AFTER and not self.demo:
            # Work beside the screen would end with it, untold; a record that is busy for long keeps nobody here.
            with suppress(RecordError, TimeoutError):
                async with asyncio.timeout(LAST_WORD):
                    await self.write("pins.told", "left_idle")
            self.exit()
        elif idle >= LOCK_AFTER and not self.demo:
            await self.lock()
        standing = self.record.reader.standing
        until = None if standing is None else standing.emergency_until
        if until is not None and self.clock.now_utc() >= until:
            self.labour(self._seat_anew, "seat")

    async def _seat_anew(self) -> None:
        await self._reseat()

    async def action_lock(self) -> None:
        """Lock at once."""
        await self.lock()

    async def lock(self) -> None:
        """Cover everything; the PIN opens it again."""
        if self.locked:
            return
        from dashboard.screens.lock import LockScreen

        self.locked = True
        self.clear_notifications()
        people = await self._people()
        if people is None and self.actor.staff_id is not None:
            # What cannot be asked now must not be a reason to open to anybody.
            people = (Member(self.actor.staff_id, None, self.actor.name, "", True, None, True, 0),)
        people = people if people and any(one.id == self.actor.staff_id for one in people) else ()
        title = f"{self.clinic.name}: locked"
        screen = LockScreen(title, people, self._attempt("unlocked"), first=self.actor.staff_id, stays=True)
        if people:
            screen.warning = self._no_pin()
        screen.opens = self._cover_for
        # The key that found it locked is for the cover, and waits for it.
        self.hold()
        self.push_screen(screen, self._unlocked)
        self._cover = screen
        # What was on its way to the corner when it locked goes, too.
        self.call_later(self.clear_notifications)
        self.labour(lambda: self.write("pins.told", "locked"), "lock")

    @property
    def _covered(self) -> bool:
        """Whether the cover is in front and nobody has opened it."""
        return self._cover is not None and self._cover.is_active and not self._cover.answered

    def push_screen(self, screen: Any, *args: Any, **more: Any) -> Any:
        """Open a window; what was on its way when it locked opens beneath the cover."""
        covered = self._covered
        pushed = super().push_screen(screen, *args, **more)
        if covered:
            self.screen.post_message(events.ScreenSuspend())
            self._screen_stack[-2:] = reversed(self._screen_stack[-2:])
        return pushed

    def pop_screen(self) -> AwaitComplete:
        """Close the window in front; one that is done beneath the cover goes, and the cover stays."""
        if not self._covered:
            return super().pop_screen()
        cover = self._screen_stack.pop()
        try:
            return super().pop_screen()
        finally:
            self.screen.post_message(events.ScreenSuspend())
            self._screen_stack.append(cover)

    def switch_mode(self, mode: str) -> AwaitMount:
        """Another main screen; not from beneath the cover, which would stay behind."""
        return AwaitMount(self.screen, []) if self._covered else super().switch_mode(mode)

    def works_beneath(self, screen: Screen[Any]) -> bool:
        """Whether a screen is the one right beneath the cover: what it began goes on, and may close it."""
        return self._covered and self.screen_stack[-2] is screen

    def _unlocked(self, one: Member | None) -> None:
        self.locked, self._cover = False, None
        self.touched = self.elapsed()
        if one is None:
            self.labour(lambda: self.write("pins.told", "uncovered"), "lock")
        elif one.id != self.actor.staff_id:
            self.labour(partial(self.become, one.id), "seat")

    def action_switch_person(self) -> None:
        """Another person at the same screen."""
        self.flow(self._switch)

    async def _switch(self) -> None:
        from dashboard.screens.lock import LockScreen

        people = await self._people()
        if not people:
            self.say("Nobody has a PIN yet: `acudesk staff pin` sets one.")
            return
        if self._no_pin():
            from dashboard.only_looks import NO_PIN

            self.say(NO_PIN, severity="warning")
            return
        others = [one for one in people if one.id != self.actor.staff_id]
        first = others[0].id if others else None
        title = f"{self.actor.name} is here. Who are you?"
        screen = LockScreen(title, people, self._attempt("switched"), first=first, stays=False)
        screen.opens = self._cover_for
        one = await self.push_screen_wait(screen)
        if one is not None:
            await self.become(one.id)

    def action_emergency(self) -> None:
        """Read what is kept from one's role, for a reason; and give that up again."""
        self.flow(self._emergency if self.emergency_until is None else self._end_emergency)

    async def _end_emergency(self) -> None:
        said = await self.write("emergency.end")
        await self._reseat()
        self.say(said)

    async def _emergency(self) -> None:
        if self.record.reader.may("see_clinical"):
            self.say("Nothing is kept from you now.")
            return
        lines = [("reason", "Why, for the owner to read", "fainted in room 2, allergies?", "")]
        said = await self.insist_lines(
            "Read in an emergency, for an hour", lines, (), lambda typed: self.write("emergency.begin", typed["reason"])
        )
        if said is not None:
            await self._reseat()
            self.say(said)

    def _cover_for(self, one: Member | None) -> None:
        """Show nothing, and take no key, until who sits here now is who is shown to: see `become`."""
        if one is not None and one.id != self.actor.staff_id:
            self._seating = True
            self._show(self.screen_stack[:-1], shown=False)

    def _show(self, screens: Sequence[Screen[Any]], *, shown: bool) -> None:
        # What is in them; a screen that is not visible itself draws nothing over what stood there.
        for screen in screens:
            for part in screen.children:
                part.visible = shown

    async def become(self, staff_id: int) -> None:
        """Somebody else sits here: forms of the one before are closed, half typed ones kept as their drafts."""
        try:
            await self._become(staff_id)
        finally:
            self._seating = False
            if self.ended_by is None:
                self._show(self.screen_stack, shown=True)
        if self.ended_by is None:
            self.say(f"{self.actor.name} is here.")

    async def _become(self, staff_id: int) -> None:
        self.read_in_need = ()
        for _ in range(8):
            if isinstance(self.screen, ClinicScreen):
                break
            self.screen.dismiss(None)
            await asyncio.sleep(0.05)
        self.came_utc = self.clock.now_utc()
        if not await self._reseat(staff_id):
            return
        if self.presence is not None:
            self.presence.look(self)
        await self.tell_emergencies()

    async def _reseat(self, staff_id: int | None = None) -> bool:
        """Read the role anew, or that of somebody else, and everything that is shown by it; False where it ends here.

        A record that cannot say who somebody is shows nobody anything; a refusal and trouble with it end differently.
        """
        staff_id = self.actor.staff_id if staff_id is None else staff_id
        for attempt in range(SEATINGS):
            try:
                self.actor = await self.record.ask(_seat, staff_id, self.clock.now_utc())
            except NotAllowed as refused:
                with suppress(RecordError):
                    await self.record.tell_denied(self.actor, self.clock.now_utc(), refused)
                self.ended_by = refused
                break
            except RecordBusy as error:
                self.ended_by = error
                await asyncio.sleep(0.5 * attempt)
            except RecordError as error:
                self.ended_by = error
                break
            else:
                self.ended_by = None
                await self.follow_role()
                return True
        self.exit(return_code=getattr(self.ended_by, "exit_code", 1))
        return False

    def _attempt(self, what: str) -> Callable[[Member, str], Any]:
        async def attempt(one: Member, pin: str) -> str:
            mine = Actor(one.id, one.name)
            try:
                said: str = await self.record.write("pins.try_pin", mine, self.clock.now_utc(), pin, what)
            except ReadOnlyRecord as error:
                return self._no_pin() or str(error)
            return said

        return attempt

    def _no_pin(self) -> str:
        """Why no PIN can be tried now; empty where one can."""
        if not self.record.looking or may_write(self.record.path):
            return ""
        from dashboard.only_looks import LEAVE_INSTEAD

        return LEAVE_INSTEAD

    async def _people(self) -> tuple[Member, ...] | None:
        """Who has a PIN; None where the record cannot say so now."""
        try:
            return tuple(one for one in await self.record.ask(members) if one.has_pin)
        except RecordError:
            return None

    def notify(self, *args: Any, **how: Any) -> None:
        """Nothing in the corner of a locked screen."""
        if not self.locked:
            super().notify(*args, **how)

    def copy_to_clipboard(self, text: str) -> None:
        """Nothing leaves a locked screen."""
        if not self.locked:
            super().copy_to_clipboard(text)


def _seat(reader: Reader, staff_id: int | None, now_utc: int) -> Actor:
    return admitted(reader, now_utc, staff_id)
