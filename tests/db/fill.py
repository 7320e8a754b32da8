"""Short ways to put rows into a record, through the write path, for tests that then read them."""

from datetime import date
from pathlib import Path
from typing import Any

from db.audit import Actor
from db.localtime import to_utc
from db.tables import (
    Appointment,
    Closure,
    Course,
    Evaluation,
    Patient,
    PatientTerm,
    Proposal,
    Provider,
    Referral,
    Room,
    Staff,
    Visit,
)
from db.terms import terms_of
from db.writing import Unit, Writer
from tests.conftest import NOW_UTC, ZONE

ANA = Actor(1, "Ana Ruiz")
TODAY = date(2026, 11, 20)
ACTIONS = {
    "appointment": ("booked", "appointment"), "proposal": ("imported", "proposal"),
    "correction": ("corrected", "visit"), "draft": ("recorded", "visit"),
}  # fmt: skip
"""What a row is told of as, where the program does not tell of adding one."""


class Filler:
    """Adds rows to one record; every method returns the new row's id."""

    def __init__(self, path: Path, actor: Actor = ANA) -> None:
        self.path, self.actor = path, actor

    def add(self, row: Any) -> int:
        with Writer(self.path) as writer, writer.unit(self.actor, NOW_UTC) as unit:
            return self._added(unit, row)

    def staff(self, name: str, role: str = "practitioner", **more: Any) -> int:
        return self.add(Staff(name=name, role=role, **more))

    def room(self, name: str = "R1", **more: Any) -> int:
        return self.add(Room(name=name, **more))

    def patient(self, family: str = "Tanaka", given: str = "Mei", **more: Any) -> int:
        row = Patient(family_name=family, given_name=given, **more)
        with Writer(self.path) as writer, writer.unit(self.actor, NOW_UTC) as unit:
            key = self._added(unit, row)
            terms = terms_of(family, given, row.preferred_name, row.phone, row.email)
            unit.session.add_all(PatientTerm(patient_id=key, kind=kind, term=term) for kind, term in terms)
            return key

    def course(self, patient_id: int, opened_on: date = date(2026, 10, 1), **more: Any) -> int:
        return self.add(Course(patient_id=patient_id, opened_on=opened_on, **{"condition": "neck_pain", **more}))

    def visit(self, course_id: int, on: date, nprs: float | None = None, minute: int = 600, **more: Any) -> int:
        return self.add(Visit(course_id=course_id, local_date=on, minute=minute, nprs=nprs, **more))

    def evaluation(self, course_id: int, on: date, **more: Any) -> int:
        return self.add(Evaluation(course_id=course_id, local_date=on, **more))

    def appointment(self, patient_id: int, on: date = TODAY, minute: int = 600, **more: Any) -> int:
        return self.add(appointment(patient_id, on, minute, **more))

    def provider(self, name: str, **more: Any) -> int:
        return self.add(Provider(name=name, **more))

    def referral(self, course_id: int, created_on: date, **more: Any) -> int:
        return self.add(Referral(course_id=course_id, created_on=created_on, **{"kind": "massage", **more}))

    def closure(self, on: date, reason: str = "", **more: Any) -> int:
        return self.add(Closure(local_date=on, reason=reason, **more))

    def proposal(self, source_id: str, **more: Any) -> int:
        return self.add(
            Proposal(source_id=source_id, name="Ann Lee", local_date=TODAY, minute=600, minutes=30, zone=ZONE, **more)
        )

    @staticmethod
    def _added(unit: Unit, row: Any) -> int:
        unit.session.add(row)
        unit.session.flush()
        action, subject = ACTIONS.get(row.__tablename__, ("added", row.__tablename__))
        unit.audit(action, subject, row.id)
        key: int = row.id
        return key


def appointment(patient_id: int, on: date = TODAY, minute: int = 600, minutes: int = 30, **more: Any) -> Appointment:
    """A row not yet in any session, with its UTC span worked out."""
    start = to_utc(on, minute, ZONE)
    return Appointment(
        patient_id=patient_id, local_date=on, minute=minute, minutes=minutes, zone=ZONE, start_utc=start,
        end_utc=start + minutes * 60, **more,
    )  # fmt: skip
