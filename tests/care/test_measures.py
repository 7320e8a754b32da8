"""Scoring, bands and limits of the five measures."""

import pytest

from care.measures import (
    DIRECTIONS,
    MEASURES,
    MeasureError,
    baseline_pain,
    check_score,
    most_limited,
    ndi_band,
    ndi_percent,
    normal_motion,
    psfs_pair,
    psfs_score,
)
from tests.care.support import PROTOCOL


@pytest.mark.parametrize(
    ("answers", "percent"),
    [
        ([0] * 10, 0),
        ([5] * 10, 100),
        ([2] * 9 + [0], 36),
        ([2] * 8 + [None, 0], pytest.approx(100 * 16 / 45)),
        ([2] * 8 + [None, None], 40),
        ([2] * 7 + [None] * 3, None),
        ([None] * 10, None),
    ],
)
def test_ndi_is_a_percentage_with_up_to_two_items_pro_rated(answers, percent):
    assert ndi_percent(answers, PROTOCOL) == percent


@pytest.mark.parametrize("answers", [[0] * 9, [0] * 11, [6] + [0] * 9, [-1] + [0] * 9, [1.5] + [0] * 9, [True] * 10])
def test_ndi_answers_that_cannot_be_are_refused(answers):
    with pytest.raises(MeasureError, match="ndi"):
        ndi_percent(answers, PROTOCOL)


@pytest.mark.parametrize(
    ("percent", "band"),
    [(0, "none"), (9.9, "none"), (10, "mild"), (29.9, "mild"), (30, "moderate"), (49.9, "moderate"), (50, "severe"),
     (69.9, "severe"), (70, "complete"), (100, "complete")],
)  # fmt: skip
def test_ndi_bands(percent, band):
    assert ndi_band(percent, PROTOCOL) == band


def test_a_baseline_is_the_mean_of_now_best_and_worst():
    assert baseline_pain(6, 4, 9) == pytest.approx(19 / 3)
    with pytest.raises(MeasureError, match="nprs worst is 11, and must be a whole number from 0 to 10"):
        baseline_pain(6, 4, 11)


@pytest.mark.parametrize("code", MEASURES)
def test_a_score_is_taken_up_to_its_limits_and_never_clamped(code):
    measure = MEASURES[code]
    assert check_score(code, measure.low) == measure.low
    assert check_score(code, measure.high) == measure.high
    for wrong in (measure.low - 1, measure.high + 1, float("nan"), float("inf"), True, "3", None):
        with pytest.raises(MeasureError, match=rf"{code} is .*, and must be a (whole )?number from {measure.low:g} to"):
            check_score(code, wrong)


def test_pain_is_whole_unless_it_is_a_mean():
    with pytest.raises(MeasureError, match="a whole number"):
        check_score("nprs", 5.5)
    assert check_score("nprs", 5.5, whole=False) == 5.5
    assert check_score("psfs", 5.5) == 5.5


def test_psfs_is_the_mean_of_three_to_five_activities():
    assert psfs_score({"sleep": 3, "drive": 4, "lift": 8}, PROTOCOL) == 5
    assert psfs_score({"sleep": 3, "drive": None, "lift": 8}, PROTOCOL) == 5.5
    assert psfs_score(dict.fromkeys("abc"), PROTOCOL) is None
    for names in ("ab", "abcdef"):
        with pytest.raises(MeasureError, match=r"psfs activities is [26], and must be 3-5"):
            psfs_score(dict.fromkeys(names, 5), PROTOCOL)
    with pytest.raises(MeasureError, match="psfs sleep is 11"):
        psfs_score({"sleep": 11, "drive": 4, "lift": 8}, PROTOCOL)


def test_psfs_is_compared_over_the_activities_rated_both_times():
    assert psfs_pair({"sleep": 2, "drive": 4, "lift": 9}, {"sleep": 6, "drive": 8, "lift": None}) == (3, 7)
    assert psfs_pair({"sleep": 2}, {"drive": 8}) == (None, None)


def test_motion_is_followed_where_it_is_most_limited():
    assert [normal_motion(direction, PROTOCOL) for direction in DIRECTIONS] == [50, 60, 45, 45, 80, 80]
    measured = {"flexion": 40, "extension": 50, "lateral_flexion_left": 40, "rotation_left": 60, "rotation_right": None}
    assert most_limited(measured, PROTOCOL) == "rotation_left"
    assert most_limited({"flexion": 50, "rotation_left": 80}, PROTOCOL) == "flexion"
    assert most_limited({"flexion": None}, PROTOCOL) is None
    with pytest.raises(MeasureError, match="rom direction is 'sideways', and must be one of flexion"):
        most_limited({"sideways": 40}, PROTOCOL)
