"""Referrals of the CSV set into the record, and the providers they name."""

from datetime import date
from typing import Any

from sqlalchemy import func, insert, select

from db.exchange.link import Link
from db.exchange.merge import put, table_of
from db.exchange.rows import Row
from db.tables import Provider, Referral

_SAME = (
    "kind", "urgency", "status", "created_on", "sent_on", "appointment_on", "attended_on", "report_on", "closed_on",
    "question", "accepted_on", "scheduled_on", "ended_on", "respond_by", "report_from", "report_summary",
    "reviewed_on", "told_patient", "snoozed_until", "snooze_reason",
)  # fmt: skip
_STEPS = ("created_on", "sent_on", "attended_on", "report_on", "closed_on")
NEEDED_DATES = {
    "sent": ("sent_on",),
    "accepted": ("sent_on",),
    "scheduled": ("sent_on", "appointment_on"),
    "no_show": ("sent_on", "appointment_on"),
    "attended": ("sent_on", "attended_on"),
    "report_received": ("sent_on", "report_on"),
    "closed": ("sent_on", "closed_on"),
}
"""The dates without which a state cannot be chased, or placed on a past day."""


def put_referrals(link: Link) -> None:
    """Add or change referrals; a provider the record does not know is added by name."""
    rows = link.rows("referrals")
    existing = link.existing(Referral, rows)
    link.look_up("course_id", rows)
    providers = _providers(link, rows)
    incoming: list[tuple[str, dict[str, Any]]] = []
    for row in rows:
        course, sound = link.referred(row, "course_id")
        if not (_dates_sound(link, row) and sound) or course is None:
            continue
        known = existing.get(row.id)
        if known and known["course_id"] != course["id"]:
            link.bad(row, "course_id", "in the record this referral belongs to another course")
            continue
        if row.values["created_on"] < course["opened_on"]:
            link.odd(row, f"created before its course was opened ({course['opened_on']})")
        values = {name: row.values[name] for name in _SAME if name in row.values}
        values["course_id"] = course["id"]
        if "to" in row.values:
            values["provider_id"] = providers.get(row.values["to"])
        incoming.append((row.id, values))
    put(link.session, Referral, incoming, existing, link.summary.table("referrals"))
    link.step(len(rows))


def _dates_sound(link: Link, row: Row) -> bool:
    dates: dict[str, date | None] = {name: row.values.get(name) for name in (*_STEPS, "appointment_on")}
    status, before = row.values["status"], link.problems.total
    for name in NEEDED_DATES.get(status, ()):
        if dates[name] is None:
            link.problems.bad(row.file, row.line, name, "", f"must not be empty when the status is {status}")
    last_named, last = "created_on", dates["created_on"]
    for name in _STEPS[1:]:
        if (on := dates[name]) is None:
            continue
        if last is not None and on < last:
            link.bad(row, name, f"is before {last_named} ({last})")
        last_named, last = name, on
    sent, appointment = dates["sent_on"], dates["appointment_on"]
    if sent and appointment and appointment < sent:
        link.bad(row, "appointment_on", f"is before sent_on ({sent})")
    if status in ("draft", "sent", "accepted", "scheduled", "no_show"):
        later = _STEPS[1:] if status == "draft" else _STEPS[2:]
        for name in later:
            if dates[name]:
                link.odd(row, f"the status is {status}, yet {name} is filled")
    return link.problems.total == before


def _providers(link: Link, rows: list[Row]) -> dict[str | None, int]:
    """Every provider by name, those new to the record added in the order the rows name them."""
    table, connection = table_of(Provider), link.session.connection()
    # The name of one that was merged into another means that other one.
    query = select(table.c.name, func.coalesce(table.c.merged_into, table.c.id))
    known: dict[str | None, int] = dict(connection.execute(query).all())
    new: dict[str, str] = {}
    for row in rows:
        name = row.values.get("to")
        if name and name not in known:
            new.setdefault(name, row.values["kind"])
    if new:
        blank = {"phone": "", "fax": "", "email": "", "address": "", "note": "", "active": True, "version": 1}
        connection.execute(insert(table), [{**blank, "name": name, "kind": kind} for name, kind in new.items()])
        known = dict(connection.execute(query).all())
        link.summary.table("providers").added += len(new)
    return known
