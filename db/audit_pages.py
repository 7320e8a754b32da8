"""The audit log a window at a time, newest first: what the screen for reviewing it shows, however long the log is."""

from typing import Any, NamedTuple

from care.audit import EMERGENCY, STANDS_OUT
from care.patient import full_name
from db.audit_read import COLUMNS, Told, told
from db.reader import Reader

RIGHT = "see_audit"
"""The right that reviewing the log needs."""

_ACTIONS = ", ".join(f"'{one}'" for one in STANDS_OUT)
_STANDS_OUT = f"(e.action in ({_ACTIONS}) or e.subject = '{EMERGENCY}')"
_FROM = f"select {', '.join(f'e.{one}' for one in COLUMNS.split(', '))}, p.family_name, p.given_name, p.preferred_name"


class Only(NamedTuple):
    """Which entries: of one patient, of one person (by number, or by the name in the log), only what stands out.

    `person` None is everybody; its number is None for somebody who is not on staff.
    """

    patient_id: int | None = None
    person: tuple[int | None, str] | None = None
    standing_out: bool = False


class Seen(NamedTuple):
    """An entry, with the name of the patient it is about; "" where it is about none."""

    told: Told
    patient: str


class Window(NamedTuple):
    """Some entries, newest first, and whether there are newer and older ones."""

    entries: tuple[Seen, ...]
    newer: bool
    older: bool


class Counts(NamedTuple):
    """How many entries there are of a choice, and how many of all stand out."""

    entries: int
    standing_out: int


def allowed(reader: Reader) -> bool:
    """True; raises `NotAllowed` for who may not review the log. So do all of these."""
    reader.require(RIGHT)
    return True


def window(reader: Reader, only: Only, at: int | None, newer: int, older: int) -> Window:
    """The entry `at`, or else the newest, with up to `newer` entries before it and `older` after it."""
    with reader.snapshot():
        conditions, named = _conditions(reader, only)
        named |= {"at": at, "newer": newer + 1, "older": older + 2}
        begin = "" if at is None else " and e.id <= :at"
        body = f"{_FROM} from audit_entry e left join patient p on p.id = e.patient_id where {conditions}"
        below = reader.rows(f"{body}{begin} order by e.id desc limit :older", named)
        above = [] if at is None else reader.rows(f"{body} and e.id > :at order by e.id limit :newer", named)
    rows = [*reversed(above[:newer]), *below[: older + 1]]
    return Window(tuple(_seen(row) for row in rows), len(above) > newer, len(below) > older + 1)


def counted(reader: Reader, only: Only) -> Counts:
    """How many entries; the whole log is looked through, which is for once and not for each page."""
    with reader.snapshot():
        conditions, named = _conditions(reader, only)
        entries = reader.row(f"select count(*) from audit_entry e where {conditions}", named)
        out = reader.row(f"select count(*) from audit_entry e where {_STANDS_OUT}")
    return Counts(int(entries[0]) if entries else 0, int(out[0]) if out else 0)


def newest_before(reader: Reader, only: Only, utc: int) -> int | None:
    """The newest entry before a moment, by its number; None where there is none."""
    with reader.snapshot():
        conditions, named = _conditions(reader, only)
        row = reader.row(
            f"select e.id from audit_entry e where {conditions} and e.at_utc < :utc order by e.id desc limit 1",
            {**named, "utc": utc},
        )
    return None if row is None else int(row[0])


def oldest_since(reader: Reader, only: Only, utc: int) -> int | None:
    """The oldest entry at or after a moment, by its number; None where there is none."""
    with reader.snapshot():
        conditions, named = _conditions(reader, only)
        row = reader.row(
            f"select e.id from audit_entry e where {conditions} and e.at_utc >= :utc order by e.id limit 1",
            {**named, "utc": utc},
        )
    return None if row is None else int(row[0])


def name_of_patient(reader: Reader, patient_id: int) -> str:
    """A patient's name; "" for a number nobody has."""
    row = reader.row("select family_name, given_name, preferred_name from patient where id = :id", {"id": patient_id})
    return "" if row is None else full_name(*row)


def _conditions(reader: Reader, only: Only) -> tuple[str, dict[str, Any]]:
    reader.require(RIGHT)
    conditions, named = ["1"], dict[str, Any]()
    if only.patient_id is not None:
        rows = reader.rows(
            "select p.id from patient p, (select coalesce(merged_into, id) as id from patient where id = :id) as kept "
            "where p.id = kept.id or p.merged_into = kept.id",
            {"id": only.patient_id},
        )
        conditions.append(f"e.patient_id in ({', '.join(str(int(key)) for (key,) in rows) or 'null'})")
    if only.person is not None:
        staff_id, name = only.person
        named |= {"staff": staff_id, "name": name}
        conditions.append("e.staff_id is :staff" if staff_id is not None else "e.staff_id is null and e.actor = :name")
    if only.standing_out:
        conditions.append(_STANDS_OUT)
    return " and ".join(conditions), named


def _seen(row: tuple[Any, ...]) -> Seen:
    *entry, family, given, preferred = row
    return Seen(told(tuple(entry)), "" if family is None else full_name(family, given, preferred))
