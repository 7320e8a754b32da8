"""The tables of the record. Nothing above `db` ever sees one of these: values from `care` cross the border.

Dates are the clinic's local dates, minutes are minutes after local midnight, `*_utc` are integer UTC
seconds, in columns that outlast the year 2038.
Lists (cautions, causes, points, techniques) are stored as one text with `;` between, as they are exchanged.
`source_id` is the id in the file a row was imported from; it is unique per table and None for what was made here.
`version` counts edits of a row, for the check that nobody else changed it meanwhile.
`voided` marks a clinical row whose making was undone: it is never deleted, and every read, guard and
count passes it by.
"""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, String, false, text
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    # A constraint without a name cannot be changed by a later migration.
    "uq": "%(table_name)s_%(column_0_name)s_unique",
    "fk": "%(table_name)s_%(column_0_name)s_known",
    "ix": "%(table_name)s_by_%(column_0_name)s",
}

_NOT_UNDONE = text("undone_utc is null")
_TO_COME = text("status in ('booked', 'confirmed')")
_WAITS = text("state in ('waiting', 'offered')")
_NOT_ENDED = text("status not in ('closed', 'declined_by_patient', 'cancelled')")


def _foreign(target: str, *, nullable: bool = False, index: bool = False) -> Column[int]:
    return Column(Integer, ForeignKey(target), nullable=nullable, index=index)


class Clinic(SQLModel, table=True):
    """The one clinic of this record (row 1)."""

    __tablename__ = "clinic"
    __table_args__ = (CheckConstraint("id = 1", name="one_clinic"),)

    id: int = Field(default=1, primary_key=True)
    uid: str
    name: str
    timezone: str
    phone: str = ""
    opens_minute: int = 480
    closes_minute: int = 1080
    overlap_limit: int = 2
    version: int = 1


class Staff(SQLModel, table=True):
    """A person who works here."""

    __tablename__ = "staff"
    __table_args__ = (CheckConstraint("role in ('front_desk', 'practitioner', 'owner')", name="staff_role"),)

    id: int | None = Field(default=None, primary_key=True)
    source_id: str | None = Field(default=None, unique=True)
    name: str
    role: str
    system_user: str | None = Field(default=None, unique=True)
    active: bool = True
    version: int = 1


class Room(SQLModel, table=True):
    """A treatment room."""

    __tablename__ = "room"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    active: bool = True
    version: int = 1


class Closure(SQLModel, table=True):
    """A day the clinic is closed."""

    __tablename__ = "closure"

    id: int | None = Field(default=None, primary_key=True)
    source_id: str | None = Field(default=None, unique=True)
    local_date: date = Field(index=True)
    reason: str = ""
    cancelled: bool = False
    version: int = 1


class ClinicHours(SQLModel, table=True):
    """When the clinic is open on a weekday (1 Monday to 7 Sunday), and its lunch. `opens` None: closed that day.

    A weekday without a row follows the clinic's own row from Monday to Saturday, and is closed on Sunday.
    """

    __tablename__ = "clinic_hours"
    __table_args__ = (
        CheckConstraint("weekday between 1 and 7", name="clinic_weekday"),
        CheckConstraint(
            "(opens is null and closes is null) or (0 <= opens and opens < closes and closes <= 1440)",
            name="opens_before_it_closes",
        ),
        CheckConstraint(
            "(lunch_from is null and lunch_to is null) or "
            "(opens <= lunch_from and lunch_from < lunch_to and lunch_to <= closes)",
            name="lunch_within_hours",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    weekday: int = Field(unique=True)
    opens: int | None = None
    closes: int | None = None
    lunch_from: int | None = None
    lunch_to: int | None = None
    version: int = 1


class PractitionerHours(SQLModel, table=True):
    """A span of a weekday (1 Monday to 7 Sunday) in which somebody works; None: does not work that weekday.

    A weekday without a row follows the clinic's hours; several rows are several spans.
    """

    __tablename__ = "practitioner_hours"
    __table_args__ = (
        Index("practitioner_hours_by_staff", "staff_id", "weekday"),
        CheckConstraint("weekday between 1 and 7", name="practitioner_weekday"),
        CheckConstraint(
            "(from_minute is null and to_minute is null) or "
            "(0 <= from_minute and from_minute < to_minute and to_minute <= 1440)",
            name="comes_before_leaving",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(sa_column=_foreign("staff.id"))
    weekday: int
    from_minute: int | None = None
    to_minute: int | None = None
    version: int = 1


class Absence(SQLModel, table=True):
    """Whole days, both included, on which somebody does not work."""

    __tablename__ = "absence"
    __table_args__ = (
        Index("absence_by_staff", "staff_id", "to_date"),
        CheckConstraint("from_date <= to_date", name="absence_order"),
    )

    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(sa_column=_foreign("staff.id"))
    from_date: date
    to_date: date
    reason: str = ""
    version: int = 1


class Patient(SQLModel, table=True):
    """A person treated here."""

    __tablename__ = "patient"

    id: int | None = Field(default=None, primary_key=True)
    source_id: str | None = Field(default=None, unique=True)
    family_name: str
    given_name: str
    preferred_name: str = ""
    date_of_birth: date | None = Field(default=None, index=True)
    phone: str = ""
    email: str = ""
    cautions: str = ""
    note: str = ""
    merged_into: int | None = Field(default=None, sa_column=_foreign("patient.id", nullable=True, index=True))
    voided: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    version: int = 1


class FormerName(SQLModel, table=True):
    """A name a patient went by before, by which somebody may still ask for them."""

    __tablename__ = "former_name"

    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(sa_column=_foreign("patient.id", index=True))
    family_name: str = ""
    given_name: str = ""
    version: int = 1


class PatientTerm(SQLModel, table=True):
    """What a patient can be found by: folded name parts, phone digits, folded e-mail. Derived from the patient row."""

    __tablename__ = "patient_term"
    __table_args__ = (
        Index("patient_term_by_term", "term", "patient_id"),
        Index("patient_term_by_patient", "patient_id", "term"),
        CheckConstraint("kind in ('name', 'phone', 'email')", name="term_kind"),
    )

    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(sa_column=_foreign("patient.id"))
    kind: str
    term: str


class Course(SQLModel, table=True):
    """One episode of one complaint."""

    __tablename__ = "course"
    __table_args__ = (
        # What is open on any day, today included, without a look at the row.
        Index("course_by_closing", "closed_on", "opened_on", "voided"),
        CheckConstraint(
            "expected_min is null or (expected_min >= 1 and expected_max >= expected_min)", name="expected_order"
        ),
        CheckConstraint("outcome is null or closed_on is not null", name="outcome_when_closed"),
    )

    id: int | None = Field(default=None, primary_key=True)
    source_id: str | None = Field(default=None, unique=True)
    patient_id: int = Field(sa_column=_foreign("patient.id", index=True))
    practitioner_id: int | None = Field(default=None, sa_column=_foreign("staff.id", nullable=True))
    condition: str
    onset_date: date | None = None
    opened_on: date
    severity: str | None = None
    exam_class: str | None = None
    causes: str = ""
    expected_min: int | None = None
    expected_max: int | None = None
    expected_by_rule: bool = True
    expected_reason: str = ""
    goal_nprs: float | None = None
    closed_on: date | None = None
    outcome: str | None = None
    voided: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    version: int = 1


class Evaluation(SQLModel, table=True):
    """One orthopaedic evaluation of a course; `findings` is JSON by section."""

    __tablename__ = "evaluation"
    __table_args__ = (
        Index("evaluation_by_course", "course_id", "local_date"),
        CheckConstraint("red_flag in ('none', 'urgent', 'emergency')", name="red_flag_level"),
        CheckConstraint("neuro in ('none', 'sensory', 'motor')", name="neuro_level"),
    )

    id: int | None = Field(default=None, primary_key=True)
    course_id: int = Field(sa_column=_foreign("course.id"))
    practitioner_id: int | None = Field(default=None, sa_column=_foreign("staff.id", nullable=True))
    local_date: date
    red_flag: str = "none"
    neuro: str = "none"
    findings: str = "{}"
    voided: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    version: int = 1


class Visit(SQLModel, table=True):
    """A completed treatment with the scores taken before it."""

    __tablename__ = "visit"
    __table_args__ = (
        # Covers what the rules read, so that a list of courses never touches the table itself.
        Index(
            "visit_scores", "course_id", "local_date", "minute", "id",
            "nprs", "ndi_percent", "psfs", "rom_degrees", "groc", "voided",
        ),
        CheckConstraint("nprs is null or nprs between 0 and 10", name="nprs_range"),
        CheckConstraint("ndi_percent is null or ndi_percent between 0 and 100", name="ndi_range"),
        CheckConstraint("psfs is null or psfs between 0 and 10", name="psfs_range"),
        CheckConstraint("groc is null or groc between -7 and 7", name="groc_range"),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    source_id: str | None = Field(default=None, unique=True)
    course_id: int = Field(sa_column=_foreign("course.id"))
    practitioner_id: int | None = Field(default=None, sa_column=_foreign("staff.id", nullable=True))
    local_date: date
    minute: int
    nprs: float | None = None
    ndi_percent: float | None = None
    psfs: float | None = None
    rom_degrees: float | None = None
    groc: int | None = None
    points: str = ""
    techniques: str = ""
    note: str = ""
    voided: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    version: int = 1


class Appointment(SQLModel, table=True):
    """A promised wall-clock time. `start_utc`, `end_utc` (half-open) are derived, for overlap and order."""

    __tablename__ = "appointment"
    __table_args__ = (
        Index("appointment_by_day", "local_date", "minute"),
        Index("appointment_by_patient", "patient_id", "start_utc"),
        Index("appointment_by_room", "room_id", "start_utc"),
        Index("appointment_by_practitioner", "practitioner_id", "start_utc"),
        Index("appointment_by_course", "course_id", "start_utc"),
        # The next one of a course or a patient, without a walk through those that are over.
        Index(
            "appointment_to_come_by_course", "course_id", "local_date", "minute",
            sqlite_where=_TO_COME, postgresql_where=_TO_COME,
        ),
        Index(
            "appointment_to_come_by_patient", "patient_id", "local_date", "minute",
            sqlite_where=_TO_COME, postgresql_where=_TO_COME,
        ),
        CheckConstraint("end_utc = start_utc + minutes * 60", name="ends_after_its_minutes"),
        CheckConstraint("minutes between 5 and 480", name="minutes_range"),
        CheckConstraint(
            "status in ('booked', 'confirmed', 'arrived', 'in_room', 'completed', 'cancelled', 'late_cancelled', "
            "'no_show', 'left_unseen')",
            name="appointment_status",
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    source_id: str | None = Field(default=None, unique=True)
    patient_id: int = Field(sa_column=_foreign("patient.id"))
    course_id: int | None = Field(default=None, sa_column=_foreign("course.id", nullable=True))
    practitioner_id: int | None = Field(default=None, sa_column=_foreign("staff.id", nullable=True))
    room_id: int | None = Field(default=None, sa_column=_foreign("room.id", nullable=True))
    local_date: date
    minute: int
    minutes: int
    zone: str
    fold: int = 0
    start_utc: int = Field(sa_type=BigInteger)
    end_utc: int = Field(sa_type=BigInteger)
    status: str = "booked"
    cancelled_by: str = ""
    reason: str = ""
    arrived_utc: int | None = Field(default=None, sa_type=BigInteger)
    started_utc: int | None = Field(default=None, sa_type=BigInteger)
    finished_utc: int | None = Field(default=None, sa_type=BigInteger)
    squeezed: bool = False
    sequence: int = 0
    note: str = ""
    voided: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    version: int = 1


class Proposal(SQLModel, table=True):
    """An online booking whose patient is not settled. `state`: waiting, settled, dismissed."""

    __tablename__ = "proposal"
    __table_args__ = (
        Index(
            "proposal_waiting",
            "local_date",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        CheckConstraint("state in ('waiting', 'settled', 'dismissed')", name="proposal_state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    source_id: str = Field(unique=True)
    family_name: str = ""
    given_name: str = ""
    name: str
    phone: str = ""
    email: str = ""
    local_date: date
    minute: int
    minutes: int
    zone: str
    fold: int = 0
    service: str = ""
    note: str = ""
    sequence: int = 0
    state: str = "waiting"
    appointment_id: int | None = Field(default=None, sa_column=_foreign("appointment.id", nullable=True))
    version: int = 1


class WaitingEntry(SQLModel, table=True):
    """Somebody who would take a place that becomes free. Empty `weekdays` (ISO numbers, `1;3`) and times: any."""

    __tablename__ = "waiting_entry"
    __table_args__ = (
        Index("waiting_entry_by_patient", "patient_id"),
        Index("waiting_entry_open", "since_utc", sqlite_where=_WAITS, postgresql_where=_WAITS),
        CheckConstraint("state in ('waiting', 'offered', 'booked', 'withdrawn')", name="waiting_state"),
        CheckConstraint("latest is null or latest >= earliest", name="waiting_dates"),
        CheckConstraint("minutes between 5 and 480", name="waiting_minutes"),
    )

    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(sa_column=_foreign("patient.id"))
    practitioner_id: int | None = Field(default=None, sa_column=_foreign("staff.id", nullable=True))
    course_id: int | None = Field(default=None, sa_column=_foreign("course.id", nullable=True))
    earliest: date
    latest: date | None = None
    weekdays: str = ""
    from_minute: int | None = None
    until_minute: int | None = None
    minutes: int = 30
    note: str = ""
    since_utc: int = Field(sa_type=BigInteger)
    state: str = "waiting"
    version: int = 1


class Provider(SQLModel, table=True):
    """Somebody the clinic refers to."""

    __tablename__ = "provider"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    kind: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""
    address: str = ""
    note: str = ""
    active: bool = True
    version: int = 1


class Referral(SQLModel, table=True):
    """A referral of a course. `status` is the newest step; each date says when a step happened, where known."""

    __tablename__ = "referral"
    __table_args__ = (
        Index("referral_by_course", "course_id", "created_on"),
        Index(
            "referral_open", "created_on",
            sqlite_where=_NOT_ENDED, postgresql_where=_NOT_ENDED,
        ),
        CheckConstraint(
            "kind in ('chiropractic', 'physical_therapy', 'massage', 'orthopaedic')", name="referral_kind"
        ),
        CheckConstraint("urgency in ('routine', 'urgent')", name="referral_urgency"),
        CheckConstraint(
            "status in ('draft', 'sent', 'accepted', 'scheduled', 'no_show', 'attended', 'report_received', 'closed', "
            "'declined_by_patient', 'declined_by_provider', 'cancelled')",
            name="referral_status",
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    source_id: str | None = Field(default=None, unique=True)
    course_id: int = Field(sa_column=_foreign("course.id"))
    provider_id: int | None = Field(default=None, sa_column=_foreign("provider.id", nullable=True))
    kind: str
    urgency: str = "routine"
    status: str = "draft"
    created_on: date
    sent_on: date | None = None
    accepted_on: date | None = None
    scheduled_on: date | None = None
    appointment_on: date | None = None
    attended_on: date | None = None
    report_on: date | None = None
    closed_on: date | None = Field(default=None, index=True)
    ended_on: date | None = Field(default=None, index=True)
    question: str = ""
    voided: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    version: int = 1


class UndoStep(SQLModel, table=True):
    """One change a person can take back: what every row it touched was before (`payload`, JSON), and who made it."""

    __tablename__ = "undo_step"
    __table_args__ = (
        Index(
            "undo_step_to_undo", "staff_id", "id",
            sqlite_where=_NOT_UNDONE, postgresql_where=_NOT_UNDONE,
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    at_utc: int = Field(sa_type=BigInteger)
    staff_id: int | None = None
    actor: str
    label: str
    payload: str = "[]"
    undone_utc: int | None = Field(default=None, sa_type=BigInteger)


class AuditEntry(SQLModel, table=True):
    """Who did what to which row, when. Only ids, field names and counts; each entry hashes the one before it."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("audit_by_subject", "subject", "subject_id"), Index("audit_by_patient", "patient_id"))

    id: int | None = Field(default=None, primary_key=True)
    at_utc: int = Field(sa_type=BigInteger)
    staff_id: int | None = None
    actor: str
    action: str
    subject: str
    subject_id: int | None = None
    patient_id: int | None = None
    detail: str = Field(default="{}", sa_column=Column(String, nullable=False))
    previous_hash: str
    hash: str


class ImportBatch(SQLModel, table=True):
    """One import: which files, by their names and digests, and what they changed."""

    __tablename__ = "import_batch"

    id: int | None = Field(default=None, primary_key=True)
    at_utc: int = Field(sa_type=BigInteger)
    kind: str
    files: str
    digest: str
    added: int
    changed: int
    unchanged: int
