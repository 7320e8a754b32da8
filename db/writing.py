"""How anything is written: one transaction that takes the lock first, changes, tells the audit log, and commits."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, event, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import configure_mappers
from sqlmodel import Session, SQLModel, col, delete, insert, update

from care.appointment import clock
from care.rights import right_for
from care.text import tidy
from db.access import DENIED, Standing, standing
from db.audit import GENESIS, HEAD, Actor, Head, follow, head_of
from db.changes import UNFINISHED, Changes
from db.disks import refuse_network_disk
from db.engine import engine_for, in_words
from db.errors import Conflict, NotAllowed, shown
from db.keys import Key
from db.localtime import to_local
from db.reader import Reader
from db.tables import AuditEntry, AuditKey, UndoStep

__all__ = ["Actor", "Unaudited", "Unit", "Unlisted", "Writer"]

_LOOKING = frozenset({"see", "session"})
"""What is written in a session that only looks: what was read, and that somebody came and went."""


class Unaudited(RuntimeError):
    """A unit was about to commit without an audit entry: a fault of the program, never of its user."""


class Unlisted(RuntimeError):
    """An audit entry for which the table of rights (`care.rights.WRITES`) names none: it is allowed to nobody."""


class Writer:
    """One writing connection to a record. Units from several threads take turns; close it or use it in `with`.

    `read_only`: only what was read is noted, everything else is refused. Opening raises the `RecordError` that says
    what is wrong with the file.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path, self.read_only = path, read_only
        self._turn = threading.RLock()
        self._inside = False
        refuse_network_disk(path)
        # Not within the first unit, which would keep the lock from everybody else meanwhile.
        configure_mappers()
        self._engine = engine_for(path)
        # Opened now: a file that cannot be opened must be heard of before a form is filled in.
        with self._engine.connect() as connection:
            self._restores = self._count_restores(connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give up the connection."""
        self._engine.dispose()

    @contextmanager
    def unit(self, actor: Actor, now_utc: int) -> Iterator["Unit"]:
        """One BEGIN IMMEDIATE transaction: all of it is committed at the end, or nothing on any exception.

        Raises `NotAllowed`, which the log is told of, for what this actor may not; `Unaudited` when nothing was said to
        the audit log; and `RecordError` in place of the driver's errors (`Conflict` for a taken place, `Refused` for a
        value out of range, `RecordBusy`, `StorageFailed`).
        """
        with self._turn:
            if self._inside:
                raise RuntimeError("a unit is open already: one change is one transaction")
            self._inside = True
            try:
                with unit_on(self._engine, actor, now_utc, read_only=self.read_only) as unit:
                    self._check_restored(unit)
                    yield unit
            except NotAllowed as refused:
                self._tell_denied(actor, now_utc, refused)
                raise
            except DBAPIError as error:
                words = in_words(error, self.path)
                if words is None:
                    raise
                raise words from error
            finally:
                self._inside = False

    def _tell_denied(self, actor: Actor, now_utc: int, refused: NotAllowed) -> None:
        """A refusal stands in the log in a unit of its own: that of the change is rolled back."""
        if not refused.right:
            return
        # Where even that cannot be written, what the person hears is still that they may not.
        with suppress(DBAPIError), unit_on(self._engine, actor, now_utc) as unit:
            unit.audit(DENIED, "session", None, refused.patient_id, right=refused.right)
            refused.noted = True

    def _check_restored(self, unit: "Unit") -> None:
        """After a restore the ids and versions somebody has seen may be those of other rows."""
        if self._count_restores(unit.session.connection()) != self._restores:
            raise Conflict(
                f"{shown(self.path)} was restored from a backup while it was open here. Nothing was written. Leave, "
                "open it again, and look at what is there now."
            )

    def _count_restores(self, connection: Connection) -> int:
        """How often this record was restored: `db.backup_restore` counts it in a field of the file's header."""
        driver: Any = connection.connection.dbapi_connection
        # Past SQLAlchemy, which would begin a transaction, and with it take the lock, just to look.
        found = Reader.within(driver, self.path).row("pragma user_version")
        return int(found[0]) if found else 0


@contextmanager
def unit_on(engine: Engine, actor: Actor, now_utc: int, *, read_only: bool = False) -> Iterator["Unit"]:
    """A unit on an engine of one's own, with the driver's errors as they are: for creating a record."""
    beside: list[Callable[[Engine], None]] = []
    abandoned = False
    try:
        with engine.connect() as connection, connection.begin() as transaction:
            with Session(connection, expire_on_commit=False) as session:
                event.listen(session, "before_flush", _count_edits)
                unit = Unit(session, actor, now_utc, beside, read_only=read_only)
                yield unit
                if not unit.abandoned:
                    session.flush()
                    unit.keep_undo()
                    if not unit.audited and not unit.idle and not unit.only_unfinished:
                        raise Unaudited("every change is told to the audit log in its own transaction")
            if abandoned := unit.abandoned:
                transaction.rollback()
    except BaseException:
        # After a commit that failed too, of which the connection's own event of a rollback says nothing.
        abandoned = True
        raise
    finally:
        if abandoned:
            for clear in beside:
                clear(engine)


class Unit:
    """What a write function works with. Rows stay inside; values come out."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        now_utc: int,
        beside: list[Callable[[Engine], None]] | None = None,
        *,
        read_only: bool = False,
    ) -> None:
        self.beside = [] if beside is None else beside
        """What clears away what this unit wrote outside the record, when it does not come to its end."""
        self.session = session
        """The session, on the connection that holds the write lock."""
        self.actor = actor
        self.now_utc = now_utc
        """The present, in UTC seconds, as it was passed in."""
        self.audited = 0
        """How many entries this unit has appended."""
        self.abandoned = False
        self.read_only = read_only
        driver: Any = session.connection().connection.dbapi_connection
        # Asked before anything is changed: who makes themselves an owner is none while they do it.
        self.standing: Standing = standing(Reader.within(driver, Path("The record")), actor, now_utc)
        """What the actor may do, as the record says it when the unit begins."""
        self._idle = False
        self._unfinished = False
        self._changes = Changes(session)
        self._step: int | None = None
        self._head: Head | None = None

    def audit(
        self, action: str, subject: str, subject_id: int | None, patient_id: int | None = None, **detail: Any
    ) -> None:
        """Append what was done to which row. `detail` takes ids, field names and counts: never a patient's words.

        `subject` is a table's name. A new row has its id after `session.flush()`. Every write passes here, so here it
        is asked whether the actor may: raises `NotAllowed` unless the role on the staff row has the right that
        `care.rights` names for this entry, and `Unlisted` where it names none.
        """
        if action != DENIED:
            if (name := right_for(action, subject)) is None:
                raise Unlisted(f"care.rights.WRITES names no right for {action!r} of {subject!r}: nobody may")
            self.require(name, patient_id)
        values, head = follow(
            self._log_head(), self.actor, self.now_utc, action, subject, subject_id, patient_id, detail
        )  # fmt: skip
        self.session.connection().execute(insert(AuditEntry).values(**values))
        self._head = head
        self.audited += 1

    def begin_key(self, key: Key) -> tuple[int, int]:
        """Keep the audit log with this key from the next entry on; (the row that says so, that entry's number).

        The caller has put the key where it is found again, and appends the entry. The key before may be lost.
        """
        connection = self.session.connection()
        entries, digest, _ = connection.execute(text(HEAD)).one()
        self._head = Head(entries or 0, digest or GENESIS, key.raw)
        first = self._head.entries + 1
        made = connection.execute(insert(AuditKey).values(name=key.name, first_entry=first, at_utc=self.now_utc))
        (number,) = made.inserted_primary_key or (0,)
        return int(number), first

    def _log_head(self) -> Head:
        if self._head is None:
            self._head = head_of(self.session.connection().execute(text(HEAD)).one())
        return self._head

    def require(self, name: str, patient_id: int | None = None) -> None:
        """Raise `NotAllowed`, in a sentence that says who may, unless the actor has a right of `care.rights`."""
        if self.read_only and name not in _LOOKING:
            raise NotAllowed("This session only looks. Nothing was changed. Open it again without --read-only to work.")
        try:
            self.standing.require(name)
        except NotAllowed as refused:
            refused.patient_id = patient_id
            raise

    def abandon(self) -> None:
        """Leave nothing of this unit behind, without an error: how a dry run ends."""
        self.abandoned = True

    @property
    def idle(self) -> bool:
        """Whether this unit was told that there was nothing to do, and indeed did nothing."""
        return self._idle and not self._changes.found() and not self._changes.past_it

    def unchanged(self) -> None:
        """Say that what was asked for is so already: a unit that changes nothing may end without an audit entry.

        No right is asked for it. A function that compares with what is clinical has asked before (`require`): else who
        may not read a score would find it by trying each.
        """
        self._idle = True

    @property
    def only_unfinished(self) -> bool:
        """Whether this unit was told that only something unfinished was written, and indeed wrote nothing else."""
        if not self._unfinished or self._step is not None:
            return False
        return {change["table"] for change in self._changes.found()} | self._changes.past_it <= UNFINISHED

    def unfinished(self) -> None:
        """Say that only drafts are written: they are no part of the record yet, and the audit log hears nothing."""
        self.require("undo")
        self._unfinished = True

    def undoable(self, label: str) -> int:
        """Let everything this unit changes be taken back as one step of its actor; returns the step's id.

        `label` says in a word or two what was done, without a name. Asked again in the same unit it is the same step.
        Every row must be changed through `session` and its objects: a statement of one's own cannot be taken back.
        """
        if self._step is None:
            values = {"at_utc": self.now_utc, "staff_id": self.actor.staff_id, "actor": tidy(self.actor.name)}
            made = self.session.connection().execute(insert(UndoStep).values(**values, label=label, payload="[]"))
            (self._step,) = made.inserted_primary_key or (0,)
        return self._step

    def keep_undo(self) -> None:
        """Write down what the undoable step of this unit changed. The unit does this at its end."""
        if self._step is None:
            return
        if self._changes.past_it:
            raise RuntimeError(f"an undoable unit wrote past its session: {sorted(self._changes.past_it)}")
        mine = col(UndoStep.id) == self._step
        connection = self.session.connection()
        if changes := self._changes.found():
            payload = json.dumps(changes, separators=(",", ":"), ensure_ascii=False)
            connection.execute(update(UndoStep).where(mine).values(payload=payload))
        else:
            connection.execute(delete(UndoStep).where(mine))

    def check_version(self, row: Any, seen: int) -> None:
        """Raise `Conflict`, naming who changed the row and when, unless it still is the version that was seen.

        Compares only; the version of an edited row is raised when it is flushed.
        """
        if row.version != seen:
            raise Conflict(
                f"{self.who_changed(row)}. That change was kept and yours was not made. "
                "Look at it again, then repeat yours."
            )

    def who_changed(self, row: Any) -> str:
        """Who changed a row last and when, as the beginning of a sentence about it."""
        subject = row.__tablename__
        who = self.session.connection().execute(
            text(
                "select actor, at_utc, (select timezone from clinic) from audit_entry "
                "where subject = :subject and subject_id = :id order by id desc limit 1"
            ),
            {"subject": subject, "id": row.id},
        )
        found = who.one_or_none()
        changed = "Somebody else changed"
        when = ""
        if found is not None:
            name, at_utc, zone = found
            day, minute, _ = to_local(at_utc, zone)
            changed = f"{name} changed"
            when = f" at {clock(minute)} on {day.isoformat()}"
        return f"{changed} this {subject.replace('_', ' ')} meanwhile{when}"


def _count_edits(session: Session, _context: object, _instances: object) -> None:
    """Raise the version of each edited row that its writer did not raise, so that no edit goes unseen."""
    for row in session.dirty:
        if isinstance(row, SQLModel) and hasattr(row, "version") and session.is_modified(row):
            state = inspect(row)
            if not state.attrs.version.history.has_changes():
                row.version += 1
