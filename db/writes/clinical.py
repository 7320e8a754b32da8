"""What the writes of courses, evaluations and advice share: today, and what can be, in words."""

from datetime import date

from care.text import tidy
from db.errors import NotFound, Refused
from db.exchange.values import EARLIEST_DAY, LONGEST_TEXT
from db.localtime import to_local
from db.tables import Clinic, Course, Patient
from db.writes.overlap import name_of
from db.writing import Unit


def today(unit: Unit) -> date:
    """The clinic's local date at the unit's moment."""
    return to_local(unit.now_utc, unit.session.get_one(Clinic, 1).timezone)[0]


def day_of(unit: Unit, given: date | None, what: str) -> date:
    """The day something happened, today without one; raises `Refused` for one to come, or long before any record."""
    if given is None:
        return today(unit)
    if given > today(unit):
        raise Refused(f"{what} is {given.isoformat()}, which is still to come. Nothing was changed. Correct the day.")
    if given < EARLIEST_DAY:
        raise Refused(f"{what} is {given.isoformat()}, before 1900. Nothing was changed. Correct the day.")
    return given


def words_of(given: str, what: str, needed: str = "") -> str:
    """Free text as it is kept; raises `Refused` for too much of it, and with `needed` where there is none."""
    if len(given) > LONGEST_TEXT:
        raise Refused(f"{what} has more than {LONGEST_TEXT:,} characters. Nothing was changed. Shorten it.")
    kept = tidy(given)
    if needed and not kept:
        raise Refused(f"{needed} Nothing was changed. Say it in a few words.")
    return kept


def one_of(value: str, known: tuple[str, ...], what: str) -> str:
    """A word of the record's own; raises `Refused` naming those there are."""
    if value not in known:
        there = ", ".join(word.replace("_", " ") for word in known)
        raise Refused(f"{what} is “{tidy(str(value))[:60]}”, and must be one of {there}. Nothing was changed.")
    return value


def course_row(unit: Unit, course_id: int) -> Course:
    """The course with a number; raises `NotFound`."""
    row = unit.session.get(Course, course_id)
    if row is None or row.voided:
        raise NotFound(f"There is no course with number {course_id}. Nothing was changed. Look at the chart again.")
    return row


def patient_row(unit: Unit, patient_id: int) -> Patient:
    """The patient with a number; raises `NotFound`, for a record that was merged into another too."""
    row = unit.session.get(Patient, patient_id)
    if row is None or row.voided or row.merged_into is not None:
        raise NotFound(f"There is no patient with number {patient_id}. Nothing was changed. Look the name up.")
    return row


def titled(unit: Unit, course: Course) -> str:
    """Whose course it is and of what, as a sentence begins: `Mei Tanaka, neck pain`."""
    return f"{name_of(unit, course.patient_id)}, {course.condition.replace('_', ' ')}"
