"""What one import knows while it is written: the session, the moment, and which row an id of a file means."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, SQLModel

from care.protocol import Protocol
from db.exchange.merge import Found, chunks, load, table_of
from db.exchange.outcome import Problems, Summary
from db.exchange.rows import Row, Rows
from db.exchange.values import Frame
from db.tables import Course, Patient, Staff

_REFERRED: dict[str, tuple[type[SQLModel], str]] = {
    "practitioner_id": (Staff, "staff"),
    "patient_id": (Patient, "patients"),
    "course_id": (Course, "courses"),
}
_NOBODY = {"practitioner_id": "nobody on staff", "patient_id": "no patient", "course_id": "no course"}


@dataclass
class Link:
    """One import in the middle of its transaction."""

    session: Session
    frame: Frame
    protocol: Protocol
    problems: Problems
    summary: Summary
    step: Callable[[int], None]
    files: dict[str, Rows] = field(default_factory=dict)
    """The rows read, by kind."""
    _known: dict[str, dict[str, Found]] = field(default_factory=dict)

    def rows(self, kind: str) -> list[Row]:
        """The good rows of one file of the set; none when it is not part of this import."""
        return self.files[kind].rows if kind in self.files else []

    def existing(self, model: type[SQLModel], rows: list[Row]) -> dict[str, Found]:
        """The rows of the record that the given rows speak of."""
        return self.known(model, [row.id for row in rows])

    def known(self, model: type[SQLModel], source_ids: Iterable[str]) -> dict[str, Found]:
        """The rows of the record that go by these ids now."""
        return load(self.session, model, source_ids, self.frame.uid)

    def look_up(self, column: str, rows: Iterable[Row]) -> None:
        """Load everything the rows refer to in one column, once, before `referred` is asked row by row."""
        model, _ = _REFERRED[column]
        known = self._known.setdefault(column, {})
        wanted = {row.values[column] for row in rows if row.values.get(column)} - known.keys()
        found = self.known(model, wanted)
        known.update(self._kept(found) if model is Patient else found)

    def _kept(self, found: dict[str, Found]) -> dict[str, Found]:
        """Patients by id, each merged one as the one it was merged into: what is the other's now stays there."""
        merged = {row["merged_into"] for row in found.values()} - {None}
        if not merged:
            return found
        table = table_of(Patient)
        kept: dict[int, Found] = {}
        for some in chunks(merged):
            query = select(table).where(table.c.id.in_(some))
            kept.update((row["id"], row) for row in self.session.connection().execute(query).mappings())
        return {source_id: kept.get(row["merged_into"], row) for source_id, row in found.items()}

    def referred(self, row: Row, column: str) -> tuple[Found | None, bool]:
        """(the row of the record that a reference means, whether the reference is sound); the fault is noted.

        A reference to a row of this import that was refused is not sound either, but not blamed a second time.
        """
        source_id = row.values.get(column)
        if not source_id:
            return None, True
        found = self._known[column].get(source_id)
        if found is None:
            _, kind = _REFERRED[column]
            if kind not in self.files or source_id not in self.files[kind].refused:
                self.bad(row, column, f"there is {_NOBODY[column]} with this id, in the files or in the record")
            return None, False
        return found, True

    def bad(self, row: Row, column: str, reason: str) -> None:
        """Note a fault of a row, with the value of the column to blame."""
        value = row.values.get(column)
        self.problems.bad(row.file, row.line, column, "" if value is None else _plain(value), reason)

    def odd(self, row: Row, text: str) -> None:
        """Note something odd about a row that is taken all the same."""
        self.problems.odd(f"{row.file} line {row.line}: {text}")


def _plain(value: Any) -> str:
    if isinstance(value, tuple):
        on, minute = value
        return f"{on} {minute // 60:02d}:{minute % 60:02d}"
    return f"{value:g}" if isinstance(value, float) else str(value)
