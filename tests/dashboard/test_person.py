"""Who sits here, and that looking is only looking."""

from pathlib import Path

import pytest

from dashboard.app import Acudesk
from dashboard.clock import FixedClock
from dashboard.person import system_user, who_is_here
from dashboard.record import Record
from db.audit import Actor
from db.errors import NotAllowed
from db.protocol_file import load_protocol
from db.reader import open_reader
from db.writes.staff import change
from db.writing import Writer
from tests.conftest import NOW_UTC


def staff_of(path: Path) -> list[tuple[int, str]]:
    with open_reader(path) as reader:
        return [(key, name) for key, name in reader.rows("select id, name from staff where active order by id")]


def test_who_signed_in_wins_over_the_system_user(sample_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (first, _), (second, name), *_ = staff_of(sample_path)
    monkeypatch.setattr("dashboard.person.system_user", lambda: "desk")
    with Writer(sample_path) as writer, writer.unit(Actor(None, "test"), NOW_UTC) as unit:
        connection = unit.session.connection()
        connection.exec_driver_sql("update staff set system_user = 'desk' where id = ?", (first,))
        unit.audit("update", "staff", first)
    with open_reader(sample_path) as reader:
        assert who_is_here(reader).staff_id == first
        assert who_is_here(reader, second) == Actor(second, name)


def test_nobody_becomes_somebody_by_the_environment(sample_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (first, _), *_ = staff_of(sample_path)
    with Writer(sample_path) as writer, writer.unit(Actor(None, "test"), NOW_UTC) as unit:
        change(unit, first, 1, role="owner", system_user="the owner's account")
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "the owner's account")
    assert system_user() != "the owner's account"
    with open_reader(sample_path) as reader:
        assert who_is_here(reader).staff_id is None


@pytest.mark.parametrize("number", [0, -1, 4711])
def test_a_number_nobody_has_opens_nothing(number: int, sample_path: Path) -> None:
    with open_reader(sample_path) as reader, pytest.raises(NotAllowed) as refused:
        who_is_here(reader, number)
    assert refused.value.exit_code == 77


async def test_a_session_that_only_looks_writes_nothing_and_is_noted(sample_path: Path) -> None:
    number, name = staff_of(sample_path)[0]
    record = Record(sample_path)
    app = Acudesk(record, load_protocol(None), FixedClock(NOW_UTC), staff_id=number, read_only=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.2)
        with pytest.raises(NotAllowed):
            await app.write("undo.undo_last")
        await app.write("seen.note", "search", None, found=0)
    record.close()
    with open_reader(sample_path) as reader:
        newest = reader.row("select actor, staff_id, action from audit_entry order by id desc limit 1")
    assert newest == (name, number, "read")
