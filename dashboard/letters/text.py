"""A referral letter as plain text: every word of it, in lines that fit a page, an e-mail or a portal's field."""

from collections.abc import Iterable

from care.letter import Letter, paragraphs
from care.width import cell_width, fit
from dashboard.daysheet.text import folded
from dashboard.letters.lines import (
    columns,
    contact_line,
    info_rows,
    receiver_lines,
    score_cells,
    signed_lines,
)

WIDTH = 78
"""Columns: what mail programs and portals leave as it is."""

_NARROWEST = 52
_LABEL = 12
_SCORES = (5, 18, 5, 11, 5)


def text(letter: Letter, width: int = WIDTH) -> str:
    """The letter in lines of at most `width` cells (52 at least); ends with a line break."""
    width = max(width, _NARROWEST)
    blocks = [
        [*_all_folded([letter.sender.name, contact_line(letter.sender)], width)],
        _all_folded(receiver_lines(letter), width),
        _rows(info_rows(letter), width),
        _headed(letter.title, "=", width),
    ]
    for part in letter.parts:
        said = paragraphs(part.text)
        table = _table(letter) if part.key == "scores" else []
        if said or table:
            blocks.append([*_headed(part.heading, "-", width), *_all_folded(said, width), *table])
    blocks.append(["", *_all_folded(signed_lines(letter), width)])
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _headed(heading: str, line: str, width: int) -> list[str]:
    lines = _all_folded([heading], width)
    return [*lines, line * max(map(cell_width, lines), default=0)]


def _rows(rows: Iterable[tuple[str, str]], width: int) -> list[str]:
    """Label and value, a long value going on under itself."""
    lines = []
    for label, value in rows:
        first, *rest = folded(value, width - _LABEL)
        lines += [f"{label:<{_LABEL}}{first}", *(" " * _LABEL + line for line in rest)]
    return lines


def _table(letter: Letter) -> list[str]:
    if not letter.visits:
        return []
    return ["", *(_columns(cells) for cells in (columns(letter), *map(score_cells, letter.visits)))]


def _columns(cells: tuple[str, ...]) -> str:
    return "  ".join(
        fit(cell, size, right=number != 1) for number, (cell, size) in enumerate(zip(cells, _SCORES, strict=True))
    ).rstrip()


def _all_folded(lines: Iterable[str], width: int) -> list[str]:
    return [piece for line in lines for said in paragraphs(line) for piece in folded(said, width)]
