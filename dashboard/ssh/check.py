"""Looking a machine's door over: what sshd was really told, who may write what it trusts, who may read what."""

import grp
import os
import pwd
import stat
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from dashboard.ssh.door import Door
from dashboard.ssh.files import TIMEOUTS_SINCE, keys_program, session_program, sshd_program, sshd_version
from dashboard.ssh.key_list import list_agrees
from db.errors import RecordError, shown
from db.reader import open_reader

FINE, LOOK, WRONG = "fine", "look", "wrong"
"""How a finding stands: as it should be, worth a look, or so that people cannot come in or others could."""

HARMLESS = {"COLORTERM", "LANG", "LC_*", "LC_ALL", "LC_CTYPE"}
"""What a client may send along; the session's own start throws the rest away once more."""


class Finding(NamedTuple):
    """One thing that was looked at: how it stands, and a sentence that says what to do where it should be another."""

    state: str
    said: str


def look_over(door: Door, record: Path, protocol: Path | None, config: str | None = None) -> list[Finding]:
    """Everything, in the order in which it is set up. `config`: sshd's file where it is not the usual one."""
    found = [*_programs_there()]
    account, keys_account = _account(door.account), _account(door.keys_account)
    found += [*_accounts(door, account, keys_account)]
    found += [*_trusted(door, record, protocol)]
    if account is not None and keys_account is not None:
        found += [*_reading(door, record, account, keys_account)]
    found += [*_list(door, record)]
    found += [*_sshd(door, config)]
    return found


def _programs_there() -> Iterator[Finding]:
    version = sshd_version()
    if version is None:
        yield Finding(WRONG, "There is no sshd on this machine. Install OpenSSH's server (openssh-server).")
    elif version < TIMEOUTS_SINCE:
        number = ".".join(map(str, version))
        yield Finding(
            LOOK, f"OpenSSH {number} cannot close what is not used; 9.2 and later can. Everything else holds."
        )
    else:
        yield Finding(FINE, f"OpenSSH {version[0]}.{version[1]} is there.")


def _account(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _accounts(
    door: Door, account: pwd.struct_passwd | None, keys_account: pwd.struct_passwd | None
) -> Iterator[Finding]:
    for name, there in ((door.account, account), (door.keys_account, keys_account)):
        if there is None:
            yield Finding(WRONG, f"There is no account {name}. `acudesk ssh setup` has the command that makes it.")
    if account is None or keys_account is None:
        return
    if account.pw_uid == keys_account.pw_uid:
        yield Finding(WRONG, f"{door.account} and {door.keys_account} are one account: looking keys up needs its own.")
    elif keys_account.pw_uid == 0:
        yield Finding(WRONG, "Keys are looked up as root. An account of its own, which may do nothing else, is enough.")
    else:
        yield Finding(FINE, f"The accounts {door.account} and {door.keys_account} are there.")
    shell = account.pw_shell or "/bin/sh"
    if not os.access(shell, os.X_OK) or shell.endswith(("nologin", "false")):
        yield Finding(
            WRONG,
            f"{door.account} has the shell {shown(shell)}, which starts nothing. usermod -s /bin/sh {door.account}",
        )


def _trusted(door: Door, record: Path, protocol: Path | None) -> Iterator[Finding]:
    """What sshd runs must be root's, with every folder above it: who can write there decides who comes in."""
    wanted = {
        door.keys_command: keys_program(door),
        door.session_command: session_program(door, record, protocol),
    }
    for place, text in wanted.items():
        path = Path(place)
        if not path.exists():
            yield Finding(WRONG, f"{place} is not there. `acudesk ssh setup --write FOLDER` makes it.")
            continue
        loose = loosest(path)
        if loose:
            yield Finding(WRONG, f"{loose} sshd does not trust {place} so, and neither should you.")
        with suppress(OSError):
            if path.read_text(encoding="utf-8", errors="replace") != text:
                yield Finding(
                    LOOK,
                    f"{place} is not what acudesk would write now: another version, record or account. Write it anew.",
                )
            elif not loose:
                yield Finding(FINE, f"{place} is as it should be, and root's alone.")


def loosest(path: Path) -> str:
    """The first part of a path that somebody else than root can change, as a sentence; empty where there is none."""
    for part in (*reversed(path.resolve().parents), path.resolve()):
        seen = part.stat()
        if seen.st_uid != 0:
            return f"{part} belongs to {owner(seen.st_uid)}: chown root {part}."
        if seen.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            return f"{part} can be written by others: chmod go-w {part}."
    if path.is_file() and not path.stat().st_mode & stat.S_IXOTH:
        return f"{path} cannot be run by everybody: chmod a+rx {path}."
    return ""


def owner(uid: int) -> str:
    """An account by name, by number where it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def may(account: pwd.struct_passwd, path: Path, wanted: int) -> bool:
    """Whether the modes of a path, and of the folders above it, let an account do so. `wanted`: 4 read, 2 write."""
    groups = {account.pw_gid, *(one.gr_gid for one in grp.getgrall() if account.pw_name in one.gr_mem)}

    def lets(part: Path, bits: int) -> bool:
        seen = part.stat()
        shift = 6 if seen.st_uid == account.pw_uid else 3 if seen.st_gid in groups else 0
        return account.pw_uid == 0 or (seen.st_mode >> shift) & bits == bits

    try:
        return all(lets(part, 1) for part in path.resolve().parents) and lets(path, wanted)
    except OSError:
        return False


def _reading(
    door: Door, record: Path, account: pwd.struct_passwd, keys_account: pwd.struct_passwd
) -> Iterator[Finding]:
    # Beside the record SQLite keeps what is not in it yet.
    if not may(account, record, 6) or not may(account, record.resolve().parent, 3):
        yield Finding(
            WRONG, f"{door.account} may not read and write {shown(record)}: it must own the record and its folder."
        )
    elif may(keys_account, record, 4):
        yield Finding(WRONG, f"{door.keys_account} may read {shown(record)}: chmod 600 it, and 700 its folder.")
    else:
        yield Finding(FINE, f"The record is open to {door.account} and shut to {door.keys_account}.")


def _list(door: Door, record: Path) -> Iterator[Finding]:
    file = Path(door.list)
    keys_account = _account(door.keys_account)
    try:
        with open_reader(record) as reader:
            agrees = list_agrees(reader, door)
    except FileNotFoundError:
        yield Finding(WRONG, f"{file} is not there: no key opens the door. `acudesk ssh setup` has its folder.")
        return
    except (OSError, RecordError) as error:
        told = error.strerror if isinstance(error, OSError) else str(error)
        yield Finding(LOOK, f"The list of keys could not be held against the record: {told}")
        return
    if not agrees:
        yield Finding(LOOK, f"{file} is not what the record says. `acudesk ssh setup --write FOLDER` writes it anew.")
    if keys_account is not None and not may(keys_account, file, 4):
        yield Finding(
            WRONG, f"{door.keys_account} may not read {file}: no key opens the door. See `acudesk ssh setup`."
        )
    elif keys_account is not None and keys_account.pw_uid != 0 and may(keys_account, file, 2):
        yield Finding(LOOK, f"{door.keys_account} may write {file}: it only has to read it. chmod 640 {file}")
    elif agrees:
        yield Finding(FINE, f"{file} says what the record says.")


def _sshd(door: Door, config: str | None) -> Iterator[Finding]:
    program = sshd_program()
    if program is None:
        return
    said, trouble = effective(program, door.account, config)
    if not said:
        yield Finding(LOOK, f"What sshd was told could not be asked ({trouble}). Run `acudesk ssh check` as root.")
        return
    found = [*_values(door, said)]
    yield from found or [Finding(FINE, f"sshd gives {door.account} one session and nothing else.")]
    yield from _host_keys(said.get("hostkey", []))


def effective(program: str, account: str, config: str | None) -> tuple[dict[str, list[str]], str]:
    """What sshd would hold to for an account, and where it does not answer, why."""
    command = [program, "-T", "-C", f"user={account},host=localhost,addr=127.0.0.1"]
    command += ["-f", config] if config else []
    told = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, timeout=20)
    said: dict[str, list[str]] = {}
    if told.returncode == 0:
        for line in told.stdout.splitlines():
            name, _, value = line.partition(" ")
            said.setdefault(name.lower(), []).append(value)
    return said, shown(told.stderr.strip().splitlines()[-1]) if told.stderr.strip() else f"code {told.returncode}"


def _values(door: Door, said: dict[str, list[str]]) -> Iterator[Finding]:
    wanted = {
        "authorizedkeyscommand": f"{door.keys_command} %u %t %k",
        "authorizedkeyscommanduser": door.keys_account,
        "authorizedkeysfile": "none",
        "authenticationmethods": "publickey",
        "disableforwarding": "yes",
        "permittunnel": "no",
        "permituserrc": "no",
        "permittty": "yes",
        "maxsessions": "1",
        "permituserenvironment": "no",
    }
    block = f"the block of {door.account}"
    for name, value in wanted.items():
        has = " ".join(said.get(name, ["nothing"]))
        if has != value:
            where = "sshd_config" if name == "permituserenvironment" else block
            yield Finding(WRONG, f"sshd has {name} {shown(has)}, and not {value}. Put it right in {where}.")
    if said.get("clientaliveinterval", ["0"])[0] == "0":
        yield Finding(LOOK, f"sshd never asks whether a line is still there: ClientAliveInterval 15 in {block}.")
    more = {name for line in said.get("acceptenv", []) for name in line.split()} - HARMLESS
    if more:
        yield Finding(LOOK, f"sshd lets clients set {shown(', '.join(sorted(more)))}: no session needs it.")
    if said.get("compression", ["yes"])[0] == "no":
        yield Finding(
            LOOK, "sshd compresses nothing: Compression yes in sshd_config makes a slow line ten times as fast."
        )


def _host_keys(names: list[str]) -> Iterator[Finding]:
    there = [name for name in names if Path(name).exists()]
    if not there:
        yield Finding(WRONG, "sshd has no host key: ssh-keygen -A makes them.")
    for name in there:
        if Path(name).stat().st_mode & 0o077:
            yield Finding(WRONG, f"{shown(name)} can be read by others: chmod 600 it, and have new ones made.")
