"""A real pseudo-terminal for the benches: starts a program, types, counts the bytes it sends, and reads the screen."""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Self


class Terminal:
    """A program in a pseudo-terminal of `columns` x `rows` cells; everything it sends is kept in `output`."""

    def __init__(
        self, command: list[str], *, columns: int = 120, rows: int = 40, env: Mapping[str, str] | None = None
    ) -> None:
        self.started = time.perf_counter()
        self.output = bytearray()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            clean = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
            clean |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", **(env or {})}
            os.execvpe(command[0], command, clean)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def read(self, seconds: float) -> bytes:
        """What arrives within `seconds`, at the latest; returns at once when something came."""
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            return b""
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError:
            return b""
        self.output += data
        return data

    def wait_for(self, text: str, seconds: float = 20.0) -> float:
        """Seconds from the start until `text` has been sent. Ends the run if it never is."""
        wanted = text.encode()
        end = time.perf_counter() + seconds
        while wanted not in self.output:
            if time.perf_counter() > end:
                sys.exit(f"{text!r} never came; the last of {len(self.output)} bytes: {bytes(self.output[-300:])!r}")
            self.read(0.05)
        return time.perf_counter() - self.started

    def quiet(self, seconds: float = 0.3, most: float = 10.0) -> int:
        """Wait until nothing has come for `seconds`; the bytes that came meanwhile."""
        count, end = 0, time.perf_counter() + most
        while (data := self.read(seconds)) and time.perf_counter() < end:
            count += len(data)
        return count

    def send(self, keys: bytes) -> None:
        """Type."""
        os.write(self.fd, keys)

    def close(self) -> None:
        """End the program."""
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        os.close(self.fd)
