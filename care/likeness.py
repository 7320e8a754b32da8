"""How alike two people of the record are: what they share, in words. It never decides that they are one person."""

from collections.abc import Iterable
from datetime import date
from difflib import SequenceMatcher
from typing import NamedTuple

from care.text import fold

SIMILAR = 0.8
"""From which likeness of two folded names on (0 to 1) somebody may have misspelt one of them."""

SIMILAR_WITH_BIRTH_DATE = 0.6
"""The same where the birth date is shared: a nickname or a married name is then likelier than a second person."""

SHORTEST_PHONE = 7
"""Fewer digits are no telephone number that could tell two people apart."""

SAME_NAME, SIMILAR_NAME, SAME_PHONE, SAME_EMAIL, SAME_BIRTH, SIMILAR_BIRTH = (
    "same name", "similar name", "same phone", "same e-mail", "same birth date", "similar birth date",
)  # fmt: skip

_WEIGHTS = {SAME_NAME: 4, SAME_PHONE: 3, SAME_EMAIL: 3, SAME_BIRTH: 3, SIMILAR_NAME: 2, SIMILAR_BIRTH: 1}


class Person(NamedTuple):
    """A person as far as likeness goes. `names` are folded, in every order they may be written; `phone` holds the
    national digits and `email` is in lower case."""

    names: frozenset[str]
    born: date | None = None
    phone: str = ""
    email: str = ""


def names_of(family: str, given: str, preferred: str = "") -> set[str]:
    """The folded forms under which a name may be written: both orders, with the preferred name too."""
    return {
        folded
        for first in {given, preferred} - {""} or {""}
        for whole in (f"{first} {family}", f"{family} {first}")
        if (folded := fold(whole))
    }


def shared(one: Person, other: Person) -> tuple[str, ...]:
    """What two people have in common, in words, the name first; empty for two strangers."""
    reasons = []
    birth = one.born is not None and one.born == other.born
    if one.names & other.names:
        reasons.append(SAME_NAME)
    elif _similar(one.names, other.names, birth):
        reasons.append(SIMILAR_NAME)
    if birth:
        reasons.append(SAME_BIRTH)
    elif one.born is not None and other.born is not None and nearly_same_day(one.born, other.born):
        reasons.append(SIMILAR_BIRTH)
    if len(one.phone) >= SHORTEST_PHONE and one.phone == other.phone:
        reasons.append(SAME_PHONE)
    if "@" in one.email and one.email == other.email:
        reasons.append(SAME_EMAIL)
    return tuple(reasons)


def weight(reasons: Iterable[str]) -> int:
    """How much the shared things say together: the order in which likely ones are shown."""
    return sum(_WEIGHTS[reason] for reason in reasons)


def may_be_same(one: Person, other: Person, reasons: tuple[str, ...]) -> bool:
    """Whether a person about to be registered may be this one already.

    The same phone or e-mail says so; so does the same birth date with a similar name; the same name only as long as
    the birth dates do not speak against it.
    """
    if SAME_PHONE in reasons or SAME_EMAIL in reasons:
        return True
    if SAME_BIRTH in reasons:
        return SAME_NAME in reasons or SIMILAR_NAME in reasons
    return SAME_NAME in reasons and (one.born is None or other.born is None or SIMILAR_BIRTH in reasons)


def nearly_same_day(one: date, other: date) -> bool:
    """Whether one date may be a slip of the other: day and month exchanged, or one of year, month and day wrong."""
    if one == other:
        return False
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return True
    return sum((one.year == other.year, one.month == other.month, one.day == other.day)) == 2


def _parts(names: Iterable[str]) -> set[str]:
    return {part for name in names for part in name.split() if len(part) > 1 or not part.isascii()}


def _similar(ones: Iterable[str], others: Iterable[str], birth: bool) -> bool:
    """Whether one name may be the other misspelt; with a shared birth date one part in common is enough."""
    if birth and _parts(ones) & _parts(others):
        return True
    least = SIMILAR_WITH_BIRTH_DATE if birth else SIMILAR
    for one in ones:
        matcher = SequenceMatcher(None, b=one)
        for other in others:
            matcher.set_seq1(other)
            # The two cheap bounds spare nearly every pair the real comparison.
            if matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least and matcher.ratio() >= least:
                return True
    return False
