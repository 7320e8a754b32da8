"""The day sheet as PDF from the command line: into a folder, into a pipe, and what is told about letters."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import DAY
from tests.cli.counter import Cli


def test_written_into_a_folder_and_named(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "sheets"
    code, out, _ = cli("daysheet", "--pdf", "--to", folder)
    written = [Path(line) for line in out.splitlines()]
    assert code == 0
    assert [file.name for file in written] == ["daysheet-2026-11-20.pdf", "daysheet-2026-11-21.pdf"]
    for file in written:
        assert file.read_bytes().startswith(b"%PDF-") and stat.S_IMODE(file.stat().st_mode) == 0o600
        # The sample clinic is in Los Angeles.
        assert b"[0 0 612.00 792.00]" in file.read_bytes()
    cli("daysheet", "--pdf", "--paper", "a4", "--date", DAY, "--to", folder)
    assert b"[0 0 595.28 841.89]" in written[0].read_bytes()


def test_letters_without_a_font_are_told(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.daysheet.typefaces.folders", tuple)
    number = cli.json("patient", "add", "--family", "渡辺", "--given", "零")["patient"]["id"]
    cli.book("2027-03-01 10:00", patient=number)
    code, out, err = cli("daysheet", "--pdf", "--date", "2027-03-01", "--to", tmp_path)
    assert code == 0 and out.endswith("daysheet-2027-03-01.pdf\n")
    assert err == (
        "daysheet-2027-03-01.pdf: 1 name holds letters for which this machine has no font; "
        "the text sheet has it whole.\n"
    )


def test_into_a_pipe_it_is_the_pdf_and_nothing_else(sample_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "dashboard", "--db", str(sample_path), "daysheet", "--pdf", "--date", DAY],
        capture_output=True,
        check=True,
    )
    assert ended.stdout.startswith(b"%PDF-") and ended.stdout.rstrip().endswith(b"%%EOF")
    assert b"Traceback" not in ended.stderr


def test_no_pdf_goes_to_a_terminal_and_no_paper_without_it(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Add --pdf" in cli.refused(2, "daysheet", "--paper", "a4")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert "--to" in cli.refused(2, "daysheet", "--pdf")
