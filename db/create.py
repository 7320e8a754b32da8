"""Setting up a record: nothing else ever creates one."""

import os
import time
import uuid
from contextlib import suppress
from pathlib import Path

from care.text import tidy
from db.audit import Actor
from db.disks import refuse_network_disk
from db.errors import Conflict, Refused, StorageFailed, no_access, shown
from db.keys import Key, hold
from db.localtime import check_zone
from db.whole_file import give_name

LONGEST_NAME = 120
"""Characters in a clinic's or a person's name."""


def init(
    path: Path, name: str, timezone: str, owner: str = "", system_user: str = "", *, now_utc: int | None = None,
    key: Key | None = None,
    keyed: bool = False,
) -> None:  # fmt: skip
    """Create the record of a clinic: tables, guards, the clinic's row, its first owner if named, the first audit entry.

    With a `key` it is encrypted from its first byte on; `keyed`: its audit log is kept with a key from the first entry
    on, whose file is made with the others of this account.

    It is made under another name beside `path` and given its own at the end, so that there never is half a record and
    an existing file is never touched. Missing folders are made for this user only (0700), the file too (0600).
    The owner is known by `system_user`, the account of this machine, from then on; without one nobody can sign in yet.
    Raises `Refused` for a name or a time zone, `Conflict` where a file exists, `NoAccess`, `NetworkDisk` or
    `StorageFailed`.
    """
    clinic_name = _name(name, "the clinic")
    owner_name = _name(owner, "the owner") if owner.strip() else ""
    check_zone(timezone)
    path = Path(path).absolute()
    if os.path.lexists(path):
        raise _exists(path)
    refuse_network_disk(path)
    made: list[Path] = []
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex[:12]}.new")
    try:
        _make_folders(path.parent, made)
        _empty_file(draft)
        now_utc = int(time.time()) if now_utc is None else now_utc
        _fill(draft, clinic_name, timezone, (owner_name, tidy(system_user)), now_utc, key, keyed)
        try:
            give_name(draft, path)
        except FileExistsError:
            raise _exists(path) from None
    except BaseException as error:
        for leftover in (draft, *(draft.with_name(draft.name + end) for end in ("-wal", "-shm", "-journal"))):
            with suppress(OSError):
                leftover.unlink()
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()
        if isinstance(error, PermissionError):
            raise no_access(path) from error
        if isinstance(error, OSError):
            raise StorageFailed(
                f"{shown(path)} could not be written ({error.strerror}). Nothing was kept. Choose another place."
            ) from error
        raise


def _name(text: str, whose: str) -> str:
    kept = tidy(text)
    if not kept:
        raise Refused(f"The name of {whose} is empty. Nothing was created. Give it a name.")
    if len(kept) > LONGEST_NAME:
        raise Refused(
            f"The name of {whose} has {len(kept)} characters. Nothing was created. Keep it to {LONGEST_NAME}."
        )
    return kept


def _exists(path: Path) -> Conflict:
    return Conflict(f"There is a file at {shown(path)} already. It was left as it is. Choose another name.")


def _make_folders(folder: Path, made: list[Path]) -> None:
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for new in reversed(missing):
        new.mkdir(mode=0o700)
        made.append(new)
        # The umask only takes away; with some file systems' defaults it is not asked at all.
        new.chmod(0o700)


def _empty_file(path: Path) -> None:
    # The -wal and -shm files take the permissions of the record itself.
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        if hasattr(os, "fchmod"):
            os.fchmod(handle, 0o600)
    finally:
        os.close(handle)


def _fill(
    draft: Path, name: str, timezone: str, first: tuple[str, str], now_utc: int, key: Key | None, keyed: bool
) -> None:
    owner, system_user = first
    # The tools of the write path, only when a record really is made.
    from sqlalchemy.exc import DBAPIError

    from db import audit_keys
    from db.engine import engine_on, in_words
    from db.migrate import build
    from db.opening import connect_unchecked
    from db.reader import open_reader
    from db.tables import Clinic, Staff
    from db.writing import unit_on

    try:
        if key is not None:
            hold(key)
        build(draft, key)
        engine = engine_on(lambda: connect_unchecked(draft))
        try:
            with unit_on(engine, Actor(None, owner or "setup"), now_utc) as unit:
                unit.session.add(Clinic(uid=str(uuid.uuid4()), name=name, timezone=timezone))
                if keyed:
                    audit_keys.begin(unit)
                unit.audit("created", "clinic", 1)
                if owner:
                    person = Staff(name=owner, role="owner", system_user=system_user or None)
                    unit.session.add(person)
                    unit.session.flush()
                    unit.audit("added", "staff", person.id)
            if keyed:
                with open_reader(draft) as reader:
                    audit_keys.settled(reader)
        finally:
            engine.dispose()
    except DBAPIError as error:
        if (words := in_words(error, draft)) is None:
            raise
        raise words from error
