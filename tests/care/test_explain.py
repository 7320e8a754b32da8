"""The explanation: one line, with the numbers behind the advice and its rule."""

import pytest

from care.assessment import assess
from care.explain import number
from tests.care.cases import random_cases
from tests.care.support import PROTOCOL, assessed

FLAT = [6] * 20


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (
            assessed([6, 6, 6, 5, 6, 6, 6, 6]),
            "Visit 8 of 8-12. Pain 6 at baseline, 6 now (median of the last three: 6, 6, 6). "
            "No meaningful change at visits 7 and 8. Rule D25.",
        ),
        (
            assessed([6, 5, 5, 5, 5, 5, 5, 6, 6]),
            "Visit 9 of 8-12. Pain 6 at baseline, 6 now (median of the last three: 5, 6, 6). "
            "No meaningful change at visit 9 for the first time. Rule D24.",
        ),
        (
            assessed([], visits_done=0, duration=None, severity=None),
            "No visit yet, 6-10 expected (severity and onset assumed). The first visit takes the baseline. Rule D03.",
        ),
        (
            assessed([6, 4]),
            "Visit 2 of 8-12. Pain 6 at baseline, 4 now (one score since). "
            "Meaningful change before the early checkpoint at visit 6. Rule D12.",
        ),
        (
            assessed([None, 6.33, 6], expected=(3, 3), duration="acute"),
            "Visit 3 of 3. Pain 6.33 at baseline (visit 2), 6 now (one score since). "
            "No meaningful change at visits 2 and 3; the range is used up at visit 3; "
            "complementary care has not been tried. Rule D20.",
        ),
        (
            assessed([6, 5, 4], visits_done=7),
            "Visit 7 of 8-12. Pain 6 at baseline, 4.5 when last scored at visit 3 (mean of the last two: 5, 4). "
            "No recent scores to judge by. Rule D11.",
        ),
        (
            assessed([None, None, 4]),
            "Visit 3 of 8-12. Pain has no baseline. No scores to judge by. Rule D11.",
        ),
        (
            assessed([6], visits_done=3),
            "Visit 3 of 8-12. Pain 6 at baseline, not scored since. No scores to judge by. Rule D11.",
        ),
        (
            assessed([6]),
            "Visit 1 of 8-12. Pain 6 at baseline. Before the early checkpoint at visit 6; improvement is given time. "
            "Rule D12.",
        ),
        (
            assessed([8, 5, 5, 5, 5, 5, 5]),
            "Visit 7 of 8-12. Pain 8 at baseline, 5 now (median of the last three: 5, 5, 5). "
            "No further change: 5 in the three scores before (median), 5 now. Rule D23.",
        ),
        (
            assessed([10, 7, 7, 7, 7, 7], visits_done=8, expected=(6, 8)),
            "Visit 8 of 6-8. Pain 10 at baseline, 7 now (median of the last three: 7, 7, 7). "
            "Meaningful change; the range is used up at visit 8, and visit 12 is the last to extend to. Rule D16.",
        ),
        (
            assessed([10, 7, 7, 7, 7, 7, 7, 6, 5], visits_done=9, expected=(6, 10)),
            "Visit 9 of 6-10. Pain 10 at baseline, 6 now (median of the last three: 7, 6, 5). "
            "Behind the pace: 50 % of the way to the goal, 56 % expected by now. Rule D23.",
        ),
        (
            assessed([6, 3, 3], ndi={1: 30, 3: 50}, duration="acute"),
            "Visit 3 of 5-8. Pain 6 at baseline, 3 now (mean of the last two: 3, 3). NDI 30 % at visit 1, 50 % at "
            "visit 3. The measures disagree. Before the early checkpoint at visit 4; improvement is given time. "
            "Rule D12.",
        ),
        (
            assessed([6, 2, 2], psfs={1: 4, 3: 8.5}),
            "Visit 3 of 8-12. Pain 6 at baseline, 2 now (mean of the last two: 2, 2). PSFS 4 at visit 1, 8.5 at "
            "visit 3. Pain at its goal of 2 or below at two scores running, PSFS at 8 or above. Rule D05.",
        ),
        (
            assessed([6, 2, 2], ndi={1: 40}),
            "Visit 3 of 8-12. Pain 6 at baseline, 2 now (mean of the last two: 2, 2). Pain is at its goal; function "
            "needs a new score. Meaningful change before the early checkpoint at visit 6. Rule D12.",
        ),
        (
            assessed(FLAT[:12], complementary="declined"),
            "Visit 12 of 8-12. Pain 6 at baseline, 6 now (median of the last three: 6, 6, 6). No meaningful change at "
            "visits 11 and 12; the range is used up at visit 12; complementary care was declined. Rule D22.",
        ),
        (
            assessed([6, 2, 2], red_flag="urgent"),
            "Visit 3 of 8-12. Pain 6 at baseline, 2 now (mean of the last two: 2, 2). A red flag is urgent: hold neck "
            "treatment until it is cleared. Rule D02.",
        ),
    ],
)  # fmt: skip
def test_an_explanation(found, text):
    assert found.explanation == text


def test_every_case_is_explained_in_one_line_of_plain_text():
    for case in random_cases(seed=5, count=2000):
        text = assess(case, PROTOCOL).explanation
        assert text.isprintable()
        assert len(text) < 400
        assert not {"None", "nan", "{", "}", "  "} & {word for word in ("None", "nan", "{", "}", "  ") if word in text}
        assert ".." not in text


@pytest.mark.parametrize(
    ("value", "text"), [(6, "6"), (6.0, "6"), (5.5, "5.5"), (19 / 3, "6.33"), (10, "10"), (0, "0"), (100.0, "100")]
)
def test_a_number_is_written_as_a_person_writes_it(value, text):
    assert number(value) == text
