"""A clinic with something for every write: an appointment and a referral in each state, people to merge, a list."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from care.letter import LetterFacts, Party, Subject, letter, letter_json
from care.referral import STATES
from db.tables import (
    Absence,
    ClinicHours,
    Course,
    Draft,
    Evaluation,
    PractitionerHours,
    Referral,
    SignIn,
    StaffKey,
    Visit,
    WaitingEntry,
)
from tests.conftest import NOW_UTC
from tests.db.fill import TODAY, Filler

MONDAY = date(2026, 11, 23)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
OWNER, DANA, LEE = 1, 2, 3
MEI, JO, ANN, TWIN = 1, 2, 3, 4
"""Patients: with a course and everything in it; with one that is closed; with none; Mei once more."""

NECK, CLOSED, LATER, EMPTY = 1, 2, 3, 4
"""Courses: visited three times; closed ten days ago; begun by a visit without scores; without a visit."""

APPOINTMENTS = {
    name: number
    for number, name in enumerate(
        ("booked", "confirmed", "arrived", "in_room", "completed", "cancelled", "no_show", "monday", "today", "twin"), 1
    )
}
REFERRALS = {state: number for number, state in enumerate((*STATES, "reviewed", "snoozed"), 1)}
MOTION, ALDER, AWAY = 1, 2, 3
"""Providers: two who are much the same, and one who is retired."""

WAITING, OFFERED = 1, 2
VISIT, EMPTY_VISIT, SECOND = 1, 4, 2
KEY, SESSION = 1, 1
"""The first of the owner's two ssh keys, and a session that goes on with it."""

DRAFT, ABSENCE, PROPOSAL, FLAGGED, PLAIN = 1, 1, 1, 1, 2
TEXT = letter_json(
    letter(
        LetterFacts(
            Party("Riverside Acupuncture"), Party("Motion PT"), Subject("Mei Tanaka"), TODAY, "physical_therapy",
            "routine", "What is the cause?",
        )
    )
)  # fmt: skip

_DAYS: dict[str, dict[str, Any]] = {
    "sent": {"sent_on": TODAY - timedelta(18)},
    "accepted": {"accepted_on": TODAY - timedelta(16)},
    "scheduled": {"scheduled_on": TODAY - timedelta(15), "appointment_on": TODAY - timedelta(8)},
    "attended": {"attended_on": TODAY - timedelta(8)},
    "report_received": {"report_on": TODAY - timedelta(4), "report_from": "A. Motion"},
    "closed": {"reviewed_on": TODAY - timedelta(3), "closed_on": TODAY - timedelta(3), "told_patient": "Go on"},
}
_LED_BY = {
    "no_show": ("sent", "accepted", "scheduled"),
    "declined_by_patient": ("sent", "accepted"),
    "declined_by_provider": ("sent",),
    "cancelled": (),
    "draft": (),
}


def stock(path: Path) -> None:
    """Fill a record that holds nothing but its owner. Every row is at version 1."""
    fill = Filler(path)
    fill.staff("Dana Lee")
    fill.staff("Lee Fox")
    fill.room("R1")
    fill.room("R2")
    fill.patient("Tanaka", "Mei", phone="555 0100")
    fill.patient("Park", "Jo")
    fill.patient("Lee", "Ann", email="ann@lee.example")
    fill.patient("Tanaka", "May", email="mei@tanaka.example", note="came twice")
    _courses(fill)
    _appointments(fill)
    _referrals(fill)
    for patient, state in ((ANN, "waiting"), (TWIN, "offered")):
        fill.add(WaitingEntry(patient_id=patient, earliest=TODAY, since_utc=NOW_UTC - 9000, state=state))
    fill.add(
        Draft(
            kind="visit", patient_id=MEI, course_id=NECK, payload='{"pain":"3"}', staff_id=1, actor="Ana Ruiz",
            begun_utc=NOW_UTC, saved_utc=NOW_UTC,
        )
    )  # fmt: skip
    fill.proposal("b1", family_name="Lee", given_name="Ann", note="please")
    fill.add(Absence(staff_id=LEE, from_date=MONDAY, to_date=MONDAY))
    fill.closure(MONDAY + timedelta(7), "stock-taking")
    fill.add(ClinicHours(weekday=6, opens=540, closes=720))
    for staff_id, blob in ((OWNER, "AAAA"), (OWNER, "AAAC"), (LEE, "AAAD")):
        print_of = f"SHA256:{blob.lower()}"
        fill.add(
            StaffKey(staff_id=staff_id, kind="ssh-ed25519", blob=blob, fingerprint=print_of, added_utc=NOW_UTC)
        )  # fmt: skip
    fill.add(SignIn(staff_id=OWNER, staff_key_id=KEY, actor="Tom Becker", at_utc=NOW_UTC, via="ssh", process="1:2:3"))
    fill.add(PractitionerHours(staff_id=LEE, weekday=3, from_minute=540, to_minute=720))


def _courses(fill: Filler) -> None:
    opened = TODAY - timedelta(40)
    for patient, more in (
        (MEI, {"expected_min": 6, "expected_max": 10, "practitioner_id": DANA}),
        (JO, {"closed_on": TODAY - timedelta(10), "outcome": "resolved", "closing_note": "well again"}),
        (ANN, {}),
        (TWIN, {}),
    ):
        fill.add(Course(patient_id=patient, condition="neck_pain", opened_on=opened, **more))
    details = '{"pain":[6,8,4],"motion":{"flexion":40}}'
    fill.add(Visit(course_id=NECK, local_date=opened, minute=600, nprs=6, details=details, rom_degrees=40))
    for days, nprs in ((7, 5), (14, 5)):
        fill.visit(NECK, opened + timedelta(days), nprs)
    fill.visit(LATER, opened)
    for flag in ("urgent", "none"):
        day = TODAY - timedelta(1 if flag == "urgent" else 30)
        findings = '{"posture":{"head":"forward"}}'
        fill.add(Evaluation(course_id=NECK, local_date=day, red_flag=flag, findings=findings))


def _appointments(fill: Filler) -> None:
    for number, state in enumerate(APPOINTMENTS):
        day, patient = TODAY, MEI if number % 2 == 0 else ANN
        more: dict[str, Any] = {
            "status": state,
            "practitioner_id": DANA,
            "course_id": NECK if patient == MEI else LATER,
        }
        if state in ("monday", "today", "twin"):
            more["status"] = "booked"
        if state == "monday":
            day = MONDAY
        if state == "twin":
            patient, more["course_id"] = TWIN, EMPTY
        if state == "in_room":
            more["room_id"] = 2
        fill.appointment(patient, day, 480 + 30 * number, **more)


def _referrals(fill: Filler) -> None:
    for name in ("Motion PT", "Motion P.T.", "Gone Chiropractic"):
        fill.provider(name, kind="physical_therapy", active=not name.startswith("Gone"))
    way = list(_DAYS)
    for state in REFERRALS:
        status = {"reviewed": "report_received", "snoozed": "sent"}.get(state, state)
        led = _LED_BY.get(status, tuple(way[: way.index(status) + 1] if status in way else ()))
        facts: dict[str, Any] = {}
        for one in led:
            facts |= _DAYS[one]
        if state == "reviewed":
            facts["reviewed_on"] = TODAY
        if state == "snoozed":
            facts |= {"snoozed_until": TODAY + timedelta(5), "snooze_reason": "away"}
        if status in ("declined_by_patient", "declined_by_provider", "cancelled"):
            facts["ended_on"] = TODAY - timedelta(2)
        fill.add(
            Referral(
                course_id=NECK, kind="physical_therapy" if status != "draft" else "massage", status=status,
                provider_id=MOTION, question="What is the cause?", created_on=TODAY - timedelta(20), **facts,
            )
        )  # fmt: skip
