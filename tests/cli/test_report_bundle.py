"""What a bug report takes along: enough to look into it, and nothing of anybody."""

import re
import stat
from pathlib import Path

import pytest

from dashboard.cli.trouble import record_fault
from db.reader import Reader, open_reader
from db.tables import SQLModel
from tests.cli.counter import Cli

NOTE = "Husband left her; sleeps on the sofa of Zenobia"
PERSONAL = {
    "patient": "family_name given_name preferred_name date_of_birth phone email address medicines allergies note",
    "staff": "name credentials",
    "clinic": "uid name phone address",
    "provider": "name phone note",
    "visit": "note",
    "referral": "question",
    "room": "name",
}
"""Columns in which a person's words stand."""


def bundle(cli: Cli) -> str:
    """The bundle as it is printed."""
    code, out, err = cli("report")
    assert (code, err) == (0, "")
    return out


def personal(reader: Reader) -> set[str]:
    """Every personal text of the record, whole and by its words; what is too short to tell is left out.

    The end of a phone number alone is one of ten thousand, and as likely a count of rows or a part of a hash.
    """
    found: set[str] = set()
    for table, columns in PERSONAL.items():
        for row in reader.rows(f"select {columns.replace(' ', ', ')} from {table}"):
            for value in filter(None, map(str, (cell for cell in row if cell is not None))):
                found |= {value, *re.findall(r"[^\W_]{4,}", value)}
    return {one for one in found if len(one) > (5 if one.isdigit() else 3) or not one.isascii()}


def test_nothing_of_any_patient_is_in_it(cli: Cli) -> None:
    cli.said("patient", "change", "pt1", "--note", NOTE, "--medicines", "Warfarinol", "--phone", "503 555 0199")
    cli.said("patient", "change", "pt2", "--address", "12 Elmwood St, Portlandia", "--allergies", "Latexine")
    told = bundle(cli).casefold()
    with open_reader(cli.path) as reader:
        words = personal(reader)
    assert {NOTE, "Warfarinol", "Elmwood", "渡辺", "Hernandez"} <= words
    assert len(words) > 500
    # Words that are names of our own as well stand in the bundle whatever a patient is called.
    ours = set(re.findall(r"[a-z]+", " ".join(SQLModel.metadata.tables)))
    assert sorted(one for one in words if one.casefold() in told and one.casefold() not in ours) == []


def test_numbers_and_codes_are_in_it(cli: Cli) -> None:
    told = bundle(cli)
    with open_reader(cli.path) as reader:
        for name in ("patient", "visit", "audit_entry"):
            row = reader.row(f"select count(*) from {name}")
            assert row is not None and f"rows of {name} {row[0]}\n" in told
    for line in ("revision 0003", "sqlite 3.", "textual 8.", "python 3.", "pages: fine", "audit log: fine"):
        assert f"\n{line}" in told
    assert all(f"rows of {name} " in told for name in SQLModel.metadata.tables)


def test_no_place_of_this_machine_is_in_it(cli: Cli, own_places: Path) -> None:
    told = bundle(cli)
    assert str(cli.path.parent) not in told and str(own_places) not in told and "/" not in told


def test_the_end_of_the_log_is_in_it_and_no_line_of_another_form(cli: Cli, own_places: Path) -> None:
    try:
        raise KeyError("Mei Tanaka")
    except KeyError as error:
        reference, log = record_fault(error)
    assert log is not None
    with log.open("a", encoding="utf-8") as file:
        file.write(f"2026-11-20T18:40:00Z abcdef ValueError: Mei Tanaka at {own_places}/clinic\nMei Tanaka\n")
    told = bundle(cli)
    assert f"{reference} builtins.KeyError at test_report_bundle.py:" in told
    assert "left out: 2" in told and "Tanaka" not in told and str(own_places) not in told
    with log.open("a", encoding="utf-8") as file:
        file.write("x" * 200_000 + "\n" + log.read_text(encoding="utf-8").splitlines()[0] + "\n")
    told = bundle(cli)
    assert reference in told and "of which the end" in told and len(told) < 20_000


@pytest.mark.parametrize("value", ["/home/mei/bin", "xterm-meitanaka", "Mei Tanaka", "xterm\x1b[2J"])
def test_the_terminal_is_told_only_where_it_looks_like_one(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("USER", "meitanaka")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    for name in ("TERM", "LC_ALL"):
        monkeypatch.setenv(name, value)
    told = bundle(cli)
    assert "TERM is set to something else" in told and "LC_ALL is set to something else" in told
    assert "COLORTERM truecolor" in told and "LANG en_US.UTF-8" in told
    assert "mei" not in told.casefold() and "\x1b" not in told


def test_a_file_of_ones_own_is_never_written_over(cli: Cli, tmp_path: Path) -> None:
    target = tmp_path / "report.txt"
    assert str(target) in cli.said("report", "--to", target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    text = target.read_text(encoding="utf-8")
    assert text.startswith("acudesk report of 2026-11-20T18:40:00Z.")
    assert "is there already" in cli.refused(75, "report", "--to", target)
    assert target.read_text(encoding="utf-8") == text
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    assert "is there already" in cli.refused(75, "report", "--to", tmp_path / "link")
    assert not (tmp_path / "elsewhere").exists()
    assert "There is no folder" in cli.refused(74, "report", "--to", tmp_path / "none" / "report.txt")


def test_a_record_that_cannot_be_opened_is_told_by_its_code(cli: Cli) -> None:
    whole = cli.path.read_bytes()
    for content, code in (
        (b"not a database at all " * 300, "NotADatabase"), (b"", "OtherProgram"), (whole[:40_960], "DamagedRecord"),
    ):  # fmt: skip
        cli.path.write_bytes(content)
        told = bundle(cli)
        assert code in told and "record: " in told, told
    cli.path.unlink()
    assert "cannot be opened: NoRecord" in bundle(cli)
