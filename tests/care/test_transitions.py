"""The states of an appointment: which step follows from which, and when a cancellation is late."""

import pytest

from care.appointment import FREED, STATUSES
from care.transitions import AFTER, BEFORE, STEP_LABELS, STEPS, WORDS, cancelled_as, may, state_before
from db.protocol_file import load_protocol

ALLOWED = {
    "booked": {"confirm", "arrive", "no_show", "cancel"},
    "confirmed": {"arrive", "no_show", "cancel", "back"},
    "arrived": {"start", "leave_unseen", "back"},
    "in_room": {"complete", "back"},
    "completed": {"back"},
    "cancelled": {"back"},
    "late_cancelled": {"back"},
    "no_show": {"back"},
    "left_unseen": {"back"},
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("status", STATUSES)
def test_which_step_follows_from_which_state(step: str, status: str) -> None:
    assert may(step, status) is (step in ALLOWED[status])


def test_an_unknown_step_follows_from_nothing() -> None:
    assert not any(may("fly", status) for status in STATUSES)


def test_every_state_and_step_has_its_words() -> None:
    assert set(WORDS) == set(STATUSES)
    assert set(STEP_LABELS) == set(STEPS)
    assert set(AFTER) == set(STEPS) - {"back"}


def test_the_way_back_is_the_way_there_turned_round() -> None:
    there = {(was, now) for step, ends in AFTER.items() for was in STEPS[step] for now in ends}
    # The usual way to be here is to have been booked, then confirmed: a booked one may skip that.
    assert {(was, now) for now, some in BEFORE.items() for was in some} == there
    assert set(BEFORE) == set(STEPS["back"])


def test_back_goes_where_the_log_says_it_came_from_if_it_can() -> None:
    assert state_before("arrived", "confirmed") == "confirmed"
    assert state_before("arrived", None) == "booked"
    assert state_before("arrived", "completed") == "booked"
    assert state_before("booked", None) is None


@pytest.mark.parametrize(
    ("left", "status"), [(24 * 3600, "cancelled"), (24 * 3600 - 1, "late_cancelled"), (-60, "late_cancelled")]
)
def test_a_cancellation_is_late_below_a_day(left: int, status: str) -> None:
    assert cancelled_as(1_000_000 + left, 1_000_000, load_protocol(None)) == status
    assert status in FREED


def test_a_clinic_may_set_its_own_notice(tmp_path) -> None:
    own = tmp_path / "own.toml"
    own.write_text("[appointment]\nlate_cancel_hours = 48\n")
    rules = load_protocol(own)
    assert cancelled_as(30 * 3600, 0, rules) == "late_cancelled"
    assert cancelled_as(48 * 3600, 0, rules) == "cancelled"
