"""Visits of the CSV set into the record."""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import select

from db.exchange.link import Link
from db.exchange.merge import chunks, put, table_of
from db.exchange.rows import Row
from db.tables import Visit

_SAME = ("nprs", "ndi_percent", "psfs", "rom_degrees", "groc", "points", "techniques", "note")
_When = tuple[date, int]


def put_visits(link: Link) -> None:
    """Add or change visits."""
    rows = link.rows("visits")
    existing = link.existing(Visit, rows)
    link.look_up("course_id", rows)
    link.look_up("practitioner_id", rows)
    incoming: list[tuple[str, dict[str, Any]]] = []
    means: list[tuple[Row, int]] = []
    first: dict[int, _When] = {}
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
        first[course["id"]] = min(first.get(course["id"], at), at)
        if values.get("nprs") is not None and values["nprs"] % 1:
            means.append((row, course["id"]))
    for course_id, count in late.items():
        visits = "1 visit is" if count == 1 else f"{count} visits are"
        link.problems.odd(f"course {course_id}: {visits} after the day it was closed")
    _check_means(link, means, first)
    put(link.session, Visit, incoming, existing, link.summary.table("visits"))
    link.step(len(rows))


def _check_means(link: Link, means: list[tuple[Row, int]], first: dict[int, _When]) -> None:
    """Pain is a whole number, except at a course's first visit, where it may be the mean of now, best and worst."""
    table = table_of(Visit)
    mine = {row.id for row in link.rows("visits")}
    for some in chunks({course_id for _, course_id in means}):
        query = select(table.c.course_id, table.c.source_id, table.c.local_date, table.c.minute)
        for course_id, source_id, on, minute in link.session.connection().execute(
            query.where(table.c.course_id.in_(some), table.c.voided.is_(False))
        ):
            if source_id is None or source_id not in mine:
                first[course_id] = min(first[course_id], (on, minute))
    for row, course_id in means:
        if row.values["at"][0] != first[course_id][0]:
            link.bad(row, "nprs", "must be a whole number from 0 to 10; only a first visit may have a mean")
