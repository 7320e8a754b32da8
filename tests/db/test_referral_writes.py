"""A referral's loop through its writes: every step, what is refused, who was first, and how each is taken back."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from care.assessment import assess_course
from care.referral import NEXT_STATES, PENDING, STATES, state_on
from db.courses import courses_in
from db.errors import Conflict, NotFound, Refused
from db.reader import open_reader
from db.writes import referrals
from db.writes.undo import undo_last
from tests.db.desk import KIM
from tests.db.fill import TODAY
from tests.db.loop import PROTOCOL, QUESTION, WAY, Loop, ago, lead, noon

DATES = "sent_on, accepted_on, scheduled_on, appointment_on, attended_on, report_on, closed_on, ended_on"


@pytest.fixture
def loop(record_path: Path) -> Loop:
    """A desk with Jo Park's course, and two providers."""
    return Loop(record_path)


def test_a_referral_from_draft_to_closed(loop: Loop) -> None:
    begun = loop.desk(
        referrals.start, 1, "physical_therapy", provider_id=loop.motion, question=QUESTION, rule="D25",
        utc=noon(ago(40)),
    )  # fmt: skip
    key = begun.referral_id
    assert begun.said == "Jo Park, physical therapy: the referral to Motion PT is a draft."
    assert loop.facts(key, "status, urgency, respond_by, created_on") == (
        "draft", "routine", ago(10).isoformat(), ago(40).isoformat(),
    )  # fmt: skip
    said = [loop.step(key, state, **facts).said for state, facts in WAY]
    assert said[0] == "Jo Park, physical therapy: sent to Motion PT."
    assert said[2] == f"Jo Park, physical therapy: the visit is on {ago(30).isoformat()}."
    with pytest.raises(Refused, match="was not read yet"):
        loop.step(key, "closed", told_patient="x")
    read = loop(referrals.review, key, on=ago(19))
    assert read.said == "Jo Park, physical therapy: the report is read. Tell the patient, then close it."
    with pytest.raises(Refused, match="closed with what the patient was told"):
        loop.step(key, "closed", on=ago(18))
    with pytest.raises(Refused, match=r"read on .*, after that day"):
        loop.step(key, "closed", on=ago(20), told_patient="Exercises go on")
    loop.step(key, "closed", on=ago(18), told_patient="Exercises go on")
    dates = [ago(days).isoformat() for days in (38, 36, 35, 30, 30, 20, 18)]
    assert loop.facts(key, DATES) == (*dates, None)
    assert loop.facts(key, "report_from, report_summary, reviewed_on, told_patient") == (
        "A. Motion", "Weak deep flexors.", ago(19).isoformat(), "Exercises go on",
    )  # fmt: skip
    found = loop.detail(key)
    assert [(one.state, one.on) for one in found.events] == [
        ("draft", ago(40)), ("sent", ago(38)), ("accepted", ago(36)), ("scheduled", ago(35)), ("attended", ago(30)),
        ("report_received", ago(20)), ("report_received", ago(19)), ("closed", ago(18)),
    ]  # fmt: skip
    assert [one.note for one in found.events][:4] == ["by rule D25", "to Motion PT", "", f"for {ago(30).isoformat()}"]
    assert (found.patient, found.patient_phone, found.condition) == (
        "Jo Park",
        "555 0199",
        "neck_pain",
    )
    assert found.provider is not None
    assert (found.provider.name, found.provider.phone) == ("Motion PT", "555 0100")
    assert loop.listed() == ()
    assert [state_on(found.referral, ago(days)) for days in (41, 40, 37, 36, 32, 25, 19, 18)] == [
        None, "draft", "sent", "accepted", "scheduled", "attended", "report_received", "closed",
    ]  # fmt: skip


def test_declined_by_the_provider_and_sent_elsewhere(loop: Loop) -> None:
    key = lead(loop, "accepted")
    loop(referrals.correct, key, "sent", "the call was about somebody else")
    loop.step(key, "declined_by_provider", on=ago(10), note="no places")
    (row,) = loop.listed()
    assert (row.state, row.due, row.overdue_days) == ("declined_by_provider", ago(8), 8)
    assert loop.step(key, "draft", on=ago(9)).said.endswith("a draft again, for another provider.")
    assert loop.facts(key, f"provider_id, respond_by, {DATES}") == (*(None,) * 9, ago(9).isoformat())
    (row,) = loop.listed()
    assert (row.state, row.due, row.overdue_days, row.row.referral.to) == ("draft", ago(7), 7, "")
    with pytest.raises(Refused, match="no provider yet"):
        loop.step(key, "sent")
    with pytest.raises(Refused, match="before that"):
        loop.step(key, "sent", on=ago(20), provider_id=loop.alder)
    loop.step(key, "sent", on=ago(2), provider_id=loop.alder)
    (row,) = loop.listed()
    assert (row.state, row.due, row.row.referral.to) == ("sent", ago(2) + timedelta(7), "Alder Chiropractic")
    notes = [one.note for one in loop.detail(key).events]
    assert f"Motion PT declined; sent on {ago(38).isoformat()}, ended on {ago(10).isoformat()}" in notes[-2]
    assert notes[-1] == "to Alder Chiropractic"


@pytest.mark.parametrize("state", ["sent", "accepted", "scheduled", "no_show"])
def test_the_patient_refuses(loop: Loop, state: str) -> None:
    key = lead(loop, state)
    assert loop.step(key, "declined_by_patient", on=ago(5), note="no time").said.endswith("the patient refuses.")
    assert loop.facts(key, "status, ended_on") == ("declined_by_patient", ago(5).isoformat())
    assert loop.listed() == ()


@pytest.mark.parametrize("before", STATES)
def test_no_state_leads_where_the_loop_does_not(loop: Loop, before: str) -> None:
    key = lead(loop, before)
    kept = loop.desk.dump()
    for after in STATES:
        refusal = before in ("sent", "accepted", "scheduled") and after == "declined_by_patient"
        if after in NEXT_STATES[before] or refusal or after == before:
            continue
        with pytest.raises(Refused, match="does not follow"):
            loop.step(key, after, note="why", **({"appointment_on": TODAY} if after == "scheduled" else {}))
    assert loop.desk.dump() == kept


@pytest.mark.parametrize(
    ("before", "after", "facts", "words"),
    [
        ("draft", "cancelled", {}, "cancelled with a reason"),
        ("draft", "sent", {"on": TODAY + timedelta(1)}, "still to come"),
        ("draft", "sent", {"on": ago(41)}, "to send since .* before that"),
        ("draft", "sent", {"respond_by": ago(39), "on": ago(38)}, "before it is sent"),
        ("draft", "sent", {"provider_id": 99}, "no provider with number 99"),
        ("draft", "sent", {"appointment_on": TODAY}, "says nothing of appointment on"),
        ("accepted", "scheduled", {}, "no day"),
        ("accepted", "scheduled", {"appointment_on": ago(39)}, "it was sent on"),
        ("accepted", "scheduled", {"appointment_on": TODAY + timedelta(800)}, "years ahead"),
        ("sent", "scheduled", {"appointment_on": ago(10), "on": ago(5)}, "booked later"),
        ("no_show", "scheduled", {"appointment_on": ago(31)}, "one was missed on"),
        ("scheduled", "attended", {"on": ago(36)}, "before that"),
        ("attended", "report_received", {"on": ago(31)}, "before that"),
        ("attended", "report_received", {"told_patient": "x"}, "says nothing of told patient"),
        ("report_received", "no such", {}, "The step is"),
    ],
)  # fmt: skip
def test_a_step_that_cannot_be_is_refused_in_words(
    loop: Loop, before: str, after: str, facts: dict[str, Any], words: str
) -> None:
    key = lead(loop, before)
    kept = loop.desk.dump()
    with pytest.raises(Refused, match=words):
        loop.step(key, after, **facts)
    assert loop.desk.dump() == kept


def test_a_draft_is_sent_with_a_question_only(loop: Loop) -> None:
    key = loop.start(question=" ")
    with pytest.raises(Refused, match="asks nothing yet"):
        loop.step(key, "sent")
    loop(referrals.change, key, question=QUESTION)
    loop.step(key, "sent")
    assert loop.facts(key, "status, sent_on") == ("sent", TODAY.isoformat())


def test_a_visit_to_come_is_neither_missed_nor_attended_yet(loop: Loop) -> None:
    key = lead(loop, "accepted")
    loop.step(key, "scheduled", appointment_on=TODAY + timedelta(4))
    assert loop.facts(key, "scheduled_on") == (TODAY.isoformat(),)
    for state in ("no_show", "attended"):
        with pytest.raises(Refused, match="still to come"):
            loop.step(key, state)
    loop.step(key, "attended", on=TODAY)
    assert loop.facts(key, "attended_on, appointment_on") == (TODAY.isoformat(), (TODAY + timedelta(4)).isoformat())


def test_a_visit_noted_late_counts_from_its_own_day(loop: Loop) -> None:
    key = lead(loop, "accepted")
    loop.step(key, "scheduled", appointment_on=ago(6))
    assert loop.facts(key, "scheduled_on, appointment_on") == (ago(6).isoformat(),) * 2
    loop.step(key, "attended")
    assert loop.facts(key, "attended_on") == (ago(6).isoformat(),)


def test_a_missed_visit_gets_another_day_and_both_stay_readable(loop: Loop) -> None:
    key = lead(loop, "no_show")
    loop.step(key, "scheduled", appointment_on=TODAY + timedelta(2))
    assert loop.detail(key).events[-1].note == f"for {TODAY + timedelta(2)}, after the one missed on {ago(30)}"
    assert loop.listed()[0].due == TODAY + timedelta(3)


DUE = {
    "routine": {"draft": 2, "sent": 9, "accepted": 16, "scheduled": 11, "no_show": 17, "attended": 24,
                "report_received": 23, "declined_by_provider": 12},
    "urgent": {"draft": 0, "sent": 3, "accepted": 4, "scheduled": 11, "no_show": 11, "attended": 13,
               "report_received": 20, "declined_by_provider": 12},
}  # fmt: skip
"""Days after the referral was begun, worked out from the clinical page's table by hand: it is sent on day 2, accepted
on 4, the visit (or its miss, or the provider's refusal) is on 10, the report comes on 20."""


@pytest.mark.parametrize("urgency", ["routine", "urgent"])
@pytest.mark.parametrize("state", [*PENDING, "draft", "declined_by_provider"])
def test_each_state_goes_overdue_on_its_day(loop: Loop, state: str, urgency: str) -> None:
    lead(loop, state, urgency=urgency)
    due = ago(40) + timedelta(DUE[urgency][state])
    for day, late in ((due, 0), (due + timedelta(1), 1), (due + timedelta(9), 9)):
        (row,) = loop.listed(day)
        assert (row.state, row.due, row.overdue_days) == (state, due, late), day


@pytest.mark.parametrize("state", STATES)
def test_every_step_is_taken_back_whole(loop: Loop, state: str) -> None:
    key = lead(loop, "draft")
    dumps = [loop.desk.dump()]
    way = [*WAY, ("review", {}), ("closed", {"told_patient": "Go on"})]
    if state in ("no_show", "declined_by_patient", "declined_by_provider", "cancelled"):
        stop = {"no_show": 3, "declined_by_patient": 2, "declined_by_provider": 1, "cancelled": 0}[state]
        way = [*way[:stop], (state, {"note": "why", "on": ago(30)})]
    elif state == "draft":
        way = [way[0], ("declined_by_provider", {}), ("draft", {})]
    else:
        way = way[: [name for name, _ in way].index(state) + 1]
    for name, facts in way:
        if name == "review":
            loop(referrals.review, key)
        else:
            loop.step(key, name, **facts)
        dumps.append(loop.desk.dump())
    for before in reversed(dumps[:-1]):
        loop.desk(undo_last)
        assert loop.desk.dump() == before


def test_a_start_is_taken_back_and_its_step_cannot_be_once_it_went_on(loop: Loop) -> None:
    empty = loop.desk.dump()
    key = loop.start()
    loop.step(key, "sent", on=TODAY)
    loop.desk(referrals.called, key, "engaged", actor=KIM)
    kept = loop.desk.dump()
    loop.desk(undo_last)
    with pytest.raises(Conflict, match="Something was added to it since"):
        loop.desk(undo_last)
    loop.desk(undo_last, actor=KIM)
    loop.desk(undo_last)
    assert loop.desk.dump() == empty != kept
    with pytest.raises(NotFound):
        loop.desk(referrals.called, key, "anybody?")


def test_pressing_twice_changes_nothing_and_other_facts_are_not_lost(loop: Loop) -> None:
    key = lead(loop, "scheduled")
    version = loop.version(key)
    kept = loop.desk.dump()
    again = loop.step(key, "scheduled", on=ago(35), appointment_on=ago(30))
    assert (again.undo_id, loop.version(key)) == (None, version)
    with pytest.raises(Refused, match="with other facts"):
        loop.step(key, "scheduled", appointment_on=ago(29))
    assert loop.desk.dump() == kept


def test_two_people_at_once(loop: Loop) -> None:
    key = lead(loop, "sent")
    seen = loop.version(key)
    loop.desk(referrals.step, key, seen, "scheduled", appointment_on=TODAY, actor=KIM)
    kept = loop.desk.dump()
    with pytest.raises(Conflict, match="Kim Soto changed this referral meanwhile"):
        loop.desk(referrals.step, key, seen, "declined_by_provider")
    with pytest.raises(Conflict, match="Kim Soto changed this referral meanwhile"):
        loop.desk(referrals.step, key, seen, "scheduled", appointment_on=TODAY + timedelta(1))
    assert loop.desk(referrals.step, key, seen, "scheduled", appointment_on=TODAY).undo_id is None
    assert loop.desk.dump() == kept
    # what the other one did not touch is no conflict
    loop.desk(referrals.change, key, seen, urgency="urgent")
    assert loop.facts(key, "urgency, status") == ("urgent", "scheduled")


def test_a_correction_goes_back_and_keeps_what_it_cleared(loop: Loop) -> None:
    key = lead(loop, "closed")
    with pytest.raises(Refused, match="with a reason"):
        loop(referrals.correct, key, "sent", " ")
    with pytest.raises(Refused, match="was not “did not come” on its way"):
        loop(referrals.correct, key, "no_show", "mixed up")
    assert loop(referrals.correct, key, "accepted", "another patient's report").said.endswith("accepted again.")
    assert loop.facts(key, f"status, reviewed_on, told_patient, report_summary, {DATES}") == (
        "accepted", None, "", "", ago(38).isoformat(), ago(36).isoformat(), *(None,) * 6,
    )  # fmt: skip
    last = loop.detail(key).events[-1]
    assert (last.kind, last.state) == ("correction", "accepted")
    for kept in ("another patient's report (was closed;", f"report on {ago(20)}", "Weak deep flexors.", "Exercises go"):
        assert kept in last.note
    (row,) = loop.listed()
    assert row.state == "accepted"
    loop.desk(undo_last)
    assert loop.facts(key, "status, told_patient, closed_on") == ("closed", "Exercises go on", ago(18).isoformat())


def test_a_cancelled_one_comes_back_as_it_was(loop: Loop) -> None:
    key = lead(loop, "scheduled")
    loop.step(key, "cancelled", note="wrong patient")
    loop(referrals.correct, key, "scheduled", "it was the right one")
    assert loop.facts(key, "status, appointment_on, ended_on") == ("scheduled", ago(30).isoformat(), None)


def test_the_report_is_read_once_it_is_here(loop: Loop) -> None:
    key = lead(loop, "attended")
    with pytest.raises(Refused, match="no report to be read"):
        loop(referrals.review, key)
    loop.step(key, "report_received")
    with pytest.raises(Refused, match="before that"):
        loop(referrals.review, key, on=ago(1))
    loop(referrals.review, key, told_patient="all well")
    assert loop(referrals.review, key).undo_id is None
    loop.step(key, "closed")
    assert loop.facts(key, "told_patient, closed_on") == ("all well", TODAY.isoformat())


def test_the_advice_follows_each_step_at_once(loop: Loop) -> None:
    fill = loop.desk.fill
    course = fill.course(fill.patient("Haddad", "Omar"), ago(70), onset_date=ago(400), expected_min=8, expected_max=12)
    for number, pain in enumerate((6, 6, 6, 5, 6, 6, 6, 6)):
        fill.visit(course, ago(68 - number), pain)

    def rule(on: date = TODAY) -> str:
        with open_reader(loop.desk.path) as reader:
            found = courses_in(reader, f"select {course} as id", {}, on)[course]
        return assess_course(found, on, PROTOCOL).rule

    def begin(kind: str, **more: Any) -> int:
        key: int = loop.desk(
            referrals.start, course, kind, provider_id=loop.motion, question=QUESTION, **more
        ).referral_id
        return key

    assert rule() == "D25"
    key = begin("physical_therapy", utc=noon(ago(40)))
    assert rule() == "D25"
    loop.step(key, "sent", on=ago(40))
    assert rule() == "D26"
    loop.step(key, "declined_by_provider", on=ago(39))
    assert rule() == "D25"
    loop.step(key, "draft", on=ago(39))
    loop.step(key, "sent", on=ago(38), provider_id=loop.alder)
    loop.step(key, "scheduled", on=ago(37), appointment_on=ago(28))
    assert rule() == "D26"
    loop.step(key, "attended")
    assert (rule(ago(1)), rule()) == ("D26", "D28")
    ortho = begin("orthopaedic")
    assert rule() == "D28"
    loop.step(ortho, "sent")
    assert rule() == "D29"
    loop.step(ortho, "declined_by_patient")
    assert rule() == "D28"
    loop(referrals.correct, key, "sent", "mixed up")
    assert rule() == "D26"
    loop.step(key, "declined_by_patient")
    assert rule() == "D27"
