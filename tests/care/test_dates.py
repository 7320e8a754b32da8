"""Birth dates in the forms people type."""

from datetime import date

import pytest

from care.dates import NotADate, dates_in, typed_date


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1969-11-04", date(1969, 11, 4)),
        ("4.11.1969", date(1969, 11, 4)),
        ("11/04/1969", date(1969, 11, 4)),
        ("25/12/1980", date(1980, 12, 25)),
        (" 1969-1-4 ", date(1969, 1, 4)),
        ("", None),
        ("   ", None),
    ],
)
def test_a_date_in_any_usual_form(typed, meant):
    assert typed_date(typed) == meant


@pytest.mark.parametrize("typed", ["yesterday", "1969", "1969-02-30", "13/13/1969", "1969-11-04 1970-11-04", "4.11.69"])
def test_anything_else_is_told_how_a_date_is_written(typed):
    with pytest.raises(NotADate, match="write it as"):
        typed_date(typed)


def test_a_date_is_taken_out_of_what_is_typed_around_it():
    assert dates_in("smi 4.11.1969 aar") == ("smi   aar", [date(1969, 11, 4)])
