"""Looking over the key of a record: whether it is there, safe, and opens what it should."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from care.text import counted
from db import cipher, keys
from db.backup_copy import immutable
from db.backups import last_good, usual_folder
from db.checks import FINE, LOOK, WRONG, Finding
from db.encrypt import files_behind, left_behind, plain_copies
from db.errors import RecordError, shown
from db.keys import RECORD, Key, KeyFile
from db.looking import opened_to_read
from db.opening import revision_of

_BRING = "Bring the key file from where it was, or make it again: `acudesk key restore`."


def key_check(record: Path, sheet: Key | None = None) -> Iterator[Finding]:
    """Look the key of a record over, and a sheet's. Only for a program that has the record open nowhere else."""
    name = cipher.key_name(record)
    if name is None:
        if record.exists():
            yield Finding("record", LOOK, f"{shown(record)} is not encrypted.", "`acudesk encrypt` encrypts it.")
        else:
            yield Finding("record", WRONG, f"There is no record at {shown(record)}.", "`acudesk where` names it.")
        return
    yield Finding("record", FINE, f"{shown(record)} is encrypted with the key {name}.")
    if sheet is not None:
        fits = sheet.name == name
        said = f"It holds the key {sheet.name}, {'the one' if fits else 'not the one'} of the record."
        yield Finding("recovery sheet", FINE if fits else WRONG, said, "" if fits else "Look for the newer sheet.")
    found = None
    try:
        found = keys.file_of(RECORD, name)
    except RecordError as error:
        yield Finding("key file", WRONG, error.message)
    else:
        yield from _file(found, name, record)
    yield _opens(record)
    yield _newest_backup(record, name)
    yield from _around(record, name)


def _file(found: KeyFile | None, name: str, record: Path) -> Iterator[Finding]:
    if found is None:
        looked = ", ".join(dict.fromkeys(shown(path) for path in keys.places(RECORD, name)))
        yield Finding("key file", WRONG, f"It is not at {looked}.", _BRING)
        return
    how = "without a passphrase" if found.raw is not None else "behind a passphrase"
    yield Finding("key file", FINE, f"{shown(found.path)}, for this account only, {how}.")
    home = found.path.parent
    if stat.S_IMODE(home.stat().st_mode) & 0o077 and os.environ.get(keys.CREDENTIALS) != str(home):
        yield Finding("key folder", LOOK, f"Others may look into {shown(home)}.", f"chmod 700 {shown(home)}")
    if not keys.apart(found.path, record):
        said = "The key file lies with the record or its backups: who takes one takes both."
        yield Finding("key folder", WRONG, said, f"Move it, and name its place with {keys.FILE_NAMED}.")


def _opens(record: Path) -> Finding:
    try:
        with opened_to_read(record) as connection:
            revision_of(connection, record)
    except RecordError as error:
        return Finding("opening", WRONG, error.message)
    return Finding("opening", FINE, "The key opens the record.")


def _newest_backup(record: Path, name: str) -> Finding:
    newest = last_good(usual_folder(record), record.name)
    if newest is None:
        return Finding("backup", LOOK, f"There is no backup in {shown(usual_folder(record))}.", "Run `acudesk backup`.")
    path, wants = newest[0], cipher.key_name(newest[0])
    if wants is None:
        said = f"The newest one, {shown(path.name)}, is not encrypted."
        return Finding("backup", LOOK, said, "`acudesk encrypt` encrypts those that are there.")
    try:
        with immutable(path) as connection:
            revision_of(connection, path)
    except RecordError as error:
        return Finding("backup", WRONG, error.message)
    which = "The key" if wants == name else f"An older key, {wants}, "
    return Finding("backup", FINE, f"{which.strip()} opens the newest one, {shown(path.name)}.")


def _around(record: Path, name: str) -> Iterator[Finding]:
    if left := left_behind(record):
        said = f"An attempt to decrypt or encrypt was ended half way and left {shown(left[0])} behind."
        yield Finding("left behind", WRONG, said, "`acudesk encrypt` removes it.")
    if plain := plain_copies(record):
        many = counted(len(plain), "copy is", "copies are")
        said = f"{many} not encrypted, such as {shown(plain[0])}."
        yield Finding("older copies", LOOK, said, "`acudesk encrypt` encrypts them, or remove them.")
    if behind := files_behind(record, name):
        many = counted(len(behind), "file kept with a referral is", "files kept with referrals are")
        said = f"{many} not under the key of the record, such as {shown(behind[0])}."
        yield Finding("attached files", LOOK, said, "`acudesk encrypt` brings them under it.")
