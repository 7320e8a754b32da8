"""How many terminal cells a text takes, and fitting it into a given number of them.

A terminal draws CJK and most emoji two cells wide and combining marks in none; `len()` knows neither, so columns
laid out with it drift apart as soon as a patient is called 渡辺 or Thảo (in decomposed spelling).
"""

import unicodedata

ELLIPSIS = "…"
_NO_WIDTH_CATEGORIES = {"Mn", "Mc", "Me", "Cf"}


def cell_width(text: str) -> int:
    """Terminal cells a text takes: wide East Asian characters 2, combining and joining ones 0, all else 1."""
    if text.isascii():
        return len(text)
    return sum(map(_char_width, text))


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Exactly `width` cells: cut at the end with an ellipsis, or padded with spaces (before it when `right`)."""
    text = cut(text, width)
    padding = " " * (width - cell_width(text))
    return padding + text if right else text + padding


def cut(text: str, width: int) -> str:
    """At most `width` cells; what does not fit ends in an ellipsis. A wide character is never halved."""
    if cell_width(text) <= width:
        return text
    if width <= 0:
        return ""
    taken, used = [], 0
    for char in text:
        used += _char_width(char)
        if used > width - 1:
            break
        taken.append(char)
    return "".join(taken).rstrip() + ELLIPSIS


def _char_width(char: str) -> int:
    if char < "\u0300":
        return 1
    if unicodedata.category(char) in _NO_WIDTH_CATEGORIES:
        return 0
    # Hangul vowels and finals of a decomposed syllable are drawn inside the cell of the initial before them.
    if "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
