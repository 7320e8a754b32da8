"""What became of courses, counted: honest denominators, nothing said of a few."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.outcome_facts import FATES
from care.outcome_words import (
    band_words,
    choice_words,
    curve_words,
    headline,
    percent,
    sections,
    signed,
)
from care.outcomes import BY, Choice, chosen, grouped, half_by, outcomes, spread_of, told_curve
from care.proportion import SMALLEST, wilson
from tests.care.outcome_courses import closed, facts, several, words
from tests.care.support import PROTOCOL

MIXED = (
    (6, [6, 4, 2, 2], {}), (3, [6] * 5, closed("lapsed")), (4, [6] * 5, closed("referred_out")),
    (2, [6] * 13, closed("discharged")), (7, [6] * 4, {}), (1, [], {}),
)  # fmt: skip


def test_every_course_is_counted_under_one_fate() -> None:
    found = outcomes(several(*MIXED))
    numbers = {fate: found.figures[fate].number for fate in FATES}
    assert numbers == {"resolved": 6, "referred_out": 4, "lapsed": 3, "discharged": 2, "ended": 0, "open": 8}
    assert sum(numbers.values()) == found.courses == 23
    assert found.figures["resolved"].share == wilson(6, 23)
    everybody = [one for fate in FATES for one in found.figures[fate].courses]
    assert sorted(everybody) == list(found.figures["began"].courses) == list(range(1, 24))


def test_the_share_within_the_range_leaves_out_who_may_still_resolve_in_it_and_says_how_many() -> None:
    found = outcomes(several(*MIXED))
    assert (found.figures["in_range"].number, found.figures["in_range"].of) == (6, 15)
    assert found.figures["range_unknown"].number == 7
    assert found.figures["without_visit"].number == 1


def test_the_curve_holds_every_course_with_a_visit_and_censors_what_did_not_resolve() -> None:
    found = outcomes(several(*MIXED))
    assert (found.curve.courses, found.curve.events) == (22, 6)
    assert found.censored == {"open": 7, "lapsed": 3, "referred_out": 4, "discharged": 2}
    # 22 are followed to visit 4, where six resolve and then seven are censored.
    (step,) = (one for one in found.curve.steps if one.events)
    assert (step.time, step.at_risk, step.share) == (4, 22, pytest.approx(16 / 22))


def test_early_response_and_what_it_foretold_leave_out_what_is_not_known_yet() -> None:
    found = outcomes(several((6, [6, 4, 4, 4, 4, 4, 2, 2], {}), (5, [6] * 12, {}), (9, [6] * 7, {}), (2, [6], {})))
    early, then, others = (found.figures[key] for key in ("early", "early_in_range", "later_in_range"))
    assert (early.number, early.of) == (6, 20)
    assert (then.number, then.of) == (6, 6)
    assert (others.number, others.of) == (0, 5)
    assert found.figures["early_not_reached"].number == 2


def test_missing_scores_are_counted_and_named_and_filled_in_nowhere() -> None:
    found = outcomes(several((6, [6, 4, 4], {}), (2, [6, None], {}), (3, [None, None, 5, 5], {}), (5, [2, 1, 1], {})))
    change, beyond = found.figures["pain_change"], found.figures["pain_beyond"]
    assert (change.number, change.spread and change.spread.of) == (11, 11)
    assert (beyond.number, beyond.of) == (6, 6)
    rows = words(found)
    for key, label, number in (
        ("pain_no_room", "began below 3, no room for it", 5), ("pain_no_later", "no later score", 2),
        ("pain_no_baseline", "no score at the start", 3),
    ):  # fmt: skip
        assert (rows[key].label, rows[key].number) == (label, str(number))
    assert (rows["psfs_change"].number, rows["psfs_change"].interval) == ("0", "not taken twice")


@given(st.lists(st.integers(-10, 10), min_size=2, max_size=40))
def test_the_middle_half_is_the_one_of_the_statistics_books(numbers) -> None:
    low, middle, high = statistics.quantiles(numbers, n=4, method="inclusive")
    assert spread_of(numbers)[1:] == pytest.approx((middle, low, high))


def test_there_is_no_middle_of_nothing() -> None:
    with pytest.raises(ValueError, match="nothing"):
        spread_of([])


# Few, none, all


def test_without_a_course_there_is_a_sentence_and_nothing_else() -> None:
    found = outcomes([])
    assert headline(found) == "No course began in this period."
    assert (sections(found, PROTOCOL, ()), curve_words(found), band_words(found)) == ((), (), "")


@pytest.mark.parametrize("many", range(1, SMALLEST))
def test_fewer_than_five_courses_show_no_figure_and_say_why(many) -> None:
    found = outcomes(several((many, [6, 2, 2], {})))
    told = headline(found)
    assert told.startswith(f"{many} course{'s' if many > 1 else ''} began in this period. Figures are shown from 5")
    assert (sections(found, PROTOCOL, {"neck_pain"}), curve_words(found)) == ((), ())
    assert all(figure.share is None and figure.spread is None for figure in found.figures.values())


def test_a_share_of_fewer_than_five_is_not_told_though_there_are_enough_courses() -> None:
    rows = words(outcomes(several((4, [6, 2, 2], {}), (4, [6] * 3, {}))))
    assert (rows["in_range"].number, rows["in_range"].value) == ("", "")
    assert rows["in_range"].interval == "fewer than 5"
    assert rows["resolved"].number == "4 of 8"


def test_all_censored_the_curve_stays_at_nothing() -> None:
    found = outcomes(several((8, [6] * 4, {}), (2, [6] * 6, closed("lapsed"))))
    first, left = curve_words(found)
    assert first == "None of 10 courses has resolved; the curve stays at 0 % up to visit 4."
    assert left.startswith(
        "Of 10 courses with a visit, 0 resolved; 8 open and 2 lapsed are censored at their last visit"
    )
    assert half_by(found.curve) == (None, None, None)


def test_all_resolved_at_one_visit_is_one_step_to_the_top_without_an_interval() -> None:
    found = outcomes(several((9, [6, 4, 2, 2], {})))
    (step,) = told_curve(found.curve).steps
    assert (step.time, step.share, step.low) == (4, 0.0, None)
    assert curve_words(found) == (
        "Half had resolved by visit 4.",
        "By visit 12, the end of the range, 100 %.",
        "All 9 courses resolved; none had to be censored.",
    )
    assert words(found)["resolved"][3:] == ("9 of 9", "100 %", "70-100 %")


def test_the_curve_is_shown_as_far_as_five_are_followed() -> None:
    found = outcomes(several((6, [6] * 4, {}), (4, [6] * 9 + [2, 2], {})))
    assert [step.time for step in found.curve.steps] == [4, 11]
    assert [step.time for step in told_curve(found.curve).steps] == [4]
    assert half_by(found.curve).visit is None


def test_courses_without_a_visit_make_no_curve() -> None:
    assert curve_words(outcomes(several((6, [], {})))) == ("None of them had a visit: too few for a curve.",)


# Groups and choices


def test_groups_stand_in_the_order_of_their_scale_also_where_they_are_empty() -> None:
    found = several((5, [6, 6], {}), (2, [8, 8], {"severity": "severe"}))
    assert {name: one.courses for name, one in grouped(found, "severity").items()} == {
        "mild": 0, "moderate": 5, "severe": 2,
    }  # fmt: skip
    assert list(grouped(found, "severity")) == ["mild", "moderate", "severe"]


def test_practitioners_stand_by_number_and_never_by_how_they_did() -> None:
    found = [facts([6, 2, 2], 1)._replace(practitioner_id=10), facts([6, 6], 2)._replace(practitioner_id=9),
             facts([6, 6], 3)._replace(practitioner_id=None)]  # fmt: skip
    assert list(grouped(found, "practitioner")) == ["9", "10", "none"]


def test_a_choice_takes_what_it_names() -> None:
    found = several((2, [6, 6], {}), (3, [8, 8], {"severity": "severe", "exam_class": "mobility"}))
    assert len(chosen(found, Choice())) == 5
    both = Choice().choose("severity", "severe").choose("class", "mobility")
    assert (len(chosen(found, both)), both.of("class"), len(chosen(found, Choice(exam_class="none")))) == (
        3,
        "mobility",
        2,
    )
    named = both.choose("practitioner", "1").choose("condition", "neck_pain")
    assert choice_words(named, PROTOCOL, {"1": "Dana Lee"}) == "severe, mobility, Dana Lee, Neck pain"
    assert choice_words(Choice(practitioner="none"), PROTOCOL, {}) == "no practitioner"
    assert choice_words(Choice(), PROTOCOL, {}) == "all courses"
    assert all(Choice().of(by) is None for by in BY)


def test_what_was_only_assumed_is_said() -> None:
    rows = words(outcomes(several((5, [None, 6], {"severity": None, "onset_date": None}), (3, [6], {}))))
    assert (rows["severity_assumed"].number, rows["duration_assumed"].number) == ("5", "5")
    assert "severity_assumed" not in words(outcomes(several((5, [6], {}))))


def test_numbers_are_written_so_that_all_and_none_mean_it() -> None:
    assert [percent(share) for share in (0.0, 0.001, 0.5, 0.999, 1.0)] == ["0 %", "1 %", "50 %", "99 %", "100 %"]
    assert [signed(change) for change in (-2.0, 0.0, 1.25, -0.04)] == ["−2", "0", "+1.2", "0"]
