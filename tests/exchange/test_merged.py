"""Files that still speak of two records, or of a former name, after the clinic has put them right."""

from pathlib import Path

import pytest

from db.patients import find
from db.reader import open_reader
from db.writes.patients import change, merge
from db.writing import Writer
from tests.conftest import NOW_UTC
from tests.exchange.conftest import ACTOR, SMALL, Folder, bring, rows


@pytest.fixture
def merged(record_path: Path, folder: Folder) -> Path:
    """The small clinic, its second patient merged into the first."""
    bring(record_path, folder())
    with Writer(record_path) as writer, writer.unit(ACTOR, NOW_UTC) as unit:
        merge(unit, 1, 1, 2, 1)
    return record_path


def test_the_same_file_again_leaves_two_merged_records_one(merged: Path, folder: Folder) -> None:
    courses = rows(merged, "select id, patient_id, version from course order by id")
    booked = rows(merged, "select id, patient_id, version from appointment order by id")
    assert {patient for _, patient, _ in (*courses, *booked)} == {1}
    bring(merged, folder())
    assert rows(merged, "select id, patient_id, version from course order by id") == courses
    assert rows(merged, "select id, patient_id, version from appointment order by id") == booked
    with open_reader(merged) as reader:
        assert [one.id for one in find(reader, "haddad")] == [one.id for one in find(reader, "pt2")] == [1]


def test_what_a_file_adds_to_a_merged_record_is_the_kept_ones(merged: Path, folder: Folder) -> None:
    more = SMALL["appointments"] + "a4,pt2,c2,p1,R2,2026-11-25 09:00,30,booked,,\n"
    changed = SMALL["patients"].replace("pt2,Haddad,Omar,,", "pt2,Haddad,Omar,Omi,")
    bring(merged, folder(appointments=more, patients=changed))
    assert rows(merged, "select patient_id from appointment where source_id = 'a4'") == [(1,)]
    with open_reader(merged) as reader:
        assert [one.id for one in find(reader, "omi tan")] == [1]
        assert [one.name for one in find(reader, "mei")] == ["Mei Tanaka"]


def test_a_changed_file_leaves_a_former_name_findable(record_path: Path, folder: Folder) -> None:
    bring(record_path, folder())
    with Writer(record_path) as writer, writer.unit(ACTOR, NOW_UTC) as unit:
        change(unit, 1, 1, family="Rivera")
    bring(
        record_path,
        folder(patients=SMALL["patients"].replace("pt1,Tanaka", "pt1,Rivera").replace("Mei,,", "Mei,Mimi,")),
    )
    with open_reader(record_path) as reader:
        assert [one.id for one in find(reader, "mimi tanaka")] == [1]
