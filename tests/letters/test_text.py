"""The letter as plain text: all of it, within its width, with what is missing said."""

from datetime import date

import pytest

from care.letter import HEADINGS, LetterFacts, Party, Subject, letter, with_text
from care.width import cell_width
from dashboard.letters.lines import address_lines, cover_rows, running_head
from dashboard.letters.text import text
from tests.letters.support import CLINIC, MEI, ON, WEISS, made


def test_everything_a_letter_holds_stands_in_order() -> None:
    lines = text(made()).splitlines()
    assert lines[0] == "Riverside Acupuncture"
    at = [lines.index(heading) for heading in HEADINGS.values()]
    assert at == sorted(at) and all(set(lines[number + 1]) == {"-"} for number in at)
    for line in (
        "12 Elm St, Portland, OR 97201 · Phone (503) 555-0101 · Fax (503) 555-0102 ·", "desk@riverside.example",
        "Dr Weiss", "4 Oak Ave", "Portland, OR 97201", "Date        25 July 2026", "Urgency     Routine",
        "Report by   24 August 2026", "Your phone  (503) 555-0199", "Your fax    (503) 555-0198",
        "Referral for orthopaedic assessment", "Name: Mei Tanaka.", "What is the cause?",
        "Red flags asked: fracture no.", "Medicines: warfarin.", "Please send us your report by 24 August 2026.",
    ):  # fmt: skip
        assert line in lines
    assert lines[-2:] == ["Dana Lee, L.Ac.", "Riverside Acupuncture"]


def test_the_scores_are_a_table_with_a_dash_for_what_was_not_taken() -> None:
    lines = text(made()).splitlines()
    at = lines.index("Visit  Date                 Pain        NDI %   PSFS")
    assert lines[at + 1] == "    1  8 June 2026             6           40    4.5"
    assert lines[at + 3].split() == ["3", "22", "June", "2026", "–", "–", "4.5"]


def test_the_table_names_the_condition_s_own_questionnaire() -> None:
    said = text(made(function_name="Function"))
    assert "Function %" in said and "Function in percent" in said and "NDI" not in said


def test_nothing_on_record_is_said_and_leaves_no_hole() -> None:
    bare = letter(LetterFacts(Party(""), Party(""), Subject(""), ON, "massage", "urgent"))
    said = text(bare)
    for words in ("No address is on record.", "No phone number is on record.", "No provider is named.",
                  "Your phone  not on record", "Your fax    not on record", "Report by   no day set",
                  "Urgency     URGENT", "No name is on record.", "No date of birth is on record.",
                  "No practitioner is named.", "The clinic's name is not on record."):  # fmt: skip
        assert words in said
    assert "None" not in said and ": ." not in said and "\n\n\n\n" not in said


@pytest.mark.parametrize("width", [20, 60, 78, 100])
def test_no_line_is_wider_than_asked(width: int) -> None:
    whole = made(
        sender=CLINIC._replace(name="渡辺" * 60),
        receiver=WEISS._replace(name="Wolfeschlegelsteinhausenbergerdorff" * 4),
        question="请评估颈部疼痛。" * 80 + "\n" + "word " * 300 + "\n" + "x" * 400,
    )
    lines = text(whole, width).splitlines()
    assert max(map(cell_width, lines)) <= max(width, 52)
    assert "".join(lines).count("x" * 10) >= 40 - len(lines)
    assert sum(line.count("word") for line in lines) == 300


def test_markup_stays_text_and_control_codes_do_not_come_through() -> None:
    said = text(
        made(question="<b>b</b> **s** \x1b[31mred\x07 \u202eevil\u202c \x9b", patient=MEI._replace(name="A\x1bB"))
    )
    assert "<b>b</b> **s** [31mred evil" in said and "Name: AB." in said
    assert not {"\x1b", "\x07", "\u202e", "\u202c", "\x9b", "\f", "\r"} & set(said)


def test_a_part_that_was_emptied_is_left_out() -> None:
    said = text(with_text(made(), "told", " \n"))
    assert HEADINGS["told"] not in said and HEADINGS["report"] in said


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        ("", []),
        ("4 Oak Ave, Portland, OR 97201", ["4 Oak Ave", "Portland, OR 97201"]),
        ("4 Oak Ave; Portland, OR 97201-1234", ["4 Oak Ave", "Portland, OR 97201-1234"]),
        ("Suite 4,, 1 Main St , Toronto, ON M5V 2T6", ["Suite 4", "1 Main St", "Toronto, ON M5V 2T6"]),
        ("Hauptstr. 5, 1010 Wien", ["Hauptstr. 5", "1010 Wien"]),
        ("OR 97201", ["OR 97201"]),
    ],
)
def test_an_address_is_parted_as_on_an_envelope(address: str, lines: list[str]) -> None:
    assert address_lines(address) == lines


def test_the_cover_names_both_sides_and_nothing_of_the_patient() -> None:
    said = " ".join(f"{label} {value}" for label, value in cover_rows(made(urgency="urgent"), 3))
    for words in ("Dr Weiss", "(503) 555-0198", "Dana Lee, Riverside Acupuncture", "(503) 555-0102", "URGENT",
                  "3 with this one", "25 July 2026"):  # fmt: skip
        assert words in said
    assert "Mei" not in said and "Tanaka" not in said and "1985" not in said
    assert dict(cover_rows(made(receiver=WEISS._replace(fax="")), 2)[:3])["Fax"] == "not on record"


def test_the_running_head_gives_initials_only() -> None:
    assert running_head(made()) == "M. T. · letter of 25 July 2026"
    assert running_head(made(patient=MEI._replace(name="王 晓梅 (called Mei)"), on=date(2026, 1, 2))) == (
        "王. 晓. · letter of 2 January 2026"
    )
