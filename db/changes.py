"""What a unit of writing changed, row by row, so that it can be taken back: noted from the session, not by each writer.

A change is a JSON object: `table`, `id`, `was` and `now`. An edited row has its changed columns in both, an added one
only `now`, a deleted one only `was`. `version` is left out of edits: it counts them, and goes on counting.
"""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Delete, Insert, Table, Update, event, inspect
from sqlmodel import Session, SQLModel

DERIVED = ("patient_term",)
"""Tables that are rebuilt from others, never restored by themselves."""

_OWN = ("audit_entry", "undo_step")
"""Tables that tell of changes."""

UNFINISHED = frozenset({"draft"})
"""Tables of what is not part of the record yet: writing only these is told to nobody."""

_PASSED_BY = (*DERIVED, *_OWN)

Change = dict[str, Any]


class Changes:
    """Listens to one session. `past_it` names the tables that were written around it, which nobody could restore."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._noted: dict[tuple[str, int], tuple[Any, dict[str, Any] | None]] = {}
        self._gone: set[tuple[str, int]] = set()
        self.past_it: set[str] = set()
        event.listen(session, "after_flush", self._note)
        event.listen(session.connection(), "before_execute", self._watch)

    def found(self) -> list[Change]:
        """Every change so far, in the order in which the rows were first touched. Flush before."""
        changes: list[Change] = []
        for key, (row, before) in self._noted.items():
            now = None if key in self._gone else _values(row)
            if before is None and now is None:
                continue
            if before is not None and now is not None:
                names = [name for name in now if name != "version" and now[name] != before[name]]
                if not names:
                    continue
                before, now = {name: before[name] for name in names}, {name: now[name] for name in names}
            changes.append({"table": key[0], "id": key[1], "was": _plain(before), "now": _plain(now)})
        return changes

    def _note(self, session: Session, _context: object) -> None:
        # The order of ids, so that the same work is noted the same way each time.
        for row in sorted(session.new, key=_key):
            if _table(row) not in _PASSED_BY:
                # A row that was deleted may have left its number to this one.
                _, before = self._noted.get(_key(row), (None, None))
                self._noted[_key(row)] = (row, before)
                self._gone.discard(_key(row))
        for row in sorted(session.dirty, key=_key):
            if _table(row) not in _PASSED_BY and session.is_modified(row):
                self._noted.setdefault(_key(row), (row, _before(row)))
        for row in sorted(session.deleted, key=_key):
            if _table(row) not in _PASSED_BY:
                self._noted.setdefault(_key(row), (row, _before(row)))
                self._gone.add(_key(row))

    def _watch(self, _connection: Connection, statement: Any, *_more: Any) -> None:
        if isinstance(statement, Insert | Update | Delete) and not self._session._flushing:
            table: Any = statement.table
            if isinstance(table, Table) and table.name not in _PASSED_BY:
                self.past_it.add(table.name)


def stored(cls: type[SQLModel], values: dict[str, Any]) -> dict[str, Any]:
    """The values of a change as the table's class holds them: dates come back from their text."""
    table: Table = cls.__table__  # type: ignore[attr-defined]
    return {
        name: date.fromisoformat(value) if value is not None and table.c[name].type.python_type is date else value
        for name, value in values.items()
    }


def plain(row: SQLModel) -> dict[str, Any]:
    """A row's present values as a change holds them."""
    return _plain(_values(row)) or {}


def class_of(table: str) -> type[SQLModel] | None:
    """The table class of a name; None for one this program does not know (any more)."""
    for mapper in SQLModel._sa_registry.mappers:
        if isinstance(mapper.local_table, Table) and mapper.local_table.name == table:
            return mapper.class_
    return None


def _table(row: Any) -> str:
    return str(row.__tablename__)


def _key(row: Any) -> tuple[str, int]:
    return _table(row), row.id


def _values(row: Any) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in inspect(row).mapper.column_attrs}


def _before(row: Any) -> dict[str, Any]:
    state = inspect(row)
    found = {}
    for column in state.mapper.column_attrs:
        history = state.attrs[column.key].history
        found[column.key] = history.deleted[0] if history.deleted else getattr(row, column.key)
    return found


def _plain(values: dict[str, Any] | None) -> dict[str, Any] | None:
    if values is None:
        return None
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
