"""Online bookings whose patient nobody has settled: say who it is, in one key each."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from care.appointment import clock
from care.booking import Match, Proposal
from care.dates import NotADate, typed_date
from dashboard.screens.sheet import Sheet
from db import proposals
from db.errors import RecordError
from db.reader import Reader
from widgets.field import Field
from widgets.ink import Line, cut
from widgets.rows import Row, RowList
from widgets.words import short_day

AROUND = 11
"""Rows of the screen that the list does not get: above and below the window, its frame, the one field, the keys."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to settle a booking: an existing patient, `new`, or `dismiss`."""

    proposal: Proposal
    how: str
    match: Match | None = None


def read_bookings(reader: Reader) -> tuple[tuple[Proposal, tuple[Match, ...]], ...]:
    """The waiting bookings, each with the patients it may be, best first."""
    with reader.snapshot():
        return tuple((one, proposals.matches(reader, one)) for one in proposals.waiting(reader))


class BookingsScreen(Sheet[None]):
    """Each booking with its ways on below it; enter takes the one under the cursor."""

    BINDINGS = [("escape", "close", "back")]  # noqa: RUF012 Textual reads it so
    DEFAULT_CSS = """
    BookingsScreen { align: center middle; background: $background 60%; }
    BookingsScreen > Vertical {
        width: 92; max-width: 96%; height: auto; max-height: 90%; padding: 1 2; background: $surface;
        border: round $primary;
    }
    BookingsScreen RowList { background: $surface; }
    BookingsScreen Static { height: auto; color: $text-dim; }
    BookingsScreen Input { display: none; margin: 1 0; background: $background; }
    BookingsScreen Input.-shown { display: block; }
    """

    found: tuple[tuple[Proposal, tuple[Match, ...]], ...] = ()
    naming: Choice | None = None

    def compose(self) -> ComposeResult:
        """The list, the one field a new patient may add, and what the keys do."""
        with Vertical():
            yield RowList(id="bookings")
            yield Field(placeholder="date of birth, YYYY-MM-DD; leave empty if unknown", id="born", max_length=20)
            yield Static("", id="keys", markup=False)

    async def on_mount(self) -> None:
        """Read what waits."""
        await self.load()

    async def load(self) -> None:
        """Read what waits; close when nothing does."""
        found = await self.desk.ask(read_bookings)
        if found is None:
            return
        self.found = found
        rows = self.query_one(RowList)
        rows.styles.height = max(2, min(len(self.rows(80)), self.app.size.height - AROUND))
        rows.show(self.rows)
        keys = "enter takes the line in hand · esc back, the rest keep waiting" if found else "esc back"
        self.query_one("#keys", Static).update(keys)

    def rows(self, width: int) -> list[Row]:
        """A booking, then its ways on."""
        width -= 1  # the scroll bar's cell
        if not self.found:
            return [Row((("Every booking has its patient.", "text"),)), Row(())]
        rows: list[Row] = []
        for proposal, matches in self.found:
            name = self.desk.name_of(proposal.name)
            heading = _heading(proposal, name, self.desk.today, hidden=self.desk.names_hidden)
            rows.append(Row(cut(heading, width)))
            for match in matches[:4]:
                line = _match_line(match, self.desk.name_of(match.name), hidden=self.desk.names_hidden)
                rows.append(Row(cut(line, width), key=Choice(proposal, "match", match)))
            rows.append(Row((("   new patient ", "text"), (name, "text!")), key=Choice(proposal, "new")))
            rows.append(Row((("   not a booking of ours: dismiss", "dim"),), key=Choice(proposal, "dismiss")))
            rows.append(Row(()))
        return rows

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Settle; a new patient is asked for the date of birth first."""
        choice = message.key
        if not isinstance(choice, Choice):
            return
        if choice.how == "new":
            self.naming = choice
            box = self.query_one(Input)
            box.value = ""
            box.add_class("-shown")
            box.focus()
            return
        self.settle(choice, "")

    def on_input_submitted(self, message: Input.Submitted) -> None:
        """The date of birth, or nothing."""
        if self.naming is not None:
            self.settle(self.naming, message.value)

    def settle(self, choice: Choice, born: str) -> None:
        """Write it, one at a time; the list is closed to keys meanwhile."""
        self.query_one(RowList).disabled = True
        self.desk.labour(partial(self._settle, choice, born), "write")

    async def _settle(self, choice: Choice, born: str) -> None:
        try:
            said = await self._write(choice, born)
        except (RecordError, NotADate) as error:
            self.desk.say(str(error), severity="error")
        else:
            self.desk.say(said)
            self._close_field()
        self.query_one(RowList).disabled = False
        if self.naming is None:
            self.query_one(RowList).focus()
        await self.load()

    async def _write(self, choice: Choice, born: str) -> str:
        """Write how a booking is settled and say it in words."""
        one, write = choice.proposal, self.desk.write
        if choice.how == "dismiss":
            await write("proposals.dismiss", one.id, one.version, "not a booking of ours")
            return f"Dismissed the booking of {self.desk.name_of(one.name)}. It stays on the record."
        if choice.match is not None:
            await write("proposals.settle", one.id, one.version, choice.match.patient_id)
            return f"Booked {self.desk.name_of(choice.match.name)} at {clock(one.minute)}."
        await write("proposals.settle_new", one.id, one.version, born=typed_date(born))
        return f"Registered {self.desk.name_of(one.name)} and booked {clock(one.minute)}."

    def _close_field(self) -> None:
        self.naming = None
        self.query_one(Input).remove_class("-shown")

    def action_close(self) -> None:
        """One step back: first the field, then the list."""
        if self.naming is not None:
            self._close_field()
            self.query_one(RowList).focus()
        else:
            self.dismiss()


def _heading(one: Proposal, name: str, today: date, *, hidden: bool) -> Line:
    when = f"{short_day(one.on, today)} {clock(one.minute)}"
    # A phone number and a note tell as much as a name does.
    told = (one.service,) if hidden else (one.phone, one.email, one.service, one.note)
    extra = " · ".join(part for part in told if part)
    return ((f"{when}  ", "accent!"), (name, "text!"), (f"  {extra}", "dim"))


def _match_line(match: Match, name: str, *, hidden: bool) -> Line:
    born = f", born {match.born}" if match.born and not hidden else ""
    return (
        ("   it is ", "text"),
        (name, "text!"),
        (f"{born}  {'' if hidden else match.phone}", "dim"),
        (f"  {', '.join(match.reasons)}", "info"),
    )
