"""A record that goes away, is locked or is damaged while the screen is open: a line says so, and it comes back."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from db.backup_take import take
from db.errors import Conflict, DamagedRecord, LogRemoved, RecordBusy, StorageFailed
from db.reader import Reader
from db.writes import patients
from tests.conftest import NOW_UTC
from tests.dashboard.support import MOMENT, HandClock, desk, press, rows, settled, text, until
from tests.db.desk import Desk


async def test_trouble_is_a_line_and_goes_when_the_record_is_back(sample_path: Path, monkeypatch) -> None:
    whole = Reader.rows
    for error in (DamagedRecord("It is damaged."), RecordBusy("It is locked."), StorageFailed("The disk failed.")):
        async with desk(sample_path) as pilot:
            before = text(pilot)

            def bad(*_: object, error: Exception = error) -> list[tuple[object, ...]]:
                raise error

            monkeypatch.setattr(Reader, "rows", bad)
            await press(pilot, "right_square_bracket")
            assert str(error).rstrip(".") in text(pilot)
            assert pilot.app.is_running
            monkeypatch.setattr(Reader, "rows", whole)
            await press(pilot, "t")
            await until(pilot, lambda: not pilot.app.trouble)
            await settled(pilot)
            assert [row for row in before.split("\n")[3:8] if row not in text(pilot)] == []


async def test_a_removed_file_is_told(sample_path: Path) -> None:
    async with desk(sample_path) as pilot:
        for file in sample_path.parent.glob("clinic.acudesk*"):
            file.rename(file.with_name("away-" + file.name))
        await until(pilot, lambda: pilot.app.trouble, 4.0)
        assert "record" in text(pilot)
        for file in sample_path.parent.glob("away-*"):
            file.rename(file.with_name(file.name.removeprefix("away-")))
        await until(pilot, lambda: not pilot.app.trouble, 4.0)


async def test_another_programs_write_lock_does_not_stop_reading(sample_path: Path) -> None:
    lock = dbapi2.connect(str(sample_path), isolation_level=None)
    lock.execute("begin exclusive")
    try:
        async with desk(sample_path) as pilot:
            await press(pilot, "right_square_bracket", "t", "2")
            assert "Caseload" in text(pilot)
            assert not pilot.app.trouble
    finally:
        lock.execute("rollback")
        lock.close()


async def test_looking_out_while_the_program_is_taken_down_is_no_fault(demo: Path) -> None:
    """On a slow machine the clock's turn came while the header was gone already."""
    clock = HandClock()
    async with desk(demo, clock=clock) as pilot:
        app: Any = pilot.app
        await app.screen.query_one("Header").remove()
        clock.set("2026-11-20 10:48")
        app._running = False
        try:
            await app._look()
        finally:
            app._running = True
            clock.set(MOMENT)
        assert app._exception is None


async def test_trouble_stands_in_full_under_the_top_line_for_as_long_as_it_lasts(sample_path: Path) -> None:
    deep = sample_path.parent / ("in a folder with quite a long name" * 3) / "clinic.acudesk"
    deep.parent.mkdir()
    sample_path.rename(deep)
    async with desk(deep, (80, 24)) as pilot:
        deep.rename(deep.with_name("away"))
        await until(pilot, lambda: "▲ clinic.acudesk was moved, removed or replaced while it was open" in flat(pilot))
        assert "▲ trouble, see below" in text(pilot).split("\n")[0]
        assert "Put it back, or leave and open it again." in flat(pilot)
        deep.with_name("away").rename(deep)
        await until(pilot, lambda: "▲" not in "".join(text(pilot).split("\n")[:3]))


async def test_what_was_saved_is_not_lost_with_a_log_that_is_removed(sample_path: Path) -> None:
    async with desk(sample_path) as pilot:
        Desk(sample_path)(patients.register, "Zuckmayer", "Zoe", None, phone="503 555 0142")
        log = sample_path.with_name(f"{sample_path.name}-wal")
        log.unlink()
        await until(pilot, lambda: "clinic.acudesk-wal was removed or replaced while it was in use" in flat(pilot))
        # All of it is in the file itself by now.
        alone = sample_path.with_name("alone.acudesk")
        shutil.copyfile(sample_path, alone)
        assert rows(alone, "select count(*) from patient where family_name = 'Zuckmayer'") == [(1,)]
        with pytest.raises(LogRemoved):
            await pilot.app.write("pins.told", "locked")
        assert not log.exists()


async def test_a_restore_under_an_open_screen_is_told_before_anything_is_typed(sample_path: Path) -> None:
    folder = sample_path.parent / "copies"
    folder.mkdir()
    kept = take(sample_path, NOW_UTC, folder).path
    async with desk(sample_path) as pilot:
        await pilot.app.write("pins.told", "locked")
        # Another program does it: this one has the record open.
        done = subprocess.run(
            [sys.executable, "-P", "-m", "dashboard", "--db", sample_path, "restore", kept],
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        await until(pilot, lambda: "clinic.acudesk was restored from a backup while it was open here" in flat(pilot))
        await press(pilot, "2")
        assert "Leave, and open it again." in flat(pilot)
        with pytest.raises(Conflict, match="restored"):
            await pilot.app.write("pins.told", "locked")


async def test_a_clock_set_while_it_is_open_is_told_until_it_is_right(sample_path: Path) -> None:
    clock = HandClock()
    async with desk(sample_path, clock=clock) as pilot:
        assert "clock set back" not in text(pilot)
        clock.set("2026-11-20 07:47")
        await until(pilot, lambda: "clock set back" in text(pilot).split("\n")[0])
        clock.set("2026-11-20 10:48")
        await until(pilot, lambda: "clock set back" not in text(pilot).split("\n")[0])


def flat(pilot: Any) -> str:
    """The screen as one line."""
    return " ".join(text(pilot).split())


async def test_damage_stands_there_while_other_pages_can_be_read(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dashboard import chart_view

    whole = chart_view.read

    def bad(*_: object) -> None:
        raise DamagedRecord("A page of the chart is damaged.")

    async with desk(demo, clock=HandClock("2026-11-23 10:47")) as pilot:
        monkeypatch.setattr(chart_view, "read", bad)
        await press(pilot, "enter")
        await until(pilot, lambda: "The chart could not be read; esc goes back." in text(pilot))
        await press(pilot, "escape", "2", "1")
        for _ in range(2):
            await pilot.app._look()
            await settled(pilot)
            assert "▲ A page of the chart is damaged." in flat(pilot)
        monkeypatch.setattr(chart_view, "read", whole)
        await until(pilot, lambda: "A page of the chart is damaged." not in flat(pilot))
