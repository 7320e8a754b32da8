"""Appointments that would put a patient or a room in two places at once, named by their rows."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select

from care.appointment import FREED, clock
from db.exchange.link import Link
from db.exchange.merge import table_of
from db.exchange.rows import Row
from db.localtime import to_local
from db.tables import Appointment


@dataclass(slots=True)
class Place:
    """Where one appointment would be: half-open UTC seconds, patient, room, and its row, None for one on record."""

    start: int
    end: int
    patient_id: int
    room_id: int | None
    id: int | None
    row: Row | None


def report_clashes(link: Link, places: list[Place], superseded: set[int]) -> set[str]:
    """Note every pair of overlapping appointments; returns the ids of the rows to leave out.

    `superseded` are the record's appointments that the file speaks of: where they were counts no more.
    """
    if not places:
        return set()
    known = _on_record(link, min(place.start for place in places), max(place.end for place in places))
    everything = places + [place for place in known if place.id not in superseded]
    refused: set[str] = set()
    for what in ("patient", "room"):
        groups: dict[int, list[Place]] = defaultdict(list)
        for place in everything:
            key = place.patient_id if what == "patient" else place.room_id
            if key is not None:
                groups[key].append(place)
        for group in groups.values():
            group.sort(key=lambda place: (place.start, place.end))
            last = group[0]
            for place in group[1:]:
                if place.start < last.end:
                    refused |= _blame(link, what, last, place)
                if place.end > last.end:
                    last = place
    return refused


def _blame(link: Link, what: str, one: Place, other: Place) -> set[str]:
    pair = [place for place in (one, other) if place.row is not None]
    if not pair:
        return set()
    later = max(pair, key=lambda place: (place.row.file, place.row.line) if place.row else ("", 0))
    first = other if later is one else one
    row = later.row
    assert row is not None
    if first.row is not None:
        whom = f"line {first.row.line}" + (f" of {first.row.file}" * (first.row.file != row.file))
    else:
        whom = "an appointment on record"
    on, minute, _ = to_local(first.start, link.frame.zone)
    until = clock(to_local(first.end, link.frame.zone)[1])
    column = "room" if what == "room" else "patient_id"
    link.bad(row, column, f"the same {what} is in {whom} at {on} {clock(minute)}-{until}, which overlaps")
    return {row.id}


def _on_record(link: Link, start: int, end: int) -> list[Place]:
    table = table_of(Appointment)
    columns = (table.c.start_utc, table.c.end_utc, table.c.patient_id, table.c.room_id, table.c.id)
    # The day index serves a span of dates; a day on either side covers what begins before midnight.
    first, last = to_local(start - 86400, link.frame.zone)[0], to_local(end + 86400, link.frame.zone)[0]
    query = select(*columns).where(
        table.c.local_date.between(first, last), table.c.status.not_in(FREED), table.c.end_utc > start,
        table.c.start_utc < end, table.c.voided.is_(False),
    )  # fmt: skip
    return [Place(*row, None) for row in link.session.connection().execute(query)]
