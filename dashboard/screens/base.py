"""What the main screens share: the top line, the key bar, the too-small notice, and when they read again."""

from collections.abc import Callable, Coroutine
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widget import Widget

from care.text import counted
from dashboard.actions import actions_of
from widgets.header import HeaderView, header_line
from widgets.ink import Line
from widgets.key_bar import Hint, KeyBar
from widgets.lines import Lines

if TYPE_CHECKING:
    from dashboard.app import Acudesk

SMALLEST = (60, 16)


def bindings_of(where: str) -> list[BindingType]:
    """The bindings of one screen's own actions; those of everywhere are the app's."""
    return [
        Binding(one.keys, one.id, one.label, show=False, id=f"{where}.{one.id}")
        for one in actions_of(where)
        if one.where == where
    ]


class Header(Lines):
    """The top line."""

    view: HeaderView | None = None

    def __init__(self) -> None:
        super().__init__()
        self.styles.dock = "top"
        self.styles.height = 1

    def tell(self, view: HeaderView) -> None:
        """Show this."""
        self.view = view
        self.show((header_line(view, self.size.width or 80),))

    def on_resize(self) -> None:
        """Lay it out for the new width."""
        if self.view is not None:
            self.tell(self.view)


class ClinicScreen(Screen[None]):
    """A main screen. Subclasses compose `body()`, load in `load()` and draw in `draw()`.

    Their `on_…` methods do not call those here: Textual calls both, the subclass's first.
    """

    WHERE = ""
    RIGHT = "see"
    """Without it nobody stays on this screen."""

    AUTO_FOCUS = "RowList"
    DEFAULT_CSS = """
    ClinicScreen #small { layer: above; dock: top; height: 1fr; padding: 0 1; background: $background; }
    ClinicScreen { layers: below above; }
    """

    @property
    def desk(self) -> "Acudesk":
        """The app, by its own type."""
        return cast("Acudesk", self.app)

    @property
    def as_of(self) -> date:
        """The day this screen speaks of."""
        return self.desk.today

    def compose(self) -> ComposeResult:
        """Header, body, key bar, and the one line for a window that is too small."""
        yield Header()
        yield from self.body()
        yield KeyBar()
        yield Lines(id="small")

    def body(self) -> ComposeResult:
        """The widgets between header and key bar."""
        yield Widget()

    def on_mount(self) -> None:
        """Draw what is there, then read."""
        small = f"Please make this window larger: {SMALLEST[0]} by {SMALLEST[1]}."
        notice = self.query_one("#small", Lines)
        notice.display = False
        notice.show((((small, "text"),),))
        self.draw_frame()

    def on_screen_resume(self) -> None:
        """Come back to a screen that may have aged; the picture comes first, reading after it."""
        self.draw_frame()
        if self.desk.may(self.RIGHT):
            self.call_after_refresh(self.soon, self.load, "load")

    def on_resize(self) -> None:
        """Below the smallest size one line says so."""
        size = self.app.size
        self.query_one("#small").display = size.width < SMALLEST[0] or size.height < SMALLEST[1]

    def draw_frame(self) -> None:
        """Header and key bar."""
        desk = self.desk
        self.query_one(Header).tell(
            HeaderView(
                desk.clinic.name,
                self.as_of,
                desk.today,
                desk.minute,
                desk.places(self.WHERE),
                desk.note,
            )
        )
        self.draw_banner()
        self.draw_hints()

    def draw_hints(self) -> None:
        """The key bar."""
        self.query_one(KeyBar).tell(self.hints())

    def hints(self) -> tuple[Hint, ...]:
        """The keys that the key bar shows, the most wanted first."""
        may_do = self.desk.may_do
        return tuple(Hint(one.shown, one.label) for one in actions_of(self.WHERE) if one.hint and may_do(one))

    def draw_banner(self) -> None:
        """A red flag that nobody has acted on stands under the top line of every screen until somebody did.

        So does, for an owner, who read in an emergency, until they look at the audit log; and, for everybody, that they
        read in one themselves, until when, and what is wrong with the record, or that it can only be read.
        """
        flags, read, looking = self.desk.emergencies, self.desk.read_in_need, self.desk.record.looking
        until, trouble = self.desk.emergency_until, self.desk.told_trouble
        shown = self.query("#banner").results(Lines)
        banner = next(iter(shown), None)
        if banner is None:
            if not flags and not read and not looking and not trouble and until is None:
                return
            banner = Lines(id="banner")
            self.mount(banner, after=self.query_one(Header))
        banner.display = bool(flags or read or looking or trouble or until is not None)
        lines: list[Line] = []
        if until is not None:
            from dashboard.safety import reading_line

            lines.append(reading_line(until, self.desk.clinic.timezone, ends=self.desk.may("emergency")))
        for one in flags[:3]:
            word = "EMERGENCY" if one.level == "emergency" else "URGENT"
            what = "Same day, no neck treatment" if one.level == "emergency" else "Hold neck treatment until cleared"
            name = self.desk.name_of(one.patient)
            tail = f"  {what}." if self.size.width >= 110 else ""
            # What was done is written down by whoever may treat; the others fetch them.
            does: Line = (
                (" R", "accent!"),
                (" in the chart" + (": what was done." if self.size.width >= 72 else ""), "dim"),
            )
            if not self.desk.may("clinical"):
                does = ((" a practitioner sees to it.", "dim"),)
            lines.append(((f" ▲ {word} red flag: {name} ", "bad!"), *does, (tail, "bad")))
        if len(flags) > 3:
            lines.append(((f" ▲ {counted(len(flags) - 3, 'red flag', 'red flags')} more", "bad!"),))
        for said, ink in ((trouble, "bad"), (looking, "warn")):
            if said:
                from widgets.panel import wrapped

                first, *others = wrapped(said, ink, max(20, self.size.width - 4))
                lines += [((" ▲ ", f"{ink}!"), *first), *((("   ", "text"), *line) for line in others)]
        if read:
            from dashboard.safety import emergency_lines

            lines += emergency_lines(read, self.desk.clinic.timezone, self.size.width, hide=self.desk.names_hidden)
        grown = len(lines) != len(banner.lines)
        banner.show(lines)
        if grown:
            # What is laid out for a height has another one now.
            self.call_after_refresh(self.redraw)

    def say(self, text: str, ink: str, *, undo: bool = False) -> bool:
        """One sentence in place of the key bar; False when it does not fit there."""
        return self.query_one(KeyBar).say(text, ink, undo=undo)

    def soon(self, work: Callable[[], Coroutine[Any, Any, None]], group: str) -> None:
        """Run reading work of a group; a newer one of the same group replaces it."""
        self.desk.labour(work, group, exclusive=True, of=self)

    async def load(self) -> None:
        """Read what this screen shows and draw it."""

    def tick(self) -> None:
        """A minute has passed, or something the frame shows has changed."""
        self.draw_frame()

    def redraw(self) -> None:
        """Something that changes everything drawn here, such as hidden names."""
        self.draw_frame()

    def step_back(self) -> bool:
        """Escape on this screen; False when there is nothing to step back from."""
        return False
