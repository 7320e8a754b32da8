"""Pieces the blocks of a chart are made of: a label with its text, and a sentence with the key that leads on."""

from collections.abc import Sequence

from widgets.chart_words import folded
from widgets.ink import Line, Span, cut

LABEL = 12
"""Cells of a label, the blank after it included."""


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
