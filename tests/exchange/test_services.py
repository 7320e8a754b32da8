"""The CSV files of booking services become bookings like those of a calendar."""

import pytest

from tests.exchange.conftest import bring, everything, rows

ACUITY = "Start Time,End Time,First Name,Last Name,Phone,Email,Type,Calendar,Notes,Appointment ID\n"
CALENDLY = (
    "Invitee Name,Invitee Email,Event Type Name,Start Date & Time,End Date & Time,Canceled,Text Reminder Number\n"
)
BOOKED = (
    "select source_id, patient_id, practitioner_id, local_date, minute, minutes, status from appointment where id > 3"
)


@pytest.fixture
def take(record_path, folder, tmp_path):
    """A record with the small clinic, and an import of one booking file into it."""
    bring(record_path, folder())

    def import_text(text):
        (tmp_path / "bookings.csv").write_text(text)
        return bring(record_path, tmp_path / "bookings.csv")

    return import_text


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("11/24/2026 9:30 AM", "11/24/2026 10:15 AM"),
        ("11/24/2026 09:30", "11/24/2026 10:15"),
        ("2026-11-24 09:30", "2026-11-24 10:15"),
        ('"November 24, 2026 9:30 am"', '"Nov 24, 2026 10:15 am"'),
    ],
)
def test_acuity(take, record_path, start, end):
    row = f"{start},{end},Mei,Tanaka,5036836219,mei@example.org,Follow-up,Dana Lee,neck,812\n"
    take(ACUITY + row)
    assert rows(record_path, BOOKED) == [("acuity:812", 1, 2, "2026-11-24", 570, 45, "booked")]
    before = everything(record_path)
    take(ACUITY + row)
    assert everything(record_path) == before


def test_calendly_without_ids_is_known_again_by_what_it_says(take, record_path):
    booked = "Mei Tanaka,mei@example.org,Follow-up,2026-11-24 2:30 PM,2026-11-24 3:00 PM,{},\n"
    assert take(CALENDLY + booked.format("false")).table("online bookings").added == 1
    assert take(CALENDLY + booked.format("true")).table("online bookings").changed == 1
    ((source, patient, _, on, minute, minutes, status),) = rows(record_path, BOOKED)
    assert source.startswith("calendly:")
    assert (patient, on, minute, minutes, status) == (1, "2026-11-24", 870, 30, "cancelled")


def test_an_unknown_person_waits(take, record_path):
    summary = take(ACUITY + "11/24/2026 9:30 AM,11/24/2026 10:00 AM,Kwame,Mensah,503-555-0111,,,,,9\n")
    assert summary.proposals == 1
    assert rows(record_path, "select family_name, given_name, phone from proposal where state = 'waiting'") == [
        ("Mensah", "Kwame", "503-555-0111")
    ]


@pytest.mark.parametrize(
    ("row", "field", "word"),
    [
        ("24/11/2026 9:30,24/11/2026 10:00,Mei,Tanaka,,,,,,1", "start time", "the month comes first"),
        ("11/31/2026 9:30 AM,,Mei,Tanaka,,,,,,1", "start time", "no such day"),
        ("11/24/2026 13:30 PM,,Mei,Tanaka,,,,,,1", "start time", "no such time"),
        ("soon,,Mei,Tanaka,,,,,,1", "start time", "MM/DD/YYYY"),
        ("11/24/2026 9:30 AM,11/24/2026 9:00 AM,Mei,Tanaka,,,,,,1", "end time", "lasts -30 minutes"),
        ("03/14/2027 2:30 AM,,Mei,Tanaka,,,,,,1", "start time", "clocks go forward"),
        ("11/24/2026 9:30 AM,,Mei,Tanaka,,,,,,2.98E+13", "appointment id", "spreadsheet"),
        ("11/24/2026 9:30 AM,,Mei,[b]Tanaka,,,,,,1", "last name", "cannot hold [ ]"),
    ],
)
def test_a_bad_row_is_named(tmp_path, refused, row, field, word):
    (tmp_path / "x.csv").write_text(ACUITY + row + "\n")
    (line,) = refused(tmp_path / "x.csv")
    assert f"x.csv line 2, {field}" in line
    assert word in line
