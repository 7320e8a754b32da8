"""Beginning and changing a referral, calls and notes on its way, putting it off, and the letter that went out."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from care.letter import LetterFacts, Party, Subject, digest, letter, letter_json, parse_letter
from care.referral import Referral
from care.worklist import open_referrals as worklist
from db.errors import Conflict, NotFound, Refused
from db.exchange.pending import PENDING_COLUMNS, pending_csv
from db.reader import open_reader
from db.referrals import open_referrals
from db.writes import referrals
from db.writes.undo import undo_last
from tests.conftest import NOW_UTC
from tests.db.desk import KIM
from tests.db.fill import TODAY
from tests.db.loop import PROTOCOL, Loop, ago, lead


@pytest.fixture
def loop(record_path: Path) -> Loop:
    """A desk with Jo Park's course, and two providers."""
    return Loop(record_path)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"kind": "surgery"}, "The kind of care is"),
        ({"urgency": "soon"}, "The urgency is"),
        ({"rule": "'; drop"}, "no rule of advice"),
        ({"provider_id": 99}, "no provider with number 99"),
        ({"respond_by": ago(1)}, "which is over"),
        ({"question": "x" * 10_001}, "more than 10,000 characters"),
    ],
)
def test_a_referral_that_cannot_be_begun_is_refused(loop: Loop, facts: dict[str, Any], words: str) -> None:
    kept = loop.desk.dump()
    with pytest.raises(Refused, match=words):
        loop.start(**facts)
    with pytest.raises(NotFound, match="no course with number 9"):
        loop.desk(referrals.start, 9, "massage")
    assert loop.desk.dump() == kept


def test_a_second_draft_of_a_kind_is_not_begun_and_one_under_way_is_said(loop: Loop) -> None:
    first = loop.start()
    with pytest.raises(Conflict, match=f"referral number {first} of {TODAY} is to send already"):
        loop.start()
    loop.start("massage")
    loop.step(first, "sent")
    again = loop.desk(referrals.start, 1, "physical_therapy")
    assert again.said == (
        "Jo Park, physical therapy: the referral is a draft. Another one is under way: Motion PT, sent."
    )


def test_an_urgent_report_is_asked_for_sooner(loop: Loop) -> None:
    assert loop.facts(loop.start(urgency="urgent"), "respond_by") == ((TODAY + timedelta(5)).isoformat(),)
    assert loop.facts(loop.start("massage", respond_by=TODAY), "respond_by") == (TODAY.isoformat(),)


def test_text_from_outside_is_cleaned(loop: Loop) -> None:
    key = loop.start(question="  Why\x1b[31m\n so? ")
    assert loop.facts(key, "question") == ("Why[31m so?",)


def test_a_draft_is_changed_freely_and_a_sent_one_with_what_it_was(loop: Loop) -> None:
    key = loop.start()
    loop(referrals.change, key, question="Another?", kind="massage", provider_id=loop.alder, urgency="urgent")
    assert loop.facts(key, "question, kind, provider_id, urgency") == ("Another?", "massage", loop.alder, "urgent")
    assert loop.desk.row("select count(*) from correction") == (0,)
    loop.step(key, "sent")
    for name, value in (("kind", "chiropractic"), ("provider_id", loop.motion), ("appointment_on", TODAY)):
        with pytest.raises(Refused, match="it is sent, so the"):
            loop(referrals.change, key, **{name: value})
    done = loop(referrals.change, key, "misread", question="A third?", respond_by=TODAY + timedelta(3))
    assert done.said == "Jo Park, massage: question, report asked for by changed."
    found = loop.desk.row("select subject, field, was, now, reason from correction where field = 'question'")
    assert found == ("referral", "question", "Another?", "A third?", "misread")
    loop.desk(undo_last)
    assert loop.facts(key, "question") == ("Another?",)
    assert loop.desk.row("select count(*) from correction where not voided") == (0,)
    assert loop(referrals.change, key, question="Another?").undo_id is None
    with pytest.raises(TypeError, match="no field status"):
        loop(referrals.change, key, status="closed")


def test_a_booked_visit_can_move_and_a_report_be_completed(loop: Loop) -> None:
    key = lead(loop, "scheduled")
    loop(referrals.change, key, appointment_on=TODAY + timedelta(1))
    assert loop.listed()[0].due == TODAY + timedelta(2)
    for wrong in (None, ago(39)):
        with pytest.raises(Refused, match="visit"):
            loop(referrals.change, key, appointment_on=wrong)
    loop.step(key, "attended", on=TODAY)
    loop.step(key, "report_received")
    loop(referrals.change, key, report_from="Dr. M", report_summary="Fine")
    loop(referrals.review, key, told_patient="Fine")
    loop.step(key, "closed")
    with pytest.raises(Refused, match="what the patient was told"):
        loop(referrals.change, key, told_patient=" ")
    with pytest.raises(Refused, match="it has ended"):
        loop(referrals.change, key, urgency="urgent")
    loop(referrals.change, key, "left out", report_summary="Fine, exercises")
    assert loop.facts(key, "report_from, report_summary") == ("Dr. M", "Fine, exercises")


def test_two_who_change_the_question_are_told_of_each_other(loop: Loop) -> None:
    key = loop.start()
    seen = loop.version(key)
    loop.desk(referrals.change, key, seen, question="Kim's", actor=KIM)
    with pytest.raises(Conflict, match="Kim Soto"):
        loop.desk(referrals.change, key, seen, question="Ana's")
    with pytest.raises(Conflict, match="Kim Soto"):
        loop.desk(referrals.step, key, seen, "sent")
    assert loop.facts(key, "question, status") == ("Kim's", "draft")


def test_calls_and_notes_stand_on_the_way_and_the_newest_in_the_list(loop: Loop) -> None:
    key = lead(loop, "sent")
    loop.desk(referrals.called, key, "engaged")
    loop.desk(referrals.note, key, "calls back after 2")
    assert loop.desk(referrals.note, key, "calls back after 2").undo_id is None
    loop.desk(referrals.note, key, "calls back after 2", utc=NOW_UTC + 61)
    found = [(one.kind, one.note, one.who) for one in loop.detail(key).events][-3:]
    assert found == [
        ("call", "engaged", "Ana Ruiz"), ("note", "calls back after 2", "Ana Ruiz"),
        ("note", "calls back after 2", "Ana Ruiz"),
    ]  # fmt: skip
    assert loop.listed()[0].row.last_note == "calls back after 2"
    assert loop.listed(ago(1))[0].row.last_note == ""
    loop.desk(undo_last)
    loop.desk(undo_last)
    assert loop.listed()[0].row.last_note == "engaged"
    for work in (referrals.called, referrals.note):
        with pytest.raises(Refused, match="Say it in a few words"):
            loop.desk(work, key, " \x07 ")


def test_putting_off(loop: Loop) -> None:
    key = lead(loop, "sent")
    before = loop.listed()[0]
    assert (before.due, before.overdue_days) == (ago(31), 31)
    until = TODAY + timedelta(7)
    done = loop(referrals.snooze, key, until, "they are on holiday")
    assert done.said == f"Jo Park, physical therapy: put off until {until}. The day it is due stays."
    assert loop(referrals.snooze, key, until, "they are on holiday").undo_id is None
    (row,) = loop.listed()
    assert (row.due, row.overdue_days, row.snoozed_until, row.row.snoozed_until) == (ago(31), 0, until, until)
    assert loop.listed(until)[0].overdue_days == 38
    assert loop.detail(key).events[-1].note == f"until {until}: they are on holiday"
    loop.desk(undo_last)
    assert loop.listed()[0] == before._replace(row=loop.listed()[0].row)
    loop(referrals.snooze, key, until, "they are on holiday")
    loop(referrals.unsnooze, key)
    assert loop(referrals.unsnooze, key).undo_id is None
    assert loop.listed()[0].overdue_days == 31
    loop(referrals.snooze, key, until, "they are on holiday")
    loop.step(key, "accepted")
    assert loop.facts(key, "snoozed_until, snooze_reason") == (None, "")


def test_what_cannot_be_put_off(loop: Loop) -> None:
    key = lead(loop, "sent")
    for until in (TODAY, ago(1), TODAY + timedelta(91)):
        with pytest.raises(Refused, match="put off until a day after today"):
            loop(referrals.snooze, key, until, "x")
    with pytest.raises(Refused, match="with a reason"):
        loop(referrals.snooze, key, TODAY + timedelta(1), "")
    loop(referrals.change, key, urgency="urgent")
    with pytest.raises(Refused, match="it is urgent"):
        loop(referrals.snooze, key, TODAY + timedelta(1), "x")
    ended = lead(loop, "closed", kind="massage")
    with pytest.raises(Refused, match="nobody waits for it"):
        loop(referrals.snooze, ended, TODAY + timedelta(1), "x")


def written(question: str = "What is the cause?") -> str:
    sides = Party("Riverside", "Dana Lee"), Party("Motion PT")
    return letter_json(
        letter(LetterFacts(*sides, Subject("Jo Park"), TODAY, "physical_therapy", "routine", question=question))
    )


def test_the_letter_stays_as_it_went_out(loop: Loop) -> None:
    key, text = lead(loop, "sent"), written()
    kept = loop.desk(referrals.keep_letter, key, text, digest(text), "fax", ago(38))
    assert kept.said == "Jo Park, physical therapy: the letter to Motion PT is kept."
    again = loop.desk(referrals.keep_letter, key, text, digest(text), "fax", ago(38))
    assert (again.letter_id, again.undo_id) == (kept.letter_id, None)
    other = written("And now?")
    loop.desk(referrals.keep_letter, key, other, digest(other), "print")
    first, second = loop.detail(key).letters
    assert (first.on, first.sent_by, first.provider, first.who) == (ago(38), "fax", "Motion PT", "Ana Ruiz")
    assert parse_letter(first.text) == parse_letter(text)
    assert (second.on, second.digest) == (TODAY, digest(other))
    assert len(loop.detail(key, ago(1)).letters) == 1
    loop.desk(undo_last)
    assert len(loop.detail(key).letters) == 1


def test_what_is_no_letter_is_not_kept(loop: Loop) -> None:
    key, text = lead(loop, "sent"), written()
    nobody = loop.start("massage", provider_id=None)
    for given, of, way, referral, words in (
        (text, "0" * 64, "fax", key, "not the one its digest is of"),
        ("{}", digest("{}"), "fax", key, "no letter"),
        (text, digest(text), " ", key, "how it was sent"),
        (text, digest(text), "fax", nobody, "no provider yet"),
        ("x" * 200_001, digest(text), "fax", key, "more than 200,000"),
    ):
        with pytest.raises(Refused, match=words):
            loop.desk(referrals.keep_letter, referral, given, of, way)
    with pytest.raises(Refused, match="after that day"):
        loop.desk(referrals.keep_letter, key, text, digest(text), "fax", ago(41))
    assert loop.detail(key).letters == ()


def test_nothing_is_shown_of_what_is_not_there(loop: Loop) -> None:
    with pytest.raises(NotFound, match="no referral with number 7"):
        loop.detail(7)
    draft = loop.start(provider_id=None)
    assert loop.detail(draft).provider is None
    assert isinstance(loop.detail(draft).referral, Referral)
    assert loop.detail(draft).version == loop.version(draft)


def test_the_sheet_for_the_telephone(loop: Loop) -> None:
    fill = loop.desk.fill
    course = fill.course(fill.patient("=cmd|' /C calc'!A0", '"Al", the'), ago(50))
    key = loop.desk(
        referrals.start, course, "massage", provider_id=fill.provider("@Stillwater, Inc", phone="+1 555"), question="?"
    ).referral_id
    loop.step(key, "sent")
    loop.desk(referrals.called, key, "-1 answers")
    lead(loop, "sent")
    with open_reader(loop.desk.path) as reader:
        lines = pending_csv(worklist(open_referrals(reader, TODAY), TODAY, PROTOCOL)).split("\r\n")
    assert lines[0] == ",".join(PENDING_COLUMNS)
    assert lines[1] == f"Jo Park,555 0199,Motion PT,555 0100,physical therapy,sent,{ago(31)},31,"
    assert lines[2].endswith(f",'+1 555,massage,sent,{TODAY + timedelta(7)},0,'-1 answers")
    assert '"\'@Stillwater, Inc"' in lines[2]
    assert lines[3:] == [""]
    assert pending_csv(()) == lines[0] + "\r\n"
