"""A disk that is really full, and an account that may write no more: what was begun leaves nothing behind, and works
when there is room."""

import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from db.create import init
from db.reader import open_reader
from tests.cli.counter import Cli
from tests.conftest import NOW_UTC, SAMPLES, ZONE
from tests.db.shut import mount
from tests.faults.support import everything

FILLER = "filler"


class Disk:
    """A folder that can be full: a disk of 16 MB, or one on which no file of this process may grow any more."""

    def __init__(self, folder: Path, *, mounted: bool) -> None:
        self.folder, self.mounted = folder, mounted
        self.said = "is full" if mounted else "what this account may write there is used up"
        self.said_of_copies = "is full" if mounted else "how large a file may be there"

    @contextmanager
    def full(self, leave: int) -> Iterator[None]:
        """But for some bytes there is no room, or may no file be longer than that."""
        if self.mounted:
            filler = fill(self.folder, leave)
            try:
                yield
            finally:
                filler.unlink()
            return
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (leave, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    def names(self) -> set[str]:
        """What is there besides what fills it."""
        return {path.name for path in self.folder.iterdir()} - {FILLER}


@pytest.fixture(params=["a disk", "an account"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    """Where this account may not mount a disk of memory, the limit of an account is tried for both."""
    folder = tmp_path / "disk"
    folder.mkdir(mode=0o700)
    mounted = request.param == "a disk" and mount(folder)
    try:
        yield Disk(folder, mounted=mounted)
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path, leave: int) -> Path:
    """Fill the disk with a file, but for some bytes; returns the file."""
    filler = folder / FILLER
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
        file.truncate(file.tell() - leave)
    return filler


def test_an_import_that_does_not_fit_changes_nothing(disk: Disk, capsys: pytest.CaptureFixture[str]) -> None:
    record = disk.folder / "clinic.acudesk"
    init(record, "Riverside Acupuncture", ZONE, now_utc=NOW_UTC)
    cli = Cli(record, capsys)
    with open_reader(record) as reader:
        before = everything(reader)
    with disk.full(leave=600_000):
        refused = cli.refused(74, "import", SAMPLES / "clinic")
        assert disk.said in refused and "Nothing was changed" in refused
        with open_reader(record) as reader:
            assert everything(reader) == before
        assert disk.names() == {record.name}
    assert cli("import", SAMPLES / "clinic")[0] == 0


def test_a_disk_without_a_byte_left(disk: Disk, sample_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = disk.folder / sample_path.name
    record.write_bytes(sample_path.read_bytes())
    record.chmod(0o600)
    cli = Cli(record, capsys)
    with disk.full(leave=0):
        for command in (["patient", "add", "--family", "Quist", "--given", "Zoe"], ["today"]):
            assert disk.said in cli.refused(74, *command)
    assert cli("patient", "add", "--family", "Quist", "--given", "Zoe")[0] == 0


def test_what_goes_out_to_a_full_disk(disk: Disk, sample_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli = Cli(sample_path, capsys)
    before = {path.name for path in sample_path.parent.iterdir()}
    with disk.full(leave=100_000):
        assert disk.said_of_copies in cli.refused(74, "backup", f"{disk.folder}/")
        code, _, err = cli("export", disk.folder / "out")
        assert code == 74 and err.count("\n") == 1
        assert disk.names() == set()
    assert {path.name for path in sample_path.parent.iterdir()} - before <= {"disk"}
