"""Who may do what, at the keys: told before a window opens; and the screen follows a role that is changed meanwhile.

What is written and read is asked of the record all the same, at the moment it is done (`db.access`).
"""

import asyncio
from collections.abc import Collection
from functools import partial
from typing import Any

from care.rights import LOOKING, who_may
from dashboard.actions import Action, action_named, actions_of
from dashboard.modes import MODES
from dashboard.referring import Referring
from dashboard.screens.base import ClinicScreen
from dashboard.screens.sheet import Answering
from dashboard.screens.today import TodayScreen
from db.errors import NotAllowed

ONLY_LOOKS = "This session only looks. Nothing was changed."


class Allowed(Referring):
    """Refuses at the key, in one sentence, what the person or a session that only looks may not do."""

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        self._shown_to = self.record.reader.standing
        """By whose rights the screens were drawn."""

    def may(self, right: str) -> bool:
        """Whether this person may, in this session."""
        return (right in LOOKING or not self.read_only) and self.record.reader.may(right)

    def may_do(self, action: Action) -> bool:
        """Whether the key bar and the palette offer an action."""
        return self.may(action.right)

    def why_not(self, action: Action) -> str:
        """Whose an action is that is not this person's, or that this session does not write; empty where it is."""
        if not self.record.reader.may(action.right):
            return f"For {who_may(action.right)}"
        return "" if self.may_do(action) else "Not in a session that only looks"

    def offered(self, where: str, names: Collection[str]) -> frozenset[str]:
        """Which of a screen's actions are this person's."""
        return frozenset(one.id for one in actions_of(where) if one.id in names and self.may_do(one))

    def refuses(self, right: str, label: str) -> bool:
        """Whether they may not; they have been told who may then, and so has the log."""
        if self.may(right):
            return False
        if self.read_only and right not in LOOKING:
            why = self.record.reader.only_looks
            self.say(f"Only to look: {why}. Nothing was saved." if why else ONLY_LOOKS, severity="warning")
            return True
        nothing = "Nothing was shown." if right in LOOKING else "Nothing was changed."
        refused = NotAllowed(f"“{label}” is for {who_may(right)}. {nothing}", right)
        self.say(str(refused), severity="warning")
        self.labour(partial(self.record.tell_denied, self.actor, self.clock.now_utc(), refused), "denied")
        return True

    async def run_action(self, action: Any, *args: Any, **how: Any) -> bool:
        """Say at once, rather than after a form was filled in, that something is not for this person."""
        name = action if isinstance(action, str) else action[1]
        name = name.partition("(")[0].rpartition(".")[2]
        if isinstance(self.screen, ClinicScreen):
            meant = action_named(self.screen.WHERE, name)
            if meant is not None and self.refuses(meant.right, meant.label):
                return True
        return await super().run_action(action, *args, **how)

    async def follow_role(self) -> None:
        """Draw by the rights they have now; away from a screen they may not see any more."""
        now = self.record.reader.standing
        if now == self._shown_to or now is None or not now.may("see"):
            return  # who works here no more is shown out (`Presence`)
        await self.close_what_is_kept()
        if isinstance(self.screen, ClinicScreen):
            # Beneath an open window it waits until that is closed.
            self._shown_to = now
            await self.leave_what_is_kept()
            await self._forget_the_others()
        for screen in self.screen_stack:
            if isinstance(screen, ClinicScreen):
                await screen.load()
                screen.redraw()

    async def _forget_the_others(self) -> None:
        """Main screens that are not in front would show what they showed before until they had read anew."""
        for mode in [one for one in self._screen_stacks if one != self.current_mode and one in self._modes]:
            await self.remove_mode(mode)
            self.add_mode(mode, MODES.get(mode, TodayScreen))

    async def close_what_is_kept(self) -> None:
        """Close the window in front, or right beneath a lock, that shows what is not this person's to read any more."""
        for _ in range(8):
            window = next(
                (one for one in reversed(self.screen_stack) if isinstance(one, Answering | ClinicScreen)), None
            )
            if not isinstance(window, Answering) or self.may(window.READS):
                return
            window.dismiss(None)
            await asyncio.sleep(0.05)

    async def leave_what_is_kept(self) -> None:
        """Away from a screen that is not this person's any more, and from what stands over it."""
        kept = (
            at for at, one in enumerate(self.screen_stack)
            if isinstance(one, ClinicScreen) and not self.may(one.RIGHT)
        )  # fmt: skip
        first = next(kept, None)
        if first is None:
            return
        while len(self.screen_stack) > max(1, first):
            await self.pop_screen()
        if first == 0:
            await self.switch_mode("today")
