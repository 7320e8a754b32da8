"""A record that can only be read: the screen says so and why, shows what there is, and offers nothing that writes."""

import tempfile
from pathlib import Path

import pytest

from dashboard.__main__ import main
from dashboard.app import Acudesk
from dashboard.clock import Clock, read_moment
from dashboard.record import Record
from db.errors import ReadOnlyRecord
from db.protocol_file import load_protocol
from db.reader import open_reader
from tests.conftest import NOW_UTC, ZONE
from tests.dashboard.support import HandClock, press, settled, text, until
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
