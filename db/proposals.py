"""Online bookings that wait for somebody to say who it is, and the patients each may be."""

from difflib import SequenceMatcher
from typing import Any

from care.booking import Match, Proposal
from care.text import fold, tidy
from db.exchange.names import names_of
from db.patients import PATIENT_COLUMNS, patient_of
from db.reader import Reader
from db.terms import national

SIMILAR = 0.8
"""From which likeness of two folded names on (0 to 1) a person may have misspelt one of them."""

_CANDIDATES = 200
_MATCHES = 6
_WEIGHTS = {"same name": 4, "same phone": 3, "same e-mail": 3, "similar name": 2}


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
    number = national(proposal.phone)
    email = tidy(proposal.email).casefold()
    names = names_of(proposal.family_name, proposal.given_name, "") | {fold(proposal.name)} - {""}
    found = []
    for row in _candidates(reader, names, number, email):
        patient = patient_of(reader, row)
        theirs = names_of(patient.family_name, patient.given_name, patient.preferred_name)
        reasons = []
        if names & theirs:
            reasons.append("same name")
        elif any(SequenceMatcher(None, one, other).ratio() >= SIMILAR for one in names for other in theirs):
            reasons.append("similar name")
        if number and len(number) >= 7 and national(patient.phone) == number:
            reasons.append("same phone")
        if "@" in email and tidy(patient.email).casefold() == email:
            reasons.append("same e-mail")
        if reasons:
            found.append(Match(patient.id, patient.name, patient.born, patient.phone, tuple(reasons)))
    found.sort(key=lambda match: (-sum(_WEIGHTS[reason] for reason in match.reasons), match.patient_id))
    return tuple(found[:_MATCHES])


def _candidates(reader: Reader, names: set[str], number: str, email: str) -> list[tuple[Any, ...]]:
    """Patients who share a beginning of a name part, the phone or the e-mail."""
    spans = {part[: max(3, len(part) - 2)] for name in names for part in name.split()}
    conditions, params = [], {"many": _CANDIDATES, "phone": number[-80:], "email": email[:80]}
    for place, start in enumerate(sorted(spans)[:8]):
        params[f"from{place}"], params[f"to{place}"] = start, f"{start}\U0010ffff"
        conditions.append(f"select patient_id from patient_term where term >= :from{place} and term < :to{place}")
    if len(number) >= 7:
        conditions.append("select patient_id from patient_term where term = :phone")
    if "@" in email:
        conditions.append("select patient_id from patient_term where term = :email")
    if not conditions:
        return []
    # Whoever shares several of these comes first, so that a common name does not push the right person out.
    union = " union all ".join(conditions)
    return reader.rows(
        f"select {PATIENT_COLUMNS} from patient p join (select patient_id, count(*) as shared from ({union}) "
        "group by patient_id order by shared desc, patient_id limit :many) c on c.patient_id = p.id "
        "order by c.shared desc, p.id",
        params,
    )
