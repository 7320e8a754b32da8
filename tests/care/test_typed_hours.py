"""Hours as people type them."""

from datetime import date

import pytest

from care.hours import Opening, Span
from care.typed_hours import NotHours, opening_words, typed_days, typed_opening, typed_working

DAY, LUNCH = Span(480, 1080), Span(720, 780)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("08:00-18:00", Opening(DAY)),
        ("8-18", Opening(DAY)),
        ("8:00 to 18.00", Opening(DAY)),
        ("08:00-18:00 lunch 12:00-13:00", Opening(DAY, LUNCH)),
        ("closed", Opening(None)),
        (" Closed ", Opening(None)),
        ("", None),
    ],
)
def test_opening_hours(typed, meant):
    assert typed_opening(typed) == meant


@pytest.mark.parametrize("opening", [Opening(DAY), Opening(DAY, LUNCH), Opening(None)])
def test_what_is_shown_can_be_typed_again(opening):
    assert typed_opening(opening_words(opening)) == opening


@pytest.mark.parametrize("typed", ["early", "08:00", "8-18 lunch", "8-18 and more", "25:00-26:00", "08:99-18:00"])
def test_other_words_are_told_how_hours_are_written(typed):
    with pytest.raises(NotHours):
        typed_opening(typed)


def test_working_hours_may_have_several_spans_or_none():
    assert typed_working("08:00-12:00, 14:00-18:00") == (Span(480, 720), Span(840, 1080))
    assert typed_working("off") == ()
    assert typed_working("  ") is None
    with pytest.raises(NotHours, match="write"):
        typed_working("mornings")


def test_days_have_a_reason():
    assert typed_days("2026-12-24 Christmas Eve") == (date(2026, 12, 24), date(2026, 12, 24), "Christmas Eve")
    assert typed_days("2026-12-24 to 2027-01-02 holiday") == (date(2026, 12, 24), date(2027, 1, 2), "holiday")
    assert typed_days("24.12.2026 - 2.1.2027") == (date(2026, 12, 24), date(2027, 1, 2), "")
    for wrong in ("holiday 2026-12-24", "2026-02-30 x", ""):
        with pytest.raises(NotHours):
            typed_days(wrong)
