"""Ranges from a clinic's own record: beside the expected visits in force, how many the middle half took here."""

from collections.abc import Iterable
from math import ceil
from typing import NamedTuple

from care.course import DURATIONS, SEVERITIES
from care.outcome_facts import Facts
from care.proportion import SMALLEST
from care.thresholds import DEFAULT_SOURCE, Protocol

ENOUGH = 50
"""Closed courses of one condition, duration and severity from which its range is proposed [D]."""


class Cell(NamedTuple):
    """Which of the expected visits: `neck_pain.chronic.moderate`."""

    condition: str
    duration: str
    severity: str

    @property
    def path(self) -> tuple[str, ...]:
        """Its place in the protocol file."""
        return "conditions", *self

    def __str__(self) -> str:
        return ".".join(self)


class OwnRange(NamedTuple):
    """One cell of the expected visits: what is in force, and what the clinic's closed courses say.

    `proposed` is the visits between which the middle half of those that resolved did so; None below `ENOUGH` closed
    courses or five resolved ones.
    """

    condition: str
    duration: str
    severity: str
    in_force: tuple[int, int]
    shipped: bool
    closed: int
    resolved: int
    proposed: tuple[int, int] | None
    known: bool
    """Whether the protocol names the condition; one it does not must first be added whole."""

    @property
    def cell(self) -> Cell:
        """Which of the expected visits it is."""
        return Cell(self.condition, self.duration, self.severity)

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the clinic's protocol file that would put the proposal in force; none where there is none."""
        if self.proposed is None or not self.known:
            return ()
        low, high = self.proposed
        why = f"# our record: {self.closed} closed, {self.resolved} of them resolved"
        return f"[conditions.{self.condition}.{self.duration}]", f"{self.severity} = [{low}, {high}]  {why}"

    @property
    def differs(self) -> bool:
        """Whether the proposal is another range than the one in force."""
        return self.proposed is not None and self.proposed != self.in_force


def own_ranges(facts: Iterable[Facts], protocol: Protocol) -> tuple[OwnRange, ...]:
    """Every cell with a closed course, by condition, duration and severity. `facts`: the whole record's courses."""
    cells: dict[tuple[str, str, str], list[Facts]] = {}
    for one in facts:
        if one.closed and one.visits:
            cells.setdefault((one.condition, one.duration, one.severity), []).append(one)
    order = sorted(cells, key=lambda cell: (cell[0], DURATIONS.index(cell[1]), SEVERITIES.index(cell[2])))
    return tuple(_cell(cell, cells[cell], protocol) for cell in order)


def _cell(cell: tuple[str, str, str], courses: list[Facts], protocol: Protocol) -> OwnRange:
    condition, duration, severity = cell
    visits = sorted(one.resolved_at for one in courses if one.resolved_at is not None)
    proposed = None
    if len(courses) >= ENOUGH and len(visits) >= SMALLEST:
        # Whole visits that some course really took: the smallest with a quarter, and with three, at or below it.
        proposed = visits[ceil(len(visits) / 4) - 1], visits[ceil(3 * len(visits) / 4) - 1]
    key = f"conditions.{condition}.{duration}.{severity}"
    return OwnRange(
        condition, duration, severity, protocol.ranges(condition)[duration][severity],
        protocol.sources.get(key, DEFAULT_SOURCE) == DEFAULT_SOURCE, len(courses), len(visits), proposed,
        condition in protocol.table,
    )  # fmt: skip
