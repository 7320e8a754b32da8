"""Each way to damage a log past acudesk is told for what it is; who did what is found by patient, person and day."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import errors, guards
from db.anchor import anchor_path, write_anchor
from db.audit import Actor, Entry, hash_of, verify
from db.audit_read import Damage, Told, Whom, entries, examine, whose
from db.create import init
from db.opening import connect_unchecked
from db.reader import Reader, open_reader
from db.tables import Staff
from db.writes import patients
from tests.conftest import NOW_UTC
from tests.db.desk import KIM, Desk
from tests.db.fill import ANA, Filler

COUNT = 10
COLUMNS = "id, at_utc, staff_id, actor, action, subject, subject_id, patient_id, detail"


@pytest.fixture
def log(record_path: Path) -> Path:
    """A record whose log has ten entries, and its anchor."""
    fill = Filler(record_path)
    for number in range(3, COUNT + 1):
        fill.room(f"R{number}")
    anchored(record_path)
    return record_path


def anchored(record: Path) -> None:
    anchor_path(record).parent.mkdir(mode=0o700, exist_ok=True)
    with open_reader(record) as reader:
        assert write_anchor(reader, anchor_path(record))


def tamper(record: Path, *statements: str | tuple[str, tuple[Any, ...]], leave_guards_off: bool = False) -> None:
    """What somebody does who has the file and a tool of their own: the guards come off first, and go on again."""
    with closing(connect_unchecked(record)) as connection:
        guards.remove(connection.execute)
        for one in statements:
            sql, values = (one, ()) if isinstance(one, str) else one
            connection.execute(sql, values)
        if not leave_guards_off:
            guards.install(connection.execute)


def rehash(record: Path, first: int) -> None:
    """Hash an entry anew, and nothing after it."""
    with open_reader(record) as reader:
        found = reader.row(f"select {COLUMNS}, previous_hash from audit_entry where id = ?", (first,))
        assert found is not None
    tamper(record, ("update audit_entry set hash = ? where id = ?", (hash_of(Entry(*found[:9]), found[9]), first)))


def only(record: Path) -> Damage:
    (damage,) = examine(record).damage
    return damage


def test_a_whole_log_has_nothing_wrong(log: Path) -> None:
    verdict = examine(log)
    assert (verdict.entries, verdict.damage) == (COUNT, ())
    assert verdict.anchor is not None and verdict.anchor.entries == COUNT
    assert verdict.head == verdict.anchor.head


def test_a_log_without_an_anchor_is_whole_as_far_as_can_be_told(log: Path) -> None:
    anchor_path(log).unlink()
    verdict = examine(log)
    assert (verdict.damage, verdict.anchor) == ((), None)


EDITS = [
    "at_utc = at_utc + 1", "staff_id = 7", "staff_id = null", "actor = 'Kim Soto'", "action = 'seen'",
    "subject = 'staff'", "subject_id = 99", "patient_id = 3", "detail = '{\"a\":1}'", "hash = 'abc'",
    "detail = x'00ff'", "actor = cast(x'ff' as text)", "at_utc = 'yesterday'", "at_utc = 9e999",
]  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_a_field_edited(log: Path, edit: str) -> None:
    tamper(log, f"update audit_entry set {edit} where id = 5")
    damage = only(log)
    assert (damage.kind, damage.entry) == ("edited", 5)
    assert "entry 5 was edited" in damage.said


def test_the_hash_of_the_one_before_edited(log: Path) -> None:
    tamper(log, "update audit_entry set previous_hash = 'abc' where id = 5")
    assert only(log)[:2] == ("edited", 5)


def test_a_field_edited_and_its_hash_made_anew(log: Path) -> None:
    tamper(log, "update audit_entry set actor = 'Kim Soto' where id = 5")
    rehash(log, 5)
    damage = only(log)
    assert damage[:2] == ("edited", 5)
    assert "hashed anew" in damage.said


def test_several_fields_with_both_hashes_edited(log: Path) -> None:
    tamper(log, "update audit_entry set actor = 'Kim Soto', previous_hash = 'x', hash = 'y' where id = 5")
    assert only(log)[:2] == ("edited", 5)


@pytest.mark.parametrize("first", [1, 2, COUNT - 1])
def test_a_row_removed(log: Path, first: int) -> None:
    tamper(log, f"delete from audit_entry where id = {first}")
    damage = only(log)
    assert damage[:2] == ("removed", first)
    assert damage.said == f"Entry {first} was removed: the numbers have a gap."


def test_several_rows_removed(log: Path) -> None:
    tamper(log, "delete from audit_entry where id between 4 and 6")
    damage = only(log)
    assert damage[:2] == ("removed", 4)
    assert "Entries 4 to 6 were removed" in damage.said


def test_a_row_removed_and_the_rest_renumbered(log: Path) -> None:
    tamper(
        log, "delete from audit_entry where id = 5", "update audit_entry set id = -(id - 1) where id > 5",
        "update audit_entry set id = -id where id < 0",
    )  # fmt: skip
    in_chain, by_anchor = examine(log).damage
    assert in_chain[:2] == ("removed", 5)
    assert in_chain.said == "Entry 5 was removed, and what came after was given other numbers."
    assert by_anchor[:2] == ("older", COUNT)


@pytest.mark.parametrize("number", [1, 5, COUNT - 2])
def test_two_rows_swapped(log: Path, number: int) -> None:
    tamper(
        log, f"update audit_entry set id = -1 where id = {number}",
        f"update audit_entry set id = {number} where id = {number + 1}",
        f"update audit_entry set id = {number + 1} where id = -1",
    )  # fmt: skip
    damage = only(log)
    assert damage[:2] == ("moved", number)
    assert f"Entry {number} stands at number {number + 1}" in damage.said


def test_rows_renumbered(log: Path) -> None:
    tamper(log, "update audit_entry set id = -(id + 100) where id > 5", "update audit_entry set id = -id where id < 0")
    in_chain, by_anchor = examine(log).damage
    assert in_chain[:2] == ("moved", 6)
    assert "stands at number 106" in in_chain.said
    # The anchor's own entry is no longer at its number.
    assert by_anchor.kind == "other_history"


@pytest.mark.parametrize("number", [0, -(2**63), 2**63 - 1])
def test_a_row_at_a_number_of_no_entry(log: Path, number: int) -> None:
    tamper(log, f"insert into audit_entry select {number}, {COLUMNS[4:]}, 'x', 'y' from audit_entry where id = 5")
    found = examine(log).damage[0]
    assert found[:2] == (("removed", COUNT + 1) if number > 0 else ("moved", number))
    with open_reader(log) as reader:
        # So does what looks a backup over.
        assert verify(reader).broken_at is not None


@pytest.mark.parametrize("missing", [1, 3])
def test_the_tail_cut(log: Path, missing: int) -> None:
    tamper(log, f"delete from audit_entry where id > {COUNT - missing}")
    damage = only(log)
    assert damage[:2] == ("older", COUNT - missing + 1)
    many = "1 entry" if missing == 1 else f"{missing} entries"
    assert damage.said.startswith(f"The record is older than the anchor by {many}: ")


def test_the_tail_cut_without_an_anchor_is_not_found(log: Path) -> None:
    """What the anchor is for, and what the page on the log says of it."""
    tamper(log, f"delete from audit_entry where id > {COUNT - 3}")
    anchor_path(log).unlink()
    assert examine(log).damage == ()


def test_an_old_copy_put_back(log: Path) -> None:
    old = log.with_name("old")
    shutil.copyfile(log, old)
    for number in range(4):
        Filler(log).room(f"S{number}")
    anchored(log)
    for end in ("-wal", "-shm"):
        log.with_name(log.name + end).unlink(missing_ok=True)
    shutil.copyfile(old, log)
    damage = only(log)
    assert damage[:2] == ("older", COUNT + 1)
    assert "by 4 entries" in damage.said


def test_an_anchor_of_another_record(log: Path) -> None:
    tamper(log, "update clinic set uid = 'another'")
    assert only(log)[:2] == ("other_record", None)


def test_a_chain_written_anew_as_a_whole_is_told_by_the_anchor_alone(log: Path) -> None:
    """The chain is not keyed: whoever can write the file can hash it again."""
    tamper(log, "update audit_entry set actor = 'Kim Soto' where id = 5")
    for number in range(5, COUNT + 1):
        with open_reader(log) as reader:
            (before,) = reader.row("select hash from audit_entry where id = ?", (number - 1,)) or ("",)
        tamper(log, ("update audit_entry set previous_hash = ? where id = ?", (before, number)))
        rehash(log, number)
    assert only(log)[:2] == ("other_history", COUNT)
    anchor_path(log).unlink()
    assert examine(log).damage == ()


def test_guards_taken_away_are_told_and_the_log_is_followed_all_the_same(log: Path) -> None:
    tamper(log, "update audit_entry set actor = 'Kim Soto' where id = 5", leave_guards_off=True)
    edited, unguarded = examine(log).damage
    assert edited[:2] == ("edited", 5)
    assert unguarded.kind == "unguarded" and "audit_entry_no_update" in unguarded.said


def test_an_anchor_that_cannot_be_read(log: Path) -> None:
    anchor_path(log).write_text("{}")
    damage = only(log)
    assert damage.kind == "anchor_unreadable" and "cannot be read" in damage.said


def test_a_record_that_is_none_is_said(tmp_path: Path) -> None:
    with pytest.raises(errors.NoRecord):
        examine(tmp_path / "none")
    (tmp_path / "text").write_text("no database" * 200)
    with pytest.raises(errors.NotADatabase):
        examine(tmp_path / "text")


def test_looking_changes_nothing(log: Path) -> None:
    before = log.read_bytes()
    examine(log)
    assert log.read_bytes() == before


@pytest.fixture(scope="module")
def whole_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of ten entries without an anchor, to be copied."""
    path = tmp_path_factory.mktemp("log") / "clinic.acudesk"
    init(path, "Riverside Acupuncture", "UTC", "Tom Becker", now_utc=NOW_UTC)
    for number in range(3, COUNT + 1):
        Filler(path).room(f"R{number}")
    return path


WORDS = st.text(st.characters(codec="utf-8"), max_size=5)
VALUES = st.one_of(st.integers(-(2**62), 2**62), WORDS, st.binary(max_size=4))


@settings(max_examples=60, deadline=None)
@given(number=st.integers(1, COUNT), column=st.sampled_from(COLUMNS.split(", ")[1:]), value=VALUES)
def test_any_one_change_is_found_in_its_place(whole_log: Path, number: int, column: str, value: object) -> None:
    """And by the short way (`db.audit.verify`), which only says where."""
    record = whole_log.with_name("copy")
    shutil.copyfile(whole_log, record)
    one = f"select {column} from audit_entry where id = {number}"
    with open_reader(record) as reader:
        before = reader.row(one)
    tamper(record, (f"update audit_entry set {column} = ? where id = ?", (value, number)))
    with open_reader(record) as reader:
        changed = reader.row(one) != before
        assert verify(reader).broken_at == (number if changed else None)
    assert [one[:2] for one in examine(record).damage] == ([("edited", number)] if changed else [])


@pytest.fixture
def desk(record_path: Path) -> Desk:
    """A record with two on staff, each of whom registered somebody."""
    desk = Desk(record_path)
    desk.fill.add(Staff(name="Ana Ruiz", role="owner"))
    desk(patients.register, "Tanaka", "Mei")
    desk(patients.register, "Park", "Jo", actor=KIM, utc=NOW_UTC + 86_400)
    return desk


def shown(path: Path, last: int = 100, **wanted: Any) -> tuple[tuple[Told, ...], bool]:
    with open_reader(path) as reader:
        return entries(reader, last, **wanted)


def ids(path: Path, **wanted: Any) -> list[int]:
    return [one.id for one in shown(path, **wanted)[0]]


def by(path: Path, name: str) -> Whom:
    with open_reader(path) as reader:
        return whose(reader, name)


def test_entries_are_the_newest_with_the_oldest_first(desk: Desk) -> None:
    assert ids(desk.path) == [1, 2, 3, 4, 5]
    newest, older = shown(desk.path, last=2)
    assert ([one.id for one in newest], older) == ([4, 5], True)
    assert shown(desk.path, last=5)[1] is False


def test_entries_by_patient_person_and_day(desk: Desk) -> None:
    assert ids(desk.path, patient_id=2) == [5]
    assert ids(desk.path, by=by(desk.path, "kim")) == [5]
    assert ids(desk.path, by=by(desk.path, "7")) == [5]
    assert ids(desk.path, since_utc=NOW_UTC + 1) == [5]
    assert ids(desk.path, until_utc=NOW_UTC + 86_400) == [1, 2, 3, 4]
    assert ids(desk.path, by=by(desk.path, "kim"), patient_id=1) == []


def test_a_name_is_found_by_its_parts_and_whoever_it_is(desk: Desk) -> None:
    desk(patients.register, "Lee", "Ann", actor=Actor(None, "root (command line)"))
    assert ids(desk.path, by=by(desk.path, "ROOT")) == [6]
    # Tom Becker is on staff, and set the record up by that name before there was a number for him.
    tom = by(desk.path, "tom")
    assert tom == Whom((1,), ("Tom Becker",))
    assert ids(desk.path, by=tom) == [1, 2, 3, 4]


def test_a_name_of_nobody_is_refused_and_names_those_there_are(desk: Desk) -> None:
    for name in ("Zoe", "", "…", "an"):
        with pytest.raises(errors.NotFound, match="Tom Becker"):
            by(desk.path, name)


def test_the_entries_of_a_merged_record_belong_to_the_one_that_is_kept(desk: Desk) -> None:
    desk(patients.merge, 1, 1, 2, 1)
    assert ids(desk.path, patient_id=1) == [4, 5, 6, 7]


def test_of_a_detail_only_numbers_and_names_of_fields_are_shown(desk: Desk) -> None:
    tamper(
        desk.path,
        """update audit_entry set detail = '{"fields":["phone",3],"note":"severe pain","n":2,"version":4,"b":true}'
        where id = 5""",
        "update audit_entry set detail = '[1' where id = 4",
        "update audit_entry set detail = '[1]' where id = 3",
    )
    *_, third, fourth, fifth = shown(desk.path)[0]
    assert (fifth.counts, fifth.fields) == ({"n": 2}, ("phone",))
    assert (third.counts, third.fields, fourth.counts, fourth.fields) == ({}, (), {}, ())


def test_a_patients_entries_are_found_by_index(desk: Desk) -> None:
    with open_reader(desk.path) as reader:
        asked: list[str] = []
        whole: Callable[..., Any] = Reader.rows

        def noted(self: Reader, sql: str, params: Any = ()) -> Any:
            asked.append(sql)
            return whole(self, sql, params)

        Reader.rows = noted
        try:
            entries(reader, 10, 1)
        finally:
            Reader.rows = whole
        named = {"many": 1, "since": None, "until": None}
        plan = " ".join(str(row[3]) for row in reader.rows(f"explain query plan {asked[-1]}", named))
    assert "audit_by_patient" in plan
    assert ANA.staff_id == 1
