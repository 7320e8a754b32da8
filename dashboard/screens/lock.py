"""Who are you: a blank screen over whatever is open. It locks, it lets another person in, it signs somebody in."""

import os
from collections.abc import Awaitable, Callable, Sequence

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from dashboard.sturdy import SturdyApp
from dashboard.themes import THEMES
from db.errors import RecordError
from db.staff import Member
from widgets.field import Field
from widgets.ink import Line
from widgets.lines import Lines

Try = Callable[[Member, str], Awaitable[str]]
"""Tries a person's PIN; empty when it is right, else why not."""


class LockScreen(ModalScreen[Member | None]):
    """People by name and a line for the PIN. The result is who it is; None for who went back, where one may."""

    BINDINGS = [  # noqa: RUF012 Textual reads it so
        Binding("up", "person(-1)", "before", priority=True), Binding("down,tab", "person(1)", "next", priority=True),
        Binding("escape", "leave", "back"), Binding("ctrl+l", "app.redraw", "draw again"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    LockScreen { align: center middle; background: $background 100%; }
    LockScreen > Vertical { width: 60; max-width: 96%; height: auto; padding: 1 2; border: round $primary; }
    LockScreen Static { height: auto; margin-bottom: 1; }
    LockScreen Field { background: $surface; margin-bottom: 1; }
    LockScreen #trouble { color: $warning; }
    """

    def __init__(
        self, title: str, people: Sequence[Member], attempt: Try, *, first: int | None, stays: bool, leave: str = "back"
    ) -> None:  # fmt: skip
        """`first`: who is in hand to begin with; `stays`: where there is a PIN, escape does nothing; else it does
        what `leave` calls it."""
        super().__init__()
        self.heading, self.people, self.attempt, self.stays = title, tuple(people), attempt, stays
        self.leave = leave
        self.at = next((at for at, one in enumerate(self.people) if one.id == first), 0)
        self.busy = False
        self.answered = False
        """Whether somebody has opened it: it is in front a moment longer."""
        self.warning = ""
        """What is known before a PIN is tried, such as that none can be."""
        self.opens: Callable[[Member | None], None] = lambda _: None
        """Told who opens it before anything beneath can be seen."""

    @property
    def open(self) -> bool:
        """Whether there is no PIN to ask for, so that this only covers what is on the screen."""
        return not self.people

    def compose(self) -> ComposeResult:
        """Who, the PIN, what is wrong, the keys."""
        with Vertical():
            yield Static(self.heading, markup=False)
            yield Static("", id="people", markup=False)
            yield Field(id="pin", password=True, max_length=64, placeholder="" if self.open else "PIN")
            yield Static("", id="trouble", markup=False)
            yield Lines(id="keys")

    def on_mount(self) -> None:
        """The line for the PIN is ready."""
        self.show_people()
        self.query_one("#keys", Lines).show(self._keys())
        self.query_one(Field).focus()
        self.tell(self.warning)
        if self.open:
            self.query_one(Field).max_length = 0
            self.tell("No PIN is set here, so this only covers the screen. `acudesk staff pin` sets one.")

    def _keys(self) -> list[Line]:
        keys = [] if self.open else [("↑ ↓", "who")]
        keys += [("enter", "opens"), ("ctrl+q", "leaves acudesk") if self.stays else ("esc", self.leave)]
        lines: list[Line] = [tuple(span for key, word in keys for span in ((key, "accent!"), (f" {word}   ", "dim")))]
        if self.stays:
            lines.append((("Half written visits, evaluations, letters are kept.", "dim"),))
        return lines

    def show_people(self) -> None:
        """Their names, the one in hand marked."""
        lines = [f"{'▸' if at == self.at else ' '} {one.name}" for at, one in enumerate(self.people)]
        first = max(0, min(self.at - 4, len(lines) - 9))
        self.query_one("#people", Static).update("\n".join(lines[first : first + 9]))

    def action_person(self, by: int) -> None:
        """Another person."""
        if self.people and not self.busy:
            self.at = (self.at + by) % len(self.people)
            self.query_one(Field).value = ""
            self.show_people()

    def action_leave(self) -> None:
        """Back, where one may."""
        if (self.open or not self.stays) and self.is_active:
            self.dismiss(None)

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Try it, once at a time."""
        event.stop()
        if self.busy or not self.is_active:
            return
        if self.open:
            self.dismiss(None)
            return
        if event.value:
            self.busy = True
            self.tell("One moment ...")
            self.run_worker(self._try(self.people[self.at], event.value), exit_on_error=False)

    async def _try(self, one: Member, pin: str) -> None:
        self.query_one(Field).value = ""
        try:
            said = await self.attempt(one, pin)
        except RecordError as error:
            said = str(error)
        except Exception as error:
            # Nobody else would hear of it: the person would wait before a screen that says to wait.
            from dashboard.cli.trouble import record_fault

            said = f"Something went wrong inside acudesk (reference {record_fault(error)[0]}). Try again, or report it."
        finally:
            self.busy = False
        if said:
            self.tell(said)
        elif self.is_active:
            self.dismiss(one)

    def dismiss(self, result: Member | None = None) -> AwaitComplete:
        """Open."""
        self.answered = True
        self.opens(result)
        return super().dismiss(result)

    def tell(self, text: str) -> None:
        """Say it under the PIN."""
        self.query_one("#trouble", Static).update(text)


class SignIn(SturdyApp[int]):
    """What opens for an account that is nobody's on staff. Its result is who signed in; None for nobody."""

    TITLE = "acudesk"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, title: str, people: Sequence[Member], attempt: Try, warning: str = "") -> None:
        super().__init__()
        self.heading, self.people, self.attempt, self.warning = title, people, attempt, warning
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = "ansi-dark" if os.environ.get("NO_COLOR") else THEMES[0].name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, before a theme of ours is looked at and for the one without colours."""
        return dict.fromkeys(THEMES[0].variables, "ansi_default")

    def on_mount(self) -> None:
        """Ask who it is."""
        screen = LockScreen(self.heading, self.people, self.attempt, first=None, stays=False, leave="leaves")
        screen.warning = self.warning
        self.push_screen(screen, lambda one: self.exit(one.id if one is not None else None))
