"""The scores of a letter: a table that goes on over pages, and the trend of pain beside its start."""

from collections.abc import Callable
from itertools import pairwise

from fpdf import FPDF

from care.explain import number
from care.letter import ScoreRow
from dashboard.letters.lines import score_cells

WIDTHS = (11.0, 34.0, 12.0, 20.0, 12.0)
"""Columns of the table, mm."""

ROW = 4.6
"""Height of a row, mm."""

TREND = (62.0, 30.0)
"""Width and height of the trend's plot, mm."""

_LEFT, _FOOT = 5.0, 6.0
_HIGHEST = 10.0
_PALE, _GREY, _DARK = 205, 110, 20

Say = Callable[[str, float, float, str], None]
"""Writes a text in a cell: text, x, width, alignment; at the height the pen is at."""


def draw_table(pdf: FPDF, heading: tuple[str, ...], rows: tuple[ScoreRow, ...], say: Say) -> None:
    """The table at the left margin, from where the pen is; its heading stands again on each page it goes on to."""
    _line(pdf, heading, say, _GREY)
    for row in rows:
        if pdf.will_page_break(ROW):
            pdf.add_page()
            _line(pdf, heading, say, _GREY)
        _line(pdf, score_cells(row), say, _DARK)


def _line(pdf: FPDF, cells: tuple[str, ...], say: Say, ink: int) -> None:
    top, x = pdf.y, pdf.l_margin
    pdf.set_text_color(ink)
    for place, (cell, width) in enumerate(zip(cells, WIDTHS, strict=True)):
        pdf.set_y(top)
        say(cell, x, width, "L" if place == 1 else "R")
        x += width + (2 if place == 0 else 0)
    pdf.set_text_color(_DARK)
    pdf.set_draw_color(_PALE)
    pdf.set_line_width(0.1)
    pdf.line(pdf.l_margin, top + ROW, pdf.l_margin + sum(WIDTHS) + 2, top + ROW)
    pdf.set_y(top + ROW)


def has_trend(rows: tuple[ScoreRow, ...]) -> bool:
    """Whether pain was scored at two visits at least: one point is no trend."""
    return sum(row.nprs is not None for row in rows) > 1


def draw_trend(pdf: FPDF, rows: tuple[ScoreRow, ...], goal: float | None, x: float, top: float, say: Say) -> None:
    """Pain by visit as lines between its scores, 0 at the foot and 10 at the top, the goal dashed; no image."""
    width, height = TREND
    left, right = x + _LEFT, x + width
    last = max(row.number for row in rows)
    step = (right - left - 4) / max(1, last - 1)

    def at(row: ScoreRow) -> tuple[float, float]:
        return left + 2 + (row.number - 1) * step, level(row.nprs or 0)

    def level(score: float) -> float:
        return top + height * (1 - score / _HIGHEST)

    pdf.set_line_width(0.1)
    pdf.set_draw_color(_PALE)
    pdf.set_text_color(_GREY)
    for score in (0.0, 5.0, _HIGHEST):
        pdf.line(left, level(score), right, level(score))
        _label(pdf, say, number(score), (x, level(score)), _LEFT - 1, "R")
    if goal is not None:
        pdf.set_draw_color(_GREY)
        with pdf.local_context(dash_pattern={"dash": 1, "gap": 1, "phase": 0}):
            pdf.line(left, level(goal), right, level(goal))
        _label(pdf, say, f"goal {number(goal)}", (right - 18, level(goal) - 1.9), 18, "R")
    scored = [at(row) for row in rows if row.nprs is not None]
    pdf.set_draw_color(_DARK)
    pdf.set_fill_color(_DARK)
    pdf.set_line_width(0.35)
    for (x1, y1), (x2, y2) in pairwise(scored):
        pdf.line(x1, y1, x2, y2)
    for px, py in scored:
        pdf.circle(px, py, 0.7, style="F")
    foot = top + height + 2.6
    _label(pdf, say, "1", (left, foot), 4, "C")
    if last > 1:
        _label(pdf, say, str(last), (right - 4, foot), 4, "C")
    _label(pdf, say, "Pain by visit", (left + 4, foot), right - left - 8, "C")
    pdf.set_text_color(_DARK)


def trend_height() -> float:
    """The room a trend takes with its labels, mm."""
    return TREND[1] + _FOOT


def _label(pdf: FPDF, say: Say, text: str, at: tuple[float, float], width: float, align: str) -> None:
    """A small text whose middle is at a height."""
    pdf.set_y(at[1] - ROW / 2)
    say(text, at[0], width, align)
