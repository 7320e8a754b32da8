"""What became of one course: the event as the rules have it, its fate, its changes, its referrals."""

from datetime import timedelta

import pytest
from hypothesis import given

from care.assessment import assess, assess_course
from care.course import Course, Visit
from care.outcome_facts import NO_BASELINE, NO_CHECKPOINT, NO_LATER, NO_SCORES, Change, facts_of, first_resolved
from care.referral import Referral
from tests.care.cases import cases
from tests.care.outcome_courses import LATER, OPENED, closed, course, facts
from tests.care.support import PROTOCOL


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
