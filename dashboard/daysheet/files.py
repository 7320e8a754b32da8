"""Day sheets as files: today's and tomorrow's, in a folder of the clinic's choice, each replaced as a whole."""

from datetime import date, timedelta
from pathlib import Path

from care.protocol import Protocol
from dashboard.daysheet.rows import Sheet, sheet_of
from dashboard.daysheet.text import text
from dashboard.places import make_private_folder
from dashboard.reading import read_day
from db.clinic import clinic
from db.errors import StorageFailed, no_access, shown
from db.localtime import to_local
from db.reader import Reader
from db.whole_file import put_whole


def day_sheet(reader: Reader, on: date, protocol: Protocol, now_utc: int) -> Sheet:
    """The sheet of a day with what is on record now."""
    with reader.snapshot():
        house = clinic(reader)
        view = read_day(reader, on, protocol)
        newest = reader.row("select id, hash from audit_entry order by id desc limit 1")
    today, minute, _ = to_local(now_utc, house.timezone)
    return sheet_of(view.day, view.states, house, (today, minute), None if newest is None else (newest[0], newest[1]))


def write_day_sheets(
    folder: Path, reader: Reader, protocol: Protocol, now_utc: int, day: date | None = None
) -> tuple[Path, ...]:
    """Write today's and tomorrow's sheet, or only that of `day`, as `daysheet-2026-11-20.txt`; returns the files.

    The folder is made for this account only where it is missing, and the files may be read by this account only. A
    sheet of that day already there is replaced in one step, so that there never is half a one. Raises `NoAccess` or
    `StorageFailed`; what was there before is then still there.
    """
    written = []
    for on in _days(reader, now_utc, day):
        sheet = day_sheet(reader, on, protocol, now_utc)
        written.append(_written(folder, f"daysheet-{on.isoformat()}.txt", text(sheet).encode("utf-8")))
    return tuple(written)


def write_pdf_sheets(
    folder: Path, reader: Reader, protocol: Protocol, now_utc: int, paper: str, day: date | None = None
) -> tuple[tuple[Path, int], ...]:
    """`write_day_sheets` as PDF on `a4` or `letter`; returns each file with the number of its names that were not
    drawn whole."""
    # Fonts and the drawing of a page cost a quarter of a second: text sheets and an open dashboard do without.
    from dashboard.daysheet.pdf import pdf

    written = []
    for on in _days(reader, now_utc, day):
        drawn = pdf(day_sheet(reader, on, protocol, now_utc), paper)
        written.append((_written(folder, f"daysheet-{on.isoformat()}.pdf", drawn.data), drawn.boxed))
    return tuple(written)


def _days(reader: Reader, now_utc: int, day: date | None) -> tuple[date, ...]:
    """The day that was named, else the clinic's today and tomorrow."""
    today = to_local(now_utc, clinic(reader).timezone)[0]
    return (today, today + timedelta(1)) if day is None else (day,)


def _written(folder: Path, name: str, data: bytes) -> Path:
    final = folder / name
    try:
        make_private_folder(folder)
        put_whole(final, data)
    except PermissionError as error:
        raise no_access(folder) from error
    except OSError as error:
        raise StorageFailed(
            f"The day sheet could not be written to {shown(folder)} ({error.strerror}). The sheets there were left as "
            "they are. Choose another folder."
        ) from error
    return final
