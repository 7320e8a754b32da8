"""What the outcome figures are made of, read in parts so that other reading comes between them.

A part is a stretch of course ids. Each is read as courses always are and boiled down to `Facts` at once: a part fits
in a few milliseconds, a year's courses in a few hundred.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, NamedTuple

from care.outcome_facts import Facts, facts_of
from care.patient import full_name
from care.thresholds import Protocol
from db.audit import READINGS
from db.courses import courses_in
from db.reader import Reader

PART = 500
"""Courses in a part."""

MOST_BEHIND = 1_000
"""Courses listed behind a figure: more are a matter for the export."""

_ASIDE = (
    "appointment", "waiting_entry", "proposal", "clinic_hours", "practitioner_hours", "absence", "closure", "draft",
    "room", "provider", "session", "sign_in", "staff_key", "emergency_access", *READINGS,
)  # fmt: skip
"""What changes all day without changing what became of a course."""

_BEGAN = "select id from course where opened_on between :since and :until and not voided"


class Period(NamedTuple):
    """The days between which courses began, both included, and the day as of which they are looked at."""

    since: date
    until: date
    as_of: date


class Plan(NamedTuple):
    """How to read a period: stretches of ids, and the newest entry of the log when it was drawn up."""

    parts: tuple[tuple[int, int], ...]
    courses: int
    newest: int


class Behind(NamedTuple):
    """A course behind a figure, as a list names it."""

    course_id: int
    patient_id: int
    patient: str
    condition: str
    practitioner: str
    opened_on: date
    closed_on: date | None
    outcome: str | None


def plan(reader: Reader, period: Period) -> Plan:
    """The parts in which the courses of a period can be read. Raises `NotAllowed` for who may not see outcomes."""
    reader.require("see_outcomes")
    with reader.snapshot():
        ids = [row[0] for row in reader.rows(f"{_BEGAN} order by id", _between(period))]
        newest = newest_entry(reader)
    parts = tuple((ids[at], ids[min(at + PART, len(ids)) - 1]) for at in range(0, len(ids), PART))
    return Plan(parts, len(ids), newest)


def part(reader: Reader, period: Period, stretch: tuple[int, int], protocol: Protocol) -> tuple[Facts, ...]:
    """What became of the courses of one part."""
    named = {**_between(period), "first": stretch[0], "last": stretch[1]}
    return _facts(reader, f"{_BEGAN} and id between :first and :last", named, period.as_of, protocol)


def of_patients(
    reader: Reader, period: Period, patients: Collection[int], protocol: Protocol
) -> tuple[Facts, ...]:  # fmt: skip
    """What became of some patients' courses of a period: those that have changed since it was read."""
    ids = ", ".join(str(int(one)) for one in patients) or "null"
    return _facts(reader, f"{_BEGAN} and patient_id in ({ids})", _between(period), period.as_of, protocol)


def newest_entry(reader: Reader) -> int:
    """The number of the log's newest entry; 0 in an empty log."""
    row = reader.row("select coalesce(max(id), 0) from audit_entry")
    return int(row[0]) if row is not None else 0


def changed_since(reader: Reader, entry: int) -> frozenset[int] | None:
    """The patients whose courses entries of the log after one may have changed; None when it may be anybody's."""
    # The plus keeps the planner off the index of patients, which it would follow through the whole log for its end.
    rows = reader.rows(
        f"select distinct +patient_id from audit_entry where id > :entry and subject not in {_ASIDE}", {"entry": entry}
    )
    patients = frozenset(row[0] for row in rows)
    return None if None in patients else patients


def practitioners(reader: Reader) -> dict[int, str]:
    """Every name on the staff list, those who left included, by number."""
    return {row[0]: row[1] for row in reader.rows("select id, name from staff order by id")}


def behind(reader: Reader, course_ids: Iterable[int]) -> tuple[Behind, ...]:
    """The courses of some ids with their patients' names, newest first; at most `MOST_BEHIND`."""
    ids = sorted(course_ids, reverse=True)[:MOST_BEHIND]
    # Numbers of ours, written out: there may be more of them than a statement takes parameters.
    rows = reader.rows(
        "select c.id, c.patient_id, p.family_name, p.given_name, p.preferred_name, c.condition, coalesce(s.name, ''), "
        "c.opened_on, c.closed_on, c.outcome from course c cross join patient p "
        "left join staff s on s.id = c.practitioner_id "
        f"where c.id in ({', '.join(str(int(one)) for one in ids) or 'null'}) and p.id = c.patient_id "
        "order by c.opened_on desc, c.id desc"
    )
    return tuple(
        Behind(key, patient, full_name(family, given, preferred), condition, practitioner, reader.day(opened),
               reader.maybe_day(closed), outcome)
        for key, patient, family, given, preferred, condition, practitioner, opened, closed, outcome in rows
    )  # fmt: skip


def _between(period: Period) -> dict[str, Any]:
    # A course that was opened after the day of looking has not begun on it.
    return {"since": period.since.isoformat(), "until": min(period.until, period.as_of).isoformat()}


def _facts(reader: Reader, ids: str, named: dict[str, Any], as_of: date, protocol: Protocol) -> tuple[Facts, ...]:
    with reader.snapshot():
        courses = courses_in(reader, ids, named, as_of)
        decided = dict(
            reader.rows(
                f"select d.course_id, d.decision from ({ids}) as chosen cross join advice_decision d "
                "where d.course_id = chosen.id and d.advice like 'refer%' and d.local_date <= :as_of and not d.voided "
                "order by d.id",
                {**named, "as_of": as_of.isoformat()},
            )
        )
    return tuple(facts_of(course, as_of, protocol, decided.get(key, "")) for key, course in courses.items())
