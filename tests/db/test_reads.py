"""What the screens and reports read: on a day, and only what was on record by its end."""

from datetime import date, timedelta
from typing import Any

import pytest

from care.course import Visit
from db.clinic import clinic, rooms, staff
from db.courses import caseload
from db.days import day
from db.errors import NotFound
from db.opening import connect
from db.patients import detail, find
from db.reader import Reader
from db.referrals import open_referrals
from tests.db.fill import TODAY, Filler

YESTERDAY = TODAY - timedelta(1)
TOMORROW = TODAY + timedelta(1)


def test_the_clinic_its_people_and_rooms(fill: Filler, reader: Reader) -> None:
    for name in ("R10", "R2", "Quiet room", "R1"):
        fill.room(name)
    fill.room("R3", active=False)
    fill.staff("Dana Lee", source_id="p1")
    fill.staff("Left Long-Ago", active=False)
    assert clinic(reader).timezone == "America/Los_Angeles"
    assert rooms(reader) == ("Quiet room", "R1", "R2", "R10")
    assert [(one.name, one.role, one.source_id) for one in staff(reader)] == [
        ("Dana Lee", "practitioner", "p1"),
        ("Tom Becker", "owner", None),
    ]


def test_a_day_in_order_with_its_courses_and_patients(fill: Filler, reader: Reader) -> None:
    lee, soto = fill.staff("Dana Lee"), fill.staff("Ana Soto")
    mei = fill.patient(
        "Tanaka", "Mei", source_id="pt1", cautions="anticoagulant;pacemaker", date_of_birth=date(1985, 1, 2)
    )
    omar = fill.patient("Haddad", "Omar")
    course = fill.course(mei, practitioner_id=lee, causes="device;posture", expected_min=6, expected_max=10)
    other = fill.course(fill.patient("Not", "Today"))
    fill.visit(other, TODAY, 3)
    later = fill.appointment(
        mei, minute=660, course_id=course, practitioner_id=lee, room_id=fill.room(), source_id="a9"
    )
    second = fill.appointment(omar, minute=600, practitioner_id=lee)
    first = fill.appointment(
        fill.patient("Park", "Jo"), minute=600, practitioner_id=soto, status="arrived", arrived_utc=5
    )
    fill.appointment(mei, TOMORROW)
    found = day(reader, TODAY)
    assert [one.id for one in found.appointments] == [first, second, later]
    last = found.appointments[-1]
    assert (last.patient, last.practitioner, last.room, last.source_id) == ("Mei Tanaka", "Dana Lee", "R1", "a9")
    assert (last.on, last.minute, last.minutes, last.status) == (TODAY, 660, 30, "booked")
    assert found.appointments[0].arrived_utc == 5
    assert found.appointments[1].room == ""
    assert set(found.patients) == {mei, omar, found.appointments[0].patient_id}
    assert found.patients[mei].cautions == ("anticoagulant", "pacemaker")
    assert found.patients[mei].born == date(1985, 1, 2)
    assert set(found.courses) == {course}
    assert found.courses[course].causes == ("device", "posture")
    assert found.courses[course].expected == (6, 10)
    assert found.courses[course].expected_by_rule is True
    assert (found.closed_reason, found.proposals) == ("", 0)


def test_a_day_knows_of_closures_and_waiting_bookings(fill: Filler, reader: Reader) -> None:
    fill.closure(TODAY, "Thanksgiving")
    fill.closure(TOMORROW)
    fill.closure(YESTERDAY, "taken back", cancelled=True)
    fill.proposal("u1")
    fill.proposal("u2")
    fill.proposal("u3", state="settled")
    assert (day(reader, TODAY).closed_reason, day(reader, TODAY).proposals) == ("Thanksgiving", 2)
    assert day(reader, TOMORROW).closed_reason == "closed"
    assert day(reader, YESTERDAY).closed_reason == ""


def test_an_empty_day_is_a_day(reader: Reader) -> None:
    found = day(reader, TODAY)
    assert (found.on, found.appointments, found.courses, found.patients) == (TODAY, (), {}, {})


def test_a_past_day_knows_nothing_later(fill: Filler, reader: Reader) -> None:
    patient = fill.patient()
    course = fill.course(patient, closed_on=TODAY, outcome="resolved")
    fill.appointment(patient, YESTERDAY, course_id=course)
    fill.visit(course, TODAY, 2)
    fill.visit(course, YESTERDAY, 4, minute=700, ndi_percent=22, psfs=6.5, rom_degrees=50, groc=3)
    fill.visit(course, YESTERDAY, 5, minute=600)
    fill.evaluation(course, YESTERDAY, neuro="sensory")
    fill.evaluation(course, TODAY, red_flag="urgent", neuro="motor")
    fill.referral(course, YESTERDAY, status="sent", sent_on=TODAY)
    fill.referral(course, TODAY)
    then = day(reader, YESTERDAY).courses[course]
    assert then.visits == (Visit(YESTERDAY, 600, 5), Visit(YESTERDAY, 700, 4, 22, 6.5, 50, 3))
    assert (then.red_flag, then.neuro) == ("none", "sensory")
    assert (then.closed_on, then.outcome) == (None, None)
    assert [one.created_on for one in then.referrals] == [YESTERDAY]
    assert then.referrals[0].sent_on == TODAY
    fill.appointment(patient, TODAY, course_id=course)
    now = day(reader, TODAY).courses[course]
    assert len(now.visits) == 3
    assert (now.red_flag, now.neuro) == ("urgent", "motor")
    assert (now.closed_on, now.outcome) == (TODAY, "resolved")
    assert len(now.referrals) == 2


def test_the_newest_evaluation_counts_and_the_later_of_one_day(fill: Filler, reader: Reader) -> None:
    course = fill.course(fill.patient())
    fill.evaluation(course, TODAY, red_flag="urgent")
    fill.evaluation(course, TODAY, red_flag="none")
    fill.evaluation(course, YESTERDAY, red_flag="emergency")
    assert caseload(reader, TODAY)[0].course.red_flag == "none"


def test_the_caseload_is_what_was_open_that_day(fill: Filler, reader: Reader) -> None:
    kim = fill.staff("Kim Soto")
    mei = fill.patient("渡辺", "零")
    running = fill.course(mei, date(2026, 10, 1), practitioner_id=kim)
    closed_today = fill.course(fill.patient(), date(2026, 9, 1), closed_on=TODAY, outcome="discharged")
    old = fill.course(fill.patient(), date(2026, 1, 1), closed_on=date(2026, 2, 1))
    opens = fill.course(fill.patient(), TOMORROW)
    fill.visit(running, date(2026, 10, 2), 6)
    fill.appointment(mei, YESTERDAY, course_id=running, status="booked")
    fill.appointment(mei, TOMORROW, course_id=running, status="cancelled")
    following = fill.appointment(mei, TOMORROW, 700, course_id=running, status="confirmed")
    fill.appointment(mei, TOMORROW + timedelta(7), course_id=running)
    today = caseload(reader, TODAY)
    assert [row.course.id for row in today] == [running]
    assert (today[0].patient, today[0].practitioner, len(today[0].course.visits)) == ("渡辺 零", "Kim Soto", 1)
    assert today[0].next_appointment is not None
    assert today[0].next_appointment.id == following
    assert today[0].next_appointment.patient == "渡辺 零"
    assert [row.course.id for row in caseload(reader, YESTERDAY)] == [closed_today, running]
    assert [row.course.id for row in caseload(reader, date(2026, 1, 31))] == [old]
    assert [row.course.id for row in caseload(reader, TOMORROW)] == [running, opens]
    assert caseload(reader, date(2020, 1, 1)) == ()


def test_referrals_that_need_somebody(fill: Filler, reader: Reader) -> None:
    course = fill.course(fill.patient("Park", "Jo"), condition="shoulder")
    weiss = fill.provider("Dr Weiss", phone="555 0100")
    when = date(2026, 11, 1)

    def add(status: str, **more: Any) -> int:
        return fill.referral(course, more.pop("created_on", when), status=status, **more)

    sent = add(
        "sent", provider_id=weiss, kind="orthopaedic", sent_on=date(2026, 11, 2), source_id="r7", question="Why?"
    )
    draft, refused = add("draft"), add("declined_by_provider", ended_on=date(2026, 11, 5))
    closed = add("closed", closed_on=TODAY)
    cancelled = add("cancelled", ended_on=YESTERDAY)
    add("cancelled")
    add("draft", created_on=TOMORROW)
    today = open_referrals(reader, TODAY)
    assert [row.referral.id for row in today] == [sent, draft, refused]
    first = today[0]
    assert (first.patient, first.condition, first.provider_phone) == ("Jo Park", "shoulder", "555 0100")
    assert (first.referral.to, first.referral.kind, first.referral.source_id) == ("Dr Weiss", "orthopaedic", "r7")
    assert (first.referral.sent_on, first.referral.question) == (date(2026, 11, 2), "Why?")
    assert today[1].referral.to == ""
    assert today[2].referral.ended_on == date(2026, 11, 5)
    assert [row.referral.id for row in open_referrals(reader, YESTERDAY)] == [sent, draft, refused, closed]
    assert [row.referral.id for row in open_referrals(reader, date(2026, 11, 2))] == [
        sent, draft, refused, closed, cancelled,
    ]  # fmt: skip


def test_the_panel_of_a_patient(fill: Filler, reader: Reader) -> None:
    mei = fill.patient("Tanaka", "Mei")
    course, second = fill.course(mei), fill.course(mei, date(2026, 11, 1), condition="headache")
    fill.visit(course, date(2026, 11, 3), 5, points="GB20;GB21", techniques="gua_sha", note="upper back")
    fill.visit(course, date(2026, 11, 10), 4)
    fill.visit(course, TOMORROW, 3, points="LI4")
    now = fill.appointment(mei, TODAY, 600, course_id=course)
    following = fill.appointment(mei, TODAY, 700, course_id=course)
    fill.appointment(mei, TODAY, 650, course_id=second)
    shown = detail(reader, mei, course, TODAY, (TODAY, 600))
    assert shown.patient.name == "Mei Tanaka"
    assert shown.course is not None
    assert (shown.course.id, len(shown.course.visits)) == (course, 2)
    assert shown.last_treatment is not None
    assert (shown.last_treatment.on, shown.last_treatment.points) == (date(2026, 11, 3), ("GB20", "GB21"))
    assert (shown.last_treatment.techniques, shown.last_treatment.note) == (("gua_sha",), "upper back")
    assert shown.next_appointment is not None
    assert shown.next_appointment.id == following
    before = detail(reader, mei, course, TODAY, (TODAY, 599)).next_appointment
    assert before is not None
    assert before.id == now
    assert detail(reader, mei, course, TODAY, (TODAY, 700)).next_appointment is None


def test_the_panel_without_a_named_course_shows_the_newest_open_one(fill: Filler, reader: Reader) -> None:
    mei = fill.patient()
    fill.course(mei, date(2026, 9, 1))
    newest = fill.course(mei, date(2026, 10, 1))
    fill.course(mei, date(2026, 10, 5), closed_on=date(2026, 10, 9))
    fill.course(mei, TOMORROW)
    unlinked = fill.appointment(mei, TOMORROW)
    shown = detail(reader, mei, None, TODAY, (TODAY, 0))
    assert shown.course is not None
    assert shown.course.id == newest
    assert shown.next_appointment is not None
    assert shown.next_appointment.id == unlinked
    empty = detail(reader, fill.patient(), None, TODAY, (TODAY, 0))
    assert (empty.course, empty.last_treatment, empty.next_appointment) == (None, None, None)


def test_the_panel_never_mixes_two_patients(fill: Filler, reader: Reader) -> None:
    mei, other = fill.patient(), fill.patient("Park", "Jo")
    theirs = fill.course(other)
    fill.appointment(other, TOMORROW, course_id=theirs)
    shown = detail(reader, mei, theirs, TODAY, (TODAY, 0))
    assert (shown.course, shown.next_appointment) == (None, None)
    with pytest.raises(NotFound):
        detail(reader, 99, None, TODAY, (TODAY, 0))


class _Watched:
    """A reader that notes what it was asked."""

    def __init__(self, reader: Reader) -> None:
        self.asked: list[tuple[str, Any]] = []
        for name in ("rows", "row"):
            setattr(reader, name, self._noting(getattr(reader, name)))

    def _noting(self, ask: Any) -> Any:
        def noted(sql: str, params: Any = ()) -> Any:
            self.asked.append((sql, params))
            return ask(sql, params)

        return noted


@pytest.mark.parametrize("as_of", [TODAY, date(2020, 1, 1)], ids=["today", "past"])
@pytest.mark.parametrize("analyzed", [False, True])
def test_no_list_walks_through_a_whole_table(fill: Filler, reader: Reader, as_of: date, analyzed: bool) -> None:
    mei = fill.patient(phone="503 683 6219", date_of_birth=date(1969, 11, 4))
    for number in range(30):
        course = fill.course(fill.patient(f"P{number}"), closed_on=None if number % 2 else TODAY)
        fill.visit(course, YESTERDAY, 3)
    if analyzed:
        # What the planner would do with statistics of a small clinic, it must do in a large one too.
        _analyze(fill)
    watched = _Watched(reader)
    day(reader, as_of)
    caseload(reader, as_of)
    open_referrals(reader, as_of)
    detail(reader, mei, None, as_of, (as_of, 0))
    detail(reader, mei, 1, as_of, (as_of, 0))
    for text in ("tan", "tan mei", "503 683", "+1 503 683 tan", "4.11.1969", "tan 11/4/1969", "7", "pt7", "a@b"):
        find(reader, text)
    asked = [question for question in watched.asked if question[0].startswith("select")]
    assert len(asked) > 20
    large = ("appointment", "visit", "patient", "patient_term", "course", "referral", "evaluation", "audit_entry")
    aliases = {*large, "a", "v", "p", "t", "c", "r", "e", "n", *(f"o{number}" for number in range(9))}
    for sql, params in asked:
        for *_, step in reader.rows(f"explain query plan {sql}", params):
            words = step.split()
            if words[0] != "SCAN" or words[1] not in aliases:
                continue
            # The few waiting or open ones, by an index that holds no others, is no walk.
            assert "referral_open" in step, f"{step}\n{sql}"


def _analyze(fill: Filler) -> None:
    connection = connect(fill.path, query_only=False)
    connection.execute("analyze")
    connection.close()
