"""Keys and the door from the command line: who is let in, what is refused, what is written, what is found wrong."""

import os
import pwd
import subprocess
import sys
import tempfile
import tomllib
from contextlib import closing
from pathlib import Path

import pytest

from dashboard.settings import settings
from dashboard.ssh.check import FINE, LOOK, WRONG, Finding, _reading, look_over, loosest, may
from dashboard.ssh.door import Door, read_door
from dashboard.ssh.files import keys_program, match_block, session_program
from db import sign_ins
from db.audit import Actor
from db.opening import connect
from db.processes import process_of
from db.reader import open_reader
from db.sign_ins import Session
from tests.cli.counter import Cli
from tests.conftest import NOW_UTC
from tests.db.test_public_key import ED, RSA_3072
from tests.ssh.support import ME, owner_of


@pytest.fixture(autouse=True)
def owner(cli: Cli) -> None:
    """The owner is who types here."""
    owner_of(cli.path)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A public key in a file."""
    path = tmp_path / "ana.pub"
    path.write_text(f"ssh-ed25519 {ED} ana@laptop\n")
    return path


@pytest.fixture
def door(cli: Cli, tmp_path: Path) -> Door:
    """A door that was set up here, as far as an ordinary account can."""
    (tmp_path / "list").mkdir()
    code, _, err = cli(
        "ssh", "setup", "--write", tmp_path / "files", "--account", ME, "--keys-account", "nobody",
        "--programs", tmp_path / "programs", "--list", tmp_path / "list" / "keys",
    )  # fmt: skip
    assert code == 0, err
    return read_door()


def test_a_key_is_added_listed_and_revoked(cli: Cli, key: Path, door: Door) -> None:
    made = cli.json("ssh", "add", "2", key)["key"]
    assert (made["id"], made["staff_id"], made["opens"], made["comment"]) == (1, 2, True, "ana@laptop")
    assert made["fingerprint"].startswith("SHA256:") and made["last_used"] is None
    listed = Path(door.list)
    assert listed.read_text().split()[1:] == ["ssh-ed25519", ED] and listed.stat().st_mode & 0o777 == 0o640
    code, out, _ = cli("ssh", "list")
    assert code == 0 and out.split()[0] == "1" and "opens" in out and "never used" in out and made["fingerprint"] in out
    assert cli.json("ssh", "list")["keys"] == [made]
    gone = cli.json("ssh", "revoke", made["name"])
    assert (gone["key"]["opens"], gone["key"]["revoked"], gone["sessions_ended"]) == (False, "2026-11-20", 0)
    assert listed.read_text() == ""
    assert "revoked already" in cli.said("ssh", "revoke", "1")
    assert "never opens the door again" in cli.refused(75, "ssh", "add", "2", key)
    told = cli.json("audit", "show", "--last", "2")["entries"]
    assert [one["what"] for one in told] == ["ssh key added", "ssh key revoked"]


@pytest.mark.usefixtures("door")
def test_a_key_that_only_looks_is_listed_as_one(cli: Cli, key: Path) -> None:
    made = cli.json("ssh", "add", "2", key, "--read-only")["key"]
    assert (made["opens"], made["read_only"]) == (True, True)
    assert "looks" in cli("ssh", "list")[1]


@pytest.mark.usefixtures("door")
def test_one_key_is_one_person(cli: Cli, key: Path) -> None:
    cli("ssh", "add", "1", key)
    assert "belongs to" in cli.refused(75, "ssh", "add", "2", key)
    assert "no key “7”" in cli.refused(65, "ssh", "revoke", "7")
    assert "nobody on staff" in cli.refused(65, "ssh", "add", "Nobody Atall", key)
    key.write_text(f"ssh-rsa {RSA_3072}\n")
    cli("ssh", "add", "1", key)
    with open_reader(cli.path) as reader:
        name = reader.row("select name from staff where id = 1")
    assert "may be key 1, 2" in cli.refused(65, "ssh", "revoke", name[0] if name else "")


@pytest.mark.parametrize(
    "text",
    ["-----BEGIN OPENSSH PRIVATE KEY-----\nsecret\n", f'command="x" ssh-ed25519 {ED}\n', "", "hello\n", "x" * 20_000],
)
def test_what_is_no_public_key_is_refused_and_leaves_nothing(text: str, cli: Cli, key: Path) -> None:
    key.write_text(text)
    said = cli.refused(65, "ssh", "add", "1", key)
    assert "Nothing was kept" in said and "secret" not in said
    assert cli.json("ssh", "list")["keys"] == []


def test_a_key_that_is_no_file_is_said(cli: Cli, tmp_path: Path) -> None:
    assert "is no file" in cli.refused(2, "ssh", "add", "1", tmp_path)
    assert "is no file" in cli.refused(2, "ssh", "add", "1", tmp_path / "none.pub")


def test_before_the_door_is_set_up_a_key_is_kept_and_that_is_said(cli: Cli, key: Path) -> None:
    assert "not set up on this machine yet" in cli.said("ssh", "add", "1", key)
    assert "not set up on this machine yet" in cli.refused(2, "ssh", "check")


def test_a_list_that_cannot_be_written_is_said_and_the_record_holds(cli: Cli, key: Path, door: Door) -> None:
    Path(door.list).unlink()
    Path(door.list).parent.rmdir()
    code, out, err = cli("ssh", "add", "1", key)
    assert code == 0 and "opens the door" in out and "ssh check" in err
    assert len(cli.json("ssh", "list")["keys"]) == 1


def test_a_hostile_comment_reaches_no_terminal(cli: Cli, key: Path, door: Door) -> None:
    key.write_text(f"ssh-ed25519 {ED} \x1b]52;c;aGk=\x07\u202ename\n", encoding="utf-8")
    for argv in (("ssh", "add", "1", key), ("ssh", "list"), ("ssh", "list", "--json")):
        told = "".join(map(str, cli(*argv)))
        assert not any(char in told for char in "\x1b\x07\u202e")
    assert Path(door.list).read_text().isascii()


def test_setup_says_whose_the_record_is_while_it_is_anothers(cli: Cli, tmp_path: Path) -> None:
    line = ("ssh", "setup", "--write", tmp_path / "files", "--account")
    code, _, err = cli(*line, "somebodyelse")
    assert code == 0
    assert f"belongs to {ME}, and has to be somebodyelse's" in err and "run this again as somebodyelse" in err
    assert cli(*line, ME)[2] == ""


def test_setup_prints_what_it_would_write(cli: Cli, tmp_path: Path, door: Door) -> None:
    code, out, _ = cli("ssh", "setup")
    assert code == 0
    for name in ("acudesk.conf", "acudesk-keys", "acudesk-session"):
        text = (tmp_path / "files" / name).read_text()
        assert text in out + "\n" and (name.endswith("conf") or os.access(tmp_path / "files" / name, os.X_OK))
    assert f"useradd --create-home --shell /bin/sh {door.account}" in out and "sshd -t" in out
    assert tomllib.loads((Path(os.environ["XDG_CONFIG_HOME"]) / "acudesk" / "ssh.toml").read_text())["account"] == ME


@pytest.mark.parametrize(
    "wrong",
    [("--account", "a b"), ("--account", "$(id)"), ("--list", "list"), ("--list", "/a b"), ("--programs", "/x/../y"),
     ("--keys-account", "a\nb"), ("--list", "/etc/'x")],
)  # fmt: skip
def test_setup_takes_no_name_that_would_mean_something_else_to_a_shell(wrong: tuple[str, str], cli: Cli) -> None:
    cli.refused(2, "ssh", "setup", *wrong)


def test_the_programs_are_what_a_shell_reads_without_complaint(tmp_path: Path) -> None:
    door = Door()
    record = tmp_path / "a clinic's record; touch x"
    for text in (keys_program(door), session_program(door, record, tmp_path / "own protocol.toml")):
        done = subprocess.run(["/bin/sh", "-n"], input=text, capture_output=True, text=True, check=True)
        assert done.stderr == ""
    assert "'" + str(record).replace("'", "'\"'\"'") + "'" in session_program(door, record, None)
    assert "# needs OpenSSH 9.2: ChannelTimeout" in match_block(door, (8, 9))
    assert "\n    ChannelTimeout" in match_block(door, (9, 2))


def test_check_says_what_is_wrong_in_words(cli: Cli, tmp_path: Path, door: Door) -> None:
    code, out, _ = cli("ssh", "check")
    assert code == 65 and f"✗ {door.keys_command} is not there" in out
    Path(door.programs).mkdir()
    for place, name in ((door.keys_command, "acudesk-keys"), (door.session_command, "acudesk-session")):
        Path(place).write_text((tmp_path / "files" / name).read_text())
        Path(place).chmod(0o755)
    found = cli.json_of(65, "ssh", "check")["findings"]
    # The test's folder is one that others may write: sshd would not trust what lies in it.
    assert any(one["state"] == WRONG and "sshd does not trust" in one["said"] for one in found)
    Path(door.session_command).write_text("#!/bin/sh\nexec sh\n")
    found = cli.json_of(65, "ssh", "check")["findings"]
    assert any(one["state"] == LOOK and "is not what acudesk would write now" in one["said"] for one in found)
    Path(door.list).write_text("1kab ssh-ed25519 AAAA\n")
    assert any("is not what the record says" in one["said"] for one in cli.json_of(65, "ssh", "check")["findings"])


def test_check_asks_sshd_itself(cli: Cli, tmp_path: Path, door: Door) -> None:
    host = tmp_path / "host"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(host)], check=True)
    config = tmp_path / "sshd_config"
    where = settings(str(cli.path), None, {})

    def found(text: str) -> list[Finding]:
        config.write_text(f"HostKey {host}\nPidFile none\n{text}")
        return look_over(door, where.record, where.protocol, str(config))

    said = [one.said for one in found("")]
    assert any("sshd has authorizedkeyscommand none" in one for one in said), said
    assert any("sshd has disableforwarding no" in one for one in said)
    assert any("never asks whether a line is still there" in one for one in said)
    right = found(match_block(door, None))
    assert Finding(FINE, f"sshd gives {door.account} one session and nothing else.") in right
    loose = found(
        "PermitUserEnvironment yes\nAcceptEnv TEXTUAL_*\n" + match_block(door, None).replace("AcceptEnv", "#")
    )
    assert any("permituserenvironment yes" in one.said for one in loose)
    assert any("TEXTUAL_*" in one.said and one.state == LOOK for one in loose)
    host.chmod(0o644)
    assert any("can be read by others" in one.said or "could not be asked" in one.said for one in found(""))


def test_a_folder_that_takes_nothing_beside_the_record_is_found() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        record = folder / "clinic.acudesk"
        record.write_text("")
        record.chmod(0o606)
        # It could open the file itself, and then not write what SQLite keeps beside it.
        account = pwd.getpwnam("nobody")
        found = list(_reading(Door(account="nobody"), record, account, pwd.getpwnam("daemon")))
        assert [one.state for one in found] == [WRONG] and "and its folder" in found[0].said
        if os.getuid() == 0:
            os.chown(folder, account.pw_uid, 0)
            os.chown(record, account.pw_uid, 0)
            record.chmod(0o600)
            found = list(_reading(Door(account="nobody"), record, account, pwd.getpwnam("daemon")))
            assert [one.state for one in found] == [FINE]


def test_setup_writes_over_no_file_that_a_link_names(cli: Cli, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("kept")
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "acudesk-keys").symlink_to(other)
    assert cli("ssh", "setup", "--write", tmp_path / "files", "--account", ME)[0] == 0
    assert other.read_text() == "kept"
    assert os.access(tmp_path / "files" / "acudesk-keys", os.X_OK)


def test_what_others_may_write_is_found_wherever_it_is_on_the_way(tmp_path: Path) -> None:
    assert loosest(Path("/bin/sh")) == ""
    file = tmp_path / "program"
    file.write_text("")
    assert loosest(file)


def test_who_may_read_what_goes_by_every_folder_on_the_way(tmp_path: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    file = Path("/etc/passwd")
    assert may(nobody, file, 4) and not may(nobody, file, 2)
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o700)
    (shut / "file").write_text("")
    (shut / "file").chmod(0o666)
    assert not may(nobody, shut / "file", 4) and not may(nobody, shut / "none", 4)


def test_sessions_are_listed_without_those_that_were_lost(cli: Cli) -> None:
    assert cli.said("sessions") == "Nobody is in at the moment."
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    with open_reader(cli.path) as reader:
        row = reader.row("select id, name from staff order by id limit 1")
    who = Actor(*row) if row else Actor(None, "")
    there = Session("ssh", process_of(sleeper.pid), "10.0.0.5", "pts/1 xterm")
    try:
        sign_ins.begin(cli.path, who, NOW_UTC, there)
        sign_ins.begin(cli.path, Actor(None, "\x1b[31mred"), NOW_UTC - 86_400, there._replace(via="local"))
        code, out, _ = cli("sessions", "--plain")
        assert code == 0 and who.name in out and "ssh from 10.0.0.5" in out and "10:40" in out and "2026-11-19" in out
        assert "\x1b" not in out and all(len(line) <= 80 for line in out.splitlines())
        found = cli.json("sessions")["sessions"]
        assert [(one["via"], one["since"]) for one in found] == [
            ("local", "2026-11-19 10:40"), ("ssh", "2026-11-20 10:40"),
        ]  # fmt: skip
        assert "is ended" in cli.said("sessions", "--end", found[1]["id"])
        sleeper.wait(15)
        assert "no session" in cli.refused(65, "sessions", "--end", found[1]["id"])
    finally:
        sleeper.kill()
        sleeper.wait()
    assert cli.said("sessions") == "Nobody is in at the moment."
    with open_reader(cli.path) as reader:
        assert reader.rows("select ended_how from sign_in order by id") == [("ended",), ("lost",)]


@pytest.mark.usefixtures("door")
def test_keys_and_other_peoples_sessions_are_the_owners_alone(cli: Cli, key: Path) -> None:
    cli("ssh", "add", "2", key)
    sign_ins.begin(cli.path, Actor(None, "Ana"), NOW_UTC, Session("local", process_of(os.getppid())))
    with closing(connect(cli.path, query_only=False)) as connection:
        connection.execute("update staff set role = 'front_desk' where id = 1")
    key.write_text(f"ssh-rsa {RSA_3072}\n")
    for argv in (("ssh", "add", "2", key), ("ssh", "revoke", "1"), ("sessions", "--end", "1")):
        cli.refused(77, *argv)
    assert [one["opens"] for one in cli.json("ssh", "list")["keys"]] == [True]
    assert len(cli.json("sessions")["sessions"]) == 1
