"""The examples of the clinical page and of the case file, word for word."""

import json

import pytest

from care.assessment import assess
from care.casefile import answer, parse_case
from tests.care.support import PROTOCOL, assessed


@pytest.mark.parametrize(
    ("severity", "duration", "nprs", "more", "status", "advice", "rule"),
    [
        ("moderate", "acute", [6, 4, 3], {}, "early_response", "continue", "D12"),
        ("moderate", "acute", [6, 6, 6, 6], {}, "stalled", "continue_modify", "D23"),
        ("moderate", "chronic", [6, 6, 6, 5, 6, 6, 6, 6], {}, "stalled", "refer_complementary", "D25"),
        ("moderate", "chronic", [6, 5, 5, 5, 5, 5, 5, 6, 6], {}, "stalled", "continue_modify", "D24"),
        ("moderate", "chronic", [6, 6, 6, 5, 6, 6, 6, 6, 6, 6, 6], {"complementary": "done"},
         "stalled", "refer_ortho", "D28"),
        ("moderate", "subacute", [7, 5, 4, 4, 8], {}, "on_track", "continue", "D13"),
        ("severe", "acute", [9, 7, 7, 7], {}, "slow", "continue_modify", "D23"),
        ("mild", "acute", [3, 5, 6], {}, "worsening", "re_evaluate", "D08"),
        ("moderate", "acute", [6, 5, 4, 3, 2, 1], {"ndi": {1: 36, 6: 12}}, "resolved", "discharge", "D05"),
    ],
)  # fmt: skip
def test_an_example_of_the_page(severity, duration, nprs, more, status, advice, rule):
    found = assessed(nprs, severity=severity, duration=duration, **more)
    assert (found.status, found.advice, found.rule) == (status, advice, rule)


def test_the_example_of_the_case_file():
    line = """{"severity": "moderate", "duration": "chronic", "visits_done": 9, "nprs": [6, 6, null, 5, 6, 6, 6, 6, 6],
      "ndi": {"1": 36, "8": 34}, "psfs": {}, "rom": {}, "groc": {}, "range": [8, 12], "radiating": false,
      "red_flag": "none", "neuro": "none", "complementary": "none", "orthopaedic": "none", "goal": 2}"""
    found = answer(assess(parse_case(line), PROTOCOL))
    explanation = found.pop("explanation")
    assert json.dumps(found) == json.dumps(
        {
            "status": "stalled", "reasons": ["no_response"], "response": "none", "advice": "refer_complementary",
            "rule": "D25", "range": [8, 12], "early_checkpoint": 6, "visits_done": 9, "baseline": 6, "current": 6,
            "goal": 2, "progress": 0.0, "pace": 0.375, "flags": [],
        }
    )  # fmt: skip
    assert explanation == (
        "Visit 9 of 8-12. Pain 6 at baseline, 6 now (median of the last three: 6, 6, 6). "
        "NDI 36 % at visit 1, 34 % at visit 8. No meaningful change at visits 8 and 9. Rule D25."
    )
