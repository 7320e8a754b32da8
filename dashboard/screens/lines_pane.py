"""A few lines to type in a window over the screen; nothing is saved until the last of them."""

from collections.abc import Collection, Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static

from dashboard.screens.choices import BOX, BOX_INNER
from dashboard.screens.sheet import Sheet
from widgets.field import Field

Asked = tuple[str, str, str, str]
"""A line: its name, its question, an example, what stands there already."""


_AROUND = 9
"""Rows of the window beside its lines: frame, title, trouble, keys."""


class LinesPane(Sheet[dict[str, str] | None]):
    """The result is what was typed, by the lines' names, or None. Enter goes on, from the last line it is done."""

    BINDINGS = [  # noqa: RUF012 Textual reads it so
        ("escape", "leave", "back"), ("ctrl+s", "take", "done"), Binding("enter", "on", "on", priority=True),
    ]  # fmt: skip
    DEFAULT_CSS = f"""
    LinesPane {{ {BOX} }}
    LinesPane > Vertical {{ {BOX_INNER} }}
    LinesPane Static {{ height: auto; color: $text-dim; }}
    LinesPane #pane-title {{ color: $text; margin-bottom: 1; }}
    LinesPane #pane-trouble {{ color: $warning; }}
    LinesPane #pane-keys {{ margin-top: 1; }}
    LinesPane Field {{ margin-bottom: 1; }}
    LinesPane.-tight Field {{ margin-bottom: 0; }}
    LinesPane.-tighter > Vertical {{ padding: 0 2; }}
    LinesPane.-tighter #pane-title {{ margin-bottom: 0; }}
    """

    def __init__(self, title: str, lines: Sequence[Asked], needed: Collection[str] = (), trouble: str = "") -> None:
        """`needed` are lines that may not stay empty; `trouble` is what is wrong with what stands there already."""
        super().__init__()
        self.title_text, self.lines, self.needed, self.trouble = title, tuple(lines), set(needed), trouble

    def compose(self) -> ComposeResult:
        """Title, lines, keys."""
        with Vertical():
            yield Static(self.title_text, id="pane-title", markup=False)
            for name, label, example, start in self.lines:
                yield Static(label, markup=False)
                yield Field(start, placeholder=example, id=name, max_length=20_000)
            yield Static(self.trouble, id="pane-trouble", markup=False)
            way = "enter next, from the last line done" if len(self.lines) > 1 else "enter done"
            yield Static(f"{way} · esc back", id="pane-keys", markup=False)

    def on_mount(self) -> None:
        """Start on the first line that is still empty; where all would not fit, without the air between them."""
        room = int(0.9 * self.app.size.height) - _AROUND
        self.set_class(3 * len(self.lines) > room, "-tight")
        self.set_class(2 * len(self.lines) > room, "-tighter")
        boxes = list(self.query(Input))
        next((box for box in boxes if not box.value), boxes[0]).focus()

    def action_on(self) -> None:
        """The next line, or done; before anything else, as keys may come in bursts."""
        boxes = list(self.query(Input))
        at = boxes.index(self.focused) if isinstance(self.focused, Input) else -1
        if at + 1 < len(boxes):
            self.set_focus(boxes[at + 1])
        else:
            self.action_take()

    def action_take(self) -> None:
        """Done, unless something that is needed is empty."""
        for box in self.query(Input):
            if box.id in self.needed and not box.value.strip():
                label = next(label for name, label, _, _ in self.lines if name == box.id)
                self.query_one("#pane-trouble", Static).update(f"This is needed: {label}")
                box.focus()
                return
        self.dismiss({str(box.id): box.value for box in self.query(Input)})
