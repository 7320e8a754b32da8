"""What became of courses, counted: the event as the rules have it, honest denominators, nothing said of a few."""

import statistics
import tomllib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.assessment import assess, assess_course
from care.course import Course, Visit
from care.outcome_facts import FATES, NO_BASELINE, NO_CHECKPOINT, NO_LATER, NO_SCORES, Change, facts_of, first_resolved
from care.outcome_ranges import ENOUGH, own_ranges
from care.outcome_words import (
    band_words,
    choice_words,
    curve_words,
    headline,
    lines_to_paste,
    percent,
    range_words,
    sections,
    signed,
)
from care.outcomes import BY, Choice, chosen, grouped, half_by, outcomes, spread_of, told_curve
from care.proportion import SMALLEST, wilson
from care.protocol import parse_protocol
from care.referral import Referral
from tests.care.cases import cases
from tests.care.support import DEFAULT_TEXT, PROTOCOL

OPENED = date(2026, 1, 5)
LATER = date(2026, 12, 31)


def course(nprs=(), number=1, **other):
    """A moderate, chronic course (range 8-12) with a visit a week."""
    ndi = other.pop("ndi", {})
    visits = tuple(
        Visit(OPENED + timedelta(7 * at), 600, nprs=score, ndi_percent=ndi.get(at + 1)) for at, score in enumerate(nprs)
    )
    known = {"severity": "moderate", "onset_date": date(2025, 1, 1), "visits": visits} | other
    return Course(number, None, number, 1, known.pop("condition", "neck_pain"), OPENED, **known)


def facts(nprs=(), number=1, decided="", **other):
    return facts_of(course(nprs, number, **other), LATER, PROTOCOL, decided)


def closed(outcome, weeks=20):
    return {"closed_on": OPENED + timedelta(7 * weeks), "outcome": outcome}


def several(*groups):
    """(how many, scores, more) as facts with numbers of their own."""
    found = []
    for many, nprs, more in groups:
        for _ in range(many):
            found.append(facts(nprs, len(found) + 1, **more))
    return found


def words(found):
    return {row.key: row for section in sections(found, PROTOCOL, {"neck_pain"}) for row in section.rows}


# The event


@given(cases())
def test_a_course_resolves_at_the_first_visit_at_which_its_record_of_then_says_so(case) -> None:
    case = case._replace(red_flag="none")

    def then(v):
        cut = {
            name: tuple(one for one in getattr(case, name) if one[0] <= v) for name in ("nprs", "ndi", "psfs", "rom")
        }
        return case._replace(visits_done=v, **cut)

    by_hand = next((v for v in range(1, case.visits_done + 1) if assess(then(v), PROTOCOL).status == "resolved"), None)
    assert first_resolved(case, PROTOCOL) == by_hand


def test_the_event_is_at_the_second_score_at_the_goal() -> None:
    one = facts([6, 5, 4, 2, 1, 1, 1])
    assert (one.fate, one.resolved_at, one.by_rule, one.visits) == ("resolved", 5, True, 7)


def test_a_function_goal_that_is_met_late_makes_the_event_late() -> None:
    assert facts([6, 2, 2, 2, 2, 2], ndi={1: 40, 3: 30, 6: 16}).resolved_at == 6
    assert facts([6, 2, 2, 2, 2, 2], ndi={1: 40, 3: 30}).fate == "open"


def test_what_resolved_and_came_back_has_resolved_all_the_same() -> None:
    one = facts([6, 2, 2, 5, 5, 5])
    assert (one.fate, one.resolved_at, one.came_back) == ("resolved", 3, True)
    assert not facts([6, 2, 2, 5, 2, 5]).came_back


def test_resolution_by_rule_counts_before_the_outcome_it_was_closed_with() -> None:
    assert facts([6, 2, 2], **closed("lapsed")).fate == "resolved"
    assert facts([6, 2, 2], **closed("referred_out")).resolved_at == 3


def test_closed_as_resolved_without_the_rule_is_an_event_at_the_last_visit() -> None:
    one = facts([6, 4, 3, 3], **closed("resolved"))
    assert (one.fate, one.resolved_at, one.by_rule) == ("resolved", 4, False)
    assert facts([], **closed("resolved")).resolved_at is None


@pytest.mark.parametrize("outcome", ["referred_out", "lapsed", "discharged"])
def test_what_did_not_resolve_is_what_it_was_closed_with(outcome) -> None:
    assert facts([6, 6, 6], **closed(outcome)).fate == outcome


def test_an_import_may_close_a_course_without_an_outcome() -> None:
    assert facts([6, 6, 6], **closed(None)).fate == "ended"


def test_a_closing_after_the_day_has_not_happened_yet() -> None:
    one = facts_of(course([6, 6, 6], **closed("lapsed")), OPENED + timedelta(30), PROTOCOL)
    assert (one.fate, one.closed) == ("open", False)


@given(cases())
def test_severity_duration_and_range_are_those_of_the_assessment(case) -> None:
    scores = {name: dict(getattr(case, name)) for name in ("nprs", "ndi")}
    visits = tuple(
        Visit(OPENED + timedelta(at), 600, scores["nprs"].get(at), scores["ndi"].get(at))
        for at in range(1, case.visits_done + 1)
    )
    onset = {"acute": 5, "subacute": 60, "chronic": 400}.get(case.duration or "")
    one = Course(
        1, None, 1, 1, "neck_pain", OPENED, OPENED - timedelta(onset) if onset else None, case.severity,
        expected=case.expected, visits=visits,
    )  # fmt: skip
    told, state = facts_of(one, LATER, PROTOCOL), assess_course(one, LATER, PROTOCOL)
    assert (told.severity, told.duration, told.expected, told.visits) == (
        state.severity, state.duration, state.expected, state.visits_done,
    )  # fmt: skip
    assert told.severity_assumed == ("severity_assumed" in state.flags)
    assert told.duration_assumed == ("duration_assumed" in state.flags)


# Within the range, change, early response, referrals


def test_within_the_range_is_known_when_it_resolved_ended_or_ran_over() -> None:
    assert facts([6, 2, 2]).in_range is True
    assert facts([6] * 11 + [2, 2]).in_range is False
    assert facts([6] * 11).in_range is None
    assert facts([6] * 12).in_range is False
    assert facts([6] * 3, **closed("lapsed")).in_range is False
    assert facts([]).in_range is None


def test_a_change_is_from_the_baseline_to_the_newest_score() -> None:
    one = facts([6, 5, 5, 3], ndi={1: 40, 3: 34, 4: 24})
    assert one.changes[:2] == (Change(6, 3, True), Change(40, 24, True))
    assert one.changes[2:] == (NO_BASELINE, NO_BASELINE)
    assert facts([6, None, None]).changes[0] == NO_LATER
    assert facts([None, None, 6, 5]).changes[0] == NO_BASELINE


def test_pain_must_fall_by_points_and_by_share_and_have_room_to() -> None:
    assert facts([8, 6]).changes[0] == Change(8, 6, False)
    assert facts([6, 4]).changes[0] == Change(6, 4, True)
    assert facts([6, 4], exam_class="radiating").changes[0] == Change(6, 4, False)
    assert facts([2, 0]).changes[0] == Change(2, 0, None)


def test_early_response_is_looked_at_as_it_stood_at_the_checkpoint() -> None:
    # Chronic: the checkpoint is visit 6.
    assert facts([6, 6, 6, 4, 4, 4, 6, 6]).early is True
    assert facts([6, 6, 6, 6, 6, 6, 2, 2]).early is False
    assert facts([6, 6, 6]).early == NO_CHECKPOINT
    assert facts([6, 2, 2]).early is True
    assert facts([None] * 6).early == NO_SCORES


def referral(kind, status):
    return Referral(1, None, 1, kind, "routine", "X", status, OPENED, sent_on=OPENED, attended_on=OPENED,
                    closed_on=OPENED)  # fmt: skip


@pytest.mark.parametrize(
    ("referrals", "decided", "offer", "loop", "seen"),
    [
        ((), "", "", False, False),
        ((), "dismissed", "dismissed", False, False),
        ((("massage", "draft"),), "taken", "unsent", False, False),
        ((("massage", "declined_by_patient"),), "", "refused", False, False),
        ((("massage", "declined_by_patient"), ("chiropractic", "sent")), "dismissed", "taken", False, False),
        ((("massage", "closed"),), "", "taken", True, False),
        ((("orthopaedic", "sent"),), "", "taken", False, False),
        ((("orthopaedic", "attended"),), "", "taken", False, True),
        ((("orthopaedic", "cancelled"),), "dismissed", "dismissed", False, False),
    ],
)
def test_what_became_of_the_offer_of_a_referral(referrals, decided, offer, loop, seen) -> None:
    one = facts([6, 6], decided=decided, referrals=tuple(referral(*each) for each in referrals))
    assert (one.offer, one.referral_closed, one.orthopaedic) == (offer, loop, seen)


# The figures


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


# Ranges of one's own


def cell(many_resolved, many_not):
    at = [[6] * (2 + number % 9) + [2, 2] for number in range(many_resolved)]
    return [
        facts(nprs, number + 1, **closed("resolved" if number < many_resolved else "lapsed", 30))
        for number, nprs in enumerate([*at, *([6] * 5 for _ in range(many_not))])
    ]


def test_a_range_is_proposed_from_fifty_closed_courses_on() -> None:
    (one,) = own_ranges(cell(40, 9), PROTOCOL)
    assert (one.closed, one.resolved, one.proposed, one.lines) == (49, 40, None, ())
    assert "50 closed courses are needed" in range_words(one, PROTOCOL)
    (one,) = own_ranges(cell(40, 10), PROTOCOL)
    visits = sorted(2 + number % 9 + 2 for number in range(40))
    assert one.proposed == (visits[9], visits[29])
    assert sum(one.proposed[0] <= at <= one.proposed[1] for at in visits) >= len(visits) / 2


def test_where_fewer_than_half_resolved_the_range_is_called_short() -> None:
    assert "rather too short" in range_words(own_ranges(cell(20, 40), PROTOCOL)[0], PROTOCOL)
    assert "rather too short" not in range_words(own_ranges(cell(40, 20), PROTOCOL)[0], PROTOCOL)


def test_open_courses_do_not_count_towards_a_range() -> None:
    still_open = [facts([6, 2, 2], 100 + number) for number in range(60)]
    (one,) = own_ranges([*cell(40, 10), *still_open], PROTOCOL)
    assert (one.closed, one.resolved) == (50, 40)


def test_too_few_resolved_make_no_range() -> None:
    (one,) = own_ranges(cell(4, 60), PROTOCOL)
    assert one.proposed is None and "Too few resolved" in range_words(one, PROTOCOL)


def test_the_lines_to_paste_are_a_protocol_file_that_sets_the_range() -> None:
    severe = [one._replace(severity="severe", id=one.id + 500) for one in cell(ENOUGH, 0)]
    ranges = own_ranges([*cell(40, 10), *severe], PROTOCOL)
    lines = lines_to_paste(ranges)
    assert sum(line.startswith("[") for line in lines) == 1
    own = parse_protocol(DEFAULT_TEXT, "\n".join(lines), "own.toml")
    for one in ranges:
        assert own.ranges("neck_pain")["chronic"][one.severity] == one.proposed != one.in_force
        assert f"{one.in_force[0]}-{one.in_force[1]} in force (default)" in range_words(one, PROTOCOL)
    assert tomllib.loads("\n".join(lines))
    again = own_ranges(cell(40, 10), own)
    assert not again[0].differs and lines_to_paste(again) == ()
    assert "(the clinic's own); the same." in range_words(again[0], own)


def test_a_condition_the_protocol_does_not_name_must_be_added_first() -> None:
    (one,) = own_ranges([each._replace(condition="knee_pain") for each in cell(40, 10)], PROTOCOL)
    assert one.proposed is not None and one.lines == ()
    assert range_words(one, PROTOCOL).endswith("add the condition first.")


def test_numbers_are_written_so_that_all_and_none_mean_it() -> None:
    assert [percent(share) for share in (0.0, 0.001, 0.5, 0.999, 1.0)] == ["0 %", "1 %", "50 %", "99 %", "100 %"]
    assert [signed(change) for change in (-2.0, 0.0, 1.25, -0.04)] == ["−2", "0", "+1.2", "0"]
