"""What stands on a day sheet, in words: the same for paper as text and for paper as PDF."""

from datetime import date
from typing import NamedTuple

from care.appointment import FREED, Appointment, clock
from care.assessment import Assessment
from care.day import Day
from care.day_words import long_date, short_date
from care.patient import Patient
from care.schedule import tally
from care.staff import Clinic
from care.text import clean, counted
from dashboard.reports.words import span
from widgets.words import APPOINTMENT, words


class SheetRow(NamedTuple):
    """One appointment on paper. `course` is visits done of those expected; `note` what must be known beforehand."""

    at: str
    minutes: str
    patient: str
    born: str
    phone: str
    practitioner: str
    room: str
    course: str
    status: str
    note: str


class Sheet(NamedTuple):
    """A whole day sheet: its heading, who is expected, who is not any more, and what to read at its foot."""

    clinic: str
    title: str
    printed: str
    counts: str
    closed: str
    rows: tuple[SheetRow, ...]
    freed: tuple[SheetRow, ...]
    anchor: str


def sheet_of(
    day: Day,
    states: dict[int, Assessment],
    clinic: Clinic,
    printed: tuple[date, int],
    anchor: tuple[int, str] | None = None,
) -> Sheet:
    """A day as a sheet. `states` are assessments by course id; `printed` is the clinic's date and minute of printing.

    `anchor`, the number and hash of the newest entry of the audit log, goes to the foot: a log that was cut later no
    longer holds it.
    """
    rows = [
        (one, _row(one, day.patients.get(one.patient_id), states.get(one.course_id or 0))) for one in day.appointments
    ]
    counts = tally(day)
    coming = sum(count for status, count in counts.items() if status not in FREED)
    text = f"{counted(coming, 'appointment', 'appointments')}"
    if freed := len(day.appointments) - coming:
        text += f", {freed} not coming"
    return Sheet(
        clinic=clean(clinic.name),
        title=f"Day sheet, {long_date(day.on)}",
        printed=f"Printed {short_date(printed[0])} {printed[0].year} {clock(printed[1])}",
        counts=text,
        closed=clean(day.closed_reason),
        rows=tuple(row for one, row in rows if one.status not in FREED),
        freed=tuple(row for one, row in rows if one.status in FREED),
        anchor="" if anchor is None else f"Log entry {anchor[0]} {anchor[1][:16]}",
    )


def _row(one: Appointment, patient: Patient | None, state: Assessment | None) -> SheetRow:
    course = ""
    if state is not None:
        course = f"{state.visits_done} of {span(state.expected)}"
    cautions = ", ".join(words(caution) for caution in patient.cautions) if patient else ""
    return SheetRow(
        at=clock(one.minute),
        minutes=str(one.minutes),
        patient=clean(one.patient),
        born=patient.born.isoformat() if patient and patient.born else "",
        phone=clean(patient.phone) if patient else "",
        practitioner=clean(one.practitioner),
        room=clean(one.room),
        course=course,
        status=APPOINTMENT[one.status][1],
        note=f"! {cautions}" if cautions else "",
    )
