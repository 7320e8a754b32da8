"""The commands and their options. Building this imports nothing but the standard library."""

from dashboard.cli import typed
from dashboard.cli.audit_arguments import add_audit
from dashboard.cli.care_arguments import CARE, add_care
from dashboard.cli.desk_arguments import DESK, Add, add_calls, add_desk, add_hours, add_people
from dashboard.cli.outcome_arguments import add_outcomes
from dashboard.cli.referral_arguments import REFERRALS, add_referrals
from dashboard.cli.safety_arguments import SAFETY, add_safety
from dashboard.cli.ssh_arguments import SSH, add_ssh
from dashboard.cli.vault_arguments import VAULT, add_vault, new_key_options

COMMANDS = (
    "demo", "init", "import", "export", "today", "caseload", "referrals", "outcomes", "daysheet", *DESK, "patient",
    "staff", "room", "calls", "waiting", "hours", *CARE, *REFERRALS, "assess", "protocols", *SAFETY, *VAULT, "audit",
    *SSH, "report", "where",
)  # fmt: skip


def add_commands(add: Add) -> None:
    """Add every command through `add`, which takes its name and what it does."""
    demo = add("demo", "open a made-up clinic, in a temporary folder that goes when you leave")
    moment = demo.add_mutually_exclusive_group()
    moment.add_argument("--date", type=typed.day, metavar="YYYY-MM-DD", help="the day it is there (default: today)")
    moment.add_argument("--at", type=typed.moment, metavar="'YYYY-MM-DD HH:MM'", help="stop its clock at this moment")
    demo.add_argument("--keep", metavar="FOLDER", help="make it in this folder and leave it there")

    init = add("init", "set up a clinic: create its record")
    init.add_argument("--name", required=True, help="the clinic's name")
    init.add_argument("--timezone", required=True, metavar="ZONE", help="its time zone, such as America/Los_Angeles")
    init.add_argument("--owner", default="", metavar="NAME", help="the first member of staff")
    init.add_argument("--encrypt", action="store_true", help="encrypt it; the recovery sheet is printed once")
    new_key_options(init)

    bring = add("import", "take in a folder of CSV files, single CSV files, or an iCalendar feed")
    bring.add_argument("files", nargs="+", metavar="FILE", help="a .csv or .ics file, or a folder of them")
    bring.add_argument(
        "--map", action="append", metavar="THEIRS=OURS",
        help="what a column of a booking file holds, such as 'Client=name'; may be given again",
    )  # fmt: skip
    bring.add_argument("--day-first", action="store_true", help="dates in booking files are 24/11/2026")
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
