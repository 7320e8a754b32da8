"""A course as it stood on a day."""

from datetime import date, timedelta

from care.assessment import assess_course, case_of, scores_of
from care.course import Course, Visit
from care.referral import Referral
from tests.care.support import PROTOCOL

START = date(2026, 6, 1)


def day(number):
    return START + timedelta(number)


def course(*visits, **given):
    defaults = {"onset_date": day(-10), "expected": (5, 8)}
    return Course(1, "c1", 1, 1, "neck_pain", START, visits=tuple(visits), **defaults | given)


def visit(number, nprs=None, minute=600, **given):
    return Visit(day(number), minute, nprs=nprs, **given)


def test_visits_of_one_day_are_one_with_the_first_score_of_each_measure():
    found = case_of(
        course(visit(0, 6), visit(3, None, 540), visit(3, 5, 600, ndi_percent=30), visit(3, 2, 700, ndi_percent=10)),
        day(30),
        PROTOCOL,
    )
    assert (found.visits_done, found.nprs, found.ndi) == (2, ((1, 6), (2, 5)), ((2, 30),))


def test_every_measure_is_read_at_its_visit():
    found = case_of(course(visit(0, 6), visit(2, ndi_percent=30, psfs=4.5, rom_degrees=40, groc=-1)), day(30), PROTOCOL)
    assert (found.ndi, found.psfs, found.rom, found.groc) == (((2, 30),), ((2, 4.5),), ((2, 40),), ((2, -1),))


def test_only_what_was_on_record_by_that_day_counts():
    one = course(visit(0, 6), visit(3, 5), visit(6, 4))
    assert [case_of(one, day(on), PROTOCOL).visits_done for on in (-1, 0, 2, 3, 6, 9)] == [0, 1, 1, 2, 3, 3]
    assert assess_course(one, day(-1), PROTOCOL).status == "not_started"
    assert assess_course(one, day(5), PROTOCOL).current == 5


def test_duration_counts_to_visit_1_and_before_it_to_the_opening():
    one = course(visit(40, 6), onset_date=day(-10))
    assert assess_course(one, day(39), PROTOCOL).duration == "acute"
    assert assess_course(one, day(40), PROTOCOL).duration == "subacute"
    assert assess_course(course(onset_date=None), day(0), PROTOCOL).flags == ("severity_assumed", "duration_assumed")


def test_a_course_without_visits_is_held_against_a_provisional_range():
    assert assess_course(course(), START, PROTOCOL).expected == (5, 8)
    assert assess_course(course(onset_date=day(-100)), START, PROTOCOL).expected == (8, 12)
    assert assess_course(course(onset_date=day(-100), expected_by_rule=False), START, PROTOCOL).expected == (5, 8)


def test_what_the_practitioner_wrote_counts():
    one = course(visit(0, 9), severity="mild", goal_nprs=4, exam_class="radiating", red_flag="none", neuro="sensory")
    found = case_of(one, day(0), PROTOCOL)
    assert (found.severity, found.goal, found.radiating, found.neuro) == ("mild", 4, True, "sensory")
    assert assess_course(one, day(0), PROTOCOL).severity == "mild"
    assert not case_of(course(exam_class="headache"), day(0), PROTOCOL).radiating


def test_a_red_flag_stands_above_all():
    assert assess_course(course(red_flag="emergency"), START, PROTOCOL).rule == "D01"
    assert assess_course(course(visit(0, 6), red_flag="urgent"), START, PROTOCOL).rule == "D02"


def stalled(*referrals):
    return course(*(visit(3 * n, 6) for n in range(6)), referrals=referrals)


def referral(status, **days):
    dates = {f"{name}_on": day(number) for name, number in days.items()}
    return Referral(1, None, 1, "massage", "routine", "Stillwater", status, **{"created_on": day(5)} | dates)


def test_referrals_count_with_their_state_of_that_day():
    assert assess_course(stalled(), day(15), PROTOCOL).rule == "D25"
    sent_later = referral("sent", created=16, sent=16)
    assert assess_course(stalled(sent_later), day(15), PROTOCOL).rule == "D25"
    assert assess_course(stalled(sent_later), day(16), PROTOCOL).rule == "D26"
    attended = referral("attended", sent=6, attended=7)
    assert assess_course(stalled(attended), day(15), PROTOCOL).rule == "D26"
    assert assess_course(stalled(attended), day(35), PROTOCOL).rule == "D28"
    early = referral("attended", created=0, sent=0, attended=1)
    assert assess_course(stalled(early), day(11), PROTOCOL).complementary == "open"
    assert assess_course(stalled(early), day(12), PROTOCOL).complementary == "done"


def test_the_assessment_carries_what_a_screen_shows():
    one = course(visit(0, 6, ndi_percent=40, psfs=4), visit(3, 5), visit(6, 4, ndi_percent=20, psfs=7))
    found = assess_course(one, day(6), PROTOCOL)
    assert (found.ndi.baseline, found.ndi.current, found.ndi.change) == (40, 20, -20)
    assert (found.psfs.baseline, found.psfs.current, found.rom.current, found.rom.change) == (4, 7, None, None)
    assert (found.baseline, found.current, found.goal, found.severity, found.duration) == (
        6, 4.5, 2, "moderate", "acute",
    )  # fmt: skip


def test_scores_by_visit_keep_their_gaps():
    assert scores_of(((1, 6), (3, 4)), 4) == (6, None, 4, None)
