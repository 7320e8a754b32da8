"""The referral loop: which state on which day, what is due, and what it means for the advice."""

from datetime import date, timedelta

import pytest

from care.referral import (
    COMPLEMENTARY,
    DISREGARDED,
    ENDED,
    KINDS,
    LOOP,
    NEXT_STATES,
    PENDING,
    STATES,
    Referral,
    complementary_state,
    due_on,
    is_pending,
    orthopaedic_state,
    overdue_days,
    state_on,
)
from tests.care.support import PROTOCOL

CREATED = date(2026, 6, 1)


def day(number):
    return CREATED + timedelta(number)


def referral(status, *, ident=1, kind="massage", urgency="routine", created=0, **days):
    """A referral with its steps on days counted from the first of June."""
    dates = {f"{name}_on": day(number) for name, number in days.items()}
    return Referral(ident, None, 1, kind, urgency, "Stillwater Massage", status, day(created), **dates)


CLOSED = referral("closed", sent=1, accepted=3, scheduled=4, appointment=10, attended=11, report=20, closed=22)


def test_the_loop_is_the_page_s_table():
    assert {row.state for row in LOOP} == set(STATES)
    assert PENDING == ("sent", "accepted", "scheduled", "no_show", "attended", "report_received")
    assert set(STATES) - set(PENDING) - set(ENDED) == {"draft", "declined_by_provider"}
    assert NEXT_STATES["sent"] == ("accepted", "declined_by_provider", "scheduled", "cancelled")
    assert NEXT_STATES["no_show"] == ("scheduled", "declined_by_patient")
    assert NEXT_STATES["declined_by_provider"] == ("draft",)
    assert all(NEXT_STATES[state] == () for state in ENDED)
    assert (is_pending("sent"), is_pending("draft"), is_pending(None)) == (True, False, False)


@pytest.mark.parametrize(
    ("on", "state"),
    [(-1, None), (0, "draft"), (1, "sent"), (2, "sent"), (3, "accepted"), (4, "scheduled"), (10, "scheduled"),
     (11, "attended"), (19, "attended"), (20, "report_received"), (22, "closed"), (400, "closed")],
)  # fmt: skip
def test_a_past_day_shows_the_state_of_that_day(on, state):
    assert state_on(CLOSED, day(on)) == state


@pytest.mark.parametrize(
    ("one", "states"),
    [
        # a step without a day counts from the day of the step before it
        (referral("sent"), {0: "sent"}),
        (referral("accepted", sent=2), {1: "draft", 2: "accepted"}),
        (referral("scheduled", sent=2, appointment=9), {1: "draft", 2: "scheduled", 20: "scheduled"}),
        (referral("no_show", sent=2, appointment=9), {2: "scheduled", 8: "scheduled", 9: "no_show"}),
        (referral("attended", sent=2, appointment=9, attended=10), {2: "scheduled", 9: "scheduled", 10: "attended"}),
        (referral("attended", sent=2, appointment=9), {8: "scheduled", 9: "attended"}),
        (referral("report_received", sent=2, attended=9), {8: "scheduled", 9: "report_received"}),
        (referral("closed", sent=2, attended=9, report=12), {11: "attended", 12: "closed"}),
        (referral("closed"), {0: "closed"}),
        # refused or cancelled: only what has a day has happened before
        (referral("declined_by_patient", sent=3), {2: "draft", 3: "declined_by_patient"}),
        (referral("declined_by_patient", sent=3, ended=8), {3: "sent", 7: "sent", 8: "declined_by_patient"}),
        (referral("declined_by_patient", sent=3, appointment=9, ended=8), {7: "scheduled", 8: "declined_by_patient"}),
        (referral("declined_by_provider", sent=3, accepted=4, ended=8), {3: "sent", 4: "accepted",
                                                                         8: "declined_by_provider"}),
        (referral("cancelled"), {0: "cancelled"}),
        (referral("cancelled", ended=5), {4: "draft", 5: "cancelled"}),
        (referral("draft"), {0: "draft", 90: "draft"}),
    ],
)  # fmt: skip
def test_a_step_without_a_day_counts_from_the_step_before_it(one, states):
    assert {on: state_on(one, day(on)) for on in states} == states


@pytest.mark.parametrize("status", STATES)
def test_every_referral_has_its_newest_state_in_the_end_and_none_before_it_was_made(status):
    one = referral(status)
    assert state_on(one, day(0)) == status
    assert state_on(one, day(-1)) is None
    assert due_on(one, day(-1), PROTOCOL) is None


@pytest.mark.parametrize(
    ("one", "routine", "urgent"),
    [
        (referral("draft"), 2, 0),
        (referral("sent", sent=1), 8, 2),
        (referral("sent"), 7, 1),
        (referral("accepted", sent=1, accepted=5), 15, 3),
        (referral("scheduled", sent=1, scheduled=5, appointment=20), 21, 21),
        (referral("scheduled", sent=1, scheduled=5), 15, 3),
        (referral("no_show", sent=1, appointment=20), 27, 21),
        (referral("attended", sent=1, attended=10), 24, 13),
        (referral("attended", sent=1, attended=17), 31, 20),
        (referral("attended", sent=1, attended=18), 31, 21),
        (referral("attended", sent=1, attended=30), 31, 31),
        (referral("attended", sent=1, attended=45), 45, 45),
        (referral("report_received", sent=1, attended=10, report=20), 23, 20),
        (referral("declined_by_provider", sent=1, ended=6), 8, 8),
        (referral("closed", sent=1), None, None),
        (referral("declined_by_patient", sent=1), None, None),
        (referral("cancelled", sent=1), None, None),
    ],
)
def test_each_state_is_due_in_its_time(one, routine, urgent):
    for urgency, due in (("routine", routine), ("urgent", urgent)):
        found = due_on(one._replace(urgency=urgency), day(100), PROTOCOL)
        assert found == (None if due is None else day(due))


def test_a_past_day_is_held_against_the_due_date_of_its_own_state():
    assert [due_on(CLOSED, day(on), PROTOCOL) for on in (0, 1, 3, 4, 11, 20, 22)] == [
        day(2), day(8), day(15), day(11), day(25), day(23), None,
    ]  # fmt: skip


@pytest.mark.parametrize(("on", "overdue"), [(0, 0), (7, 0), (8, 0), (9, 1), (40, 32), (-3, 0)])
def test_overdue_days_count_from_the_day_after_the_due_one(on, overdue):
    assert overdue_days(referral("sent", sent=1), day(on), PROTOCOL) == overdue


def test_a_referral_at_the_end_of_the_calendar_is_due_there():
    one = referral("sent")._replace(created_on=date.max, sent_on=date.max)
    assert due_on(one, date.max, PROTOCOL) == date.max


def care(*referrals, on=100, visits=()):
    visit_days = [day(number) for number in visits]
    return complementary_state(referrals, visit_days, day(on), PROTOCOL)


@pytest.mark.parametrize(
    ("status", "complementary", "orthopaedic"),
    [("draft", "none", "none"), ("cancelled", "none", "none"), ("declined_by_provider", "none", "none"),
     ("sent", "open", "open"), ("accepted", "open", "open"), ("scheduled", "open", "open"), ("no_show", "open", "open"),
     ("closed", "done", "done"), ("declined_by_patient", "declined", "none")],
)  # fmt: skip
def test_what_one_referral_means_for_the_advice(status, complementary, orthopaedic):
    assert care(referral(status)) == complementary
    one = referral(status, kind="orthopaedic")
    assert orthopaedic_state([one], [], day(100), PROTOCOL) == orthopaedic


@pytest.mark.parametrize("status", ["attended", "report_received"])
@pytest.mark.parametrize(
    ("on", "visits", "state"),
    [
        (37, (), "open"),
        (38, (), "done"),
        (20, (1, 5, 10, 12, 13, 14), "open"),
        (20, (1, 5, 10, 12, 13, 14, 20), "done"),
        (20, (12, 13, 14, 21), "open"),
    ],
)
def test_an_attended_referral_is_done_after_28_days_or_four_visits(status, on, visits, state):
    assert care(referral(status, sent=1, attended=10, report=12), on=on, visits=visits) == state


def test_none_and_other_kinds_say_nothing():
    assert care() == "none"
    assert care(referral("sent", kind="orthopaedic")) == "none"
    assert orthopaedic_state([referral("sent")], [], day(100), PROTOCOL) == "none"
    assert set(KINDS) - set(COMPLEMENTARY) == {"orthopaedic"}


def test_the_newest_that_counts_decides():
    old, new = referral("closed", ident=2), referral("sent", ident=1, created=5)
    assert care(old, new) == care(new, old) == "open"
    assert care(old, new, on=4) == "done"
    for state in DISREGARDED:
        assert care(old, new._replace(status=state)) == "done"
    assert care(old, new._replace(status="declined_by_patient")) == "declined"


def test_of_two_made_on_one_day_the_later_entered_decides():
    assert care(referral("closed", ident=1), referral("sent", ident=2)) == "open"
    assert care(referral("sent", ident=1), referral("closed", ident=2)) == "done"


def test_an_orthopaedic_refusal_hides_an_older_referral():
    referrals = [referral("closed", ident=1, kind="orthopaedic"),
                 referral("declined_by_patient", ident=2, kind="orthopaedic", created=3)]  # fmt: skip
    assert orthopaedic_state(referrals, [], day(100), PROTOCOL) == "none"
    assert orthopaedic_state(referrals, [], day(2), PROTOCOL) == "done"
