"""The clinic's files in and out. An import reads everything, then writes everything in one transaction, or nothing."""

from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import insert

from care.protocol import Protocol
from care.rights import right_for
from db.audit import Actor
from db.clinic import clinic
from db.exchange.appointments import put_appointments
from db.exchange.book import TABLE as BOOKINGS
from db.exchange.book import put_bookings
from db.exchange.booking import Feed
from db.exchange.closed import TABLE as CLOSED_DAYS
from db.exchange.columns import KINDS_IN_ORDER
from db.exchange.courses import put_courses, write_ranges
from db.exchange.export import export_folder
from db.exchange.feed import read_feed
from db.exchange.incoming import Incoming, gather
from db.exchange.link import Link
from db.exchange.merge import table_of
from db.exchange.outcome import Problems, Summary
from db.exchange.people import put_patients, put_staff
from db.exchange.referrals import put_referrals
from db.exchange.rows import Rows, read_rows
from db.exchange.services import Service, read_service
from db.exchange.values import Frame
from db.exchange.visits import put_visits
from db.reader import open_reader
from db.tables import ImportBatch
from db.writes.staff import still_an_owner
from db.writing import Unit, Writer

__all__ = ["export_folder", "import_paths"]

_SUBJECTS = {kind.name: kind.table for kind in KINDS_IN_ORDER} | {
    "rooms": "room", "providers": "provider", BOOKINGS: "proposal", CLOSED_DAYS: "closure",
}  # fmt: skip
_STAGES: dict[str, Callable[[Link], None]] = {
    "staff": put_staff,
    "patients": put_patients,
    "courses": put_courses,
    "visits": put_visits,
    "appointments": put_appointments,
    "referrals": put_referrals,
}


def import_paths(
    path: Path,
    files: Sequence[Path],
    actor: Actor,
    now_utc: int,
    protocol: Protocol,
    *,
    dry_run: bool = False,
    progress: Callable[[int, int], None] | None = None,
    named: Service | None = None,
    day_first: bool = False,
) -> Summary:
    """Bring folders, CSV files and iCalendar files into the record at `path`, all of them or none.

    The same files a second time change nothing. `dry_run` does everything and then takes it back. `progress` hears
    (rows done, rows in all) from the thread this runs in. `named` is a booking service whose columns somebody has
    named, for the CSV files that are none of the clinic's own; `day_first` reads dates as 24/11/2026 in such files.
    Raises `NotAllowed` for who may not, `ImportRefused` with every bad row, and the `RecordError` of a record that
    cannot be opened.
    """  # fmt: skip
    with open_reader(path) as reader:
        place = clinic(reader)
    frame = Frame(place.timezone, now_utc, place.uid)
    problems = Problems()
    incoming = gather([Path(file) for file in files], problems, named, day_first=day_first)
    _ask_whether(path, actor, now_utc, incoming)
    step = _steps(2 * incoming.row_count, progress)
    read: dict[str, Rows] = {}
    for kind in incoming.kinds():
        # Taken out as they are read: a large file need not be in memory twice.
        read[kind.name] = read_rows(kind, incoming.sheets.pop(kind.name), frame, problems, step)
    feeds = [read_feed(name, data, frame, problems) for name, data in incoming.calendars]
    feeds += [read_service(sheet, service, frame, problems) for sheet, service in incoming.bookings]
    summary = Summary(dry_run=dry_run, files=tuple(incoming.names))
    if not read and not any(feed.bookings or feed.closures for feed in feeds):
        problems.stop_if_any()
    with Writer(path) as writer, writer.unit(actor, now_utc) as unit:
        link = Link(unit.session, frame, protocol, problems, summary, step, read)
        _write(link, feeds)
        problems.stop_if_any()
        if "staff" in link.files:
            still_an_owner(unit)
        if dry_run or not summary.changed_anything:
            unit.abandon()
        else:
            _tell(unit, summary, incoming)
    summary.warnings = problems.warnings()
    return summary


def _ask_whether(path: Path, actor: Actor, now_utc: int, incoming: Incoming) -> None:
    """Raises `NotAllowed` for who may not bring such files in, before the record says anything of what they hold.

    A dry run that told a row from one that is there already would tell a score by trying each.
    """
    rights = {"bookings_in", *(right_for("imported", _SUBJECTS[kind.name]) for kind in incoming.kinds())}
    with Writer(path) as writer, writer.unit(actor, now_utc) as unit:
        for name in sorted(filter(None, rights)):
            unit.require(name)
        unit.unchanged()


def _write(link: Link, feeds: list[Feed]) -> None:
    for name, stage in _STAGES.items():
        if name in link.files:
            stage(link)
    write_ranges(link)
    for feed in feeds:
        put_bookings(link, feed)


def _tell(unit: Unit, summary: Summary, incoming: Incoming) -> None:
    """One row for the batch, one audit entry for it, and one for each table it changed: ids and counts only."""
    whole = summary.total()
    kinds = sorted({"ics" if name.casefold().endswith((".ics", ".ical")) else "csv" for name in incoming.names})
    batch = {
        "at_utc": unit.now_utc, "kind": "+".join(kinds), "files": ";".join(incoming.names),
        "digest": incoming.digest.hexdigest(),
        "added": whole.added, "changed": whole.changed, "unchanged": whole.unchanged,
    }  # fmt: skip
    result = unit.session.connection().execute(insert(table_of(ImportBatch)), batch)
    number = int(result.inserted_primary_key[0]) if result.inserted_primary_key else 0
    unit.audit("imported", "import_batch", number, added=whole.added, changed=whole.changed, unchanged=whole.unchanged)
    for name, counts in summary.tables.items():
        if counts.added or counts.changed:
            unit.audit("imported", _SUBJECTS[name], None, batch=number, added=counts.added, changed=counts.changed)


def _steps(total: int, progress: Callable[[int, int], None] | None) -> Callable[[int], None]:
    done = 0

    def step(rows: int) -> None:
        nonlocal done
        done = min(done + rows, total)
        if progress is not None and rows:
            progress(done, total)

    return step
