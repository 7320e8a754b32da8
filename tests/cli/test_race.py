"""Real processes: twenty at one place through the command line and through SQL, and clinics far from this machine."""

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dashboard.__main__ import main
from db.reader import open_reader

MANY = 20
AT = "2027-03-01 10:00"

GATED = """
import importlib, json, os, pkgutil, sys
import dashboard.cli, db.writes
from sqlalchemy.orm import configure_mappers
from dashboard.__main__ import main
for package in (dashboard.cli, db.writes):
    for one in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        importlib.import_module(one.name)
configure_mappers()
folder, argvs = sys.argv[1], json.loads(sys.argv[2])
gate, opener = os.pipe()
pids = []
for number, argv in enumerate(argvs):
    pid = os.fork()
    if not pid:
        os.close(opener)
        for handle, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(f"{folder}/{number}.{name}", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), handle)
        os.read(gate, 1)  # it ends when the last holder of the other end has let go
        sys.exit(main(argv))
    pids.append(pid)
os.close(opener)
print(json.dumps([os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]))
"""
"""The command in processes of their own, let go at once. They are forked from one that has read the whole program and
opened nothing: what a start costs is not what is raced for."""

STRAIGHT = """
import sys
from sqlcipher3 import dbapi2
record, patient, room = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
connection = dbapi2.connect(record, timeout=30, isolation_level=None)
print("ready", flush=True)
sys.stdin.readline()
try:
    connection.execute(
        "insert into appointment (patient_id, room_id, local_date, minute, minutes, zone, fold, start_utc, end_utc,"
        " status, cancelled_by, reason, squeezed, sequence, note, version) values"
        " (?, ?, '2027-03-01', 600, 30, 'America/Los_Angeles', 0, 1803924000, 1803925800, 'booked', '', '', 0, 0, '',"
        " 1)", (patient, room))
except dbapi2.IntegrityError as error:
    sys.stderr.write(str(error))
    sys.exit(75)
"""


def _race(folder: Path, argvs: list[list[str]]) -> list[tuple[int, str, str]]:
    """Start all, let them go at once, and return each one's (exit code, stdout, stderr)."""
    ended = subprocess.run(
        [sys.executable, "-c", GATED, str(folder), json.dumps(argvs)], capture_output=True, text=True, check=True,
        timeout=300,
    )  # fmt: skip
    return [
        (code, *((folder / f"{number}.{name}").read_text(encoding="utf-8") for name in ("out", "err")))
        for number, code in enumerate(json.loads(ended.stdout))
    ]


def _race_through_sql(argvs: list[list[str]]) -> list[tuple[int, str]]:
    """The same with nothing of the program in between: each one's (exit code, stderr)."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    running = [subprocess.Popen([sys.executable, "-c", STRAIGHT, *argv], text=True, **pipes) for argv in argvs]
    for one in running:
        assert one.stdout.readline() == "ready\n"
    for one in running:
        one.stdin.write("go\n")
        one.stdin.flush()
    told = [one.communicate(timeout=300)[1] for one in running]
    return [(one.returncode, err) for one, err in zip(running, told, strict=True)]


def _booked(path: Path) -> list[tuple[int]]:
    """The minutes at which somebody is booked on the day of the race."""
    with open_reader(path) as reader:
        return reader.rows("select minute from appointment where local_date = ? order by minute", (AT[:10],))


def _book(path: Path, patient: int, at: str, practitioner: str) -> list[str]:
    return [
        "--db", str(path), "book", "--patient", str(patient), "--practitioner", practitioner, "--room", "R1",
        "--at", at, "--minutes", "30", "--json",
    ]  # fmt: skip


def test_of_twenty_processes_one_has_the_place_and_the_others_hear_who(tmp_path: Path, sample_path: Path) -> None:
    told = _race(tmp_path, [_book(sample_path, number, AT, f"p{number % 3 + 1}") for number in range(1, MANY + 1)])
    assert Counter(code for code, _, _ in told) == {0: 1, 75: MANY - 1}
    winner = next(json.loads(out)["appointment"] for code, out, _ in told if code == 0)
    losers = {err for code, _, err in told if code == 75}
    assert losers == {
        f"acudesk: R1 is taken 10:00-10:30 by {winner['patient']}. Nothing was changed. Choose another room or another "
        "time.\n"
    }
    assert _booked(sample_path) == [(600,)]


def test_places_back_to_back_are_taken_both_in_a_race(tmp_path: Path, sample_path: Path) -> None:
    times = (AT, "2027-03-01 10:30")
    told = _race(tmp_path, [_book(sample_path, number, times[number % 2], "p1") for number in range(1, 5)])
    assert Counter(code for code, _, _ in told) == {0: 2, 75: 2}
    assert _booked(sample_path) == [(600,), (630,)]


def test_a_patient_is_booked_once_however_many_ask_for_it(tmp_path: Path, sample_path: Path) -> None:
    argvs = [[*_book(sample_path, 1, AT, "p1"), "--squeeze"] for _ in range(4)]
    for number, argv in enumerate(argvs):
        argv[argv.index("R1")] = f"R{number % 3 + 1}"
    assert Counter(code for code, _, _ in _race(tmp_path, argvs)) == {0: 1, 75: 3}


def test_straight_through_sql_one_has_the_place_too(sample_path: Path) -> None:
    told = _race_through_sql([[str(sample_path), str(number), "1"] for number in range(1, MANY + 1)])
    assert Counter(code for code, _ in told) == {0: 1, 75: MANY - 1}
    assert {err for code, err in told if code} == {"acudesk:room_taken"}
    assert _booked(sample_path) == [(600,)]


def _acudesk(path: Path, *argv: str) -> str:
    """What the command says in a process of its own, on a machine set to UTC, with nothing to read."""
    ended = subprocess.run(
        [sys.executable, "-m", "dashboard", "--db", str(path), *argv], capture_output=True, text=True, check=False,
        timeout=300, stdin=subprocess.DEVNULL, env={**os.environ, "TZ": "UTC"},
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


# In UTC the one is the evening before, the other the night after.
@pytest.mark.parametrize(("zone", "at"), [("Pacific/Auckland", "08:00"), ("America/Los_Angeles", "17:30")])
def test_a_clinic_far_from_utc_has_its_own_day(tmp_path: Path, zone: str, at: str) -> None:
    record = tmp_path / "clinic.acudesk"
    main(["--db", str(record), "init", "--name", "Far", "--timezone", zone, "--owner", "Dana Lee"])
    main(["--db", str(record), "patient", "add", "--family", "Tanaka", "--given", "Mei"])
    before = datetime.now(ZoneInfo(zone)).date()
    listed = json.loads(_acudesk(record, "today", "--json"))["date"]
    assert before.isoformat() <= listed <= datetime.now(ZoneInfo(zone)).date().isoformat()
    monday = before + timedelta(days=7 - before.weekday())
    place = ["book", "--patient", "1", "--practitioner", "1", "--at", f"{monday} {at}", "--json"]
    assert json.loads(_acudesk(record, *place))["appointment"]["at"] == f"{monday} {at}"
    for days, expected in ((-1, []), (0, [f"{monday} {at}"]), (1, [])):
        day = (monday + timedelta(days)).isoformat()
        told = json.loads(_acudesk(record, "today", "--date", day, "--json"))
        assert [one["at"] for one in told["appointments"]] == expected
    assert f"Monday {monday.day} " in (sheet := _acudesk(record, "daysheet", "--date", monday.isoformat()))
    assert at in sheet
    with open_reader(record) as reader:
        start = reader.rows("select start_utc from appointment")
    hour, minute = map(int, at.split(":"))
    then = datetime(monday.year, monday.month, monday.day, hour, minute, tzinfo=ZoneInfo(zone))
    assert start == [(int(then.timestamp()),)]
