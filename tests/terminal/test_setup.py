"""A machine without a record, in a real terminal: set up the clinic, or look at the demo."""

import sys
from pathlib import Path

from db.reader import open_reader
from tests.terminal.support import Seen


def opened(tmp_path: Path, record: Path) -> Seen:
    seen = Seen(tmp_path, sys.executable, "-m", "dashboard", "--db", str(record), columns=80, rows=24)
    seen.until(lambda: "no clinic record here yet" in seen.text())
    seen.quiet(0.3)
    return seen


def test_the_form_creates_the_record_and_opens_it(tmp_path: Path) -> None:
    record = tmp_path / "new" / "clinic.acudesk"
    with opened(tmp_path, record) as seen:
        assert not record.exists()
        seen.send(b"s")
        seen.until(lambda: "Name of the clinic" in seen.text())
        seen.quiet(0.3)
        seen.send(b"Hillside [/] Acupuncture\t")
        seen.until(lambda: "Hillside [/] Acupuncture" in seen.text())
        seen.quiet(0.3)
        # ctrl+u takes out whatever zone this machine proposed.
        for keys in (b"\x15", b"Mars/Olympus", b"\t", b"Tom Becker", b"\r"):
            seen.send(keys)
            seen.quiet(0.3)
        seen.until(lambda: "Mars/Olympus" in "\n".join(seen.text().split("Your name")[1:]))
        assert "Hillside [/] Acupuncture" in seen.text() and "Tom Becker" in seen.text()
        assert not record.exists()
        for keys in (b"\x15", b"Pacific/Auckland", b"\r"):
            seen.send(keys)
            seen.quiet(0.3)
        seen.until(lambda: "acudesk" in seen.text() and "Hillside" in seen.text() and "help" in seen.text())
        seen.send(b"\x11")
        assert seen.ended() == 0
        assert seen.left_clean
    with open_reader(record) as reader:
        assert reader.row("select name, timezone from clinic") == ("Hillside [/] Acupuncture", "Pacific/Auckland")
        assert reader.row("select name, role from staff") == ("Tom Becker", "owner")
        assert reader.row("select first_entry from audit_key") == (1,)


def test_d_opens_the_demo_and_makes_no_record(tmp_path: Path) -> None:
    record = tmp_path / "clinic.acudesk"
    with opened(tmp_path, record) as seen:
        seen.send(b"d")
        seen.until(lambda: "booked" in seen.text() and "help" in seen.text(), 30.0)
        seen.quiet(0.5)
        seen.send(b"\x11")
        assert seen.ended() == 0
    assert not record.exists()


def test_leaving_makes_nothing(tmp_path: Path) -> None:
    record = tmp_path / "clinic.acudesk"
    with opened(tmp_path, record) as seen:
        seen.send(b"q")
        assert seen.ended() == 0
        assert seen.left_clean
    assert not record.exists()
