"""`ssh session`: what a key starts. Asks the record about the key once more, then opens the dashboard under watch."""

import gc
import os
import sys
from argparse import Namespace
from contextlib import suppress

from dashboard.cli.output import complain
from dashboard.cli.trouble import guarded
from dashboard.clock import Clock
from dashboard.presence import terminal_name
from dashboard.settings import Settings, UsageError
from dashboard.ssh.door import read_door
from dashboard.ssh.key_list import SESSION_ID, write_list
from dashboard.ssh.launcher import limit, run_watched
from db.audit import Actor
from db.errors import NotAllowed, OlderRecord, RecordError
from db.processes import own_process
from db.reader import open_reader
from db.sign_ins import Session, refuse
from db.staff_keys import Key, who_comes

NO_COMMAND = "This key opens the dashboard and nothing else; no command was run. Sign in without one."
NO_TERMINAL = (
    "A session needs a terminal, and ssh was told to give it none. Nothing was shown. Leave out -T and -N; where the "
    "command stands in a script, add -tt."
)
NO_LONGER = "This key no longer opens the door. Nothing was shown. Ask the owner of the clinic for a new one."
PLAIN = (
    "acudesk: this terminal (TERM={term}, LANG={lang}) cannot show the dashboard: it needs one that moves its "
    "cursor and has UTF-8. Today's list instead:"
)


def session(arguments: Namespace, where: Settings, clock: Clock) -> int:
    """Open the dashboard for who comes in by a key; its exit code. Raises `NotAllowed` for whoever may not."""
    limit()
    if "SSH_ORIGINAL_COMMAND" in os.environ:
        raise NotAllowed(NO_COMMAND)
    said = SESSION_ID.fullmatch(arguments.id)
    if said is None:
        raise UsageError("that is no session. Nothing was opened")
    key = _who(where, clock, int(said[1]), said[2])
    if not (os.isatty(0) and os.isatty(1)):
        raise NotAllowed(NO_TERMINAL)
    origin = os.environ.get("SSH_CONNECTION", "").partition(" ")[0]
    actor = Actor(key.staff_id, key.name)
    came = Session("ssh", own_process(), origin, terminal_name(), key.read_only, key.id)

    def work() -> int:
        return guarded(lambda: _dashboard(where, clock, key, came))

    return run_watched(work, where.record, actor, came, clock.now_utc)


def _who(where: Settings, clock: Clock, staff_id: int, mark: str) -> Key:
    try:
        reader = open_reader(where.record)
    except OlderRecord:
        from dashboard.cli.start import upgrade_record

        upgrade_record(where.record)
        reader = open_reader(where.record)
    with reader:
        key = who_comes(reader, staff_id, mark)
        if key is not None:
            return key
        # Whoever let it come this far has an old list.
        with suppress(UsageError, OSError):
            write_list(reader, read_door())
        name = reader.row("select name from staff where id = :id", {"id": staff_id})
    with suppress(RecordError):
        refuse(
            where.record, Actor(staff_id if name else None, name[0] if name else "ssh"), clock.now_utc(), "key", None
        )
    raise NotAllowed(NO_LONGER)


def _dashboard(where: Settings, clock: Clock, key: Key, came: Session) -> int:
    from dashboard.cli.start import on_a_terminal, open_dashboard

    if not on_a_terminal() or not _utf8():
        complain(PLAIN.format(term=os.environ.get("TERM", ""), lang=os.environ.get("LANG", "")))
        return _plain(where, clock, key.staff_id)
    # As at any other start: the collector is turned on once the first picture stands.
    gc.disable()
    return open_dashboard(where, clock, staff_id=key.staff_id, session=came, read_only=key.read_only)


def _utf8() -> bool:
    return "utf" in os.environ.get("LANG", "").casefold()


def _plain(where: Settings, clock: Clock, staff_id: int) -> int:
    """Today's list in the letters the terminal has; what it lacks becomes a question mark."""
    from dashboard.cli.reports import report

    if not _utf8() and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="ascii", errors="replace")
    return report(Namespace(command="today", date=None, json=False, staff_id=staff_id), where, clock)
