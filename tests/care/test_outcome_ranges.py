"""Expected visits proposed from one's own closed courses."""

import tomllib

from care.outcome_ranges import ENOUGH, own_ranges
from care.outcome_words import (
    lines_to_paste,
    range_words,
)
from care.protocol import parse_protocol
from tests.care.outcome_courses import closed, facts
from tests.care.support import DEFAULT_TEXT, PROTOCOL


def cell(many_resolved, many_not):
    at = [[6] * (2 + number % 9) + [2, 2] for number in range(many_resolved)]
    return [
        facts(nprs, number + 1, **closed("resolved" if number < many_resolved else "lapsed", 30))
        for number, nprs in enumerate([*at, *([6] * 5 for _ in range(many_not))])
    ]


def test_a_range_is_proposed_from_fifty_closed_courses_on() -> None:
    (one,) = own_ranges(cell(40, 9), PROTOCOL)
    assert (one.closed, one.resolved, one.proposed, one.lines) == (49, 40, None, ())
    assert "50 closed courses are needed" in range_words(one, PROTOCOL)
    (one,) = own_ranges(cell(40, 10), PROTOCOL)
    visits = sorted(2 + number % 9 + 2 for number in range(40))
    assert one.proposed == (visits[9], visits[29])
    assert sum(one.proposed[0] <= at <= one.proposed[1] for at in visits) >= len(visits) / 2


def test_where_fewer_than_half_resolved_the_range_is_called_short() -> None:
    assert "rather too short" in range_words(own_ranges(cell(20, 40), PROTOCOL)[0], PROTOCOL)
    assert "rather too short" not in range_words(own_ranges(cell(40, 20), PROTOCOL)[0], PROTOCOL)


def test_open_courses_do_not_count_towards_a_range() -> None:
    still_open = [facts([6, 2, 2], 100 + number) for number in range(60)]
    (one,) = own_ranges([*cell(40, 10), *still_open], PROTOCOL)
    assert (one.closed, one.resolved) == (50, 40)


def test_too_few_resolved_make_no_range() -> None:
    (one,) = own_ranges(cell(4, 60), PROTOCOL)
    assert one.proposed is None and "Too few resolved" in range_words(one, PROTOCOL)


def test_the_lines_to_paste_are_a_protocol_file_that_sets_the_range() -> None:
    severe = [one._replace(severity="severe", id=one.id + 500) for one in cell(ENOUGH, 0)]
    ranges = own_ranges([*cell(40, 10), *severe], PROTOCOL)
    lines = lines_to_paste(ranges)
    assert sum(line.startswith("[") for line in lines) == 1
    own = parse_protocol(DEFAULT_TEXT, "\n".join(lines), "own.toml")
    for one in ranges:
        assert own.ranges("neck_pain")["chronic"][one.severity] == one.proposed != one.in_force
        assert f"{one.in_force[0]}-{one.in_force[1]} in force (default)" in range_words(one, PROTOCOL)
    assert tomllib.loads("\n".join(lines))
    again = own_ranges(cell(40, 10), own)
    assert not again[0].differs and lines_to_paste(again) == ()
    assert "(the clinic's own); the same." in range_words(again[0], own)


def test_a_condition_the_protocol_does_not_name_must_be_added_first() -> None:
    (one,) = own_ranges([each._replace(condition="knee_pain") for each in cell(40, 10)], PROTOCOL)
    assert one.proposed is not None and one.lines == ()
    assert range_words(one, PROTOCOL).endswith("add the condition first.")
