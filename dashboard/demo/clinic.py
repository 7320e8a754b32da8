"""Building the made-up clinic into a fresh record."""

import json
from datetime import date, timedelta
from pathlib import Path
from random import Random

from care.protocol import Protocol
from dashboard.demo import cast
from dashboard.demo.courses import Clinic, Entered, book_next, closed_course, open_course, todays
from dashboard.demo.people import crowd, person
from dashboard.demo.referrals import add_providers, add_referrals
from dashboard.demo.rows import Rows
from dashboard.demo.timetable import ROOMS, STAFF, TODAY, Timetable, progress
from db.bulk import load
from db.create import init
from db.localtime import to_utc
from db.protocol_file import load_protocol

NAME = "Riverside Acupuncture"
_CLOSED_COURSES = 170


def build(path: Path, on: date, minute: int, zone: str) -> None:
    """Create the demo's record at `path` as it stands on a day at a minute after local midnight.

    The same date always gives the same people, courses and scores; the minute only moves today's appointments along.
    """
    init(path, NAME, zone)
    load(path, rows(on, minute, zone, load_protocol(None)), now_utc=to_utc(on, minute, zone), actor="demo")


def rows(on: date, minute: int, zone: str, protocol: Protocol) -> dict[str, list[dict[str, object]]]:
    """Every row of the demo by table, in an order in which each refers only to what came before."""
    rng = Random(on.toordinal())
    # Next week on a weekday, so that it stands out among open days.
    closure = on + timedelta(days=7 + (-2 if on.weekday() > 4 else 0))
    clinic = Clinic(rng, Rows(zone), Timetable(on, closure), protocol, on)
    _add_house(clinic, closure)
    entered = _add_todays(clinic, minute)
    taken = {(role.family, role.given) for role in cast.TODAY}
    people = crowd(rng, on, taken)
    others = [open_course(clinic, plot, next(people)) for count, plot in cast.OTHERS for _ in range(count)]
    closed = [closed_course(clinic, next(people)) for _ in range(_CLOSED_COURSES)]
    add_referrals(clinic, entered, others, closed)
    _add_proposals(clinic)
    return clinic.rows.tables


def _add_house(clinic: Clinic, closure: date) -> None:
    for name, role in STAFF:
        clinic.rows.add("staff", name=name, role=role, system_user=None, active=1)
    for room in ROOMS:
        clinic.rows.add("room", name=room, active=1)
    clinic.rows.add("closure", local_date=closure, reason="Staff training day", cancelled=0)
    add_providers(clinic)


def _add_todays(clinic: Clinic, minute: int) -> dict[str, Entered]:
    entered = {}
    for number, (role, place, done) in enumerate(zip(cast.TODAY, TODAY, progress(minute), strict=True)):
        who = person(
            clinic.rng, clinic.today, 300 + number, role.family, role.given,
            cautions=role.cautions, note=role.note, preferred=role.preferred,
        )  # fmt: skip
        entered[role.family] = todays(clinic, role, place, done, who)
        if role.plot.status == "red_flag":
            _add_evaluation(clinic, entered[role.family])
    for number, course in enumerate(entered.values()):
        # Two in three leave with the next visit booked; who is to be discharged does not.
        if number % 3 and course.plot.status != "resolved":
            book_next(clinic, course, 3)
    return entered


def _add_evaluation(clinic: Clinic, course: Entered) -> None:
    findings = {"red_flags": {"myelopathy": "yes", "fracture": "no", "infection": "no", "malignancy": "no"}}
    clinic.rows.add(
        "evaluation",
        course_id=course.id,
        practitioner_id=course.practitioner,
        local_date=clinic.today - timedelta(days=2),
        red_flag="urgent",
        neuro="none",
        findings=json.dumps(findings),
    )


def _add_proposals(clinic: Clinic) -> None:
    """Bookings from the web page that nobody has settled: a known patient's, a new one's, and a namesake's."""
    known = next(row for row in clinic.rows.tables["patient"] if row["family_name"] == "Mensah")
    bookings = (
        ("Mensah", "Kwame", known["phone"], "kwame@example.org", 2, 9 * 60 + 30, "Acupuncture follow-up, 30 min"),
        ("Bergström", "Ylva", "(971) 555-0188", "ylva.bergstrom@example.org", 1, 15 * 60, "First visit, 60 min"),
        ("Carter", "R.", "(458) 555-0190", "", 3, 11 * 60, "Acupuncture follow-up, 30 min"),
    )
    for number, (family, given, phone, email, days, minute, service) in enumerate(bookings, start=1):
        clinic.rows.add(
            "proposal",
            source_id=f"web-{clinic.today:%Y%m%d}-{number}",
            family_name=family,
            given_name=given,
            name=f"{given} {family}",
            phone=phone,
            email=email,
            local_date=clinic.today + timedelta(days=days),
            minute=minute,
            minutes=60 if "60" in service else 30,
            zone=clinic.rows.zone,
            fold=0,
            service=service,
            note="",
            sequence=0,
            state="waiting",
            appointment_id=None,
        )
