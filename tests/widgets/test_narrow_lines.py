"""What a narrow window may cut, and what it may not: the words of a state, and a number with its sign."""

from datetime import date

import pytest

from care.audit import AuditLine
from care.outcome_words import range_cells
from care.outcomes import outcomes
from care.width import cell_width
from dashboard.screens.here import here_lines
from db.sign_ins import SignedIn
from tests.conftest import NOW_UTC, ZONE
from tests.widgets.charts import REFERRALS
from widgets.audit_rows import audit_rows
from widgets.header import HeaderView, Place, header_line
from widgets.ink import cut, plain
from widgets.panel import wrapped
from widgets.referral_rows import taken, waits_for
from widgets.schedule import short_room

TODAY = date(2026, 11, 20)
PLACES = (
    Place("1", "Today", here=True), Place("2", "Caseload", waiting=17), Place("3", "Referrals", waiting=8),
    Place("4", "Outcomes"), Place("5", "To call"),
)  # fmt: skip


def test_the_top_line_says_read_only_in_the_smallest_window() -> None:
    line = header_line(HeaderView("Riverside Acupuncture", TODAY, TODAY, 642, PLACES, "read only"), 60)
    assert "read only" in plain((cut(line, 60),))
    assert "10:42" in plain((cut(line, 60),))


@pytest.mark.parametrize("word", ["emergency", "refused", "failed", "fault"])
def test_why_an_entry_stands_out_is_whole_in_the_smallest_window(word: str) -> None:
    one = AuditLine(1, TODAY, 642, "Rosa Delgado-Hernandez", "referral report received twice", "Mei Tanaka", word)
    shown = [plain((cut(row.line, 57),)) for row in audit_rows((one,), 57, TODAY)]
    assert any(f" {word}" in row for row in shown)


def test_that_a_session_only_looks_is_not_cut_off() -> None:
    one = SignedIn(1, 1, "Ana Ruiz", NOW_UTC, "ssh", "2001:db8:85a3::8a2e:370:7334", "pts/3", "a/b:1:1", True)
    shown = plain(here_lines((one,), "", ZONE, NOW_UTC, 50))
    assert "only looks" in shown


def test_a_number_and_its_sign_stay_together() -> None:
    text = "None of 30 courses has resolved; the curve stays at 0 % up to visit 3."
    lines = plain(wrapped(text, "text", 53)).split("\n")
    assert " ".join(lines) == text
    assert not [line for line in lines if line.startswith("%")]


def test_cells_of_words_stand_beside_aligned_ones() -> None:
    assert range_cells((outcomes(()), outcomes(()))) == ["no course", "no course"]


def test_the_places_keep_their_names_beside_a_word_of_trouble() -> None:
    line = header_line(HeaderView("Riverside Acupuncture", TODAY, TODAY, 642, PLACES, "clock set back"), 120)
    assert "2 Caseload (17)  3 Referrals (8)  4 Outcomes  5 To call" in plain((cut(line, 120),))


def test_columns_stand_beside_a_wide_name_of_who_is_in() -> None:
    people = [
        SignedIn(at, at, name, NOW_UTC, "local", "", "", f"a/b:{at}:1", False)
        for at, name in ((1, "王 晓梅"), (2, "Ana"))
    ]
    rows = plain(here_lines(people, "", ZONE, NOW_UTC, 70)).split("\n")[2:]
    assert len({cell_width(row[: row.index("10:")]) for row in rows}) == 1


def test_the_steps_of_a_referral_that_came_with_an_import_are_its_days() -> None:
    assert taken(REFERRALS[2]) == [("sent", date(2026, 11, 10)), ("scheduled", date(2026, 11, 12))]
    assert waits_for(REFERRALS[2], TODAY) == "the visit on Thu 26 Nov"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("R1", "R1"), ("Room 1", "R1"), ("Treatment room 12", "T12"), ("Room 123", "123"), ("Blue room", "Blu")],
)
def test_a_room_is_told_from_the_next_in_three_cells(name: str, shown: str) -> None:
    assert short_room(name) == shown
