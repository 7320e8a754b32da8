"""What the forecast takes for granted: the clinic's own figures beside the published ones, as lines."""

from collections.abc import Iterable

from care.forecast import basis
from care.forecast_priors import ENOUGH, OwnPriors
from care.priors import Figures, Priors
from care.thresholds import Protocol
from dashboard.reports.outcomes import folded
from dashboard.reports.words import WIDTH

_HEAD = f"  {'':<12}{'floor':>7}{'spread':>8}{'rate':>7}{'spread':>8}{'respond':>9}"


def priors_plain(own: Iterable[OwnPriors], protocol: Protocol, width: int = WIDTH) -> list[str]:
    """For each duration what is published, what the closed courses say, and what is in force."""
    lines = ["Where pain settles, and how fast", "", _HEAD]
    ready = []
    for one in own:
        lines += [one.duration, _row("published", one.published)]
        now = protocol.forecast.of(one.duration)
        if now != one.published:
            lines.append(_row("in force", now))
            lines += folded("    ", basis(protocol, one.duration), hang=4, width=width)
        if one.priors is not None:
            lines.append(_row("our record", one.priors))
            lines += folded("    ", f"of {one.courses} closed courses", hang=4, width=width)
            ready.append(str(Figures(one.duration)))
        else:
            so_far = f"{one.courses} of the {ENOUGH} closed courses that are needed, with a baseline of 3 or more"
            lines += folded("    our record: ", so_far, hang=4, width=width)
    how = (
        "Floor: the part of the baseline that stays; rate: how fast pain gets there; respond: who heads for that floor "
        "at all. docs/forecast.md says more."
    )
    lines += ["", *folded("", how, width=width)]
    if ready:
        others = f" (or {' or '.join(ready[1:])})" if ready[1:] else ""
        take = f"`acudesk outcomes --take {ready[0]}`{others} has the forecasts go by your own."
        lines += folded("", take, width=width)
    return lines


def _row(name: str, of: Priors) -> str:
    share = f"{of.responders:.0%}".replace("%", " %")
    numbers = f"{of.floor:>7.2f}{of.floor_spread:>8.2f}{of.rate:>7.2f}{of.rate_spread:>8.2f}"
    return f"    {name:<10}{numbers}{share:>9}"
