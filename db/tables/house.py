"""The clinic, who works there, in which rooms, and when."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Index, false, text
from sqlmodel import Field, SQLModel

from db.tables.base import BLANK, foreign


class Clinic(SQLModel, table=True):
    """The one clinic of this record (row 1). `paper` is `a4` or `letter`; empty: by its time zone.

    `desk_reads_notes`: the owner lets the front desk read what is clinical.
    """

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
    address: str = Field(default="", sa_column_kwargs=BLANK)
    fax: str = Field(default="", sa_column_kwargs=BLANK)
    email: str = Field(default="", sa_column_kwargs=BLANK)
    paper: str = Field(default="", sa_column_kwargs=BLANK)
    version: int = 1
    desk_reads_notes: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class Staff(SQLModel, table=True):
    """A person who works here. `credentials` stand behind the name in a letter.

    `pin_hash` is what argon2id made of the PIN (None: none is set); wrong PINs are counted until a right one, and
    none is taken before `pin_blocked_until`.
    """

    __tablename__ = "staff"
    __table_args__ = (CheckConstraint("role in ('front_desk', 'practitioner', 'owner')", name="staff_role"),)

    id: int | None = Field(default=None, primary_key=True)
    source_id: str | None = Field(default=None, unique=True)
    name: str
    role: str
    system_user: str | None = Field(default=None, unique=True)
    credentials: str = Field(default="", sa_column_kwargs=BLANK)
    active: bool = True
    version: int = 1
    pin_hash: str | None = None
    pin_failures: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    pin_blocked_until: int | None = Field(default=None, sa_type=BigInteger)


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
    staff_id: int = Field(sa_column=foreign("staff.id"))
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
    staff_id: int = Field(sa_column=foreign("staff.id"))
    from_date: date
    to_date: date
    reason: str = ""
    version: int = 1
