"""What screens and reports read of the record: rows of one moment, with the courses in them assessed."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

from care.assessment import Assessment, assess_course
from care.attention import needs_person
from care.chart import Emergency
from care.day import Day, PatientDetail
from care.kept import course_without, state_without
from care.protocol import Protocol
from care.worklist import OpenCourse, OpenReferral, open_courses, open_referrals
from db import courses, days, patients, referrals
from db.clinic import rooms
from db.errors import Refused, no_rules
from db.localtime import zone_of
from db.reader import Reader


class DayView(NamedTuple):
    """A day as the schedule draws it; assessments by course id."""

    day: Day
    states: dict[int, Assessment]
    referrals: tuple[OpenReferral, ...] = ()
    rooms: tuple[str, ...] = ()


def read_day(reader: Reader, on: date, protocol: Protocol) -> DayView:
    """One consistent look at a day: its appointments, their courses assessed, the referrals open on it."""
    with reader.snapshot():
        found = days.day(reader, on)
        rows = referrals.open_referrals(reader, on)
        names = rooms(reader)
    states = {key: assess_course(course, on, protocol) for key, course in found.courses.items()}
    if not reader.may("see_clinical"):
        states = {key: state_without(state) for key, state in states.items()}
        found = found._replace(courses={key: course_without(one) for key, one in found.courses.items()})
    return DayView(found, states, open_referrals(rows, on, protocol), names)


def read_caseload(reader: Reader, as_of: date, protocol: Protocol) -> tuple[OpenCourse, ...]:
    """Every open course, assessed, who needs a person first."""
    with reader.snapshot():
        rows = courses.caseload(reader, as_of)
    found = open_courses(rows, as_of, protocol)
    if reader.may("see_clinical"):
        return found
    return tuple(
        OpenCourse(one.row._replace(course=course_without(one.row.course)), state_without(one.state)) for one in found
    )


def read_referrals(reader: Reader, as_of: date, protocol: Protocol) -> tuple[OpenReferral, ...]:
    """Every referral that still needs somebody, urgent first, then days overdue."""
    with reader.snapshot():
        rows = referrals.open_referrals(reader, as_of)
    return open_referrals(rows, as_of, protocol)


def read_detail(
    reader: Reader, patient_id: int, course_id: int | None, as_of: date, after: tuple[date, int], protocol: Protocol
) -> PatientDetail:
    """The panel's facts of one patient, with where the course may lead."""
    from care.forecast import forecast_course, words

    with reader.snapshot():
        found = patients.detail(reader, patient_id, course_id, as_of, after)
    if not reader.may("see_clinical"):
        return found._replace(course=None if found.course is None else course_without(found.course))
    foretold = None if found.course is None else forecast_course(found.course, as_of, protocol)
    return found if foretold is None else found._replace(forecast=words(foretold))


def read_emergencies(reader: Reader, as_of: date) -> tuple[Emergency, ...]:
    """The red flags that nobody has acted on yet."""
    from db.chart import emergencies

    with reader.snapshot():
        return emergencies(reader, as_of)


def attention_count(caseload: tuple[OpenCourse, ...]) -> int:
    """How many open courses want somebody to decide something."""
    return sum(needs_person(one.state, one.row.course) for one in caseload)


def check_rules(zone: str, path: Path) -> None:
    """Raises `RecordError` where this machine lacks the rules of the clinic's time zone: no time could be shown."""
    try:
        zone_of(zone)
    except Refused as error:
        raise no_rules(zone, path) from error
