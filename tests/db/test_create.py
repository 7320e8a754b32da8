"""Setting up a clinic: all of it, or nothing; never over an existing file."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from db import errors
from db.audit import verify
from db.clinic import clinic, rooms, staff
from db.create import init
from db.reader import open_reader

ZONE = "America/Los_Angeles"


def test_a_new_record_holds_the_clinic_and_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "clinic.acudesk"
    init(path, "  Riverside\u202e Acupuncture\x1b ", ZONE, " Tom  Becker ", now_utc=1_795_200_000)
    with open_reader(path) as reader:
        made = clinic(reader)
        assert (made.name, made.timezone) == ("Riverside Acupuncture", ZONE)
        assert len(made.uid) == 36
        assert [(person.name, person.role) for person in staff(reader)] == [("Tom Becker", "owner")]
        assert rooms(reader) == ()
        assert reader.rows("select actor, action, subject, subject_id, at_utc from audit_entry order by id") == [
            ("Tom Becker", "created", "clinic", 1, 1_795_200_000),
            ("Tom Becker", "added", "staff", 1, 1_795_200_000),
        ]
        assert verify(reader).broken_at is None
        assert reader.row("pragma foreign_key_check") is None


def test_an_owner_is_not_needed(tmp_path: Path) -> None:
    init(tmp_path / "c", "Clinic", ZONE)
    with open_reader(tmp_path / "c") as reader:
        assert staff(reader) == ()
        assert reader.rows("select actor, staff_id from audit_entry") == [("setup", None)]


def test_files_and_folders_are_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        init(tmp_path / "a" / "b" / "clinic.acudesk", "Clinic", ZONE)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700
    assert [(entry.name, stat.S_IMODE(entry.stat().st_mode)) for entry in (tmp_path / "a" / "b").iterdir()] == [
        ("clinic.acudesk", 0o600)
    ]


@pytest.mark.parametrize("content", [b"", b"something of mine"])
def test_an_existing_file_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "clinic.acudesk"
    path.write_bytes(content)
    with pytest.raises(errors.Conflict):
        init(path, "Clinic", ZONE)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_to_nowhere_is_not_written_through(tmp_path: Path) -> None:
    path = tmp_path / "clinic.acudesk"
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(errors.Conflict):
        init(path, "Clinic", ZONE)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["", "   ", "\x1b\u202e", "n" * 121])
def test_a_name_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(errors.Refused):
        init(tmp_path / "new" / "c", name, ZONE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("zone", "near"),
    [
        ("america/los_angeles", "America/Los_Angeles"),
        ("America/Los Angeles", "America/Los_Angeles"),
        ("Los Angeles", "America/Los_Angeles"),
        ("Europe/Berln", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("", "America/Los_Angeles"),
        ("../../etc/passwd", "America/Los_Angeles"),
        ("Europe", "America/Los_Angeles"),
        ("localtime", "America/Los_Angeles"),
        ("\x00", "America/Los_Angeles"),
    ],
)
def test_an_unknown_time_zone_is_refused_with_a_near_one(tmp_path: Path, zone: str, near: str) -> None:
    with pytest.raises(errors.Refused) as caught:
        init(tmp_path / "c", "Clinic", zone)
    assert near in caught.value.message
    assert list(tmp_path.iterdir()) == []


def test_a_failure_in_the_middle_leaves_neither_file_nor_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("db.create.give_name", fail)
    with pytest.raises(errors.StorageFailed):
        init(tmp_path / "a" / "b" / "clinic.acudesk", "Clinic", ZONE)
    assert list(tmp_path.iterdir()) == []


def test_without_hard_links_the_record_gets_its_name_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_arguments: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    path = tmp_path / "clinic.acudesk"
    init(path, "Clinic", ZONE)
    with open_reader(path) as reader:
        assert clinic(reader).name == "Clinic"
    assert list(tmp_path.iterdir()) == [path]


def test_of_several_that_set_up_one_place_one_does(tmp_path: Path) -> None:
    path = tmp_path / "clinic.acudesk"
    outcomes: list[str] = []

    def set_up(number: int) -> None:
        try:
            init(path, f"Clinic {number}", ZONE)
            outcomes.append("made")
        except errors.Conflict:
            outcomes.append("refused")

    threads = [threading.Thread(target=set_up, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["made", "refused", "refused", "refused"]
    with open_reader(path) as reader:
        assert clinic(reader).name.startswith("Clinic ")
    assert [entry.name for entry in tmp_path.iterdir()] == ["clinic.acudesk"]


READ_PATH = (
    "reader",
    "days",
    "courses",
    "referrals",
    "patients",
    "waiting",
    "calls",
    "clinic",
    "terms",
    "audit",
    "errors",
    "protocol_file",
)


@pytest.mark.parametrize("module", [*READ_PATH, "create", "localtime"])
def test_reading_imports_no_object_mapper(module: str) -> None:
    heavy = ("sqlalchemy", "sqlmodel", "pydantic", "alembic", "textual", "icalendar", "phonenumbers", "sqlite3")
    program = f"import sys, db.{module}; print([name for name in {heavy!r} if name in sys.modules])"
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert ran.stdout.strip() == "[]"
