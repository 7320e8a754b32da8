"""A referral in FHIR terms, checked against the published definitions.

`fhir.resources` ships the definitions of R4B (4.3.0), in which every element used here is as in R4 (4.0.1); it checks
elements, types and how many there may be. The value sets it only lists, or lists in part, so they are checked apart.
"""

import json
from datetime import date, timedelta
from uuid import UUID

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.servicerequest import ServiceRequest
from fhir.resources.R4B.task import Task
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from care.fhir import REQUEST_STATUS, TASK_STATUS, ReferralFacts, bundle, service_request, task
from care.letter import Party
from care.patient import Patient
from care.referral import KINDS, STATES, URGENCIES, Referral

CREATED = date(2026, 6, 1)
AS_OF = CREATED + timedelta(60)
UID = "0b6f7d7e-1d7c-4b0e-9a54-2f1f5a1c7e10"

TASK_STATUSES = {
    "draft", "requested", "received", "accepted", "rejected", "ready", "cancelled", "in-progress", "on-hold", "failed",
    "completed", "entered-in-error",
}  # fmt: skip
"""The required value set task-status of R4."""

REFERRAL = Referral(5, None, 1, "physical_therapy", "routine", "Motion PT", "sent", CREATED,
                    sent_on=CREATED + timedelta(1), question="Which movement is limited?")  # fmt: skip
FACTS = ReferralFacts(
    REFERRAL,
    Patient(7, None, "Tanaka", "Meiko", "Mei", date(1985, 3, 4), "(503) 683-6219", "mei@example.org"),
    UID,
    Party("Riverside", "Dana Lee", "L.Ac.", "12 Elm St", "(503) 555-0101", "(503) 555-0102", "desk@example.org"),
    Party("Motion PT", address="4 Oak Ave", phone="(503) 555-0199"),
    AS_OF,
    patient_address="9 Fir Ct",
    practitioner_id=3,
    provider_id=9,
    condition="neck_pain",
    respond_by=CREATED + timedelta(31),
)
BARE = ReferralFacts(
    Referral(1, None, 1, "orthopaedic", "urgent", "", "draft", CREATED), Patient(1, None, "", ""), "", Party(""),
    Party(""), CREATED,
)  # fmt: skip


def in_state(state, facts=FACTS):
    return facts._replace(referral=facts.referral._replace(status=state, ended_on=None))


def allowed(model, field):
    return set(model.model_fields[field].json_schema_extra["enum_values"])


@pytest.mark.parametrize("facts", [FACTS, BARE])
@pytest.mark.parametrize("state", STATES)
def test_every_state_is_valid_by_the_published_definitions(facts, state):
    facts = in_state(state, facts)
    assert ServiceRequest.model_validate(service_request(facts))
    assert Task.model_validate(task(facts))
    held = Bundle.model_validate(bundle(facts))
    assert json.loads(held.model_dump_json()) == bundle(facts)


def test_the_check_can_fail():
    request = service_request(FACTS)
    for spoiled in (
        request | {"question": "x"},
        {name: value for name, value in request.items() if name != "subject"},
        request | {"authoredOn": "yesterday"},
        request | {"note": {"text": "not a list"}},
    ):
        with pytest.raises(ValidationError):
            ServiceRequest.model_validate(spoiled)


def test_statuses_are_of_the_value_sets_and_cover_what_the_clinical_page_names():
    assert set(REQUEST_STATUS) == set(TASK_STATUS) == set(STATES)
    assert set(REQUEST_STATUS.values()) <= allowed(ServiceRequest, "status")
    assert set(TASK_STATUS.values()) <= TASK_STATUSES
    assert set(TASK_STATUS.values()) == {
        "draft", "requested", "accepted", "in-progress", "completed", "rejected", "cancelled",
    }  # fmt: skip
    assert set(URGENCIES) <= allowed(ServiceRequest, "priority")
    assert service_request(FACTS)["intent"] in allowed(ServiceRequest, "intent")


@pytest.mark.parametrize(
    ("state", "request_status", "task_status"),
    [
        ("draft", "draft", "draft"),
        ("sent", "active", "requested"),
        ("accepted", "active", "accepted"),
        ("scheduled", "active", "accepted"),
        ("no_show", "active", "accepted"),
        ("attended", "active", "in-progress"),
        ("report_received", "active", "in-progress"),
        ("closed", "completed", "completed"),
        ("declined_by_patient", "revoked", "cancelled"),
        ("declined_by_provider", "on-hold", "rejected"),
        ("cancelled", "revoked", "cancelled"),
    ],
)
def test_a_state_has_its_statuses(state, request_status, task_status):
    facts = in_state(state)
    assert (service_request(facts)["status"], task(facts)["status"]) == (request_status, task_status)
    assert task(facts)["businessStatus"]["text"].lower() == state.replace("_", " ")
    ended = state in ("declined_by_patient", "declined_by_provider", "cancelled")
    assert ("statusReason" in task(facts)) == ended


def test_a_past_day_has_the_status_of_that_day():
    referral = REFERRAL._replace(status="closed", attended_on=CREATED + timedelta(9), closed_on=CREATED + timedelta(30))
    found = {
        days: (made["status"], made["lastModified"])
        for days in (0, 1, 10, 40)
        if (made := task(FACTS._replace(referral=referral, as_of=CREATED + timedelta(days))))
    }
    assert found == {
        0: ("draft", "2026-06-01"),
        1: ("accepted", "2026-06-02"),
        10: ("in-progress", "2026-06-10"),
        40: ("completed", "2026-07-01"),
    }


def test_the_request_says_what_is_asked_of_whom():
    made = service_request(FACTS)
    assert made["code"] == {"text": "Physical therapy"} and made["reasonCode"] == [{"text": "Neck pain"}]
    assert made["note"] == [{"text": "Which movement is limited?"}]
    assert made["priority"] == "routine" and made["authoredOn"] == "2026-06-01"
    assert task(FACTS)["restriction"] == {"period": {"end": "2026-07-02"}}
    assert "performer" not in service_request(BARE) and "owner" not in task(BARE)


def references(value):
    """Every reference in a resource."""
    if isinstance(value, dict):
        for name, one in value.items():
            if name == "reference":
                yield one
            else:
                yield from references(one)
    elif isinstance(value, list):
        for one in value:
            yield from references(one)


@pytest.mark.parametrize("facts", [FACTS, BARE, FACTS._replace(practitioner_id=None)])
def test_every_reference_leads_to_an_entry_of_the_bundle(facts):
    made = bundle(facts)
    urls = [entry["fullUrl"] for entry in made["entry"]]
    assert len(set(urls)) == len(urls) and all(UUID(url.removeprefix("urn:uuid:")) for url in urls)
    assert set(references(made)) <= set(urls)
    assert bundle(facts) == made
    assert not set(urls) & {entry["fullUrl"] for entry in bundle(facts._replace(clinic_uid="another"))["entry"]}


def test_the_parties_are_as_on_record():
    found = {entry["resource"]["resourceType"] + entry["resource"]["id"]: entry["resource"]
             for entry in bundle(FACTS)["entry"]}  # fmt: skip
    patient = found["Patientpatient-7"]
    assert patient["name"] == [
        {"use": "official", "text": "Meiko Tanaka", "family": "Tanaka", "given": ["Meiko"]},
        {"use": "nickname", "text": "Mei"},
    ]
    assert patient["birthDate"] == "1985-03-04" and patient["address"] == [{"text": "9 Fir Ct"}]
    assert found["Practitionerpractitioner-3"]["name"] == [{"text": "Dana Lee", "suffix": ["L.Ac."]}]
    assert found["Organizationclinic"]["telecom"] == [
        {"system": "phone", "value": "(503) 555-0101"},
        {"system": "fax", "value": "(503) 555-0102"},
        {"system": "email", "value": "desk@example.org"},
    ]
    assert found["Organizationprovider-9"]["name"] == "Motion PT"
    assert "PractitionerRolepractitioner-role-3" in found


def empty(value):
    """Every value the standard forbids for being empty."""
    if value in ("", [], {}, None):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from empty(one)


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from(KINDS), st.sampled_from(STATES))
def test_any_text_makes_a_valid_bundle(words, name, kind, state):
    referral = REFERRAL._replace(question=words, kind=kind, status=state, source_id=name or None)
    patient = FACTS.patient._replace(family_name=name, given_name=words, phone=words, email=name, preferred_name=name)
    party = Party(name, words, words, words, words, words, words)
    facts = FACTS._replace(referral=referral, patient=patient, clinic=party, provider=party, condition=words)
    assert Bundle.model_validate(bundle(facts))
    assert not list(empty(bundle(facts)))
