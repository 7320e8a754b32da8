"""The wall clock and UTC, on the two days that are not 24 hours long."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import Refused
from db.localtime import check_zone, is_ambiguous, next_valid, to_local, to_utc

LA, AUCKLAND = "America/Los_Angeles", "Pacific/Auckland"


def _utc(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp())


def test_nine_stays_nine_over_the_change() -> None:
    assert to_utc(date(2026, 3, 7), 540, LA) == _utc(2026, 3, 7, 17)
    assert to_utc(date(2026, 3, 8), 540, LA) == _utc(2026, 3, 8, 16)


@pytest.mark.parametrize(
    ("zone", "on", "minute"),
    [
        (LA, date(2026, 3, 8), 120),
        (LA, date(2026, 3, 8), 150),
        (LA, date(2026, 3, 8), 179),
        (AUCKLAND, date(2026, 9, 27), 120),
        (AUCKLAND, date(2026, 9, 27), 179),
    ],
)
def test_a_time_in_the_gap_is_refused_with_the_next_there_is(zone: str, on: date, minute: int) -> None:
    for fold in (0, 1):
        with pytest.raises(Refused) as caught:
            to_utc(on, minute, zone, fold)
        assert f"{on.isoformat()} 03:00" in caught.value.message
    assert next_valid(on, minute, zone) == (on, 180)


def test_either_side_of_the_gap_is_taken() -> None:
    on = date(2026, 3, 8)
    assert to_utc(on, 180, LA) - to_utc(on, 119, LA) == 60
    assert next_valid(on, 119, LA) == (on, 119)


@pytest.mark.parametrize(("zone", "on", "minute"), [(LA, date(2026, 11, 1), 90), (AUCKLAND, date(2026, 4, 5), 150)])
def test_a_time_in_the_fold_comes_twice(zone: str, on: date, minute: int) -> None:
    first, second = to_utc(on, minute, zone, 0), to_utc(on, minute, zone, 1)
    assert second - first == 3600
    assert to_local(first, zone) == (on, minute, 0)
    assert to_local(second, zone) == (on, minute, 1)
    assert is_ambiguous(on, minute, zone)
    assert not is_ambiguous(on, minute + 120, zone)
    assert to_utc(on, minute + 120, zone, 1) == to_utc(on, minute + 120, zone, 0)


def test_a_day_that_never_was_leads_to_the_next_one() -> None:
    assert next_valid(date(2011, 12, 30), 600, "Pacific/Apia") == (date(2011, 12, 31), 0)
    with pytest.raises(Refused, match="2011-12-31 00:00"):
        to_utc(date(2011, 12, 30), 600, "Pacific/Apia")


def test_the_evening_belongs_to_the_clinics_own_date() -> None:
    assert to_local(_utc(2026, 11, 21, 7, 59), LA) == (date(2026, 11, 20), 23 * 60 + 59, 0)


@pytest.mark.parametrize("minute", [-1, 1440])
def test_a_minute_outside_the_day_is_refused(minute: int) -> None:
    with pytest.raises(Refused):
        to_utc(date(2026, 1, 1), minute, LA)


@pytest.mark.parametrize("zone", ["", "Nowhere/City", "../etc", "America", "\x00"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(Refused, match="no time zone"):
        to_utc(date(2026, 1, 1), 0, zone)
    with pytest.raises(Refused, match="no time zone"):
        check_zone(zone)


@given(
    st.integers(_utc(1975, 1, 1), _utc(2060, 1, 1)).map(lambda seconds: seconds // 60 * 60),
    st.sampled_from([LA, AUCKLAND, "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"]),
)
def test_there_and_back_again(utc: int, zone: str) -> None:
    on, minute, fold = to_local(utc, zone)
    assert to_utc(on, minute, zone, fold) == utc
