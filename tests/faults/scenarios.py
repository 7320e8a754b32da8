"""One scenario for every write function, on the stock of `tests.faults.stock`; some have several ways to go."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from care.chart import Measured, VisitEntry
from care.letter import digest
from care.places import Place
from db import keys
from db.public_key import PublicKey
from db.writes import (
    advice,
    appointments,
    audit_keys,
    booking,
    courses,
    drafts,
    emergency,
    evaluations,
    forms,
    hours,
    house,
    letters,
    patients,
    pins,
    proposals,
    providers,
    referral_notes,
    referral_steps,
    referrals,
    rooms,
    seen,
    staff,
    staff_keys,
    visits,
    waiting,
)  # fmt: skip
from db.writing import Unit
from tests.db.fill import TODAY
from tests.faults.stock import (
    ABSENCE,
    ALDER,
    APPOINTMENTS,
    AWAY,
    CLOSED,
    DANA,
    DRAFT,
    EMPTY,
    EMPTY_VISIT,
    FLAGGED,
    JO,
    KEY,
    LATER,
    LEE,
    MEI,
    MONDAY,
    MOTION,
    NECK,
    OFFERED,
    OWNER,
    PLAIN,
    PROPOSAL,
    REFERRALS,
    SECOND,
    SESSION,
    TEXT,
    TWIN,
    VISIT,
    WAITING,
)  # fmt: skip

Work = Callable[[Unit], Any]
RECORD, SOURCE = Path("clinic.acudesk"), Path("report.pdf")
"""The record and a file from outside, in the folder of the test."""


class Scenario(NamedTuple):
    """What is done (`module.function` of db.writes), and which way it goes."""

    name: str
    work: Work
    way: str = ""

    @property
    def id(self) -> str:
        return f"{self.name} {self.way}".strip()


A, R = APPOINTMENTS, REFERRALS
TOMORROW = TODAY + timedelta(1)
ANOTHER_KEY = PublicKey("ssh-ed25519", "BBBB", "lee@laptop", "SHA256:bbbb", 256)
BASIS = "v=3;S=5"
FULL = VisitEntry(
    nprs=4, techniques=("cupping",), note="sleeps better",
    measured=Measured(pain=(4, 6, 2), function=(1,) * 10, motion=(("flexion", 45.0),)),
)  # fmt: skip


def _begin_key(unit: Unit) -> None:
    """With a key that is the same for both records, its file beside each; no attempt that fails may leave that."""
    fixed = keys.of_raw(keys.AUDIT, bytes(keys.LENGTH))
    record = unit.session.connection().exec_driver_sql("select file from pragma_database_list").scalar_one()
    place = Path(f"{record}.key")
    assert not place.exists(), "an attempt that failed left its key behind"
    with patch.object(keys, "new", lambda _: fixed), patch.object(keys, "place_for", lambda *_: place):
        audit_keys.begin_key(unit, None)


# fmt: off
SCENARIOS = (
    Scenario("advice.decide", lambda u: advice.decide(u, NECK, "dismissed", "D25", "refer_complementary", BASIS, "no")),
    Scenario("advice.red_flag_done", lambda u: advice.red_flag_done(u, FLAGGED, "sent to the hospital")),
    Scenario("appointments.arrive", lambda u: appointments.arrive(u, A["booked"], 1)),
    Scenario("appointments.cancel", lambda u: appointments.cancel(u, A["confirmed"], 1, "patient", "is ill")),
    Scenario("appointments.complete", lambda u: appointments.complete(u, A["in_room"], 1)),
    Scenario("appointments.confirm", lambda u: appointments.confirm(u, A["booked"], 1)),
    Scenario("appointments.leave_unseen", lambda u: appointments.leave_unseen(u, A["arrived"], 1)),
    Scenario("appointments.no_show", lambda u: appointments.no_show(u, A["booked"], 1)),
    Scenario("appointments.put_back", lambda u: appointments.put_back(u, A["no_show"], 1), "to booked"),
    Scenario("appointments.put_back", lambda u: appointments.put_back(u, A["completed"], 1), "from done"),
    Scenario("appointments.start", lambda u: appointments.start(u, A["arrived"], 1, "R1")),
    Scenario("audit_keys.begin_key", _begin_key),
    Scenario("booking.book", lambda u: booking.book(u, JO, DANA, MONDAY, 600, 30, "R1")),
    Scenario(
        "booking.book_series",
        lambda u: booking.book_series(
            u, JO, DANA, [Place(MONDAY + timedelta(7 * week + 1), 600, 30, None, "R1") for week in range(3)]
        ),
    ),
    Scenario("booking.move", lambda u: booking.move(u, A["monday"], 1, MONDAY, 900, LEE, "R2", squeeze=True)),
    Scenario("booking.walk_in", lambda u: booking.walk_in(u, JO, None, 30)),
    Scenario(
        "courses.change",
        lambda u: courses.change(
            u, NECK, 1, "seen again", severity="severe", causes=("whiplash",), practitioner_id=LEE, expected=(8, 12)
        ),
    ),
    Scenario("courses.close", lambda u: courses.close(u, NECK, 1, "resolved", note="well", release=((A["today"], 1),))),
    Scenario("courses.open_course", lambda u: courses.open_course(u, MEI, "low_back_pain", severity="mild")),
    Scenario("courses.reopen", lambda u: courses.reopen(u, CLOSED, 1, "it came back")),
    Scenario("drafts.drop", lambda u: drafts.drop(u, DRAFT)),
    Scenario("drafts.keep", lambda u: drafts.keep(u, "visit", JO, {"pain": "7"}), "a new one"),
    Scenario("drafts.keep", lambda u: drafts.keep(u, "visit", MEI, {"pain": "2"}, draft_id=DRAFT), "one more key"),
    Scenario("emergency.begin", lambda u: emergency.begin(u, "collapsed in the waiting room")),
    Scenario("emergency.end", lambda u: (emergency.begin(u, "collapsed in the waiting room"), emergency.end(u))),
    Scenario(
        "evaluations.save",
        lambda u: evaluations.save(u, NECK, '{"motion":{"flexion":30}}', "none", "sensory", draft_id=DRAFT),
        "a new one",
    ),
    Scenario(
        "evaluations.save",
        lambda u: evaluations.save(
            u, NECK, '{"posture":{"head":"upright"}}', "urgent", "none", evaluation_id=PLAIN, seen_version=1,
            reason="misheard", practitioner_id=DANA,
        ),
        "put right",
    ),
    Scenario("forms.attach", lambda u: forms.attach(u, RECORD, R["attended"], str(SOURCE), "Report")),
    Scenario("forms.change_course", lambda u: forms.change_course(u, NECK, 1, "x", draft_id=DRAFT, severity="mild")),
    Scenario(
        "forms.close_referral",
        lambda u: forms.close_referral(u, R["report_received"], 1, "closed", told_patient="Go on"),
    ),
    Scenario(
        "forms.evaluate",
        lambda u: forms.evaluate(u, NECK, 1, "{}", "none", "none", exam_class="radiating", causes=("whiplash",)),
    ),
    Scenario("forms.open_course", lambda u: forms.open_course(u, MEI, "low_back_pain", draft_id=DRAFT)),
    Scenario(
        "forms.refer",
        lambda u: forms.refer(
            u, NECK, "chiropractic", draft_id=DRAFT, new_provider=forms.NewProvider("Oak Chiropractic", "chiropractic"),
            decided=forms.Decided("D25", "refer_complementary", BASIS), question="What is the cause?",
        ),
    ),
    Scenario("hours.add_absence", lambda u: hours.add_absence(u, DANA, TODAY, TOMORROW, "ill")),
    Scenario("hours.add_closure", lambda u: hours.add_closure(u, TOMORROW, "a burst pipe")),
    Scenario("hours.clear_opening", lambda u: hours.clear_opening(u, 6)),
    Scenario("hours.clear_working", lambda u: hours.clear_working(u, LEE, 3)),
    Scenario("hours.remove_absence", lambda u: hours.remove_absence(u, ABSENCE)),
    Scenario("hours.remove_closure", lambda u: hours.remove_closure(u, MONDAY + timedelta(7))),
    Scenario("hours.set_opening", lambda u: hours.set_opening(u, 6, 540, 780, (600, 630)), "another"),
    Scenario("hours.set_opening", lambda u: hours.set_opening(u, 1, None, None), "closed"),
    Scenario("hours.set_overlap_limit", lambda u: hours.set_overlap_limit(u, 3)),
    Scenario("hours.set_usual_hours", lambda u: hours.set_usual_hours(u, 450, 1100)),
    Scenario("hours.set_working", lambda u: hours.set_working(u, LEE, 3, [(500, 700), (800, 900)])),
    Scenario("house.set_clinic", lambda u: house.set_clinic(u, 1, phone="(503) 555-0101", paper="a4")),
    Scenario("house.set_credentials", lambda u: house.set_credentials(u, DANA, 1, "L.Ac.")),
    Scenario("letters.send", lambda u: letters.send(u, R["draft"], 1, TEXT, digest(TEXT), "fax", draft_id=DRAFT)),
    Scenario("patients.change", lambda u: patients.change(u, MEI, 1, family="Sato", phone="555 0111", note="moved")),
    Scenario("patients.merge", lambda u: patients.merge(u, MEI, 1, TWIN, 1)),
    Scenario("patients.register", lambda u: patients.register(u, "Novak", "Eva", phone="555 0122", note="by phone")),
    Scenario("pins.set_pin", lambda u: pins.set_pin(u, OWNER, "482736")),
    Scenario("pins.told", lambda u: pins.told(u, "locked")),
    Scenario("pins.try_pin", lambda u: pins.try_pin(u, "482736", "unlocked")),
    Scenario("proposals.dismiss", lambda u: proposals.dismiss(u, PROPOSAL, 1, "twice")),
    Scenario("proposals.settle", lambda u: proposals.settle(u, PROPOSAL, 1, JO)),
    Scenario("proposals.settle_new", lambda u: proposals.settle_new(u, PROPOSAL, 1, phone="555 0133")),
    Scenario("providers.add", lambda u: providers.add(u, "Oak Massage", "massage", phone="555 0144")),
    Scenario("providers.change", lambda u: providers.change(u, MOTION, 1, name="Motion Clinic", note="two doors on")),
    Scenario("providers.merge", lambda u: providers.merge(u, ALDER, 1, MOTION, 1)),
    Scenario("providers.retire", lambda u: providers.retire(u, MOTION, 1)),
    Scenario("providers.take_back", lambda u: providers.take_back(u, AWAY, 1)),
    Scenario("referral_notes.called", lambda u: referral_notes.called(u, R["sent"], "they call back")),
    Scenario(
        "referral_notes.keep_letter",
        lambda u: referral_notes.keep_letter(u, R["sent"], TEXT, digest(TEXT), "fax"),
    ),
    Scenario("referral_notes.note", lambda u: referral_notes.note(u, R["sent"], "asked twice")),
    Scenario("referral_notes.snooze", lambda u: referral_notes.snooze(u, R["sent"], 1, TOMORROW, "on holiday")),
    Scenario("referral_notes.unsnooze", lambda u: referral_notes.unsnooze(u, R["snoozed"], 1)),
    *(
        Scenario(
            "referral_steps.step",
            lambda u, was=was, to=to, given=given: referral_steps.step(u, R[was], 1, to, **given),
            to,
        )
        for was, to, given in (
            ("declined_by_provider", "draft", {"provider_id": ALDER}),
            ("draft", "sent", {"provider_id": ALDER}),
            ("sent", "accepted", {}),
            ("accepted", "scheduled", {"appointment_on": TOMORROW}),
            ("scheduled", "no_show", {}),
            ("scheduled", "attended", {}),
            ("attended", "report_received", {"report_summary": "weak flexors"}),
            ("reviewed", "closed", {"told_patient": "Exercises go on"}),
            ("snoozed", "declined_by_patient", {}),
            ("sent", "declined_by_provider", {"note": "no places"}),
            ("accepted", "cancelled", {"note": "moved away"}),
        )
    ),
    Scenario(
        "referral_steps.correct",
        lambda u: referral_steps.correct(u, R["closed"], 1, "accepted", "wrong patient"),
    ),
    Scenario(
        "referral_steps.review",
        lambda u: referral_steps.review(u, R["report_received"], 1, told_patient="Go on"),
    ),
    Scenario(
        "referrals.change",
        lambda u: referrals.change(u, R["sent"], 1, "worse", urgency="urgent", question="Now?"),
    ),
    Scenario("referrals.start", lambda u: referrals.start(u, NECK, "orthopaedic", provider_id=MOTION, rule="D28")),
    Scenario("rooms.add", lambda u: rooms.add(u, "R3")),
    Scenario("seen.note", lambda u: seen.note(u, "chart", MEI)),
    Scenario(
        "visits.correct",
        lambda u: visits.correct(u, VISIT, 1, VisitEntry(nprs=3, note="x"), "misheard", draft_id=DRAFT),
    ),
    Scenario(
        "visits.record",
        lambda u: visits.record(u, NECK, FULL, appointment_id=A["arrived"], draft_id=DRAFT), "waiting",
    ),
    Scenario("visits.record", lambda u: visits.record(u, EMPTY, FULL), "the first"),
    Scenario(
        "visits.record",
        lambda u: visits.record(u, LATER, FULL, on=TODAY - timedelta(40), minute=600), "filled in",
    ),
    Scenario("visits.void", lambda u: visits.void(u, VISIT, 1, "another patient's"), "the baseline"),
    Scenario("visits.void", lambda u: visits.void(u, EMPTY_VISIT, 1, "another patient's"), "the only one"),
    Scenario("visits.void", lambda u: visits.void(u, SECOND, 1, "another patient's"), "any"),
    Scenario("staff.add", lambda u: staff.add(u, "Ira Novak", "front_desk", "ira")),
    Scenario("staff.change", lambda u: staff.change(u, LEE, 1, name="Lee Chen", role="owner")),
    Scenario("staff.change", lambda u: staff.change(u, LEE, 1, active=False), "who has a key"),
    Scenario("staff_keys.add", lambda u: staff_keys.add(u, LEE, ANOTHER_KEY)),
    Scenario("staff_keys.end_session", lambda u: staff_keys.end_session(u, SESSION)),
    Scenario("staff_keys.revoke", lambda u: staff_keys.revoke(u, KEY)),
    Scenario("waiting.add", lambda u: waiting.add(u, JO, weekdays=(1, 3), note="mornings")),
    Scenario("waiting.keep_waiting", lambda u: waiting.keep_waiting(u, OFFERED, 1)),
    Scenario("waiting.mark_booked", lambda u: waiting.mark_booked(u, WAITING, 1, A["monday"])),
    Scenario("waiting.offer", lambda u: waiting.offer(u, WAITING, 1)),
    Scenario("waiting.withdraw", lambda u: waiting.withdraw(u, WAITING, 1)),
)
# fmt: on
