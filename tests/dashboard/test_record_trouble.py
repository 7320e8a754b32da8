"""A record that goes away, is locked or is damaged while the screen is open: a line says so, and it comes back."""

from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from db.errors import DamagedRecord, RecordBusy, StorageFailed
from db.reader import Reader
from tests.dashboard.support import MOMENT, HandClock, desk, press, settled, text, until


async def test_trouble_is_a_line_and_goes_when_the_record_is_back(sample_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
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
