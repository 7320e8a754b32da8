"""Sends a terminal only what changes on it, in few bytes: over ssh every key press is paid for in them.

Textual repaints whole stretches of lines, each piece of text with all its attributes before it and a reset after it.
Here the terminal's cells are remembered, so only those that differ are written; attributes are sent as the difference
to the ones before; and a colour that the 256-colour table holds exactly takes half the bytes of one spelled out.
"""

import re
from functools import lru_cache

from rich.cells import get_character_cell_size

_TOKEN = re.compile("\x1b\\[([0-9;:?<=>]*)([ -/]*)([@-~])|\x1b[^\\[]|[\r\n]+|[^\x1b\r\n]+")
_OFF = {1: 22, 2: 22, 3: 23, 4: 24, 5: 25, 7: 27, 8: 28, 9: 29, 21: 24, 53: 55}
_LEVELS = (0, 95, 135, 175, 215, 255)
_TABLE = {
    (red, green, blue): 16 + 36 * r + 6 * g + b
    for r, red in enumerate(_LEVELS)
    for g, green in enumerate(_LEVELS)
    for b, blue in enumerate(_LEVELS)
} | {(8 + 10 * step,) * 3: 232 + step for step in range(24)}

Look = tuple[str, str, frozenset[int]]
"""Foreground and background as codes (empty is the terminal's own), and the other attributes that are on."""

PLAIN: Look = ("", "", frozenset())
Cell = tuple[str, Look]
"""What stands in a cell. The second cell of a wide character has no text."""

UNKNOWN: Cell = ("", ("?", "?", frozenset()))
GAP = 6
"""Cells that did not change but are written all the same when that is shorter than moving over them."""


class Thrift:
    """Rewrites a stream of text and escape sequences for a terminal whose cells it remembers."""

    def __init__(self) -> None:
        self._asked = self._sent = PLAIN
        self._rows: dict[int, list[Cell]] = {}
        self._x = self._y = 0
        self._at: tuple[int, int] | None = None
        self._out: list[str] = []

    def forget(self) -> None:
        """The terminal may show anything now: a new size, another program's words."""
        self._rows.clear()
        self._at = None

    def rewrite(self, data: str) -> str:
        """The same picture in fewer bytes."""
        out = self._out = []
        placed = False
        for token in _TOKEN.finditer(data):
            text = token[0]
            placed = placed or token[3] == "H" or text[0] != "\x1b"
            if text[0] not in "\x1b\r\n":
                self._write(text)
            elif token[3] == "m":
                self._asked = _after(self._asked, token[1])
            elif token[3] == "H" and not token[1].startswith("?"):
                self._move(token[1])
            elif text[0] in "\r\n":
                if "\n" in text:
                    self._y += text.count("\n")
                self._x = 0
            else:
                # Modes, queries, titles: not cells. What may clear or shift them is not known to be anything after.
                if token[3] in ("J", "K", "L", "M", "P", "S", "T", "X", "@") or "1049" in text:
                    self.forget()
                out.append(text)
        # Only where something was placed: after leaving, the cursor is where the shell had it.
        if out and placed and self._at != (self._x, self._y):
            self._go(self._x, self._y)
        return "".join(out)

    def rest(self) -> str:
        """What brings the terminal back to its own attributes."""
        codes = _between(self._sent, PLAIN)
        self._asked = self._sent = PLAIN
        return f"\x1b[{codes}m" if codes else ""

    def _move(self, where: str) -> None:
        row, _, column = where.partition(";")
        self._y, self._x = int(row or 1) - 1, int(column or 1) - 1

    def _write(self, text: str) -> None:
        """Write a piece of text of one look: only the stretches that differ from what stands there."""
        look = self._asked
        blank = (" ", _blank(look))
        if text.isascii():
            cells: list[Cell] = [blank if char == " " else (char, look) for char in text]
        else:
            cells = _cells(text, look, blank)
        row = self._rows.setdefault(self._y, [])
        start, end = self._x, self._x + len(cells)
        self._x = end
        if len(row) < end:
            row.extend([UNKNOWN] * (end - len(row)))
        old = row[start:end]
        if old == cells:
            return
        # A wide character cut in two leaves nothing certain beside the cut.
        if end < len(row) and row[end][0] == "" and old[-1][0] != "":
            row[end] = UNKNOWN
        if start and old[0][0] == "" and old[0] is not UNKNOWN:
            row[start - 1] = UNKNOWN
        row[start:end] = cells
        changed = [at for at, (was, now) in enumerate(zip(old, cells, strict=True)) if was != now]
        first = previous = changed[0]
        for at in changed[1:]:
            if at - previous > GAP:
                self._send(cells, first, previous + 1, start, look)
                first = at
            previous = at
        self._send(cells, first, previous + 1, start, look)

    def _send(self, cells: list[Cell], first: int, last: int, start: int, look: Look) -> None:
        while first and cells[first][0] == "":
            first -= 1
        while last < len(cells) and cells[last][0] == "":
            last += 1
        if self._at != (start + first, self._y):
            self._go(start + first, self._y)
        if self._sent != look:
            self._out.append(f"\x1b[{_between(self._sent, look)}m")
            self._sent = look
        text = "".join(cell[0] for cell in cells[first:last])
        self._out.append(text)
        # Terminals disagree on how wide some characters are: after them nothing is taken for granted.
        self._at = (start + last, self._y) if text.isascii() or len(text) == last - first else None

    def _go(self, x: int, y: int) -> None:
        if self._at is not None and self._at[1] == y and x > self._at[0]:
            by = x - self._at[0]
            self._out.append(f"\x1b[{by}C" if by > 1 else "\x1b[C")
        else:
            self._out.append(f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H")
        self._at = (x, y)


def _cells(text: str, look: Look, blank: Cell) -> list[Cell]:
    cells: list[Cell] = []
    for char in text:
        if char == " ":
            cells.append(blank)
            continue
        size = get_character_cell_size(char)
        if size == 0 and cells:
            at = len(cells) - 1
            while at and cells[at][0] == "":
                at -= 1
            cells[at] = (cells[at][0] + char, look)
        else:
            cells.append((char, look))
            if size == 2:
                cells.append(("", look))
    return cells


@lru_cache(maxsize=4096)
def _blank(look: Look) -> Look:
    """What can be seen of a look where there is no letter: the ground and the lines, unless they are swapped."""
    return look if 7 in look[2] else ("", look[1], look[2] & {4, 9, 21, 53})


@lru_cache(maxsize=4096)
def _after(look: Look, codes: str) -> Look:
    """The look after one colour sequence."""
    front, back, flags = look
    numbers = [int(code or 0) for code in codes.split(";")]
    at = 0
    while at < len(numbers):
        code = numbers[at]
        if code == 0:
            front, back, flags = PLAIN
        elif code in (38, 48):
            length = 5 if numbers[at + 1 : at + 2] == [2] else 3
            colour = _colour(numbers[at : at + length])
            front, back = (colour, back) if code == 38 else (front, colour)
            at += length - 1
        elif 30 <= code <= 37 or 90 <= code <= 97:
            front = str(code)
        elif 40 <= code <= 47 or 100 <= code <= 107:
            back = str(code)
        elif code == 39:
            front = ""
        elif code == 49:
            back = ""
        elif code in _OFF:
            flags = flags | {code}
        else:
            flags = frozenset(flag for flag in flags if _OFF[flag] != code)
        at += 1
    return front, back, flags


def _colour(numbers: list[int]) -> str:
    if len(numbers) == 5 and (found := _TABLE.get((numbers[2], numbers[3], numbers[4]))) is not None:
        return f"{numbers[0]};5;{found}"
    return ";".join(map(str, numbers))


@lru_cache(maxsize=4096)
def _between(old: Look, new: Look) -> str:
    """The shortest codes from one look to another."""
    if new == PLAIN:
        return "0" if old != PLAIN else ""
    codes = []
    gone = old[2] - new[2]
    flags = old[2]
    for off in sorted({_OFF[flag] for flag in gone}):
        codes.append(str(off))
        flags = frozenset(flag for flag in flags if _OFF[flag] != off)
    codes += [str(flag) for flag in sorted(new[2] - flags)]
    if new[0] != old[0]:
        codes.append(new[0] or "39")
    if new[1] != old[1]:
        codes.append(new[1] or "49")
    return ";".join(codes)
