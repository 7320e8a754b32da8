"""The top line: whose clinic, which day, what time, and the four places to be."""

from datetime import date
from typing import NamedTuple

from care.appointment import clock
from care.day_words import short_date
from care.width import cut as cut_text
from widgets.ink import Line, line_width, spread


class Place(NamedTuple):
    """One of the main screens. `waiting` is how many of its rows want somebody; 0 shows nothing."""

    key: str
    label: str
    here: bool = False
    waiting: int = 0


class HeaderView(NamedTuple):
    """What the top line says. `minute` is after local midnight at the clinic."""

    clinic: str
    on: date
    today: date
    minute: int
    places: tuple[Place, ...]
    note: str = ""


def header_line(view: HeaderView, width: int) -> Line:
    """The line for a width; the clinic gives way first, then the names of the places, before the day does."""
    day = short_date(view.on) + (f" {view.on.year}" if view.on.year != view.today.year else "")
    is_today = view.on == view.today
    time = ("  " + clock(view.minute), "dim") if is_today else ("  not today", "warn!")
    moment: Line = (("◂ ", "faint"), (day, "text!"), (" ▸", "faint"), time)
    note: Line = ((f"  {view.note}", "warn"),) if view.note else ()
    brand: Line = ((" acudesk ", "mark!"), ("  ", "text"))
    for manner in ("full", "keys"):
        places = _places(view.places, manner)
        room = width - line_width(brand) - line_width(moment) - line_width(note) - line_width(places) - 5
        if room >= min(12, len(view.clinic)):
            clinic: Line = ((cut_text(view.clinic, room), "text"), ("   ", "text"))
            return spread((*brand, *clinic, *moment, *note), places, width)
        # Rather the places by their names than the clinic, which everybody here knows.
        if manner == "full" and line_width((*brand, *moment, *note, *places)) + 2 <= width:
            return spread((*brand, *moment, *note), places, width)
    places = _places(view.places, "keys")
    if note and line_width((*moment, *note, *places)) + 2 > width:
        moment = ((day, "text!"), time)
    # The narrowest windows give up the program's name before the time and what stands beside it.
    left: Line = (
        (*brand, *moment) if line_width((*brand, *moment, *note, *places)) < width else ((" ", "text"), *moment)
    )
    return spread((*left, *note), places, width)


def _places(places: tuple[Place, ...], manner: str) -> Line:
    spans: list[tuple[str, str]] = []
    for place in places:
        spans.append(("  " if spans else "", "text"))
        spans.append((place.key, "accent" if not place.here else "accent!"))
        if manner == "full" or place.here:
            spans.append((" " + place.label, "text!" if place.here else "dim"))
        if place.waiting:
            spans.append((f" ({place.waiting})" if manner == "full" else f"({place.waiting})", "warn!"))
    spans.append((" ", "text"))
    return tuple(spans)
