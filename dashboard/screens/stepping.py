"""A screen with a referral in hand: its next steps are keys, one each, the same in the list and in full."""

from functools import partial

from textual import events
from textual.widgets import Input

from care.loop import LoopStep, steps_for
from care.referral import Referral
from care.rights import right_for
from dashboard.screens.base import ClinicScreen
from widgets.key_bar import Hint


def right_of(step: LoopStep) -> str:
    """The right a step needs, as the audit entry of it does."""
    return right_for(step.state, "referral") or "refer"


class Stepping(ClinicScreen):
    """Subclasses say which referral is in hand (`referral`), and the states it has been in (`way`)."""

    @property
    def referral(self) -> Referral | None:
        """The referral the keys act on."""
        return None

    @property
    def way(self) -> tuple[str, ...]:
        """The states it has been in, oldest first."""
        one = self.referral
        return (one.status,) if one is not None else ()

    def on_key(self, event: events.Key) -> None:
        """A letter of the steps that may follow; a capital one asks for the day and a note."""
        typed, one = event.character or "", self.referral
        if one is None or isinstance(self.focused, Input) or not typed.isalpha():
            return
        step = self.desk.step_of(one, typed)
        if step is not None:
            event.stop()
            event.prevent_default()
            if self.desk.refuses(right_of(step), step.verb):
                return
            self.desk.flow(partial(self.desk.take_step, one, step, asking=typed.isupper()))

    def hints(self) -> tuple[Hint, ...]:
        """The steps of the referral in hand come first."""
        others, one = super().hints(), self.referral
        if one is None:
            return others
        own = tuple(Hint(step.key, step.verb) for step in steps_for(one.status) if self.desk.may(right_of(step)))
        taken = {hint.key for hint in own}
        return (*own, *(hint for hint in others if hint.key not in taken))

    def action_call(self) -> None:
        """Note a call."""
        if (one := self.referral) is not None:
            self.desk.flow(self.desk.note_call, one)

    def action_snooze(self) -> None:
        """Put it off, or take it up again."""
        if (one := self.referral) is not None:
            self.desk.flow(self.desk.snooze, one)

    def action_edit(self) -> None:
        """Change what it says."""
        if (one := self.referral) is not None:
            self.desk.flow(self.desk.edit_referral, one)

    def action_review(self) -> None:
        """The report was read."""
        if (one := self.referral) is not None:
            self.desk.flow(self.desk.change_referral, "referrals.review", one)

    def action_put_back(self) -> None:
        """Back to a state before, as a correction."""
        if (one := self.referral) is not None:
            self.desk.flow(self.desk.put_referral_back, one, self.way)

    def action_letter(self) -> None:
        """The letter."""
        if (one := self.referral) is not None:
            self.desk.flow(self.desk.letter, one)

    def action_attach(self) -> None:
        """Keep a file with it."""
        if (one := self.referral) is not None:
            self.desk.flow(self.desk.attach, one)
