"""Spoiled files at the command line: each is taken cleanly or refused in one line with nothing changed, and soon."""

import csv
import json
import random
import re
import resource
import shutil
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from care.text import clean
from dashboard.__main__ import main
from dashboard.clock import Clock
from db.exchange.sheets import needs_guard
from db.reader import open_reader
from tests.conftest import NOW_UTC, SAMPLES
from tests.exchange.conftest import SMALL
from tests.faults.support import everything, hold_to, rounds, say, seed
from tests.fuzz.mutate import CALENDAR, CASES, spoiled

SECONDS = 20
"""Of the processor, for one file of some kilobytes; it takes a tenth of one."""
MEGABYTES = 700
"""By which the program may grow over all of it."""
GOOD = (
    b'{"severity": "moderate", "duration": "chronic", "visits_done": 9, "nprs": [6, 6, null, 5, 6, 6, 6, 6, 6]}\n'
    b'{"severity": "moderate", "duration": "acute", "nprs": [6, 4, 3]}\n'
)


@contextmanager
def bounded() -> Iterator[None]:
    """Fail what goes on for long, and what takes the memory."""

    def too_long(*_: object) -> None:
        raise AssertionError("it goes on and on")

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    handler = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(300)
    started = time.process_time()
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, handler)
    assert time.process_time() - started < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEGABYTES * 1024


def told(capsys: pytest.CaptureFixture[str], *argv: object) -> tuple[int, str, str]:
    """How a command ended, what it printed and what it complained of; nothing of it moves a terminal."""
    capsys.readouterr()
    with bounded():
        code = main([str(one) for one in argv])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    for line in (out + err).split("\n"):
        # A sheet's lines end as the standard has it.
        assert clean(line.removesuffix("\r")) == line.removesuffix("\r")
    return code, out, err


def _taken_or_refused(record: Path, capsys: pytest.CaptureFixture[str], given: Path) -> int:
    with open_reader(record) as reader:
        before = everything(reader)
    code, out, err = told(capsys, "--db", record, "import", given)
    with open_reader(record) as reader:
        after = everything(reader)
    if code == 0:
        # The same file again adds nothing.
        assert told(capsys, "--db", record, "import", given)[0] == 0
        with open_reader(record) as reader:
            assert {name: len(rows) for name, rows in everything(reader).items()} == {
                name: len(rows) for name, rows in after.items()
            }
    else:
        assert code == 65 and out == ""
        assert err.startswith("acudesk: Nothing was imported: ")
        assert all(line.startswith("  ") for line in err.splitlines()[1:])
        assert after == before
    return code


def _worked_with(record: Path, capsys: pytest.CaptureFixture[str], out: Path) -> None:
    """What was taken can be shown and given on."""
    hold_to(record, NOW_UTC, each_told=False)
    for command in (["today", "--date", "2026-11-23"], ["caseload"], ["referrals", "--csv"], ["referrals"]):
        assert told(capsys, "--db", record, *command)[0] == 0
    assert told(capsys, "--db", record, "export", out)[0] == 0
    for sheet in out.glob("*.csv"):
        with sheet.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                # Besides a number below nothing.
                assert [cell for cell in row if needs_guard(cell) and not re.fullmatch(r"'.*|-[\d.]+", cell)] == []
                assert all(clean(cell) == cell for cell in row)
    shutil.rmtree(out)


@pytest.fixture(autouse=True)
def at_the_present(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the tests' clock."""
    monkeypatch.setattr(Clock, "now_utc", lambda _: NOW_UTC)


@pytest.mark.parametrize("what", ["clinic", "sheet", "calendar"])
def test_spoiled_files(
    what: str, tmp_path: Path, _empty_record: Path, _sample_record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = seed()
    ends: Counter[int] = Counter()
    calendar = (SAMPLES / "online-bookings.ics").read_bytes()
    sheets = {name: text.encode() for name, text in SMALL.items()}
    source = _sample_record if what == "calendar" else _empty_record
    for number in rounds(seconds=3, least=12):
        dice = random.Random(f"{what} {first + number}")
        record = tmp_path / "clinic.acudesk"
        shutil.copyfile(source, record)
        record.chmod(0o600)
        given = tmp_path / "in"
        if what == "clinic":
            given.mkdir()
            bad = dice.sample(sorted(sheets), dice.choice((1, 1, 2, 6)))
            for name, data in sheets.items():
                (given / f"{name}.csv").write_bytes(spoiled(dice, data) if name in bad else data)
        elif what == "sheet":
            given = tmp_path / f"{dice.choice(sorted(sheets))}.csv"
            given.write_bytes(spoiled(dice, sheets[given.stem]))
        else:
            given = tmp_path / "feed.ics"
            given.write_bytes(spoiled(dice, calendar, CALENDAR))
        try:
            code = _taken_or_refused(record, capsys, given)
            if code == 0 and ends[0] % 3 == 0:
                _worked_with(record, capsys, tmp_path / "out")
        except BaseException:
            say(f"ACUDESK_SEED={first + number}")
            raise
        ends[code] += 1
        shutil.rmtree(given) if given.is_dir() else given.unlink()
        for file in tmp_path.glob("clinic.acudesk*"):
            file.unlink()
    say(f"ACUDESK_SEED={first}: {ends[0]} taken, {ends[65]} refused")
    assert ends[65]


def test_spoiled_cases(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = seed()
    answers = refusals = 0
    for number in rounds(seconds=1, least=40):
        dice = random.Random(f"cases {first + number}")
        file = tmp_path / "cases.jsonl"
        file.write_bytes(spoiled(dice, GOOD, CASES))
        try:
            code, out, err = told(capsys, "assess", file)
            assert code == (65 if err else 0)
            for line in out.splitlines():
                json.loads(line)
            assert all(len(line) < 500 for line in err.splitlines())
        except BaseException:
            say(f"ACUDESK_SEED={first + number}")
            raise
        answers += out.count("\n")
        refusals += bool(code)
    say(f"ACUDESK_SEED={first}: {answers} answers, {refusals} files with something refused")
    assert answers and refusals
