"""What patients are found by, written anew after a change: from their own row, former names and merged records."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select

from db.tables import FormerName, Patient, PatientTerm
from db.terms import terms_of

_AT_ONCE = 400
"""Patients in one statement, each asked for by two columns: below the smallest limit of any SQLite."""

_PATIENT: Any = Patient.__table__  # type: ignore[attr-defined]
_FORMER: Any = FormerName.__table__  # type: ignore[attr-defined]
_TERM: Any = PatientTerm.__table__  # type: ignore[attr-defined]


def renew(connection: Connection, patient_ids: Iterable[int]) -> None:
    """Write the search terms of these patients anew, and of those they were merged into. Flush the session before.

    A merged record has no terms of its own: whatever it was found by, the kept one is found by. A voided one has none.
    """
    asked = sorted(set(patient_ids))
    for start in range(0, len(asked), _AT_ONCE):
        some = asked[start : start + _AT_ONCE]
        kept = select(_PATIENT.c.merged_into).where(_PATIENT.c.id.in_(some), _PATIENT.c.merged_into.is_not(None))
        everybody = sorted({*some, *connection.execute(kept).scalars()})
        connection.execute(delete(_TERM).where(_TERM.c.patient_id.in_(everybody)))
        new = [
            {"patient_id": patient_id, "kind": kind, "term": term}
            for patient_id, kind, term in sorted(set(_terms(connection, everybody)))
        ]
        if new:
            connection.execute(insert(_TERM), new)


def _terms(connection: Connection, ids: list[int]) -> Iterator[tuple[int, str, str]]:
    rows = connection.execute(
        select(_PATIENT).where(
            or_(_PATIENT.c.id.in_(ids), _PATIENT.c.merged_into.in_(ids)), _PATIENT.c.voided.is_(False)
        )
    ).mappings()
    meant: dict[int, int] = {}
    preferred: dict[int, str] = {}
    for row in rows:
        owner = row["merged_into"] or row["id"]
        meant[row["id"]], preferred[row["id"]] = owner, row["preferred_name"]
        names = (row["family_name"], row["given_name"], row["preferred_name"])
        yield from ((owner, *term) for term in terms_of(*names, row["phone"], row["email"]))
    former = connection.execute(select(_FORMER).where(_FORMER.c.patient_id.in_(list(meant)))).mappings()
    for row in former:
        names = (row["family_name"], row["given_name"], preferred[row["patient_id"]])
        yield from ((meant[row["patient_id"]], *term) for term in terms_of(*names, "", ""))
