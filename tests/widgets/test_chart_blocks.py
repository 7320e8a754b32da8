"""The blocks of a chart: what stands in them, in which ink, at every width, and where there is nothing."""

import random
from collections.abc import Iterator

import pytest

from care.chart import Decision
from care.text import clean
from tests.care.support import PROTOCOL
from tests.widgets.charts import CORRECTIONS, REFERRALS, TODAY, appointment, case_of_chart, chart, state_of
from widgets.chart_course import course_lines, evaluation_lines, head_lines, score_lines
from widgets.chart_rest import appointment_lines, other_course_rows, referral_lines, referrals_of
from widgets.chart_visits import visit_heading, visit_lines, visit_rows
from widgets.chart_words import folded
from widgets.ink import Line, line_width, plain

NAMES = [("Tanaka", "Mei"), ("小川", "真綾"), ("الحسيني", "ليلى"), ("Nguyễn Thị", "Thảo"), ("Ża\x1b[31mk", "Piotr")]
FULL = {
    "ndi": {1: 36, 6: 20}, "psfs": {1: 4.3, 6: 6.7}, "rom": {1: 52, 6: 66}, "groc": {6: 3},
    "cautions": ("anticoagulant", "pregnancy"), "medicines": "warfarin 5 mg", "allergies": "latex, nickel",
}  # fmt: skip
PAINS = (7, 6, 6, 5, 4, 3)


def ink_of(lines: tuple[Line, ...], words: str) -> str:
    return next(ink for line in lines for text, ink in line if words in text)


def blocks(one, width: int) -> Iterator[tuple[Line, ...]]:
    state = state_of(one)
    yield head_lines(one, state, TODAY, width)
    yield course_lines(one, state, width, forecast="Likely at the goal by visit 8 (7-11).")
    yield score_lines(case_of_chart(one), PROTOCOL, width)
    yield evaluation_lines((("Target tissues", "levator scapulae, splenius"),), width, on=TODAY, today=TODAY)
    yield (visit_heading(one, width), *(row.line for row in visit_rows(one, TODAY, width)))
    for visit in one.visits[:4]:
        yield visit_lines(visit, width, corrections=one.corrections)
    yield referral_lines(referrals_of(one, TODAY, PROTOCOL), TODAY, width)
    yield appointment_lines(one.appointments, TODAY, width)
    yield tuple(row.line for row in other_course_rows(one, width))


@pytest.mark.parametrize("name", NAMES)
def test_no_line_is_wider_than_its_block(name: tuple[str, str]) -> None:
    coming = tuple(appointment(at, 7 * at - 14, reason="gripe 感冒") for at in range(5))
    kinds = [
        chart(PAINS, name=name, others=8, course={"referrals": REFERRALS}, appointments=coming, **FULL),
        chart([random.Random(at).randint(0, 10) for at in range(60)], name=name, others=8),
        chart((), name=name), chart((6,), name=name), chart((None,) * 6, name=name),
    ]  # fmt: skip
    for one in kinds:
        for width in (30, 40, 64, 80, 118):
            for lines in blocks(one, width):
                for line in lines:
                    assert line_width(line) <= width, plain((line,))


def test_cautions_come_right_after_the_name_in_full_and_loud() -> None:
    one = chart(PAINS, **FULL)
    for width in (24, 80):
        lines = head_lines(one, state_of(one), TODAY, width)
        assert plain((lines[1],)).startswith("▲ anticoagulant")
        said = " ".join(plain(lines).split())
        assert "anticoagulant, pregnancy" in said and "▲ allergies: latex, nickel" in said
    assert ink_of(lines, "▲ anticoagulant") == "warn!"


def test_a_red_flag_comes_before_every_other_caution() -> None:
    one = chart(PAINS, course={"red_flag": "urgent", "neuro": "motor"}, **FULL)
    lines = head_lines(one, state_of(one), TODAY, 80)
    assert plain(lines[1:3]) == "▲ RED FLAG, urgent\n▲ motor finding"
    assert ink_of(lines, "RED FLAG") == "bad!"


def test_the_head_says_who_with_what_since_when() -> None:
    one = chart(PAINS, **FULL)
    text = plain(head_lines(one, state_of(one), TODAY, 80))
    assert text.startswith("Mei Tanaka") and "42 years · born 1984-05-02" in text
    assert "Neck pain · subacute · severe · since" in text
    assert "phone and computer" in text and "Dana Lee" in text and "warfarin 5 mg" in text


def test_hidden_names_leave_initials_and_no_birthday() -> None:
    one = chart(PAINS, **FULL)
    text = plain(head_lines(one, state_of(one), TODAY, 80, hide_names=True))
    assert text.startswith("M. T.") and "Tanaka" not in text and "1984" not in text and "42 years" in text


def test_a_patient_without_a_course_is_shown_the_key_that_opens_one() -> None:
    one = chart(())._replace(course=None)
    lines = head_lines(one, None, TODAY, 80, hint="o opens a course")
    assert plain(lines[-2:]) == "No course of care has been opened.\no opens a course"
    assert lines[-1][0] == ("o", "accent!")
    assert course_lines(one, None, 80) == ()


def test_a_closed_course_says_how_it_ended_and_is_advised_nothing() -> None:
    one = chart((6, 4, 2, 1), course={"closed_on": TODAY, "outcome": "resolved"}, closing_note="pain free")
    state = state_of(one)
    assert "Closed      resolved, today: pain free" in plain(head_lines(one, state, TODAY, 80))
    text = plain(course_lines(one, state, 80, forecast="Likely."))
    assert "Advice" not in text and "Forecast" not in text


def test_the_course_says_how_far_how_it_stands_and_by_which_rule() -> None:
    one = chart(PAINS, **FULL)
    lines = course_lines(one, state_of(one), 80, forecast="Likely at the goal by visit 8.")
    text = plain(lines)
    assert "6 of 8-12" in text and "8-12 visits by rule: severe, subacute" in text
    assert ink_of(lines, "on track") == "good!" and ink_of(lines, "continue") == "text!"
    assert "Rule D13: Meaningful change at the pace expected." in text
    assert "Forecast    Likely at the goal by visit 8." in text


def test_a_dismissed_advice_steps_back_and_says_who_and_why() -> None:
    one = chart(PAINS, **FULL)
    decided = Decision("dismissed", "D13", "continue", "x", "wait for the scan", TODAY, "Dana Lee")
    lines = course_lines(one, state_of(one), 80, decided=decided)
    assert ink_of(lines, "continue") == "dim"
    assert "dismissed by Dana Lee, 2026-11-20: wait for the scan" in plain(lines)
    taken = course_lines(one, state_of(one), 80, decided=decided._replace(decision="taken"))
    assert ink_of(taken, "continue") == "text!"


def test_a_range_somebody_set_says_who_and_why() -> None:
    one = chart(PAINS, course={"expected": (10, 14), "expected_by_rule": False}, expected_reason="travels far")
    assert "10-14 visits set for this course: travels far" in plain(course_lines(one, state_of(one), 80))


def test_each_score_says_by_itself_whether_its_change_means_something() -> None:
    lines = score_lines(case_of_chart(chart(PAINS, **FULL)), PROTOCOL, 80)
    text = plain(lines)
    assert "36 % → 20 %  −16  ✓ meaningful" in text and "4.3 → 6.7  +2.4  ✓ meaningful" in text
    assert "52° → 66°  +14  ~ some change" in text  # motion alone is never meaningful
    assert "+3 better" in text
    worse = score_lines(case_of_chart(chart((4, 6, 7, 7))), PROTOCOL, 80)
    assert "▼ worse" in plain(worse) and ink_of(worse, "worse") == "bad"
    same = score_lines(case_of_chart(chart((6, 6, 6, 6))), PROTOCOL, 80)
    assert "±0  = no meaningful change" in plain(same)


def test_scores_that_are_missing_are_said_to_be_so() -> None:
    assert plain(score_lines(case_of_chart(chart((None,) * 6)), PROTOCOL, 80)).count("not ") == 5
    assert "6 at the start, not scored since" in plain(score_lines(case_of_chart(chart((6,))), PROTOCOL, 80))
    late = score_lines(case_of_chart(chart((6, 6, 5, 5), ndi={4: 30})), PROTOCOL, 80)
    assert "30 % at visit 4, no baseline" in plain(late)
    old = score_lines(case_of_chart(chart((6,) * 9, ndi={1: 30, 3: 28})), PROTOCOL, 80)
    assert "30 %  28 % at visit 3, not measured lately" in plain(old)


def test_an_evaluation_is_label_and_text_and_what_was_done() -> None:
    lines = evaluation_lines((("Red flags", "none found"), ("Target tissues", "levator")), 60, who="Dana Lee",
                             actions=("called the hospital",))  # fmt: skip
    text = plain(lines)
    assert "Target tissues levator" in text and "Red flags      none found" in text
    assert ink_of(lines, "called the hospital") == "info"
    nothing = evaluation_lines((), 60, hint="e takes it down")
    assert plain(nothing) == "No evaluation has been recorded.\ne takes it down"


def test_visits_come_newest_first_with_their_marks() -> None:
    one = chart(PAINS, **FULL)
    rows = visit_rows(one, TODAY, 118)
    assert [row.key for row in rows] == [105, 104, 103, 102, 101, 100]
    text = [plain((row.line,)) for row in rows]
    assert "Mon 16 Nov" in text[0] and "20 %" in text[0] and "6.7" in text[0] and "66°" in text[0]
    assert "GB20 GB21 left SI3" in text[0] and "gua sha, cupping" in text[0] and "Came by bike" in text[0]
    assert ("!", "bad!") in rows[2].line and ("*", "accent") in rows[3].line and ("▲", "warn") in rows[4].line


def test_a_measure_nobody_took_has_no_column_and_a_missing_score_is_a_dash() -> None:
    heading = plain((visit_heading(chart((6, None)), 80),))
    assert "Pain" in heading and "NDI" not in heading and "PSFS" not in heading
    assert "ODI" in plain((visit_heading(chart((6,), ndi={1: 30}), 80, function="ODI"),))
    row = visit_rows(chart((6, None)), TODAY, 80)[0].line
    assert ("–", "faint") in [(text.strip(), ink) for text, ink in row]


def test_notes_are_hidden_with_the_names_they_may_hold() -> None:
    one = chart(PAINS, **FULL)
    shown = plain([row.line for row in visit_rows(one, TODAY, 118, hide_notes=True)])
    assert "bike" not in shown and "bruise" not in shown and "GB20" in shown
    for visit in one.visits:
        detail = plain(visit_lines(visit, 80, corrections=CORRECTIONS, hide_notes=True))
        assert not any(word in detail for word in ("bike", "bruise", "tension", "eye level", "typed"))


def test_no_visit_is_a_sentence_and_the_key() -> None:
    rows = visit_rows(chart(()), TODAY, 60, hint="v records the first visit")
    assert plain([row.line for row in rows]) == " No visit has been recorded.\n v records the first visit"
    assert all(row.key is None for row in rows)


def test_a_visit_says_everything_that_was_written_down() -> None:
    one = chart(PAINS, **FULL)
    text = plain(visit_lines(one.visits[0], 100, questions=("reading", "sleeping", "driving")))
    assert "7 (now 7, best 5, worst 9 of the last 24 hours)" in text
    assert "36 % (reading 3, sleeping 2, driving ?)" in text
    assert "reading 4, sleep 6" in text and "52° (rotation left 52°)" in text
    assert "GB20 GB21 left SI3" in text and "gua sha, cupping · 30 minutes" in text
    assert "Response    less tension" in text and "screen at eye level" in text and "头痛减少了" in text
    assert "seen: pleura with GB21" in plain(visit_lines(one.visits[1], 100))
    adverse = visit_lines(one.visits[3], 100)
    assert ink_of(adverse, "bruise at GB21") == "bad!"


def test_a_correction_says_what_was_who_when_and_why() -> None:
    lines = visit_lines(chart(PAINS).visits[2], 100, corrections=CORRECTIONS)
    assert "Pain was 7, is 5, Ana Ruiz 2026-11-20: typed wrong" in plain(lines)
    assert "Activities was reading 4, sleep ?, is empty, Ana Ruiz" in plain(lines)
    assert ink_of(lines, "Pain was 7") == "info"
    assert "was" not in plain(visit_lines(chart(PAINS).visits[0], 100, corrections=CORRECTIONS))


def test_a_long_note_is_folded_and_never_cut() -> None:
    note = "头痛减少了睡得好" * 30
    one = chart((6,))
    visit = one.visits[0]._replace(entry=one.visits[0].entry._replace(note=note))
    text = plain(visit_lines(visit, 50))
    assert note in "".join(text.split()) and "…" not in text
    assert "".join(folded("x" * 25, 10)) == "x" * 25


def test_codes_that_steer_a_terminal_stay_out_of_folded_text() -> None:
    one = chart((6,), medicines="war\x1b]52;c;eA\x07farin\u202e")
    for lines in blocks(one, 80):
        text = plain(lines)
        assert clean(text.replace("\n", "")) == text.replace("\n", "")


def test_appointments_to_come_stand_first_and_missed_ones_are_counted() -> None:
    some = [appointment(1, -14, "no_show"), appointment(2, -7, "completed"), appointment(3, 14), appointment(4, 7)]
    lines = appointment_lines(some, TODAY, 80)
    text = plain(lines).splitlines()
    assert text[0] == "Appointments   1 missed of 2"
    assert [line.split("  ")[0] for line in text[1:]] == ["○ booked", "○ booked", "✓ done", "✗ no-show"]
    assert "Fri 27 Nov 09:30" in text[1] and "Fri 4 Dec" in text[2]
    assert ink_of(lines, "no-show") == "warn"
    many = appointment_lines([appointment(at, -at, "completed") for at in range(1, 21)], TODAY, 80, most=5)
    assert plain(many).endswith("and 15 earlier") and "Nothing is booked.\nb books one" in plain(many)
    assert plain(appointment_lines((), TODAY, 80)) == "No appointment is on record.\nb books one"


def test_both_kinds_of_referral_stand_side_by_side_or_stacked() -> None:
    one = chart(PAINS, course={"referrals": REFERRALS})
    found = referrals_of(one, TODAY, PROTOCOL)
    wide = referral_lines(found, TODAY, 80)
    first = plain(wide).splitlines()[0]
    assert "Complementary   1 overdue" in first and "Orthopaedic" in first
    assert ink_of(wide, "overdue 11 d") == "bad" and ink_of(wide, "urgent") == "warn!"
    assert "due Fri 27 Nov" in plain(wide) and "✓ massage · Stillwater" in plain(wide)
    narrow = plain(referral_lines(found, TODAY, 50)).splitlines()
    assert narrow.index("Orthopaedic") > 0 and narrow[0].startswith("Complementary")
    assert plain(referral_lines((), TODAY, 80)) == "No referral has been made.\nr proposes one"


def test_the_other_courses_are_rows_to_open() -> None:
    one = chart(PAINS, others=8)
    rows = other_course_rows(one, 80)
    assert [row.key for row in rows] == list(range(27, 19, -1))
    said = " ".join(plain((rows[0].line,)).split())
    assert said == "2025-03-04 – 2025-07-01 Low back pain 1 visit resolved"
    (nothing,) = other_course_rows(chart(PAINS), 80)
    assert nothing.key is None and plain((nothing.line,)) == " No other course."


def test_a_narrow_chart_keeps_what_a_change_means_and_eighty_cells_hold_the_note() -> None:
    one = chart(PAINS, **FULL)
    assert plain(score_lines(case_of_chart(one), PROTOCOL, 40)).count("✓ meaningful") == 3
    heading = plain((visit_heading(one, 78),)).split()
    assert heading == ["No", "Day", "Pain", "NDI", "PSFS", "Motion", "Points", "Techniques", "Note"]
    assert "Came by" in plain((visit_rows(one, TODAY, 78)[0].line,))


def test_a_narrow_row_of_another_course_keeps_how_it_ended() -> None:
    row = plain((other_course_rows(chart(PAINS, others=1), 46)[0].line,))
    assert row.split() == ["2018-03", "–", "2018-07", "Neck", "pain", "resolved"]


def test_no_block_shows_words_somebody_wrote_once_they_are_hidden() -> None:
    course = {"expected": (10, 14), "expected_by_rule": False, "closed_on": TODAY, "outcome": "lapsed"}
    one = chart(PAINS, expected_reason="secret", closing_note="secret", course=course)
    decided = Decision("dismissed", "D13", "continue", "x", "secret", TODAY, "Dana Lee")
    told = tuple(found._replace(report_summary="secret") for found in REFERRALS)
    still_open = chart(PAINS, expected_reason="secret", course={"referrals": told})
    found = referrals_of(still_open, TODAY, PROTOCOL)
    coming = (appointment(1, -3, "cancelled", reason="secret"),)

    def shown(hidden: bool) -> str:
        return "\n".join(map(plain, (
            head_lines(one, state_of(one), TODAY, 80, hide_names=hidden),
            course_lines(one, state_of(one), 80, hide_notes=hidden),
            course_lines(still_open, state_of(still_open), 80, decided=decided, hide_notes=hidden),
            referral_lines(found, TODAY, 80, hide_notes=hidden),
            appointment_lines(coming, TODAY, 80, hide_notes=hidden),
        )))  # fmt: skip

    assert shown(False).count("secret") == 7
    assert "secret" not in shown(True)
