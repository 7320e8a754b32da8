"""Which place somebody on the waiting list would take."""

from datetime import date

import pytest

from care.waiting import Place, WaitingEntry, fits

FRIDAY = date(2026, 11, 27)


def _entry(**more) -> WaitingEntry:
    return WaitingEntry(1, 1, "Mei Tanaka", "", **{"earliest": date(2026, 11, 20), **more})


@pytest.mark.parametrize(
    ("wish", "taken"),
    [
        ({}, True),
        ({"earliest": FRIDAY}, True),
        ({"earliest": date(2026, 11, 28)}, False),
        ({"latest": FRIDAY}, True),
        ({"latest": date(2026, 11, 26)}, False),
        ({"weekdays": (1, 5)}, True),
        ({"weekdays": (1, 4)}, False),
        ({"practitioner_id": 2}, True),
        ({"practitioner_id": 3}, False),
        ({"minutes": 45}, True),
        ({"minutes": 46}, False),
        ({"from_minute": 600}, True),
        ({"from_minute": 615}, True),
        ({"from_minute": 616}, False),
        ({"until_minute": 630}, True),
        ({"until_minute": 629}, False),
    ],
)
def test_a_place_of_45_minutes_on_friday_at_ten(wish: dict[str, object], taken: bool) -> None:
    assert fits(_entry(**wish), Place(FRIDAY, 600, 45, 2)) is taken
