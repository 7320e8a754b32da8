"""Every kind of bad row is named with its file, line and reason, and nothing of the import is kept."""

import pytest

from db.audit import Actor
from db.errors import NotAllowed, Refused
from db.exchange.csvset import import_paths
from tests.conftest import NOW_UTC
from tests.exchange.conftest import DESK, SMALL, bring, everything, now_protocol

OLD = {name: text.splitlines() for name, text in SMALL.items()}


def with_row(kind: str, row: str) -> dict[str, str]:
    return {kind: SMALL[kind] + row + "\n"}


@pytest.mark.parametrize(
    ("kind", "row", "field", "word"),
    [
        ("visits", "v9,c1,p1,2026-10-09 09:00,11,,,,,,,", "nprs", "from 0 to 10"),
        ("visits", "v9,c1,p1,2026-10-09 09:00,-1,,,,,,,", "nprs", "from 0 to 10"),
        ("visits", "v9,c1,p1,2026-10-09 09:00,5.5,,,,,,,", "nprs", "whole number"),
        ("visits", 'v9,c1,p1,2026-10-09 09:00,"5,5",,,,,,,', "nprs", "digits and a point"),
        ("visits", "v9,c1,p1,2026-10-09 09:00,nan,,,,,,,", "nprs", "digits"),
        ("visits", "v9,c1,p1,2026-10-09 09:00,5,101,,,,,,", "ndi_percent", "from 0 to 100"),
        ("visits", "v9,c1,p1,2026-10-09 09:00,5,,,,8,,,", "groc", "from -7 to 7"),
        ("visits", "v9,c9,p1,2026-10-09 09:00,5,,,,,,,", "course_id", "no course with this id"),
        ("visits", "v9,c1,p9,2026-10-09 09:00,5,,,,,,,", "practitioner_id", "nobody on staff"),
        ("visits", "v9,c1,p1,2026-11-20 10:41,5,,,,,,,", "at", "future"),
        ("visits", "v9,c1,p1,2027-10-09 09:00,5,,,,,,,", "at", "future"),
        ("visits", "v9,c1,p1,2026-09-30 09:00,5,,,,,,,", "at", "before its course was opened (2026-10-01)"),
        ("visits", "v9,c1,p1,09/10/2026 9:00,5,,,,,,,", "at", "YYYY-MM-DD HH:MM"),
        ("visits", "v9,c1,p1,2026-03-08 02:30,5,,,,,,,", "at", "clocks go forward"),
        ("visits", "v9,c1,p1,2026-10-09 09:00,5,,,,,GB45,,", "points", "GB45: GB ends at GB44"),
        ("visits", "v9,c1,p1,2026-10-09 09:00,5,,,,,,leeches,", "techniques", "one of gua_sha"),
        ("visits", "v1,c1,p1,2026-10-09 09:00,5,,,,,,,", "visit_id", "already on line 2"),
        ("visits", "2.98E+13,c1,p1,2026-10-09 09:00,5,,,,,,,", "visit_id", "spreadsheet"),
        ("visits", ",c1,p1,2026-10-09 09:00,5,,,,,,,", "visit_id", "must not be empty"),
        ("patients", "pt9,Olsen,Marta,,2090-01-01,,,,", "date_of_birth", "future"),
        ("patients", "pt9,Olsen,Marta,,1879-12-31,,,,", "date_of_birth", "1880"),
        ("patients", "pt9,Olsen,Marta,,1980-02-30,,,,", "date_of_birth", "the day must exist"),
        ("patients", "pt9,Olsen,Marta,,,,,allergy,", "cautions", "one of anticoagulant"),
        ("patients", "pt9,,,,1980-02-03,,,,", "family_name", "needs a family name or a given name"),
        ("patients", "pt9,Ann [/],x,,,,,,", "family_name", "cannot hold [ ]"),
        ("patients", "pt9,<b>,x,,,,,,", "family_name", "cannot hold < >"),
        ("patients", "pt9,Ann\x1b[31m,x,,,,,,", "family_name", "control codes"),
        ("patients", "pt9,Ann\u202egnp,x,,,,,,", "family_name", "text-direction"),
        ("patients", "pt9,Ann\x07,x,,,,,,", "family_name", "control codes"),
        ("patients", "pt9,---,x,,,,,,", "family_name", "letter or a digit"),
        ("patients", "pt9,Olsen,x,,,5.04E+09,,,", "phone", "spreadsheet"),
        ("staff", "s9,Ana,boss", "role", "one of front_desk"),
        ("courses", "c9,pt9,p1,neck_pain,,2026-10-01,,,,,,,,", "patient_id", "no patient with this id"),
        ("courses", "c9,pt1,p1,Neck Pain,,2026-10-01,,,,,,,,", "condition", "small letters"),
        ("courses", "c9,pt1,p1,neck_pain,,2026-10-01,,,,9,6,,,", "expected_min", "above expected_max (6)"),
        ("courses", "c9,pt1,p1,neck_pain,,2026-10-01,,,,9,,,,", "expected_max", "given together"),
        ("courses", "c9,pt1,p1,neck_pain,,2026-10-01,,,,,9,,,", "expected_min", "given together"),
        ("courses", "c9,pt1,p1,neck_pain,,2026-10-01,,,,,,,2026-09-01,resolved", "closed_on", "before it was opened"),
        ("courses", "c9,pt1,p1,neck_pain,,2026-10-01,,,,,,,,resolved", "outcome", "without closed_on"),
        ("courses", "c9,pt1,p1,neck_pain,2026-10-02,2026-10-01,,,,,,,,", "onset_date", "after the course was opened"),
        ("courses", "c9,pt1,p1,neck_pain,,2026-10-01,bad,,,,,,,", "severity", "one of mild"),
        ("courses", "c9,pt1,p1,neck_pain,,2206-10-01,,,,,,,,", "opened_on", "5 years ahead"),
        ("appointments", "a9,pt1,c2,p1,R3,2026-12-01 09:00,30,booked,,", "course_id", "another patient"),
        ("appointments", "a9,pt9,,p1,R3,2026-12-01 09:00,30,booked,,", "patient_id", "no patient"),
        ("appointments", "a9,pt1,,p1,R3,2027-03-14 02:30,30,booked,,", "at", "next time there is: 2027-03-14 03:00"),
        ("appointments", "a9,pt1,,p1,R3,2026-12-01 09:00,4,booked,,", "minutes", "from 5 to 480"),
        ("appointments", "a9,pt1,,p1,R3,2026-12-01 09:00,30,maybe,,", "status", "one of booked"),
        ("appointments", "a9,pt1,,p1,R3,2026-12-01 09:00,30,completed,,", "status", "in the future"),
        ("appointments", "a9,pt1,c1,p1,R3,2026-11-23 09:29,30,booked,,", "patient_id", "line 3 at 2026-11-23 09:00-"),
        ("appointments", "a9,pt2,,p1,R1,2026-11-23 09:29,30,booked,,", "room", "line 3 at 2026-11-23 09:00-09:30"),
        ("appointments", "a9,pt2,,p1,R[1],2026-11-23 09:29,30,booked,,", "room", "cannot hold [ ]"),
        ("referrals", "r9,c1,surgery,routine,,draft,2026-10-09,,,,,,", "kind", "one of chiropractic"),
        ("referrals", "r9,c1,massage,soon,,draft,2026-10-09,,,,,,", "urgency", "one of routine"),
        ("referrals", "r9,c1,massage,routine,,lost,2026-10-09,,,,,,", "status", "one of draft"),
        ("referrals", "r9,c1,massage,routine,,sent,2026-10-09,,,,,,", "sent_on", "when the status is sent"),
        ("referrals", "r9,c1,massage,routine,,sent,2026-10-09,2026-10-08,,,,,", "sent_on", "before created_on"),
        (
            "referrals", "r9,c1,massage,routine,,attended,2026-10-09,2026-10-10,2026-10-20,2026-10-09,,,",
            "attended_on", "before sent_on",
        ),
        (
            "referrals", "r9,c1,massage,routine,,closed,2026-10-01,2026-10-10,,,2026-10-20,2026-10-19,",
            "closed_on", "before report_on",
        ),
        ("referrals", "r9,c1,massage,routine,,scheduled,2026-10-09,2026-10-10,,,,,", "appointment_on", "scheduled"),
        ("referrals", "r9,c1,massage,routine,,sent,2026-10-09,2026-11-21,,,,,", "sent_on", "future"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named(folder, refused, kind, row, field, word):
    (line,) = refused(folder(**with_row(kind, row)))
    assert f"{kind}.csv line {len(OLD[kind]) + 1}, {field}" in line
    assert word in line


def test_everything_bad_is_named_at_once(folder, refused):
    lines = refused(
        folder(
            visits=SMALL["visits"].replace(",6,,", ",11,,"),
            courses=SMALL["courses"].replace("c2,pt2", "c2,pt7"),
            referrals=SMALL["referrals"].replace("routine", "never"),
        )
    )
    assert [line.split(",")[0] for line in lines] == ["visits.csv line 3", "referrals.csv line 2", "courses.csv line 3"]


def test_a_refused_row_is_not_blamed_again_for_what_refers_to_it(folder, refused):
    (line,) = refused(folder(patients=SMALL["patients"].replace("1985-03-04", "2090-01-01")))
    assert "date_of_birth" in line


def test_many_bad_rows_are_counted_and_the_first_shown(folder, refused):
    bad = "".join(f"x{number},c1,p1,2026-10-09 09:00,11,,,,,,,\n" for number in range(120))
    lines = refused(folder(visits=SMALL["visits"] + bad))
    assert len(lines) == 51
    assert lines[-1] == "… and 70 more"


def test_a_value_in_a_message_is_cleaned_and_shortened(folder, refused):
    (line,) = refused(folder(**with_row("staff", "s9,\x1b]52;c;AAAA\x07" + "x" * 500 + ",owner")))
    assert "\x1b" not in line
    assert len(line) < 200


def test_what_a_reason_repeats_of_a_value_is_cleaned_too(folder, refused):
    (line,) = refused(folder(**with_row("visits", "v9,c1,p1,2026-10-09 09:00,5,,,,,\x1b]0;x\x07GB20,,")))
    assert "not a point" in line and "\x1b" not in line and "\x07" not in line


def test_a_header_without_a_needed_column_is_named(folder, refused):
    (line,) = refused(folder(staff="staff_id,name\np1,Dana Lee\n"))[:1]
    assert line == "staff.csv line 1: the header lacks role; staff need staff_id, name, role"


def test_an_unknown_header_names_those_that_are_known(tmp_path, refused):
    (tmp_path / "x.csv").write_text("colour,shape\nred,round\n")
    (line,) = refused(tmp_path / "x.csv")
    assert "patients (patient_id, …)" in line
    assert "Acuity or Calendly" in line


def test_a_missing_file_and_an_empty_folder_are_refused(tmp_path, refused):
    (tmp_path / "empty").mkdir()
    assert "cannot be read" in refused(tmp_path / "none.csv")[0]
    assert "holds none of staff.csv" in refused(tmp_path / "empty")[0]


def test_another_persons_id_does_not_overwrite_a_patient(folder, record_path, refused):
    bring(record_path, folder())
    other = "patient_id,family_name,given_name,date_of_birth\npt1,Weiss,Otto,1950-01-01\n"
    only = dict.fromkeys(SMALL) | {"patients": other}
    (line,) = refused(folder(**only))
    assert "another name and another date of birth" in line


def test_a_course_does_not_change_its_patient(folder, record_path, refused):
    bring(record_path, folder())
    (line,) = [
        line for line in refused(folder(courses=SMALL["courses"].replace("c2,pt2", "c2,pt1"))) if "courses" in line
    ]
    assert "belongs to another patient" in line


def test_an_appointment_on_record_is_named_in_a_clash(folder, record_path, refused):
    bring(record_path, folder())
    head = OLD["appointments"][0]
    clash = f"{head}\na9,pt1,,,,2026-11-23 08:45,30,booked,,\n"
    (line,) = refused(folder(**(dict.fromkeys(SMALL) | {"appointments": clash})))
    assert "an appointment on record at 2026-11-23 09:00-09:30" in line


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_file_takes_the_clinic_its_only_owner_from_nobody(dry_run, tmp_path, staffed):
    """An old list of staff, in which somebody was no owner yet, would leave nobody who can change anything."""
    owner = Actor(1, "Tom Becker")
    files = tmp_path / "staff.csv"
    files.write_text("staff_id,name,role\nb1,Tom Becker,owner\n")
    import_paths(staffed, [files], owner, NOW_UTC, now_protocol())
    before = everything(staffed)
    files.write_text("staff_id,name,role\nb1,Tom Becker,practitioner\n")
    with pytest.raises(Refused, match="no owner could"):
        import_paths(staffed, [files], owner, NOW_UTC, now_protocol(), dry_run=dry_run)
    assert everything(staffed) == before
    files.write_text("staff_id,name,role\nb1,Tom Becker,owner\nb2,Kim Soto,practitioner\n")
    assert import_paths(staffed, [files], owner, NOW_UTC, now_protocol()).tables["staff"].added == 1


@pytest.mark.parametrize("nprs", ["7.33", "7"])
def test_a_dry_run_tells_nobody_whether_a_score_was_guessed(nprs, tmp_path, staffed, folder):
    """The front desk may not read scores, and a row that is there already would be one."""
    import_paths(staffed, [folder()], Actor(1, "Tom Becker"), NOW_UTC, now_protocol())
    before = everything(staffed)
    guess = tmp_path / "visits.csv"
    guess.write_text(SMALL["visits"].replace("7.33", nprs))
    with pytest.raises(NotAllowed) as refused:
        import_paths(staffed, [guess], DESK, NOW_UTC, now_protocol(), dry_run=True)
    assert refused.value.right == "import_record"
    after = everything(staffed)
    assert after.pop("audit_entry")[:-1] == before.pop("audit_entry")
    assert after == before
