"""What leaves the program: lines on stdout and stderr, every one of them cleaned, on any terminal's encoding."""

import io
import json
import sys
from typing import Any

from care.text import clean


def prepare() -> None:
    """Let no name end the program because a terminal's encoding lacks its letters: they become `?`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def say(line: str = "") -> None:
    """One line on stdout."""
    sys.stdout.write(clean(line) + "\n")


def complain(line: str) -> None:
    """One line on stderr; what was said before it on stdout comes out first."""
    sys.stdout.flush()
    sys.stderr.write(clean(line) + "\n")
    sys.stderr.flush()


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
