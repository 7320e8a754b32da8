"""Lines of inked text: cut and spread by cells, and drawn so that columns stand whatever a name is made of."""

import pytest
from rich.cells import cell_len

from care.width import cell_width, fit
from widgets.ink import cut, drawable, line_width, spread
from widgets.key_bar import Hint, hints_line
from widgets.rows import Row, RowList


@pytest.mark.parametrize(
    "name",
    ["Mei Tanaka", "小川 真綾", "Trần Thị Thảo", "नितिन", "علی‌رضا", "\U0001f469\u200d\u2695\ufe0f Ann",
     "\U0001f44d\U0001f3fd Bo", "❤\ufe0f Cy", "\u3164x", "e\u0301" * 30, "각"],
)  # fmt: skip
def test_a_name_is_drawn_as_wide_as_its_column(name: str) -> None:
    shown = drawable(fit(name, 16))
    assert cell_len(shown) == 16
    assert not set(shown) & set("\u200d\ufe0f\U0001f3fd")


def test_a_line_is_cut_with_an_ellipsis_and_never_through_a_wide_letter() -> None:
    line = (("abc", "text"), ("小川真", "dim"))
    assert cut(line, 6) == (("abc", "text"), ("小…", "dim"))
    assert line_width(cut(line, 5)) <= 5
    assert cut(line, 9) == line


def test_the_right_end_stays_where_the_left_gives_way() -> None:
    for width in range(8, 40):
        line = spread((("Riverside Acupuncture", "text"),), (("10:47", "dim"),), width)
        assert line_width(line) == width
        assert "".join(text for text, _ in line).endswith("10:47")


def test_help_is_the_last_hint_to_go() -> None:
    hints = (Hint("a", "arrive"), Hint("s", "start"), Hint("?", "help"))
    for width in range(12, 60):
        text = "".join(part for part, _ in hints_line(hints, width))
        assert "? help" in text
        assert cell_width(text.rstrip()) <= width


def test_the_cursor_stays_on_its_key_or_goes_to_the_nearest() -> None:
    rows = RowList()
    rows.rows = tuple(Row((), key) for key in (None, 1, 2, None, 3))
    assert rows._place(3, 0) == 4
    assert rows._place(99, 3) in (2, 4)
    assert rows._place(None, -1) == 1
    rows.rows = (Row(()),)
    assert rows._place(1, 0) == -1
