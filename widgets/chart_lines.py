"""Pieces the blocks of a chart are made of: a label with its text, and a sentence with the key that leads on."""

from collections.abc import Sequence

from care.text import clean
from care.width import cell_width
from widgets.ink import Line, Span, cut

LABEL = 12
"""Cells of a label, the blank after it included."""


def folded(text: str, width: int) -> list[str]:
    """Text in lines of at most `width` cells, broken at spaces, and inside a word only where it is wider than a line.

    Nothing is left out: what is written in a chart can be read in full.
    """
    width = max(2, width)
    lines = [""]
    for word in clean(text).split():
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_width(joined) <= width:
            lines[-1] = joined
            continue
        pieces = _pieces(word, width)
        if lines[-1]:
            lines.append("")
        lines[-1] = pieces[0]
        lines += pieces[1:]
    return lines


def _pieces(word: str, width: int) -> list[str]:
    """A word in pieces of at most `width` cells; a mark stays with its letter."""
    pieces, used = [""], 0
    for char in word:
        size = cell_width(char)
        if used + size > width:
            pieces.append("")
            used = 0
        pieces[-1] += char
        used += size
    return pieces


def paragraph(text: str, ink: str, width: int) -> list[Line]:
    """Text as lines in one ink."""
    return [((line, ink),) for line in folded(text, width)]


def labelled(label: str, text: str, width: int, ink: str = "text", *, size: int = LABEL) -> list[Line]:
    """A label of `size` cells and its text, folded beside it; under it where a window is narrow."""
    if width < size + 16:
        head: list[Line] = [((label, "dim"),)] if label else []
        return [*head, *((("  ", "text"), (line, ink)) for line in folded(text, width - 2))]
    return [
        ((label.ljust(size) if at == 0 else " " * size, "dim"), (line, ink))
        for at, line in enumerate(folded(text, width - size))
    ]


def beside(label: str, spans: Sequence[Span], width: int, *, size: int = LABEL) -> Line:
    """A label of `size` cells and what is drawn beside it, in one line."""
    return cut(((label.ljust(size), "dim"), *spans), width)


def hint_line(hint: str) -> Line:
    """`v records the first visit`: the key stands out."""
    key, _, rest = hint.partition(" ")
    return ((key, "accent!"), (f" {rest}", "dim")) if hint else ()


def empty(sentence: str, hint: str, width: int) -> tuple[Line, ...]:
    """What stands in an empty place: a sentence, and the key that leads on."""
    lines = paragraph(sentence, "dim", width)
    return (*lines, cut(hint_line(hint), width)) if hint else tuple(lines)


def title(text: str, count: str = "", ink: str = "dim") -> Line:
    """The heading of a block, with a few words beside it."""
    return ((text, "text!"), (f"   {count}" if count else "", ink))
