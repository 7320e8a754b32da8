"""Opening the dashboard, on the clinic's own record or on the made-up clinic."""

import os
import sys
from argparse import Namespace
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from dashboard.cli.output import complain, say
from dashboard.clock import Clock, FixedClock, machine_zone
from dashboard.places import RECORD_NAME, make_private_folder, places
from dashboard.settings import Settings
from dashboard.surroundings import clean_environment
from db.errors import NoRecord, OlderRecord, shown
from db.localtime import to_local, to_utc
from db.opening import file_at

DEMO_ZONE = "America/Los_Angeles"
DEMO_MINUTE = 10 * 60 + 42
REPLACED = (
    "acudesk: {} was moved, removed or replaced while it was open. What is there now was not written to. Run `acudesk "
    "check` before anybody opens it."
)
_LIVELY = range(9 * 60 + 30, 16 * 60)
"""Minutes of the day at which the demo clinic is busy; at any other the demo starts at DEMO_MINUTE."""


def on_a_terminal() -> bool:
    """Whether there is a person with a screen: elsewhere a full-screen program would only hang."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "") not in ("", "dumb")


def dashboard(where: Settings, *, read_only: bool = False) -> int:
    """Open the dashboard; with no terminal print today's list; with no record offer the two ways on.

    `read_only`: a session that only looks; it neither sets a record up nor brings one up to date.
    """
    if not os.path.lexists(where.record):
        if read_only or not on_a_terminal():
            raise NoRecord(
                f"There is no record at {shown(where.record)} yet. Nothing was created. `acudesk init --name NAME "
                "--timezone ZONE` sets up this clinic; `acudesk demo` shows a made-up one."
            )
        clean_environment()
        from dashboard.app import run_without_record

        chosen = run_without_record(where.record, Clock())
        if chosen == "demo":
            return demo(Namespace(date=None, at=None, keep=None, protocol=None))
        if not chosen:
            return 0
    if read_only:
        return open_dashboard(where, Clock(), read_only=True)
    try:
        return open_dashboard(where, Clock())
    except OlderRecord:
        upgrade_record(where.record)
    return open_dashboard(where, Clock())


def upgrade_record(record: Path) -> None:
    """Bring an earlier program's record up to date; of several starts at once one does it, the others wait for it."""
    from db.migrate import upgrade

    before = upgrade(record)
    if before is not None:
        complain(f"acudesk: the record was upgraded; how it was before is kept as {shown(before)}.")


def demo(arguments: Namespace) -> int:
    """Open a made-up clinic in a folder of its own; the clinic's own record is never looked at."""
    clock, zone = _demo_clock(arguments)
    from dashboard.demo.clinic import build
    from dashboard.demo.folder import own_folder

    with ExitStack() as until_left:
        if arguments.keep is None:
            folder = until_left.enter_context(own_folder())
        else:
            folder = Path(arguments.keep).expanduser().absolute()
            make_private_folder(folder)
        record = folder / RECORD_NAME
        build(record, clock.today(zone), clock.minute(zone), zone)
        # The clinic's own thresholds are not the demo's: its courses were made by the shipped ones.
        protocol = Path(arguments.protocol).expanduser() if arguments.protocol else folder / "protocol.toml"
        where = Settings(places(record, protocol), "--db", "--protocol" if arguments.protocol else "default")
        code = open_dashboard(where, clock, demo=True)
        if arguments.keep is not None:
            say(f"The made-up clinic is kept at {shown(record)}; open it with `acudesk --db {shown(record)}`.")
        return code


def _demo_clock(arguments: Namespace) -> tuple[Clock, str]:
    """The demo's clock and its time zone: this machine's own, if it says.

    It runs with the real one while the made-up clinic is busy; at night it starts in the middle of a morning.
    """
    zone = machine_zone() or DEMO_ZONE
    if arguments.at is not None:
        on, minute = arguments.at
        return FixedClock(to_utc(on, minute, zone)), zone
    now = Clock().now_utc()
    on, minute, _ = to_local(now, zone)
    if arguments.date is None and minute in _LIVELY:
        return Clock(), zone
    return Clock(to_utc(arguments.date or on, DEMO_MINUTE, zone) - now), zone


def open_dashboard(where: Settings, clock: Clock, *, demo: bool = False, **who: Any) -> int:
    """Open the dashboard as `dashboard.app.run` does; with no terminal print today's list."""
    if not on_a_terminal():
        from dashboard.cli.reports import report

        return report(Namespace(command="today", date=None, json=False), where, clock)
    clean_environment()
    from dashboard.app import run

    if demo:
        return run(where.record, clock, protocol=where.protocol, demo=True)
    from dashboard.cli.safety import DailyBackup, leave_anchor

    there = file_at(where.record)
    daily = DailyBackup(where.record, clock)
    daily.start()
    try:
        code = run(where.record, clock, protocol=where.protocol, **who)
    finally:
        daily.end()
    if file_at(where.record) == there:
        leave_anchor(where.record)
    else:
        complain(REPLACED.format(shown(where.record)))
    if daily.failed:
        complain(daily.failed)
    return code
