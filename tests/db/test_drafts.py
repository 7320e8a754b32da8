"""What is half written: kept with every key, by its writer alone, and no part of the record."""

from pathlib import Path

import pytest

from care.chart import VisitEntry
from db.audit import Actor
from db.drafts import drafts_of_others, open_drafts
from db.errors import NotFound, Refused
from db.reader import Reader
from db.tables import Course, Draft, Room
from db.writes import drafts, visits
from db.writes import patients as people
from db.writes.undo import undo_last
from db.writing import Unaudited, Unit
from tests.conftest import NOW_UTC
from tests.db.desk import KIM, Desk
from tests.db.fill import ANA

GUEST, OTHER_GUEST = Actor(None, "Guest"), Actor(None, "Other")


@pytest.fixture
def desk(record_path: Path) -> Desk:
    made = Desk(record_path)
    made.fill.course(made.fill.patient())
    return made


def test_a_draft_is_kept_and_told_to_nobody(desk: Desk, reader: Reader) -> None:
    log = desk.row("select count(*) from audit_entry")
    key = desk(drafts.keep, "visit", 1, {"pain": "3"}, course_id=1, subject_id=9, now=600)
    assert desk(drafts.keep, "visit", 1, {"pain": "34"}, course_id=1, subject_id=9, draft_id=key, now=601) == key
    assert desk.row("select count(*) from audit_entry") == log
    assert desk.row("select count(*) from undo_step") == (0,)
    (note,) = open_drafts(reader, *ANA)
    at = NOW_UTC - 39 * 60
    assert note == (key, "visit", 1, "Mei Tanaka", 1, 9, at, {"pain": "34"})
    assert desk.row("select begun_utc from draft") == (at - 60,)
    desk(drafts.drop, key)
    assert open_drafts(reader, *ANA) == ()
    assert desk.row("select count(*) from audit_entry") == log


@pytest.mark.parametrize("step", [True, False])
def test_only_drafts_are_written_untold(desk: Desk, step: bool) -> None:
    def more(unit: Unit) -> None:
        drafts.keep(unit, "visit", 1, {})
        if step:
            unit.undoable("draft")
        else:
            unit.session.add(Room(name="R1"))

    with pytest.raises(Unaudited):
        desk(more)

    def without_a_word(unit: Unit) -> None:
        unit.session.add(Draft(kind="x", patient_id=1, actor="a", begun_utc=1, saved_utc=1))

    with pytest.raises(Unaudited):
        desk(without_a_word)
    assert desk.row("select (select count(*) from draft) + (select count(*) from room)") == (0,)


@pytest.mark.parametrize(("mine", "theirs"), [(ANA, KIM), (GUEST, OTHER_GUEST), (ANA, GUEST)])
def test_another_persons_draft_is_left_alone(desk: Desk, reader: Reader, mine: Actor, theirs: Actor) -> None:
    key = desk(drafts.keep, "visit", 1, {"pain": "3"}, course_id=1, actor=theirs)
    own = desk(drafts.keep, "visit", 1, {"pain": "4"}, course_id=1, draft_id=key, actor=mine)
    desk(drafts.drop, key, actor=mine)
    assert [(note.id, note.payload) for note in open_drafts(reader, *theirs)] == [(key, {"pain": "3"})]
    assert [(note.id, note.payload) for note in open_drafts(reader, *mine)] == [(own, {"pain": "4"})]
    assert drafts_of_others(reader, 1, *mine) == ((theirs.name, "visit", NOW_UTC),)


def test_a_number_that_is_gone_begins_anew_and_is_never_given_again(desk: Desk, reader: Reader) -> None:
    key = desk(drafts.keep, "visit", 1, {"pain": "3"})
    desk(drafts.drop, key)
    again = desk(drafts.keep, "visit", 1, {"pain": "34"}, draft_id=key)
    assert again > key
    desk(drafts.drop, key)
    assert [note.id for note in open_drafts(reader, *ANA)] == [again]


def test_a_draft_of_another_patient_or_kind_is_not_written_over(desk: Desk, reader: Reader) -> None:
    jo = desk.fill.patient("Park", "Jo")
    key = desk(drafts.keep, "visit", 1, {"of": "Mei"})
    desk(drafts.keep, "visit", jo, {"of": "Jo"}, draft_id=key)
    desk(drafts.keep, "letter", 1, {"of": "letter"}, draft_id=key)
    assert [note.payload["of"] for note in open_drafts(reader, *ANA)] == ["letter", "Jo", "Mei"]


def test_too_much_is_refused_and_the_last_draft_stays(desk: Desk, reader: Reader) -> None:
    key = desk(drafts.keep, "visit", 1, {"note": "頸" * 66_000})
    with pytest.raises(Refused, match="more than 200 kB"):
        desk(drafts.keep, "visit", 1, {"note": "頸" * 67_000}, draft_id=key)
    assert len(open_drafts(reader, *ANA)[0].payload["note"]) == 66_000


def test_a_draft_of_nobody_is_refused(desk: Desk) -> None:
    with pytest.raises(NotFound, match="number 99"):
        desk(drafts.keep, "visit", 99, {})
    with pytest.raises(Refused):
        desk(drafts.keep, "visit", 1, {}, course_id=99)


@pytest.mark.parametrize("typed", ["\x1b[31m", "\ud800", "[b]x[/b]", "\x00", "a\nb"])
def test_whatever_is_typed_can_be_kept(desk: Desk, reader: Reader, typed: str) -> None:
    desk(drafts.keep, "visit", 1, {"note": typed})
    assert open_drafts(reader, *ANA)[0].payload["note"] in (typed, "?")


@pytest.mark.parametrize("stored", ["", "{", "[]", "null", "[" * 100_000])
def test_a_damaged_draft_reads_as_an_empty_one(desk: Desk, reader: Reader, stored: str) -> None:
    key = desk(drafts.keep, "visit", 1, {"pain": "3"}, course_id=1)

    def damage(unit: Unit) -> None:
        unit.session.get_one(Draft, key).payload = stored
        unit.unfinished()

    desk(damage)
    assert [note.payload for note in open_drafts(reader, *ANA)] == [{}]


def test_one_s_own_drafts_come_newest_first_and_those_of_others_apart(desk: Desk, reader: Reader) -> None:
    desk(drafts.keep, "visit", 1, {"n": 1}, course_id=1, subject_id=5, now=600)
    desk(drafts.keep, "visit", 1, {"n": 2}, course_id=1, subject_id=6, now=601)
    desk(drafts.keep, "letter", 1, {"n": 3}, course_id=1, subject_id=5, now=602)
    desk(drafts.keep, "visit", 1, {"n": 4}, course_id=1, subject_id=5, now=603, actor=KIM)

    assert [note.payload["n"] for note in open_drafts(reader, *ANA)] == [3, 2, 1]
    assert [who for who, _, _ in drafts_of_others(reader, 1, *ANA)] == ["Kim Soto"]
    assert len(drafts_of_others(reader, 1, *KIM)) == 3
    assert drafts_of_others(reader, 2, *KIM) == ()


def test_a_form_that_changed_nothing_takes_its_draft_along_and_leaves_no_trace(desk: Desk) -> None:
    key = desk(drafts.keep, "correction", 1, {"pain": "4"}, course_id=1)
    desk(visits.record, 1, VisitEntry(nprs=4))
    told = desk.row("select count(*), max(id) from audit_entry")
    (visit,) = desk.row("select max(id) from visit")
    assert desk(visits.correct, visit, 1, VisitEntry(nprs=4), draft_id=key).undo_id is None
    assert desk.row("select count(*) from draft") == (0,)
    assert desk.row("select count(*), max(id) from audit_entry") == told


def test_a_change_that_the_log_was_not_told_of_is_not_excused_by_its_draft(desk: Desk) -> None:
    key = desk(drafts.keep, "course", 1, {"goal": "2"}, course_id=1)

    def save(unit: Unit) -> None:
        unit.session.get_one(Course, 1).goal_nprs = 2
        drafts.done_with(unit, key, 1)

    with pytest.raises(Unaudited):
        desk(save)
    assert desk.row("select count(*) from draft") == (1,)


def test_merging_patients_brings_their_drafts_along(desk: Desk, reader: Reader) -> None:
    other = desk.fill.patient("Tanaka", "M")
    key = desk(drafts.keep, "visit", other, {"pain": "3"})
    desk(people.merge, 1, 1, other, 1, actor=KIM)
    assert open_drafts(reader, *ANA)[0].patient_id == 1
    # The form that is still open knows the other number.
    assert desk(drafts.keep, "visit", other, {"pain": "34"}, draft_id=key) == key
    assert open_drafts(reader, *ANA)[0].payload == {"pain": "34"}


def test_a_draft_that_undo_brings_back_belongs_to_whom_its_patient_was_merged_into(desk: Desk, reader: Reader) -> None:
    other = desk.fill.patient("Tanaka", "M")
    course = desk.fill.course(other, condition="shoulder_pain")
    key = desk(drafts.keep, "visit", other, {"pain": "3"}, course_id=course)
    desk(visits.record, course, VisitEntry(nprs=3), draft_id=key)
    desk(people.merge, 1, 1, other, 1, actor=KIM)
    desk(undo_last)
    (note,) = open_drafts(reader, *ANA)
    assert (note.id, note.patient_id, note.course_id, note.payload) == (key, 1, course, {"pain": "3"})
