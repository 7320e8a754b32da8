"""Encrypting at the command line: what is said, what is refused, and a key that shows nowhere."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.cli import passphrase
from dashboard.cli.safety import DailyBackup
from dashboard.clock import Clock
from db import cipher, key_sheet, key_wrap, keys
from db.audit import Actor
from db.encrypt import turn
from db.errors import StorageFailed
from db.keys import RECORD
from db.reader import open_reader
from db.tables import Staff
from db.writing import Writer
from tests.cli.counter import Cli
from tests.conftest import NOW_UTC, ZONE
from tests.db.vault import PASSPHRASE, files_with, forget


@pytest.fixture(autouse=True)
def no_keys(own_places: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No key in the process but the test's own."""
    assert keys.folder().is_relative_to(own_places)
    for name in (keys.FILE_NAMED, keys.CREDENTIALS):
        monkeypatch.delenv(name, raising=False)
    # What a try costs is the business of argon2; here it only has to be asked for.
    monkeypatch.setattr(key_wrap, "MEMORY_KIB", 64)
    forget()
    yield
    forget()


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is typed unseen, in order; what is left over was not asked for."""
    typed: list[str] = []
    monkeypatch.setattr(passphrase, "ask", lambda _: typed.pop(0) if typed else None)
    return typed


def key_of(record: Path) -> keys.Key:
    name = cipher.key_name(record)
    assert name is not None
    return keys.find(RECORD, name, record)


def test_encrypting_says_where_the_key_is_and_gives_the_sheet_once(cli: Cli) -> None:
    cli.said("backup")
    code, out, err = cli("encrypt")
    assert (code, err) == (0, "")
    key = key_of(cli.path)
    assert f"Its key file is {keys.folder()}/record-{key.name}.key." in out
    assert "1 copy of it was encrypted too" in out
    assert "RECOVERY SHEET of the record of Riverside Acupuncture" in out
    assert key_sheet.read(out) == key
    assert cli.json("audit", "show", "--last", 1)["entries"][0]["what"] == "record encrypted"
    assert cli("check")[0] in (0, 66)
    assert cli.json("key", "check")["good"]


def test_a_second_time_it_is_refused(cli: Cli) -> None:
    cli("encrypt")
    assert "encrypted already" in cli.refused(75, "encrypt")


def test_the_sheet_goes_into_a_file_for_this_account_only(cli: Cli, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.txt"
    code, out, _ = cli("encrypt", "--sheet", sheet)
    assert code == 0 and "RECOVERY" not in out
    assert sheet.stat().st_mode & 0o777 == 0o600
    assert cli.json("key", "check", "--sheet", sheet)["good"]


def test_a_sheet_that_cannot_be_written_is_told_before_anything_is_done(cli: Cli, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.txt"
    sheet.write_text("mine")
    before = cli.path.read_bytes()
    assert "Nothing was changed" in cli.refused(75, "encrypt", "--sheet", sheet)
    assert (cli.path.read_bytes(), sheet.read_text()) == (before, "mine")
    assert keys.files(RECORD) == []


def test_an_encryption_that_is_refused_leaves_no_key(cli: Cli) -> None:
    with open_reader(cli.path):
        assert "leave acudesk" in cli.refused(75, "encrypt")
    assert keys.files(RECORD) == []
    assert cli("today")[0] == 0


@pytest.mark.parametrize("what", ["unreadable", "gone"])
def test_a_disk_that_fails_behind_the_encryption_leaves_the_key(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """The record that cannot be looked at any more is encrypted with it."""

    def turn_and_lose(record: Path, *given: Any) -> None:
        turn(record, *given)
        record.rename(tmp_path / "elsewhere.acudesk")
        if what == "unreadable":
            record.mkdir()
        raise StorageFailed("the disk failed")

    monkeypatch.setattr("dashboard.cli.vault.turn", turn_and_lose)
    cli.refused(74, "encrypt")
    forget()
    with open_reader(tmp_path / "elsewhere.acudesk") as reader:
        assert reader.row("select name from clinic") == ("Riverside Acupuncture",)


def test_a_lost_key_comes_back_from_the_typed_sheet(cli: Cli, typing: list[str]) -> None:
    cli("encrypt")
    key = key_of(cli.path)
    keys.place_for(RECORD, key.name).unlink()
    forget()
    assert f"its key {key.name} is not on this machine" in cli.refused(66, "today")
    lines = [row.split(maxsplit=1)[1] for row in key_sheet.lines_of(key)]
    typing += [lines[0], "0000 0000 00", *lines[1:]]
    code, out, err = cli("key", "restore")
    assert (code, err, typing) == (0, "", []) and "Line 2 does not fit" in out
    assert cli("today")[0] == 0


def test_another_records_sheet_is_refused(cli: Cli, tmp_path: Path) -> None:
    cli("encrypt")
    keys.place_for(RECORD, key_of(cli.path).name).unlink()
    forget()
    sheet = tmp_path / "other.txt"
    sheet.write_text("\n".join(key_sheet.lines_of(keys.new(RECORD))))
    assert "needs the key" in cli.refused(65, "key", "restore", "--sheet", sheet)


def test_a_passphrase_is_typed_twice_and_guards_the_file(cli: Cli, typing: list[str]) -> None:
    typing += ["short", PASSPHRASE, "another one altogether", PASSPHRASE, PASSPHRASE]
    assert "fewer than" in cli.refused(65, "encrypt", "--passphrase")
    assert "not the same" in cli.refused(65, "encrypt", "--passphrase")
    assert cli("encrypt", "--passphrase")[0] == 0
    forget()
    assert "on a terminal" in cli.refused(66, "today")
    typing += ["wrong", PASSPHRASE]
    assert cli("today")[0] == 0
    forget()
    typing += ["wrong", "wrong", "wrong"]
    assert "not the passphrase" in cli.refused(66, "today")


def test_a_new_key_leaves_the_old_for_older_backups(cli: Cli) -> None:
    cli("encrypt")
    old = key_of(cli.path)
    code, out, _ = cli("key", "change")
    assert code == 0
    new = key_of(cli.path)
    assert new != old and key_sheet.read(out) == new and old.name in out
    keys.place_for(RECORD, old.name)
    forget()
    assert {found.name for found in keys.files(RECORD)} == {old.name, new.name}
    assert cli.json("key", "check")["good"]


def test_what_a_killed_decryption_left_is_told_and_removed(cli: Cli) -> None:
    plain = cli.path.read_bytes()
    cli("encrypt")
    left = cli.path.with_name(f".{cli.path.name}.restoring-key-0123456789ab.new")
    left.write_bytes(plain)
    code, out, _ = cli("key", "check")
    assert code == 66 and f"left {left} behind" in out
    assert "is removed" in cli.said("encrypt")
    assert not left.exists() and cli.json("key", "check")["good"]


def test_everything_goes_on_working(cli: Cli, tmp_path: Path) -> None:
    """A record that is encrypted answers as it did before."""
    asked = (["today", "--json"], ["caseload", "--json"], ["referrals", "--json"], ["patient", "find", "an", "--json"])
    before = [cli(*argv) for argv in asked]
    cli("export", tmp_path / "before")
    cli("encrypt")
    assert [cli(*argv) for argv in asked] == before
    cli("export", tmp_path / "after")
    for one in (tmp_path / "before").iterdir():
        assert (tmp_path / "after" / one.name).read_bytes() == one.read_bytes()
    cli.book("2027-03-01 10:00")
    cli.said("undo")
    assert "came back whole" in cli.said("backup", "--drill")
    assert "is encrypted with the key" in cli("check")[1]


def test_back_to_plain(cli: Cli) -> None:
    cli("encrypt")
    forget()
    assert "not encrypted any more" in cli.said("decrypt")
    assert cli.path.read_bytes().startswith(b"SQLite format 3\0")
    assert "not encrypted already" in cli.refused(75, "decrypt")


def test_a_clinic_is_set_up_encrypted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = Cli(tmp_path / "new" / "clinic.acudesk", capsys)
    code, out, _ = here("init", "--name", "Riverside", "--timezone", ZONE, "--owner", "Ottoline Becker", "--encrypt")
    assert code == 0 and key_sheet.read(out) == key_of(here.path)
    assert files_with(here.path.parent, "Ottoline") == []
    assert "go with --encrypt" in Cli(tmp_path / "b", capsys).refused(
        2, "init", "--name", "B", "--timezone", ZONE, "--passphrase"
    )


@pytest.mark.parametrize("argv", [["encrypt"], ["decrypt"], ["key", "change"], ["key", "sheet"], ["audit", "key"]])
def test_only_an_owner_changes_keys(cli: Cli, monkeypatch: pytest.MonkeyPatch, argv: list[str]) -> None:
    if argv != ["encrypt"]:
        cli("encrypt")
    with Writer(cli.path) as writer, writer.unit(Actor(None, "setup"), NOW_UTC) as unit:
        unit.session.add(Staff(name="Ana Ruiz", role="front_desk", system_user="ana"))
        unit.audit("added", "staff", None)
    monkeypatch.setattr("dashboard.person.system_user", lambda: "ana")
    before = sorted(keys.folder().iterdir()) if keys.folder().exists() else []
    name = cipher.key_name(cli.path)
    assert "owner" in cli.refused(77, *argv)
    assert cipher.key_name(cli.path) == name
    assert (sorted(keys.folder().iterdir()) if keys.folder().exists() else []) == before
    with open_reader(cli.path) as reader:
        assert reader.row("select action, subject from audit_entry order by id desc") == ("denied", "session")


def test_a_key_never_lies_with_its_record(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(keys.FILE_NAMED, str(cli.path.with_name("our.key")))
    assert "would take both" in cli.refused(65, "encrypt")


def test_a_key_shows_nowhere(cli: Cli, own_places: Path, tmp_path: Path, typing: list[str]) -> None:
    typing += [PASSPHRASE, PASSPHRASE]
    told = "".join(cli("encrypt", "--passphrase", "--sheet", tmp_path / "sheet.txt")[1:])
    key = key_of(cli.path)
    for argv in (
        ["check"],
        ["key", "check"],
        ["report"],
        ["where"],
        ["audit", "show"],
        ["today"],
        ["backup"],
        ["key", "check", "--json"],
    ):
        told += "".join(cli(*argv)[1:])
    keys.place_for(RECORD, key.name).chmod(0o644)
    forget()
    told += "".join(cli("today")[1:])
    keys.place_for(RECORD, key.name).chmod(0o600)
    keys.place_for(RECORD, key.name).write_text("{}")
    told += "".join(cli("today")[1:])
    assert "chmod 600" in told and "not a key file" in told
    told += json.dumps(dict(os.environ))
    told += "".join(path.read_text(errors="replace") for path in own_places.rglob("*.log"))
    secret = key.raw.hex()
    assert PASSPHRASE not in told
    for at in range(0, 64, 8):
        assert secret[at : at + 8] not in told.lower()
    assert [name for name, _ in files_with(cli.path.parent, secret, PASSPHRASE)] == []


def test_the_daily_backup_gets_a_typed_key_through_a_pipe(
    cli: Cli, typing: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    typing += [PASSPHRASE, PASSPHRASE]
    cli("encrypt", "--passphrase")
    key = key_of(cli.path)
    for path in (cli.path.parent / "backups").iterdir():
        path.unlink()
    forget()
    typing += [PASSPHRASE]
    cli("today")
    began: list[Any] = []
    run = subprocess.run

    def noted(command: list[str], **more: Any) -> Any:
        began.append((command, more))
        return run(command, **more)

    monkeypatch.setattr(subprocess, "run", noted)
    daily = DailyBackup(cli.path, Clock())
    daily._begin()
    ((command, more),) = began
    assert daily.failed == ""
    assert key.raw.hex() not in " ".join(command) and key.raw.hex() not in str(more.get("env"))
    (made,) = (path for path in (cli.path.parent / "backups").glob("*.acudesk"))
    assert cipher.key_name(made) == key.name


def test_files_kept_with_referrals_follow_the_record_and_are_taken_out_by_name(cli: Cli, tmp_path: Path) -> None:
    scan = tmp_path / "scan.txt"
    scan.write_text("Report of May\n")
    cli.said("referral", "attach", "r2", scan)
    at = cli.said("referral", "file", 1).strip()
    assert Path(at).read_text() == "Report of May\n"
    assert "1 file kept with a referral is encrypted with the same key." in cli("encrypt")[1]
    assert b"Report" not in Path(at).read_bytes()
    assert "--to NEW.txt" in cli.refused(65, "referral", "file", 1)
    out = tmp_path / "taken.txt"
    assert "It is not encrypted." in cli.said("referral", "file", 1, "--to", out)
    assert (out.read_text(), out.stat().st_mode & 0o777) == ("Report of May\n", 0o600)
    assert "is there already" in cli.refused(75, "referral", "file", 1, "--to", out)
    assert "1 file kept with a referral is encrypted with the same key." in cli("key", "change")[1]
    assert cli.json("key", "check")["good"]
    assert {one["name"] for one in cli.json("key", "check")["findings"]}.isdisjoint({"attached files"})
    assert "1 file kept with a referral is not encrypted any more." in cli("decrypt")[1]
    assert Path(cli.said("referral", "file", 1).strip()).read_text() == "Report of May\n"


def test_files_that_stayed_plain_are_told_and_brought_along_by_the_same_command(cli: Cli, tmp_path: Path) -> None:
    scan = tmp_path / "scan.txt"
    scan.write_text("Report of May\n")
    cli.said("referral", "attach", "r2", scan)
    at = Path(cli.said("referral", "file", 1).strip())
    plain = at.read_bytes()
    cli("encrypt")
    at.unlink()
    at.write_bytes(plain)
    assert "1 file kept with a referral is not under the key of the record" in cli("key", "check")[1]
    assert "1 file kept with a referral is encrypted with the same key." in cli("encrypt")[1]
    assert "is encrypted already" in cli.refused(75, "encrypt")
    sealed = at.read_bytes()
    cli("decrypt")
    at.write_bytes(sealed)
    assert "1 file kept with a referral is not encrypted any more." in cli.said("decrypt")
    assert at.read_bytes() == plain
    assert "is not encrypted already" in cli.refused(75, "decrypt")
