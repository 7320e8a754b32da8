"""Files beside the record: what is taken, what is refused, and that nothing is left of what failed."""

import os
import socket
import stat
from pathlib import Path

import pytest

from db import attachments
from db.attachments import LARGEST, folder_of, keep_file, kept_file, media_of
from db.errors import DamagedRecord, NotFound, RecordError, Refused
from db.reader import open_reader
from db.writes.undo import undo_last
from db.writing import Writer
from tests.conftest import NOW_UTC
from tests.db.fill import ANA
from tests.db.loop import Loop

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
KINDS = {
    "application/pdf": PDF,
    "image/png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "image/jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "image/tiff": b"II*\0\x08\0\0\0",
    "text/plain": "Befund: Übungen.\r\nGrüße\t☺\f\n".encode(),
}


@pytest.fixture
def loop(record_path: Path) -> Loop:
    """A desk with one referral, number 1."""
    made = Loop(record_path)
    made.start()
    return made


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "report.pdf"
    path.write_bytes(PDF)
    return path


def keep(loop: Loop, source: Path, title: str = "") -> attachments.Attached:
    done: attachments.Attached = loop.desk(keep_file, folder_of(loop.desk.path), 1, source, title)
    return done


def kept_files(loop: Loop) -> list[str]:
    folder = folder_of(loop.desk.path)
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def opened(loop: Loop, key: int) -> Path:
    with open_reader(loop.desk.path) as reader:
        return kept_file(reader, folder_of(loop.desk.path), key).path


@pytest.mark.parametrize("media", list(KINDS))
def test_each_kind_is_kept_under_a_name_of_ours(loop: Loop, tmp_path: Path, media: str) -> None:
    given = tmp_path / "..weird name; $(x).exe"
    given.write_bytes(KINDS[media])
    done = keep(loop, given, "../../etc/\x1b[2Jpasswd")
    (file,) = loop.detail(1).files
    assert (file.id, file.title, file.media, file.size) == (
        done.attachment_id, "../../etc/[2Jpasswd", media, len(KINDS[media]),
    )  # fmt: skip
    path = opened(loop, done.attachment_id)
    assert path.read_bytes() == KINDS[media] == given.read_bytes()
    assert path.parent == folder_of(loop.desk.path)
    assert len(path.stem) == 32
    assert "weird" not in path.name and path.suffix in (".pdf", ".png", ".jpg", ".tif", ".txt")


def test_only_this_user_may_read_them(loop: Loop, source: Path) -> None:
    folder = folder_of(loop.desk.path)
    folder.mkdir()
    folder.chmod(0o777)
    old = os.umask(0)
    try:
        done = keep(loop, source)
    finally:
        os.umask(old)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(opened(loop, done.attachment_id).stat().st_mode) == 0o600
    assert loop.detail(1).files[0].title == "report.pdf"


@pytest.mark.parametrize(
    "data",
    [b"MZ\x90\0", b"PK\x03\x04", b"\xff\xfe\0a", b"a\0b", b"caf\xe9", b"x\x1b[2J", b"GIF89a\x01\0", b" %PDF\x01"],
)
def test_other_kinds_are_refused_whatever_they_are_called(loop: Loop, tmp_path: Path, data: bytes) -> None:
    given = tmp_path / "report.pdf"
    given.write_bytes(data)
    assert media_of(data) is None
    with pytest.raises(Refused, match=r"report.pdf is no PDF, PNG, JPEG, TIFF or plain text"):
        keep(loop, given)
    assert kept_files(loop) == []


def test_what_is_no_file_is_refused_without_waiting(loop: Loop, source: Path, tmp_path: Path) -> None:
    link, fifo, missing = tmp_path / "link", tmp_path / "fifo", tmp_path / "missing"
    link.symlink_to(source)
    os.mkfifo(fifo)
    place = tmp_path / "socket"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(place))
        for given in (link, fifo, missing, tmp_path, Path("/dev/zero"), place, tmp_path / "a\0b"):
            with pytest.raises(RecordError, match=r"Nothing was kept|permission|may not"):
                keep(loop, given)
    assert kept_files(loop) == []


def test_too_large_and_empty_ones_are_refused(loop: Loop, tmp_path: Path) -> None:
    given = tmp_path / "scan.pdf"
    with given.open("wb") as file:
        file.write(PDF)
        file.truncate(LARGEST + 1)
    with pytest.raises(Refused, match="larger than 20 MB"):
        keep(loop, given)
    os.truncate(given, LARGEST)
    keep(loop, given)
    os.truncate(given, 0)
    with pytest.raises(Refused, match="is empty"):
        keep(loop, given)


def test_the_same_file_again_is_kept_once(loop: Loop, source: Path) -> None:
    first = keep(loop, source)
    again = keep(loop, source, "another title")
    assert (again.attachment_id, again.undo_id) == (first.attachment_id, None)
    assert len(kept_files(loop)) == 1


def test_an_unknown_referral_keeps_nothing(loop: Loop, source: Path) -> None:
    with pytest.raises(NotFound):
        loop.desk(keep_file, folder_of(loop.desk.path), 9, source)
    assert kept_files(loop) == []


class Trouble(Exception):
    """Something that goes wrong after the file was written."""


@pytest.mark.parametrize("how", ["error", "abandoned"])
def test_nothing_is_left_of_a_unit_that_fails(loop: Loop, source: Path, how: str) -> None:
    folder = folder_of(loop.desk.path)
    before = loop.desk.dump()

    def work() -> None:
        with Writer(loop.desk.path) as writer, writer.unit(ANA, NOW_UTC) as unit:
            keep_file(unit, folder, 1, source)
            assert len(kept_files(loop)) == 1
            if how == "error":
                raise Trouble
            unit.abandon()

    if how == "error":
        with pytest.raises(Trouble):
            work()
    else:
        work()
    assert kept_files(loop) == []
    assert loop.desk.dump() == before


def test_a_disk_that_fails_leaves_nothing(loop: Loop, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("db.attachments.os.fsync", full)
    with pytest.raises(RecordError, match="No space left") as caught:
        keep(loop, source)
    assert caught.value.exit_code == 74
    assert kept_files(loop) == []
    assert loop.detail(1).files == ()


def test_a_folder_that_is_a_link_is_not_followed(loop: Loop, source: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    folder_of(loop.desk.path).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refused, match="no folder"):
        keep(loop, source)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_taken_back_it_is_not_shown_and_the_file_stays(loop: Loop, source: Path) -> None:
    done = keep(loop, source)
    loop.desk(undo_last)
    assert loop.detail(1).files == ()
    with pytest.raises(NotFound):
        opened(loop, done.attachment_id)
    assert len(kept_files(loop)) == 1


def test_a_changed_missing_or_replaced_file_is_said_to_be_so(loop: Loop, source: Path, tmp_path: Path) -> None:
    key = keep(loop, source).attachment_id
    path = opened(loop, key)
    path.write_bytes(PDF[:-1] + b"!")
    with pytest.raises(DamagedRecord, match="not the file that was kept"):
        opened(loop, key)
    path.write_bytes(PDF + b"more")
    with pytest.raises(DamagedRecord, match="not the file that was kept"):
        opened(loop, key)
    path.unlink()
    with pytest.raises(DamagedRecord, match="any more"):
        opened(loop, key)
    path.symlink_to(source)
    with pytest.raises(DamagedRecord, match="any more"):
        opened(loop, key)
    assert folder_of(tmp_path / "x.acudesk") == tmp_path / "x.acudesk.files"
