"""A referral letter as PDF, on A4 or Letter, its address where the window of the envelope is.

The same letter gives the same bytes each time: what is kept of it can be compared with what went out.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from fpdf.enums import TextMode

from care.day_words import full_date
from care.letter import Letter, ScoreRow, paragraphs
from care.text import clean
from dashboard.daysheet.document import Document, with_faces
from dashboard.daysheet.pdf import Drawn
from dashboard.daysheet.typefaces import Face, drawable, font_files, missing
from dashboard.letters import scores
from dashboard.letters.lines import (
    CONFIDENTIAL,
    columns,
    contact_line,
    cover_rows,
    info_rows,
    letter_boxed_line,
    receiver_lines,
    running_head,
    signed_lines,
)

_BODY, _SMALL, _TITLE, _NAME = 9.5, 7.5, 13.0, 15.0
_LINE = 0.5
"""Height of a line, mm for each point of its size."""

_TOGETHER = 4
"""Lines up to which a paragraph stays on one page."""

_LONG = 500
"""Letters from which a paragraph is longer than that at any rate."""

_DARK, _GREY, _PALE = 20, 105, 205
_LABEL = re.compile(r"[A-Z][a-z ]+: ")
_JOINERS = {"\u200c", "\u200d"}


class Sheet(NamedTuple):
    """Where things stand on a paper, mm: margins, the address in its window, what is beside it, and the folds."""

    left: float
    right: float
    window: tuple[float, float, float]
    """Left edge of the address, and the top and bottom between which it shows however the paper has slipped."""
    window_width: float
    return_line: bool
    """Whether the sender stands small above the address."""
    beside: float
    body: float
    folds: tuple[float, float]


SHEETS = {
    # DIN 5008, form B: the address zone of 85 by 27.3 mm begins 62.7 mm below the edge; folds at 105 and 210.
    "a4": Sheet(25.0, 20.0, (25.0, 62.7, 90.0), 80.0, True, 125.0, 99.0, (105.0, 210.0)),
    # A US no. 10 envelope (window 4.5 by 1.125 in, 0.875 in from the left and 0.5 in from the foot) with a letter
    # folded in three: it may slip by 1 in sideways and by 0.46 in up and down.
    "letter": Sheet(25.4, 20.0, (25.4, 63.5, 80.4), 84.0, False, 140.0, 97.0, (93.1, 186.3)),
}


def letter_pdf(
    letter: Letter,
    paper: str,
    made_utc: int,
    *,
    cover: bool = False,
    search: Callable[[], list[Path]] = font_files,
) -> Drawn:
    """Draw a letter on `a4` or `letter`, with a fax cover before it where asked for.

    `made_utc`, in seconds, is the day and time the document carries. `search` lists the fonts of this machine, and
    is asked only when one is needed. A letter that no font holds becomes a box; a line at the end says so.
    """
    return with_faces(_texts(letter), search, partial(_drawn, letter, paper, made_utc, cover))


def _drawn(letter: Letter, paper: str, made_utc: int, cover: bool, faces: list[Face]) -> Drawn:
    # Drawn again where it has another number of pages than most, for each foot to say how many.
    pages = 2
    while True:
        with closing(_Paper(letter, paper, made_utc, faces, pages)) as sheet:
            boxed = sum(bool(missing(line, sheet.letters)) for line in set(_texts(letter)))
            drawn = sheet.draw(boxed, cover)
            if drawn.numbered == pages:
                return Drawn(bytes(drawn.output()), boxed)
            pages = drawn.numbered


class _Paper(Document):
    """One letter being drawn: a head and a number on every page, the parts one below the other."""

    def __init__(self, letter: Letter, paper: str, made_utc: int, faces: list[Face], of: int) -> None:
        super().__init__(paper, faces)
        self.letter, self.of = letter, of
        self.sheet = SHEETS[paper]
        self.numbered = 0
        """Pages of the letter so far; the cover is none of them."""
        self.on_cover = False
        self.set_margins(self.sheet.left, 22, self.sheet.right)
        self.c_margin = 0
        self.set_auto_page_break(True, 20)
        self.set_creation_date(datetime.fromtimestamp(made_utc, UTC))
        self.set_title(f"Referral letter, {full_date(letter.on)}")
        self.set_author(clean(letter.sender.name))
        self.set_lang("en")

    def header(self) -> None:
        """On later pages the patient's initials and the letter's day."""
        if self.on_cover:
            return
        self.numbered += 1
        if self.numbered > 1:
            self.set_y(11)
            with self._ink(_GREY):
                self._say(running_head(self.letter), _SMALL)
            self.set_y(self.t_margin)

    def footer(self) -> None:
        """The page's number, for a letter that has been dropped or faxed in parts."""
        if not self.numbered:
            return
        self.set_y(-13)
        with self._ink(_GREY):
            self._say(f"page {self.numbered} of {self.of}", _SMALL, align="R")

    def draw(self, boxed: int, cover: bool) -> "_Paper":
        """Everything: the cover where asked for, the head, the parts, who signs."""
        if cover:
            self._cover()
        self.add_page()
        self.set_text_color(_DARK)
        self._head()
        self._say(self.letter.title, _TITLE, bold=True)
        self.ln(1)
        for part in self.letter.parts:
            said = paragraphs(part.text)
            rows = self.letter.visits if part.key == "scores" else ()
            if not said and not rows:
                continue
            self._heading(part.heading, _LINE * _BODY * 2 + self._scores_room(rows))
            for line in said:
                self._paragraph(line)
            if rows:
                self._scores()
        self._signed()
        if boxed:
            self.ln(5)
            with self._ink(_GREY):
                self._say(letter_boxed_line(boxed), _SMALL)
        return self

    def _cover(self) -> None:
        self.on_cover = True
        self.add_page()
        self.set_text_color(_DARK)
        self._letterhead()
        self.set_y(50)
        self._say("Fax", 26, bold=True)
        self.ln(6)
        for label, value in cover_rows(self.letter, self.of + 1):
            if label in ("From", "Date"):
                self.ln(4)
            self._row(label, value, (self.l_margin, 26, self.epw - 26), 11)
        self.ln(10)
        self._rule()
        self.ln(4)
        self._say(CONFIDENTIAL, _BODY)
        self.on_cover = False

    def _head(self) -> None:
        """The clinic, the receiver in the window, and what stands beside it."""
        sheet, letter = self.sheet, self.letter
        self._letterhead()
        x, top, bottom = sheet.window
        if sheet.return_line:
            self.set_xy(x, top - 6)
            back = ", ".join(part for part in (letter.sender.name, letter.sender.address) if part)
            with self._ink(_GREY):
                self._say(self._folded(back, 6, sheet.window_width)[0], 6, sheet.window_width, direction="ltr")
            self.set_draw_color(_PALE)
            self.line(x, self.y, x + sheet.window_width, self.y)
        lines = [line for said in receiver_lines(letter) for line in self._folded(said, _BODY, sheet.window_width)]
        height = min(4.2, (bottom - top + 8) / len(lines))
        # More lines than the window shows begin above it: the foot of an address is what finds the way.
        self.set_y(min(top, bottom - height * len(lines)))
        for line in lines:
            self.set_x(x)
            self._say(line, _BODY, sheet.window_width, height=height, direction="ltr")
        self.set_y(top - 12)
        for label, value in info_rows(letter):
            self._row(label, value, (sheet.beside, 20, self.w - self.r_margin - sheet.beside - 20), 8.5)
        self.set_draw_color(_PALE)
        for fold in sheet.folds:
            self.line(4, fold, 7, fold)
        self.set_y(max(sheet.body, self.y + 6))

    def _letterhead(self) -> None:
        self.set_y(14)
        self._say(self.letter.sender.name or "The clinic's name is not on record.", _NAME, bold=True)
        self.ln(0.8)
        with self._ink(_GREY):
            self._say(contact_line(self.letter.sender), 8)
        self.ln(1.6)
        self._rule()

    def _heading(self, heading: str, room: float) -> None:
        """A heading that does not stay behind at the foot of a page: what follows it has so much room there."""
        if self.will_page_break(room + 10):
            self.add_page()
        else:
            self.ln(3.6)
        self._say(heading, _BODY + 0.5, bold=True)
        self.ln(0.6)

    def _paragraph(self, text: str) -> None:
        # A short one is not torn apart: its last line alone on a page reads as if something were missing.
        if len(text) < _LONG and self.will_page_break(_TOGETHER * _BODY * _LINE):
            lines = len(self._folded(text, _BODY, self.epw))
            if 1 < lines <= _TOGETHER and self.will_page_break(lines * _BODY * _LINE):
                self.add_page()
        self._say(text, _BODY)
        self.ln(0.7)

    def _scores_room(self, rows: tuple[ScoreRow, ...]) -> float:
        """What must stand on one page of the scores: the trend, or the first rows; nothing without any."""
        if not rows:
            return 0
        return 4 + (scores.trend_height() if scores.has_trend(rows) else 3 * scores.ROW)

    def _scores(self) -> None:
        rows, trend = self.letter.visits, scores.has_trend(self.letter.visits)
        self.ln(1)
        page, top = self.page, self.y
        if trend:
            left = self.w - self.r_margin - scores.TREND[0]
            scores.draw_trend(self, rows, self.letter.goal, left, top + 2, self._cell(_SMALL - 0.5))
            self.set_y(top)
        scores.draw_table(self, columns(self.letter), rows, self._cell(8.5))
        if trend and self.page == page:
            self.set_y(max(self.y, top + 2 + scores.trend_height()))

    def _signed(self) -> None:
        lines = signed_lines(self.letter)
        if self.will_page_break(16 + 5 * len(lines)):
            self.add_page()
        self.ln(16)
        self.set_draw_color(_GREY)
        self.set_line_width(0.15)
        self.line(self.l_margin, self.y - 1.5, self.l_margin + 62, self.y - 1.5)
        for line in lines:
            self._say(line, _BODY)

    def _row(self, label: str, value: str, place: tuple[float, float, float], size: float) -> None:
        """A label and its value beside it: x, the label's width, the value's width."""
        x, label_width, width = place
        top = self.y
        self.set_x(x)
        with self._ink(_GREY):
            self._say(label, size - 1, label_width, height=size * _LINE)
        self.set_xy(x + label_width, top)
        self._say(value, size, width, bold=value == "URGENT", direction="ltr")

    def _cell(self, size: float) -> scores.Say:
        def say(text: str, x: float, width: float, align: str) -> None:
            self.set_x(x)
            self._say(text, size, width, align, height=scores.ROW)

        return say

    def _rule(self) -> None:
        self.set_draw_color(_PALE)
        self.set_line_width(0.2)
        self.line(self.l_margin, self.y, self.l_margin + self.epw, self.y)

    def _folded(self, text: str, size: float, width: float) -> list[str]:
        """The lines a text takes at a width, words whole where one fits."""
        text = clean(text)
        self._set(text, size)
        lines = [""]
        for word in text.split(" "):
            grown = f"{lines[-1]} {word}".strip()
            if lines[-1] and self.get_string_width(self._drawable(grown)) > width:
                lines.append(word)
            else:
                lines[-1] = grown
        return lines

    def _say(
        self,
        text: str,
        size: float,
        width: float = 0,
        align: str = "",
        *,
        height: float = 0,
        bold: bool = False,
        direction: str = "",
    ) -> None:
        """Write a text from where the pen is, over as many lines and pages as it takes; the pen ends below it.

        What is mostly written from the right is read and aligned so, unless it stands among things of the left.
        """
        text = clean(text)
        way = direction or _direction(text)
        self._set(text, size)
        self.set_text_shaping(True, direction=way)
        look = {"text_mode": TextMode.FILL_STROKE, "line_width": 0.35, "draw_color": self.text_color} if bold else {}
        with self.local_context(**look):
            self.multi_cell(
                width,
                height or size * _LINE,
                self._drawable(text),
                align=align or ("R" if way == "rtl" else "L"),
                new_x="LMARGIN",
                new_y="NEXT",
            )

    def _drawable(self, text: str) -> str:
        return drawable(text, self.letters)

    def _set(self, text: str, size: float) -> None:
        self.set_font(self._face(text), size=size)

    def _face(self, text: str) -> str:
        """The font a text is set in: the shipped one, which lets others fill in the letters it lacks.

        A text that is mostly of such letters, or joins them, is set in the font that has them: a joiner between two
        letters must come from the font of the letters.
        """
        gap = missing(text, self.faces[0].letters)
        lacking, seen = sum(char in gap for char in text), sum(not char.isspace() for char in text)
        if not gap or (2 * lacking < seen and not _JOINERS & set(text)):
            return "face0"
        return f"face{max(range(len(self.faces)), key=lambda number: len(gap & self.faces[number].letters))}"

    @contextmanager
    def _ink(self, grey: int) -> Iterator[None]:
        self.set_text_color(grey)
        self.set_draw_color(grey)
        self.set_line_width(0.1)
        try:
            yield
        finally:
            self.set_text_color(_DARK)


def _direction(text: str) -> str:
    """`rtl` where most letters are written from the right, unless it starts with a label of ours: `Name: `."""
    if _LABEL.match(text):
        return "ltr"
    ways = [unicodedata.bidirectional(char) for char in text]
    return "rtl" if sum(way in ("R", "AL") for way in ways) > ways.count("L") else "ltr"


def _texts(letter: Letter) -> list[str]:
    """Every line of the letter, as it is drawn."""
    lines = [letter.title, letter.sender.name, contact_line(letter.sender), running_head(letter)]
    lines += [*receiver_lines(letter), *signed_lines(letter)]
    lines += [value for _, value in (*info_rows(letter), *cover_rows(letter, 1))]
    for part in letter.parts:
        lines += [part.heading, *paragraphs(part.text)]
    return [clean(line) for line in lines]
