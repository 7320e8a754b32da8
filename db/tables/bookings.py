"""Promised times, and who waits for one."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Index, false, text
from sqlmodel import Field, SQLModel

from db.tables.base import foreign

_TO_COME = text("status in ('booked', 'confirmed')")
_WAITS = text("state in ('waiting', 'offered')")


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
    patient_id: int = Field(sa_column=foreign("patient.id"))
    course_id: int | None = Field(default=None, sa_column=foreign("course.id", nullable=True))
    practitioner_id: int | None = Field(default=None, sa_column=foreign("staff.id", nullable=True))
    room_id: int | None = Field(default=None, sa_column=foreign("room.id", nullable=True))
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
    appointment_id: int | None = Field(default=None, sa_column=foreign("appointment.id", nullable=True))
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
    patient_id: int = Field(sa_column=foreign("patient.id"))
    practitioner_id: int | None = Field(default=None, sa_column=foreign("staff.id", nullable=True))
    course_id: int | None = Field(default=None, sa_column=foreign("course.id", nullable=True))
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
