"""When the clinic works: each line can be typed over; closed days and absences are added and taken away."""

from collections.abc import Callable, Coroutine
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

from textual.app import ComposeResult
from textual.widgets import Input

from care.day_words import WEEKDAYS
from care.hours import Hours
from care.staff import Staff
from care.typed_hours import NotHours, opening_words, span_words, typed_days, typed_opening, typed_working
from care.width import cut, fit
from dashboard.screens.sheet import Answering
from db.clinic import clinic, staff
from db.errors import RecordError
from db.hours import hours
from db.reader import Reader
from widgets.field import Field
from widgets.key_bar import Hint, KeyBar
from widgets.lines import Lines
from widgets.rows import Row, RowList
from widgets.words import short_day

OPENING = "08:00-18:00 lunch 12:00-13:00, or closed; empty: as usual"
WORKING = "08:00-12:00, 14:00-18:00, or off; empty: as the clinic"
LABEL = 47
"""Cells of what a line is about, the blank after it included."""

AHEAD = 400
"""Days of closed days and absences that are listed."""


class Item(NamedTuple):
    """A line that can be typed over: its subject, its text, how it is written, how it goes away, by which right."""

    key: str
    label: str
    text: str
    save: Callable[[str], Coroutine[Any, Any, Any]]
    example: str
    remove: Callable[[], Coroutine[Any, Any, Any]] | None = None
    right: str = "timetable"


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
        self.kept: Hours | None = None
        self.people: tuple[Staff, ...] = ()
        self.limit = 0
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
            self.kept, self.people, self.limit = found
            self.items = {item.key: item for item in self._items()}
            self.query_one(RowList).show(self._rows)

    def _items(self) -> list[Item]:
        kept, write = self.kept, self.desk.write
        assert kept is not None
        found = []
        for number, name in enumerate(WEEKDAYS, 1):
            opening = kept.weekdays.get(number)
            usual = "closed" if number == 7 else span_words(kept.usual)
            text = opening_words(opening) if opening else ""
            label = name + ("" if opening else f"  (usual: {usual})")
            save = partial(self._set_opening, number)
            found.append(Item(f"open{number}", label, text, save, OPENING, right="settings"))
        found.append(
            Item("limit", "Patients a practitioner may have at once", str(self.limit), self._set_limit, "1 to 9",
                 right="settings")
        )  # fmt: skip
        for on, reason in sorted(kept.closed.items()):
            gone = partial(write, "hours.remove_closure", on)
            found.append(
                Item(
                    f"closed{on}",
                    f"Closed {short_day(on, self.desk.today)}",
                    reason,
                    partial(self._rename, on),
                    "the reason",
                    gone,
                )
            )
        found.append(Item("closed", "+ closed day", "", self._add_closure, "2026-12-24 Christmas Eve"))
        for one in self.people:
            if one.role == "front_desk":
                continue
            # Rather a part of a long name is cut than the weekday behind it.
            whose = cut(one.name, LABEL - 1 - len(", Wednesday"))
            for number, name in enumerate(WEEKDAYS, 1):
                own = kept.own.get((one.id, number))
                text = "" if own is None else ", ".join(span_words(span) for span in own) or "off"
                label = f"{whose}, {name}" + ("" if text else "  (as the clinic)")
                save = partial(self._set_working, one.id, number)
                found.append(Item(f"own{one.id}.{number}", label, text, save, WORKING))
            for away in kept.absences:
                if away.practitioner_id == one.id:
                    gone = partial(write, "hours.remove_absence", away.id)
                    label = f"{one.name} away {self._span(away.first, away.last)}"
                    found.append(Item(f"away{away.id}", label, away.reason, self._cannot, "x takes it away", gone))
            save = partial(self._add_absence, one.id)
            found.append(
                Item(f"away+{one.id}", f"+ absence of {one.name}", "", save, "2026-12-24 to 2027-01-02 holiday")
            )
        return found

    def _span(self, first: date, last: date) -> str:
        days = dict.fromkeys(short_day(on, self.desk.today) for on in (first, last))
        return " to ".join(days)

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

    async def _set_opening(self, weekday: int, text: str) -> Any:
        opening = typed_opening(text)
        if opening is None:
            return await self.desk.write("hours.clear_opening", weekday)
        span, lunch = opening.hours, opening.lunch
        begin, end = (span.start, span.end) if span else (None, None)
        return await self.desk.write("hours.set_opening", weekday, begin, end, tuple(lunch) if lunch else None)

    async def _set_limit(self, text: str) -> Any:
        if not text.strip().isdecimal():
            raise NotHours("Type a number, for example 2")
        return await self.desk.write("hours.set_overlap_limit", int(text))

    async def _set_working(self, staff_id: int, weekday: int, text: str) -> Any:
        spans = typed_working(text)
        if spans is None:
            return await self.desk.write("hours.clear_working", staff_id, weekday)
        return await self.desk.write("hours.set_working", staff_id, weekday, [tuple(span) for span in spans])

    async def _add_closure(self, text: str) -> Any:
        first, _, reason = typed_days(text)
        return await self.desk.write("hours.add_closure", first, reason)

    async def _add_absence(self, staff_id: int, text: str) -> Any:
        return await self.desk.write("hours.add_absence", staff_id, *typed_days(text))

    async def _rename(self, on: Any, text: str) -> Any:
        await self.desk.write("hours.remove_closure", on)
        return await self.desk.write("hours.add_closure", on, text)

    async def _cannot(self, _: str) -> Any:
        raise NotHours("x takes this absence away; then add the right one")

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
