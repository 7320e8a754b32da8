"""Loading many rows at once: all or nothing, audited, guarded."""

from pathlib import Path
from typing import Any

import pytest

from db.audit import verify
from db.bulk import load
from db.errors import Conflict, NoRecord, Refused
from db.patients import find
from db.reader import open_reader


def _patient(number: int, family: str = "Tanaka") -> dict[str, Any]:
    return {
        "id": number, "source_id": f"pt{number}", "family_name": family, "given_name": "Mei", "preferred_name": "",
        "date_of_birth": None, "phone": "(503) 555-0142", "email": "", "cautions": "", "note": "", "version": 1,
    }  # fmt: skip


def _appointment(number: int, patient: int, minute: int) -> dict[str, Any]:
    return {
        "id": number, "source_id": None, "patient_id": patient, "course_id": None, "practitioner_id": None,
        "room_id": 1, "local_date": "2026-11-20", "minute": minute, "minutes": 30, "zone": "America/Los_Angeles",
        "fold": 0, "start_utc": minute * 60, "end_utc": minute * 60 + 1800, "status": "booked", "cancelled_by": "",
        "reason": "", "arrived_utc": None, "started_utc": None, "finished_utc": None, "squeezed": 0, "sequence": 0,
        "note": "", "version": 1,
    }  # fmt: skip


def _count(path: Path, table: str) -> int:
    with open_reader(path) as reader:
        row = reader.row(f"select count(*) from {table}")
    assert row is not None
    return int(row[0])


def test_rows_are_loaded_and_told_to_the_audit_log(record_path: Path) -> None:
    before = _count(record_path, "audit_entry")
    assert load(record_path, {"patient": (_patient(n) for n in range(1, 4))}) == {"patient": 3}
    assert _count(record_path, "patient") == 3
    assert _count(record_path, "audit_entry") == before + 1
    with open_reader(record_path) as reader:
        assert verify(reader).broken_at is None
        assert reader.row("select action, detail from audit_entry order by id desc limit 1") == (
            "loaded",
            '{"patient":3}',
        )


def test_loaded_patients_are_found_by_name_and_phone(record_path: Path) -> None:
    load(record_path, {"patient": [_patient(1)]})
    with open_reader(record_path) as reader:
        assert [one.id for one in find(reader, "tan")] == [1]
        assert [one.id for one in find(reader, "0142")] == [1]


def test_a_row_that_is_refused_leaves_nothing_behind(record_path: Path) -> None:
    before = record_path.read_bytes()
    bad = {**_patient(2), "family_name": None}
    with pytest.raises(Refused):
        load(record_path, {"patient": [_patient(1), bad]})
    assert _count(record_path, "patient") == 0
    assert record_path.read_bytes() == before


def test_two_people_in_one_room_are_refused_here_too(record_path: Path) -> None:
    room = {"id": 1, "name": "R1", "active": 1, "version": 1}
    patients = [_patient(1), _patient(2)]
    clash = [_appointment(1, 1, 600), _appointment(2, 2, 615)]
    with pytest.raises(Conflict):
        load(record_path, {"room": [room], "patient": patients, "appointment": clash})
    assert _count(record_path, "appointment") == 0


def test_an_empty_table_is_no_trouble(record_path: Path) -> None:
    assert load(record_path, {"visit": []}) == {"visit": 0}


def test_loading_never_creates_a_record(tmp_path: Path) -> None:
    with pytest.raises(NoRecord):
        load(tmp_path / "none.acudesk", {"patient": [_patient(1)]})
    assert list(tmp_path.iterdir()) == []
