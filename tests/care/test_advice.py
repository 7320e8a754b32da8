"""The rows of status and advice, each at the edge where the next one takes over, and the words for them."""

import pytest

from care.advice import (
    ADVICE_LABELS,
    ADVICE_TABLE,
    ADVICES,
    COMPLEMENTARY_BY_CLASS,
    FLAG_LABELS,
    REASON_LABELS,
    RESPONSE_LABELS,
    STATUS_LABELS,
    WHY,
    complementary_for,
)
from care.course import CLASSES
from care.derived import FLAGS, RESPONSES
from care.kept import KEPT
from care.referral import COMPLEMENTARY
from care.status import STATUS_TABLE, STATUSES
from tests.care.support import assessed

FLAT = [6] * 20
BETTER = [8, 4, 4, 4, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3]
PARTLY = [6] + [5] * 17
WORSE = [3, 5, 5, 5, 5, 5, 5, 5, 5, 5]
GONE = [6, 4, 2, 2]


def at(scores, visits, **given):
    return assessed(scores[:visits], visits_done=visits, **given)


@pytest.mark.parametrize(
    ("found", "status", "rule", "advice"),
    [
        (at(GONE, 4, red_flag="emergency"), "red_flag", "D01", "refer_emergency"),
        (at(GONE, 4, red_flag="urgent"), "red_flag", "D02", "refer_urgent"),
        (at([], 0, red_flag="urgent"), "red_flag", "D02", "refer_urgent"),
        (at([], 0), "not_started", "D03", "start_baseline"),
        (at([], 0, neuro="motor"), "not_started", "D03", "start_baseline"),
        (at(GONE, 4, neuro="motor"), "resolved", "D04", "refer_ortho_expedited"),
        (at(GONE, 4, neuro="motor", orthopaedic="open"), "resolved", "D05", "discharge"),
        (at(GONE, 4), "resolved", "D05", "discharge"),
        (at(WORSE, 8, orthopaedic="open"), "worsening", "D06", "track_referral"),
        (at(WORSE, 8, orthopaedic="done"), "worsening", "D07", "follow_specialist"),
        (at(WORSE, 5), "worsening", "D08", "re_evaluate"),
        (at(WORSE, 6), "worsening", "D09", "refer_ortho"),
        (at([3, 3, 3, 3, 3, 5, 5], 7), "worsening", "D08", "re_evaluate"),
        (at(WORSE, 10, expected=(5, 8)), "worsening", "D09", "refer_ortho"),
        (at([6, None, None], 3), "insufficient_data", "D11", "measure"),
        (at([6, None], 2), "too_early", "D12", "continue"),
        (at([6], 11), "insufficient_data", "D11", "measure"),
        (at([6], 12), "insufficient_data", "D10", "re_evaluate"),
        (at([6], 13), "overdue", "D15", "re_evaluate"),
        (at(FLAT, 5), "too_early", "D12", "continue"),
        (at(BETTER, 5), "early_response", "D12", "continue"),
        (at(BETTER, 6), "on_track", "D13", "continue"),
        (at(BETTER, 11), "slow", "D23", "continue_modify"),
        (at([8, 4, 4, 4, 4, 4, 4, 3, 3, 3, 3], 11), "on_track", "D13", "continue"),
        (at(FLAT, 7, neuro="sensory"), "stalled", "D23", "continue_modify"),
        (at(FLAT, 8, neuro="sensory"), "stalled", "D14", "refer_ortho"),
        (at(FLAT, 8, neuro="sensory", orthopaedic="open"), "stalled", "D25", "refer_complementary"),
        (at(BETTER, 10, neuro="sensory"), "slow", "D23", "continue_modify"),
        (at(BETTER, 12), "slow", "D16", "extend"),
        (at(BETTER, 15), "overdue", "D16", "extend"),
        (at(BETTER, 16), "overdue", "D20", "refer_complementary"),
        (at(BETTER, 16, complementary="done"), "overdue", "D22", "refer_ortho"),
        (at(BETTER, 16, orthopaedic="open"), "overdue", "D17", "track_referral"),
        (at(FLAT, 12, orthopaedic="open"), "stalled", "D17", "track_referral"),
        (at(FLAT, 12, orthopaedic="done"), "stalled", "D18", "follow_specialist"),
        (at(FLAT, 12), "stalled", "D20", "refer_complementary"),
        (at(FLAT, 13), "overdue", "D20", "refer_complementary"),
        (at(FLAT, 12, complementary="open"), "stalled", "D21", "track_referral"),
        (at(FLAT, 12, complementary="done"), "stalled", "D22", "refer_ortho"),
        (at(FLAT, 12, complementary="declined"), "stalled", "D22", "refer_ortho"),
        (at(FLAT, 15, complementary="open"), "overdue", "D21", "track_referral"),
        (at(FLAT, 16, complementary="open"), "overdue", "D19", "refer_ortho"),
        (at(FLAT, 6), "stalled", "D23", "continue_modify"),
        (at(FLAT, 7), "stalled", "D23", "continue_modify"),
        (at(FLAT, 8), "stalled", "D25", "refer_complementary"),
        (at(PARTLY, 8), "slow", "D23", "continue_modify"),
        (at([6, 5, 5, 5, 5, 5, 5, 6, 6], 9), "stalled", "D24", "continue_modify"),
        (at(FLAT, 9, complementary="open"), "stalled", "D26", "continue_modify"),
        (at(FLAT, 9, complementary="declined"), "stalled", "D27", "continue_modify"),
        (at(FLAT, 9, complementary="done"), "stalled", "D28", "refer_ortho"),
        (at(FLAT, 9, complementary="done", orthopaedic="open"), "stalled", "D29", "track_referral"),
        (at(FLAT, 9, complementary="done", orthopaedic="done"), "stalled", "D30", "follow_specialist"),
    ],
)
def test_a_rule_at_its_edge(found, status, rule, advice):
    assert (found.status, found.rule, found.advice) == (status, rule, advice)


@pytest.mark.parametrize(
    ("scores", "visits", "reasons"),
    [
        (FLAT, 8, ("no_response",)),
        ([8, 5, 5, 5, 5, 5, 5], 7, ("plateau",)),
        ([6, 5, 5, 5, 5, 5, 5], 7, ("plateau",)),
        ([6, 5, 5, 5, 5, 5], 6, ("partial_response",)),
        ([10, 7, 7, 7, 7, 7], 8, ("behind_pace",)),
        (BETTER, 6, ()),
        (GONE, 4, ()),
    ],
)
def test_a_status_gives_the_reason_of_its_row(scores, visits, reasons):
    found = assessed(scores, visits_done=visits, expected=(6, 8) if reasons == ("behind_pace",) else (8, 12))
    assert found.reasons == reasons


def test_rules_are_d01_to_d30_in_order():
    assert [row.rule for row in ADVICE_TABLE] == [f"D{number:02d}" for number in range(1, 31)]
    assert len(STATUS_TABLE) == 13


def test_everything_has_words():
    assert set(STATUS_LABELS) == set(STATUSES)
    assert set(ADVICE_LABELS) == set(ADVICES)
    assert set(REASON_LABELS) == {row.reason for row in STATUS_TABLE if row.reason}
    assert set(RESPONSE_LABELS) == set(RESPONSES)
    assert set(FLAG_LABELS) == {*FLAGS, KEPT}
    assert ADVICE_LABELS["refer_complementary"] == "refer for complementary care"
    assert all(why.endswith(".") for why in WHY.values())


def test_each_exam_class_proposes_complementary_care():
    assert set(COMPLEMENTARY_BY_CLASS) == set(CLASSES)
    assert complementary_for("radiating") == (("physical_therapy",), "no thrust manipulation")
    assert complementary_for("headache").kinds == ("physical_therapy", "chiropractic")
    assert set(complementary_for(None).kinds) == set(COMPLEMENTARY)
