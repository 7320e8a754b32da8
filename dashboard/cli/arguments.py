"""The commands and their options. Building this imports nothing but the standard library."""

import argparse
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from dashboard.cli import typed
from dashboard.cli.audit_arguments import add_audit
from dashboard.cli.care_arguments import CARE, add_care
from dashboard.cli.desk_arguments import DESK, add_calls, add_desk, add_hours, add_people
from dashboard.cli.outcome_arguments import add_outcomes
from dashboard.cli.output import complain
from dashboard.cli.referral_arguments import REFERRALS, add_referrals
from dashboard.cli.safety_arguments import SAFETY, add_safety
from dashboard.cli.ssh_arguments import SSH, add_ssh
from dashboard.cli.vault_arguments import VAULT, add_vault, new_key_options

EXIT_CODES = """\
exit codes:
  0 done   2 usage   65 data refused   66 the record cannot be opened or is damaged
  74 input or output failed   75 conflict   77 not allowed   70 a fault of acudesk itself
"""
COMMANDS = (
    "demo", "init", "import", "export", "today", "caseload", "referrals", "outcomes", "daysheet", *DESK, "patient",
    "staff", "room", "calls", "waiting", "hours", *CARE, *REFERRALS, "assess", "protocols", *SAFETY, *VAULT, "audit",
    *SSH, "report", "where",
)  # fmt: skip


class _Parser(argparse.ArgumentParser):
    """Complains in one line, as every other error of the program does."""

    def error(self, message: str) -> NoReturn:
        name = self.prog
        complain(f"{name}: {message}. Nothing was done. See `{name} --help`.")
        raise SystemExit(2)

    def _print_message(self, message: str, file: Any = None) -> None:
        # argparse keeps it to itself where the output takes nothing.
        (file or sys.stderr).write(message)


class _Version(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __init__(self, option_strings: list[str], dest: str, **_: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, help="print the version and end")

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("acudesk")
        except PackageNotFoundError:
            number = "(not installed)"
        sys.stdout.write(f"acudesk {number}\n")
        parser.exit()


def parser(argv: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """The whole command line; without its commands where `argv` names none, so that the dashboard opens sooner."""
    top = _Parser(
        prog="acudesk",
        description="A terminal dashboard for an acupuncture clinic. Without a command it opens the dashboard;\n"
        "with no terminal it prints today's list.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action=_Version)
    _add_global(top, None)
    if argv is not None and _names_no_command(argv):
        top.set_defaults(command=None)
        return top
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands", parser_class=_Parser)

    def add(name: str, help: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help, description=help[0].upper() + help[1:] + ".", allow_abbrev=False)
        _add_global(made, argparse.SUPPRESS)
        return made

    demo = add("demo", "open a made-up clinic, in a temporary folder that goes when you leave")
    moment = demo.add_mutually_exclusive_group()
    moment.add_argument("--date", type=typed.day, metavar="YYYY-MM-DD", help="the day it is there (default: today)")
    moment.add_argument("--at", metavar="'YYYY-MM-DD HH:MM'", help="stop its clock at this moment")
    demo.add_argument("--keep", metavar="FOLDER", help="make it in this folder and leave it there")

    init = add("init", "set up a clinic: create its record")
    init.add_argument("--name", required=True, help="the clinic's name")
    init.add_argument("--timezone", required=True, metavar="ZONE", help="its time zone, such as America/Los_Angeles")
    init.add_argument("--owner", default="", metavar="NAME", help="the first member of staff")
    init.add_argument("--encrypt", action="store_true", help="encrypt it; the recovery sheet is printed once")
    new_key_options(init)

    bring = add("import", "take in a folder of CSV files, single CSV files, or an iCalendar feed")
    bring.add_argument("files", nargs="+", metavar="FILE", help="a .csv or .ics file, or a folder of them")
    bring.add_argument("--dry-run", action="store_true", help="say what would change and change nothing")

    export = add("export", "write the whole record as CSV files")
    export.add_argument("folder", metavar="FOLDER", help="a folder that is new or empty")

    for name, help in (
        ("today", "print one day's schedule"),
        ("caseload", "print the open courses, who needs a person first"),
        ("referrals", "print the referrals that are pending or to be sent"),
    ):
        report = add(name, help)
        report.add_argument("--date", type=typed.day, metavar="YYYY-MM-DD", help="another day than today")
        form = report.add_mutually_exclusive_group()
        form.add_argument("--plain", action="store_true", help="as text of at most 80 columns (the default)")
        form.add_argument("--json", action="store_true", help="as JSON")
        if name == "referrals":
            form.add_argument("--csv", action="store_true", help="as CSV, for an afternoon on the telephone")

    add_outcomes(add)

    sheet = add("daysheet", "print a day on paper: who, when, where, course, phone")
    sheet.add_argument("--date", type=typed.day, metavar="YYYY-MM-DD", help="another day than today")
    sheet.add_argument(
        "--to", metavar="FOLDER", help="write the sheet into this folder; today's and tomorrow's, if no date is named"
    )
    sheet.add_argument("--pdf", action="store_true", help="as PDF instead of text")
    sheet.add_argument("--paper", choices=("a4", "letter"), help="for the PDF; by default what the clinic's land uses")

    add_desk(add)
    add_people(add)
    add_calls(add)
    add_hours(add)
    add_care(add)
    add_referrals(add)

    assess = add("assess", "apply the clinical rules to cases given as JSON")
    assess.add_argument("file", metavar="FILE", help="one JSON object, or one on each line; - reads standard input")

    listed = add("protocols", "list conditions and thresholds, their sources, and what this clinic changed")
    listed.add_argument("condition", nargs="?", metavar="CONDITION", help="one of them whole, by its code or label")
    listed.add_argument("--json", action="store_true", help="as JSON")

    add_safety(add)
    add_vault(add)
    add_audit(add)
    add_ssh(add)
    told = add("report", "collect what a bug report needs, without any patient's data")
    told.add_argument("--to", metavar="FILE", help="write it into this new file instead of printing it")
    add("where", "say where the record, the settings, the backups and the log are")
    return top


def _add_global(to: argparse.ArgumentParser, default: Any) -> None:
    """The options that may stand before or after the command; after it, an absent one leaves the other as it is."""
    to.add_argument("--db", metavar="PATH", default=default, help="the clinic's record (or set ACUDESK_DB)")
    to.add_argument("--protocol", metavar="FILE", default=default, help="the clinic's own thresholds, a TOML file")


def _names_no_command(argv: Sequence[str]) -> bool:
    """Whether there is nothing but the two options that every command takes, each with its value."""
    rest = list(argv)
    while len(rest) > 1 and rest[0] in ("--db", "--protocol"):
        del rest[:2]
    return not rest
