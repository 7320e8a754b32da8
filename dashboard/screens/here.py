"""Who is in now, as the lines of a small window."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from care.text import clean
from care.width import cut
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

ALONE = "Nobody is written down as being in: the made-up clinic keeps no such list, and the record may be locked."


async def show_who_is_here(desk: "Desk") -> None:
    """Ask the record and open the window. Whose process is gone is left out; clearing up is for who comes in next."""
    said = await desk.ask(signed_in)
    if said is None:
        return
    found = [one for one in said if state_of(one.process) != GONE]
    own = desk.presence.process if desk.presence is not None else ""

    def build(width: int) -> list[Line]:
        return here_lines(found, own, desk.clinic.timezone, desk.clock.now_utc(), width)

    desk.push_screen(Pane(build))


def here_lines(found: Sequence[SignedIn], own: str, zone: str, now_utc: int, width: int) -> list[Line]:
    """One line for each session, this one marked."""
    moments = [since(one, zone, now_utc) for one in found]
    room = max(map(len, moments), default=0) + 2
    lines: list[Line] = [(("Who is in", "text!"), (f"   {len(found)}" if found else "", "dim")), ()]
    for one, moment in zip(found, moments, strict=True):
        mine = one.process == own
        mark = ("▸ ", "accent!") if mine else ("  ", "text")
        said = clean(where_from(one)) + (" · only looks" if one.read_only else "") + (" · you" if mine else "")
        lines.append(
            (
                mark, (cut(clean(one.name), NAME - 1).ljust(NAME), "text!" if mine else "text"),
                (moment.ljust(room), "dim"),
                (cut(said, max(10, width - 2 - NAME - room)), "text"),
            )
        )  # fmt: skip
    if not found:
        lines += wrapped(ALONE, "text", width)
    lines += [(), *wrapped("acudesk sessions --end ID ends one from the command line.", "dim", width)]
    return lines
