"""Who is signed in: sessions begun, ended, and cleared up, through the bare driver.

A session is written down once its first picture stands, and must not wait for an object mapper to do so.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sqlcipher3 import dbapi2

from care.text import tidy
from db.audit import Actor
from db.errors import from_driver
from db.opening import connect
from db.processes import GONE, state_of
from db.reader import Reader
from db.seen import append

LEFT, HUNG_UP, KILLED, CRASHED, LOST, REVOKED, ENDED = (
    "left",
    "hung_up",
    "killed",
    "crashed",
    "lost",
    "revoked",
    "ended",
)
"""How a session ended. `LOST`: its process was gone and had said nothing; `ENDED`: somebody else ended it."""


class Session(NamedTuple):
    """What is known of a session when it begins. `process` is the one that writes its end (`db.processes`)."""

    via: str
    process: str
    origin: str = ""
    terminal: str = ""
    read_only: bool = False
    staff_key_id: int | None = None


class SignedIn(NamedTuple):
    """A session that goes on, as far as the record knows."""

    id: int
    staff_id: int | None
    name: str
    at_utc: int
    via: str
    origin: str
    terminal: str
    process: str
    read_only: bool


def begin(path: Path, actor: Actor, now_utc: int, session: Session) -> int:
    """Write down that somebody is in; the session's number. What is left of lost sessions is cleared up with it."""
    with _writing(path) as connection:
        _clear(connection, path, now_utc)
        return _begin(connection, actor, now_utc, session)


def _begin(connection: Any, actor: Actor, now_utc: int, session: Session) -> int:
    made = connection.execute(
        "insert into sign_in (staff_id, staff_key_id, actor, at_utc, via, origin, terminal, process, read_only) "
        "values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            actor.staff_id, session.staff_key_id, tidy(actor.name), now_utc, session.via, tidy(session.origin)[:80],
            tidy(session.terminal)[:80], session.process, int(session.read_only),
        ),
    )  # fmt: skip
    number = int(made.lastrowid)
    more = {} if session.staff_key_id is None else {"key": session.staff_key_id}
    append(connection, actor, now_utc, "began", "sign_in", number, **more)
    return number


def change_over(path: Path, actor: Actor, now_utc: int, session: Session) -> int:
    """Write down that somebody else took over the session of a process: who was in has left; the new one's number."""
    with _writing(path) as connection:
        _end(connection, now_utc, session.process, LEFT)
        return _begin(connection, actor, now_utc, session)


def end(path: Path, now_utc: int, process: str, how: str) -> bool:
    """Write down that the session of a process has ended; whether it was still open."""
    with _writing(path) as connection:
        return _end(connection, now_utc, process, how)


def _end(connection: Any, now_utc: int, process: str, how: str) -> bool:
    rows = connection.execute(
        "select id, staff_id, actor from sign_in where ended_utc is null and process = ?", (process,)
    ).fetchall()
    for number, staff_id, name in rows:
        connection.execute("update sign_in set ended_utc = ?, ended_how = ? where id = ?", (now_utc, how, number))
        append(connection, Actor(staff_id, name), now_utc, how, "sign_in", number)
    return bool(rows)


def end_or_tell(path: Path, actor: Actor, began_utc: int, now_utc: int, session: Session, how: str) -> None:
    """Write down a session's end, also of one that came to it before it could be written down at all."""
    with _writing(path) as connection:
        if _end(connection, now_utc, session.process, how):
            return
        if connection.execute("select 1 from sign_in where process = ?", (session.process,)).fetchone() is None:
            _begin(connection, actor, began_utc, session)
            _end(connection, now_utc, session.process, how)


def clear_up(path: Path, now_utc: int) -> int:
    """Write down as lost what says it goes on and whose process is gone; how many there were."""
    with _writing(path) as connection:
        return _clear(connection, path, now_utc)


def _clear(connection: Any, path: Path, now_utc: int) -> int:
    gone = [one for one in signed_in(Reader.within(connection, path)) if state_of(one.process) == GONE]
    return sum(_end(connection, now_utc, one.process, LOST) for one in gone)


def signed_in(reader: Reader) -> tuple[SignedIn, ...]:
    """The sessions that go on as far as the record knows, longest first."""
    rows = reader.rows(
        "select id, staff_id, actor, at_utc, via, origin, terminal, process, read_only from sign_in "
        "where ended_utc is null order by at_utc, id limit 1000"
    )
    return tuple(SignedIn(*row)._replace(read_only=bool(row[8])) for row in rows)


def why_out(reader: Reader, process: str, staff_key_id: int | None) -> str:
    """Why the session of a process may not go on, in a sentence; empty while it may.

    What the record says of its key counts also where it knows nothing of the session: before it was written down, and
    after a restore.
    """
    how, gone, revoked = reader.row(
        "select i.ended_how, not coalesce(s.active, 1), k.revoked_utc from (select :key as id) as came "
        "left join staff_key k on k.id = came.id left join "
        "(select staff_id, ended_how from sign_in where process = :process order by id desc limit 1) as i on true "
        "left join staff s on s.id = coalesce(i.staff_id, k.staff_id)",
        {"process": process, "key": staff_key_id},
    ) or ("", False, None)
    if how == REVOKED or revoked is not None:
        return "The key of this session was revoked."
    if how == ENDED:
        return "This session was ended from another one."
    return "Nobody works here under that name any more." if gone else ""


def refuse(path: Path, actor: Actor, now_utc: int, why: str, staff_key_id: int | None) -> None:
    """Tell the audit log that somebody was refused at the door, who sshd thought might come in."""
    with _writing(path) as connection:
        append(connection, actor, now_utc, "refused", "sign_in", None, why=why, key=staff_key_id)


@contextmanager
def _writing(path: Path) -> Iterator[Any]:
    """A transaction of its own that takes the lock first; raises the `RecordError` that says why it could not."""
    # Only here: a start does without it.
    from db.disks import refuse_network_disk

    refuse_network_disk(path)
    try:
        with closing(connect(path, query_only=False)) as connection:
            connection.execute("begin immediate")
            yield connection
            connection.execute("commit")
    except dbapi2.Error as error:
        raise from_driver(error, path) or error from error
