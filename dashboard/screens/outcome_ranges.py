"""Expected visits from one's own record: what is proposed, taken over into the clinic's file or given back."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events

from care.outcome_ranges import Cell, OwnRange
from dashboard.reports.outcomes import ranges_plain
from dashboard.screens.choices import ChoicePane
from dashboard.screens.panes import Pane
from widgets.ink import Line
from widgets.lines import Lines
from widgets.panel import wrapped

if TYPE_CHECKING:
    from dashboard.app import Acudesk

NOWHERE = "The dashboard was not told where the clinic's own protocol file is. Nothing was changed."


class RangesPane(Pane):
    """The proposals; `t` asks for one to be taken over or given back, anything that closes a pane closes it."""

    def __init__(self, build: Callable[[int], Sequence[Line]], *, changes: bool) -> None:
        super().__init__(build)
        self.changes, self.wanted = changes, False

    def lay_out(self) -> None:
        """As every pane, with the one key more below."""
        super().lay_out()
        if self.changes:
            foot = self.query_one("#foot", Lines)
            foot.show(((("t", "accent!"), (" takes or gives back   ", "dim"), ("esc", "accent!"), (" closes", "dim")),))

    def on_key(self, event: events.Key) -> None:
        """`t`, or a closer."""
        if event.key == "t" and self.changes:
            event.stop()
            self.wanted = True
            self.dismiss()
        else:
            super().on_key(event)


async def own_ranges_window(desk: "Acudesk", ranges: Sequence[OwnRange]) -> None:
    """Show the proposals until the window is closed; `t` changes the file and shows them again with what was done."""
    from db.protocol_change import taken_in

    place = desk.protocol_place
    said = ""
    while True:
        taken = await asyncio.to_thread(taken_in, place) if place is not None else ()
        offered = _offered(ranges, taken)
        pane = RangesPane(_lines(desk, ranges, said), changes=bool(offered))
        await desk.push_screen_wait(pane)
        if not pane.wanted:
            return
        chosen = offered[0][1] if len(offered) == 1 else await desk.push_screen_wait(ChoicePane("Which?", offered))
        if chosen is not None:
            said = NOWHERE if place is None else await asyncio.to_thread(_change, place, chosen, desk)


def _offered(ranges: Sequence[OwnRange], taken: Sequence[Cell]) -> list[tuple[str, OwnRange | Cell]]:
    """What can be done, in words: a range that was taken over can be given back, another one that differs taken."""
    offered: list[tuple[str, OwnRange | Cell]] = [(f"give back {cell}", cell) for cell in taken]
    for one in ranges:
        if one.lines and one.differs and one.proposed is not None and one.cell not in taken:
            low, high = one.proposed
            offered.append((f"take {one.cell}: {low}-{high} visits", one))
    return offered


def _change(place: Path, chosen: OwnRange | Cell, desk: "Acudesk") -> str:
    """Do it; what was done, or why not, in words."""
    from db.errors import RecordError
    from db.protocol_change import give_back_range, take_range

    try:
        if isinstance(chosen, OwnRange):
            return take_range(place, chosen, desk.today)
        return give_back_range(place, chosen, desk.today)
    except RecordError as error:
        return error.message


def _lines(desk: "Acudesk", ranges: Sequence[OwnRange], said: str) -> Callable[[int], list[Line]]:
    def lines(width: int) -> list[Line]:
        shown: list[Line] = [*wrapped(said, "accent", width), ()] if said else []
        for at, text in enumerate(ranges_plain(ranges, desk.protocol, width)):
            pasted = text.startswith("[") or " = [" in text
            # What is to be pasted goes on in a line of its own rather than out of sight.
            parts = text.split("  # ") if pasted and len(text) > width else [text]
            ink = "text!" if at == 0 else "accent" if pasted else "text"
            shown += [((part if not number else f"  # {part}", ink),) for number, part in enumerate(parts)]
        return shown

    return lines
