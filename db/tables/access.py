"""Who may come in and who did: keys, sign-ins, access in an emergency, and the keys of the audit log."""

from sqlalchemy import BigInteger, CheckConstraint, Index, false, text
from sqlmodel import Field, SQLModel

from db.tables.base import BLANK, foreign

_NOT_ENDED = text("ended_utc is null")


class StaffKey(SQLModel, table=True):
    """A public ssh key of a member of staff. `blob` is its base64 part, `fingerprint` as `ssh-keygen -l` prints it.

    `read_only`: a session by it only looks, whoever's it is.
    """

    __tablename__ = "staff_key"
    __table_args__ = (Index("staff_key_by_staff", "staff_id"),)

    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(sa_column=foreign("staff.id"))
    kind: str
    blob: str = Field(unique=True)
    fingerprint: str
    comment: str = Field(default="", sa_column_kwargs=BLANK)
    added_utc: int = Field(sa_type=BigInteger)
    revoked_utc: int | None = Field(default=None, sa_type=BigInteger)
    version: int = 1
    read_only: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class SignIn(SQLModel, table=True):
    """One session of the dashboard: who, from where, since when, and how it ended (None: it goes on, or was lost).

    `process` tells the session's process from a later one with the same number: `boot:pid:start`.
    """

    __tablename__ = "sign_in"
    __table_args__ = (
        Index("sign_in_open", "ended_utc", sqlite_where=_NOT_ENDED, postgresql_where=_NOT_ENDED),
        CheckConstraint("via in ('local', 'ssh')", name="sign_in_via"),
    )

    id: int | None = Field(default=None, primary_key=True)
    staff_id: int | None = Field(default=None, sa_column=foreign("staff.id", nullable=True))
    staff_key_id: int | None = Field(default=None, sa_column=foreign("staff_key.id", nullable=True))
    actor: str
    at_utc: int = Field(sa_type=BigInteger)
    via: str
    origin: str = Field(default="", sa_column_kwargs=BLANK)
    terminal: str = Field(default="", sa_column_kwargs=BLANK)
    process: str = Field(default="", sa_column_kwargs=BLANK)
    read_only: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    ended_utc: int | None = Field(default=None, sa_type=BigInteger)
    ended_how: str = Field(default="", sa_column_kwargs=BLANK)


class EmergencyAccess(SQLModel, table=True):
    """Somebody took more rights than their role has, for a reason and a limited time: breaking the glass."""

    __tablename__ = "emergency_access"
    __table_args__ = (Index("emergency_access_by_staff", "staff_id", "until_utc"),)

    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(sa_column=foreign("staff.id"))
    actor: str
    reason: str
    at_utc: int = Field(sa_type=BigInteger)
    until_utc: int = Field(sa_type=BigInteger)
    ended_utc: int | None = Field(default=None, sa_type=BigInteger)


class AuditKey(SQLModel, table=True):
    """From which entry on the audit log is keyed, and by which key: its name, never the key itself."""

    __tablename__ = "audit_key"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    first_entry: int
    at_utc: int = Field(sa_type=BigInteger)
