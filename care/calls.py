"""Who to call and why: the reasons, their words and their order.

An order for working through a list, not a clinical rule. Every number of days here is a clinic's choice [D].
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from care.appointment import clock
from care.booking import Proposal
from care.day_words import short_date
from care.waiting import Place, WaitingEntry

NO_SHOW_DAYS = 14
"""How long a missed appointment is worth a call."""

LAPSED_DAYS = 21
"""Days without a visit after which an open course with nothing booked has lapsed."""


class Call(NamedTuple):
    """One call to make. `patient_id` is None for a booking nobody is known of; `rank` 0 is the most pressing.

    `since`: the day missed, of the last visit, of coming on the waiting list; for a booking the day it is for.
    """

    kind: str
    patient_id: int | None
    patient: str
    phone: str
    why: str
    since: date
    appointment_id: int | None = None
    course_id: int | None = None
    proposal_id: int | None = None
    waiting_id: int | None = None
    place: Place | None = None
    rank: int = 0


class Missed(NamedTuple):
    """A no-show with nothing booked since. `minute` is after local midnight."""

    appointment_id: int
    patient_id: int
    patient: str
    phone: str
    on: date
    minute: int
    course_id: int | None = None


class Unbooked(NamedTuple):
    """An open course with no appointment to come. `last_visit` is None before the first one."""

    course_id: int
    patient_id: int
    patient: str
    phone: str
    opened_on: date
    last_visit: date | None = None


def to_call(
    as_of: date,
    bookings: Iterable[Proposal],
    places: Iterable[tuple[Place, tuple[WaitingEntry, ...]]],
    missed: Iterable[Missed],
    unbooked: Iterable[Unbooked],
) -> tuple[Call, ...]:
    """Everybody to call on a day, most pressing first, each patient once for each kind of reason.

    Bookings and places by their time; missed ones the newest first, while they still remember; lapsed courses too;
    courses with nothing booked the longest without a visit first. Who waits longest is offered a place; a second
    place goes to the next one.
    """
    calls = [_booking(one) for one in bookings if one.on >= as_of]
    calls.sort(key=lambda one: one.since)
    calls += _offers(as_of, places)
    calls += sorted((_missed(one) for one in missed), key=lambda one: one.since, reverse=True)
    courses = [_unbooked(one, as_of) for one in unbooked]
    calls += sorted((one for one in courses if one.kind == "lapsed"), key=lambda one: one.since, reverse=True)
    calls += sorted((one for one in courses if one.kind == "nothing_booked"), key=lambda one: one.since)
    seen: set[tuple[str, int]] = set()
    kept: list[Call] = []
    for call in calls:
        if call.patient_id is not None and call.kind != "booking":
            if (call.kind, call.patient_id) in seen:
                continue
            seen.add((call.kind, call.patient_id))
        kept.append(call._replace(rank=len(kept)))
    return tuple(kept)


def _booking(one: Proposal) -> Call:
    why = f"booked online for {short_date(one.on)} {clock(one.minute)}, patient not known yet"
    return Call("booking", None, one.name, one.phone, why, one.on, proposal_id=one.id)


def _offers(as_of: date, places: Iterable[tuple[Place, tuple[WaitingEntry, ...]]]) -> list[Call]:
    asked: set[int] = set()
    calls = []
    for place, takers in places:
        entry = next((one for one in takers if one.id not in asked), None)
        if entry is None:
            continue
        asked.add(entry.id)
        whom = f" with {place.practitioner}" if place.practitioner else ""
        why = f"waits for a place: {short_date(place.on)} {clock(place.minute)}{whom} is free"
        since = entry.since or min(entry.earliest, as_of)
        call = Call("waiting", entry.patient_id, entry.patient, entry.phone, why, since, course_id=entry.course_id)
        calls.append(call._replace(waiting_id=entry.id, place=place))
    return calls


def _missed(one: Missed) -> Call:
    why = f"did not come on {short_date(one.on)} {clock(one.minute)}, nothing booked since"
    return Call("no_show", one.patient_id, one.patient, one.phone, why, one.on, one.appointment_id, one.course_id)


def _unbooked(one: Unbooked, as_of: date) -> Call:
    since = one.last_visit or one.opened_on
    days = (as_of - since).days
    lapsed = as_of - since >= timedelta(LAPSED_DAYS)
    if one.last_visit is None:
        why = f"nothing booked, no visit yet, course opened {short_date(one.opened_on)}"
    elif lapsed:
        why = f"nothing booked, no visit for {days} days"
    else:
        why = f"nothing booked, last visit {short_date(since)}"
    kind = "lapsed" if lapsed else "nothing_booked"
    return Call(kind, one.patient_id, one.patient, one.phone, why, since, course_id=one.course_id)
