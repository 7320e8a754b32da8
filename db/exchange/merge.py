"""Putting rows into a table: new ones are added, known ones change only where they differ, the rest is left alone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Table, bindparam, insert, select, update
from sqlmodel import Session, SQLModel

from db.exchange.outcome import Counts
from db.exchange.values import own_id

Found = Mapping[Any, Any]
"""A row by its column names."""

_AT_ONCE = 900
"""Values in one `IN`: below the smallest limit of any SQLite."""


def table_of(model: type[SQLModel]) -> Table:
    """The Core table behind a table class: bulk work has no use for objects."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


def chunks(items: Iterable[Any]) -> Iterator[list[Any]]:
    """The items in lists that fit into one statement."""
    whole = list(items)
    for start in range(0, len(whole), _AT_ONCE):
        yield whole[start : start + _AT_ONCE]


def load(session: Session, model: type[SQLModel], source_ids: Iterable[str], uid: str) -> dict[str, Found]:
    """The rows that go by these ids, with all their columns.

    An id this very record gave in an export means the row itself, as long as that row has no other source.
    """
    table = table_of(model)
    found: dict[str, Found] = {}
    own: dict[int, str] = {}
    wanted = list(source_ids)
    for some in chunks(wanted):
        for row in session.connection().execute(select(table).where(table.c.source_id.in_(some))).mappings():
            found[row["source_id"]] = row
    for source_id in wanted:
        number = None if source_id in found else own_id(source_id, uid)
        if number is not None:
            own[number] = source_id
    for some in chunks(own):
        query = select(table).where(table.c.id.in_(some), table.c.source_id.is_(None))
        if "voided" in table.c:
            query = query.where(table.c.voided.is_(False))
        for row in session.connection().execute(query).mappings():
            found[own[row["id"]]] = row
    return found


def put(
    session: Session,
    model: type[SQLModel],
    incoming: Iterable[tuple[str, dict[str, Any]]],
    existing: dict[str, Found],
    counts: Counts,
) -> dict[str, set[str]]:
    """Add or change rows by their source id; returns which fields of which known ids changed.

    Only the fields given are compared and written, so a file without a column leaves that column alone.
    """  # fmt: skip
    table = table_of(model)
    defaults = {
        name: field.default for name, field in model.model_fields.items() if name != "id" and not field.is_required()
    }
    new: list[dict[str, Any]] = []
    changes: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    touched: dict[str, set[str]] = {}
    for source_id, values in incoming:
        known = existing.get(source_id)
        if known is None:
            new.append({**defaults, **values, "source_id": source_id})
            continue
        differing = {name: value for name, value in values.items() if known[name] != value}
        if differing:
            touched[source_id] = set(differing)
            row = {f"new_{name}": value for name, value in differing.items()}
            changes[tuple(sorted(differing))].append({**row, "known_id": known["id"]})
        else:
            counts.unchanged += 1
    connection = session.connection()
    for names, rows in changes.items():
        values = {name: bindparam(f"new_{name}") for name in names}
        values["version"] = table.c.version + 1
        connection.execute(update(table).where(table.c.id == bindparam("known_id")).values(values), rows)
    # After the changes: a place that one of them gives up may be taken by a new row.
    if new:
        connection.execute(insert(table), new)
    counts.added += len(new)
    counts.changed += len(touched)
    return touched
