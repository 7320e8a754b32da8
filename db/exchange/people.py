"""Staff and patients of the CSV set into the record."""

from typing import Any

from sqlalchemy import select

from care.text import fold
from db.exchange.link import Link
from db.exchange.merge import Found, put, table_of
from db.exchange.rows import Row
from db.tables import Patient, Staff
from db.writes.terms import renew


def put_staff(link: Link) -> None:
    """Add or change the people who work here."""
    rows = link.rows("staff")
    existing = link.existing(Staff, rows)
    table = table_of(Staff)
    here = {
        fold(name)
        for (name,) in link.session.connection().execute(select(table.c.name).where(table.c.source_id.is_(None)))
    }
    for row in rows:
        if row.id not in existing and fold(row.values["name"]) in here:
            link.odd(row, "somebody of this name is on staff already without an id of a file; both are kept")
    incoming = [(row.id, {"name": row.values["name"], "role": row.values["role"]}) for row in rows]
    put(link.session, Staff, incoming, existing, link.summary.table("staff"))
    link.step(len(rows))


def put_patients(link: Link) -> None:
    """Add or change patients, and what each of them is found by."""
    rows = link.rows("patients")
    existing = link.existing(Patient, rows)
    seen: dict[tuple[str, object], Row] = {}
    incoming: list[tuple[str, dict[str, Any]]] = []
    for row in rows:
        values = {name: value for name, value in row.values.items() if name != "patient_id"}
        known = existing.get(row.id)
        if not _sound(link, row, known):
            link.files["patients"].refused.add(row.id)
            continue
        _mark_twins(link, row, seen)
        incoming.append((row.id, values if known else {"family_name": "", "given_name": "", **values}))
    touched = put(link.session, Patient, incoming, existing, link.summary.table("patients"))
    renewed = {source_id for source_id, fields in touched.items() if fields - {"date_of_birth", "cautions", "note"}}
    found = link.known(Patient, renewed | {source_id for source_id, _ in incoming if source_id not in existing})
    renew(link.session.connection(), (row["id"] for row in found.values()))
    link.step(len(rows))


def _sound(link: Link, row: Row, known: Found | None) -> bool:
    names = [str(row.values.get(name, known[name] if known else "")) for name in ("family_name", "given_name")]
    if not any(names):
        link.bad(row, "family_name", "a patient needs a family name or a given name")
        return False
    if known is None:
        return True
    born, before = row.values.get("date_of_birth"), known["date_of_birth"]
    others = {fold(known["family_name"]), fold(known["given_name"])}
    if born and before and born != before and not others & {fold(name) for name in names}:
        # Two source systems that both count from pt1 would overwrite each other's people.
        link.bad(row, "patient_id", "in the record this id is a patient of another name and another date of birth")
        return False
    return True


def _mark_twins(link: Link, row: Row, seen: dict[tuple[str, object], Row]) -> None:
    born = row.values.get("date_of_birth")
    if born is None:
        return
    names = sorted((fold(row.values.get("family_name", "")), fold(row.values.get("given_name", ""))))
    first = seen.setdefault((" ".join(names), born), row)
    if first is not row:
        link.odd(row, f"the same name and date of birth as {first.file} line {first.line}; both are kept")
