"""Days the online calendar marks as closed, into the record."""

from sqlalchemy import func, select

from care.appointment import TO_COME
from db.exchange.booking import Feed
from db.exchange.link import Link
from db.exchange.merge import load, put, table_of
from db.tables import Appointment, Closure

TABLE = "closed days"


def put_closed_days(link: Link, feed: Feed) -> None:
    """Add, move or take back closed days; those that a calendar event no longer covers are taken back too."""
    if not feed.closures and not feed.series:
        return
    table, connection = table_of(Closure), link.session.connection()
    days = {day.source_id: day for day in feed.closures}
    existing = load(link.session, Closure, days, "")
    incoming = [
        (day.source_id, {"local_date": day.on, "reason": day.reason, "cancelled": day.cancelled})
        for day in days.values()
        if day.source_id in existing or not day.cancelled
    ]
    query = select(table).where(table.c.cancelled.is_(False), table.c.source_id.is_not(None))
    for row in connection.execute(query).mappings():
        name = row["source_id"]
        if name not in days and name.partition("#")[0] in feed.series:
            existing[name] = row
            incoming.append((name, {"cancelled": True}))
    if incoming:
        put(link.session, Closure, incoming, existing, link.summary.table(TABLE))
    booked = table_of(Appointment)
    for day in days.values():
        if day.cancelled or day.source_id in existing:
            continue
        count = connection.execute(
            select(func.count()).where(
                booked.c.local_date == day.on, booked.c.status.in_(TO_COME), booked.c.voided.is_(False)
            )
        ).scalar_one()
        if count:
            link.problems.odd(f"{feed.file}: closed on {day.on} ({day.reason}), when {count} are booked")
