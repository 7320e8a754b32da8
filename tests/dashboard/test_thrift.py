"""What is sent in fewer bytes is the same picture: a wrong cell would be a wrong patient.

Both streams are drawn by a terminal emulator, as it came from Textual and as it was rewritten, and compared cell by
cell: characters, colours and attributes.
"""

import re

import pyte
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from wcwidth import wcswidth

from dashboard.thrift import Thrift

WIDTH, HEIGHT = 24, 5


class Screen(pyte.Screen):
    """pyte, with what real terminals do besides: dim letters, and a wide character goes when half of it is written."""

    def select_graphic_rendition(self, *attrs: int) -> None:
        front = self.cursor.attrs.fg
        dim = front.startswith("dim ")
        self.cursor.attrs = self.cursor.attrs._replace(fg=front.removeprefix("dim "))
        super().select_graphic_rendition(*attrs)
        codes = list(attrs) or [0]
        while codes:
            code = codes.pop(0)
            if code in (38, 48):
                del codes[: 4 if codes[:1] == [2] else 2]
            elif code == 2:
                dim = True
            elif code in (0, 22):
                dim = False
        if dim:
            self.cursor.attrs = self.cursor.attrs._replace(fg="dim " + self.cursor.attrs.fg)

    def draw(self, data: str) -> None:
        for char in data:
            size = max(0, wcswidth(char))
            row, x = self.buffer[self.cursor.y], self.cursor.x
            if not size and x == self.columns:  # a mark at the margin joins the last letter, and nothing wraps
                row[x - 1] = row[x - 1]._replace(data=row[x - 1].data + char)
                continue
            if size and x < self.columns:
                if row[x].data == "" and x:
                    row[x - 1] = row[x - 1]._replace(data=" ")
                if row[x + size].data == "":
                    row[x + size] = row[x + size]._replace(data=" ")
            super().draw(char)


def drawn(stream: str) -> list[tuple[object, ...]]:
    """Every cell of the screen a stream leaves."""
    screen = Screen(WIDTH, HEIGHT)
    pyte.Stream(screen).feed(stream)
    return cells_of(screen)


def cells_of(screen: pyte.Screen) -> list[tuple[object, ...]]:
    """Every cell; of a blank only what can be seen of it."""
    cells = []
    for y in range(HEIGHT):
        for x in range(WIDTH):
            cell = screen.buffer[y][x]
            lines = (cell.underscore, cell.strikethrough, cell.reverse)
            if cell.data == " " and not any(lines):
                cells.append((x, y, " ", cell.bg))
            else:
                cells.append((x, y, *cell))
    return cells


SURE = "aB9 -.é│▆▁█●◔✓→—小川真綾渡辺각한ąŁ"
COMBINED = ("e\u0301", "n\u0303", "o\u0302\u0323", "a\u030a")
COLOURS = ("31", "92", "39", "38;5;208", "38;5;73", "38;2;95;175;175", "38;2;1;2;3", "38;2;228;228;228")
GROUNDS = ("41", "103", "49", "48;5;236", "48;2;24;31;37", "48;2;0;0;0", "48;2;95;175;175")
FLAGS = ("1", "2", "3", "4", "7", "9", "1;2", "1;3;4")

styles = st.tuples(
    st.lists(st.sampled_from(FLAGS), max_size=1),
    st.lists(st.sampled_from(COLOURS), max_size=1),
    st.lists(st.sampled_from(GROUNDS), max_size=1),
).map(lambda parts: ";".join(code for part in parts for code in part))
texts = st.one_of(
    st.text("ab  ", min_size=1, max_size=WIDTH),
    st.text(SURE, min_size=1, max_size=12),
    st.lists(st.one_of(st.sampled_from(SURE), st.sampled_from(COMBINED)), min_size=1, max_size=8).map("".join),
)
pieces = st.lists(st.tuples(styles, texts), min_size=1, max_size=4)
lines = st.tuples(st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1), pieces)
OTHER = (
    "\x1b[?2026h", "\x1b[?2026l", "\x1b[?25l", "\x07", "\x1b]22;text\x07", "\x1b]52;c;QUJD\x1b\\",
    "\x1b]0;a title\x07", "\x1b[2J", "\x1b[3;3H\x1b[K",
)  # fmt: skip
writes = st.lists(
    st.one_of(lines, st.sampled_from(OTHER), st.just("all")), min_size=1, max_size=6
)  # fmt: skip


def fitted(words: str, room: int) -> str:
    while cell_len(words) > room:
        words = words[:-1]
    return words


def one_line(x: int, y: int, parts: list[tuple[str, str]]) -> str:
    """A stretch of a line in Textual's manner: a move, then each piece with its attributes before and a reset after."""
    out, room = [f"\x1b[{y + 1};{x + 1}H"], WIDTH - x
    for style, words in parts:
        words = fitted(words, room)
        room -= cell_len(words)
        if words:
            out.append(f"\x1b[{style}m{words}\x1b[0m" if style else words)
    return "".join(out)


def stream_of(write: list[object]) -> str:
    out = []
    for one in write:
        if one == "all":  # a whole picture, line by line
            rows = [one_line(0, y, [("48;2;24;31;37", f"row {y}".ljust(WIDTH))]) for y in range(HEIGHT)]
            out.append("\r\n".join(rows))
        elif isinstance(one, str):
            out.append(one)
        else:
            out.append(one_line(*one))
    return "".join(out)


@settings(max_examples=300, deadline=None)
@given(st.lists(writes, min_size=1, max_size=6), st.sets(st.integers(0, 5)))
def test_the_rewritten_stream_draws_the_same_cells(frames: list[list[object]], forgotten: set[int]) -> None:
    thrift = Thrift()
    before, after = Screen(WIDTH, HEIGHT), Screen(WIDTH, HEIGHT)
    plain, thrifty = pyte.Stream(before), pyte.Stream(after)
    for number, write in enumerate(frames):
        stream = stream_of(write)
        if number in forgotten:
            thrift.forget()
        plain.feed(stream)
        thrifty.feed(thrift.rewrite(stream))
        assert cells_of(after) == cells_of(before)
    plain.feed("\x1b[0m\x1b[1;1Hx")
    thrifty.feed(thrift.rest() + "\x1b[1;1Hx")
    assert cells_of(after) == cells_of(before)


PIECES = re.compile("[^\x1b\\[0-9;mH]+")


@settings(max_examples=200, deadline=None)
@given(st.lists(writes, min_size=1, max_size=6))
def test_it_never_costs_more_than_it_saves(frames: list[list[object]]) -> None:
    thrift = Thrift()
    for write in frames:
        stream = stream_of(write)
        sent = thrift.rewrite(stream)
        # One move to where the cursor belongs and the attributes of an earlier write taken back; and a move after each
        # piece that holds a letter terminals draw in different widths.
        unsure = sum(not text.isascii() for text in PIECES.findall(stream))
        assert len(sent.encode()) <= len(stream.encode()) + 24 + 10 * unsure


def test_a_picture_sent_again_costs_nothing() -> None:
    thrift = Thrift()
    stream = "".join(one_line(0, y, [("1;38;2;95;175;175", "小川 真綾 and é"), ("", "x" * 9)]) for y in range(HEIGHT))
    thrift.rewrite(stream)
    assert thrift.rewrite(stream) == ""


def test_what_was_forgotten_is_sent_whole() -> None:
    thrift = Thrift()
    stream = one_line(0, 0, [("1", "somebody")])
    first = thrift.rewrite(stream)
    thrift.forget()
    assert "somebody" in first
    assert "somebody" in thrift.rewrite(stream)


def test_after_text_that_terminals_draw_in_different_widths_the_columns_stand() -> None:
    """The emulator draws joined emoji and Indian vowel signs in other widths than Textual lays lines out by."""
    for name in (
        "\U0001f469\u200d\u2695\ufe0f Ann",
        "\u0928\u093f\u0924\u093f\u0928",
        "\u2764\ufe0f Bo",
        "\U0001f1fa\U0001f1f8 Cy",
    ):
        thrift = Thrift()
        room = 14 - cell_len(name)
        for fill in ("x" * WIDTH, None):
            if fill:
                after = thrift.rewrite(one_line(0, 0, [("", fill)]))
            else:
                parts = [("1", name + " " * room), ("2", "R1 here")]
                after += thrift.rewrite(one_line(0, 0, parts))
        screen = Screen(WIDTH, HEIGHT)
        pyte.Stream(screen).feed(after)
        assert screen.display[0][13:].strip().endswith("R1 herexxx"), (name, screen.display[0])
        assert [screen.buffer[0][x].data for x in range(14, 21)] == list("R1 here")
        assert all(screen.buffer[0][x].data != "x" for x in range(14))


def test_marks_that_arrive_in_a_piece_of_their_own_join_the_letter_before() -> None:
    thrift = Thrift()
    sent = thrift.rewrite("\x1b[2;3H\x1b[1me\x1b[0m\x1b[3m\u0301x\x1b[0m")
    assert drawn(sent) == drawn("\x1b[2;3H\x1b[1me\u0301\x1b[0m\x1b[3mx\x1b[0m")


def test_strings_that_are_not_drawn_pass_and_move_nothing() -> None:
    thrift = Thrift()
    sent = thrift.rewrite("\x1b[1;1Hab\x1b]0;Mei Tanaka\x07cd\x07ef")
    assert drawn(sent) == drawn("\x1b[1;1Habcdef")
    assert thrift.rewrite("\x1b[1;1Habcdef") in ("", "\x1b[1;7H")
