"""Who sits here: the member of staff this system user is, or the system user's own name."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from care.text import tidy
from dashboard.clock import Clock
from db.access import note_denied, standing
from db.audit import Actor
from db.clinic import clinic
from db.errors import NotAllowed, ReadOnlyRecord, RecordError
from db.reader import Reader
from db.staff import Member, members


def system_user() -> str:
    """The account of this machine that runs the program, as the system knows it.

    Never as the environment says it: LOGNAME is anybody's to set, and would make them anybody.
    """
    try:
        import pwd
    except ImportError:
        # No such list of accounts here.
        import getpass

        name = getpass.getuser()
    else:
        try:
            name = pwd.getpwuid(os.getuid()).pw_name
        except KeyError:
            name = str(os.getuid())
    return tidy(name)[:64] or "unknown"


def who_is_here(reader: Reader, staff_id: int | None = None) -> Actor:
    """The actor that audit entries and undo steps of this session carry.

    `staff_id` is who signed in, over ssh for instance, and wins over the system user. Raises `NotAllowed` where nobody
    who works here has that number: a session of somebody must never become one of somebody else.
    """
    if staff_id is not None:
        row = reader.row("select id, name from staff where id = :id and active", {"id": staff_id})
        if row is None:
            raise NotAllowed("Nobody who works here has that number any more. Nothing was opened. Ask the owner.")
        return Actor(row[0], row[1])
    user = system_user()
    row = reader.row("select id, name from staff where system_user = :user and active", {"user": user})
    return Actor(row[0], row[1]) if row else Actor(None, user)


def admitted(reader: Reader, now_utc: int, staff_id: int | None = None) -> Actor:
    """Who is here, with the reader reading for them from now on: the command line's way in.

    Raises `NotAllowed` for who is not on staff in a record in which somebody can sign in.
    """
    actor = who_is_here(reader, staff_id)
    here = standing(reader, actor, now_utc)
    if not here.may("see"):
        raise NotAllowed(
            f"{actor.name} is not the system user of anybody who works here. Nothing was shown and nothing was "
            f"changed. Sign in with the dashboard, or have an owner run `acudesk staff user WHO {actor.name}`.", "see",
        )  # fmt: skip
    reader.serve(here)
    return actor


@contextmanager
def refusals_noted(reader: Reader, now_utc: int) -> Iterator[None]:
    """Tell the audit log of a refusal that goes through here, unless a write has told it already."""
    try:
        yield
    except NotAllowed as refused:
        if refused.right and not refused.noted:
            with suppress(RecordError):
                note_denied(reader.path, who_is_here(reader), now_utc, refused.right, refused.patient_id)
        raise


def let_in(reader: Reader, clock: Clock, staff_id: int | None) -> int | None:
    """Who signed in, or None for who is known by the system user: anybody else is asked who they are, before anything
    is read. Raises `NotAllowed` for who did not say.
    """
    now_utc = clock.now_utc()
    if staff_id is not None or standing(reader, who_is_here(reader), now_utc).may("see"):
        return staff_id
    people = tuple(one for one in members(reader) if one.has_pin)
    if not people:
        with refusals_noted(reader, now_utc):
            admitted(reader, now_utc)
    import asyncio

    from dashboard.screens.lock import SignIn

    async def attempt(one: Member, pin: str) -> str:
        try:
            return await asyncio.to_thread(_try_pin, reader.path, Actor(one.id, one.name), clock.now_utc(), pin)
        except ReadOnlyRecord as error:
            return warning or str(error)

    warning = ""
    if reader.only_looks:
        from dashboard.only_looks import NO_PIN

        warning = f"{NO_PIN} Come in by an account of your own, or a key."
    found = SignIn(f"{clinic(reader).name}: who are you?", people, attempt, warning).run()
    if found is None:
        raise NotAllowed("Nobody signed in. Nothing was shown and nothing was changed.")
    return found


def _try_pin(path: Path, actor: Actor, now_utc: int, pin: str) -> str:
    from db.writes.pins import try_pin
    from db.writing import Writer

    with Writer(path) as writer, writer.unit(actor, now_utc) as unit:
        return try_pin(unit, pin, "signed_in")
