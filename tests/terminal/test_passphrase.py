"""The passphrase of an encrypted record, asked for in a real terminal before the screen changes, and never shown."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from db import cipher, keys
from tests.db.vault import PASSPHRASE, encrypted
from tests.terminal.support import Seen


@pytest.fixture(autouse=True)
def own_places(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The home that the program in the terminal has too."""
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(home))
    for name in (keys.FILE_NAMED, keys.CREDENTIALS):
        monkeypatch.delenv(name, raising=False)
    keys.forget()
    yield home
    keys.forget()
    cipher._opened_with.clear()


def opened(home: Path, record: Path) -> Seen:
    seen = Seen(home, sys.executable, "-m", "dashboard", "--db", str(record))
    seen.until(lambda: f"Passphrase of {record.name}:" in seen.text())
    return seen


def test_the_right_one_opens_the_dashboard_and_is_never_shown(own_places: Path, sample_path: Path) -> None:
    encrypted(sample_path, PASSPHRASE)
    with opened(own_places, sample_path) as seen:
        seen.send(b"not this one\r")
        seen.until(lambda: seen.text().count("Passphrase of") == 2)
        seen.send(PASSPHRASE.encode() + b"\r")
        seen.until(lambda: "Riverside" in seen.text() and "help" in seen.text())
        seen.send(b"\x11")
        assert seen.ended() == 0
        assert seen.left_clean
        assert PASSPHRASE.encode() not in bytes(seen.output) and b"not this one" not in bytes(seen.output)


def test_whoever_does_not_know_it_is_told_so_and_sees_nothing(own_places: Path, sample_path: Path) -> None:
    encrypted(sample_path, PASSPHRASE)
    with opened(own_places, sample_path) as seen:
        for tried in range(1, keys.TRIES + 1):
            seen.until(lambda: seen.text().count("Passphrase of") == tried)  # noqa: B023 it is asked at once
            seen.send(b"wrong\r")
        assert seen.ended() == 66
        assert "That is not the passphrase of" in " ".join(seen.text().split())
        assert "Riverside" not in seen.text()


def test_leaving_the_line_of_a_pin_is_no_fault(own_places: Path, sample_path: Path) -> None:
    with Seen(own_places, sys.executable, "-m", "dashboard", "--db", str(sample_path), "staff", "pin", "Tom") as seen:
        seen.until(lambda: "New PIN of Tom Becker:" in seen.text())
        seen.send(b"\x04")
        assert seen.ended() == 65
        assert "\nacudesk: No PIN was typed." in seen.text()
