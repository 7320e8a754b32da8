"""Find a patient from anywhere, as you type; the last row registers somebody new with what was typed."""

from datetime import date
from functools import partial
from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from care.day import PatientHit
from dashboard.screens.choices import BOX, BOX_INNER
from dashboard.screens.sheet import Sheet
from db.patients import hits
from db.reader import Reader
from widgets.field import Field
from widgets.patient_rows import hit_rows
from widgets.rows import Row, RowList

MOST = 12

AROUND = 13
"""Rows of the screen that the list does not get: what stands above and below the window, its frame, field, keys."""


class Register(NamedTuple):
    """The wish to register somebody, with what was typed so far."""

    typed: str


def search(reader: Reader, text: str, now: tuple[date, int]) -> tuple[PatientHit, ...]:
    """The patients a text may mean; the ten most recent ones for an empty text."""
    return hits(reader, text, MOST, now)


class FindPane(Sheet[PatientHit | Register | None]):
    """One field and the patients it may mean. The arrows move in the list while the hand stays in the field."""

    BINDINGS = [("escape", "leave", "back")]  # noqa: RUF012 Textual reads it so
    DEFAULT_CSS = f"""
    FindPane {{ {BOX} align: center top; }}
    FindPane > Vertical {{ {BOX_INNER} width: 96; margin-top: 2; }}
    FindPane Input {{ background: $background; margin-bottom: 1; }}
    FindPane RowList {{ background: $surface; }}
    FindPane Static {{ height: auto; color: $text-dim; margin-top: 1; }}
    """

    def __init__(self, purpose: str = "Find a patient") -> None:
        super().__init__()
        self.purpose = purpose
        self.found: tuple[PatientHit, ...] = ()
        self.looked: str | None = None
        """The text that `found` is the answer to."""
        self.taking = False
        """Whether enter was pressed before the answer was there."""
        self.typed = False

    def compose(self) -> ComposeResult:
        """Field, list, keys."""
        with Vertical():
            yield Field(placeholder=f"{self.purpose}: name, phone, birth date, id", max_length=80)
            yield RowList(id="hits")
            yield Static("↑ ↓ choose · enter take · esc back", markup=False)

    def on_mount(self) -> None:
        """The most recent patients, before anything is typed."""
        rows = self.query_one(RowList)
        rows.can_focus = False
        # One more than is found, for the row that registers; always as many, for a window that stands still.
        rows.styles.height = max(3, min(MOST + 1, self.app.size.height - AROUND))
        self.query_one(Input).focus()
        self.look()

    def on_input_changed(self) -> None:
        """Search as it is typed."""
        self.look()

    def look(self) -> None:
        """Search; an answer that a later key has overtaken is dropped."""
        text = self.query_one(Input).value
        self.typed = self.typed or bool(text.strip())
        self.desk.labour(partial(self._look, text), "find", exclusive=True, of=self)

    async def _look(self, text: str) -> None:
        found = await self.desk.ask(search, text, (self.desk.today, self.desk.minute))
        if found is None:
            return
        self.found = found
        typed = text.strip()

        def rows(width: int) -> list[Row]:
            shown = hit_rows(found, self.desk.today, width, hide_names=self.desk.names_hidden)
            if typed and self.desk.may("people"):
                new = Row(((" + ", "accent!"), ("register ", "text"), (typed, "text!")), key=Register(typed))
                return [*shown, new]
            nobody = " Nobody is found." if typed else " Nobody is registered yet. Type a name to register it."
            return shown or [Row(((nobody, "text"),))]

        first = found[0].patient.id if found else Register(typed) if typed and self.desk.may("people") else None
        self.query_one(RowList).show(rows, key=first)
        self.looked = text
        if self.taking:
            self.on_input_submitted()

    def on_key(self, event: object) -> None:
        """Up and down belong to the list."""
        key = getattr(event, "key", "")
        if key in ("up", "down", "pageup", "pagedown"):
            self.query_one(RowList).step({"up": -1, "down": 1, "pageup": -10, "pagedown": 10}[key])
            event.stop()  # type: ignore[attr-defined]

    def on_input_submitted(self) -> None:
        """Take the one in hand, once the answer to what was typed is there."""
        self.taking = self.looked != self.query_one(Input).value
        if self.taking:
            return
        key = self.query_one(RowList).key
        if isinstance(key, Register):
            self.dismiss(key)
        elif key is not None:
            self.dismiss(next(hit for hit in self.found if hit.patient.id == key))

    def on_row_list_chosen(self) -> None:
        """A click on the row in hand."""
        self.on_input_submitted()
