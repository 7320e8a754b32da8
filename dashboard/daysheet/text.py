"""The day sheet as plain text: one block a patient, nothing cut off, lines of at most the paper's width."""

from care.width import cell_width, fit
from dashboard.daysheet.rows import Sheet, SheetRow

NARROWEST = 60
WIDTH = 80
"""Columns of a typewriter page: A4 and Letter hold them at 10 points with room for a margin."""

PAGE_LINES = 60
"""Lines that A4 and Letter both hold at 10 points; a longer sheet goes on under the same heading."""

_FREE_LINES = 3


def text(sheet: Sheet, width: int = WIDTH) -> str:
    """The sheet in lines of `width` cells (60 at least), pages parted by a form feed; ends with a line break."""
    width = max(width, NARROWEST)
    head = [_spread(sheet.clinic, sheet.printed, width), *folded(sheet.title, width)]
    blocks: list[list[str]] = []
    if sheet.closed:
        blocks.append([*folded(f"The clinic is closed: {sheet.closed}.", width), ""])
    if not sheet.rows:
        blocks.append(["Nobody is booked.", ""])
    else:
        blocks.append(
            [sheet.counts, "", _columns(("    Time", "Min", "Patient", "Phone", "With", "Room", "Done"), width)]
        )
    blocks += [_block(row, width) for row in sheet.rows]
    if sheet.freed:
        blocks.append(["", "Not coming", *_freed(sheet.freed[0], width)])
        blocks += [_freed(row, width) for row in sheet.freed[1:]]
    blocks.append(["", "Came without an appointment", *["_" * width] * _FREE_LINES])
    if sheet.anchor:
        blocks.append(["", sheet.anchor])
    pages = _pages(blocks, PAGE_LINES - len(head) - 1)
    return "\f".join(_page(head, lines, f"page {number} of {len(pages)}") for number, lines in enumerate(pages, 1))


def _page(head: list[str], lines: list[str], number: str) -> str:
    return "\n".join([*head, number, *lines]) + "\n"


def _pages(blocks: list[list[str]], room: int) -> list[list[str]]:
    """The blocks in pages of so many lines; no block is torn apart."""
    pages: list[list[str]] = [[]]
    for block in blocks:
        if pages[-1] and len(pages[-1]) + len(block) > room:
            pages.append([])
        # A page does not start with the gap before a heading.
        pages[-1] += block if pages[-1] or block[0] else block[1:]
    return pages


def _block(row: SheetRow, width: int) -> list[str]:
    """A box to tick, and everything about one appointment; what is too long for its column goes on below."""
    lines = _table(
        (f"[ ] {row.at}", row.minutes, row.patient, row.phone or "no phone", row.practitioner, row.room, row.course),
        width,
    )
    indent = sum(_widths(width)[:2]) + 2
    below = ", ".join(part for part in (f"born {row.born}" if row.born else "", row.status, row.note) if part)
    return lines + [" " * indent + line for line in folded(below, width - indent)]


def _freed(row: SheetRow, width: int) -> list[str]:
    return _table((f"    {row.at}", row.minutes, row.patient, row.phone, row.practitioner, "", row.status), width)


def _widths(width: int) -> tuple[int, ...]:
    """Time, minutes, patient, phone, practitioner, room, course; the names share what the rest leaves."""
    fixed = (9, 3, 0, 15, 0, 4, 11)
    left = width - sum(fixed) - len(fixed) + 1
    name = left * 2 // 3
    return (9, 3, name, 15, left - name, 4, 11)


def _columns(cells: tuple[str, ...], width: int) -> str:
    return " ".join(fit(cell, size) for cell, size in zip(cells, _widths(width), strict=True)).rstrip()


def _table(cells: tuple[str, ...], width: int) -> list[str]:
    columns = [
        [cell] if number == 0 else folded(cell, size)
        for number, (cell, size) in enumerate(zip(cells, _widths(width), strict=True))
    ]
    height = max(1, *map(len, columns))
    return [
        _columns(tuple(column[line] if line < len(column) else "" for column in columns), width)
        for line in range(height)
    ]


def _spread(left: str, right: str, width: int) -> str:
    gap = width - cell_width(left) - cell_width(right)
    return f"{left}{' ' * gap}{right}" if gap > 0 else "\n".join([*folded(left, width), right])


def folded(text: str, width: int) -> list[str]:
    """A text in lines of at most so many cells, broken between words where there is one to break at."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and cell_width(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
            continue
        while cell_width(word) > width:
            taken = _cells(word, width)
            lines.append(taken)
            word = word[len(taken) :]
        lines.append(word)
    return lines


def _cells(word: str, width: int) -> str:
    """As many leading characters as fit; one at least."""
    end = 1
    while end < len(word) and cell_width(word[: end + 1]) <= width:
        end += 1
    return word[:end]
