"""Online bookings that wait for somebody to say who it is, and the patients each may be."""

from typing import Any

from care.booking import Match, Proposal
from care.likeness import Person, names_of
from care.text import fold, tidy
from db.patients import alike
from db.reader import Reader
from db.terms import national


def waiting(reader: Reader) -> tuple[Proposal, ...]:
    """The bookings nobody has settled, in the order of their times."""
    rows = reader.rows(
        "select id, source_id, name, family_name, given_name, phone, email, local_date, minute, minutes, service, "
        "note, version from proposal where state = 'waiting' order by local_date, minute, id limit 1000"
    )
    found: list[list[Any]] = [[*row[:7], reader.day(row[7]), *row[8:]] for row in rows]
    return tuple(Proposal(*values) for values in found)


def matches(reader: Reader, proposal: Proposal) -> tuple[Match, ...]:
    """The patients a booking may mean, best first, each with what they share. Nothing is decided by it."""
    names = names_of(proposal.family_name, proposal.given_name) | {fold(proposal.name)} - {""}
    email = tidy(proposal.email).casefold()
    return alike(reader, Person(frozenset(names), None, national(proposal.phone), email))
