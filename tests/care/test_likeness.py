"""How alike two people are."""

from datetime import date

import pytest

from care.likeness import Person, may_be_same, names_of, nearly_same_day, shared, weight

BORN = date(1969, 11, 4)


def _person(family: str, given: str, preferred: str = "", **more) -> Person:
    return Person(frozenset(names_of(family, given, preferred)), **more)


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        (_person("Tanaka", "Mei"), _person("Tanaka", "Mei"), ("same name",)),
        (_person("Tanaka", "Mei"), _person("Mei", "Tanaka"), ("same name",)),
        (_person("Nguyễn", "Ann"), _person("NGUYEN", "ann"), ("same name",)),
        (_person("Smith", "Robert", "Bob"), _person("Smith", "Bob"), ("same name",)),
        (_person("Tanaka", "Mei"), _person("Tanake", "Mei"), ("similar name",)),
        (_person("Tanaka", "Mei"), _person("Haddad", "Omar"), ()),
        (_person("", ""), _person("", ""), ()),
        (_person("Tanaka", "Mei", born=BORN), _person("Haddad", "Omar", born=BORN), ("same birth date",)),
        (_person("Tanaka", "Mei", born=BORN), _person("Okafor", "Mei", born=BORN), ("similar name", "same birth date")),
        (_person("Tanaka", "Mei", born=BORN), _person("Okafor", "Mei", born=date(1970, 1, 1)), ()),
        (
            _person("Tanaka", "Mei", born=BORN),
            _person("Tanaka", "Mei", born=date(1969, 4, 11)),
            ("same name", "similar birth date"),
        ),
        (_person("Tanaka", "Mei", phone="5036836219"), _person("Lee", "Al", phone="5036836219"), ("same phone",)),
        (_person("Tanaka", "Mei", phone="911"), _person("Lee", "Al", phone="911"), ()),
        (_person("Tanaka", "Mei", email="a@b.c"), _person("Lee", "Al", email="a@b.c"), ("same e-mail",)),
        (_person("Tanaka", "Mei", email="none"), _person("Lee", "Al", email="none"), ()),
    ],
)
def test_what_two_people_share(one: Person, other: Person, reasons: tuple[str, ...]) -> None:
    assert shared(one, other) == shared(other, one) == reasons


@pytest.mark.parametrize(
    ("one", "other", "meant"),
    [
        (_person("Tanaka", "Mei"), _person("Tanaka", "Mei"), True),
        (_person("Tanaka", "Mei", born=BORN), _person("Tanaka", "Mei"), True),
        (_person("Tanaka", "Mei", born=BORN), _person("Tanaka", "Mei", born=date(1985, 1, 2)), False),
        (_person("Tanaka", "Mei", born=BORN), _person("Tanaka", "Mei", born=date(1969, 11, 5)), True),
        (_person("Tanaka", "Mei"), _person("Tanake", "Mei"), False),
        (_person("Tanaka", "Mei", born=BORN), _person("Tanake", "Mey", born=BORN), True),
        (_person("Tanaka", "Mei", born=BORN), _person("Haddad", "Omar", born=BORN), False),
        (_person("Tanaka", "Mei", phone="5036836219"), _person("Lee", "Al", phone="5036836219"), True),
    ],
)
def test_who_may_be_registered_already(one: Person, other: Person, meant: bool) -> None:
    assert may_be_same(one, other, shared(one, other)) is meant


def test_the_name_weighs_more_than_what_a_family_shares() -> None:
    assert weight(("same name",)) > weight(("same phone",)) > weight(("similar name",))


@pytest.mark.parametrize(
    ("other", "near"),
    [
        (BORN, False),
        (date(1969, 4, 11), True),
        (date(1969, 11, 5), True),
        (date(1996, 11, 4), True),
        (date(1970, 11, 5), False),
        (date(1970, 4, 11), False),
    ],
)
def test_a_date_that_may_be_a_slip(other: date, near: bool) -> None:
    assert nearly_same_day(BORN, other) is nearly_same_day(other, BORN) is near
