"""The lines forms are made of."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from textual import events
from textual.message import Message

from widgets.choice import Option
from widgets.field import Field

LABEL = 23
"""Cells of the column of labels."""


class Ask(NamedTuple):
    """One line of a form.

    `kind`: `text`, `number` (digits and what stands between them), `one` or `many` of `options`,
    `ordered` (many, of which the first counts), `heading`.
    """

    id: str
    label: str
    kind: str = "text"
    options: tuple[Option, ...] = ()
    hint: str = ""
    longest: int = 2000


class DraftOf(NamedTuple):
    """What a draft is about: its kind, the patient, the course, and the row it belongs to."""

    kind: str
    patient_id: int
    course_id: int | None = None
    subject_id: int | None = None


class NumberField(Field):
    """Digits, with what may stand between or before them; `q` asks for the questions behind the number."""

    @dataclass
    class Questions(Message):
        """The questions are asked for."""

        field: "NumberField"

    def __init__(self, value: str, **more: Any) -> None:
        super().__init__(value, restrict=r"[-+0-9.,%/ ]*", **more)

    def on_key(self, event: events.Key) -> None:
        """Open the questions, before the field itself refuses the letter."""
        if event.key == "q":
            event.stop()
            event.prevent_default()
            self.post_message(self.Questions(self))
