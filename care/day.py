"""What one look at the clinic needs: the answers of the record's list queries, as values."""

from datetime import date
from typing import NamedTuple

from care.appointment import Appointment
from care.course import Course, Treatment
from care.patient import Patient
from care.referral import Referral


class Day(NamedTuple):
    """One day of the clinic. `courses` and `patients` are by id and cover the appointments."""

    on: date
    appointments: tuple[Appointment, ...]
    courses: dict[int, Course]
    patients: dict[int, Patient]
    closed_reason: str = ""
    proposals: int = 0


class CaseloadRow(NamedTuple):
    """One open course with its patient and the next appointment, if any."""

    course: Course
    patient: str
    practitioner: str
    next_appointment: Appointment | None


class ReferralRow(NamedTuple):
    """One referral that still needs somebody, with its patient and condition."""

    referral: Referral
    patient_id: int
    patient: str
    condition: str
    provider_phone: str = ""
    patient_phone: str = ""
    last_note: str = ""
    """The newest note of a call, or any other, on its way."""

    @property
    def version(self) -> int:
        """The version to name when the referral is changed."""
        return self.referral.version

    @property
    def snoozed_until(self) -> date | None:
        """The day until which it was put off, if it was."""
        return self.referral.snoozed_until


class PatientDetail(NamedTuple):
    """What the panel beside the schedule shows of one patient and one course."""

    patient: Patient
    course: Course | None
    last_treatment: Treatment | None
    next_appointment: Appointment | None
    forecast: str = ""
    """Where the course may lead, in words; empty where there is no forecast."""


class PatientHit(NamedTuple):
    """A patient in the search list: when they come next, when they were last treated, the newest open course."""

    patient: Patient
    next_appointment: Appointment | None = None
    last_visit: date | None = None
    open_course_id: int | None = None
