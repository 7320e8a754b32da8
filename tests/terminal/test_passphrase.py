"""The passphrase of an encrypted record, asked for in a real terminal before the screen changes, and never shown."""

import sys
from pathlib import Path

import pytest

from db import keys
from tests.db.vault import PASSPHRASE, encrypted
from tests.terminal.support import Seen

pytestmark = pytest.mark.usefixtures("key_places")


def opened(home: Path, record: Path) -> Seen:
    seen = Seen(home, sys.executable, "-m", "dashboard", "--db", str(record))
    seen.until(lambda: f"Passphrase of {record.name}:" in seen.text())
    return seen


def test_the_right_one_opens_the_dashboard_and_is_never_shown(key_places: Path, sample_path: Path) -> None:
    encrypted(sample_path, PASSPHRASE)
    with opened(key_places, sample_path) as seen:
        seen.send(b"not this one\r")
        seen.until(lambda: seen.text().count("Passphrase of") == 2)
        seen.send(PASSPHRASE.encode() + b"\r")
        seen.until(lambda: "Riverside" in seen.text() and "help" in seen.text())
        seen.send(b"\x11")
        assert seen.ended() == 0
        assert seen.left_clean
        assert PASSPHRASE.encode() not in bytes(seen.output) and b"not this one" not in bytes(seen.output)


def test_whoever_does_not_know_it_is_told_so_and_sees_nothing(key_places: Path, sample_path: Path) -> None:
    encrypted(sample_path, PASSPHRASE)
    with opened(key_places, sample_path) as seen:
        for tried in range(1, keys.TRIES + 1):
            seen.until(lambda: seen.text().count("Passphrase of") == tried)  # noqa: B023 it is asked at once
            seen.send(b"wrong\r")
        assert seen.ended() == 66
        assert "That is not the passphrase of" in " ".join(seen.text().split())
        assert "Riverside" not in seen.text()


def test_leaving_the_line_of_a_pin_is_no_fault(key_places: Path, sample_path: Path) -> None:
    with Seen(key_places, sys.executable, "-m", "dashboard", "--db", str(sample_path), "staff", "pin", "Tom") as seen:
        seen.until(lambda: "New PIN of Tom Becker (" in seen.text())
        seen.send(b"\x04")
        assert seen.ended() == 65
        assert "\nacudesk: No PIN was typed." in seen.text()
