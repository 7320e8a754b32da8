"""The loop in words and steps, and the list it is chased from."""

from datetime import date, timedelta

import pytest

from care.day import ReferralRow
from care.loop import LABEL, earlier, follows, steps_for, waiting_for
from care.referral import ENDED, NEXT_STATES, PENDING, STATES, Referral, due_on, state_on, steps
from care.worklist import open_referrals
from tests.care.support import PROTOCOL

CREATED = date(2026, 6, 1)


def day(number):
    return CREATED + timedelta(number)


def referral(status="sent", **more):
    return Referral(1, None, 1, "massage", "routine", "Stillwater", status, CREATED)._replace(**more)


@pytest.mark.parametrize("state", STATES)
def test_what_the_page_lets_follow_follows_and_beside_it_only_a_refusal(state):
    also = {"declined_by_patient"} if state in ("sent", "accepted", "scheduled") else set()
    assert set(follows(state)) == {*NEXT_STATES[state], *also}
    assert len(follows(state)) == len(set(follows(state)))


def test_the_page_s_own_order_is_kept_and_cancelling_comes_last():
    assert follows("sent") == ("accepted", "declined_by_provider", "scheduled", "declined_by_patient", "cancelled")
    assert follows("unknown") == ()


@pytest.mark.parametrize("state", STATES)
def test_every_step_has_words_and_a_key_of_its_own(state):
    found = steps_for(state)
    assert [one.state for one in found] == list(follows(state))
    assert len({one.key for one in found}) == len({one.verb for one in found}) == len(found)
    assert all(one.words and len(one.key) == 1 for one in found)
    assert (found == ()) == (state in ENDED)


def test_what_the_steps_need():
    needs = {one.state: one.needs for state in STATES for one in steps_for(state)}
    assert needs["sent"] == ("provider", "question")
    assert needs["scheduled"] == ("appointment_on",)
    assert needs["closed"] == ("reviewed", "told_patient")
    assert needs["cancelled"] == ("note",)
    assert needs["attended"] == ()


@pytest.mark.parametrize("state", STATES)
def test_whoever_is_waited_for_is_named(state):
    assert LABEL[state]
    assert bool(waiting_for(state)) == (state not in ENDED)


def test_what_a_referral_waits_for_takes_its_facts_in():
    assert waiting_for(referral("scheduled", appointment_on=day(9))) == "the visit on 2026-06-10"
    assert waiting_for(referral("scheduled")) == "the visit"
    assert waiting_for(referral("report_received")) == "reading the report"
    assert waiting_for(referral("report_received", reviewed_on=day(9))) == "telling the patient"
    assert waiting_for(referral("sent")) == "the provider's answer"
    assert waiting_for("nothing known") == ""


def test_a_correction_goes_back_along_the_way_nearest_first():
    one = referral("closed", sent_on=day(1), attended_on=day(5), report_on=day(8), closed_on=day(9))
    way = tuple(step.state for step in steps(one))
    assert earlier("closed", way) == ("report_received", "attended", "scheduled", "sent", "draft")
    assert earlier("draft", ("draft", "draft")) == ()


def test_a_draft_that_came_back_is_due_from_the_day_it_did():
    back = referral("draft", ended_on=day(10))
    assert [state_on(back, day(on)) for on in (-1, 0, 10)] == [None, "draft", "draft"]
    assert due_on(back, day(10), PROTOCOL) == day(12)
    assert due_on(back._replace(urgency="urgent"), day(10), PROTOCOL) == day(10)
    assert due_on(referral("draft"), day(10), PROTOCOL) == day(2)


def rows(*referrals):
    return tuple(ReferralRow(one._replace(id=number), 1, "Mei", "neck_pain") for number, one in enumerate(referrals))


def listed(on, *referrals):
    return [
        (one.row.referral.id, one.overdue_days, one.due, one.snoozed_until)
        for one in open_referrals(rows(*referrals), day(on), PROTOCOL)
    ]


def test_what_is_put_off_goes_to_the_end_and_is_not_late_until_its_day():
    late, snoozed, new = (
        referral("sent", sent_on=day(0)),
        referral("sent", sent_on=day(0), snoozed_until=day(20)),
        referral("draft", created_on=day(19)),
    )
    assert listed(19, snoozed, late, new) == [
        (1, 12, day(7), None), (2, 0, day(21), None), (0, 0, day(7), day(20)),
    ]  # fmt: skip
    assert listed(20, snoozed, late, new)[0] == (0, 13, day(7), None)


def test_what_is_urgent_is_never_put_off():
    urgent = referral("sent", sent_on=day(0), urgency="urgent", snoozed_until=day(20))
    assert listed(19, referral("sent", sent_on=day(0)), urgent) == [(1, 18, day(1), None), (0, 12, day(7), None)]


def test_the_row_tells_version_and_snooze():
    (row,) = rows(referral("sent", version=4, snoozed_until=day(3)))
    assert (row.version, row.snoozed_until) == (4, day(3))
    assert set(PENDING) < set(LABEL)
