"""What was decided and put right in a course, and what is still being written."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Index, false
from sqlmodel import Field, SQLModel

from db.tables.base import foreign


class Draft(SQLModel, table=True):
    """Something half typed, kept from the first key on. Not yet part of the record: saving or leaving it removes it.

    `subject_id` is the row it is about, by `kind`: the appointment of a visit, the course of an evaluation, the
    referral of a letter. `payload` is JSON of what stands in the form.
    """

    __tablename__ = "draft"
    # A number is never given again: a form that is left open may still hold that of a draft long gone.
    __table_args__ = (Index("draft_by_patient", "patient_id"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    patient_id: int = Field(sa_column=foreign("patient.id"))
    course_id: int | None = Field(default=None, sa_column=foreign("course.id", nullable=True))
    subject_id: int | None = None
    payload: str = "{}"
    staff_id: int | None = None
    actor: str
    begun_utc: int = Field(sa_type=BigInteger)
    saved_utc: int = Field(sa_type=BigInteger)


class Correction(SQLModel, table=True):
    """One field of a clinical row put right: what it was, what it is, and why. Only ever added to."""

    __tablename__ = "correction"
    __table_args__ = (Index("correction_by_subject", "subject", "subject_id"),)

    id: int | None = Field(default=None, primary_key=True)
    subject: str
    subject_id: int
    course_id: int = Field(sa_column=foreign("course.id", index=True))
    field: str
    was: str = ""
    now: str = ""
    reason: str = ""
    at_utc: int = Field(sa_type=BigInteger)
    staff_id: int | None = None
    actor: str
    voided: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class AdviceDecision(SQLModel, table=True):
    """What somebody decided on an advice. It holds while the advice rests on the same facts (`basis`)."""

    __tablename__ = "advice_decision"
    __table_args__ = (
        Index("advice_decision_by_course", "course_id", "id"),
        CheckConstraint("decision in ('taken', 'dismissed')", name="advice_decided"),
    )

    id: int | None = Field(default=None, primary_key=True)
    course_id: int = Field(sa_column=foreign("course.id"))
    decision: str
    rule: str
    advice: str
    basis: str
    reason: str = ""
    local_date: date
    at_utc: int = Field(sa_type=BigInteger)
    staff_id: int | None = None
    actor: str
    voided: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class RedFlagAction(SQLModel, table=True):
    """What was done about a red flag of an evaluation."""

    __tablename__ = "red_flag_action"
    __table_args__ = (Index("red_flag_action_by_evaluation", "evaluation_id"),)

    id: int | None = Field(default=None, primary_key=True)
    evaluation_id: int = Field(sa_column=foreign("evaluation.id"))
    course_id: int = Field(sa_column=foreign("course.id"))
    what: str
    local_date: date
    at_utc: int = Field(sa_type=BigInteger)
    staff_id: int | None = None
    actor: str
    voided: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
