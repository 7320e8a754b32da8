"""What is proposed when the advice is a referral: kind, provider, urgency, question, day."""

import re
from datetime import date, timedelta

import pytest

from care.advice import ADVICE_TABLE
from care.assessment import assess_course
from care.course import CLASSES, Course, Visit
from care.referral import KINDS, Referral
from care.referring import (
    ORTHOPAEDIC_ADVICE,
    ProviderChoice,
    propose,
    providers_for,
    question_for,
    report_days,
    respond_by,
)
from tests.care.support import PROTOCOL

OPENED = date(2026, 6, 1)

MOTION = ProviderChoice(1, "Motion PT", "physical_therapy", True, 9, 7, date(2026, 5, 1))
SPINE = ProviderChoice(2, "Spine & Joint", "chiropractic", True, 2, 1, date(2026, 4, 1))
WEISS = ProviderChoice(3, "Dr Weiss", "orthopaedic", True, 4, 4, date(2026, 1, 1))
ROLAND = ProviderChoice(4, "Dr Roland", "orthopaedic", False, 40, 40, date(2025, 1, 1))
PROVIDERS = (MOTION, SPINE, WEISS, ROLAND)


def course(nprs, **other):
    """A moderate, chronic course with a visit every week; `nprs` has None where pain was not scored."""
    visits = tuple(Visit(OPENED + timedelta(7 * number), 600, nprs=score) for number, score in enumerate(nprs))
    known = {"severity": "moderate", "onset_date": date(2026, 1, 1), "visits": visits} | other
    return Course(1, None, 1, 1, "neck_pain", OPENED, **known)


def proposal(given, providers=PROVIDERS):
    """What is proposed after the last visit of a course, and the rule it came from."""
    as_of = given.visits[-1].on if given.visits else OPENED
    found = assess_course(given, as_of, PROTOCOL)
    return found.rule, propose(found, given, providers, as_of, PROTOCOL)


def done(kind, on=OPENED):
    return Referral(1, None, 1, kind, "routine", "X", "closed", on, sent_on=on, closed_on=on)


FLAT = [6, 6, 6, 5, 6, 6, 6, 6]


@pytest.mark.parametrize(
    ("rule", "given", "kind", "urgency", "words"),
    [
        ("D01", course(FLAT, red_flag="emergency"), "orthopaedic", "urgent",
         ["Please assess today", "red flag, emergency", "after 8 of 8-12 visits", "No neck treatment"]),
        ("D02", course(FLAT, red_flag="urgent"), "orthopaedic", "urgent",
         ["Please assess urgently", "when may the neck be treated again"]),
        ("D04", course([6, 5], neuro="motor"), "orthopaedic", "urgent",
         ["Please assess soon", "motor finding", "spinal cord", "pain 6 at baseline, 5 now"]),
        ("D09", course([4, 4, 5, 6, 7, 7, 7]), "orthopaedic", "routine",
         ["neck pain worse than at baseline after 7 of 8-12 visits (pain 4 at baseline, 7 now), seen at visits 6 and 7",
          "Why does it worsen"]),
        ("D14", course(FLAT, neuro="sensory"), "orthopaedic", "routine", ["sensory finding", "nerve root involved"]),
        ("D19", course([6] * 16), "orthopaedic", "routine",
         ["after 16 visits where 8-12 were expected", "well past the expected visits", "should acupuncture end"]),
        ("D20", course([6] * 12), "chiropractic", "routine",
         ["after 12 of 8-12 visits", "complementary care has not been tried", "goes on beside it"]),
        ("D22", course([6] * 12, referrals=(done("massage"),)), "orthopaedic", "routine",
         ["the expected visits are used up, and complementary care has been tried"]),
        ("D25", course(FLAT), "chiropractic", "routine",
         ["Please assess: no meaningful change in neck pain after 8 of 8-12 visits (pain 6 at baseline, 6 now), seen "
          "at visits 7 and 8."]),
        ("D28", course(FLAT, referrals=(done("massage"),)), "orthopaedic", "routine",
         ["no meaningful change in neck pain", "complementary care has been tried beside it"]),
    ],
)  # fmt: skip
def test_each_rule_asks_its_own_question_with_the_numbers(rule, given, kind, urgency, words):
    found, proposed = proposal(given)
    assert found == rule
    assert (proposed.kind, proposed.urgency) == (kind, urgency)
    for part in words:
        assert part in proposed.question


def test_every_rule_that_refers_is_asked_about_above_and_no_other_refers():
    refers = {row.rule for row in ADVICE_TABLE if row.advice.startswith("refer_")}
    assert refers == {"D01", "D02", "D04", "D09", "D14", "D19", "D20", "D22", "D25", "D28"}
    assert set(ORTHOPAEDIC_ADVICE) | {"refer_complementary"} == {
        row.advice for row in ADVICE_TABLE if row.rule in refers
    }


@pytest.mark.parametrize(
    ("exam_class", "kinds", "chosen"),
    [
        ("mobility", ("chiropractic", "physical_therapy"), 2),
        ("coordination", ("physical_therapy",), 1),
        ("headache", ("physical_therapy", "chiropractic"), 1),
        ("radiating", ("physical_therapy",), 1),
        ("muscular", ("massage",), None),
        (None, ("chiropractic", "physical_therapy", "massage"), 2),
    ],
)
def test_complementary_care_follows_the_class_of_the_exam(exam_class, kinds, chosen):
    _, proposed = proposal(course(FLAT, exam_class=exam_class))
    assert proposed.kinds == kinds and proposed.provider_id == chosen
    radiating = exam_class == "radiating"
    assert ("no thrust manipulation" in proposed.question) == radiating
    assert proposed.caution == ("no thrust manipulation" if radiating else "")


def test_the_first_kind_somebody_is_known_for_is_proposed_and_the_order_of_choices_stays():
    _, proposed = proposal(course(FLAT, exam_class="mobility"), (MOTION,))
    assert (proposed.kind, proposed.kinds, proposed.provider_id) == (
        "physical_therapy", ("chiropractic", "physical_therapy"), 1,
    )  # fmt: skip
    assert "exercise" in proposed.question
    _, nobody = proposal(course(FLAT, exam_class="mobility"), ())
    assert (nobody.kind, nobody.provider_id) == ("chiropractic", None)


def test_of_a_kind_the_most_used_comes_first_then_the_last_used_and_nobody_retired():
    late = ProviderChoice(7, "Late", "massage", True, 2, 0, date(2026, 5, 2))
    early = ProviderChoice(6, "Early", "massage", True, 2, 2, date(2026, 5, 1))
    never, other = ProviderChoice(9, "B never", "massage"), ProviderChoice(8, "A never", "massage")
    most = ProviderChoice(5, "Most", "massage", True, 3)
    gone = ProviderChoice(4, "Gone", "massage", False, 90)
    found = providers_for("massage", (never, early, gone, late, MOTION, most, other))
    assert [one.id for one in found] == [5, 7, 6, 8, 9]


def test_a_report_is_asked_for_within_the_protocol_s_days():
    assert (report_days("routine", PROTOCOL), report_days("urgent", PROTOCOL)) == (30, 5)
    rules = PROTOCOL.referral._replace(report_in_all_days=3)
    assert report_days("urgent", PROTOCOL._replace(referral=rules)) == 3
    _, proposed = proposal(course(FLAT))
    assert proposed.respond_by == OPENED + timedelta(49 + 30)
    assert respond_by("routine", date(9999, 12, 20), PROTOCOL) == date.max


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (course([]), "neck pain, before the first visit."),
        (course([None, None, None]), "too few scores to judge the change by, after 3 of 8-12 visits (pain has no base"),
        (course([6]), "pain 6 at baseline, not scored since"),
        (course([6, 5, None, None, None, None]), "5 when last scored at visit 2"),
        (course([7.5, 5.5]), "pain 7.5 at baseline, 5.5 now"),
        (course([6, 5])._replace(condition="low_back_pain"), "in low back pain"),
        (course([6, 5], expected=(8, 8)), "after 2 of 8 visits"),
    ],
)
def test_what_is_not_known_is_said_and_never_made_up(given, words):
    assert words in question_for("D12", "massage", given, OPENED + timedelta(400), PROTOCOL)


def test_another_condition_is_asked_about_by_its_own_name_place_and_questionnaire():
    back = course(FLAT)._replace(condition="low_back_pain")
    first, *rest, last = back.visits
    back = back._replace(visits=(first._replace(ndi_percent=40), *rest, last._replace(ndi_percent=38)))
    _, proposed = proposal(back)
    assert "no meaningful change in low back pain" in proposed.question
    assert "joints of the low back and pelvis" in proposed.question
    assert f"{PROTOCOL.function_of('low_back_pain').short} 40 % at visit 1, 38 % at visit 8" in proposed.question
    _, held = proposal(back._replace(red_flag="emergency"))
    assert "No low back treatment" in held.question and held.caution == "no low back treatment"
    elsewhere = back._replace(condition="knee_pain", red_flag="urgent")
    assert proposal(elsewhere)[1].caution == "painful region treatment is held until the red flag is cleared"


def test_function_stands_beside_pain_where_it_was_measured():
    given = course(FLAT)
    first, *rest, last = given.visits
    visits = (first._replace(ndi_percent=40, psfs=4), *rest, last._replace(ndi_percent=38, psfs=4.5))
    _, proposed = proposal(given._replace(visits=visits))
    assert "NDI 40 % at visit 1, 38 % at visit 8; PSFS 4 at visit 1, 4.5 at visit 8" in proposed.question


def test_a_finding_is_told_to_whoever_is_asked():
    rule, proposed = proposal(course(FLAT, neuro="sensory", referrals=(done("orthopaedic"),)))
    assert rule == "D25" and proposed.kind == "chiropractic"
    assert "A sensory finding is on record." in proposed.question
    assert proposed.caution == "sensory finding on record"
    _, held = proposal(course(FLAT, red_flag="urgent"))
    assert held.caution == "neck treatment is held until the red flag is cleared"


def test_without_the_advice_to_refer_the_class_still_proposes():
    rule, proposed = proposal(course([6, 4, 2], exam_class="headache"))
    assert rule == "D12"
    assert (proposed.kind, proposed.urgency) == ("physical_therapy", "routine")
    assert proposed.question.startswith("Please assess: meaningful change in neck pain after 3 of 8-12 visits")


@pytest.mark.parametrize("exam_class", [None, *CLASSES])
@pytest.mark.parametrize("neuro", ["none", "sensory", "motor"])
def test_every_rule_and_kind_makes_whole_sentences(exam_class, neuro):
    for nprs in ([], [None], [6], FLAT, [6] * 17):
        given = course(nprs, exam_class=exam_class, neuro=neuro)
        for kind in KINDS:
            for row in ADVICE_TABLE:
                said = question_for(row.rule, kind, given, OPENED + timedelta(400), PROTOCOL)
                assert re.fullmatch(r"Please assess.*[.?]", said)
                assert not re.search(r"None|  |\{|\.\.|,;|, \(|,\.|;\.", said)
                if exam_class == "radiating" and kind != "orthopaedic":
                    assert "no thrust manipulation" in said
