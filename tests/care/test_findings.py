"""What an evaluation found, as a value and as JSON by section."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.chart import SIDES
from care.findings import (
    ANSWERS,
    MUSCLES,
    POINTS,
    RED_FLAGS,
    RESULTS,
    STATES,
    TESTS,
    Examined,
    Findings,
    FindingsError,
    Palpated,
    Provocation,
    from_json,
    to_json,
)
from care.measures import DIRECTIONS, MeasureError
from care.text import tidy

words = st.text(max_size=40).map(tidy)
sides = st.sampled_from(("", *SIDES))
examined = st.builds(Examined, st.sampled_from(("", *STATES)), words)
degrees = st.floats(0, 180, allow_nan=False) | st.integers(0, 180)


def some_of(codes, answers):
    """A few of the codes in their order, each with an answer."""
    return st.lists(st.sampled_from(codes), unique=True).flatmap(
        lambda chosen: st.tuples(*(st.tuples(st.just(code), answers) for code in codes if code in chosen))
    )


def palpated(place, found):
    return Palpated(*place, *found)


every_finding = st.builds(
    Findings,
    mechanism=words,
    painful_side=sides,
    headaches=st.sampled_from(("", "yes", "no")),
    red_flags=some_of([item.code for item in RED_FLAGS], st.sampled_from(ANSWERS)),
    motion=some_of(DIRECTIONS, degrees),
    dermatomes=examined,
    myotomes=examined,
    reflexes=examined,
    tests=some_of([item.code for item in TESTS], st.tuples(st.sampled_from(RESULTS), sides)).map(
        lambda found: tuple(Provocation(code, *result) for code, result in found)
    ),
    palpation=some_of(
        [(item.code, side) for item in MUSCLES for side in ("left", "right")],
        st.tuples(st.integers(0, 4), st.sampled_from(("", *POINTS))) | st.just((None, "latent")),
    ).map(lambda found: tuple(palpated(*one) for one in found)),
    root_cause=words,
    target_tissues=words,
    note=words,
)

FULL = Findings(
    mechanism="Slept badly", painful_side="left", headaches="no",
    red_flags=tuple((item.code, "no") for item in RED_FLAGS),
    motion=(("flexion", 40), ("rotation_left", 45.5)),
    dermatomes=Examined("abnormal", "C6 left"), reflexes=Examined("normal"),
    tests=(Provocation("spurling", "positive", "left"), Provocation("distraction", "negative")),
    palpation=(
        Palpated("scm", "left", 3, "active"), Palpated("scm", "right", 0), Palpated("splenius", "left", None, "latent"),
    ),
    root_cause="Work at a screen", target_tissues="upper trapezius", note="sleeps on the front",
)  # fmt: skip


@given(every_finding)
def test_what_is_written_comes_back_the_same(findings):
    assert from_json(to_json(findings)) == findings


def test_each_section_of_the_evaluation_is_a_key_of_its_own():
    found = json.loads(to_json(FULL))
    assert list(found) == ["history", "red_flags", "motion", "neuro", "tests", "palpation", "conclusion"]
    assert found["palpation"]["scm"] == {"left": {"tenderness": 3, "point": "active"}, "right": {"tenderness": 0}}
    assert found["neuro"] == {"dermatomes": {"state": "abnormal", "words": "C6 left"}, "reflexes": {"state": "normal"}}
    assert found["tests"]["distraction"] == {"result": "negative"}


def test_what_was_not_recorded_is_not_written():
    assert to_json(Findings()) == "{}"
    assert json.loads(to_json(Findings(motion=(("flexion", 0),)))) == {"motion": {"flexion": 0}}


@pytest.mark.parametrize("text", ["", "  ", "{}", '{"history": null, "motion": {"flexion": null}}'])
def test_an_empty_evaluation_is_one_where_nothing_is_recorded(text):
    assert from_json(text) == Findings()


def test_what_has_a_name_nobody_knows_is_kept_out():
    text = json.dumps(
        {
            "history": {"mechanism": "fall", "weather": "rain"}, "gait": {"limp": "yes"}, "schema": 2,
            "red_flags": {"ghosts": "yes", "fracture": "no"}, "motion": {"sideways": 999}, "tests": {"lasegue": {}},
            "palpation": {"biceps": {"left": {"tenderness": 99}}, "scm": {"middle": {"tenderness": 9}}},
        }
    )  # fmt: skip
    assert from_json(text) == Findings(mechanism="fall", red_flags=(("fracture", "no"),))


def test_other_conditions_measure_motion_in_their_own_directions():
    assert from_json('{"motion": {"abduction": 90, "flexion": 120}}', ("abduction",)).motion == (("abduction", 90),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ("nothing", "not JSON"),
        ("[" * 100_000, "nested too deep"),
        ("[]", "no JSON object"),
        ("7", "no JSON object"),
        ('{"motion": [1]}', "motion is a list of 1, and must be an object"),
        ('{"red_flags": {"fracture": "perhaps"}}', "fracture is “perhaps”, and must be one of yes, no, unknown"),
        ('{"red_flags": {"fracture": true}}', "fracture is True"),
        ('{"history": {"painful_side": "front"}}', "painful_side is “front”"),
        ('{"history": {"mechanism": 7}}', "mechanism is 7, and must be words"),
        ('{"neuro": {"myotomes": {"state": "weak"}}}', "myotomes is “weak”, and must be one of normal, abnormal"),
        ('{"neuro": {"myotomes": "weak"}}', "myotomes is “weak”, and must be an object"),
        ('{"tests": {"spurling": {"result": "maybe"}}}', "spurling is “maybe”"),
        ('{"tests": {"spurling": {"result": "positive", "side": "up"}}}', "spurling side is “up”"),
        ('{"palpation": {"scm": {"left": {"point": "hot"}}}}', "scm left point is “hot”"),
    ],
)
def test_what_cannot_be_read_is_told_in_words(text, said):
    with pytest.raises(FindingsError, match=said) as told:
        from_json(text)
    assert str(told.value).endswith(".")


@pytest.mark.parametrize("value", ["-1", "181", "1e999", "NaN", "true", '"40"', "[40]"])
def test_degrees_that_cannot_be_are_refused_and_never_clamped(value):
    with pytest.raises(MeasureError, match=r"motion rotation_left is .* a number from 0 to 180"):
        from_json('{"motion": {"rotation_left": %s}}' % value)  # noqa: UP031 braces are JSON here


@pytest.mark.parametrize("value", ["-1", "5", "2.5", "true", '"3"'])
def test_a_tenderness_that_cannot_be_is_refused_and_never_clamped(value):
    with pytest.raises(MeasureError, match=r"tenderness of scm left is .* a whole number from 0 to 4"):
        from_json('{"palpation": {"scm": {"left": {"tenderness": %s}}}}' % value)  # noqa: UP031


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
                        ["history", "red_flags", "motion", "tests", "spurling", "flexion", "fracture", "note"]), inner,
                        max_size=4), max_leaves=12))  # fmt: skip
def test_any_json_is_read_or_refused_in_words(value):
    try:
        found = from_json(json.dumps(value))
    except (FindingsError, MeasureError) as refused:
        assert str(refused)
    else:
        assert from_json(to_json(found)) == found


def test_text_from_outside_loses_its_control_codes():
    found = from_json(json.dumps({"conclusion": {"note": "a\x1b[31m\nb\u202e"}}))
    assert found.note == "a[31m b"


def test_the_screen_has_the_eight_red_flags_the_four_tests_and_the_nine_muscles():
    assert [item.code for item in RED_FLAGS] == [
        "artery", "fracture", "myelopathy", "progressive_deficit", "infection", "malignancy", "inflammatory", "cardiac",
    ]  # fmt: skip
    assert [item.code for item in TESTS] == ["spurling", "distraction", "upper_limb_tension", "flexion_rotation"]
    assert [item.label for item in MUSCLES] == [
        "upper trapezius", "levator scapulae", "SCM", "suboccipitals", "scalenes", "splenius", "semispinalis",
        "multifidi", "rhomboids",
    ]  # fmt: skip
    assert all(item.help.endswith("?") for item in RED_FLAGS)
