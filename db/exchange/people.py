"""Staff and patients of the CSV set into the record."""

from typing import Any

from sqlalchemy import select, update

from care.text import fold
from db.exchange.link import Link
from db.exchange.merge import Found, put, table_of
from db.exchange.rows import Row
from db.tables import Patient, Staff
from db.writes.terms import renew

_NOT_FOUND_BY = {"date_of_birth", "cautions", "note", "address", "medicines", "allergies"}
"""Columns of a patient that nobody is looked up by, so that what somebody is found by stays as it is."""


def put_staff(link: Link) -> None:
    """Add or change the people who work here."""
    rows = link.rows("staff")
    existing = link.existing(Staff, rows)
    adopted = _adopt_owner(link, rows, existing)
    if adopted is not None:
        existing = link.existing(Staff, rows)
    table = table_of(Staff)
    here = {
        fold(name)
        for (name,) in link.session.connection().execute(select(table.c.name).where(table.c.source_id.is_(None)))
    }
    for row in rows:
        if row.id not in existing and fold(row.values["name"]) in here:
            link.odd(row, "somebody of this name is on staff already without an id of a file; both are kept")
    incoming = []
    for row in rows:
        values: dict[str, Any] = {"name": row.values["name"], "role": row.values["role"]}
        if row.id not in existing and row.values.get("left"):
            # Who is on staff here already is retired or taken back by a person, never by an old file.
            values["active"] = False
        incoming.append((row.id, values))
    counts = link.summary.table("staff")
    touched = put(link.session, Staff, incoming, existing, counts)
    if adopted is not None and adopted not in touched:
        # Its id is new, whatever else stayed.
        counts.unchanged -= 1
        counts.changed += 1
    link.step(len(rows))


def _adopt_owner(link: Link, rows: list[Row], existing: dict[str, Found]) -> str | None:
    """Give the owner whom `init` named the id of the file's owner of that name; the id, or None if there is none.

    Only where one stands for one: two of a name are for a person to tell apart.
    """
    table = table_of(Staff)
    connection = link.session.connection()
    owner = (table.c.source_id.is_(None), table.c.role == "owner", table.c.active)
    here: dict[str, list[int]] = {}
    for number, name in connection.execute(select(table.c.id, table.c.name).where(*owner)):
        here.setdefault(fold(name), []).append(number)
    for row in rows:
        name = fold(row.values["name"])
        same = [one for one in rows if fold(one.values["name"]) == name and one.values["role"] == "owner"]
        if row.id in existing or same != [row] or len(here.get(name, ())) != 1:
            continue
        mine = table.c.id == here[name][0]
        connection.execute(update(table).where(mine).values(source_id=row.id, version=table.c.version + 1))
        link.odd(row, f"this is the owner named when the record was set up, who goes by {row.id} from now on")
        return row.id
    return None


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
    renewed = {source_id for source_id, fields in touched.items() if fields - _NOT_FOUND_BY}
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
