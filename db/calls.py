"""Who to call, as the record has it on a day."""

from datetime import date, timedelta

from care.calls import NO_SHOW_DAYS, Call, Missed, Unbooked
from care.calls import to_call as ordered
from care.patient import full_name
from db import proposals, waiting
from db.clinic import clinic
from db.localtime import to_local
from db.reader import Reader

_OPEN = (
    "select id from course where closed_on is null and opened_on <= :as_of and not voided "
    "union all select id from course where closed_on > :as_of and opened_on <= :as_of and not voided"
)


def to_call(reader: Reader, as_of: date, now_utc: int) -> tuple[Call, ...]:
    """Everybody to call on a day, most pressing first; see `care.calls.to_call`.

    No-shows of the last 14 days with nothing booked or come to since, open courses with nothing to come, bookings
    that wait for a patient, and who waits for a place that has become free after `now_utc`.
    """
    with reader.snapshot():
        today, minute, _ = to_local(now_utc, clinic(reader).timezone)
        return ordered(
            as_of,
            proposals.waiting(reader),
            waiting.offers(reader, as_of, minute if as_of == today else -1),
            _missed(reader, as_of),
            _unbooked(reader, as_of),
        )


def _missed(reader: Reader, as_of: date) -> list[Missed]:
    rows = reader.rows(
        "select a.id, a.patient_id, p.family_name, p.given_name, p.preferred_name, p.phone, a.local_date, a.minute, "
        "a.course_id from appointment a cross join patient p where a.local_date >= :first and a.local_date <= :as_of "
        "and a.status = 'no_show' and not a.voided and p.id = a.patient_id and not exists ("
        "select 1 from appointment n where n.patient_id = a.patient_id and n.start_utc > a.start_utc "
        "and n.status in ('booked', 'confirmed', 'arrived', 'in_room', 'completed') and not n.voided) "
        "order by a.local_date, a.minute, a.id",
        {"first": (as_of - timedelta(NO_SHOW_DAYS)).isoformat(), "as_of": as_of.isoformat()},
    )
    return [
        Missed(key, patient_id, full_name(*names), phone, reader.day(on), minute, course_id)
        for key, patient_id, *names, phone, on, minute, course_id in rows
    ]


def _unbooked(reader: Reader, as_of: date) -> list[Unbooked]:
    """Open courses nobody has a time for: neither for the course nor, without one, for the patient."""
    rows = reader.rows(
        "select c.id, c.patient_id, p.family_name, p.given_name, p.preferred_name, p.phone, c.opened_on, ("
        "select max(v.local_date) from visit v where v.course_id = c.id and v.local_date <= :as_of and not v.voided) "
        f"from ({_OPEN}) as chosen cross join course c cross join patient p "
        "where c.id = chosen.id and p.id = c.patient_id and not exists ("
        "select 1 from appointment a where a.patient_id = c.patient_id and a.local_date >= :as_of "
        "and a.status in ('booked', 'confirmed') and (a.course_id = c.id or a.course_id is null) and not a.voided) "
        # Who is in the house today is asked at the desk, not on the phone.
        "and c.id not in (select course_id from appointment where local_date = :as_of "
        "and status in ('arrived', 'in_room') and course_id is not null and not voided) order by c.id",
        {"as_of": as_of.isoformat()},
    )
    return [
        Unbooked(key, patient_id, full_name(*names), phone, reader.day(opened), reader.maybe_day(last))
        for key, patient_id, *names, phone, opened, last in rows
    ]
