"""A referral's letter, and its FHIR resources, from what is on record."""

from collections.abc import Iterable
from datetime import date

from care.assessment import assess_course
from care.chart import Chart
from care.day_words import full_date
from care.evaluation import in_short
from care.fhir import ReferralFacts
from care.letter import Letter, Party, letter, with_text
from care.letter_facts import facts_of
from care.protocol import Protocol
from care.provider import ProviderRow
from db.chart import chart
from db.clinic import Letterhead, Signer, letterhead, signer
from db.letters import letter_draft
from db.reader import Reader
from db.referral_detail import detail

_IN_HISTORY = "Mechanism"


def build_letter(
    reader: Reader, referral_id: int, as_of: date, protocol: Protocol, practitioner_id: int | None = None
) -> Letter:
    """The letter of a referral as the record stands at the end of a day, with the text somebody has changed, if any.

    `practitioner_id` signs, else whoever treats in the course. Raises `NotFound`.
    """
    reader.require("see_clinical")
    with reader.snapshot():
        known = detail(reader, referral_id, as_of)
        referral = known.referral
        held = chart(reader, known.patient_id, referral.course_id, as_of)
        head, changed = letterhead(reader), letter_draft(reader, referral_id)
        course = held.course
        assert course is not None
        signs = signer(reader, course.practitioner_id if practitioner_id is None else practitioner_id)
    exam, history = _examined(held, protocol.motion_of(course.condition))
    made = letter(
        facts_of(
            held,
            assess_course(course, as_of, protocol),
            sender=_clinic(head, signs),
            receiver=_provider(known.provider),
            kind=referral.kind,
            urgency=referral.urgency,
            question=referral.question,
            on=as_of,
            respond_by=referral.respond_by,
            exam=exam,
            history=history,
            # `told_patient` is what was told of the report. What was told before the letter, its writer says.
            told="",
            function_name=protocol.function_of(course.condition).short,
        )
    )
    for key, text in (changed.parts if changed else {}).items():
        made = with_text(made, key, text)
    return made


def referral_facts(reader: Reader, referral_id: int, as_of: date) -> ReferralFacts:
    """A referral with its parties as `care.fhir.bundle` takes them, at the end of a day. Raises `NotFound`."""
    with reader.snapshot():
        known = detail(reader, referral_id, as_of)
        referral = known.referral
        held = chart(reader, known.patient_id, referral.course_id, as_of)
        head = letterhead(reader)
        course = held.course
        assert course is not None
        signs = signer(reader, course.practitioner_id)
    return ReferralFacts(
        referral,
        held.patient,
        head.uid,
        _clinic(head, signs),
        _provider(known.provider),
        as_of,
        patient_address=held.address,
        practitioner_id=signs.id if signs else None,
        provider_id=referral.provider_id,
        condition=course.condition,
        respond_by=referral.respond_by,
    )


def _examined(held: Chart, directions: Iterable[str]) -> tuple[tuple[tuple[str, str], ...], str]:
    """The newest evaluation as label and words, with its day, and how the complaint began."""
    if not held.evaluations:
        return (), ""
    newest = held.evaluations[-1]
    by = f" by {newest.practitioner}" if newest.practitioner else ""
    when = ("Examined", f"{full_date(newest.on)}{by}")
    found = in_short(held.evaluations, directions)
    # How it began stands in the history, once.
    return (when, *(pair for pair in found if pair[0] != _IN_HISTORY)), dict(found).get(_IN_HISTORY, "")


def _clinic(head: Letterhead, signs: Signer | None) -> Party:
    person, credentials = (signs.name, signs.credentials) if signs else ("", "")
    return Party(head.name, person, credentials, head.address, head.phone, head.fax, head.email)


def _provider(row: ProviderRow | None) -> Party:
    if row is None:
        return Party("")
    return Party(row.name, address=row.address, phone=row.phone, fax=row.fax, email=row.email)
