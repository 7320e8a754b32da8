"""Who is treated, and how a name is shown."""

import unicodedata
from datetime import date
from typing import NamedTuple

CAUTIONS = ("anticoagulant", "bleeding_disorder", "pacemaker", "pregnancy")


class Patient(NamedTuple):
    """A person in the record. `born` is None when unknown; `cautions` holds names from `CAUTIONS`."""

    id: int
    source_id: str | None
    family_name: str
    given_name: str
    preferred_name: str = ""
    born: date | None = None
    phone: str = ""
    email: str = ""
    cautions: tuple[str, ...] = ()
    note: str = ""
    version: int = 1

    @property
    def name(self) -> str:
        """The name as it is said at the counter: family first for CJK and Hangul, given first otherwise."""
        return full_name(self.family_name, self.given_name, self.preferred_name)

    def age(self, on: date) -> int | None:
        """Completed years on a day; None without a birth date."""
        if self.born is None:
            return None
        return on.year - self.born.year - ((on.month, on.day) < (self.born.month, self.born.day))


class Health(NamedTuple):
    """What a letter says of a patient beside the course: in words, empty where nothing is on record."""

    patient: Patient
    address: str = ""
    medicines: str = ""
    allergies: str = ""


def full_name(family: str, given: str, preferred: str = "") -> str:
    """Family and given name in the order of their script; the preferred name stands in for the given one."""
    first = preferred or given
    if not family or not first:
        return family or first
    if _family_first(family) and _family_first(first):
        return f"{family} {first}"
    return f"{first} {family}"


def initials(name: str) -> str:
    """What the counter screen shows when names are hidden: `M. T.`, or the first character of a CJK name."""
    return " ".join(f"{part[0]}." for part in name.split())


def _family_first(name: str) -> bool:
    if name.isascii():
        return False
    return any(unicodedata.name(char, "").startswith(("CJK", "HANGUL", "HIRAGANA", "KATAKANA")) for char in name)
