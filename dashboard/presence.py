"""That somebody is in: told to the record once the first picture stands, and looked at again while it goes on."""

import asyncio
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from care.text import tidy
from dashboard.clock import Clock
from db.errors import NotAllowed, RecordError

if TYPE_CHECKING:
    from dashboard.desk import Desk
    from db.sign_ins import Session

LEFT, CRASHED = "left", "crashed"
"""How `db.sign_ins` calls the two ends a session of this machine can write down itself."""

GONE = "Nobody works here under that name any more."

LOOK = 5.0
"""Seconds between looks whether this session may go on; who ends one hangs up on it besides, which is at once."""


class Presence:
    """One session of the dashboard. `session` is None for a session of this machine, which writes its own end.

    A session over ssh has its end written by the process that started it, which outlives it.
    """

    def __init__(self, path: Path, clock: Clock, session: "Session | None") -> None:
        self.path, self.clock = path, clock
        self._given = session
        self._session = session
        self._begun = self._telling = self._failed = False
        self._told: int | None = None
        """Whom the record knows to be in by this session: who switches person is somebody else."""
        self.out = ""
        """Why the session was ended from outside, in a sentence."""

    @property
    def process(self) -> str:
        """The process that the record knows this session by; empty before it is known there."""
        return self._session.process if self._session is not None else ""

    def watch(self, desk: "Desk") -> None:
        """Write down that somebody is in, and go on looking whether they may be."""
        desk.labour(lambda: self._begin(desk), "presence")
        desk.set_interval(LOOK, lambda: self.look(desk))

    def look(self, desk: "Desk") -> None:
        """Look now whether the record knows who is in, and whether they may be."""
        desk.labour(lambda: self._look(desk), "presence")

    async def _begin(self, desk: "Desk") -> None:
        # Only one telling at a time: on a busy machine the first may still be under way when it is looked at. And none
        # to a record that can only be read: it hears of nobody, and still says who may be in.
        if self._telling or desk.record.looking:
            return
        self._telling = True
        try:
            await asyncio.to_thread(self._write, desk)
            self._begun, self._failed = True, False
        except RecordError:
            # It is tried again and again; of one trouble a person is told once.
            if not self._failed:
                self._failed = True
                raise
        finally:
            self._telling = False

    def _write(self, desk: "Desk") -> None:
        from db.sign_ins import begin, change_over

        if self._session is None:
            self._session = here(desk.read_only)
        actor = desk.actor
        tell = change_over if self._begun else begin
        tell(self.path, actor, self.clock.now_utc(), self._session)
        self._told = actor.staff_id

    async def _look(self, desk: "Desk") -> None:
        from db.sign_ins import why_out

        if not self._begun or self._told != desk.actor.staff_id:
            # The record took nothing when it was told first: told again, for as long as it takes. Or it is somebody
            # else who is in now.
            await self._begin(desk)
        if not self._begun and not desk.record.looking:
            return
        key = self._session.staff_key_id if self._session is not None else None
        self.out = await desk.ask(why_out, self.process, key) or ""
        standing = desk.record.reader.standing
        if desk.record.looking and standing is not None and not standing.may("see"):
            self.out = self.out or GONE  # the record knows of no session by which it could say so itself
        if self.out:
            desk.exit(return_code=NotAllowed.exit_code)

    def leave(self, how: str) -> None:
        """Write down the end, if this session is to do so itself. What cannot be written now is found out later."""
        from db.sign_ins import end

        if self._given is None and self._session is not None:
            with suppress(RecordError):
                end(self.path, self.clock.now_utc(), self._session.process, how)


def present(app: "Desk", presence: Presence | None) -> int:
    """Run an app whose session the record knows of, or, with None, does not; its exit code.

    Raises `NotAllowed` where the session was ended from outside, and what made it end by itself (`Desk.ended_by`).
    """
    app.presence, how = presence, CRASHED
    try:
        code = app.run() or app.return_code or 0
        how = LEFT
    finally:
        # Whatever stands in its place now knows nothing of this session, and is not to be written.
        if presence is not None and app.record.in_place:
            presence.leave(how)
    if app.ended_by is not None:
        raise app.ended_by
    if presence is not None and presence.out:
        raise NotAllowed(f"{presence.out} What was saved is kept.")
    return code


def here(read_only: bool) -> "Session":
    """The session of this process at a terminal of this machine."""
    from db.processes import own_process
    from db.sign_ins import Session

    return Session("local", own_process(), "", terminal_name(), read_only)


def terminal_name() -> str:
    """The terminal, and what it says it is: `pts/3 xterm-256color`."""
    try:
        name = os.ttyname(0).removeprefix("/dev/")
    except OSError:
        name = ""
    return tidy(f"{name} {os.environ.get('TERM', '')}")[:80]
