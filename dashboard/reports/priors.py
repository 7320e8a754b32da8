"""What the forecast takes for granted: the clinic's own figures beside the published ones, as lines."""

from collections.abc import Mapping

from care.course import DURATIONS
from care.forecast import PRIORS, Priors
from care.forecast_priors import ENOUGH, RESPONDERS
from dashboard.reports.outcomes import folded
from dashboard.reports.words import WIDTH

_HEAD = f"  {'':<10}{'floor':>7}{'spread':>9}{'rate':>8}{'responders':>13}"


def priors_plain(own: Mapping[str, Priors], width: int = WIDTH) -> list[str]:
    """For each duration what is published and what the closed courses say, and what they must be for that."""
    lines = ["Where pain settles, and how fast", "", _HEAD]
    for duration in DURATIONS:
        lines += [duration, _row("published", PRIORS[duration])]
        if (found := own.get(duration)) is not None:
            lines += [_row("our record", found), *folded("  ", found.source, width=width)]
        else:
            wanted = f"{ENOUGH} closed courses, each with a baseline of 3 or more and three scores after it, and "
            lines += folded("  our record  ", f"{wanted}{RESPONDERS} that responded are needed", hang=2, width=width)
    how = (
        "The floor is the part of the baseline that stays, the rate how fast pain gets there. The screens forecast "
        "with what is published; docs/forecast.md says more."
    )
    return [*lines, "", *folded("", how, width=width)]


def _row(name: str, of: Priors) -> str:
    return (
        f"  {name:<10}{of.floor:>7.2f}{of.floor_sd:>9.2f}{of.rate:>8.2f}{f'{of.responders:.0%}'.replace('%', ' %'):>13}"
    )
