"""The ways one name is written, folded, so that they can be compared."""

from care.text import fold


def names_of(family: str, given: str, preferred: str) -> set[str]:
    """The folded forms under which a name may be written: both orders, with the preferred name too."""
    return {
        folded
        for first in {given, preferred} - {""} or {""}
        for whole in (f"{first} {family}", f"{family} {first}")
        if (folded := fold(whole))
    }
