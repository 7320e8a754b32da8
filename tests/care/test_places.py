"""Hours and free places: against examples, and against a slow search minute by minute."""

from datetime import date, timedelta
from random import Random

import pytest

from care.hours import Away, Hours, Opening, Span, closed_reason, why_not, working
from care.places import (
    Calendar,
    Place,
    Taken,
    fits,
    free_places,
    most_at_once,
    next_place,
    places_after,
    rhythm,
    series,
    taken_by,
    week,
)

MONDAY = date(2026, 11, 23)
SUNDAY = MONDAY - timedelta(1)
LEE, KIM = 1, 2
USUAL = Hours(Span(480, 1080))
FULL = Hours(
    Span(480, 1080),
    {1: Opening(Span(540, 1020), Span(720, 780)), 3: Opening(None), 7: Opening(Span(600, 720))},
    {(LEE, 1): (Span(500, 700), Span(760, 1100)), (LEE, 2): ()},
    {MONDAY + timedelta(3): "Thanksgiving"},
    (Away(5, KIM, MONDAY, MONDAY + timedelta(1), "course"),),
)


def taken(start: int, end: int, who: int = LEE, room: str = "R1", patient: int = 9, key: int = 1) -> Taken:
    return Taken(key, start, end, who, room, patient, "Jo Park")


def calendar(
    hours: Hours = USUAL, *some: Taken, on: date = MONDAY, rooms: tuple[str, ...] = ("R1", "R2"), **more
) -> Calendar:
    return Calendar(hours, {on: some}, rooms, {LEE: "Dana Lee", KIM: "Kim Soto"}, **more)


def test_the_usual_hours_hold_from_monday_to_saturday() -> None:
    for number in range(6):
        assert working(USUAL, LEE, MONDAY + timedelta(number)) == (Span(480, 1080),)
    assert working(USUAL, LEE, SUNDAY) == ()
    assert closed_reason(USUAL, LEE, SUNDAY) == "closed"


def test_lunch_own_hours_and_the_clinics_own_cut_each_other() -> None:
    assert working(FULL, LEE, MONDAY) == (Span(540, 700), Span(780, 1020))
    assert working(FULL, None, MONDAY) == (Span(540, 720), Span(780, 1020))
    assert working(FULL, LEE, MONDAY + timedelta(1)) == ()
    assert working(FULL, KIM, MONDAY) == ()
    assert working(FULL, KIM, MONDAY + timedelta(4)) == (Span(480, 1080),)
    assert working(FULL, KIM, SUNDAY) == (Span(600, 720),)


@pytest.mark.parametrize(
    ("who", "day", "minute", "minutes", "words"),
    [
        (LEE, 0, 540, 30, None),
        (LEE, 0, 780, 240, None),
        (LEE, 0, 530, 30, "outside the opening hours"),
        (LEE, 0, 1000, 30, "outside the opening hours"),
        (LEE, 0, 700, 30, "falls into lunch (12:00-13:00)"),
        (LEE, 0, 690, 20, "Dana does not work 11:30-11:50"),
        (LEE, 1, 600, 30, "does not work on Tuesdays"),
        (LEE, 2, 600, 30, "closed on Wednesdays"),
        (LEE, 3, 600, 30, "closed on 2026-11-26 (Thanksgiving)"),
        (KIM, 1, 600, 30, "away on 2026-11-24 (course)"),
        (KIM, 0, 600, 30, "away on 2026-11-23 until 2026-11-24 (course)"),
        (None, 1, 600, 30, None),
    ],
)
def test_what_stands_against_a_time(who: int | None, day: int, minute: int, minutes: int, words: str | None) -> None:
    found = why_not(FULL, who, "Dana", MONDAY + timedelta(day), minute, minutes)
    assert (found is None) is (words is None)
    assert words is None or words in (found or "")


def test_why_nobody_can_come_in_a_word() -> None:
    days = [closed_reason(FULL, LEE, MONDAY + timedelta(number)) for number in range(4)]
    assert days == ["", "day off", "closed", "Thanksgiving"]
    assert closed_reason(FULL, KIM, MONDAY) == "course"


def test_free_places_leave_out_who_is_there_and_take_a_free_room() -> None:
    known = calendar(USUAL, taken(600, 630), taken(630, 660, KIM, "R1", 8, 2))
    found = {place.minute: place for place in free_places(known, MONDAY, LEE, 30, room="R1")}
    assert 570 in found and 600 not in found and 585 not in found
    assert found[570].room == "R1"
    assert found[630].room == "R2"
    assert max(found) == 1050


def test_no_place_without_a_room_and_none_where_the_patient_is() -> None:
    full = calendar(USUAL, taken(480, 1080, KIM, "R1"), taken(480, 700, KIM, "R2", 8, 2))
    assert free_places(full, MONDAY, LEE, 30)[0].minute == 705
    assert free_places(calendar(rooms=()), MONDAY, LEE, 30)[0] == Place(MONDAY, 480, 30, LEE, None)
    busy = calendar(USUAL, taken(480, 1000, KIM, patient=4))
    assert free_places(busy, MONDAY, LEE, 30, patient_id=4)[0].minute == 1005


def test_a_time_the_clocks_skip_is_no_place() -> None:
    known = calendar(skipped={MONDAY: (Span(480, 540),)})
    assert free_places(known, MONDAY, LEE, 30)[0].minute == 540


def test_the_search_by_bits_finds_what_a_search_by_minutes_finds() -> None:
    chance = Random(7)
    rooms = ("R1", "R2", "R3")
    for _ in range(150):
        some = tuple(
            taken(start, start + chance.randint(5, 120), chance.choice((LEE, KIM)), chance.choice((*rooms, "")),
                  chance.randint(1, 5), number)
            for number, start in enumerate(chance.choices(range(470, 1100), k=chance.randint(0, 14)))
        )  # fmt: skip
        known = calendar(FULL, *some, rooms=rooms)
        minutes = chance.choice((15, 30, 45, 60, 90))
        found = {place.minute for place in free_places(known, MONDAY, LEE, minutes, patient_id=3)}
        slow = {
            minute
            for span in working(FULL, LEE, MONDAY)
            for minute in range(span.start, span.end - minutes + 1, 15)
            if not any(
                one.start < minute + minutes
                and minute < one.end
                and (one.practitioner_id == LEE or one.patient_id == 3)
                for one in some
            )
            and any(
                not any(one.start < minute + minutes and minute < one.end and one.room == room for one in some)
                for room in rooms
            )
        }
        assert found == slow


def test_the_proposal_keeps_weekday_time_and_room() -> None:
    last = Place(MONDAY, 600, 30, LEE, "R2")
    assert next_place(calendar(), last, (MONDAY, 700)) == last._replace(on=MONDAY + timedelta(7))


def test_a_rhythm_that_has_passed_goes_on_in_the_week_to_come() -> None:
    last = Place(MONDAY, 600, 30, LEE)
    for days, minute, weeks in [(7, 600, 1), (7, 601, 2), (8, 0, 2), (13, 0, 2), (14, 700, 3), (-30, 0, 1)]:
        assert rhythm(last, (MONDAY + timedelta(days), minute)).on == MONDAY + timedelta(7 * weeks)


def test_a_taken_proposal_gives_the_nearest_later_one() -> None:
    on = MONDAY + timedelta(7)
    last = Place(MONDAY, 600, 30, LEE, "R1")
    known = calendar(USUAL, taken(600, 640), on=on)
    assert next_place(known, last, (MONDAY, 700)) == Place(on, 645, 30, LEE, "R1")
    whole = calendar(USUAL, taken(480, 1080), on=on)
    assert next_place(whole, last, (MONDAY, 700)) == Place(on + timedelta(1), 480, 30, LEE, "R1")


def test_off_the_quarter_hour_a_rhythm_is_kept_too() -> None:
    last = Place(MONDAY, 607, 25, LEE, "R1")
    proposed = next_place(calendar(), last, (MONDAY, 700))
    assert proposed == last._replace(on=MONDAY + timedelta(7))
    assert proposed is not None
    assert fits(calendar(), proposed)


def test_no_place_for_weeks_is_none_and_nobody_to_book_with_too() -> None:
    last = Place(MONDAY, 600, 30, LEE)
    shut = Hours(Span(480, 1080), absences=(Away(1, LEE, MONDAY, MONDAY + timedelta(400)),))
    assert next_place(calendar(shut), last, (MONDAY, 0)) is None
    assert next_place(calendar(), last._replace(practitioner_id=None), (MONDAY, 0)) is None


def test_places_go_on_over_days() -> None:
    found = [place for place, _ in zip(places_after(calendar(), LEE, 300, (MONDAY, 700)), range(24), strict=False)]
    assert found[0].minute == 705
    assert (found[6].on, found[6].minute) == (MONDAY + timedelta(1), 480)


def test_a_series_keeps_its_time_and_marks_what_booking_would_refuse() -> None:
    third = MONDAY + timedelta(14)
    some = (taken(590, 620, LEE, "R1", 7, 1), taken(600, 700, LEE, "R2", 8, 2))
    known = Calendar(FULL, {third: some}, ("R1", "R2", "R3"), {LEE: "Dana Lee"}, 2)
    found = series(known, Place(MONDAY, 600, 30, LEE, "R1"), 4)
    assert [one.place.on for one in found] == [MONDAY + timedelta(7 * number) for number in range(4)]
    assert {one.place.minute for one in found} == {600}
    assert [one.clash for one in found] == [None, None, "Dana Lee is taken 09:50-10:20 by Jo Park", None]
    roomy = series(known._replace(overlap_limit=3), Place(MONDAY, 600, 30, LEE, "R1"), 3)
    assert (roomy[2].clash, roomy[2].place.room) == (None, "R3")


def test_twice_weekly_takes_turns_and_says_what_is_closed() -> None:
    found = series(calendar(FULL), Place(MONDAY, 600, 30, LEE), 4, (3, 4))
    assert [(one.place.on - MONDAY).days for one in found] == [0, 3, 7, 10]
    assert found[1].clash == "The clinic is closed on 2026-11-26 (Thanksgiving)"
    assert found[2].clash is None


def test_a_series_sees_the_patient_and_the_rooms_and_the_clocks() -> None:
    known = calendar(USUAL, taken(590, 620, KIM, "R1", 4), taken(590, 620, KIM, "R2", 5, 2))
    first = Place(MONDAY, 600, 30, LEE)
    assert series(known, first, 1, patient_id=4)[0].clash == "Jo Park has another appointment 09:50-10:20"
    assert series(known, first, 1)[0].clash == "No room is free"
    assert "clocks" in (series(calendar(skipped={MONDAY: (Span(600, 660),)}), first, 1)[0].clash or "")


def test_a_week_shows_taken_free_and_closed() -> None:
    known = calendar(FULL, taken(600, 630))
    found = week(known, MONDAY)
    plan = found.plans[LEE, MONDAY]
    assert len(found.days) == 7
    assert plan.free == (Span(540, 600), Span(630, 700), Span(780, 1020))
    assert [one.start for one in plan.taken] == [600]
    assert plan.places[0] == Place(MONDAY, 540, 30, LEE, "R1")
    assert found.plans[KIM, MONDAY].closed == "course"
    assert found.plans[KIM, MONDAY].places == ()


def test_how_many_at_once() -> None:
    assert most_at_once([]) == 0
    assert most_at_once([(0, 10), (10, 20)]) == 1
    assert most_at_once([(0, 10), (5, 20), (9, 12)]) == 3
    assert taken_by(taken(600, 630)) == "10:00-10:30 by Jo Park"
