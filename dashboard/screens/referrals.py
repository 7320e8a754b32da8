"""Referrals: everything that waits for somebody, urgent first, then days overdue."""

from collections.abc import Sequence

from care.referral import Referral, is_pending
from care.worklist import OpenReferral
from dashboard.reading import read_referrals
from dashboard.screens.base import bindings_of
from dashboard.screens.stepping import Stepping
from dashboard.screens.worklist import NOTHING_HOLDS, WorklistScreen
from widgets.ink import Line, cut
from widgets.referral_rows import referral_heading, referral_rows, waits_for
from widgets.rows import Row
from widgets.words import condition, short_day, words


class ReferralsScreen(WorklistScreen, Stepping):
    """Pending referrals, drafts to send, and those that need another provider."""

    WHERE = "referrals"
    BINDINGS = bindings_of("referrals")

    def __init__(self) -> None:
        super().__init__()
        self.referrals: tuple[OpenReferral, ...] | None = None

    async def load(self) -> None:
        """Read the open referrals."""
        found = await self.desk.ask(read_referrals, self.as_of, self.desk.protocol)
        if found is not None and found != self.referrals:
            self.referrals = found
            self.draw()

    def shown(self) -> list[OpenReferral]:
        """The referrals the filter lets through."""
        return [
            one
            for one in self.referrals or ()
            if self.holds(one.row.patient, words(one.row.referral.kind), one.row.referral.to, words(one.state))
        ]

    def title_line(self) -> Line:
        """How many wait, are overdue, are still to be sent."""
        if self.referrals is None:
            return ((" Reading the referrals …", "dim"),)
        pending = sum(is_pending(one.state) for one in self.referrals)
        drafts = sum(one.state == "draft" for one in self.referrals)
        again = sum(one.state == "declined_by_provider" for one in self.referrals)
        overdue = sum(one.overdue_days > 0 for one in self.referrals)
        spans = [(" Referrals", "text!"), (f"  {pending} pending", "dim")]
        spans += [(f" · {drafts} to send", "dim")] if drafts else []
        spans += [(f" · {again} {'needs' if again == 1 else 'need'} another provider", "warn")] if again else []
        spans += [(f" · {overdue} overdue", "bad")] if overdue else []
        return tuple(spans)

    def heading(self, width: int) -> Line:
        """The names of the columns."""
        return referral_heading(width)

    def rows(self, width: int) -> Sequence[Row]:
        """The rows, or a sentence."""
        shown = self.shown()
        if shown:
            hidden = self.desk.names_hidden
            return referral_rows(tuple(shown), self.as_of, width, hide_names=hidden)
        if self.referrals is None:
            return ()
        if self.typed:
            return NOTHING_HOLDS
        return (
            Row(()), Row(((" No referral is open.", "text"),)),
            Row(((" r", "accent!"), (" in a chart, on Today or in the caseload starts one.", "dim"))),
        )  # fmt: skip

    @property
    def in_hand(self) -> OpenReferral | None:
        """The referral under the cursor."""
        key = self.listing.key
        return next((one for one in self.referrals or () if one.row.referral.id == key), None)

    def detail_lines(self, width: int) -> Sequence[Line]:
        """What it waits for, since when, and the question."""
        one = self.in_hand
        if one is None:
            return ()
        due = f", due {short_day(one.due, self.as_of)}" if one.due else ""
        phone = f" · call {one.row.provider_phone}" if one.row.provider_phone else ""
        first: Line = (
            (f"Waits for {waits_for(one.row.referral._replace(status=one.state), self.as_of)}{due}", "text"),
            (f" · {condition(one.row.condition)} · {one.row.referral.to or 'no provider yet'}{phone}", "dim"),
        )
        question = "the question is hidden with the names" if self.desk.names_hidden else one.row.referral.question
        return (cut(first, width), cut(((question, "dim"),), width))

    @property
    def referral(self) -> Referral | None:
        """The referral in hand; its steps are keys."""
        return one.row.referral if (one := self.in_hand) is not None else None

    def on_row_list_highlighted(self) -> None:
        """Another referral is in hand: other steps."""
        self.draw_hints()

    def on_row_list_chosen(self) -> None:
        """Enter: the referral in full."""
        self.action_open()

    def action_open(self) -> None:
        """The referral in full."""
        if (one := self.referral) is not None:
            self.desk.open_referral(one.id)

    def action_chart(self) -> None:
        """The patient's chart."""
        if (one := self.in_hand) is not None:
            self.desk.open_chart(one.row.patient_id, one.row.referral.course_id)
