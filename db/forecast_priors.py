"""The closed courses from which a clinic's own figures for the forecast are taken."""

from collections.abc import Iterator
from datetime import date

from care.course import Course
from db.courses import courses_in
from db.reader import Reader

NEWEST = 5_000
"""Closed courses that are looked at, the newest: how care goes now, at a cost that does not grow with the record."""

_PART = 500


def closed_courses(reader: Reader, as_of: date) -> Iterator[Course]:
    """The newest closed courses as they stood at the end of a day, in order of their numbers."""
    rows = reader.rows(
        "select id from course where closed_on <= :as_of and opened_on <= :as_of and not voided "
        "order by closed_on desc, id desc limit :newest",
        {"as_of": as_of.isoformat(), "newest": NEWEST},
    )
    ids = sorted(row[0] for row in rows)
    for at in range(0, len(ids), _PART):
        # Numbers of ours, written out: there may be more of them than a statement takes parameters.
        some = ", ".join(str(int(one)) for one in ids[at : at + _PART])
        yield from courses_in(reader, f"select id from course where id in ({some}) and not voided", {}, as_of).values()
