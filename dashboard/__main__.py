"""`acudesk`: the command line's way in. Each command is imported only when it is the one asked for."""

import gc
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from dashboard.cli.arguments import parser
from dashboard.cli.output import prepare
from dashboard.cli.trouble import guarded

if TYPE_CHECKING:
    from dashboard.settings import Settings


WORK = {
    "advice": "chart.advice",
    "assess": "cases.assess",
    "audit": "audit.audit",
    "backup": "safety.backup",
    "calls": "calls.calls",
    "caseload": "reports.report",
    "chart": "chart.chart",
    "check": "safety.check",
    "clinic": "house.clinic",
    "course": "course.course",
    "daysheet": "paper.daysheet",
    "decrypt": "vault.decrypt",
    "drafts": "chart.drafts",
    "encrypt": "vault.encrypt",
    "export": "exchange.export",
    "hours": "hours.hours",
    "import": "exchange.bring_in",
    "init": "house.init",
    "key": "vault.key",
    "outcomes": "outcomes.outcomes",
    "patient": "people.patient",
    "protocols": "protocols.protocols",
    "provider": "provider.provider",
    "referral": "referral.referral",
    "referrals": "reports.report",
    "report": "report_bundle.report_bundle",
    "restore": "safety.restore",
    "room": "people.room",
    "score": "visit.score",
    "sessions": "sessions.sessions",
    "ssh": "ssh.ssh",
    "staff": "staff.staff",
    "staff credentials": "house.credentials",
    "today": "reports.report",
    "visit": "visit.visit",
    "waiting": "calls.waiting",
    "where": "house.show_places",
}
"""Which function of `dashboard.cli` does what a command, or a command and its first word, asks for; every other command
is one of the appointments' steps, which `desk.desk` does. Names, so that only the one asked for is imported."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. `argv` without the program's name; None reads the process's own."""
    # The collector finds nothing in a start-up that only builds; the app turns it on after its first picture.
    gc.disable()
    prepare()
    return guarded(lambda: _parsed(argv))


def _parsed(argv: Sequence[str] | None) -> int:
    try:
        arguments = parser(sys.argv[1:] if argv is None else argv).parse_args(argv)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 2
    return _run(arguments)


def _run(arguments: Namespace) -> int:
    from dashboard.settings import settings
    from db.asking import ask_with

    where = settings(arguments.db, arguments.protocol, os.environ)
    ask_with(_asked)
    if arguments.command is None:
        from dashboard.cli.start import dashboard

        return dashboard(where, read_only=arguments.read_only)
    if arguments.read_only:
        from dashboard.settings import UsageError

        raise UsageError("--read-only opens the dashboard and goes with no command. Nothing was done")
    if arguments.command == "demo":
        from dashboard.cli.start import demo

        return demo(arguments)
    if arguments.command == "ssh" and arguments.what == "session":
        # On the way to a first picture: nothing is imported that does not lead there.
        from dashboard.cli.ssh_session import session
        from dashboard.clock import Clock

        return session(arguments, where, Clock())
    gc.enable()
    return int(work_of(arguments)(arguments, where))


def work_of(arguments: Namespace) -> "Callable[[Namespace, Settings], int]":
    """The function that does what a command asks for, imported now."""
    name = f"{arguments.command} {getattr(arguments, 'what', '')}"
    module, _, function = WORK.get(name, WORK.get(arguments.command, "desk.desk")).partition(".")
    work: Callable[[Namespace, Settings], int] = getattr(import_module(f"dashboard.cli.{module}"), function)
    return work


def _asked(prompt: str) -> str | None:
    from dashboard.cli.passphrase import ask

    return ask(prompt)


if __name__ == "__main__":
    sys.exit(main())
