"""An entry of the audit log as a person reads it: who, what, whom it is about, and whether it stands out."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

STANDS_OUT: Mapping[str, str] = MappingProxyType(
    {
        "denied": "refused",
        "refused": "refused",
        "pin_wrong": "failed",
        "pin_too_soon": "failed",
        "pin_missing": "failed",
        "crashed": "fault",
        "restored": "record",
        "encrypted": "record",
        "decrypted": "record",
        "rekeyed": "record",
        "keyed": "record",
        "key_printed": "record",
    }
)
"""Actions that an owner looks for first, and the word for each: refused, failed, ended by a fault, done to the record
as a whole or to its keys. Exports and copies are a day's work."""

EMERGENCY = "emergency_access"
"""Every entry on this subject stands out: somebody took more rights than their role has."""


def stands_out(action: str, subject: str) -> str:
    """`refused`, `failed`, `fault`, `record`, `emergency`; nothing for an entry of every day."""
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
