"""Appointments of the CSV set into the record, and the rooms they name."""

from typing import Any

from sqlalchemy import bindparam, insert, select, update

from care.appointment import FREED, TO_COME
from db.exchange.clashes import Place, report_clashes
from db.exchange.link import Link
from db.exchange.merge import Found, put, table_of
from db.exchange.rows import Row
from db.tables import Appointment, Room

_SAME = ("minutes", "status", "cancelled_by", "reason", "squeezed", "note")
_FACTS = {"arrived_at": "arrived_utc", "started_at": "started_utc", "finished_at": "finished_utc"}
_PLACE = ("patient_id", "room_id", "start_utc", "end_utc")


def put_appointments(link: Link) -> None:
    """Add or change appointments; a room the record does not know is added by name."""
    rows = link.rows("appointments")
    existing = link.existing(Appointment, rows)
    for column in ("patient_id", "course_id", "practitioner_id"):
        link.look_up(column, rows)
    rooms = _rooms(link, rows)
    incoming: list[tuple[str, dict[str, Any]]] = []
    places: list[Place] = []
    for row in rows:
        known = existing.get(row.id)
        values = _values(link, row, known, rooms)
        if values is None:
            continue
        if known and known["arrived_utc"] is not None and values["status"] in TO_COME:
            link.odd(row, f"was checked in here since; the record keeps it as {known['status']}")
            link.summary.table("appointments").unchanged += 1
            continue
        incoming.append((row.id, values))
        if values["status"] not in FREED:
            places.append(
                Place(
                    values["start_utc"], values["end_utc"], values["patient_id"],
                    values.get("room_id", known["room_id"] if known else None), known["id"] if known else None, row,
                )
            )  # fmt: skip
    clashing = report_clashes(link, places, {known["id"] for known in existing.values()})
    sound = [(source_id, values) for source_id, values in incoming if source_id not in clashing]
    _clear_the_way(link, sound, existing)
    put(link.session, Appointment, sound, existing, link.summary.table("appointments"))
    link.step(len(rows))


def _values(link: Link, row: Row, known: Found | None, rooms: dict[str | None, int]) -> dict[str, Any] | None:
    before = link.problems.total
    patient, sound = link.referred(row, "patient_id")
    course, course_sound = link.referred(row, "course_id")
    practitioner, practitioner_sound = link.referred(row, "practitioner_id")
    on, minute = row.values["at"]
    status = row.values["status"]
    if patient and course and course["patient_id"] != patient["id"]:
        link.bad(row, "course_id", "this course belongs to another patient")
    if patient and known and known["patient_id"] != patient["id"]:
        link.bad(row, "patient_id", "in the record this appointment is another patient's")
    if on > link.frame.today and status not in (*TO_COME, *FREED):
        link.bad(row, "status", f"cannot be {status} yet: {on} is in the future")
    if row.values.get("cancelled_by") and status not in FREED:
        link.odd(row, f"the status is {status}, yet cancelled_by is filled")
    if link.problems.total > before or patient is None or not (sound and course_sound and practitioner_sound):
        return None
    fold = int(bool(row.values.get("second_hour", known["fold"] if known else False)))
    start = link.frame.utc(on, minute, fold)
    values: dict[str, Any] = {name: row.values[name] for name in _SAME if name in row.values}
    values |= {
        "patient_id": patient["id"], "local_date": on, "minute": minute, "zone": link.frame.zone, "fold": fold,
        "start_utc": start, "end_utc": start + row.values["minutes"] * 60,
    }  # fmt: skip
    if "course_id" in row.values:
        values["course_id"] = course["id"] if course else None
    if "practitioner_id" in row.values:
        values["practitioner_id"] = practitioner["id"] if practitioner else None
    if "room" in row.values:
        values["room_id"] = rooms.get(row.values["room"])
    values.update({field: row.values[column] for column, field in _FACTS.items() if column in row.values})
    return values


def _rooms(link: Link, rows: list[Row]) -> dict[str | None, int]:
    """Every room by name, those new to the record added in the order the rows name them."""
    table, connection = table_of(Room), link.session.connection()
    query = select(table.c.name, table.c.id)
    known: dict[str | None, int] = dict(connection.execute(query).all())
    new = list(dict.fromkeys(row.values["room"] for row in rows if row.values.get("room") not in (None, *known)))
    if new:
        connection.execute(insert(table), [{"name": name, "active": True, "version": 1} for name in new])
        known = dict(connection.execute(query).all())
        link.summary.table("rooms").added += len(new)
    return known


def _clear_the_way(link: Link, incoming: list[tuple[str, dict[str, Any]]], existing: dict[str, Found]) -> None:
    """Take every appointment that moves or frees its place out of its old one first.

    Two appointments that swap their times would otherwise meet the guard half-way, although they never clash.
    """
    moving = []
    for source_id, values in incoming:
        known = existing.get(source_id)
        if known is None or known["status"] in FREED:
            continue
        if values["status"] in FREED or any(values.get(name, known[name]) != known[name] for name in _PLACE):
            moving.append({"known_id": known["id"]})
            existing[source_id] = {**known, "status": FREED[0]}
    if moving:
        table = table_of(Appointment)
        link.session.connection().execute(
            update(table).where(table.c.id == bindparam("known_id")).values(status=FREED[0]), moving
        )
