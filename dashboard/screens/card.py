"""A patient found: who, how to reach, what is booked, and what is asked for most."""

from textual.app import ComposeResult
from textual.containers import Vertical

from care.appointment import clock
from care.day import PatientHit
from dashboard.screens.choices import BOX, BOX_INNER
from dashboard.screens.sheet import Sheet
from widgets.ink import Line
from widgets.lines import Lines
from widgets.words import ago, short_day, words

WISHES = {
    "book": ("b", "book", "schedule"), "walk_in": ("i", "here now", "schedule"), "wait": ("l", "wait list", "waiting"),
    "change": ("e", "change", "people"), "health": ("h", "health", "people"), "merge": ("m", "merge", "people"),
}  # fmt: skip
"""What is asked for most: its key, its word, the right it needs."""

ONLY_LOOKS = "This session only looks."


class PatientCard(Sheet[str | None]):
    """The result is `book`, `walk_in`, `wait`, `change`, `health`, `merge`, or None."""

    BINDINGS = [  # noqa: RUF012 Textual reads it so
        ("escape,enter", "leave", "back"), ("b", "wish('book')", "book"), ("i", "wish('walk_in')", "walk-in"),
        ("l", "wish('wait')", "waiting list"), ("e", "wish('change')", "change"), ("h", "wish('health')", "health"),
        ("m", "wish('merge')", "merge"),
    ]  # fmt: skip
    DEFAULT_CSS = f"""
    PatientCard {{ {BOX} }}
    PatientCard > Vertical {{ {BOX_INNER} }}
    """

    def __init__(self, hit: PatientHit) -> None:
        super().__init__()
        self.hit = hit

    def compose(self) -> ComposeResult:
        """Lines."""
        with Vertical():
            yield Lines()

    def on_mount(self) -> None:
        """Fill them."""
        self.redraw()

    def redraw(self) -> None:
        """Names hidden or shown again."""
        one, today = self.hit.patient, self.desk.today
        age = one.age(today)
        following, last = self.hit.next_appointment, self.hit.last_visit
        lines: list[Line] = [
            ((self.desk.name_of(one.name), "text!"), (f"   {age}" if age is not None else "", "dim")),
        ]
        if one.cautions:
            lines.append((("▲ " + ", ".join(words(caution) for caution in one.cautions), "warn!"),))
        # Above the facts: a low window shows the top.
        keys = (wish for wish in WISHES.values() if self.desk.may(wish[2]))
        offered = tuple(span for key, word, _ in keys for span in ((key, "accent!"), (f" {word}  ", "dim")))
        lines.append((*(offered or ((f"{ONLY_LOOKS}  ", "dim"),)), ("esc", "accent!"), (" back", "dim")))
        facts = [
            ("Born", one.born.isoformat() if one.born else "unknown"),
            ("Phone", one.phone or "none on record"),
            ("E-mail", one.email or "none on record"),
            ("Next", f"{short_day(following.on, today)} {clock(following.minute)} · {following.practitioner}"
             if following else "not booked"),
            ("Last visit", ago(last, today) if last else "none yet"),
            ("Note", one.note),
        ]  # fmt: skip
        if self.desk.names_hidden:
            facts = [fact for fact in facts if fact[0] in ("Next", "Last visit")]
        lines += [(), *(((label.ljust(12), "dim"), (text, "text")) for label, text in facts if text)]
        self.query_one(Lines).show(lines)

    def action_wish(self, wish: str) -> None:
        """Say what is wanted."""
        if not self.desk.refuses(WISHES[wish][2], WISHES[wish][1]):
            self.dismiss(wish)
