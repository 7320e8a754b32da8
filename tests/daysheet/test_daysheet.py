"""The day on paper: complete, within its width, and written whole or not at all."""

import os
import stat
from datetime import date, timedelta
from pathlib import Path

import pytest

from care.width import cell_width
from dashboard.daysheet.files import day_sheet, write_day_sheets
from dashboard.daysheet.text import PAGE_LINES, text
from db.errors import RecordError, StorageFailed
from db.protocol_file import load_protocol
from db.reader import Reader, open_reader
from tests.conftest import NOW_UTC
from tests.db.fill import TODAY, Filler

PROTOCOL = load_protocol(None)
LONG = "Bhuvaneshwari Venkatanarasimharajuvaripeta-Wolfeschlegelsteinhausenbergerdorff"


@pytest.fixture
def fill(record_path: Path) -> Filler:
    """Adds rows to the test's record."""
    return Filler(record_path)


@pytest.fixture
def reader(record_path: Path):
    """A reader of the test's record."""
    with open_reader(record_path) as opened:
        yield opened


def _sheet(reader: Reader, width: int = 80, on: date = TODAY) -> str:
    return text(day_sheet(reader, on, PROTOCOL, NOW_UTC), width)


def test_who_when_where_how_far_and_how_to_reach_them(fill: Filler, reader: Reader) -> None:
    mei = fill.patient(
        "Tanaka", "Mei", phone="(503) 683-6219", date_of_birth=date(1985, 3, 4), cautions="anticoagulant;pacemaker"
    )
    course = fill.course(mei, expected_min=6, expected_max=10)
    for days in (14, 7):
        fill.visit(course, TODAY - timedelta(days), 5)
    lee = fill.staff("Dana Lee")
    fill.appointment(mei, TODAY, 600, course_id=course, practitioner_id=lee, room_id=fill.room("R2"), status="arrived")
    lines = _sheet(reader).splitlines()
    assert lines[0] == "Riverside Acupuncture                              Printed Fri 20 Nov 2026 10:40"
    assert lines[1] == "Day sheet, Friday 20 November 2026"
    assert "1 appointment" in lines
    at = next(number for number, line in enumerate(lines) if line.startswith("[ ]"))
    assert lines[at].split() == [
        "[", "]", "10:00", "30", "Mei", "Tanaka", "(503)", "683-6219", "Dana", "Lee", "R2", "2", "of", "6-10",
    ]  # fmt: skip
    assert lines[at + 1].strip() == "born 1985-03-04, waiting, ! anticoagulant, pacemaker"
    assert any(line.startswith("Log entry ") for line in lines)


def test_who_does_not_come_stands_apart(fill: Filler, reader: Reader) -> None:
    fill.appointment(fill.patient("Park", "Jo"), TODAY, 540, status="cancelled")
    fill.appointment(fill.patient("Haddad", "Omar"), TODAY, 570, status="no_show")
    fill.appointment(fill.patient("Not", "Real"), TODAY, 600, voided=True)
    fill.appointment(fill.patient("Ruiz", "Ana"), TODAY, 630)
    sheet = _sheet(reader)
    assert "1 appointment, 2 not coming" in sheet
    coming, _, freed = sheet.partition("Not coming")
    assert "Ana Ruiz" in coming and "Jo Park" not in coming
    assert "Jo Park" in freed and "cancelled" in freed and "Omar Haddad" in freed and "no-show" in freed
    assert "Real" not in sheet


def test_an_empty_and_a_closed_day_say_so(fill: Filler, reader: Reader) -> None:
    assert "Nobody is booked." in _sheet(reader)
    fill.closure(TODAY, "Thanksgiving")
    assert "The clinic is closed: Thanksgiving." in _sheet(reader)


def test_nothing_is_cut_and_nothing_is_wider_than_the_paper(fill: Filler, reader: Reader) -> None:
    lee = fill.staff("Maria del Carmen Villanueva-Quiambao")
    names = [
        ("渡辺", "零"),
        ("Шевченко", "Оксана"),
        ("Nguyễn", "Thảo"),
        tuple(reversed(LONG.split())),
        ("王", "晓梅" * 20),
    ]
    for number in range(60):
        family, given = names[number % len(names)]
        key = fill.patient(family, given, phone="+1 (503) 683-6219 ext. 1234 evenings")
        fill.appointment(key, TODAY, 480 + number, practitioner_id=lee, room_id=None)
    for width in (40, 60, 80, 132):
        sheet = _sheet(reader, width)
        assert max(cell_width(line) for line in sheet.splitlines()) <= max(width, 60)
        pages = sheet.split("\f")
        assert len(pages) > 2
        for number, page in enumerate(pages, 1):
            assert len(page.splitlines()) <= PAGE_LINES
            assert page.startswith("Riverside Acupuncture")
            assert f"page {number} of {len(pages)}" in page
        assert sheet.count("[ ]") == 60


def test_a_name_too_long_for_its_column_goes_on_below(fill: Filler, reader: Reader) -> None:
    given, family = LONG.split()
    fill.appointment(fill.patient(family, given, phone="+1 (503) 683-6219 ext. 1234 evenings"), TODAY, 600)
    lines = _sheet(reader).splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("[ ]"))
    block = lines[at : next(number for number in range(at, len(lines)) if not lines[number])]
    assert "".join(line[14:35].strip() for line in block).startswith(LONG.replace(" ", ""))
    assert " ".join(line[36:51].strip() for line in block).split() == [
        "+1",
        "(503)",
        "683-6219",
        "ext.",
        "1234",
        "evenings",
    ]


def test_codes_in_a_name_do_not_reach_the_printer(fill: Filler, reader: Reader) -> None:
    fill.appointment(fill.patient("Ev\x1b[2J\u202eil", "A\x07", phone="5\x9b6"), TODAY, 600)
    assert not {"\x1b", "\x9b", "\x07", "\u202e"} & set(_sheet(reader))


def test_today_and_tomorrow_are_written_for_this_account_only(fill: Filler, reader: Reader, tmp_path: Path) -> None:
    fill.appointment(fill.patient("Tanaka", "Mei"), TODAY, 600)
    fill.appointment(fill.patient("Park", "Jo"), TODAY + timedelta(1), 600)
    folder = tmp_path / "paper" / "sheets"
    old = os.umask(0)
    try:
        written = write_day_sheets(folder, reader, PROTOCOL, NOW_UTC)
    finally:
        os.umask(old)
    assert [path.name for path in written] == ["daysheet-2026-11-20.txt", "daysheet-2026-11-21.txt"]
    assert "Mei Tanaka" in written[0].read_text("utf-8") and "Jo Park" in written[1].read_text("utf-8")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, *written)] == [0o700, 0o600, 0o600]
    assert sorted(path.name for path in folder.iterdir()) == [path.name for path in written]


def test_a_newer_sheet_replaces_the_older_and_never_what_a_link_points_to(
    fill: Filler, reader: Reader, tmp_path: Path
) -> None:
    folder, victim = tmp_path / "sheets", tmp_path / "victim"
    folder.mkdir()
    victim.write_text("mine")
    (folder / "daysheet-2026-11-20.txt").symlink_to(victim)
    write_day_sheets(folder, reader, PROTOCOL, NOW_UTC)
    fill.appointment(fill.patient("Tanaka", "Mei"), TODAY, 600)
    first, _ = write_day_sheets(folder, reader, PROTOCOL, NOW_UTC + 60)
    assert "Mei Tanaka" in first.read_text("utf-8")
    assert victim.read_text() == "mine" and not first.is_symlink()


def test_a_folder_that_cannot_be_written_is_told_and_the_old_sheet_stays(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(RecordError):
        write_day_sheets(tmp_path / "file" / "sheets", reader, PROTOCOL, NOW_UTC)
    (before, _) = write_day_sheets(tmp_path / "sheets", reader, PROTOCOL, NOW_UTC)
    kept = before.read_text("utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFailed, match="No space left"):
        write_day_sheets(tmp_path / "sheets", reader, PROTOCOL, NOW_UTC + 600)
    assert before.read_text("utf-8") == kept
    assert len(list((tmp_path / "sheets").iterdir())) == 2


def test_the_day_is_the_clinics_not_the_machines(reader: Reader, tmp_path: Path) -> None:
    # 2026-11-21 05:00 UTC is still Friday evening in Los Angeles.
    late = 1_795_237_200
    names = [path.name for path in write_day_sheets(tmp_path / "sheets", reader, PROTOCOL, late)]
    assert names == ["daysheet-2026-11-20.txt", "daysheet-2026-11-21.txt"]
