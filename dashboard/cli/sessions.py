"""`sessions`: who is in now, and ending one of them."""

from argparse import Namespace

from dashboard.cli.counter import Counter, counter
from dashboard.cli.output import say, say_json
from dashboard.cli.ssh import hang_up
from dashboard.clock import Clock
from dashboard.reports import sessions as told
from dashboard.settings import Settings
from db.sign_ins import clear_up, signed_in


def sessions(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """List the sessions that go on, after those are cleared up whose process is gone."""
    with counter(where, clock) as here:
        clear_up(where.record, here.now_utc)
        if arguments.end is not None:
            return _end(arguments, here)
        found = signed_in(here.reader)
        if arguments.json:
            say_json(told.as_json(found, here.clinic.timezone), indent=2)
            return 0
        for line in told.as_lines(found, here.clinic.timezone, here.now_utc):
            say(line)
    return 0


def _end(arguments: Namespace, here: Counter) -> int:
    done, processes = here.write("staff_keys.end_session", arguments.end)
    hang_up(processes)
    if arguments.json:
        say_json({"ended": arguments.end}, indent=2)
    else:
        say(done.said)
    return 0
