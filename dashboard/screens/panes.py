"""The small windows over a screen: help, and why the advice is what it is."""

from collections.abc import Callable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from care.advice import ADVICE_LABELS, FLAG_LABELS, RESPONSE_LABELS, STATUS_LABELS
from care.assessment import Assessment
from care.attention import MARKS
from care.course import Course
from dashboard.actions import ACTIONS, EVERYWHERE, Action
from dashboard.screens.sheet import Sheet
from widgets.course_bar import course_bar
from widgets.ink import Line
from widgets.lines import Lines
from widgets.panel import wrapped
from widgets.words import COURSE_INK, condition, number


class Pane(Sheet[None]):
    """Lines in a box; any of escape, enter, q, space or the key that opened it closes it."""

    CLOSERS = frozenset({"escape", "enter", "q", "space", "w", "W", "question_mark"})
    DEFAULT_CSS = """
    Pane { align: center middle; background: $background 60%; }
    Pane > Vertical {
        width: 78; max-width: 96%; height: auto; max-height: 96%; padding: 0 2;
        background: $surface; border: round $primary;
    }
    Pane VerticalScroll { height: auto; scrollbar-size-vertical: 1; }
    Pane #foot { dock: bottom; height: 2; padding-top: 1; background: $surface; }
    """

    def __init__(self, build: Callable[[int], Sequence[Line]]) -> None:
        """`build` gives the lines for a width in cells."""
        super().__init__()
        self._build = build

    def compose(self) -> ComposeResult:
        """The lines, scrolled when the window is low; below them always how to leave."""
        with Vertical():
            with VerticalScroll():
                yield Lines(id="text")
            yield Lines(id="foot")

    def on_mount(self) -> None:
        """Fill the box."""
        self.lay_out()
        self.query_one(VerticalScroll).focus()

    def on_resize(self) -> None:
        """Another width breaks the lines elsewhere."""
        self.lay_out()

    def lay_out(self) -> None:
        """Break the lines for the window; one cell is left for the scroll bar."""
        size = self.app.size
        width = min(78, int(size.width * 0.96)) - 7
        lines = self._build(width)
        self.query_one("#text", Lines).show(lines)
        hidden = len(lines) + 4 > int(size.height * 0.96)
        more: Line = (("   ↓", "accent!"), (" more", "dim")) if hidden else ()
        self.query_one("#foot", Lines).show(((("esc", "accent!"), (" closes", "dim"), *more),))

    def redraw(self) -> None:
        """Names hidden or shown again."""
        self.lay_out()

    def on_key(self, event: events.Key) -> None:
        """Close on any of the closers."""
        if event.key in self.CLOSERS:
            event.stop()
            self.dismiss()


def help_lines(where: str, width: int, why_not: Callable[[Action], str] = lambda _: "") -> list[Line]:
    """Every key, those of this screen first.

    `why_not` says why somebody has no use for one, empty where they have: those come last, dimmed.
    """
    lines: list[Line] = [(("Keys", "text!"),)]
    for heading, place in (("On this screen", where), ("Everywhere", EVERYWHERE)):
        rows = [one for one in ACTIONS if one.where == place]
        if rows:
            lines += [(), ((heading, "dim"),)]
            lines += [line for one in rows if not why_not(one) for line in _keyed(one.shown, one.help, width)]
            for why in dict.fromkeys(filter(None, map(why_not, rows))):
                lines += [(), ((why, "dim"),)]
                lines += [line for one in rows if why_not(one) == why
                          for line in _keyed(one.shown, one.help, width, mine=False)]  # fmt: skip
    lines += [(), (("In a list", "dim"),)]
    for keys, text in (("↑ ↓", "Move; also j and k, page up and down, home, end"), ("tab", "Next field in a form")):
        lines += _keyed(keys, text, width)
    lines += [(), (("The course bar: one cell is one visit", "dim"),)]
    bars = (("▆", "done", "good"), ("▁", "to the minimum", "dim"), ("▃", "within the range", "dim"))
    lines += [((bar.rjust(KEYS) + "  ", ink), (text, "text")) for bar, text, ink in (*bars, ("█", "past it", "bad"))]
    lines += [(), (("Beside the count: how the course stands; → a referral is under way", "dim"),)]
    for status, (mark, _) in MARKS.items():
        if mark.strip():
            lines.append(((mark.rjust(KEYS) + "  ", COURSE_INK[status] + "!"), (STATUS_LABELS[status], "text")))
    return lines


KEYS = 7
"""Cells of the column of keys."""


def _keyed(keys: str, text: str, width: int, *, mine: bool = True) -> list[Line]:
    """A key and what it does, on as many lines as the width asks for."""
    lines = wrapped(text, "text" if mine else "dim", width - KEYS - 2)
    ink = "accent!" if mine else "dim"
    return [(((keys if not at else "").rjust(KEYS) + "  ", ink), *line) for at, line in enumerate(lines)]


def _labelled(label: str, text: str, width: int) -> list[Line]:
    lines = wrapped(text, "text", width - LABEL)
    return [(((label if not at else "").ljust(LABEL), "dim"), *line) for at, line in enumerate(lines)]


LABEL = 18
"""Cells of the column of names beside the facts."""


def why_lines(name: str, course: Course, state: Assessment, width: int) -> list[Line]:
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
        *wrapped(state.explanation, "text", width),
        (),
    ]
    now = f"{number(state.current)} now (median)" if state.current is not None else "no later score"
    pain = f"{number(state.baseline)} at baseline, {now}, goal {number(state.goal)}"
    way = ""
    if state.progress is not None:
        way = f"{100 * state.progress:.0f} %, {100 * state.pace:.0f} % expected by this visit"
    facts = [
        ("Early checkpoint", f"visit {state.early_checkpoint}"),
        ("Pain", pain if state.baseline is not None else ""),
        ("Response", RESPONSE_LABELS[state.response] if state.baseline is not None else ""),
        ("Way to the goal", way),
        ("Mind", ", ".join(FLAG_LABELS[flag] for flag in state.flags)),
    ]
    lines += [line for label, text in facts if text for line in _labelled(label, text, width)]
    lines += [(), *wrapped("A suggestion to a licensed clinician; nothing is done by itself.", "dim", width)]
    return lines
