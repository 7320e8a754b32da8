"""The chart on one page: as text of 80 cells for a terminal or a printer, and as JSON with every key always there."""

import json
import random
import subprocess
import sys

import pytest

from care.chart import Decision
from care.text import clean
from care.width import cell_width
from dashboard.reports.chart import SCORES_SHOWN, chart_json, chart_text
from tests.care.support import PROTOCOL
from tests.widgets.charts import REFERRALS, TODAY, appointment, chart, state_of
from widgets.chart_words import referrals_of

PAINS = (7, 6, 6, 5, 4, 3)
FULL = {
    "ndi": {1: 36, 6: 20}, "psfs": {1: 4.3, 6: 6.7}, "groc": {6: 3}, "cautions": ("pregnancy",),
    "allergies": "latex", "course": {"referrals": REFERRALS, "red_flag": "urgent"}, "others": 2,
}  # fmt: skip
PAIRS = (("Red flags", "none found"), ("Target tissues", "levator scapulae"))
TOP = {
    "date", "patient", "course", "assessment", "decision", "forecast", "visits", "evaluation", "corrections",
    "referrals", "next_appointment", "other_courses",
}  # fmt: skip


def page(one, **given) -> str:
    given = {"clinic": "Riverside", "evaluation": PAIRS, "referrals": referrals_of(one, TODAY, PROTOCOL)} | given
    return "\n".join(chart_text(one, state_of(one), TODAY, **given))


def test_the_page_has_everything_in_order() -> None:
    one = chart(PAINS, appointments=(appointment(1, 7),), **FULL)
    text = page(one, forecast="Likely at the goal by visit 8 (7-11).")
    parts = (
        "Riverside: chart", "Friday 20 November 2026", "Mei Tanaka, 42 years, born 1984-05-02", "RED FLAG", "PREGNANCY",
        "latex", "Neck pain, subacute, severe", "6 of 8-12 (by rule)", "red flag", "refer urgently (rule D02)",
        "Visit 6 of 8-12.", "Likely at the goal", "Scores by visit", "Evaluation", "levator scapulae", "Last visit",
        "GB20 GB21 left SI3; gua sha, cupping; 30 minutes", "Referrals", "11 days OVERDUE",
        "Fri 27 Nov 2026 09:30, Dana Lee",
    )  # fmt: skip
    places = [text.find(part) for part in parts]
    assert -1 not in places, parts[places.index(-1)]
    assert places == sorted(places)


@pytest.mark.parametrize("name", [("Tanaka", "Mei"), ("小川", "真綾"), ("الحسيني", "ليلى"), ("Nguyễn Thị", "Thảo")])
@pytest.mark.parametrize("visits", [0, 1, 6, 60])
def test_it_fits_eighty_cells_and_draws_nothing(name: tuple[str, str], visits: int) -> None:
    dice = random.Random(visits)
    one = chart(
        [dice.choice((None, 3, 5, 8)) for _ in range(visits)], name=name, medicines="パラセタモール" * 20, **FULL
    )
    for line in page(one).splitlines():
        assert cell_width(line) <= 80, line
        assert not any("\u2500" <= char <= "\u25ff" for char in line)
    assert "\n\n\n" not in page(one)


def test_a_long_course_keeps_its_first_visit_in_the_table() -> None:
    text = page(chart([5] * 60))
    assert f"the first, and the newest {SCORES_SHOWN} of 60" in text
    numbers = [line.split()[0] for line in text.splitlines() if "2026-" in line and line[:1].isdigit()]
    assert numbers == ["1", *(str(at) for at in range(49, 61))]


def test_a_visit_without_scores_is_dashes_and_says_what_went_wrong() -> None:
    text = page(chart((6, 6, 5, None)))
    row = next(line for line in text.splitlines() if line.startswith("4 "))
    assert row.split()[2:7] == ["-"] * 5 and row.endswith("adverse event")


def test_nothing_recorded_reads_as_sentences() -> None:
    text = page(chart(()), evaluation=())
    assert "No visit has been recorded." in text and "not booked" in text and "Referrals      none" in text
    bare = chart(())._replace(course=None)
    assert "No course of care has been opened." in "\n".join(chart_text(bare, None, TODAY))


def test_a_decision_and_a_closing_are_told() -> None:
    decided = Decision("dismissed", "D13", "continue", "x", "wait for the scan", TODAY, "Dana Lee")
    assert "dismissed by Dana Lee, 2026-11-20: wait for the scan" in page(chart(PAINS), decided=decided)
    closed = chart((6, 3, 2, 1), course={"closed_on": TODAY, "outcome": "resolved"}, closing_note="pain free")
    text = page(closed)
    assert "2026-11-20, resolved: pain free" in text and "Advice" not in text


def test_hidden_names_leave_nothing_somebody_wrote_about_the_patient() -> None:
    one = chart(PAINS, **FULL)
    text = page(one, hide_names=True)
    assert "M. T." in text
    assert not any(word in text for word in ("Tanaka", "1984", "bike", "bruise", "tension", "levator"))


def test_codes_that_steer_a_terminal_never_leave() -> None:
    nasty = "a\x1b]52;c;eA\x07b\x9b31m\u202ec\nd"
    one = chart(PAINS, name=("Park", nasty), medicines=nasty, allergies=nasty, closing_note=nasty)
    visit = one.visits[-1]
    one = one._replace(visits=(*one.visits[:-1], visit._replace(entry=visit.entry._replace(note=nasty, adverse=nasty))))
    for line in chart_text(one, state_of(one), TODAY, clinic=nasty, evaluation=((nasty, nasty),), forecast=nasty):
        assert clean(line) == line
    told = json.dumps(chart_json(one, state_of(one), TODAY, evaluation=((nasty, nasty),)), ensure_ascii=False)
    assert clean(told) == told and "\\u001b" not in told


def test_json_has_every_key_with_and_without_a_course() -> None:
    one = chart(PAINS, appointments=(appointment(1, 7),), **FULL)
    full = chart_json(one, state_of(one), TODAY, evaluation=PAIRS, referrals=referrals_of(one, TODAY, PROTOCOL))
    bare = chart_json(chart(())._replace(course=None), None, TODAY)
    assert set(full) == set(bare) == TOP
    assert bare["course"] is None and bare["assessment"] is None and bare["visits"] == []
    assert full["course"]["expected"] == [8, 12] and full["assessment"]["rule"] == "D02"
    assert full["assessment"]["function"] == {"baseline": 36, "current": 20}
    assert [one["nprs"] for one in full["visits"]] == [7, 6, 6, 5, 4, 3]
    assert full["visits"][0]["points"][1] == {"point": "GB21", "side": "left"}
    assert full["corrections"][0]["was"] == "7" and full["next_appointment"] == "2026-11-27 09:30"
    assert [one["overdue_days"] for one in full["referrals"]] == [0, 11, 0]
    assert len(full["other_courses"]) == 2
    assert json.loads(json.dumps(full)) == full


def test_the_page_needs_no_screen_library() -> None:
    seen = "import sys, dashboard.reports.chart; print(sorted({'textual', 'rich', 'plotext'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
