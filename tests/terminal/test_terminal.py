"""The dashboard in a real terminal: whatever is typed at it or done to it, it answers, or ends in good order."""

import contextlib
import os
import random
import re
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import NOW_UTC
from tests.faults.support import SOAK_MINUTES, hold_to, say, seed
from tests.terminal.support import LONG, OPEN, Seen

NONSENSE = {
    "latin1": b"\xe9\xe4\xfc",
    "invalid-utf8": b"\xff\xfe\xc3\x28\xf0\x28\x8c\x28\xc3",
    "no-such-character": b"\x1b[1114112u\x1b[99999999999999999999u",
    "huge-window-report": b"\x1b[48;99999999;99999999;99999999;99999999t\x1b[48;65535;65535;1;1t",
    "broken-sequences": b"\x1b[\x1b[<\x1b[<0;0\x1b[M\xff\xff\xff\x1b]52;c;\x1bP\x1b_",
    "megabyte-of-paste": b"\x1b[200~" + b"Mei Tanaka [/] " * 70_000 + b"\x1b[201~",
}


def answers(seen: Seen) -> None:
    """It draws when asked, and leaves when asked."""
    # Every key that was read is seen through first, as many as there are after a soak.
    end = time.monotonic() + LONG + SOAK_MINUTES * 60
    seen.send(b"\x1b[201~\x18")
    drawn = mark = len(seen.output)
    while drawn == mark:
        # Each after a pause, and several times: on a busy machine two keys may be read as one.
        for _ in range(8):
            seen.send(b"\x1b")
            seen.quiet(0.15, 2.0)
        if "locked" in seen.text():
            # Among the noise was the key that locks: enter opens where no PIN is set, whatever stands in its line.
            seen.send(b"\r")
            seen.quiet(0.5, 5.0)
        assert seen.alive()
        assert time.monotonic() < end, seen.inside()
        mark = drawn = len(seen.output)
        seen.send(b"\x0c")
        seen.quiet(1.0, 5.0)
        if b"acudesk" in seen.output[mark:]:
            drawn = len(seen.output)
    while seen.alive():
        assert time.monotonic() < end, seen.inside()
        with contextlib.suppress(OSError):  # it may leave right now
            seen.send(b"\x11")
        seen.read(1.0)
    assert seen.ended() == 0
    assert seen.left_clean


def type_in(seen: Seen, data: bytes) -> None:
    """Type more than the line holds, while reading what comes back."""
    os.set_blocking(seen.fd, False)
    end = time.monotonic() + LONG
    while data:
        assert time.monotonic() < end, seen.inside()
        with contextlib.suppress(BlockingIOError):
            data = data[os.write(seen.fd, data[:2048]) :]
        seen.read(0.001)
    os.set_blocking(seen.fd, True)


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_on_the_keyboard(name: str, tmp_path: Path, sample_path: Path) -> None:
    with Seen.dashboard(tmp_path, sample_path) as seen:
        type_in(seen, NONSENSE[name])
        seen.quiet(0.3)
        answers(seen)


def test_a_letter_that_comes_in_halves(tmp_path: Path, sample_path: Path) -> None:
    """As over a slow line: its first byte alone is no text yet, and was taken for the end of the keyboard."""
    with Seen.dashboard(tmp_path, sample_path) as seen:
        seen.send(b"/")
        seen.until(lambda: "╭" in seen.text())
        seen.quiet(0.3)
        for byte in "Zoë診".encode():
            seen.send(bytes([byte]))
            seen.quiet(0.3, 1.0)
        seen.until(lambda: "register Zoë診" in seen.text().replace("診 ", "診"))
        answers(seen)


LEAVING = set(b"\x03\x10\x11\x1a\x1c")
"""What leaves or stops the program, as it should, and the palette, which offers to."""

KEYS = (
    b"1", b"2", b"3", b"4", b"5", b"/", b"?", b"v", b"b", b"n", b"\t", b"\r", b"\x1b", b"\x1b[A", b"\x1b[B", b"\x1b[Z",
    b"\x1b[<0;40;9M\x1b[<0;40;9m", b"\x1b[<64;10;10M", b"\x1b[200~7\n8\x1b[201~", b"\x1bOP", b"\x1b[1;5C",
)  # fmt: skip
"""What a person presses, among the noise."""

SIZES = ((120, 40), (80, 24), (1, 1), (0, 0), (3, 200), (65535, 65535), (500, 2), (60, 16), (59, 15))
MEGABYTES = 600
"""What the program may have grown to."""


def _noise(dice: random.Random) -> bytes:
    match dice.randrange(4):
        case 0:
            return dice.choice(KEYS)
        case 1:
            return dice.choice([one for name, one in NONSENSE.items() if not name.startswith("megabyte")])
        case _:
            return dice.randbytes(dice.choice((1, 8, 48)))


def _grown_to(seen: Seen) -> int:
    pages = int(Path(f"/proc/{seen.pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20


def test_noise_on_the_keyboard_and_windows_of_any_size(tmp_path: Path, sample_path: Path) -> None:
    number = seed()
    say(f"ACUDESK_SEED={number}")
    dice = random.Random(number)
    with Seen.dashboard(tmp_path, sample_path) as seen:
        end = time.monotonic() + (SOAK_MINUTES * 60 or 4)
        while time.monotonic() < end:
            type_in(seen, bytes(byte for byte in _noise(dice) if byte not in LEAVING))
            if dice.random() < 0.1:
                seen.resize(*dice.choice(SIZES))
            seen.quiet(0.03, 0.5)
            assert seen.alive(), seen.code
        if Path("/proc/self/statm").exists():
            assert _grown_to(seen) < MEGABYTES
        seen.resize(120, 40)
        seen.quiet(0.5)
        answers(seen)
    hold_to(sample_path, max(NOW_UTC, int(time.time())), each_told=False)


def test_windows_no_screen_has(tmp_path: Path, sample_path: Path) -> None:
    with Seen.dashboard(tmp_path, sample_path) as seen:
        for columns, rows in SIZES:
            seen.resize(columns, rows)
            seen.quiet(0.3, 2.0)
        # A storm of them, as somebody draws at the corner of a window.
        for step in range(60):
            seen.resize(40 + step, 10 + step // 2)
        seen.resize(80, 24)
        seen.until(lambda: "Fri 20 Nov" in seen.text())
        answers(seen)


def cells(seen: Seen) -> list[list[tuple[object, ...]]]:
    screen = seen.screen()
    return [
        [
            (cell.data, cell.bg) if cell.data == " " and not (cell.reverse or cell.underscore) else tuple(cell)
            for cell in (screen.buffer[y][x] for x in range(screen.columns))
        ]
        for y in range(screen.lines)
    ]


def test_a_resized_screen_equals_a_fresh_one(tmp_path: Path, sample_path: Path) -> None:
    keys = b"\x1b[B\x1b[B"
    with Seen.dashboard(tmp_path, sample_path) as seen, Seen.dashboard(tmp_path, sample_path) as fresh:
        for size in ((80, 24), (60, 16), (120, 40)):
            seen.resize(*size)
            seen.quiet(0.5)
        for one in (seen, fresh):
            one.send(keys)
            one.quiet(0.5)
        seen.until(lambda: (fresh.quiet(0.2), cells(seen) == cells(fresh))[1])


def counted(seen: Seen) -> str:
    """The screen once what is counted beside it stands there too: from then on it stays."""
    seen.until(lambda: "(8)" in seen.text() and "(28)" in seen.text())
    seen.quiet(1.0)
    return seen.text()


def test_a_screen_written_over_comes_back_with_one_key(tmp_path: Path, sample_path: Path) -> None:
    with Seen.dashboard(tmp_path, sample_path) as seen:
        good = counted(seen)
        seen.output += b"\x1b[5;1HBroadcast message from root: the machine goes down\x1b[3;1H\x1b[J"
        assert seen.text() != good
        seen.send(b"\x0c")
        seen.until(lambda: seen.text() == good)


def test_sigterm_leaves_the_terminal_as_it_was(tmp_path: Path, sample_path: Path) -> None:
    with Seen.dashboard(tmp_path, sample_path) as seen:
        os.kill(seen.pid, signal.SIGTERM)
        assert seen.ended() == 128 + signal.SIGTERM
        assert seen.left_clean


def test_a_hang_up_ends_it_at_once(tmp_path: Path, sample_path: Path) -> None:
    with Seen.dashboard(tmp_path, sample_path) as seen:
        os.kill(seen.pid, signal.SIGHUP)
        assert seen.ended() == -signal.SIGHUP


@pytest.mark.parametrize(
    ("broken", "keys"),
    [
        ("action_help", b"?"),
        ("dashboard.screens.caseload:CaseloadScreen.body", b"2"),
        ("dashboard.screens.referrals:ReferralsScreen.draw_frame", b"3"),
        ("dashboard.screens.chart:ChartScreen.on_resize", b"\r"),
    ],
    ids=["an action", "building a screen", "drawing one", "laying one out"],
)
def test_a_fault_is_one_line_with_a_reference_and_no_values(
    broken: str, keys: bytes, tmp_path: Path, sample_path: Path
) -> None:
    with Seen.dashboard(tmp_path, sample_path, broken) as seen:
        seen.send(keys)
        assert seen.ended() == 70
        assert seen.left_clean
        after = bytes(seen.output[seen.output.rfind(b"\x1b[?1049l") :]).decode()
        reference = re.search(r"reference ([0-9a-f]{6})", after)
        assert reference, after
        for told in (after, (log := next(tmp_path.rglob("acudesk.log"))).read_text(encoding="utf-8")):
            assert "Mei" not in told and "1985" not in told and "Traceback" not in told
            assert reference[1] in told
        assert "ValueError" in log.read_text(encoding="utf-8")


def test_ctrl_z_goes_to_the_shell_and_fg_comes_back_drawn(tmp_path: Path, sample_path: Path) -> None:
    script = tmp_path / "open.py"
    script.write_text(OPEN, encoding="utf-8")
    with Seen(tmp_path, "bash", "--norc", "-i", env={"PS1": "prompt-here "}) as seen:
        seen.until(lambda: "prompt-here" in seen.text())
        seen.send(f"{sys.executable} {script} {sample_path} {NOW_UTC}\n".encode())
        seen.until(lambda: "Fri 20 Nov" in seen.text())
        shown = counted(seen)
        mark = len(seen.output)
        seen.send(b"\x1a")
        seen.until(lambda: b"Stopped" in seen.output[mark:])
        seen.until(lambda: b"prompt-here" in seen.output[mark:])
        seen.send(b"fg\n")
        seen.until(lambda: seen.text() == shown)
        seen.send(b"?")
        seen.until(lambda: "closes" in seen.text())
        seen.send(b"\x11")
        mark = len(seen.output)
        seen.until(lambda: b"prompt-here" in seen.output[mark:])
        seen.send(b"exit\n")
        assert seen.ended() == 0


def test_no_color_sends_no_colours_and_is_readable(tmp_path: Path, sample_path: Path) -> None:
    with Seen.dashboard(tmp_path, sample_path, columns=80, rows=24, env={"NO_COLOR": "1"}) as seen:
        assert "Ramón Quiroz" in seen.text()
        seen.send(b"2")
        # The rows come after the line above them.
        seen.until(lambda: "open ·" in seen.text() and "▌" in seen.text())
        coloured = []
        for codes in re.findall(rb"\x1b\[([0-9;]*)m", bytes(seen.output)):
            numbers = [int(code or 0) for code in codes.split(b";")]
            coloured += [codes for number in numbers if (30 <= number <= 49 and number not in (39, 49)) or number >= 90]
        assert coloured == []


def test_the_window_counts_and_not_what_a_shell_exported(tmp_path: Path, sample_path: Path) -> None:
    with Seen.dashboard(tmp_path, sample_path, env={"COLUMNS": "80", "LINES": "24"}) as seen:
        seen.until(lambda: "Referrals" in seen.text().splitlines()[0])
        seen.resize(80, 24)
        seen.until(lambda: max(map(len, seen.text().splitlines())) <= 80)
