"""The CSV files of booking services become bookings like those of a calendar."""

import pytest

from db.exchange.moments import day_comes_first, length, moment
from db.exchange.services import mapped
from db.exchange.values import Frame
from tests.conftest import NOW_UTC, ZONE
from tests.exchange.conftest import bring, everything, rows

ACUITY = "Start Time,End Time,First Name,Last Name,Phone,Email,Type,Calendar,Notes,Appointment ID\n"
CALENDLY = (
    "Invitee Name,Invitee Email,Event Type Name,Start Date & Time,End Date & Time,Canceled,Text Reminder Number\n"
)
CALENDLY_WHOLE = (
    "User Name,Team,Invitee Name,Invitee First Name,Invitee Last Name,Invitee Email,Invitee Time Zone,Invitee accepted "
    "marketing emails,Text Reminder Number,Event Type Name,Start Date & Time,End Date & Time,Location,Event Created "
    "Date & Time,Canceled,Canceled By,Cancellation reason,Question 1,Response 1,UTM Campaign,Guest Email(s),Invitee "
    "Reconfirmed,Marked as No-Show,Meeting Notes,Group,User Email,Event UUID,Invitee UUID,Invitee scheduled by\r\n"
)
"""The header as the service writes it, with everything a clinic has no use for."""
OUTLOOK = (
    '"Subject","Start Date","Start Time","End Date","End Time","All day event","Meeting Organizer","Description",'
    '"Location","Show time as"\r\n'
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


def test_calendly_is_known_by_its_own_id_and_may_move(take, record_path):
    row = (
        "Dana Lee,,Mei Tanaka,Mei,Tanaka,mei@example.org,Central Time - US & Canada,,+1 503-683-6219,Follow-up,"
        '2026-11-24 {0}:00 am,2026-11-24 {0}:30 am,,2026-11-02 01:40 am,{1},,,Anything else?,"neck,\r\nleft side",,,,'
        ",,Single,dana@example.org,e-1,i-{2},\r\n"
    )
    take("\ufeff" + CALENDLY_WHOLE + row.format("09", "false", 1))
    # One of two that were invited to one event; and moving is cancelling and booking anew, as the service does it.
    take("\ufeff" + CALENDLY_WHOLE + row.format("09", "true", 1) + row.format("11", "false", 2))
    assert rows(record_path, BOOKED) == [
        ("calendly:i-1", 1, 2, "2026-11-24", 540, 30, "cancelled"),
        ("calendly:i-2", 1, 2, "2026-11-24", 660, 30, "booked"),
    ]
    assert rows(record_path, "select note from appointment where id > 3") == [("neck, left side",)] * 2


def test_an_acuity_form_may_ask_one_question_twice(take, record_path):
    header = ACUITY.replace("Notes,", "Notes,Where does it hurt?,Where does it hurt?,")
    take(header + '"November 24, 2026 9:30 am",,Mei,Tanaka,\'+15036836219,,,,,neck,neck,7,\n')
    assert rows(record_path, BOOKED)[0][:5] == ("acuity:7", 1, 2, "2026-11-24", 570)


def test_columns_of_another_service_are_named_once(record_path, folder, tmp_path):
    bring(record_path, folder())
    (tmp_path / "week.csv").write_text(
        "\ufeff"
        + OUTLOOK
        + '"Tanaka, Mei","11/24/2026","9:30:00 AM","11/24/2026","10:15:00 AM","False","","","",""\r\n'
        '"Omar Haddad","11/25/2026","12:00:00 PM","11/25/2026","12:30:00 PM","False","","","",""\r\n'
    )
    named = mapped({"Subject": "name", "Start Date": "date", "start  time": "time", "End Time": "end"})
    summary = bring(record_path, tmp_path / "week.csv", named=named)
    # Without a phone or an e-mail nobody is taken for a patient by the name alone.
    assert summary.proposals == 2
    waiting = "select name, local_date, minute, minutes from proposal where state = 'waiting' order by id"
    assert rows(record_path, waiting) == [
        ("Tanaka, Mei", "2026-11-24", 570, 45), ("Omar Haddad", "2026-11-25", 720, 30),
    ]  # fmt: skip
    assert not bring(record_path, tmp_path / "week.csv", named=named).changed_anything


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("Late Cancelled", "cancelled"),
        ("cancelled by client", "cancelled"),
        ("Not cancelled", "booked"),
        ("", "booked"),
    ],
)
def test_what_a_state_says_of_a_booking(take, record_path, said, status):
    take(ACUITY.replace("Notes", "Canceled") + f"11/24/2026 9:30 AM,,Mei,Tanaka,5036836219,,,,{said},1\n")
    assert rows(record_path, BOOKED)[0][-1] == status


@pytest.mark.parametrize(
    ("named", "word"),
    [
        ({"When": "strat"}, "“strat” is nothing a booking has"),
        ({"Client": "name"}, "no column is named for start"),
        ({"When": "start"}, "no column is named for name"),
    ],
)
def test_a_mapping_that_names_no_booking_is_refused(named, word):
    with pytest.raises(ValueError, match=word):
        mapped(named)


def test_a_column_that_is_not_there_and_a_header_nobody_knows_are_refused_with_what_is(tmp_path, refused):
    (tmp_path / "x.csv").write_text("When,Who\n24/11/2026 09:30,Mei Tanaka,too,many\n")
    (line,) = refused(tmp_path / "x.csv")
    assert "say with --map what its columns hold" in line and "it has “when”, “who”" in line
    lines = refused(tmp_path / "x.csv", named=mapped({"When": "start", "Client": "name"}))
    assert any("there is no column “client”; it has “when”, “who”" in line for line in lines)


def test_one_date_that_has_the_day_first_says_so_of_the_whole_file(take, record_path):
    row = "{},,Mei,Tanaka,5036836219,,,,,{}\n"
    take(ACUITY + row.format("03/12/2026 09:30", 1) + row.format("24/11/2026 09:30", 2))
    assert [one[3] for one in rows(record_path, BOOKED)] == ["2026-12-03", "2026-11-24"]
    summary = take(ACUITY + row.format("04/12/2026 09:30", 3))
    assert "month first; --day-first" in " ".join(summary.warnings)


@pytest.mark.parametrize(
    ("texts", "answer"),
    [
        (["11/24/2026", "11/05/2026"], (False, False)),
        (["05/11/2026", "Tue, 24/11/2026"], (True, False)),
        (["05/11/2026"], (False, True)),
        (["13/01/2026", "01/13/2026"], (False, False)),
        (["2026-11-24", "soon"], (False, False)),
    ],
)
def test_which_comes_first_is_told_by_the_dates_that_can_be_read_one_way(texts, answer):
    assert day_comes_first(texts) == answer


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-11-24T17:30:00Z", (9, 30)), ("2026-11-24 18:30:00 +0100", (9, 30)), ("11/24/26 9:30 AM", (9, 30)),
        ("Tuesday, November 24, 2026 at 9:30 PM", (21, 30)), ("24.11.2026 09:30", (9, 30)),
        ("Tue 24 Nov 2026, 9 am", (9, 0)), ("2026-11-24T09:30:00.000", (9, 30)),
    ],
)  # fmt: skip
def test_a_moment_in_the_forms_services_write(text, hour):
    on, minute, _ = moment(text, Frame(ZONE, NOW_UTC))
    assert (on.isoformat(), divmod(minute, 60)) == ("2026-11-24", hour)


@pytest.mark.parametrize(
    ("text", "minutes"), [("45", 45), ("45 min", 45), ("0:45", 45), ("1 hr 15 mins", 75), ("1h", 60)]
)
def test_a_length_in_the_forms_services_write(text, minutes):
    assert length(text) == minutes


@pytest.mark.parametrize("text", ["", "long", "1:2:3"])
def test_what_is_no_length_is_refused(text):
    with pytest.raises(ValueError, match="a length is written"):
        length(text)


def test_an_unknown_person_waits(take, record_path):
    summary = take(ACUITY + "11/24/2026 9:30 AM,11/24/2026 10:00 AM,Kwame,Mensah,503-555-0111,,,,,9\n")
    assert summary.proposals == 1
    assert rows(record_path, "select family_name, given_name, phone from proposal where state = 'waiting'") == [
        ("Mensah", "Kwame", "503-555-0111")
    ]


@pytest.mark.parametrize(
    ("row", "field", "word"),
    [
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
