"""A course from its opening to its closing and back: what is refused, what stays readable, who was first."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from db.courses import to_release
from db.errors import Conflict, NotFound, Refused
from db.reader import Reader
from db.tables import Draft
from db.writes import courses, drafts
from db.writes.undo import undo_last
from db.writing import Unit
from tests.conftest import NOW_UTC
from tests.db.desk import KIM, Desk
from tests.db.fill import TODAY

OCTOBER = date(2026, 10, 1)
TOMORROW = TODAY + timedelta(1)
COURSE = "expected_min, expected_max, expected_by_rule, expected_reason"
CORRECTED = "select field, was, now, reason, actor from correction where not voided order by id"


@pytest.fixture
def desk(record_path: Path) -> Desk:
    """Mei Tanaka is 1, born in 1985; Dana Lee is 2 and treats, Jo Kim is 3 at the front desk."""
    made = Desk(record_path)
    made.fill.patient(date_of_birth=date(1985, 5, 5))
    made.fill.staff("Dana Lee")
    made.fill.staff("Jo Kim", "front_desk")
    return made


@pytest.fixture
def course(desk: Desk) -> int:
    """Neck pain for 40 days, two visits, moderate: 5-8 visits by rule."""
    key = desk.fill.course(
        1, OCTOBER, onset_date=date(2026, 8, 30), expected_min=5, expected_max=8, causes="posture", goal_nprs=2
    )
    desk.fill.visit(key, OCTOBER, 5)
    desk.fill.visit(key, OCTOBER + timedelta(7), 4)
    return key


def test_a_course_is_opened_with_all_that_is_known(desk: Desk) -> None:
    done = desk(
        courses.open_course, 1, "neck_pain", onset=date(2026, 9, 1), severity="severe", exam_class="radiating",
        causes=("posture", "stress", "posture"), goal=3, practitioner_id=2,
    )  # fmt: skip
    assert done.said == "Mei Tanaka, neck pain: the course is open, 8-12 visits expected so far; visit 1 settles it."
    found = desk.row(
        "select condition, opened_on, onset_date, severity, exam_class, causes, goal_nprs, practitioner_id from course"
    )
    assert found == ("neck_pain", TODAY.isoformat(), "2026-09-01", "severe", "radiating", "posture;stress", 3.0, 2)
    assert desk.row(f"select {COURSE} from course") == (None, None, 1, "")


def test_a_range_of_ones_own_is_set_with_a_reason(desk: Desk) -> None:
    with pytest.raises(Refused, match="set with a reason"):
        desk(courses.open_course, 1, "neck_pain", expected=(3, 4))
    done = desk(courses.open_course, 1, "neck_pain", expected=(3, 4), expected_reason=" moves  away\n")
    assert done.said == "Mei Tanaka, neck pain: the course is open, 3-4 visits expected."
    assert desk.row(f"select {COURSE} from course") == (3, 4, 0, "moves away")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"condition": "gout"}, "must be one of neck pain"),
        ({"opened_on": TOMORROW}, "still to come"),
        ({"opened_on": date(1850, 1, 1)}, "before 1900"),
        ({"onset": TOMORROW}, "before it"),
        ({"onset": date(1985, 5, 4)}, "before this patient was born"),
        ({"severity": "awful"}, "one of mild, moderate, severe"),
        ({"exam_class": "odd"}, "one of mobility"),
        ({"causes": ("posture", "aliens")}, "one of work"),
        ({"goal": 11}, "The goal for pain is 11, and must be"),
        ({"goal": float("nan")}, "The goal for pain"),
        ({"practitioner_id": 3}, "Jo Kim is nobody who treats"),
        ({"practitioner_id": 9}, "There is nobody who treats"),
        ({"expected": (8, 6), "expected_reason": "x"}, "smaller number first"),
        ({"expected": (0, 6), "expected_reason": "x"}, "from 1 or more"),
        ({"expected": (6, 101), "expected_reason": "x"}, "at most 100"),
        ({"expected": (3, 4), "expected_reason": "x" * 10_001}, "10,000 characters"),
    ],
)
def test_what_cannot_be_is_refused_in_words(desk: Desk, given: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words) as refused:
        desk(courses.open_course, 1, **{"condition": "neck_pain", **given})
    assert "Nothing was changed." in str(refused.value)
    assert desk.row("select count(*) from course") == (0,)


def test_another_complaint_has_its_own_course_and_the_same_one_has_not(desk: Desk) -> None:
    first = desk(courses.open_course, 1, "headache").course_id
    desk(courses.open_course, 1, "neck_pain")
    with pytest.raises(Refused, match=f"open course of headache already, number {first}, opened on 2026-11-20"):
        desk(courses.open_course, 1, "headache", actor=KIM)
    desk(courses.close, first, 1, "resolved")
    assert desk(courses.open_course, 1, "headache").course_id > first


def test_nobody_gets_a_course_who_is_not_in_the_record(desk: Desk) -> None:
    merged = desk.fill.patient("Tanaka", "M", merged_into=1)
    for number in (99, merged):
        with pytest.raises(NotFound, match=f"number {number}"):
            desk(courses.open_course, number, "neck_pain")


def test_what_was_set_stays_readable_when_it_is_changed(desk: Desk, reader: Reader, course: int) -> None:
    done = desk(
        courses.change, course, 1, "she told me", exam_class="mobility", causes=("stress", "posture"), goal=None,
        practitioner_id=2,
    )  # fmt: skip
    assert done.said == "Mei Tanaka, neck pain: class, causes, goal, practitioner changed."
    assert desk.row("select exam_class, causes, goal_nprs, practitioner_id, version from course") == (
        "mobility", "stress;posture", None, 2, 2,
    )  # fmt: skip
    assert reader.rows(CORRECTED) == [
        ("class", "", "mobility", "she told me", "Ana Ruiz"),
        ("causes", "posture", "stress;posture", "she told me", "Ana Ruiz"),
        ("goal", "2", "", "she told me", "Ana Ruiz"),
        ("practitioner", "", "Dana Lee", "she told me", "Ana Ruiz"),
    ]


def test_filling_in_what_was_unknown_is_no_correction(desk: Desk, reader: Reader, course: int) -> None:
    desk(courses.change, course, 1, exam_class="mobility", practitioner_id=2)
    assert reader.rows(CORRECTED) == []
    assert desk.row("select exam_class, practitioner_id from course") == ("mobility", 2)


@pytest.mark.parametrize("given", [{"severity": "severe"}, {"expected": (6, 9)}, {"expected": (5, 9)}])
def test_another_severity_or_range_needs_a_reason(desk: Desk, course: int, given: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="with a reason"):
        desk(courses.change, course, 1, " ", **given)
    assert desk.row("select severity, expected_min, expected_max, version from course") == (None, 5, 8, 1)


def test_another_range_says_what_it_was_and_why(desk: Desk, reader: Reader, course: int) -> None:
    done = desk(courses.change, course, 1, "comes rarely", expected=(6, 9))
    assert done.said == "Mei Tanaka, neck pain: expected visits changed. 6-9 visits are expected now."
    assert desk.row(f"select {COURSE} from course") == (6, 9, 0, "comes rarely")
    assert reader.rows(CORRECTED) == [("expected visits", "5-8", "6-9", "comes rarely", "Ana Ruiz")]


def test_the_goalposts_do_not_move_by_themselves(desk: Desk, reader: Reader, course: int) -> None:
    done = desk(courses.change, course, 1, "older than thought", onset=date(2026, 3, 1))
    assert done.said == (
        "Mei Tanaka, neck pain: onset changed. The expected visits stay 5-8; by the rules they would be 8-12."
    )
    assert desk.row(f"select {COURSE} from course") == (5, 8, 1, "")
    with pytest.raises(Refused, match="Another range is set with a reason"):
        desk(courses.change, course, 2, recompute=True)
    done = desk(courses.change, course, 2, "chronic", recompute=True)
    assert done.said == "Mei Tanaka, neck pain: expected visits changed. 8-12 visits are expected now."
    assert desk.row(f"select {COURSE} from course") == (8, 12, 1, "")
    assert reader.rows(CORRECTED)[-1] == ("expected visits", "5-8", "8-12", "chronic", "Ana Ruiz")
    assert "so already" in desk(courses.change, course, 3, recompute=True).said


def test_onset_severity_and_range_move_together_when_asked(desk: Desk, course: int) -> None:
    done = desk(courses.change, course, 1, "as examined", onset=date(2026, 3, 1), severity="severe", recompute=True)
    assert done.said.endswith("onset, severity, expected visits changed. 10-12 visits are expected now.")


@pytest.mark.parametrize("asked", [{"recompute": True}, {"expected": None}])
def test_a_range_set_by_hand_is_given_back_to_the_rules(desk: Desk, course: int, asked: dict[str, Any]) -> None:
    desk(courses.change, course, 1, "comes rarely", expected=(6, 9))
    assert desk(courses.change, course, 2, onset=date(2026, 3, 1)).said.endswith("onset changed.")
    desk(courses.change, course, 3, "comes as others do", **asked)
    assert desk.row(f"select {COURSE} from course") == (8, 12, 1, "")


def test_before_visit_1_a_range_is_given_back_to_it(desk: Desk) -> None:
    key = desk(courses.open_course, 1, "neck_pain", expected=(3, 4), expected_reason="away").course_id
    done = desk(courses.change, key, 1, "stays after all", expected=None)
    assert done.said.endswith("Visit 1 settles the expected visits.")
    assert desk.row(f"select {COURSE} from course") == (None, None, 1, "")
    assert "so already" in desk(courses.change, key, 2, recompute=True).said


def test_the_same_numbers_do_not_change_who_set_them(desk: Desk, course: int) -> None:
    assert desk(courses.change, course, 1, expected=(5, 8), goal=2, causes=("posture",)).undo_id is None
    assert desk.row("select expected_by_rule, version from course") == (1, 1)


def test_a_form_that_changed_nothing_takes_its_draft_along(desk: Desk, course: int) -> None:
    def save(unit: Unit) -> None:
        courses.change(unit, course, 1, goal=2)
        drafts.done_with(unit, draft, 1)

    given: dict[str, Any] = {"patient_id": 1, "staff_id": 1, "begun_utc": 1, "saved_utc": 1}
    draft = desk.fill.add(Draft(kind="course", actor="Ana Ruiz", **given))
    desk(save)
    assert desk.row("select count(*) from draft") == (0,)


def test_a_range_is_given_or_asked_of_the_rules(desk: Desk, course: int) -> None:
    with pytest.raises(TypeError, match="not both"):
        desk(courses.change, course, 1, "x", expected=(6, 9), recompute=True)
    with pytest.raises(TypeError, match="no field colour"):
        desk(courses.change, course, 1, colour="red")


def test_who_left_since_stays_on_the_course(desk: Desk) -> None:
    gone = desk.fill.staff("Rosa Menon", active=False)
    key = desk.fill.course(1, OCTOBER, practitioner_id=gone)
    desk(courses.change, key, 1, practitioner_id=gone, goal=1)
    assert desk.row("select practitioner_id, goal_nprs from course") == (gone, 1)


def test_two_people_change_different_things_of_a_course(desk: Desk, course: int) -> None:
    desk(courses.change, course, 1, goal=3, actor=KIM)
    desk(courses.change, course, 1, exam_class="muscular")
    assert desk.row("select goal_nprs, exam_class, version from course") == (3, "muscular", 3)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"goal": 3}, {"goal": 1}),
        ({"severity": "mild"}, {"expected": (6, 9)}),
        ({"severity": "mild"}, {"severity": "severe"}),
    ],
)
def test_two_people_change_the_same(desk: Desk, course: int, first: dict[str, Any], second: dict[str, Any]) -> None:
    desk(courses.change, course, 1, "seen today", **first, actor=KIM)
    before = desk.dump()
    with pytest.raises(Conflict, match="Kim Soto changed this course meanwhile"):
        desk(courses.change, course, 1, "seen today", **second)
    assert desk.dump() == before


def test_a_closed_course_is_changed_with_a_reason(desk: Desk, course: int) -> None:
    desk(courses.close, course, 1, "resolved")
    with pytest.raises(Refused, match="A closed course is changed with a reason"):
        desk(courses.change, course, 2, goal=1)
    desk(courses.change, course, 2, "typed wrongly", goal=1)
    assert desk.row("select goal_nprs from course") == (1,)


def test_closing_ends_the_course_and_frees_its_future(desk: Desk, reader: Reader, course: int) -> None:
    today = desk.fill.appointment(1, TODAY, 540, course_id=course)
    soon = desk.fill.appointment(1, TODAY + timedelta(5), course_id=course, status="confirmed")
    later = desk.fill.appointment(1, TODAY + timedelta(9), course_id=course)
    other = desk.fill.appointment(1, TODAY + timedelta(10))
    coming = to_release(reader, course, NOW_UTC)
    assert [(one.id, one.version, one.patient) for one in coming] == [(soon, 1, "Mei Tanaka"), (later, 1, "Mei Tanaka")]
    release = tuple((one.id, one.version) for one in coming)
    done = desk(courses.close, course, 1, "referred_out", note=" went to\tDr Weiss", release=release)
    assert done.said == "Mei Tanaka, neck pain: closed, referred out. 2 appointments cancelled."
    assert desk.row("select closed_on, outcome, closing_note, version from course") == (
        TODAY.isoformat(), "referred_out", "went to Dr Weiss", 2,
    )  # fmt: skip
    for key in (soon, later):
        assert desk.appointment(key, "status", "cancelled_by", "reason") == ("cancelled", "clinic", "course closed")
    assert [desk.appointment(key, "status") for key in (today, other)] == [("booked",), ("booked",)]
    before = desk.row("select count(*) from course where closed_on is null")
    assert desk(undo_last).said.startswith("Undone: close course")
    assert before == (0,)
    assert [desk.appointment(key, "status") for key in (soon, later)] == [("confirmed",), ("booked",)]
    assert desk.row("select closed_on, outcome, closing_note from course") == (None, None, "")


def test_an_appointment_that_changed_meanwhile_keeps_the_course_open(desk: Desk, course: int) -> None:
    key = desk.fill.appointment(1, TODAY + timedelta(5), course_id=course)
    cancelled = desk.fill.appointment(1, TODAY + timedelta(6), course_id=course, status="cancelled")
    with pytest.raises(Conflict):
        desk(courses.close, course, 1, "resolved", release=((key, 4),))
    assert desk.row("select closed_on, version from course") == (None, 1)
    done = desk(courses.close, course, 1, "resolved", release=((key, 1), (cancelled, 1)))
    assert done.said.endswith("1 appointment cancelled.")


def test_only_what_is_to_come_in_this_course_is_released(desk: Desk, course: int) -> None:
    past = desk.fill.appointment(1, TODAY, 540, course_id=course)
    other = desk.fill.appointment(1, TOMORROW)
    for key in (past, other):
        with pytest.raises(Refused, match="none of this course still to come"):
            desk(courses.close, course, 1, "resolved", release=((key, 1),))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"outcome": "bored"}, "one of resolved"),
        ({"on": TOMORROW}, "still to come"),
        ({"on": OCTOBER - timedelta(1)}, "opened on 2026-10-01, after"),
        ({"on": OCTOBER + timedelta(3)}, "a visit on 2026-10-08"),
        ({"note": "x" * 10_001}, "10,000 characters"),
    ],
)
def test_a_closing_that_cannot_be(desk: Desk, course: int, given: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        desk(courses.close, course, 1, **{"outcome": "resolved", **given})
    assert desk.row("select closed_on, version from course") == (None, 1)


def test_closing_twice_says_so_and_otherwise_is_a_conflict(desk: Desk, course: int) -> None:
    desk(courses.close, course, 1, "resolved", actor=KIM)
    again = desk(courses.close, course, 1, "resolved")
    assert (again.undo_id, again.said) == (None, "Mei Tanaka, neck pain: closed already, on 2026-11-20: resolved.")
    with pytest.raises(Conflict, match="closed already, on 2026-11-20: resolved"):
        desk(courses.close, course, 1, "lapsed")


def test_what_is_half_written_outlives_the_closing(desk: Desk, course: int) -> None:
    desk.fill.add(Draft(kind="evaluation", patient_id=1, course_id=course, actor="Ana", begun_utc=1, saved_utc=1))
    desk(courses.close, course, 1, "lapsed")
    assert desk.row("select count(*) from draft") == (1,)


def test_a_course_is_taken_up_again_and_its_closing_stays_readable(desk: Desk, reader: Reader, course: int) -> None:
    desk(courses.close, course, 1, "resolved", on=TODAY - timedelta(30), note="all well")
    done = desk(courses.reopen, course, 2, "came back")
    assert done.said == "Mei Tanaka, neck pain: the course is open again, 5-8 visits expected."
    assert desk.row("select closed_on, outcome, closing_note, version from course") == (None, None, "", 3)
    assert reader.rows(CORRECTED) == [
        ("closed", "2026-10-21", "", "came back", "Ana Ruiz"),
        ("outcome", "resolved", "", "came back", "Ana Ruiz"),
        ("note", "all well", "", "came back", "Ana Ruiz"),
    ]
    assert desk(courses.reopen, course, 3, "came back").undo_id is None


def test_after_a_month_a_complaint_is_a_new_course(desk: Desk, course: int) -> None:
    desk(courses.close, course, 1, "resolved", on=TODAY - timedelta(31))
    with pytest.raises(Refused, match=r"closed 31 days ago.* Open a new course\."):
        desk(courses.reopen, course, 2, "came back")


def test_a_course_is_taken_up_with_a_note_and_not_beside_another(desk: Desk, course: int) -> None:
    desk(courses.close, course, 1, "resolved")
    with pytest.raises(Refused, match="with a note"):
        desk(courses.reopen, course, 2, "")
    with pytest.raises(Conflict):
        desk(courses.reopen, course, 1, "came back", actor=KIM)
    desk(courses.open_course, 1, "neck_pain")
    with pytest.raises(Refused, match="has an open course of neck pain already"):
        desk(courses.reopen, course, 2, "came back")


WRITES: dict[str, Callable[[Unit, int], Any]] = {
    "open": lambda unit, _: courses.open_course(unit, 1, "headache"),
    "change": lambda unit, key: courses.change(unit, key, 1, "x", severity="mild", recompute=True, goal=1),
    "close": lambda unit, key: courses.close(unit, key, 1, "lapsed", note="gone"),
}


@pytest.mark.parametrize("name", WRITES)
def test_each_is_one_step_to_undo(desk: Desk, course: int, name: str) -> None:
    before = desk.dump()
    desk(WRITES[name], course)
    assert desk.dump() != before
    desk(undo_last)
    assert desk.dump() == before


def test_a_reopening_is_one_step_to_undo(desk: Desk, course: int) -> None:
    desk(courses.close, course, 1, "resolved", note="all well")
    before = desk.dump()
    desk(courses.reopen, course, 2, "came back")
    desk(undo_last)
    assert desk.dump() == before


def test_the_log_holds_no_words_of_a_patient(desk: Desk, reader: Reader, course: int) -> None:
    words = "SECRET"
    desk(courses.change, course, 1, words, expected=(6, 9))
    desk(courses.close, course, 2, "resolved", note=words)
    desk(courses.reopen, course, 3, words)
    desk(courses.open_course, 1, "headache", expected=(6, 9), expected_reason=words)
    told = reader.rows("select action, detail from audit_entry where subject = 'course'")
    assert [action for action, _ in told] == ["added", "changed", "closed", "reopened", "added"]
    assert not [one for one in reader.rows("select * from audit_entry") if words in str(one)]


def test_an_unknown_course_is_said_to_be_unknown(desk: Desk) -> None:
    voided = desk.fill.course(1, voided=True)
    for number in (99, voided):
        with pytest.raises(NotFound, match=f"number {number}"):
            desk(courses.close, number, 1, "resolved")
