"""What leaves the program: lines on stdout and stderr, every one of them cleaned, on any terminal's encoding."""

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

from care.text import clean


def prepare() -> None:
    """Let no closed stream end the program, nor one whose encoding lacks a name's letters (they become `?`)."""
    if sys.stdin is None:
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 for as long as the process lives
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def say(line: str = "") -> None:
    """One line on stdout."""
    sys.stdout.write(clean(line) + "\n")


def complain(line: str) -> None:
    """One line on stderr. Where nobody can be told any more (a full disk, a closed pipe), the exit code still tells."""
    try:
        sys.stderr.write(clean(line) + "\n")
        sys.stderr.flush()
    except OSError:
        # What waits to be written must not be tried again at the end.
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115


def say_json(value: Any, *, indent: int | None = None) -> None:
    """A value as JSON on stdout, its texts cleaned. Letters the encoding lacks are escaped, so that it stays JSON."""
    whole = (sys.stdout.encoding or "").lower().replace("-", "") in ("utf8", "utf16", "utf32")
    sys.stdout.write(json.dumps(_cleaned(value), ensure_ascii=not whole, indent=indent) + "\n")


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: _cleaned(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(item) for item in value]
    return value
