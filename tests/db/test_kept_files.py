"""Files kept with referrals beside an encrypted record: under its key from the first byte, and brought after it."""

import hashlib
import os
import stat
from contextlib import suppress
from pathlib import Path

import pytest

from db import kept_files, keys
from db.attachments import folder_of, keep_file, kept_file
from db.backup_files import is_kept
from db.backup_restore import restore
from db.backup_take import take
from db.backups import files_of
from db.checks import FINE, check
from db.encrypt import files_behind, turn, turn_copies, turn_files_of
from db.errors import DamagedRecord, KeyMissing, RecordError, Refused, StorageFailed
from db.kept_files import content, fill, kept_in, key_name, turn_files
from db.reader import open_reader
from db.writes import forms
from tests.conftest import NOW_UTC
from tests.db.loop import Loop
from tests.db.vault import encrypted, files_with, forget, me, own_key

pytestmark = pytest.mark.usefixtures("key_places")

REPORT = "Befund: Übungen für Mei Tanaka.\n" * 40


@pytest.fixture
def loop(record_path: Path) -> Loop:
    """A desk with one referral, number 1."""
    made = Loop(record_path)
    made.start()
    return made


def keep(loop: Loop, tmp_path: Path, said: str = REPORT) -> Path:
    """Keep a report with the referral; where it lies."""
    source = tmp_path / "elsewhere" / "report.txt"
    source.parent.mkdir(exist_ok=True)
    source.write_text(said, encoding="utf-8")
    before = set(folder_of(loop.desk.path).glob("*.txt"))
    loop.desk(keep_file, folder_of(loop.desk.path), 1, source)
    source.unlink()
    (path,) = set(folder_of(loop.desk.path).glob("*.txt")) - before
    return path


def read(path: Path, number: int = 1) -> str:
    with open_reader(path) as reader:
        return kept_file(reader, folder_of(path), number).data.decode()


def plain_ones(home: Path) -> list[tuple[str, str]]:
    return files_with(home, "Mei Tanaka")


def test_a_file_kept_with_an_encrypted_record_is_under_its_key(loop: Loop, tmp_path: Path) -> None:
    key = encrypted(loop.desk.path)
    path = keep(loop, tmp_path)
    assert key_name(path) == key.name
    assert plain_ones(tmp_path) == []
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in folder_of(loop.desk.path).iterdir()] == [path.name]
    with open_reader(loop.desk.path) as reader:
        found = kept_file(reader, folder_of(loop.desk.path), 1)
    assert (found.path, found.encrypted, found.data.decode()) == (path, True, REPORT)


def test_it_is_missed_without_its_key_and_told_when_it_was_changed(loop: Loop, tmp_path: Path) -> None:
    key = encrypted(loop.desk.path)
    path = keep(loop, tmp_path)
    whole = path.read_bytes()
    for at in (20, 5000, len(whole) - 1):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(DamagedRecord, match="does not fit its key"):
            read(loop.desk.path)
        assert not is_kept(path, len(REPORT.encode()), hashlib.sha256(REPORT.encode()).hexdigest())
    path.write_bytes(whole)
    assert read(loop.desk.path) == REPORT
    forget()
    keys.place_for(keys.RECORD, key.name).unlink()
    with pytest.raises(KeyMissing):
        content(path, 100)


def test_one_files_bytes_are_not_taken_for_anothers(loop: Loop, tmp_path: Path) -> None:
    encrypted(loop.desk.path)
    first = keep(loop, tmp_path)
    other = keep(loop, tmp_path, REPORT.replace("Mei", "Ana"))
    first.write_bytes(other.read_bytes())
    with pytest.raises(DamagedRecord, match="not the file that was kept"):
        read(loop.desk.path)


def test_what_is_there_follows_the_record_to_a_key_to_another_and_back(loop: Loop, tmp_path: Path) -> None:
    path = keep(loop, tmp_path)
    assert plain_ones(tmp_path)
    first = encrypted(loop.desk.path)
    assert read(loop.desk.path) == REPORT, "it can be read before it was brought along"
    assert files_behind(loop.desk.path, first.name) == [path]
    assert turn_files_of(loop.desk.path, first) == ((path,), ())
    assert (key_name(path), plain_ones(tmp_path)) == (first.name, [])
    second = own_key()
    turn(loop.desk.path, second, "rekeyed", me, NOW_UTC)
    assert (read(loop.desk.path), files_behind(loop.desk.path, second.name)) == (REPORT, [path])
    turn_files_of(loop.desk.path, second)
    assert (key_name(path), read(loop.desk.path)) == (second.name, REPORT)
    turn(loop.desk.path, None, "decrypted", me, NOW_UTC)
    turn_files_of(loop.desk.path, None)
    assert (key_name(path), path.read_text(encoding="utf-8")) == (None, REPORT)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_those_of_backups_follow_without_taking_more_room(loop: Loop, tmp_path: Path) -> None:
    path = keep(loop, tmp_path)
    backup = take(loop.desk.path, NOW_UTC).path
    key = encrypted(loop.desk.path)
    turn_files_of(loop.desk.path, key)
    assert plain_ones(tmp_path), "the backup still has it"
    assert turn_copies(loop.desk.path, key).left == ()
    assert plain_ones(tmp_path) == []
    assert (files_of(backup) / path.name).samefile(path)
    assert files_behind(loop.desk.path, key.name) == []


def test_a_backup_brings_it_back_under_its_key(loop: Loop, tmp_path: Path) -> None:
    key = encrypted(loop.desk.path)
    path = keep(loop, tmp_path)
    backup = take(loop.desk.path, NOW_UTC + 60).path
    path.unlink()
    restore(backup, loop.desk.path, me, NOW_UTC + 120)
    assert (key_name(path), read(loop.desk.path)) == (key.name, REPORT)
    with open_reader(loop.desk.path):
        found = {one.name: one.state for one in check(loop.desk.path, NOW_UTC + 180)}
    assert found["attached files"] == FINE
    assert is_kept(path, len(REPORT.encode()))
    path.write_bytes(path.read_bytes()[:100])
    assert not is_kept(path, len(REPORT.encode()))


@pytest.mark.parametrize("nth", range(1, 4))
def test_ended_anywhere_each_is_whole_under_one_key_or_the_other(
    loop: Loop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    paths = [keep(loop, tmp_path, f"{REPORT}{number}") for number in range(3)]
    key = encrypted(loop.desk.path)
    calls = 0

    def ends(path: Path, data: bytes, under: keys.Key | None) -> None:
        nonlocal calls
        calls += 1
        fill(path, data, under)
        if calls == nth:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched, suppress(KeyboardInterrupt):
        patched.setattr(kept_files, "fill", ends)
        turn_files_of(loop.desk.path, key)
    assert sorted(key_name(path) is None for path in paths) == sorted([False] * (nth - 1) + [True] * (4 - nth))
    assert [read(loop.desk.path, number) for number in (1, 2, 3)] == [f"{REPORT}{number}" for number in range(3)]
    assert turn_files_of(loop.desk.path, key).left == ()
    assert files_behind(loop.desk.path, key.name) == [] and len(kept_in(folder_of(loop.desk.path))) == 3


def test_one_that_cannot_be_brought_along_is_named_and_stays(loop: Loop, tmp_path: Path) -> None:
    good, bad = keep(loop, tmp_path), keep(loop, tmp_path, REPORT * 2)
    other = own_key()
    turn_files([bad], other)
    before = bad.read_bytes()
    before = before[:-1] + bytes([before[-1] ^ 1])
    bad.write_bytes(before)
    key = encrypted(loop.desk.path)
    done, left = turn_files_of(loop.desk.path, key)
    assert done == (good,)
    assert [path for path, _ in left] == [bad] and "does not fit its key" in left[0][1]
    assert bad.read_bytes() == before


def test_a_disk_that_fails_keeps_nothing(loop: Loop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encrypted(loop.desk.path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("db.kept_files.os.fsync", full)
    with pytest.raises(StorageFailed, match="No space left"):
        keep(loop, tmp_path)
    assert [one.name for one in folder_of(loop.desk.path).iterdir()] == []


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(tmp_path)
    for path in (pipe, link, tmp_path, tmp_path / "none"):
        with pytest.raises((OSError, RecordError)):
            content(path, 10)
    assert kept_in(tmp_path) == []


def test_a_key_is_not_kept_beside_what_it_opens(loop: Loop) -> None:
    key = encrypted(loop.desk.path, "seven quiet herons wade")
    with pytest.raises(Refused, match="is a key file of acudesk"):
        loop.desk(keep_file, folder_of(loop.desk.path), 1, keys.place_for(keys.RECORD, key.name))
    assert not folder_of(loop.desk.path).exists()


@pytest.mark.parametrize("place", [".ssh/id.txt", ".netrc.txt", "seen/../.netrc.txt"])
def test_a_hidden_file_is_not_taken_at_the_screen(loop: Loop, tmp_path: Path, place: str) -> None:
    (tmp_path / ".ssh").mkdir()
    (tmp_path / "seen").mkdir()
    (tmp_path / place).write_text("secret")
    (tmp_path / "link.txt").symlink_to(tmp_path / place)
    for named in (place, "link.txt"):
        with pytest.raises(Refused, match="is hidden, or in a hidden folder"):
            loop.desk(forms.attach, loop.desk.path, 1, str(tmp_path / named))
