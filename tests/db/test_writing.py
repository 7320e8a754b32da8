"""One change is one transaction, with its audit entry, or nothing."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from db import errors
from db.audit import verify
from db.reader import Reader, open_reader
from db.tables import Appointment, Patient, Room, Visit
from db.writing import Actor, Unaudited, Writer
from tests.conftest import NOW_UTC
from tests.db.fill import ANA, TODAY, Filler, appointment


def _count(reader: Reader, table: str) -> int:
    row = reader.row(f"select count(*) from {table}")
    assert row is not None
    return int(row[0])


def test_a_unit_without_an_audit_entry_is_not_committed(record_path: Path, reader: Reader) -> None:
    with Writer(record_path) as writer, pytest.raises(Unaudited), writer.unit(ANA, NOW_UTC) as unit:
        unit.session.add(Room(name="R1"))
    assert _count(reader, "room") == 0


def test_an_exception_rolls_everything_back(record_path: Path, reader: Reader) -> None:
    before = _count(reader, "audit_entry")
    with Writer(record_path) as writer:
        with pytest.raises(ZeroDivisionError), writer.unit(ANA, NOW_UTC) as unit:
            unit.session.add(Room(name="R1"))
            unit.session.flush()
            unit.audit("added", "room", 1)
            raise ZeroDivisionError
        assert _count(reader, "room") == 0
        assert _count(reader, "audit_entry") == before
        # The writer goes on working, and numbers go on without a gap.
        with writer.unit(ANA, NOW_UTC) as unit:
            unit.session.add(Room(name="R2"))
            unit.audit("added", "room", 1)
    assert _count(reader, "room") == 1
    assert verify(reader).entries == before + 1


def test_an_abandoned_unit_leaves_nothing_and_is_no_error(record_path: Path, reader: Reader) -> None:
    with Writer(record_path) as writer, writer.unit(ANA, NOW_UTC) as unit:
        unit.session.add(Room(name="R1"))
        unit.session.flush()
        unit.abandon()
    assert _count(reader, "room") == 0


def test_a_unit_inside_a_unit_is_a_fault(record_path: Path) -> None:
    with (
        Writer(record_path) as writer,
        pytest.raises(RuntimeError, match="one transaction"),
        writer.unit(ANA, NOW_UTC),
        writer.unit(ANA, NOW_UTC),
    ):
        pass


def test_units_of_several_threads_take_turns(record_path: Path, reader: Reader) -> None:
    with Writer(record_path) as writer:

        def work(number: int) -> None:
            with writer.unit(ANA, NOW_UTC) as unit:
                unit.session.add(Room(name=f"R{number}"))
                unit.audit("added", "room", number)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert _count(reader, "room") == 10
    assert verify(reader).broken_at is None


def test_every_edit_raises_the_version_once(record_path: Path, fill: Filler, reader: Reader) -> None:
    key = fill.patient()
    with Writer(record_path) as writer:
        for by_hand in (False, True):
            with writer.unit(ANA, NOW_UTC) as unit:
                row = unit.session.get_one(Patient, key)
                row.note = f"by hand: {by_hand}"
                if by_hand:
                    row.version += 1
                unit.audit("changed", "patient", key, key)
    assert reader.row("select version from patient where id = ?", (key,)) == (3,)


def test_a_stale_edit_says_who_was_first_and_when(record_path: Path, fill: Filler, reader: Reader) -> None:
    key = fill.patient(note="as it was")
    with Writer(record_path) as writer:
        with writer.unit(Actor(3, "Kim Soto"), NOW_UTC + 120) as unit:
            row = unit.session.get_one(Patient, key)
            unit.check_version(row, 1)
            row.note = "Kim's"
            unit.audit("changed", "patient", key, key)
        with pytest.raises(errors.Conflict) as caught, writer.unit(ANA, NOW_UTC + 180) as unit:
            row = unit.session.get_one(Patient, key)
            unit.check_version(row, 1)
            row.note = "Ana's"
            unit.audit("changed", "patient", key, key)
    assert "Kim Soto changed this patient" in caught.value.message
    assert "10:42 on 2026-11-20" in caught.value.message
    assert caught.value.exit_code == 75
    assert reader.row("select note from patient") == ("Kim's",)


def test_values_out_of_range_are_refused(fill: Filler, reader: Reader) -> None:
    course = fill.course(fill.patient())
    with pytest.raises(errors.Refused) as caught:
        fill.visit(course, TODAY, nprs=11)
    assert "nprs_range" in caught.value.message
    with pytest.raises(errors.Refused):
        fill.course(99)
    with pytest.raises(errors.Refused):
        fill.patient(None)
    with pytest.raises(errors.Refused):
        fill.course(1, expected_min=8, expected_max=6)
    with pytest.raises(errors.Conflict):
        fill.add(Visit(id=1, source_id="v", course_id=course, local_date=TODAY, minute=1))
        fill.add(Visit(id=1, source_id="v", course_id=course, local_date=TODAY, minute=1))
    assert _count(reader, "visit") == 1


def test_a_full_disk_is_said_and_nothing_kept(record_path: Path, reader: Reader) -> None:
    with Writer(record_path) as writer:
        with pytest.raises(errors.StorageFailed) as caught, writer.unit(ANA, NOW_UTC) as unit:
            connection = unit.session.connection()
            # SQLite's own limit on the file gives the same error as a disk without room.
            connection.exec_driver_sql("pragma max_page_count = 1")
            unit.session.add_all(Room(name="R" * 4000 + str(number)) for number in range(200))
            unit.audit("added", "room", None)
        assert caught.value.exit_code == 74
    assert _count(reader, "room") == 0


def test_no_patients_words_in_the_error_of_a_statement(record_path: Path) -> None:
    with Writer(record_path) as writer, pytest.raises(Exception) as caught, writer.unit(ANA, NOW_UTC) as unit:
        unit.session.add(Patient(id=1, family_name="Secretname", given_name=None))
        unit.audit("added", "patient", 1)
    error: BaseException | None = caught.value
    while error is not None:
        assert "Secretname" not in str(error)
        error = error.__cause__


@pytest.mark.parametrize("room", [True, False], ids=["room", "patient"])
def test_twenty_racing_for_one_place_one_wins(record_path: Path, fill: Filler, reader: Reader, room: bool) -> None:
    room_id = fill.room("R1")
    patients = [fill.patient(f"P{number}") for number in range(20)] if room else [fill.patient()] * 20
    start = threading.Barrier(20)
    won: list[int] = []
    lost: list[str] = []

    def book(patient_id: int) -> None:
        with Writer(record_path) as writer:
            start.wait()
            try:
                with writer.unit(ANA, NOW_UTC) as unit:
                    row = appointment(patient_id, room_id=room_id if room else None)
                    unit.session.add(row)
                    unit.session.flush()
                    unit.audit("booked", "appointment", row.id, patient_id)
                won.append(patient_id)
            except errors.Conflict as error:
                lost.append(error.message)

    threads = [threading.Thread(target=book, args=(patient,)) for patient in patients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert len(lost) == 19
    assert all(("room is taken" if room else "another appointment") in message for message in lost)
    assert _count(reader, "appointment") == 1
    assert verify(reader).broken_at is None


def test_a_program_killed_in_the_middle_leaves_nothing(record_path: Path, fill: Filler) -> None:
    fill.room("R1")
    with open_reader(record_path) as reader:
        entries = _count(reader, "audit_entry")
    program = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from db.tables import Room
        from db.writing import Writer
        from tests.db.fill import ANA

        with Writer(Path(sys.argv[1])) as writer, writer.unit(ANA, 1) as unit:
            unit.session.add_all(Room(name=f"K{number}") for number in range(5000))
            unit.session.flush()
            unit.audit("added", "room", None)
            print("ready", flush=True)
            sys.stdin.readline()
        """
    )
    killed = _started(program, record_path)
    assert killed.stdout is not None
    assert killed.stdout.readline() == "ready\n"
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate()
    with open_reader(record_path) as reader:
        assert _count(reader, "room") == 1
        assert _count(reader, "audit_entry") == entries
        assert reader.row("pragma integrity_check") == ("ok",)
    # The lock went with the process.
    fill.room("R2")


def test_a_row_read_inside_can_be_looked_at_after_the_commit(record_path: Path, fill: Filler) -> None:
    key = fill.appointment(fill.patient())
    with Writer(record_path) as writer, writer.unit(ANA, NOW_UTC) as unit:
        row = unit.session.get_one(Appointment, key)
        row.status = "arrived"
        unit.audit("arrived", "appointment", key, row.patient_id)
    assert (row.status, row.version) == ("arrived", 2)


def _started(program: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
