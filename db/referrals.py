"""Referrals that still need somebody."""

from datetime import date
from typing import Any

from care.day import ReferralRow
from care.patient import full_name
from db.courses import REFERRAL_COLUMNS, REFERRAL_WIDTH, referral_of
from db.reader import Reader

# Ended ones count on a past day when they ended after it; without a date of ending nobody can tell, so they don't.
# The three ranges share nothing: to drop doubles, SQLite would rather walk the table in order of id.
_NOT_ENDED = (
    "select id from referral where status not in ('closed', 'declined_by_patient', 'cancelled') "
    "and created_on <= :as_of "
    "union all select id from referral where status in ('closed', 'declined_by_patient', 'cancelled') "
    "and closed_on > :as_of and created_on <= :as_of "
    "union all select id from referral where status in ('closed', 'declined_by_patient', 'cancelled') "
    "and ended_on > :as_of and created_on <= :as_of and (closed_on is null or closed_on <= :as_of)"
)

_LAST_NOTE = (
    "(select n.note from referral_event n where n.referral_id = r.id and n.kind in ('call', 'note') "
    "and n.local_date <= :as_of and not n.voided order by n.id desc limit 1)"
)


def open_referrals(reader: Reader, as_of: date) -> tuple[ReferralRow, ...]:
    """Every referral made by a day's end and not ended on it, oldest first: pending, drafts, declined by a provider.

    Each carries all its dates; which state it was in on that day is for `care.referral.state_on` to say.
    """
    rows = reader.rows(
        f"select {REFERRAL_COLUMNS}, coalesce(provider.phone, ''), p.id, p.family_name, p.given_name, "
        f"p.preferred_name, p.phone, c.condition, {_LAST_NOTE} from ({_NOT_ENDED}) as chosen cross join referral r "
        "cross join course c cross join patient p left join provider on provider.id = r.provider_id "
        "where r.id = chosen.id and c.id = r.course_id and p.id = c.patient_id and not r.voided "
        "order by r.created_on, r.id",
        {"as_of": as_of.isoformat()},
    )
    return tuple(_row(reader, row) for row in rows)


def _row(reader: Reader, row: tuple[Any, ...]) -> ReferralRow:
    provider_phone, patient_id, family, given, preferred, phone, condition, note = row[REFERRAL_WIDTH:]
    return ReferralRow(
        referral_of(reader, row[:REFERRAL_WIDTH]), patient_id, full_name(family, given, preferred), condition,
        provider_phone, phone, note or "",
    )  # fmt: skip
