"""`acudesk`: the command line's way in. Each command is imported only when it is the one asked for."""

import gc
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dashboard.cli.arguments import parser
from dashboard.cli.output import prepare
from dashboard.cli.trouble import guarded

if TYPE_CHECKING:
    from dashboard.settings import Settings


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
    if arguments.command not in (None, "demo"):
        gc.enable()
    match arguments.command:
        case "assess":
            from dashboard.cli.cases import assess

            return assess(arguments, where)
        case "today" | "caseload" | "referrals":
            from dashboard.cli.reports import report

            return report(arguments, where)
        case "init":
            from dashboard.cli.house import init

            return init(arguments, where)
        case "protocols":
            from dashboard.cli.protocols import protocols

            return protocols(arguments, where)
        case "where":
            from dashboard.cli.house import show_places

            return show_places(where)
        case "report":
            from dashboard.cli.report_bundle import report_bundle

            return report_bundle(arguments, where)
        case "import":
            from dashboard.cli.exchange import bring_in

            return bring_in(arguments, where)
        case "export":
            from dashboard.cli.exchange import export

            return export(arguments, where)
        case "backup" | "restore" | "check":
            from dashboard.cli import safety

            return int(getattr(safety, arguments.command)(arguments, where))
        case "encrypt" | "decrypt" | "key":
            from dashboard.cli import vault

            return int(getattr(vault, arguments.command)(arguments, where))
        case "audit":
            from dashboard.cli.audit import audit

            return audit(arguments, where)
        case "ssh" | "sessions":
            return _of_sessions(arguments, where)
        case "demo":
            from dashboard.cli.start import demo

            return demo(arguments)
        case None:
            from dashboard.cli.start import dashboard

            return dashboard(where)
        case _:
            return _at_the_counter(arguments, where)


def _asked(prompt: str) -> str | None:
    from dashboard.cli.passphrase import ask

    return ask(prompt)


def _of_sessions(arguments: Namespace, where: "Settings") -> int:
    if arguments.command == "sessions":
        from dashboard.cli.sessions import sessions

        return sessions(arguments, where)
    if arguments.what == "session":
        # On the way to a first picture: nothing is imported that does not lead there.
        from dashboard.cli.ssh_session import session
        from dashboard.clock import Clock

        return session(arguments, where, Clock())
    from dashboard.cli.ssh import ssh

    return ssh(arguments, where)


def _at_the_counter(arguments: Namespace, where: "Settings") -> int:
    match arguments.command:
        case "outcomes":
            from dashboard.cli.outcomes import outcomes

            return outcomes(arguments, where)
        case "daysheet":
            from dashboard.cli.paper import daysheet

            return daysheet(arguments, where)
        case "patient":
            from dashboard.cli.people import patient

            return patient(arguments, where)
        case "referral" | "provider" | "clinic":
            return _of_referrals(arguments, where)
        case "staff":
            if arguments.what == "credentials":
                from dashboard.cli.house import credentials

                return credentials(arguments, where)
            from dashboard.cli.staff import staff

            return staff(arguments, where)
        case "room":
            from dashboard.cli.people import room

            return room(arguments, where)
        case "calls":
            from dashboard.cli.calls import calls

            return calls(arguments, where)
        case "waiting":
            from dashboard.cli.calls import waiting

            return waiting(arguments, where)
        case "hours":
            from dashboard.cli.hours import hours

            return hours(arguments, where)
        case "visit" | "score" | "course" | "chart" | "advice" | "drafts":
            return _of_care(arguments, where)
        case _:
            from dashboard.cli.desk import desk

            return desk(arguments, where)


def _of_referrals(arguments: Namespace, where: "Settings") -> int:
    match arguments.command:
        case "referral":
            from dashboard.cli.referral import referral

            return referral(arguments, where)
        case "provider":
            from dashboard.cli.provider import provider

            return provider(arguments, where)
        case _:
            from dashboard.cli.house import clinic

            return clinic(arguments, where)


def _of_care(arguments: Namespace, where: "Settings") -> int:
    match arguments.command:
        case "visit":
            from dashboard.cli.visit import visit

            return visit(arguments, where)
        case "score":
            from dashboard.cli.visit import score

            return score(arguments, where)
        case "course":
            from dashboard.cli.course import course

            return course(arguments, where)
        case "chart":
            from dashboard.cli.chart import chart

            return chart(arguments, where)
        case "advice":
            from dashboard.cli.chart import advice

            return advice(arguments, where)
        case _:
            from dashboard.cli.chart import drafts

            return drafts(arguments, where)


if __name__ == "__main__":
    sys.exit(main())
