"""The audit log a window at a time: newest first, around an entry, of one patient, of one person, what stands out."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from care.rights import rights_of
from db.access import Standing
from db.audit import Actor
from db.audit_pages import Only, allowed, counted, name_of_patient, newest_before, oldest_since, window
from db.errors import NotAllowed
from db.opening import connect
from db.reader import open_reader
from tests.conftest import NOW_UTC
from tests.db.audit_filling import DAY, fill_log


def ids(found: Any) -> list[int]:
    return [one.told.id for one in found.entries]


@pytest.fixture
def long_log(fill) -> Path:
    """Some 500 entries about two patients, beside those of the record's own making."""
    first, second = fill.patient("Tanaka", "Mei"), fill.patient("Park", "Jo")
    fill_log(fill.path, 500, patients=(first, second, None))
    return Path(fill.path)


def test_the_newest_come_first_and_windows_meet_without_gap_or_twice(long_log: Path) -> None:
    with open_reader(long_log) as reader:
        newest = window(reader, Only(), None, 10, 30)
        all_of_them = ids(newest)
        assert not newest.newer and newest.older and all_of_them == sorted(all_of_them, reverse=True)
        while newest.older:
            newest = window(reader, Only(), all_of_them[-1], 0, 30)
            all_of_them += ids(newest)[1:]
        assert all_of_them == list(range(all_of_them[0], 0, -1))
        assert counted(reader, Only()).entries == len(all_of_them)
        middle = window(reader, Only(), 250, 10, 20)
        assert ids(middle) == list(range(260, 229, -1)) and middle.newer and middle.older
        assert ids(window(reader, Only(), 10**9, 5, 2))[0] == all_of_them[0]


def test_of_one_patient_with_what_was_merged_into_them(long_log: Path) -> None:
    with open_reader(long_log) as reader:
        rows = reader.rows("select id from patient order by id")
        first, second = rows[0][0], rows[1][0]
        found = window(reader, Only(first), None, 0, 1000)
        assert {one.told.patient_id for one in found.entries} == {first} and found.entries[0].patient == "Mei Tanaka"
        assert len(found.entries) == counted(reader, Only(first)).entries > 100
        assert name_of_patient(reader, second) == "Jo Park" and name_of_patient(reader, 999) == ""
    with closing(connect(long_log, query_only=False)) as connection:
        connection.execute("update patient set merged_into = ? where id = ?", (first, second))
    with open_reader(long_log) as reader:
        both = {one.told.patient_id for one in window(reader, Only(first), None, 0, 1000).entries}
        assert (
            both
            == {first, second}
            == {one.told.patient_id for one in window(reader, Only(second), None, 0, 1000).entries}
        )


def test_of_one_person_and_only_what_stands_out(long_log: Path) -> None:
    with open_reader(long_log) as reader:
        of_staff = window(reader, Only(person=(1, "whatever they were called")), None, 0, 1000).entries
        assert len(of_staff) >= 250 and {one.told.staff_id for one in of_staff} == {1}
        outside = window(reader, Only(person=(None, "Front Desk")), None, 0, 1000).entries
        assert len(outside) == 250 and {one.told.actor for one in outside} == {"Front Desk"}
        out = window(reader, Only(standing_out=True), None, 0, 1000).entries
        assert {(one.told.action, one.told.subject) for one in out} == {
            ("denied", "session"), ("added", "emergency_access"),
        }  # fmt: skip
        assert len(out) == counted(reader, Only()).standing_out == 10 + 6
        assert {one.told.right for one in out if one.told.action == "denied"} == {"see_notes"}


def test_a_day_is_found_from_either_side(long_log: Path) -> None:
    with open_reader(long_log) as reader:
        moment = NOW_UTC - 5 * DAY
        before, since = newest_before(reader, Only(), moment), oldest_since(reader, Only(), moment)
        assert before is not None and since is not None
        at = {row[0]: row[1] for row in reader.rows("select id, at_utc from audit_entry")}
        assert at[before] < moment <= at[since]
        assert newest_before(reader, Only(), 0) is None and oldest_since(reader, Only(), NOW_UTC + DAY) is None


def test_it_is_for_owners(long_log: Path) -> None:
    with open_reader(long_log) as reader:
        reader.serve(Standing(Actor(1, "Ana Ruiz"), "practitioner", rights_of("practitioner")))
        for question in (
            lambda: window(reader, Only(), None, 1, 1), lambda: counted(reader, Only()),
            lambda: newest_before(reader, Only(), NOW_UTC), lambda: allowed(reader),
        ):  # fmt: skip
            with pytest.raises(NotAllowed, match="for owners"):
                question()
