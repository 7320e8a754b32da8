"""Asking for what must not be seen: on the terminal itself, without an echo, never from an argument."""

import os

from dashboard.cli.output import complain, say
from db import key_sheet
from db.errors import KeyMissing, RecordError, Refused
from db.key_sheet import LINES
from db.keys import RECORD, TRIES, Key, of_raw

SHORTEST = 12
"""Characters of a new passphrase: it is all that guards the key file."""

_KEPT = "Nothing was changed."


def ask(prompt: str) -> str | None:
    """What somebody types, unseen; None where there is no terminal, empty where they gave up."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | getattr(os, "O_NOCTTY", 0)))
    except OSError:
        return None
    import getpass

    try:
        return getpass.getpass(prompt)
    except EOFError:
        complain("")  # what is said next begins a line of its own
        return ""


def new_pin(name: str) -> str:
    """A new PIN of somebody, typed twice; raises `Refused` for nothing, for what is no PIN, or not the same."""
    from db.writes import pins

    first = _asked(f"New PIN of {name} (at least {pins.SHORTEST} characters): ", Refused)
    if not first:
        raise Refused(f"No PIN was typed. {_KEPT} `--none` takes a PIN away.")
    pins.well_formed(first)
    if _asked("The same again: ", Refused) != first:
        raise Refused(f"The two were not the same. {_KEPT} Try again.")
    return first


def new_passphrase() -> str:
    """A new passphrase, typed twice; raises `Refused` for one that is too short or was not typed the same."""
    first = _asked(f"A passphrase for the key (at least {SHORTEST} characters): ")
    if len(first) < SHORTEST:
        raise Refused(f"The passphrase has fewer than {SHORTEST} characters. {_KEPT} Several words make a good one.")
    if _asked("The same once more: ") != first:
        raise Refused(f"The two were not the same. {_KEPT} Try again.")
    return first


def typed_sheet() -> Key:
    """The key of a recovery sheet, line by line as it is typed; a line that does not fit is asked for again."""
    say(f"Type the {LINES} lines of the recovery sheet. They are not shown; each is checked by itself.")
    return of_raw(RECORD, bytes.fromhex("".join(_line(number) for number in range(LINES))))


def _line(number: int) -> str:
    for _ in range(TRIES):
        part = key_sheet.line_read(number, _asked(f"line {number + 1}: "))
        if part is not None:
            return part
        say(f"Line {number + 1} does not fit its check digits.")
    raise Refused(f"Line {number + 1} does not fit its check digits. {_KEPT} Compare it with the sheet.")


def _asked(prompt: str, alone: type[RecordError] = KeyMissing) -> str:
    """What is typed; raises `alone` where there is nobody to type it."""
    typed = ask(prompt)
    if typed is None:
        raise alone(f"This is asked for on a terminal, and there is none. {_KEPT} Run it on one.")
    return typed
