"""Setting a PIN at the command line: typed twice, never an argument; and the lists of who works here."""

import pytest

from dashboard.cli import passphrase
from dashboard.person import system_user
from tests.cli.counter import Cli

PIN = "314159"


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is typed unseen, in order; with nothing left there is no terminal."""
    typed: list[str] = []
    monkeypatch.setattr(passphrase, "ask", lambda _: typed.pop(0) if typed else None)
    return typed


def test_a_pin_is_typed_twice_by_somebody(cli: Cli, typing: list[str]) -> None:
    assert "a terminal, and there is none" in cli.refused(65, "staff", "pin", "Tom Becker")
    typing += ["", PIN, "271828"]
    # Nothing, as whoever presses ctrl+d at the line types it.
    assert "No PIN was typed. Nothing was changed." in cli.refused(65, "staff", "pin", "Tom Becker")
    assert "The two were not the same" in cli.refused(65, "staff", "pin", "Tom Becker")
    typing += ["1234"]
    # Said before it is asked for again.
    assert "A PIN has 6 to 64 characters" in cli.refused(65, "staff", "pin", "Tom Becker")
    typing += [PIN, PIN]
    assert cli.json("staff", "pin", "Tom Becker")["staff"]["pin"]
    assert typing == []


def test_who_left_is_listed_only_when_asked_for(cli: Cli, typing: list[str]) -> None:
    cli.said("staff", "user", "Tom Becker", system_user())
    cli.said("staff", "add", "Mia Long", "--role", "front_desk", "--user", "mia")
    typing += [PIN, PIN]
    assert cli.said("staff", "pin", "Mia Long") == "Mia Long has a new PIN."
    assert cli.said("staff", "pin", "Mia Long", "--none") == "Mia Long has no PIN."
    cli.said("staff", "retire", "Ana Ruiz")
    assert "Ana Ruiz" not in cli("staff", "list")[1]
    row = next(line for line in cli("staff", "list", "--all")[1].splitlines() if "Ana Ruiz" in line)
    assert "works here no more" in row
    assert "system user mia" in cli("staff", "list")[1]
