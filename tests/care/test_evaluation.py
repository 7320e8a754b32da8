"""The evaluation read: how complete, what it warns of, what it points to, the short of it."""

from datetime import date

import pytest

from care.chart import EvaluationRecord
from care.course import CLASSES
from care.evaluation import (
    RED_FLAGS,
    SECTIONS,
    UNREADABLE,
    Examined,
    Findings,
    Palpated,
    Provocation,
    answered,
    in_short,
    proposed_class,
    summary,
    wainner,
    warnings,
)
from care.measures import DIRECTIONS
from tests.care.support import PROTOCOL

ALL_NO = tuple((item.code, "no") for item in RED_FLAGS)


def flags(**answers):
    """The red-flag screen, all answered no but those named; None leaves one out."""
    given = dict(ALL_NO) | answers
    return Findings(red_flags=tuple((code, answer) for code, answer in given.items() if answer))


def signs(spurling="", distraction="", upper_limb_tension="", rotation=None, side="left", **other):
    """Findings with these of the four signs of a radiculopathy; `rotation` in degrees to the painful side."""
    given = {"spurling": spurling, "distraction": distraction, "upper_limb_tension": upper_limb_tension}
    tests = tuple(Provocation(test, result) for test, result in given.items() if result)
    motion = () if rotation is None else ((f"rotation_{side}", rotation),)
    return Findings(painful_side=side, motion=motion, **({"tests": tests} | other))


FOUR = signs("positive", "positive", "positive", 59)
THREE = signs("positive", "positive", "positive", 60)
TWO = signs("positive", "positive", "negative", 60)


@pytest.mark.parametrize(
    ("findings", "positive", "done", "ratio"),
    [
        (FOUR, 4, 4, 30.3),
        (THREE, 3, 4, 6.1),
        (TWO, 2, 4, 0.88),
        (signs("positive", "negative", "negative", 80), 1, 4, None),
        (signs("negative", "negative", "negative", 80), 0, 4, None),
        (signs("positive", "positive", "positive"), 3, 3, 6.1),
        (signs("positive", "positive"), 2, 2, 0.88),
        (signs(rotation=40), 1, 1, None),
        (Findings(), 0, 0, None),
    ],
)
def test_the_cluster_has_the_ratio_of_how_many_are_positive(findings, positive, done, ratio):
    assert wainner(findings, PROTOCOL)[:3] == (positive, done, ratio)


def test_two_positive_tests_are_no_evidence_and_it_says_so():
    assert "likelihood ratio 0.88, which is no evidence" in wainner(TWO, PROTOCOL).words
    assert "evidence" not in wainner(THREE, PROTOCOL).words
    assert "30.3" in wainner(FOUR, PROTOCOL).words
    assert proposed_class(TWO) is None


def test_three_of_three_is_a_ratio_or_more_and_names_what_is_not_known():
    words = wainner(signs("positive", "positive", "positive"), PROTOCOL).words
    assert words == "3 of 3 signs of a radiculopathy positive: likelihood ratio 6.1 or more; not known: rotation."


def test_the_rotation_to_the_painful_side_is_told_with_its_degrees():
    assert "rotation to the left 59 of 80 degrees" in wainner(FOUR, PROTOCOL).words


@pytest.mark.parametrize(
    ("side", "motion", "done", "positive"),
    [
        ("left", {"rotation_left": 59.5}, 1, 1),
        ("left", {"rotation_left": 60}, 1, 0),
        ("left", {"rotation_right": 30}, 0, 0),
        ("right", {"rotation_right": 30}, 1, 1),
        ("both", {"rotation_left": 70, "rotation_right": 50}, 1, 1),
        ("both", {"rotation_left": 70, "rotation_right": 65}, 1, 0),
        ("both", {"rotation_left": 70}, 0, 0),
        ("both", {"rotation_left": 50}, 1, 1),
        ("", {"rotation_left": 30, "rotation_right": 30}, 0, 0),
    ],
)
def test_rotation_counts_to_the_painful_side_below_sixty_degrees(side, motion, done, positive):
    found = wainner(Findings(painful_side=side, motion=tuple(motion.items())), PROTOCOL)
    assert (found.done, found.positive) == (done, positive)


def test_a_test_that_is_positive_on_the_other_side_than_the_painful_one_is_not():
    findings = Findings(painful_side="left", tests=(Provocation("spurling", "positive", "right"),))
    assert wainner(findings, PROTOCOL)[:2] == (0, 1)
    assert wainner(findings._replace(painful_side="both"), PROTOCOL)[:2] == (1, 1)


def test_flexion_rotation_is_none_of_the_four():
    assert wainner(Findings(tests=(Provocation("flexion_rotation", "positive"),)), PROTOCOL).done == 0


def test_red_flags_without_an_answer_are_named_at_the_first_visit_only():
    findings = flags(myelopathy=None, infection=None)
    assert warnings(findings, "none", True) == ("Red flags not asked: myelopathy, infection. Not asked is not “none”.",)
    assert warnings(findings, "none", False) == ()
    assert all(item.label in warnings(Findings(), "none", True)[0] for item in RED_FLAGS)


def test_a_screen_answered_no_throughout_warns_of_nothing():
    assert warnings(flags(), "none", True) == ()


def test_a_yes_while_the_level_is_none_is_pointed_out_first():
    found = warnings(flags(cardiac="yes", fracture=None), "none", True)
    assert found[0] == "Red flag answered yes: cardiac mimic. The level is still none: set it."
    assert len(found) == 2
    assert warnings(flags(cardiac="yes"), "urgent", True) == ()


def test_what_is_not_known_is_not_taken_for_no():
    assert warnings(flags(artery="unknown"), "none", False) == ("Red flags not known: cervical artery. Ask again.",)


def test_a_level_without_a_yes_is_pointed_out():
    assert warnings(flags(), "urgent", True) == ("The red flags are set to urgent, and none is answered yes.",)


def test_the_neurological_finding_is_held_against_the_examination_where_it_is_told():
    findings = flags()._replace(myotomes=Examined("abnormal", "C7 4/5"), dermatomes=Examined("abnormal"))
    assert warnings(findings, "none", True) == ()
    assert warnings(findings, "none", True, neuro="sensory") == (
        "Myotomes are abnormal, and the neurological finding is sensory.",
    )
    assert warnings(findings, "none", True, neuro="motor") == ()
    sensory = flags()._replace(dermatomes=Examined("abnormal"))
    assert "Dermatomes abnormal" in warnings(sensory, "none", True, neuro="none")[0]
    assert warnings(sensory, "none", True, neuro="sensory") == ()


def test_the_class_the_findings_point_to_is_told_until_the_course_has_it():
    findings = THREE._replace(red_flags=ALL_NO)
    assert warnings(findings, "none", True) == (
        "The findings point to the class radiating: 3 of 4 signs of a radiculopathy are positive.",
    )
    assert warnings(findings, "none", True, exam_class="radiating") == ()
    assert len(warnings(findings, "none", True, exam_class="mobility")) == 1


FLEXION_ROTATION = (Provocation("flexion_rotation", "positive"),)


@pytest.mark.parametrize(
    ("findings", "causes", "proposed"),
    [
        (FOUR, (), "radiating"),
        (THREE, ("whiplash",), "radiating"),
        (TWO, (), None),
        (Findings(tests=FLEXION_ROTATION, headaches="yes"), (), "headache"),
        (Findings(tests=FLEXION_ROTATION, headaches="no"), (), None),
        (Findings(tests=FLEXION_ROTATION), (), None),
        (Findings(headaches="yes"), (), None),
        (Findings(), ("work", "whiplash"), "coordination"),
        (Findings(), ("work",), None),
        (Findings(), (), None),
    ],
)
def test_a_class_is_proposed_only_where_the_findings_support_it(findings, causes, proposed):
    found = proposed_class(findings, causes)
    assert (found and found[0]) == proposed
    assert found is None or (found[0] in CLASSES and found[1])


def test_how_much_of_each_section_is_answered():
    findings = Findings(
        mechanism="fall", red_flags=(("fracture", "unknown"), ("cardiac", "no")), motion=(("flexion", 0),),
        dermatomes=Examined("normal"), reflexes=Examined(words="brisk"), tests=FLEXION_ROTATION,
        palpation=(Palpated("scm", "left", 0), Palpated("scm", "right", 2)), note="more",
    )  # fmt: skip
    assert answered(findings) == {
        "history": (1, 2), "red_flags": (2, 8), "motion": (1, 6), "neuro": (2, 3), "tests": (1, 4),
        "palpation": (1, 9), "conclusion": (0, 2),
    }  # fmt: skip
    assert [code for code, _ in SECTIONS] == list(answered(Findings()))
    assert all(done == 0 for done, _ in answered(Findings()).values())


@pytest.mark.parametrize(
    ("findings", "level", "text"),
    [
        (flags(), "none", "none of 8"),
        (flags(fracture=None, cardiac=None), "none", "6 no, 2 not asked"),
        (flags(fracture="unknown"), "none", "7 no, 1 not known"),
        (flags(myelopathy="yes", cardiac=None), "emergency", "emergency; yes: myelopathy, 6 no, 1 not asked"),
        (flags(), "urgent", "urgent; 8 no"),
        (Findings(), "none", "8 not asked"),
    ],
)
def test_the_short_of_it_says_what_was_denied_and_what_was_not_asked(findings, level, text):
    assert dict(summary(findings, level, "none"))["Red flags"] == text


def test_an_evaluation_with_nothing_in_it_says_only_that_nothing_was_asked():
    assert summary(Findings(), "none", "none") == (("Red flags", "8 not asked"),)


def test_the_short_of_a_full_evaluation():
    findings = Findings(
        mechanism="slept badly", painful_side="left", headaches="yes", red_flags=ALL_NO,
        motion=(("flexion", 40), ("rotation_left", 45), ("rotation_right", 70.5), ("lateral_flexion_right", 20)),
        dermatomes=Examined("abnormal", "C6 left"), myotomes=Examined("normal"), reflexes=Examined("normal"),
        tests=(Provocation("spurling", "positive", "left"), Provocation("distraction", "negative")),
        palpation=(
            Palpated("scm", "left", 1), Palpated("scalenes", "left", 3, "active"), Palpated("splenius", "right", 0),
            Palpated("rhomboids", "left", 2, "latent"), Palpated("multifidi", "right", 1),
            Palpated("suboccipitals", "left", 1),
        ),
        root_cause="screen too low", target_tissues="scalenes", note="again in June",
    )  # fmt: skip
    assert summary(findings, "none", "sensory") == (
        ("Red flags", "none of 8"),
        ("Neurological", "sensory; dermatomes abnormal C6 left; myotomes, reflexes normal"),
        ("Mechanism", "slept badly"),
        ("Pain", "left, with headaches"),
        ("Motion", "flexion 40, rotation 45/70.5, lateral flexion –/20 degrees"),
        ("Tests", "positive: Spurling left; negative: distraction"),
        ("Palpation", "scalenes left 3/4 active point, rhomboids left 2/4 latent point, scm left 1/4, "
                      "multifidi right 1/4, 1 more".replace("scm", "SCM")),
        ("Root cause", "screen too low"),
        ("Target tissues", "scalenes"),
        ("Note", "again in June"),
    )  # fmt: skip


def test_a_palpation_that_found_nothing_says_so():
    assert dict(summary(Findings(palpation=(Palpated("scm", "left", 0),)), "none", "none"))["Palpation"] == (
        "nothing tender"
    )


@pytest.mark.parametrize("findings", ["{", "[]", '{"motion": {"flexion": 900}}', '{"tests": {"spurling": 3}}'])
def test_findings_that_are_damaged_leave_what_was_decided_on_them(findings):
    assert in_short([_record(findings)], DIRECTIONS) == (
        ("Red flags", "urgent"), ("Neurological", "motor"), ("Findings", UNREADABLE),
    )  # fmt: skip


def test_the_newest_evaluation_is_read_with_the_directions_of_its_condition():
    newest = _record('{"motion": {"extension": 20, "elevation": 110}}')
    assert in_short([], DIRECTIONS) == ()
    assert ("Motion", "extension 20 degrees") in in_short([_record("{"), newest], DIRECTIONS)
    assert ("Motion", "elevation 110 degrees") in in_short([newest], ("elevation",))


def _record(findings):
    return EvaluationRecord(1, 1, date(2026, 11, 3), "Dana Lee", "urgent", "motor", findings)
