"""The rows of one file of the CSV set as validated values, before anything is known of the record."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from db.exchange import values
from db.exchange.columns import Column, Kind
from db.exchange.outcome import Problems, shown
from db.exchange.sheets import Sheet
from db.exchange.values import Frame

_REMEMBERED = 50_000


@dataclass(slots=True)
class Row:
    """One row: its id in the file, and a value for each column the file has."""

    file: str
    line: int
    id: str
    values: dict[str, Any]


@dataclass(slots=True)
class Rows:
    """All rows of one kind. `refused` holds the ids of rows with a fault: what refers to them is not blamed again."""

    kind: Kind
    rows: list[Row]
    refused: set[str]


def read_rows(
    kind: Kind, sheets: list[Sheet], frame: Frame, problems: Problems, step: Callable[[int], None] | None = None
) -> Rows:
    """Every row of the given sheets, with each fault noted by file, line and column."""
    found = Rows(kind, [], set())
    first_seen: dict[str, tuple[str, int]] = {}
    for sheet in sheets:
        readers = _readers(kind, sheet, problems)
        if readers is None:
            continue
        for number, (line, cells) in enumerate(sheet.rows, 1):
            row, ok = _row(sheet, line, cells, readers, frame, problems)
            if row.id:
                before = first_seen.setdefault(row.id, (sheet.file, line))
                if before != (sheet.file, line):
                    reason = f"this id is already on line {before[1]}" + (
                        f" of {before[0]}" * (before[0] != sheet.file)
                    )
                    problems.bad(sheet.file, line, kind.id_column, row.id, reason)
                    ok = False
            if ok:
                found.rows.append(row)
            elif row.id:
                found.refused.add(row.id)
            if step is not None and number % 1000 == 0:
                step(1000)
        if step is not None:
            step(len(sheet.rows) % 1000)
    return found


_Reader = tuple[Column, int, dict[str, Any]]


def _readers(kind: Kind, sheet: Sheet, problems: Problems) -> list[_Reader] | None:
    missing = [name for name in kind.required if name not in sheet.columns]
    if missing:
        problems.bad(
            sheet.file, 1, "", "", f"the header lacks {', '.join(missing)}; {kind.name} need {', '.join(kind.required)}"
        )
        return None
    known = {column.name for column in kind.columns}
    unknown = [shown(name) or "(no name)" for name in sheet.columns if name not in known]
    if unknown:
        problems.odd(f"{sheet.file}: columns that acudesk does not know were not read: {', '.join(unknown)}")
    return [(column, sheet.columns.index(column.name), {}) for column in kind.columns if column.name in sheet.columns]


def _row(
    sheet: Sheet, line: int, cells: list[str], readers: list[_Reader], frame: Frame, problems: Problems
) -> tuple[Row, bool]:
    row, ok = Row(sheet.file, line, "", {}), True
    for column, place, remembered in readers:
        text = cells[place].strip(" ")
        if text in remembered:
            row.values[column.name] = remembered[text]
            continue
        try:
            value = _value(column, text, frame)
        except ValueError as fault:
            problems.bad(sheet.file, line, column.name, text, str(fault))
            ok = False
            continue
        if column.free and values.loses_text(text):
            problems.odd(f"{sheet.file} line {line}, {column.name}: control codes were taken out of the text")
        elif place and len(remembered) < _REMEMBERED:
            remembered[text] = value
        row.values[column.name] = value
    row.id = row.values.get(readers[0][0].name) or ""
    return row, ok


def _value(column: Column, text: str, frame: Frame) -> Any:
    if text and not text.isspace():
        return column.read(text, frame)
    if column.needed:
        raise ValueError("must not be empty")
    return column.empty
