"""Who is in now, as the lines of a small window."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from care.text import clean
from care.width import cut, fit
from dashboard.reports.sessions import since, where_from
from dashboard.screens.panes import Pane
from db.processes import GONE, state_of
from db.sign_ins import SignedIn, signed_in
from widgets.ink import Line
from widgets.panel import wrapped

if TYPE_CHECKING:
    from dashboard.desk import Desk

NAME = 20
"""Cells of the column of names."""

ALONE = "Nobody is written down yet. The list follows the screen by a moment, and waits while nothing can be written."

MADE_UP = "The made-up clinic keeps no list of who is in."


async def show_who_is_here(desk: "Desk") -> None:
    """Ask the record and open the window. Whose process is gone is left out; clearing up is for who comes in next."""
    said = await desk.ask(signed_in)
    if said is None:
        return
    found = [one for one in said if state_of(one.process) != GONE]
    own = desk.presence.process if desk.presence is not None else ""

    def build(width: int) -> list[Line]:
        lines = here_lines(found, own, desk.clinic.timezone, desk.clock.now_utc(), width)
        if desk.record.looking:
            from dashboard.only_looks import NOBODY_LISTED

            lines += [*([()] if found else []), *wrapped(NOBODY_LISTED, "text", width)]
        elif not found:
            lines += wrapped(MADE_UP if desk.demo else ALONE, "text", width)
        elif desk.record.reader.may("keys"):
            lines += [(), *wrapped("`acudesk sessions` has their numbers; with --end it ends one.", "dim", width)]
        return lines

    desk.push_screen(Pane(build))


def here_lines(found: Sequence[SignedIn], own: str, zone: str, now_utc: int, width: int) -> list[Line]:
    """One line for each session, this one marked."""
    moments = [since(one, zone, now_utc) for one in found]
    room = max(map(len, moments), default=0) + 2
    lines: list[Line] = [(("Who is in", "text!"), (f"   {len(found)}" if found else "", "dim")), ()]
    for one, moment in zip(found, moments, strict=True):
        mine = one.process == own
        mark = ("▸ ", "accent!") if mine else ("  ", "text")
        # What a narrow window cuts is where from, never how they are in.
        said = ("you · " if mine else "") + ("only looks · " if one.read_only else "") + clean(where_from(one))
        lines.append(
            (
                mark, (fit(clean(one.name), NAME - 1) + " ", "text!" if mine else "text"),
                (moment.ljust(room), "dim"),
                (cut(said, max(10, width - 2 - NAME - room)), "text"),
            )
        )  # fmt: skip
    return lines
