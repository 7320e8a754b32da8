"""Every rule of the advice, reached by what people do: courses opened, visits recorded, evaluations and referrals made;
then read from Today.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from care.advice import ADVICE_TABLE
from care.chart import VisitEntry
from db.audit import Actor
from db.localtime import to_utc
from db.protocol_file import load_protocol
from db.tables import Provider, Room, Staff
from db.writes import booking, courses, evaluations, forms, patients, referrals, visits
from db.writing import Unit, Writer
from tests.conftest import ZONE
from tests.dashboard.support import HandClock, desk, settled, text

BY = Actor(1, "Dana Lee")
FIRST, TODAY = date(2026, 10, 5), date(2026, 11, 20)
STEPS = {
    "open": ("sent",),
    "done": ("sent", "scheduled", "attended", "report_received", "closed"),
    "declined": ("sent", "declined_by_patient"),
}


class Case(NamedTuple):
    """A course that ends in one rule: pain by visit (moderate and acute unless said, 5-8 visits expected)."""

    rule: str
    pain: tuple[int | None, ...]
    severity: str = "moderate"
    red_flag: str = "none"
    neuro: str = "none"
    complementary: str = "none"
    orthopaedic: str = "none"
    function: tuple[tuple[int, float], ...] = ()


FLAT, WORSE = (6,) * 6, (4, 5, 6, 7, 7)
CASES = (
    Case("D01", (6, 6), red_flag="emergency"),
    Case("D02", (6, 6), red_flag="urgent"),
    Case("D03", ()),
    Case("D04", (6, 6), neuro="motor"),
    Case("D05", (6, 5, 4, 3, 2, 1), function=((1, 36), (6, 12))),
    Case("D06", WORSE, orthopaedic="open"),
    Case("D07", WORSE, orthopaedic="done"),
    Case("D08", (3, 5, 6), severity="mild"),
    Case("D09", WORSE),
    Case("D10", (None,) * 8),
    Case("D11", (None,) * 3),
    Case("D12", (6, 5)),
    Case("D13", (7, 5, 4, 4)),
    Case("D14", (6, 6, 6, 6, 6), neuro="sensory"),
    Case("D15", (6, 5, 3, 3, 3, None, None, None, None)),
    Case("D16", (8, 7, 6, 5, 5, 5, 5, 5)),
    Case("D17", (6,) * 8, orthopaedic="open"),
    Case("D18", (6,) * 8, orthopaedic="done"),
    Case("D19", (6,) * 12),
    Case("D20", (6,) * 8),
    Case("D21", (6,) * 8, complementary="open"),
    Case("D22", (6,) * 8, complementary="declined"),
    Case("D23", (6, 6, 6, 6)),
    Case("D24", (6, 4, 4, 4, 6, 6)),
    Case("D25", FLAT),
    Case("D26", FLAT, complementary="open"),
    Case("D27", FLAT, complementary="declined"),
    Case("D28", FLAT, complementary="done"),
    Case("D29", FLAT, complementary="done", orthopaedic="open"),
    Case("D30", FLAT, complementary="done", orthopaedic="done"),
)


class Clinic:
    """Writes as people do, each step in a unit of its own at its own time."""

    def __init__(self, path: Path) -> None:
        self.writer = Writer(path)
        self.protocol = load_protocol(None)

    def do(self, day: date, work: Any, *args: Any, at: int = 600, **more: Any) -> Any:
        with self.writer.unit(BY, to_utc(day, at, ZONE)) as unit:
            return work(unit, *args, **more)

    def furnish(self) -> None:
        def rows(unit: Unit) -> None:
            unit.session.add(Staff(name="Dana Lee", role="practitioner"))
            unit.session.add_all(Room(name=f"R{number}") for number in (1, 2))
            unit.session.add(Provider(name="Motion PT", kind="physical_therapy", phone="5035550100"))
            unit.session.add(Provider(name="Dr Weiss", kind="orthopaedic", phone="5035550101"))
            unit.session.flush()
            unit.audit("added", "staff", 1)

        self.do(FIRST, rows)

    def course(self, case: Case) -> tuple[int, int]:
        """A patient named after the rule, with their course."""
        patient = self.do(FIRST, patients.register, case.rule, "Rule", None)
        opened = self.do(
            FIRST, courses.open_course, patient, "neck_pain", opened_on=FIRST, onset=FIRST - timedelta(days=10),
            severity=case.severity, practitioner_id=1, protocol=self.protocol,
        )  # fmt: skip
        course_id = opened.course_id
        days = [FIRST + timedelta(days=2 * at) for at in range(len(case.pain))]
        function = dict(case.function)
        for number, (on, pain) in enumerate(zip(days, case.pain, strict=True), 1):
            entry = VisitEntry(nprs=pain, ndi_percent=function.get(number))
            self.do(on, visits.record, course_id, entry, on=on, minute=600, protocol=self.protocol)
        last = days[-1] if days else FIRST
        if (case.red_flag, case.neuro) != ("none", "none"):
            self.do(last, evaluations.save, course_id, "{}", case.red_flag, case.neuro, on=last, at=660)
        for kind, provider, state in (
            ("physical_therapy", 1, case.complementary), ("orthopaedic", 2, case.orthopaedic),
        ):  # fmt: skip
            if state != "none":
                self.refer(course_id, kind, provider, state, last)
        return patient, course_id

    def refer(self, course_id: int, kind: str, provider: int, state: str, on: date) -> None:
        started = self.do(
            on, referrals.start, course_id, kind, provider_id=provider, question="Please assess.",
            protocol=self.protocol, at=720,
        )  # fmt: skip
        for at, step in enumerate(STEPS[state]):
            more: dict[str, Any] = {"appointment_on": on} if step == "scheduled" else {}
            if step == "report_received":
                more = {"report_from": "them", "report_summary": "seen"}
            if step == "closed":
                more = {"told_patient": "what it says"}
            work = forms.close_referral if step == "closed" else referrals.step
            self.do(on, work, started.referral_id, at + 1, step, on=on, at=730 + at, **more)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clinic with a course for each rule, and each of their patients booked today."""
    from db.create import init

    path = tmp_path_factory.mktemp("rules") / "clinic.acudesk"
    init(path, "Riverside", ZONE, now_utc=to_utc(FIRST, 480, ZONE))
    clinic = Clinic(path)
    clinic.furnish()
    for at, case in enumerate(CASES):
        patient, course_id = clinic.course(case)
        clinic.do(TODAY, booking.book, patient, 1, TODAY, 480 + at * 15, 15, course_id=course_id, squeeze=True, at=0)
    clinic.writer.close()
    return path


def test_no_rule_is_left_out() -> None:
    assert [case.rule for case in CASES] == [row.rule for row in ADVICE_TABLE]


async def test_today_shows_the_rule_each_course_has_come_to(path: Path) -> None:
    async with desk(path, clock=HandClock("2026-11-20 07:00")) as pilot:
        app: Any = pilot.app
        day = app.screen.view.day
        assert len(day.appointments) == len(CASES)
        for one in day.appointments:
            app.screen.schedule.move_to(one.id)
            await settled(pilot)
            rule = one.patient.split()[-1]
            shown = text(pilot)
            assert f"{rule}  w why" in shown, f"{rule} is not what Today says:\n{shown}"
