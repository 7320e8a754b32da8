"""Reviewing the audit log: who saw a chart, what somebody did, what stands out, whether the log is whole."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.screens import audit_steps
from dashboard.screens.audit import AROUND, AuditScreen
from db.audit_read import Verdict, examine
from db.emergencies import Emergency
from db.reader import open_reader
from tests.conftest import NOW_UTC
from tests.dashboard.support import desk, inks, press, text, until
from tests.db.audit_filling import fill_log


def patients_of(path: Path) -> list[int]:
    with open_reader(path) as reader:
        return [row[0] for row in reader.rows("select id from patient order by id limit 2")]


async def test_looking_at_it_is_on_it_and_it_is_whole(record_path: Path) -> None:
    async with desk(record_path, (80, 24), keys=("A",)) as pilot:
        await until(pilot, lambda: "✓ whole" in text(pilot) and "audit log looked at" in text(pilot))
        assert "Audit log" in text(pilot) and "Today, Fri 20 Nov 2026" in text(pilot)
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, AuditScreen)
    with open_reader(record_path) as reader:
        assert reader.rows("select patient_id from audit_entry where action = 'read' and subject = 'log'") == [(None,)]


async def test_following_it_ends_with_the_screen(record_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()

    def long(path: Path, progress: Callable[[int], None]) -> Verdict:
        try:
            for done in range(1000):
                time.sleep(0.02)
                progress(done)
            return examine(path)
        finally:
            ended.set()

    monkeypatch.setattr(audit_steps, "examine", long)
    async with desk(record_path) as pilot:
        await pilot.press("A")
        await until(pilot, lambda: "verifying" in text(pilot))
        await pilot.press("escape")
        # Else leaving the program would wait until a long log has been followed to its end.
        await until(pilot, ended.is_set, 5)


async def test_looking_for_one_patient_leaves_the_owner_told(demo: Path) -> None:
    async with desk(demo) as pilot:
        pilot.app.emergencies_told((Emergency("Tom Becker", NOW_UTC, "fainted"),))
        await press(pilot, "enter", "W")
        assert pilot.app.screen.WHERE == "audit"
        assert pilot.app.read_in_need
        await press(pilot, "escape", "escape", "A")
        assert pilot.app.screen.WHERE == "audit"
        assert not pilot.app.read_in_need


async def test_what_was_tampered_with_is_said_on_the_top_line(record_path: Path) -> None:
    from tests.db.test_audit_read import tamper

    fill_log(record_path, 20)
    tamper(record_path, ("update audit_entry set actor = 'Somebody else' where id = 5", ()))
    async with desk(record_path, (80, 24), keys=("A",)) as pilot:
        await until(pilot, lambda: "DAMAGED" in text(pilot))
        assert "entry 5 was edited" in text(pilot) and "bad '✗ DAMAGED" in "\n".join(inks(pilot))


async def test_refusals_and_emergencies_stand_out_by_word_symbol_and_colour(record_path: Path) -> None:
    fill_log(record_path, 75)
    async with desk(record_path, (80, 24), keys=("A",)) as pilot:
        await until(pilot, lambda: "2 stand out" in text(pilot))
        await press(pilot, "x")
        await until(pilot, lambda: "what stands out" in text(pilot) and "▲" in text(pilot))
        assert "✗ Front Desk" in text(pilot) and "refused" in text(pilot) and "emergency" in text(pilot)
        drawn = "\n".join(inks(pilot))
        assert "bad 'not allowed" in drawn and "warn '▲'" in drawn
        await press(pilot, "end")
        await until(pilot, lambda: "asked for the right see_notes" in " ".join(text(pilot).split()))
        await press(pilot, "escape")
        await until(pilot, lambda: "everything" in text(pilot))


async def test_the_cursor_goes_through_a_long_log_a_window_at_a_time(record_path: Path) -> None:
    fill_log(record_path, 3 * AROUND)
    async with desk(record_path, (80, 24), keys=("A",)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, AuditScreen)
        await until(pilot, lambda: screen.lines)
        for _ in range(8):
            await press(pilot, "end")
        await until(pilot, lambda: screen.in_hand is not None and screen.in_hand[0].told.id == 1)
        assert len(screen.lines) <= 2 * AROUND + 2 and "record created" in text(pilot)
        await press(pilot, "t")
        await until(pilot, lambda: screen.in_hand is not None and "audit log looked at" in screen.in_hand[1].what)


async def test_days_are_turned_and_one_is_typed(record_path: Path) -> None:
    fill_log(record_path, 400)
    async with desk(record_path, (80, 24), keys=("A",)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, AuditScreen)

        def on(day: str) -> bool:
            return screen.in_hand is not None and screen.in_hand[1].on.isoformat() == day

        await until(pilot, lambda: on("2026-11-20"))
        await press(pilot, "left_square_bracket")
        await until(pilot, lambda: on("2026-11-19"))
        await press(pilot, "right_square_bracket")
        await until(pilot, lambda: on("2026-11-20"))
        await press(pilot, "d")
        await press(pilot, *"2026-11-13", "enter")
        await until(pilot, lambda: on("2026-11-13"))


async def test_only_this_patient_and_only_this_person(sample_path: Path) -> None:
    fill_log(sample_path, 60, patients=tuple(patients_of(sample_path)))
    async with desk(sample_path, keys=("A",)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, AuditScreen)
        await until(pilot, lambda: len(screen.lines) > 50)
        await press(pilot, "down", "down", "p")
        await until(
            pilot, lambda: screen.counts is not None and screen.patient and f"about {screen.patient}" in text(pilot)
        )
        about = screen.only.patient_id
        assert about is not None and {one.told.patient_id for one, _ in screen.lines.values()} == {about}
        await press(pilot, "n")
        assert screen.patient not in text(pilot)
        await press(pilot, "n", "p", "w")
        await until(pilot, lambda: screen.only.person is not None and screen.counts is not None)
        assert len({one.told.actor for one, _ in screen.lines.values()}) == 1


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_from_a_chart_one_key_says_who_saw_it(sample_path: Path, size: tuple[int, int]) -> None:
    async with desk(sample_path, size, keys=("N", "W")) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, AuditScreen) and screen.only.patient_id is not None
        await until(pilot, lambda: "chart opened" in text(pilot) and "audit log looked at" in text(pilot))
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, AuditScreen)
    with open_reader(sample_path) as reader:
        seen = reader.rows("select subject, patient_id from audit_entry where action = 'read'")
    assert ("log", screen.only.patient_id) in seen
