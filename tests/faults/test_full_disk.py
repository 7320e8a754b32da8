"""A small disk that is really full: whatever was begun leaves nothing behind, and works when there is room."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.create import init
from db.reader import open_reader
from tests.cli.counter import Cli
from tests.conftest import NOW_UTC, SAMPLES, ZONE
from tests.faults.support import everything
from tests.terminal.test_trouble_running import mount


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 16 MB."""
    folder = tmp_path / "disk"
    folder.mkdir(mode=0o700)
    if not mount(folder):
        pytest.skip("only root may mount a disk of memory")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path, leave: int) -> Path:
    """Fill the disk with a file, but for some bytes; returns the file."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
        file.truncate(file.tell() - leave)
    return filler


def names(disk: Path) -> set[str]:
    return {path.name for path in disk.iterdir()}


def test_an_import_that_does_not_fit_changes_nothing(disk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = disk / "clinic.acudesk"
    init(record, "Riverside Acupuncture", ZONE, now_utc=NOW_UTC)
    cli = Cli(record, capsys)
    with open_reader(record) as reader:
        before = everything(reader)
    filler = fill(disk, leave=600_000)
    assert "is full. Nothing was changed" in cli.refused(74, "import", SAMPLES / "clinic")
    with open_reader(record) as reader:
        assert everything(reader) == before
    assert names(disk) == {record.name, filler.name}
    filler.unlink()
    assert cli("import", SAMPLES / "clinic")[0] == 0


def test_a_disk_without_a_byte_left(disk: Path, sample_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = disk / sample_path.name
    record.write_bytes(sample_path.read_bytes())
    record.chmod(0o600)
    cli = Cli(record, capsys)
    filler = fill(disk, leave=0)
    for command in (["patient", "add", "--family", "Quist", "--given", "Zoe"], ["today"]):
        assert "is full" in cli.refused(74, *command)
    filler.unlink()
    assert cli("patient", "add", "--family", "Quist", "--given", "Zoe")[0] == 0


def test_what_goes_out_to_a_full_disk(disk: Path, sample_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli = Cli(sample_path, capsys)
    before = names(sample_path.parent)
    fill(disk, leave=100_000)
    assert "is full" in cli.refused(74, "backup", f"{disk}/")
    code, _, err = cli("export", disk / "out")
    assert code == 74 and err.count("\n") == 1
    assert names(disk) == {"filler"}
    assert names(sample_path.parent) - before <= {"disk"}
