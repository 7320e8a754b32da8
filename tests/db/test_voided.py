"""A voided row is passed by: in lists, counts, guards, exports and imports."""

from datetime import timedelta
from pathlib import Path

import pytest

from db.audit import Actor
from db.courses import caseload
from db.days import day
from db.exchange.export import export_folder
from db.patients import detail, find
from db.reader import Reader
from db.referrals import open_referrals
from tests.conftest import NOW_UTC
from tests.db.fill import TODAY, Filler

TOMORROW = TODAY + timedelta(1)


def test_no_list_shows_a_voided_row(fill: Filler, reader: Reader) -> None:
    mei = fill.patient()
    course = fill.course(mei)
    fill.visit(course, TODAY - timedelta(7), 6)
    fill.visit(course, TODAY, 1, voided=True)
    fill.evaluation(course, TODAY, red_flag="emergency", voided=True)
    fill.referral(course, TODAY, voided=True)
    fill.appointment(mei, TODAY, course_id=course, voided=True)
    fill.appointment(mei, TOMORROW, course_id=course, voided=True)
    kept = fill.appointment(mei, TOMORROW, 700, course_id=course)
    fill.course(mei, voided=True)
    (row,) = caseload(reader, TODAY)
    assert [visit.nprs for visit in row.course.visits] == [6]
    assert (row.course.red_flag, row.course.referrals) == ("none", ())
    assert row.next_appointment is not None
    assert row.next_appointment.id == kept
    assert day(reader, TODAY)[1:4] == ((), {}, {})
    assert open_referrals(reader, TODAY) == ()
    shown = detail(reader, mei, None, TODAY, (TODAY, 0))
    assert shown.next_appointment is not None
    assert (shown.next_appointment.id, shown.course and shown.course.id) == (kept, course)


def test_nobody_finds_a_voided_patient(fill: Filler, reader: Reader) -> None:
    key = fill.patient("Haddad", "Omar", voided=True, source_id="pt9", phone="503 555 0100")
    for text in (str(key), "pt9"):
        assert find(reader, text) == ()


@pytest.mark.parametrize("voided_first", [False, True])
def test_a_voided_appointment_keeps_no_place(fill: Filler, voided_first: bool) -> None:
    room, mei = fill.room(), fill.patient()
    fill.appointment(mei, room_id=room, voided=voided_first)
    fill.appointment(mei, room_id=room, voided=not voided_first)


def test_an_export_leaves_voided_rows_out(fill: Filler, record_path: Path, tmp_path: Path) -> None:
    mei = fill.patient()
    fill.patient("Haddad", "Omar", voided=True)
    course = fill.course(mei)
    fill.visit(course, TODAY, 3)
    fill.visit(course, TODAY, 3, voided=True)
    fill.appointment(mei, course_id=course, voided=True)
    summary = export_folder(record_path, tmp_path / "out", Actor(1, "Ana"), NOW_UTC)
    counts = {name: each.added for name, each in summary.tables.items()}
    assert (counts["patients"], counts["visits"], counts["appointments"]) == (1, 1, 0)


def test_the_scores_of_a_list_come_from_the_index_alone(fill: Filler, reader: Reader) -> None:
    fill.visit(fill.course(fill.patient()), TODAY, 3)
    asked: list[tuple[str, object]] = []
    rows = reader.rows
    reader.rows = lambda sql, params=(): asked.append((sql, params)) or rows(sql, params)
    caseload(reader, TODAY)
    ((sql, params),) = [one for one in asked if " visit v" in one[0]]
    steps = [step for *_, step in rows(f"explain query plan {sql}", params)]
    assert any("COVERING INDEX visit_scores" in step for step in steps), steps
