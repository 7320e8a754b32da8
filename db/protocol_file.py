"""Where the thresholds are read from: the program's own file, and a clinic's that overrides single values."""

from functools import cache
from pathlib import Path

import care
from care.protocol import Protocol, ProtocolError, parse_protocol
from db.errors import shown

DEFAULT = Path(care.__file__).with_name("protocol.toml")

LARGEST = 1_000_000
"""Bytes of a clinic's file: it holds a few dozen numbers, anything larger is another file."""


def load_protocol(override: Path | None) -> Protocol:
    """The thresholds in force: the defaults, with a clinic's own values where `override` names a file.

    Raises `ProtocolError` for a file that cannot be read, and for a wrong key or value in it.
    """
    if override is None:
        return _default()
    name = shown(override)
    try:
        if override.stat().st_size > LARGEST:
            raise ProtocolError(name, "", None, "the file is too large for one of thresholds")
        own = override.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ProtocolError(name, "", None, f"the file cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ProtocolError(name, "", None, "the file is not UTF-8 text") from error
    return parse_protocol(DEFAULT.read_text(encoding="utf-8"), own, name)


@cache
def _default() -> Protocol:
    # Asked for by most writes, and the program's own file does not change under it.
    return parse_protocol(DEFAULT.read_text(encoding="utf-8"))
