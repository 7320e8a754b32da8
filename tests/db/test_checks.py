"""What a look over the record finds: each kind of damage in its own words, and what only an anchor can tell."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from db import checks
from db.anchor import Anchor, anchor_path, compare, read_anchor, write_anchor
from db.audit import Actor
from db.backup_take import take
from db.backups import files_of, usual_folder
from db.checks import FINE, LOOK, WRONG, Finding, check
from db.opening import REVISIONS, check_revision, connect_unchecked
from db.reader import Reader, open_reader
from db.tables import Attachment
from db.writing import Writer
from tests.conftest import NOW_UTC
from tests.db.fill import TODAY, Filler

NAMES = [
    "record", "encryption", "pages", "links", "guards", "audit log", "write-ahead log", "anchor", "expected visits",
    "attached files", "clock", "time zone", "permissions", "room", "backup",
]  # fmt: skip


def look(record: Path, *, quick: bool = False, now_utc: int = NOW_UTC) -> dict[str, Finding]:
    return {one.name: one for one in check(record, now_utc, quick=quick)}


def wrong(record: Path, **how: bool) -> dict[str, str]:
    """What is wrong, by name; each of it says what to do."""
    found = [one for one in look(record, **how).values() if one.state == WRONG]
    assert all(one.todo or "." in one.said for one in found)
    return {one.name: one.said for one in found}


@pytest.fixture
def home(record_path: Path) -> Path:
    """A record that has its backup, in a folder of its own."""
    record_path.parent.chmod(0o700)
    take(record_path, NOW_UTC)
    return record_path


@pytest.mark.parametrize("quick", [False, True])
def test_a_record_as_it_should_be(home: Path, quick: bool) -> None:
    before = {path: path.read_bytes() for path in home.parent.rglob("*") if path.is_file()}
    found = look(home, quick=quick)
    assert [name for name in found if name != "tables"] == NAMES
    # To know what tables there should be takes a moment.
    assert ("tables" in found) == (not quick)
    assert {one.state for one in found.values()} == {FINE}
    assert all(one.said and not one.todo for one in found.values())
    assert {path: path.read_bytes() for path in home.parent.rglob("*") if path.is_file()} == before


def test_the_sample_clinic_is_as_it_should_be(sample_path: Path) -> None:
    assert wrong(sample_path) == {}


def _grown(home: Path, fill: Filler) -> bytes:
    """Rows enough for pages of their own; returns the file as it was before them."""
    before = home.read_bytes()
    for number in range(40):
        fill.patient(f"Family{number}", "Given", note="n" * 500)
    return before


@pytest.mark.parametrize("quick", [False, True])
def test_a_wiped_page_inside(home: Path, fill: Filler, quick: bool) -> None:
    _grown(home, fill)
    _wipe(home, home.stat().st_size // 4096 - 4, 4)
    assert "The file is damaged" in wrong(home, quick=quick)["pages"]


def test_a_wiped_first_page(home: Path) -> None:
    _wipe(home, 0)
    said = f"The first page of {home} was wiped: it holds zeros only."
    assert wrong(home) == {"record": f"{said} Nothing was changed. Keep this file and restore the last backup."}


def _wipe(path: Path, page: int, many: int = 1) -> None:
    with path.open("r+b") as file:
        file.seek(page * 4096)
        file.write(bytes(4096 * many))


@pytest.mark.parametrize("left", [0.9, 0.5, 0.1])
def test_a_file_cut_short(home: Path, left: float) -> None:
    whole = home.stat().st_size
    os.truncate(home, int(whole * left) // 4096 * 4096)
    assert "was cut short" in wrong(home)["record"] and f"of {whole // 1000} kB are there" in wrong(home)["record"]


def test_an_empty_file(home: Path) -> None:
    os.truncate(home, 0)
    assert "is empty" in wrong(home)["record"]


def test_a_file_of_another_kind(home: Path) -> None:
    home.write_bytes(b"Dear Dr Weiss,\n" * 400)
    assert "is not a database." in wrong(home)["record"]


def test_another_programs_database(home: Path) -> None:
    home.unlink()
    # This process never opens the same file with both libraries at once.
    other = sqlite3.connect(home)
    other.execute("create table song (title text)")
    other.commit()
    other.close()
    home.chmod(0o600)
    assert "belongs to another program" in wrong(home)["record"]


def test_a_missing_record_still_says_what_is_around_it(home: Path) -> None:
    home.unlink()
    found = look(home)
    assert "There is no record" in found["record"].said
    assert found["backup"].state == FINE


def test_a_record_of_a_newer_program(home: Path) -> None:
    _change(home, "update alembic_version set version_num = '9999'")
    assert "newer acudesk" in wrong(home)["record"]


def test_a_record_of_an_earlier_program_is_no_damage(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def older(found: str, path: Path) -> None:
        check_revision(found, path, (*REVISIONS, "later"))

    monkeypatch.setattr(checks, "check_revision", older)
    found = look(home)["record"]
    assert found.state == LOOK and "Open it once with the dashboard" in found.todo


def _in_the_log(home: Path, fill: Filler) -> Callable[[], None]:
    """Rows that are in the write-ahead log only, and an anchor that knows of them; call the result to end."""
    holder = connect_unchecked(home)
    holder.execute("pragma wal_autocheckpoint = 0")
    for number in range(5):
        holder.execute("begin immediate")
        holder.execute(f"insert into room (name, active, version) values ('R{number}', 1, 1)")
        holder.execute("commit")
    fill.staff("Jo")
    fill.staff("Ann")
    with open_reader(home) as reader:
        assert write_anchor(reader, anchor_path(home))
    close: Callable[[], None] = holder.close
    return close


def _crashed(home: Path, fill: Filler, to: Path) -> Path:
    """The record as a machine without power leaves it: the file, and its log not yet written back."""
    end = _in_the_log(home, fill)
    shutil.copytree(usual_folder(home), to / "backups")
    for name in (home.name, f"{home.name}-wal"):
        # By a program of its own: a plain look in this one would drop the locks held here.
        subprocess.run(["cp", str(home.with_name(name)), str(to / name)], check=True)
        (to / name).chmod(0o600)
    anchor = usual_folder(home) / f"{home.name}.anchor.json"
    shutil.copyfile(anchor, to / "backups" / anchor.name)
    (to / "backups" / anchor.name).chmod(0o600)
    (to / "backups").chmod(0o700)
    end()
    return to / home.name


@pytest.fixture
def crashed(home: Path, fill: Filler, tmp_path: Path) -> Path:
    folder = tmp_path / "crashed"
    folder.mkdir(mode=0o700)
    return _crashed(home, fill, folder)


def test_a_crash_loses_nothing(crashed: Path) -> None:
    assert wrong(crashed) == {}


@pytest.mark.parametrize(
    "damage",
    [
        lambda log: log.unlink(),
        lambda log: os.truncate(log, log.stat().st_size - 4200),
        lambda log: os.truncate(log, 0),
        lambda log: _flip(log, log.stat().st_size - 3000),
        lambda log: _flip(log, 40),
    ],
    ids=["lost or not copied", "cut", "emptied", "flipped at its end", "flipped at its start"],
)
def test_what_happened_to_the_log_only_the_anchor_can_tell(crashed: Path, damage: Callable[[Path], None]) -> None:
    """SQLite reads up to the first frame that does not fit, and finds everything well with that."""
    damage(crashed.with_name(f"{crashed.name}-wal"))
    found = look(crashed)
    assert [one.name for one in found.values() if one.state == WRONG] == ["anchor"]
    assert "The record is older than the anchor" in found["anchor"].said and "missing" in found["anchor"].said
    assert "restore" in found["anchor"].todo


def _flip(path: Path, at: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1]))


def _change(path: Path, *statements: str) -> None:
    connection = connect_unchecked(path)
    connection.execute("pragma foreign_keys = off")
    for sql in statements:
        connection.execute(sql)
    connection.execute("pragma wal_checkpoint(truncate)")
    connection.close()


def test_a_guard_that_was_changed_is_named(home: Path) -> None:
    _change(
        home, "drop trigger patient_kept",
        "create trigger patient_kept before delete on patient begin select 1; end",
        "drop trigger visit_kept", "create trigger spy after insert on patient begin select 1; end",
    )  # fmt: skip
    assert wrong(home)["guards"] == "Guards are missing: visit_kept. Guards were changed: patient_kept, spy."


@pytest.mark.parametrize("quick", [False, True])
@pytest.mark.parametrize(
    "change", ["update audit_entry set actor = 'x' where id = 2", "delete from audit_entry where id = 2"]
)
def test_a_log_that_was_changed(home: Path, fill: Filler, change: str, quick: bool) -> None:
    fill.room()
    take(home, NOW_UTC + 1)
    _change(home, "drop trigger audit_entry_no_update", "drop trigger audit_entry_no_delete", change)
    assert "Entry 2 does not follow" in wrong(home, quick=quick)["audit log"]


def test_a_quick_look_follows_the_newest_entries_only(
    home: Path, fill: Filler, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        fill.room(f"R{number}")
    monkeypatch.setattr(checks, "_TAIL", 3)
    assert look(home, quick=True)["audit log"].said == "The newest 3 of 8 entries fit."
    _change(home, "drop trigger audit_entry_no_update", "update audit_entry set actor = 'x' where id = 3")
    assert "audit log" not in wrong(home, quick=True)
    assert "Entry 3 " in wrong(home)["audit log"]


def test_rows_that_refer_to_nothing(home: Path) -> None:
    _change(home, "insert into patient_term (patient_id, kind, term) values (99, 'name', 'x')")
    assert wrong(home)["links"] == "1 rows refer to rows that are not there (patient_term)."


def test_an_open_course_with_visits_and_no_range_is_pointed_at(home: Path, fill: Filler) -> None:
    course = fill.course(fill.patient())
    assert look(home)["expected visits"].state == FINE
    fill.visit(course, TODAY)
    found = look(home)["expected visits"]
    assert found.state == LOOK and found.said.startswith("1 open course has visits")


@pytest.mark.parametrize(("content", "quick", "state"), [
    (b"whole", False, FINE), (b"WHOLE", False, WRONG), (b"WHOLE", True, FINE), (b"more than", True, WRONG),
    (None, True, WRONG),
])  # fmt: skip
def test_attached_files(home: Path, fill: Filler, content: bytes | None, quick: bool, state: str) -> None:
    digest = hashlib.sha256(b"whole").hexdigest()
    referral = fill.referral(fill.course(fill.patient()), TODAY)
    fill.add(
        Attachment(
            referral_id=referral, name="0" * 32 + ".txt", title="Report", media="text/plain", size=5, digest=digest,
            at_utc=NOW_UTC, staff_id=1, actor="Ana",
        )
    )  # fmt: skip
    files_of(home).mkdir(mode=0o700)
    if content is not None:
        (files_of(home) / ("0" * 32 + ".txt")).write_bytes(content)
        (files_of(home) / ("0" * 32 + ".txt")).chmod(0o600)
    assert look(home, quick=quick)["attached files"].state == state


def test_a_clock_before_the_newest_entry(home: Path) -> None:
    assert look(home, now_utc=NOW_UTC - 299)["clock"].state == FINE
    found = look(home, now_utc=NOW_UTC - 3 * 86400)["clock"]
    assert (found.state, found.said) == (
        WRONG, "This machine's clock is 3 d before the newest entry of the audit log.",
    )  # fmt: skip


def test_a_clock_set_back_is_told_also_after_somebody_came_in_by_it(home: Path) -> None:
    with Writer(home) as writer, writer.unit(Actor(1, "Tom Becker"), NOW_UTC - 3 * 86400) as unit:
        unit.audit("signed_in", "staff", 1)
    assert look(home, now_utc=NOW_UTC - 3 * 86400)["clock"].state == WRONG


def test_a_zone_that_this_machine_does_not_know(home: Path) -> None:
    _change(home, "update clinic set timezone = 'Mars/Olympus'")
    assert "Mars/Olympus" in wrong(home)["time zone"]


@pytest.mark.parametrize(
    ("what", "mode", "state"),
    [("record", 0o640, WRONG), ("backup", 0o604, WRONG), ("folder", 0o750, LOOK), ("backups", 0o755, LOOK)],
)
def test_what_others_may_look_into(home: Path, what: str, mode: int, state: str) -> None:
    path = {
        "record": home, "folder": home.parent, "backups": usual_folder(home),
        "backup": next(usual_folder(home).glob("*Z.acudesk")),
    }[what]  # fmt: skip
    path.chmod(mode)
    found = look(home)["permissions"]
    assert found.state == state
    assert found.todo == f"chmod {'700' if path.is_dir() else '600'} {path}"


def test_a_disk_that_is_nearly_full(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "free_bytes", lambda _: 5_000_000)
    found = look(home)["room"]
    assert found.state == LOOK and found.said.startswith("5.0 MB are free")


def test_a_record_on_a_network_disk(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "network_kind", lambda _: "nfs4")
    assert look(home)["disk"].state == LOOK


def test_a_log_that_has_grown(home: Path, fill: Filler, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_LONG_LOG", 1000)
    with open_reader(home):
        fill.room()
        assert look(home)["write-ahead log"].state == LOOK
    assert look(home)["write-ahead log"].state == FINE


def test_the_age_of_the_last_backup(home: Path) -> None:
    assert "is 2 d old" in look(home, now_utc=NOW_UTC + 2 * 86400)["backup"].said
    old = look(home, now_utc=NOW_UTC + 4 * 86400)["backup"]
    assert old.state == LOOK and "acudesk backup" in old.todo
    shutil.rmtree(usual_folder(home))
    assert look(home)["backup"].state == look(home)["anchor"].state == LOOK


def test_an_anchor_goes_on_with_the_record_and_never_back(home: Path, fill: Filler) -> None:
    path, earlier = anchor_path(home), home.read_bytes()
    first = read_anchor(path)
    fill.room()
    with open_reader(home) as reader:
        assert write_anchor(reader, path)
    second = read_anchor(path)
    assert first is not None and second is not None and second.entries == first.entries + 1
    home.write_bytes(earlier)
    with open_reader(home) as reader:
        assert not write_anchor(reader, path)
        assert read_anchor(path) == second
        assert write_anchor(reader, path, anew=True)
    assert read_anchor(path) == first
    assert path.stat().st_mode & 0o777 == 0o600


def test_another_history_and_another_clinic_are_told_apart(reader: Reader) -> None:
    own = reader.row("select uid from clinic")
    assert own is not None
    assert "another history" in compare(reader, Anchor(own[0], 2, "0" * 64, NOW_UTC))
    assert "another clinic" in compare(reader, Anchor("x", 2, "0" * 64, NOW_UTC))
    assert compare(reader, Anchor(own[0], 0, "", NOW_UTC)) == ""


@pytest.mark.parametrize("text", ["", "{}", "[" * 4000, '{"uid": 1, "entries": "2", "head": "", "at_utc": 0}', "\xff"])
def test_an_anchor_that_cannot_be_read_is_said(home: Path, text: str) -> None:
    anchor_path(home).write_text(text, encoding="latin-1")
    found = look(home)["anchor"]
    assert found.state == LOOK and "cannot be read" in found.said
