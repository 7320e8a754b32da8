"""The table of rights at the command line: each row that a command needs, each role, and an account nobody knows."""

import base64
import shutil
from pathlib import Path

import pytest

from care.kept import KEPT_LINE
from care.rights import PROGRAM, RIGHTS, rights_of
from care.staff import ROLES
from dashboard.clock import Clock
from db.audit import Actor
from db.writes import staff
from tests.cli.counter import Cli
from tests.conftest import NOW_UTC, SAMPLES
from tests.db.desk import Desk

PIN = "314159"
NOBODY = "nobody"
KEY = base64.b64encode(b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + bytes(range(32))).decode()

COMMANDS: dict[str, tuple[str, ...]] = {
    "see": ("today",),
    "see_outcomes": ("outcomes",),
    "see_audit": ("audit", "show"),
    "schedule": ("cancel", "{appointment}"),
    "people": ("patient", "add", "--family", "Abel"),
    "health": ("patient", "change", "pt1", "--medicines", "none"),
    "waiting": ("waiting", "add", "--patient", "pt1"),
    "logistics": ("referral", "call", "r2", "--note", "left a message"),
    "providers": ("provider", "add", "Elm Massage", "--kind", "massage"),
    "timetable": ("room", "add", "R9"),
    "bookings_in": ("import", "{bookings}"),
    "undo": ("undo",),
    "clinical": ("course", "open", "pt1"),
    "refer": ("referral", "start", "pt2"),
    "letters": ("referral", "letter", "{draft}", "--send", "fax"),
    "import_record": ("import", "{patients}"),
    "export": ("export", "{home}/out"),
    "settings": ("clinic", "set", "--phone", "5035550100"),
    "staff": ("staff", "add", "Lee Ray", "--role", "practitioner"),
    "keys": ("ssh", "add", "p1", "{key}"),
    "backup": ("backup", "{home}/copy.acudesk"),
    "own_pin": ("staff", "pin", "{me}"),
    "emergency": ("staff", "emergency", "--reason", "fainted in room 2"),
}
"""What needs a right, by right."""

WITHOUT = {
    "see_clinical": "nothing is refused for it: what is clinical is empty, as tests/db/test_kept_back.py has it",
    "ranges": "the sample clinic has nothing to propose; who may is asked first, below",
    "restore": "brings the whole record back; tests/cli/test_safety.py",
    "session": "no command: the screen and the door",
    "create": "there is no record yet that could say who may",
}
"""Rights that no command here asks for, and why."""


@pytest.fixture(scope="session")
def staffed(tmp_path_factory: pytest.TempPathFactory, _sample_record: Path) -> Path:
    """The sample clinic, one person of each role known by the account that is called like the role."""
    path = tmp_path_factory.mktemp("staffed") / "clinic.acudesk"
    shutil.copyfile(_sample_record, path)
    path.chmod(0o600)
    desk = Desk(path)
    owner = Actor(None, "setup")
    for role in ("owner", "practitioner", "front_desk"):
        key, name, version = desk.row("select id, name, version from staff where role = ? order by id", role)
        desk(staff.change, key, version, system_user=role, actor=owner)
        if role == "owner":
            owner = Actor(key, name)
    return path


def test_a_course_is_shown_to_the_front_desk_without_a_score(
    staffed: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Clock, "now_utc", lambda _: NOW_UTC)
    cli, told = Cli(staffed, capsys), {}
    for who in ("owner", "front_desk"):
        monkeypatch.setattr("dashboard.person.system_user", lambda it=who: it)
        told[who] = cli.json("course", "show", "pt1")["assessment"], cli("course", "show", "pt1")[1]
    (whole, in_words), (kept, in_fewer) = told["owner"], told["front_desk"]
    assert whole["pain"]["baseline"] is not None and "Pain" in whole["explanation"] and "pain 2 or less" in in_words
    assert [kept[one] for one in ("status", "visits_done", "advice")] == [
        whole[one] for one in ("status", "visits_done", "advice")
    ]
    assert kept["explanation"] == KEPT_LINE and kept["goal"] is None and "Goal" not in in_fewer
    measures = ("pain", "function", "psfs", "motion")
    assert {value for one in measures for value in kept[one].values()} == {None}
    course = cli.json("course", "show", "pt1")["course"]
    assert (course["class"], course["causes"]) == (None, [])


def test_every_right_has_a_command_or_a_reason() -> None:
    assert sorted([*COMMANDS, *WITHOUT]) == sorted(one.id for one in RIGHTS)


@pytest.mark.parametrize("who", [*ROLES, NOBODY])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_does_what_the_table_says(
    name: str, who: str, staffed: Path, tmp_path: Path,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    path = tmp_path / "clinic.acudesk"
    shutil.copyfile(staffed, path)
    path.chmod(0o600)
    monkeypatch.setattr(Clock, "now_utc", lambda _: NOW_UTC)
    monkeypatch.setattr("dashboard.cli.passphrase.ask", lambda _: PIN)
    cli, desk = Cli(path, capsys), Desk(path)
    (tmp_path / "patients.csv").write_text("patient_id,family_name,given_name\nnew1,Abel,Rae\n")
    (tmp_path / "key.pub").write_text(f"ssh-ed25519 {KEY} somebody\n")
    draft = ""
    if name == "letters":
        monkeypatch.setattr("dashboard.person.system_user", lambda: "owner")
        draft = str(cli.json("referral", "start", "pt2", "--to", "Alder Chiropractic")["referral"]["id"])
    monkeypatch.setattr("dashboard.person.system_user", lambda: who)
    allowed = name in (PROGRAM if who == NOBODY else rights_of(who))
    if name == "undo" and allowed:
        cli.said("patient", "add", "--family", "Abel")
    (appointment,) = desk.row("select id from appointment where status = 'booked' order by local_date desc")
    me = "Tom Becker" if who == NOBODY else desk.row("select name from staff where system_user = ?", who)[0]
    words = [
        one.format(
            appointment=appointment, home=tmp_path, bookings=SAMPLES / "online-bookings.ics", draft=draft, me=me,
            patients=tmp_path / "patients.csv", key=tmp_path / "key.pub",
        )
        for one in COMMANDS[name]
    ]  # fmt: skip
    before, denials = desk.dump(), desk.row("select count(*) from audit_entry where action = 'denied'")[0]
    code, out, err = cli(*words)
    assert code == (0 if allowed else 77), (out, err)
    denied = desk.row("select count(*) from audit_entry where action = 'denied'")[0] - denials
    if allowed:
        assert denied == 0
    else:
        assert (out, err.count("\n")) == ("", 1)
        assert desk.dump() == before
        assert not (tmp_path / "out").exists()
        assert denied == 1


@pytest.mark.parametrize("how", ["--take", "--give-back"])
@pytest.mark.parametrize("who", ROLES)
def test_figures_are_taken_over_and_given_back_by_owners(
    who: str, how: str, staffed: Path, tmp_path: Path,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    path, own = tmp_path / "clinic.acudesk", tmp_path / "protocol.toml"
    own.write_text("# the clinic's own\n")
    shutil.copyfile(staffed, path)
    path.chmod(0o600)
    monkeypatch.setattr(Clock, "now_utc", lambda _: NOW_UTC)
    monkeypatch.setattr("dashboard.person.system_user", lambda: who)
    code, out, err = Cli(path, capsys)("--protocol", own, "outcomes", how, "neck_pain.chronic.mild")
    # An owner hears that there is nothing to take or to give back.
    assert code == (65 if "ranges" in rights_of(who) else 77), (out, err)
    assert (out, err.count("\n"), own.read_text()) == ("", 1, "# the clinic's own\n")
    (denied,) = Desk(path).row("select count(*) from audit_entry where action = 'denied'")
    assert denied == ("ranges" not in rights_of(who))
