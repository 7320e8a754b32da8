"""The options of `encrypt`, `decrypt` and `key`."""

import argparse
from collections.abc import Callable

from dashboard.cli.desk_arguments import group, json_option

Add = Callable[[str, str], argparse.ArgumentParser]

VAULT = ("encrypt", "decrypt", "key")
"""Every command of `dashboard.cli.vault`."""


def add_vault(add: Add) -> None:
    """Encryption of the record, and its key."""
    made = add("encrypt", "encrypt the record and its backups, while nobody has it open")
    new_key_options(made)
    made.add_argument("--keep-plain-backups", action="store_true", help="leave the backups from before as they are")
    add("decrypt", "store the record unencrypted again, while nobody has it open")

    key = group(add("key", "the key of an encrypted record: check it, restore it, change it"))
    check = key("check", "say whether the key is there, safe, and opens the record and its newest backup")
    check.add_argument(
        "--sheet",
        nargs="?",
        const="",
        metavar="FILE",
        help="compare a recovery sheet too: this file, or as it is typed",
    )
    json_option(check, "the findings")
    sheet = key("sheet", "print the recovery sheet again")
    sheet.add_argument("--to", metavar="FILE", help="write it into this new file instead of printing it")
    back = key("restore", "make the key file again from the recovery sheet")
    back.add_argument("--sheet", metavar="FILE", help="the sheet as a file; else its lines are asked for")
    back.add_argument("--passphrase", action="store_true", help="protect the key file with a passphrase")
    new_key_options(key("change", "give the record another key, while nobody has it open"))


def new_key_options(to: argparse.ArgumentParser) -> None:
    """How a new key is kept."""
    to.add_argument(
        "--passphrase", action="store_true", help="protect the key file with a passphrase, asked for at start"
    )
    to.add_argument(
        "--sheet", metavar="FILE", help="write the recovery sheet into this new file instead of printing it"
    )
