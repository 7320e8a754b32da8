"""How backups are called, which of them are kept, and what is never touched."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from db.backups import (
    Facts,
    backup_name,
    files_of,
    moment_of,
    note_of,
    rotate,
    to_keep,
    write_note,
)
from tests.conftest import NOW_UTC, ZONE
from tests.db.fill import TODAY

NAME = "clinic.acudesk"


@pytest.mark.parametrize(
    "record", ["clinic.acudesk", "a.b.acudesk", "record", "x-2026-01-01T000000Z.acudesk", "a[1]+.db"]
)
def test_names_give_their_moment_back(record: str) -> None:
    for nth in (1, 2, 31):
        assert moment_of(backup_name(Path(record), NOW_UTC, nth), record) == NOW_UTC


@pytest.mark.parametrize(
    "name",
    ["clinic.acudesk", "clinic-2026-13-20T184000Z.acudesk", "other-2026-11-20T184000Z.acudesk", "clinic.before-restore-"
     "2026-11-20T184000Z.acudesk", "clinic-2026-11-20T184000Z.acudesk.json", "clinic-2026-11-20T184000Z.db",
     "clinic-2026-11-20T184000Z-my copy.acudesk", "clinic-２026-11-20T184000Z.acudesk"],
)  # fmt: skip
def test_other_names_are_not_ours(name: str) -> None:
    assert moment_of(name, NAME) is None


def _days(*texts: str) -> list[datetime]:
    return [datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)) for text in texts]


def test_rotation_by_hand() -> None:
    """One a day at 9:00 from 1 September on, seen on Friday 20 November; worked out on a calendar."""
    first = datetime(2026, 9, 1, 9, tzinfo=ZoneInfo(ZONE))
    taken = [first + timedelta(days=number) for number in range(81)]
    assert taken[-1].date() == TODAY
    kept = sorted(at.date().isoformat() for at in to_keep(taken))
    assert kept == [
        "2026-09-30", "2026-10-25", "2026-10-31", "2026-11-01", "2026-11-08", "2026-11-14", "2026-11-15", "2026-11-16",
        "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("taken", "kept"),
    [
        ([], []),
        (["2020-01-01T09:00"], ["2020-01-01T09:00"]),
        # The newest of a day; a backup just before midnight is the day's own.
        (
            ["2026-11-20T09:00", "2026-11-20T17:00", "2026-11-19T23:59", "2026-11-19T08:00"],
            ["2026-11-19T23:59", "2026-11-20T17:00"],
        ),
        # The week of 28 December 2026 goes on into January: one week, two months.
        (
            ["2026-12-30T09:00", "2026-12-31T09:00", "2027-01-01T09:00"],
            ["2026-12-30T09:00", "2026-12-31T09:00", "2027-01-01T09:00"],
        ),
        # Closed for a year: nothing of before is lost for it.
        (["2025-11-20T09:00", "2026-11-20T09:00"], ["2025-11-20T09:00", "2026-11-20T09:00"]),
    ],
)
def test_rotation_keeps(taken: list[str], kept: list[str]) -> None:
    assert to_keep(_days(*taken)) == set(_days(*kept))


def test_rotation_keeps_twelve_months() -> None:
    taken = [datetime(2024 + number // 12, number % 12 + 1, 15, 9, tzinfo=UTC) for number in range(24)]
    # The months are the twelve newest; as days and weeks they are among them.
    assert to_keep(taken) == set(taken[-12:])


def test_the_later_moment_of_the_hour_that_comes_twice_is_the_newest() -> None:
    early = datetime(2026, 11, 1, 1, 50, tzinfo=ZoneInfo(ZONE))
    late = datetime(2026, 11, 1, 1, 10, tzinfo=ZoneInfo(ZONE), fold=1)
    assert [at.minute for at in to_keep([early, late])] == [10]


def _made(folder: Path, at: str, uid: str, content: bytes = b"backup") -> Path:
    at_utc = int(datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp())
    path = folder / backup_name(Path(NAME), at_utc)
    path.write_bytes(content)
    write_note(path, Facts(uid, "0001", at_utc, 1, "h", {"clinic": 1}, 0, len(content), ""))
    return path


def test_rotation_touches_nothing_that_is_not_ours(tmp_path: Path) -> None:
    mine = [_made(tmp_path, f"2026-11-20T0{hour}:00", "a") for hour in range(5)]
    files_of(mine[1]).mkdir()
    other = _made(tmp_path, "2026-11-20T05:30", "b")
    cut = _made(tmp_path, "2026-11-20T00:30", "a")
    cut.write_bytes(b"")
    unknown = tmp_path / "clinic-2026-11-20T003100Z.acudesk"
    unknown.write_bytes(b"by hand")
    foreign = tmp_path / "clinic-2026-11-20T003200Z.acudesk"
    foreign.write_bytes(b"by hand")
    note_of(foreign).write_text('{"made_by": "somebody"}')
    link = tmp_path / "clinic-2026-11-20T003300Z.acudesk"
    link.symlink_to(mine[4])
    removed = rotate(tmp_path, NAME, "a", "UTC", verified=mine[0])
    assert set(removed) == {mine[1], mine[2], mine[3]}
    left = {mine[0], mine[4], other, cut, unknown, foreign, link}
    notes = {note_of(path) for path in (mine[0], mine[4], other, cut, foreign)}
    assert set(tmp_path.iterdir()) == left | notes


def test_the_clinics_own_days_decide(tmp_path: Path) -> None:
    """23:00 and 01:00 in Los Angeles are one day in UTC."""
    late, early = _made(tmp_path, "2026-11-20T07:00", "a"), _made(tmp_path, "2026-11-20T09:00", "a")
    assert rotate(tmp_path, NAME, "a", ZONE, verified=early) == ()
    assert rotate(tmp_path, NAME, "a", "UTC", verified=early) == (late,)
