"""`acudesk protocols`: what is in force, what it rests on, what the clinic changed."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from care.conditions import NECK_KEYS
from care.protocol import parse_protocol
from care.width import cell_width
from dashboard.__main__ import main
from dashboard.reports.protocols import NO_EVIDENCE
from tests.care.support import DEFAULT_TEXT, PROTOCOL
from tests.cli.test_start import _imported

RANGES = "".join(
    f"[conditions.knee_pain.{duration}]\nmild = [3, 4]\nmoderate = [4, 5]\nsevere = [5, 6]\n"
    for duration in ("acute", "subacute", "chronic")
)
OWN = f"""
[pain]
mcid_points = 2.5
[psfs]
goal_at_least = 8
[conditions.low_back_pain]
label = "Lumbago 腰痛"
[conditions.low_back_pain.function]
mcid_points = 12
worse_points = 12
[conditions.low_back_pain.sources]
worse_points = "Our audit"
[conditions.low_back_pain.acute]
mild = [4, 6]
[conditions.knee_pain]
label = "Knee pain"
[conditions.knee_pain.function]
code = "knee"
name = "Knee questionnaire"
mcid_points = 9
[conditions.knee_pain.motion]
flexion = 140
{RANGES}
"""
ROW = {"key", "value", "source", "evidence", "file", "default", "default_source", "note"}


class Printed:
    """The command with a protocol of the clinic's own, or with the shipped one."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.file, self._capsys = folder / "own.toml", capsys

    def own(self, text: str) -> None:
        """Write the clinic's file."""
        self.file.write_text(text, encoding="utf-8")

    def __call__(self, *argv: str) -> tuple[int, str, str]:
        """(exit code, stdout, stderr); there is no record anywhere."""
        chosen = ["--protocol", str(self.file)] if self.file.exists() else []
        code = main([*chosen, "protocols", *argv])
        told = self._capsys.readouterr()
        return code, told.out, told.err

    def text(self, *argv: str) -> str:
        """What it prints when it succeeds."""
        code, out, err = self(*argv)
        assert (code, err) == (0, "")
        return out

    def line(self, begins: str, *argv: str) -> str:
        """The one line that begins so."""
        (found,) = [line for line in self.text(*argv).splitlines() if line.strip().startswith(begins)]
        return " ".join(found.split())

    def json(self, *argv: str) -> Any:
        """What it answers as JSON."""
        return json.loads(self.text(*argv, "--json"))


@pytest.fixture
def printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Printed:
    return Printed(tmp_path, capsys)


def test_every_condition_is_listed_with_its_questionnaire_and_ranges(printed: Printed) -> None:
    told = printed.text()
    assert told.startswith("The shipped protocol; this clinic has no file of its own.\n")
    for code in PROTOCOL.conditions():
        block = told.partition(f"{PROTOCOL.label(code)} ({code})\n")[2].partition("\n\n")[0]
        assert f"({PROTOCOL.function_of(code).short})" in block
        assert f"  chronic   6-10        8-12        10-12       {NO_EVIDENCE}" in block.splitlines()
    assert "this clinic's own" not in told


def test_every_threshold_is_told_with_its_source_and_the_source_in_full(printed: Printed) -> None:
    told = printed.text()
    for row in PROTOCOL.in_force():
        if not row.key.startswith("conditions."):
            section, _, name = row.key.rpartition(".")
            block = told.partition(f"\n[{section}]\n")[2].partition("\n\n")[0]
            (line,) = [line for line in block.splitlines() if line.split()[0] == name]
            source = NO_EVIDENCE if row.basis == "[D]" else row.basis
            assert " ".join(line.split()) == f"{name} {row.value} {source}"
    assert "  Farrar 2001: Farrar et al., Pain 94:149-158\n" in told


def test_one_condition_is_shown_whole(printed: Printed) -> None:
    assert printed.line("mcid_points ", "low_back_pain") == "mcid_points 10 Ostelo 2008"
    assert printed.line("worse_points", "low_back_pain") == f"worse_points 10 {NO_EVIDENCE}"
    told = printed.text("low_back_pain")
    assert "   4 walking\n" in told and "Questions, 0 no trouble, 5 worst\n" in told
    assert "  Ostelo 2008: Ostelo et al., Spine 33:90-94\n" in told
    assert "Roy 2009" not in told and "[pain]" not in told
    assert printed.line("rotation_left", "low_back_pain") == f"rotation_left 45 {NO_EVIDENCE}"
    assert printed.line("severe_from", "neck_pain") == "severe_from 50 Vernon & Mior 1991"
    assert printed.line("flexion", "headache") == f"flexion 50 neck pain's; {NO_EVIDENCE}"


def test_a_condition_may_be_named_by_its_label(printed: Printed) -> None:
    assert printed.text("Low Back Pain") == printed.text("low_back_pain")


def test_an_unknown_condition_is_refused_with_the_nearest(printed: Printed) -> None:
    code, out, err = printed("sholder")
    assert (code, out) == (65, "")
    assert err.count("\n") == 1
    assert "no condition “sholder”. Did you mean shoulder_pain? It has neck_pain, headache," in err


def test_what_the_clinic_changed_stands_beside_what_is_shipped(printed: Printed) -> None:
    printed.own(OWN)
    told = printed.text()
    assert told.startswith("The shipped protocol; 20 values are from this clinic's own file\n")
    path = told.partition("\n\n")[0].splitlines()[1:]
    assert "".join(line.strip() for line in path) == str(printed.file)
    assert "  mcid_points                   2.5  this clinic's own; shipped: 2, Farrar 2001\n" in told
    assert "  goal_at_least                   8  this clinic's own, as shipped; clinic's\n" in told
    block = told.partition("Lumbago 腰痛 (low_back_pain)\n")[2].partition("\n\n")[0]
    assert "  acute     4-6*        5-8 " in block
    assert "  * label Lumbago 腰痛: this clinic's own; shipped: Low back pain\n" in block
    assert "  * function mcid_points 12: this clinic's own; shipped: 10, Ostelo 2008\n" in block
    assert "  * function worse_points 12: this clinic's own, Our audit; shipped: 10," in block
    assert "  * acute mild 4-6: this clinic's own; shipped: 5-6" in block
    assert "Knee pain (knee_pain), added by this clinic\n  function  Knee questionnaire (KNEE), typed" in told


def test_neck_pains_numbers_lent_to_another_condition_are_no_evidence(printed: Printed) -> None:
    printed.own(OWN)
    assert printed.line("severe_from", "knee_pain") == f"severe_from 50 neck pain's; {NO_EVIDENCE}"
    assert printed.line("partial_points", "knee_pain").startswith("partial_points 9 neck pain's 10 would be too much;")
    assert "missing_at_most" not in printed.text("knee_pain")
    printed.own(RANGES)
    assert "no questionnaire: a percentage is typed, judged by neck pain's" in printed.text("knee_pain")


@pytest.mark.parametrize("argv", [(), ("neck_pain",), ("knee_pain",), ("low_back_pain",), ("headache",)])
def test_no_line_is_wider_than_eighty_cells(printed: Printed, argv: tuple[str, ...]) -> None:
    printed.own(OWN + f'[conditions.knee_pain.sources]\nmcid_points = "{"腰" * 60}"\n')
    assert max(cell_width(line) for line in printed.text(*argv).splitlines()) <= 80


def test_json_has_every_value_with_every_key(printed: Printed) -> None:
    printed.own(OWN)
    told = printed.json()
    assert set(told) == {"file", "conditions", "thresholds", "changed", "citations"}
    assert told["file"] == str(printed.file)
    own = parse_protocol(DEFAULT_TEXT, OWN, str(printed.file))
    keys = [row.key for row in own.in_force()]
    assert [row["key"] for row in told["thresholds"]] == [key for key in keys if not key.startswith("conditions.")]
    changed = {row["key"]: row for row in told["changed"]}
    assert set(changed) == {key for key in keys if own.sources[key] != "default"}
    assert all(set(row) == ROW for row in (*told["thresholds"], *told["changed"]))
    assert changed["pain.mcid_points"] == {
        "key": "pain.mcid_points", "value": 2.5, "source": NO_EVIDENCE, "evidence": False, "file": str(printed.file),
        "default": 2, "default_source": "Farrar 2001", "note": None,
    }  # fmt: skip
    audit = changed["conditions.low_back_pain.function.worse_points"]
    assert (audit["source"], audit["evidence"], audit["default"]) == ("Our audit", True, 10)
    assert changed["conditions.knee_pain.acute.mild"]["default"] is None


def test_json_of_a_condition_is_that_condition(printed: Printed) -> None:
    printed.own(OWN)
    (knee,) = printed.json("knee_pain")["conditions"]
    assert (knee["code"], knee["label"], knee["added"]) == ("knee_pain", "Knee pain", True)
    assert knee["visits"]["acute"]["mild"]["value"] == [3, 4]
    assert set(knee["motion"]) == {"flexion"}
    values = knee["function"]["values"]
    assert values["severe_from"]["note"] == "neck pain's" and values["severe_from"]["evidence"] is False
    assert all(set(row) == ROW for row in values.values())
    (spadi,) = printed.json("shoulder_pain")["conditions"]
    assert spadi["added"] is False and len(spadi["function"]["items"]) == 13
    assert spadi["function"]["values"]["mcid_points"]["source"] == "Roy 2009"


def test_a_wrong_file_is_told_in_one_line(printed: Printed) -> None:
    printed.own("[conditions.low_back_pian.function]\nmcid_points = 12\n")
    code, out, err = printed()
    assert (code, out) == (65, "")
    assert err.count("\n") == 1 and "conditions.low_back_pain.function.mcid_points" in err


def test_it_needs_no_record_and_imports_nothing_heavy(tmp_path: Path) -> None:
    assert _imported("protocols", "--json", "--db", str(tmp_path / "none.acudesk")) == set()
    assert not (tmp_path / "none.acudesk").exists()


def test_what_the_page_tells_a_clinic_to_write_is_taken() -> None:
    page = Path(__file__).parents[2].joinpath("docs/protocol.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", page, re.S)
    changed, function, knee = (parse_protocol(DEFAULT_TEXT, block, "own.toml") for block in blocks)
    assert changed.pain.mcid_points == 2.5 and changed.ranges("neck_pain")["chronic"]["severe"] == (10, 14)
    assert function.bases["conditions.low_back_pain.function.mcid_points"] == "Our audit of 2025"
    assert knee.label("knee_pain") == "Knee pain" and knee.function_of("knee_pain").items[0] == "stairs"
    assert set(re.findall(r"`(\w+_\w+)`", page.partition("## What a quest")[2])) == set(NECK_KEYS)
