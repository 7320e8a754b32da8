"""What may stand under a key of the protocol, and what its default rests on: declared beside the field it fills."""

from typing import NamedTuple

CHOICE = "[D]"
"""The basis of a number that is a clinic's choice and not evidence."""


class Limits(NamedTuple):
    """What may stand under a key, and what its default rests on."""

    kind: type
    basis: str = CHOICE
    low: float = 0
    high: float = 0
    choices: tuple[str, ...] = ()


def whole(low: int, high: int, basis: str = CHOICE) -> Limits:
    """A whole number from `low` to `high`."""
    return Limits(int, basis, low, high)


def number(low: float, high: float, basis: str = CHOICE) -> Limits:
    """Any number from `low` to `high`."""
    return Limits(float, basis, low, high)


def word(choices: tuple[str, ...]) -> Limits:
    """One of a few words."""
    return Limits(str, choices=choices)
