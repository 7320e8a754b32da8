"""The SQLAlchemy engine of the write path. Reading never comes here: it would cost half a second at start."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2

from db.errors import RecordError, from_driver
from db.opening import connect


def engine_for(path: Path) -> Engine:
    """An engine on one checked connection to a record; every transaction on it begins by taking the write lock."""
    return engine_on(lambda: connect(path, query_only=False))


def engine_on(creator: Callable[[], Any]) -> Engine:
    """An engine on the one connection that `creator` opens.

    A transaction that reads first and asks for the lock later fails at once when somebody wrote in between, whatever
    the busy timeout; so `BEGIN IMMEDIATE` comes first, and the driver's own transactions are off.
    """
    # Patients' names must not reach a traceback through a statement's parameters.
    engine = create_engine("sqlite://", module=dbapi2, creator=creator, poolclass=StaticPool, hide_parameters=True)
    event.listen(engine, "begin", _begin)
    return engine


def in_words(error: DBAPIError, path: Path) -> RecordError | None:
    """A driver's error behind SQLAlchemy's, as a `RecordError`; None when it is a fault of the program."""
    return from_driver(error.orig, path) if error.orig is not None else None


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("begin immediate")
