"""The made-up clinic: every state there is, nothing impossible, the same each time for a date."""

import unicodedata
from collections import Counter
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from care.appointment import STATUSES
from care.attention import MARKS
from care.protocol import Protocol
from care.referral import STATES
from care.text import tidy
from dashboard.clock import read_moment
from dashboard.demo.clinic import build, rows
from dashboard.demo.timetable import TODAY, progress
from dashboard.reading import read_caseload, read_day, read_referrals
from db.protocol_file import load_protocol
from db.reader import open_reader
from tests.conftest import ZONE

ON = date(2026, 11, 20)
DATES = [ON + timedelta(days=37 * number) for number in range(12)]
Tables = dict[str, list[dict[str, Any]]]


@cache
def _protocol() -> Protocol:
    return load_protocol(None)


@cache
def _tables(on: date = ON, minute: int = 642) -> Tables:
    return rows(on, minute, ZONE, _protocol())


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "clinic.acudesk"
    build(path, ON, 642, ZONE)
    return path


def test_a_date_always_gives_the_same_clinic_and_another_date_another() -> None:
    assert rows(ON, 642, ZONE, _protocol()) == _tables()
    assert _tables(ON + timedelta(days=1))["visit"] != _tables()["visit"]


def test_the_hour_moves_todays_appointments_and_nothing_else_about_a_course() -> None:
    early, late = _tables(ON, 600), _tables(ON, 930)
    assert early["patient"] == late["patient"]
    for table in ("course", "visit"):
        others = [
            [{**row, "id": 0} for row in tables[table] if row.get("course_id", row["id"]) > len(TODAY)]
            for tables in (early, late)
        ]
        assert others[0] == others[1]
    assert Counter(row["status"] for row in early["appointment"]) != Counter(
        row["status"] for row in late["appointment"]
    )


@pytest.mark.parametrize("on", DATES, ids=str)
def test_every_status_of_a_course_is_among_the_open_ones(tmp_path: Path, on: date) -> None:
    path = tmp_path / "clinic.acudesk"
    build(path, on, 642, ZONE)
    with open_reader(path) as reader:
        courses = read_caseload(reader, on, _protocol())
        day = read_day(reader, on, _protocol())
    assert {one.state.status for one in courses} == set(MARKS)
    reasons = {reason for one in courses for reason in one.state.reasons}
    assert {"no_response", "plateau", "partial_response", "behind_pace"} <= reasons
    assert 60 <= len(courses) <= 90
    assert len(day.day.appointments) == len(TODAY)
    assert len({state.status for state in day.states.values()}) >= 10


def test_todays_courses_stand_as_their_roles_say_at_any_hour(tmp_path: Path) -> None:
    from dashboard.demo import cast

    for minute in (600, 780, 945):
        path = tmp_path / f"{minute}.acudesk"
        build(path, ON, minute, ZONE)
        with open_reader(path) as reader:
            day = read_day(reader, ON, _protocol())
        found = [
            day.states[one.course_id].status for one in sorted(day.day.appointments, key=lambda one: one.course_id)
        ]
        assert found == [role.plot.status for role in cast.TODAY]


def test_appointments_and_referrals_are_in_every_state() -> None:
    assert {row["status"] for row in _tables()["appointment"]} == set(STATUSES)
    for on in DATES:
        assert {row["status"] for row in _tables(on)["referral"]} == set(STATES)


def test_some_referrals_are_late_and_one_is_urgent(record: Path) -> None:
    with open_reader(record) as reader:
        referrals = read_referrals(reader, ON, _protocol())
    assert sum(one.overdue_days > 0 for one in referrals) >= 3
    assert {one.row.referral.urgency for one in referrals} == {"urgent", "routine"}
    assert all(one.row.provider_phone for one in referrals if one.row.referral.to)


def test_no_referral_is_older_than_its_course_nor_a_step_in_the_future() -> None:
    for on in DATES:
        opened = {row["id"]: row["opened_on"] for row in _tables(on)["course"]}
        for row in _tables(on)["referral"]:
            steps = ("created", "sent", "accepted", "scheduled", "attended", "report", "closed", "ended")
            past = [row[f"{step}_on"] for step in steps if row[f"{step}_on"]]
            assert opened[row["course_id"]] <= row["created_on"]
            assert past == sorted(past) and past[-1] <= on.isoformat()


@pytest.mark.parametrize("minute", range(570, 960, 15))
def test_while_the_clinic_works_people_wait_and_people_are_treated(minute: int) -> None:
    told = Counter(one.status for one in progress(minute))
    lunch = 12 * 60 <= minute < 13 * 60 + 5
    assert 1 <= told["arrived"] <= 3
    assert told["in_room"] >= (0 if lunch else 1)
    assert told["no_show"] == told["left_unseen"] == told["cancelled"] == told["late_cancelled"] == 1


def test_at_the_demos_moment_two_wait_and_one_of_them_came_late() -> None:
    told = progress(642)
    waiting = [
        (place, 642 - (one.arrived or 0)) for place, one in zip(TODAY, told, strict=True) if one.status == "arrived"
    ]
    assert sorted(waited for _, waited in waiting) == [3, 8]
    assert any(642 - waited > place.minute for place, waited in waiting)
    assert sum(one.status == "in_room" for one in told) == 3


def test_nothing_today_has_happened_that_is_yet_to_come() -> None:
    for minute in range(450, 1100, 7):
        for one in progress(minute):
            known = [at for at in (one.arrived, one.started, one.finished) if at is not None]
            assert known == sorted(known) and all(at <= minute for at in known)


def test_no_room_and_no_patient_is_in_two_places() -> None:
    for on in DATES[:4]:
        for owner in ("room_id", "patient_id"):
            held: dict[int, list[tuple[int, int]]] = {}
            for row in _tables(on)["appointment"]:
                if "cancelled" not in row["status"]:
                    held.setdefault(row[owner], []).append((row["start_utc"], row["end_utc"]))
            for spans in held.values():
                spans.sort()
                assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_one_practitioner_is_squeezed_past_the_limit_on_purpose() -> None:
    (squeezed,) = (row for row in _tables()["appointment"] if row["squeezed"])
    beside = [
        row for row in _tables()["appointment"]
        if row["practitioner_id"] == squeezed["practitioner_id"] and row["start_utc"] < squeezed["end_utc"]
        and row["end_utc"] > squeezed["start_utc"]
    ]  # fmt: skip
    assert len(beside) == 3


def test_names_come_in_many_scripts_and_clean() -> None:
    names = [row["family_name"] + row["given_name"] for row in _tables()["patient"]]
    scripts = {unicodedata.name(char).split()[0] for name in names for char in name if char.isalpha()}
    assert {"LATIN", "CJK", "HANGUL", "ARABIC", "HEBREW", "CYRILLIC", "GREEK", "DEVANAGARI", "ETHIOPIC"} <= scripts
    for row in _tables()["patient"]:
        assert tidy(row["family_name"]) == row["family_name"] and tidy(row["given_name"]) == row["given_name"]
    assert len(set(names)) == len(names)


def test_telephone_numbers_and_addresses_are_those_kept_for_fiction() -> None:
    people = _tables()["patient"]
    assert all("555-01" in row["phone"] for row in people)
    assert len({row["phone"] for row in people}) == len(people)
    assert all(row["email"].endswith("@example.org") for row in people if row["email"])


def test_three_bookings_wait_and_next_week_has_a_closed_day(record: Path) -> None:
    tables = _tables()
    assert [row["state"] for row in tables["proposal"]] == ["waiting"] * 3
    (closure,) = tables["closure"]
    assert 5 <= (date.fromisoformat(closure["local_date"]) - ON).days <= 9
    assert closure["local_date"] not in {row["local_date"] for row in tables["appointment"]}
    with open_reader(record) as reader:
        assert read_day(reader, date.fromisoformat(closure["local_date"]), _protocol()).day.closed_reason


def test_it_is_open_on_a_sunday() -> None:
    sunday = date(2026, 11, 22)
    assert sum(row["local_date"] == "2026-11-22" for row in _tables(sunday)["appointment"]) == len(TODAY)


def test_times_follow_the_clinics_clock_across_a_change_of_it() -> None:
    for row in _tables(date(2026, 11, 4))["appointment"]:
        hour, minute = divmod(row["minute"], 60)
        assert row["start_utc"] == read_moment(f"{row['local_date']} {hour:02d}:{minute:02d}", ZONE)
