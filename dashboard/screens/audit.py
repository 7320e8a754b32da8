"""Reviewing the audit log: who saw a patient, what somebody did, day by day; and whether the log is whole."""

from collections.abc import Sequence

from textual.app import ComposeResult

from care.audit import AuditLine
from dashboard.audit_view import choice_line, in_full, line_of, verdict_line
from dashboard.screens.audit_steps import AuditSteps
from dashboard.screens.base import bindings_of
from db.audit_pages import Counts, Only, Seen, Window, counted, name_of_patient, window
from db.audit_read import Verdict
from widgets.audit_rows import audit_heading, audit_rows
from widgets.ink import Line, cut
from widgets.lines import Lines
from widgets.panel import wrapped
from widgets.rows import Row, RowList

AROUND = 120
"""Entries held before and after the one in hand; when the cursor comes near their end, the next are read."""

NEAR = 15


class AuditScreen(AuditSteps):
    """A window of entries around the cursor, newest first; above it the choice and whether the log is whole."""

    WHERE = "audit"
    RIGHT = "see_audit"
    BINDINGS = bindings_of("audit")
    DEFAULT_CSS = """
    AuditScreen #title { height: 2; }
    AuditScreen #detail { height: 3; padding: 0 1; border-top: solid $text-faint; }
    """

    def __init__(self, patient_id: int | None = None) -> None:
        """`patient_id`: only who saw or changed this patient's record."""
        super().__init__()
        self.only = self.opened_for = Only(patient_id)
        self.patient = ""
        self.window: Window | None = None
        self.lines: dict[int, tuple[Seen, AuditLine]] = {}
        self.counts: Counts | None = None
        self.verdict: Verdict | None = None
        self.progress: tuple[int, int] | None = None
        self.failed = ""
        self.at_top = True

    def body(self) -> ComposeResult:
        """Choice and verdict, the columns' names, entries, one in full."""
        yield Lines(id="title")
        yield Lines(id="heading")
        yield RowList(id="rows")
        yield Lines(id="detail")

    def on_mount(self) -> None:
        """Looking at the log is on the log; then follow it from its first entry, beside the screen."""
        self.desk.note_seen("log", self.only.patient_id)
        self.action_verify()

    async def load(self) -> None:
        """Read the entries around the one in hand; at the top the newest, with what has come since."""
        key = self.query_one(RowList).key
        await self.read(None if self.at_top or not isinstance(key, int) else key)

    async def read(self, at: int | None, *, to: int | None = None, top: bool = False) -> None:
        """Read around an entry, or the newest; put the cursor on `to`, or with `top` on the newest of all."""
        only = self.only
        found = await self.desk.ask(window, only, at, AROUND, AROUND)
        if found is None or only != self.only:
            return
        if top and found.entries:
            to = found.entries[0].told.id
        if found != self.window or to is not None:
            self.window = found
            self.relabel()
            self.draw(to)
        if self.counts is None or self.at_top:  # turning pages changes no number, and counting looks through the log
            self.soon(self.count, "audit count")

    async def count(self) -> None:
        """How many there are, which looks through the whole log: after the picture."""
        only = self.only
        found = await self.desk.ask(counted, only)
        if only.patient_id is not None and not self.patient:
            self.patient = await self.desk.ask(name_of_patient, only.patient_id) or ""
        if found is not None and only == self.only:
            self.counts = found
            self.draw_title()

    def relabel(self) -> None:
        """Put what was read in words."""
        zone, name_of = self.desk.clinic.timezone, self.desk.name_of
        entries = self.window.entries if self.window is not None else ()
        self.lines = {one.told.id: (one, line_of(one, zone, name_of)) for one in entries}

    def draw(self, to: int | None = None) -> None:
        """Draw what was read."""
        self.draw_title()
        self.query_one("#heading", Lines).show((audit_heading(self.size.width),))
        self.query_one(RowList).show(self.rows, key=to)
        self.draw_detail()

    def draw_title(self) -> None:
        """The choice, and the verdict below it."""
        counts = self.counts or Counts(0, 0)
        entries = counts.entries if self.counts is not None else None
        choice = choice_line(self.only, self.desk.name_of(self.patient), entries, counts.standing_out)
        verdict = verdict_line(self.verdict, self.progress, self.failed)
        width = max(20, self.size.width - 1)
        self.query_one("#title", Lines).show((cut(choice, width), cut(verdict, width)))

    def rows(self, width: int) -> Sequence[Row]:
        """The entries, or a sentence."""
        if self.window is None:
            return ()
        if not self.lines:
            return (Row(()), Row(((" There is no such entry. ", "text"), ("esc", "accent!"), (" shows all.", "dim"))))
        rows = audit_rows([line for _, line in self.lines.values()], width, self.as_of)
        return (*rows, Row(((" …", "dim"),))) if self.window.older else rows

    def draw_detail(self) -> None:
        """Everything the entry in hand says."""
        known = self.in_hand
        width = max(20, self.size.width - 2)
        lines: list[Line] = []
        if self.verdict is not None and self.verdict.damage and known is None:
            lines = wrapped("`acudesk audit verify` says what to do.", "dim", width)
        elif known is not None:
            lines = wrapped(in_full(*known, self.desk.name_of), "dim", width)[:2]
        self.query_one("#detail", Lines).show(lines)

    @property
    def in_hand(self) -> tuple[Seen, AuditLine] | None:
        """The entry under the cursor."""
        key = self.query_one(RowList).key
        return self.lines.get(key) if isinstance(key, int) else None

    def on_row_list_highlighted(self) -> None:
        """Another entry is in hand: say it in full, and read on where the window ends."""
        self.draw_detail()
        key, found = self.query_one(RowList).key, self.window
        if found is None or not isinstance(key, int):
            return
        ids = list(self.lines)
        place = ids.index(key) if key in self.lines else 0
        self.at_top = place == 0 and not found.newer
        if (found.older and place >= len(ids) - NEAR) or (found.newer and place < NEAR):
            self.soon(lambda: self.read(key), "audit window")

    def choose(self, only: Only) -> None:
        """Other entries, from the newest."""
        if only.patient_id is not None and only.patient_id != self.only.patient_id:
            self.patient = ""
            self.desk.note_seen("log", only.patient_id)
        self.only, self.counts, self.window, self.at_top = only, None, None, True

        self.draw_title()
        self.soon(lambda: self.read(None, top=True), "audit window")

    def on_row_list_chosen(self) -> None:
        """Enter: the chart."""
        self.action_chart()

    def action_chart(self) -> None:
        """The chart of the patient of the entry in hand."""
        known = self.in_hand
        if known is not None and known[0].told.patient_id is not None and known[0].patient:
            self.desk.open_chart(known[0].told.patient_id)
        else:
            self.desk.say("The entry in hand is about no patient.")

    def on_resize(self) -> None:
        """Columns follow the width."""
        self.call_after_refresh(self.draw)

    def redraw(self) -> None:
        """Names hidden or shown again."""
        super().redraw()
        self.relabel()
        self.draw()

    def step_back(self) -> bool:
        """Escape: first the choice goes, then the screen."""
        if self.only != self.opened_for:
            self.choose(self.opened_for)
        else:
            self.app.pop_screen()
        return True
