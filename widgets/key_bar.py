"""The bottom line: the keys that work here, most needed first."""

from typing import NamedTuple

from textual.app import ComposeResult

from widgets.ink import Line
from widgets.lines import Lines


class Hint(NamedTuple):
    """One key and its word."""

    key: str
    label: str


def hints_line(hints: tuple[Hint, ...], width: int) -> Line:
    """As many hints as fit, in order; the last one (help) always stays."""
    spans: list[tuple[str, str]] = [(" ", "text")]
    *rest, last = hints or (Hint("", ""),)
    room = width - 1 - _size(last)
    for hint in rest:
        if _size(hint) > room:
            break
        room -= _size(hint)
        spans += _spans(hint)
    return (*spans, *_spans(last))


def _size(hint: Hint) -> int:
    return len(hint.key) + len(hint.label) + 4


def _spans(hint: Hint) -> list[tuple[str, str]]:
    return [(hint.key, "accent!"), (f" {hint.label}   ", "dim")]


class KeyBar(Lines):
    """Draws hints; the screen says which."""

    DEFAULT_CSS = "KeyBar { dock: bottom; height: 1; background: $bar; }"

    hints: tuple[Hint, ...] = ()

    def compose(self) -> ComposeResult:
        """Nothing inside: it is one line of text."""
        return iter(())

    def tell(self, hints: tuple[Hint, ...]) -> None:
        """Show these hints."""
        self.hints = hints
        self.show((hints_line(hints, self.size.width or 80),))

    def on_resize(self) -> None:
        """Another width holds other hints."""
        self.tell(self.hints)
