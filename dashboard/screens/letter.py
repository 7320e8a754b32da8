"""The letter of a referral: read part by part, changed, drawn as PDF, and kept as it goes out."""

import os
from functools import partial
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import TextArea

from care.letter import Letter, digest, letter_json, with_text
from care.referral import Referral
from care.text import clean
from dashboard.letters.lines import letter_boxed_line, paper_for
from dashboard.letters.text import text as letter_text
from dashboard.screens.sheet import Answering
from db.errors import RecordError
from widgets.ink import Line
from widgets.key_bar import Hint, KeyBar
from widgets.lines import Lines

WAYS = (("fax", "by fax"), ("post", "by post"), ("hand", "by hand, with the patient"), ("e-mail", "by e-mail"))


class LetterScreen(Answering[str | None]):
    """The result is what the record said when it was sent, or None. What was changed is kept as a draft."""

    BINDINGS = [  # noqa: RUF012 Textual reads it so
        ("escape", "leave", "back"), ("e", "edit", "change"), ("p", "pdf", "PDF"), ("f", "fax", "with a fax cover"),
        ("s", "send", "send"),
    ]  # fmt: skip
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    LetterScreen #title { height: 2; padding: 0 1; }
    LetterScreen VerticalScroll { height: 1fr; padding: 0 2; scrollbar-size-vertical: 1; }
    LetterScreen TextArea { display: none; height: 12; border: none; padding: 0 2; background: $surface; }
    LetterScreen TextArea.-shown { display: block; }
    """

    def __init__(self, referral: Referral, letter: Letter, draft: tuple[int, dict[str, str]] | None = None) -> None:
        super().__init__()
        self.referral, self.letter = referral, letter
        self.draft_id = draft[0] if draft else None
        self.changed: dict[str, str] = dict(draft[1]) if draft else {}
        self.editing = ""

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
        note = "   changed, and kept as a draft" if self.changed else ""
        self.query_one("#title", Lines).show((((f" {self.letter.title}", "text!"), (note, "good")), ()))
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
            self.changed[self.editing] = self.query_one(TextArea).text
            self.desk.labour(self._keep, "draft")

    async def _keep(self) -> None:
        one = self.referral
        patient = await self.desk.ask(_patient_of, one.course_id)
        if patient is not None:
            self.draft_id = await self.desk.write(
                "drafts.keep", "letter", patient, {"parts": dict(self.changed)}, course_id=one.course_id,
                subject_id=one.id, draft_id=self.draft_id,
            )  # fmt: skip

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
        from dashboard.places import make_private_folder, open_private

        clinic = self.desk.clinic
        paper = paper_for(getattr(clinic, "paper", ""), clinic.timezone)
        drawn = letter_pdf(self.letter, paper, self.desk.clock.now_utc(), cover=cover)
        folder: Path = self.desk.record.path.parent / "printed"
        make_private_folder(folder)
        path = folder / f"referral-{self.referral.id}-{self.desk.today.isoformat()}{'-fax' if cover else ''}.pdf"
        path.unlink(missing_ok=True)
        with os.fdopen(open_private(path), "wb") as file:
            file.write(drawn.data)
        boxed = f" {letter_boxed_line(drawn.boxed)}" if drawn.boxed else ""
        self.notify(f"Written: {clean(str(path))}{boxed}", markup=False, timeout=12)
        patient = await self.desk.ask(_patient_of, self.referral.course_id)
        self.desk.note_seen("letter", patient, referral=self.referral.id)

    def action_send(self) -> None:
        """It goes out: how, and the copy is kept."""
        self.desk.flow(self._send)

    async def _send(self) -> None:
        from dashboard.screens.choices import ChoicePane

        way = await self.desk.push_screen_wait(ChoicePane("It goes out. How?", [(words, code) for code, words in WAYS]))
        if way is None:
            return
        text = letter_json(self.letter)
        try:
            done = await self.desk.write(
                "letters.send", self.referral.id, self.referral.version, text, digest(text), way,
                draft_id=self.draft_id,
            )  # fmt: skip
        except RecordError as error:
            self.notify(str(error), severity="error", markup=False, timeout=12)
            return
        self.dismiss(done.said)

    def action_leave(self) -> None:
        """First the field, then the letter."""
        if self.editing:
            self._close_field()
        else:
            self.dismiss(None)


def _patient_of(reader: object, course_id: int) -> int | None:
    row = reader.row("select patient_id from course where id = :id", {"id": course_id})  # type: ignore[attr-defined]
    return None if row is None else int(row[0])
