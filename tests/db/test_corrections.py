"""Putting a visit right: what it was stays, two people at one chart keep both changes, a wrong one is taken off."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from care.chart import Measured, Needle, VisitEntry
from db.audit import verify
from db.courses import caseload
from db.errors import Conflict, NotFound, Refused
from db.reader import Reader
from db.tables import Course
from db.writes import appointments, corrections, drafts, visits
from db.writes.undo import undo_last
from db.writing import Unit
from tests.conftest import NOW_UTC
from tests.db.desk import KIM, Desk
from tests.db.fill import TODAY

WEEK = timedelta(7)
ENTRY = VisitEntry(nprs=5, needles=(Needle("GB20", "left"),), techniques=("cupping",), note="as it was")


@pytest.fixture
def desk(record_path: Path) -> Desk:
    """Mei Tanaka's second visit, number 2, at version 1."""
    made = Desk(record_path)
    made.fill.visit(made.fill.course(made.fill.patient()), TODAY - WEEK, 6)
    made(visits.record, 1, ENTRY)
    return made


def _kept(reader: Reader) -> list[tuple[Any, ...]]:
    return reader.rows("select field, was, now, reason from correction where not voided order by id")


def _visit(desk: Desk, *columns: str) -> tuple[Any, ...]:
    return desk.row(f"select {', '.join(columns)} from visit where id = 2")


def test_a_value_put_right_keeps_what_it_was(desk: Desk, reader: Reader) -> None:
    entry = ENTRY._replace(nprs=3, needles=(Needle("GB20", "right"), Needle("LI4")), techniques=())
    done = desk(visits.correct, 2, 1, entry, "  wrong\nline ")
    assert done == visits.Changed(2, "Visit 2 of Mei Tanaka is put right: pain, points, techniques.")
    assert _visit(desk, "nprs", "points", "sides", "techniques", "version") == (3, "GB20;LI4", "GB20:right", "", 2)
    assert _kept(reader) == [
        ("nprs", "5", "3", "wrong line"),
        ("points", "GB20 left", "GB20 right;LI4", "wrong line"),
        ("techniques", "cupping", "", "wrong line"),
    ]
    told = desk.row("select at_utc, actor, subject, subject_id, course_id from correction limit 1")
    assert told == (NOW_UTC, "Ana Ruiz", "visit", 2, 1)
    assert verify(reader).broken_at is None
    assert "as it was" not in str(reader.rows("select detail from audit_entry"))


def test_filling_what_was_empty_needs_no_reason_and_is_only_audited(desk: Desk, reader: Reader) -> None:
    measured = Measured(motion=(("flexion", 40),))
    done = desk(visits.correct, 2, 1, ENTRY._replace(response="better", groc=0, measured=measured))
    assert done.said == "Visit 2 of Mei Tanaka is filled in: global rating of change, response, motion."
    assert _kept(reader) == []
    assert _visit(desk, "groc", "rom_degrees") == (0, 40)


def test_adding_to_what_was_measured_is_no_change_of_it(desk: Desk, reader: Reader) -> None:
    motion = Measured(motion=(("flexion", 40),))
    desk(visits.correct, 2, 1, ENTRY._replace(measured=motion))
    more = motion._replace(activities=(("run", 3), ("sit", 4), ("turn", 5)))
    desk(visits.correct, 2, 3, ENTRY._replace(measured=more))
    assert _kept(reader) == []
    desk(visits.correct, 2, 4, ENTRY._replace(measured=more._replace(motion=(("flexion", 44),))), "misread")
    assert _kept(reader) == [
        ("motion", '{"flexion":40}', '{"flexion":44}', "misread"),
        ("rom_degrees", "40", "44", "misread"),
    ]
    desk(visits.correct, 2, 6, ENTRY._replace(measured=more._replace(motion=())), "not taken")
    assert _visit(desk, "rom_degrees", "psfs") == (None, 4)
    assert _kept(reader)[2:] == [("motion", '{"flexion":44}', "", "not taken"), ("rom_degrees", "44", "", "not taken")]


@pytest.mark.parametrize("entry", [ENTRY._replace(nprs=4), ENTRY._replace(nprs=None), ENTRY._replace(note="")])
def test_a_change_without_a_reason_is_refused(desk: Desk, entry: VisitEntry) -> None:
    before = desk.dump()
    with pytest.raises(Refused, match=r"Another (pain|note) is set with a reason\. Nothing was changed"):
        desk(visits.correct, 2, 1, entry, " \n")
    assert desk.dump() == before


def test_the_same_checks_as_when_it_was_recorded(desk: Desk) -> None:
    with pytest.raises(Refused, match=r"Pain \(nprs\) is 12, and must be a whole number from 0 to 10"):
        desk(visits.correct, 2, 1, ENTRY._replace(nprs=12), "x")
    with pytest.raises(Refused, match="more than 500 characters"):
        desk(visits.correct, 2, 1, ENTRY._replace(nprs=2), "x" * 501)
    with pytest.raises(NotFound, match="number 99"):
        desk(visits.correct, 99, 1, ENTRY)


def test_nothing_changed_is_said_and_leaves_no_trace(desk: Desk) -> None:
    before = desk.row("select count(*) from audit_entry")
    done = desk(visits.correct, 2, 1, ENTRY)
    assert (done.undo_id, "so already" in done.said) == (None, True)
    assert desk.row("select count(*) from audit_entry") == before
    assert _visit(desk, "version") == (1,)


def test_function_is_called_by_the_name_of_its_own_questionnaire(desk: Desk) -> None:
    back = desk.fill.course(1, condition="low_back_pain")
    key = desk.fill.visit(back, TODAY - timedelta(2), 4, ndi_percent=40)
    with pytest.raises(Refused, match="Another ODI is set with a reason"):
        desk(visits.correct, key, 1, VisitEntry(nprs=4, ndi_percent=30))
    assert desk(visits.correct, key, 1, VisitEntry(nprs=4, ndi_percent=30), "misread").said.endswith("right: ODI.")


def test_a_mean_that_an_import_brought_may_stay(desk: Desk) -> None:
    key = desk.fill.visit(1, TODAY - timedelta(2), 4.5)
    desk(visits.correct, key, 1, VisitEntry(nprs=4.5, note="more"))
    assert desk.row("select note from visit where id = ?", key) == ("more",)


def test_what_is_damaged_elsewhere_in_the_row_is_not_written_over(desk: Desk) -> None:
    key = desk.fill.visit(1, TODAY - timedelta(2), 4, details='{"pain":[1,', points="XX1", sides="XX1:left")
    desk(visits.correct, key, 1, VisitEntry(nprs=4, needles=(Needle("GB20"),), note="more"), "points")
    desk(visits.correct, key, 2, VisitEntry(nprs=4, needles=(Needle("GB20"),), note="more", groc=1))
    found = desk.row("select details, points, sides, note, groc from visit where id = ?", key)
    assert found == ('{"pain":[1,', "GB20", "", "more", 1)


class TestTwoAtOneChart:
    """Each works from what they saw; whoever comes second loses nothing and overwrites nothing."""

    def test_changes_of_different_fields_are_both_kept(self, desk: Desk, reader: Reader) -> None:
        desk(visits.correct, 2, 1, ENTRY._replace(note="Kim's", response="better"), "unclear", actor=KIM)
        done = desk(visits.correct, 2, 1, ENTRY._replace(nprs=4), "misheard")
        assert done.said == "Visit 2 of Mei Tanaka is put right: pain."
        assert _visit(desk, "nprs", "note", "response", "version") == (4, "Kim's", "better", 3)
        assert _kept(reader) == [("note", "as it was", "Kim's", "unclear"), ("nprs", "5", "4", "misheard")]

    def test_the_same_field_is_a_conflict_that_names_who_and_when(self, desk: Desk) -> None:
        desk(visits.correct, 2, 1, ENTRY._replace(nprs=4), "misheard", actor=KIM, now=635)
        with pytest.raises(Conflict, match="Kim Soto changed this visit meanwhile at 10:35 on 2026-11-20"):
            desk(visits.correct, 2, 1, ENTRY._replace(nprs=3), "misheard")
        assert _visit(desk, "nprs") == (4,)

    def test_a_field_both_filled_is_a_conflict(self, desk: Desk) -> None:
        desk(visits.correct, 2, 1, ENTRY._replace(response="better"), actor=KIM)
        with pytest.raises(Conflict, match="Kim Soto"):
            desk(visits.correct, 2, 1, ENTRY._replace(response="worse"))

    def test_the_same_change_twice_is_none(self, desk: Desk) -> None:
        desk(visits.correct, 2, 1, ENTRY._replace(nprs=4), "misheard", actor=KIM)
        assert desk(visits.correct, 2, 1, ENTRY._replace(nprs=4), "misheard").undo_id is None

    def test_parts_of_what_was_measured_are_fields_of_their_own(self, desk: Desk) -> None:
        desk(visits.correct, 2, 1, ENTRY._replace(measured=Measured(motion=(("flexion", 40),))), actor=KIM)
        rated = Measured(activities=(("run", 3), ("sit", 4), ("turn", 5)))
        desk(visits.correct, 2, 1, ENTRY._replace(measured=rated))
        assert _visit(desk, "psfs", "rom_degrees") == (4, 40)

    def test_what_the_log_cannot_explain_is_a_conflict(self, desk: Desk) -> None:
        desk(visits.correct, 2, 1, ENTRY._replace(nprs=4), "misheard", actor=KIM)
        desk(undo_last, actor=KIM)
        desk(visits.correct, 2, 3, ENTRY._replace(response="better"), actor=KIM)
        with pytest.raises(Conflict):
            desk(visits.correct, 2, 2, ENTRY._replace(nprs=2), "misheard")
        with pytest.raises(Conflict):
            desk(visits.correct, 2, 9, ENTRY._replace(nprs=2), "misheard")

    def test_an_edit_without_its_fields_in_the_log_may_have_been_any(self, desk: Desk) -> None:
        def edit(unit: Unit) -> None:
            from db.tables import Visit

            unit.session.get_one(Visit, 2).minute = 5
            unit.audit("changed", "visit", 2)

        desk(edit)
        with pytest.raises(Conflict):
            desk(visits.correct, 2, 1, ENTRY._replace(nprs=2), "misheard")
        assert desk(visits.correct, 2, 2, ENTRY._replace(nprs=2), "misheard").undo_id is not None

    def test_who_saw_the_empty_visit_does_not_empty_what_was_recorded(self, desk: Desk) -> None:
        key = desk.fill.appointment(1, TODAY - timedelta(1), course_id=1, status="in_room")
        desk(appointments.complete, key, 1)
        desk(visits.record, 1, ENTRY, appointment_id=key, actor=KIM)
        desk(visits.correct, 3, 1, VisitEntry(response="better"))
        assert desk.row("select nprs, note, response from visit where id = 3") == (5, "as it was", "better")


def test_undo_takes_a_correction_back_and_keeps_that_it_was(desk: Desk, reader: Reader) -> None:
    before = desk.dump()
    for _ in range(2):
        (version,) = _visit(desk, "version")
        desk(visits.correct, 2, version, ENTRY._replace(nprs=3, groc=1), "wrong line")
        desk(undo_last)
        assert desk.dump() == before
    assert reader.row("select count(*), sum(voided) from correction") == (2, 2)


def test_the_draft_of_a_correction_is_gone_with_it(desk: Desk) -> None:
    draft = desk(drafts.keep, "correction", 1, {"note": "x"}, course_id=1, subject_id=2)
    before = desk.dump()
    desk(visits.correct, 2, 1, ENTRY._replace(response="better"), draft_id=draft)
    assert desk.row("select count(*) from draft") == (0,)
    desk(undo_last)
    assert desk.dump() == before


def test_a_visit_of_another_patient_is_taken_off_and_stays_in_the_record(desk: Desk, reader: Reader) -> None:
    before = desk.dump()
    done = desk(visits.void, 2, 1, "another patient's")
    assert done.said == "Visit 2 of Mei Tanaka, 2026-11-20, is taken off and counts no more."
    assert _visit(desk, "voided", "nprs", "note") == (1, 5, "as it was")
    assert _kept(reader) == [("visit", "2026-11-20", "taken off", "another patient's")]
    assert [len(row.course.visits) for row in caseload(reader, TODAY)] == [1]
    with pytest.raises(NotFound):
        desk(visits.void, 2, 2, "again")
    desk(undo_last)
    assert desk.dump() == before


def test_a_visit_is_taken_off_with_a_reason_and_as_it_was_seen(desk: Desk) -> None:
    with pytest.raises(Refused, match="taken off with a reason"):
        desk(visits.void, 2, 1, " ")
    desk(visits.correct, 2, 1, ENTRY._replace(response="better"), actor=KIM)
    with pytest.raises(Conflict, match="Kim Soto"):
        desk(visits.void, 2, 1, "another patient's")
    assert _visit(desk, "voided") == (0,)


def test_with_the_last_visit_a_range_by_rule_goes(record_path: Path, reader: Reader) -> None:
    desk = Desk(record_path)
    desk.fill.course(desk.fill.patient())
    desk(visits.record, 1, VisitEntry(nprs=5))
    (low, high) = desk.row("select expected_min, expected_max from course")
    desk(visits.void, 1, 1, "another patient's")
    assert desk.row("select expected_min, expected_max from course") == (None, None)
    assert ("expected visits", f"{low}-{high}", "", "no visit any more") in _kept(reader)


def test_a_note_holds_any_field_of_any_row_as_text(desk: Desk, reader: Reader) -> None:
    def put(unit: Unit) -> None:
        row = unit.session.get_one(Course, 1)
        for was, now in ((None, TODAY), (2.5, 3.0), ((6, 10), None), ("a", "b")):
            corrections.note(unit, row, 1, "field", was, now, " why\n")
        unit.audit("corrected", "course", 1, 1)

    desk(put)
    assert _kept(reader) == [
        ("field", "", "2026-11-20", "why"), ("field", "2.5", "3", "why"), ("field", "6-10", "", "why"),
        ("field", "a", "b", "why"),
    ]  # fmt: skip
    assert desk.row("select distinct subject, subject_id, course_id from correction") == ("course", 1, 1)
