"""Reading on screen is on the audit log, beside the screen: it delays nothing, and a record that takes no note is said
once while the chart stays.
"""

from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from db import errors
from db.writes import seen
from tests.dashboard.support import HandClock, desk, do, press, rows, settled, shows, text, until

AT = "2026-11-23 10:42"
READ = "select subject, patient_id, detail from audit_entry where action = 'read' order by id"


async def open_chart(pilot: Any, patient_id: int) -> None:
    pilot.app.open_chart(patient_id)
    await until(pilot, lambda: shows(pilot.app, "ChartScreen") and pilot.app.screen.view is not None)
    await until(pilot, lambda: pilot.app.screen.view is not None and pilot.app.screen.noted == patient_id)
    await settled(pilot)


async def test_a_chart_that_is_opened_is_noted_once(demo: Path) -> None:
    clock = HandClock(AT)
    async with desk(demo, clock=clock) as opened:
        pilot: Any = opened
        await open_chart(pilot, 3)
        assert rows(demo, READ) == [("chart", 3, "{}")]
        # Read again, other pages, another window over it and back: it was opened once.
        await pilot.app.screen.load()
        await press(pilot, "tab", "question_mark", "escape")
        await open_chart(pilot, 5)
        await open_chart(pilot, 3)
        assert rows(demo, READ) == [("chart", 3, "{}"), ("chart", 5, "{}")]
        await press(pilot, "escape")
        clock.set("2026-11-23 10:53")
        await open_chart(pilot, 3)
        assert [row[1] for row in rows(demo, READ)] == [3, 5, 3]


async def test_the_notes_own_write_ends_with_it(demo: Path) -> None:
    """What this session writes makes it read again: that must not be one more reading."""
    async with desk(demo, clock=HandClock(AT)) as opened:
        pilot: Any = opened
        await open_chart(pilot, 3)
        await pilot.pause(2.5)
        await settled(pilot)
        assert len(rows(demo, READ)) == 1


async def test_a_search_is_noted_when_it_is_over(demo: Path) -> None:
    async with desk(demo, clock=HandClock(AT)) as opened:
        pilot: Any = opened
        await do(pilot, ("slash", '"tan"'))
        assert rows(demo, READ) == []
        found = len(pilot.app.screen.found)
        await do(pilot, ("escape",))
        await until(pilot, lambda: rows(demo, READ))
        assert rows(demo, READ) == [("search", None, f'{{"found":{found}}}')]
        # Nothing typed is no search.
        await do(pilot, ("slash", "escape"))
        await settled(pilot)
        assert len(rows(demo, READ)) == 1


async def test_a_chart_that_is_kept_as_a_file_is_noted(demo: Path) -> None:
    async with desk(demo, clock=HandClock(AT)) as opened:
        pilot: Any = opened
        await open_chart(pilot, 3)
        await do(pilot, ("y", "f"))
        await until(pilot, lambda: len(rows(demo, READ)) == 2)
        assert rows(demo, READ)[1] == ("summary", 3, "{}")


async def test_a_record_that_takes_no_note_is_told_once_and_the_chart_stays(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, told = seen.note, list[str]()

    def bad(*_: object, **__: object) -> bool:
        raise errors.StorageFailed("The disk is full.")

    monkeypatch.setattr(seen, "note", bad)
    async with desk(demo, clock=HandClock(AT)) as opened:
        pilot: Any = opened
        say = pilot.app.say

        def noted(words: str, **more: Any) -> None:
            told.append(words)
            say(words, **more)

        monkeypatch.setattr(pilot.app, "say", noted)
        await open_chart(pilot, 3)
        await until(pilot, lambda: pilot.app.unnoted)
        await open_chart(pilot, 5)
        assert told == ["What is read is not in the audit log now. The disk is full."]
        assert "reading not logged" in text(pilot).split("\n")[0]
        # The top line keeps it while the record is read on; it goes when a reading is noted again.
        await pilot.pause(1.5)
        assert "reading not logged" in text(pilot).split("\n")[0]
        monkeypatch.setattr(seen, "note", whole)
        await open_chart(pilot, 3)
        await until(pilot, lambda: not pilot.app.unnoted)
        assert "reading not logged" not in text(pilot).split("\n")[0]
        assert rows(demo, READ) == [("chart", 3, "{}")]


async def test_a_chart_opens_while_another_program_keeps_the_record_locked(demo: Path) -> None:
    async with desk(demo, clock=HandClock(AT)) as opened:
        pilot: Any = opened
        lock = dbapi2.connect(str(demo), isolation_level=None)
        lock.execute("begin immediate")
        try:
            pilot.app.open_chart(3)
            # Sooner than a writer gives up on the lock, after ten seconds.
            await until(pilot, lambda: shows(pilot.app, "ChartScreen") and pilot.app.screen.view is not None, 8.0)
            assert not pilot.app.unnoted and rows(demo, READ) == []
        finally:
            lock.execute("rollback")
            lock.close()
        await until(pilot, lambda: rows(demo, READ))
