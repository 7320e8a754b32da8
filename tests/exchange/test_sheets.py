"""What can be wrong with a CSV file before its values are looked at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.exchange.outcome import Problems
from db.exchange.sheets import doubled, guard, needs_guard, read_sheet, unguard


def reasons(data: bytes) -> list[tuple[int, str]]:
    problems = Problems()
    sheet = read_sheet("x.csv", data, problems)
    if sheet is not None:
        doubled(sheet, sheet.columns, problems)
    return [(row.line, row.reason) for row in problems._rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_three_delimiters_are_read_from_the_header(delimiter):
    text = "a,b,c\n1,2,3\n".replace(",", delimiter)
    sheet = read_sheet("x.csv", text.encode(), Problems())
    assert sheet.columns == ("a", "b", "c")
    assert sheet.rows == ((2, ["1", "2", "3"]),)


def test_a_byte_order_mark_and_windows_line_ends_are_no_text():
    sheet = read_sheet("x.csv", b"\xef\xbb\xbfa,b\r\n1,2\r\n", Problems())
    assert (sheet.columns, sheet.rows) == (("a", "b"), ((2, ["1", "2"]),))


def test_line_numbers_count_the_lines_of_quoted_cells():
    sheet = read_sheet("x.csv", b'a,b\n"one\ntwo",2\n\n3,4\n', Problems())
    assert [line for line, _ in sheet.rows] == [2, 5]


@pytest.mark.parametrize(
    ("data", "line", "word"),
    [
        (b"", 0, "empty"),
        (b" \n ", 0, "empty"),
        (b'a,b\n1,2\n"open,3\n4,5\n', 3, "never closed"),
        (b'a,b\n"one"two,3\n', 2, "quotes do not balance"),
        (b'a,b\n1,"' + b"x" * 30_000 + b'"\n', 2, "more than 20,000"),
        (b"a,b\n1,2\n3,\xe9\n", 3, "not UTF-8"),
        (b"a,b\n1,\x002\n", 2, "NUL"),
        ("a,b\n1,2\n".encode("utf-16"), 1, "UTF-16"),
        (b"a,b\n1,2,3\n", 2, "3 cells where the header has 2"),
        (b"a,b\n1\n", 2, "1 cells where the header has 2"),
        (b"a,b,a\n1,2,3\n", 1, "twice"),
    ],
)
def test_a_damaged_file_is_named_with_its_line(data, line, word):
    ((found_line, reason),) = reasons(data)
    assert found_line == line
    assert word in reason


@pytest.mark.parametrize("cell", ["=1+1", " =1", "+1", "-1", "@x", "|x", "%x", "\tx", "\rx", "'=x", "''=x"])
def test_what_a_spreadsheet_would_run_gets_a_guard(cell):
    assert guard(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "a=1", "'hello", "O'Brien", "'", "5-6"])
def test_what_it_would_not_run_stays(cell):
    assert guard(cell) == cell
    assert unguard(cell) == cell


@given(st.text(alphabet="'=+-@|%a \t\r", max_size=8))
def test_the_guard_is_taken_off_exactly(cell):
    assert unguard(guard(cell)) == cell
    assert not guard(cell).lstrip().startswith(("=", "+", "-", "@", "|", "%"))


@given(st.binary(max_size=200))
def test_any_bytes_are_rows_or_reasons(data):
    problems = Problems()
    sheet = read_sheet("x.csv", data, problems)
    assert sheet is not None or problems.total


def test_a_guard_is_needed_again_for_every_apostrophe():
    assert needs_guard("'''=x")
    assert not needs_guard("'''x")
