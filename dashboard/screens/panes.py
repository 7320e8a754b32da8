"""The small windows over a screen: help, and why the advice is what it is."""

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from care.advice import ADVICE_LABELS, FLAG_LABELS, RESPONSE_LABELS, STATUS_LABELS
from care.assessment import Assessment
from care.course import Course
from dashboard.actions import ACTIONS, EVERYWHERE
from widgets.course_bar import course_bar
from widgets.ink import Line
from widgets.lines import Lines
from widgets.panel import wrapped
from widgets.words import COURSE_INK, condition, number

WIDTH = 72


class Pane(ModalScreen[None]):
    """Lines in a box; any of escape, enter, q, space or the key that opened it closes it."""

    CLOSERS = frozenset({"escape", "enter", "q", "space", "w", "question_mark"})
    DEFAULT_CSS = """
    Pane { align: center middle; background: $background 60%; }
    Pane > VerticalScroll {
        width: 78; max-width: 96%; height: auto; max-height: 90%; padding: 1 2;
        background: $surface; border: round $primary;
    }
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        super().__init__()
        self.lines = tuple(lines)

    def compose(self) -> ComposeResult:
        """The lines, scrolled when the window is low."""
        with VerticalScroll():
            yield Lines()

    def on_mount(self) -> None:
        """Fill the box."""
        self.query_one(Lines).show((*self.lines, (), (("esc", "accent!"), (" closes", "dim"))))
        self.query_one(VerticalScroll).focus()

    def on_key(self, event: events.Key) -> None:
        """Close on any of the closers."""
        if event.key in self.CLOSERS:
            event.stop()
            self.dismiss()


def help_lines(where: str) -> list[Line]:
    """Every key, those of this screen first."""
    lines: list[Line] = [(("Keys", "text!"),)]
    for heading, place in (("On this screen", where), ("Everywhere", EVERYWHERE)):
        rows = [one for one in ACTIONS if one.where == place]
        if rows:
            lines += [(), ((heading, "dim"),)]
            lines += [((one.shown.rjust(7) + "  ", "accent!"), (one.help, "text")) for one in rows]
    lines += [(), (("In a list", "dim"),)]
    for keys, text in (("↑ ↓", "Move; also j and k, page up and down, home, end"), ("tab", "Next field in a form")):
        lines.append(((keys.rjust(7) + "  ", "accent!"), (text, "text")))
    lines += [(), (("The course bar: one cell is one visit", "dim"),)]
    lines.append(
        (("  ▆ done  ", "good"), ("▁ to the minimum  ▃ within the range  ", "dim"), ("█ past the maximum", "bad"))
    )
    return lines


def why_lines(name: str, course: Course, state: Assessment) -> list[Line]:
    """The rule, its numbers, and what they were taken from."""
    ink = COURSE_INK[state.status]
    low, high = state.expected
    lines: list[Line] = [
        ((name, "text!"), (f"   {condition(course.condition)} · {state.duration} · {state.severity}", "dim")),
        (),
        (
            *course_bar(state.visits_done, state.expected, min(24, max(state.visits_done, high)), ink),
            (f"  {state.visits_done} of {low}-{high}", "text!"),
        ),
        ((STATUS_LABELS[state.status], ink + "!"), ("   advice: ", "dim"), (ADVICE_LABELS[state.advice], "text!")),
        (),
        *wrapped(state.explanation, "text", WIDTH),
        (),
    ]
    pain = f"{number(state.baseline)} at baseline, {number(state.current)} now (median), goal {number(state.goal)}"
    way = "" if state.progress is None else f"{state.progress:.0%}, {state.pace:.0%} expected by this visit"
    facts = [
        ("Early checkpoint", f"visit {state.early_checkpoint}"),
        ("Pain", pain if state.baseline is not None else ""),
        ("Response", RESPONSE_LABELS[state.response] if state.baseline is not None else ""),
        ("Way to the goal", way),
        ("Mind", ", ".join(FLAG_LABELS[flag] for flag in state.flags)),
    ]
    facts = [fact for fact in facts if fact[1]]
    lines += [((label.ljust(18), "dim"), (text, "text")) for label, text in facts]
    lines += [(), (("A suggestion to a licensed clinician; nothing is done by itself.", "dim"),)]
    return lines
