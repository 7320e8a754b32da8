"""A driver that fails where it is told to: at the n-th statement of a unit, as a disk does, as nobody thought of, or
as somebody presses ctrl+c."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from db import opening

DISK, ODD, INTERRUPT = "disk", "odd", "interrupt"
KINDS = (DISK, ODD, INTERRUPT)

_IOERR_WRITE = 778


class OddError(Exception):
    """An error no write can have reckoned with."""


class Trigger:
    """Counts the statements of whatever runs inside `at`, from its BEGIN on, and fails the one it is set to.

    Reads past SQLAlchemy count as well, and so do the beginning and the commit: each is a statement to the file. A
    connection that is opened anew before does not.
    """

    def __init__(self) -> None:
        self.count = 0
        self.fired = False
        self._at: int | None = None
        self._kind = DISK
        self._armed = False

    @contextmanager
    def at(self, number: int | None, kind: str = DISK) -> Iterator[None]:
        """Fail at the statement of that number, from 1; None only counts."""
        self.count, self.fired, self._at, self._kind, self._armed = 0, False, number, kind, True
        try:
            yield
        finally:
            self._armed = False

    def statement(self, connection: Any, text: str) -> None:
        """One statement is about to reach the file."""
        if not self._armed or (self.count == 0 and not text.startswith("begin")):
            return
        self.count += 1
        if self.count != self._at:
            return
        self.fired = True
        match self._kind:
            case "disk":
                # SQLite itself takes a transaction back when the disk fails: what came before it is gone, and
                # whatever followed would be committed at once.
                dbapi2.Connection.rollback(connection)
                error = dbapi2.OperationalError("disk I/O error")
                error.sqlite_errorcode = _IOERR_WRITE
                raise error
            case "odd":
                raise OddError("nobody reckoned with this")
            case _:
                raise KeyboardInterrupt


def install(patch: pytest.MonkeyPatch, trigger: Trigger) -> None:
    """Have every connection that is opened from now on ask the trigger before each of its statements."""

    class Cursor(dbapi2.Cursor):
        def execute(self, *arguments: Any) -> Any:
            trigger.statement(self.connection, arguments[0])
            return super().execute(*arguments)

        def executemany(self, *arguments: Any) -> Any:
            trigger.statement(self.connection, arguments[0])
            return super().executemany(*arguments)

    class Connection(dbapi2.Connection):
        def cursor(self, factory: Any = Cursor) -> Any:
            return super().cursor(factory)

        def commit(self) -> None:
            trigger.statement(self, "commit")
            super().commit()

    real = dbapi2.connect
    patch.setattr(opening.dbapi2, "connect", lambda *given, **more: real(*given, **more, factory=Connection))
