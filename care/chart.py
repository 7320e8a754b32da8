"""What a chart is made of: each visit as it was recorded, evaluations, decisions, corrections; and a visit to record.

Values only. How a course stands is derived from them elsewhere, and shown beside them.
"""

from datetime import date
from typing import NamedTuple

from care.appointment import Appointment
from care.course import Course, Decision
from care.patient import Patient

__all__ = [
    "NOTHING_MEASURED",
    "SIDES",
    "Chart",
    "Corrected",
    "Decision",
    "Emergency",
    "EvaluationRecord",
    "Measured",
    "Needle",
    "VisitEntry",
    "VisitRecord",
]

SIDES = ("both", "left", "right")


class Needle(NamedTuple):
    """One point in WHO form and the side it was needled on, from `SIDES`."""

    point: str
    side: str = "both"


class Measured(NamedTuple):
    """What the scores of a visit were made of, where it was taken down. Missing answers are None, never imputed.

    `pain` is now, best and worst of the last 24 h (0-10). `function` are the answers of the condition's questionnaire
    in its order (the NDI's ten, 0-5). `activities` are the patient's own of the PSFS with their ratings 0-10.
    `motion` is in degrees by direction (`care.measures.DIRECTIONS`).
    """

    pain: tuple[int, int, int] | None = None
    function: tuple[int | None, ...] = ()
    activities: tuple[tuple[str, float | None], ...] = ()
    motion: tuple[tuple[str, float], ...] = ()


NOTHING_MEASURED = Measured()


class VisitEntry(NamedTuple):
    """A visit as somebody writes it down; scores as `care.course.Visit` has them.

    `ndi_percent` and `psfs` may be left None where `measured` holds the answers they follow from. `acknowledged` are
    the cautions somebody has seen, as `code:what` (`pregnancy:LI4`).
    """

    nprs: float | None = None
    ndi_percent: float | None = None
    psfs: float | None = None
    groc: int | None = None
    needles: tuple[Needle, ...] = ()
    techniques: tuple[str, ...] = ()
    minutes: int | None = None
    response: str = ""
    adverse: str = ""
    advice_given: str = ""
    note: str = ""
    acknowledged: tuple[str, ...] = ()
    measured: Measured = NOTHING_MEASURED


class VisitRecord(NamedTuple):
    """A recorded visit. `number` counts days with a completed visit from 1; two on one day share it.

    `rom_degrees` is in the direction most limited at baseline.
    """

    id: int
    version: int
    number: int
    on: date
    minute: int
    practitioner: str
    entry: VisitEntry
    rom_degrees: float | None = None
    corrected: int = 0
    """How many of its fields were put right after it was recorded."""


class EvaluationRecord(NamedTuple):
    """One evaluation: the clinician's level of the red flags, the neurological finding, the findings as JSON text."""

    id: int
    version: int
    on: date
    practitioner: str
    red_flag: str
    neuro: str
    findings: str
    actions: tuple[str, ...] = ()
    """What was done about a red flag, oldest first."""


class Emergency(NamedTuple):
    """An open course whose newest evaluation, of the day `on`, raised a red flag nobody has acted on since.

    `level` is `urgent` or `emergency`; `version` is the evaluation's.
    """

    course_id: int
    patient_id: int
    patient: str
    evaluation_id: int
    version: int
    on: date
    level: str


class Corrected(NamedTuple):
    """One field put right. `subject` is the table and `subject_id` its row; `at_utc` in seconds."""

    subject: str
    subject_id: int
    field: str
    was: str
    now: str
    reason: str
    at_utc: int
    who: str


class Chart(NamedTuple):
    """One course of a patient with everything recorded in it, and the patient's other courses.

    `courses` are all of the patient's, newest first, `course` among them; None where there is none yet. `visits`,
    `evaluations`, `appointments` (of the patient, whatever their state) and `corrections` are oldest first.
    """

    patient: Patient
    course: Course | None
    courses: tuple[Course, ...] = ()
    visits: tuple[VisitRecord, ...] = ()
    evaluations: tuple[EvaluationRecord, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    decisions: tuple[Decision, ...] = ()
    corrections: tuple[Corrected, ...] = ()
    practitioner: str = ""
    expected_reason: str = ""
    closing_note: str = ""
    course_version: int = 0
    medicines: str = ""
    allergies: str = ""
    address: str = ""
