"""The read path: the bare driver, so that the first picture does not wait for an object mapper."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sqlcipher3 import dbapi2

from db.errors import ReadOnlyRecord, damaged, from_driver
from db.opening import connect

if TYPE_CHECKING:
    from db.access import Standing
    from db.looking import Look


def open_reader(path: Path) -> "Reader":
    """Open an existing record for reading; raises the `RecordError` that says what is wrong with the file."""
    return Reader(Path(path))


class Reader:
    """One reading connection, used by one thread at a time. It cannot write; close it or use it in `with`.

    A record that this account may not write is read all the same (`only_looks`).
    """

    _look: "Look | None" = None
    _looks = 0

    def __init__(self, path: Path) -> None:
        self.path = path
        self._depth = 0
        self.standing: Standing | None = None
        try:
            self._connection = connect(path, query_only=True)
        except ReadOnlyRecord:
            self._look_anew()

    @property
    def only_looks(self) -> str:
        """Why nothing can be written to this record, as the end of a sentence; empty where it can."""
        return "" if self._look is None else self._look.why

    @classmethod
    def within(cls, connection: Any, path: Path) -> Self:
        """Look through a connection of somebody else, in the transaction it has open: a writer's own check."""
        reader = cls.__new__(cls)
        reader.path, reader._connection = path, connection
        # A snapshot is there already, and is not ours to end.
        reader._depth = 1
        reader.standing = None
        return reader

    def serve(self, standing: "Standing") -> None:
        """Read for somebody from now on: what they may not read is not there any more, whatever is asked.

        A reader that serves nobody reads for the program itself. Raises `NotAllowed` for who may read nothing.
        """
        standing.require("see")
        self.stand(standing)

    def stand(self, standing: "Standing") -> None:
        """As `serve`, also for who may read nothing any more: whoever shows them out reads the record too."""
        from db.kept_back import give_back, keep_back

        self.standing = standing
        staff_id = standing.actor.staff_id
        if staff_id is not None and not standing.may("see_clinical"):
            keep_back(self._connection, staff_id)
        else:
            give_back(self._connection)

    def may(self, right: str) -> bool:
        """Whether whom this reader serves has a right of `care.rights`."""
        return self.standing is None or self.standing.may(right)

    def require(self, right: str) -> None:
        """Raises `NotAllowed`, saying who may, unless whom this reader serves has a right."""
        if self.standing is not None:
            self.standing.require(right)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give up the connection; again is harmless."""
        self._connection.close()

    def rows(self, sql: str, params: Mapping[str, Any] | tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query, as tuples of its columns. Dates go in and come out as ISO text."""
        found: list[tuple[Any, ...]] = self._asked(lambda: self._connection.execute(sql, params).fetchall())
        return found

    def row(self, sql: str, params: Mapping[str, Any] | tuple[Any, ...] = ()) -> tuple[Any, ...] | None:
        """The first row of a query, or None."""
        found: tuple[Any, ...] | None = self._asked(lambda: self._connection.execute(sql, params).fetchone())
        return found

    def _asked(self, question: Callable[[], Any]) -> Any:
        if self._look is not None and self._depth == 0 and self._look.moved():
            self._look_anew()
        try:
            found = question()
        except dbapi2.Error as error:
            if self._look is not None and self._look.moved():
                raise self._look.moved_error() from error
            if (words := from_driver(error, self.path)) is None:
                raise
            raise words from error
        if self._depth == 0:
            self._believed()
        return found

    def _believed(self) -> None:
        """Raise `RecordBusy` where what was read without locks was written meanwhile."""
        if self._look is not None and self._look.moved():
            raise self._look.moved_error()

    def _look_anew(self) -> None:
        """Look into a record that cannot be written as it is now."""
        from db.looking import look_into

        connection, look = look_into(self.path)
        if self._look is not None:
            self._connection.close()
        self._connection, self._look, self._looks = connection, look, self._looks + 1
        if self.standing is not None:
            self.stand(self.standing)

    def data_version(self) -> int:
        """A number that moves when another connection commits; it stands still inside a snapshot."""
        found = self.row("pragma data_version")
        return (self._looks << 32) + (int(found[0]) if found else 0)

    def restores(self) -> int:
        """How often a backup was restored into this record: `db.backup_restore` counts it in the file's header."""
        found = self.row("pragma user_version")
        return int(found[0]) if found else 0

    def write_back(self) -> None:
        """Bring what stands in the write-ahead log into the file itself, as far as nobody is in the way."""
        self.row("pragma wal_checkpoint(passive)")

    @contextmanager
    def snapshot(self) -> Iterator[Self]:
        """Several queries on one state of the record, whoever writes meanwhile. May be nested."""
        if self._depth == 0:
            self.row("begin deferred")
        self._depth += 1
        try:
            yield self
        finally:
            try:
                # Some errors have ended the transaction already.
                if self._depth == 1 and self._connection.in_transaction:
                    self.row("rollback")
            finally:
                self._depth -= 1
        if self._depth == 0:
            self._believed()

    def day(self, text: str) -> date:
        """A stored date as a value."""
        try:
            return date.fromisoformat(text)
        except (ValueError, TypeError) as error:
            raise damaged(self.path, "a date in it is none") from error

    def maybe_day(self, text: str | None) -> date | None:
        """A stored date that may be unknown."""
        return None if text is None else self.day(text)


def listed(text: str) -> tuple[str, ...]:
    """A stored list (`a;b`) as a tuple."""
    return tuple(part for part in text.split(";") if part)
