"""Duration, severity and the range a course is held against."""

from datetime import date, timedelta

import pytest

from care.assessment import assess_course
from care.course import Course, Visit
from care.expected import course_range, duration_of, severity_of
from tests.care.support import PROTOCOL

OPENED = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("days", "duration"),
    [(0, "acute"), (41, "acute"), (42, "subacute"), (83, "subacute"), (84, "chronic"), (4000, "chronic")],
)
def test_duration_counts_days_from_onset(days, duration):
    assert duration_of(OPENED - timedelta(days), OPENED, PROTOCOL) == (duration, False)


@pytest.mark.parametrize("onset", [None, OPENED + timedelta(1)])
def test_an_onset_unknown_or_still_to_come_counts_as_subacute(onset):
    assert duration_of(onset, OPENED, PROTOCOL) == ("subacute", True)


@pytest.mark.parametrize(
    ("nprs", "ndi", "severity"),
    [
        (0, None, "mild"), (3, None, "mild"), (3.9, None, "mild"), (4, None, "moderate"), (6, None, "moderate"),
        (6.9, None, "moderate"), (7, None, "severe"), (10, None, "severe"), (None, 29.9, "mild"),
        (None, 30, "moderate"),
        (None, 49.9, "moderate"), (None, 50, "severe"), (3, 30, "moderate"), (5, 10, "moderate"), (3, 50, "severe"),
    ],
)  # fmt: skip
def test_severity_is_the_worse_of_pain_and_index(nprs, ndi, severity):
    assert severity_of(nprs, ndi, PROTOCOL) == (severity, False)


def test_severity_without_a_score_is_assumed_moderate():
    assert severity_of(None, None, PROTOCOL) == ("moderate", True)


def course(**given):
    return Course(1, None, 1, None, "neck_pain", OPENED, **given)


MILD_VISIT = (Visit(OPENED + timedelta(50), 600, nprs=2),)


@pytest.mark.parametrize(
    ("given", "day", "expected"),
    [
        # nothing written: by the scores and the day of visit 1, before it by the day of opening
        ({"onset_date": OPENED}, 0, (5, 8)),
        ({"onset_date": OPENED, "visits": MILD_VISIT}, 49, (5, 8)),
        ({"onset_date": OPENED, "visits": MILD_VISIT}, 50, (5, 8)),
        ({"onset_date": OPENED, "visits": MILD_VISIT, "severity": "severe"}, 50, (8, 12)),
        ({"visits": MILD_VISIT}, 50, (5, 8)),
        ({}, 0, (6, 10)),
        ({"severity": "severe"}, 0, (8, 12)),
        # written by rule: from visit 1 on, and never before it
        ({"expected": (9, 11), "visits": MILD_VISIT}, 50, (9, 11)),
        ({"expected": (9, 11), "visits": MILD_VISIT}, 49, (6, 10)),
        # set by a person: always
        ({"expected": (9, 11), "expected_by_rule": False}, 0, (9, 11)),
        ({"expected": (9, 11), "expected_by_rule": False, "visits": MILD_VISIT}, 50, (9, 11)),
    ],
)
def test_the_range_of_a_course_on_a_day(given, day, expected):
    as_of = OPENED + timedelta(day)
    assert course_range(course(**given), as_of, PROTOCOL) == expected
    assert assess_course(course(**given), as_of, PROTOCOL).expected == expected


def test_the_first_scores_of_the_first_day_set_the_severity():
    day = OPENED
    visits = (Visit(day, 540, ndi_percent=10), Visit(day, 600, nprs=8, ndi_percent=60), Visit(day, 660, nprs=1))
    assert course_range(course(onset_date=day, visits=visits), day, PROTOCOL) == (6, 10)
