"""The trend picture: every glyph has its word, lines lie where they should, and it reads at any size."""

import itertools
from datetime import date
from typing import Any

import pytest

from care.derived import Derived
from tests.care.support import PROTOCOL, case
from widgets.chart_trends import TRENDS, Calendar, chart_trend, levels
from widgets.ink import Line, line_width, plain
from widgets.trend import BASELINE, FORECAST, GOAL, MEANINGFUL, RANGE, SCORE, SMALLEST, trend

POINTS = [(1, 7), (2, 6), (3, 6), (4, 5), (5, 4), (6, 3)]
BAND = [(7, 3.5, 5), (8, 3.2, 4.8), (10, 3, 4.6)]


def drawn(width: int = 60, height: int = 16, points: Any = POINTS, **given: Any) -> tuple[Line, ...]:
    values = {"goal": 2.0, "mcid": 5.0, "expected": (6, 10), "band": BAND, "shaded": False, "last_x": 10} | given
    return trend(points, low=0, high=10, width=width, height=height, **values)


def inks(lines: tuple[Line, ...]) -> set[str]:
    return {ink for line in lines for _, ink in line}


def test_each_thing_has_its_own_glyph_and_a_word_in_the_legend() -> None:
    text = plain(drawn())
    picture, legend = text.split("└")[0], text.splitlines()[-2:]
    for glyph in (SCORE, GOAL, MEANINGFUL, RANGE, FORECAST, BASELINE):
        assert glyph in picture
    said = "  ".join(legend)
    assert "● pain" in said and "┄ goal ≤ 2" in said and "╌ MCID ≤ 5" in said
    assert "░ expected 6-10" in said and "▒ forecast" in said and "· baseline 7" in said


@pytest.mark.parametrize(("width", "height"), [*itertools.product((16, 20, 31, 44, 80, 118), (6, 9, 12, 30))])
@pytest.mark.parametrize("shaded", [True, False])
def test_it_keeps_to_its_size_and_draws_nothing_the_legend_does_not_name(width: int, height: int, shaded: bool) -> None:
    lines = drawn(width, height, shaded=shaded)
    assert len(lines) == height
    assert max(map(line_width, lines)) <= width
    text = plain(lines).splitlines()
    corner = next(at for at, line in enumerate(text) if "└" in line)
    picture, legend = "".join(text[:corner]), "".join(text[corner + 2 :])
    for glyph in (GOAL, MEANINGFUL, RANGE, FORECAST, BASELINE):
        assert glyph not in picture or glyph in legend
    assert SCORE in picture and "● pain" in legend


def test_scores_lie_higher_the_higher_they_are() -> None:
    rows = plain(drawn(points=[(1, 9), (5, 1)])).splitlines()
    first, second = (next(at for at, row in enumerate(rows) if row.find(SCORE) in span)
                     for span in (range(2, 12), range(20, 40)))  # fmt: skip
    assert first < second


def test_the_range_is_a_ground_where_there_are_colours_and_heavy_on_the_axis_either_way() -> None:
    shaded, bare = drawn(shaded=True), drawn(shaded=False)
    assert any(ink.endswith("~") for ink in inks(shaded)) and not any(ink.endswith("~") for ink in inks(bare))
    assert RANGE not in plain(shaded) and RANGE in plain(bare)
    assert "━" in plain(shaded) and "━" in plain(bare)
    assert "━" not in plain(drawn(expected=None))


def test_the_forecast_differs_from_the_range_by_its_glyph_and_its_ink() -> None:
    where = {text: ink for line in drawn() for text, ink in line if text.strip() and set(text) <= {RANGE, FORECAST}}
    assert {ink for text, ink in where.items() if FORECAST in text} == {"faint"}
    assert {ink for text, ink in where.items() if RANGE in text} == {"dim"}


def test_lines_in_one_row_share_its_cells() -> None:
    rows = plain(drawn(60, 8, mcid=2.2, band=())).splitlines()
    assert any(GOAL in row and MEANINGFUL in row for row in rows[:-3])


def test_a_wide_picture_names_its_lines_where_they_end() -> None:
    rows = plain(drawn()).splitlines()
    assert any(row.rstrip().endswith("goal") for row in rows[:12])
    assert any(row.rstrip().endswith("MCID") for row in rows[:12])


def test_no_scores_are_a_sentence() -> None:
    assert plain(drawn(points=[])) == "The trend begins with a pain score."
    assert plain(drawn(16, 6, points=[])) == "No score yet."


def test_one_score_is_its_dot_and_a_sentence() -> None:
    text = plain(drawn(points=[(1, 6)]))
    assert text.split("└")[0].count(SCORE) == 1
    assert text.endswith("One score so far; the trend begins with the next.")
    small = plain(drawn(16, 6, points=[(1, 6)])).splitlines()
    assert len(small) == 6 and small[-1] == "One score yet."


@pytest.mark.parametrize("size", [(SMALLEST[0] - 1, 20), (40, SMALLEST[1] - 1), (15, 1)])
def test_below_its_smallest_size_it_is_a_sentence(size: tuple[int, int]) -> None:
    text = plain(drawn(*size))
    assert text == ("Pain 7 at first, 3 now, 6 scores." if size[0] >= 40 else "Pain 7 → 3.")
    assert drawn(0, 0) == ()


def test_sixty_visits_fit_any_width() -> None:
    many = [(visit, visit % 11) for visit in range(1, 61)]
    for width in (16, 40, 78):
        lines = drawn(width, 12, points=many, last_x=60)
        assert max(map(line_width, lines)) <= width
        assert "━" in plain(lines)


def test_days_are_told_as_dates() -> None:
    start = date(2026, 11, 3).toordinal()
    text = plain(drawn(points=[(start, 7), (start + 14, 4)], last_x=start + 30, expected=(start + 10, start + 20),
                       band=(), by_date=True))  # fmt: skip
    assert "3 Nov" in text and "3 Dec" in text and "░ expected " in text
    years = plain(drawn(points=[(start, 7), (start + 700, 4)], last_x=start, expected=None, band=(), by_date=True))
    assert "Nov 2026" in years


def test_a_score_that_rises_when_it_is_better_says_so_in_its_goal() -> None:
    text = plain(trend([(1, 3), (4, 6)], low=0, high=10, width=60, height=12, last_x=6, goal=8, better="up"))
    assert "goal ≥ 8" in text


def test_meaningful_change_lies_where_the_rules_see_it() -> None:
    def of(measure: str, **given: Any) -> float | None:
        return levels(measure, Derived(case(**given), PROTOCOL)).mcid

    assert of("pain", nprs=[6, 6]) == 4
    assert of("pain", nprs=[9, 9]) == pytest.approx(6.3)  # 30 % of 9 is more than two points
    assert of("pain", nprs=[3, 3], radiating=True) == pytest.approx(0.8)
    assert of("pain", nprs=[2, 2]) is None
    assert of("function", nprs=[6], ndi={1: 40}) == 25
    assert of("function", nprs=[6], ndi={1: 20}) == 10  # ten points are half of it
    assert of("function", nprs=[6], ndi={1: 8}) is None
    assert of("psfs", nprs=[6], psfs={1: 4}) == 6 and of("psfs", nprs=[6], psfs={1: 9}) is None
    assert of("motion", nprs=[6], rom={1: 50}) is None


@pytest.mark.parametrize("measure", TRENDS)
def test_each_measure_of_a_course_is_drawn_with_its_name(measure: str) -> None:
    one = case([7, 6, 5], ndi={1: 36, 3: 20}, psfs={1: 4, 3: 7}, rom={1: 52, 3: 66})
    text = plain(chart_trend(one, PROTOCOL, measure, 60, 12))
    assert {"pain": "● pain", "function": "● NDI", "psfs": "● PSFS", "motion": "● motion"}[measure] in text
    assert plain(chart_trend(case([]), PROTOCOL, measure, 60, 12)).startswith("The trend begins with")


def test_visits_to_come_are_placed_at_the_pace_of_those_so_far() -> None:
    calendar = Calendar((date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16)))
    assert calendar.at(2) == date(2026, 11, 9).toordinal()
    assert calendar.at(5) == date(2026, 11, 30).toordinal()
    assert Calendar((date(2026, 11, 2),)).at(2) is None
