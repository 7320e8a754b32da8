"""Text from outside: what is dropped, what stays, and what compares equal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.text import clean, digits, fold, tidy


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("Ann Smith", "Ann Smith"),
        ("Ann\x1b[31m", "Ann[31m"),
        ("\x1b]52;c;cm0=\x07Ann", "]52;c;cm0=Ann"),
        ("a\x00b\x7fc\x9bd", "abcd"),
        ("a\u202eb\u2066c\u2069d\u200ee\u200ff\u202ag\u202ch", "abcdefgh"),
        ("one\ttwo\nthree\rfour", "one two three four"),
        ("\ud800x\ue000y\ufdd0z", "xyz"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d⚕️", "👩\u200d⚕️"),
        ("[@click=app.quit]", "[@click=app.quit]"),
        ("田中 美咲", "田中 美咲"),
    ],
)
def test_clean_drops_what_a_terminal_obeys_and_keeps_what_people_write(raw, kept):
    assert clean(raw) == kept


@given(st.text())
def test_cleaned_text_has_no_control_and_is_clean(text):
    once = clean(text)
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Cn", "Co") for char in once)
    assert clean(once) == once


@pytest.mark.parametrize(
    ("raw", "stored"), [("  Ann \t Smith\n", "Ann Smith"), ("Jose\u0301", "José"), ("\u200e", ""), ("a\u00a0b", "a b")]
)
def test_tidy_is_one_line_in_one_spelling(raw, stored):
    assert tidy(raw) == stored


@given(st.text())
def test_tidy_text_is_tidy(text):
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nguyễn-Smith", "nguyen smith"),
        ("STRASSE", "straße"),
        ("Łukasz Ødegård", "lukasz odegard"),
        ("O'Neil", "o neil"),
        ("Ａｎｎ", "ann"),
        ("Müller", "MULLER"),
        ("de_la Cruz", "De La-Cruz"),
        ("Æsa Þór", "aesa thor"),
        ("김 민준", "김  민준"),
    ],
)
def test_two_spellings_fold_to_the_same(one, other):
    assert fold(one) == fold(other)


@given(st.text())
def test_folding_is_stable_and_stays_on_one_line(text):
    once = fold(text)
    assert fold(once) == once
    assert once == " ".join(once.split())


def test_digits_are_ascii_whatever_their_script():
    assert digits("+1 (503) 555-0101") == "15035550101"
    assert digits("٠١٢ ３") == "0123"
    assert digits("none²") == ""
