"""Sends a terminal only what changes on it, in few bytes: over ssh every key press is paid for in them.

Textual repaints whole stretches of lines, each piece of text with all its attributes before it and a reset after it.
Here the terminal's cells are remembered, so only those that differ are written; attributes are sent as the difference
to the ones before; and a colour that the 256-colour table holds exactly takes half the bytes of one spelled out.
"""

import re
from functools import lru_cache

from rich.cells import split_graphemes

_TOKEN = re.compile(
    "\x1b\\[([0-9;:?<=>]*)([ -/]*)([@-~])"  # what moves, colours and asks
    "|\x1b[\\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\\\)?"  # titles, clipboards: strings that are not drawn
    "|\x1b[^\\[\\]PX^_]|\x1b|[\r\n]+"
    "|[\x00-\x09\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f]"
    "|[^\x00-\x1f\x7f-\x9f]+"
)
_SURE = re.compile(
    "[ -~\xa0-\xac\xae-\u02ff\u0300-\u036f\u0370-\u0482\u048a-\u058f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e"
    "\u20a0-\u20bf\u2190-\u21ff\u2200-\u22ff\u2500-\u25fc\u2713\u2717\u2800-\u28ff\u3001-\u3029\u3041-\u3096\u30a1-\u30fe"
    "\u3105-\u312f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufa6d\uff01-\uff60]*"
)
"""Text that every terminal draws in the same number of cells. Vowel signs of Indian scripts, joined emoji and the like
are drawn wider by some than by others.
"""

_OFF = {1: 22, 2: 22, 3: 23, 4: 24, 5: 25, 7: 27, 8: 28, 9: 29, 21: 24, 53: 55}
_LEVELS = (0, 95, 135, 175, 215, 255)
_TABLE: dict[tuple[int, int, int], int] = {
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
_SHIFTING = (*"ABCDEFGJKLMPSTXZ`ade@", *"\b\t\v\f", "\x1bc", "\x1b7", "\x1b8", "\x1bD", "\x1bE", "\x1bM")
GAP = 6
"""Cells that did not change but are written all the same when that is shorter than moving over them."""


class Thrift:
    """Rewrites a stream of text and escape sequences for a terminal whose cells it remembers."""

    def __init__(self, *, colourless: bool = False) -> None:
        """`colourless` lets no colour through, only bold, underlined and the like."""
        self._colourless = colourless
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
            if text[0] >= " ":
                self._write(text)
            elif token[3] == "m":
                self._asked = _after(self._asked, token[1])
                if self._colourless:
                    self._asked = ("", "", self._asked[2])
            elif token[3] == "H" and not token[1].startswith("?"):
                self._move(token[1])
            elif text[0] in "\r\n":
                if "\n" in text:
                    self._y += text.count("\n")
                self._x = 0
            else:
                # Modes, queries, titles: not cells. What clears or shifts them does it from where the cursor is
                # believed to be, in the attributes believed to be on; after it nothing is known.
                if token[3] in _SHIFTING or "1049" in text or text in _SHIFTING:
                    self._catch_up()
                    self.forget()
                out.append(text)
        # Only where something was placed: after leaving, the cursor is where the shell had it.
        if out and placed and self._at != (self._x, self._y):
            self._go(self._x, self._y)
        return "".join(out)

    def _catch_up(self) -> None:
        if self._sent != self._asked:
            self._out.append(f"\x1b[{_between(self._sent, self._asked)}m")
            self._sent = self._asked
        if self._at != (self._x, self._y):
            self._go(self._x, self._y)

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
        sure = True
        if text.isascii():
            cells: list[Cell] = [blank if char == " " else (char, look) for char in text]
        else:
            before, cells = _cells(text, look, blank)
            if before:
                self._mark(before)
            sure = _SURE.fullmatch(text) is not None
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
        if not sure:
            self._send_unsure(cells, start, look)
            row[end : end + 2] = [UNKNOWN] * len(row[end : end + 2])
            return
        changed = [at for at, (was, now) in enumerate(zip(old, cells, strict=True)) if was != now]
        first = previous = changed[0]
        for at in changed[1:]:
            if at - previous > GAP:
                self._send(cells, first, previous + 1, start, look)
                first = at
            previous = at
        self._send(cells, first, previous + 1, start, look)

    def _mark(self, marks: str) -> None:
        """Marks that belong to the character before this piece of text, in that one's own look."""
        row, at = self._rows.get(self._y, []), self._x - 1
        while 0 < at < len(row) and row[at][0] == "" and row[at] is not UNKNOWN:
            at -= 1
        if 0 <= at < len(row) and row[at] is not UNKNOWN:
            char, look = row[at]
            row[at] = (char + marks, look)
            self._send(row[at : self._x], 0, self._x - at, at, look)

    def _send_unsure(self, cells: list[Cell], start: int, look: Look) -> None:
        """Write text whose width terminals do not agree on: on cleared cells, each character put in its place."""
        first = 0
        for at, (text, _) in enumerate(cells):
            if text == "" or _SURE.fullmatch(text):
                continue
            wide = 2 if cells[at + 1 : at + 2] and cells[at + 1][0] == "" else 1
            if first < at:
                self._send(cells, first, at, start, look)
            self._send([(" ", look)] * wide, 0, wide, start + at, look)
            self._at = None
            self._send(cells, at, at + wide, start, look)
            self._at = None
            first = at + wide
        if first < len(cells):
            self._send(cells, first, len(cells), start, look)

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


def _cells(text: str, look: Look, blank: Cell) -> tuple[str, list[Cell]]:
    """Marks for the cell before the text, and its cells, in the widths that Textual lays its lines out by."""
    before, cells = "", list[Cell]()
    for start, end, size in split_graphemes(text)[0]:
        char = text[start:end]
        if size == 0:
            if cells:
                at = len(cells) - 1 - (cells[-1][0] == "")
                cells[at] = (cells[at][0] + char, look)
            else:
                before += char
        else:
            cells.append(blank if char == " " else (char, look))
            cells += [("", look)] * (size - 1)
    return before, cells


@lru_cache(maxsize=4096)
def _blank(look: Look) -> Look:
    """What can be seen of a look where there is no letter: the ground, unless it is swapped or there are lines."""
    return look if look[2] & {4, 7, 9, 21, 53} else ("", look[1], frozenset())


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
