"""What opens when there is no record yet: set up this clinic, or look at the demo."""

import os
from pathlib import Path

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Input, Static

from dashboard.clock import Clock, machine_zone
from dashboard.person import system_user
from dashboard.screens.sheet import Answering
from dashboard.sturdy import SturdyApp
from dashboard.themes import THEMES
from db.create import init
from db.errors import RecordError
from db.localtime import zone_of
from widgets.field import Field


class WelcomeScreen(Screen[str]):
    """Says that there is no record, and offers the two ways on."""

    BINDINGS = [("s", "set_up", "set up"), ("d", "demo", "demo"), ("ctrl+q,q,escape", "leave", "leave")]  # noqa: RUF012
    DEFAULT_CSS = """
    WelcomeScreen { align: center middle; }
    WelcomeScreen > Vertical {
        width: 74; max-width: 96%; height: auto; padding: 1 2; border: round $primary; background: $surface;
    }
    WelcomeScreen Static { height: auto; margin-bottom: 1; }
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def compose(self) -> ComposeResult:
        """Two sentences, two keys."""
        with Vertical():
            yield Static("There is no clinic record here yet.", markup=False)
            yield Static(f"acudesk looked for {self.path}. Nothing was created.", markup=False)
            yield Static(
                "s   set up this clinic\nd   look at the demo clinic, made up for today\nq   leave", markup=False
            )

    def action_set_up(self) -> None:
        """The form."""
        self.app.push_screen(SetUpScreen(self.path))

    def action_demo(self) -> None:
        """The made-up clinic."""
        self.app.exit("demo")

    def action_leave(self) -> None:
        """Nothing was made, nothing is kept."""
        self.app.exit("")


class SetUpScreen(Answering[None]):
    """Three fields: the clinic, its time zone, its owner."""

    BINDINGS = [("escape", "back", "back"), ("ctrl+q", "app.quit", "leave")]  # noqa: RUF012
    DEFAULT_CSS = """
    SetUpScreen { align: center middle; }
    SetUpScreen > Vertical {
        width: 74; max-width: 96%; height: auto; padding: 1 2; border: round $primary; background: $surface;
    }
    SetUpScreen Input { margin-bottom: 1; background: $background; }
    SetUpScreen Static { height: auto; }
    SetUpScreen #trouble { color: $error; margin-bottom: 1; }
    SetUpScreen #keys { color: $text-dim; }
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def compose(self) -> ComposeResult:
        """The fields; enter goes to the next one and from the last one creates."""
        with Vertical():
            yield Static("Name of the clinic", markup=False)
            yield Field(id="name", max_length=120)
            yield Static("Time zone", markup=False)
            yield Field(machine_zone() or "", id="zone", placeholder="for example America/Los_Angeles", max_length=80)
            yield Static("Your name; you will be its owner", markup=False)
            yield Field(id="owner", max_length=120)
            yield Static("", id="trouble", markup=False)
            yield Static("tab next field · enter create · esc back", id="keys", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter on an empty later field moves there first; with all three filled it creates."""
        for box in self.query(Input):
            if not box.value.strip():
                box.focus()
                if box is event.input:
                    self.tell("This field is still empty.")
                return
        self.create()

    def create(self) -> None:
        """Create the record; what was typed stays if it cannot be."""
        values = {box.id: box.value for box in self.query(Input)}
        try:
            zone_of(values["zone"])
        except RecordError as error:
            # Where the slip is, not where enter was pressed.
            self.query_one("#zone", Input).focus()
            self.tell(str(error))
            return
        try:
            init(self.path, values["name"], values["zone"], values["owner"], system_user(), keyed=True)
        except RecordError as error:
            self.tell(str(error))
            return
        self.app.exit("created")

    def tell(self, text: str) -> None:
        """Say what is wrong, under the fields."""
        self.query_one("#trouble", Static).update(text)

    def action_back(self) -> None:
        """To the two ways on."""
        self.dismiss()

    def on_key(self, event: events.Key) -> None:
        """Up and down move between the fields, as tab does."""
        if event.key in ("up", "down"):
            (self.focus_previous if event.key == "up" else self.focus_next)()
            event.stop()


class SetUp(SturdyApp[str]):
    """The app of a machine without a record. Its result is `created`, `demo`, or empty."""

    TITLE = "acudesk"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, path: Path, clock: Clock) -> None:
        super().__init__()
        self.path, self.clock = path, clock
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = "ansi-dark" if os.environ.get("NO_COLOR") else THEMES[0].name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, before a theme of ours is looked at and for the one without colours."""
        return dict.fromkeys(THEMES[0].variables, "ansi_default")

    def get_default_screen(self) -> WelcomeScreen:
        """The two ways on."""
        return WelcomeScreen(self.path)
