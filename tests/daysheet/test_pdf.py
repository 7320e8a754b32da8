"""The day as PDF: every letter that a font of the machine holds, a word on those that none does, nothing executed."""

import os
import re
import stat
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fpdf import FPDF

from dashboard.daysheet.files import day_sheet, write_pdf_sheets
from dashboard.daysheet.pdf import boxed_line, paper_of, pdf
from dashboard.daysheet.rows import Sheet, SheetRow
from dashboard.daysheet.typefaces import SHIPPED, drawable, face_of, faces_for
from db.errors import StorageFailed
from db.protocol_file import load_protocol
from db.reader import Reader, open_reader
from tests.conftest import NOW_UTC
from tests.daysheet.support import letters_of, pages, ship_latin_only
from tests.db.fill import TODAY, Filler

PROTOCOL = load_protocol(None)
CUNEIFORM = "𒀀𒀁𒀂"


def _no_fonts() -> list[Path]:
    return []


def _row(patient: str, **other: str) -> SheetRow:
    row = SheetRow("10:00", "30", patient, "1985-03-04", "(503) 683-6219", "Dana Lee", "R2", "2 of 6-10", "booked", "")
    return row._replace(**other)


def _sheet(*names: str) -> Sheet:
    return Sheet(
        "Riverside", "Day sheet, Friday", "Printed Fri", "some", "", tuple(map(_row, names)), (), "Log entry 1 ab"
    )


def _whole(data: bytes) -> bool:
    return data.startswith(b"%PDF-1.") and data.rstrip().endswith(b"%%EOF") and b"startxref" in data


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every piece of text that is put on paper."""
    pieces: list[str] = []
    real = FPDF.multi_cell

    def listen(self: FPDF, *args: object, **kwargs: object) -> object:
        pieces.append(str(kwargs.get("text", args[2] if len(args) > 2 else "")))
        return real(self, *args, **kwargs)

    monkeypatch.setattr(FPDF, "multi_cell", listen)
    return pieces


@pytest.fixture
def reader(record_path: Path) -> Iterator[Reader]:
    """A reader of the test's record."""
    with open_reader(record_path) as opened:
        yield opened


def test_the_sheet_is_a_whole_pdf_with_all_that_the_text_sheet_tells(
    record_path: Path, reader: Reader, said: list[str]
) -> None:
    fill = Filler(record_path)
    fill.appointment(
        fill.patient("Tanaka", "Mei", phone="(503) 683-6219", cautions="pacemaker"),
        TODAY,
        600,
        practitioner_id=fill.staff("Dana Lee"),
        room_id=fill.room("R2"),
        status="arrived",
    )
    fill.appointment(fill.patient("Park", "Jo"), TODAY, 540, status="no_show")
    drawn = pdf(day_sheet(reader, TODAY, PROTOCOL, NOW_UTC), "letter", _no_fonts)
    assert _whole(drawn.data) and pages(drawn.data) == 1 and drawn.boxed == 0
    for piece in ("Riverside Acupuncture", "Day sheet, Friday 20 November 2026", "Printed Fri 20 Nov 2026 10:40", "☐",
                  "10:00", "Mei Tanaka", "(503) 683-6219", "Dana Lee", "R2", "waiting\n!\u00a0pacemaker", "Not coming",
                  "Jo Park", "no-show", "Came without an appointment", "page 1 of 1"):  # fmt: skip
        assert piece in said
    assert any(piece.startswith("Log entry ") for piece in said)
    assert set("MeiTanaka☐") <= letters_of(drawn.data)


def test_more_rows_take_more_pages_and_each_is_numbered(said: list[str]) -> None:
    one = pdf(_sheet("Mei Tanaka"), "a4", _no_fonts)
    many = pdf(_sheet(*[f"Mei Tanaka {number}" for number in range(100)]), "a4", _no_fonts)
    count = pages(many.data)
    assert pages(one.data) == 1 and count > 2
    assert {f"page {number} of {count}" for number in range(1, count + 1)} <= set(said)


def test_paper_is_what_the_land_uses() -> None:
    for zone in ("America/Los_Angeles", "America/Toronto", "Pacific/Honolulu", "US/Eastern", "Canada/Pacific"):
        assert paper_of(zone) == "letter"
    for zone in ("Europe/Vienna", "Asia/Tokyo", "America/Sao_Paulo", "UTC"):
        assert paper_of(zone) == "a4"
    assert b"/MediaBox [0 0 612.00 792.00]" in pdf(_sheet(), "letter", _no_fonts).data
    assert b"/MediaBox [0 0 595.28 841.89]" in pdf(_sheet(), "a4", _no_fonts).data


def test_the_font_that_comes_along_writes_these_without_asking_the_machine() -> None:
    def never() -> list[Path]:
        raise AssertionError("the machine's fonts were searched without need")

    names = (
        "Nguyễn Thị Thảo",
        "محمد الحداد",
        "می‌خواهم",
        "דוד כהן",
        "Оксана Шевченко",
        "Ελένη",
        "Żak Łucja",
        "Gülşen Şahin",
    )
    drawn = pdf(_sheet(*names), "a4", never)
    assert drawn.boxed == 0
    assert set("ễảדШΕŻş") <= letters_of(drawn.data)


def test_a_letter_without_a_font_is_a_box_and_the_foot_says_of_how_many_names(said: list[str]) -> None:
    drawn = pdf(_sheet("Mei Tanaka", f"Mei {CUNEIFORM}", CUNEIFORM[:1], CUNEIFORM[:1]), "a4", _no_fonts)
    assert _whole(drawn.data) and drawn.boxed == 2
    assert "Mei □□□" in said and "□" in said
    told = "2 names hold letters for which this machine has no font; the text sheet has them whole."
    assert told in said and told == boxed_line(2)
    assert boxed_line(1).startswith("1 name holds letters")


def test_a_font_of_the_machine_is_taken_for_what_the_shipped_one_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ship_latin_only(tmp_path, monkeypatch)
    assert pdf(_sheet("Оксана"), "a4", _no_fonts).boxed == 1
    drawn = pdf(_sheet("Оксана"), "a4", lambda: [tmp_path / "gone.ttf", SHIPPED])
    assert drawn.boxed == 0 and set("Оксана") <= letters_of(drawn.data)


def test_broken_fonts_are_passed_over_and_cost_no_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut, noise = tmp_path / "cut.ttf", tmp_path / "noise.otf"
    cut.write_bytes(SHIPPED.read_bytes()[:20_000])
    noise.write_bytes(b"OTTO" + bytes(range(256)) * 8)
    assert face_of(noise) is None
    drawn = pdf(_sheet(CUNEIFORM), "a4", lambda: [cut, noise, tmp_path])
    assert _whole(drawn.data) and drawn.boxed == 1
    # One that is read without complaint and fails when the document is made.
    shipped = face_of(SHIPPED)
    assert shipped is not None
    late = shipped._replace(path=tmp_path / "gone.ttf", letters=frozenset(CUNEIFORM))
    monkeypatch.setattr("dashboard.daysheet.document.faces_for", lambda *_: [shipped, late])
    drawn = pdf(_sheet(CUNEIFORM), "a4", _no_fonts)
    assert _whole(drawn.data) and drawn.boxed == 1


def test_a_whole_name_comes_from_one_font_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = face_of(SHIPPED)
    assert shipped is not None
    holds = {"half": CUNEIFORM[:1], "whole": CUNEIFORM, "never": CUNEIFORM}
    opened: list[str] = []

    def face(path: Path) -> object:
        if path == SHIPPED:
            return shipped
        opened.append(path.name)
        return shipped._replace(path=path, letters=frozenset(holds[path.name]))

    monkeypatch.setattr("dashboard.daysheet.typefaces.face_of", face)
    faces = faces_for(["Mei", f"Mei {CUNEIFORM}"], lambda: [Path(name) for name in holds])
    assert [one.path.name for one in faces] == [SHIPPED.name, "whole"]
    assert opened == ["half", "whole"]


def test_marks_on_a_letter_that_is_not_there_go_with_it() -> None:
    shipped = face_of(SHIPPED)
    assert shipped is not None
    assert drawable("प्रिया शर्मा", shipped.letters) == "□□□ □□□"
    assert drawable("Thảo\u3000Nguyễn", shipped.letters) == "Thảo Nguyễn"


@pytest.mark.parametrize(
    "name",
    ["{nb}", "**bold** __x__", "<b>Mei</b>", "[x](http://y)", "(\\) Tj ET endstream endobj", "%PDF", "--x--", "\u00ad",
     "", "Mei" * 2000, "W " * 900, "\u0301\u0301", "\U0001f469\u200d\u2695\ufe0f", "\u200d"],
)  # fmt: skip
def test_a_hostile_name_is_drawn_as_it_stands(name: str, said: list[str]) -> None:
    drawn = pdf(_sheet(name, "Mei Tanaka"), "a4", _no_fonts)
    assert _whole(drawn.data) and "Mei Tanaka" in said
    assert not re.search(rb"/(URI|JavaScript|JS|Launch|OpenAction /S)\b", drawn.data)
    if 0 < len(name) < 100 and name.isascii():
        assert name in said
        assert set(name) - {" "} <= letters_of(drawn.data)


def test_a_name_longer_than_a_page_goes_on_in_further_rows(said: list[str]) -> None:
    drawn = pdf(_sheet("Mei" * 2000, "Jo Park"), "a4", _no_fonts)
    assert pages(drawn.data) > 2
    pieces = [piece for piece in dict.fromkeys(said) if set(piece) == set("Mei")]
    assert "".join(said).count("Mei") >= 2000 and "Jo Park" in said
    assert max(map(len, pieces)) <= 400


def test_codes_in_a_name_do_not_reach_the_pdf(record_path: Path, reader: Reader, said: list[str]) -> None:
    fill = Filler(record_path)
    fill.appointment(fill.patient("Ev\x1b[2J\u202eil", "A\x07", phone="5\x9b6"), TODAY, 600)
    pdf(day_sheet(reader, TODAY, PROTOCOL, NOW_UTC), "a4", _no_fonts)
    assert not {"\x1b", "\x9b", "\x07", "\u202e"} & set("".join(said))


def test_files_are_for_this_account_only_and_replaced_whole(
    record_path: Path, reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill = Filler(record_path)
    fill.appointment(fill.patient(CUNEIFORM, "Mei"), TODAY + timedelta(1), 600)
    monkeypatch.setattr("dashboard.daysheet.typefaces.folders", tuple)
    folder = tmp_path / "sheets"
    old = os.umask(0)
    try:
        written = write_pdf_sheets(folder, reader, PROTOCOL, NOW_UTC, "a4")
    finally:
        os.umask(old)
    assert [(path.name, boxed) for path, boxed in written] == [
        ("daysheet-2026-11-20.pdf", 0),
        ("daysheet-2026-11-21.pdf", 1),
    ]
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())] == [0o700, 0o600, 0o600]
    kept = written[0][0].read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFailed, match="No space left"):
        write_pdf_sheets(folder, reader, PROTOCOL, NOW_UTC, "a4")
    assert written[0][0].read_bytes() == kept and _whole(kept)
    assert len(list(folder.iterdir())) == 2


def test_the_licence_travels_with_the_font() -> None:
    assert "Permission is hereby granted" in (SHIPPED.parent / "LICENSE-DejaVu.txt").read_text("utf-8")


def test_the_day_and_the_text_sheet_do_without_the_drawing() -> None:
    import subprocess

    seen = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, dashboard.cli.paper, dashboard.daysheet.files, dashboard.reports.today;"
            "print([name for name in ('fpdf', 'fontTools', 'uharfbuzz', 'PIL') if name in sys.modules])",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert seen.stdout.strip() == "[]"
