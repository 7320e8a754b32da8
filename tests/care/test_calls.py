"""Who to call: the reasons, their words and their order."""

from datetime import date, timedelta

from care.booking import Proposal
from care.calls import LAPSED_DAYS, Missed, Unbooked, to_call
from care.waiting import Place, WaitingEntry

TODAY = date(2026, 11, 20)


def _missed(number: int, on: date, patient: int = 1) -> Missed:
    return Missed(number, patient, f"P{patient}", "555", on, 600)


def _unbooked(number: int, last: date | None, patient: int = 0, opened: date = date(2026, 10, 1)) -> Unbooked:
    return Unbooked(number, patient or number, f"P{number}", "555", opened, last)


def _waits(number: int) -> WaitingEntry:
    return WaitingEntry(number, number, f"W{number}", "555", TODAY, since=TODAY - timedelta(number))


def test_the_most_pressing_first_and_numbered() -> None:
    booking = Proposal(4, "u", "Ann Lee", "Lee", "Ann", "555", "", TODAY + timedelta(3), 630, 30)
    place = Place(TODAY, 660, 30, 2, "Dana Lee")
    calls = to_call(
        TODAY,
        [booking],
        [(place, (_waits(7),))],
        [_missed(1, TODAY - timedelta(2))],
        [_unbooked(1, TODAY - timedelta(LAPSED_DAYS)), _unbooked(2, TODAY - timedelta(LAPSED_DAYS - 1))],
    )
    assert [one.kind for one in calls] == ["booking", "waiting", "no_show", "lapsed", "nothing_booked"]
    assert [one.rank for one in calls] == [0, 1, 2, 3, 4]
    assert [one.why for one in calls] == [
        "booked online for Mon 23 Nov 10:30, patient not known yet",
        "waits for a place: Fri 20 Nov 11:00 with Dana Lee is free",
        "did not come on Wed 18 Nov 10:00, nothing booked since",
        "nothing booked, no visit for 21 days",
        "nothing booked, last visit Sat 31 Oct",
    ]
    assert [(one.proposal_id, one.waiting_id, one.appointment_id, one.course_id) for one in calls] == [
        (4, None, None, None), (None, 7, None, None), (None, None, 1, None), (None, None, None, 1),
        (None, None, None, 2),
    ]  # fmt: skip
    assert calls[1].place == place
    assert calls[1].since == TODAY - timedelta(7)


def test_within_a_reason_who_remembers_and_who_was_forgotten_longest() -> None:
    days = [TODAY - timedelta(number) for number in (30, 25, 3, 9)]
    missed = [_missed(number, day, number) for number, day in enumerate(days)]
    unbooked = [_unbooked(number, day) for number, day in enumerate(days, 10)]
    calls = to_call(TODAY, [], [], missed, unbooked)
    assert [one.since for one in calls if one.kind == "no_show"] == sorted(days, reverse=True)
    assert [one.since for one in calls if one.kind == "lapsed"] == [days[1], days[0]]
    assert [one.since for one in calls if one.kind == "nothing_booked"] == [days[3], days[2]]


def test_a_patient_is_called_once_for_each_reason() -> None:
    yesterday = TODAY - timedelta(1)
    calls = to_call(
        TODAY,
        [],
        [],
        [_missed(1, yesterday), _missed(2, TODAY)],
        [_unbooked(1, yesterday, 1), _unbooked(2, yesterday, 1)],
    )
    assert [(one.kind, one.patient_id) for one in calls] == [("no_show", 1), ("nothing_booked", 1)]
    assert calls[0].appointment_id == 2


def test_a_course_never_begun_counts_from_its_opening() -> None:
    fresh, old = _unbooked(1, None, opened=TODAY), _unbooked(2, None, opened=TODAY - timedelta(40))
    calls = to_call(TODAY, [], [], [], [fresh, old])
    assert [(one.kind, one.course_id) for one in calls] == [("lapsed", 2), ("nothing_booked", 1)]
    assert calls[1].why == "nothing booked, no visit yet, course opened Fri 20 Nov"


def test_each_place_is_offered_to_one_and_each_waiting_person_one_place() -> None:
    first, second, third = (Place(TODAY, minute, 30) for minute in (600, 630, 660))
    both = (_waits(1), _waits(2))
    calls = to_call(TODAY, [], [(first, both), (second, both), (third, both)], [], [])
    assert [(one.waiting_id, one.place) for one in calls] == [(1, first), (2, second)]


def test_bookings_that_are_over_are_no_call() -> None:
    past = Proposal(4, "u", "Ann Lee", "", "", "", "", TODAY - timedelta(1), 630, 30)
    assert to_call(TODAY, [past], [], [], []) == ()
