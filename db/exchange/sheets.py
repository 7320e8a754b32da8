"""CSV files as rows of text: everything that can be wrong with a file before one of its values is looked at."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from db.exchange.outcome import Problems, shown

MAX_BYTES = 256 * 1024 * 1024
MAX_ROWS = 3_000_000
MAX_CELL = 20_000
_DELIMITERS = ",;\t"
_STARTS_A_FORMULA = ("=", "+", "-", "@", "|", "%")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One CSV file: its columns in order, and `rows` of (line number, cells) with as many cells as columns."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, list[str]], ...]


def needs_guard(cell: str) -> bool:
    """Whether a spreadsheet could take the cell for a formula, or for our own guard."""
    if cell.startswith(("\t", "\r")) or cell.lstrip().startswith(_STARTS_A_FORMULA):
        return True
    return cell.startswith("'") and needs_guard(cell.lstrip("'"))


def guard(cell: str) -> str:
    """The cell as it may stand in a file that somebody opens in a spreadsheet: `=1+1` becomes `'=1+1`."""
    return f"'{cell}" if needs_guard(cell) else cell


def unguard(cell: str) -> str:
    """What `guard` was given. A text that merely begins with an apostrophe stays as it is."""
    return cell[1:] if cell.startswith("'") and needs_guard(cell[1:]) else cell


def decode(file: str, data: bytes, problems: Problems, limit: int = MAX_BYTES) -> str | None:
    """The text of a file from outside, or None with the reason noted: too large, binary, or not UTF-8."""
    if len(data) > limit:
        problems.bad(file, 0, "", "", f"the file is larger than {limit // 1024 // 1024} MB")
        return None
    if not data.strip():
        problems.bad(file, 0, "", "", "the file is empty")
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.bad(file, 1, "", "", "the file is in UTF-16: save it as UTF-8 and import it again")
        return None
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        problems.bad(file, line, "", "", "a NUL byte: this is not a text file, or it is damaged")
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        problems.bad(file, line, "", "", "not UTF-8: save the file as UTF-8 and import it again")
        return None


def read_sheet(file: str, data: bytes, problems: Problems) -> Sheet | None:
    """One CSV file, or None with every reason noted.

    The delimiter (comma, semicolon or tab) is taken from the header line. Rows with another number of cells
    than the header are noted and left out, save for empty cells at the end.
    """
    text = decode(file, data, problems)
    if text is None:
        return None
    delimiter = max(_DELIMITERS, key=text.split("\n", 1)[0].split("\r", 1)[0].count)
    records = _records(file, text, delimiter, problems)
    _, header = next(records, (0, []))
    columns = tuple(" ".join(name.split()).casefold() for name in header)
    if not columns:
        problems.bad(file, 1, "", "", "the first line must hold the column names")
        return None
    rows: list[tuple[int, list[str]]] = []
    for line, cells in records:
        if len(cells) > len(columns) and not any(cell.strip() for cell in cells[len(columns) :]):
            del cells[len(columns) :]
        if len(cells) != len(columns):
            problems.bad(file, line, "", "", f"{len(cells)} cells where the header has {len(columns)}")
        elif len(rows) >= MAX_ROWS:
            problems.bad(file, line, "", "", f"more than {MAX_ROWS:,} rows")
            break
        else:
            rows.append((line, cells))
    return Sheet(file, columns, tuple(rows))


def doubled(sheet: Sheet, used: Iterable[str], problems: Problems) -> bool:
    """Whether one of the columns that are `used` is there twice; each is noted. Which of two is meant nobody knows."""
    twice = sorted(name for name in set(used) if name and sheet.columns.count(name) > 1)
    for name in twice:
        problems.bad(sheet.file, 1, shown(name), "", "this column is there twice")
    return bool(twice)


def _records(file: str, text: str, delimiter: str, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """(line the record starts on, cells). A quote that is never closed is blamed on the line that opened it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    previous_limit = csv.field_size_limit(MAX_CELL)
    try:
        while True:
            start = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as fault:
                problems.bad(file, start, "", "", _csv_words(str(fault)))
                return
            if cells and any(cell.strip() for cell in cells):
                yield start, [unguard(cell) if cell.startswith("'") else cell for cell in cells]
    finally:
        csv.field_size_limit(previous_limit)


def _csv_words(fault: str) -> str:
    if "field larger" in fault:
        return f"a cell of more than {MAX_CELL:,} characters, or a quote that is opened here and not closed"
    if "unexpected end" in fault:
        return "a quote is opened here and never closed"
    return "the quotes do not balance: a quote inside a quoted cell is written twice"
