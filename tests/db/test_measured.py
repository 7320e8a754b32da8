"""What the scores of a visit were made of, as JSON and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.chart import NOTHING_MEASURED, Measured
from care.measures import DIRECTIONS
from db.measured import in_order, measured_of, measured_text, motion_of

RATING = st.integers(0, 10)
NUMBER = st.floats(0, 10, allow_nan=False) | RATING
MEASURED = st.builds(
    Measured,
    st.none() | st.tuples(RATING, RATING, RATING),
    st.just(()) | st.lists(st.none() | st.integers(0, 5), min_size=10, max_size=10).map(tuple),
    st.lists(st.tuples(st.text(max_size=20), st.none() | NUMBER), max_size=5).map(tuple),
    st.dictionaries(st.sampled_from((*DIRECTIONS, "abduction")), st.floats(0, 180) | st.integers(0, 180)).map(
        lambda found: in_order(found.items())
    ),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(MEASURED)
def test_it_comes_back_as_it_was(measured: Measured) -> None:
    text = measured_text(measured)
    assert measured_of(text) == measured
    assert measured_text(measured_of(text)) == text


def test_the_text_is_one_for_one_value() -> None:
    measured = Measured((6, 4, 8), (1, None, 2, 0, 0, 0, 0, 0, 0, 0), (("reading", 4.0),), (("flexion", 40.0),))
    assert measured_text(measured) == (
        '{"activities":[["reading",4]],"function":[1,null,2,0,0,0,0,0,0,0],"motion":{"flexion":40},"pain":[6,4,8]}'
    )
    assert measured_text(NOTHING_MEASURED) == "{}"


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(("pain", "function", "activities", "motion"), JSON)))
def test_no_json_is_too_odd_to_read(found: dict[str, object]) -> None:
    import json

    read = measured_of(json.dumps(found))
    assert measured_of(measured_text(read)) == read


@pytest.mark.parametrize("text", ["", "null", "[]", "{", '"x"', "[" * 100_000, '{"pain":[1,2]}', '{"motion":[1]}'])
def test_damage_reads_as_nothing(text: str) -> None:
    assert measured_of(text) == NOTHING_MEASURED


def test_what_is_damaged_is_passed_by_and_the_rest_is_read() -> None:
    found = measured_of(
        '{"pain":[1,2,30],"function":["x"],"activities":[["run",99],7],"motion":{"flexion":400,"U p":3}}'
    )
    assert found == Measured(activities=(("run", None),))
    assert motion_of({"abduction": 90, "rotation_left": 60, "flexion": 40, "extension": True}) == (
        ("flexion", 40),
        ("rotation_left", 60),
        ("abduction", 90),
    )
