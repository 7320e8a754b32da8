"""Why the advice is what it is, what would change it, and what becomes of it: taken, or dismissed with a reason."""

from datetime import date
from typing import Any, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input

from care.assessment import Assessment, assess_course
from care.chart import Chart, Decision
from care.decisions import STEP_FOR, basis_of, standing
from care.forecast import forecast_course, words_with_basis
from care.outlook import would_change
from care.protocol import Protocol
from dashboard.screens.choices import BOX
from dashboard.screens.panes import why_lines
from dashboard.screens.sheet import Sheet
from db.reader import Reader
from widgets.field import Field
from widgets.ink import Line
from widgets.lines import Lines
from widgets.panel import wrapped
from widgets.words import short_day

TAKES = {
    "referral": "starts the referral",
    "evaluation": "opens the evaluation",
    "visit": "opens the visit",
    "close": "closes the course",
    "referrals": "shows the referrals",
}
URGENT = ("D01", "D02")


class Why(NamedTuple):
    """A course with its advice: what it rests on, what was decided, what would change it."""

    chart: Chart
    state: Assessment
    basis: str
    decided: Decision | None
    outlook: tuple[str, ...]
    forecast: str = ""


def read_why(reader: Reader, patient_id: int, course_id: int, as_of: date, protocol: Protocol) -> Why | None:
    """Everything the window says."""
    from db.chart import chart

    reader.require("see_clinical")
    found = chart(reader, patient_id, course_id, as_of)
    if found.course is None:
        return None
    state = assess_course(found.course, as_of, protocol)
    basis = basis_of(state, found.course, as_of, protocol)
    decided = standing(found.decisions, state, basis)
    ahead = forecast_course(found.course, as_of, protocol)
    said = words_with_basis(ahead) if ahead is not None else ""
    return Why(found, state, basis, decided, would_change(found.course, as_of, protocol), said)


class WhyPane(Sheet[Any]):
    """The result is `take`, `("dismiss", reason)`, or None."""

    READS = "see_clinical"
    BINDINGS = [  # noqa: RUF012 Textual reads it so
        Binding("escape,w,q", "leave", "back"), Binding("t,r", "take", "take"),
        Binding("x", "dismiss_advice", "dismiss"),
    ]  # fmt: skip
    DEFAULT_CSS = f"""
    WhyPane {{ {BOX} }}
    WhyPane > Vertical {{
        width: 84; max-width: 96%; height: auto; max-height: 96%; padding: 0 2; background: $surface;
        border: round $primary;
    }}
    WhyPane VerticalScroll {{ height: auto; scrollbar-size-vertical: 1; }}
    WhyPane #bottom {{ dock: bottom; height: auto; background: $surface; }}
    WhyPane #foot {{ height: 2; padding-top: 1; }}
    WhyPane Field {{ display: none; }}
    WhyPane Field.-shown {{ display: block; }}
    """

    def __init__(self, why: Why, reason: str = "", trouble: str = "") -> None:
        """`reason` is what was typed before, and `trouble` why it could not be saved."""
        super().__init__()
        self.why, self.reason, self.trouble = why, reason, trouble

    def compose(self) -> ComposeResult:
        """The lines, a field for a reason, the keys."""
        with Vertical():
            with VerticalScroll():
                yield Lines(id="text")
            with Vertical(id="bottom"):
                yield Lines(id="wrong")
                hint = "why is this advice not followed? enter dismisses it until something changes"
                yield Field(self.reason, placeholder=hint)
                yield Lines(id="foot")

    def on_mount(self) -> None:
        """Fill the window."""
        self.lay_out()
        self.query_one(VerticalScroll).focus()
        if self.reason:
            self.ask_reason()

    def on_resize(self) -> None:
        """Another width breaks the lines elsewhere."""
        self.lay_out()

    def redraw(self) -> None:
        """Names hidden or shown again."""
        self.lay_out()

    def lay_out(self) -> None:
        """Break the lines for the window."""
        why, size = self.why, self.app.size
        width = min(84, int(size.width * 0.96)) - 7
        course = why.chart.course
        assert course is not None
        lines = why_lines(self.desk.name_of(why.chart.patient.name), course, why.state, width)
        if why.outlook:
            lines += [(), (("What would change it", "dim"),)]
            for sentence in why.outlook:
                first, *rest = wrapped(sentence, "text", width - 2)
                lines += [(("· ", "accent"), *first), *((("  ", "text"), *line) for line in rest)]
        if why.forecast:
            lines += [(), (("Forecast, which the advice does not rest on", "dim"),)]
            lines += wrapped(f"{why.forecast}.", "text", width)
        if (one := why.decided) is not None:
            how = "Dismissed" if one.decision == "dismissed" else "Taken"
            when = short_day(one.on, self.desk.today)
            said = f"{how} by {one.who}, {when}" + (f": {one.reason}" if one.reason else "") + "."
            lines += [(), *wrapped(said, "info", width)]
        self.query_one("#text", Lines).show(lines)
        wrong = wrapped(self.trouble, "warn", width) if self.trouble else []
        self.query_one("#wrong", Lines).show(wrong)
        self.query_one("#wrong").display = bool(wrong)
        spans: list[tuple[str, str]] = []
        mine = self.desk.may("clinical")
        if mine and (step := STEP_FOR.get(why.state.advice)):
            spans += [("t", "accent!"), (f" {TAKES[step]}   ", "dim")]
        if mine and why.state.rule not in URGENT:
            spans += [("x", "accent!"), (" dismiss with a reason   ", "dim")]
        foot: Line = (*spans, ("esc", "accent!"), (" closes", "dim"))
        if len(lines) + 4 > int(size.height * 0.96):
            foot = (*foot, ("   ↓", "accent!"), (" more", "dim"))
        self.query_one("#foot", Lines).show((foot,))

    def action_take(self) -> None:
        """Open what it asks for."""
        if not self.desk.refuses("clinical", "take"):
            self.dismiss("take")

    def action_dismiss_advice(self) -> None:
        """Ask for the reason."""
        if self.desk.refuses("clinical", "dismiss"):
            return
        if self.why.state.rule in URGENT:
            self.notify("A red flag is not dismissed: record what was done (R in the chart).", markup=False)
            return
        self.ask_reason()

    def ask_reason(self) -> None:
        """The line for it."""
        field = self.query_one(Field)
        field.add_class("-shown")
        field.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Dismiss it, with the reason typed."""
        if event.value.strip():
            self.dismiss(("dismiss", event.value))

    def action_leave(self) -> None:
        """Close; with a reason half typed, first that."""
        field = self.query_one(Field)
        if field.has_class("-shown"):
            field.remove_class("-shown")
            self.query_one(VerticalScroll).focus()
        else:
            self.dismiss(None)
