"""Rows of the record as they are loaded, with the ids handed out here."""

from dataclasses import asdict
from datetime import date
from typing import Any

from dashboard.demo.people import Person
from dashboard.demo.timetable import Place, Progress
from db.localtime import to_utc


class Rows:
    """Collects rows by table. Each `add_…` returns the new row's id; dates become the text they are stored as."""

    def __init__(self, zone: str) -> None:
        self.zone = zone
        self._midnights: dict[date, int] = {}
        self.tables: dict[str, list[dict[str, Any]]] = {
            table: []
            for table in (
                "staff", "room", "closure", "patient", "course", "evaluation", "visit", "appointment", "proposal",
                "provider", "referral",
            )
        }  # fmt: skip

    def add(self, table: str, **values: Any) -> int:
        """One row of any table."""
        rows = self.tables[table]
        number = len(rows) + 1
        stored = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
        rows.append({"id": number, **stored, "version": 1})
        return number

    def add_patient(self, person: Person) -> int:
        """A person's row."""
        known = asdict(person)
        return self.add(
            "patient",
            family_name=known["family"],
            given_name=known["given"],
            preferred_name=known["preferred"],
            date_of_birth=person.born,
            phone=known["phone"],
            email=known["email"],
            cautions=known["cautions"],
            note=known["note"],
        )

    def add_appointment(
        self, patient: int, course: int | None, on: date, place: Place, done: Progress, *, reason: str = ""
    ) -> int:
        """A promised time at a place of the timetable, as far as it has come."""
        start = self.utc(on, place.minute)
        return self.add(
            "appointment",
            patient_id=patient,
            course_id=course,
            practitioner_id=place.practitioner,
            room_id=place.room,
            local_date=on,
            minute=place.minute,
            minutes=place.minutes,
            zone=self.zone,
            fold=0,
            start_utc=start,
            end_utc=start + place.minutes * 60,
            status=done.status,
            cancelled_by="patient" if "cancelled" in done.status else "",
            reason=reason,
            arrived_utc=None if done.arrived is None else self.utc(on, done.arrived),
            started_utc=None if done.started is None else self.utc(on, done.started),
            finished_utc=None if done.finished is None else self.utc(on, done.finished),
            squeezed=int(place.fate == "squeezed"),
            sequence=0,
            note="",
        )

    def utc(self, on: date, minute: int) -> int:
        """UTC seconds of a wall-clock minute in the clinic's zone."""
        # The clinic opens long after the clocks change, so the morning's offset holds for the whole working day.
        morning = self._midnights.get(on)
        if morning is None:
            morning = self._midnights[on] = to_utc(on, 6 * 60, self.zone) - 6 * 3600
        return morning + minute * 60
