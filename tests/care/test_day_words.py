"""Days in words: four lengths, in English."""

from datetime import date

from care.day_words import full_date, long_date, short_date, year_date


def test_a_day_in_each_of_its_lengths() -> None:
    on = date(2026, 3, 1)
    assert long_date(on) == "Sunday 1 March 2026"
    assert full_date(on) == "1 March 2026"
    assert year_date(on) == "1 Mar 2026"
    assert short_date(on) == "Sun 1 Mar"
