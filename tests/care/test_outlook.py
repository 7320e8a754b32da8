"""What would change the advice: held against the rules themselves, score by score."""

import re
from datetime import date, timedelta
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care.advice import ADVICE_LABELS
from care.assessment import assess_course
from care.course import Course, Visit
from care.outlook import MOST_SENTENCES, would_change
from care.referral import Referral
from tests.care.support import PROTOCOL

OPENED = date(2026, 6, 1)
AS_OF = date(2026, 10, 20)
FLAT = [6, 6, 6, 5, 6, 6, 6, 6]


def course(nprs=(), **other):
    """A moderate, chronic course (8-12 visits) with a visit a week; None where pain was not scored."""
    visits = tuple(Visit(OPENED + timedelta(7 * place), 600, nprs=score) for place, score in enumerate(nprs))
    known = {"severity": "moderate", "onset_date": date(2026, 1, 1), "visits": visits} | other
    return Course(1, None, 1, 1, "neck_pain", OPENED, **known)


def referral(kind, status, number=1):
    on = OPENED + timedelta(30)
    return Referral(number, None, 1, kind, "routine", "X", status, on, sent_on=on, closed_on=on, ended_on=on)


def told(given_course, as_of=AS_OF):
    return would_change(given_course, as_of, PROTOCOL)


@pytest.mark.parametrize(
    ("given_course", "sentences"),
    [
        (course([]), ("Whatever the pain at visit 1, scored or not: too early, continue (D12).",)),
        (course([7, 6, 6, 4, 5]), (
            "Pain 4 or less at visit 6: on track, continue (D13).",
            "Pain 5 to 10 at visit 6: slow, continue, change the treatment (D23).",
            "Without a score at visit 6: slow, continue, change the treatment (D23).",
        )),
        (course([4, 7, 7]), (
            "Pain 5 or less at visit 4: too early, continue (D12).",
            "Pain 6 to 10 at visit 4: worsening, re-evaluate (D08).",
        )),
        (course([None, 6, None, None, None]), (
            "Pain 4 or less at visit 6: on track, continue (D13).",
            "Pain 5 to 10 at visit 6: slow or stalled, continue, change the treatment (D23).",
        )),
        (course([5, 7, 6, 8, 8, 9, 0]), (
            "Pain 2 or less at visit 8: resolved, discharge (D05).",
            "Pain 3 at visit 8: on track, continue (D13).",
            "Pain 4 at visit 8: slow, continue, change the treatment (D23).",
            "Pain 5 or 6 at visit 8: stalled, refer for complementary care (D25).",
            "Pain 7 to 10 at visit 8: worsening, re-evaluate (D08).",
        )),
        (course(FLAT), (
            "Whatever the pain at visit 9, scored or not: stalled, refer for complementary care (D25).",
            "Once complementary care is asked for: stalled, continue, change the treatment (D26).",
            "If the patient declines it: stalled, continue, change the treatment (D27).",
        )),
        (course(FLAT, referrals=(referral("physical_therapy", "sent"),)), (
            "Whatever the pain at visit 9, scored or not: stalled, continue, change the treatment (D26).",
            "When the physical therapy is done: stalled, refer to the orthopaedic physician (D28).",
        )),
        (course(FLAT, referrals=(referral("massage", "closed"),)), (
            "Whatever the pain at visit 9, scored or not: stalled, refer to the orthopaedic physician (D28).",
            "Once the orthopaedic physician is asked: stalled, chase the open referral (D29).",
        )),
        (course(FLAT, referrals=(referral("massage", "closed"), referral("orthopaedic", "sent", 2))), (
            "Whatever the pain at visit 9, scored or not: stalled, chase the open referral (D29).",
            "When the orthopaedic physician has seen the patient: stalled, follow the specialist's plan (D30).",
        )),
        (course([6] * 12, referrals=(referral("chiropractic", "sent"),)), (
            "Whatever the pain at visit 13, scored or not: past the range, chase the open referral (D21).",
            "When the chiropractic care is done: stalled, refer to the orthopaedic physician (D22).",
            "If the patient declines the chiropractic care: stalled, refer to the orthopaedic physician (D22).",
        )),
        (course(FLAT, neuro="motor"), (
            "Whatever the pain at visit 9, scored or not: stalled, refer to the orthopaedic physician soon (D04).",
            "Once the orthopaedic physician is asked: stalled, refer for complementary care (D25).",
        )),
        (course(FLAT, red_flag="urgent"), (
            "No score changes this. When the red flag is cleared: stalled, refer for complementary care (D25).",
        )),
    ],
)  # fmt: skip
def test_a_few_sentences_say_what_would_follow(given_course, sentences):
    assert told(given_course) == sentences


def test_the_newest_complementary_referral_is_the_one_that_is_named():
    older = referral("massage", "declined_by_patient", 1)
    assert told(course(FLAT, referrals=(older, referral("chiropractic", "sent", 2))))[1].startswith(
        "When the chiropractic care is done"
    )
    draft = referral("massage", "draft", 3)
    assert told(course(FLAT, referrals=(referral("chiropractic", "sent", 2), draft)))[1].startswith(
        "When the chiropractic care is done"
    )


def test_the_next_visit_may_give_a_referral_its_four_visits():
    """Attended, and three visits since: after the next one complementary care counts as done."""
    attended = referral("massage", "attended")._replace(attended_on=OPENED + timedelta(7 * 4 + 2))
    as_of = OPENED + timedelta(7 * 7)
    given_course = course(FLAT, referrals=(attended,))
    assert assess_course(given_course, as_of, PROTOCOL).rule == "D26"
    assert told(given_course, as_of) == (
        "Whatever the pain at visit 9, scored or not: stalled, refer to the orthopaedic physician (D28).",
        "When the massage is done: stalled, refer to the orthopaedic physician (D28).",
    )


def test_a_visit_of_today_makes_the_next_one_another_day():
    given_course = course(FLAT)
    assert "visit 9" in told(given_course, given_course.visits[-1].on)[0]
    assert "visit 9" in told(given_course, given_course.visits[-1].on + timedelta(1))[0]


def test_a_day_in_the_past_knows_only_what_was_on_record_then():
    assert "at visit 3" in told(course(FLAT), OPENED + timedelta(7))[0]


def test_nothing_is_said_of_a_closed_course():
    assert told(course(FLAT, closed_on=AS_OF)) == ()


def test_the_end_of_the_calendar_is_no_trouble():
    late = course()._replace(visits=(Visit(date.max, 600, nprs=6),))
    assert told(late, date.max)


def after(given_course, score, as_of=AS_OF):
    """What the rules say of a course with one more visit."""
    more = given_course._replace(visits=(*given_course.visits, Visit(as_of, 600, nprs=score)))
    return assess_course(more, as_of, PROTOCOL)


def said_of(score, sentences):
    """The advice and rules the sentences give for a score, each sentence that speaks of it."""
    found = []
    for sentence in sentences:
        head, _, rest = sentence.partition(": ")
        low, high = (0, 10) if head.startswith("Whatever") else (1, 0)
        if span := re.fullmatch(r"Pain (\d+)(?: (or less|or|to))?(?: (\d+))? at visit \d+", head):
            low = high = int(span[1])
            if span[2] == "or less":
                low = 0
            elif span[3]:
                high = int(span[3])
        if low <= score <= high:
            found.append(rest)
    return found


scores = st.lists(st.none() | st.integers(0, 10), max_size=17)
kinds = st.sampled_from(["chiropractic", "physical_therapy", "massage", "orthopaedic"])
states = st.sampled_from(["draft", "sent", "attended", "closed", "declined_by_patient", "cancelled"])
referrals = st.lists(st.builds(referral, kinds, states, st.integers(1, 9)), max_size=3, unique_by=lambda one: one.id)


@settings(deadline=None, max_examples=80)
@given(scores, referrals.map(tuple), st.sampled_from(["none", "sensory", "motor"]))
def test_every_score_is_spoken_of_once_and_as_the_rules_judge_it(nprs, sent, neuro):
    given_course = course(nprs, referrals=sent, neuro=neuro)
    sentences = told(given_course)
    assert 1 <= len(sentences) <= MOST_SENTENCES
    for score in range(11):
        judged = after(given_course, score)
        (words,) = said_of(score, sentences)
        assert ADVICE_LABELS[judged.advice] in words
        assert judged.rule in words


@settings(deadline=None, max_examples=80)
@given(scores, referrals.map(tuple))
def test_a_visit_without_a_score_is_spoken_of_where_the_advice_changes(nprs, sent):
    given_course = course(nprs, referrals=sent)
    sentences = told(given_course)
    judged = after(given_course, None)
    spoken = [one for one in sentences if one.startswith("Without a score") or "scored or not" in one]
    assert all(ADVICE_LABELS[judged.advice] in one for one in spoken)
    now = assess_course(given_course, AS_OF, PROTOCOL)
    assert spoken or judged.advice == now.advice or len(sentences) == MOST_SENTENCES


def test_it_is_quick_enough_to_open_with_a_key():
    given_course = course(FLAT * 2, referrals=(referral("massage", "sent"),))
    spent = []
    for _ in range(30):
        start = process_time()
        told(given_course)
        spent.append(process_time() - start)
    assert min(spent) < 0.003
