"""`report`: what a bug report needs to know of this machine, the record and the log, and nothing of any patient.

Only what can be no patient's goes in: numbers, codes and names of our own, and of the log the lines that are exactly of
the form `dashboard.cli.trouble` writes. Everything else is counted, never quoted.
"""

import os
import platform
import re
import shutil
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from dashboard.cli.output import say
from dashboard.clock import Clock
from dashboard.settings import Settings
from dashboard.whole_file import put_new
from db.disks import free_bytes, network_kind
from db.errors import RecordError, from_driver, shown

LOG_BYTES = 64_000
"""Of the log its end: a fault that is reported is a new one."""

_LOG_LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ [0-9a-f]{6} [\w.]+ at ([\w.<>-]+:\d+ [\w<>]+( > [\w.<>-]+:\d+ [\w<>]+)*)?"
)
_TERMINAL = {
    "TERM": r"[a-z][a-z0-9]{0,14}([-+.][a-z0-9]{1,12}){0,3}",
    "COLORTERM": "truecolor|24bit|yes|1",
    "NO_COLOR": "1?",
    "LANG": (language := r"(C|POSIX|[a-z]{2,3}(_[A-Z]{2})?)(\.[A-Za-z0-9-]{1,12})?(@[a-z]{1,10})?"),
    "LC_ALL": language,
    "LC_CTYPE": language,
}
"""What is told of the environment, each where its value looks as such a value does."""


def report_bundle(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """Print the bundle, or write it into a new file that only this account may read."""
    lines = list(bundle(where, (clock or Clock()).now_utc(), os.environ))
    if arguments.to is None:
        for line in lines:
            say(line)
        return 0
    path = Path(arguments.to).expanduser().absolute()
    put_new(path, "\n".join(lines) + "\n")
    say(f"What a bug report needs is in {shown(path)}. It holds no patient's data; read it before you send it.")
    return 0


def bundle(where: Settings, now_utc: int, environment: Mapping[str, str]) -> Iterator[str]:
    """The lines of the bundle: versions, terminal, record, check, log."""
    at = datetime.fromtimestamp(now_utc, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    yield f"acudesk report of {at}. Numbers, codes and places in the code; no patient's data."
    yield from _part("versions", _versions())
    yield from _part("terminal", _terminal(environment))
    yield from _part("record", _record(where.record))
    yield from _part("check", _verdicts(where.record, now_utc))
    yield from _part("log", _log(where.places.logs / "acudesk.log"))


def _part(title: str, lines: Iterator[str]) -> Iterator[str]:
    yield ""
    yield f"[{title}]"
    yield from lines


def _versions() -> Iterator[str]:
    yield f"acudesk {_version('acudesk')}"
    yield f"python {platform.python_version()} {platform.python_implementation()}"
    yield f"sqlite {dbapi2.sqlite_version}"
    yield " ".join(("system", platform.system(), platform.release(), platform.machine(), *platform.libc_ver())).strip()
    for name in _packages():
        yield f"{name} {_version(name)}"


def _packages() -> list[str]:
    """The packages this program asks for by name, without those of its development."""
    try:
        asked = requires("acudesk") or []
    except PackageNotFoundError:
        return []
    found = (re.match(r"[A-Za-z0-9._-]+", one) for one in asked if "extra ==" not in one)
    return sorted({match[0].lower() for match in found if match})


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed)"


def _terminal(environment: Mapping[str, str]) -> Iterator[str]:
    for name, form in _TERMINAL.items():
        value = environment.get(name)
        if value is None:
            yield f"{name} is not set"
        elif re.fullmatch(form, value) and not _personal(value, environment):
            yield f"{name} {value}"
        else:
            yield f"{name} is set to something else, not told"
    size = shutil.get_terminal_size((0, 0))
    yield f"window {size.columns} by {size.lines}"
    yield f"encoding {sys.stdout.encoding}"


def _personal(value: str, environment: Mapping[str, str]) -> bool:
    """Whether a value holds the name of this account, or of a folder above its home."""
    parts = [*Path(environment.get("HOME", "")).parts, environment.get("USER", ""), environment.get("LOGNAME", "")]
    return any(len(part) > 2 and part.casefold() in value.casefold() for part in parts)


def _record(record: Path) -> Iterator[str]:
    # Imported only now: the log must be had even where the record is beyond opening.
    from db.looking import opened_to_read
    from db.opening import REVISIONS, revision_of

    for end in ("", "-wal", "-shm"):
        with suppress(OSError):
            yield f"bytes of the file{end} {record.with_name(record.name + end).stat().st_size}"
    with suppress(OSError):
        yield f"bytes free {free_bytes(record.parent)}"
        yield f"disk {network_kind(record.parent) or 'local'}"
    trouble = "opened"
    try:
        with opened_to_read(record) as connection:
            trouble = "read"
            found = revision_of(connection, record)
            # It is text out of the file, and may be anything in a damaged one.
            yield f"revision {found if re.fullmatch('[0-9a-z]{1,12}', found) else 'unknown'} (known {REVISIONS[-1]})"
            for name in ("page_size", "page_count", "freelist_count", "user_version", "schema_version"):
                yield f"{name} {_number(connection, f'pragma {name}', record)}"
            yield from _tables(connection, record)
    except RecordError as error:
        yield f"cannot be {trouble}: {type(error).__name__}"


def _tables(connection: Any, record: Path) -> Iterator[str]:
    """How many rows each of our tables has; of others only how many tables they are."""
    from db.tables import SQLModel

    ours = sorted(SQLModel.metadata.tables)
    for name in ours:
        yield f"rows of {name} {_number(connection, f'select count(*) from {name}', record)}"
    there = "select count(*) from sqlite_schema where type = 'table'"
    yield f"tables in all {_number(connection, there, record)}, known {len(ours)}"


def _number(connection: Any, question: str, record: Path) -> str:
    """The answer to a question about numbers; the code of the trouble where there is none."""
    try:
        return str(int(connection.execute(question).fetchone()[0]))
    except dbapi2.Error as error:
        words = from_driver(error, record)
        return f"({type(words).__name__ if words else 'not there'})"


def _verdicts(record: Path, now_utc: int) -> Iterator[str]:
    """Each finding's name and state; what it says may name the clinic or a folder."""
    from db.checks import check

    try:
        for one in check(record, now_utc, quick=True):
            yield f"{one.name}: {one.state}"
    except (OSError, RecordError) as error:
        yield f"ended by {type(error).__name__}"


def _log(log: Path) -> Iterator[str]:
    try:
        with log.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - LOG_BYTES))
            lines = file.read(LOG_BYTES).decode("utf-8", "replace").splitlines()
    except FileNotFoundError:
        yield "none"
        return
    except OSError as error:
        yield f"cannot be read: {type(error).__name__}"
        return
    if size > LOG_BYTES:
        # The first of them may be half a line.
        lines = lines[1:]
        yield f"{size} bytes, of which the end:"
    kept = [line for line in lines if _LOG_LINE.fullmatch(line)]
    yield from kept
    if len(kept) < len(lines):
        yield f"lines of another form, left out: {len(lines) - len(kept)}"
