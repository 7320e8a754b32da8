"""Closing a course: with which outcome, and what becomes of the appointments still to come."""

from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from care.assessment import Assessment
from care.chart import Chart
from care.closing import OUTCOME_WORDS, proposed_outcome
from dashboard.screens.choices import BOX, BOX_INNER
from dashboard.screens.sheet import Sheet
from widgets.choice import Choice, Option
from widgets.field import Field

KEYS = {"resolved": "r", "discharged": "d", "referred_out": "o", "lapsed": "l"}


class ClosingScreen(Sheet[tuple[str, str, bool] | None]):
    """The result is the outcome, a note, and whether the places are released; None when it stays open."""

    BINDINGS = [("escape", "leave", "back"), ("ctrl+s", "take", "close")]  # noqa: RUF012 Textual reads it so
    DEFAULT_CSS = f"""
    ClosingScreen {{ {BOX} }}
    ClosingScreen > Vertical {{ {BOX_INNER} }}
    ClosingScreen Static {{ height: auto; }}
    ClosingScreen #pane-trouble {{ color: $warning; margin-top: 1; }}
    ClosingScreen .dim {{ color: $text-dim; margin-top: 1; }}
    ClosingScreen Field {{ margin-top: 1; }}
    ClosingScreen Choice {{ margin-top: 1; padding: 0 1 0 0; border-left: blank; }}
    ClosingScreen Choice:focus {{ border-left: outer $primary; }}
    """

    def __init__(
        self,
        chart: Chart,
        state: Assessment,
        coming: int,
        typed: tuple[str, str, bool] | None = None,
        trouble: str = "",
    ) -> None:
        """`typed` is what was answered before, and `trouble` what was wrong with it."""
        super().__init__()
        self.chart, self.state, self.coming = chart, state, coming
        self.typed, self.trouble = typed, trouble

    def compose(self) -> ComposeResult:
        """Question, outcomes, note, places."""
        course = self.chart.course
        assert course is not None
        outcome, why = proposed_outcome(self.state, course, self.desk.today)
        chosen, note, release = self.typed or (outcome, "", True)
        options = [Option(KEYS[code], code, words) for code, words in OUTCOME_WORDS.items()]
        with Vertical():
            yield Static("", id="title", markup=False)
            yield Choice(options, [chosen], id="outcome")
            yield Static(f"Proposed: {why}", classes="dim", markup=False)
            if self.coming:
                them = "them" if self.coming > 1 else "it"
                places = f"{self.coming} appointment{'s' if self.coming > 1 else ''} still to come:"
                yield Static(places, classes="dim", markup=False)
                places_kept = [Option("f", "release", f"free {them}"), Option("k", "keep", f"keep {them}")]
                yield Choice(places_kept, ["release" if release else "keep"], id="places")
            yield Field(note, placeholder="a note, if you like", id="note", max_length=2000)
            if self.trouble:
                yield Static(self.trouble, id="pane-trouble", markup=False)
            yield Static("enter closes the course; u takes it back · esc leaves it open", classes="dim", markup=False)

    def on_mount(self) -> None:
        """The outcome is in hand."""
        self.redraw()
        self.query_one("#outcome").focus()

    def redraw(self) -> None:
        """Whose; also when names are hidden or shown again."""
        name = self.desk.name_of(self.chart.patient.name)
        self.query_one("#title", Static).update(f"Close the course of {name}. How did it end?")

    def on_choice_taken(self) -> None:
        """The next line."""
        self.focus_next()

    def on_key(self, event: Any) -> None:
        """Enter on a line of answers."""
        if event.key == "enter":
            event.stop()
            self.action_take()

    def on_input_submitted(self) -> None:
        """Enter in the note."""
        self.action_take()

    def action_take(self) -> None:
        """Close it."""
        chosen = self.query_one("#outcome", Choice).chosen
        places = self.query("#places").results(Choice)
        release = any("release" in one.chosen for one in places)
        if chosen:
            self.dismiss((chosen[0], self.query_one("#note", Field).value, release))
