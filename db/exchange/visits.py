"""Visits of the CSV set into the record."""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import select

from care.text import counted
from db.exchange.link import Link
from db.exchange.merge import chunks, put, table_of
from db.exchange.rows import Row
from db.tables import Visit

_SAME = (
    "nprs", "ndi_percent", "psfs", "rom_degrees", "groc", "points", "techniques", "note", "sides", "minutes",
    "response", "adverse", "advice_given",
)  # fmt: skip
_When = tuple[date, int]
_Days = dict[date, bool]
"""The days with a visit of one course, and whether a pain score was recorded on each."""


def put_visits(link: Link) -> None:
    """Add or change visits."""
    rows = link.rows("visits")
    existing = link.existing(Visit, rows)
    link.look_up("course_id", rows)
    link.look_up("practitioner_id", rows)
    incoming: list[tuple[str, dict[str, Any]]] = []
    means: list[tuple[Row, int]] = []
    days: dict[int, _Days] = defaultdict(dict)
    late: dict[str, int] = defaultdict(int)
    for row in rows:
        course, sound = link.referred(row, "course_id")
        practitioner, practitioner_sound = link.referred(row, "practitioner_id")
        if course is None or not (sound and practitioner_sound):
            continue
        at: _When = row.values["at"]
        if at[0] < course["opened_on"]:
            link.bad(row, "at", f"a visit before its course was opened ({course['opened_on']})")
            continue
        if course["closed_on"] and at[0] > course["closed_on"]:
            late[row.values["course_id"]] += 1
        values = {name: row.values[name] for name in _SAME if name in row.values}
        values |= {"course_id": course["id"], "local_date": at[0], "minute": at[1]}
        if "practitioner_id" in row.values:
            values["practitioner_id"] = practitioner["id"] if practitioner else None
        incoming.append((row.id, values))
        _seen(days[course["id"]], at[0], values.get("nprs"))
        if values.get("nprs") is not None and values["nprs"] % 1:
            means.append((row, course["id"]))
    for course_id, count in late.items():
        visits = counted(count, "visit is", "visits are")
        link.problems.odd(f"course {course_id}: {visits} after the day it was closed")
    _check_means(link, means, days)
    put(link.session, Visit, incoming, existing, link.summary.table("visits"))
    link.step(len(rows))


def _check_means(link: Link, means: list[tuple[Row, int]], days: dict[int, _Days]) -> None:
    """Pain is a whole number, except at baseline, where it may be the mean of now, best and worst.

    The baseline is visit 1, or visit 2 where visit 1 has no score.
    """
    table = table_of(Visit)
    mine = {row.id for row in link.rows("visits")}
    for some in chunks({course_id for _, course_id in means}):
        query = select(table.c.course_id, table.c.source_id, table.c.local_date, table.c.nprs)
        for course_id, source_id, on, nprs in link.session.connection().execute(
            query.where(table.c.course_id.in_(some), table.c.voided.is_(False))
        ):
            if source_id is None or source_id not in mine:
                _seen(days[course_id], on, nprs)
    for row, course_id in means:
        on, (first, *later) = row.values["at"][0], sorted(days[course_id])
        if on != first and (days[course_id][first] or on != later[0]):
            link.bad(row, "nprs", "must be a whole number from 0 to 10; only a first score may be a mean")


def _seen(days: _Days, on: date, nprs: float | None) -> None:
    days[on] = days.get(on, False) or nprs is not None
