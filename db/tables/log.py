"""What was done: the audit log, the steps that can be taken back, the imports."""

from sqlalchemy import BigInteger, Column, Index, String, text
from sqlmodel import Field, SQLModel

_NOT_UNDONE = text("undone_utc is null")


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
