"""Recording a visit: its scores, its appointment, its course, all in one step or not at all."""

import math
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from care.chart import Measured, Needle, VisitEntry
from db.audit import verify
from db.errors import Conflict, NotFound, Refused
from db.measured import measured_of
from db.protocol_file import load_protocol
from db.reader import Reader
from db.writes import appointments, drafts, visits
from db.writes.undo import undo_last
from tests.conftest import NOW_UTC
from tests.db.desk import KIM, Desk
from tests.db.fill import TODAY

WEEK = timedelta(7)
FULL = VisitEntry(
    nprs=5,
    groc=2,
    needles=(Needle("gb 20", "left"), Needle("SI3"), Needle("EX-HN15", "right")),
    techniques=("cupping", "gua_sha"),
    minutes=30,
    response="  turns   further\n",
    adverse="a bruise at GB21",
    advice_given="heat",
    note="slept \x1b[31mbetter",
    acknowledged=("pregnancy:LI4",),
    measured=Measured(
        function=(3, 2, 2, 1, 1, 1, 2, None, 2, 2),
        activities=(("reading", 4), ("driving", 6), ("lifting", None)),
        motion=(("rotation_left", 40), ("flexion", 45.0)),
    ),
)


@pytest.fixture
def desk(record_path: Path) -> Desk:
    """Mei Tanaka with an open course and one visit a week ago."""
    made = Desk(record_path)
    made.fill.staff("Dana Lee")
    course = made.fill.course(made.fill.patient(), onset_date=date(2026, 9, 1))
    made.fill.visit(course, TODAY - WEEK, 6)
    return made


def _visit(desk: Desk, *columns: str, key: int | None = None) -> tuple[Any, ...]:
    where = "where id = ?" if key is not None else "where id = (select max(id) from visit)"
    return desk.row(f"select {', '.join(columns)} from visit {where}", *([] if key is None else [key]))


def test_everything_of_a_visit_is_stored_in_its_own_form(desk: Desk, reader: Reader) -> None:
    done = desk(visits.record, 1, FULL)
    assert done == visits.Recorded(2, 2, 1, "Visit 2 of 6-10 of Mei Tanaka is recorded.")
    assert _visit(desk, "local_date", "minute", "nprs", "groc", "psfs", "minutes") == (
        "2026-11-20", 640, 5, 2, 5, 30,
    )  # fmt: skip
    assert _visit(desk, "points", "sides") == ("GB20;SI3;EX-HN15", "GB20:left;EX-HN15:right")
    assert _visit(desk, "techniques", "acknowledged") == ("cupping;gua_sha", "pregnancy:LI4")
    assert _visit(desk, "response", "adverse", "note") == ("turns further", "a bruise at GB21", "slept [31mbetter")
    assert _visit(desk, "ndi_percent", "rom_degrees") == (pytest.approx(100 * 16 / 45), 40)
    assert measured_of(_visit(desk, "details")[0]).motion == (("flexion", 45), ("rotation_left", 40))
    assert verify(reader).broken_at is None
    assert "better" not in str(reader.rows("select detail from audit_entry"))


def test_an_index_with_three_answers_missing_is_not_scored(desk: Desk) -> None:
    answers = (1, None, 2, None, 3, None, 1, 1, 1, 1)
    done = desk(visits.record, 1, VisitEntry(nprs=4, ndi_percent=50, measured=Measured(function=answers)))
    assert done.said == "Visit 2 of 6-10 of Mei Tanaka is recorded; the NDI is not scorable, 3 answers are missing."
    assert _visit(desk, "ndi_percent") == (None,)
    assert measured_of(_visit(desk, "details")[0]).function == answers


def test_a_questionnaire_without_any_answer_was_not_taken(desk: Desk) -> None:
    done = desk(visits.record, 1, VisitEntry(ndi_percent=30, measured=Measured(function=(None,) * 10)))
    assert "scorable" not in done.said
    assert _visit(desk, "ndi_percent", "details") == (30, "{}")


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (VisitEntry(nprs=11), r"Pain \(nprs\) is 11, and must be a whole number from 0 to 10"),
        (VisitEntry(nprs=4.5), r"Pain \(nprs\) is 4.5, and must be a whole number"),
        (VisitEntry(nprs=math.nan), r"Pain \(nprs\) is nan"),
        (VisitEntry(ndi_percent=101), "NDI is 101, and must be a number from 0 to 100"),
        (VisitEntry(psfs=-1), "PSFS is -1, and must be a number from 0 to 10"),
        (VisitEntry(groc=8), r"\(groc\) is 8, and must be a whole number from -7 to 7"),
        (VisitEntry(minutes=0), "minutes are 0, and must be a whole number from 1 to 240"),
        (VisitEntry(minutes=True), "minutes are True"),
        (VisitEntry(measured=Measured(pain=(3, 2, 12))), r"Pain \(nprs\), worst, is 12"),
        (VisitEntry(measured=Measured(function=(0, 0, 6) + (0,) * 7)), "NDI, lifting, is 6, and must be .* 0 to 5"),
        (VisitEntry(measured=Measured(function=(1, 2))), "NDI, answers, is 2, and must be 10 in number"),
        (VisitEntry(measured=Measured(activities=(("run", 1), ("sit", 2)))), "PSFS, activities, is 2, .* 3-5"),
        (VisitEntry(measured=Measured(activities=(("a", 1), ("b", 2), ("c", 10.5)))), "PSFS, c, is 10.5"),
        (VisitEntry(measured=Measured(activities=(("a", 1), ("A ", 2), ("c", 3)))), "name of its own"),
        (VisitEntry(measured=Measured(motion=(("rotation_left", 181),))), r"\(rom\), rotation left, is 181, .* to 180"),
        (VisitEntry(measured=Measured(motion=(("up", 1),))), "'up', and must be one of flexion"),
        (VisitEntry(needles=(Needle("GB99"),)), "'GB99': GB ends at GB44"),
        (VisitEntry(needles=(Needle("GB20", "middle"),)), "side of GB20 is 'middle', and must be one of both"),
        (VisitEntry(techniques=("magic",)), "'magic' must be one of gua_sha"),
        (VisitEntry(acknowledged=("x;y",)), "must be written as pregnancy:LI4"),
        (VisitEntry(note="x" * 10_001), "note has 10,001 characters, and may have 10,000"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_name_and_range(desk: Desk, entry: VisitEntry, words: str) -> None:
    key = desk.fill.appointment(1, course_id=1, status="in_room")
    before = desk.dump()
    with pytest.raises(Refused, match=words) as caught:
        desk(visits.record, 1, entry, appointment_id=key, seen_version=1)
    assert "Nothing was changed" in caught.value.message
    assert desk.dump() == before


@pytest.mark.parametrize("status", ["booked", "confirmed", "arrived", "in_room"])
def test_the_appointment_is_over_in_the_same_step(desk: Desk, reader: Reader, status: str) -> None:
    key = desk.fill.appointment(1, minute=600, practitioner_id=2, status=status)
    done = desk(visits.record, 1, VisitEntry(nprs=3), appointment_id=key, seen_version=1)
    assert desk.appointment(key, "status", "course_id", "finished_utc") == ("completed", 1, NOW_UTC)
    arrived, started = desk.appointment(key, "arrived_utc", "started_utc")
    ten = NOW_UTC - 40 * 60
    assert arrived == (ten if status in ("booked", "confirmed") else None)
    assert started == (None if status == "in_room" else ten)
    assert _visit(desk, "minute", "practitioner_id") == (600, 2)
    walked = [name for (name,) in reader.rows("select action from audit_entry where subject = 'appointment'")][1:]
    assert walked == ["arrived", "in_room", "completed"][{"arrived": 1, "in_room": 2}.get(status, 0) :]
    assert done.undo_id == 1


def test_what_was_noted_of_the_day_stays(desk: Desk) -> None:
    late = NOW_UTC - 600
    key = desk.fill.appointment(1, minute=600, status="arrived", arrived_utc=late, course_id=1)
    desk(visits.record, 1, VisitEntry(nprs=3), appointment_id=key)
    assert desk.appointment(key, "arrived_utc", "started_utc", "finished_utc") == (late, late, NOW_UTC)


def test_an_appointment_of_another_day_was_over_when_it_was_booked_to_be(desk: Desk) -> None:
    key = desk.fill.appointment(1, TODAY - timedelta(2), course_id=1)
    desk(visits.record, 1, VisitEntry(nprs=3), appointment_id=key)
    start, over = desk.appointment(key, "start_utc", "finished_utc")
    assert over == start + 30 * 60


@pytest.mark.parametrize("status", ["cancelled", "late_cancelled", "no_show", "left_unseen"])
def test_no_visit_follows_from_an_appointment_that_was_not(desk: Desk, status: str) -> None:
    key = desk.fill.appointment(1, course_id=1, status=status)
    with pytest.raises(Refused, match="no visit follows"):
        desk(visits.record, 1, VisitEntry(nprs=3), appointment_id=key, seen_version=1)
    assert desk.row("select count(*) from visit") == (1,)


def test_who_cancelled_meanwhile_is_named(desk: Desk) -> None:
    key = desk.fill.appointment(1, course_id=1)
    desk(appointments.no_show, key, 1, actor=KIM, now=620)
    with pytest.raises(Conflict, match="Kim Soto changed this appointment meanwhile at 10:20"):
        desk(visits.record, 1, VisitEntry(nprs=3), appointment_id=key, seen_version=1)


def test_a_step_forward_at_the_desk_is_not_in_the_way(desk: Desk) -> None:
    key = desk.fill.appointment(1, course_id=1, status="in_room")
    desk(appointments.complete, key, 1, actor=KIM, now=630)
    assert _visit(desk, "nprs", "minute") == (None, 600)
    done = desk(visits.record, 1, VisitEntry(nprs=3), appointment_id=key, seen_version=1)
    assert (done.visit_id, done.number) == (2, 2)
    assert desk.row("select count(*) from visit") == (2,)
    assert _visit(desk, "nprs", "minute", "version") == (3, 600, 2)
    assert desk.appointment(key, "finished_utc") == (NOW_UTC - 600,)


def test_an_empty_visit_is_filled_without_its_appointment_too(desk: Desk) -> None:
    key = desk.fill.appointment(1, course_id=1, status="in_room")
    desk(appointments.complete, key, 1)
    assert desk(visits.record, 1, VisitEntry(nprs=3)).visit_id == 2
    assert desk.row("select count(*) from visit") == (2,)


def test_an_appointment_of_another_course_or_patient_is_refused(desk: Desk) -> None:
    other = desk.fill.course(1, condition="shoulder_pain")
    stranger = desk.fill.patient("Park", "Jo")
    for key in (desk.fill.appointment(1, course_id=other), desk.fill.appointment(stranger, minute=700)):
        with pytest.raises(Refused, match="another course"):
            desk(visits.record, 1, VisitEntry(nprs=3), appointment_id=key)
    with pytest.raises(NotFound, match="number 99"):
        desk(visits.record, 1, VisitEntry(nprs=3), appointment_id=99)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"on": TODAY + timedelta(1)}, "still to come"),
        ({"minute": 641}, "2026-11-20 10:41, which is still to come"),
        ({"on": date(2026, 9, 30)}, "opened on 2026-10-01"),
        ({"on": date(2026, 11, 2), "minute": 1440}, "time of day"),
        ({"practitioner_id": 99}, "nobody with number 99"),
    ],
)
def test_a_visit_is_neither_to_come_nor_before_its_course(desk: Desk, more: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        desk(visits.record, 1, VisitEntry(nprs=3), **more)
    assert desk.row("select count(*) from visit") == (1,)


def test_a_visit_of_an_appointment_to_come_is_refused(desk: Desk) -> None:
    key = desk.fill.appointment(1, TODAY + timedelta(1), course_id=1)
    with pytest.raises(Refused, match="still to come"):
        desk(visits.record, 1, VisitEntry(nprs=3), appointment_id=key)


def test_a_visit_of_a_closed_or_unknown_course_is_refused(desk: Desk) -> None:
    closed = desk.fill.course(1, condition="shoulder_pain", closed_on=TODAY, outcome="resolved")
    with pytest.raises(Refused, match="was closed on 2026-11-20"):
        desk(visits.record, closed, VisitEntry(nprs=3))
    with pytest.raises(NotFound, match="number 99"):
        desk(visits.record, 99, VisitEntry(nprs=3))
    gone = desk.fill.course(1, voided=True)
    with pytest.raises(NotFound):
        desk(visits.record, gone, VisitEntry(nprs=3))


def test_a_day_in_the_past_is_its_own_visit_in_its_place(desk: Desk) -> None:
    done = desk(visits.record, 1, VisitEntry(nprs=4), on=TODAY - timedelta(3), practitioner_id=2)
    assert (done.number, _visit(desk, "minute", "practitioner_id")) == (2, (720, 2))
    assert desk(visits.record, 1, VisitEntry(nprs=4)).number == 3


def test_somebody_elses_visit_that_day_is_not_doubled(desk: Desk) -> None:
    desk(visits.record, 1, VisitEntry(nprs=4), actor=KIM, now=610)
    words = "Mei Tanaka has a visit recorded on 2026-11-20 already: Kim Soto at 10:10 on 2026-11-20.*Correct it instead"
    with pytest.raises(Conflict, match=words):
        desk(visits.record, 1, VisitEntry(nprs=5))
    with pytest.raises(Conflict, match="Kim Soto"):
        desk(visits.record, 1, VisitEntry(nprs=5), actor=KIM, now=610)
    assert desk(visits.record, 1, VisitEntry(nprs=5), actor=KIM, now=630).number == 2
    assert desk.row("select count(*) from visit") == (3,)


def test_saving_an_appointments_visit_twice_records_it_once(desk: Desk) -> None:
    key = desk.fill.appointment(1, course_id=1)
    desk(visits.record, 1, VisitEntry(nprs=4), appointment_id=key, seen_version=1)
    with pytest.raises(Conflict, match="Ana Ruiz at 10:40"):
        desk(visits.record, 1, VisitEntry(nprs=4), appointment_id=key, seen_version=1)
    assert desk.row("select count(*) from visit") == (2,)


@pytest.mark.parametrize(
    "entry", [VisitEntry(response="better"), VisitEntry(measured=Measured(motion=(("flexion", 40),)))]
)
def test_what_was_recorded_stays_when_the_appointment_goes_back(desk: Desk, entry: VisitEntry) -> None:
    key = desk.fill.appointment(1, course_id=1, status="in_room")
    desk(visits.record, 1, entry, appointment_id=key)
    said = desk(appointments.put_back, key, 2).said
    assert said == "Mei Tanaka is in the room again; the visit that was recorded stays."
    desk(appointments.complete, key, 3)
    assert desk.row("select count(*) from visit where not voided") == (2,)


def test_undo_brings_back_appointment_and_draft_and_the_way_there_is_free_again(desk: Desk) -> None:
    key = desk.fill.appointment(1, status="arrived", arrived_utc=5)
    draft = desk(drafts.keep, "visit", 1, {"pain": "3"}, course_id=1, subject_id=key)
    before = desk.dump()
    for _ in range(2):
        (version,) = desk.appointment(key, "version")
        done = desk(visits.record, 1, FULL, appointment_id=key, seen_version=version, draft_id=draft)
        assert desk.row("select count(*) from draft") == (0,)
        assert desk(undo_last).undo_id == done.undo_id
        assert desk.dump() == before


def test_undo_empties_the_visit_that_was_filled(desk: Desk) -> None:
    key = desk.fill.appointment(1, course_id=1, status="in_room")
    desk(appointments.complete, key, 1)
    before = desk.dump()
    desk(visits.record, 1, FULL, appointment_id=key)
    desk(undo_last)
    assert desk.dump() == before
    assert _visit(desk, "nprs", "points", "details", "voided") == (None, "", "{}", 0)


def test_undo_never_takes_what_somebody_put_right_since(desk: Desk) -> None:
    done = desk(visits.record, 1, VisitEntry(nprs=4))
    desk(visits.correct, done.visit_id, 1, VisitEntry(nprs=4, note="Kim's"), actor=KIM)
    with pytest.raises(Conflict, match="Kim Soto changed this visit"):
        desk(undo_last)


def test_another_persons_draft_stays_when_a_visit_is_recorded(desk: Desk) -> None:
    kims = desk(drafts.keep, "visit", 1, {"pain": "3"}, course_id=1, actor=KIM)
    jo = desk.fill.patient("Park", "Jo")
    of_jo = desk(drafts.keep, "visit", jo, {"pain": "3"})
    desk(visits.record, 1, VisitEntry(nprs=4), draft_id=kims)
    desk(visits.record, 1, VisitEntry(nprs=4), draft_id=of_jo, on=TODAY - timedelta(1))
    assert desk.row("select count(*) from draft") == (2,)


def test_a_condition_is_scored_by_its_own_questionnaire_and_motion(desk: Desk) -> None:
    back = desk.fill.course(1, condition="low_back_pain")
    rules = load_protocol(None).function_of("low_back_pain")
    one_missing = (*[1] * (len(rules.items) - 1), None)
    desk(visits.record, back, VisitEntry(measured=Measured(function=one_missing)))
    assert _visit(desk, "ndi_percent") == (100 / rules.item_max,)
    with pytest.raises(Refused, match=f"The {rules.short} is 101, and must be a number from 0 to 100"):
        desk(visits.record, back, VisitEntry(ndi_percent=101), on=TODAY - WEEK)
    (way, *_) = load_protocol(None).motion_of("shoulder_pain")
    shoulder = desk.fill.course(1, condition="shoulder_pain")
    desk(visits.record, shoulder, VisitEntry(measured=Measured(motion=((way, 90),))))
    assert _visit(desk, "rom_degrees") == (90,)
    with pytest.raises(Refused, match=f"must be one of {way}"):
        desk(visits.record, shoulder, VisitEntry(measured=Measured(motion=(("rotation_left", 60),))), on=TODAY - WEEK)
