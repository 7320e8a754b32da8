"""The letter as PDF: on both papers, in its window, page after page, in every script, and the same bytes each time."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from fpdf import FPDF

from care.letter import Party, with_text
from dashboard.daysheet.typefaces import SHIPPED
from dashboard.letters.lines import letter_boxed_line, paper_for
from dashboard.letters.pdf import letter_pdf
from tests.daysheet.support import letters_of, pages, ship_latin_only
from tests.letters.support import CLINIC, MADE, MEI, WEISS, Piece, listen, made, rows

CUNEIFORM = "𒀀𒀁𒀂"
ARABIC = "يرجى تقييم آلام الرقبة لدى المريض بعد 8 زيارات دون تغيير في الألم"


def no_fonts() -> list[Path]:
    return []


def never() -> list[Path]:
    raise AssertionError("the machine's fonts were searched without need")


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Piece]:
    """Every piece of text that is put on paper."""
    pieces: list[Piece] = []
    monkeypatch.setattr(FPDF, "multi_cell", listen(pieces))
    return pieces


def texts(heard: list[Piece]) -> list[str]:
    return [piece.text for piece in heard]


def test_all_that_the_text_says_is_on_paper(heard: list[Piece]) -> None:
    drawn = letter_pdf(made(), "a4", MADE, search=never)
    assert drawn.data.startswith(b"%PDF-1.") and drawn.data.rstrip().endswith(b"%%EOF") and drawn.boxed == 0
    said = texts(heard)
    for piece in ("Riverside Acupuncture", "Dr Weiss", "4 Oak Ave", "Portland, OR 97201", "25 July 2026", "Routine",
                  "24 August 2026", "(503) 555-0199", "Referral for orthopaedic assessment", "Name: Mei Tanaka.",
                  "What is the cause?", "Red flags asked: fracture no.", "Medicines: warfarin.", "goal 2", "4.5", "–",
                  "That a specialist is asked.", "Dana Lee, L.Ac."):  # fmt: skip
        assert piece in said
    assert set("MeiTanaka–·") <= letters_of(drawn.data)


def test_the_same_letter_is_the_same_bytes_in_another_process() -> None:
    here = letter_pdf(made(question=ARABIC), "letter", MADE, cover=True, search=no_fonts).data
    assert letter_pdf(made(question=ARABIC), "letter", MADE, cover=True, search=no_fonts).data == here
    code = (
        "import hashlib; from tests.letters.support import *; from dashboard.letters.pdf import letter_pdf; "
        f"print(hashlib.sha256(letter_pdf(made(question={ARABIC!r}), 'letter', MADE, cover=True, search=list).data)"
        ".hexdigest())"
    )
    seen = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert seen.stdout.strip() == hashlib.sha256(here).hexdigest()
    assert letter_pdf(made(question=ARABIC), "letter", MADE + 60, cover=True, search=no_fonts).data != here


def test_paper_is_the_clinic_s_own_or_that_of_its_land() -> None:
    assert b"/MediaBox [0 0 612.00 792.00]" in letter_pdf(made(), "letter", MADE, search=never).data
    assert b"/MediaBox [0 0 595.28 841.89]" in letter_pdf(made(), "a4", MADE, search=never).data
    assert paper_for("", "America/Los_Angeles") == "letter" and paper_for("", "Europe/Vienna") == "a4"
    assert paper_for("a4", "America/Los_Angeles") == "a4" and paper_for("papyrus", "Europe/Vienna") == "a4"


@pytest.mark.parametrize(
    ("address", "count"),
    [("", 2), ("4 Oak Ave, Portland, OR 97201", 3), ("Tower B, 1 Main St, Toronto, ON M5V 2T6", 4)],
)
@pytest.mark.parametrize(
    ("paper", "left", "right", "top", "bottom"),
    [
        # DIN 5008 form B: the address zone, 20-105 by 62.7-90 mm.
        ("a4", 20, 105, 62.7, 90),
        # US no. 10, slipped by up to 25.4 mm sideways and 11.7 mm up and down: what shows in any case.
        ("letter", 22.2, 111.1, 63.5, 80.4),
    ],
)
def test_the_address_shows_in_the_window_and_nothing_else(
    heard: list[Piece], address: str, count: int, paper: str, left: float, right: float, top: float, bottom: float
) -> None:
    letter_pdf(made(receiver=WEISS._replace(address=address)), paper, MADE, search=never)
    lines = [piece for piece in heard if piece.page == 1 and top - 1 < piece.y < 92 and piece.x < 110]
    assert lines[0].text == "Dr Weiss"
    assert len(lines) == count
    assert all(left <= piece.x < right and top <= piece.y and piece.y + 4.2 <= bottom + 0.01 for piece in lines)
    if paper == "letter":
        beside = [piece for piece in heard if piece.page == 1 and 45 < piece.y < 90 and piece not in lines]
        assert beside and min(piece.x for piece in beside) > 136.5


def test_a_question_of_four_pages_flows_and_every_page_says_whose_letter_it_is(heard: list[Piece]) -> None:
    sentence = "Please assess whether the pain comes from the joints, the discs or the muscles of the neck. "
    question = "\n".join((sentence * 14).strip() for _ in range(14))
    drawn = letter_pdf(made(question=question), "a4", MADE, search=never)
    count = pages(drawn.data)
    said = texts(heard)
    assert count >= 5
    assert said.count((sentence * 14).strip()) == 14
    assert [one for one in said if one.startswith("page ")] == [f"page {n} of {count}" for n in range(1, count + 1)]
    heads = [piece for piece in heard if piece.text == "M. T. · letter of 25 July 2026"]
    assert [piece.page for piece in heads] == list(range(2, count + 1))


@pytest.mark.parametrize("count", [1, 2, 40, 130])
def test_a_table_of_any_length_is_whole_and_has_its_heading_on_each_page(heard: list[Piece], count: int) -> None:
    letter_pdf(made(visits=rows(count)), "letter", MADE, search=never)
    drawn = heard
    numbers = [piece for piece in drawn if piece.align == "R" and piece.text.isdigit() and piece.x < 30]
    assert [piece.text for piece in numbers if piece.x == numbers[0].x] == [str(n) for n in range(1, count + 1)]
    headings = [piece.page for piece in drawn if piece.text == "PSFS"]
    assert headings == sorted({piece.page for piece in numbers})
    assert all(piece.y < 279.4 - 20 for piece in numbers)
    assert ("Pain by visit" in texts(heard)) == (count > 1)


def test_the_trend_is_lines_and_the_letter_holds_no_image() -> None:
    with_trend = letter_pdf(made(), "a4", MADE, search=never).data
    without = letter_pdf(made(visits=()), "a4", MADE, search=never).data
    assert b"/Subtype /Image" not in with_trend and len(with_trend) > len(without)


@pytest.mark.parametrize(
    "name", ["Nguyễn Thị Thảo", "محمد الحداد", "می‌خواهم", "דוד כהן", "Оксана Шевченко", "Ελένη", "Gülşen Şahin"]
)
def test_names_the_shipped_font_writes_need_no_font_of_the_machine(name: str) -> None:
    drawn = letter_pdf(made(patient=MEI._replace(name=name), receiver=Party(name)), "a4", MADE, search=never)
    assert drawn.boxed == 0
    # Arabic letters are drawn joined, so a glyph may mean another form of its letter.
    if not any("\u0600" <= char <= "\u06ff" for char in name):
        assert set(name.replace(" ", "")) <= letters_of(drawn.data)


def test_what_is_written_from_the_right_is_set_so_and_a_name_in_an_english_line_is_not(heard: list[Piece]) -> None:
    letter_pdf(
        made(question=f"{ARABIC}\nPlease see محمد الحداد soon.", patient=MEI._replace(name=f"{ARABIC[:30]}")),
        "a4", MADE, search=never,
    )  # fmt: skip
    align = {piece.text: piece.align for piece in heard}
    assert align[ARABIC] == "R"
    assert align["Please see محمد الحداد soon."] == "L"
    assert align[f"Name: {ARABIC[:30].strip()}."] == "L"


def test_a_letter_without_a_font_is_a_box_and_the_end_says_how_many_lines(heard: list[Piece]) -> None:
    drawn = letter_pdf(made(patient=MEI._replace(name=f"Mei {CUNEIFORM}"), told=CUNEIFORM), "a4", MADE, search=no_fonts)
    said = texts(heard)
    assert "Name: Mei □□□." in said and "□□□" in said
    # The name, the initials at the head of a page, and what the patient was told.
    assert drawn.boxed == 3 and letter_boxed_line(3) in said
    assert letter_boxed_line(1).startswith("1 line holds letters")


def test_a_font_of_the_machine_writes_what_the_shipped_one_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ship_latin_only(tmp_path, monkeypatch)
    whole = made(patient=MEI._replace(name="Оксана"), question="Оксана Шевченко\nPlease see Оксана soon.")
    assert letter_pdf(whole, "a4", MADE, search=no_fonts).boxed == 4
    drawn = letter_pdf(whole, "a4", MADE, search=lambda: [tmp_path / "gone.ttf", SHIPPED])
    assert drawn.boxed == 0 and set("ОксанаШевченко") <= letters_of(drawn.data)


def test_markup_and_codes_are_drawn_as_text(heard: list[Piece]) -> None:
    letter_pdf(made(question="<b>b</b> **s** __u__ {nb} \x1b[31mred\x07 \u202eevil\u202c"), "a4", MADE, search=never)
    assert "<b>b</b> **s** __u__ {nb} [31mred evil" in texts(heard)


def test_codes_that_came_in_behind_the_letter_are_still_not_drawn(heard: list[Piece]) -> None:
    kept = made()
    changed = kept._replace(
        sender=CLINIC._replace(name="Riv\x1ber\u202eside"),
        parts=tuple(one._replace(text="a\x9bb\x00\u2066c") for one in kept.parts),
    )
    letter_pdf(changed, "a4", MADE, cover=True, search=never)
    said = "".join(texts(heard))
    assert "Riverside" in said and "abc" in said
    assert not {"\x1b", "\u202e", "\x9b", "\x00", "\u2066"} & set(said)


def test_the_cover_goes_before_and_is_no_page_of_the_letter(heard: list[Piece]) -> None:
    drawn = letter_pdf(made(urgency="urgent"), "letter", MADE, cover=True, search=never)
    count = pages(drawn.data) - 1
    cover = [piece.text for piece in heard if piece.page == 1]
    for words in ("Fax", "Dr Weiss", "(503) 555-0198", "Dana Lee, Riverside Acupuncture", "URGENT",
                  f"{count + 1} with this one"):  # fmt: skip
        assert words in cover
    assert not any("Tanaka" in words or "M. T." in words or words.startswith("page ") for words in cover)
    numbers = [one for one in texts(heard) if one.startswith("page ")]
    assert numbers == [f"page {n} of {count}" for n in range(1, count + 1)]


def test_no_phone_number_is_said_on_paper(heard: list[Piece]) -> None:
    letter_pdf(
        made(sender=CLINIC._replace(phone=""), patient=MEI._replace(phone=""), receiver=WEISS._replace(phone="")),
        "a4", MADE, search=never,
    )  # fmt: skip
    said = texts(heard)
    assert "No phone number is on record." in said and "not on record" in said
    assert any("· No phone number is on record. ·" in piece for piece in said)


def test_an_emptied_part_is_not_drawn_and_a_short_paragraph_is_not_torn(heard: list[Piece]) -> None:
    four = "Four lines that belong together and are read as one thing. " * 5
    letter_pdf(with_text(made(question=("\n".join([four] * 30))), "told", ""), "a4", MADE, search=never)
    drawn = [piece for piece in heard if piece.text == four.strip()]
    assert len(drawn) == 30 and all(piece.y + 3 * 4.75 <= 297 - 20 + 0.01 for piece in drawn)
    assert "What the patient was told" not in texts(heard)
