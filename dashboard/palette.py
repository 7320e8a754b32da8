"""The command palette: the same actions, by name."""

from typing import TYPE_CHECKING, Any, cast

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.widgets import Input

from dashboard.actions import Action, actions_of
from dashboard.screens.base import ClinicScreen

if TYPE_CHECKING:
    from dashboard.app import Acudesk


class ActionProvider(Provider):
    """Offers what can be done on the screen below."""

    @property
    def _actions(self) -> tuple[Action, ...]:
        where = self.screen.WHERE if isinstance(self.screen, ClinicScreen) else ""
        may_do = cast("Acudesk", self.app).may_do
        return tuple(one for one in actions_of(where) if one.id not in ("command_palette", "back") and may_do(one))

    def _runner(self, action: Action) -> str:
        return f"screen.{action.id}" if hasattr(self.screen, f"action_{action.id}") else f"app.{action.id}"

    async def _run(self, action: Action) -> None:
        await self.app.run_action(self._runner(action))

    @staticmethod
    def _told(action: Action) -> str:
        """With the word of the key bar, by which it is looked for, before the sentence of the help."""
        return f"{action.label}: {action.help}  ({action.shown})"

    async def discover(self) -> Hits:
        """Everything, before anything is typed."""
        for action in self._actions:
            text = self._told(action)
            yield DiscoveryHit(Content(text), lambda one=action: self._run(one), text=text)

    async def search(self, query: str) -> Hits:
        """What matches."""
        matcher = self.matcher(query)
        for action in self._actions:
            text = self._told(action)
            score = matcher.match(text)
            if score > 0:
                yield Hit(score, matcher.highlight(text), lambda one=action: self._run(one), text=text)


class Palette(CommandPalette):
    """Textual's own, whose field would take a megabyte of paste and be busy with it for minutes.

    Without colours the line in hand is underlined and the cursor turned round.
    """

    DEFAULT_CSS = """
    Palette SearchIcon { display: none; }
    Palette CommandInput > .input--placeholder { color: $text-dim; }
    Palette:nocolor CommandInput > .input--cursor { text-style: reverse; }
    Palette:nocolor CommandList > .option-list--option-highlighted { text-style: bold underline; }
    """

    def __init__(self, **how: Any) -> None:
        super().__init__(placeholder="(what you want to do; ↑ ↓ choose, enter does it, esc back)", **how)

    def on_mount(self) -> None:
        """As long as a command's name may be."""
        self.query_one(Input).max_length = 80
