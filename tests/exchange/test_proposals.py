"""A waiting booking: who it may be, and settling it in one transaction."""

from datetime import date

import pytest

from db.errors import Conflict, NotFound, Refused
from db.proposals import matches, waiting
from db.reader import open_reader
from db.writes import proposals as writes
from db.writing import Writer
from tests.conftest import NOW_UTC
from tests.exchange.conftest import ACTOR, SAMPLES, SMALL, bring, everything, rows
from tests.exchange.test_bookings import booking
from tests.exchange.test_feed import calendar


@pytest.fixture
def wait(record_path, folder, tmp_path):
    """A record with the small clinic and one more booking that waits; gives the proposal."""
    bring(record_path, folder())

    def make(**about):
        (tmp_path / "feed.ics").write_text(calendar(booking(**about)))
        bring(record_path, tmp_path / "feed.ics")
        with open_reader(record_path) as reader:
            return waiting(reader)[0]

    return make


def alike(path, proposal):
    with open_reader(path) as reader:
        return [(match.name, match.reasons) for match in matches(reader, proposal)]


def write(path, function, *arguments, **named):
    with Writer(path) as writer, writer.unit(ACTOR, NOW_UTC) as unit:
        return function(unit, *arguments, **named)


def test_what_a_proposal_holds(wait):
    one = wait(name="Olsen\\, Marta - Follow-up", contact="Phone: 503-555-0111\\nEmail: m@example.org\\nNotes: neck")
    assert (one.name, one.family_name, one.given_name) == ("Olsen, Marta", "Olsen", "Marta")
    assert (one.phone, one.email, one.service, one.note) == ("503-555-0111", "m@example.org", "Follow-up", "neck")
    assert (one.on, one.minute, one.minutes, one.version) == (date(2026, 11, 24), 570, 30, 1)


@pytest.mark.parametrize(
    ("name", "contact", "reasons"),
    [
        ("Mei Tanaka", "Phone: 1", ("same name",)),
        ("Tanaka Mei", "", ("same name",)),
        ("Mei Tanake", "", ("similar name",)),
        ("May Tanaka", "Phone: +1 503 683 6219", ("similar name", "same phone")),
        ("Somebody Else", "Phone: 503.683.6219", ("same phone",)),
        ("Somebody Else", "Email: Mei@Example.org", ("same e-mail",)),
        ("Somebody Else", "Phone: 503-000-6219", None),
    ],
)
def test_a_likely_match_says_why(wait, record_path, name, contact, reasons):
    one = wait(name=name, contact=contact)
    assert alike(record_path, one) == ([("Mei Tanaka", reasons)] if reasons else [])


def test_the_best_match_comes_first(record_path, folder, tmp_path):
    more = "pt8,Tanaka,Mai,,,,,,\npt9,Mensah,Kwame,,,(503) 555-0111,,,\npt7,Tanaka,Mei,,1990-01-01,,,,\n"
    bring(record_path, folder(patients=SMALL["patients"] + more))
    (tmp_path / "feed.ics").write_text(calendar(booking(contact="Phone: 503-555-0111")))
    bring(record_path, tmp_path / "feed.ics")
    with open_reader(record_path) as reader:
        (one,) = waiting(reader)
    assert alike(record_path, one) == [
        ("Mei Tanaka", ("same name",)),
        ("Mei Tanaka", ("same name",)),
        ("Kwame Mensah", ("same phone",)),
        ("Mai Tanaka", ("similar name",)),
    ]


def test_the_sample_has_nobody_who_is_meant(record_path):
    bring(record_path, SAMPLES / "clinic")
    bring(record_path, SAMPLES / "online-bookings.ics")
    with open_reader(record_path) as reader:
        assert [one.name for one in waiting(reader)] == ["Marta Olsen", "Kwame Mensah", "Marta Olsen"]


def test_settling_with_a_patient_books_it(wait, record_path):
    one = wait(name="May Tanaka")
    number = write(record_path, writes.settle, one.id, one.version, 1)
    found = rows(
        record_path,
        f"select source_id, patient_id, course_id, practitioner_id, status from appointment where id = {number}",
    )
    assert found == [("u1", 1, 1, 2, "booked")]
    assert rows(record_path, "select state, appointment_id, version from proposal") == [("settled", number, 2)]
    entries = rows(record_path, "select action, subject, patient_id from audit_entry order by id desc limit 2")
    assert entries == [("booked", "appointment", 1), ("settled", "proposal", 1)]


def test_a_settled_booking_follows_its_calendar(wait, record_path, tmp_path):
    one = wait(name="May Tanaka")
    number = write(record_path, writes.settle, one.id, one.version, 1)
    (tmp_path / "v2.ics").write_text(calendar(booking("SEQUENCE:1", name="May Tanaka", at="20261125T093000")))
    bring(record_path, tmp_path / "v2.ics")
    assert rows(record_path, f"select local_date from appointment where id = {number}") == [("2026-11-25",)]


def test_settling_as_a_new_patient_registers_and_books(wait, record_path):
    one = wait(name="Marta Olsen", contact="Phone: 503-555-0161\\nEmail: m@example.org")
    number = write(record_path, writes.settle_new, one.id, one.version, born=date(1980, 2, 3))
    assert rows(
        record_path, "select family_name, given_name, date_of_birth, phone, email from patient where id = 3"
    ) == [("Olsen", "Marta", "1980-02-03", "503-555-0161", "m@example.org")]
    assert rows(record_path, "select term from patient_term where patient_id = 3 and kind = 'name' order by term") == [
        ("marta",), ("olsen",),
    ]  # fmt: skip
    assert rows(record_path, f"select patient_id, status from appointment where id = {number}") == [(3, "booked")]


@pytest.mark.parametrize(
    ("named", "word"),
    [
        ({"born": date(2090, 1, 1)}, "date of birth in the future"),
        ({"born": date(1850, 1, 1)}, "date of birth before 1880"),
        ({"family_name": "Ann [/]", "given_name": ""}, "cannot hold"),
        ({"family_name": " ", "given_name": ""}, "needs a name"),
    ],
)
def test_a_new_patient_needs_sound_facts(wait, record_path, named, word):
    one = wait(name="Marta Olsen")
    before = everything(record_path)
    with pytest.raises(Refused, match=word):
        write(record_path, writes.settle_new, one.id, one.version, **named)
    assert everything(record_path) == before


def test_settling_onto_another_appointment_is_refused(wait, record_path):
    one = wait(at="20261123T091500")
    before = everything(record_path)
    with pytest.raises(Conflict, match="already has 2026-11-23 09:00-09:30"):
        write(record_path, writes.settle, one.id, one.version, 1)
    assert everything(record_path) == before


def test_the_second_of_two_people_hears_of_the_first(wait, record_path):
    one = wait(name="May Tanaka")
    write(record_path, writes.dismiss, one.id, one.version, "a wrong number")
    with pytest.raises(Conflict, match="test changed this proposal meanwhile"):
        write(record_path, writes.settle, one.id, one.version, 1)
    with pytest.raises(Conflict, match="dismissed already"):
        write(record_path, writes.settle, one.id, one.version + 1, 1)


def test_dismissing_keeps_the_reason_and_the_calendar_does_not_bring_it_back(wait, record_path):
    one = wait(name="May Tanaka")
    with pytest.raises(Refused, match="with a reason"):
        write(record_path, writes.dismiss, one.id, one.version, " ")
    write(record_path, writes.dismiss, one.id, one.version, "a wrong number")
    before = everything(record_path)
    assert rows(record_path, "select state, note from proposal")[0][0] == "dismissed"
    assert "(dismissed: a wrong number)" in rows(record_path, "select note from proposal")[0][0]
    bring(record_path, record_path.parent / "feed.ics")
    assert everything(record_path) == before


def test_numbers_that_are_not_there(wait, record_path):
    one = wait(name="May Tanaka")
    with pytest.raises(NotFound):
        write(record_path, writes.settle, 99, 1, 1)
    with pytest.raises(NotFound):
        write(record_path, writes.settle, one.id, one.version, 99)
