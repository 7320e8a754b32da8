"""How the door was set up on this machine: accounts and places, kept in `ssh.toml` beside the configuration."""

import json
import re
import tomllib
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from dashboard.places import make_private_folder, places
from dashboard.settings import UsageError
from db.errors import shown
from db.whole_file import put_whole

_ACCOUNT = re.compile(r"[a-z_][a-z0-9_-]{0,31}", re.ASCII)
_PLACE = re.compile(r"/[A-Za-z0-9._/-]+", re.ASCII)


class NoDoor(UsageError):
    """Nobody has set ssh up here, or the file that says how cannot be read."""


@dataclass(frozen=True, slots=True)
class Door:
    """Which account people sign in to, which one looks keys up, where the programs and the list of keys are.

    Every value is so plain that it means the same in a shell, to sshd and in TOML. Raises UsageError for another.
    """

    account: str = "clinic"
    keys_account: str = "clinickeys"
    programs: str = "/usr/local/libexec"
    list: str = "/var/lib/acudesk-keys/list"

    def __post_init__(self) -> None:
        for name in ("account", "keys_account"):
            if not _ACCOUNT.fullmatch(getattr(self, name)):
                raise UsageError(f"“{shown(getattr(self, name))}” is no name of an account. Nothing was done.")
        for name in ("programs", "list"):
            if not _PLACE.fullmatch(getattr(self, name)) or "/../" in f"{getattr(self, name)}/":
                raise UsageError(
                    f"“{shown(getattr(self, name))}” cannot be a place here: a whole path of plain letters, digits, "
                    "dots, dashes and slashes is asked for. Nothing was done."
                )

    @property
    def keys_command(self) -> str:
        """The program sshd asks for keys."""
        return f"{self.programs}/acudesk-keys"

    @property
    def session_command(self) -> str:
        """The program a key starts."""
        return f"{self.programs}/acudesk-session"


def door_file() -> Path:
    """Where it is written how the door was set up."""
    return places().config / "ssh.toml"


def read_door() -> Door:
    """The door of this machine; raises `NoDoor` where there is none."""
    file = door_file()
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NoDoor(
            "ssh is not set up on this machine yet. `acudesk ssh setup` says what it takes. Nothing was done."
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise NoDoor(
            f"{shown(file)} cannot be read ({type(error).__name__}). Nothing was done. `acudesk ssh setup --write "
            "FOLDER` writes it anew."
        ) from error
    known = {field.name for field in fields(Door)}
    if said.keys() - known or not all(isinstance(value, str) for value in said.values()):
        raise NoDoor(
            f"{shown(file)} says something that is not known. Nothing was done. Write it anew with `ssh setup`."
        )
    return Door(**said)


def write_door(door: Door) -> Path:
    """Keep how the door was set up; where."""
    file = door_file()
    make_private_folder(file.parent)
    lines = ["# How people come in over ssh; written by `acudesk ssh setup --write`."]
    # So plain a text is the same in JSON and in TOML.
    lines += [f"{name} = {json.dumps(value)}" for name, value in asdict(door).items()]
    put_whole(file, ("\n".join(lines) + "\n").encode())
    return file
