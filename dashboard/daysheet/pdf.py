"""The day sheet as PDF: the same words as the text sheet, as a table for A4 or Letter."""

from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from fpdf.enums import TableBordersLayout, VAlign
from fpdf.fonts import FontFace
from fpdf.table import Table

from care.text import counted
from dashboard.daysheet.document import Document, with_faces
from dashboard.daysheet.rows import Sheet, SheetRow
from dashboard.daysheet.typefaces import Face, drawable, font_files, missing

PAPERS = ("a4", "letter")

_LETTER_LANDS = {"US", "CA"}
_MARGIN = 11.0
_SIZE, _SMALL, _TITLE = 8.0, 7.0, 14.0
_COMING = (("", 5), ("Time", 10), ("Min", 8), ("Patient", 40), ("Born", 19), ("Phone", 25), ("With", 25), ("Room", 11),
           ("Done", 20), ("Status", 28))  # fmt: skip
_FREED = (("Time", 14), ("Min", 9), ("Patient", 58), ("Phone", 42), ("With", 42), ("Status", 22))
_LINES, _LINE = 3, 9.0
_ROW_LINES, _WIDEST = 40, 4
_PALE, _GREY, _BLACK = 185, 105, 0


class Drawn(NamedTuple):
    """A finished PDF, and in how many names a letter is a box because this machine has no font for it."""

    data: bytes
    boxed: int


def paper_of(timezone: str) -> str:
    """The paper that is in the clinic's printer: `letter` in the zones of the United States and Canada, else `a4`."""
    if timezone.startswith(("US/", "Canada/")):
        return "letter"
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    places = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return "letter" if any(place[0] in _LETTER_LANDS and place[2] == timezone for place in places) else "a4"


def boxed_line(count: int) -> str:
    """What to tell when names could not be drawn whole."""
    held = "holds" if count == 1 else "hold"
    text = "it" if count == 1 else "them"
    return (
        f"{counted(count, 'name', 'names')} {held} letters for which this machine has no font; "
        f"the text sheet has {text} whole."
    )


def pdf(sheet: Sheet, paper: str, search: Callable[[], list[Path]] = font_files) -> Drawn:
    """Draw a sheet on `a4` or `letter`. `search` lists the fonts of this machine, and is asked only when one is needed.

    The shipped font covers Latin, Vietnamese, Greek, Cyrillic, Hebrew and Arabic; a letter that no font holds becomes
    a box, and a line at the foot says how many names that concerns.
    """
    return with_faces(_texts(sheet), search, partial(_drawn, sheet, paper))


def _drawn(sheet: Sheet, paper: str, faces: list[Face]) -> Drawn:
    # Drawn again where it has more pages than were thought, for its foot to say how many.
    pages = 1
    while True:
        with closing(_Paper(sheet, paper, faces, pages)) as paged:
            names = {name for row in (*sheet.rows, *sheet.freed) for name in (row.patient, row.practitioner)}
            boxed = sum(bool(missing(name, paged.letters)) for name in names)
            drawn = paged.draw(boxed)
            if drawn.pages_count == pages:
                return Drawn(bytes(drawn.output()), boxed)
            pages = drawn.pages_count


class _Paper(Document):
    """One sheet being drawn: heading and page number on every page, tables between them."""

    def __init__(self, sheet: Sheet, paper: str, faces: list[Face], of: int) -> None:
        super().__init__(paper, faces)
        self.sheet, self.of = sheet, of
        self.set_margin(_MARGIN)
        self.set_auto_page_break(True, _MARGIN + 4)
        self.set_text_shaping(True)
        self.set_title(f"{sheet.clinic}: {sheet.title}")

    def header(self) -> None:
        """The clinic and the day, as on every page of the text sheet."""
        half = self.epw / 2
        self._say(self.sheet.clinic, _SIZE, half * 1.2, line=False)
        self._say(self.sheet.printed, _SIZE, half * 0.8, align="R")
        self._say(self.sheet.title, _TITLE)
        self.ln(2)

    def footer(self) -> None:
        """The page's number, for sheets that have been dropped."""
        self.set_y(-_MARGIN)
        self.set_text_color(_GREY)
        self._say(f"page {self.page_no()} of {self.of}", _SMALL, align="R")
        self.set_text_color(_BLACK)

    def draw(self, boxed: int) -> "_Paper":
        """Everything, in the order of the text sheet."""
        sheet = self.sheet
        self.set_font("face0", size=_SIZE)
        self.add_page()
        if sheet.closed:
            self._say(f"The clinic is closed: {sheet.closed}.", _SIZE + 1)
            self.ln(2)
        self._say(sheet.counts if sheet.rows else "Nobody is booked.", _SIZE + 1)
        self.ln(1)
        if sheet.rows:
            self._rows(_COMING, [_coming(row) for row in sheet.rows])
        if sheet.freed:
            self._part("Not coming", 12)
            self._rows(_FREED, [_freed(row) for row in sheet.freed])
        self._part("Came without an appointment", _LINES * _LINE + 4)
        for _ in range(_LINES):
            self.ln(_LINE)
            self.line(self.l_margin, self.y, self.l_margin + self.epw, self.y)
        self.ln(5)
        self.set_text_color(_GREY)
        for line in (sheet.anchor, boxed_line(boxed) if boxed else ""):
            if line:
                self._say(line, _SMALL)
        self.set_text_color(_BLACK)
        return self

    def _part(self, title: str, room: float) -> None:
        """A heading that does not stay behind at the foot of a page."""
        if self.will_page_break(room + 12):
            self.add_page()
        self.ln(6)
        self._say(title, _SIZE + 2)
        self.ln(1)

    def _rows(self, columns: tuple[tuple[str, int], ...], rows: list[tuple[str, ...]]) -> None:
        self.set_font("face0", size=_SIZE)
        table = Table(
            self,
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            col_widths=tuple(width for _, width in columns),
            headings_style=FontFace(size_pt=_SMALL, color=_GREY),
            line_height=_SIZE * 0.5,
            padding=(1.1, 0.8),
            text_align="LEFT",
            v_align=VAlign.T,
            width=self.epw,
        )
        table.row([title for title, _ in columns])
        for cells in _fitting(columns, rows):
            row = table.row()
            for cell in cells:
                row.cell(self._drawable(cell), style=FontFace(family=self._face(cell)))
        self.set_draw_color(_PALE)
        table.render()
        self.set_draw_color(_BLACK)

    def _say(self, text: str, size: float, width: float = 0, align: str = "L", line: bool = True) -> None:
        self.set_font(self._face(text), size=size)
        end = {"new_x": "LMARGIN", "new_y": "NEXT"} if line else {"new_x": "RIGHT", "new_y": "TOP"}
        self.multi_cell(width, size * 0.5, self._drawable(text), align=align, **end)  # type: ignore[arg-type]

    def _drawable(self, text: str) -> str:
        return "\n".join(drawable(line, self.letters) for line in text.split("\n"))

    def _face(self, text: str) -> str:
        """The font a text is set in: the shipped one, or the one that holds most of what that lacks.

        Only then does a joiner between two letters come from the font of the letters, and joins them.
        """
        gap = missing(text.replace("\n", ""), self.faces[0].letters)
        if not gap:
            return "face0"
        return f"face{max(range(len(self.faces)), key=lambda number: len(gap & self.faces[number].letters))}"


def _fitting(columns: tuple[tuple[str, int], ...], rows: list[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The rows, one whose text would be higher than a page in several: a row of a table is not torn apart."""
    sizes = [_ROW_LINES * max(1, width // _WIDEST) for _, width in columns]
    for cells in rows:
        yield tuple(cell[:size] for cell, size in zip(cells, sizes, strict=True))
        while any(len(cell) > size for cell, size in zip(cells, sizes, strict=True)):
            cells = tuple(cell[size:] for cell, size in zip(cells, sizes, strict=True))
            yield tuple(cell[:size] for cell, size in zip(cells, sizes, strict=True))


def _coming(row: SheetRow) -> tuple[str, ...]:
    # The cautions do not stand under the name: a name written from the right would turn them around.
    status = "\n".join(part for part in (row.status, row.note.replace("! ", "!\u00a0")) if part)
    return (
        "☐", row.at, row.minutes, row.patient, row.born, row.phone or "no phone", row.practitioner, row.room,
        row.course, status,
    )  # fmt: skip


def _freed(row: SheetRow) -> tuple[str, ...]:
    return (row.at, row.minutes, row.patient, row.phone, row.practitioner, row.status)


def _texts(sheet: Sheet) -> Iterator[str]:
    """Every piece of the sheet that somebody typed."""
    yield from (sheet.clinic, sheet.closed)
    for row in (*sheet.rows, *sheet.freed):
        yield from row
