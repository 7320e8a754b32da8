"""What is typed into the form of a course and the course it means; what cannot be read names its line."""

from datetime import date, timedelta
from typing import Any

import pytest

from care.course import CAUSES, CLASSES, SEVERITIES
from care.protocol import parse_protocol
from care.staff import Staff
from dashboard.course_form import (
    CAUSE_KEYS,
    CLASS_KEYS,
    SEVERITY_KEYS,
    NotRead,
    condition_keys,
    known_people,
    proposed_range,
    read_course,
    typed_onset,
    typed_range,
)
from tests.care.support import DEFAULT_TEXT, PROTOCOL

TODAY = date(2026, 11, 20)


def own(*labels: str) -> Any:
    """The shipped protocol with conditions of a clinic's own."""
    text = ""
    for at, label in enumerate(labels):
        name = f"own_{'abcdefghijklmnopqrstuvwxyz'[at]}"
        text += f'[conditions.{name}]\nlabel = "{label}"\n'
        for duration in ("acute", "subacute", "chronic"):
            text += f"[conditions.{name}.{duration}]\nmild = [3, 4]\nmoderate = [4, 5]\nsevere = [5, 6]\n"
    return parse_protocol(DEFAULT_TEXT, text, "clinic.toml")


class TestOnset:
    @pytest.mark.parametrize(
        ("typed", "days"),
        [
            ("3 weeks", 21), ("3w", 21), ("1 week ago", 7), ("2m", 61), ("2 months", 61), ("10 d", 10), ("0 days", 0),
            ("1 year ago", 365), ("  6 WEEKS ", 42),
        ],
    )  # fmt: skip
    def test_may_be_how_long_ago(self, typed: str, days: int) -> None:
        assert typed_onset(typed, TODAY) == TODAY - timedelta(days)

    @pytest.mark.parametrize("typed", ["2026-10-01", "1.10.2026", "10/1/2026", " 2026-10-1 "])
    def test_or_a_day(self, typed: str) -> None:
        assert typed_onset(typed, TODAY) == date(2026, 10, 1)

    def test_or_not_known(self) -> None:
        assert typed_onset("  ", TODAY) is None

    def test_today_is_a_day_and_tomorrow_is_still_to_come(self) -> None:
        assert typed_onset("2026-11-20", TODAY) == TODAY
        with pytest.raises(NotRead, match=r"Onset is 2026-11-21, which is still to come\. Nothing was saved\.") as told:
            typed_onset("2026-11-21", TODAY)
        assert told.value.line == "onset"

    @pytest.mark.parametrize(
        "typed", ["long ago", "3", "-3 weeks", "2026-13-01", "3 weeks 2 days", "3 weekss", "٣ weeks"]
    )
    def test_else_it_is_told(self, typed: str) -> None:
        with pytest.raises(NotRead, match="type a day, or how long ago") as told:
            typed_onset(typed, TODAY)
        assert (told.value.line, f"“{typed}”" in str(told.value)) == ("onset", True)

    def test_a_span_longer_than_anybody_lives_is_still_a_day(self) -> None:
        assert typed_onset("9999 years", TODAY) == TODAY - timedelta(40_000)


class TestRange:
    @pytest.mark.parametrize("typed", ["8-12", "8 to 12", " 8 - 12 ", "8to12"])
    def test_is_two_numbers(self, typed: str) -> None:
        assert typed_range(typed) == (8, 12)

    def test_may_be_a_single_visit_or_none(self) -> None:
        assert (typed_range("6-6"), typed_range(" ")) == ((6, 6), None)

    @pytest.mark.parametrize("typed", ["12-8", "0-5", "8", "8-", "x", "8-12-14", "1000-2000", "-8-12"])
    def test_else_it_is_told(self, typed: str) -> None:
        with pytest.raises(NotRead, match="type its first and last visit, such as 8-12") as told:
            typed_range(typed)
        assert told.value.line == "range"


class TestWhatTheRulesPropose:
    def test_by_what_stands_in_the_form(self) -> None:
        values = {"condition": "neck_pain", "onset": "3 weeks", "severity": "severe"}
        assert proposed_range(values, TODAY, PROTOCOL) == ((6, 10), "acute (21 days), severe")

    def test_with_what_is_assumed_said(self) -> None:
        assert proposed_range({}, TODAY, PROTOCOL) == (
            (6, 10), "subacute (assumed), moderate (assumed until visit 1)",
        )  # fmt: skip

    @pytest.mark.parametrize("onset", ["3 we", "2027-01-01"])
    def test_an_onset_that_is_half_typed_is_none_yet(self, onset: str) -> None:
        assert proposed_range({"onset": onset}, TODAY, PROTOCOL) == proposed_range({}, TODAY, PROTOCOL)

    def test_by_the_table_of_another_condition(self) -> None:
        assert proposed_range({"condition": "own_a", "severity": "mild"}, TODAY, own("Wrist"))[0] == (3, 4)


class TestKeys:
    @pytest.mark.parametrize(
        "labels",
        [
            (), ("Neck of the foot", "Heel", "Low mood"), ("頸", "肩", "腰"), ("N", "N", "N"),
            tuple("aa" for _ in range(22)),
        ],
    )  # fmt: skip
    def test_each_condition_has_one_of_its_own(self, labels: tuple[str, ...]) -> None:
        protocol = own(*labels)
        found = condition_keys(protocol)
        assert {code for _, code, _ in found} == set(protocol.conditions())
        keys = [key for key, _, _ in found]
        assert len(set(keys)) == len(keys) and all(len(key) == 1 and key.isascii() and key.isalnum() for key in keys)

    def test_the_shipped_ones_go_by_their_first_letters(self) -> None:
        assert [(key, code) for key, code, _ in condition_keys(PROTOCOL)] == [
            ("n", "neck_pain"), ("h", "headache"), ("l", "low_back_pain"), ("s", "shoulder_pain"),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("table", "values"), [(CAUSE_KEYS, CAUSES), (CLASS_KEYS, CLASSES), (SEVERITY_KEYS, ("", *SEVERITIES))]
    )
    def test_every_value_of_the_record_can_be_chosen(self, table: Any, values: tuple[str, ...]) -> None:
        assert sorted(value for _, value, _ in table) == sorted(values)
        assert len({key for key, _, _ in table}) == len(table)

    def test_those_who_treat_have_a_digit(self) -> None:
        treat = [Staff(at, None, f"Practitioner {at}", "practitioner") for at in (4, 9)]
        desk = Staff(5, None, "Front Desk", "front_desk")
        assert known_people([treat[0], desk, treat[1]]) == (("1", "4", "Practitioner 4"), ("2", "9", "Practitioner 9"))
        assert known_people([desk]) == ()

    def test_an_owner_treats_too_and_stands_after_the_practitioners(self) -> None:
        owner, treats = Staff(1, None, "An Owner", "owner"), Staff(2, None, "Zoe Practitioner", "practitioner")
        assert known_people([owner, treats]) == (("1", "2", "Zoe Practitioner"), ("2", "1", "An Owner"))


class TestCourse:
    def test_an_empty_form_says_nothing(self) -> None:
        assert read_course({}, TODAY) == {
            "onset": None, "severity": None, "exam_class": None, "causes": (), "goal": None, "expected": None,
        }  # fmt: skip

    def test_a_full_one_says_it_all(self) -> None:
        values = {
            "onset": "3 weeks", "severity": "mild", "class": "radiating", "causes": ["device", "posture"],
            "goal": "2,5", "range": "4-7", "reason": "comes rarely",
        }  # fmt: skip
        assert read_course(values, TODAY) == {
            "onset": date(2026, 10, 30), "severity": "mild", "exam_class": "radiating", "causes": ("device", "posture"),
            "goal": 2.5, "expected": (4, 7),
        }  # fmt: skip

    @pytest.mark.parametrize("goal", ["11", "-1", "x", "nan", "inf", "1e999"])
    def test_a_goal_that_cannot_be_is_told(self, goal: str) -> None:
        with pytest.raises(NotRead, match="must be a number from 0 to 10") as told:
            read_course({"goal": goal}, TODAY)
        assert told.value.line == "goal"

    def test_a_range_of_ones_own_needs_a_reason(self) -> None:
        with pytest.raises(NotRead, match="needs a reason") as told:
            read_course({"range": "4-7", "reason": " "}, TODAY)
        assert told.value.line == "reason"
