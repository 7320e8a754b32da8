"""What becomes of an advice: taken, dismissed with a reason, and a red flag that is answered, never dismissed."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from care.attention import needs_person
from care.decisions import basis_of
from care.worklist import open_courses
from db.courses import caseload
from db.errors import NotFound, Refused
from db.protocol_file import load_protocol
from db.reader import Reader
from db.writes import advice, courses
from db.writes.undo import undo_last
from db.writing import Unit
from tests.conftest import NOW_UTC
from tests.db.desk import KIM, Desk
from tests.db.fill import TODAY

TOMORROW = date(2026, 11, 21)
D25 = ("D25", "refer_complementary", "v8 6,6,6")


@pytest.fixture
def desk(record_path: Path) -> Desk:
    """Mei Tanaka is 1 with course 1, and evaluation 1 of today raises an urgent red flag; evaluation 2 raises none."""
    made = Desk(record_path)
    course = made.fill.course(made.fill.patient(), date(2026, 10, 1))
    made.fill.evaluation(course, TODAY, red_flag="urgent")
    made.fill.evaluation(course, date(2026, 10, 1))
    return made


def _decided(reader: Reader, on: date = TODAY) -> Any:
    return caseload(reader, on)[0].course.decision


def test_an_advice_is_taken_or_dismissed_with_a_reason(desk: Desk, reader: Reader) -> None:
    assert _decided(reader) is None
    done = desk(advice.decide, 1, "taken", *D25)
    assert done.said == "Mei Tanaka, neck pain: “refer complementary” taken, rule D25."
    assert _decided(reader)[:5] == ("taken", *D25, "")
    done = desk(advice.decide, 1, "dismissed", *D25, " she  would rather wait\n", actor=KIM)
    assert done.said == (
        "Mei Tanaka, neck pain: “refer complementary” dismissed, rule D25. It is shown again when more is known."
    )
    assert _decided(reader) == ("dismissed", *D25, "she would rather wait", TODAY, "Kim Soto")


def test_the_newest_decision_of_the_day_counts(desk: Desk, reader: Reader) -> None:
    desk(advice.decide, 1, "dismissed", *D25, "wait")
    desk(advice.decide, 1, "taken", *D25, utc=NOW_UTC + 86_400)
    assert _decided(reader).decision == "dismissed"
    assert caseload(reader, date(2026, 11, 21))[0].course.decision == (
        "taken",
        *D25,
        "",
        date(2026, 11, 21),
        "Ana Ruiz",
    )
    desk(undo_last)
    assert caseload(reader, date(2026, 11, 21))[0].course.decision == _decided(reader)


def test_a_dismissed_advice_leaves_the_list_until_more_is_known(desk: Desk, reader: Reader) -> None:
    protocol = load_protocol(None)
    key = desk.fill.course(1, date(2026, 9, 1), condition="headache", onset_date=date(2026, 1, 1))
    for week in range(8):
        desk.fill.visit(key, date(2026, 9, 1) + timedelta(7 * week), 6)

    def wanting() -> list[int]:
        found = open_courses(caseload(reader, TODAY), TODAY, protocol)
        return [one.row.course.id for one in found if needs_person(one.state, one.row.course)]

    (one,) = [one for one in open_courses(caseload(reader, TODAY), TODAY, protocol) if one.row.course.id == key]
    basis = basis_of(one.state, one.row.course, TODAY, protocol)
    assert (one.state.advice, wanting()) == ("refer_complementary", [1, key])
    desk(advice.decide, key, "dismissed", one.state.rule, one.state.advice, basis, "she would rather wait")
    assert wanting() == [1]
    desk.fill.visit(key, TODAY, 6)
    assert wanting() == [1, key]


@pytest.mark.parametrize("reason", ["", " \n"])
def test_dismissing_needs_a_reason(desk: Desk, reader: Reader, reason: str) -> None:
    with pytest.raises(Refused, match="dismissed with a reason"):
        desk(advice.decide, 1, "dismissed", *D25, reason)
    assert _decided(reader) is None


@pytest.mark.parametrize(("rule", "what"), [("D01", "refer_emergency"), ("D02", "refer_urgent")])
def test_a_red_flag_is_acted_on_not_dismissed(desk: Desk, reader: Reader, rule: str, what: str) -> None:
    with pytest.raises(Refused, match="acted on, not dismissed"):
        desk(advice.decide, 1, "dismissed", rule, what, "red", "not now")
    assert _decided(reader) is None
    desk(advice.decide, 1, "taken", rule, what, "red")
    assert _decided(reader).rule == rule


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("thrown away", *D25), "one of taken, dismissed"),
        (("taken", "D25", "dance", "v8"), "one of refer emergency"),
        (("taken", "D2", "discharge", "v8"), "no advice of the rules"),
        (("taken", "D25; drop", "discharge", "v8"), "no advice of the rules"),
        (("taken", "D25", "discharge", ""), "no advice of the rules"),
        (("taken", "D25", "discharge", "x" * 2001), "no advice of the rules"),
        (("dismissed", *D25, "x" * 10_001), "10,000 characters"),
    ],
)
def test_what_is_no_decision_is_refused(desk: Desk, given: tuple[str, ...], words: str) -> None:
    with pytest.raises(Refused, match=words):
        desk(advice.decide, 1, *given)
    assert desk.row("select count(*) from advice_decision") == (0,)


def test_nothing_is_advised_in_a_closed_course(desk: Desk) -> None:
    desk(courses.close, 1, 1, "lapsed")
    with pytest.raises(Refused, match="the course is closed"):
        desk(advice.decide, 1, "taken", *D25)


def test_the_same_decision_by_two_people_is_one(desk: Desk) -> None:
    desk(advice.decide, 1, "dismissed", *D25, "wait", actor=KIM)
    done = desk(advice.decide, 1, "dismissed", *D25, "she would rather wait")
    assert (done.undo_id, done.said) == (
        None, "Mei Tanaka, neck pain: “refer complementary” was dismissed by Kim Soto already.",
    )  # fmt: skip
    desk(advice.decide, 1, "dismissed", "D25", "refer_complementary", "v9 6,6,6", "wait")
    assert desk.row("select count(*) from advice_decision") == (2,)


def test_what_was_done_about_a_red_flag_is_written_down(desk: Desk, reader: Reader) -> None:
    done = desk(advice.red_flag_done, 1, " called  Dr Weiss")
    assert done.said == (
        "Mei Tanaka, neck pain: what was done about the red flag is written down. Hold neck treatment until it is "
        "cleared."
    )
    assert reader.rows("select evaluation_id, course_id, what, local_date, actor from red_flag_action") == [
        (1, 1, "called Dr Weiss", TODAY.isoformat(), "Ana Ruiz")
    ]
    assert caseload(reader, TODAY)[0].course.red_flag == "urgent"


def test_a_key_pressed_twice_writes_once_and_a_second_call_twice(desk: Desk) -> None:
    desk(advice.red_flag_done, 1, "called", actor=KIM)
    assert desk(advice.red_flag_done, 1, "called ").said.endswith("that is written down already, by Kim Soto.")
    desk(advice.red_flag_done, 1, "called", utc=NOW_UTC + 600)
    assert desk.row("select count(*) from red_flag_action") == (2,)


@pytest.mark.parametrize(("number", "what", "words"), [(1, " ", "written down"), (2, "x", "raises no red flag")])
def test_nothing_to_write_down(desk: Desk, number: int, what: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        desk(advice.red_flag_done, number, what)
    assert desk.row("select count(*) from red_flag_action") == (0,)


def test_unknown_ones_are_said_to_be_unknown(desk: Desk) -> None:
    with pytest.raises(NotFound, match="course with number 9"):
        desk(advice.decide, 9, "taken", *D25)
    with pytest.raises(NotFound, match="evaluation with number 9"):
        desk(advice.red_flag_done, 9, "x")


WRITES: dict[str, Callable[[Unit], Any]] = {
    "taken": lambda unit: advice.decide(unit, 1, "taken", *D25, "SECRET"),
    "dismissed": lambda unit: advice.decide(unit, 1, "dismissed", *D25, "SECRET"),
    "red flag": lambda unit: advice.red_flag_done(unit, 1, "SECRET"),
}


@pytest.mark.parametrize("name", WRITES)
def test_each_is_one_step_to_undo_and_told_without_words(desk: Desk, reader: Reader, name: str) -> None:
    before = desk.dump()
    desk(WRITES[name])
    assert desk.dump() != before
    assert not [one for one in reader.rows("select * from audit_entry") if "SECRET" in str(one)]
    desk(undo_last)
    assert desk.dump() == before
