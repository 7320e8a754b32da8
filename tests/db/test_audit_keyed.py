"""A log that is kept with a key: nobody without the key writes it anew unseen, and without it nothing is written."""

import shutil
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from dashboard.__main__ import main
from db import audit, backup_restore, errors, keys, seen
from db.anchor import anchor_path, write_anchor
from db.audit import GENESIS, Actor, Entry, hash_of, verify
from db.audit_keys import kept
from db.audit_read import examine
from db.backup_restore import restore
from db.backup_take import take
from db.bulk import load
from db.checks import check
from db.create import init
from db.keys import AUDIT
from db.opening import connect, connect_unchecked
from db.reader import Reader, open_reader
from db.tables import Staff
from db.writes.audit_keys import begin_key
from db.writing import Writer
from tests.conftest import NOW_UTC, ZONE
from tests.db.fill import Filler
from tests.db.test_audit_read import COLUMNS, tamper
from tests.db.vault import NOBODY, begun, files_with, me

COUNT = 8


pytestmark = pytest.mark.usefixtures("key_places")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A clinic whose log is kept with a key from its first entry on: eight of them, and an anchor."""
    path = tmp_path / "clinic.acudesk"
    init(path, "Riverside Acupuncture", ZONE, "Tom Becker", now_utc=NOW_UTC, keyed=True)
    grow(path, 6)
    anchored(path)
    return path


def grow(path: Path, many: int) -> None:
    fill = Filler(path)
    for number in range(many):
        fill.room(f"R{number} {len(list(path.parent.iterdir()))} {verify_of(path).entries}")


def anchored(record: Path) -> None:
    anchor_path(record).parent.mkdir(mode=0o700, exist_ok=True)
    with open_reader(record) as reader:
        assert write_anchor(reader, anchor_path(record))


def verify_of(path: Path) -> audit.Chain:
    with open_reader(path) as reader:
        return verify(reader)


def key_here(path: Path) -> keys.KeyFile:
    with open_reader(path) as reader:
        now = kept(reader)
    assert now is not None
    found = keys.file_of(AUDIT, now.name)
    assert found is not None
    return found


def damage(path: Path) -> list[tuple[str, int | None]]:
    return [(one.kind, one.entry) for one in examine(path).damage]


def anew(path: Path, first: int, key: bytes | None) -> None:
    """Hash every entry from `first` on anew, as whoever can write to the file can."""
    with open_reader(path) as reader:
        rows = reader.rows(f"select {COLUMNS} from audit_entry where id >= ? order by id", (first,))
        before = reader.row("select hash from audit_entry where id = ?", (first - 1,))
    previous, statements = before[0] if before else GENESIS, []
    for row in rows:
        digest = hash_of(Entry(*row), previous, key)
        statements.append(
            ("update audit_entry set previous_hash = ?, hash = ? where id = ?", (previous, digest, row[0]))
        )
        previous = digest
    tamper(path, *statements)


EDIT = "update audit_entry set subject_id = 99 where id = 5"


def test_every_way_of_writing_an_entry_uses_the_key(log: Path) -> None:
    seen.note(log, Actor(None, "test"), NOW_UTC, "search", found=3)
    load(log, {"room": [{"name": "R99", "active": True, "version": 1}]}, now_utc=NOW_UTC)
    verdict = examine(log)
    assert (verdict.entries, verdict.damage, verdict.unverified, verdict.keyed_from) == (COUNT + 2, (), (), 1)
    with open_reader(log) as reader:
        for *row, previous, digest in reader.rows(f"select {COLUMNS}, previous_hash, hash from audit_entry"):
            assert digest == hash_of(Entry(*row), previous, key_here(log).raw) != hash_of(Entry(*row), previous)


def test_the_key_is_in_no_file_of_the_clinic(log: Path) -> None:
    take(log, NOW_UTC)
    found = key_here(log)
    assert found.raw is not None and found.path.stat().st_mode & 0o777 == 0o600
    assert not found.path.is_relative_to(log.parent)
    assert files_with(log.parent, found.raw.hex()) == []
    assert [path for path in log.parent.rglob("*") if path.is_file() and found.raw in path.read_bytes()] == []


def test_an_entry_edited_and_hashed_anew_without_the_key(log: Path) -> None:
    tamper(log, EDIT)
    anew(log, 5, None)
    assert damage(log)[0] == ("rehashed", 5)
    assert verify_of(log).broken_at == 5


def test_an_entry_edited_and_hashed_anew_with_another_key(log: Path) -> None:
    tamper(log, EDIT)
    anew(log, 5, bytes(32))
    assert damage(log)[0] == ("edited", 5)


def test_the_whole_log_written_anew_without_a_key(log: Path) -> None:
    anchor_path(log).unlink()
    tamper(log, EDIT, "delete from audit_key")
    anew(log, 1, None)
    assert verify_of(log).broken_at is None
    assert damage(log) == [("unkeyed", 1)]
    assert [one.name for one in check(log, NOW_UTC) if one.state == "wrong"] == ["audit log"]


def test_the_beginning_of_the_key_put_off(log: Path) -> None:
    anchor_path(log).unlink()
    with open_reader(log) as reader:
        hashes = reader.rows("select hash from audit_entry where id = 6")
    tamper(log, EDIT, "update audit_key set first_entry = 7")
    anew(log, 5, None)
    assert hashes
    found = damage(log)
    assert ("unkeyed", 1) in found


@pytest.mark.parametrize(
    ("statements", "wanted"),
    [
        ((EDIT,), ("edited", 5)),
        (("delete from audit_entry where id = 5",), ("removed", 5)),
        (("delete from audit_entry where id > 5",), ("older", 6)),
        (
            (
                "update audit_entry set id = 100 where id = 5", "update audit_entry set id = 5 where id = 6",
                "update audit_entry set id = 6 where id = 100",
            ),
            ("moved", 5),
        ),
        (
            ("delete from audit_entry where id = 5", "update audit_entry set id = id - 1 where id > 5"),
            ("removed", 5),
        ),
    ],
)  # fmt: skip
def test_each_damage_is_still_told_by_its_name(log: Path, statements: tuple[str, ...], wanted: tuple[str, int]) -> None:
    tamper(log, *statements)
    assert damage(log)[0] == wanted


def test_an_old_copy_put_back(log: Path) -> None:
    old = log.with_name("old")
    shutil.copyfile(log, old)
    grow(log, 2)
    anchored(log)
    old.replace(log)
    assert damage(log) == [("older", COUNT + 1)]


def lose_key(path: Path) -> keys.KeyFile:
    found = key_here(path)
    found.path.rename(found.path.with_suffix(".away"))
    keys.forget()
    return found


def test_without_its_key_nothing_is_written_and_the_sentence_says_what_to_do(log: Path) -> None:
    found = lose_key(log)
    before = log.read_bytes()
    for write in (
        lambda: Filler(log).room("R9"),
        lambda: seen.note(log, Actor(None, "test"), NOW_UTC, "search", found=3),
        lambda: load(log, {"room": [{"name": "R99", "active": True, "version": 1}]}),
    ):
        with pytest.raises(errors.KeyMissing) as told:
            write()
        assert told.value.exit_code == 66
        assert found.name in told.value.message and "acudesk audit key --new" in told.value.message
    assert log.read_bytes() == before
    with open_reader(log) as reader:
        assert reader.row("select count(*) from room") == (6,)


def test_without_its_key_the_log_says_what_it_cannot_verify(log: Path) -> None:
    found = lose_key(log)
    verdict = examine(log)
    assert (verdict.damage, verdict.unverified) == ((), ((1, COUNT, found.name),))
    told = next(one for one in check(log, NOW_UTC) if one.name == "audit log")
    assert told.state == "wrong" and found.name in told.said
    tamper(log, "delete from audit_entry where id = 5")
    assert damage(log)[0] == ("removed", 5)


def test_a_key_that_only_the_next_entry_needs_is_missed_by_check_and_verify_alike(log: Path) -> None:
    with closing(connect_unchecked(log)) as connection:
        connection.execute(
            "insert into audit_key (name, first_entry, at_utc) values ('feedfacefeedface', ?, 0)", (COUNT + 1,)
        )
    verdict = examine(log)
    assert (verdict.damage, verdict.unverified, verdict.key_missing) == ((), (), "feedfacefeedface")
    for quick in (False, True):
        told = next(one for one in check(log, NOW_UTC, quick=quick) if one.name == "audit log")
        assert (told.state, told.code) == ("wrong", "key_missing") and "feedfacefeedface" in told.said
    assert main(["--db", str(log), "audit", "verify"]) == main(["--db", str(log), "check"]) == 66


@pytest.mark.parametrize("name", ["a\0b", "../../etc/passwd", "x" * 5000, b"\xff\xfe", 7, "\x1b[31mred"])
def test_what_somebody_wrote_in_the_place_of_a_keys_name_leads_nowhere(log: Path, name: object) -> None:
    with closing(connect_unchecked(log)) as connection:
        connection.execute("drop trigger audit_key_no_update")
        connection.execute("update audit_key set name = ?", (name,))
    verdict = examine(log)
    assert [one.kind for one in verdict.damage] == ["unkeyed", "unguarded"]
    assert [one[:2] for one in verdict.unverified] == [(1, COUNT)]
    assert [one.code for one in check(log, NOW_UTC) if one.name == "audit log"] == ["log_changed"]
    with pytest.raises(errors.KeyMissing) as told:
        keys.find(AUDIT, name, log)
    assert "\x1b" not in told.value.message and len(told.value.message) < 1000


def test_a_key_file_that_others_may_read_is_not_used(log: Path) -> None:
    key_here(log).path.chmod(0o644)
    keys.forget()
    with pytest.raises(errors.KeyRefused):
        Filler(log).room("R9")


def test_a_log_without_a_key_is_given_one_and_what_was_before_stays_as_it_is(record_path: Path) -> None:
    grow(record_path, 3)
    with open_reader(record_path) as reader:
        before = reader.rows("select * from audit_entry order by id")
    assert begun(record_path) == 6
    grow(record_path, 2)
    with open_reader(record_path) as reader:
        assert reader.rows("select * from audit_entry where id < 6 order by id") == before
        assert reader.row("select action, subject from audit_entry where id = 6") == ("keyed", "audit_key")
    verdict = examine(record_path)
    assert (verdict.entries, verdict.damage, verdict.keyed_from) == (8, (), 6)
    tamper(record_path, "update audit_entry set subject_id = 99 where id = 3")
    assert damage(record_path)[0] == ("edited", 3)


def test_a_lost_key_is_followed_by_a_new_one(log: Path) -> None:
    lost = lose_key(log)
    assert begun(log) == COUNT + 1
    grow(log, 2)
    verdict = examine(log)
    assert (verdict.damage, verdict.unverified) == ((), ((1, COUNT, lost.name),))
    lost.path.with_suffix(".away").rename(lost.path)
    assert (examine(log).damage, examine(log).unverified) == ((), ())


def test_only_an_owner_begins_a_new_key(log: Path) -> None:
    with Writer(log) as writer, writer.unit(Actor(None, "test"), NOW_UTC) as unit:
        desk = Staff(name="Ana", role="front_desk", system_user="ana")
        unit.session.add(desk)
        unit.session.flush()
        unit.audit("added", "staff", desk.id)
    before = sorted(keys.folder().iterdir())
    with pytest.raises(errors.NotAllowed):
        begun(log, Actor(desk.id, "Ana"))
    assert sorted(keys.folder().iterdir()) == before
    assert begun(log, Actor(1, "Tom Becker")) > COUNT


def test_a_key_that_could_not_be_begun_leaves_no_file(record_path: Path) -> None:
    with pytest.raises(RuntimeError), Writer(record_path) as writer, writer.unit(Actor(None, "t"), NOW_UTC) as unit:
        begin_key(unit, None)
        raise RuntimeError
    assert list(keys.folder().iterdir()) == []
    assert examine(record_path).keyed_from is None


def test_two_who_begin_a_key_at_once(record_path: Path) -> None:
    begun(record_path)
    with pytest.raises(errors.Conflict), Writer(record_path) as writer, writer.unit(NOBODY, NOW_UTC) as unit:
        begin_key(unit, None)


def test_what_says_which_key_holds_is_guarded(log: Path) -> None:
    with closing(connect(log, query_only=False)) as connection:
        for sql in (
            "update audit_key set first_entry = 3", "delete from audit_key",
            "insert into audit_key (name, first_entry, at_utc) values ('0123456789abcdef', 3, 0)",
        ):  # fmt: skip
            with pytest.raises(dbapi2.IntegrityError, match="acudesk:audit"):
                connection.execute(sql)


def test_a_restore_goes_on_with_the_key(log: Path) -> None:
    taken = take(log, NOW_UTC)
    grow(log, 2)
    done = restore(taken.path, log, me, NOW_UTC + 60)
    assert done.new_audit_key == ""
    assert (examine(log).damage, examine(log).unverified) == ((), ())


def test_a_restore_where_the_key_is_not_goes_on_with_a_new_one_and_says_so(log: Path, tmp_path: Path) -> None:
    taken = take(log, NOW_UTC)
    lost = lose_key(log)
    elsewhere = tmp_path / "new machine" / "clinic.acudesk"
    elsewhere.parent.mkdir(mode=0o700)
    done = restore(taken.path, elsewhere, me, NOW_UTC + 60)
    assert done.new_audit_key not in ("", lost.name)
    grow(elsewhere, 2)
    assert examine(elsewhere).unverified == ((1, COUNT, lost.name),)
    assert examine(elsewhere).damage == ()


@pytest.mark.parametrize("how", ["refused", "killed"])
def test_a_restore_that_comes_to_nothing_leaves_the_log_that_is_there_as_good_as_it_was(
    log: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key made for the other log must not say of this one that it was once kept with it."""

    def refuse(*_: object) -> None:
        raise errors.RecordBusy("Somebody keeps writing.")

    taken = take(log, NOW_UTC)
    lost = lose_key(log)
    if how == "killed":
        command = [sys.executable, "-c", KILLED, str(taken.path), str(log)]
        ended = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, check=False)
        assert ended.returncode == -signal.SIGKILL, ended.stderr
    else:
        monkeypatch.setattr(backup_restore, "_put_in", refuse)
        with pytest.raises(errors.RecordBusy):
            restore(taken.path, log, me, NOW_UTC + 60)
        assert keys.files(AUDIT) == []
    lost.path.with_suffix(".away").rename(lost.path)
    keys.forget()
    grow(log, 2)
    assert (examine(log).damage, examine(log).unverified) == ((), ())


KILLED = """
import os, signal, sys
from pathlib import Path
from db import backup_restore
from db.audit import Actor

backup_restore._put_in = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
backup_restore.restore(Path(sys.argv[1]), Path(sys.argv[2]), lambda _: Actor(None, "test"), 1_795_200_000)
"""


def test_a_backup_from_before_the_key_does_not_undo_it(record_path: Path) -> None:
    taken = take(record_path, NOW_UTC)
    begun(record_path)
    name = key_here(record_path).name
    grow(record_path, 2)
    restore(taken.path, record_path, me, NOW_UTC + 60)
    grow(record_path, 6)
    assert key_here(record_path).name == name
    assert (examine(record_path).damage, examine(record_path).keyed_from) == ((), 3)


def test_a_backup_from_before_a_newer_key_goes_on_with_the_newer_one(log: Path) -> None:
    taken = take(log, NOW_UTC)
    begun(log)
    newer = key_here(log).name
    restore(taken.path, log, me, NOW_UTC + 60)
    grow(log, 3)
    assert key_here(log).name == newer
    assert examine(log).damage == ()


def test_a_record_of_the_first_revision_has_no_keys(record_path: Path) -> None:
    with closing(connect_unchecked(record_path)) as connection:
        connection.execute("pragma foreign_keys = off")
        for name in ("audit_key_no_update", "audit_key_no_delete", "audit_key_next"):
            connection.execute(f"drop trigger {name}")
        connection.execute("drop table audit_key")
        assert verify(Reader.within(connection, record_path)).broken_at is None
