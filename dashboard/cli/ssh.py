"""`ssh add`, `list`, `revoke` and `setup`: whose keys open the door, and what the machine's sshd is given."""

import sys
from argparse import Namespace
from contextlib import suppress
from pathlib import Path
from typing import Any

from dashboard.cli.care import staff_meant
from dashboard.cli.counter import Counter, answer, counter
from dashboard.cli.output import complain, say, say_json
from dashboard.clock import Clock
from dashboard.reports.words import columns
from dashboard.settings import Settings, UsageError
from dashboard.ssh.door import Door, NoDoor, read_door, write_door
from dashboard.ssh.files import keys_program, match_block, session_program, sshd_version, steps
from dashboard.ssh.key_list import write_list
from db.errors import RecordError, shown
from db.localtime import to_local
from db.processes import end
from db.public_key import KINDS, LARGEST, read_key
from db.staff_keys import Key, key_meant, keys
from db.whole_file import put_whole

GLOBAL = (
    "PermitUserEnvironment no     # the default; a yes lets ~/.ssh/environment in",
    "Compression yes              # the default; a slow line carries a tenth of the bytes",
    "# Subsystem sftp …           # not needed; the account above cannot use it in any case",
)
"""What holds for the whole of sshd and stands in no Match block."""


def ssh(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """One of the commands of `ssh`, but `session`, which is a way in of its own."""
    match arguments.what:
        case "check":
            from dashboard.cli.ssh_check import check

            return check(arguments, where)
        case "setup":
            return _setup(arguments, where)
        case _:
            with counter(where, clock) as here:
                return {"add": _add, "list": _list, "revoke": _revoke}[arguments.what](arguments, here)


def _add(arguments: Namespace, here: Counter) -> int:
    """Let somebody in with a key."""
    key = read_key(_read(arguments.key))
    staff_id = staff_meant(here, arguments.who)
    number = here.write("staff_keys.add", staff_id, key, read_only=arguments.only_looks)
    made = next(one for one in keys(here.reader) if one.id == number)
    only = ", to look and not to write" if made.read_only else ""
    told = f"Key {number} ({key.word}, {key.fingerprint}) opens the door for {made.name}{only}."
    return answer(arguments, f"{told}{_listed(here)}", key=_as_json(made, here))


def _read(name: str) -> bytes:
    """A little more than the largest file that is looked at, so that a larger one is refused unread."""
    if name == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    path = Path(name).expanduser()
    if not path.is_file():
        raise UsageError(f"{shown(path)} is no file. Nothing was changed. Name the one that ends in .pub")
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _revoke(arguments: Namespace, here: Counter) -> int:
    """Let a key in no more; hang up on whoever is in by it."""
    one = key_meant(here.reader, arguments.key)
    done, processes = here.write("staff_keys.revoke", one.id)
    listed = _listed(here)
    ended = hang_up(processes)
    now = next(key for key in keys(here.reader) if key.id == one.id)
    return answer(arguments, f"{done.said}{ended}{listed}", key=_as_json(now, here), sessions_ended=len(processes))


def hang_up(processes: tuple[str, ...]) -> str:
    """End sessions whose end is written down already; a sentence about it, empty where there were none."""
    done = [end(one) for one in processes]
    if not done:
        return ""
    told = " Its session was ended." if len(done) == 1 else f" Its {len(done)} sessions were ended."
    if not all(done):
        # The session looks for itself too, as long as it answers at all.
        told = " A session of it belongs to another account of this machine: it ends by itself within seconds."
    return told


def _listed(here: Counter) -> str:
    """Write the list that sshd's question is answered from; a sentence where that needs a person."""
    try:
        write_list(here.reader, read_door())
    except NoDoor:
        return " ssh is not set up on this machine yet: see `acudesk ssh setup`."
    except OSError as error:
        complain(
            f"acudesk: note: the list of keys for sshd could not be written ({error.strerror}). A new key opens "
            "nothing before it is; a revoked one opens nothing already. Run `acudesk ssh check`."
        )
    return ""


def _list(arguments: Namespace, here: Counter) -> int:
    """Every key, one line each."""
    found = keys(here.reader)
    if arguments.json:
        say_json({"timezone": here.clinic.timezone, "keys": [_as_json(one, here) for one in found]}, indent=2)
        return 0
    for one in found:
        opens = "looks" if one.read_only else "opens"
        state = opens if one.opens else "revoked" if one.revoked_utc is not None else "left"
        used = "never used" if one.last_utc is None else f"last {_day(one.last_utc, here)}"
        say(columns((str(one.id), 4), (one.name, 20), (state, 8), (KINDS.get(one.kind, one.kind), 10), (used, 16)))
        say(f"     {one.fingerprint} {one.comment}"[:80].rstrip())
    if not found:
        say("No key opens the door yet. `acudesk ssh add NAME KEYFILE` lets somebody in.")
    return 0


def _as_json(one: Key, here: Counter) -> dict[str, Any]:
    """A key as documented in docs/commands.md."""
    return {
        "id": one.id, "staff_id": one.staff_id, "name": one.name, "opens": one.opens, "kind": one.kind,
        "fingerprint": one.fingerprint, "comment": one.comment or None, "added": _day(one.added_utc, here),
        "revoked": None if one.revoked_utc is None else _day(one.revoked_utc, here),
        "read_only": one.read_only, "last_used": None if one.last_utc is None else _day(one.last_utc, here),
    }  # fmt: skip


def _day(utc: int, here: Counter) -> str:
    return to_local(utc, here.clinic.timezone)[0].isoformat()


def _setup(arguments: Namespace, where: Settings) -> int:
    """Print the files, or write them; then what is left to an administrator."""
    usual = Door()
    with suppress(UsageError):
        usual = read_door()
    door = Door(
        arguments.account or usual.account, arguments.keys_account or usual.keys_account,
        arguments.programs or usual.programs, arguments.list or usual.list,
    )  # fmt: skip
    files = {
        "acudesk.conf": match_block(door, sshd_version()),
        "acudesk-keys": keys_program(door),
        "acudesk-session": session_program(door, where.record, where.protocol),
    }
    if arguments.write is None:
        for name, text in files.items():
            say(f"── {name} ".ljust(80, "─"))
            for line in text.splitlines():
                say(line)
        _say_steps(door, "FOLDER", "`acudesk ssh setup --write FOLDER` writes these files. Then, as root:")
        return 0
    folder = Path(arguments.write).expanduser().absolute()
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        place = folder / name
        put_whole(place, text.encode())
        place.chmod(0o644 if name.endswith(".conf") else 0o755)
    kept = write_door(door)
    say(f"Written into {shown(folder)}: {', '.join(files)}. What was chosen is kept in {shown(kept)}.")
    _say_steps(door, shown(folder), "Left to an administrator, once, as root:")
    with suppress(RecordError, OSError), counter(where) as here:
        write_list(here.reader, door)
    with suppress(OSError, KeyError):
        if (owner := where.record.owner()) != door.account:
            complain(
                f"acudesk: note: {shown(where.record)} belongs to {owner}, and has to be {door.account}'s. These files "
                f"name it where it is: move it first (docs/ssh.md), then run this again as {door.account}."
            )
    return 0


def _say_steps(door: Door, folder: str, head: str) -> None:
    say()
    say(head)
    for line in steps(door, folder):
        say(f"  {line}")
    say()
    say("For the whole of sshd, in /etc/ssh/sshd_config:")
    for line in GLOBAL:
        say(f"  {line}")
    say()
    say(f"Then, as {door.account}: `acudesk ssh add NAME KEYFILE` for each person, and `acudesk ssh check`.")
