"""Referrals that still need somebody."""

from datetime import date

from care.day import ReferralRow
from care.patient import full_name
from db.courses import REFERRAL_COLUMNS, referral_of
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


def open_referrals(reader: Reader, as_of: date) -> tuple[ReferralRow, ...]:
    """Every referral made by a day's end and not ended on it, oldest first: pending, drafts, declined by a provider.

    Each carries all its dates; which state it was in on that day is for `care.referral.state_on` to say.
    """
    rows = reader.rows(
        f"select {REFERRAL_COLUMNS}, coalesce(provider.phone, ''), p.id, p.family_name, p.given_name, "
        f"p.preferred_name, c.condition from ({_NOT_ENDED}) as chosen cross join referral r "
        "cross join course c cross join patient p left join provider on provider.id = r.provider_id "
        "where r.id = chosen.id and c.id = r.course_id and p.id = c.patient_id and not r.voided "
        "order by r.created_on, r.id",
        {"as_of": as_of.isoformat()},
    )
    return tuple(
        ReferralRow(
            referral_of(reader, row[:17]), row[18], full_name(*row[19:22]), condition=row[22], provider_phone=row[17]
        )
        for row in rows
    )
