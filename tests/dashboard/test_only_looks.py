"""A record that can only be read: the screen says so and why, shows what there is, and offers nothing that writes."""

import tempfile
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dashboard.__main__ import main
from dashboard.app import Acudesk
from dashboard.clock import Clock, read_moment
from dashboard.presence import Presence
from dashboard.record import Record
from db.audit import Actor
from db.errors import ReadOnlyRecord
from db.protocol_file import load_protocol
from db.reader import open_reader
from db.sign_ins import Session
from db.writes import pins, staff
from tests.conftest import NOW_UTC, ZONE
from tests.dashboard.support import HandClock, press, settled, shows, text, until
from tests.db.desk import Desk as Writes
from tests.db.shut import place_for


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_it_says_so_and_why_and_shows_what_there_is(size: tuple[int, int], demo: Path) -> None:
    with place_for(demo) as place:
        before = place.files()
        with place.shut():
            record = Record(place.path)
            try:
                app = Acudesk(record, load_protocol(None), HandClock("2026-11-23 10:47"))
                async with app.run_test(size=size, notifications=True) as pilot:
                    await settled(pilot)
                    shown = text(pilot)
                    assert "read only" in shown.split("\n")[0]
                    said = " ".join(" ".join(shown.split("\n")[1:4]).split())
                    assert "▲ Only to look: the folder cannot be written by this account. Nothing can be saved" in said
                    assert "This is as of " in said
                    assert "Mon 23 Nov" in shown and "10:30" in shown
                    assert "a arrive" not in shown
                    await press(pilot, "a")
                    await until(pilot, lambda: "Nothing was saved" in text(pilot).split("\n")[-1])
                    with pytest.raises(ReadOnlyRecord):
                        await app.write("appointments.arrive", 1, 1)
                    await press(pilot, "2", "enter")
                    assert "Only to look" in text(pilot)
                    assert not app.trouble and not app.unnoted
                    with place.somebody_else():
                        place.register("Zuckmayer", read_moment("2099-01-02 03:04", ZONE))
                    await until(pilot, lambda: "as of 2 Jan 2099 03:04" in " ".join(text(pilot).split()))
                    place.open()
                    await until(pilot, lambda: "Now it can: leave, and open it again" in " ".join(text(pilot).split()))
            finally:
                record.close()
            files = place.files()
        assert before.keys() == files.keys()


async def test_no_pin_is_tried_on_it_until_it_can_be_written(demo: Path) -> None:
    Writes(demo)(staff.change, 1, 1, system_user="rosa", actor=Actor(None, "setup"))
    Writes(demo)(pins.set_pin, 2, "314159", actor=Actor(1, "Rosa Delgado"))
    with place_for(demo) as place, place.shut():
        record = Record(place.path)
        app = Acudesk(record, load_protocol(None), HandClock("2026-11-23 10:47"), staff_id=2)
        said = "no PIN can be tried: wrong ones could not be counted."
        try:
            async with app.run_test(size=(120, 40), notifications=True) as pilot:
                await settled(pilot)
                await press(pilot, "S")
                await until(pilot, lambda: said in flat(pilot) and shows(app, "TodayScreen"))
                await press(pilot, "W")
                await until(pilot, lambda: "nobody who came in since" in flat(pilot))
                await press(pilot, "escape", "Z")
                await until(pilot, lambda: f"{said} ctrl+q leaves; come in anew." in flat(pilot))
                await press(pilot, *"314159", "enter")
                await until(pilot, lambda: not app.screen.query_one("#pin").value and said in flat(pilot))
                assert shows(app, "LockScreen")
                place.open()
                await press(pilot, *"314159", "enter")
                await until(pilot, lambda: shows(app, "TodayScreen"))
        finally:
            record.close()


async def test_who_works_there_no_more_is_shown_out_of_it(demo: Path) -> None:
    Writes(demo)(staff.change, 1, 1, system_user="rosa", actor=Actor(None, "setup"))
    with place_for(demo) as place, place.shut():
        record = Record(place.path)
        clock = HandClock("2026-11-23 10:47")
        app = Acudesk(record, load_protocol(None), clock, staff_id=2)
        app.presence = Presence(place.path, clock, Session("ssh", "x", read_only=True, staff_key_id=None))
        try:
            async with app.run_test() as pilot:
                await settled(pilot)
                with place.somebody_else():
                    Writes(place.path)(staff.change, 2, 1, active=False, actor=Actor(1, "Rosa Delgado"))
                app.presence.look(app)
                await until(pilot, lambda: not app.is_running or (app.presence and app.presence.out))
            assert app.return_code == 77
        finally:
            record.close()


def flat(pilot: Pilot[int]) -> str:
    """The screen as one line, without the frames of windows."""
    return " ".join(text(pilot).replace("│", " ").split())


def test_the_command_line_reads_and_says_as_of_when(
    sample_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Clock, "now_utc", lambda _: NOW_UTC)
    with place_for(sample_path) as place:
        before = place.files()
        with place.shut():
            for command in (["today", "--date", "2026-11-20"], ["referrals", "--csv"], ["chart", "1"], []):
                assert main(["--db", str(place.path), *command]) == 0
                out, err = capsys.readouterr()
                assert out.strip()
                assert err.startswith("acudesk: Only to look: the folder cannot be written") and err.count("\n") == 1
                assert "as of" in err
            for command in (
                ["patient", "add", "--family", "Quist", "--given", "Zoe"],
                ["export", str(sample_path.parent / "x")],
            ):
                assert main(["--db", str(place.path), *command]) == 74
                out, err = capsys.readouterr()
                assert (out, err.count("\n")) == ("", 1)
                assert "can only be read: the folder cannot be written by this account. Nothing was saved" in err
            with tempfile.TemporaryDirectory() as other:
                assert main(["--db", str(place.path), "backup", f"{other}/kept"]) == 0
                assert "this copy is not in the audit log: the folder" in capsys.readouterr().err
                with open_reader(Path(other) / "kept") as reader:
                    assert reader.rows("pragma integrity_check") == [("ok",)]
            assert main(["--db", str(place.path), "audit", "verify"]) == 0
            assert main(["--db", str(place.path), "check", "--quick"]) == 0
            assert "▲ writing: It can only be read: the folder" in capsys.readouterr().out
        assert place.files() == before
        assert not (sample_path.parent / "x").exists()
