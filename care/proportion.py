"""A share of a count with its interval."""

import math
from typing import NamedTuple

from care.survival import Z_95

SMALLEST = 5
"""Fewer courses than this are not shown as a share: it would tell of chance and of single people, not of care."""


class Share(NamedTuple):
    """`part` of `of`, with the 95 % interval by Wilson 1927, which holds for small counts and near 0 and 1."""

    part: int
    of: int
    share: float
    low: float
    high: float


def wilson(part: int, of: int) -> Share:
    """The share with Wilson's score interval. Raises ValueError for an empty or an impossible count."""
    if not 0 <= part <= of or of == 0:
        raise ValueError(f"{part} of {of} is no share")
    share, square = part / of, Z_95 * Z_95
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = Z_95 * math.sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return Share(
        part, of, share, max(0.0, middle - half) if part else 0.0, min(1.0, middle + half) if part < of else 1.0
    )
