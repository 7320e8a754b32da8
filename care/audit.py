"""An entry of the audit log as a person reads it: who, what, whom it is about, and whether it stands out."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

STANDS_OUT: Mapping[str, str] = MappingProxyType(
    {
        "denied": "refused",
        "refused": "refused",
        "failed": "failed",
        "pin_failed": "failed",
        "pin_wrong": "failed",
        "wrong_pin": "failed",
        "pin_refused": "refused",
        "locked_out": "failed",
        "crashed": "fault",
    }
)
"""Actions that an owner looks for first, and the word for each: refused, failed, ended by a fault."""

EMERGENCY = "emergency_access"
"""Every entry on this subject stands out: somebody took more rights than their role has."""

RESTORED = ("restored", "encrypted", "decrypted", "rekeyed", "key_printed", "exported", "copied")
"""What was done to the record as a whole."""


def stands_out(action: str, subject: str) -> str:
    """`refused`, `failed`, `fault`, `emergency`; nothing for an entry of every day."""
    if subject == EMERGENCY:
        return "emergency"
    return STANDS_OUT.get(action, "")


class AuditLine(NamedTuple):
    """One entry. `about` is what it is about in words, `alarm` why it stands out, "" where it does not.

    `minute` is after the clinic's midnight of `on`.
    """

    id: int
    on: date
    minute: int
    who: str
    what: str
    about: str
    alarm: str = ""
