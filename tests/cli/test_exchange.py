"""`import` and `export` from the command line."""

import json
import sys
from pathlib import Path

import pytest

from dashboard.__main__ import main
from dashboard.cli.exchange import Bar
from tests.cli.conftest import DAY

SAMPLES = Path(__file__).parents[1] / "samples"


@pytest.fixture(scope="module")
def sample_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample clinic, imported by the command itself; read only."""
    path = tmp_path_factory.mktemp("sample") / "clinic.acudesk"
    assert main(["init", "--db", str(path), "--name", "Riverside", "--timezone", "America/Los_Angeles"]) == 0
    assert main(["import", "--db", str(path), str(SAMPLES / "clinic")]) == 0
    return path


def _json(capsys: pytest.CaptureFixture[str], path: Path, command: str) -> dict:
    assert main([command, "--db", str(path), "--date", DAY, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_sample_clinic_is_told_with_its_own_ids(capsys, sample_record: Path) -> None:
    appointments = _json(capsys, sample_record, "today")["appointments"]
    assert len(appointments) > 20
    assert all(one["source_id"].startswith("a") for one in appointments)
    caseload = _json(capsys, sample_record, "caseload")["courses"]
    assert {one["source_id"][0] for one in caseload} == {"c"}
    referrals = _json(capsys, sample_record, "referrals")["referrals"]
    assert {one["source_id"][0] for one in referrals} == {"r"}


def test_a_visit_counts_once_and_only_up_to_the_day(capsys, sample_record: Path) -> None:
    for one in _json(capsys, sample_record, "today")["appointments"]:
        if one["course_id"] is None:
            assert one["visits_done"] is one["expected"] is one["course_status"] is one["advice"] is one["rule"] is None
        else:
            low, high = one["expected"]
            assert 0 <= one["visits_done"] <= 30 and 1 <= low <= high


def test_the_same_files_again_change_nothing(capsys, sample_record: Path) -> None:
    assert main(["import", "--db", str(sample_record), str(SAMPLES / "clinic")]) == 0
    assert "nothing changed" in capsys.readouterr().out


def test_a_dry_run_says_what_would_come_and_keeps_nothing(capsys, record_path: Path) -> None:
    assert main(["import", "--dry-run", "--db", str(record_path), str(SAMPLES / "clinic")]) == 0
    assert "dry run" in capsys.readouterr().out
    assert _json(capsys, record_path, "caseload")["courses"] == []


def test_every_bad_row_is_named_and_nothing_is_kept(capsys, record_path: Path, tmp_path: Path) -> None:
    (tmp_path / "patients.csv").write_text(
        "patient_id,family_name,given_name,preferred_name,date_of_birth,phone,email,cautions,note\n"
        "p1,Ruiz,Ana,,1980-01-01,,,,\np2,Park,Jo,,2090-01-01,,,,\np3,Lee,Kim,,31.12.1999,,,,\n"
    )
    assert main(["import", "--db", str(record_path), str(tmp_path / "patients.csv")]) == 65
    out, err = capsys.readouterr()
    assert out == ""
    assert "Nothing was imported" in err and "Traceback" not in err
    assert err.count("patients.csv line 3") == 1 and err.count("patients.csv line 4") == 1
    assert main(["import", "--dry-run", "--db", str(record_path), str(SAMPLES / "clinic" / "patients.csv")]) == 0
    assert "260 added" in capsys.readouterr().out


def test_an_export_imports_back_and_never_writes_over_anything(capsys, sample_record: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["export", "--db", str(sample_record), str(out)]) == 0
    assert "patients: 260 written" in capsys.readouterr().out
    assert main(["import", "--db", str(sample_record), str(out)]) == 0
    assert "nothing changed" in capsys.readouterr().out
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert main(["export", "--db", str(sample_record), str(out)]) == 75
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_what_looks_odd_goes_to_stderr(capsys, sample_record: Path, tmp_path: Path) -> None:
    (tmp_path / "staff.csv").write_text("staff_id,name,role,shoe_size\np1,Dana Lee,practitioner,39\n")
    assert main(["import", "--dry-run", "--db", str(sample_record), str(tmp_path / "staff.csv")]) == 0
    out, err = capsys.readouterr()
    assert "shoe_size" in err and err.startswith("acudesk: note: ")
    assert "shoe_size" not in out


def test_no_bar_is_drawn_where_nobody_watches(capsys) -> None:
    bar = Bar("Importing")
    bar(1, 2)
    bar.clear()
    assert capsys.readouterr() == ("", "")


def test_a_bar_shows_after_a_while_and_goes_again(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    now = [100.0]
    monkeypatch.setattr("dashboard.cli.exchange.time.monotonic", lambda: now[0])
    bar = Bar("Importing")
    bar(1, 4000)
    assert capsys.readouterr().err == ""
    now[0] += 1
    bar(1000, 4000)
    bar(1001, 4000)
    drawn = capsys.readouterr().err
    assert drawn.startswith("\rImporting 1,000 of 4,000 [######") and " 25% " in drawn and "1,001" not in drawn
    bar.clear()
    assert capsys.readouterr().err == "\r\x1b[K"


def test_a_booking_file_is_taken_with_what_its_columns_are_said_to_hold(
    capsys, record_path: Path, tmp_path: Path
) -> None:
    (tmp_path / "week.csv").write_text("Ref,Client,When\n7,Mei Tanaka,24/11/2026 09:30\n")
    line = ["import", "--db", str(record_path), str(tmp_path / "week.csv"), "--map", "Client=name", "--day-first"]
    assert main([*line, "--map", "When=start", "--map", "ref=ID"]) == 0
    assert "online bookings: 1 added" in capsys.readouterr().out
    for wrong, said in (("When", "write it as THEIRS=OURS"), ("When=strat", "“strat” is nothing a booking has")):
        assert main([*line, "--map", wrong]) == 2
        told = capsys.readouterr().err
        assert said in told and "Nothing was imported." in told
