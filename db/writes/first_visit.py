"""The visit that a completed appointment is: counted at once, its scores recorded when somebody has them."""

from sqlalchemy import select
from sqlmodel import col

from care.course import Course as CareCourse
from care.course import Visit as CareVisit
from care.expected import course_range
from care.protocol import Protocol
from db.protocol_file import load_protocol
from db.tables import Appointment, Course, Visit
from db.writes.told import tell
from db.writing import Unit


def record_visit(unit: Unit, row: Appointment, protocol: Protocol | None) -> int | None:
    """Give the appointment's course a visit that day, unless it has one; returns which visit of the course it is.

    The first visit writes the expected range on a course that has none. None where nothing was recorded.
    """
    if row.course_id is None:
        return None
    query = select(col(Visit.local_date)).where(col(Visit.course_id) == row.course_id, col(Visit.voided).is_(False))
    days = set(unit.session.execute(query.distinct()).scalars())
    if row.local_date in days:
        return None
    visit = Visit(
        course_id=row.course_id, practitioner_id=row.practitioner_id, local_date=row.local_date, minute=row.minute
    )
    tell(unit, "added", visit, row.patient_id, appointment=row.id)
    course = unit.session.get_one(Course, row.course_id)
    if course.expected_min is None:
        first = min((*days, row.local_date))
        rules = protocol if protocol is not None else load_protocol(None)
        course.expected_min, course.expected_max = _by_rule(unit, course, first, rules)
        course.expected_by_rule = True
        tell(unit, "expected", course, row.patient_id)
    return len({day for day in days if day < row.local_date}) + 1


def take_visit_back(unit: Unit, row: Appointment) -> None:
    """Void the visit that completing an appointment gave its course, as long as nothing was recorded in it."""
    query = select(Visit).where(
        col(Visit.course_id) == row.course_id, col(Visit.local_date) == row.local_date,
        col(Visit.minute) == row.minute, col(Visit.voided).is_(False), col(Visit.source_id).is_(None),
    )  # fmt: skip
    for visit in unit.session.execute(query).scalars().all():
        recorded = (visit.nprs, visit.ndi_percent, visit.psfs, visit.rom_degrees, visit.groc)
        if any(score is not None for score in recorded) or visit.points or visit.techniques or visit.note:
            continue
        visit.voided = True
        tell(unit, "corrected", visit, row.patient_id, correction=True)
        left = select(col(Visit.id)).where(col(Visit.course_id) == row.course_id, col(Visit.voided).is_(False)).limit(1)
        course = unit.session.get_one(Course, visit.course_id)
        if course.expected_by_rule and course.expected_min is not None and not unit.session.execute(left).first():
            # A range by rule is that of visit 1, and there is none any more.
            course.expected_min = course.expected_max = None
            tell(unit, "corrected", course, row.patient_id, correction=True)


def _by_rule(unit: Unit, course: Course, first: object, protocol: Protocol) -> tuple[int, int]:
    """What the rules expect of a course by its first day's visits."""
    query = select(Visit).where(
        col(Visit.course_id) == course.id, col(Visit.local_date) == first, col(Visit.voided).is_(False)
    )
    rows = unit.session.execute(query.order_by(col(Visit.minute), col(Visit.id))).scalars().all()
    visits = tuple(CareVisit(row.local_date, row.minute, row.nprs, row.ndi_percent) for row in rows)
    assert course.id is not None
    care = CareCourse(
        course.id, None, course.patient_id, None, course.condition, course.opened_on, course.onset_date,
        course.severity, visits=visits,
    )  # fmt: skip
    return course_range(care, visits[0].on, protocol)
