"""The directory: those the clinic refers to, how to reach them, and how it has gone with them."""

from collections.abc import Awaitable, Sequence
from functools import partial
from typing import Any

from textual.app import ComposeResult

from care.provider import ProviderRow
from care.referral import KINDS
from care.width import fit
from dashboard.screens.base import ClinicScreen, bindings_of
from db.errors import RecordError
from db.providers import providers
from widgets.ink import Line, cut
from widgets.lines import Lines
from widgets.rows import Row, RowList
from widgets.words import ago, words

FIELDS = (
    ("name", "Name", "Motion Physical Therapy"), ("kind", "Kind", ", ".join(map(words, KINDS))), ("phone", "Phone", ""),
    ("fax", "Fax", ""), ("email", "E-mail", ""), ("address", "Address", "street, place"), ("note", "Note", ""),
)  # fmt: skip


WIDE = 98
"""Cells from which a row holds how long a visit and a report took."""


def _speed(one: ProviderRow) -> list[str]:
    visit, report = one.days_to_visit, one.days_to_report
    return [f"{days:g} d to the {what}" for days, what in ((visit, "visit"), (report, "report")) if days is not None]


class ProvidersScreen(ClinicScreen):
    """A list that can be typed over; nobody is ever deleted."""

    WHERE = "providers"
    BINDINGS = bindings_of("providers")
    DEFAULT_CSS = """
    ProvidersScreen #title { height: 2; }
    ProvidersScreen #detail { height: 4; padding: 0 1; border-top: solid $text-faint; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.known: tuple[ProviderRow, ...] | None = None

    def body(self) -> ComposeResult:
        """Title, list, one in full."""
        yield Lines(id="title")
        yield RowList()
        yield Lines(id="detail")

    async def load(self) -> None:
        """Read the directory."""
        found = await self.desk.ask(providers)
        if found is not None and found != self.known:
            self.known = found
            self.query_one("#title", Lines).show((((" Providers", "text!"), (f"  {len(found)}", "dim")), ()))
            self.query_one(RowList).show(self._rows)
            self.draw_detail()

    @property
    def in_hand(self) -> ProviderRow | None:
        """The one under the cursor."""
        key = self.query_one(RowList).key
        return next((one for one in self.known or () if one.id == key), None)

    def _rows(self, width: int) -> Sequence[Row]:
        if not self.known:
            return (
                Row(()),
                Row(((" Nobody is in the directory yet. ", "text"), ("+", "accent!"), (" adds one.", "dim"))),
            )
        name = max(18, min(34, width - 66))
        rows = []
        for one in self.known:
            ink = "text" if one.active else "faint"
            line: Line = (
                (" " + fit(one.name, name) + " ", ink), (fit(words(one.kind), 17), "dim" if one.active else "faint"),
                (fit(f"{one.sent} sent, {one.closed} closed", 21), ink),
                (fit(", ".join(_speed(one)) if one.active else "retired", max(0, width - name - 41)), "dim"),
            )  # fmt: skip
            rows.append(Row(line, key=one.id))
        return rows

    def on_row_list_highlighted(self) -> None:
        """Another one is in hand."""
        self.draw_detail()

    def draw_detail(self) -> None:
        """How to reach the one in hand."""
        one, width = self.in_hand, self.app.size.width - 2
        if one is None:
            self.query_one("#detail", Lines).show(())
            return
        phone = f"phone {one.phone}" if one.phone else "no phone number"
        reach = [phone, f"fax {one.fax}" if one.fax else "", one.email, one.address]
        also = f"also known as {', '.join(one.also)}" if one.also else ""
        used = f"last used {ago(one.last_used, self.desk.today)}" if one.last_used else "not used yet"
        if width < WIDE:
            # The row has no room for it.
            used = ", ".join(filter(None, (used, *_speed(one))))
        lines: list[Line] = [
            (("  ".join(part for part in reach if part), "text"),),
            (("  ".join(part for part in (used, also, one.note) if part), "dim"),),
        ]
        self.query_one("#detail", Lines).show([cut(line, width) for line in lines])

    def step_back(self) -> bool:
        """Escape leaves the directory."""
        self.app.pop_screen()
        return True

    def action_add(self) -> None:
        """Add somebody."""
        self.desk.flow(self._type, None)

    async def on_row_list_chosen(self) -> None:
        """Enter: change the one in hand."""
        await self.desk.run_action("screen.edit")

    def action_edit(self) -> None:
        """Change the one in hand."""
        if (one := self.in_hand) is not None:
            self.desk.flow(self._type, one)

    async def _type(self, one: ProviderRow | None) -> None:
        lines = [(name, label, hint, words(getattr(one, name)) if one and name == "kind" else getattr(one, name, ""))
                 for name, label, hint in FIELDS]  # fmt: skip
        title = f"Change {one.name}" if one else "Somebody new to refer to"

        def write(typed: dict[str, str]) -> Awaitable[Any]:
            kind = typed["kind"].strip().lower().replace(" ", "_")
            answer = typed | {"kind": next((code for code in KINDS if kind and code.startswith(kind)), kind)}
            if one is None:
                return self.desk.write("providers.add", answer.pop("name"), answer.pop("kind"), **answer)
            fields = {key: value for key, value in answer.items() if value != getattr(one, key)}
            return self.desk.write("providers.change", one.id, one.version, **fields)

        done = await self.desk.insist_lines(title, lines, {"name", "kind"}, write)
        if done is not None:
            await self._said(done)

    def action_retire(self) -> None:
        """Retire the one in hand, or take them into use again."""
        if (one := self.in_hand) is not None:
            work = "providers.retire" if one.active else "providers.take_back"
            self.desk.flow(partial(self._write, work, one.id, one.version))

    def action_merge(self) -> None:
        """Make two entries one."""
        if (one := self.in_hand) is not None:
            self.desk.flow(self._merge, one)

    async def _merge(self, keep: ProviderRow) -> None:
        from dashboard.screens.choices import ChoicePane

        others = [(other.name, other) for other in self.known or () if other.id != keep.id]
        other = await self.desk.push_screen_wait(ChoicePane(f"Which one is {keep.name} too?", others))
        if other is not None:
            await self._write("providers.merge", keep.id, keep.version, other.id, other.version)

    async def _write(self, work: str, *args: object, **fields: object) -> None:
        try:
            done = await self.desk.write(work, *args, **fields)
        except RecordError as error:
            self.desk.say(str(error), severity="error")
            return
        await self._said(done)

    async def _said(self, done: Any) -> None:
        await self.load()
        self.desk.say(done.said, undo=done.undo_id is not None)
