"""Answers to take by a letter: one of them, or as many as hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from textual import events
from textual.message import Message
from textual.strip import Strip

from care.width import cell_width
from widgets.ink import Inked, Line


class Option(NamedTuple):
    """One answer: the letter that takes it, its value, and its word."""

    key: str
    value: str
    label: str


class Choice(Inked, can_focus=True):
    """Draws options side by side; what is chosen shows by its mark, not by its colour alone.

    A letter takes an option, or gives it up where several may hold; left and right go from one to the next; backspace
    empties the line. Where one is taken by its letter, the form goes on to its next line (`Taken`).
    """

    DEFAULT_CSS = "Choice { height: auto; width: 1fr; padding: 0 1; }"

    @dataclass
    class Changed(Message):
        """Another answer stands here."""

        choice: "Choice"

    @dataclass
    class Taken(Message):
        """The one answer was given: go on."""

        choice: "Choice"

    def __init__(
        self,
        options: Sequence[Option],
        chosen: Sequence[str] = (),
        *,
        many: bool = False,
        ordered: bool = False,
        id: str | None = None,
    ) -> None:
        """`ordered`: of many, which was taken first counts, and is shown."""
        super().__init__(id=id)
        self.options = tuple(options)
        self.many, self.ordered = many or ordered, ordered
        self.chosen: tuple[str, ...] = tuple(chosen)

    def on_key(self, event: events.Key) -> None:
        """Take an option, move between them, or empty the line."""
        typed = event.character or ""
        found = next((one for one in self.options if typed and one.key == typed), None)
        if found is not None:
            self._take(found.value)
            if not self.many:
                self.post_message(self.Taken(self))
        elif event.key in ("left", "right") and not self.many and self.options:
            values = [one.value for one in self.options]
            at = values.index(self.chosen[0]) if self.chosen and self.chosen[0] in values else -1
            step = 1 if event.key == "right" else -1
            self.choose((values[(at + step) % len(values)] if at >= 0 else values[0 if step > 0 else -1],))
        elif event.key in ("backspace", "delete"):
            self.choose(())
        else:
            return
        event.stop()
        event.prevent_default()

    def _take(self, value: str) -> None:
        if not self.many:
            self.choose((value,))
        elif value in self.chosen:
            self.choose(tuple(one for one in self.chosen if one != value))
        else:
            self.choose((*self.chosen, value))

    def choose(self, chosen: tuple[str, ...]) -> None:
        """Let these stand; tells when they are others."""
        if chosen != self.chosen:
            self.chosen = chosen
            self.post_message(self.Changed(self))
            self.refresh()

    def on_focus(self) -> None:
        """Lit while the keys go here."""
        self.refresh()

    def on_blur(self) -> None:
        """No longer lit."""
        self.refresh()

    def get_content_height(self, container: object, viewport: object, width: int) -> int:  # noqa: ARG002 Textual's own
        """As many lines as the options need."""
        return max(1, len(self._lines(width)))

    def render_line(self, y: int) -> Strip:
        """The options, over as many lines as the width asks for."""
        width = self.size.width
        lines = self._lines(width)
        return self.strip(lines[y] if y < len(lines) else (), width, lit=self.has_focus)

    def _lines(self, width: int) -> list[Line]:
        lines: list[list[tuple[str, str]]] = [[]]
        used = 0
        for one in self.options:
            holds = one.value in self.chosen
            if self.many:
                nth = f"{self.chosen.index(one.value) + 1}" if holds and self.ordered else "x"
                mark = f"[{nth}]" if holds else "[ ]"
            else:
                mark = "(●)" if holds else "( )"
            size = len(mark) + len(one.key) + cell_width(one.label) + 4
            if lines[-1] and used + size - 2 > width:
                lines.append([])
                used = 0
            used += size
            lines[-1] += [
                (mark + " ", "good!" if holds else "faint"),
                (one.key, "accent!"),
                (f" {one.label}  ", "text!" if holds else "dim"),
            ]
        # The blanks that part one from the next need no room behind the last.
        return [(*line[:-1], (line[-1][0].rstrip(), line[-1][1])) if line else () for line in lines]
