"""An iCalendar file read into the clinic's own time, and every file that is refused, with its line."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.exchange import feed as feed_module
from db.exchange.feed import read_feed
from db.exchange.outcome import Problems
from db.exchange.values import Frame
from tests.conftest import NOW_UTC, ZONE
from tests.exchange.conftest import SAMPLES

PERSON = "SUMMARY:Mei Tanaka\nDESCRIPTION:Phone: (503) 683-6219"


def event(*lines, uid="u1", start="DTSTART;TZID=America/Los_Angeles:20261124T093000", end="DURATION:PT30M"):
    return "\n".join(("BEGIN:VEVENT", f"UID:{uid}", start, end, PERSON, *lines, "END:VEVENT")).replace("\n\n", "\n")


def calendar(*events, head=""):
    return "\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *([head] if head else []), *events, "END:VCALENDAR", ""))


def read(text, zone=ZONE):
    problems = Problems()
    feed = read_feed("x.ics", text if isinstance(text, bytes) else text.encode(), Frame(zone, NOW_UTC), problems)
    return feed, problems


def refusals(text):
    _, problems = read(text)
    return [(row.line, row.field, row.reason) for row in problems._rows]


def times(text, zone=ZONE):
    feed, problems = read(text, zone)
    assert problems.total == 0, [str(row) for row in problems._rows]
    return [(str(each.on), each.minute, each.minutes) for each in feed.bookings]


def test_the_sample_feed():
    feed, problems = read((SAMPLES / "online-bookings.ics").read_bytes())
    assert problems.total == 0
    assert len(feed.bookings) == 19
    assert [(each.on, each.reason) for each in feed.closures] == [(date(2026, 11, 26), "Clinic closed - Thanksgiving")]
    series = [(each.source_id, str(each.on), each.minute) for each in feed.bookings if "#" in each.source_id]
    assert series == [
        ("series-1@online-booking.example#2026-11-20T12:00", "2026-11-20", 720),
        # Moved two hours later; it keeps the time it had as its id, and the fourth of December was taken out.
        ("series-1@online-booking.example#2026-11-27T12:00", "2026-11-27", 840),
        ("series-1@online-booking.example#2026-12-11T12:00", "2026-12-11", 720),
        ("series-1@online-booking.example#2026-12-18T12:00", "2026-12-18", 720),
        ("series-1@online-booking.example#2026-12-25T12:00", "2026-12-25", 720),
    ]


@pytest.mark.parametrize(
    ("start", "on", "minute"),
    [
        ("DTSTART:20261124T173000Z", "2026-11-24", 570),
        ("DTSTART:20261125T003000Z", "2026-11-24", 990),
        ("DTSTART:20261124T093000", "2026-11-24", 570),
        ("DTSTART;TZID=Pacific Standard Time:20261124T093000", "2026-11-24", 570),
        ('DTSTART;TZID="America/New_York":20261124T123000', "2026-11-24", 570),
        ("DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Berlin:20261124T183000", "2026-11-24", 570),
        ("DTSTART;TZID=GMT+01:00:20261124T183000", "2026-11-24", 570),
        ("DTSTART;X-ODD=1;TZID=america/los_angeles:20261124T093000", "2026-11-24", 570),
        ("DTSTART:20260701T163000Z", "2026-07-01", 570),
        # Twenty past two does not exist on the day the clocks go forward.
        ("DTSTART;TZID=America/Los_Angeles:20270314T022000", "2027-03-14", 200),
    ],
)
def test_every_way_of_naming_a_time(start, on, minute):
    assert times(calendar(event(start=start))) == [(on, minute, 30)]


def test_a_zone_the_file_brings_along():
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Customized Time Zone\nBEGIN:STANDARD\nDTSTART:16010101T020000\nTZOFFSETFROM:-0400\n"
        "TZOFFSETTO:-0500\nRRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11\nEND:STANDARD\nBEGIN:DAYLIGHT\n"
        "DTSTART:16010101T020000\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400\nRRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3\n"
        "END:DAYLIGHT\nEND:VTIMEZONE"
    )
    text = calendar(zone, event(start="DTSTART;TZID=Customized Time Zone:20261124T123000"))
    assert times(text) == [("2026-11-24", 570, 30)]


def test_an_unknown_zone_is_read_as_the_clinics_and_reported():
    feed, problems = read(calendar(event(start="DTSTART;TZID=Nowhere/Land:20261124T093000")))
    assert (feed.bookings[0].on, feed.bookings[0].minute) == (date(2026, 11, 24), 570)
    assert "“Nowhere/Land” is unknown" in problems.warnings()[0]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_folds_and_a_byte_order_mark(line_end):
    text = calendar(event()).replace("Mei Tanaka", "Mei\n  Tana\n\tka").replace("\n", line_end)
    feed, problems = read(b"\xef\xbb\xbf" + text.encode())
    assert problems.total == 0
    assert feed.bookings[0].name == "Mei Tanaka"


def test_escapes_and_quoted_parameters():
    lines = 'ATTENDEE;CN="Tanaka; Mei":mailto:mei@example.org\nCOMMENT:a\\nb'
    text = calendar(event(lines)).replace("Mei Tanaka", "Tanaka\\, Mei - Acupuncture\\; first")
    booking = read(text)[0].bookings[0]
    assert (booking.family_name, booking.given_name, booking.service) == ("Tanaka", "Mei", "Acupuncture; first")
    assert (booking.phone, booking.email) == ("(503) 683-6219", "mei@example.org")


def test_the_end_may_be_a_time_a_length_or_missing():
    assert times(calendar(event(end="DTEND;TZID=America/Los_Angeles:20261124T101500")))[0][2] == 45
    assert times(calendar(event(end="DURATION:P0DT1H")))[0][2] == 60
    assert times(calendar(event(end="")))[0][2] == 30


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ("RRULE:FREQ=WEEKLY;COUNT=6", 6),
        ("RRULE:FREQ=WEEKLY;UNTIL=20261208T173000Z", 3),
        ("RRULE:FREQ=WEEKLY;UNTIL=20261208", 3),
        ("RRULE:FREQ=DAILY;COUNT=4\nEXDATE:20261125T173000Z,20261126T173000Z", 2),
        ("RRULE:FREQ=DAILY;COUNT=4\nEXDATE;VALUE=DATE:20261125", 3),
        ("RRULE:FREQ=WEEKLY;COUNT=2\nRDATE;TZID=America/Los_Angeles:20261203T110000", 3),
        ("RDATE;TZID=America/Los_Angeles:20261203T110000,20261204T110000", 3),
        ("RRULE:FREQ=MONTHLY;BYDAY=-1TU;COUNT=3", 3),
    ],
)
def test_a_series_is_expanded(changes, count):
    assert len(times(calendar(event(changes)))) == count


def test_a_weekly_nine_thirty_stays_nine_thirty_over_the_change_of_clocks():
    text = calendar(event("RRULE:FREQ=WEEKLY;COUNT=3", start="DTSTART;TZID=America/Los_Angeles:20261020T093000"))
    assert {minute for _, minute, _ in times(text)} == {570}


def test_this_and_every_later_occurrence_moved():
    master = event("RRULE:FREQ=WEEKLY;COUNT=3")
    later = event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=America/Los_Angeles:20261201T093000", "SEQUENCE:1",
        start="DTSTART;TZID=America/Los_Angeles:20261201T113000",
    )  # fmt: skip
    assert [minute for _, minute, _ in times(calendar(master, later))] == [570, 690, 690]


def test_days_are_closed_and_open_ones_are_not():
    def day(start, end, *lines):
        return event(*lines, start=f"DTSTART;VALUE=DATE:{start}", end=f"DTEND;VALUE=DATE:{end}", uid=start)

    feed, problems = read(
        calendar(
            day("20261224", "20261227"), day("20261231", "20270101"), day("20261111", "20261112", "TRANSP:TRANSPARENT")
        )
    )
    assert [(each.source_id, str(each.on)) for each in feed.closures] == [
        ("20261224#2026-12-24", "2026-12-24"), ("20261224#2026-12-25", "2026-12-25"),
        ("20261224#2026-12-26", "2026-12-26"), ("20261231", "2026-12-31"),
    ]  # fmt: skip
    assert "leaves the day open" in problems.warnings()[0]


def test_a_block_of_ten_hours_is_left_out_and_reported():
    feed, problems = read(calendar(event(end="DURATION:PT10H")))
    assert feed.bookings == []
    assert "lasts 600 minutes" in problems.warnings()[0]


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        (calendar(event("RRULE:FREQ=WEEKLY")), 9, "without an end; give it an end date"),
        (calendar(event("RRULE:FREQ=SECONDLY;COUNT=5")), 9, "no finer"),
        (calendar(event("RRULE:FREQ=HOURLY;COUNT=5")), 9, "no finer"),
        (calendar(event("RRULE:FREQ=DAILY;COUNT=5;BYHOUR=1,2,3")), 9, "no finer"),
        (calendar(event("RRULE:FREQ=DAILY;INTERVAL=0;COUNT=5")), 9, "INTERVAL"),
        (calendar(event("RRULE:FREQ=DAILY;COUNT=1000000000")), 9, "1,000,000,000 times"),
        (calendar(event("RRULE:FREQ=DAILY;COUNT=0")), 9, "0 times"),
        (calendar(event("RRULE:FREQ=DAILY;UNTIL=20281231")), 9, "more than 200 times"),
        (calendar(event("RRULE:FREQ=DAILY;UNTIL=99991231")), 9, "over more than 5 years"),
        (calendar(event("RRULE:COUNT=5")), 9, "no finer"),
        (calendar(event("RRULE:FREQ=DAILY;COUNT=x")), 9, "not a recurrence rule"),
        (calendar(event("RRULE:FREQ=DAILY;COUNT=5", start="DTSTART:19010101T000000Z")), 9, "began more than"),
        (calendar(event(start="DTSTART:00000101T090000")), 5, "no year 0"),
        (calendar(event(start="DTSTART:18990101T090000")), 5, "before 1900"),
        (calendar(event(start="DTSTART:99990101T090000Z")), 5, "years ahead"),
        (calendar(event(start="DTSTART:20260231T090000")), 5, "no such day"),
        (calendar(event(start="DTSTART:tomorrow")), 5, "is written"),
        (calendar(event(start="")), 3, "is missing"),
        (calendar(event(end="DTEND:20261124T090000Z")), 6, "the end is before the start"),
        (calendar(event(end="DURATION:-PT30M")), 6, "the end is before the start"),
        (calendar(event(end="DTEND;VALUE=DATE:20261125")), 6, "not both a day or both a time"),
        (calendar(event(uid="")), 3, "is missing"),
        (calendar(event("SEQUENCE:x")), 9, "SEQUENCE must be a whole number"),
        (calendar(event()).replace("Mei", "Mei\x1b[31m"), 3, "control codes"),
        (calendar(event()).replace("Mei", "Mei\u202e"), 3, "text-direction"),
        (calendar(event()).replace("Mei", "[@click=app.quit]Mei[/]"), 3, "cannot hold [ ]"),
        (calendar(event(end="DURATION:P365D", start="DTSTART;VALUE=DATE:20261124")), 3, "closed for 365 days"),
        (calendar(event("RRULE:FREQ=DAILY;COUNT=5;BYMONTH=2;BYMONTHDAY=30")), 9, "never comes"),
        (calendar(*["BEGIN:VALARM"] * 5000), 8, "nested more than"),
        (calendar(event("X:" + "y" * 70_000)), 9, "more than 65,536 characters"),
        ("BEGIN:VEVENT\nEND:VEVENT\n", 1, "begins with BEGIN:VCALENDAR"),
        ("hello\n", 1, "begins with BEGIN:VCALENDAR"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\n", 2, "never ends"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", 3, "END:VCALENDAR where VEVENT is open"),
        (b"BEGIN:VCALENDAR\nX:\xff\nEND:VCALENDAR\n", 2, "not UTF-8"),
        (b"BEGIN:VCALENDAR\nX:" + b"\n y" * 2_000_000, 0, "larger than 5 MB"),
        (calendar(*["BEGIN:VEVENT\nEND:VEVENT"] * 10_001), 20_003, "more than 10,000 events"),
    ],
)  # fmt: skip
def test_a_bad_calendar_is_named_with_its_line(text, line, word):
    (found,) = refusals(text)
    assert found[0] == line
    assert word in found[2]


def test_rules_that_hardly_ever_come_do_not_keep_the_import_busy(monkeypatch):
    monkeypatch.setattr(feed_module, "MOST_SECONDS", 0.0)
    assert "take too long" in refusals(calendar(event("RRULE:FREQ=WEEKLY;COUNT=5")))[0][2]


LINES = SAMPLES.joinpath("online-bookings.ics").read_text().splitlines()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_mangled_feed_is_read_or_refused(data):
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(lines) - 1))
        how = data.draw(st.sampled_from(("drop", "double", "cut", "swap", "noise")))
        if how == "drop":
            del lines[place]
        elif how == "double":
            lines.insert(place, lines[place])
        elif how == "cut":
            lines[place] = lines[place][: data.draw(st.integers(0, 20))]
        elif how == "swap":
            other = data.draw(st.integers(0, len(lines) - 1))
            lines[place], lines[other] = lines[other], lines[place]
        else:
            lines[place] += data.draw(st.text(max_size=10))
    feed, problems = read("\n".join(lines).encode("utf-8", "replace"))
    assert feed.bookings or problems.total or problems.warnings()
