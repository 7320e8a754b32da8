"""Which files an import was given, read whole and sorted into what they are."""

import hashlib
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from db.exchange.columns import KINDS_IN_ORDER, Kind, kind_of
from db.exchange.outcome import Problems, shown
from db.exchange.services import Service, service_of
from db.exchange.sheets import MAX_BYTES, Sheet, doubled, read_sheet

if TYPE_CHECKING:
    from hashlib import _Hash as Digest

_READ = (".csv", ".tsv", ".txt", ".ics", ".ical")


@dataclass
class Incoming:
    """The files of one import by what they hold."""

    sheets: dict[str, list[Sheet]] = field(default_factory=dict)
    bookings: list[tuple[Sheet, Service]] = field(default_factory=list)
    calendars: list[tuple[str, bytes]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    named: Service | None = None
    day_first: bool = False
    digest: "Digest" = field(default_factory=hashlib.sha256)
    """Over the digest of each file, in the order they were named."""

    @property
    def row_count(self) -> int:
        """How many rows of the CSV set there are to read."""
        return sum(len(sheet.rows) for sheets in self.sheets.values() for sheet in sheets)

    def kinds(self) -> list[Kind]:
        """The files of the CSV set that are here, in the order they go in."""
        return [kind for kind in KINDS_IN_ORDER if kind.name in self.sheets]


def gather(
    paths: Sequence[Path], problems: Problems, named: Service | None = None, *, day_first: bool = False
) -> Incoming:
    """Read every file, and those of every folder, noting each that cannot be taken.

    `named`: what the columns of a booking file hold, for those that are no file of the clinic's own. `day_first`: dates
    in booking files are 24/11/2026.
    """
    found = Incoming(named=named, day_first=day_first)
    if not paths:
        problems.bad("import", 0, "", "", "no file was named")
    for path in paths:
        if path.is_dir():
            _folder(path, found, problems)
        else:
            _file(path, found, problems)
    return found


def _folder(folder: Path, found: Incoming, problems: Problems) -> None:
    try:
        inside = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as fault:
        problems.bad(shown(folder.name), 0, "", "", f"the folder cannot be read ({fault.strerror})")
        return
    taken = [path for path in inside if path.suffix.casefold() in _READ and path.is_file()]
    ignored = [shown(path.name) for path in inside if path not in taken]
    if ignored:
        more = f" and {len(ignored) - 10} more" * (len(ignored) > 10)
        problems.odd(f"not read, as no file of a clinic's record: {', '.join(ignored[:10])}{more}")
    if not taken:
        names = ", ".join(f"{kind.name}.csv" for kind in KINDS_IN_ORDER)
        problems.bad(shown(folder.name), 0, "", "", f"the folder holds none of {names}, and no .ics file")
    for path in taken:
        _file(path, found, problems)


def _file(path: Path, found: Incoming, problems: Problems) -> None:
    name = shown(path.name, 80)
    data = _read(path, name, problems)
    if data is None:
        return
    found.names.append(name)
    found.digest.update(hashlib.sha256(data).digest())
    if path.suffix.casefold() in (".ics", ".ical") or data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").upper().startswith(
        b"BEGIN:VCALENDAR"
    ):
        found.calendars.append((name, data))
        return
    within = Problems()
    sheet = read_sheet(name, data, within)
    if sheet is None:
        problems.take(within)
        return
    kind = kind_of(path.stem, sheet.columns)
    service = None if kind is not None else found.named or service_of(sheet.columns)
    if kind is None and service is None:
        # Nothing else of such a file is worth a line.
        problems.bad(name, 1, "", "", _unknown(sheet))
        return
    problems.take(within)
    if kind is not None:
        if not doubled(sheet, sheet.columns, problems):
            found.sheets.setdefault(kind.name, []).append(sheet)
    elif service is not None and not _lacking(sheet, service, problems):
        found.bookings.append((sheet, replace(service, day_first=True) if found.day_first else service))


def _unknown(sheet: Sheet) -> str:
    known = ", ".join(f"{each.name} ({each.id_column}, …)" for each in KINDS_IN_ORDER)
    columns = "”, “".join(shown(column) for column in sheet.columns[:12] if column)
    return (
        f"this header belongs to no file acudesk knows: {known}, or an Acuity or Calendly export. If these are "
        "bookings, say with --map what its columns hold, such as --map 'When=start' --map 'Client=name'; it has "
        f"“{columns}”"
    )


def _lacking(sheet: Sheet, service: Service, problems: Problems) -> bool:
    """Whether a column that was named is not there, or one that is read is there twice; each is noted."""
    lacking = sorted(service.known_by - set(sheet.columns))
    for name in lacking:
        columns = "”, “".join(shown(column) for column in sheet.columns[:12] if column)
        problems.bad(sheet.file, 1, "", "", f"there is no column “{shown(name)}”; it has “{columns}”")
    return doubled(sheet, service.used, problems) or bool(lacking)


def _read(path: Path, name: str, problems: Problems) -> bytes | None:
    try:
        seen = path.stat()
        if not stat.S_ISREG(seen.st_mode):
            problems.bad(name, 0, "", "", "this is not a regular file")
            return None
        if seen.st_size > MAX_BYTES:
            problems.bad(name, 0, "", "", f"the file is larger than {MAX_BYTES // 1024 // 1024} MB")
            return None
        return path.read_bytes()
    except (OSError, ValueError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else "its name is not one"
        problems.bad(name, 0, "", "", f"the file cannot be read ({reason})")
        return None
