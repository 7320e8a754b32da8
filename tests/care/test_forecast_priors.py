"""A clinic's own figures for the forecast: recovered from courses whose floor and rate are known, else published."""

import math
import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import pytest

from care.course import Course, Visit
from care.forecast import forecast_course
from care.forecast_priors import ENOUGH, OwnPriors
from care.forecast_priors import own_priors as own_of
from care.priors import Priors
from tests.care.support import PROTOCOL

OPENED = date(2026, 3, 2)
PUBLISHED = PROTOCOL.forecast
ONSET = {"acute": date(2026, 2, 20), "subacute": date(2026, 1, 1), "chronic": date(2025, 1, 1)}


def own_priors(courses: Iterable[Course]) -> dict[str, Priors]:
    """The durations that have figures of their own."""
    return {one.duration: one.priors for one in own_of(courses, PROTOCOL, PUBLISHED) if one.priors is not None}


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
@pytest.mark.parametrize("noise", [0.5, 1.0])
def test_a_known_floor_and_rate_are_recovered(
    duration: str, floor: float, rate: float, share: float, noise: float
) -> None:
    """The floor within 0.07, the rate within a third of it, the share of responders within 0.1."""
    made = own_priors(simulated(200, floor, rate, share, noise=noise, spread=0.3, duration=duration))
    assert set(made) == {duration}
    found = made[duration]
    assert found.floor == pytest.approx(floor, abs=0.07)
    assert abs(math.log(found.rate / rate)) < math.log(4 / 3)
    assert found.responders == pytest.approx(share, abs=0.1)


def test_courses_that_end_as_soon_as_they_are_better_and_scores_that_are_missing_do_not_bend_it() -> None:
    chance = random.Random(11)
    whole = simulated(300, 0.15, 0.35, 0.8, noise=0.8, spread=0.3)
    cut = []
    for one in whole:
        scores = [visit.nprs if at == 0 or chance.random() > 0.25 else None for at, visit in enumerate(one.visits)]
        low = next((at for at, score in enumerate(scores) if at and score is not None and score <= 2), len(scores))
        away = next((at for at in range(2, len(scores)) if chance.random() < 0.05), len(scores))
        cut.append(course(scores[: min(low, away) + 1], key=one.id))
    full, short = own_priors(whole)["chronic"], own_priors(cut)["chronic"]
    assert short.floor == pytest.approx(0.15, abs=0.1) and short.floor == pytest.approx(full.floor, abs=0.08)
    assert abs(math.log(short.rate / 0.35)) < math.log(4 / 3)
    assert short.responders == pytest.approx(0.8, abs=0.1)


def test_forty_nine_courses_leave_what_is_published() -> None:
    fifty = simulated(ENOUGH, 0.3, 0.3, 0.9, noise=0.5, spread=0.0)
    assert set(own_priors(fifty)) == {"chronic"}
    assert own_priors(fifty[1:]) == {}
    found = own_of(fifty[1:], PROTOCOL, PUBLISHED)
    assert [(one.duration, one.courses) for one in found] == [("acute", 0), ("subacute", 0), ("chronic", 49)]
    assert all(one.priors is None for one in found)


def test_only_closed_courses_with_a_baseline_and_a_score_after_it_count() -> None:
    fifty = simulated(ENOUGH, 0.3, 0.3, 0.9, noise=0.5, spread=0.0)
    for other in (
        course([6, 5, 3, 2], closed=False), course([6, None, None]), course([None, None, 6, 4, 3, 2]),
        course([2, 2, 1, 1]),
    ):  # fmt: skip
        assert own_priors([*fifty[1:], other]) == {}
    assert own_priors([*fifty[1:], course([6, 5])]) != {}


def test_courses_that_do_not_respond_are_no_reason_to_expect_less_of_those_who_do() -> None:
    some = simulated(150, 0.25, 0.3, 1.0, noise=0.8, spread=0.3)
    flat = [course([6, 6, 7, 6, 6, 5, 6, 6], key=key) for key in range(1000, 1150)]
    alone, among = own_priors(some)["chronic"], own_priors([*some, *flat])["chronic"]
    assert alone.responders > 0.85 and among.responders == pytest.approx(0.5, abs=0.1)
    assert among.floor == pytest.approx(alone.floor, abs=0.08)


def test_courses_that_are_all_alike_still_leave_room_for_others() -> None:
    found = own_priors([course([8, 4, 2, 1, 1, 1, 1, 1], key=key) for key in range(60)])["chronic"]
    assert (found.floor_spread, found.rate_spread) == (PUBLISHED.chronic.floor_spread, PUBLISHED.chronic.rate_spread)
    assert found.responders < 0.95 and found.floor < 0.3


def test_fifty_courses_go_part_of_the_way_that_more_go() -> None:
    few, many = (own_priors(simulated(many, 0.1, 0.6, 0.95, noise=0.5, spread=0.2))["chronic"] for many in (50, 250))
    assert PUBLISHED.chronic.rate < few.rate < many.rate
    assert PUBLISHED.chronic.responders < few.responders < many.responders


def test_the_newest_are_fitted_whatever_their_order() -> None:
    some = simulated(80, 0.3, 0.3, 0.8, noise=1.0, spread=0.3)
    assert own_priors(some) == own_priors(reversed(some))
    (made,) = (one for one in own_of(some, PROTOCOL, PUBLISHED, newest=60) if one.priors is not None)
    newest = [one for one in some if one.visits[0].nprs is not None and one.visits[0].nprs >= 3][-60:]
    assert made.courses == 60 and made.priors == own_priors(newest)["chronic"]


def test_the_forecast_takes_them() -> None:
    running = course([7, 6, 5, 4], closed=False)
    found: tuple[OwnPriors, ...] = own_of(simulated(200, 0.1, 0.8, 0.95, noise=0.5, spread=0.1), PROTOCOL, PUBLISHED)
    quick = {one.duration: one.priors or one.published for one in found}
    assert quick["acute"] == PUBLISHED.acute and quick["chronic"] != PUBLISHED.chronic
    day = running.visits[-1].on
    usual, own = forecast_course(running, day, PROTOCOL), forecast_course(running, day, PROTOCOL, quick)
    assert usual is not None and own is not None and own.chance > usual.chance
