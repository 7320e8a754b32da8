"""A place that is opened and shut to writing, with a record in it."""

import ctypes
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.writes import patients
from db.writing import Writer
from tests.conftest import NOW_UTC
from tests.db.fill import ANA

_PAST_MODES = 1 << 1 | 1 << 2
"""The two powers by which root reads and writes what the mode of a file forbids."""


def mount(folder: Path) -> bool:
    """Mount a small disk of memory, where this account may."""
    command = ["mount", "-t", "tmpfs", "-o", "size=16m,mode=700", "tmpfs", str(folder)]
    return (
        os.geteuid() == 0
        and shutil.which("mount") is not None
        and subprocess.run(command, check=False, capture_output=True).returncode == 0
    )


@contextmanager
def as_anybody() -> Iterator[None]:
    """Modes count for this thread, and for those it begins, also where the tests are run as root: clinics are not."""
    if os.geteuid() != 0:
        yield
        return
    head, sets = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.capget(head, sets) == 0
    before = sets[0]
    try:
        sets[0] = before & ~_PAST_MODES
        assert libc.capset(head, sets) == 0
        yield
    finally:
        sets[0] = before
        assert libc.capset(head, sets) == 0


class Place:
    """A record in a folder, of which the folder, the file or the disk can be shut."""

    def __init__(self, kind: str, folder: Path, source: Path) -> None:
        self.kind, self.folder = kind, folder
        self.mounted = kind == "disk" and mount(folder)
        self.path = folder / "clinic.acudesk"
        shutil.copyfile(source, self.path)
        self.path.chmod(0o600)

    def register(self, family: str, now_utc: int = NOW_UTC) -> None:
        """Somebody new, by somebody who comes and goes."""
        with Writer(self.path) as writer:
            register_in(writer, family, now_utc)

    @contextmanager
    def shut(self) -> Iterator[None]:
        """Nothing can be written here."""
        with as_anybody():
            self._shut()
            try:
                yield
            finally:
                self.open()

    @contextmanager
    def somebody_else(self) -> Iterator[None]:
        """Now somebody writes who may."""
        self.open()
        try:
            yield
        finally:
            self._shut()

    def _shut(self) -> None:
        if self.mounted:
            subprocess.run(["mount", "-o", "remount,ro", str(self.folder)], check=True)
        elif self.kind == "file":
            self.path.chmod(0o400)
        else:
            self.folder.chmod(0o500)

    def open(self) -> None:
        """It can be written again."""
        if self.mounted:
            subprocess.run(["mount", "-o", "remount,rw", str(self.folder)], check=True)
        elif self.kind == "file":
            self.path.chmod(0o600)
        else:
            self.folder.chmod(0o700)

    def files(self) -> dict[str, bytes]:
        """What lies there; the index is left out, which is written by whoever reads."""
        return {one.name: b"" if one.name.endswith("-shm") else one.read_bytes() for one in self.folder.iterdir()}


def register_in(writer: Writer, family: str, now_utc: int = NOW_UTC) -> None:
    """Somebody new."""
    with writer.unit(ANA, now_utc) as unit:
        patients.register(unit, family, "Jo")


@contextmanager
def place_for(source: Path, kind: str = "folder") -> Iterator[Place]:
    """A place of its own, with a copy of a record."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "clinic"
        folder.mkdir(mode=0o700)
        made = Place(kind, folder, source)
        try:
            yield made
        finally:
            if made.mounted:
                subprocess.run(["umount", "-l", str(folder)], check=True)
