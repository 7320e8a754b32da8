"""Birth dates in the forms people type."""

from datetime import date

import pytest

from care.dates import NotADate, dates_in, readings_in, typed_date


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


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1969-11-04", ["1969-11-04"]),
        ("4 Nov 1969", ["1969-11-04"]),
        ("4. november 1969", ["1969-11-04"]),
        ("4-Nov-1969", ["1969-11-04"]),
        ("Nov 4, 1969", ["1969-11-04"]),
        ("November 4th 1969", ["1969-11-04"]),
        ("19691104", ["1969-11-04"]),
        ("04-11-1969", ["1969-11-04"]),
        ("12-25-1980", ["1980-12-25"]),
        ("4.11.69", ["1969-11-04", "2069-11-04"]),
        ("11/4/69", ["1969-11-04", "2069-11-04"]),
        ("25/12/80", ["1980-12-25", "2080-12-25"]),
        ("29.2.00", ["2000-02-29"]),
        ("99/99/99", []),
        ("31.2.1969", []),
        ("20691399", []),
        ("503-683-6219", []),
        ("683-6219", []),
        ("may tanaka", []),
        ("lee 4 1969", []),
    ],
)
def test_a_date_looked_for_in_every_usual_form(typed, meant):
    rest, found = readings_in(typed)
    assert [day.isoformat() for day in found] == meant
    assert (rest.strip() == "") == bool(meant)


def test_names_stay_beside_a_date_that_is_looked_for():
    assert readings_in("tanaka 4 nov 1969 mei")[0].split() == ["tanaka", "mei"]
