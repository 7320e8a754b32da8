"""What the top line and the first sentence say when a backup is old or the log has lost its end."""

import shutil
from pathlib import Path

import pytest

from dashboard.safety import look_after
from db.anchor import anchor_path, write_anchor
from db.audit import Actor
from db.backup_take import take
from db.checks import check
from db.reader import open_reader
from db.writes import patients
from db.writing import Writer
from tests.conftest import NOW_UTC
from tests.dashboard.support import HandClock, desk, text, until

AT = "2026-11-23 10:42"


async def test_an_old_backup_is_told_on_the_top_line(demo: Path) -> None:
    take(demo, HandClock("2026-11-19 10:42").now_utc())
    async with desk(demo, size=(160, 40), clock=HandClock(AT)) as pilot:
        await until(pilot, lambda: "last backup 4 days ago" in text(pilot))
    take(demo, HandClock("2026-11-23 08:00").now_utc())
    async with desk(demo, size=(160, 40), clock=HandClock(AT)) as pilot:
        assert "last backup" not in text(pilot)


@pytest.mark.parametrize(
    ("age", "said"), [(0, ""), (2 * 86400, ""), (2 * 86400 + 1, "last backup 2 days ago"), (9 * 86400, "9 days ago")]
)
def test_a_backup_is_old_after_two_days_here_and_for_check(record_path: Path, age: int, said: str) -> None:
    now = take(record_path, NOW_UTC).facts.at_utc + age
    with open_reader(record_path) as reader:
        assert said in look_after(reader, record_path, now)[0]
        assert bool(look_after(reader, record_path, now)[0]) == bool(said)
    found = {one.name: one.code for one in check(record_path, now, quick=True)}
    assert found["backup"] == ("old_backup" if said else "fine")


async def test_a_lost_end_of_the_log_is_told(demo: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.acudesk"
    shutil.copyfile(demo, old)
    with Writer(demo) as writer, writer.unit(Actor(None, "Ana"), HandClock(AT).now_utc()) as unit:
        patients.register(unit, "Quist", "Zoe", None)
    anchor_path(demo).parent.mkdir()
    with open_reader(demo) as reader:
        write_anchor(reader, anchor_path(demo))
    for end in ("", "-wal", "-shm"):
        demo.with_name(demo.name + end).unlink(missing_ok=True)
    shutil.copyfile(old, demo)
    async with desk(demo, size=(160, 40), clock=HandClock(AT)) as pilot:
        await until(pilot, lambda: "older than the anchor" in text(pilot))
