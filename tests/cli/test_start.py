"""What a start imports, what it says, and what it leaves behind."""

import argparse
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.__main__ import main
from dashboard.cli.arguments import parser
from dashboard.cli.commands import COMMANDS
from dashboard.clock import Clock, FixedClock, machine_zone, read_moment
from db.errors import Refused
from tests.cli.conftest import DAY

HEAVY = ("asyncio", "textual", "rich", "plotext", "sqlmodel", "sqlalchemy", "alembic", "icalendar")


def _imported(*argv: str) -> set[str]:
    """Which of the heavy packages one command has imported when it ends, in a process of its own."""
    script = (
        "import sys\nfrom dashboard.__main__ import main\n"
        f"code = main({list(argv)!r})\nsys.stderr.write('|'.join(name for name in {HEAVY!r} if name in sys.modules))\n"
        "sys.exit(code)"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(filter(None, ended.stderr.split("|")))


@pytest.mark.parametrize("command", ["today", "caseload", "referrals"])
def test_a_report_imports_no_screen_and_no_object_mapper(demo_record: Path, command: str) -> None:
    assert _imported(command, "--db", str(demo_record), "--date", DAY, "--json") == set()


@pytest.mark.parametrize("argv", [["--help"], ["--version"], ["where"]])
def test_help_and_version_import_nothing_heavy(argv: list[str]) -> None:
    assert _imported(*argv) == set()


def test_the_version_answers_at_once() -> None:
    command = [sys.executable, "-m", "dashboard", "--version"]
    taken = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        ended = subprocess.run(command, capture_output=True, text=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert re.fullmatch(r"acudesk \d+\.\d+\.\d+\n", ended.stdout)
    # A hundred milliseconds are promised. Its own work is counted: the machine of a test run has others to serve.
    assert min(taken) < 0.25


def test_help_names_every_command_and_exit_code(capsys) -> None:
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(f"\n    {command} " in told for command in COMMANDS)
    assert all(f" {code} " in told for code in (0, 2, 65, 66, 74, 75, 77))


PAGE = Path(__file__).parents[2].joinpath("docs/commands.md").read_text()


def _commands(one: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The commands of a parser, or of one of its commands."""
    return next((dict(action.choices) for action in one._actions if action.dest in ("command", "what")), {})


def _options(one: argparse.ArgumentParser) -> set[str]:
    """The long options of a command and of its own commands."""
    mine = {text for action in one._actions for text in action.option_strings if text.startswith("--")}
    return mine.union(*map(_options, _commands(one).values()))


def test_the_page_of_commands_names_every_command_and_option() -> None:
    commands = _commands(parser())
    assert tuple(commands) == COMMANDS
    for name, command in commands.items():
        section = re.search(rf"^## `acudesk {name}\b[^\n]*\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
        assert section, name
        for option in _options(command) - {"--help", "--db", "--protocol"}:
            assert f"`{option}" in section[0], f"{name} {option}"
        for own in _commands(command):
            assert f"`acudesk {name} {own}" in section[0]


def test_the_page_of_commands_names_no_option_that_is_not_there() -> None:
    assert set(re.findall(r"--[a-z][a-z-]+", PAGE)) <= _options(parser())


@pytest.mark.parametrize("argv", [["today", "--json"], ["--db", "x", "today"], ["--protocol", "y", "today", "--help"]])
def test_only_the_command_that_is_named_is_built(argv: list[str]) -> None:
    (named,) = _commands(parser(argv)).values()
    assert _options(named) == _options(_commands(parser())["today"])


@pytest.mark.parametrize("argv", [["--help"], ["--db", "x", "frobnicate"], ["--db"], ["--date", "x"], ["-h", "today"]])
def test_the_commands_are_known_wherever_one_may_be_meant(argv: list[str]) -> None:
    assert set(_commands(parser(argv))) == set(COMMANDS)


@pytest.mark.parametrize("argv", [[], ["--db", "x"], ["--protocol", "y", "--db", "x"]])
def test_opening_the_dashboard_does_not_wait_for_the_commands(argv: list[str]) -> None:
    assert _commands(parser(argv)) == {}
    assert parser(argv).parse_args(argv).command is None


def test_without_a_terminal_the_dashboard_is_todays_list(capsys, demo_record: Path) -> None:
    assert main(["--db", str(demo_record)]) == 0
    assert capsys.readouterr().out.startswith("Riverside Acupuncture\n")


def test_the_demo_shows_a_fixed_moment_and_leaves_nothing_behind(capsys, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    assert main(["demo", "--at", "2026-11-20 10:42"]) == 0
    told = capsys.readouterr().out
    assert "Friday 20 November 2026" in told and "waiting 8 min" in told
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_demo_that_was_killed_is_swept_away_and_a_running_one_is_not(capsys, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    killed, running, other = (
        tmp_path / "temporary" / f"acudesk-demo-{name}" for name in (f"{ended.pid}-x", f"{os.getpid()}-x", "mine")
    )
    for folder in (killed, running, other):
        folder.mkdir(parents=True)
    assert main(["demo", "--at", "2026-11-20 10:42"]) == 0
    assert capsys.readouterr().err == ""
    assert not killed.exists() and running.exists() and other.exists()


def test_the_demo_keeps_to_the_shipped_thresholds(capsys, own_places: Path) -> None:
    (own_places / "acudesk").mkdir(parents=True)
    (own_places / "acudesk" / "protocol.toml").write_text("not a protocol")
    assert main(["demo", "--at", "2026-11-20 10:42"]) == 0
    assert "27 appointments" in capsys.readouterr().out


def test_the_demo_on_another_day_is_in_the_middle_of_its_morning(capsys) -> None:
    assert main(["demo", "--date", "2026-03-29"]) == 0
    told = capsys.readouterr().out
    assert "Sunday 29 March 2026" in told and "2 waiting, 3 in room" in told


def test_a_kept_demo_stays_and_is_never_written_over(capsys, tmp_path: Path) -> None:
    argv = ["demo", "--at", "2026-11-20 10:42", "--keep", str(tmp_path / "kept")]
    assert main(argv) == 0
    told = capsys.readouterr().out
    (record,) = (tmp_path / "kept").glob("*.acudesk")
    assert str(record) in told
    before = record.read_bytes()
    assert main(argv) == 75
    assert record.read_bytes() == before


def test_the_demo_never_looks_at_the_real_record(capsys, own_places: Path, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ACUDESK_DB", str(tmp_path / "real.acudesk"))
    assert main(["demo", "--at", "2026-11-20 10:42"]) == 0
    assert capsys.readouterr().err == ""
    assert not (tmp_path / "real.acudesk").exists()
    assert not own_places.exists()


@pytest.mark.parametrize("text", ["2026-11-20", "2026-11-20 24:00", "tomorrow", "2026-13-01 10:00"])
def test_a_moment_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_moment(text, "America/Los_Angeles")


def test_a_moment_the_clocks_skip_is_refused() -> None:
    with pytest.raises(Refused, match="03:00"):
        read_moment("2026-03-08 02:30", "America/Los_Angeles")


def test_the_clocks_day_is_the_clinics_own() -> None:
    clock = FixedClock(read_moment("2026-11-20 22:30", "America/Los_Angeles"))
    assert clock.today("America/Los_Angeles").isoformat() == "2026-11-20"
    assert clock.minute("America/Los_Angeles") == 22 * 60 + 30
    assert clock.today("Europe/Berlin").isoformat() == "2026-11-21"


def test_a_shifted_clock_runs_on() -> None:
    assert abs(Clock(3600).now_utc() - Clock().now_utc() - 3600) <= 1


def test_the_machines_zone_is_what_its_environment_says(monkeypatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    assert machine_zone() == "Asia/Kolkata"
    monkeypatch.setenv("TZ", "No/Such")
    assert machine_zone() != "No/Such"
    assert os.environ["TZ"] == "No/Such"


def test_only_to_look_makes_no_record_and_goes_with_no_command(cli, tmp_path: Path) -> None:
    cli.path = tmp_path / "none.acudesk"
    assert "There is no record" in cli.refused(66, "--read-only")
    assert not cli.path.exists()
    assert "goes with no command" in cli.refused(2, "--read-only", "today")


def test_leaving_what_was_replaced_writes_nothing_to_what_is_there_now(
    record_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import dashboard.app
    from dashboard.cli import start
    from dashboard.settings import settings

    def run(record: Path, *_: object, **__: object) -> int:
        other = record.with_name("other")
        other.write_bytes(record.read_bytes())
        other.rename(record)
        return 0

    monkeypatch.setattr(dashboard.app, "run", run)
    monkeypatch.setattr(start, "on_a_terminal", lambda: True)
    where = settings(str(record_path), None, {})
    assert start.open_dashboard(where, Clock()) == 0
    assert "was moved, removed or replaced while it was open" in capsys.readouterr().err
    assert not list(record_path.parent.rglob("*.anchor.json"))
