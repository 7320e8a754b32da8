"""Trouble while the program runs: a sentence in words, what was typed stays, and it goes on when that is over."""

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from db.reader import open_reader
from tests.conftest import NOW_UTC
from tests.db.shut import mount
from tests.terminal.support import Seen

TYPED = "slept badly; better with heat"

OPEN = """
import os, sys
from pathlib import Path
import dashboard.desk
from dashboard.app import run
from dashboard.cli.output import prepare
from dashboard.cli.trouble import guarded
from dashboard.clock import Clock

class Written(Clock):
    def now_utc(self):
        return int(Path(sys.argv[2]).read_text())

exec(sys.argv[3])
prepare()
sys.exit(guarded(lambda: run(Path(sys.argv[1]), Written())))
"""
"""The dashboard by the clock that stands in a file, after a line of the test's own."""

LATER = "dashboard.desk.WARM_AFTER = 9e9"
"""Nothing is written, and no place to write is opened, before the first key."""

AS_ANYBODY = """
import ctypes, os, sys
for right in (1, 2):
    ctypes.CDLL(None).prctl(24, right, 0, 0, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Gives up root's right to read and write what the mode of a file forbids: tests run as root, clinics do not."""


def opened(home: Path, record: Path, before: str = "", at: int = NOW_UTC) -> Seen:
    """The program, begun and not waited for; its clock is `home / "clock"`."""
    (home / "clock").write_text(str(at))
    command = [sys.executable, "-c", OPEN, str(record), str(home / "clock"), before]
    if os.geteuid() == 0:
        command = [sys.executable, "-c", AS_ANYBODY, *command]
    return Seen(home, *command)


def drawn(seen: Seen) -> Seen:
    """Waited for."""
    seen.until(lambda: "acudesk" in seen.text())
    seen.quiet(0.3)
    return seen


def has(seen: Seen, text: str) -> bool:
    """Whether a sentence is on the screen, also where it is folded in a box in the corner."""
    rows = seen.text().splitlines()
    box = (row[40:].rpartition("▌")[2] for row in rows if "▌" in row[40:])
    return any(text in " ".join(" ".join(lines).split()) for lines in (rows, box))


def begin(seen: Seen, record: Path) -> None:
    """Half of a visit, and kept."""
    seen.send(b"v")
    seen.until(lambda: "save the visit" in seen.text())
    seen.send(b"6\t\t\tslept badly")
    seen.until(lambda: any("slept badly" in one for one in drafts(record)))
    seen.quiet(0.3)


def go_on(seen: Seen) -> None:
    """Its other half."""
    seen.send(TYPED.removeprefix("slept badly").encode())
    seen.until(lambda: TYPED in seen.text())


def still_there(seen: Seen) -> bool:
    """Whether the form is open with all that was typed."""
    return "save the visit" in seen.text() and TYPED in seen.text() and seen.alive()


def drafts(record: Path) -> list[str]:
    """What is kept of what was typed."""
    with open_reader(record) as reader:
        return [payload for (payload,) in reader.rows("select payload from draft")]


def kept_again(seen: Seen, record: Path) -> None:
    """Without a key: what was typed is kept as soon as it can be."""
    seen.until(lambda: any(TYPED in one for one in drafts(record)))


def save(seen: Seen, record: Path) -> None:
    """Save the visit, and find it in the record."""
    seen.saved()
    with open_reader(record) as reader:
        assert reader.rows("select nprs from visit where note = ?", (TYPED,)) == [(6.0,)]
        assert reader.rows("select count(*) from draft") == [(0,)]
        assert reader.rows("pragma integrity_check") == [("ok",)]


def test_locked_by_another_program_for_long(tmp_path: Path, sample_path: Path) -> None:
    with drawn(opened(tmp_path, sample_path)) as seen:
        begin(seen, sample_path)
        lock = dbapi2.connect(str(sample_path), isolation_level=None)
        lock.execute("begin immediate")
        try:
            go_on(seen)
            seen.until(lambda: has(seen, "Still waiting to write"))
            seen.until(lambda: has(seen, "is locked by another program"))
            assert still_there(seen)
        finally:
            lock.execute("rollback")
            lock.close()
        kept_again(seen, sample_path)
        save(seen, sample_path)


def test_removed_and_put_back(tmp_path: Path, sample_path: Path) -> None:
    with drawn(opened(tmp_path, sample_path)) as seen:
        begin(seen, sample_path)
        files = list(sample_path.parent.glob("clinic.acudesk*"))
        for file in files:
            file.rename(file.with_name("away-" + file.name))
        go_on(seen)
        seen.until(lambda: has(seen, "was moved, removed or replaced"))
        seen.quiet(1.5)
        assert still_there(seen)
        assert not sample_path.exists()
        for file in files:
            file.with_name("away-" + file.name).rename(file)
        kept_again(seen, sample_path)
        save(seen, sample_path)


@contextmanager
def no_room_by_limit(seen: Seen, record: Path) -> Iterator[None]:
    """No file of the program's may grow."""
    before = resource.prlimit(seen.pid, resource.RLIMIT_FSIZE)
    wal = record.with_name(record.name + "-wal").stat().st_size
    resource.prlimit(seen.pid, resource.RLIMIT_FSIZE, (wal, before[1]))
    try:
        yield
    finally:
        resource.prlimit(seen.pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def no_room_on_disk(_: Seen, record: Path) -> Iterator[None]:
    """A disk that another file fills up."""
    filler = record.with_name("filler")
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def small_disk(record: Path) -> Iterator[Path]:
    """The record on a disk of its own, where there can be one; else where it is."""
    folder = record.with_name("disk")
    folder.mkdir()
    if not mount(folder):
        yield record
        return
    try:
        place = folder / record.name
        shutil.copyfile(record, place)
        place.chmod(0o600)
        yield place
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk(tmp_path: Path, sample_path: Path) -> None:
    with small_disk(sample_path) as place, drawn(opened(tmp_path, place)) as seen:
        begin(seen, place)
        full, said = (
            (no_room_by_limit, "what this account may write there is used up")
            if place == sample_path
            else (no_room_on_disk, "is full")
        )
        with full(seen, place):
            go_on(seen)
            seen.until(lambda: has(seen, said))
            for _ in range(2):
                seen.send(b"\r")
                seen.quiet(0.8)
            seen.until(lambda: has(seen, said))
            assert still_there(seen)
        kept_again(seen, place)
        save(seen, place)


def test_no_file_may_grow(tmp_path: Path, sample_path: Path) -> None:
    with drawn(opened(tmp_path, sample_path)) as seen:
        begin(seen, sample_path)
        with no_room_by_limit(seen, sample_path):
            go_on(seen)
            seen.until(lambda: has(seen, "what this account may write there is used up"))
            seen.quiet(1.0)
            assert still_there(seen)
        kept_again(seen, sample_path)
        save(seen, sample_path)


def test_read_only(tmp_path: Path, sample_path: Path) -> None:
    folder = tmp_path / "clinic"
    folder.mkdir()
    record = sample_path.rename(folder / sample_path.name)
    with drawn(opened(tmp_path, record, LATER)) as seen:
        record.chmod(0o400)
        folder.chmod(0o500)
        seen.send(b"v")
        seen.until(lambda: "save the visit" in seen.text())
        seen.send(b"6\t\t\t" + TYPED.encode())
        seen.until(lambda: has(seen, "the folder cannot be written by this account"))
        seen.quiet(1.0)
        assert still_there(seen)
        folder.chmod(0o700)
        record.chmod(0o600)
        kept_again(seen, record)
        save(seen, record)


def test_leaving_what_could_not_be_kept_takes_two_keys(tmp_path: Path, sample_path: Path) -> None:
    with drawn(opened(tmp_path, sample_path)) as seen:
        begin(seen, sample_path)
        sample_path.rename(sample_path.with_name("away"))
        go_on(seen)
        seen.until(lambda: has(seen, "What you typed stays in this window"))
        seen.send(b"\x1b")
        seen.until(lambda: has(seen, "esc again leaves without it"))
        assert still_there(seen)
        seen.send(b"\x1b")
        seen.until(lambda: "save the visit" not in seen.text())


def wrecked(record: Path) -> dict[int, bytes]:
    """Overwrite the first page of three tables, past SQLite; returns what stood in them."""
    with open_reader(record) as reader:
        (size,) = reader.row("pragma page_size") or (0,)
        pages = reader.rows("select rootpage from sqlite_schema where name in ('appointment', 'course', 'visit')")
    return write_pages(record, {(page - 1) * size: b"\xff" * size for (page,) in pages})


def write_pages(record: Path, pages: dict[int, bytes]) -> dict[int, bytes]:
    """Write at offsets; returns what was there."""
    before: dict[int, bytes] = {}
    with record.open("r+b") as file:
        for offset, content in pages.items():
            file.seek(offset)
            before[offset] = file.read(len(content))
            file.seek(offset)
            file.write(content)
    # Somebody else's write: what the program has read before is not believed any more.
    with contextlib.closing(dbapi2.connect(str(record), isolation_level=None)) as other:
        other.execute("update clinic set phone = phone || '1'")
    return before


def test_damaged_pages(tmp_path: Path, sample_path: Path) -> None:
    with drawn(opened(tmp_path, sample_path)) as seen:
        before = wrecked(sample_path)
        seen.until(lambda: has(seen, "is damaged"))
        assert "Fri 20 Nov" in seen.text(), "what was read stays"
        seen.send(b"2")
        seen.quiet(1.0)
        assert seen.alive()
        seen.send(b"1")
        write_pages(sample_path, before)
        seen.until(lambda: not has(seen, "is damaged"))
        begin(seen, sample_path)
        go_on(seen)
        save(seen, sample_path)


def test_a_clock_set_back(tmp_path: Path, sample_path: Path) -> None:
    with drawn(opened(tmp_path, sample_path, at=NOW_UTC - 5 * 3600)) as seen:
        seen.until(lambda: has(seen, "clock is 5 hours before the newest entry"))
        seen.until(lambda: "clock set back" in seen.text().splitlines()[0])
        seen.send(b"2")
        seen.until(lambda: "open ·" in seen.text())
        seen.send(b"\x11")
        assert seen.ended() == 0


@pytest.mark.parametrize("hours", [9, 24])
def test_a_machine_that_was_asleep(tmp_path: Path, sample_path: Path, hours: int) -> None:
    with drawn(opened(tmp_path, sample_path)) as seen:
        assert "Fri 20 Nov" in seen.text()
        os.kill(seen.pid, signal.SIGSTOP)
        (tmp_path / "clock").write_text(str(NOW_UTC + hours * 3600))
        os.kill(seen.pid, signal.SIGCONT)
        turned = "Sat 21 Nov" if hours == 24 else "19:40"
        seen.until(lambda: turned in seen.text())
        seen.send(b"2")
        seen.until(lambda: "open ·" in seen.text())
        seen.send(b"\x11")
        assert seen.ended() == 0


def test_asleep_over_a_half_typed_visit(tmp_path: Path, sample_path: Path) -> None:
    with drawn(opened(tmp_path, sample_path)) as seen:
        begin(seen, sample_path)
        os.kill(seen.pid, signal.SIGSTOP)
        (tmp_path / "clock").write_text(str(NOW_UTC + 24 * 3600))
        os.kill(seen.pid, signal.SIGCONT)
        go_on(seen)
        assert still_there(seen)
        save(seen, sample_path)
        seen.until(lambda: "Sat 21 Nov" in seen.text())


def test_no_rules_for_the_time_zone(tmp_path: Path, sample_path: Path) -> None:
    gone = (
        "import zoneinfo; zoneinfo.reset_tzpath(to=[]); sys.modules['tzdata'] = None; zoneinfo.ZoneInfo.clear_cache()"
    )
    before = sample_path.read_bytes()
    with opened(tmp_path, sample_path, gone) as seen:
        assert seen.ended() == 66
        assert has(seen, "rules of the clinic's time zone America/Los_Angeles are not on this machine")
        assert "Traceback" not in seen.text()
    assert sample_path.read_bytes() == before


def test_other_rules_for_the_time_zone(tmp_path: Path, sample_path: Path) -> None:
    with contextlib.closing(dbapi2.connect(str(sample_path), isolation_level=None)) as other:
        # As a government does that moves the end of summer time: the wall clock is what was promised.
        other.execute(
            "update appointment set start_utc = start_utc + 3600, end_utc = end_utc + 3600 "
            "where id = (select id from appointment where not voided order by start_utc desc limit 1)"
        )
    with drawn(opened(tmp_path, sample_path)) as seen:
        seen.until(lambda: has(seen, "time zone have changed since 1 appointment to come was booked"))
        assert seen.alive()
