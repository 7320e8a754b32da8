"""A form over the whole window, made of lines: tab goes from one to the next."""

from collections.abc import Sequence
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input

from dashboard.screens.drafting import Drafting
from dashboard.screens.form_lines import LABEL, Ask, DraftOf, NumberField
from widgets.choice import Choice
from widgets.field import Field
from widgets.ink import Line
from widgets.key_bar import Hint, KeyBar
from widgets.lines import Lines
from widgets.panel import wrapped


class FormScreen(Drafting):
    """Subclasses say their lines (`asks`), what stands above and below them, and how to save.

    `ENTER_SAVES`: enter saves from anywhere; otherwise it goes to the next line and saves from the last. `ctrl+s`
    always saves, escape leaves the draft.
    """

    ENTER_SAVES = False
    # Before anything else: over a slow line keys come in bursts, and the letter behind a tab belongs to the next line.
    BINDINGS = [  # noqa: RUF012 Textual reads it so
        Binding("tab,down", "next", "next line", priority=True),
        Binding("shift+tab,up", "back_up", "line before", priority=True),
        Binding("enter", "enter", "on", priority=True), ("escape", "leave", "back"), ("ctrl+s", "save", "save"),
    ]  # fmt: skip
    AUTO_FOCUS = ""
    DEFAULT_CSS = f"""
    FormScreen #rows {{ height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }}
    FormScreen #head {{ padding: 0 1; margin-bottom: 1; }}
    FormScreen #foot {{ padding: 0 1; }}
    FormScreen Horizontal {{ height: auto; }}
    FormScreen .label {{ width: {LABEL}; height: 1; }}
    FormScreen Field {{ width: 1fr; background: $surface; padding: 0 1; }}
    """

    def __init__(self, about: DraftOf, values: dict[str, Any]) -> None:
        super().__init__(about, values)
        self.told_off: tuple[str, str] | None = None
        """What is wrong, and its ink, under the lines until something is typed."""

    def asks(self) -> Sequence[Ask]:
        """The lines shown now."""
        return ()

    def head(self, width: int) -> list[Line]:  # noqa: ARG002 for subclasses
        """What stands above."""
        return []

    def foot(self, width: int) -> list[Line]:  # noqa: ARG002
        """What stands below."""
        return []

    def hints(self) -> tuple[Hint, ...]:
        """The keys."""
        save = Hint("enter", "save") if self.ENTER_SAVES else Hint("ctrl+s", "save")
        return (save, Hint("tab", "next"), Hint("esc", "leave it half written"))

    def compose(self) -> ComposeResult:
        """Head, lines, foot, keys."""
        yield Lines(id="head")
        with VerticalScroll(id="rows", can_focus=False):
            yield from self._lines()
        yield Lines(id="foot")
        yield KeyBar()

    def _lines(self) -> ComposeResult:
        for one in self.asks():
            if one.kind == "heading":
                line = Lines(classes="heading", id=f"h-{one.id}")
                line.show((((one.label, "accent!"), (f"  {one.hint}" if one.hint else "", "dim")),))
                yield line
                continue
            label = Lines(classes="label", id=f"l-{one.id}")
            label.show((((f"  {one.label}", "dim"),),))
            yield Horizontal(label, self._widget(one))

    async def show_lines(self) -> None:
        """Other lines in place of those that stand there: the next part of a long form."""
        rows = self.query_one("#rows", VerticalScroll)
        await rows.remove_children()
        await rows.mount_all(list(self._lines()))
        self.draw()
        self.first()

    def _widget(self, one: Ask) -> Widget:
        value = self.values.get(one.id, "")
        if one.kind in ("one", "many", "ordered"):
            chosen = value if isinstance(value, list) else [value] if value else []
            return Choice(one.options, chosen, many=one.kind == "many", ordered=one.kind == "ordered", id=one.id)
        kind = NumberField if one.kind == "number" else Field
        return kind(str(value), id=one.id, placeholder=one.hint, max_length=one.longest)

    def on_mount(self) -> None:
        """Show what surrounds the lines; the first line has the keys."""
        self.query_one(KeyBar).tell(self.hints())
        self.draw()
        self.first()

    def on_resize(self) -> None:
        """The lines around are laid out for a width."""
        self.draw()

    def redraw(self) -> None:
        """Names hidden or shown again."""
        super().redraw()
        self.draw()

    def draw(self) -> None:
        """Head and foot."""
        width = max(20, self.app.size.width - 2)
        self.query_one("#head", Lines).show(self.head(width))
        foot = self.foot(width)
        if self.told_off is not None:
            foot = [*foot, *wrapped(self.told_off[0], self.told_off[1] + "!", width)]
        self.query_one("#foot", Lines).show(foot)

    def stops(self) -> list[Widget]:
        """The lines that take keys, from the top."""
        return [one for one in self.query("#rows *").results(Widget) if one.can_focus and not one.disabled]

    def first(self) -> None:
        """Give the keys to the first line."""
        if stops := self.stops():
            self.set_focus(stops[0])

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Mark the line in hand; what is said below may belong to it."""
        self._mark(event.widget, here=True)
        self.draw()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Take the mark from the line that was in hand."""
        self._mark(event.widget, here=False)

    def _mark(self, widget: Widget, *, here: bool) -> None:
        ask = next((one for one in self.asks() if one.id == widget.id), None)
        for label in self.query(f"#l-{widget.id}").results(Lines) if ask is not None else ():
            assert ask is not None
            label.show((((("▸ " if here else "  ") + ask.label, "accent!" if here else "dim"),),))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep what was typed."""
        self.put(str(event.input.id), event.value)

    def on_choice_changed(self, message: Choice.Changed) -> None:
        """Keep what was chosen."""
        one = message.choice
        self.put(str(one.id), list(one.chosen) if one.many else (one.chosen[0] if one.chosen else ""))

    def on_choice_taken(self) -> None:
        """Answered."""
        self.answered()

    def answered(self) -> None:
        """One answer was given by its letter: the next line."""
        self.action_next()

    def put(self, name: str, value: Any) -> None:
        """Let a value stand in a line, and keep the draft."""
        if self.values.get(name, "") == value:
            return
        self.values[name] = value
        self.told_off = None
        self.draw()
        self.keep()

    def complain(self, text: str, ink: str = "warn", at: str = "") -> None:
        """Say what is wrong under the lines, and put the keys on the line it is about."""
        self.told_off = (text, ink)
        self.draw()
        for widget in self.query(f"#{at}").results(Widget) if at else ():
            self.set_focus(widget)

    def action_next(self) -> None:
        """The next line; at the last one it stays."""
        self._step(1)

    def action_back_up(self) -> None:
        """The line before."""
        self._step(-1)

    def _step(self, by: int) -> None:
        stops = self.stops()
        if self.focused in stops:
            self.set_focus(stops[max(0, min(len(stops) - 1, stops.index(self.focused) + by))])

    def action_enter(self) -> None:
        """Enter, wherever the keys go."""
        self.enter()

    def enter(self) -> None:
        """Save, or the next line."""
        stops = self.stops()
        if self.ENTER_SAVES or not stops or self.focused is stops[-1]:
            self.action_save()
        else:
            self.action_next()
