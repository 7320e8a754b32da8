"""Patients, and what they are found by; who they are referred to."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, false
from sqlmodel import Field, SQLModel

from db.tables.base import BLANK, foreign


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
    address: str = Field(default="", sa_column_kwargs=BLANK)
    medicines: str = Field(default="", sa_column_kwargs=BLANK)
    allergies: str = Field(default="", sa_column_kwargs=BLANK)
    merged_into: int | None = Field(default=None, sa_column=foreign("patient.id", nullable=True, index=True))
    voided: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    version: int = 1


class FormerName(SQLModel, table=True):
    """A name a patient went by before, by which somebody may still ask for them."""

    __tablename__ = "former_name"

    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(sa_column=foreign("patient.id", index=True))
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
    patient_id: int = Field(sa_column=foreign("patient.id"))
    kind: str
    term: str


class Provider(SQLModel, table=True):
    """Somebody the clinic refers to; never deleted: retired (`active` false), or merged into another."""

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
    merged_into: int | None = Field(default=None, sa_column=foreign("provider.id", nullable=True))
    version: int = 1
