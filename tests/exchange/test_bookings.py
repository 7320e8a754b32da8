"""Online bookings on the schedule: known patients only, later versions followed, the clinic's own changes kept."""

import subprocess
import sys

import pytest

from db.exchange.identity import region_of, same_phone
from db.exchange.outcome import ImportRefused
from db.tables import Appointment
from db.writing import Writer
from tests.conftest import NOW_UTC
from tests.exchange.conftest import ACTOR, SAMPLES, SMALL, bring, everything, rows
from tests.exchange.test_feed import calendar

STATE = "select source_id, local_date, minute, status from appointment where source_id like 'u%' order by source_id"


def booking(*lines, uid="u1", at="20261124T093000", name="Mei Tanaka", contact="Phone: 503-683-6219", minutes=30):
    return "\n".join(
        (
            "BEGIN:VEVENT", f"UID:{uid}", f"DTSTART;TZID=America/Los_Angeles:{at}", f"DURATION:PT{minutes}M",
            f"SUMMARY:{name}", f"DESCRIPTION:{contact}", *lines, "END:VEVENT",
        )
    )  # fmt: skip


@pytest.fixture
def feed(record_path, folder, tmp_path):
    """A record with the small clinic in it, and an import of events into it."""
    bring(record_path, folder())

    def take(*events, now=NOW_UTC):
        path = tmp_path / "feed.ics"
        path.write_text(calendar(*events))
        return bring(record_path, path, now=now)

    return take


def counted(summary):
    each = summary.table("online bookings")
    return each.added, each.changed, each.unchanged


def waiting(path):
    return rows(path, "select name, local_date, minute, note from proposal where state = 'waiting' order by id")


def test_the_sample_feed_needs_three_patients(record_path):
    bring(record_path, SAMPLES / "clinic")
    summary = bring(record_path, SAMPLES / "online-bookings.ics")
    assert counted(summary) == (19, 0, 0)
    assert "3 bookings need a patient: settle them on Today." in summary.lines()
    # Two people share a telephone: neither is taken for the other, nor one Marta for the other.
    assert [(name, on) for name, on, *_ in waiting(record_path)] == [
        ("Kwame Mensah", "2026-11-24"),
        ("Marta Olsen", "2026-11-26"),
        ("Marta Olsen", "2026-11-20"),
    ]
    assert rows(record_path, "select local_date, reason from closure") == [
        ("2026-11-26", "Clinic closed - Thanksgiving")
    ]
    found = rows(record_path, "select status, count(*) from appointment where source_id like 'bk-%' group by 1")
    assert found == [("booked", 9), ("cancelled", 2)]


def test_the_sample_feed_again_changes_nothing(record_path):
    bring(record_path, SAMPLES / "clinic")
    bring(record_path, SAMPLES / "online-bookings.ics")
    before = everything(record_path)
    assert not bring(record_path, SAMPLES / "online-bookings.ics").changed_anything
    assert everything(record_path) == before


def test_a_known_patient_is_booked_into_the_open_course(feed, record_path):
    assert counted(feed(booking())) == (1, 0, 0)
    found = rows(
        record_path, "select patient_id, course_id, practitioner_id, room_id, status from appointment where id = 4"
    )
    assert found == [(1, 1, 2, None, "booked")]


@pytest.mark.parametrize(
    ("name", "contact", "known"),
    [
        ("Mei Tanaka", "Phone: +1 503 683 6219", True),
        ("Tanaka\\, Mei", "Email: MEI@example.org", True),
        ("TANAKA MEI", "Phone: (503) 683-6219", True),
        ("Mei Tanaka - Acupuncture", "Phone: 5036836219", True),
        ("Mei Tanaka", "", False),
        ("Mei Tanaka", "Phone: (503) 683-6218", False),
        ("May Tanaka", "Phone: (503) 683-6219", False),
        ("Omar Haddad", "Phone: (503) 683-6219", False),
    ],
)
def test_a_patient_is_known_by_name_and_contact_together(feed, record_path, name, contact, known):
    summary = feed(booking(name=name, contact=contact))
    assert (summary.proposals == 0) is known
    assert bool(rows(record_path, STATE)) is known


def test_two_patients_alike_are_neither(record_path, folder, tmp_path):
    twin = "pt3,Tanaka,Mei,,1990-01-01,(503) 683-6219,,,\n"
    bring(record_path, folder(patients=SMALL["patients"] + twin))
    (tmp_path / "feed.ics").write_text(calendar(booking()))
    assert bring(record_path, tmp_path / "feed.ics").proposals == 1


def test_a_later_version_moves_and_an_older_one_does_nothing(feed, record_path):
    feed(booking())
    assert counted(feed(booking("SEQUENCE:2", at="20261124T110000"))) == (0, 1, 0)
    assert counted(feed(booking("SEQUENCE:1", at="20261124T140000"))) == (0, 0, 1)
    assert rows(record_path, STATE) == [("u1", "2026-11-24", 660, "booked")]


def test_a_cancelled_booking_frees_its_place(feed, record_path):
    feed(booking())
    assert counted(feed(booking("STATUS:CANCELLED", "SEQUENCE:1"))) == (0, 1, 0)
    assert rows(record_path, "select status, cancelled_by, reason from appointment where source_id = 'u1'") == [
        ("cancelled", "patient", "cancelled in the online calendar")
    ]
    assert counted(feed(booking("STATUS:CONFIRMED", "SEQUENCE:2"))) == (0, 1, 0)
    assert rows(record_path, STATE) == [("u1", "2026-11-24", 570, "booked")]


def test_a_calendar_sent_to_cancel_cancels(feed, record_path, tmp_path):
    feed(booking())
    (tmp_path / "c.ics").write_text(calendar(booking("SEQUENCE:1"), head="METHOD:CANCEL"))
    bring(record_path, tmp_path / "c.ics")
    assert rows(record_path, STATE)[0][3] == "cancelled"


def test_a_cancelled_booking_never_seen_is_recorded_for_a_known_patient_only(feed, record_path):
    summary = feed(booking("STATUS:CANCELLED"), booking("STATUS:CANCELLED", uid="u2", name="Kwame Mensah"))
    assert rows(record_path, STATE) == [("u1", "2026-11-24", 570, "cancelled")]
    assert waiting(record_path) == []
    assert summary.warnings == ("feed.ics: 1 cancelled booking of nobody the record knows, left out",)


def set_appointment(path, **values):
    with Writer(path) as writer, writer.unit(ACTOR, NOW_UTC) as unit:
        row = unit.session.get(Appointment, 4)
        for name, value in values.items():
            setattr(row, name, value)
        unit.session.add(row)
        unit.audit("moved", "appointment", 4)


def test_what_the_clinic_moved_is_not_moved_back(feed, record_path):
    feed(booking())
    set_appointment(record_path, minute=600, start_utc=1795543200, end_utc=1795545000)
    before = everything(record_path)
    assert counted(feed(booking())) == (0, 0, 1)
    assert everything(record_path) == before


@pytest.mark.parametrize("status", ["arrived", "in_room", "completed", "no_show", "left_unseen", "late_cancelled"])
def test_what_has_moved_on_here_is_never_changed_by_a_feed(feed, record_path, status):
    feed(booking())
    set_appointment(record_path, status=status)
    summary = feed(booking("SEQUENCE:1", at="20261124T110000"))
    assert counted(summary) == (0, 0, 1)
    assert rows(record_path, STATE) == [("u1", "2026-11-24", 570, status)]
    assert f"but {status} here; nothing changed" in summary.warnings[0]


def test_a_clash_with_the_same_patient_waits_and_the_rest_is_taken(feed, record_path):
    summary = feed(booking(at="20261123T091500"), booking(uid="u2", at="20261124T093000"))
    assert rows(record_path, STATE) == [("u2", "2026-11-24", 570, "booked")]
    ((name, on, minute, note),) = waiting(record_path)
    assert (name, on, minute) == ("Mei Tanaka", "2026-11-23", 555)
    assert note == "Same patient already has 2026-11-23 09:00-09:30."
    assert summary.proposals == 1
    before = everything(record_path)
    feed(booking(at="20261123T091500"), booking(uid="u2", at="20261124T093000"))
    assert everything(record_path) == before


def test_a_move_onto_another_appointment_is_not_made(feed, record_path):
    feed(booking())
    summary = feed(booking("SEQUENCE:1", at="20261123T091500"))
    assert rows(record_path, STATE) == [("u1", "2026-11-24", 570, "booked")]
    assert "already has 2026-11-23 09:00-09:30; nothing was moved" in summary.warnings[0]


def test_a_booking_on_a_closed_day_is_taken_and_named(feed, record_path):
    day = "BEGIN:VEVENT\nUID:d1\nDTSTART;VALUE=DATE:20261124\nSUMMARY:Holiday\nEND:VEVENT"
    summary = feed(booking(), day)
    assert rows(record_path, STATE)[0][3] == "booked"
    assert any("when the clinic is closed (Holiday)" in warning for warning in summary.warnings)
    feed(day.replace("END:", "STATUS:CANCELLED\nEND:"))
    assert rows(record_path, "select cancelled from closure") == [(1,)]


SERIES = booking("RRULE:FREQ=WEEKLY;COUNT=3", at="20261124T093000")


def test_occurrences_are_followed_one_by_one(feed, record_path):
    assert counted(feed(SERIES)) == (3, 0, 0)
    moved = booking(
        "RECURRENCE-ID;TZID=America/Los_Angeles:20261201T093000", "SEQUENCE:1", at="20261202T110000", contact="moved"
    )
    assert counted(feed(SERIES, moved)) == (0, 1, 2)
    assert rows(record_path, STATE) == [
        ("u1#2026-11-24T09:30", "2026-11-24", 570, "booked"),
        ("u1#2026-12-01T09:30", "2026-12-02", 660, "booked"),
        ("u1#2026-12-08T09:30", "2026-12-08", 570, "booked"),
    ]


def test_an_occurrence_taken_out_is_cancelled(feed, record_path):
    feed(SERIES)
    shorter = SERIES.replace("END:", "EXDATE;TZID=America/Los_Angeles:20261201T093000\nSEQUENCE:1\nEND:")
    assert counted(feed(shorter)) == (0, 1, 2)
    gone = rows(record_path, "select local_date, reason from appointment where status = 'cancelled' and id > 3")
    assert gone == [("2026-12-01", "removed in the online calendar")]
    # An older copy of the calendar does not bring it back, nor one after it.
    before = everything(record_path)
    feed(SERIES)
    feed(shorter)
    assert everything(record_path) == before


def test_past_occurrences_that_a_calendar_no_longer_lists_stay(feed, record_path):
    feed(SERIES)
    later = NOW_UTC + 6 * 86400
    rest = booking("RRULE:FREQ=WEEKLY;COUNT=2", "SEQUENCE:1", at="20261201T093000")
    assert counted(feed(rest, now=later)) == (0, 0, 2)
    assert rows(record_path, STATE)[0][3] == "booked"


def test_a_waiting_booking_is_moved_cancelled_and_found_later(feed, record_path, folder):
    stranger = {"name": "Kwame Mensah", "contact": "Phone: 503-555-0111"}
    feed(booking(**stranger))
    feed(booking("SEQUENCE:1", at="20261125T093000", **stranger))
    assert waiting(record_path)[0][:3] == ("Kwame Mensah", "2026-11-25", 570)
    bring(record_path, folder(patients=SMALL["patients"] + "pt9,Mensah,Kwame,,,(503) 555-0111,,,\n"))
    summary = feed(booking("SEQUENCE:1", at="20261125T093000", **stranger))
    assert (counted(summary), summary.proposals, waiting(record_path)) == ((0, 1, 0), 0, [])
    assert rows(record_path, STATE) == [("u1", "2026-11-25", 570, "booked")]


def test_a_waiting_booking_that_is_cancelled_waits_no_more(feed, record_path):
    feed(booking(name="Kwame Mensah"))
    assert counted(feed(booking("STATUS:CANCELLED", "SEQUENCE:1", name="Kwame Mensah"))) == (0, 1, 0)
    assert waiting(record_path) == []


def test_a_bad_event_refuses_the_whole_feed(feed, record_path):
    before = everything(record_path)
    with pytest.raises(ImportRefused, match="a series without an end"):
        feed(booking(), booking("RRULE:FREQ=WEEKLY", uid="u2"))
    assert everything(record_path) == before


def test_telephones_are_compared_as_one_would_dial_them():
    assert region_of("Europe/London") == "GB"
    assert same_phone("020 7946 0018", "+44 20 7946 0018", "Europe/London")
    assert not same_phone("020 7946 0018", "+44 20 7946 0019", "Europe/London")
    assert not same_phone("", "", "Europe/London")
    assert not same_phone("12", "12", "Europe/London")
    assert same_phone("ext (503) 683-6219", "503.683.6219", "Etc/UTC")


def test_reading_waiting_bookings_loads_no_write_path():
    code = (
        "import sys, db.proposals; print([n for n in ('sqlalchemy', 'icalendar', 'phonenumbers') if n in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
