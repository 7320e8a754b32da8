"""Every kind of case: as a strategy that shrinks, and by the thousand from a seed."""

from random import Random

from hypothesis import strategies as st

from care.assessment import Case

_DAYS = ("acute", "subacute", "chronic")


def _some(draw, visits, values, chance):
    """One measure: a score at some of the visits, drawn often or seldom."""
    at = draw(st.lists(st.booleans() if chance == 2 else st.integers(0, chance).map(lambda n: n == 0),
                       min_size=visits, max_size=visits))  # fmt: skip
    return tuple((visit, draw(values)) for visit, taken in enumerate(at, start=1) if taken)


@st.composite
def cases(draw, most_visits=18):
    """A case as the record could hold it: any scores, findings, referrals, range and goal."""
    visits = draw(st.integers(0, most_visits))
    centre = draw(st.integers(0, 10))
    near = st.integers(max(0, centre - 2), min(10, centre + 2))
    pain = draw(st.sampled_from((near, st.integers(0, 10))))
    gaps = draw(st.sampled_from((0, 0, 1, 4)))
    missing = {visit for visit in range(1, visits + 1) if gaps and draw(st.integers(0, gaps)) == 0}
    nprs = [(visit, draw(pain)) for visit in range(1, visits + 1) if visit not in missing]
    if nprs and nprs[0][0] <= 2 and draw(st.integers(0, 5)) == 0:
        # A baseline may be the mean of three ratings, or be typed with a decimal.
        nprs[0] = (nprs[0][0], draw(st.integers(0, 100)) / 10)
    low = draw(st.integers(1, 12))
    return Case(
        visits_done=visits,
        nprs=tuple(nprs),
        ndi=_some(draw, visits, st.integers(0, 100), draw(st.sampled_from((1, 3, 8)))),
        psfs=_some(draw, visits, st.integers(0, 100).map(lambda n: n / 10), draw(st.sampled_from((3, 30)))),
        rom=_some(draw, visits, st.integers(20, 90), draw(st.sampled_from((3, 30)))),
        groc=_some(draw, visits, st.integers(-7, 7), draw(st.sampled_from((5, 30)))),
        severity=draw(st.sampled_from((None, "mild", "moderate", "severe"))),
        duration=draw(st.sampled_from((None, *_DAYS))),
        expected=draw(st.one_of(st.none(), st.just((low, low + draw(st.integers(0, 8)))))),
        radiating=draw(st.booleans()),
        red_flag=draw(st.sampled_from(("none",) * 8 + ("urgent", "emergency"))),
        neuro=draw(st.sampled_from(("none",) * 4 + ("sensory", "motor"))),
        complementary=draw(st.sampled_from(("none", "open", "done", "declined"))),
        orthopaedic=draw(st.sampled_from(("none", "none", "open", "done"))),
        goal=draw(st.one_of(st.none(), st.sampled_from((0, 1, 2, 2.5, 3, 3.5, 5)))),
    )


def random_cases(seed, count):
    """The same kinds of case, quick to make: for whatever needs thousands of them."""
    random = Random(seed)
    return [_random_case(random) for _ in range(count)]


def _random_case(random):
    visits = random.randint(0, 18)

    def some(score, chances):
        chance = random.choice(chances)
        return tuple((visit, score()) for visit in range(1, visits + 1) if random.random() < chance)

    centre, spread = random.randint(0, 10), random.choice((0, 1, 2, 10))
    nprs = list(some(lambda: min(10, max(0, centre + random.randint(-spread, spread))), (1, 1, 0.9, 0.5, 0.1)))
    if nprs and nprs[0][0] <= 2:
        if random.random() < 0.2:
            nprs[0] = (nprs[0][0], random.randint(0, 100) / 10)
        elif random.random() < 0.5:
            nprs[0] = (nprs[0][0], random.randint(0, 10))
    low = random.randint(1, 12)
    return Case(
        visits_done=visits,
        nprs=tuple(nprs),
        ndi=some(lambda: random.randint(0, 100), (0, 0, 0.3, 0.6)),
        psfs=some(lambda: random.randint(0, 100) / 10, (0, 0, 0, 0.3)),
        rom=some(lambda: random.randint(20, 90), (0, 0, 0, 0.4)),
        groc=some(lambda: random.randint(-7, 7), (0, 0, 0, 0.2)),
        severity=random.choice((None, "mild", "moderate", "severe")),
        duration=random.choice((None, *_DAYS)),
        expected=random.choice((None, None, (low, low + random.randint(0, 8)))),
        radiating=random.random() < 0.2,
        red_flag=random.choice(("none",) * 20 + ("urgent", "emergency")),
        neuro=random.choice(("none",) * 5 + ("sensory", "motor")),
        complementary=random.choice(("none", "open", "done", "declined")),
        orthopaedic=random.choice(("none", "none", "open", "done")),
        goal=random.choice((None, None, 0, 2, 2.5, 3.5, 5)),
    )
