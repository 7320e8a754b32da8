"""The keys of a clinic: where their files are, who may read them, and which are unlocked in this process.

A key has a name, the beginning of a digest of it, by which files say what opens them without giving anything away. Key
files lie in a folder of their own (0700, the files 0600), apart from the record and its backups. A key is read or
unlocked once and then kept in this process; it is never in an argument, in the environment, in a message or in a
`repr`. Only the standard library is needed here.
"""

import hashlib
import json
import os
import re
import stat
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from db.asking import ask
from db.disks import cannot_write
from db.errors import Conflict, KeyMissing, KeyRefused, Refused, WrongPassphrase, shown
from db.whole_file import sync_folder, write_new

RECORD, AUDIT = "record", "audit"
"""What a key is for: opening the record and its backups, or vouching for the audit log."""

FILE_NAMED, CREDENTIALS = "ACUDESK_KEY_FILE", "CREDENTIALS_DIRECTORY"
"""Names of the environment: another place for the record's key file, and what systemd hands to a service."""

LENGTH = 32
"""Bytes of a key."""

TRIES = 3
_FORM = 1

OURS = b'"made_by": "acudesk"'
"""What stands in every key file and in nothing else."""
_NAME_BYTES = 8
_LONGEST_FILE = 4096
_NAME = re.compile(r"[0-9a-f]{16}")
_HEX = re.compile(r"[0-9a-f]{64}")
_NOT_MADE = "No key was made, and nothing else was changed."


class Key(NamedTuple):
    """A key that is unlocked. `raw` never shows in a `repr`."""

    purpose: str
    name: str
    raw: bytes

    def __repr__(self) -> str:
        return f"Key({self.purpose}, {self.name})"


class KeyFile(NamedTuple):
    """What a key file says; `about` may hold whose it is and since when. The secret is `raw` or behind a passphrase."""

    path: Path
    purpose: str
    name: str
    about: dict[str, Any]
    raw: bytes | None
    wrapped: dict[str, Any] | None

    def __repr__(self) -> str:
        return f"KeyFile({self.purpose}, {self.name})"


_held: dict[tuple[str, str], Key] = {}
_typed: list[Key] = []
_turn = threading.Lock()


def name_of(purpose: str, raw: bytes) -> str:
    """The name of a key: it tells two keys apart and nothing of either."""
    return hashlib.sha256(b"acudesk " + purpose.encode() + b" key\n" + raw).digest()[:_NAME_BYTES].hex()


def new(purpose: str) -> Key:
    """A fresh key, which nothing knows yet."""
    return of_raw(purpose, os.urandom(LENGTH))


def of_raw(purpose: str, raw: bytes) -> Key:
    """The key of these 32 bytes."""
    return Key(purpose, name_of(purpose, raw), raw)


def hold(key: Key) -> Key:
    """Keep a key for as long as this process lives."""
    _held[key.purpose, key.name] = key
    return key


def held(purpose: str) -> tuple[Key, ...]:
    """The keys of a kind that this process has."""
    return tuple(key for (kind, _), key in _held.items() if kind == purpose)


def forget() -> None:
    """Let go of every key."""
    _held.clear()
    _typed.clear()


def handover() -> bytes:
    """The keys somebody typed a passphrase for, for a program of ours that has nobody to ask: through a pipe only."""
    return b"".join(f"{key.purpose} {key.raw.hex()}\n".encode() for key in _typed)


def take_over(told: bytes) -> None:
    """Hold the keys that `handover` gave; what is none is passed over."""
    for row in told.splitlines():
        purpose, _, secret = row.decode("ascii", "replace").partition(" ")
        if purpose in (RECORD, AUDIT) and _HEX.fullmatch(secret):
            hold(of_raw(purpose, bytes.fromhex(secret)))


def folder() -> Path:
    """Where the key files of this account are: under its configuration, or where the environment names one."""
    named = _named_file(os.environ)
    if named is not None:
        return named.parent
    import platformdirs

    return platformdirs.user_config_path("acudesk") / "keys"


def place_for(purpose: str, name: str) -> Path:
    """Where a key file belongs."""
    named = _named_file(os.environ)
    return named if purpose == RECORD and named is not None else folder() / f"{purpose}-{name}.key"


def places(purpose: str, name: str) -> Iterator[Path]:
    """Where the file of a key may be, the likeliest first."""
    if purpose == RECORD and (named := _named_file(os.environ)) is not None:
        yield named
    if given := os.environ.get(CREDENTIALS):
        yield Path(given) / ("acudesk-key" if purpose == RECORD else f"acudesk-{purpose}-key")
    yield folder() / f"{purpose}-{name}.key"


def given() -> KeyFile | None:
    """The record's key file that the environment or systemd names, where it is there already."""
    for path in places(RECORD, ""):
        found = read(path)
        if found is not None and found.purpose == RECORD:
            return found
    return None


def unlocked(found: KeyFile, whose: Path | str) -> Key:
    """The key in a file, for which a passphrase may be asked; see `find`."""
    with _turn:
        return _held.get((found.purpose, found.name)) or hold(_unlocked(found, whose))


def _named_file(environment: Mapping[str, str]) -> Path | None:
    named = environment.get(FILE_NAMED)
    if not named:
        return None
    if _HEX.fullmatch(named.strip().lower()):
        # Not repeated: it may be the key itself.
        raise Refused(
            f"{FILE_NAMED} holds a key, and the environment is no place for one: others can read it there. Nothing was "
            "opened. Put the key into a file and name that file."
        )
    return Path(named).expanduser().absolute()


def find(purpose: str, name: str, whose: Path | str) -> Key:
    """The key of this name, unlocked; `whose` names what wants it, for the messages.

    Raises `KeyMissing` where it is not on this machine or nobody can be asked for its passphrase, `KeyRefused` for a
    file that others may read or that is no key file, `WrongPassphrase`.
    """
    with _turn:
        if (key := _held.get((purpose, name))) is not None:
            return key
        found = file_of(purpose, name)
        if found is None:
            raise _missing(purpose, name, whose)
        return hold(_unlocked(found, whose))


def file_of(purpose: str, name: str) -> KeyFile | None:
    """The file of a key on this machine; None where there is none, and for what is no name of a key."""
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        # It stands in a file that anybody may have written into, and must lead to no other place.
        return None
    for path in places(purpose, name):
        found = read(path)
        if found is not None and (found.purpose, found.name) == (purpose, name):
            return found
    return None


def files(purpose: str) -> list[KeyFile]:
    """Every key file of a kind in the folder of this account that can be read as one."""
    found = []
    with suppress(OSError):
        for path in sorted(folder().glob(f"{purpose}-*.key")):
            with suppress(KeyRefused):
                one = read(path)
                if one is not None and one.purpose == purpose:
                    found.append(one)
    return found


def _unlocked(found: KeyFile, whose: Path | str) -> Key:
    if found.raw is not None:
        return Key(found.purpose, found.name, found.raw)
    if threading.current_thread() is not threading.main_thread():
        raise _nobody_to_ask(whose)
    from db.key_wrap import unwrap

    for tried in range(TRIES):
        again = "That was not it. " if tried else ""
        typed = ask(f"{again}Passphrase of {shown(Path(whose).name)}: ")
        if typed is None:
            raise _nobody_to_ask(whose)
        raw = unwrap(found.wrapped or {}, typed) if typed else None
        if raw is not None and name_of(found.purpose, raw) == found.name:
            key = Key(found.purpose, found.name, raw)
            _typed.append(key)
            return key
        if not typed:
            break
    raise WrongPassphrase(
        f"That is not the passphrase of {shown(whose)}. Nothing was opened, and nothing was changed. Try again; "
        "without the passphrase only the recovery sheet helps: `acudesk key restore`."
    )


def _nobody_to_ask(whose: Path | str) -> KeyMissing:
    return KeyMissing(
        f"{shown(whose)} is encrypted, and the passphrase of its key can only be asked for on a terminal. Nothing was "
        "changed. Run this on one."
    )


def read(path: Path) -> KeyFile | None:
    """What a key file says; None where there is no file. Raises `KeyRefused` for one that cannot be trusted or read."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise KeyRefused(
            f"The key file {shown(path)} cannot be read ({error.strerror}). Nothing was changed. See who owns it."
        ) from error
    with open(handle, "rb") as file:  # noqa: PTH123 it is a descriptor
        seen = os.fstat(handle)
        if not stat.S_ISREG(seen.st_mode):
            raise KeyRefused(f"{shown(path)} is not a file. Nothing was changed. Name the key file.")
        # To an account that is not root systemd gives its credentials by a list of rights, which shows as the group's.
        handed = os.environ.get(CREDENTIALS) == str(path.parent)
        if seen.st_mode & (0o037 if handed else 0o077):
            raise KeyRefused(
                f"Others may read the key file {shown(path)}, so it was not used. Nothing was changed. Ask who could "
                f"have copied it, then: chmod 600 {shown(path)}"
            )
        if hasattr(os, "geteuid") and seen.st_uid not in (0, os.geteuid()):
            raise KeyRefused(
                f"The key file {shown(path)} belongs to another account, so it was not used. Nothing was changed."
            )
        text = file.read(_LONGEST_FILE + 1)
    try:
        found = _parsed(path, text)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise KeyRefused(
            f"{shown(path)} is not a key file of acudesk, or it is damaged. Nothing was changed. Make it again from "
            "the recovery sheet: `acudesk key restore`."
        ) from None
    return found


def _parsed(path: Path, text: bytes) -> KeyFile:
    said = json.loads(text)
    if said.pop("made_by") != "acudesk" or said.pop("form") != _FORM:
        raise ValueError
    purpose, name, raw, wrapped = said.pop("for"), said.pop("name"), said.pop("key", None), said.pop("wrapped", None)
    if purpose not in (RECORD, AUDIT) or not _NAME.fullmatch(name) or (raw is None) == (wrapped is None):
        raise ValueError
    if raw is not None and (not _HEX.fullmatch(raw) or name_of(purpose, bytes.fromhex(raw)) != name):
        raise ValueError
    return KeyFile(path, purpose, name, said, None if raw is None else bytes.fromhex(raw), wrapped)


def write(key: Key, path: Path, *, passphrase: str = "", **about: Any) -> KeyFile:
    """Write a key into a new file that only this account may read, past a power cut; its folder is made (0700).

    Raises `Conflict` where there is a file, `StorageFailed` for a place that does not take it.
    """
    said: dict[str, Any] = {"made_by": "acudesk", "form": _FORM, "for": key.purpose, "name": key.name, **about}
    if passphrase:
        from db.key_wrap import wrap

        said["wrapped"] = wrap(key.raw, passphrase)
    else:
        said["key"] = key.raw.hex()
    try:
        _make_folder(path.parent)
        write_new(path, _text(said))
        sync_folder(path.parent)
    except FileExistsError:
        raise Conflict(
            f"There is a file at {shown(path)} already. It was left as it is. {_NOT_MADE} Move it away, or name "
            f"another place with {FILE_NAMED}."
        ) from None
    except OSError as error:
        raise cannot_write(error, path.parent, _NOT_MADE) from error
    return KeyFile(path, key.purpose, key.name, about, None if passphrase else key.raw, said.get("wrapped"))


def rewrite(found: KeyFile, **about: Any) -> None:
    """Say more about a key in its file, which is replaced as a whole; the key in it stays as it is. Raises OSError."""
    said = json.loads(found.path.read_bytes())
    draft = found.path.with_name(f".{found.path.name}.part")
    with suppress(OSError):
        draft.unlink()
    write_new(draft, _text({**said, **about}))
    try:
        draft.replace(found.path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def _text(said: dict[str, Any]) -> bytes:
    return (json.dumps(said, indent=1, sort_keys=True) + "\n").encode()


def _make_folder(place: Path) -> None:
    missing = [one for one in (place, *place.parents) if not one.exists()]
    for one in reversed(missing):
        with suppress(FileExistsError):
            one.mkdir(mode=0o700)
            one.chmod(0o700)


def apart(place: Path, record: Path) -> bool:
    """Whether a key file lies apart from the record it opens and from its backups: who takes one must not get both."""
    home = Path(os.path.realpath(record)).parent
    at = Path(os.path.realpath(place)).parent
    return at != home and not at.is_relative_to(home / "backups")


def _missing(purpose: str, name: str, whose: Path | str) -> KeyMissing:
    name = shown(str(name))[: 2 * _NAME_BYTES]
    looked = ", ".join(dict.fromkeys(shown(path) for path in places(purpose, name)))
    if purpose == RECORD:
        return KeyMissing(
            f"{shown(whose)} is encrypted, and its key {name} is not on this machine (not at {looked}). Nothing was "
            "changed. Bring the key file there, or make it again from the recovery sheet: `acudesk key restore`."
        )
    return KeyMissing(
        f"The audit log of {shown(whose)} is kept with the key {name}, which is not on this machine (not at {looked}). "
        "Nothing was written. Bring that file there, or let the owner begin a new key: `acudesk audit key --new`."
    )
