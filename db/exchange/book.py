"""Bookings of an online calendar into the record.

Every booking leaves a row in `proposal` that keeps what the calendar said last: waiting for a person, settled with
its appointment, or dismissed. So a later version changes only what the calendar changed, and never takes back what
the clinic has changed since.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert, select, update

from care.appointment import FREED, TO_COME, clock
from care.text import fold
from db.exchange.booking import Booking, Feed
from db.exchange.closed import put_closed_days
from db.exchange.identity import Known, People
from db.exchange.link import Link
from db.exchange.merge import Found, chunks, table_of
from db.exchange.placing import (
    add_appointment,
    closed_reason,
    course_for,
    patient_clash,
    room_clash,
    with_clash,
    without_clash,
)
from db.tables import Appointment, Patient, Proposal, Staff

TABLE = "online bookings"
_GONE = "removed in the online calendar"
_CANCELLED = "cancelled in the online calendar"


def put_bookings(link: Link, feed: Feed) -> None:
    """Bring one file of bookings into the record; what cannot go on the schedule waits as a proposal."""
    put_closed_days(link, feed)
    if feed.bookings or feed.series:
        _Booker(link, feed).run()


class _Booker:
    def __init__(self, link: Link, feed: Feed) -> None:
        self.link, self.feed = link, feed
        self.session = link.session
        self.proposals, self.appointments = table_of(Proposal), table_of(Appointment)
        self.counts = link.summary.table(TABLE)
        self.unknown_cancelled = 0

    def run(self) -> None:
        """First what gives up a place, then what takes one."""
        bookings = self._distinct()
        memory = self._memory(bookings)
        taken = self._appointments(booking.source_id for booking in bookings)
        people, staff = self._people(bookings), self._staff()
        self._remove_missing({booking.source_id for booking in bookings}, memory)
        for booking in sorted(bookings, key=lambda each: not each.cancelled):
            said = memory.get(booking.source_id)
            appointment = taken.get(booking.source_id)
            patient = people.known(booking.name, booking.family_name, booking.given_name, booking.phone, booking.email)
            if said is None and appointment is None:
                self._first(booking, patient, staff)
            elif said is not None and booking.sequence < said["sequence"]:
                self.counts.unchanged += 1
            elif appointment is not None:
                self._again(booking, said, appointment)
            elif said is not None:
                self._wait_on(booking, said, patient, staff)
        if self.unknown_cancelled:
            count = self.unknown_cancelled
            self.link.problems.odd(
                f"{self.feed.file}: {count} cancelled booking{'s' * (count > 1)} of nobody the record knows, left out"
            )

    def _distinct(self) -> list[Booking]:
        newest: dict[str, Booking] = {}
        for booking in self.feed.bookings:
            known = newest.get(booking.source_id)
            if known is None or booking.sequence >= known.sequence:
                newest[booking.source_id] = booking
        return list(newest.values())

    # What the record knows

    def _memory(self, bookings: list[Booking]) -> dict[str, Found]:
        table, connection = self.proposals, self.session.connection()
        found: dict[str, Found] = {}
        for some in chunks(booking.source_id for booking in bookings):
            for row in connection.execute(select(table).where(table.c.source_id.in_(some))).mappings():
                found[row["source_id"]] = row
        if self.feed.series:
            for row in connection.execute(select(table).where(table.c.state != "dismissed")).mappings():
                if _series_of(row["source_id"]) in self.feed.series:
                    found[row["source_id"]] = row
        return found

    def _appointments(self, source_ids: Iterable[str]) -> dict[str, Found]:
        table = self.appointments
        found: dict[str, Found] = {}
        for some in chunks(source_ids):
            for row in self.session.connection().execute(select(table).where(table.c.source_id.in_(some))).mappings():
                found[row["source_id"]] = row
        return found

    def _people(self, bookings: list[Booking]) -> People:
        table = table_of(Patient)
        columns = (
            table.c.id, table.c.family_name, table.c.given_name, table.c.preferred_name, table.c.phone, table.c.email,
        )  # fmt: skip
        query = select(*columns).where(table.c.voided.is_(False), table.c.merged_into.is_(None))
        rows = self.session.connection().execute(query) if bookings else ()
        return People((Known(*row) for row in rows), self.link.frame.zone)

    def _staff(self) -> dict[str, int]:
        table = table_of(Staff)
        known: dict[str, int] = {}
        twice = set()
        for number, name in self.session.connection().execute(select(table.c.id, table.c.name)):
            twice.update({fold(name)} & known.keys())
            known[fold(name)] = number
        return {name: number for name, number in known.items() if name not in twice}

    # A booking seen for the first time

    def _first(self, booking: Booking, patient: Known | None, staff: dict[str, int]) -> None:
        if booking.cancelled:
            if patient is None:
                self.unknown_cancelled += 1
                return
            self._remember(booking, "dismissed", self._book(booking, patient.id, staff))
        elif patient is None:
            self._remember(booking, "waiting", None)
            self.link.summary.proposals += 1
            self._mind_closed(booking)
        elif clash := self._clash(patient.id, booking):
            self._remember(booking, "waiting", None, with_clash(booking.note, clash))
            self.link.summary.proposals += 1
            self._odd(booking, f"{booking.name} already has {clash}; the booking waits to be settled")
        else:
            self._remember(booking, "settled", self._book(booking, patient.id, staff))
            self._mind_closed(booking)
        self.counts.added += 1

    def _book(self, booking: Booking, patient_id: int, staff: dict[str, int]) -> int:
        course_id, practitioner_id = course_for(self.session, patient_id, booking.on)
        named = staff.get(fold(booking.practitioner)) if booking.practitioner else None
        if named is None and practitioner_id is None and not booking.cancelled:
            self._odd(booking, f"{booking.name} has no one open course, so the booking has no practitioner yet")
        cancelled = (
            {"status": "cancelled", "cancelled_by": "patient", "reason": _CANCELLED} if booking.cancelled else {}
        )
        return add_appointment(
            self.session,
            {
                "source_id": booking.source_id, "patient_id": patient_id, "course_id": course_id,
                "practitioner_id": named or practitioner_id, "note": booking.note, "sequence": booking.sequence,
                **_when(booking, self.link.frame.zone), **cancelled,
            },
        )  # fmt: skip

    # A booking seen before that still waits, or was dismissed

    def _wait_on(self, booking: Booking, said: Found, patient: Known | None, staff: dict[str, int]) -> None:
        differs = self._differing(booking, said)
        if booking.cancelled:
            if said["state"] == "waiting":
                self._update(said, {**differs, "state": "dismissed"})
                self.counts.changed += 1
            else:
                self.counts.unchanged += 1
            return
        moved = any(said[name] != value for name, value in _place(booking).items())
        if said["state"] != "waiting" and not (moved and booking.sequence > said["sequence"]):
            # Dismissed here: only a new time asked for online opens the matter again.
            self.counts.unchanged += 1
            return
        clash = self._clash(patient.id, booking) if patient is not None else None
        if patient is not None and clash is None:
            number = self._book(booking, patient.id, staff)
            self._update(said, {**differs, "state": "settled", "appointment_id": number})
        else:
            if clash:
                self._odd(booking, f"{booking.name} already has {clash}; the booking waits to be settled")
            self.link.summary.proposals += 1
            reopened = {} if said["state"] == "waiting" else {"state": "waiting"}
            if not differs and not reopened:
                self.counts.unchanged += 1
                return
            if clash and "note" in differs:
                differs["note"] = with_clash(booking.note, clash)
            self._update(said, {**differs, **reopened})
        self.counts.changed += 1

    # A booking that has its appointment

    def _again(self, booking: Booking, said: Found | None, appointment: Found) -> None:
        before = said if said is not None else appointment
        was_cancelled = said["state"] == "dismissed" if said is not None else appointment["status"] in FREED
        moved = any(before[name] != value for name, value in _place(booking).items())
        status = appointment["status"]
        if not moved and booking.cancelled == was_cancelled:
            if said is not None and booking.sequence > said["sequence"]:
                # Nothing new in it, but from now on an older copy of the calendar is known for one.
                self._update(said, {"sequence": booking.sequence})
            self.counts.unchanged += 1
            return
        if booking.cancelled and status in FREED:
            self._settle_memory(booking, said, appointment)
            self.counts.unchanged += 1
            return
        if status not in TO_COME and not (status in FREED and was_cancelled):
            what = "cancelled" if booking.cancelled else f"at {booking.on} {clock(booking.minute)}"
            self._odd(booking, f"{booking.name} is {what} in the online calendar, but {status} here; nothing changed")
            self.counts.unchanged += 1
            return
        if booking.cancelled:
            change = {"status": "cancelled", "cancelled_by": "patient", "reason": _CANCELLED}
        else:
            found = self._move(booking, appointment)
            if found is None:
                self.counts.unchanged += 1
                return
            change = found
        self._change(appointment, {**change, "sequence": booking.sequence})
        self._settle_memory(booking, said, appointment)
        self.counts.changed += 1

    def _move(self, booking: Booking, appointment: Found) -> dict[str, Any] | None:
        """What changes when an appointment takes the time the calendar has; None when the patient is not free."""
        itself = appointment["id"]
        if clash := self._clash(appointment["patient_id"], booking, itself):
            self._odd(
                booking, f"{booking.name} moved to {booking.on} {clock(booking.minute)} in the online calendar, but "
                f"already has {clash}; nothing was moved"
            )  # fmt: skip
            return None
        change: dict[str, Any] = dict(_when(booking, self.link.frame.zone))
        if appointment["status"] in FREED:
            change |= {"status": "booked", "cancelled_by": "", "reason": ""}
        room = appointment["room_id"]
        if room is not None and room_clash(self.session, room, booking.start_utc, _end(booking), itself):
            change["room_id"] = None
            self._odd(booking, f"{booking.name} moved to a time at which the room is taken; it has no room now")
        self._mind_closed(booking)
        return change

    # Occurrences that a series no longer has

    def _remove_missing(self, present: set[str], memory: dict[str, Found]) -> None:
        mine = [row for name, row in memory.items() if _series_of(name) in self.feed.series and name not in present]
        versions: dict[str, int] = {}
        for name, row in memory.items():
            series = _series_of(name)
            versions[series] = min(versions.get(series, row["sequence"]), row["sequence"])
        held = self._appointments(row["source_id"] for row in mine)
        for row in mine:
            series = _series_of(row["source_id"])
            if self.feed.series[series] < versions[series] or row["state"] == "dismissed":
                continue
            appointment = held.get(row["source_id"])
            if appointment is not None:
                if appointment["status"] not in TO_COME or appointment["start_utc"] <= self.link.frame.now_utc:
                    continue
                self._change(appointment, {"status": "cancelled", "cancelled_by": "patient", "reason": _GONE})
            self._update(row, {"state": "dismissed", "sequence": self.feed.series[series]})
            self.counts.changed += 1

    # Writing

    def _remember(self, booking: Booking, state: str, appointment_id: int | None, note: str | None = None) -> None:
        values = _said(booking, self.link.frame.zone) | {"state": state, "appointment_id": appointment_id, "version": 1}
        if note is not None:
            values["note"] = note
        self.session.connection().execute(insert(self.proposals), values)

    def _settle_memory(self, booking: Booking, said: Found | None, appointment: Found) -> None:
        state = "dismissed" if booking.cancelled else "settled"
        if said is None:
            self._remember(booking, state, appointment["id"])
        else:
            self._update(said, {**_said(booking, self.link.frame.zone), "state": state})

    def _differing(self, booking: Booking, said: Found) -> dict[str, Any]:
        new = _said(booking, self.link.frame.zone)
        if without_clash(said["note"]) == booking.note:
            new["note"] = said["note"]
        return {name: value for name, value in new.items() if said[name] != value}

    def _update(self, row: Found, values: dict[str, Any]) -> None:
        table = self.proposals
        values = {**values, "version": row["version"] + 1}
        self.session.connection().execute(update(table).where(table.c.id == row["id"]).values(values))

    def _change(self, row: Found, values: dict[str, Any]) -> None:
        table = self.appointments
        values = {**values, "version": row["version"] + 1}
        self.session.connection().execute(update(table).where(table.c.id == row["id"]).values(values))

    def _clash(self, patient_id: int, booking: Booking, itself: int | None = None) -> str | None:
        return patient_clash(self.session, patient_id, booking.start_utc, _end(booking), itself)

    def _mind_closed(self, booking: Booking) -> None:
        if (reason := closed_reason(self.session, booking.on)) is not None:
            self._odd(booking, f"{booking.name} is booked on {booking.on}, when the clinic is closed ({reason})")

    def _odd(self, booking: Booking, text: str) -> None:
        self.link.problems.odd(f"{booking.file} line {booking.line}: {text}")


def _series_of(source_id: str) -> str:
    return source_id.partition("#")[0]


def _end(booking: Booking) -> int:
    return booking.start_utc + booking.minutes * 60


def _when(booking: Booking, zone: str) -> dict[str, Any]:
    return _place(booking) | {"zone": zone, "start_utc": booking.start_utc, "end_utc": _end(booking)}


def _place(booking: Booking) -> dict[str, Any]:
    return {"local_date": booking.on, "minute": booking.minute, "minutes": booking.minutes, "fold": booking.fold}


def _said(booking: Booking, zone: str) -> dict[str, Any]:
    """What the calendar says of a booking, as the fields of its row."""
    return {
        "source_id": booking.source_id, "family_name": booking.family_name, "given_name": booking.given_name,
        "name": booking.name, "phone": booking.phone, "email": booking.email, "service": booking.service,
        "note": booking.note, "sequence": booking.sequence, "zone": zone, **_place(booking),
    }  # fmt: skip
