"""One referral with everything on its way, for the screen that shows it."""

from datetime import date
from typing import Any

from care.patient import full_name
from care.provider import ProviderRow
from care.referral_detail import KeptFile, KeptLetter, ReferralDetail, ReferralEvent
from db.courses import REFERRAL_COLUMNS, REFERRAL_WIDTH, referral_of
from db.errors import NotFound
from db.reader import Reader

_CONTACT = (
    "provider.id, provider.name, provider.kind, provider.phone, provider.fax, provider.email, provider.address, "
    "provider.note, provider.active, provider.version"
)


def detail(reader: Reader, referral_id: int, as_of: date) -> ReferralDetail:
    """A referral with its patient and provider, and the events and letters up to a day; files whenever they came.

    Which state it was in on that day is for `care.referral.state_on` to say. Raises `NotFound`.
    """
    asked = {"referral": referral_id, "as_of": as_of.isoformat()}
    with reader.snapshot():
        row = reader.row(
            f"select {REFERRAL_COLUMNS}, p.id, p.family_name, p.given_name, p.preferred_name, p.phone, c.condition, "
            f"{_CONTACT} from referral r cross join course c cross join patient p "
            "left join provider on provider.id = r.provider_id "
            "where r.id = :referral and c.id = r.course_id and p.id = c.patient_id and not r.voided",
            asked,
        )
        if row is None:
            raise NotFound(
                f"There is no referral with number {referral_id}. Nothing was changed. Look at the list again."
            )
        events = reader.rows(
            "select id, kind, state, local_date, note, at_utc, actor from referral_event "
            "where referral_id = :referral and local_date <= :as_of and not voided order by id",
            asked,
        )
        letters = reader.rows(
            "select l.id, l.local_date, coalesce(v.name, ''), l.sent_by, l.text, l.digest, l.at_utc, l.actor "
            "from referral_letter l left join provider v on v.id = l.provider_id "
            "where l.referral_id = :referral and l.local_date <= :as_of and not l.voided order by l.id",
            asked,
        )
        files = reader.rows(
            "select id, title, media, size, digest, at_utc, actor from attachment "
            "where referral_id = :referral and not voided order by id",
            {"referral": referral_id},
        )
    patient_id, family, given, preferred, phone, condition, *contact = row[REFERRAL_WIDTH:]
    return ReferralDetail(
        referral_of(reader, row[:REFERRAL_WIDTH]),
        patient_id,
        full_name(family, given, preferred),
        phone,
        condition,
        _provider(contact),
        tuple(
            ReferralEvent(key, kind, state, reader.day(on), note, at_utc, who)
            for key, kind, state, on, note, at_utc, who in events
        ),
        tuple(KeptLetter(key, reader.day(on), *more) for key, on, *more in letters),
        tuple(KeptFile(*one) for one in files),
    )


def _provider(contact: list[Any]) -> ProviderRow | None:
    if contact[0] is None:
        return None
    key, name, kind, phone, fax, email, address, note, active, version = contact
    return ProviderRow(key, name, kind, phone, fax, email, address, note, bool(active), version)
