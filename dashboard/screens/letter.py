"""The letter of a referral: read part by part, changed, drawn as PDF, and kept as it goes out."""

from functools import partial

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import TextArea

from care.letter import Letter, digest, letter_json, with_text
from care.referral import Referral
from care.text import clean
from dashboard.letters.lines import letter_boxed_line, paper_for
from dashboard.letters.text import text as letter_text
from dashboard.screens.drafting import Drafting
from dashboard.screens.form_lines import DraftOf
from db.reader import Reader
from widgets.ink import Line
from widgets.key_bar import Hint, KeyBar
from widgets.lines import Lines
from widgets.panel import wrapped

WAYS = (("fax", "by fax"), ("post", "by post"), ("hand", "by hand, with the patient"), ("e-mail", "by e-mail"))


class LetterScreen(Drafting):
    """The result is what the record said when it was sent, or None. What was changed is kept as a draft."""

    BINDINGS = [  # noqa: RUF012 Textual reads it so
        ("escape", "leave", "back"), ("e", "edit", "change"), ("p", "pdf", "PDF"), ("f", "fax", "with a fax cover"),
        ("s", "send", "send"),
    ]  # fmt: skip
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    LetterScreen #title { height: auto; min-height: 2; padding: 0 1; }
    LetterScreen VerticalScroll { height: 1fr; padding: 0 2; scrollbar-size-vertical: 1; }
    LetterScreen TextArea { display: none; height: 12; border: none; padding: 0 2; background: $surface; }
    LetterScreen TextArea.-shown { display: block; }
    """

    def __init__(
        self, referral: Referral, letter: Letter, patient_id: int, draft: tuple[int, dict[str, str]] | None = None
    ) -> None:
        super().__init__(
            DraftOf("letter", patient_id, referral.course_id, referral.id), {"parts": dict(draft[1]) if draft else {}}
        )
        self.referral, self.letter = referral, letter
        self.draft_id = draft[0] if draft else None
        self.editing = self.way = ""
        self.told_off: tuple[str, str] | None = None

    def compose(self) -> ComposeResult:
        """Title, the letter, the field, the keys."""
        yield Lines(id="title")
        with VerticalScroll():
            yield Lines(id="text")
        yield TextArea(soft_wrap=True, tab_behavior="focus")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show it."""
        self.query_one(TextArea).cursor_blink = False
        self.draw()
        self.query_one(VerticalScroll).focus()

    def draw(self) -> None:
        """The letter as it stands, and the keys."""
        note = "   changed, and kept as a draft" if self.values["parts"] and self.told_off is None else ""
        wrong = wrapped(*self.told_off, max(20, self.app.size.width - 4)) if self.told_off is not None else [()]
        title: Line = ((f" {self.letter.title}", "text!"), (note, "good"))
        self.query_one("#title", Lines).show((title, *(((" ", "text"), *line) for line in wrong)))
        hidden = self.desk.names_hidden
        body = letter_text(self.letter, 78) if not hidden else "Hidden with the names; n shows it."
        lines: list[Line] = [((clean(one), "text"),) for one in body.splitlines()]
        self.query_one("#text", Lines).show(lines)
        keys = (
            ("e", "change a part"),
            ("p", "PDF"),
            ("f", "PDF with fax cover"),
            ("s", "it goes out"),
            ("esc", "back"),
        )
        editing = (("ctrl+s", "done"), ("esc", "leave it as it was"))
        self.query_one(KeyBar).tell(tuple(Hint(*one) for one in (editing if self.editing else keys)))

    def redraw(self) -> None:
        """Names hidden or shown again."""
        super().redraw()
        self.draw()

    def action_edit(self) -> None:
        """Choose a part, and type over it."""
        self.desk.flow(self._edit)

    async def _edit(self) -> None:
        from dashboard.screens.choices import ChoicePane

        parts = [(f"{part.heading}   {part.text[:50]}", part.key) for part in self.letter.parts]
        key = await self.desk.push_screen_wait(ChoicePane("Which part?", parts))
        if key is None:
            return
        self.editing = key
        box = self.query_one(TextArea)
        box.text = next(part.text for part in self.letter.parts if part.key == key)
        box.add_class("-shown")
        box.focus()
        self.draw()

    def on_key(self, event: object) -> None:
        """Keys while a part is typed over."""
        key = getattr(event, "key", "")
        if self.editing and key == "ctrl+s":
            event.stop()  # type: ignore[attr-defined]
            self._take()

    def on_text_area_changed(self) -> None:
        """Keep what is typed."""
        if self.editing:
            self.values = {"parts": self.values["parts"] | {self.editing: self.query_one(TextArea).text}}
            self.told_off = None
            self.keep()

    def complain(self, text: str, ink: str = "warn", at: str = "") -> None:  # noqa: ARG002 it has no lines
        """Say what is wrong under the title."""
        self.told_off = (text, ink)
        self.draw()

    def _take(self) -> None:
        self.letter = with_text(self.letter, self.editing, self.query_one(TextArea).text)
        self._close_field()

    def _close_field(self) -> None:
        self.editing = ""
        self.query_one(TextArea).remove_class("-shown")
        self.query_one(VerticalScroll).focus()
        self.draw()

    def action_pdf(self) -> None:
        """Write the letter as PDF."""
        self.desk.labour(partial(self._pdf, cover=False), "file")

    def action_fax(self) -> None:
        """Write it with a cover page for the fax."""
        self.desk.labour(partial(self._pdf, cover=True), "file")

    async def _pdf(self, *, cover: bool) -> None:
        from dashboard.letters.pdf import letter_pdf
        from dashboard.whole_file import put_printed

        clinic = self.desk.clinic
        paper = paper_for(getattr(clinic, "paper", ""), clinic.timezone)
        drawn = letter_pdf(self.letter, paper, self.desk.clock.now_utc(), cover=cover)
        name = f"referral-{self.referral.id}-{self.desk.today.isoformat()}{'-fax' if cover else ''}.pdf"
        path = put_printed(self.desk.record.path, name, drawn.data)
        boxed = f" {letter_boxed_line(drawn.boxed)}" if drawn.boxed else ""
        self.notify(f"Written: {clean(str(path))}{boxed}", markup=False, timeout=12)
        self.desk.note_seen("letter", self.about.patient_id, referral=self.referral.id)

    def action_send(self) -> None:
        """It goes out: how, and the copy is kept."""
        self.desk.flow(self._send)

    async def _send(self) -> None:
        from dashboard.screens.choices import ChoicePane

        way = await self.desk.push_screen_wait(ChoicePane("It goes out. How?", [(words, code) for code, words in WAYS]))
        if way is None:
            return
        self.way = way
        self.action_save()

    async def save(self) -> None:
        """It goes out as it stands."""
        text = letter_json(self.letter)
        done = await self.desk.write(
            "letters.send", self.referral.id, self.referral.version, text, digest(text), self.way,
            draft_id=self.draft_id,
        )  # fmt: skip
        self.dismiss(done.said)

    def action_leave(self) -> None:
        """First the field, then the letter."""
        if self.editing:
            self._close_field()
        else:
            super().action_leave()


def patient_of(reader: Reader, course_id: int) -> int | None:
    """Whose course it is."""
    row = reader.row("select patient_id from course where id = :id", {"id": course_id})
    return None if row is None else int(row[0])
