"""What hangs on visit 1: the visit that a completed appointment is, and the expected range it puts on the course."""

from collections.abc import Sequence

from care.course import Course as CareCourse
from care.course import Visit as CareVisit
from care.expected import course_range, first_visit, severity_of
from care.protocol import Protocol
from db.protocol_file import load_protocol
from db.tables import Appointment, Course, Visit
from db.writes import corrections
from db.writes.baseline import follow_baseline, number_of, visits_of
from db.writes.told import tell
from db.writing import Unit

RANGE = "expected visits"
"""What the range of a course is called where it was put right."""

_SCORES = ("nprs", "ndi_percent", "psfs", "rom_degrees", "groc", "minutes")
_WORDS = ("points", "techniques", "note", "response", "adverse", "advice_given", "acknowledged")


def record_visit(unit: Unit, row: Appointment, protocol: Protocol | None) -> int | None:
    """Give the appointment's course a visit that day, unless it has one; returns which visit of the course it is.

    Its scores are recorded when somebody has them. The first visit writes the expected range on a course that has
    none. None where nothing was recorded.
    """
    if row.course_id is None:
        return None
    visits = visits_of(unit, row.course_id)
    if any(visit.local_date == row.local_date for visit in visits):
        return None
    course = unit.session.get_one(Course, row.course_id)
    rules = protocol if protocol is not None else load_protocol(None)
    assumed = severity_assumed(course, visits, rules)
    visit = Visit(
        course_id=row.course_id, practitioner_id=row.practitioner_id, local_date=row.local_date, minute=row.minute
    )
    tell(unit, "added", visit, row.patient_id, appointment=row.id)
    if any(visit.local_date > row.local_date for visit in visits):
        follow_baseline(unit, course, rules)
    settle_range(unit, course, rules, assumed)
    return number_of(visits, row.local_date)


def take_visit_back(unit: Unit, row: Appointment) -> bool:
    """Void the visit that completing an appointment gave its course, as long as nothing was recorded in it.

    Returns whether a recorded one stays.
    """
    if row.course_id is None:
        return False
    stays = False
    for visit in visits_of(unit, row.course_id):
        if (visit.local_date, visit.minute) != (row.local_date, row.minute) or visit.source_id is not None:
            continue
        if not is_empty(visit):
            stays = True
            continue
        visit.voided = True
        tell(unit, "taken_back", visit, row.patient_id, correction=True)
        course = unit.session.get_one(Course, visit.course_id)
        left = visits_of(unit, visit.course_id)
        if any(other.local_date > row.local_date for other in left):
            follow_baseline(unit, course, load_protocol(None))
        if not left and course.expected_by_rule and course.expected_min is not None:
            # A range by rule is that of visit 1, and there is none any more.
            course.expected_min = course.expected_max = None
            tell(unit, "taken_back", course, row.patient_id, correction=True)
    return stays


def is_empty(visit: Visit) -> bool:
    """Whether nothing was recorded in a visit but that it was."""
    nothing = all(getattr(visit, name) is None for name in _SCORES)
    return nothing and not any(getattr(visit, name) for name in _WORDS) and visit.details in ("", "{}")


def severity_assumed(course: Course, visits: Sequence[Visit], protocol: Protocol) -> bool:
    """Whether a range by rule rests, or would rest, on a severity nobody has recorded."""
    return course.severity is None and _severity(course, visits, protocol) is None


def settle_range(unit: Unit, course: Course, protocol: Protocol, was_assumed: bool) -> None:
    """Write the range at visit 1, and once more when its scores come late; without any visit it is written no more.

    `was_assumed` says that the severity was only assumed so far. A range that is written moves for nothing else: a
    later edit of the protocol's table never moves it (the clinical page, section 2).
    """
    assert course.id is not None
    visits = visits_of(unit, course.id)
    if not course.expected_by_rule and course.expected_min is not None:
        return
    if not visits:
        _write(unit, course, None, "no visit any more")
    elif course.expected_min is None:
        _write(unit, course, _by_rule(course, visits, protocol), "")
    elif was_assumed and course.severity is None:
        severity = _severity(course, visits, protocol)
        if severity is not None and severity != protocol.severity.assumed:
            _write(unit, course, _by_rule(course, visits, protocol), "scores of visit 1")


def range_text(course: Course) -> str:
    """The range on a course as `6-10`, or `8`; nothing where none is written."""
    low, high = course.expected_min, course.expected_max
    return "" if low is None else str(low) if low == high else f"{low}-{high}"


def _write(unit: Unit, course: Course, expected: tuple[int, int] | None, reason: str) -> None:
    was, (low, high) = (course.expected_min, course.expected_max), expected or (None, None)
    if was == (low, high):
        return
    if was[0] is not None:
        assert course.id is not None
        corrections.note(unit, course, course.id, RANGE, was, expected, reason)
        unit.session.flush()
    course.expected_min, course.expected_max, course.expected_by_rule = low, high, True
    tell(unit, "expected", course, course.patient_id)


def _severity(course: Course, visits: Sequence[Visit], protocol: Protocol) -> str | None:
    """The severity by the scores of visit 1; None where there are none."""
    care = _as_care(course, visits)
    first = first_visit(care, visits[-1].local_date) if visits else None
    if first is None:
        return None
    severity, assumed = severity_of(first[1], first[2], protocol, course.condition)
    return None if assumed else severity


def _by_rule(course: Course, visits: Sequence[Visit], protocol: Protocol) -> tuple[int, int]:
    """What the rules expect of a course by its first day's visits."""
    return course_range(_as_care(course, visits), visits[0].local_date, protocol)


def _as_care(course: Course, visits: Sequence[Visit]) -> CareCourse:
    """The facts a range follows from; what is written on the course already is left out."""
    assert course.id is not None
    first_day = [visit for visit in visits if visit.local_date == visits[0].local_date]
    scores = tuple(CareVisit(row.local_date, row.minute, row.nprs, row.ndi_percent) for row in first_day)
    return CareCourse(
        course.id, None, course.patient_id, None, course.condition, course.opened_on, course.onset_date,
        course.severity, visits=scores,
    )  # fmt: skip
