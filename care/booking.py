"""A booking from outside whose patient nobody has settled yet."""

from datetime import date
from typing import NamedTuple


class Proposal(NamedTuple):
    """An online booking that waits for a person to say who it is. `minute` is after local midnight."""

    id: int
    source_id: str
    name: str
    family_name: str
    given_name: str
    phone: str
    email: str
    on: date
    minute: int
    minutes: int
    service: str = ""
    note: str = ""
    version: int = 1


class Match(NamedTuple):
    """A patient who may be the one meant, and why, in the words of `care.likeness`: `same name`, `same phone`."""

    patient_id: int
    name: str
    born: date | None
    phone: str
    reasons: tuple[str, ...]
