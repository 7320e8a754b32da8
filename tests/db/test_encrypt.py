"""A record encrypted, decrypted, rekeyed: whole at every moment, and no name in any file of it."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from db import cipher, errors, keys
from db.backup_copy import inspect
from db.backup_drill import drill
from db.backup_restore import restore, restore_beside
from db.backup_take import take
from db.backups import backups_in, usual_folder
from db.checks import FINE, check
from db.create import init
from db.encrypt import left_behind, plain_copies, turn, turn_copies
from db.keys import RECORD
from db.migrate import backup as copy_before_upgrade
from db.opening import connect_unchecked
from db.reader import open_reader
from tests.conftest import NOW_UTC, ZONE
from tests.db.fill import Filler
from tests.db.vault import encrypted, files_with, forget, me, own_key
from tests.faults.support import everything

LATER = NOW_UTC + 3600
PLAIN = b"SQLite format 3\0"


pytestmark = pytest.mark.usefixtures("key_places")


def _all(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with open_reader(path) as reader:
        return everything(reader)


def _names(path: Path) -> list[str]:
    with open_reader(path) as reader:
        rows = reader.rows("select family_name, given_name, phone from patient")
    return sorted({text for row in rows for text in row if len(text) > 4})


def test_an_encrypted_record_holds_what_it_held_and_says_so_in_its_log(sample_path: Path) -> None:
    before = _all(sample_path)
    key = encrypted(sample_path)
    assert sample_path.read_bytes().startswith(cipher.MARK)
    assert cipher.key_name(sample_path) == key.name
    after = _all(sample_path)
    (told,) = {*after.pop("audit_entry")} - {*before.pop("audit_entry")}
    assert told[4:6] == ("encrypted", "clinic")
    assert after == before
    with open_reader(sample_path) as reader:
        assert reader.row("pragma journal_mode") == ("wal",)
    assert [one for one in check(sample_path, NOW_UTC, quick=True) if one.state == "wrong"] == []
    said = next(one for one in check(sample_path, NOW_UTC, quick=True) if one.name == "encryption")
    assert said.state == FINE and key.name in said.said


def test_no_name_is_in_any_file_of_an_encrypted_clinic(sample_path: Path) -> None:
    names = _names(sample_path)
    assert len(names) > 100
    names = names[:: len(names) // 40]
    take(sample_path, NOW_UTC)
    shutil.copyfile(sample_path, sample_path.with_name("clinic.acudesk.before-0003"))
    assert len({name for name, _ in files_with(sample_path.parent, *names[:5])}) == 3
    key = encrypted(sample_path)
    assert turn_copies(sample_path, key).left == ()
    with closing(connect_unchecked(sample_path)) as holding:
        # The log stays as long as somebody has it open.
        holding.execute("select 1 from clinic").fetchone()
        made = Filler(sample_path).patient("Wachtelkönig", "Ottoline")
        assert made and sample_path.with_name(f"{sample_path.name}-wal").stat().st_size > 0
        take(sample_path, LATER)
        restore_beside(backups_in(usual_folder(sample_path))[0].path, sample_path.with_name("then.acudesk"), LATER)
        assert files_with(sample_path.parent, *names, "Wachtelkönig", "Ottoline") == []


def test_the_copies_keep_their_contents_notes_and_names(sample_path: Path) -> None:
    taken = take(sample_path, NOW_UTC)
    key = encrypted(sample_path)
    assert plain_copies(sample_path) == [taken.path]
    assert turn_copies(sample_path, key).done == (taken.path,)
    assert plain_copies(sample_path) == []
    (found,) = backups_in(usual_folder(sample_path))
    assert found.path == taken.path
    assert inspect(taken.path)._replace(size=0, sha256="") == taken.facts._replace(size=0, sha256="")


@pytest.mark.parametrize("at", [1, 2])
def test_a_copy_whose_turning_is_cut_off_can_be_restored(
    record_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """Copy and note are two files: at no moment does a whole copy stand beside a note of another one."""
    taken = take(record_path, NOW_UTC)
    key = encrypted(record_path)
    replace, seen = Path.replace, []

    def watched(source: Path, target: Path) -> Path:
        moved = replace(source, target)
        if target.parent == usual_folder(record_path):
            seen.append(target)
            if len(seen) == at:
                inspect(taken.path)
        return moved

    monkeypatch.setattr(Path, "replace", watched)
    assert turn_copies(record_path, key).done == (taken.path,)
    assert len(seen) == 2


def test_a_copy_that_is_damaged_is_left_and_named(record_path: Path) -> None:
    taken = take(record_path, NOW_UTC)
    data = bytearray(taken.path.read_bytes())
    data[3 * 4096 : 5 * 4096] = bytes(2 * 4096)
    taken.path.write_bytes(data)
    key = encrypted(record_path)
    turned = turn_copies(record_path, key)
    assert turned.done == ()
    ((path, why),) = turned.left
    assert path == taken.path and "damaged" in why
    assert path.read_bytes() == data
    assert [one for one in path.parent.iterdir() if one.name.startswith(".")] == []


def test_a_clinic_that_is_set_up_encrypted_never_was_anything_else(tmp_path: Path) -> None:
    path = tmp_path / "clinic.acudesk"
    init(path, "Riverside Acupuncture", ZONE, "Ottoline Becker", now_utc=NOW_UTC, key=own_key())
    assert path.read_bytes().startswith(cipher.MARK)
    assert files_with(tmp_path, "Riverside", "Ottoline") == []
    assert Filler(path).patient()


def test_a_missing_key_is_told_as_that_and_nothing_is_touched(record_path: Path) -> None:
    key = encrypted(record_path)
    keys.place_for(RECORD, key.name).unlink()
    forget()
    before = record_path.read_bytes()
    for what in (open_reader, connect_unchecked):
        with pytest.raises(errors.KeyMissing) as told:
            what(record_path)
        assert told.value.exit_code == 66
        assert key.name in told.value.message and "acudesk key restore" in told.value.message
    assert record_path.read_bytes() == before


def test_another_clinics_key_does_not_open_it(record_path: Path) -> None:
    encrypted(record_path)
    forget()
    shutil.rmtree(keys.folder())
    own_key()
    with pytest.raises(errors.KeyMissing):
        open_reader(record_path)


@pytest.mark.parametrize("content", [b"%PDF-1.7\n" * 100, bytes(range(256)) * 40, b"ACUDESK\x02" + bytes(5000)])
@pytest.mark.parametrize("with_key", [True, False])
def test_a_foreign_file_still_is_one(tmp_path: Path, content: bytes, with_key: bool) -> None:
    if with_key:
        own_key()
    path = tmp_path / "other.acudesk"
    path.write_bytes(content)
    with pytest.raises(errors.NotADatabase):
        open_reader(path)


@pytest.mark.parametrize("at", [1000, 4096 * 2 + 100, 4096 * 5 + 4000])
def test_a_changed_byte_is_damage_and_not_a_wrong_key(record_path: Path, at: int) -> None:
    encrypted(record_path)
    data = bytearray(record_path.read_bytes())
    data[at] ^= 1
    record_path.write_bytes(data)
    wrong = [one.said for one in check(record_path, NOW_UTC) if one.state == "wrong" and one.name != "permissions"]
    assert wrong and all("damaged" in said for said in wrong), wrong


def test_its_own_lines_about_a_page_do_not_reach_the_terminal(
    record_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    encrypted(record_path)
    data = bytearray(record_path.read_bytes())
    data[4096 * 2 + 100] ^= 1
    record_path.write_bytes(data)
    assert "wrong" in {one.state for one in check(record_path, NOW_UTC)}
    keys.forget()
    own_key()
    with open_reader(_plain_one(record_path)):
        pass
    assert capfd.readouterr() == ("", "")


def _plain_one(beside: Path) -> Path:
    path = beside.with_name("plain.acudesk")
    init(path, "Other", ZONE, now_utc=NOW_UTC)
    return path


def test_backup_drill_and_restore_of_an_encrypted_record(sample_path: Path) -> None:
    encrypted(sample_path)
    taken = take(sample_path, NOW_UTC)
    assert taken.path.read_bytes().startswith(cipher.MARK)
    assert drill(sample_path, NOW_UTC, usual_folder(sample_path)).facts == taken.facts
    before = _all(sample_path)
    Filler(sample_path).room("R9")
    done = restore(taken.path, sample_path, me, LATER)
    assert done.left_out == 1
    after = _all(sample_path)
    assert len({*after.pop("audit_entry")} - {*before.pop("audit_entry")}) == 1
    assert after == before
    assert done.kept is not None and done.kept.read_bytes().startswith(cipher.MARK)


def test_a_plain_backup_restored_into_an_encrypted_record_is_encrypted(sample_path: Path) -> None:
    taken = take(sample_path, NOW_UTC)
    key = encrypted(sample_path)
    restore(taken.path, sample_path, me, LATER)
    assert cipher.key_name(sample_path) == key.name
    assert files_with(sample_path.parent, *_names(sample_path)[:20]) == [
        (taken.path.name, name) for name in _names(sample_path)[:20]
    ]


def test_an_encrypted_backup_restored_into_a_decrypted_record_is_decrypted(sample_path: Path) -> None:
    encrypted(sample_path)
    taken = take(sample_path, NOW_UTC)
    turn(sample_path, None, "decrypted", me, NOW_UTC)
    assert sample_path.read_bytes().startswith(PLAIN)
    restore(taken.path, sample_path, me, LATER)
    assert sample_path.read_bytes().startswith(PLAIN)
    assert [one for one in check(sample_path, LATER) if one.state == "wrong"] == []


def test_a_backup_from_before_another_key_is_restored_under_the_new_one(record_path: Path) -> None:
    old = encrypted(record_path)
    taken = take(record_path, NOW_UTC)
    new = own_key()
    turn(record_path, new, "rekeyed", me, NOW_UTC)
    assert cipher.key_name(taken.path) == old.name
    restore(taken.path, record_path, me, LATER)
    assert cipher.key_name(record_path) == new.name
    keys.place_for(RECORD, old.name).unlink()
    forget()
    with open_reader(record_path) as reader:
        assert reader.row("select name from clinic") == ("Riverside Acupuncture",)
    with pytest.raises(errors.KeyMissing):
        inspect(taken.path)


def test_the_copy_before_an_upgrade_is_encrypted(record_path: Path) -> None:
    key = encrypted(record_path)
    copy = copy_before_upgrade(record_path, record_path.with_name("clinic.acudesk.before-0009"))
    assert cipher.key_name(copy) == key.name


def test_it_is_refused_while_somebody_has_the_record_open(record_path: Path) -> None:
    before = record_path.read_bytes()
    with open_reader(record_path), pytest.raises(errors.RecordBusy) as told:
        turn(record_path, own_key(), "encrypted", me, NOW_UTC)
    assert told.value.exit_code == 75 and "leave" in told.value.message
    assert record_path.read_bytes() == before
    assert [path for path in record_path.parent.iterdir() if path.name.startswith(".")] == []


def test_somebody_who_waited_for_the_old_file_does_not_write_into_it(
    record_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = record_path.with_name("other")
    shutil.copyfile(record_path, other)
    opened = cipher.opened

    def replaced_meanwhile(make: object, path: Path) -> object:
        connection = opened(make, path)
        other.replace(record_path)
        return connection

    monkeypatch.setattr(cipher, "opened", replaced_meanwhile)
    with pytest.raises(errors.RecordBusy, match="replaced"):
        open_reader(record_path)


KILLED = """
import os, signal, sys
from pathlib import Path
from db import encrypt, keys
from db.audit import Actor

where, when, name = sys.argv[2:5]
real = getattr(encrypt, where)

def dying(*given, **more):
    if when == "after":
        real(*given, **more)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(encrypt, where, dying)
key = None if name == "none" else keys.find("record", name, "it")
encrypt.turn(Path(sys.argv[1]), key, "turned", lambda _: Actor(None, "test"), 1_795_200_000)
"""


@pytest.mark.parametrize(
    ("to", "where", "when"),
    [
        ("encrypted", "fill_anew", "after"),
        ("encrypted", "_tell", "after"),
        ("encrypted", "_give_name", "before"),
        ("encrypted", "sync_folder", "before"),
        ("encrypted", "_give_name", "after"),
        ("plain", "fill_anew", "after"),
        ("plain", "sync_folder", "before"),
    ],
)
def test_a_kill_leaves_the_old_record_or_the_new_one_whole(record_path: Path, to: str, where: str, when: str) -> None:
    key = own_key()
    if to == "plain":
        turn(record_path, key, "encrypted", me, NOW_UTC)
    before = _all(record_path)
    wanted = key.name if to == "encrypted" else "none"
    command = [sys.executable, "-c", KILLED, str(record_path), where, when, wanted]
    ended = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    is_new = cipher.key_name(record_path) == (key.name if to == "encrypted" else None)
    assert is_new == (where in ("_give_name", "sync_folder") and (when, where) != ("before", "_give_name"))
    after = _all(record_path)
    told = {*after.pop("audit_entry")} - {*before.pop("audit_entry")}
    assert after == before
    assert [one[4] for one in told] == ["turned"] * is_new
    Filler(record_path).room("R9")
    with open_reader(record_path) as reader:
        assert reader.row("pragma journal_mode") == ("wal",)
    assert bool(left_behind(record_path)) == (not is_new)
    if not is_new:
        turn(record_path, key if to == "encrypted" else None, "turned", me, NOW_UTC)
    assert [path.name for path in record_path.parent.iterdir() if path.name.startswith(".")] == []
    assert [one for one in check(record_path, LATER) if one.state == "wrong" and one.name != "permissions"] == []


def test_only_this_account_may_read_any_file_of_it_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        path = tmp_path / "clinic" / "clinic.acudesk"
        init(path, "Riverside Acupuncture", ZONE, now_utc=NOW_UTC, key=own_key())
        turn(path, None, "decrypted", me, NOW_UTC)
        encrypted(path)
        with closing(connect_unchecked(path)) as holding:
            holding.execute("select 1 from clinic").fetchone()
            Filler(path).room("R9")
            take(path, NOW_UTC)
            copy_before_upgrade(path, path.with_name("clinic.acudesk.before-0009"))
            found = {one for top in (path.parent, keys.folder()) for one in (top, *top.rglob("*"))}
            assert {"clinic.acudesk-wal", "clinic.acudesk-shm"} <= {one.name for one in found}
            for one in found:
                assert stat.S_IMODE(one.stat().st_mode) == (0o700 if one.is_dir() else 0o600), one
    finally:
        os.umask(before)
