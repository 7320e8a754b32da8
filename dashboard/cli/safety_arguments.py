"""The options of `backup`, `restore` and `check`."""

import argparse
from collections.abc import Callable

Add = Callable[[str, str], argparse.ArgumentParser]

SAFETY = ("backup", "restore", "check")
"""Every command of `dashboard.cli.safety`."""


def add_safety(add: Add) -> None:
    """Keeping the record safe: a copy, the way back, a look over it."""
    backup = add("backup", "take a verified copy of the record, while everyone works")
    backup.add_argument("target", nargs="?", metavar="TARGET", help="another folder, or a new file (see `where`)")
    what = backup.add_mutually_exclusive_group()
    what.add_argument("--if-due", action="store_true", help="only if the last one is older than 20 hours")
    what.add_argument("--drill", action="store_true", help="bring the newest one back for a try, and count it")
    backup.add_argument("--json", action="store_true", help="print what was counted as JSON")
    # A pipe, which no list of processes shows.
    backup.add_argument("--keys-on-stdin", action="store_true", help="take the keys from whoever began this")

    restore = add("restore", "bring a backup back; the record of now is kept as a backup")
    restore.add_argument("backup", metavar="BACKUP", help="the file of a backup")
    restore.add_argument("--beside", metavar="PATH", help="make a record of its own there, to look at")

    check = add("check", "look the record over: the file, what is in it, what is around it")
    check.add_argument("--quick", action="store_true", help="leave out what takes long")
    check.add_argument("--json", action="store_true", help="as JSON")
