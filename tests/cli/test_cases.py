"""`acudesk assess`: one answer a case, bad ones named and passed over."""

import io
import json
import sys
import time
from pathlib import Path

import pytest

from dashboard.__main__ import main

GOOD = '{"severity": "moderate", "duration": "chronic", "visits_done": 9, "nprs": [6, 6, null, 5, 6, 6, 6, 6, 6]}'
EARLY = '{"severity": "moderate", "duration": "acute", "nprs": [6, 4, 3]}'


def _assess(capsys: pytest.CaptureFixture[str], data: str | bytes, folder: Path) -> tuple[int, list[dict], str]:
    path = folder / "cases.jsonl"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    code = main(["assess", str(path)])
    out, err = capsys.readouterr()
    return code, [json.loads(line) for line in out.splitlines()], err


def test_each_line_is_answered_and_blank_ones_are_skipped(capsys, tmp_path: Path) -> None:
    code, answers, err = _assess(capsys, f"{GOOD}\n\n  \n{EARLY}\n", tmp_path)
    assert (code, err) == (0, "")
    assert [(one["status"], one["rule"]) for one in answers] == [("stalled", "D25"), ("early_response", "D12")]


def test_one_object_over_several_lines_is_one_case(capsys, tmp_path: Path) -> None:
    code, answers, _ = _assess(capsys, "\ufeff\n" + json.dumps(json.loads(GOOD), indent=2), tmp_path)
    assert code == 0
    assert [one["rule"] for one in answers] == ["D25"]


def test_a_bad_case_names_its_line_and_field_and_the_others_are_answered(capsys, tmp_path: Path) -> None:
    code, answers, err = _assess(capsys, f'{EARLY}\n\n{{"nprs": [6, 11]}}\n{GOOD}\n', tmp_path)
    assert code == 65
    assert [one["rule"] for one in answers] == ["D12", "D25"]
    assert err.startswith("line 3, nprs: ") and err.count("\n") == 1


def test_a_broken_object_over_several_lines_names_the_broken_line(capsys, tmp_path: Path) -> None:
    code, answers, err = _assess(capsys, '{\n "duration": "acute",\n "nprs": [6, 6],\n}\n', tmp_path)
    assert (code, answers) == (65, [])
    # The comma too much is on line 3, what should have followed it on line 4; Pythons differ in which they name.
    assert err.startswith(("line 3, json: ", "line 4, json: ")) and err.count("\n") == 1


def test_a_first_line_cut_short_does_not_swallow_the_cases_after_it(capsys, tmp_path: Path) -> None:
    code, answers, err = _assess(capsys, f'{{"nprs": [6,\n{GOOD}\n{EARLY}\n', tmp_path)
    assert code == 65
    assert [one["rule"] for one in answers] == ["D25", "D12"]
    assert err.startswith("line 1, ")


@pytest.mark.parametrize(
    "line",
    [b'{"nprs": [6], "x\xff": 1}', b"[" * 200_000, b'{"nprs": [' + b"6," * 600_000 + b"6]}", b'{"nprs": [NaN]}', b"7"],
)
def test_a_line_that_is_no_case_is_refused_without_a_traceback(capsys, tmp_path: Path, line: bytes) -> None:
    code, answers, err = _assess(capsys, line + b"\n" + EARLY.encode() + b"\n", tmp_path)
    assert code == 65
    assert [one["rule"] for one in answers] == ["D12"]
    assert err.startswith("line 1, ") and err.count("\n") == 1 and "Traceback" not in err


def test_no_case_at_all_is_said(capsys, tmp_path: Path) -> None:
    code, answers, err = _assess(capsys, "\n\n", tmp_path)
    assert (code, answers) == (65, [])
    assert "no case" in err


def test_standard_input_is_read_for_a_dash(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{GOOD}\n".encode())))
    assert main(["assess", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["rule"] == "D25"


def test_a_missing_file_is_an_input_error(capsys, tmp_path: Path) -> None:
    assert main(["assess", str(tmp_path / "none.json")]) == 74
    err = capsys.readouterr().err
    assert "none.json" in err and err.count("\n") == 1


def test_the_clinics_own_thresholds_are_used(capsys, tmp_path: Path) -> None:
    own = tmp_path / "protocol.toml"
    own.write_text("[conditions.neck_pain.acute]\nmoderate = [9, 11]\n")
    path = tmp_path / "case.json"
    path.write_text(EARLY)
    assert main(["assess", str(path), "--protocol", str(own)]) == 0
    assert json.loads(capsys.readouterr().out)["range"] == [9, 11]


def test_a_wrong_threshold_is_refused_by_name(capsys, tmp_path: Path) -> None:
    own = tmp_path / "protocol.toml"
    own.write_text("[pain]\nmcid_point = 2\n")
    assert main(["--protocol", str(own), "assess", "-"]) == 65
    err = capsys.readouterr().err
    assert "protocol.toml" in err and "pain.mcid_point" in err and "pain.mcid_points" in err and err.count("\n") == 1


def test_thousands_of_lines_take_seconds_at_most(capsys, tmp_path: Path) -> None:
    started = time.process_time()
    code, answers, _ = _assess(capsys, f"{GOOD}\n" * 5_000, tmp_path)
    assert (code, len(answers)) == (0, 5_000)
    assert time.process_time() - started < 10
