"""Courses of the CSV set into the record, and the expected range of those that have none."""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select, update

from care.course import Course as CareCourse
from care.course import Visit as CareVisit
from care.expected import course_range
from care.protocol import Protocol
from db.exchange.link import Link
from db.exchange.merge import Found, put, table_of
from db.exchange.rows import Row
from db.tables import Course, Visit

_SAME = (
    "condition", "onset_date", "opened_on", "severity", "causes", "goal_nprs", "closed_on", "outcome", "closing_note",
)  # fmt: skip


def put_courses(link: Link) -> None:
    """Add or change courses. A written range stays unless the file names another one."""
    rows = link.rows("courses")
    existing = link.existing(Course, rows)
    link.look_up("patient_id", rows)
    link.look_up("practitioner_id", rows)
    incoming: list[tuple[str, dict[str, Any]]] = []
    for row in rows:
        patient, sound = link.referred(row, "patient_id")
        practitioner, practitioner_sound = link.referred(row, "practitioner_id")
        known = existing.get(row.id)
        ok = sound and practitioner_sound and _dates_sound(link, row) and _range_sound(link, row)
        if known and patient and known["patient_id"] != patient["id"]:
            link.bad(row, "patient_id", "in the record this course belongs to another patient")
            ok = False
        if not ok or patient is None:
            link.files["courses"].refused.add(row.id)
            continue
        values = {name: row.values[name] for name in _SAME if name in row.values}
        values["patient_id"] = patient["id"]
        if "practitioner_id" in row.values:
            values["practitioner_id"] = practitioner["id"] if practitioner else None
        if "class" in row.values:
            values["exam_class"] = row.values["class"]
        values.update(_range(row, known))
        incoming.append((row.id, values))
    put(link.session, Course, incoming, existing, link.summary.table("courses"))
    link.step(len(rows))


def _dates_sound(link: Link, row: Row) -> bool:
    opened, closed = row.values["opened_on"], row.values.get("closed_on")
    onset = row.values.get("onset_date")
    before = link.problems.total
    if closed and closed < opened:
        link.bad(row, "closed_on", f"closed before it was opened ({opened})")
    if onset and onset > opened:
        link.bad(row, "onset_date", f"the complaint begins after the course was opened ({opened})")
    if row.values.get("outcome") and not closed:
        link.bad(row, "outcome", "an outcome without closed_on")
    if opened > link.frame.today:
        link.odd(row, f"the course is opened in the future, on {opened}")
    return link.problems.total == before


def _range_sound(link: Link, row: Row) -> bool:
    low, high = row.values.get("expected_min"), row.values.get("expected_max")
    if (low is None) != (high is None):
        missing = "expected_min" if low is None else "expected_max"
        link.bad(row, missing, "expected_min and expected_max are given together or not at all")
        return False
    if low is not None and high is not None and low > high:
        link.bad(row, "expected_min", f"is above expected_max ({high})")
        return False
    return True


def _range(row: Row, known: Found | None) -> dict[str, Any]:
    low, high = row.values.get("expected_min"), row.values.get("expected_max")
    found: dict[str, Any] = {}
    # The same numbers as are written change nothing, not even who is said to have set them.
    if low is not None and not (known and (known["expected_min"], known["expected_max"]) == (low, high)):
        found = {"expected_min": low, "expected_max": high, "expected_by_rule": False}
    if row.values.get("expected_reason"):
        found["expected_reason"] = row.values["expected_reason"]
    return found


def write_ranges(link: Link) -> None:
    """Give every course of this import that has visits and no range the one of its first visit.

    A course without a visit has none yet; one that has its range keeps it, whatever the rules say today.
    """
    courses, visits = table_of(Course), table_of(Visit)
    touched = {row.id for row in link.rows("courses")} | {row.values["course_id"] for row in link.rows("visits")}
    if not touched:
        return
    waiting = [row for row in link.known(Course, touched).values() if row["expected_min"] is None]
    connection = link.session.connection()
    query = (
        select(visits.c.course_id, visits.c.local_date, visits.c.minute, visits.c.nprs, visits.c.ndi_percent)
        .join(courses, courses.c.id == visits.c.course_id)
        .where(courses.c.expected_min.is_(None), visits.c.voided.is_(False))
        .order_by(visits.c.course_id, visits.c.local_date, visits.c.minute, visits.c.id)
    )
    first_day: dict[int, list[tuple[date, int, float | None, float | None]]] = defaultdict(list)
    for course_id, *visit in connection.execute(query):
        known = first_day[course_id]
        if not known or known[0][0] == visit[0]:
            known.append(tuple(visit))
    ranges: list[dict[str, int]] = []
    for row in waiting:
        if row["id"] not in first_day:
            continue
        low, high = range_by_rule(link.protocol, row, first_day[row["id"]])
        ranges.append({"known_id": row["id"], "low": low, "high": high})
    if ranges:
        connection.execute(
            update(courses)
            .where(courses.c.id == bindparam("known_id"))
            .values(expected_min=bindparam("low"), expected_max=bindparam("high"), expected_by_rule=True),
            ranges,
        )


def range_by_rule(
    protocol: Protocol, row: Found, first_day: list[tuple[date, int, float | None, float | None]]
) -> tuple[int, int]:
    """The range that the rules give a course from its first day's visits."""
    visits = tuple(CareVisit(on, minute, nprs, ndi) for on, minute, nprs, ndi in first_day)
    course = CareCourse(
        id=row["id"], source_id=None, patient_id=row["patient_id"], practitioner_id=None, condition=row["condition"],
        opened_on=row["opened_on"], onset_date=row["onset_date"], severity=row["severity"], visits=visits,
    )  # fmt: skip
    return course_range(course, visits[0].on, protocol)
