"""Who to call: no-shows, lapsed courses, courses with nothing booked, bookings without a patient, the waiting list."""

from collections.abc import Sequence

from care.calls import Call
from care.width import fit
from dashboard.screens.base import bindings_of
from dashboard.screens.worklist import NOTHING_HOLDS, WorklistScreen
from db.calls import to_call
from widgets.call_rows import call_rows
from widgets.ink import Line, cut
from widgets.rows import Row


class CallsScreen(WorklistScreen):
    """The phone afternoon, most pressing first."""

    WHERE = "calls"
    BINDINGS = bindings_of("calls")

    def __init__(self) -> None:
        super().__init__()
        self.calls: tuple[Call, ...] | None = None

    async def load(self) -> None:
        """Read who is to be called."""
        found = await self.desk.ask(to_call, self.as_of, self.desk.clock.now_utc())
        if found is not None and found != self.calls:
            self.calls = found
            self.draw()

    def shown(self) -> tuple[Call, ...]:
        """The calls the filter lets through."""
        return tuple(one for one in self.calls or () if self.holds(one.patient, one.why, one.kind))

    def title_line(self) -> Line:
        """How many."""
        if self.calls is None:
            return ((" Looking who to call …", "dim"),)
        return ((" To call", "text!"), (f"  {len(self.calls)}", "dim"))

    def heading(self, width: int) -> Line:
        """The names of the columns."""
        name_width = max(14, min(26, (width - 40) // 2))
        text = "   " + fit("Patient", name_width + 1) + fit("Phone", 18) + fit("When", 13) + "Why"
        return cut(((text, "faint"),), width)

    def rows(self, width: int) -> Sequence[Row]:
        """The rows, or a sentence."""
        shown = self.shown()
        if shown:
            return call_rows(shown, self.as_of, width, hide_names=self.desk.names_hidden)
        if self.calls is None:
            return ()
        if self.typed:
            return NOTHING_HOLDS
        return (
            Row(()), Row(((" Nobody has to be called.", "text"),)),
            Row(((" p", "accent!"), (" in a chart, then ", "dim"), ("l", "accent!"),
                 (", puts somebody on the waiting list.", "dim"))),
        )  # fmt: skip

    @property
    def in_hand(self) -> Call | None:
        """The call under the cursor."""
        shown, key = self.shown(), self.listing.key
        return shown[key[0]] if isinstance(key, tuple) and key[0] < len(shown) else None

    def detail_lines(self, width: int) -> Sequence[Line]:
        """The reason in full."""
        one = self.in_hand
        if one is None:
            return ()
        phone = one.phone or "no phone on record"
        if one.phone and self.desk.names_hidden:
            phone = "phone hidden with the names: n shows it"
        first: Line = ((self.desk.name_of(one.patient), "text!"), (f"  {phone}", "text"))
        return (cut(first, width), cut(((one.why, "dim"),), width))

    def action_book_next(self) -> None:
        """Book for the one in hand; a booking without a patient is settled instead."""
        one = self.in_hand
        if one is None:
            return
        if one.patient_id is None:
            self.desk.settle_bookings()
        elif one.place is not None:
            self.desk.flow(self.desk.give_place, one)
        else:
            self.desk.book_for(one.patient_id, one.course_id)
