"""What the outcomes show of what was gathered: counted once, drawn for any window."""

from typing import NamedTuple

from care.outcome_facts import Facts
from care.outcome_words import Section, band_words, courses, curve_words, headline, sections
from care.outcomes import Choice, Outcomes, chosen, grouped, outcomes
from care.thresholds import Protocol
from dashboard.outcome_reading import Gathered
from widgets.ink import Line, spread
from widgets.outcome_curve import LEAST, curve_lines, legend, panel_curve, side_by_side
from widgets.outcome_rows import group_lines
from widgets.panel import wrapped

PAGES = ("figures", "curve", "groups")
"""What a small window shows one after the other; a large one shows the first two beside each other."""

_LEAST = 7
"""Rows of a curve at least."""


class Told(NamedTuple):
    """What is shown of the courses chosen: the figures, and those of each severity and duration."""

    facts: tuple[Facts, ...]
    whole: Outcomes
    sections: tuple[Section, ...]
    severity: dict[str, Outcomes]
    duration: dict[str, Outcomes]


def tell(gathered: Gathered, choice: Choice, protocol: Protocol) -> Told:
    """Count; of a long history this takes a moment, so that no screen should wait for it."""
    facts = tuple(chosen(gathered.facts.values(), choice))
    whole = outcomes(facts)
    rows = sections(whole, protocol, {one.condition for one in facts})
    return Told(facts, whole, rows, grouped(facts, "severity"), grouped(facts, "duration"))


def pages_of(wide: bool) -> dict[str, str]:
    """The pages of a window and what they are called there."""
    if wide:
        return {"figures": "figures and curve", "groups": "severity and duration"}
    return {name: name for name in PAGES}


def second_line(
    told: Told | None, read_of: tuple[int, int] | None, width: int, page: str, wide: bool, *, partly: bool = False
) -> Line:  # fmt: skip
    """Below the title: how far the reading is, else how many courses there are, and the pages.

    `read_of` is how many courses of how many have been read, None when all have; `partly`: only those are shown.
    """
    if read_of is not None and (told is None or read_of[1]):
        done, of = read_of
        so_far = " Figures of these, the newest." if partly else ""
        return ((f"Reading {done:,} of {of:,} courses …{so_far}" if of else "Reading …", "info"),)
    if told is None or not told.whole.enough:
        return ()
    text = headline(told.whole)
    if width < 76:
        text = courses(told.whole.courses)
    elif width >= 100:
        text = f"{text} As they stand today."
    pages: list[tuple[str, str]] = [("tab", "accent!")]
    for name, words in pages_of(wide).items():
        pages.append((f"  {words}", "text!" if name == page else "dim"))
    return spread(((text, "dim"),), tuple(pages), width)


def curve_page(told: Told, width: int, height: int, *, tables: bool, shaded: bool) -> list[Line]:
    """The curve, what it says and rests on, and with `tables` severity and duration below it, in `height` lines."""
    said = [line for text in curve_words(told.whole) for line in wrapped(text, "dim", width)]
    below: list[Line] = []
    for name, parts in (("severity", told.severity), ("duration", told.duration)) if tables else ():
        below += [(), *group_lines(name, list(parts.items()), width)]
    tall = max(_LEAST, height - len(said) - len(below) - 2)
    drawn = curve_lines(told.whole, width, tall, shaded=shaded)
    heading: Line = (("Resolved by visit", "text!"), (f"  {band_words(told.whole)}", "dim"))
    return [heading, *drawn, *((legend(tall, shaded=shaded),) if drawn else ()), *said, *below]


def groups_page(told: Told, width: int, height: int, *, shaded: bool) -> list[Line]:
    """The curves of each severity side by side, and below them those of each duration; in a low window tables."""
    each = max(_LEAST, (height - 1) // 2)
    lines: list[Line] = []
    if panel_curve(each) < LEAST[1]:
        tables = (("severity", told.severity), ("duration", told.duration))
        return [line for name, parts in tables for line in (*group_lines(name, list(parts.items()), width), ())]
    for parts in (told.severity, told.duration):
        lines += side_by_side(list(parts.items()), width, each, shaded=shaded)
    return [*lines, legend(panel_curve(each), shaded=shaded)]
