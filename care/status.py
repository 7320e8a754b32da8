"""The status of a course: the first row of the table that holds.

The table is the clinical page's own, row by row and in its order; `d` is the course after its last visit.
"""

from collections.abc import Callable
from typing import NamedTuple

from care.derived import Derived


class StatusRow(NamedTuple):
    """One row: the status, when it holds, and the reason it is given with."""

    status: str
    holds: Callable[[Derived], bool]
    reason: str = ""


STATUS_TABLE: tuple[StatusRow, ...] = (
    StatusRow("red_flag", lambda d: d.case.red_flag in ("urgent", "emergency")),
    StatusRow("not_started", lambda d: d.v == 0),
    StatusRow("resolved", lambda d: d.resolved),
    StatusRow("worsening", lambda d: d.response == "worse"),
    StatusRow("overdue", lambda d: d.v > d.hi),
    StatusRow("insufficient_data", lambda d: d.v >= d.protocol.checkpoint.data_wanted_from and d.no_data),
    StatusRow("early_response", lambda d: d.v < d.early and d.response == "mcid"),
    StatusRow("too_early", lambda d: d.v < d.early),
    StatusRow("stalled", lambda d: d.response == "none", "no_response"),
    StatusRow("slow", lambda d: d.plateau, "plateau"),
    StatusRow("slow", lambda d: d.response == "partial", "partial_response"),
    StatusRow("slow", lambda d: d.behind_pace, "behind_pace"),
    StatusRow("on_track", lambda _: True),
)

STATUSES = tuple(dict.fromkeys(row.status for row in STATUS_TABLE))


def status_of(d: Derived) -> StatusRow:
    """The row that gives a course its status. The last row always holds."""
    return next(row for row in STATUS_TABLE if row.holds(d))
