"""The courses behind a figure of the outcomes."""

from collections.abc import Sequence

from care.outcome_facts import Facts
from dashboard.screens.base import bindings_of
from dashboard.screens.worklist import WorklistScreen
from db.outcomes import MOST_BEHIND, behind
from widgets.ink import Line, cut
from widgets.outcome_rows import Known, behind_heading, behind_rows, came_to, measured
from widgets.rows import Row
from widgets.words import condition


class OutcomeCoursesScreen(WorklistScreen):
    """Patients and what came of their courses; enter opens the chart, escape goes back to the figures."""

    WHERE = "outcome_courses"
    RIGHT = "see_outcomes"
    BINDINGS = bindings_of("outcome_courses")

    def __init__(self, title: str, facts: Sequence[Facts]) -> None:
        """`title` is what the figure is called, `facts` the courses it counts."""
        super().__init__()
        self.of, self.facts = title, {one.id: one for one in facts}
        self.known: tuple[Known, ...] | None = None

    async def load(self) -> None:
        """Whose courses they are."""
        found = await self.desk.ask(behind, tuple(self.facts))
        if found is None:
            return
        known = tuple(Known(one.patient, one.practitioner, self.facts[one.course_id]) for one in found)
        if known != self.known:
            self.known = known
            self.draw()

    def shown(self) -> list[Known]:
        """Those the filter lets through."""
        return [
            one
            for one in self.known or ()
            if self.holds(one.patient, condition(one.facts.condition), came_to(one.facts), one.practitioner)
        ]

    def title_line(self) -> Line:
        """Which figure, and how many courses."""
        many = len(self.facts)
        words = f"  {many:,} {'course' if many == 1 else 'courses'}"
        more = f", the newest {MOST_BEHIND:,} of them listed" if many > MOST_BEHIND else ""
        return ((f" {self.of[:1].upper()}{self.of[1:]}", "text!"), (words + more, "dim"))

    def heading(self, width: int) -> Line:
        """The names of the columns."""
        return behind_heading(width)

    def rows(self, width: int) -> Sequence[Row]:
        """The rows, or a sentence."""
        if self.known is None:
            return ()
        shown = self.shown()
        if not shown:
            text = " Nothing holds what you typed." if self.typed else " No course is counted here."
            return (Row(()), Row(((text, "text"),)))
        return behind_rows(shown, width, hide_names=self.desk.names_hidden)

    def detail_lines(self, width: int) -> Sequence[Line]:
        """How severe and how old it was, and what changed, of the course in hand."""
        one = self.facts.get(self.listing.key) if isinstance(self.listing.key, int) else None
        return (cut(((measured(one), "dim"),), width),) if one is not None else ()

    def on_row_list_chosen(self) -> None:
        """Enter: the chart."""
        self.action_chart()

    def action_chart(self) -> None:
        """The chart of the patient in hand, at this course."""
        key = self.listing.key
        if isinstance(key, int):
            self.desk.open_chart(self.facts[key].patient_id, key)

    def step_back(self) -> bool:
        """Escape: first the filter goes, then the list."""
        if not super().step_back():
            self.app.pop_screen()
        return True
