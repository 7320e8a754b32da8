"""The bottom line: the keys that work here, most needed first."""

from typing import NamedTuple

from textual.timer import Timer

from widgets.ink import Line, line_width
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
    """Draws hints, and for a while what was just done in their place; the screen says which."""

    DEFAULT_CSS = "KeyBar { background: $bar; }"
    STAYS = 8.0
    """Seconds a word about what was done stays, unless another takes its place."""

    hints: tuple[Hint, ...] = ()
    said: Line = ()
    _timer: Timer | None = None

    def __init__(self) -> None:
        super().__init__()
        self.styles.dock = "bottom"
        self.styles.height = 1

    def tell(self, hints: tuple[Hint, ...]) -> None:
        """Show these hints, under what is being said."""
        self.hints = hints
        self._draw()

    def say(self, text: str, ink: str = "text", *, undo: bool = False) -> bool:
        """Say one sentence here for `STAYS` seconds; False when it does not fit. `undo` adds the key that takes it
        back.
        """
        line: Line = ((" ", "text"), (text, ink), *((("   u", "accent!"), (" undo", "dim")) if undo else ()))
        if line_width(line) > self.size.width:
            return False
        self.said = line
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(self.STAYS, self.quiet)
        self._draw()
        return True

    def quiet(self) -> None:
        """Say no more what was said."""
        self.said = ()
        self._draw()

    def _draw(self) -> None:
        self.show((self.said or hints_line(self.hints, self.size.width or 80),))

    def on_resize(self) -> None:
        """Another width holds other hints."""
        self._draw()
