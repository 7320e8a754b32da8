"""Settling an online booking: it is this patient's, a new patient's, or nobody's.

Each function works in the caller's unit and raises with nothing changed: `Conflict` when somebody settled it first or
the patient is not free, `NotFound` for a number that is not there, `Refused` for a value the record does not take.
Each is one step to undo.
"""

from datetime import date

from care.text import tidy
from db.errors import Conflict, NotFound, Refused
from db.exchange.placing import course_for, patient_clash, without_clash
from db.exchange.values import LONGEST_NAME
from db.localtime import to_utc
from db.tables import Appointment, Patient, Proposal
from db.writes.patients import register
from db.writing import Unit


def settle(unit: Unit, proposal_id: int, version: int, patient_id: int) -> int:
    """Book the proposal for a patient of the record; returns the appointment's id.

    It goes to the patient's one open course and its practitioner, if there is exactly one. It keeps the calendar's
    id, so that a later version of the calendar moves or cancels it.
    """
    proposal = _waiting(unit, proposal_id, version)
    patient = unit.session.get(Patient, patient_id)
    if patient is None or patient.voided or patient.merged_into is not None:
        raise NotFound(f"There is no patient with number {patient_id}. Nothing was changed. Look the name up.")
    return _book(unit, proposal, patient)


def settle_new(
    unit: Unit,
    proposal_id: int,
    version: int,
    born: date | None = None,
    phone: str | None = None,
    email: str | None = None,
    family_name: str | None = None,
    given_name: str | None = None,
) -> int:
    """Register the person of a proposal as a new patient and book it; returns the appointment's id.

    What is None is taken from the booking.
    """  # fmt: skip
    proposal = _waiting(unit, proposal_id, version)
    family = proposal.family_name if family_name is None else family_name
    given = proposal.given_name if given_name is None else given_name
    unit.undoable("settle booking")
    patient_id = register(
        unit,
        family,
        given,
        born,
        phone=(proposal.phone if phone is None else phone)[:LONGEST_NAME],
        email=(proposal.email if email is None else email)[:LONGEST_NAME],
    )
    patient = unit.session.get_one(Patient, patient_id)
    return _book(unit, proposal, patient)


def dismiss(unit: Unit, proposal_id: int, version: int, reason: str) -> None:
    """Take a booking off the list without an appointment; the reason stays in its note."""
    proposal = _waiting(unit, proposal_id, version)
    words = tidy(reason)[:LONGEST_NAME]
    if not words:
        raise Refused("A booking is dismissed with a reason. Nothing was changed. Say why.")
    unit.undoable("dismiss booking")
    proposal.state = "dismissed"
    proposal.note = f"{proposal.note} (dismissed: {words})".strip()
    unit.session.add(proposal)
    unit.audit("dismissed", "proposal", proposal_id)


def _waiting(unit: Unit, proposal_id: int, version: int) -> Proposal:
    proposal = unit.session.get(Proposal, proposal_id)
    if proposal is None:
        raise NotFound(f"There is no booking with number {proposal_id}. Nothing was changed. Look at the list again.")
    unit.check_version(proposal, version)
    if proposal.state != "waiting":
        raise Conflict(f"This booking is {proposal.state} already. Nothing was changed. Look at the list again.")
    return proposal


def _book(unit: Unit, proposal: Proposal, patient: Patient) -> int:
    assert patient.id is not None
    zone = proposal.zone
    start = to_utc(proposal.local_date, proposal.minute, zone, proposal.fold)
    end = start + proposal.minutes * 60
    if clash := patient_clash(unit.session, patient.id, start, end):
        raise Conflict(
            f"This patient already has {clash}. Nothing was changed. Move or cancel that one first, or dismiss the "
            "booking."
        )
    unit.undoable("settle booking")
    course_id, practitioner_id = course_for(unit.session, patient.id, proposal.local_date)
    row = Appointment(
        source_id=proposal.source_id, patient_id=patient.id, course_id=course_id, practitioner_id=practitioner_id,
        local_date=proposal.local_date, minute=proposal.minute, minutes=proposal.minutes, zone=zone,
        fold=proposal.fold, start_utc=start, end_utc=end, note=without_clash(proposal.note), sequence=proposal.sequence,
    )  # fmt: skip
    unit.session.add(row)
    unit.session.flush()
    number = row.id
    assert number is not None
    proposal.state = "settled"
    proposal.appointment_id = number
    unit.session.add(proposal)
    unit.audit("settled", "proposal", proposal.id, patient.id, appointment=number)
    unit.audit("booked", "appointment", number, patient.id)
    return number
