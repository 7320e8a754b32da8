"""Registering somebody, correcting what is known of them, and making two records of one person one.

Each function works in the caller's unit and raises with nothing changed: `Refused` for a value the record does not
take, `Conflict` when somebody else was first, `NotFound` for a number that is not there. Each is one step to undo.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from sqlmodel import col, select

from care.appointment import FREED, clock
from care.likeness import names_of
from care.patient import CAUTIONS
from care.rights import HEALTH_FIELDS
from care.text import clean
from db.errors import Conflict, NotFound, Refused
from db.exchange import values
from db.tables import Appointment, Clinic, Course, Draft, FormerName, Patient, WaitingEntry
from db.writes.terms import renew
from db.writes.told import Changed
from db.writing import Unit

BELONGINGS = (Appointment, Course, WaitingEntry, FormerName, Draft)
"""Every table whose rows belong to a patient directly; all else belongs to one of these."""

_COLUMNS = {
    "family": "family_name", "given": "given_name", "preferred": "preferred_name", "born": "date_of_birth",
    "phone": "phone", "email": "email", "cautions": "cautions", "note": "note", "address": "address",
    "medicines": "medicines", "allergies": "allergies",
}  # fmt: skip
_READERS: dict[str, tuple[str, Callable[[str, values.Frame], Any]]] = {
    "family": ("family name", values.person_name),
    "given": ("given name", values.person_name),
    "preferred": ("preferred name", values.person_name),
    "phone": ("phone", values.phone),
    "email": ("e-mail", values.short_text),
    "note": ("note", values.note),
    "address": ("address", values.address),
    "medicines": ("medicines", values.health),
    "allergies": ("allergies", values.health),
}
_OF_ONE = (("date_of_birth", "born"), ("phone", "phone"), ("email", "e-mail"), ("address", "address"))
"""What a person has one of: of two, the other one goes into the note."""
_MOST_CLASHES = 3


def register(
    unit: Unit,
    family: str,
    given: str,
    born: date | None = None,
    phone: str = "",
    email: str = "",
    preferred: str = "",
    cautions: Iterable[str] = (),
    note: str = "",
    *,
    address: str = "",
    medicines: str = "",
    allergies: str = "",
) -> int:
    """A new patient, found by these names, phone and e-mail at once; returns the number.

    `cautions` are of `care.patient.CAUTIONS`; the lines of an address are parted by commas.
    """
    fields = {
        "family": family, "given": given, "born": born, "phone": phone, "email": email, "preferred": preferred,
        "cautions": cautions, "note": note, "address": address, "medicines": medicines, "allergies": allergies,
    }  # fmt: skip
    checked = _checked(unit, fields)
    _named(checked["family_name"], checked["given_name"])
    if HEALTH_FIELDS & {name for name, value in checked.items() if value}:
        unit.require("health")
    unit.undoable("register")
    patient = Patient(**checked)
    unit.session.add(patient)
    unit.session.flush()
    assert patient.id is not None
    renew(unit.session.connection(), (patient.id,))
    unit.audit("added", "patient", patient.id, patient.id)
    return patient.id


def change(unit: Unit, patient_id: int, seen_version: int, **fields: Any) -> Changed:
    """Set some of the fields that `register` takes, by its names; others stay, an empty text or None empties one.

    Who changes the family or given name stays findable by the former one. Raises `TypeError` for another field.
    """
    if unknown := fields.keys() - _COLUMNS.keys():
        raise TypeError(f"a patient has no field {', '.join(sorted(unknown))}")
    if HEALTH_FIELDS & fields.keys():
        unit.require("health", patient_id)
    patient = _present(unit, patient_id)
    unit.check_version(patient, seen_version)
    differing = {name: value for name, value in _checked(unit, fields).items() if getattr(patient, name) != value}
    if not differing:
        unit.unchanged()
        return Changed(None, "Nothing was changed, it was so already.")
    family, given = patient.family_name, patient.given_name
    _named(differing.get("family_name", family), differing.get("given_name", given))
    undo_id = unit.undoable("change patient")
    for name, value in differing.items():
        setattr(patient, name, value)
    unit.session.add(patient)
    _remember(unit, patient_id, family, given, names_of(patient.family_name, patient.given_name))
    unit.session.flush()
    renew(unit.session.connection(), (patient_id,))
    unit.audit("changed", "patient", patient_id, patient_id, fields=sorted(differing))
    renamed = " A former name is still found." if {"family_name", "given_name"} & differing.keys() else ""
    said = [_label(name) for name, column in _COLUMNS.items() if column in differing]
    return Changed(undo_id, f"Changed: {', '.join(said)}.{renamed}")


def merge(unit: Unit, keep_id: int, keep_version: int, other_id: int, other_version: int) -> None:
    """Make two records of one person one: everything of the other belongs to the kept one from now on.

    Appointments, courses with all that hangs on them, waiting-list entries and former names move. What the kept one
    lacks is filled in from the other; cautions, medicines and allergies of both count; what else differs is added to
    the note. The other row stays, marked, and is found as the kept one. Refused while both have an appointment at the
    same time.
    """
    if keep_id == other_id:
        raise Refused("Both are the same record. Nothing was changed. Choose two different ones.")
    keep, other = _present(unit, keep_id), _present(unit, other_id)
    unit.check_version(keep, keep_version)
    unit.check_version(other, other_version)
    if clashes := _clashes(unit, keep_id, other_id):
        named = "; ".join(clashes[:_MOST_CLASHES])
        more = f" and {len(clashes) - _MOST_CLASHES} more" if len(clashes) > _MOST_CLASHES else ""
        raise Conflict(
            f"Both have an appointment at the same time: {named}{more}. Nothing was changed. Cancel or move one of "
            "each pair, then merge."
        )
    unit.undoable("merge")
    session = unit.session
    moved = {}
    for table in BELONGINGS:
        rows = session.exec(select(table).where(col(table.patient_id) == other_id)).all()
        for row in rows:
            row.patient_id = keep_id
            session.add(row)
        moved[str(table.__tablename__)] = len(rows)
    for row in session.exec(select(Patient).where(col(Patient.merged_into) == other_id)).all():
        row.merged_into = keep_id
        session.add(row)
    _fill(unit, keep, other)
    other.merged_into = keep_id
    session.add_all((keep, other))
    session.flush()
    renew(session.connection(), (keep_id, other_id))
    unit.audit("merged", "patient", keep_id, keep_id, other=other_id, **moved)
    unit.audit("merged_into", "patient", other_id, other_id, kept=keep_id)


def _present(unit: Unit, patient_id: int) -> Patient:
    patient = unit.session.get(Patient, patient_id)
    if patient is None or patient.voided:
        raise NotFound(f"There is no patient with number {patient_id}. Nothing was changed. Look the name up.")
    if patient.merged_into is not None:
        raise Conflict(
            f"Patient {patient_id} was merged into {patient.merged_into} meanwhile. Nothing was changed. Look the name "
            "up again."
        )
    return patient


def _checked(unit: Unit, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields given as their columns' values; raises `Refused` naming the first one that cannot be."""
    frame = values.Frame(unit.session.get_one(Clinic, 1).timezone, unit.now_utc)
    found: dict[str, Any] = {}
    for name, value in fields.items():
        if name == "born":
            found["date_of_birth"] = None if value is None else _read(_label(name), values.birth_date, value, frame)
        elif name == "cautions":
            found["cautions"] = ";".join(dict.fromkeys(_read(name, _caution, one, frame) for one in value))
        else:
            label, read = _READERS[name]
            text = value.strip()
            found[_COLUMNS[name]] = _read(label, read, text, frame) if text else ""
    return found


def _caution(code: str, _: values.Frame) -> str:
    if code not in CAUTIONS:
        known = ", ".join(one.replace("_", " ") for one in CAUTIONS)
        raise ValueError(f"“{clean(code)[:40]}” is none of {known}")
    return code


def _label(name: str) -> str:
    """A field as it is told of in a sentence."""
    return "birth date" if name == "born" else _READERS[name][0] if name in _READERS else name


def _read(label: str, read: Callable[[str, values.Frame], Any], value: Any, frame: values.Frame) -> Any:
    try:
        return read(value.isoformat() if isinstance(value, date) else value, frame)
    except ValueError as fault:
        raise Refused(f"The {label} cannot be taken: {fault}. Nothing was changed. Correct it.") from None


def _named(family: str, given: str) -> None:
    if not family and not given:
        raise Refused("A patient needs a name. Nothing was changed. Type the family name or the given name.")


def _remember(unit: Unit, patient_id: int, family: str, given: str, known: set[str]) -> None:
    """Keep a name as a former one, unless the patient is found by it already."""
    former = unit.session.exec(select(FormerName).where(col(FormerName.patient_id) == patient_id)).all()
    known = known.union(*(names_of(row.family_name, row.given_name) for row in former))
    if not names_of(family, given) <= known:
        unit.session.add(FormerName(patient_id=patient_id, family_name=family, given_name=given))


def _clashes(unit: Unit, keep_id: int, other_id: int) -> list[str]:
    """Each pair of appointments of the two that overlap, as `2026-11-24 10:00-10:30 and 10:15-10:45`."""

    def theirs(patient_id: int) -> list[Appointment]:
        query = select(Appointment).where(
            col(Appointment.patient_id) == patient_id,
            col(Appointment.status).not_in(FREED),
            col(Appointment.voided).is_(False),
        )
        return sorted(unit.session.exec(query).all(), key=lambda row: row.start_utc)

    def span(row: Appointment) -> str:
        return f"{clock(row.minute)}-{clock((row.minute + row.minutes) % 1440)}"

    ours = theirs(keep_id)
    return [
        f"{one.local_date.isoformat()} {span(one)} and {span(other)}"
        for other in theirs(other_id)
        for one in ours
        if one.start_utc < other.end_utc and other.start_utc < one.end_utc
    ]


def _fill(unit: Unit, keep: Patient, other: Patient) -> None:
    """Take over what the kept record lacks, and note what both have and say differently."""
    assert keep.id is not None
    also = []
    for name, label in _OF_ONE:
        mine, theirs = getattr(keep, name), getattr(other, name)
        if not mine:
            setattr(keep, name, theirs)
        elif theirs and theirs != mine:
            also.append(f"{label} {theirs}")
    known = names_of(keep.family_name, keep.given_name, keep.preferred_name)
    _remember(unit, keep.id, other.family_name, other.given_name, known)
    if other.preferred_name and not keep.preferred_name:
        keep.preferred_name = other.preferred_name
    elif other.preferred_name and other.preferred_name != keep.preferred_name:
        _remember(unit, keep.id, other.family_name, other.preferred_name, known)
    both = dict.fromkeys(part for row in (keep, other) for part in row.cautions.split(";") if part)
    keep.cautions = ";".join(both)
    for name in ("medicines", "allergies"):
        mine, theirs = getattr(keep, name), getattr(other, name)
        # Joined as they are: what only looks the same may be another dose.
        setattr(keep, name, _within(name, "; ".join(filter(None, _each_once(mine, theirs))), values.LONGEST_HEALTH))
    notes = (*_each_once(keep.note, other.note), f"Also {', '.join(also)}." if also else "")
    keep.note = _within("notes", " ".join(filter(None, notes)), values.LONGEST_TEXT)


def _each_once(mine: str, theirs: str) -> tuple[str, ...]:
    return (mine,) if mine == theirs else (mine, theirs)


def _within(what: str, text: str, longest: int) -> str:
    if len(text) > longest:
        raise Refused(
            f"The {what} of both are longer than {longest:,} characters together. Nothing was changed. Shorten one of "
            "them, then merge."
        )
    return text
