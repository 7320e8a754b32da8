"""Small questions over a screen: one of several, or who and why. Escape takes nothing."""

from collections.abc import Sequence
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from dashboard.screens.sheet import Sheet
from widgets.field import Field
from widgets.rows import Row, RowList

BOX = """
    align: center middle; background: $background 60%;
"""
BOX_INNER = """
    width: 76; max-width: 96%; height: auto; max-height: 90%; padding: 1 2; background: $surface;
    border: round $primary; overflow-y: auto; scrollbar-size-vertical: 1;
"""


class ChoicePane(Sheet[Any]):
    """A question and its answers as rows; enter or the row's number takes one. The result is its value, or None."""

    BINDINGS = [("escape", "leave", "back")]  # noqa: RUF012 Textual reads it so
    DEFAULT_CSS = f"""
    ChoicePane {{ {BOX} }}
    ChoicePane > Vertical {{ {BOX_INNER} }}
    ChoicePane RowList {{ height: auto; max-height: 16; background: $surface; margin-top: 1; }}
    ChoicePane Static {{ height: auto; color: $text-dim; margin-top: 1; }}
    """

    def __init__(self, question: str, choices: Sequence[tuple[str, Any]], *, hint: str = "") -> None:
        super().__init__()
        self.question, self.choices, self.hint = question, tuple(choices), hint

    def compose(self) -> ComposeResult:
        """Question, answers, keys."""
        with Vertical():
            yield Static(self.question, markup=False)
            yield RowList()
            yield Static(self.hint or "enter takes the one in hand, 1-9 at once · esc back", markup=False)

    def on_mount(self) -> None:
        """Show the answers, the first in hand."""
        rows = self.query_one(RowList)
        rows.styles.height = min(16, len(self.choices))
        rows.show(
            lambda _: [
                Row(((" ", "text"), (f"{at + 1} " if at < 9 else "  ", "accent"), (text, "text")), key=(at,))
                for at, (text, _) in enumerate(self.choices)
            ]
        )

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Take it."""
        if isinstance(message.key, tuple):
            self.dismiss(self.choices[message.key[0]][1])

    def on_key(self, event: events.Key) -> None:
        """A number takes its row at once."""
        if event.key.isdigit() and 0 < int(event.key) <= len(self.choices):
            event.stop()
            self.dismiss(self.choices[int(event.key) - 1][1])


class ReasonPane(Sheet[tuple[str, str] | None]):
    """Who cancels (`p` or `c`), then why."""

    BINDINGS = [("escape", "leave", "back")]  # noqa: RUF012
    AUTO_FOCUS = ""
    DEFAULT_CSS = f"""
    ReasonPane {{ {BOX} }}
    ReasonPane > Vertical {{ {BOX_INNER} }}
    ReasonPane Static {{ height: auto; margin-bottom: 1; }}
    ReasonPane #pane-trouble {{ color: $warning; margin: 1 0 0 0; }}
    """

    def __init__(self, name: str, typed: tuple[str, str] | None = None, trouble: str = "") -> None:
        """`typed` is what was answered before, and `trouble` what was wrong with it."""
        super().__init__()
        self.patient, self.trouble = name, trouble
        self.by, self.why = typed or ("", "")

    def compose(self) -> ComposeResult:
        """The question, then the field."""
        with Vertical():
            yield Static("", id="title", markup=False)
            yield Static("p   the patient\nc   the clinic\nesc  nobody: leave it booked", id="who", markup=False)
            hint = "why? work, ill, travel …; enter cancels the appointment"
            yield Field(self.why, placeholder=hint, id="why", max_length=200)
            if self.trouble:
                yield Static(self.trouble, id="pane-trouble", markup=False)

    def on_mount(self) -> None:
        """The field comes after the first answer."""
        self.redraw()
        self.query_one(Input).display = False
        self.set_focus(None)
        if self.by:
            self.ask_why()

    def redraw(self) -> None:
        """Whose; also when names are hidden or shown again."""
        title = f"Cancel the appointment of {self.desk.name_of(self.patient)}. Who cancels?"
        self.query_one("#title", Static).update(title)

    def on_key(self, event: events.Key) -> None:
        """p or c."""
        if not self.by and event.key in ("p", "c"):
            event.stop()
            self.by = {"p": "patient", "c": "clinic"}[event.key]
            self.ask_why()

    def ask_why(self) -> None:
        """Who cancels is known."""
        self.query_one("#who", Static).update(f"The {self.by} cancels. esc leaves it booked.")
        box = self.query_one(Input)
        box.display = True
        box.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Done."""
        self.dismiss((self.by, event.value))


class NotePane(Sheet[str | None]):
    """One line to type; the result is what was typed, or None. Nothing typed is not an answer."""

    BINDINGS = [("escape", "leave", "back")]  # noqa: RUF012 Textual reads it so
    DEFAULT_CSS = f"""
    NotePane {{ {BOX} }}
    NotePane > Vertical {{ {BOX_INNER} }}
    NotePane Static {{ height: auto; margin-bottom: 1; }}
    NotePane #keys {{ color: $text-dim; margin: 1 0 0 0; }}
    NotePane #pane-trouble {{ color: $warning; margin: 1 0 0 0; }}
    """

    def __init__(
        self, question: str, hint: str = "", start: str = "", *, trouble: str = "", longest: int = 2000
    ) -> None:
        """`trouble` is what is wrong with what stands there already."""
        super().__init__()
        self.question, self.hint, self.start, self.longest = question, hint, start, longest
        self.trouble = trouble

    def compose(self) -> ComposeResult:
        """The question, the line."""
        with Vertical():
            yield Static(self.question, markup=False)
            yield Field(self.start, placeholder=self.hint, max_length=self.longest)
            if self.trouble:
                yield Static(self.trouble, id="pane-trouble", markup=False)
            yield Static("enter done · esc back", id="keys", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Done."""
        if event.value.strip():
            self.dismiss(event.value)
