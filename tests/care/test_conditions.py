"""Conditions other than neck pain: their own questionnaire, thresholds, motion and label; what a clinic adds."""

import pytest

from care.assessment import assess
from care.conditions import NDI_ITEMS, NECK_KEYS, FunctionRules
from care.course import DURATIONS
from care.expected import severity_of
from care.limits import CHOICE
from care.measures import MeasureError, function_percent, most_limited, ndi_percent, normal_motion
from care.protocol import ProtocolError, parse_protocol
from tests.care.cases import random_cases
from tests.care.support import DEFAULT_TEXT, PROTOCOL, case

OTHERS = ("headache", "low_back_pain", "shoulder_pain")
RANGES = "".join(
    f"[conditions.knee_pain.{duration}]\nmild = [3, 4]\nmoderate = [4, 5]\nsevere = [5, 6]\n" for duration in DURATIONS
)
FUNCTION = '[conditions.knee_pain.function]\ncode = "knee"\nname = "Knee questionnaire"\n'


def own(text):
    return parse_protocol(DEFAULT_TEXT, text, "clinic.toml")


def answered(condition, *answers):
    return function_percent(answers, PROTOCOL.function_of(condition))


def test_neck_pain_comes_first_and_every_condition_has_its_label():
    assert PROTOCOL.conditions() == ("neck_pain", *OTHERS)
    assert [PROTOCOL.label(code) for code in PROTOCOL.conditions()] == [
        "Neck pain", "Headache", "Low back pain", "Shoulder pain",
    ]  # fmt: skip
    assert PROTOCOL.label("sore_left_thumb") == "Sore left thumb"


@pytest.mark.parametrize("condition", OTHERS)
def test_a_shipped_condition_brings_a_whole_questionnaire_of_its_own(condition):
    for name in FunctionRules._fields:
        assert f"conditions.{condition}.function.{name}" in PROTOCOL.sources


@pytest.mark.parametrize(
    ("condition", "short", "questions", "highest"),
    [("neck_pain", "NDI", 10, 5), ("low_back_pain", "ODI", 10, 5), ("shoulder_pain", "SPADI", 13, 10),
     ("headache", "HDI", 25, 2), ("a sore thumb", "NDI", 10, 5)],
)  # fmt: skip
def test_each_condition_has_its_function_questionnaire(condition, short, questions, highest):
    rules = PROTOCOL.function_of(condition)
    assert (rules.short, len(rules.items), rules.item_max) == (short, questions, highest)
    assert answered(condition, *[0] * questions) == 0
    assert answered(condition, *[highest] * questions) == 100
    assert answered(condition, None, None, *[highest] * (questions - 2)) == 100
    assert answered(condition, None, None, None, *[highest] * (questions - 3)) is None
    with pytest.raises(MeasureError, match=f"{rules.code} .* from 0 to {highest}"):
        answered(condition, highest + 1, *[0] * (questions - 1))
    with pytest.raises(MeasureError, match=f"{questions} in number"):
        answered(condition, *[0] * (questions + 1))


def test_missing_answers_are_pro_rated():
    assert answered("shoulder_pain", *[5] * 6, *[0] * 6, None) == 25
    assert answered("headache", 2, 1, *[0] * 23) == 6


def test_neck_pains_questionnaire_is_the_ndi_with_the_numbers_it_always_had():
    rules = PROTOCOL.function_of("neck_pain")
    assert rules.items == NDI_ITEMS
    answers = [3, 2, None, 1, 0, 5, 4, None, 2, 2]
    assert function_percent(answers, rules) == ndi_percent(answers, PROTOCOL) == 100 * 19 / 40
    for name, key in NECK_KEYS.items():
        section, _, field = key.partition(".")
        assert getattr(rules, name) == getattr(getattr(PROTOCOL, section), field)


def test_a_change_of_the_ndi_section_is_neck_pains_alone():
    protocol = own("[ndi]\nmcid_points = 12\n[severity]\nndi_severe_from = 60\n")
    assert protocol.function_of("neck_pain").mcid_points == 12
    assert protocol.function_of("neck_pain").severe_from == 60
    for condition in OTHERS:
        assert protocol.function_of(condition) == PROTOCOL.function_of(condition)


def test_a_condition_the_protocol_does_not_know_is_judged_as_neck_pain():
    for one in random_cases(20_261_120, 300):
        assert assess(one._replace(condition="sore_thumb"), PROTOCOL) == assess(one, PROTOCOL)


@pytest.mark.parametrize(
    ("condition", "before", "after", "response"),
    [
        ("neck_pain", 40, 30, "partial"), ("low_back_pain", 40, 30, "mcid"), ("shoulder_pain", 40, 30, "partial"),
        ("headache", 40, 30, "none"),
        ("low_back_pain", 40, 32, "partial"), ("low_back_pain", 14, 5, "partial"), ("low_back_pain", 40, 50, "worse"),
        ("shoulder_pain", 40, 27, "mcid"), ("shoulder_pain", 16, 8, "mcid"), ("shoulder_pain", 40, 53, "worse"),
        ("headache", 60, 31, "mcid"), ("headache", 60, 32, "partial"), ("headache", 32, 16, "mcid"),
        ("headache", 60, 88, "none"), ("headache", 60, 89, "worse"), ("neck_pain", 60, 89, "worse"),
    ],
)  # fmt: skip
def test_a_change_counts_by_the_conditions_own_thresholds(condition, before, after, response):
    found = assess(case([6, 6, 6, 6], ndi={1: before, 4: after}, condition=condition), PROTOCOL)
    assert found.response == response


@pytest.mark.parametrize(
    ("condition", "percent", "severity"),
    [("neck_pain", 25, "mild"), ("low_back_pain", 25, "moderate"), ("low_back_pain", 20, "mild"),
     ("low_back_pain", 41, "severe"), ("neck_pain", 41, "moderate"), ("headache", 41, "moderate")],
)  # fmt: skip
def test_severity_follows_the_conditions_own_bands(condition, percent, severity):
    assert severity_of(None, percent, PROTOCOL, condition) == (severity, False)
    found = assess(case([2], ndi={1: percent}, severity=None, condition=condition), PROTOCOL)
    assert found.severity == severity


def test_the_function_goal_and_the_words_are_the_conditions_own():
    protocol = own("[conditions.low_back_pain.function]\ngoal_at_most = 10\n")
    resolved = case([6, 4, 2, 1, 1], ndi={1: 40, 5: 12}, duration="acute", condition="low_back_pain")
    found = assess(resolved, PROTOCOL)
    assert (found.status, found.function) == ("resolved", "ODI")
    assert "ODI 40 % at visit 1, 12 % at visit 5." in found.explanation
    assert "ODI at 20 % or below" in found.explanation
    assert assess(resolved, protocol).status != "resolved"


def test_progress_by_function_runs_to_the_conditions_own_goal():
    protocol = own("[conditions.low_back_pain.function]\ngoal_at_most = 10\n")
    one = case([2, 2, 2], ndi={1: 50, 3: 30}, condition="low_back_pain")
    assert assess(one, protocol).progress == 0.5
    assert assess(one._replace(condition="neck_pain"), protocol).progress == pytest.approx(20 / 30)


def test_motion_is_measured_in_the_conditions_own_directions():
    assert list(PROTOCOL.motion_of("shoulder_pain")) == [
        "flexion", "extension", "abduction", "internal_rotation", "external_rotation",
    ]  # fmt: skip
    assert normal_motion("abduction", PROTOCOL, "shoulder_pain") == 180
    with pytest.raises(MeasureError, match="rom direction is 'abduction', and must be one of flexion, extension, lat"):
        normal_motion("abduction", PROTOCOL)
    turned = {"flexion": 40, "rotation_left": 40}
    assert most_limited(turned, PROTOCOL) == "rotation_left"
    assert most_limited(turned, PROTOCOL, "low_back_pain") == "flexion"
    assert PROTOCOL.motion_of("headache") == PROTOCOL.motion_of("neck_pain")


def test_a_source_that_is_named_is_given_in_full():
    named = set(PROTOCOL.bases.values()) - {CHOICE, ""}
    assert named == set(PROTOCOL.citations)
    assert PROTOCOL.bases["conditions.low_back_pain.function.mcid_points"] == "Ostelo 2008"
    assert PROTOCOL.bases["conditions.low_back_pain.function.worse_points"] == CHOICE


def test_a_clinics_condition_needs_its_ranges_and_takes_the_rest_from_neck_pain():
    protocol = own(RANGES)
    assert protocol.conditions()[-1] == "knee_pain"
    assert protocol.label("knee_pain") == "Knee pain"
    assert protocol.ranges("knee_pain")["acute"]["mild"] == (3, 4)
    rules, neck = protocol.function_of("knee_pain"), protocol.function_of("neck_pain")
    assert (rules.short, rules.items) == ("Function", ())
    assert all(getattr(rules, name) == getattr(neck, name) for name in NECK_KEYS if name != "missing_at_most")
    assert function_percent((), rules) is None
    assert protocol.motion_of("knee_pain") == protocol.motion_of("neck_pain")


def test_a_clinics_condition_may_bring_label_questionnaire_motion_and_sources():
    protocol = own(
        RANGES + '[conditions.knee_pain]\nlabel = "  Knee \\u001b pain "\n' + FUNCTION
        + 'items = ["stairs", "kneeling"]\nitem_max = 4\nscale = "0 none, 4 worst"\nmcid_points = 8\n'
        "[conditions.knee_pain.motion]\nflexion = 140\n"
        '[conditions.knee_pain.sources]\nmcid_points = "Our audit"\nacute = "Our audit"\n'
        '[citations]\n"Our audit" = "Riverside Acupuncture, 212 knees of 2025"\n'
    )  # fmt: skip
    assert protocol.label("knee_pain") == "Knee pain"
    rules = protocol.function_of("knee_pain")
    assert (rules.code, rules.short, rules.name) == ("knee", "KNEE", "Knee questionnaire")
    assert function_percent([4, 1], rules) == 62.5
    assert function_percent([4, None], rules) == 100
    assert function_percent([None, None], rules) is None
    # Neck pain's 10 would be a partial change larger than a meaningful one.
    assert (rules.mcid_points, rules.partial_points, rules.mcid_points_with_share) == (8, 8, 8)
    assert dict(protocol.motion_of("knee_pain")) == {"flexion": 140}
    assert protocol.bases["conditions.knee_pain.function.mcid_points"] == "Our audit"
    assert protocol.bases["conditions.knee_pain.acute.mild"] == "Our audit"
    assert protocol.bases["conditions.knee_pain.chronic.mild"] == CHOICE
    assert protocol.citations["Our audit"] == "Riverside Acupuncture, 212 knees of 2025"
    found = assess(case([6, 6, 6], ndi={1: 40, 3: 32}, condition="knee_pain"), protocol)
    assert found.response == "mcid" and "KNEE 40 % at visit 1, 32 % at visit 3." in found.explanation


def test_questions_may_be_counted_instead_of_named():
    rules = own(RANGES + FUNCTION + "items = 3\nitem_max = 10\n").function_of("knee_pain")
    assert rules.items == ("question 1", "question 2", "question 3")
    assert function_percent([10, 5, None], rules) == 75


def test_single_lines_of_a_shipped_condition_may_be_changed():
    protocol = own('[conditions.headache]\nlabel = "Kopfschmerz"\n[conditions.headache.motion]\nrotation_left = 70\n')
    assert protocol.label("headache") == "Kopfschmerz"
    assert dict(protocol.motion_of("headache")) == {"rotation_left": 70}
    changed = {key for key, source in protocol.sources.items() if source == "clinic.toml"}
    assert changed == {"conditions.headache.label", "conditions.headache.motion.rotation_left"}
    shown = {row.key: row.value for row in protocol.in_force()}
    assert shown["conditions.headache.label"] == "Kopfschmerz"
    assert shown["conditions.headache.motion.rotation_left"] == 70


@pytest.mark.parametrize(
    "text",
    ["[conditions.headache]\n# label = 1\n", "[conditions.headache.function]\n", "[citations]\n", "[conditions]\n"],
)
def test_a_heading_without_lines_changes_nothing(text):
    assert own(text) == PROTOCOL


@pytest.mark.parametrize(
    ("text", "key", "says"),
    [
        ("[conditions.headache]\nlabel = 3", "conditions.headache.label", "a text of at most 40 characters"),
        ("[conditions.headache]\nlabel = ' '", "conditions.headache.label", "a text of at most 40 characters"),
        ("[conditions.headache]\nlable = 'Head'", "conditions.headache.lable",
         "known key is conditions.headache.label"),
        ("[conditions.headache.function]\nmcid_pionts = 9", "conditions.headache.function.mcid_pionts",
         "known key is conditions.headache.function.mcid_points"),
        ("[conditions.headache.funktion]\nmcid_points = 9", "conditions.headache.funktion.mcid_points",
         "known key is conditions.headache.function.mcid_points"),
        ("[conditions.headache.function]\nmcid_points = 101", "conditions.headache.function.mcid_points",
         "from 0 to 100"),
        ("[conditions.headache.function]\nmcid_points = 0", "conditions.headache.function.mcid_points", "above 0"),
        ("[conditions.headache.function]\nmcid_points = 15", "conditions.headache.function.mcid_points",
         "conditions.headache.function.mcid_points_with_share (16) must not be above"),
        ("[conditions.headache.function]\nsevere_from = 30", "conditions.headache.function.severe_from",
         "must be below"),
        ("[conditions.headache.function]\nmissing_at_most = 25", "conditions.headache.function.missing_at_most",
         "below the number of questions (25)"),
        ("[conditions.headache.function]\ncode = 'H D I'", "conditions.headache.function.code", "small letters"),
        ("[conditions.headache.function]\nitems = 0", "conditions.headache.function.items",
         "how many there are, from 1"),
        ("[conditions.headache.function]\nitems = ['a', 3]", "conditions.headache.function.items", "a text of at most"),
        ("[conditions.headache.function]\nitem_max = 2.5", "conditions.headache.function.item_max", "a whole number"),
        ("[conditions.headache.motion]\nflexion = 0", "conditions.headache.motion.flexion", "from 1 to 180"),
        ("[conditions.headache.sources]\nmcid_point = 'x'", "conditions.headache.sources.mcid_point",
         "known key is conditions.headache.sources.mcid_points"),
        ("[conditions.headache]\nacute = [5, 6]", "conditions.headache.acute",
         "nearest known key is conditions.headache.acute"),
        ("[conditions.neck_pain.function]\nmcid_points = 9", "conditions.neck_pain.function.mcid_points",
         "neck pain's own stand under [ndi] and [severity]; the nearest known key is ndi.mcid_points"),
        ("[conditions.neck_pain.function]\nsevere_from = 9", "conditions.neck_pain.function.severe_from",
         "the nearest known key is severity.ndi_severe_from"),
        ("[conditions.neck_pain.motion]\nflexion = 9", "conditions.neck_pain.motion.flexion", "[rom]"),
        ("[conditions.knee_pain]\nlabel = 'Knee'", "conditions.knee_pain.label", "must bring all nine ranges"),
        (RANGES.replace("knee_pain", "Knee"), "conditions.Knee.acute.mild", "named in small letters, digits and _"),
        (RANGES + "[conditions.knee_pain.function]\ncode = 'knee'", "conditions.knee_pain.function.code",
         "must bring conditions.knee_pain.function.name as well"),
        (RANGES + FUNCTION + "items = 4", "conditions.knee_pain.function.code",
         "must bring conditions.knee_pain.function.item_max as well"),
        (RANGES + FUNCTION + "moderate_from = 60", "conditions.knee_pain.function.moderate_from",
         "(60) must be below severity.ndi_severe_from (50)"),
        ("[citations]\n'Our audit' = 3", "citations.Our audit", "a text of at most 300 characters"),
        ("[conditions]\nheadache = 3", "conditions.headache", "no such key"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_naming_key_and_what_may_stand_there(text, key, says):
    with pytest.raises(ProtocolError) as refused:
        own(text)
    message = str(refused.value)
    assert message.startswith(f"clinic.toml: {key} = ")
    assert says in message
