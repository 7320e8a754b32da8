"""The options of `audit`."""

import argparse
from collections.abc import Callable

from dashboard.cli import typed
from dashboard.cli.desk_arguments import group, json_option

Add = Callable[[str, str], argparse.ArgumentParser]

USUAL = 100
"""Entries shown where no number is named."""


def add_audit(add: Add) -> None:
    """Who did what, and whether the log of it is whole."""
    audit = group(add("audit", "who saw or changed what; whether the audit log is whole"))
    show = audit("show", "print the audit log, newest entry last")
    show.add_argument("--patient", metavar="PATIENT", help="only about this patient, by number or name")
    show.add_argument("--by", metavar="NAME", help="only by this person")
    show.add_argument("--from", dest="since", type=typed.day, metavar="YYYY-MM-DD", help="the first day")
    show.add_argument("--to", dest="until", type=typed.day, metavar="YYYY-MM-DD", help="the last day")
    show.add_argument("--last", type=int, metavar="N", default=USUAL, help=f"how many at most ({USUAL})")
    json_option(show, "the entries")
    key = audit("key", "keep the log with a key from now on; say which key it is kept with")
    key.add_argument("--new", action="store_true", help="begin a new key, where the one it has is lost: for the owner")
    json_option(audit("verify", "follow the log from its first entry; say what is wrong and where"), "what was found")
