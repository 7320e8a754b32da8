"""The chart: which course it shows, all that is in it, as it stood on a day; and the red flags nobody has answered."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from care.chart import Chart, Corrected, Emergency, EvaluationRecord, Measured, Needle, VisitEntry, VisitRecord
from db.chart import chart, emergencies
from db.errors import NotFound
from db.reader import Reader
from db.writes import advice, courses, evaluations
from tests.conftest import NOW_UTC
from tests.db.desk import KIM, Desk
from tests.db.fill import TODAY

OCTOBER = date(2026, 10, 1)
YESTERDAY = TODAY - timedelta(1)


@pytest.fixture
def desk(record_path: Path) -> Desk:
    """Mei Tanaka is 1; Dana Lee is 2 and treats."""
    made = Desk(record_path)
    made.fill.patient(medicines="warfarin", allergies="latex", address="1 Elm St", cautions="anticoagulant")
    made.fill.staff("Dana Lee")
    return made


def _shown(reader: Reader, course_id: int | None = None, as_of: date = TODAY) -> Chart:
    return chart(reader, 1, course_id, as_of)


def test_everything_of_a_visit_is_in_it(desk: Desk, reader: Reader) -> None:
    course = desk.fill.course(1, OCTOBER)
    details = {"pain": [5, 3, 8], "function": [1] * 10, "activities": [["reading", 4]], "motion": {"flexion": 40}}
    key = desk.fill.visit(
        course, OCTOBER, 5, practitioner_id=2, ndi_percent=36, psfs=4, groc=-1, rom_degrees=40, points="GB20;SI3",
        sides="GB20:left", techniques="cupping;manual", minutes=40, response="eased", adverse="bruise",
        advice_given="rest", note="tired", acknowledged="anticoagulant:cupping", details=json.dumps(details),
    )  # fmt: skip
    measured = Measured((5, 3, 8), (1,) * 10, (("reading", 4),), (("flexion", 40),))
    entry = VisitEntry(
        5, 36, 4, -1, (Needle("GB20", "left"), Needle("SI3")), ("cupping", "manual"), 40, "eased", "bruise", "rest",
        "tired", ("anticoagulant:cupping",), measured,
    )  # fmt: skip
    assert _shown(reader).visits == (VisitRecord(key, 1, 1, OCTOBER, 600, "Dana Lee", entry, 40, 0),)


def test_visits_are_counted_by_day(desk: Desk, reader: Reader) -> None:
    course = desk.fill.course(1, OCTOBER)
    for on, minute in ((TODAY, 600), (OCTOBER, 900), (OCTOBER, 540), (YESTERDAY, 600)):
        desk.fill.visit(course, on, minute=minute)
    desk.fill.visit(course, OCTOBER + timedelta(1), voided=True)
    assert [(one.number, one.on, one.minute) for one in _shown(reader).visits] == [
        (1, OCTOBER, 540), (1, OCTOBER, 900), (2, YESTERDAY, 600), (3, TODAY, 600),
    ]  # fmt: skip


def test_the_patient_and_the_course_with_what_only_a_chart_tells(desk: Desk, reader: Reader) -> None:
    desk(courses.open_course, 1, "neck_pain", practitioner_id=2, expected=(3, 4), expected_reason="moves away")
    found = _shown(reader)
    assert (found.patient.name, found.medicines, found.allergies, found.address) == (
        "Mei Tanaka", "warfarin", "latex", "1 Elm St",
    )  # fmt: skip
    assert (found.practitioner, found.expected_reason, found.course_version, found.closing_note) == (
        "Dana Lee", "moves away", 1, "",
    )  # fmt: skip
    desk(courses.close, 1, 1, "resolved", note="all well")
    assert (_shown(reader).closing_note, _shown(reader).course_version) == ("all well", 2)


def test_the_newest_open_course_is_shown_else_the_newest_closed_one(desk: Desk, reader: Reader) -> None:
    assert (_shown(reader).course, _shown(reader).courses) == (None, ())
    old = desk.fill.course(1, OCTOBER, closed_on=TODAY)
    older = desk.fill.course(1, OCTOBER - timedelta(90), condition="headache", closed_on=TODAY)
    found = _shown(reader)
    assert (found.course and found.course.id, [one.id for one in found.courses]) == (old, [old, older])
    reopened = desk.fill.course(1, OCTOBER - timedelta(60), condition="shoulder_pain")
    found = _shown(reader)
    assert (found.course and found.course.id, [one.id for one in found.courses]) == (reopened, [old, reopened, older])
    asked = _shown(reader, older).course
    assert asked is not None and asked.id == older


def test_an_unknown_patient_or_course_is_said_to_be_unknown(desk: Desk, reader: Reader) -> None:
    jo = desk.fill.patient("Park", "Jo")
    theirs, gone = desk.fill.course(jo), desk.fill.course(1, voided=True)
    desk.fill.patient("Haddad", "Omar", voided=True)
    for patient in (99, 3):
        with pytest.raises(NotFound, match=f"patient with number {patient}"):
            chart(reader, patient, None, TODAY)
    for course in (theirs, gone, 99):
        with pytest.raises(NotFound, match=f"course with number {course}"):
            _shown(reader, course)


def test_a_merged_number_shows_who_it_is_now(desk: Desk, reader: Reader) -> None:
    merged = desk.fill.patient("Tanaka", "M", merged_into=1)
    assert chart(reader, merged, None, TODAY).patient.id == 1


def test_corrections_are_told_and_counted(desk: Desk, reader: Reader) -> None:
    course = desk.fill.course(1, OCTOBER, goal_nprs=2)
    other = desk.fill.course(1, OCTOBER, condition="headache", goal_nprs=2)
    desk(courses.change, course, 1, "asked again", goal=3)
    desk(courses.change, other, 1, goal=3)
    desk(evaluations.save, course, "{}", "none", "none")
    desk(evaluations.save, course, "{}", "urgent", "none", evaluation_id=1, seen_version=1, actor=KIM)
    assert _shown(reader, course).corrections == (
        Corrected("course", course, "goal", "2", "3", "asked again", NOW_UTC, "Ana Ruiz"),
        Corrected("evaluation", 1, "red_flag", "none", "urgent", "", NOW_UTC, "Kim Soto"),
    )


def test_evaluations_with_what_was_done_and_decisions(desk: Desk, reader: Reader) -> None:
    course = desk.fill.course(1, OCTOBER)
    desk(evaluations.save, course, '{"history":"fell"}', "urgent", "motor", practitioner_id=2)
    desk(evaluations.save, course, "{}", "none", "none", on=OCTOBER)
    desk(advice.red_flag_done, 1, "called")
    desk(advice.red_flag_done, 1, "imaging is clear", actor=KIM)
    desk(advice.decide, course, "taken", "D02", "refer_urgent", "red")
    desk(advice.decide, course, "dismissed", "D25", "refer_complementary", "v8", "wait")
    found = _shown(reader)
    assert found.evaluations == (
        EvaluationRecord(2, 1, OCTOBER, "", "none", "none", "{}"),
        EvaluationRecord(
            1, 1, TODAY, "Dana Lee", "urgent", "motor", '{"history":"fell"}', ("called", "imaging is clear")
        ),
    )
    assert [(one.rule, one.reason, one.on, one.who) for one in found.decisions] == [
        ("D02", "", TODAY, "Ana Ruiz"), ("D25", "wait", TODAY, "Ana Ruiz"),
    ]  # fmt: skip
    assert found.course is not None and found.course.decision == found.decisions[-1]


def test_a_day_in_the_past_is_shown_as_it_stood(desk: Desk, reader: Reader) -> None:
    course = desk.fill.course(1, OCTOBER)
    desk.fill.visit(course, OCTOBER, 5)
    desk.fill.visit(course, TODAY, 3)
    desk.fill.evaluation(course, TODAY, red_flag="urgent")
    desk(advice.decide, course, "taken", "D02", "refer_urgent", "red")
    desk(courses.close, course, 1, "lapsed", note="gone")
    desk.fill.course(1, TODAY, condition="headache")
    found = _shown(reader, None, YESTERDAY)
    assert found.course is not None and found.course.open_on(YESTERDAY)
    assert (len(found.courses), len(found.visits), found.evaluations, found.decisions) == (1, 1, (), ())
    assert (found.closing_note, found.course.decision, found.course.red_flag) == ("", None, "none")


def test_the_newest_sixty_appointments_oldest_first(desk: Desk, reader: Reader) -> None:
    keys = [desk.fill.appointment(1, TODAY - timedelta(30 - day)) for day in range(62)]
    desk.fill.appointment(1, TODAY + timedelta(90), voided=True)
    assert [one.id for one in _shown(reader).appointments] == keys[2:]
    cancelled = desk.fill.appointment(1, TODAY + timedelta(90), status="cancelled")
    assert _shown(reader).appointments[-1].id == cancelled


def test_a_chart_goes_by_index_alone(desk: Desk, reader: Reader) -> None:
    course = desk.fill.course(1, OCTOBER)
    desk.fill.evaluation(course, TODAY, red_flag="urgent")
    scans = [step for step in _steps(reader, lambda: _shown(reader)) if step.startswith("SCAN")]
    # What a list of ids was made of is walked through; tables and their indices are looked up in.
    assert {step for step in scans if "chosen" not in step} <= {"SCAN CONSTANT ROW"}, scans


def test_red_flags_are_looked_for_in_open_courses_alone(reader: Reader) -> None:
    steps = _steps(reader, lambda: emergencies(reader, TODAY))
    assert any("SEARCH e USING INDEX evaluation_flagged" in step for step in steps), steps
    assert not [step for step in steps if step.startswith("SCAN") and "chosen" not in step], steps


def _steps(reader: Reader, ask: Any) -> list[str]:
    """How each query of a read is answered."""
    asked: list[tuple[str, Any]] = []
    rows, row = reader.rows, reader.row
    reader.rows = lambda sql, params=(): asked.append((sql, params)) or rows(sql, params)
    reader.row = lambda sql, params=(): asked.append((sql, params)) or row(sql, params)
    ask()
    read = [(sql, params) for sql, params in asked if sql.startswith("select")]
    assert read
    return [step for sql, params in read for *_, step in rows(f"explain query plan {sql}", params)]


def test_an_unanswered_red_flag_is_an_emergency(desk: Desk, reader: Reader) -> None:
    assert emergencies(reader, TODAY) == ()
    mei = desk.fill.course(1, OCTOBER)
    jo = desk.fill.patient("Park", "Jo")
    calm = desk.fill.course(jo, OCTOBER)
    desk.fill.evaluation(calm, TODAY, red_flag="none")
    first = desk.fill.evaluation(mei, YESTERDAY, red_flag="urgent")
    worse = desk.fill.course(jo, OCTOBER, condition="headache")
    second = desk.fill.evaluation(worse, TODAY, red_flag="emergency")
    assert emergencies(reader, TODAY) == (
        Emergency(worse, jo, "Jo Park", second, 1, TODAY, "emergency"),
        Emergency(mei, 1, "Mei Tanaka", first, 1, YESTERDAY, "urgent"),
    )
    assert [one.course_id for one in emergencies(reader, YESTERDAY)] == [mei]
    desk(advice.red_flag_done, second, "called 911")
    desk.fill.evaluation(mei, TODAY)
    assert emergencies(reader, TODAY) == ()


def test_closing_ends_the_alarm_and_a_closed_day_does_not(desk: Desk, reader: Reader) -> None:
    course = desk.fill.course(1, OCTOBER)
    desk.fill.evaluation(course, OCTOBER, red_flag="urgent")
    desk(courses.close, course, 1, "referred_out")
    assert emergencies(reader, TODAY) == ()
    assert [one.course_id for one in emergencies(reader, YESTERDAY)] == [course]


def test_what_was_done_before_a_level_was_raised_does_not_answer_it(desk: Desk, reader: Reader) -> None:
    course = desk.fill.course(1, OCTOBER)

    def level(red_flag: str, version: int, later: int) -> None:
        given: dict[str, Any] = {"evaluation_id": 1, "seen_version": version} if version else {}
        desk(evaluations.save, course, "{}", red_flag, "none", utc=NOW_UTC + later, **given)

    level("urgent", 0, 0)
    desk(advice.red_flag_done, 1, "called", utc=NOW_UTC + 10)
    assert emergencies(reader, TODAY) == ()
    level("emergency", 1, 20)
    assert [one.level for one in emergencies(reader, TODAY)] == ["emergency"]
    desk(advice.red_flag_done, 1, "sent to hospital", utc=NOW_UTC + 30)
    level("urgent", 2, 40)
    assert emergencies(reader, TODAY) == ()
    level("none", 3, 50)
    level("urgent", 4, 60)
    assert [one.level for one in emergencies(reader, TODAY)] == ["urgent"]
