"""When the clinic works: each line can be typed over; closed days and absences are added and taken away."""

from collections.abc import Callable, Coroutine
from datetime import timedelta
from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.widgets import Input

from care.hours import Hours
from care.staff import Staff
from care.typed_hours import NotHours
from care.width import fit
from dashboard.screens.hour_lines import LABEL, HourLines, Item
from dashboard.screens.sheet import Answering
from db.clinic import clinic, staff
from db.errors import RecordError
from db.hours import hours
from db.reader import Reader
from widgets.field import Field
from widgets.key_bar import Hint, KeyBar
from widgets.lines import Lines
from widgets.rows import Row, RowList

AHEAD = 400
"""Days of closed days and absences that are listed."""


class HoursScreen(Answering[None]):
    """One list of everything that says when somebody can be treated."""

    BINDINGS = [  # noqa: RUF012 Textual reads it so
        ("escape", "leave", "back"), ("x", "remove", "remove"), ("u", "undo", "undo"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    HoursScreen #title { height: 2; }
    HoursScreen Input { display: none; background: $surface; padding: 0 1; }
    HoursScreen Input.-shown { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.items: dict[str, Item] = {}
        self.editing: Item | None = None

    def compose(self) -> ComposeResult:
        """Title, list, the field, keys."""
        yield Lines(id="title")
        yield RowList()
        yield Field(id="typed")
        yield KeyBar()

    async def on_mount(self) -> None:
        """Read and show."""
        self.query_one("#title", Lines).show((((" Hours, closed days, absences", "text!"),),))
        keys = [Hint("enter", "type over"), Hint("x", "take away"), Hint("u", "undo")]
        self.query_one(KeyBar).tell((*(keys if self.desk.may("timetable") else ()), Hint("esc", "back")))
        self.query_one(RowList).focus()
        await self.load()

    async def load(self) -> None:
        """Read what is kept."""
        today = self.desk.today

        def read(reader: Reader) -> tuple[Hours, tuple[Staff, ...], int]:
            with reader.snapshot():
                return hours(reader, today, today + timedelta(days=AHEAD)), staff(reader), clinic(reader).overlap_limit

        found = await self.desk.ask(read)
        if found is not None:
            self.items = {item.key: item for item in HourLines(self.desk, *found).items()}
            self.query_one(RowList).show(self._rows)

    def _rows(self, _: int) -> list[Row]:
        rows: list[Row] = []
        group = ""
        for item in self.items.values():
            now = item.label.split(",")[0] if item.key.startswith("own") else item.key[:4]
            if rows and now != group and not item.key.startswith(("away", "limit")):
                rows.append(Row(()))
            group = now
            ink = "accent" if item.label.startswith("+") else "text"
            rows.append(
                Row(((" ", "text"), (fit(item.label, LABEL - 1) + " ", ink), (item.text, "good")), key=item.key)
            )
        return rows

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Type over the line in hand."""
        item = self.items.get(str(message.key))
        if item is None or self.refuses(item):
            return
        self.editing = item
        box = self.query_one(Input)
        box.placeholder = self.editing.example
        box.value = self.editing.text
        box.add_class("-shown")
        box.focus()

    def refuses(self, item: Item) -> bool:
        """Whether a line is not this person's to type over; they have been told."""
        return self.desk.refuses(item.right, "Opening hours" if item.right == "settings" else "Absences")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Save; what was typed stays when it is refused."""
        if self.editing is not None:
            self.desk.labour(partial(self._save, self.editing, event.value), "write")

    async def _save(self, item: Item, text: str) -> None:
        try:
            done = await item.save(text)
        except (NotHours, RecordError) as error:
            self.say(str(error), "bad")
            return
        self.close_field()
        await self.load()
        self.say(done.said, "text", undo=done.undo_id is not None)

    def say(self, text: str, ink: str, *, undo: bool = False) -> None:
        """One sentence in place of the keys, in the corner where it is too long."""
        if not self.query_one(KeyBar).say(text, ink, undo=undo):
            self.notify(text, markup=False)

    def close_field(self) -> None:
        """Back to the list."""
        self.editing = None
        self.query_one(Input).remove_class("-shown")
        self.query_one(RowList).focus()

    def action_remove(self) -> None:
        """Take a closed day or an absence away."""
        item = self.items.get(str(self.query_one(RowList).key))
        if item is not None and item.remove is not None and not self.refuses(item):
            self.desk.labour(partial(self._remove, item.remove), "write")

    async def _remove(self, remove: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        done = await remove()
        await self.load()
        self.say(done.said, "text", undo=True)

    def action_undo(self) -> None:
        """Take back the newest step, and show the hours as they are then."""
        if not self.desk.refuses("undo", "undo"):
            self.desk.labour(self._take_back, "write")

    async def _take_back(self) -> None:
        await self.desk.take_back()
        await self.load()

    def action_leave(self) -> None:
        """First the field, then the screen."""
        if self.editing is not None:
            self.close_field()
        else:
            self.dismiss()
