"""`import` and `export`: a clinic's own files in and out."""

import sys
import time
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.cli.output import complain, say
from dashboard.clock import Clock
from dashboard.person import admitted, refusals_noted
from dashboard.settings import Settings, UsageError
from db.audit import Actor
from db.protocol_file import load_protocol
from db.reader import open_reader

if TYPE_CHECKING:
    from db.exchange.services import Service

_BAR = 24
_SOON = 0.7
"""Seconds of work before a bar is worth showing."""
_EVERY = 0.1


def bring_in(arguments: Namespace, where: Settings) -> int:
    """Take in files, all or nothing, and say what changed."""
    from db.exchange.csvset import import_paths

    files = [Path(name).expanduser() for name in arguments.files]
    named = _named(arguments)
    bar = Bar("Importing")
    try:
        summary = import_paths(
            where.record, files, whoever(where.record), Clock().now_utc(), load_protocol(where.protocol),
            dry_run=arguments.dry_run, progress=bar, named=named, day_first=arguments.day_first,
        )  # fmt: skip
    finally:
        bar.clear()
    for line in summary.lines():
        note, _, text = line.partition("note: ")
        if text and not note:
            complain(f"acudesk: note: {text}")
        else:
            say(line)
    return 0


def _named(arguments: Namespace) -> "Service | None":
    """What `--map` says the columns of a booking file hold."""
    from db.exchange.services import mapped

    given: dict[str, str] = {}
    for one in arguments.map or ():
        theirs, sign, ours = one.rpartition("=")
        if not (sign and theirs.strip() and ours.strip()):
            raise UsageError(
                f"--map {one!r}: write it as THEIRS=OURS, such as --map 'Client=name'. Nothing was imported."
            )
        given[theirs] = " ".join(ours.replace("_", " ").split()).casefold()
    if not given:
        return None
    try:
        return mapped(given)
    except ValueError as fault:
        raise UsageError(f"--map: {fault}. Nothing was imported.") from None


def export(arguments: Namespace, where: Settings) -> int:
    """Write the record as the same CSV files it can be read from."""
    from db.exchange.csvset import export_folder

    folder = Path(arguments.folder).expanduser()
    protocol = load_protocol(where.protocol)
    for line in export_folder(where.record, folder, whoever(where.record), Clock().now_utc(), protocol).lines():
        say(line)
    return 0


def whoever(record: Path) -> Actor:
    """Who works at the command line: somebody on staff, else, where nobody can sign in, the account's name."""
    now_utc = Clock().now_utc()
    with open_reader(record) as reader, refusals_noted(reader, now_utc):
        actor = admitted(reader, now_utc)
    return actor if actor.staff_id is not None else Actor(None, f"{actor.name} (command line)")


class Bar:
    """How far a long piece of work is, on one line of stderr, only where a person watches."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._watched = sys.stderr.isatty()
        self._next = time.monotonic() + _SOON
        self._shown = False

    def __call__(self, done: int, whole: int) -> None:
        """Take note of the progress; most calls draw nothing."""
        if not self._watched or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _EVERY
        self._shown = True
        share = min(1.0, done / whole) if whole else 0.0
        filled = round(share * _BAR)
        bar = "#" * filled + "." * (_BAR - filled)
        sys.stderr.write(f"\r{self._what} {done:,} of {whole:,} [{bar}] {share:4.0%} ")
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away again."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
