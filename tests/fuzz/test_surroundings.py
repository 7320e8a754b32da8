"""Environments, file names and outputs that no clinic has on purpose: an answer or a clear refusal, in good order."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from care.text import clean
from tests.terminal.support import Seen

ROOT = Path(__file__).parents[2]
ENVIRONMENTS: dict[str, dict[str, str]] = {
    "nothing at all": {},
    "few letters": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"},
    "no such places": {
        "HOME": "/nowhere/at/all", "XDG_DATA_HOME": "/dev/null", "XDG_CONFIG_HOME": "/proc/1/x",
        "XDG_STATE_HOME": "relative", "XDG_CACHE_HOME": "", "TMPDIR": "/nowhere",
    },
    "nonsense": {
        "TZ": "\x1b[2JMars/Olympus", "COLUMNS": "-99999999999999999999", "LINES": "many", "TERM": "\x1b]0;x\x07",
        "LANG": "xx_YY.bogus", "PYTHONWARNINGS": "error", "PYTHONOPTIMIZE": "2", "PYTHONHASHSEED": "7",
        "PYTHONDEVMODE": "1", "TEXTUAL_DRIVER": "evil:Driver", "TEXTUAL_LOG": "textual.log", "ESCDELAY": "soon",
    },
}  # fmt: skip


def acudesk(
    record: Path | str, *argv: str, env: dict[str, str] | None = None, stdout: int = subprocess.PIPE
) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own, begun beside the record, with nothing else in its environment."""
    return subprocess.run(
        [sys.executable, "-m", "dashboard", f"--db={record}", *argv], env={"PYTHONPATH": str(ROOT), **(env or {})},
        stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE, check=False, timeout=300,
        cwd=Path(record).parent,
    )  # fmt: skip


def in_order(ended: subprocess.CompletedProcess[bytes]) -> None:
    """Nothing that was said moves a terminal or is a traceback, and what went wrong is one line."""
    said = ended.stderr.decode("utf-8", "replace")
    assert "Traceback" not in said
    assert said.count("\n") == (1 if ended.returncode else 0)
    for line in (said + (ended.stdout or b"").decode("utf-8", "replace")).split("\n"):
        assert clean(line) == line


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_a_report_in_a_strange_environment(name: str, sample_path: Path) -> None:
    ended = acudesk(sample_path, "today", "--date", "2026-11-20", env=ENVIRONMENTS[name])
    in_order(ended)
    assert ended.returncode == 0
    assert ended.stdout.startswith(b"Riverside Acupuncture\nFriday 20 November 2026\n")
    assert [file.name for file in sample_path.parent.glob("*.log")] == []


def test_without_a_place_for_anything_it_says_that_there_is_no_record() -> None:
    for env in ({}, ENVIRONMENTS["no such places"]):
        ended = subprocess.run(
            [sys.executable, "-m", "dashboard", "today"], env={"PYTHONPATH": str(ROOT), "HOME": "/nowhere", **env},
            stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=300,
        )  # fmt: skip
        in_order(ended)
        assert ended.returncode == 66 and b"There is no record at" in ended.stderr


def test_the_dashboard_in_a_strange_environment(tmp_path: Path, sample_path: Path) -> None:
    strange = dict(ENVIRONMENTS["nonsense"]) | ENVIRONMENTS["no such places"] | {"TERM": "no-such-terminal"}
    strange |= {"LC_ALL": "C", "PYTHONUTF8": "0", "TEXTUAL_PRESS": "ctrl+q", "TEXTUAL_SCREENSHOT": "1"}
    del strange["PYTHONWARNINGS"], strange["PYTHONDEVMODE"]
    folder = tmp_path / "here"
    folder.mkdir()
    # As a person starts it, from a folder in which nothing may appear.
    command = ["sh", "-c", 'cd "$1" && shift && exec "$@"', "sh", str(folder)]
    with Seen(tmp_path, *command, sys.executable, "-m", "dashboard", f"--db={sample_path}", env=strange) as seen:
        seen.until(lambda: "Riverside Acupuncture" in seen.text() and "help" in seen.text())
        seen.quiet(0.3)
        seen.send(b"2")
        # Letters that the encoding has not are question marks.
        seen.until(lambda: "open ?" in seen.text())
        seen.send(b"\x11")
        assert seen.ended() == 0
        assert seen.left_clean
    assert list(folder.iterdir()) == []


NAMES = {
    "a new line": b"two\nlines",
    "an escape": b"esc\x1b]52;c;aGk=\x07\x1b[2J",
    "no letters": b"bad\xff\xfe\xc3",
    "a leading dash": b"--json",
    "all kinds": "a b?mode=memory&vfs=x#%41$(id)`id`;'\"\\*[b]\u202e診".encode(),
    "as long as can be": b"x" * (255 - len("-wal")),
}


@pytest.mark.parametrize("what", NAMES)
def test_a_record_of_any_name(what: str, tmp_path: Path, sample_path: Path) -> None:
    record = tmp_path / "names" / os.fsdecode(NAMES[what])
    record.parent.mkdir()
    ended = acudesk(record, "today")
    in_order(ended)
    assert ended.returncode == 66 and not record.exists()
    shutil.move(sample_path, record)
    ended = acudesk(record, "today", "--date", "2026-11-20")
    in_order(ended)
    assert ended.returncode == 0
    assert [file.name for file in record.parent.iterdir()] == [record.name]


def test_a_name_that_leaves_no_room_for_the_log_is_said(tmp_path: Path, sample_path: Path) -> None:
    for length in (252, 255, 300):
        record = tmp_path / ("x" * length)
        if length < 256:
            shutil.copyfile(sample_path, record)
        ended = acudesk(record, "today")
        in_order(ended)
        assert ended.returncode == 66
        assert b"has too long a name" in ended.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
@pytest.mark.parametrize(
    ("argv", "code"),
    [(["today"], 74), (["--version"], 74), (["--help"], 74), (["check", "--json"], 74), (["--bogus"], 2)],
    ids=lambda one: str(one[0]) if isinstance(one, list) else "",
)
def test_an_output_that_is_full(argv: list[str], code: int, sample_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = acudesk(sample_path, *argv, stdout=full.fileno())
        assert ended.returncode == code
        assert ended.stderr.count(b"\n") == 1
        assert (b"No space left" in ended.stderr) == (code == 74)


def test_a_reader_that_has_gone(sample_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = acudesk(sample_path, "caseload", stdout=writing)
    finally:
        os.close(writing)
    assert (ended.returncode, ended.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
def test_what_was_saved_before_the_output_failed_is_there(sample_path: Path) -> None:
    """The code says that nobody heard of it, not that it was not done."""
    with Path("/dev/full").open("wb") as full:
        ended = acudesk(sample_path, "patient", "add", "--family", "Heard", "--given", "Not", stdout=full.fileno())
    assert ended.returncode == 74 and b"What was saved before is kept" in ended.stderr
    assert b"Heard" in acudesk(sample_path, "patient", "find", "Heard").stdout
