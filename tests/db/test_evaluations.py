"""An evaluation: saved, continued by several people, put right with what it said before."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from db.errors import Conflict, NotFound, Refused
from db.reader import Reader
from db.tables import Draft
from db.writes import courses, evaluations
from db.writes.undo import undo_last
from tests.conftest import NOW_UTC
from tests.db.desk import KIM, Desk
from tests.db.fill import TODAY

OCTOBER = date(2026, 10, 1)
YESTERDAY, TOMORROW = TODAY - timedelta(1), TODAY + timedelta(1)
CORRECTED = "select field, was, now, reason, actor from correction where not voided order by id"
FOUND = {"history": "fell", "screen": {"fracture": "no", "infection": "unknown"}, "tests": ["spurling"]}


@pytest.fixture
def desk(record_path: Path) -> Desk:
    """Mei Tanaka is 1 with course 1; Dana Lee is 2 and treats."""
    made = Desk(record_path)
    made.fill.staff("Dana Lee")
    made.fill.course(made.fill.patient(), OCTOBER)
    return made


def _save(desk: Desk, found: Any = FOUND, red_flag: str = "none", neuro: str = "none", **more: Any) -> Any:
    return desk(evaluations.save, 1, json.dumps(found), red_flag, neuro, **more)


def _kept(desk: Desk, key: int = 1) -> Any:
    return json.loads(desk.row("select findings from evaluation where id = ?", key)[0])


def test_an_evaluation_is_of_its_day(desk: Desk) -> None:
    done = _save(desk, practitioner_id=2)
    assert (done.evaluation_id, done.said) == (1, "Mei Tanaka, neck pain: the evaluation of 2026-11-20 is saved.")
    assert desk.row("select course_id, local_date, practitioner_id, red_flag, neuro from evaluation") == (
        1, TODAY.isoformat(), 2, "none", "none",
    )  # fmt: skip
    assert _kept(desk) == FOUND


@pytest.mark.parametrize(
    ("red_flag", "neuro", "words"),
    [
        ("urgent", "none", " Red flag: urgent. Hold neck treatment until it is cleared."),
        ("emergency", "none", " Red flag: emergency. Refer the same day; no neck treatment."),
        ("urgent", "motor", " Hold neck treatment until it is cleared. Neurological finding: motor."),
        ("none", "sensory", "is saved. Neurological finding: sensory."),
    ],
)
def test_the_level_is_said(desk: Desk, red_flag: str, neuro: str, words: str) -> None:
    assert _save(desk, red_flag=red_flag, neuro=neuro).said.endswith(words)


@pytest.mark.parametrize(
    "findings", ["", "[]", "3", "{", '{"a": NaN}', '{"a": ' + "[" * 40_000, '{"a": 1' + "0" * 6000]
)
def test_findings_are_an_object_of_json(desk: Desk, findings: str) -> None:
    with pytest.raises(Refused, match="no JSON object"):
        desk(evaluations.save, 1, findings, "none", "none")
    assert desk.row("select count(*) from evaluation") == (0,)


def test_findings_have_an_end(desk: Desk) -> None:
    room = evaluations.LARGEST - len('{"history": ""}')
    with pytest.raises(Refused, match="more than 100 kB"):
        _save(desk, {"history": "x" * room})
    _save(desk, {"history": "x" * (room - 1)})


def test_texts_are_tidied_and_nothing_else(desk: Desk) -> None:
    _save(desk, {" his\u202etory": ["fell\x1b[2J  down\n", 3, 2.5, True, None], "b": {"c": "e\u0301"}})
    assert _kept(desk) == {"history": ["fell[2J down", 3, 2.5, True, None], "b": {"c": "é"}}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"red_flag": "bad"}, "one of none, urgent, emergency"),
        ({"neuro": "odd"}, "one of none, sensory, motor"),
        ({"on": TOMORROW}, "still to come"),
        ({"on": OCTOBER - timedelta(1)}, "before the course was opened"),
        ({"practitioner_id": 1}, ""),
        ({"practitioner_id": 9}, "nobody who treats"),
    ],
)
def test_what_cannot_be_is_refused_in_words(desk: Desk, given: dict[str, Any], words: str) -> None:
    if not words:
        _save(desk, **given)  # the owner may treat
        return
    with pytest.raises(Refused, match=words):
        _save(desk, **given)
    assert desk.row("select count(*) from evaluation") == (0,)


def test_a_closed_course_is_evaluated_no_more(desk: Desk) -> None:
    desk(courses.close, 1, 1, "resolved", on=YESTERDAY)
    with pytest.raises(Refused, match="closed on 2026-11-19"):
        _save(desk)
    _save(desk, on=YESTERDAY)


def test_what_is_answered_later_is_filled_in_without_a_reason(desk: Desk, reader: Reader) -> None:
    _save(desk, {**FOUND, "class": "", "motion": {}}, on=YESTERDAY)
    more = {
        "history": "fell", "screen": {"fracture": "no", "infection": "unknown", "malignancy": "no"},
        "tests": ["distraction", "spurling"], "class": "radiating", "motion": {"flexion": 40}, "targets": "C6",
    }  # fmt: skip
    done = _save(desk, more, evaluation_id=1, seen_version=1)
    assert done.said.endswith("the evaluation of 2026-11-19 is saved.")
    assert (_kept(desk), reader.rows(CORRECTED)) == (more, [])
    assert desk.row("select version, local_date from evaluation") == (2, YESTERDAY.isoformat())


def test_an_answer_that_changes_stays_readable(desk: Desk, reader: Reader) -> None:
    _save(desk)
    now = {"history": "fell off a horse", "screen": {"fracture": "yes", "infection": "unknown"}}
    _save(desk, now, "urgent", evaluation_id=1, seen_version=1, actor=KIM)
    assert _kept(desk) == now
    assert reader.rows(CORRECTED) == [
        ("red_flag", "none", "urgent", "", "Kim Soto"),
        ("history", "fell", "fell off a horse", "", "Kim Soto"),
        ("screen", '{"fracture":"no"}', '{"fracture":"yes"}', "", "Kim Soto"),
        ("tests", '["spurling"]', "", "", "Kim Soto"),
    ]


def test_yes_is_not_one(desk: Desk, reader: Reader) -> None:
    _save(desk, {"screen": {"fracture": True}})
    _save(desk, {"screen": {"fracture": 1}}, evaluation_id=1, seen_version=1)
    assert [one[:3] for one in reader.rows(CORRECTED)] == [("screen", '{"fracture":true}', '{"fracture":1}')]


@pytest.mark.parametrize("change", [{"red_flag": "urgent"}, {"neuro": "motor"}, {"found": {}}, {"on": TODAY}])
def test_after_its_day_it_is_put_right_with_a_reason(desk: Desk, reader: Reader, change: dict[str, Any]) -> None:
    _save(desk, on=YESTERDAY)
    with pytest.raises(Refused, match="with a reason after its day"):
        _save(desk, evaluation_id=1, seen_version=1, **change)
    assert desk.row("select version from evaluation") == (1,)
    _save(desk, evaluation_id=1, seen_version=1, reason="typed wrongly", **change)
    assert {one[3] for one in reader.rows(CORRECTED)} == {"typed wrongly"}
    assert desk.row("select version from evaluation") == (2,)


def test_who_evaluated_is_put_right_too(desk: Desk, reader: Reader) -> None:
    _save(desk)
    _save(desk, evaluation_id=1, seen_version=1, practitioner_id=2)
    assert reader.rows(CORRECTED) == []
    _save(desk, evaluation_id=1, seen_version=2, practitioner_id=1)
    assert [one[:3] for one in reader.rows(CORRECTED)] == [("practitioner", "Dana Lee", "Tom Becker")]


def test_what_somebody_else_stored_is_not_lost(desk: Desk, reader: Reader) -> None:
    key = desk.fill.evaluation(1, TODAY, findings="free text")
    _save(desk, evaluation_id=key, seen_version=1)
    assert reader.rows(CORRECTED)[0][:3] == ("findings", "free text", "")


def test_the_same_again_changes_nothing(desk: Desk) -> None:
    _save(desk)
    done = _save(desk, evaluation_id=1, seen_version=1)
    assert (done.undo_id, done.said) == (
        None,
        "Mei Tanaka, neck pain: the evaluation of 2026-11-20 is as it was saved.",
    )
    assert desk.row("select version from evaluation") == (1,)
    given: dict[str, Any] = {"actor": "Ana Ruiz", "staff_id": 1, "begun_utc": NOW_UTC, "saved_utc": NOW_UTC}
    draft = desk.fill.add(Draft(kind="evaluation", patient_id=1, **given))
    assert _save(desk, evaluation_id=1, seen_version=1, draft_id=draft).undo_id is None
    assert desk.row("select count(*) from draft") == (0,)


def test_two_people_at_one_evaluation_lose_nothing_of_each_other(desk: Desk) -> None:
    _save(desk)
    _save(desk, {**FOUND, "class": "radiating"}, evaluation_id=1, seen_version=1, actor=KIM)
    before = desk.dump()
    with pytest.raises(Conflict, match="Kim Soto changed this evaluation meanwhile"):
        _save(desk, {**FOUND, "motion": {"flexion": 40}}, evaluation_id=1, seen_version=1)
    assert desk.dump() == before


def test_two_people_who_begin_one_of_the_same_day(desk: Desk) -> None:
    _save(desk, actor=KIM)
    with pytest.raises(Conflict, match=r"already, number 1.*Continue that one\."):
        _save(desk)
    _save(desk, on=YESTERDAY)
    with pytest.raises(Conflict, match="number 1"):
        _save(desk, evaluation_id=2, seen_version=1, on=TODAY, reason="wrong day")


def test_an_unknown_one_is_said_to_be_unknown(desk: Desk) -> None:
    other = desk.fill.course(1, condition="headache")
    theirs = desk.fill.evaluation(other, TODAY)
    for number in (99, theirs):
        with pytest.raises(NotFound, match=f"number {number}"):
            _save(desk, evaluation_id=number, seen_version=1)
    with pytest.raises(TypeError, match="version"):
        desk(evaluations.save, other, "{}", "none", "none", evaluation_id=theirs)


@pytest.mark.parametrize("again", [False, True])
def test_what_was_half_typed_goes_with_it_and_comes_back_with_undo(desk: Desk, again: bool) -> None:
    more: dict[str, Any] = {}
    if again:
        _save(desk)
        more = {"evaluation_id": 1, "seen_version": 1}
    given: dict[str, Any] = {
        "patient_id": 1, "course_id": 1, "staff_id": 1, "actor": "Ana Ruiz", "begun_utc": NOW_UTC, "saved_utc": NOW_UTC,
    }  # fmt: skip
    draft = desk.fill.add(Draft(kind="evaluation", subject_id=1, **given))
    others = desk.fill.add(Draft(kind="evaluation", **{**given, "staff_id": 7}))
    before = desk.dump()
    _save(desk, {"history": "fell twice"}, draft_id=draft, **more)
    assert desk.row("select count(*) from draft") == (1,)
    desk(undo_last)
    assert desk.dump() == before
    _save(desk, draft_id=others, on=YESTERDAY)
    assert desk.row("select count(*) from draft") == (2,)


def test_visits_follow_the_motion_that_was_examined(desk: Desk) -> None:
    desk.fill.visit(1, YESTERDAY)
    imported = desk.fill.visit(1, YESTERDAY, minute=700, source_id="v1", rom_degrees=33)
    motion = "select rom_degrees from visit order by id limit 1"
    before = desk.dump()
    _save(desk, {"motion": {"flexion": 20, "extension": 60}}, on=YESTERDAY)
    assert desk.row(motion) == (20,)
    more: dict[str, Any] = {"evaluation_id": 1, "reason": "read again"}
    _save(desk, {"motion": {"flexion": 50, "extension": 10}}, seen_version=1, **more)
    assert desk.row(motion) == (10,)
    _save(desk, {}, seen_version=2, **more)
    assert desk.row(motion) == (None,)
    assert desk.row("select rom_degrees from visit where id = ?", imported) == (33,)
    for _ in range(3):
        desk(undo_last)
    assert desk.dump() == before


@pytest.mark.parametrize("change", [{"found": {"history": "x"}}, {"red_flag": "urgent"}, {"practitioner_id": 2}])
def test_putting_right_is_one_step_to_undo(desk: Desk, change: dict[str, Any]) -> None:
    _save(desk)
    before = desk.dump()
    _save(desk, evaluation_id=1, seen_version=1, **change)
    assert desk.dump() != before
    desk(undo_last)
    assert desk.dump() == before


def test_saving_is_one_step_to_undo_unless_somebody_went_on(desk: Desk) -> None:
    before = desk.dump()
    _save(desk)
    desk(undo_last)
    assert desk.dump() == before
    key = _save(desk).evaluation_id
    _save(desk, {**FOUND, "class": "muscular"}, evaluation_id=key, seen_version=1, actor=KIM)
    with pytest.raises(Conflict, match="Kim Soto"):
        desk(undo_last)


def test_the_log_holds_no_words_of_a_patient(desk: Desk, reader: Reader) -> None:
    _save(desk, {"SECRET": "SECRET"}, on=YESTERDAY)
    _save(desk, {"SECRET": "other"}, evaluation_id=1, seen_version=1, reason="SECRET")
    told = reader.rows("select action from audit_entry where subject = 'evaluation'")
    assert told == [("added",), ("corrected",)]
    assert not [one for one in reader.rows("select * from audit_entry") if "SECRET" in str(one)]
