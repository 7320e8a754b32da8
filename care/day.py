"""What one look at the clinic needs: the answers of the record's list queries, as values."""

from dataclasses import dataclass
from datetime import date

from care.appointment import Appointment
from care.course import Course, Treatment
from care.patient import Patient
from care.referral import Referral


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the clinic. `courses` and `patients` are by id and cover the appointments."""

    on: date
    appointments: tuple[Appointment, ...]
    courses: dict[int, Course]
    patients: dict[int, Patient]
    closed_reason: str = ""
    proposals: int = 0


@dataclass(frozen=True, slots=True)
class CaseloadRow:
    """One open course with its patient and the next appointment, if any."""

    course: Course
    patient: str
    practitioner: str
    next_appointment: Appointment | None


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """One referral that still needs somebody, with its patient and condition."""

    referral: Referral
    patient_id: int
    patient: str
    condition: str
    provider_phone: str = ""


@dataclass(frozen=True, slots=True)
class PatientDetail:
    """What the panel beside the schedule shows of one patient and one course."""

    patient: Patient
    course: Course | None
    last_treatment: Treatment | None
    next_appointment: Appointment | None
