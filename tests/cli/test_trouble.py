"""Each error is one line and an exit code, and nothing was changed."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.__main__ import main
from dashboard.cli.trouble import guarded
from tests.cli.conftest import DAY

COMMANDS = [["today"], ["caseload"], ["referrals"], ["export", "out"], []]


def _refused(capsys: pytest.CaptureFixture[str], argv: list[str]) -> tuple[int, str]:
    code = main(argv)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1 and "Traceback" not in err
    return code, err


@pytest.mark.parametrize("command", COMMANDS)
def test_a_missing_record_is_said_and_not_created(capsys, tmp_path: Path, command: list[str]) -> None:
    path = tmp_path / "none.acudesk"
    code, err = _refused(capsys, ["--db", str(path), *command])
    assert code == 66
    assert str(path) in err and "acudesk init" in err and "acudesk demo" in err
    assert not path.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"not a database at all " * 300, b"SQLite format 3\x00" + b"\x00" * 4000],
    ids=["empty", "text", "cut"],
)
def test_a_file_that_is_no_record_is_left_as_it_was(capsys, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "clinic.acudesk"
    path.write_bytes(content)
    assert _refused(capsys, ["today", "--db", str(path)])[0] == 66
    assert path.read_bytes() == content


def test_a_damaged_record_is_refused(capsys, tmp_path: Path, demo_record: Path) -> None:
    path = tmp_path / "clinic.acudesk"
    shutil.copyfile(demo_record, path)
    with path.open("r+b") as file:
        for page in range(2, 400):
            file.seek(page * 4096)
            file.write(b"\xff" * 4096)
    code, err = _refused(capsys, ["caseload", "--db", str(path), "--date", DAY])
    assert code == 66
    assert "damaged" in err


def test_a_database_server_is_refused_by_name_only(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    code, err = _refused(capsys, ["today", "--db", "postgresql://ana:secret@host/clinic"])
    assert code == 2
    assert "file" in err and "secret" not in err
    monkeypatch.setenv("ACUDESK_DB", "postgresql://ana:secret@host/clinic")
    assert _refused(capsys, ["where"])[0] == 2


def test_the_option_may_stand_on_either_side_of_the_command(capsys, demo_record: Path) -> None:
    assert main(["--db", str(demo_record), "where"]) == 0
    before = capsys.readouterr().out
    assert main(["where", "--db", str(demo_record)]) == 0
    assert capsys.readouterr().out == before
    assert str(demo_record) in before and "from --db" in before


def test_the_environment_names_the_record_unless_the_option_does(capsys, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ACUDESK_DB", str(tmp_path / "one"))
    main(["where"])
    assert f"{tmp_path / 'one'} (from ACUDESK_DB" in capsys.readouterr().out
    main(["where", "--db", str(tmp_path / "two")])
    assert f"{tmp_path / 'two'} (from --db" in capsys.readouterr().out


@pytest.mark.parametrize(
    "argv",
    [
        ["frobnicate"],
        ["today", "--date", "2026-02-30"],
        ["today", "--date", "20.13.2026"],
        ["today", "--date", "0001-01-01"],
        ["demo", "--date", "9999-12-31"],
        ["demo", "--at", "0001-01-01 00:00"],
        ["demo", "--date", "2026-11-20", "--at", "2026-11-20 10:42"],
        ["today", "--json", "--plain"],
        ["init", "--name", "Riverside"],
        ["today", "--db"],
        ["today", "--db", ""],
    ],
)
def test_a_command_line_that_makes_no_sense_is_usage(capsys, argv: list[str]) -> None:
    assert _refused(capsys, argv)[0] == 2


def test_escape_codes_of_the_command_line_are_not_echoed(capsys) -> None:
    _, err = _refused(capsys, ["\x1b]0;gone\x07"])
    assert "\x1b" not in err and "\x07" not in err


def test_init_refuses_a_place_that_is_taken(capsys, record_path: Path) -> None:
    before = record_path.read_bytes()
    code, err = _refused(capsys, ["init", "--db", str(record_path), "--name", "Other", "--timezone", "Europe/Berlin"])
    assert code == 75
    assert str(record_path) in err
    assert record_path.read_bytes() == before


def test_init_refuses_an_unknown_zone_and_creates_nothing(capsys, tmp_path: Path) -> None:
    path = tmp_path / "new" / "clinic.acudesk"
    code, err = _refused(capsys, ["init", "--db", str(path), "--name", "X", "--timezone", "America/Los_Angles"])
    assert code == 65
    assert "America/Los_Angeles" in err
    assert not path.parent.exists()


def test_init_creates_a_private_record_that_the_reports_open(capsys, tmp_path: Path) -> None:
    path = tmp_path / "new" / "clinic.acudesk"
    argv = ["init", "--db", str(path), "--name", "Ríverside", "--timezone", "Europe/Berlin", "--owner", "Ana Ruiz"]
    assert main(argv) == 0
    assert str(path) in capsys.readouterr().out
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert main(["today", "--db", str(path)]) == 0
    assert capsys.readouterr().out.startswith("Ríverside\n")


def test_an_interrupt_is_quiet(capsys) -> None:
    def interrupted() -> int:
        raise KeyboardInterrupt

    assert guarded(interrupted) == 130
    assert capsys.readouterr() == ("", "")


def test_a_fault_is_one_line_and_its_log_holds_no_value(capsys, own_places: Path) -> None:
    def faulty() -> int:
        patient = "Mei Tanaka 1985-03-04"
        raise KeyError(patient)

    assert guarded(faulty) == 70
    err = capsys.readouterr().err
    assert err.count("\n") == 1 and "Tanaka" not in err
    (log,) = own_places.rglob("acudesk.log")
    text = log.read_text()
    assert "Tanaka" not in text and "KeyError" in text and "faulty" in text
    reference = err.partition("reference ")[2][:6]
    assert reference in text
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700


def _run(*argv: str, **given: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "dashboard", *argv], capture_output=True, check=False, **given)


def test_a_reader_that_goes_away_is_no_trouble(demo_record: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        command = [sys.executable, "-m", "dashboard", "caseload", "--db", str(demo_record), "--date", DAY]
        ended = subprocess.run(command, stdout=gone, stderr=subprocess.PIPE, check=False)
    assert (ended.returncode, ended.stderr) == (141, b"")


def test_an_output_that_takes_nothing_is_said(demo_record: Path, tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    # Open for reading only: every write to it fails, as on a full disk.
    with (tmp_path / "out").open("rb") as unwritable:
        command = [sys.executable, "-m", "dashboard", "caseload", "--db", str(demo_record), "--date", DAY]
        ended = subprocess.run(command, stdout=unwritable, stderr=subprocess.PIPE, check=False)
    assert ended.returncode == 74
    assert ended.stderr.count(b"\n") == 1 and b"Traceback" not in ended.stderr


def test_a_terminal_without_the_letters_shows_question_marks_and_json_stays_whole(demo_record: Path) -> None:
    poor = {**os.environ, "PYTHONIOENCODING": "ascii"}
    plain = _run("today", "--db", str(demo_record), "--date", DAY, env=poor)
    assert plain.returncode == 0 and b"Piotr ?ak" in plain.stdout
    told = _run("today", "--db", str(demo_record), "--date", DAY, "--json", env=poor)
    assert b"\\u017bak" in told.stdout
