"""What is clinical is not there for the front desk's reading connection, whatever is asked of it."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.chart_view import read_view
from dashboard.reading import read_caseload, read_day, read_detail
from db.access import Standing, standing
from db.audit import Actor
from db.audit_read import entries
from db.errors import NotAllowed
from db.kept_back import CLINICAL
from db.protocol_file import load_protocol
from db.reader import Reader, open_reader
from db.referral_detail import detail
from db.writes import referrals, staff
from tests.conftest import NOW_UTC
from tests.db.desk import Desk

ON = date(2026, 11, 20)
RULES = load_protocol(None)


@pytest.fixture
def desk_reader(sample_path: Path) -> Iterator[Reader]:
    """The sample clinic read by its front desk."""
    desk = Desk(sample_path)
    number = desk(staff.add, "Ada Front", "front_desk", actor=Actor(None, "test"))
    with open_reader(sample_path) as reader:
        reader.serve(standing(reader, Actor(number, "Ada Front"), NOW_UTC))
        yield reader


def test_what_a_report_said_is_not_in_the_steps_of_its_referral(sample_path: Path, desk_reader: Reader) -> None:
    """What a step back clears, and what a patient was told before, stands in its event."""
    desk, said = Desk(sample_path), "a tear of the labrum"
    (number,) = desk.row("select id from referral where status = 'attended' order by id limit 1")

    def go(work: Callable[..., Any], *args: Any, **more: Any) -> None:
        (now,) = desk.row("select version from referral where id = ?", number)
        desk(work, number, now, *args, actor=Actor(None, "test"), **more)

    report = {"report_from": "Dr Weiss", "report_summary": said}
    go(referrals.step, "report_received", **report)
    go(referrals.correct, "attended", "wrong patient")
    go(referrals.step, "report_received", **report)
    go(referrals.review, told_patient=f"it is {said}")
    go(referrals.step, "closed", told_patient="all is well")
    with open_reader(sample_path) as full:
        whole = detail(full, number, ON).events
    kept = detail(desk_reader, number, ON).events
    assert sum(said in one.note for one in whole) == 2
    assert [(one.kind, one.state, one.on) for one in kept] == [(one.kind, one.state, one.on) for one in whole]
    assert not any(said in one.note for one in kept)
    assert {one.note for one in kept} >= {"from Dr Weiss", "the report was read"}


@pytest.mark.parametrize("table", CLINICAL)
def test_no_query_gets_a_clinical_column(table: str, desk_reader: Reader) -> None:
    for column in CLINICAL[table]:
        with pytest.raises(NotAllowed):
            desk_reader.rows(f"select {column} from main.{table}")
        with pytest.raises(NotAllowed):
            desk_reader.rows(f"select count(*) from main.{table} where {column} like '%a%'")
    with pytest.raises(NotAllowed):
        desk_reader.rows(f"select * from main.{table}")
    kept = [name for name in CLINICAL[table] if table not in ("correction", "draft", "referral_event")]
    for row in desk_reader.rows(f"select {', '.join(kept)} from {table}") if kept else ():
        assert set(row) <= {"", "{}", "[]", None}
    with pytest.raises(Exception, match=r"readonly|prohibited|kept|only be read"):
        desk_reader.rows(f"drop view temp.{table}")


def test_schedule_caseload_and_status_are_those_of_anybody(sample_path: Path, desk_reader: Reader) -> None:
    with open_reader(sample_path) as full:
        day, courses = read_day(full, ON, RULES), read_caseload(full, ON, RULES)
    mine, theirs = read_day(desk_reader, ON, RULES), read_caseload(desk_reader, ON, RULES)
    assert mine.day.appointments == day.day.appointments
    assert mine.states.keys() == day.states.keys()
    for key, state in day.states.items():
        shown = mine.states[key]
        assert (shown.status, shown.visits_done, shown.expected, shown.advice) == (
            state.status, state.visits_done, state.expected, state.advice,
        )  # fmt: skip
        assert (shown.baseline, shown.current, shown.ndi.current) == (None, None, None)
    assert [one.row.course.id for one in theirs] == [one.row.course.id for one in courses]
    assert all(visit.nprs is None for one in theirs for visit in one.row.course.visits)


def test_a_chart_shows_visits_by_day_and_says_what_is_kept(sample_path: Path, desk_reader: Reader) -> None:
    with open_reader(sample_path) as full:
        patient = full.rows("select c.patient_id from visit v join course c on c.id = v.course_id limit 1")[0][0]
        whole = read_view(full, patient, None, ON, RULES)
    view = read_view(desk_reader, patient, None, ON, RULES)
    assert view.kept
    assert [one.on for one in view.chart.visits] == [one.on for one in whole.chart.visits]
    assert whole.chart.visits
    assert all(not one.entry.needles and one.entry.nprs is None and not one.entry.note for one in view.chart.visits)
    assert (view.case, view.findings, view.chart.evaluations) == (None, (), ())
    detail = read_detail(desk_reader, patient, None, ON, (ON, 0), RULES)
    assert (detail.last_treatment, detail.forecast) == (None, "")


def test_it_is_all_there_again_for_somebody_who_may(desk_reader: Reader) -> None:
    before = desk_reader.rows("select points from visit where points <> '' limit 1")
    assert before == []
    here = desk_reader.standing
    assert isinstance(here, Standing)
    desk_reader.serve(here._replace(rights=here.rights | {"see_clinical"}))
    assert desk_reader.rows("select points from main.visit where points <> '' limit 1") != []
    assert desk_reader.rows("select points from visit where points <> '' limit 1") != []


def test_the_front_desk_reads_it_where_the_owner_allows(sample_path: Path) -> None:
    desk = Desk(sample_path)
    number = desk(staff.add, "Ada Front", "front_desk", actor=Actor(None, "test"))
    with open_reader(sample_path) as reader:
        assert not standing(reader, Actor(number, "Ada"), NOW_UTC).may("see_clinical")
    from db.writes.house import set_clinic

    desk(set_clinic, 1, "yes", actor=Actor(None, "test"))
    with open_reader(sample_path) as reader:
        here = standing(reader, Actor(number, "Ada"), NOW_UTC)
        assert here.may("see_clinical")
        assert not here.may("clinical")


def test_the_audit_log_is_the_owners(desk_reader: Reader) -> None:
    with pytest.raises(NotAllowed) as caught:
        entries(desk_reader, 10)
    assert caught.value.right == "see_audit"
