"""A clinic's own figures for the forecast: recovered from courses whose floor and rate are known, else published."""

import math
import random
from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from care.course import Course, Visit
from care.forecast import PRIORS, forecast_course
from care.forecast_priors import ENOUGH, own_priors, priors_for
from tests.care.support import PROTOCOL

OPENED = date(2026, 3, 2)
ONSET = {"acute": date(2026, 2, 20), "subacute": date(2026, 1, 1), "chronic": date(2025, 1, 1)}


def course(nprs: Sequence[float | None], duration: str = "chronic", *, closed: bool = True, key: int = 1) -> Course:
    visits = tuple(Visit(OPENED + timedelta(2 * at), 540, nprs=score) for at, score in enumerate(nprs))
    ended = OPENED + timedelta(100) if closed else None
    return Course(
        key, None, key, None, "neck_pain", OPENED, onset_date=ONSET[duration], severity="moderate", visits=visits,
        closed_on=ended, outcome="discharged" if closed else None,
    )  # fmt: skip


def simulated(
    many: int, floor: float, rate: float, share: float, *, noise: float, spread: float, duration: str = "chronic"
) -> list[Course]:
    """Courses of 8 to 12 visits whose pain follows the curve, in whole numbers; `share` of them respond."""
    chance = random.Random(7)
    made = []
    for key in range(many):
        baseline = chance.uniform(5, 9)
        end = baseline * (chance.gauss(floor, 0.15) if chance.random() < share else chance.gauss(0.95, 0.05))
        k = rate * math.exp(chance.gauss(0, spread))
        scores = [end + (baseline - end) * math.exp(-k * at) for at in range(chance.randint(8, 12))]
        made.append(course([min(10, max(0, round(one + chance.gauss(0, noise)))) for one in scores], duration, key=key))
    return made


@pytest.mark.parametrize(
    ("duration", "floor", "rate", "share"),
    [("chronic", 0.30, 0.30, 0.7), ("chronic", 0.42, 0.16, 0.9), ("acute", 0.25, 0.38, 0.8), ("acute", 0.15, 0.6, 0.6)],
)
@pytest.mark.parametrize(("noise", "spread"), [(0.5, 0.0), (1.0, 0.3)])
def test_a_known_floor_and_rate_are_recovered(
    duration: str, floor: float, rate: float, share: float, noise: float, spread: float
) -> None:
    """The floor within 0.07, the rate within a third of it, the share of responders within 0.1 where they show."""
    made = own_priors(simulated(400, floor, rate, share, noise=noise, spread=spread, duration=duration), PROTOCOL)
    assert set(made) == {duration}
    found = made[duration]
    assert found.floor == pytest.approx(floor, abs=0.07)
    assert abs(math.log(found.rate / rate)) < math.log(4 / 3)
    assert 0.1 <= found.floor_sd <= 0.25
    # Who heads for 0.42 of a low baseline, and slowly, has often not fallen far enough by the last visit.
    assert share - (0.25 if floor > 0.4 else 0.1) <= found.responders <= share + 0.1
    assert found.source.startswith("our record: ") and "closed courses" in found.source


def test_forty_nine_courses_leave_what_is_published() -> None:
    fifty = simulated(ENOUGH, 0.3, 0.3, 0.9, noise=0.5, spread=0.0)
    assert set(own_priors(fifty, PROTOCOL)) == {"chronic"}
    assert own_priors(fifty[1:], PROTOCOL) == {}
    assert priors_for(fifty[1:], PROTOCOL) == PRIORS


def test_only_closed_courses_with_a_baseline_and_three_scores_count() -> None:
    fifty = simulated(ENOUGH, 0.3, 0.3, 0.9, noise=0.5, spread=0.0)
    for other in (
        course([6, 5, 3, 2], closed=False), course([6, 5, 3]), course([6, None, 5, 3]),
        course([None, None, 6, 4, 3, 2]), course([2, 2, 1, 1]),
    ):  # fmt: skip
        assert own_priors([*fifty[1:], other], PROTOCOL) == {}
    assert own_priors([*fifty[1:], course([6, 5, 3, 2])], PROTOCOL) != {}


def test_too_few_responders_leave_what_is_published() -> None:
    flat = [course([6, 6, 6, 6, 6], key=key) for key in range(100)]
    assert own_priors(flat, PROTOCOL) == {}
    falling = [course([6, 4, 3, 2, 2], key=key) for key in range(20)]
    assert own_priors([*flat, *falling[1:]], PROTOCOL) == {}
    assert own_priors([*flat, *falling], PROTOCOL)["chronic"].responders == pytest.approx(20 / 120)


def test_courses_that_are_all_alike_still_leave_room_for_others() -> None:
    found = own_priors([course([8, 4, 2, 1, 1, 1, 1, 1], key=key) for key in range(60)], PROTOCOL)["chronic"]
    assert (found.responders, found.floor_sd) == (0.95, 0.1)
    assert found.floor == pytest.approx(1 / 8, abs=0.03)


def test_the_order_of_the_courses_does_not_matter() -> None:
    some = simulated(80, 0.3, 0.3, 0.8, noise=1.0, spread=0.3)
    assert own_priors(some, PROTOCOL) == own_priors(reversed(some), PROTOCOL)


def test_the_forecast_takes_them() -> None:
    running = course([7, 6, 5, 4], closed=False)
    quick = priors_for(simulated(200, 0.1, 0.8, 0.95, noise=0.5, spread=0.1), PROTOCOL)
    assert quick["acute"] == PRIORS["acute"] and quick["chronic"] != PRIORS["chronic"]
    day = running.visits[-1].on
    usual, own = forecast_course(running, day, PROTOCOL), forecast_course(running, day, PROTOCOL, quick)
    assert usual is not None and own is not None and own.chance > usual.chance
