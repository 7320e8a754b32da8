"""Loading many finished rows into a fresh record at once: for the demo clinic and the benches, never for a real import.

Values go in as they are, so the caller answers for them being clean and in their stored form; the database's own
checks and guards still hold. A clinic's files come in through `db.exchange`, which looks at each of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from db.audit import HEAD, Actor, follow, head_of
from db.errors import from_driver
from db.opening import connect
from db.terms import terms_of

Row = Mapping[str, Any]
CACHE_KILOBYTES = 256_000


def load(path: Path, rows: Mapping[str, Iterable[Row]], *, now_utc: int = 0, actor: str = "loader") -> dict[str, int]:
    """Insert rows into the tables of an initialised record, in the order given, in one transaction.

    `rows` maps a table's name to its rows (lists, or generators for more than fit in memory); every row of a table
    has the first one's columns. What patients are found by is derived from their rows. One audit entry counts what was
    loaded. Returns the count per table. Raises a `RecordError`, with nothing kept, for a record that cannot be opened
    or a row it refuses.
    """
    connection = connect(path, query_only=False)
    try:
        # Random pages of a long history's indexes would else be written out and read back many times.
        connection.execute(f"pragma cache_size = -{CACHE_KILOBYTES}")
        connection.execute("begin immediate")
        counts = {}
        for table, some in rows.items():
            terms: list[Row] = []
            source = _noting_terms(some, terms) if table == "patient" else some
            counts[table] = _insert(connection, table, iter(source))
            _insert(connection, "patient_term", iter(terms))
        _tell(connection, now_utc, actor, counts)
        connection.execute("commit")
    except dbapi2.Error as error:
        raise from_driver(error, path) or error from error
    finally:
        # An open transaction is rolled back by closing.
        connection.close()
    return counts


def _insert(connection: Any, table: str, rows: Iterator[Row]) -> int:
    first = next(rows, None)
    if first is None:
        return 0
    columns = tuple(first)
    places = ", ".join(f":{column}" for column in columns)
    statement = f"insert into {table} ({', '.join(columns)}) values ({places})"
    cursor = connection.executemany(statement, chain((first,), rows))
    return int(cursor.rowcount)


def _noting_terms(patients: Iterable[Row], terms: list[Row]) -> Iterator[Row]:
    for row in patients:
        yield row
        names = (row["family_name"], row["given_name"], row["preferred_name"])
        for kind, term in sorted(terms_of(*names, row["phone"], row["email"])):
            terms.append({"patient_id": row["id"], "kind": kind, "term": term})


def _tell(connection: Any, now_utc: int, actor: str, counts: Mapping[str, int]) -> None:
    head = head_of(connection.execute(HEAD).fetchone())
    values, _ = follow(head, Actor(None, actor), now_utc, "loaded", "record", None, None, dict(counts))
    _insert(connection, "audit_entry", iter((values,)))
