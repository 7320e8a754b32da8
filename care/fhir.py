"""One referral in the terms of FHIR R4 (4.0.1): what is asked as a ServiceRequest, how far it is as a Task.

Plain dictionaries, ready for JSON. Only what is on record is in them: an element without a value is left out, as the
standard wants it. The parties are minimal: a Patient, the Practitioner who refers with the role at the clinic, the
clinic and the provider as Organizations.
"""

from datetime import date
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from care.letter import Party
from care.patient import Patient, full_name
from care.referral import Referral, state_on, steps
from care.text import tidy

Resource = dict[str, object]
"""A resource or a part of one, as JSON has it."""

REQUEST_STATUS = {
    "draft": "draft",
    "sent": "active",
    "accepted": "active",
    "scheduled": "active",
    "no_show": "active",
    "attended": "active",
    "report_received": "active",
    "closed": "completed",
    "declined_by_patient": "revoked",
    "declined_by_provider": "on-hold",
    "cancelled": "revoked",
}
"""The status of the ServiceRequest in each state. One a provider declined waits for another provider."""

TASK_STATUS = {
    "draft": "draft",
    "sent": "requested",
    "accepted": "accepted",
    "scheduled": "accepted",
    "no_show": "accepted",
    "attended": "in-progress",
    "report_received": "in-progress",
    "closed": "completed",
    "declined_by_patient": "cancelled",
    "declined_by_provider": "rejected",
    "cancelled": "cancelled",
}
"""The status of the Task in each state. It is completed only when the report was reviewed and the patient told."""

_ENDED_BY = {
    "declined_by_patient": "Declined by the patient",
    "declined_by_provider": "Declined by the provider",
    "cancelled": "Cancelled by the clinic",
}
_PATIENT_REFERRAL = {"system": "http://snomed.info/sct", "code": "3457005", "display": "Patient referral"}
_FULFILL = {"system": "http://hl7.org/fhir/CodeSystem/task-code", "code": "fulfill"}


class ReferralFacts(NamedTuple):
    """One referral with its parties. `clinic_uid` makes the references unique; `clinic.person` refers.

    `provider_id` None: nobody is chosen yet, and `provider` is passed by. The question is the referral's own.
    """

    referral: Referral
    patient: Patient
    clinic_uid: str
    clinic: Party
    provider: Party
    as_of: date
    patient_address: str = ""
    practitioner_id: int | None = None
    provider_id: int | None = None
    condition: str = ""
    respond_by: date | None = None


def service_request(facts: ReferralFacts) -> Resource:
    """What is asked of whom: a ServiceRequest as it stood at the end of `as_of`."""
    referral = facts.referral
    return _given(
        resourceType="ServiceRequest",
        id=f"referral-{referral.id}",
        identifier=[{"value": source}] if (source := tidy(referral.source_id or "")) else None,
        status=REQUEST_STATUS[_state(facts)],
        intent="order",
        category=[{"coding": [_PATIENT_REFERRAL]}],
        priority=referral.urgency,
        code={"text": _words(referral.kind).capitalize()},
        subject=_reference(facts, "patient", facts.patient.id),
        authoredOn=referral.created_on.isoformat(),
        requester=_requester(facts),
        performer=[_reference(facts, "provider", facts.provider_id)] if facts.provider_id is not None else None,
        reasonCode=[{"text": reason.capitalize()}] if (reason := _words(facts.condition)) else None,
        note=[{"text": question}] if (question := tidy(referral.question)) else None,
    )


def task(facts: ReferralFacts) -> Resource:
    """How far it is: the Task that fulfils the ServiceRequest, as it stood at the end of `as_of`."""
    referral, state = facts.referral, _state(facts)
    changed = max(step.on for step in steps(referral) if step.on <= max(facts.as_of, referral.created_on))
    return _given(
        resourceType="Task",
        id=f"referral-task-{referral.id}",
        status=TASK_STATUS[state],
        statusReason={"text": _ENDED_BY[state]} if state in _ENDED_BY else None,
        businessStatus={"text": _words(state).capitalize()},
        intent="order",
        priority=referral.urgency,
        code={"coding": [_FULFILL]},
        focus=_reference(facts, "referral", referral.id),
        **{"for": _reference(facts, "patient", facts.patient.id)},
        authoredOn=referral.created_on.isoformat(),
        lastModified=max(changed, referral.created_on).isoformat(),
        requester=_requester(facts),
        owner=_reference(facts, "provider", facts.provider_id) if facts.provider_id is not None else None,
        restriction={"period": {"end": facts.respond_by.isoformat()}} if facts.respond_by else None,
    )


def bundle(facts: ReferralFacts) -> Resource:
    """Everything of one referral in one collection Bundle; references lead to entries of the same bundle."""
    resources = [
        ("referral", facts.referral.id, service_request(facts)),
        ("task", facts.referral.id, task(facts)),
        ("patient", facts.patient.id, _patient(facts.patient, facts.patient_address)),
        ("clinic", 1, _organization("clinic", facts.clinic)),
    ]
    if facts.practitioner_id is not None:
        resources.append(("practitioner", facts.practitioner_id, _practitioner(facts, facts.practitioner_id)))
        resources.append(("role", facts.practitioner_id, _role(facts, facts.practitioner_id)))
    if facts.provider_id is not None:
        resources.append(
            ("provider", facts.provider_id, _organization(f"provider-{facts.provider_id}", facts.provider))
        )
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": _urn(facts, kind, number), "resource": resource} for kind, number, resource in resources],
    }


def _state(facts: ReferralFacts) -> str:
    return state_on(facts.referral, facts.as_of) or "draft"


def _patient(patient: Patient, address: str) -> Resource:
    given = [name for name in (tidy(patient.given_name),) if name]
    names = [_given(use="official", text=full_name(tidy(patient.family_name), tidy(patient.given_name)),
                    family=tidy(patient.family_name), given=given)]  # fmt: skip
    if preferred := tidy(patient.preferred_name):
        names.append(_given(use="nickname", text=preferred))
    return _given(
        resourceType="Patient",
        id=f"patient-{patient.id}",
        name=names,
        telecom=_telecom(phone=patient.phone, email=patient.email),
        birthDate=patient.born.isoformat() if patient.born else None,
        address=_address(address),
    )


def _practitioner(facts: ReferralFacts, number: int) -> Resource:
    credentials = tidy(facts.clinic.credentials)
    name = _given(text=tidy(facts.clinic.person), suffix=[credentials] if credentials else None)
    return _given(resourceType="Practitioner", id=f"practitioner-{number}", name=[name] if name else None)


def _role(facts: ReferralFacts, number: int) -> Resource:
    return {
        "resourceType": "PractitionerRole",
        "id": f"practitioner-role-{number}",
        "practitioner": _reference(facts, "practitioner", number),
        "organization": _reference(facts, "clinic", 1),
    }


def _organization(ident: str, party: Party) -> Resource:
    # An Organization without a name or an identifier is none; one whose name is lost says so.
    return _given(
        resourceType="Organization",
        id=ident,
        name=tidy(party.name) or "Name not on record",
        telecom=_telecom(phone=party.phone, fax=party.fax, email=party.email),
        address=_address(party.address),
    )


def _telecom(**numbers: str) -> list[Resource]:
    return [{"system": system, "value": value} for system, number in numbers.items() if (value := tidy(number))]


def _address(address: str) -> list[Resource]:
    return [{"text": text}] if (text := tidy(address)) else []


def _requester(facts: ReferralFacts) -> Resource:
    if facts.practitioner_id is None:
        return _reference(facts, "clinic", 1)
    return _reference(facts, "role", facts.practitioner_id)


def _reference(facts: ReferralFacts, kind: str, number: int) -> Resource:
    return {"reference": _urn(facts, kind, number)}


def _urn(facts: ReferralFacts, kind: str, number: int) -> str:
    """The same for the same row of the same clinic each time, and another for any other."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{facts.clinic_uid}/{kind}/{number}')}"


def _words(code: str) -> str:
    return tidy(code.replace("_", " "))


def _given(**elements: object) -> Resource:
    """The elements that have a value: FHIR knows no empty ones."""
    return {name: value for name, value in elements.items() if value is not None and value not in ("", [], {})}
