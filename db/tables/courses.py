"""Courses of care with what was found, done and referred in them."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, false, text
from sqlmodel import Field, SQLModel

from db.tables.base import BLANK, foreign

_FLAGGED = text("red_flag <> 'none'")
_NOT_ENDED = text("status not in ('closed', 'declined_by_patient', 'cancelled')")


class Course(SQLModel, table=True):
    """One episode of one complaint. `causes` name the primary one first."""

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
    patient_id: int = Field(sa_column=foreign("patient.id", index=True))
    practitioner_id: int | None = Field(default=None, sa_column=foreign("staff.id", nullable=True))
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
    closing_note: str = Field(default="", sa_column_kwargs=BLANK)
    voided: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    version: int = 1


class Evaluation(SQLModel, table=True):
    """One orthopaedic evaluation of a course; `findings` is JSON by section."""

    __tablename__ = "evaluation"
    __table_args__ = (
        Index("evaluation_by_course", "course_id", "local_date"),
        # So that asking every open course for a red flag touches no row of those without one.
        Index(
            "evaluation_flagged", "course_id", "local_date",
            sqlite_where=_FLAGGED, postgresql_where=_FLAGGED,
        ),
        CheckConstraint("red_flag in ('none', 'urgent', 'emergency')", name="red_flag_level"),
        CheckConstraint("neuro in ('none', 'sensory', 'motor')", name="neuro_level"),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    course_id: int = Field(sa_column=foreign("course.id"))
    practitioner_id: int | None = Field(default=None, sa_column=foreign("staff.id", nullable=True))
    local_date: date
    red_flag: str = "none"
    neuro: str = "none"
    findings: str = "{}"
    voided: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    version: int = 1


class Visit(SQLModel, table=True):
    """A completed treatment with the scores taken before it.

    `points` are in WHO form, `sides` those needled on one side only (`GB20:left`), `acknowledged` the cautions somebody
    has seen. `details` is JSON: what the scores were made of (`care.chart.Measured`).
    """

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
    course_id: int = Field(sa_column=foreign("course.id"))
    practitioner_id: int | None = Field(default=None, sa_column=foreign("staff.id", nullable=True))
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
    sides: str = Field(default="", sa_column_kwargs=BLANK)
    minutes: int | None = None
    response: str = Field(default="", sa_column_kwargs=BLANK)
    adverse: str = Field(default="", sa_column_kwargs=BLANK)
    advice_given: str = Field(default="", sa_column_kwargs=BLANK)
    acknowledged: str = Field(default="", sa_column_kwargs=BLANK)
    details: str = Field(default="{}", sa_column_kwargs={"server_default": text("'{}'")})
    voided: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
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
    course_id: int = Field(sa_column=foreign("course.id"))
    provider_id: int | None = Field(default=None, sa_column=foreign("provider.id", nullable=True))
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
    respond_by: date | None = None
    report_from: str = Field(default="", sa_column_kwargs=BLANK)
    report_summary: str = Field(default="", sa_column_kwargs=BLANK)
    reviewed_on: date | None = None
    told_patient: str = Field(default="", sa_column_kwargs=BLANK)
    snoozed_until: date | None = None
    snooze_reason: str = Field(default="", sa_column_kwargs=BLANK)
    voided: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    version: int = 1
