"""What is typed into the form of an evaluation and the findings it means, both ways."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.chart import SIDES
from care.evaluation import (
    ANSWERS,
    MUSCLES,
    POINTS,
    RED_FLAGS,
    RESULTS,
    STATES,
    TESTS,
    Examined,
    Findings,
    Palpated,
    Provocation,
    from_json,
    to_json,
)
from care.measures import DIRECTIONS
from care.text import tidy
from dashboard.evaluation_form import NotRead, findings_of, form_of
from tests.care.support import PROTOCOL

SAID = st.text(max_size=20).map(tidy)
CODES = [item.code for item in MUSCLES]


def _in_order(keys: tuple[str, ...], values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Some of the keys in their order, each with a value."""
    return st.dictionaries(st.sampled_from(keys), values).map(
        lambda found: tuple((key, found[key]) for key in keys if key in found)
    )


PLACES = tuple(f"{code} {side}" for code in CODES for side in ("left", "right"))
PRESSED = st.tuples(st.none() | st.integers(0, 4), st.sampled_from(("", *POINTS))).filter(lambda one: one != (None, ""))
EXAMINED = st.builds(Examined, st.sampled_from(("", *STATES)), SAID)
FINDINGS = st.builds(
    Findings,
    mechanism=SAID,
    painful_side=st.sampled_from(("", *SIDES)),
    headaches=st.sampled_from(("", "yes", "no")),
    red_flags=_in_order(tuple(item.code for item in RED_FLAGS), st.sampled_from(ANSWERS)),
    motion=_in_order(DIRECTIONS, st.integers(0, 180) | st.floats(0, 180)),
    dermatomes=EXAMINED,
    myotomes=EXAMINED,
    reflexes=EXAMINED,
    tests=_in_order(
        tuple(item.code for item in TESTS), st.tuples(st.sampled_from(RESULTS), st.sampled_from(("", *SIDES)))
    ).map(lambda found: tuple(Provocation(code, *said) for code, said in found)),
    palpation=_in_order(PLACES, PRESSED).map(
        lambda found: tuple(Palpated(*place.split(" "), *said) for place, said in found)
    ),
    root_cause=SAID,
    target_tissues=SAID,
    note=SAID,
)


@given(FINDINGS)
def test_findings_come_back_from_the_form_as_they_were(findings: Findings) -> None:
    assert findings_of(form_of(findings)) == findings
    assert from_json(to_json(findings_of(form_of(findings)))) == findings


def test_an_empty_form_records_nothing_and_nothing_is_an_empty_form() -> None:
    assert findings_of({}) == Findings()
    assert form_of(Findings()) == {}
    assert form_of(Findings(), "urgent", "motor") == {"red_flag": "urgent", "neuro": "motor"}


def test_motion_of_another_condition_is_read_by_its_own_directions() -> None:
    ways = tuple(PROTOCOL.motion_of("shoulder_pain"))
    findings = Findings(motion=tuple((way, 10.0 * at) for at, way in enumerate(ways, 1)))
    assert findings_of(form_of(findings), ways) == findings


class TestPalpation:
    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("r3a l2", [("left", 2, ""), ("right", 3, "active")]),
            ("b1", [("left", 1, ""), ("right", 1, "")]),
            ("L0, R4I", [("left", 0, ""), ("right", 4, "latent")]),
            ("ra", [("right", None, "active")]),
            ("b2 r3", [("left", 2, ""), ("right", 3, "")]),
            ("", []),
        ],
    )
    def test_says_side_tenderness_and_point(self, typed: str, found: list[tuple[str, int | None, str]]) -> None:
        assert findings_of({"p_scm": typed}).palpation == tuple(Palpated("scm", *one) for one in found)

    @pytest.mark.parametrize(
        ("typed", "word"),
        [("r5", "r5"), ("r", "r"), ("3", "3"), ("r3 x", "x"), ("r33", "r33"), ("r3al2", "r3al2"), ("l٣", "l٣")],
    )
    def test_else_the_line_is_named_with_the_word_and_the_muscle(self, typed: str, word: str) -> None:
        with pytest.raises(NotRead) as told:
            findings_of({"p_upper_trapezius": typed})
        assert told.value.line == "p_upper_trapezius"
        assert str(told.value) == (
            f"“{word}” for upper trapezius: write the side (l, r, b), 0 to 4, and a or i. Nothing was saved."
        )


class TestMotion:
    def test_is_in_degrees_with_a_point_or_a_comma(self) -> None:
        assert findings_of({"m_flexion": "40", "m_rotation_left": "52,5"}).motion == (
            ("flexion", 40), ("rotation_left", 52.5),
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("181", "Rotation left is 181, and must be a number from 0 to 180 (degrees)."),
            ("-1", "Rotation left is -1, and must be a number from 0 to 180 (degrees)."),
            ("x", "Rotation left is “x”, which is no number of degrees."),
            ("nan", "Rotation left is “nan”, which is no number of degrees."),
            ("inf", "Rotation left is “inf”, which is no number of degrees."),
        ],
    )
    def test_else_the_line_is_named(self, typed: str, said: str) -> None:
        with pytest.raises(NotRead) as told:
            findings_of({"m_rotation_left": typed})
        assert (told.value.line, str(told.value)) == ("m_rotation_left", f"{said} Nothing was saved.")
