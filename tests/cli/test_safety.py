"""`backup`, `restore` and `check` as a person has them, the upgrade at start, and what the dashboard does by itself."""

import json
import os
import shutil
import subprocess
import sys
import textwrap
from argparse import Namespace
from datetime import date
from pathlib import Path

import pytest

from dashboard.__main__ import main
from dashboard.cli import safety, start
from dashboard.clock import Clock, FixedClock
from dashboard.screens.lock import SignIn
from dashboard.settings import settings
from db import migrate
from db.anchor import anchor_path, read_anchor
from db.audit import Actor
from db.backups import last_good, usual_folder
from db.errors import OlderRecord
from db.opening import connect_unchecked, revision_of
from db.reader import open_reader
from db.writes.pins import set_pin
from db.writes.staff import change
from db.writing import Writer
from tests.cli.counter import Cli
from tests.conftest import NOW_UTC
from tests.db.fill import Filler


def test_a_backup_says_where_it_is_and_what_it_holds(cli: Cli) -> None:
    said = cli.said("backup")
    path = usual_folder(cli.path) / "clinic-2026-11-20T184000Z.acudesk"
    assert said.startswith(f"The backup is {path}: ") and said.endswith(", verified.")
    assert path.exists()
    assert cli.said("backup", "--if-due") == "The last backup is young enough; none was taken."


def test_a_backup_as_json(cli: Cli) -> None:
    told = cli.json("backup")
    assert set(told) == {"backup", "removed", "warnings"}
    assert set(told["backup"]) == {"path", "at", "entries", "head", "rows", "files", "size", "sha256"}
    assert told["backup"]["at"] == "2026-11-20T18:40:00Z"
    with open_reader(cli.path) as reader:
        assert reader.row("select count(*) from patient") == (told["backup"]["rows"]["patient"],)
    assert cli.json("backup", "--if-due") == {"backup": None, "removed": [], "warnings": []}


def test_a_copy_that_leaves_the_usual_place_is_told_to_the_log(cli: Cli, tmp_path: Path) -> None:
    with open_reader(cli.path) as reader:
        before = reader.row("select count(*) from audit_entry")
        assert before is not None
        cli.said("backup")
        assert reader.row("select count(*) from audit_entry") == before
        cli.said("backup", tmp_path / "mine.acudesk")
        assert (tmp_path / "mine.acudesk").exists()
        (entry,) = reader.rows("select subject, detail from audit_entry where action = 'copied'")
        assert entry == ("clinic", json.dumps({"entries": before[0]}, separators=(",", ":")))
    assert "already" in cli.refused(75, "backup", tmp_path / "mine.acudesk")


def test_a_folder_gets_a_name_of_ours(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    cli.said("backup", tmp_path / "stick")
    assert last_good(tmp_path / "stick", cli.path.name) is not None
    assert "There is no folder" in cli.refused(74, "backup", f"{tmp_path}/none/")


def test_targets_that_are_refused(cli: Cli, tmp_path: Path) -> None:
    assert "is the record itself" in cli.refused(65, "backup", cli.path)
    (tmp_path / "link").symlink_to(tmp_path)
    assert "is a link" in cli.refused(65, "backup", tmp_path / "link")
    cli.path.unlink()
    assert "There is no record" in cli.refused(66, "backup")


def test_restoring_says_what_is_left_out_and_where_the_rest_is(cli: Cli) -> None:
    cli.said("backup")
    (backup,) = usual_folder(cli.path).glob("*Z.acudesk")
    cli.book("2027-03-01 10:00")
    assert len(cli.on("2027-03-01")) == 1
    said = cli.said("restore", backup)
    assert "1 newer audit entry and what they tell of are not in it" in said
    (kept,) = usual_folder(cli.path).glob("*before-restore*.acudesk")
    assert f"kept as {kept}" in said
    assert cli.on("2027-03-01") == []
    cli.said("restore", kept)
    assert len(cli.on("2027-03-01")) == 1
    with open_reader(cli.path) as reader:
        assert reader.row("select count(*) from audit_entry where action = 'restored'") == (1,)


def test_a_damaged_backup_is_refused(cli: Cli) -> None:
    cli.said("backup")
    (backup,) = usual_folder(cli.path).glob("*Z.acudesk")
    backup.write_bytes(backup.read_bytes()[:-4096])
    before = cli.path.read_bytes()
    assert "is not a whole backup" in cli.refused(66, "restore", backup)
    assert cli.path.read_bytes() == before


def test_a_backup_beside_is_a_record_of_its_own(cli: Cli, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.said("backup")
    (backup,) = usual_folder(cli.path).glob("*Z.acudesk")
    cli.book("2027-03-01 10:00")
    said = cli.said("restore", backup, "--beside", tmp_path / "then.acudesk")
    assert str(tmp_path / "then.acudesk") in said
    assert Cli(tmp_path / "then.acudesk", capsys).on("2027-03-01") == []
    assert len(cli.on("2027-03-01")) == 1


def test_a_drill_says_so(cli: Cli) -> None:
    assert "There is no backup" in cli.refused(66, "backup", "--drill")
    cli.said("backup")
    cli.book("2027-03-01 10:00")
    said = cli.said("backup", "--drill")
    assert said.startswith("clinic-2026-11-20T184000Z.acudesk came back whole: ")
    assert said.endswith("The record has gone on from it by 1 audit entry.")
    assert cli.json("backup", "--drill")["since"] == 1


def test_a_check_is_a_line_for_each_thing_and_66_when_one_is_wrong(cli: Cli) -> None:
    cli.path.parent.chmod(0o700)
    cli.said("backup")
    code, out, err = cli("check")
    assert (code, err) == (0, "")
    assert [line[0] for line in out.splitlines()] == ["✓"] * 16
    cli.path.chmod(0o644)
    code, out, _ = cli("check", "--quick")
    assert code == 66
    assert f"✗ permissions: Others may look into {cli.path}. chmod 600 {cli.path}" in out
    code, out, _ = cli("check", "--json")
    told = json.loads(out)
    assert code == 66 and told["whole"] is False
    assert {"name", "state", "code", "said", "todo"} == set(told["findings"][0])
    cli.path.chmod(0o600)
    shutil.rmtree(usual_folder(cli.path))
    code, out, _ = cli("check")
    assert code == 0 and "▲ backup: There is no backup" in out


def test_a_check_of_no_record_is_66(cli: Cli) -> None:
    cli.path.unlink()
    code, out, _ = cli("check")
    assert code == 66 and out.startswith("✗ record: There is no record")


@pytest.mark.parametrize("argv", [["restore"], ["backup", "--drill", "--if-due"], ["check", "now"]])
def test_what_makes_no_sense_is_usage(cli: Cli, argv: list[str]) -> None:
    assert cli(*argv)[0] == 2


NEXT = '''
"""A later revision."""

import time

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0004", "0003", None, None


def upgrade():
    with op.batch_alter_table("appointment", recreate="always") as batch:
        batch.add_column(sa.Column("colour", sa.String(), nullable=False, server_default=""))
    time.sleep(0.3)
'''
NEWER_PROGRAM = """
import sys
import db.migrate, db.opening
from dashboard.__main__ import main
known = ("0001", "0002", "0003", "0004")
db.opening.check_revision.__defaults__ = (known,)
db.migrate.upgrade.__kwdefaults__.update(scripts=sys.argv[1], revisions=known)
print("ready", flush=True)
sys.stdin.readline()
sys.exit(main(["--db", sys.argv[2]]))
"""


def test_eight_starts_at_once_upgrade_once_with_one_backup(sample_path: Path, tmp_path: Path) -> None:
    scripts = tmp_path / "later"
    shutil.copytree(
        Path(migrate.__file__).with_name("migrations"), scripts, ignore=shutil.ignore_patterns("__pycache__")
    )
    (scripts / "versions" / "0004_later.py").write_text(textwrap.dedent(NEXT))
    argv = [sys.executable, "-c", NEWER_PROGRAM, str(scripts), str(sample_path)]
    running = [
        subprocess.Popen(argv, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(8)
    ]
    for one in running:
        assert one.stdout is not None and one.stdout.readline() == "ready\n"
    for one in running:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    told = [one.communicate(timeout=300) for one in running]
    assert [one.returncode for one in running] == [0] * 8
    # Everybody has today's list, and one of them says what it did first.
    assert all(out.startswith("Riverside Acupuncture\n") for out, _ in told)
    before = sample_path.with_name("clinic.acudesk.before-0004")
    assert sorted(err for _, err in told) == [""] * 7 + [
        f"acudesk: the record was upgraded; how it was before is kept as {before}.\n"
    ]
    assert {path.name for path in sample_path.parent.glob("clinic*")} == {sample_path.name, before.name}
    for path, revision in ((sample_path, "0004"), (before, "0003")):
        connection = connect_unchecked(path)
        assert revision_of(connection, path) == revision
        connection.close()


def test_a_newer_record_is_refused_at_start_and_stays(cli: Cli) -> None:
    connection = connect_unchecked(cli.path)
    connection.execute("update alembic_version set version_num = '9999'")
    connection.close()
    before = cli.path.read_bytes()
    assert "newer acudesk" in cli.refused(66)
    assert cli.path.read_bytes() == before


def test_an_upgrade_that_fails_is_said_once(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record that stays older must not be tried for ever."""
    tried: list[Path] = []

    def older(*_: object, **__: object) -> int:
        raise OlderRecord("still older")

    monkeypatch.setattr(start, "open_dashboard", older)
    monkeypatch.setattr(migrate, "upgrade", tried.append)
    assert cli.refused(66) == "acudesk: still older."
    assert tried == [cli.path]


def test_the_daily_backup_is_taken_by_a_program_of_its_own(sample_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = Clock().now_utc()
    daily = safety.DailyBackup(sample_path, Clock())
    daily._begin()
    assert daily.failed == ""
    found = last_good(usual_folder(sample_path), sample_path.name)
    assert found is not None and found[1] >= now
    # Not due any more: nothing is even started.
    monkeypatch.setattr(subprocess, "run", None)
    daily._begin()
    daily.start()
    daily.end()
    daily._timer.join()
    assert daily.failed == ""


def test_a_daily_backup_that_fails_is_told_when_the_dashboard_is_left(sample_path: Path) -> None:
    usual_folder(sample_path).write_text("in the way")
    daily = safety.DailyBackup(sample_path, FixedClock(NOW_UTC))
    daily._begin()
    assert "is not a folder" in daily.failed and daily.failed.count("\n") == 0


def _left(record: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Open and leave the dashboard, without the screen itself."""
    monkeypatch.setattr(start, "on_a_terminal", lambda: True)
    monkeypatch.setattr("dashboard.app.run", lambda *_, **__: 0)
    return start.dashboard(settings(str(record), None, os.environ))


def test_leaving_the_dashboard_writes_the_anchor(
    record_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    earlier = record_path.read_bytes()
    Filler(record_path).room()
    assert _left(record_path, monkeypatch) == 0
    anchor = read_anchor(anchor_path(record_path))
    assert anchor is not None and anchor.entries == 3
    # A record that went back is told, and the anchor stays.
    record_path.write_bytes(earlier)
    assert _left(record_path, monkeypatch) == 0
    assert "1 entry is missing" in capsys.readouterr().err
    assert read_anchor(anchor_path(record_path)) == anchor
    assert main(["--db", str(record_path), "check"]) == 66


def test_a_made_up_clinic_leaves_no_anchor_and_takes_no_backup(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(start, "on_a_terminal", lambda: True)
    monkeypatch.setattr("dashboard.app.run", lambda *_, **__: 0)
    monkeypatch.setattr(safety, "DailyBackup", None)
    folder = tmp_path / "kept"
    assert start.demo(Namespace(date=None, at=(date(2026, 11, 20), 642), keep=str(folder), protocol=None)) == 0
    assert [path.name for path in folder.iterdir()] == ["clinic.acudesk"]


def test_who_is_no_owner_is_refused_a_restore_and_the_log_is_told(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    cli.said("backup")
    (backup,) = usual_folder(cli.path).glob("*Z.acudesk")
    with Writer(cli.path) as writer, writer.unit(Actor(None, "setup"), NOW_UTC) as unit:
        change(unit, 1, 1, system_user="somebody-else", role="owner")
    monkeypatch.setattr("dashboard.person.system_user", lambda: "guest")
    assert "Restoring a backup over the record is for owners; guest is" in cli.refused(77, "restore", backup)
    with open_reader(cli.path) as reader:
        assert reader.row("select actor, action, detail from audit_entry order by id desc limit 1") == (
            "guest", "denied", '{"right":"restore"}'
        )  # fmt: skip
    assert not list(usual_folder(cli.path).glob("*before-restore*"))
    cli.path.unlink()
    assert "the rights on the file decided" in cli.said("restore", backup)


@pytest.mark.parametrize("who", [1, None])
def test_an_owner_who_has_a_pin_alone_is_asked_for_it_at_a_terminal(
    who: int | None, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli.said("backup")
    (backup,) = usual_folder(cli.path).glob("*Z.acudesk")
    with Writer(cli.path) as writer, writer.unit(Actor(None, "setup"), NOW_UTC) as unit:
        change(unit, 1, 1, role="owner")
        set_pin(unit, 1, "314159")
    asked: list[str] = []

    def signs_in(window: SignIn) -> int | None:
        asked.extend(one.name for one in window.people)
        return who

    monkeypatch.setattr("dashboard.person.system_user", lambda: "guest")
    monkeypatch.setattr("dashboard.cli.start.on_a_terminal", lambda: True)
    monkeypatch.setattr("dashboard.cli.safety.clean_environment", lambda: None)
    monkeypatch.setattr(SignIn, "run", signs_in)
    if who is None:
        assert "Nobody signed in" in cli.refused(77, "restore", backup)
    else:
        assert "The record is restored" in cli("restore", backup)[1]
    assert len(asked) == 1
