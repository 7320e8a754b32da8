"""What rests on visit 1: the expected range of the course, and the baseline of every later score."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from care.chart import Measured, VisitEntry
from care.protocol import parse_protocol
from db.protocol_file import DEFAULT
from db.writes import appointments, visits
from db.writes.undo import undo_last
from tests.db.desk import KIM, Desk
from tests.db.fill import TODAY

WEEK = timedelta(7)


def _expected(desk: Desk) -> tuple[object, ...]:
    return desk.row("select expected_min, expected_max, expected_by_rule from course")


class TestRange:
    """The expected range is that of visit 1."""

    @pytest.fixture
    def desk(self, record_path: Path) -> Desk:
        made = Desk(record_path)
        made.fill.course(made.fill.patient(), onset_date=date(2026, 9, 20))
        return made

    def test_the_first_visit_writes_it(self, desk: Desk) -> None:
        assert desk(visits.record, 1, VisitEntry(nprs=8)).said == "Visit 1 of 8-12 of Mei Tanaka is recorded."
        assert _expected(desk) == (8, 12, 1)
        assert desk.row("select count(*) from correction") == (0,)
        desk(undo_last)
        assert _expected(desk) == (None, None, 1)

    def test_a_late_score_of_visit_1_writes_it_again_with_a_trace(self, desk: Desk) -> None:
        key = desk.fill.appointment(1, course_id=1, status="in_room")
        desk(appointments.complete, key, 1)
        assert _expected(desk) == (6, 10, 1)
        before = desk.dump()
        done = desk(visits.record, 1, VisitEntry(nprs=8), appointment_id=key)
        assert done.said == "Visit 1 of 8-12 of Mei Tanaka is recorded."
        assert desk.row("select subject, field, was, now, reason from correction") == (
            "course", "expected visits", "6-10", "8-12", "scores of visit 1",
        )  # fmt: skip
        desk(undo_last)
        assert desk.dump() == before

    def test_a_late_score_that_says_what_was_assumed_moves_nothing(self, desk: Desk) -> None:
        desk(visits.record, 1, VisitEntry(note="no scores"))
        desk(visits.correct, 1, 1, VisitEntry(nprs=5, note="no scores"))
        assert _expected(desk) == (6, 10, 1)
        assert desk.row("select count(*) from correction") == (0,)

    def test_a_score_put_right_moves_nothing_where_severity_was_known(self, desk: Desk) -> None:
        desk(visits.record, 1, VisitEntry(nprs=8))
        desk(visits.correct, 1, 1, VisitEntry(nprs=2), "typed wrong")
        assert _expected(desk) == (8, 12, 1)

    def test_a_later_visit_moves_nothing(self, desk: Desk) -> None:
        desk(visits.record, 1, VisitEntry(note="no scores"), on=TODAY - WEEK)
        desk(visits.record, 1, VisitEntry(nprs=9))
        assert _expected(desk) == (6, 10, 1)

    def test_a_visit_before_visit_1_that_has_scores_is_visit_1(self, desk: Desk) -> None:
        desk(visits.record, 1, VisitEntry(note="no scores"))
        done = desk(visits.record, 1, VisitEntry(nprs=9), on=TODAY - WEEK)
        assert done.said == "Visit 1 of 8-12 of Mei Tanaka is recorded."

    def test_a_range_somebody_set_stays(self, record_path: Path) -> None:
        desk = Desk(record_path)
        mei = desk.fill.patient()
        desk.fill.course(mei, expected_min=3, expected_max=3, expected_by_rule=False)
        assert desk(visits.record, 1, VisitEntry(nprs=9)).said == "Visit 1 of 3 of Mei Tanaka is recorded."
        assert _expected(desk) == (3, 3, 0)

    def test_an_edit_of_the_table_moves_no_range_that_is_written(self, desk: Desk) -> None:
        table = parse_protocol(
            DEFAULT.read_text(), "[conditions.neck_pain.subacute]\nmoderate = [20, 30]\n", "own.toml"
        )
        desk(visits.record, 1, VisitEntry(note="no scores"))
        desk(visits.correct, 1, 1, VisitEntry(nprs=5, note="no scores"), protocol=table)
        assert _expected(desk) == (6, 10, 1)


class TestBaseline:
    """What rests on the baseline follows it, and what it was stays."""

    @pytest.fixture
    def desk(self, record_path: Path) -> Desk:
        made = Desk(record_path)
        made.fill.course(made.fill.patient())
        return made

    @staticmethod
    def _pain(desk: Desk) -> list[float | None]:
        keys = range(1, desk.row("select max(id) from visit")[0] + 1)
        return [desk.row("select nprs from visit where id = ?", key)[0] for key in keys]

    def test_three_ratings_are_their_mean_only_at_baseline(self, desk: Desk) -> None:
        three = VisitEntry(measured=Measured(pain=(6, 3, 8)))
        for days in (14, 7, 0):
            desk(visits.record, 1, three, on=TODAY - timedelta(days))
        assert self._pain(desk) == [pytest.approx(17 / 3), 6, 6]

    def test_visit_2_stands_in_until_visit_1_has_a_score(self, desk: Desk) -> None:
        three = VisitEntry(measured=Measured(pain=(6, 3, 8)))
        desk(visits.record, 1, VisitEntry(note="none"), on=TODAY - WEEK)
        desk(visits.record, 1, three)
        assert self._pain(desk) == [None, pytest.approx(17 / 3)]
        desk(visits.correct, 1, 1, VisitEntry(nprs=7, note="none"), actor=KIM)
        assert self._pain(desk) == [7, 6]
        assert desk.row("select subject_id, field, was, now from correction") == (2, "nprs", "5.66666666667", "6")

    def test_a_visit_recorded_late_takes_the_baseline_over_and_gives_it_back(self, desk: Desk) -> None:
        desk(visits.record, 1, VisitEntry(measured=Measured(pain=(6, 3, 8))))
        before = desk.dump()
        desk(visits.record, 1, VisitEntry(nprs=9), on=TODAY - WEEK)
        assert self._pain(desk) == [6, 9]
        desk(undo_last)
        assert desk.dump() == before
        desk(visits.record, 1, VisitEntry(nprs=9), on=TODAY - WEEK)
        desk(visits.void, 3, 1, "another patient's")
        assert desk.row("select nprs from visit where id = 1") == (pytest.approx(17 / 3),)

    def test_motion_is_followed_where_it_was_most_limited_at_baseline(self, desk: Desk) -> None:
        def motion(left: float, right: float) -> VisitEntry:
            return VisitEntry(measured=Measured(motion=(("rotation_left", left), ("rotation_right", right))))

        desk(visits.record, 1, motion(60, 40), on=TODAY - 2 * WEEK)
        desk(visits.record, 1, motion(50, 70), on=TODAY - WEEK)
        desk(visits.record, 1, VisitEntry(measured=Measured(motion=(("rotation_left", 30),))))
        assert [desk.row("select rom_degrees from visit where id = ?", key)[0] for key in (1, 2, 3)] == [40, 70, None]
        desk(visits.correct, 1, 1, motion(40, 60), "sides mixed up")
        assert [desk.row("select rom_degrees from visit where id = ?", key)[0] for key in (1, 2, 3)] == [40, 50, 30]
        told = desk.row("select was, now, reason from correction where subject_id = 2 and field = 'rom_degrees'")
        assert told == ("70", "50", "sides mixed up")

    def test_the_motion_of_an_evaluation_that_day_is_the_baseline(self, desk: Desk) -> None:
        desk.fill.evaluation(1, TODAY - WEEK, findings='{"motion":{"flexion":20,"extension":50}}')
        desk.fill.evaluation(1, TODAY, findings="{damaged")
        desk(visits.record, 1, VisitEntry(nprs=5), on=TODAY - WEEK)
        entry = VisitEntry(measured=Measured(motion=(("flexion", 35), ("extension", 40))))
        desk(visits.record, 1, entry)
        assert [desk.row("select rom_degrees from visit where id = ?", key)[0] for key in (1, 2)] == [20, 35]

    def test_motion_first_taken_at_visit_3_has_no_baseline(self, desk: Desk) -> None:
        for days in (14, 7):
            desk(visits.record, 1, VisitEntry(nprs=5), on=TODAY - timedelta(days))
        desk(visits.record, 1, VisitEntry(measured=Measured(motion=(("flexion", 35),))))
        assert desk.row("select max(rom_degrees) from visit") == (None,)

    def test_what_an_import_says_of_motion_stays(self, desk: Desk) -> None:
        desk.fill.visit(1, TODAY - WEEK, 6, source_id="v1", rom_degrees=55)
        desk(visits.record, 1, VisitEntry(nprs=5))
        assert desk.row("select rom_degrees, version from visit where id = 1") == (55, 1)
