"""What is half written: visits, evaluations, courses, letters; each is taken up where it was left."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from care.appointment import clock
from care.width import fit
from dashboard.screens.choices import BOX, BOX_INNER
from dashboard.screens.sheet import Sheet
from db.localtime import to_local
from widgets.rows import Row, RowList
from widgets.words import short_day

KEYS = "enter takes it up · x throws it away · esc back"


class DraftsPane(Sheet[Any]):
    """The result is the draft to take up, or None. `x` twice throws one away: a draft is not part of the record."""

    BINDINGS = [("escape", "leave", "back"), ("x", "throw_away", "throw away")]  # noqa: RUF012 Textual reads it so
    DEFAULT_CSS = f"""
    DraftsPane {{ {BOX} }}
    DraftsPane > Vertical {{ {BOX_INNER} }}
    DraftsPane RowList {{ height: auto; max-height: 14; background: $surface; margin: 1 0; }}
    DraftsPane Static {{ height: auto; }}
    DraftsPane #keys {{ color: $text-dim; }}
    """

    def __init__(self, drafts: Sequence[Any]) -> None:
        super().__init__()
        self.drafts = list(drafts)
        self._sure: object = None

    def compose(self) -> ComposeResult:
        """Title, list, keys."""
        with Vertical():
            yield Static("Half written, and kept until it is saved or thrown away", markup=False)
            yield RowList()
            yield Static(KEYS if self.drafts else "esc back", id="keys", markup=False)

    def on_mount(self) -> None:
        """Show them."""
        self.draw()

    def draw(self) -> None:
        """The list, or that there is none."""
        rows = self.query_one(RowList)
        rows.styles.height = max(1, min(14, len(self.drafts)))
        rows.show(self._rows)

    def _rows(self, _: int) -> list[Row]:
        if not self.drafts:
            return [Row(((" Nothing is half written.", "text"),))]
        found = []
        for one in self.drafts:
            on, minute, _fold = to_local(one.saved_utc, self.desk.clinic.timezone)
            when = f"{short_day(on, self.desk.today)} {clock(minute)}"
            line = ((f" {one.kind:<14}", "text!"), (fit(self.desk.name_of(one.patient), 30), "text"), (when, "dim"))
            found.append(Row(line, key=(one.id,)))
        return found

    def _in_hand(self) -> Any:
        key = self.query_one(RowList).key
        return next((one for one in self.drafts if key == (one.id,)), None)

    def on_row_list_chosen(self) -> None:
        """Take it up."""
        if (one := self._in_hand()) is not None:
            self.dismiss(one)

    def action_throw_away(self) -> None:
        """The second press of x does it: what was typed is gone then."""
        one = self._in_hand()
        if one is None:
            return
        if self._sure != one.id:
            self._sure = one.id
            self.query_one("#keys", Static).update("x again throws it away for good · any other key keeps it")
            return
        self.desk.labour(partial(self._drop, one), "write")

    async def _drop(self, one: Any) -> None:
        await self.desk.write("drafts.drop", one.id)
        self.drafts.remove(one)
        self.query_one("#keys", Static).update(
            "Thrown away. enter takes one up · esc back" if self.drafts else "Thrown away. esc back"
        )
        self.draw()

    def on_key(self, event: events.Key) -> None:
        """Any other key keeps what was about to be thrown away."""
        if event.key != "x" and self._sure is not None:
            self._sure = None
            self.query_one("#keys", Static).update(KEYS)

    def on_row_list_highlighted(self) -> None:
        """Another row: nothing is about to be thrown away."""
        self._sure = None
