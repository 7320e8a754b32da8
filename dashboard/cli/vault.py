"""`encrypt`, `decrypt` and `key`: the record encrypted on the disk, and what opens it."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from care.text import counted
from dashboard.cli.counter import counter
from dashboard.cli.output import complain, say
from dashboard.cli.passphrase import new_passphrase, typed_sheet
from dashboard.cli.safety import tell_findings
from dashboard.clock import Clock
from dashboard.person import who_is_here
from dashboard.settings import Settings
from dashboard.whole_file import put_new
from db import cipher, key_sheet, keys
from db.access import standing
from db.encrypt import (
    clear_left,
    files_behind,
    files_under_keys,
    left_behind,
    plain_copies,
    turn,
    turn_copies,
    turn_files_of,
)
from db.errors import Conflict, NoRecord, RecordError, Refused, shown
from db.keys import RECORD, Key
from db.reader import open_reader

DAMAGED = 66


def encrypt(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """Encrypt the record, then the copies of it that are there."""
    now_utc, record = (clock or Clock()).now_utc(), where.record
    _there(record)
    _may(where, clock)
    name = cipher.key_name(record)
    if name is not None:
        if left_behind(record):
            clear_left(record)
            say("What an attempt left behind that was ended half way is removed.")
            return 0
        if arguments.keep_plain_backups or not (plain_copies(record) or files_behind(record, name)):
            raise Conflict(
                f"{shown(record)} is encrypted already. Nothing was changed. `acudesk key check` looks its key over, "
                "`acudesk key change` gives it another one."
            )
        found = keys.find(RECORD, name, record)
        return max(_say_files(record, found), _say_copies(record, found))
    sheet_is_free(arguments)
    with made_key(arguments, record) as key:
        turn(record, key, "encrypted", who_is_here, now_utc)
    say(f"The record is encrypted with the key {key.name}. Its key file is {shown(_file(key))}.")
    code = _say_files(record, key)
    if arguments.keep_plain_backups:
        plain = plain_copies(record)
        say(f"{counted(len(plain), 'copy', 'copies')} from before {'is' if len(plain) == 1 else 'are'} not encrypted.")
    else:
        code = max(code, _say_copies(record, key))
    _take_one(record, now_utc)
    say(
        "Not encrypted: copies on other disks, exports, printed pages, and what the disk still holds of the files from "
        "before where its space is not in use yet."
    )
    give_sheet(arguments, key, record, now_utc)
    return code


def _may(where: Settings, clock: Clock | None) -> None:
    """Raises `NotAllowed`, and tells the log so, for who may not change keys: asked before anything is made."""
    with counter(where, clock) as here:
        standing(here.reader, here.actor, here.now_utc).require("keys")


def _there(record: Path) -> None:
    if not record.exists():
        raise NoRecord(f"There is no record at {shown(record)}. Nothing was changed. `acudesk init` sets up a clinic.")


def _say_copies(record: Path, key: Key) -> int:
    turned = turn_copies(record, key)
    if turned.done:
        said = "copy of it was encrypted too" if len(turned.done) == 1 else "copies of it were encrypted too"
        say(f"{len(turned.done)} {said}: the backups and what stands beside the record.")
    for path, why in turned.left:
        complain(f"acudesk: {shown(path)} could not be encrypted and can be read by whoever has it: {why}")
    return DAMAGED if turned.left else 0


def _take_one(record: Path, now_utc: int) -> None:
    from db.backup_take import take

    try:
        taken = take(record, now_utc)
        say(f"A new backup was taken: {shown(taken.path)}.")
    except RecordError as error:
        complain(f"acudesk: no backup could be taken of it yet. {error}")


def _say_files(record: Path, key: Key | None) -> int:
    """Bring the files kept with referrals after the record, and say how many; they are read either way until then."""
    turned = turn_files_of(record, key)
    if turned.done:
        one = len(turned.done) == 1
        files = "1 file kept with a referral is" if one else f"{len(turned.done)} files kept with referrals are"
        say(f"{files} {'not encrypted any more' if key is None else 'encrypted with the same key'}.")
    for path, why in turned.left:
        complain(f"acudesk: {shown(path)} is kept as it was before: {why}")
    return DAMAGED if turned.left else 0


def decrypt(_: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """Store the record unencrypted again."""
    record = where.record
    _there(record)
    name = cipher.key_name(record)
    _may(where, clock)
    if name is None and files_under_keys(record):
        # An attempt was ended half way: the record came first.
        return _say_files(record, None)
    turn(record, None, "decrypted", who_is_here, (clock or Clock()).now_utc())
    say(
        "The record is not encrypted any more. Its backups still are: keep the key file and the recovery sheet of "
        f"{name} for as long as you keep them."
    )
    return _say_files(record, None)


def key(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """Check, print, restore or change the key."""
    now_utc = (clock or Clock()).now_utc()
    match arguments.what:
        case "check":
            return _check(arguments, where.record)
        case "sheet":
            return _sheet_again(arguments, where.record, now_utc)
        case "restore":
            return _restore(arguments, where.record, now_utc)
        case _:
            _may(where, clock)
            return _change(arguments, where.record, now_utc)


def _check(arguments: Namespace, record: Path) -> int:
    from db.key_check import key_check

    sheet = None if arguments.sheet is None else _read_sheet(arguments.sheet)
    return tell_findings(key_check(record, sheet), as_json=arguments.json, verdict="good")


def _read_sheet(named: str) -> Key:
    if not named:
        return typed_sheet()
    if named == "-":
        return key_sheet.read(sys.stdin.read(1 << 16))
    try:
        with Path(named).expanduser().open(encoding="utf-8", errors="replace") as file:
            return key_sheet.read(file.read(1 << 16))
    except OSError as error:
        raise Refused(
            f"{shown(named)} cannot be read ({error.strerror}). Nothing was changed. Name the sheet."
        ) from error


def _sheet_again(arguments: Namespace, record: Path, now_utc: int) -> int:
    unlocked = _key_of(record)
    from db.writing import Writer

    sheet_is_free(Namespace(sheet=arguments.to))
    with open_reader(record) as reader:
        actor = who_is_here(reader)
    with Writer(record) as writer, writer.unit(actor, now_utc) as unit:
        unit.audit("key_printed", "clinic", 1)
    give_sheet(Namespace(sheet=arguments.to), unlocked, record, now_utc)
    return 0


def _key_of(record: Path) -> Key:
    _there(record)
    name = cipher.key_name(record)
    if name is None:
        raise Refused(f"{shown(record)} is not encrypted, so it has no key. Nothing was changed.")
    return keys.find(RECORD, name, record)


def _restore(arguments: Namespace, record: Path, now_utc: int) -> int:
    found = _read_sheet(arguments.sheet or "")
    wanted = cipher.key_name(record)
    if wanted is not None and wanted != found.name and keys.file_of(RECORD, wanted) is None:
        raise Refused(
            f"The sheet is of the key {found.name}, and {shown(record)} needs the key {wanted}. No key was made. Look "
            "for the newer sheet."
        )
    place = keys.folder() / f"{RECORD}-{found.name}.key" if wanted not in (None, found.name) else _place(found, record)
    keys.write(found, place, passphrase=new_passphrase() if arguments.passphrase else "", made=_day(now_utc))
    say(f"The key file is there again: {shown(place)}. `acudesk key check` tries it.")
    return 0


def _change(arguments: Namespace, record: Path, now_utc: int) -> int:
    before = _key_of(record)
    sheet_is_free(arguments)
    with made_key(arguments, record, another=True) as made:
        turn(record, made, "rekeyed", who_is_here, now_utc)
        code = _say_files(record, made)
    say(f"The record has a new key now, {made.name}. Its key file is {shown(_file(made))}.")
    say(
        f"Backups from before need the old one, {before.name}: keep its file and its sheet for as long as you keep "
        "them."
    )
    _take_one(record, now_utc)
    give_sheet(arguments, made, record, now_utc)
    return code


@contextmanager
def made_key(arguments: Namespace, record: Path, *, another: bool = False) -> Iterator[Key]:
    """A key whose file is there before anything is encrypted with it, and gone again where nothing was.

    The file that the environment or systemd names is used as it is, unless `another` key is wanted.
    """
    given = None if another else keys.given()
    if given is not None:
        if arguments.passphrase:
            raise Refused(
                f"There is a key at {shown(given.path)} already. Nothing was changed. Leave --passphrase out."
            )
        yield keys.unlocked(given, record)
        return
    made = keys.new(RECORD)
    place = keys.folder() / f"{RECORD}-{made.name}.key" if another else _place(made, record)
    keys.write(made, place, passphrase=new_passphrase() if arguments.passphrase else "", made=_day(Clock().now_utc()))
    keys.hold(made)
    was_there = record.exists()
    try:
        yield made
    except BaseException:
        if _needs_it_not(record, made, was_there):
            with suppress(OSError):
                place.unlink()
        raise


def _needs_it_not(record: Path, made: Key, was_there: bool) -> bool:
    """Whether the record surely is not encrypted with a key: what cannot be read, or is not there any more, may be."""
    try:
        return cipher.name_read(record) != made.name
    except FileNotFoundError:
        return not was_there
    except OSError:
        return False


def _place(key: Key, record: Path) -> Path:
    place = keys.place_for(RECORD, key.name)
    if not keys.apart(place, record):
        raise Refused(
            f"The key file would lie at {shown(place)}, with the record or its backups: who takes one would take both. "
            f"Nothing was changed. Name another place with {keys.FILE_NAMED}."
        )
    return place


def _file(key: Key) -> Path:
    found = keys.file_of(RECORD, key.name)
    return found.path if found is not None else keys.place_for(RECORD, key.name)


def sheet_is_free(arguments: Namespace) -> None:
    """Raises where the sheet cannot be written: asked before anything is done, for afterwards it is too late."""
    if arguments.sheet is not None:
        path = Path(arguments.sheet).expanduser().absolute()
        if path.exists() or path.is_symlink() or not path.parent.is_dir():
            raise Conflict(
                f"The recovery sheet cannot be written to {shown(path)}: there is a file already, or no such folder. "
                "Nothing was changed. Choose another name."
            )


def give_sheet(arguments: Namespace, key: Key, record: Path, now_utc: int) -> None:
    """Print the recovery sheet, or write it into the file that was named."""
    with open_reader(record) as reader:
        row = reader.row("select name from clinic")
    text = key_sheet.text(key, key_sheet.Sheet(row[0] if row else "", _day(now_utc), shown(record)))
    if arguments.sheet is None:
        say()
        for line in text.splitlines():
            say(line)
        return
    path = Path(arguments.sheet).expanduser().absolute()
    put_new(path, text)
    say(f"The recovery sheet is in {shown(path)}: print it, keep it in a safe place, and remove the file.")


def _day(now_utc: int) -> str:
    return datetime.fromtimestamp(now_utc, UTC).strftime("%Y-%m-%d")
