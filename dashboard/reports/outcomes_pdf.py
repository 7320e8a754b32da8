"""The outcomes on one page, for the wall or for somebody who refers patients: figures, the curve, no patient."""

from collections.abc import Callable
from contextlib import closing
from functools import partial
from itertools import pairwise
from pathlib import Path

from fpdf.enums import TextMode

from care.day_words import year_date
from care.outcome_words import (
    band_words,
    choice_words,
    curve_words,
    half_cell,
    headline,
    range_cell,
    sections,
)
from care.outcomes import Outcomes, grouped, outcomes, told_curve
from care.proportion import SMALLEST
from care.staff import Clinic
from care.text import clean
from dashboard.daysheet.document import Document, with_faces
from dashboard.daysheet.typefaces import Face, drawable, font_files
from dashboard.reports.outcomes import Report, span_words
from db.errors import StorageFailed, no_access, shown
from db.whole_file import put_whole

_MARGIN, _GAP, _ROW = 15.0, 9.0, 4.3
_SECTION, _BELOW = 8.4, 43.0
"""What a section takes beside its rows, and what stands below the figures, mm."""

_BODY, _SMALL, _TITLE = 8.0, 6.8, 17.0
_DARK, _GREY, _PALE, _BAND, _SHADE = 20, 105, 205, 238, 214
_LEFT = 103.0
"""Width of the figures, mm; the curve and the groups have the rest."""

_CURVE = 52.0
"""Height of the curve's plot, mm."""

_FOOT = (
    "Resolved: two pain scores in a row at the goal and, where function was measured at the start, its goal met; or "
    "closed as resolved. n of n: how many of how many. Per cent with the 95 % interval (Wilson; for the curve "
    "Greenwood, log-log). For changes the middle one, and between which the middle half lie. MCID: the smallest change "
    f"that matters to patients. Nothing is said of fewer than {SMALLEST} courses."
)


def outcomes_pdf(report: Report, clinic: Clinic, paper: str, search: Callable[[], list[Path]] = font_files) -> bytes:
    """The page on `a4` or `letter`. `search` lists the fonts of this machine, and is asked only when one is needed."""
    typed = [clean(text) for text in (clinic.name, *report.names.values())]
    return with_faces(typed, search, partial(_drawn, report, clinic, paper))


def _drawn(report: Report, clinic: Clinic, paper: str, faces: list[Face]) -> bytes:
    with closing(_Page(paper, faces)) as page:
        page.draw(report, clinic)
        return bytes(page.output())


def write_pdf(file: Path, data: bytes) -> str:
    """Write the page as `file`, in place of one that is there, in one step; returns the file's name.

    Raises `NoAccess` or `StorageFailed`; what was there before is then still there.
    """
    try:
        put_whole(file, data)
    except PermissionError as error:
        raise no_access(file.parent) from error
    except OSError as error:
        raise StorageFailed(
            f"The page could not be written to {shown(file)} ({error.strerror}). What was there before is still there. "
            "Choose another place."
        ) from error
    return shown(file)


class _Page(Document):
    """The one page being drawn."""

    def __init__(self, paper: str, faces: list[Face]) -> None:
        super().__init__(paper, faces)
        self.set_margin(_MARGIN)
        self.c_margin = 0
        self.set_auto_page_break(False)
        self.set_title("Outcomes")
        self.set_lang("en")
        self.set_font("face0", size=_BODY)
        self.set_text_shaping(True)
        self.add_page()

    def draw(self, report: Report, clinic: Clinic) -> None:
        """Head, figures to the left, curve and groups to the right, what the words mean at the foot."""
        found = outcomes(report.facts)
        self._say(clinic.name, 10, grey=_GREY)
        self._say("Outcomes of care", _TITLE, bold=True)
        which = choice_words(report.choice, report.protocol, report.names)
        self._say(f"{span_words(report.period)} · {which} · as they stand on {year_date(report.period.as_of)}", 9)
        self.ln(1)
        self._say(headline(found), 9)
        self.ln(3)
        if not found.enough:
            return
        top = self.y
        self._figures(found, report)
        below = self.y
        self.set_y(top)
        left = self.l_margin + _LEFT + _GAP
        self._curve(found, left, self.w - self.r_margin - left)
        below = max(below, self.y)
        half = (self.epw - _GAP) / 2
        for at, by in enumerate(("severity", "duration")):
            self.set_y(below + 2)
            self._groups(report, by, self.l_margin + at * (half + _GAP), half)
        self.set_y(self.h - _MARGIN - 13)
        self._say(_FOOT, _SMALL - 0.4, grey=_GREY)

    def _figures(self, found: Outcomes, report: Report) -> None:
        widths = (_LEFT - 50, 20.0, 12.0, 18.0)
        told = sections(found, report.protocol, report.conditions)
        room = self.h - _MARGIN - _BELOW - self.y - _SECTION * len(told)
        # More rows than usual (every sort of missing score) stand closer.
        height = min(_ROW, room / sum(len(rows) for _, rows in told))
        for title, rows in told:
            self._say(title, _BODY + 0.6, _LEFT, bold=True)
            self._rule(self.l_margin, self.y + 0.4, _LEFT)
            self.ln(1)
            for row in rows:
                y = self.y
                ink = _DARK if row.depth < 2 else _GREY
                self._at(self.l_margin + 3 * row.depth, y, row.label, widths[0] - 3 * row.depth, grey=ink)
                x = self.l_margin + widths[0]
                self._at(x, y, row.number, widths[1], align="R", grey=ink)
                self._at(x + widths[1], y, row.value, widths[2], align="R", grey=ink)
                # Words in place of an interval take the room of the value that is not there.
                self._at(x + widths[1], y, row.interval, widths[2] + widths[3], align="R", grey=_GREY)
                self.set_y(y + height)
            self.ln(2.6)

    def _curve(self, found: Outcomes, left: float, width: float) -> None:
        """Share resolved by visit, its interval shaded, over the band of the expected visits."""
        self.set_x(left)
        self._at(left, self.y, "Share resolved by visit", width, size=_BODY + 0.6, bold=True)
        self.set_y(self.y + 4.6)
        self._at(left, self.y, band_words(found), width, size=_SMALL, grey=_GREY)
        self.set_y(self.y + 5)
        steps = told_curve(found.curve).steps
        if found.curve.courses >= SMALLEST and steps:
            self._plot(found, left + 9, self.y, width - 9)
            self.set_y(self.y + _CURVE + 7)
        for said in curve_words(found):
            self.set_x(left)
            self._say(said, _BODY - 0.4, width)
        self.ln(4)

    def _plot(self, found: Outcomes, left: float, top: float, width: float) -> None:
        steps = told_curve(found.curve).steps
        last = max(steps[-1].time, found.expected[1] if found.expected else 0)

        def x(visit: float) -> float:
            return left + width * visit / (last + 0.5)

        def y(share: float) -> float:
            return top + _CURVE * (1 - share)

        if found.expected:
            self.set_fill_color(_BAND)
            low, high = found.expected
            self.rect(x(low - 0.5), top, x(high + 0.5) - x(low - 0.5), _CURVE, style="F")
        ends = [*(step.time for step in steps[1:]), steps[-1].time + 0.5]
        self.set_fill_color(_SHADE)
        for step, end in zip(steps, ends, strict=True):
            if step.low is not None and step.high is not None:
                self.rect(x(step.time), y(1 - step.low), x(end) - x(step.time), y(1 - step.high) - y(1 - step.low), "F")
        self.set_draw_color(_PALE)
        self.set_line_width(0.1)
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            self.line(left, y(share), left + width, y(share))
            self._at(left - 9, y(share) - 1.6, f"{share:.0%}", 8, size=_SMALL, align="R", grey=_GREY)
        every = 1 if last <= 14 else 2 if last <= 30 else 5
        for visit in range(every, last + 1, every):
            self._at(x(visit) - 4, top + _CURVE + 1, str(visit), 8, size=_SMALL, align="C", grey=_GREY)
        self.set_draw_color(_DARK)
        self.set_line_width(0.5)
        path = [(0.0, 0.0)]
        for step, end in zip(steps, ends, strict=True):
            path += [(step.time, path[-1][1]), (step.time, 1 - step.share), (end, 1 - step.share)]
        for (x1, y1), (x2, y2) in pairwise(path):
            self.line(x(x1), y(y1), x(x2), y(y2))

    def _groups(self, report: Report, by: str, left: float, width: float) -> None:
        """One row for each value: how many courses, the share within their range, the visit by which half resolved."""
        size = (18.0, 9.0, width - 47.0, 20.0)
        heads = (by.capitalize(), "n", "resolved within range", "half by visit")
        parts = grouped(report.facts, by).items()
        rows = [(name, str(part.courses), range_cell(part), half_cell(part)) for name, part in parts]
        for number, cells in enumerate((heads, *rows)):
            y, x = self.y, left
            for place, (text, room) in enumerate(zip(cells, size, strict=True)):
                first = number == 0 and place == 0
                grey = _GREY if number == 0 and place else _DARK
                look = _BODY + 0.6 if first else _SMALL + 0.4
                self._at(x, y, text, room, size=look, align="R" if place else "L", bold=first, grey=grey)
                x += room
            self.set_y(y + _ROW)
            if not number:
                self._rule(left, self.y, width)
                self.ln(0.6)

    def _rule(self, x: float, y: float, width: float) -> None:
        self.set_draw_color(_PALE)
        self.set_line_width(0.15)
        self.line(x, y, x + width, y)

    def _at(
        self, x: float, y: float, text: str, width: float, *, size: float = _BODY, align: str = "L", bold: bool = False,
        grey: int = _DARK,
    ) -> None:  # fmt: skip
        """A text in one line at a place; the pen goes back to where it was."""
        before = self.y
        self.set_xy(x, y)
        self._say(text, size, width, align=align, bold=bold, grey=grey)
        self.set_xy(self.l_margin, before)

    def _say(
        self, text: str, size: float, width: float = 0, *, align: str = "L", bold: bool = False, grey: int = _DARK
    ) -> None:  # fmt: skip
        """Write a text from where the pen is; the pen ends below it."""
        self.set_font("face0", size=size)
        self.set_text_color(grey)
        look = {"text_mode": TextMode.FILL_STROKE, "line_width": 0.3, "draw_color": self.text_color} if bold else {}
        # A number and its sign stay together.
        shown = drawable(clean(text), self.letters).replace(" %", "\N{NO-BREAK SPACE}%")
        with self.local_context(**look):
            self.multi_cell(width, size * 0.5, shown, align=align, new_x="LMARGIN", new_y="NEXT")
