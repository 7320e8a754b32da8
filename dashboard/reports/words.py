"""Words and columns of the plain reports: one line a row, no drawing, at most 80 cells."""

from care.text import clean
from care.width import fit

WIDTH = 80


def columns(*cells: tuple[str, int]) -> str:
    """One line: each text fitted into its number of cells, a space between, nothing at the end."""
    return " ".join(fit(clean(text), width) for text, width in cells).rstrip()


def span(expected: tuple[int, int]) -> str:
    """An expected range as `8-12`."""
    return f"{expected[0]}-{expected[1]}"
