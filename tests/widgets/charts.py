"""Charts for the tests of what draws them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from care.appointment import Appointment
from care.assessment import Assessment, Case, assess_course, case_of
from care.chart import Chart, Corrected, Measured, Needle, VisitEntry, VisitRecord
from care.course import Course, Visit
from care.patient import Patient
from care.referral import Referral
from tests.care.support import PROTOCOL

TODAY = date(2026, 11, 20)
REFERRALS = (
    Referral(1, None, 7, "massage", "routine", "Stillwater", "closed", date(2026, 8, 1), date(2026, 8, 2),
             closed_on=date(2026, 9, 20)),
    Referral(2, None, 7, "physical_therapy", "routine", "Motion PT 東京", "sent", date(2026, 11, 1), date(2026, 11, 2)),
    Referral(3, None, 7, "orthopaedic", "urgent", "Dr Weiss", "scheduled", date(2026, 11, 10), date(2026, 11, 10),
             scheduled_on=date(2026, 11, 12), appointment_on=date(2026, 11, 26)),
)  # fmt: skip
CORRECTIONS = (
    Corrected("visit", 102, "nprs", "7", "5", "typed wrong", 1_795_150_000, "Ana Ruiz"),
    Corrected("visit", 102, "activities", '[["reading",4],["sleep",null]]', "[]", "", 1_795_150_000, "Ana Ruiz"),
)


def entry(number: int, pain: float | None, **given: Any) -> VisitEntry:
    """One visit's entry: visit 1 with its ratings, the second with a caution, the fourth with an adverse event."""
    needles = (Needle("GB20"), Needle("GB21", "left"), Needle("SI3"))
    return VisitEntry(
        pain, given.get("ndi"), given.get("psfs"), given.get("groc"), needles, ("gua_sha", "cupping"), 30,
        "less tension", "bruise at GB21" if number == 4 else "", "screen at eye level", "Came by bike. 头痛减少了",
        ("pleura:GB21",) if number == 2 else (),
        Measured((7, 5, 9), (3, 2, None), (("reading", 4), ("sleep", 6)), (("rotation_left", 52),)) if number == 1
        else Measured(),
    )  # fmt: skip


def chart(
    pains: Sequence[float | None] = (),
    *,
    name: tuple[str, str] = ("Tanaka", "Mei"),
    ndi: Mapping[int, float] | None = None,
    psfs: Mapping[int, float] | None = None,
    rom: Mapping[int, float] | None = None,
    groc: Mapping[int, int] | None = None,
    cautions: tuple[str, ...] = (),
    others: int = 0,
    course: Mapping[str, Any] | None = None,
    **given: Any,
) -> Chart:
    """A chart with a visit every fourth day up to today; scores by visit number."""
    start = TODAY - timedelta(days=4 * len(pains))
    records, visits = [], []
    for number, pain in enumerate(pains, 1):
        on = start + timedelta(days=4 * (number - 1))
        scores = {key: (found or {}).get(number) for key, found in (("ndi", ndi), ("psfs", psfs), ("groc", groc))}
        degrees = (rom or {}).get(number)
        one = entry(number, pain, **scores)
        records.append(VisitRecord(99 + number, 1, number, on, 540, "Dana Lee", one, degrees, int(number == 3)))
        visits.append(Visit(on, 540, pain, one.ndi_percent, one.psfs, degrees, one.groc))
    main = Course(
        7, None, 1, 1, "neck_pain", start, start - timedelta(days=60), causes=("device",), visits=tuple(visits),
        **(course or {}),
    )  # fmt: skip
    conditions = ("neck_pain", "low_back_pain", "shoulder_pain")
    old = tuple(
        Course(20 + at, None, 1, 1, conditions[at % 3], date(2018 + at, 3, 4), closed_on=date(2018 + at, 7, 1),
               outcome="resolved", visits=(Visit(date(2018 + at, 3, 4), 540, 5),))
        for at in reversed(range(others))
    )  # fmt: skip
    patient = Patient(1, None, *name, born=date(1984, 5, 2), cautions=cautions)
    values = {"practitioner": "Dana Lee", "corrections": CORRECTIONS} | given
    return Chart(patient, main, (main, *old), tuple(records), **values)


def state_of(one: Chart) -> Assessment:
    """How its course stands today."""
    assert one.course is not None
    return assess_course(one.course, TODAY, PROTOCOL)


def case_of_chart(one: Chart) -> Case:
    """Its course as the rules see it today."""
    assert one.course is not None
    return case_of(one.course, TODAY, PROTOCOL)


def appointment(number: int, days: int, status: str = "booked", **given: Any) -> Appointment:
    """One some days from today."""
    on = TODAY + timedelta(days=days)
    return Appointment(number, None, 1, "Mei Tanaka", on, 570, 45, status, 7, 1, "Dana Lee", "R2", **given)
