"""Reading is on the log: once for a chart that is looked at again soon, each time for what is printed or searched."""

from contextlib import closing

import pytest
from sqlcipher3 import dbapi2

from db.audit import READINGS, Actor, verify
from db.errors import Conflict, NoRecord, RecordBusy
from db.outcomes import changed_since, newest_entry
from db.reader import open_reader
from db.seen import AGAIN_SECONDS
from db.seen import note as note_lightly
from db.writes import patients, seen, undo
from tests.conftest import NOW_UTC
from tests.db.desk import KIM, Desk


@pytest.fixture
def desk(fill) -> Desk:
    """A record with two patients."""
    desk = Desk(fill.path)
    fill.patient("Tanaka", "Mei")
    fill.patient("Park", "Jo")
    return desk


def count(desk: Desk) -> int:
    return int(desk.row("select count(*) from audit_entry where action = 'read'")[0])


def test_an_entry_holds_who_when_what_and_counts(desk: Desk) -> None:
    assert desk(seen.note, "chart", 1) is True
    assert desk(seen.note, "search", found=3) is True
    chart = desk.row("select at_utc, staff_id, actor, action, subject, subject_id, patient_id, detail from audit_entry "
                     "where subject = 'chart'")  # fmt: skip
    assert chart == (NOW_UTC, 1, "Ana Ruiz", "read", "chart", None, 1, "{}")
    assert desk.row("select patient_id, detail from audit_entry where subject = 'search'") == (None, '{"found":3}')
    with open_reader(desk.path) as reader:
        assert verify(reader).broken_at is None


def test_the_same_chart_by_the_same_person_within_ten_minutes_is_one_reading(desk: Desk) -> None:
    assert desk(seen.note, "chart", 1) is True
    assert desk(seen.note, "chart", 1, utc=NOW_UTC + AGAIN_SECONDS - 1) is False
    assert count(desk) == 1
    assert desk(seen.note, "chart", 1, utc=NOW_UTC + AGAIN_SECONDS) is True
    assert count(desk) == 2


def test_another_chart_another_person_and_a_clock_set_back_are_others(desk: Desk) -> None:
    somebody, else_ = Actor(None, "somebody"), Actor(None, "somebody else")
    assert [desk(seen.note, "chart", 1), desk(seen.note, "chart", 2), desk(seen.note, "chart", 1, actor=KIM)] == [
        True
    ] * 3
    assert [desk(seen.note, "chart", 1, actor=one) for one in (somebody, else_, somebody)] == [True, True, False]
    assert desk(seen.note, "chart", 1, utc=NOW_UTC - 60) is True


def test_a_member_of_staff_is_known_by_number(desk: Desk) -> None:
    assert desk(seen.note, "chart", 1, actor=KIM) is True
    assert desk(seen.note, "chart", 1, actor=KIM._replace(name="Kim Soto-Lee")) is False


@pytest.mark.parametrize("what", [one for one in READINGS if one != "chart"])
def test_what_is_printed_or_searched_twice_is_there_twice(desk: Desk, what: str) -> None:
    assert [desk(seen.note, what, 1), desk(seen.note, what, 1)] == [True, True]


def test_a_change_of_the_patient_is_no_reading(desk: Desk) -> None:
    desk(patients.change, 1, 1, phone="5035550000")
    assert desk(seen.note, "chart", 1) is True


def test_nothing_else_can_be_noted(desk: Desk) -> None:
    with pytest.raises(ValueError, match="patient"):
        desk(seen.note, "patient", 1)


def test_no_reading_has_a_tables_name() -> None:
    from sqlmodel import SQLModel

    assert not set(READINGS) & set(SQLModel.metadata.tables)


def test_reading_is_not_undone_and_is_in_nobodys_way(desk: Desk) -> None:
    """Who reads a chart is not told to others as who changed it, and their changes go through."""
    desk(patients.change, 1, 1, phone="5035550000")
    for number in range(60):
        desk(seen.note, "chart", 1, actor=Actor(None, f"reader {number}"))
    desk(patients.change, 1, 2, email="mei@example.org")
    assert desk(undo.undo_last).said.startswith("Undone: ")
    assert desk.row("select phone, email from patient where id = 1") == ("5035550000", "")
    assert count(desk) == 60


def test_a_conflict_names_who_changed_and_not_who_looked(desk: Desk) -> None:
    desk(patients.change, 1, 1, phone="5035550000", actor=KIM)
    desk(seen.note, "chart", 1)
    with pytest.raises(Conflict, match="Kim Soto changed"):
        desk(patients.change, 1, 1, phone="5035551111")


def test_outcomes_are_not_read_again_for_a_reading(desk: Desk) -> None:
    with open_reader(desk.path) as reader:
        before = newest_entry(reader)
        for what in READINGS:
            desk(seen.note, what, None if what == "search" else 1)
        assert newest_entry(reader) == before + len(READINGS)
        assert changed_since(reader, before) == frozenset()


def test_the_light_way_of_the_command_line_leaves_the_same_entries(desk: Desk) -> None:
    """Both ways see each other's readings, and the chain goes on from one to the other."""
    assert note_lightly(desk.path, KIM, NOW_UTC, "chart", 1) is True
    assert desk(seen.note, "chart", 1, actor=KIM) is False
    assert desk(seen.note, "chart", 2, actor=KIM) is True
    assert note_lightly(desk.path, KIM, NOW_UTC + AGAIN_SECONDS - 1, "chart", 2) is False
    assert note_lightly(desk.path, KIM, NOW_UTC, "search", found=3) is True
    assert desk(seen.note, "search", actor=KIM, found=3) is True
    with open_reader(desk.path) as reader:
        told = "select at_utc, staff_id, actor, action, subject, subject_id, patient_id, detail from audit_entry "
        light, heavy = reader.rows(f"{told} where subject = 'search' order by id")
        one, other = reader.rows(f"{told} where subject = 'chart' order by id")
        assert verify(reader).broken_at is None
    assert light == heavy
    assert (one[:6], one[7]) == (other[:6], other[7])
    with pytest.raises(ValueError, match="patient"):
        note_lightly(desk.path, KIM, NOW_UTC, "patient", 1)


def test_the_light_way_is_refused_in_words_and_leaves_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = count(desk)
    with pytest.raises(NoRecord):
        note_lightly(desk.path.with_name("none"), KIM, NOW_UTC, "chart", 1)
    monkeypatch.setattr("db.opening.BUSY_MILLISECONDS", 50)
    with closing(dbapi2.connect(str(desk.path), isolation_level=None)) as lock:
        lock.execute("begin immediate")
        with pytest.raises(RecordBusy):
            note_lightly(desk.path, KIM, NOW_UTC, "chart", 1)
    assert count(desk) == before
