"""Courses of care opened, changed, closed, taken up again and shown from the command line, on the sample clinic."""

from typing import Any

import pytest

from tests.cli.conftest import DAY
from tests.cli.counter import Cli

COURSE = {
    "course_id", "source_id", "condition", "practitioner", "opened_on", "onset_date", "closed_on", "outcome",
    "closing_note", "severity", "duration", "causes", "class", "red_flag", "neuro", "expected", "expected_by_rule",
    "expected_reason",
}  # fmt: skip


def _course(cli: Cli, patient: object) -> dict[str, Any]:
    found: dict[str, Any] = cli.json("course", "show", patient)["course"]
    return found


def _coming(cli: Cli, patient: int) -> list[str]:
    return [one["status"] for one in cli.on(DAY) if one["patient_id"] == patient]


def test_a_course_is_opened_with_what_is_known_and_taken_back(cli: Cli) -> None:
    told = cli.json(
        "course", "open", "pt3", "--onset", "3 weeks", "--severity", "mild", "--class", "radiating", "--causes",
        "work, posture", "--goal", "1", "--practitioner", "Kim Soto",
    )  # fmt: skip
    assert set(told) == {"course", "assessment"}
    made = told["course"]
    assert set(made) == COURSE
    assert (made["condition"], made["opened_on"], made["onset_date"]) == ("neck_pain", DAY, "2026-10-30")
    assert (made["severity"], made["class"], made["causes"]) == ("mild", "radiating", ["work", "posture"])
    assert (made["practitioner"], made["expected"], made["expected_by_rule"]) == ("Kim Soto", [5, 6], True)
    assert (told["assessment"]["goal"], told["assessment"]["status"]) == (1, "not_started")
    assert _course(cli, "pt3") == made
    assert cli.json("undo")["undone"]["label"] == "open course"
    assert _course(cli, "pt3")["source_id"] == "c4"


def test_a_range_of_ones_own_needs_a_reason(cli: Cli) -> None:
    opening = ("course", "open", "pt3", "--range", "8-14")
    assert "needs a reason" in cli.refused(65, *opening)
    assert cli.said(*opening, "--reason", "works at night") == (
        "刘 玉华, neck pain: the course is open, 8-14 visits expected."
    )
    made = _course(cli, "pt3")
    assert (made["expected"], made["expected_by_rule"], made["expected_reason"]) == ([8, 14], False, "works at night")


def test_a_course_may_have_been_opened_before(cli: Cli) -> None:
    made = cli.json("course", "open", "pt3", "--date", "2026-11-02", "--condition", "low_back_pain")["course"]
    assert (made["opened_on"], made["condition"]) == ("2026-11-02", "low_back_pain")


@pytest.mark.parametrize(
    ("argv", "code", "why"),
    [
        (("pt2",), 65, "has an open course of neck pain already, number 3"),
        (("pt3", "--condition", "toothache"), 65, "The condition is “toothache”"),
        (("pt3", "--onset", "long ago"), 65, "Onset is “long ago”"),
        (("pt3", "--onset", "2027-01-01"), 65, "still to come"),
        (("pt3", "--onset", "90 years"), 65, "before this patient was born"),
        (("pt3", "--severity", "awful"), 65, "must be one of mild, moderate, severe"),
        (("pt3", "--class", "odd"), 65, "must be one of mobility"),
        (("pt3", "--causes", "work,fate"), 65, "A cause is “fate”"),
        (("pt3", "--goal", "nan"), 65, "a number from 0 to 10"),
        (("pt3", "--range", "12-8", "--reason", "x"), 65, "first and last visit"),
        (("pt3", "--range", "8-400", "--reason", "x"), 65, "at most 100"),
        (("pt3", "--practitioner", "Ana Ruiz"), 65, "Nothing was changed"),
        (("pt3", "--date", "2026-12-01"), 65, "still to come"),
        (("pt3", "--date", "soon"), 2, "soon"),
        (("nobody here",), 65, "no patient with the id or the name “nobody here”"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(cli: Cli, argv: tuple[str, ...], code: int, why: str) -> None:
    before = cli.json("caseload")
    assert why in cli.refused(code, "course", "open", *argv)
    assert cli.json("caseload") == before


def test_only_what_is_named_is_changed_and_what_was_stays_readable(cli: Cli) -> None:
    before = _course(cli, "pt2")
    told = cli.json("course", "change", "pt2", "--goal", "3", "--causes", "stress,work")
    assert told["course"] == before | {"causes": ["stress", "work"]}
    assert told["assessment"]["goal"] == 3
    changed = {one["field"]: one["was"] for one in cli.json("chart", "pt2")["corrections"]}
    assert changed == {"causes": "driving;posture;sport"}
    assert cli.json("undo")["undone"]["label"] == "change course"
    assert _course(cli, "pt2") == before


def test_another_severity_or_range_needs_a_reason(cli: Cli) -> None:
    for field in (("--severity", "severe"), ("--range", "9-12")):
        assert "reason" in cli.refused(65, "course", "change", "pt2", *field)
    assert cli.json("course", "change", "pt2", "--range", "9-12", "--reason", "frail")["course"]["expected"] == [9, 12]
    back = cli.json("course", "change", "pt2", "--range", "rule", "--reason", "well again")["course"]
    assert (back["expected"], back["expected_by_rule"]) == ([5, 8], True)
    assert "say what is to change" in cli.refused(2, "course", "change", "pt2", "--reason", "x")


def test_closing_releases_what_is_booked_and_says_how_many(cli: Cli) -> None:
    assert _coming(cli, 2) == ["booked"]
    said = cli.said("course", "close", "pt2", "--outcome", "discharged", "--note", "moved away")
    assert said == "渡辺 零, neck pain: closed, discharged. 4 appointments cancelled."
    closed = _course(cli, "pt2")
    assert (closed["closed_on"], closed["outcome"], closed["closing_note"]) == (DAY, "discharged", "moved away")
    assert _coming(cli, 2) == ["late_cancelled"]
    assert "closed already" in cli.said("course", "close", "pt2", "--outcome", "discharged")
    assert "Reopen it" in cli.refused(75, "course", "close", "pt2", "--outcome", "lapsed")
    assert cli.json("undo")["undone"]["label"] == "close course"
    assert _coming(cli, 2) == ["booked"] and _course(cli, "pt2")["closed_on"] is None


def test_what_is_booked_may_stay(cli: Cli) -> None:
    said = cli.said("course", "close", "pt2", "--outcome", "referred_out", "--keep-appointments")
    assert said.endswith("closed, referred out. 4 appointments stay booked.")
    assert _coming(cli, 2) == ["booked"]


def test_a_closing_that_cannot_be_changes_nothing(cli: Cli) -> None:
    assert "must be one of resolved" in cli.refused(65, "course", "close", "pt2", "--outcome", "gone")
    assert cli.refused(2, "course", "close", "pt2")
    before_the_visit = ("--outcome", "resolved", "--date", "2026-11-16")
    assert "opened on 2026-11-17" in cli.refused(65, "course", "close", "pt2", *before_the_visit)
    assert _coming(cli, 2) == ["booked"] and _course(cli, "pt2")["closed_on"] is None


def test_the_course_closed_last_is_taken_up_again_with_a_note(cli: Cli) -> None:
    assert cli.refused(2, "course", "reopen", "pt1")
    assert "with a note" in cli.refused(65, "course", "reopen", "pt1", "--note", " ")
    told = cli.json("course", "reopen", "pt1", "--note", "pain is back")["course"]
    assert (told["source_id"], told["closed_on"], told["outcome"]) == ("c2", None, None)
    assert "it is open already" in cli.said("course", "reopen", "pt1", "--course", "c2", "--note", "again")
    assert "within 30 only" in cli.refused(65, "course", "reopen", "pt1", "--note", "the headache too")
    assert cli.json("undo")["undone"]["label"] == "reopen course"
    assert _course(cli, "pt1")["outcome"] == "referred_out"


def test_who_has_no_closed_course_has_none_to_take_up(cli: Cli) -> None:
    cli.json("patient", "add", "--family", "Żak", "--given", "Ola")
    assert "Ola Żak has no closed course" in cli.refused(65, "course", "reopen", "ola", "--note", "x")
    assert "Ola Żak has no course of care" in cli.refused(65, "course", "show", "ola")
    assert "Ola Żak has no course of care" in cli.refused(65, "course", "close", "ola", "--outcome", "lapsed")


def test_a_course_is_shown_in_a_few_lines(cli: Cli) -> None:
    cli.said("course", "open", "pt2", "--condition", "headache")
    code, plain, _ = cli("course", "show", "pt2", "--course", "c3")
    assert code == 0
    rows = {line[:11].rstrip(): line[11:] for line in plain.splitlines()}
    assert rows == {
        "Patient": "渡辺 零, patient 2", "Course": "3, neck pain, acute, moderate", "Opened": "2026-11-17, Kim Soto",
        "Onset": "2026-10-11", "Class": "radiating", "Causes": "driving, posture, sports injury",
        "Goal": "pain 2 or less", "Visits": "1 of 5-8, by rule", "Status": "too early",
        "Advice": "continue (rule D12)", "Also open": rows["Also open"],
    }  # fmt: skip
    assert rows["Also open"].endswith(", headache")
    assert "Closed     2026-11-18, referred out\n" in cli("course", "show", "pt1")[1]
