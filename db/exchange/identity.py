"""Which patient an online booking means: only the one whose name and phone or e-mail it gives, never a guess."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import phonenumbers

from care.likeness import names_of
from care.text import digits, fold

_SHORTEST = 7
"""Fewer digits are no telephone number that could tell two people apart."""


@dataclass(frozen=True, slots=True)
class Known:
    """A patient as far as an identity goes."""

    id: int
    family_name: str
    given_name: str
    preferred_name: str
    phone: str
    email: str


class People:
    """The clinic's patients by their folded names."""

    def __init__(self, patients: Iterable[Known], zone: str) -> None:
        self._zone = zone
        self._by_name: dict[str, list[Known]] = defaultdict(list)
        for patient in patients:
            for name in names_of(patient.family_name, patient.given_name, patient.preferred_name):
                self._by_name[name].append(patient)

    def known(self, name: str, family: str, given: str, phone: str, email: str) -> Known | None:
        """The one patient of this name, in either order, with this phone or this e-mail; else None."""
        named = {
            patient.id: patient
            for each in {fold(name), *names_of(family, given, "")}
            for patient in self._by_name.get(each, ())
        }
        found = [
            patient
            for patient in named.values()
            if same_phone(patient.phone, phone, self._zone) or same_email(patient.email, email)
        ]
        return found[0] if len(found) == 1 else None


def same_email(one: str, other: str) -> bool:
    """Whether two e-mail addresses are the same one; no address is not."""
    return "@" in one and one.strip().casefold() == other.strip().casefold()


def same_phone(one: str, other: str, zone: str) -> bool:
    """Whether two numbers ring the same telephone, however they are written; no number is not."""
    first, second = _national(one, zone), _national(other, zone)
    return bool(first) and first == second


@lru_cache(maxsize=4096)
def _national(text: str, zone: str) -> str:
    """The national digits of a number as somebody in the clinic's country would dial it."""
    if len(digits(text)) < _SHORTEST:
        return ""
    try:
        number = phonenumbers.parse(text, region_of(zone))
    except phonenumbers.NumberParseException:
        return digits(text)[-10:]
    if not phonenumbers.is_possible_number(number):
        return digits(text)[-10:]
    # The country counts where one is given: two countries share many national numbers.
    return f"{number.country_code} {phonenumbers.national_significant_number(number)}"


@cache
def region_of(zone: str) -> str | None:
    """The country a time zone lies in, as ISO code, for numbers without a country code; None when several share it."""
    try:
        table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    except (OSError, ModuleNotFoundError):
        return None
    for line in table.splitlines():
        parts = line.split("\t")
        if not line.startswith("#") and len(parts) > 2 and parts[2] == zone:
            return parts[0]
    return None
