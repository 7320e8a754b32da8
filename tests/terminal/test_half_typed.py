"""A visit that is half typed when the program is killed is there again, letter by letter, after the restart."""

import os
import signal
from pathlib import Path

from db.reader import open_reader
from tests.terminal.support import Seen


def test_what_was_typed_survives_a_kill(tmp_path: Path, sample_path: Path) -> None:
    with Seen.dashboard(tmp_path, sample_path) as seen:
        seen.send(b"v")
        seen.until(lambda: "save the visit" in seen.text())
        seen.send(b"6\t\t\tslept badly; better with heat")
        seen.until(lambda: "better with heat" in seen.text())

        def kept() -> bool:
            with open_reader(sample_path) as reader:
                return bool(reader.rows("select id from draft where payload like '%better with heat%'"))

        seen.until(kept)
        os.kill(seen.pid, signal.SIGKILL)
        assert seen.ended() == -signal.SIGKILL
    with open_reader(sample_path) as reader:
        assert reader.rows("select kind from draft") == [("visit",)]
        assert reader.rows("select count(*) from visit where note like '%better with heat%'") == [(0,)]
    with Seen.dashboard(tmp_path, sample_path) as again:
        again.until(lambda: "Half written: visit of" in again.text())
        again.send(b"D")
        again.until(lambda: "kept until it is saved" in again.text())
        again.quiet(0.3)
        again.send(b"\r")
        again.until(lambda: "Taken up where it was left" in again.text())
        again.quiet(0.3)
        assert "slept badly; better with heat" in again.text()
        again.saved()
    with open_reader(sample_path) as reader:
        assert reader.rows("select nprs from visit where note = 'slept badly; better with heat'") == [(6.0,)]
        assert reader.rows("select count(*) from draft") == [(0,)]
