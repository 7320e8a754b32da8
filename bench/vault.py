"""What encryption and the key of the audit log cost: opening, reading, writing and the screen beside a plain record.

Run alternately on copies of one record of 100,000 visits; medians. A commit goes to the disk (`synchronous=FULL`), so
its ratio is that of this machine's disk.
"""

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.first_picture import HELLO, last_name
from bench.generate import generated
from bench.terminal import Terminal
from db import keys
from db.audit import Actor, Entry, hash_of
from db.audit_keys import settled
from db.encrypt import turn
from db.keys import RECORD
from db.reader import open_reader
from db.writes.audit_keys import begin_key
from db.writing import Writer

VISITS, ROUNDS, PICTURES = 100_000, 15, 9
LIMITS = {"commit": 1.6, "point reads": 2.5, "opening": 4.0, "first picture": 1.25}
ME = Actor(None, "bench")


def main() -> int:
    """Print each ratio; 1 when one of them is above its limit."""
    with tempfile.TemporaryDirectory() as name:
        os.environ["XDG_CONFIG_HOME"] = os.environ["HOME"] = name
        plain, keyed, sealed = (Path(name) / kind / "clinic.acudesk" for kind in ("plain", "keyed", "sealed"))
        for path in (plain, keyed, sealed):
            path.parent.mkdir(mode=0o700)
            shutil.copyfile(generated(VISITS), path)
            path.chmod(0o600)
        with Writer(keyed) as writer, writer.unit(ME, 0) as unit:
            begin_key(unit, None)
        with open_reader(keyed) as reader:
            settled(reader)
        key = keys.new(RECORD)
        keys.write(key, keys.place_for(RECORD, key.name))
        began = time.perf_counter()
        turn(sealed, keys.hold(key), "encrypted", lambda _: ME, 0)
        size = sealed.stat().st_size / 1e6
        print(f"encrypting {VISITS:,} visits ({size:.0f} MB) took {time.perf_counter() - began:.1f} s")
        ratios = {
            "commit": compare("commit", _commits, plain, sealed),
            "point reads": compare("point reads", _reads, plain, sealed),
            "opening": compare("opening", _opening, plain, sealed),
        }
        compare("commit, keyed log", _commits, plain, keyed)
        _hashes()
        ratios["first picture"] = _pictures(plain, sealed)
        missed = [what for what, ratio in ratios.items() if ratio > LIMITS[what]]
    print(f"above their limits: {', '.join(missed)}" if missed else "all within their limits")
    return int(bool(missed))


def compare(what: str, measure: Callable[[Path], float], plain: Path, other: Path) -> float:
    """The ratio of two medians of alternating runs; the first pair only warms up."""
    pairs = [(measure(plain), measure(other)) for _ in range(ROUNDS + 1)][1:]
    before, after = (statistics.median(some) for some in zip(*pairs, strict=True))
    print(f"{what}: {before * 1000:.3f} ms plain, {after * 1000:.3f} ms, ratio {after / before:.2f}")
    return after / before


def _commits(path: Path) -> float:
    with Writer(path) as writer:
        taken = []
        for _ in range(20):
            began = time.perf_counter()
            with writer.unit(ME, 0) as unit:
                unit.audit("changed", "clinic", 1)
            taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def _reads(path: Path) -> float:
    with open_reader(path) as reader:
        began = time.perf_counter()
        for number in range(1, 2000):
            reader.row("select * from visit where id = ?", (number * 37 % VISITS + 1,))
        return (time.perf_counter() - began) / 2000


def _opening(path: Path) -> float:
    began = time.perf_counter()
    for _ in range(20):
        with open_reader(path) as reader:
            reader.row("select name from clinic")
    return (time.perf_counter() - began) / 20


def _hashes() -> None:
    entry = Entry(1, 0, 1, "Kim Soto", "changed", "appointment", 12, 7, '{"fields":["minute"]}')
    for what, key in (("SHA-256", None), ("HMAC-SHA256", bytes(32))):
        began = time.perf_counter()
        for _ in range(20_000):
            hash_of(entry, "0" * 64, key)
        print(f"an entry hashed with {what}: {(time.perf_counter() - began) / 20_000 * 1e6:.1f} microseconds")


def _pictures(plain: Path, sealed: Path) -> float:
    last = last_name(plain)
    taken: dict[Path, list[float]] = {plain: [], sealed: []}
    hello = []
    for run in range(PICTURES + 1):
        with Terminal(HELLO) as terminal:
            floor = terminal.wait_for("hello-from-the-floor")
        if run:
            hello.append(floor)
        for path, some in taken.items():
            with Terminal([sys.executable, "-m", "dashboard", "--db", str(path)]) as terminal:
                seconds = terminal.wait_for(last)
            if run:
                some.append(seconds)
    before, after = (statistics.median(some) for some in taken.values())
    bare = statistics.median(hello)
    print(
        f"first picture: bare app {bare * 1000:.0f} ms, plain {before / bare:.2f}, encrypted {after / bare:.2f} of it"
    )
    return after / before


if __name__ == "__main__":
    sys.exit(main())
