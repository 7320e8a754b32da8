"""Caseload: every open course, who needs a person first."""

from collections.abc import Sequence
from datetime import date

from care.advice import ADVICE_LABELS, STATUS_LABELS
from care.attention import needs_person
from care.worklist import OpenCourse
from dashboard.reading import read_caseload
from dashboard.screens.base import bindings_of
from dashboard.screens.worklist import NOTHING_HOLDS, WorklistScreen
from widgets.caseload_rows import caseload_heading, caseload_rows
from widgets.ink import Line, cut
from widgets.panel import wrapped
from widgets.rows import Row
from widgets.words import condition

ORDERS = ("attention", "name", "next visit", "visits done")


class CaseloadScreen(WorklistScreen):
    """Every open course with its range, its status and its advice."""

    WHERE = "caseload"
    BINDINGS = bindings_of("caseload")

    def __init__(self) -> None:
        super().__init__()
        self.courses: tuple[OpenCourse, ...] | None = None
        self.order = ORDERS[0]

    async def load(self) -> None:
        """Read and assess the caseload."""
        found = await self.desk.ask(read_caseload, self.as_of, self.desk.protocol)
        if found is not None and found != self.courses:
            self.courses = found
            self.draw()

    def shown(self) -> list[OpenCourse]:
        """The courses the filter lets through, in the chosen order."""
        kept = [
            one
            for one in self.courses or ()
            if self.holds(
                one.row.patient, condition(one.row.course.condition), STATUS_LABELS[one.state.status],
                ADVICE_LABELS[one.state.advice], one.row.practitioner,
            )
        ]  # fmt: skip
        if self.order == "name":
            kept.sort(key=lambda one: one.row.patient)
        elif self.order == "next visit":
            kept.sort(key=_when)
        elif self.order == "visits done":
            kept.sort(key=lambda one: -one.state.visits_done)
        return kept

    def title_line(self) -> Line:
        """How many, how many of them want somebody, in which order."""
        if self.courses is None:
            return ((" Reading the caseload …", "dim"),)
        wanting = sum(needs_person(one.state, one.row.course) for one in self.courses)
        return (
            (" Caseload", "text!"),
            (f"  {len(self.courses)} open", "dim"),
            (f" · {wanting} {'needs' if wanting == 1 else 'need'} a person", "warn" if wanting else "dim"),
            (f"   by {self.order} ", "dim"),
            ("s", "accent!"),
        )

    def heading(self, width: int) -> Line:
        """The names of the columns."""
        return caseload_heading(width)

    def rows(self, width: int) -> Sequence[Row]:
        """The rows, or a sentence."""
        shown = self.shown()
        if not shown:
            return _empty(bool(self.typed), self.courses is None)
        return caseload_rows(tuple(shown), self.as_of, width, hide_names=self.desk.names_hidden)

    @property
    def in_hand(self) -> OpenCourse | None:
        """The course under the cursor."""
        key = self.listing.key
        return next((one for one in self.courses or () if one.row.course.id == key), None)

    def detail_lines(self, width: int) -> Sequence[Line]:
        """The explanation of the course in hand."""
        one = self.in_hand
        if one is None:
            return ()
        first, *rest = wrapped(one.state.explanation, "dim", width)
        # Two lines are all the room there is: what does not fit is seen to be missing.
        return (first, cut(((" ".join(text for line in rest for text, _ in line), "dim"),), width))

    def action_sort(self) -> None:
        """The next order."""
        self.order = ORDERS[(ORDERS.index(self.order) + 1) % len(ORDERS)]
        self.draw()

    def action_why(self) -> None:
        """Say why."""
        if (one := self.in_hand) is not None:
            self.desk.explain_course(one.row.course.patient_id, one.row.course.id)

    def on_row_list_chosen(self) -> None:
        """Enter: the chart."""
        self.action_chart()

    def action_chart(self) -> None:
        """The chart of the patient in hand."""
        if (one := self.in_hand) is not None:
            self.desk.open_chart(one.row.course.patient_id, one.row.course.id)

    def action_refer(self) -> None:
        """Start the referral proposed for the one in hand."""
        if (one := self.in_hand) is not None:
            self.desk.flow(self.desk.refer, one.row.course.patient_id, one.row.course.id)

    def action_book_next(self) -> None:
        """Book the next visit of the course in hand."""
        if (one := self.in_hand) is not None:
            self.desk.book_for(one.row.course.patient_id, one.row.course.id)


def _when(one: OpenCourse) -> tuple[date, int]:
    following = one.row.next_appointment
    return (following.on, following.minute) if following else (date.max, 0)


def _empty(filtered: bool, reading: bool) -> Sequence[Row]:
    if reading:
        return ()
    if filtered:
        return NOTHING_HOLDS
    return (
        Row(()), Row(((" No course of care is open.", "text"),)),
        Row(((" /", "accent!"), (" finds a patient, ", "dim"), ("o", "accent!"), (" in the chart opens one.", "dim"))),
    )  # fmt: skip
