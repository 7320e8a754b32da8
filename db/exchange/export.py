"""The record as the CSV set it can be imported from again."""

import csv
import io
import os
import stat
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from care.appointment import clock
from care.protocol import Protocol
from care.text import counted
from db.audit import Actor
from db.clinic import clinic
from db.errors import Conflict, StorageFailed, no_access, shown
from db.exchange.columns import KINDS_IN_ORDER, Kind
from db.exchange.courses import range_by_rule
from db.exchange.outcome import Summary
from db.exchange.sheets import guard
from db.protocol_file import load_protocol
from db.reader import Reader, open_reader
from db.whole_file import give_name, open_new
from db.writing import Writer

_AT_ONCE = 20_000
_STAFF_ID = "case when p.id is not null then coalesce(p.source_id, :prefix || p.id) end"
_COURSE_ID = "case when c.id is not null then coalesce(c.source_id, :prefix || c.id) end"
_JOIN_STAFF = "left join staff p on p.id = t.practitioner_id"
_SOURCES: dict[str, tuple[str, dict[str, str]]] = {
    "staff": ("staff t", {"left": "nullif(not t.active, 0)"}),
    "patients": ("patient t", {}),
    "courses": (
        f"course t join patient w on w.id = t.patient_id {_JOIN_STAFF}",
        {"patient_id": "coalesce(w.source_id, :prefix || w.id)", "practitioner_id": _STAFF_ID, "class": "t.exam_class"},
    ),
    "visits": (
        f"visit t join course c on c.id = t.course_id {_JOIN_STAFF}",
        {"course_id": _COURSE_ID, "practitioner_id": _STAFF_ID, "at": "t.local_date || ' ' || t.minute"},
    ),
    "appointments": (
        "appointment t join patient w on w.id = t.patient_id left join course c on c.id = t.course_id "
        f"{_JOIN_STAFF} left join room r on r.id = t.room_id",
        {
            "patient_id": "coalesce(w.source_id, :prefix || w.id)", "course_id": _COURSE_ID,
            "practitioner_id": _STAFF_ID, "room": "r.name", "at": "t.local_date || ' ' || t.minute",
            "second_hour": "nullif(t.fold, 0)", "squeezed": "nullif(t.squeezed, 0)",
            "arrived_at": "t.arrived_utc", "started_at": "t.started_utc", "finished_at": "t.finished_utc",
        },
    ),
    "referrals": (
        "referral t join course c on c.id = t.course_id left join provider v on v.id = t.provider_id",
        {"course_id": _COURSE_ID, "to": "v.name"},
    ),
}  # fmt: skip
"""Where each file's rows come from, and the columns that are not simply one of the table's own."""

_NUMBERS = frozenset({"groc", "nprs", "ndi_percent", "psfs", "rom_degrees", "minutes"})
_LEFT_OUT = (
    ("evaluation", "evaluations", "evaluation where not voided"),
    ("visit's answers, activities or seen cautions", "visits' answers, activities or seen cautions",
     "visit where not voided and (details <> '{}' or acknowledged <> '')"),
    ("correction", "corrections", "correction where not voided"),
    ("decision about an advice", "decisions about an advice", "advice_decision where not voided"),
    ("record that was merged into another", "records that were merged into others",
     "patient where merged_into is not null and not voided"),
    ("former name", "former names", "former_name"),
    ("closed day", "closed days", "closure where not cancelled"),
    ("absence", "absences", "absence"),
    ("entry of the waiting list", "entries of the waiting list", "waiting_entry where state in ('waiting', 'offered')"),
    ("booking that waits for a patient", "bookings that wait for a patient", "proposal where state = 'waiting'"),
    ("provider's phone and address", "providers' phones and addresses",
     "provider where phone || fax || email || address || note <> ''"),
    ("step or call of a referral", "steps and calls of referrals", "referral_event where not voided"),
    ("letter", "letters", "referral_letter where not voided"),
    ("attached file", "attached files", "attachment where not voided"),
)  # fmt: skip
"""What the six files have no place for: one of it, several, and where they are."""


def export_folder(path: Path, folder: Path, actor: Actor, now_utc: int, protocol: Protocol | None = None) -> Summary:
    """Write the record at `path` as six CSV files into a new or empty folder.

    The folder is made for this user only (0700), the files too (0600). They get their names when all of them are
    complete and the export stands in the audit log. A range that the rules of `protocol` (the defaults without one)
    give again is left empty, any other is written out. Raises `NotAllowed`, `Conflict` for a folder with something in
    it, and `StorageFailed` or `NoAccess` when it cannot be written; then nothing of it remains.
    """
    rules = protocol if protocol is not None else load_protocol(None)
    summary = Summary(exported=True)
    with open_reader(path) as reader, Writer(path) as writer:
        with writer.unit(actor, now_utc) as unit:
            # Before anything is on the disk: who may not must not have it there for a while either.
            unit.require("export")
            unit.unchanged()
        made = _prepare(folder)
        drafts: list[tuple[Path, Path]] = []
        try:
            with reader.snapshot():
                prefix = f"acudesk-{clinic(reader).uid[:8]}-"
                for kind in KINDS_IN_ORDER:
                    draft, final = folder / f".{kind.name}.csv.part", folder / f"{kind.name}.csv"
                    drafts.append((draft, final))
                    summary.table(kind.name).added = _write(draft, _lines(reader, kind, prefix, rules))
                summary.warnings = _left_out(reader)
            with writer.unit(actor, now_utc) as unit:
                counts = {name: each.added for name, each in summary.tables.items()}
                unit.audit("exported", "clinic", 1, **counts)
            for draft, final in drafts:
                give_name(draft, final)
        except BaseException as error:
            _take_back(folder, drafts, made)
            if isinstance(error, FileExistsError):
                raise _taken(folder) from error
            if isinstance(error, OSError):
                raise StorageFailed(
                    f"{shown(folder)} could not be written ({error.strerror}). Nothing of the export was kept. "
                    "Choose another place."
                ) from error
            raise
    summary.files = tuple(final.name for _, final in drafts)
    return summary


def _prepare(folder: Path) -> bool:
    """Make the folder, or check that it is an empty one; returns whether it was made."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        if not stat.S_ISDIR(folder.lstat().st_mode) or any(folder.iterdir()):
            raise _taken(folder) from None
        with suppress(OSError):
            folder.chmod(0o700)
        return False
    except PermissionError as error:
        raise no_access(folder) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "its name is not one"
        raise StorageFailed(f"{shown(folder)} could not be made ({reason}). Choose another place.") from error
    folder.chmod(0o700)
    return True


def _taken(folder: Path) -> Conflict:
    return Conflict(
        f"{shown(folder)} is not an empty folder. It was left as it is and nothing was exported. Name a new folder."
    )


def _write(draft: Path, lines: Iterator[list[str]]) -> int:
    handle = open_new(draft)
    count = -1
    with open(handle, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123 it is a descriptor
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, lineterminator="\r\n")
        for line in lines:
            writer.writerow(line)
            count += 1
            if count % 1000 == 0:
                file.write(buffer.getvalue())
                buffer.seek(0)
                buffer.truncate()
        file.write(buffer.getvalue())
        file.flush()
        os.fsync(handle)
    return count


def _take_back(folder: Path, drafts: list[tuple[Path, Path]], made: bool) -> None:
    for pair in drafts:
        for leftover in pair:
            with suppress(OSError):
                leftover.unlink()
    if made:
        with suppress(OSError):
            folder.rmdir()


def _lines(reader: Reader, kind: Kind, prefix: str, protocol: Protocol) -> Iterator[list[str]]:
    """The header, then every row in order of its id."""
    source, special = _SOURCES[kind.name]
    named = {"prefix": prefix}
    # Nobody of the staff is ever voided.
    counts = "1" if kind.name == "staff" else "not t.voided"
    expressions = {kind.id_column: "coalesce(t.source_id, :prefix || t.id)"}
    for column in kind.columns[1:]:
        expression = special.get(column.name, f"t.{column.name}")
        if column.extra and not reader.row(
            f"select 1 from {source} where {counts} and {expression} is not null and {expression} <> '' limit 1",
            named if ":prefix" in source + expression else {},
        ):
            continue
        expressions[column.name] = expression
    names = list(expressions)
    yield names
    derived = _derived_ranges(reader, protocol) if kind.name == "courses" else set()
    low, high = (names.index(f"expected_{end}") for end in ("min", "max")) if derived else (0, 0)
    after = 0
    while True:
        rows = reader.rows(
            f"select t.id, {', '.join(expressions.values())} from {source} where t.id > :after and {counts} "
            "order by t.id limit :many",
            {**named, "after": after, "many": _AT_ONCE},
        )
        for number, *values in rows:
            cells = [_cell(name, value) for name, value in zip(names, values, strict=True)]
            if number in derived:
                cells[low] = cells[high] = ""
            yield cells
        if not rows:
            return
        after = rows[-1][0]


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name == "at":
        on, _, minute = str(value).partition(" ")
        return f"{on} {clock(int(minute))}"
    if name in ("arrived_at", "started_at", "finished_at"):
        return datetime.fromtimestamp(int(value), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if name in ("second_hour", "squeezed", "left"):
        return "yes"
    if isinstance(value, float):
        return str(int(value)) if value == int(value) else repr(value)
    # A number of ours, such as a groc of -3, is no formula.
    return str(value) if name in _NUMBERS else guard(str(value))


def _derived_ranges(reader: Reader, protocol: Protocol) -> set[int]:
    """Courses whose range came from the rules and would come out the same again: their cells stay empty."""
    rows = reader.rows(
        "select t.id, t.patient_id, t.condition, t.opened_on, t.onset_date, t.severity, t.expected_min, "
        "t.expected_max, v.local_date, v.minute, v.nprs, v.ndi_percent "
        "from course t join visit v on v.course_id = t.id "
        "where t.expected_by_rule and t.expected_min is not null and t.expected_reason = '' and not v.voided "
        "and v.local_date = (select min(f.local_date) from visit f where f.course_id = t.id and not f.voided) "
        "order by t.id, v.minute, v.id"
    )
    names = ("id", "patient_id", "condition", "opened_on", "onset_date", "severity", "expected_min", "expected_max")
    courses: dict[int, dict[str, Any]] = {}
    visits: dict[int, list[tuple[date, int, float | None, float | None]]] = defaultdict(list)
    for row in rows:
        course = dict(zip(names, row[:8], strict=True))
        course["opened_on"], course["onset_date"] = reader.day(row[3]), reader.maybe_day(row[4])
        courses[row[0]] = course
        visits[row[0]].append((reader.day(row[8]), row[9], row[10], row[11]))
    return {
        number
        for number, course in courses.items()
        if range_by_rule(protocol, course, visits[number]) == (course["expected_min"], course["expected_max"])
    }


def _left_out(reader: Reader) -> tuple[str, ...]:
    """What the record holds and the six files have no place for."""
    left = []
    for one, many, where in _LEFT_OUT:
        (count,) = reader.row(f"select count(*) from {where}") or (0,)
        if count:
            left.append(counted(count, one, many))
    return (f"not in these files: {', '.join(left)}",) if left else ()
