"""Expected visits and the forecast's figures from one's own record: proposed, taken over into a file or given back."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events

from care.forecast_priors import OwnPriors
from care.outcome_ranges import OwnRange
from care.priors import Figures
from care.protocol_edit import Place
from dashboard.reports.outcomes import ranges_plain
from dashboard.reports.priors import priors_plain
from dashboard.screens.choices import ChoicePane
from dashboard.screens.panes import Pane
from db.reader import Reader
from widgets.ink import Line
from widgets.lines import Lines
from widgets.panel import wrapped

if TYPE_CHECKING:
    from dashboard.app import Acudesk

Choosable = OwnRange | OwnPriors | Place
"""What can be taken over, and given back."""

NOWHERE = "The dashboard was not told where the clinic's own protocol file is. Nothing was changed."

FOR_OWNERS = "Taking figures over, and giving them back, is for owners. Nothing was changed."


class RangesPane(Pane):
    """The proposals; `t` asks for one to be taken over or given back, anything that closes a pane closes it."""

    READS = "see_outcomes"

    def __init__(self, build: Callable[[int], Sequence[Line]], *, changes: bool) -> None:
        super().__init__(build)
        self.changes, self.wanted = changes, False

    def lay_out(self) -> None:
        """As every pane, with the one key more below."""
        super().lay_out()
        if self.changes:
            foot = self.query_one("#foot", Lines)
            foot.show(((("t", "accent!"), (" takes or gives back   ", "dim"), *foot.lines[0]),))

    def on_key(self, event: events.Key) -> None:
        """`t` takes or gives back."""
        if event.key == "t" and self.changes:
            event.stop()
            self.wanted = True
            self.dismiss()


async def own_ranges_window(desk: "Acudesk", ranges: Sequence[OwnRange], priors: Sequence[OwnPriors]) -> None:
    """Show the proposals until the window is closed; `t` changes the file and shows them again with what was done."""
    from db.protocol_change import taken_in

    place = desk.protocol_place
    said = ""
    while True:
        taken = await asyncio.to_thread(taken_in, place) if place is not None else ()
        offered = [] if desk.read_only else _offered(ranges, priors, taken)
        pane = RangesPane(_lines(desk, ranges, priors, said), changes=bool(offered))
        await desk.push_screen_wait(pane)
        if not pane.wanted:
            return
        chosen = offered[0][1] if len(offered) == 1 else await desk.push_screen_wait(ChoicePane("Which?", offered))
        if chosen is None:
            continue
        if place is None:
            said = NOWHERE
        # A refusal is also on the log.
        elif await desk.ask(_allowed):
            said = await asyncio.to_thread(_change, place, chosen, desk)
        else:
            said = FOR_OWNERS


def _allowed(reader: Reader) -> bool:
    reader.require("ranges")
    return True


def _offered(
    ranges: Sequence[OwnRange], priors: Sequence[OwnPriors], taken: Sequence[Place]
) -> list[tuple[str, Choosable]]:
    """What can be done, in words: what was taken over can be given back, another proposal that differs taken."""
    offered: list[tuple[str, Choosable]] = [(f"give back {place}", place) for place in taken]
    for one in ranges:
        if one.lines and one.differs and one.proposed is not None and one.cell not in taken:
            low, high = one.proposed
            offered.append((f"take {one.cell}: {low}-{high} visits", one))
    for own in priors:
        if own.priors is not None and (place := Figures(own.duration)) not in taken:
            offered.append((f"take {place}: for the forecast, from {own.courses} courses", own))
    return offered


def _change(place: Path, chosen: Choosable, desk: "Acudesk") -> str:
    """Do it; what was done, or why not, in words."""
    from db.errors import RecordError
    from db.protocol_change import give_back, take_priors, take_range

    try:
        if isinstance(chosen, OwnRange):
            return take_range(place, chosen, desk.today)
        if isinstance(chosen, OwnPriors):
            return take_priors(place, chosen, desk.today)
        return give_back(place, chosen, desk.today)
    except RecordError as error:
        return error.message


def _lines(
    desk: "Acudesk", ranges: Sequence[OwnRange], priors: Sequence[OwnPriors], said: str
) -> Callable[[int], list[Line]]:
    def lines(width: int) -> list[Line]:
        shown: list[Line] = [*wrapped(said, "accent", width), ()] if said else []
        for at, text in enumerate(ranges_plain(ranges, desk.protocol, width)):
            pasted = text.startswith("[") or " = [" in text
            # What is to be pasted goes on in a line of its own rather than out of sight.
            parts = text.split("  # ") if pasted and len(text) > width else [text]
            ink = "text!" if at == 0 else "accent" if pasted else "text"
            shown += [((part if not number else f"  # {part}", ink),) for number, part in enumerate(parts)]
        shown.append(())
        for at, text in enumerate(priors_plain(priors, desk.protocol, width)):
            shown.append(((text, "text!" if at == 0 else "text"),))
        return shown

    return lines
