"""Cases given as JSON: what is read, what is assumed, what is refused and in which words."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care.assessment import Case, assess
from care.casefile import KEYS, MOST_CHARACTERS, CaseError, answer, parse_case, plain
from tests.care.support import PROTOCOL, assessed


def parse(**given):
    return parse_case(json.dumps(given))


def test_an_empty_case_is_a_course_not_started():
    assert parse() == Case()


def test_what_is_null_is_unknown():
    assert parse(**dict.fromkeys(KEYS)) == Case()


def test_every_field_arrives():
    assert parse(
        severity="mild", duration="acute", visits_done=4, nprs=[6, None, 5, 4], ndi={"1": 36, "4": 30.5},
        psfs={"2": 4.5}, rom={"1": 40}, groc={"4": -2}, range=[5, 6], radiating=True, red_flag="urgent", neuro="motor",
        complementary="declined", orthopaedic="open", goal=2.5,
    ) == Case(
        visits_done=4, nprs=((1, 6), (3, 5), (4, 4)), ndi=((1, 36), (4, 30.5)), psfs=((2, 4.5),), rom=((1, 40),),
        groc=((4, -2),), severity="mild", duration="acute", expected=(5, 6), radiating=True, red_flag="urgent",
        neuro="motor", complementary="declined", orthopaedic="open", goal=2.5,
    )  # fmt: skip


def test_scores_are_given_as_a_list_or_by_visit_number():
    assert parse(nprs={"10": 3, "1": 6, "2": None}) == Case(visits_done=10, nprs=((1, 6), (10, 3)))
    assert parse(ndi=[36, None, 30]) == Case(visits_done=3, ndi=((1, 36), (3, 30)))


@pytest.mark.parametrize(
    ("given", "visits"),
    [
        ({"nprs": [6, 5]}, 2),
        ({"nprs": [6, 5, None, None]}, 4),
        ({"nprs": [6], "ndi": {"7": 30}}, 7),
        ({"nprs": [6, 5], "visits_done": 9}, 9),
        ({"nprs": [6, 5, None, None], "visits_done": 2}, 2),
        ({"visits_done": 0}, 0),
        ({"visits_done": 3.0}, 3),
    ],
)
def test_visits_done_is_as_given_or_as_far_as_the_scores_go(given, visits):
    assert parse(**given).visits_done == visits


@pytest.mark.parametrize("nprs", [[6.5, 5], [None, 6.5, 5], {"2": 6.3}])
def test_a_baseline_may_be_the_mean_of_several_ratings(nprs):
    assert assess(parse(nprs=nprs), PROTOCOL).baseline in (6.5, 6.3)


def test_severity_unknown_follows_from_visit_1_and_is_assumed_only_without_scores():
    assert assess(parse(nprs=[8], duration="acute"), PROTOCOL).severity == "severe"
    assert assess(parse(nprs=[8], duration="acute"), PROTOCOL).flags == ()
    assert assess(parse(nprs=[None, 8]), PROTOCOL).flags == ("severity_assumed", "duration_assumed", "baseline_proxy")


def test_a_range_given_is_used_as_it_is():
    found = assess(parse(nprs=[8], range=[3, 3], duration="chronic"), PROTOCOL)
    assert (found.expected, found.early_checkpoint) == ((3, 3), 3)


@pytest.mark.parametrize(
    ("line", "field", "says"),
    [
        ('{"nprs": [11]}', "nprs", "is 11 at visit 1, and must be a number from 0 to 10"),
        ('{"nprs": [6, -1]}', "nprs", "is -1 at visit 2, and must be a whole number from 0 to 10"),
        ('{"nprs": [true]}', "nprs", "is true at visit 1"),
        ('{"nprs": ["6"]}', "nprs", 'is "6" at visit 1'),
        ('{"nprs": [6, 5.5]}', "nprs", "is 5.5 at visit 2, and must be a whole number from 0 to 10"),
        ('{"nprs": [null, 6, 5.5]}', "nprs", "is 5.5 at visit 3"),
        ('{"nprs": [null, null, 5.5]}', "nprs", "is 5.5 at visit 3"),
        ('{"nprs": 6}', "nprs", "is 6, and must be a list"),
        ('{"nprs": "6"}', "nprs", 'is "6", and must be a list'),
        ('{"nprs": [6], "nprs": [7]}', "nprs", "given twice"),
        ('{"ndi": {"1": 36, "1": 30}}', "ndi", 'visit "1" is given twice'),
        ('{"ndi": {"1": 101}}', "ndi", "is 101 at visit 1, and must be a number from 0 to 100"),
        ('{"ndi": {"1": -0.5}}', "ndi", "from 0 to 100"),
        ('{"ndi": {"1": NaN}}', "ndi", "is NaN at visit 1"),
        ('{"ndi": {"1": 1e999}}', "ndi", "is Infinity at visit 1"),
        ('{"ndi": {"1": -Infinity}}', "ndi", "is -Infinity at visit 1"),
        ('{"ndi": {"0": 3}}', "ndi", '"0" is no visit number'),
        ('{"ndi": {"01": 3}}', "ndi", '"01" is no visit number'),
        ('{"ndi": {"-1": 3}}', "ndi", '"-1" is no visit number'),
        ('{"ndi": {"1.5": 3}}', "ndi", '"1.5" is no visit number'),
        ('{"ndi": {"٣": 3}}', "ndi", "is no visit number"),
        ('{"ndi": {"": 3}}', "ndi", '"" is no visit number'),
        ('{"ndi": {"99999": 3}}', "ndi", "from 1 to 1000"),
        ('{"ndi": {"1": {}, "2": []}}', "ndi", "is an object at visit 1"),
        ('{"psfs": {"1": 10.1}}', "psfs", "from 0 to 10"),
        ('{"rom": {"1": 181}}', "rom", "from 0 to 180"),
        ('{"groc": {"1": -8}}', "groc", "is -8 at visit 1, and must be a whole number from -7 to 7"),
        ('{"groc": {"1": 1.5}}', "groc", "a whole number"),
        ('{"visits_done": -1}', "visits_done", "from 0 to 1000"),
        ('{"visits_done": 2.5}', "visits_done", "is 2.5, and must be a whole number"),
        ('{"visits_done": true}', "visits_done", "is true"),
        ('{"visits_done": "9"}', "visits_done", 'is "9"'),
        ('{"visits_done": NaN}', "visits_done", "is NaN"),
        ('{"visits_done": ' + "9" * 500 + "}", "visits_done", "more than 20 digits"),
        ('{"visits_done": 2, "nprs": [6, 6, 5]}', "nprs", "a score at visit 3, but visits_done is 2"),
        ('{"visits_done": 2, "ndi": {"5": 30}}', "ndi", "a score at visit 5, but visits_done is 2"),
        ('{"range": [6, 5]}', "range", "its first number must not be above its last"),
        ('{"range": [0, 5]}', "range", "is 0, and must be a whole number from 1 to 1000"),
        ('{"range": [5]}', "range", "is a list of 1"),
        ('{"range": [5, 6, 7]}', "range", "is a list of 3"),
        ('{"range": "5-6"}', "range", 'is "5-6"'),
        ('{"range": [5, 6.5]}', "range", "is 6.5"),
        ('{"range": [5, false]}', "range", "is false"),
        ('{"goal": -1}', "goal", "is -1, and must be a number from 0 to 10"),
        ('{"goal": 10.5}', "goal", "from 0 to 10"),
        ('{"goal": true}', "goal", "is true"),
        ('{"goal": NaN}', "goal", "is NaN"),
        ('{"severity": "awful"}', "severity", 'is "awful", and must be one of mild, moderate, severe'),
        ('{"severity": 2}', "severity", "is 2"),
        ('{"duration": "long"}', "duration", "acute, subacute, chronic"),
        ('{"radiating": 1}', "radiating", "is 1, and must be true or false"),
        ('{"red_flag": "yes"}', "red_flag", "none, urgent, emergency"),
        ('{"neuro": ["motor"]}', "neuro", "none, sensory, motor"),
        ('{"complementary": "closed"}', "complementary", "none, open, done, declined"),
        ('{"orthopaedic": "declined"}', "orthopaedic", "none, open, done"),
        ('{"npr": [6]}', "npr", "there is no such field; did you mean nprs?"),
        ('{"Severity": "mild"}', "Severity", "did you mean severity?"),
        ('{"x": 1}', "x", "the fields are severity, duration"),
        ("[]", "case", "must be one JSON object, and is a list of 0"),
        ("7", "case", "must be one JSON object"),
        ("", "case", "not JSON"),
        ('{"nprs": [6}', "case", "not JSON"),
        ("{} {}", "case", "not JSON: Extra data"),
        ("[" * 200_000, "case", "nested too deep"),
        ('{"nprs": ' * 100_000, "case", "nested too deep"),
        ('{"goal": ' + "9" * 5000 + "}", "case", "too many digits"),
    ],
)  # fmt: skip
def test_a_case_that_cannot_be_is_refused_naming_field_value_and_range(line, field, says):
    with pytest.raises(CaseError) as refused:
        parse_case(line)
    assert refused.value.field == field
    assert says in refused.value.message
    assert str(refused.value) == f"{field}: {refused.value.message}"


def test_a_line_of_a_megabyte_is_not_even_parsed():
    with pytest.raises(CaseError, match="longer than 1,000,000 characters"):
        parse_case("{}" + " " * MOST_CHARACTERS)


def test_a_message_carries_no_control_code():
    for line in ('{"\\u001b[31m": 1}', '{"severity": "\\u001b]52;c;x\\u0007"}', '{"ndi": {"\\u202e1": 3}}'):
        with pytest.raises(CaseError) as refused:
            parse_case(line)
        assert str(refused.value).isprintable()


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from((*KEYS, "1", "2", "x")), inner),
        max_leaves=12,
    )
)
def test_any_json_is_assessed_or_refused(value):
    try:
        case = parse_case(json.dumps(value))
    except CaseError as error:
        assert error.message
    else:
        json.dumps(answer(assess(case, PROTOCOL)), allow_nan=False)


def test_the_answer_has_whole_numbers_where_they_are_whole():
    found = answer(assessed([6.0, 4.0, 3.0]))
    assert json.dumps([found["baseline"], found["current"], found["goal"]]) == "[6, 3.5, 2]"
    assert json.dumps(answer(assessed([None, None, 4]))["progress"]) == "null"
    assert json.dumps([answer(assessed([6, 6]))[key] for key in ("progress", "pace")]) == "[0.0, 0.0]"


def test_the_answer_is_free_of_binary_noise():
    assert answer(assessed([2.3, 2]))["goal"] == 1.3
    assert answer(assessed([6, 5, 5, 6]))["progress"] == 0.25
    assert answer(assessed([5, 4]))["progress"] == 0.333333333
    assert plain(None) is None


def test_the_answer_has_the_keys_of_the_case_file_in_their_order():
    assert list(answer(assessed([6]))) == [
        "status", "reasons", "response", "advice", "rule", "range", "early_checkpoint", "visits_done", "baseline",
        "current", "goal", "progress", "pace", "flags", "explanation",
    ]  # fmt: skip
