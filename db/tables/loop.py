"""What happened to a referral on its way: steps, calls, letters, files."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Index, false
from sqlmodel import Field, SQLModel

from db.tables.base import foreign


class ReferralEvent(SQLModel, table=True):
    """One step, call, note or snooze of a referral, with its day. `state` is what a step led to."""

    __tablename__ = "referral_event"
    __table_args__ = (
        Index("referral_event_by_referral", "referral_id", "id"),
        CheckConstraint("kind in ('step', 'call', 'note', 'snooze', 'correction')", name="referral_event_kind"),
    )

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(sa_column=foreign("referral.id"))
    kind: str
    state: str = ""
    local_date: date
    note: str = ""
    at_utc: int = Field(sa_type=BigInteger)
    staff_id: int | None = None
    actor: str
    voided: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class ReferralLetter(SQLModel, table=True):
    """A letter as it went out: its words (JSON of its parts), their digest, and how it was sent."""

    __tablename__ = "referral_letter"
    __table_args__ = (Index("referral_letter_by_referral", "referral_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(sa_column=foreign("referral.id"))
    provider_id: int | None = Field(default=None, sa_column=foreign("provider.id", nullable=True))
    local_date: date
    sent_by: str = ""
    text: str
    digest: str
    at_utc: int = Field(sa_type=BigInteger)
    staff_id: int | None = None
    actor: str
    voided: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class Attachment(SQLModel, table=True):
    """A file kept beside the record: `name` is ours and safe, `title` what it was called where it came from."""

    __tablename__ = "attachment"
    __table_args__ = (Index("attachment_by_referral", "referral_id"),)

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(sa_column=foreign("referral.id"))
    name: str = Field(unique=True)
    title: str
    media: str
    size: int
    digest: str
    at_utc: int = Field(sa_type=BigInteger)
    staff_id: int | None = None
    actor: str
    voided: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
