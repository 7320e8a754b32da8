"""A record where another machine may write to it: nothing is written there, reading goes on, a clinic may insist."""

from pathlib import Path

import pytest

from dashboard import safety
from db import disks, sign_ins
from db.access import note_denied
from db.audit import Actor
from db.create import init
from db.disks import FORCED
from db.errors import NetworkDisk
from db.reader import open_reader
from db.sign_ins import Session
from tests.cli.counter import Cli
from tests.conftest import NOW_UTC, ZONE


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every disk is another machine's."""
    monkeypatch.setattr(disks, "network_kind", lambda _: "nfs4")
    monkeypatch.delenv(FORCED)


@pytest.mark.usefixtures("elsewhere")
def test_nothing_is_written_and_reading_goes_on(
    sample_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cli = Cli(sample_path, capsys)
    before = sample_path.read_bytes()
    said = cli.refused(66, "patient", "add", "--family", "Quist", "--given", "Zoe")
    assert "on a network disk (nfs4)" in said and "Nothing was written" in said and f"{FORCED}=1" in said
    assert sample_path.read_bytes() == before
    assert cli("today", "--date", "2026-11-20")[0] == 0
    monkeypatch.setenv(FORCED, "1")
    assert cli("patient", "add", "--family", "Quist", "--given", "Zoe")[0] == 0


@pytest.mark.usefixtures("elsewhere")
def test_no_record_is_set_up_there(tmp_path: Path) -> None:
    with pytest.raises(NetworkDisk):
        init(tmp_path / "new" / "clinic.acudesk", "Riverside", ZONE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("elsewhere")
def test_the_dashboard_says_so_when_it_opens(sample_path: Path) -> None:
    with open_reader(sample_path) as reader:
        note, said = safety.look_after(reader, sample_path, NOW_UTC)
    assert "network disk, nothing is written" in note and "on a network disk (nfs4)" in said


@pytest.mark.usefixtures("elsewhere")
def test_who_is_in_and_what_was_refused_is_not_written_there_either(sample_path: Path) -> None:
    before = sample_path.read_bytes()
    with pytest.raises(NetworkDisk):
        sign_ins.begin(sample_path, Actor(None, "ana"), NOW_UTC, Session("local", "a"))
    with pytest.raises(NetworkDisk):
        note_denied(sample_path, Actor(None, "ana"), NOW_UTC, "export")
    assert sample_path.read_bytes() == before


@pytest.mark.parametrize(
    ("kind", "network"), [("fuse", True), ("fuse.sshfs", True), ("fuseblk", False), ("ext4", False)]
)
def test_a_disk_that_a_program_serves_counts_as_one(
    kind: str, network: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"42 27 0:39 / / rw,relatime - {kind} what rw\n")
    monkeypatch.setattr(disks, "_MOUNTS", mounts)
    assert disks.network_kind(tmp_path) == (kind if network else "")
