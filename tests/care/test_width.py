"""Cells, not characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from care.width import cell_width, cut, fit

NAMES = ("Ana Ruiz", "渡辺 健太", "최 은지", "Thảo Nguyễn", "Thảo", "Kọ́ládé", "می\u200cنا کریمی", "अनीता", "🙂")


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", 0),
        ("Ana", 3),
        ("渡辺", 4),
        ("은지", 4),
        ("e\u0301", 1),
        ("Tha\u0309o", 4),
        ("می\u200cنا", 4),
        ("\u1112\u1161", 2),
    ],
)
def test_wide_characters_count_two_and_joining_ones_none(text: str, cells: int) -> None:
    assert cell_width(text) == cells


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_as_wide_as_the_screen_library_draws_it(name: str) -> None:
    assert cell_width(name) == cell_len(name)


def test_a_short_text_is_padded_and_a_long_one_cut_with_an_ellipsis() -> None:
    assert fit("Ana", 5) == "Ana  "
    assert fit("Ana", 5, right=True) == "  Ana"
    assert fit("Guðmundsdóttir", 8) == "Guðmund…"
    assert cut("Ana", 5) == "Ana"


def test_a_wide_character_is_never_halved() -> None:
    assert cut("渡辺健太", 6) == "渡辺…"
    assert fit("渡辺健太", 6) == "渡辺… "


def test_no_cell_holds_nothing() -> None:
    assert cut("渡", 1) == "…"
    assert cut("Ana", 0) == ""


@given(st.text(max_size=30), st.integers(1, 20))
def test_fitted_text_takes_exactly_its_cells(text: str, width: int) -> None:
    assert cell_width(fit(text, width)) == width
