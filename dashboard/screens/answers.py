"""A questionnaire in a window: one number a line, the next line by itself where a digit is the whole answer."""

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from dashboard.screens.choices import BOX, BOX_INNER
from dashboard.screens.sheet import Sheet
from widgets.rows import Row, RowList


class Question(NamedTuple):
    """One line: what is asked, and between which whole numbers the answer lies."""

    label: str
    low: int = 0
    high: int = 5


class AnswersPane(Sheet[list[int | None] | None]):
    """The answers in the order of the questions, None where it was left out or does not apply; None when left.

    A digit answers the line in hand; where no second digit could follow, the cursor goes on. `-` says that it does not
    apply. Enter goes on, and from the last line takes the answers; `ctrl+s` takes them from anywhere.
    """

    BINDINGS = [("escape", "leave", "back"), ("ctrl+s", "take", "take")]  # noqa: RUF012 Textual reads it so
    DEFAULT_CSS = f"""
    AnswersPane {{ {BOX} }}
    AnswersPane > Vertical {{ {BOX_INNER} }}
    AnswersPane RowList {{ background: $surface; margin: 1 0; }}
    AnswersPane Static {{ height: auto; color: $text-dim; }}
    """

    def __init__(
        self, title: str, questions: Sequence[Question], answers: Sequence[int | None] = (), first: str = ""
    ) -> None:
        super().__init__()
        self.title_text = title
        self.questions = tuple(questions)
        given = list(answers)[: len(self.questions)]
        self.answers: list[int | None] = given + [None] * (len(self.questions) - len(given))
        self.left_out: set[int] = set()
        self._first = first
        self._typing = False
        """Whether a digit was typed into the line in hand that a second may follow."""

    def compose(self) -> ComposeResult:
        """Title, questions, keys."""
        with Vertical():
            yield Static(self.title_text, markup=False)
            yield RowList()
            yield Static("", id="state", markup=False)
            yield Static("digits answer · - does not apply · enter next, from the last takes them · esc back")

    def on_mount(self) -> None:
        """The first question without an answer is in hand."""
        rows = self.query_one(RowList)
        rows.styles.height = min(len(self.questions), max(4, self.app.size.height - 10))
        rows.show(self._rows, key=(next((at for at, one in enumerate(self.answers) if one is None), 0),))
        rows.focus()
        self._tell()
        if self._first:
            self.call_after_refresh(self._digit, self._first)

    def _rows(self, width: int) -> list[Row]:
        rows = []
        room = max(12, width - 22)
        for at, one in enumerate(self.questions):
            answer = self.answers[at]
            shown = "n/a" if at in self.left_out else "·" if answer is None else str(answer)
            ink = "dim" if answer is None else "text!"
            label = one.label if len(one.label) <= room else one.label[: room - 1] + "…"
            line = (
                (f" {label.ljust(room)} ", "text"),
                (shown.rjust(5), ink),
                (f"   {one.low} to {one.high}", "faint"),
            )
            rows.append(Row(line, key=(at,)))
        return rows

    @property
    def at(self) -> int:
        """Which question is in hand."""
        key = self.query_one(RowList).key
        return int(key[0]) if isinstance(key, tuple) else 0

    def on_row_list_highlighted(self) -> None:
        """A digit typed now is a first one."""
        self._typing = False

    def on_key(self, event: events.Key) -> None:
        """Answers."""
        typed = event.character or ""
        if typed.isdigit() and typed.isascii():
            self._digit(typed)
        elif typed in ("-", "n", "x"):
            self._put(None, left_out=True)
            self._on()
        elif event.key in ("backspace", "delete"):
            self._put(None)
        else:
            return
        event.stop()

    def _digit(self, typed: str) -> None:
        question, before = self.questions[self.at], self.answers[self.at]
        value = int(typed)
        if self._typing and before is not None:
            # Never in place of the first digit: an answer is not lost because the next one was typed too early.
            value = before * 10 + value
        if not question.low <= value <= question.high:
            self._tell(f"{question.label}: {value} is not from {question.low} to {question.high}.")
            return
        self._put(value)
        self._typing = value * 10 <= question.high and value > 0
        if not self._typing:
            self._on()

    def _put(self, value: int | None, *, left_out: bool = False) -> None:
        at = self.at
        self.answers[at] = value
        if left_out:
            self.left_out.add(at)
        else:
            self.left_out.discard(at)
        self.query_one(RowList).build_again()
        self._tell()

    def _on(self) -> None:
        self._typing = False
        self.query_one(RowList).step(1)

    def _tell(self, trouble: str = "") -> None:
        done = sum(one is not None for one in self.answers)
        self.query_one("#state", Static).update(trouble or f"{done} of {len(self.questions)} answered")

    def on_row_list_chosen(self) -> None:
        """Enter: the next question, or done."""
        if self.at + 1 >= len(self.questions):
            self.action_take()
        else:
            self._on()

    def action_take(self) -> None:
        """Take the answers."""
        self.dismiss(list(self.answers))
