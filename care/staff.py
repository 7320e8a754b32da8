"""The clinic itself and the people and rooms it works with."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

ROLES = ("front_desk", "practitioner", "owner")


class Clinic(NamedTuple):
    """The one clinic a record belongs to. `timezone` is an IANA name; minutes are minutes after local midnight."""

    uid: str
    name: str
    timezone: str
    phone: str = ""
    opens_minute: int = 8 * 60
    closes_minute: int = 18 * 60
    overlap_limit: int = 2
    """How many patients one practitioner may have at the same time; acupuncturists stagger over rooms."""


class Staff(NamedTuple):
    """A person who works here. `role` is one of `ROLES`."""

    id: int
    source_id: str | None
    name: str
    role: str

    @property
    def short(self) -> str:
        """The last word of the name, as a schedule column shows it."""
        return self.name.split()[-1] if self.name.split() else self.name


def who_treat(people: Iterable[Staff]) -> tuple[Staff, ...]:
    """Those who may treat patients: practitioners first, then owners, who often do in a small clinic."""
    return tuple(sorted((one for one in people if one.role != "front_desk"), key=lambda one: one.role == "owner"))


class Closure(NamedTuple):
    """A day the clinic is closed, and why."""

    on: date
    reason: str
