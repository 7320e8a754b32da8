"""What an import writes, and that a second one writes only what is another than before."""

import json
from datetime import timedelta

import pytest

from care.chart import Measured, Needle, VisitEntry
from db.exchange.csvset import export_folder, import_paths
from db.exchange.outcome import ImportRefused
from db.tables import Appointment
from db.writes.visits import record
from db.writing import Writer
from tests.conftest import NOW_UTC
from tests.db.desk import Desk
from tests.db.fill import TODAY
from tests.exchange.conftest import ACTOR, SAMPLES, SMALL, bring, everything, now_protocol, rows

ONLY = dict.fromkeys(SMALL)


def counts(summary):
    return {name: (each.added, each.changed, each.unchanged) for name, each in summary.tables.items()}


def test_the_sample_clinic_is_taken_whole(record_path):
    summary = bring(record_path, SAMPLES / "clinic")
    assert counts(summary) == {
        "staff": (4, 1, 0),
        "patients": (260, 0, 0),
        "courses": (312, 0, 0),
        "visits": (1812, 0, 0),
        "rooms": (3, 0, 0),
        "appointments": (2397, 0, 0),
        "providers": (4, 0, 0),
        "referrals": (39, 0, 0),
    }
    assert summary.warnings == (
        "staff.csv line 3: this is the owner named when the record was set up, who goes by s2 from now on",
    )


def test_the_owner_who_set_the_record_up_is_adopted_by_the_file(folder, record_path):
    staff = "staff_id,name,role\np1,Dana Lee,practitioner\ns2,tom  BECKER,owner\n"
    tried = bring(record_path, folder(**(ONLY | {"staff": staff})), dry_run=True)
    assert rows(record_path, "select source_id from staff") == [(None,)]
    summary = bring(record_path, folder(**(ONLY | {"staff": staff})))
    assert counts(tried) == counts(summary) == {"staff": (1, 1, 0)}
    assert rows(record_path, "select id, source_id, role, version from staff where id = 1") == [(1, "s2", "owner", 3)]
    again = bring(record_path, folder(**(ONLY | {"staff": staff})))
    assert counts(again) == {"staff": (0, 0, 2)} and again.warnings == ()


def test_an_adopted_owner_alone_is_a_change_that_is_kept(folder, record_path):
    summary = bring(record_path, folder(**(ONLY | {"staff": "staff_id,name,role\ns2,Tom Becker,owner\n"})))
    assert counts(summary) == {"staff": (0, 1, 0)}
    assert rows(record_path, "select id, source_id, name, version from staff") == [(1, "s2", "Tom Becker", 2)]


def test_nobody_is_adopted_for_another_role_or_where_two_may_be_meant(folder, record_path):
    other = "staff_id,name,role\np1,Tom Becker,practitioner\n"
    (told,) = bring(record_path, folder(**(ONLY | {"staff": other}))).warnings
    assert "both are kept" in told
    twice = "staff_id,name,role\ns2,Tom Becker,owner\ns3,Tom Becker,owner\n"
    assert len(bring(record_path, folder(**(ONLY | {"staff": twice}))).warnings) == 2
    assert rows(record_path, "select source_id from staff order by id") == [(None,), ("p1",), ("s2",), ("s3",)]


def test_the_same_files_again_change_nothing(record_path):
    bring(record_path, SAMPLES / "clinic")
    before = everything(record_path)
    summary = bring(record_path, SAMPLES / "clinic")
    assert everything(record_path) == before
    assert counts(summary)["appointments"] == (0, 0, 2397)
    assert not summary.changed_anything


def test_a_dry_run_says_the_same_and_writes_nothing(record_path):
    before = everything(record_path)
    tried = bring(record_path, SAMPLES / "clinic", dry_run=True)
    assert everything(record_path) == before
    assert counts(tried) == counts(bring(record_path, SAMPLES / "clinic"))
    assert "This was a dry run: nothing was written." in tried.lines()


def test_values_are_stored_in_their_own_form(folder, record_path):
    bring(record_path, folder())
    assert rows(
        record_path, "select nprs, ndi_percent, psfs, rom_degrees, groc, points, techniques, note from visit"
    ) == [
        (7.33, 52.0, 4.5, 40.0, None, "GB20;BL10", "gua_sha", "first"),
        (6.0, None, None, None, -3, "", "", ""),
    ]
    assert rows(
        record_path, "select local_date, minute, minutes, zone, start_utc, end_utc from appointment limit 1"
    ) == [("2026-10-01", 540, 30, "America/Los_Angeles", 1790870400, 1790872200)]
    terms = "select kind, term from patient_term where patient_id = 1 and kind <> 'phone' order by 1, 2"
    assert rows(record_path, terms) == [
        ("email", "mei@example.org"), ("name", "mei"), ("name", "tanaka"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "taken"), [("7.33", "6", True), ("", "5.5", True), ("7", "5.5", False), ("5", "", True)]
)
def test_a_mean_is_taken_where_it_is_the_baseline(folder, record_path, first, second, taken):
    visits = SMALL["visits"].replace("09:00,7.33,52", f"09:00,{first},52").replace("09:00,6,", f"09:00,{second},")
    if taken:
        bring(record_path, folder(visits=visits))
        found = rows(record_path, "select nprs from visit order by id")
        assert found == [(float(score) if score else None,) for score in (first, second)]
    else:
        with pytest.raises(ImportRefused) as caught:
            bring(record_path, folder(visits=visits))
        assert "only a first score may be a mean" in str(caught.value.rows)


def test_visits_recorded_here_are_taken_again_from_an_export(tmp_path, record_path):
    desk, out = Desk(record_path), tmp_path / "out"
    desk.fill.course(desk.fill.patient())
    ratings = VisitEntry(
        measured=Measured(pain=(6, 3, 8), motion=(("flexion", 40),)), needles=(Needle("GB20", "left"),)
    )
    for days, entry in ((14, VisitEntry(note="no score")), (7, ratings), (0, ratings)):
        desk(record, 1, entry, on=TODAY - timedelta(days))
    before = rows(record_path, "select * from visit")
    export_folder(record_path, out, ACTOR, NOW_UTC)
    assert not bring(record_path, out).changed_anything
    assert rows(record_path, "select * from visit") == before
    assert rows(record_path, "select nprs from visit") == [(None,), (17 / 3,), (6,)]


def test_a_range_is_derived_at_the_first_visit_and_given_ones_are_kept(folder, record_path):
    bring(record_path, folder())
    found = rows(record_path, "select expected_min, expected_max, expected_by_rule from course order by id")
    # c1: pain 7.33 and NDI 52 are severe, 30 days are acute. c2: as the file says.
    assert found == [(6, 10, 1), (4, 7, 0)]


def test_a_course_without_a_visit_waits_for_its_range(folder, record_path):
    bring(record_path, folder(visits=None))
    assert rows(record_path, "select expected_min from course where source_id = 'c1'") == [(None,)]
    bring(record_path, folder(**(ONLY | {"visits": SMALL["visits"]})))
    assert rows(record_path, "select expected_min, expected_max from course where source_id = 'c1'") == [(6, 10)]


def test_a_running_course_keeps_its_range(folder, record_path):
    bring(record_path, folder())
    bring(record_path, folder(visits=SMALL["visits"].replace(",7.33,52", ",1,2")))
    assert rows(record_path, "select expected_min, expected_max from course where source_id = 'c1'") == [(6, 10)]
    bring(record_path, folder(courses=SMALL["courses"].replace("work;device,,,", "work;device,5,9,")))
    found = rows(record_path, "select expected_min, expected_max, expected_by_rule from course where source_id = 'c1'")
    assert found == [(5, 9, 0)]


def test_only_what_differs_is_changed(folder, record_path):
    bring(record_path, folder())
    before = everything(record_path)
    summary = bring(record_path, folder(patients=SMALL["patients"].replace("left handed", "right handed")))
    assert counts(summary)["patients"] == (0, 1, 1)
    after = everything(record_path)
    differing = {name for name in after if after[name] != before[name]}
    assert differing == {"patient", "audit_entry", "import_batch"}
    assert rows(record_path, "select note, version from patient order by id") == [("right handed", 2), ("", 1)]


def test_a_column_the_file_lacks_is_left_alone(folder, record_path):
    bring(record_path, folder())
    bring(record_path, folder(**(ONLY | {"patients": "patient_id,given_name\npt1,May\n"})))
    found = rows(record_path, "select family_name, given_name, phone from patient where source_id = 'pt1'")
    assert found == [("Tanaka", "May", "(503) 683-6219")]
    assert rows(record_path, "select term from patient_term where patient_id = 1 and kind = 'name'") == [
        ("may",), ("tanaka",),
    ]  # fmt: skip


def test_a_single_file_refers_to_the_record(folder, record_path):
    bring(record_path, folder())
    one = SMALL["visits"].splitlines()[0] + "\nv3,c1,p1,2026-10-15 09:00,5,,,,,,,\n"
    summary = bring(record_path, folder(**(ONLY | {"visits": one})))
    assert counts(summary) == {"visits": (1, 0, 0)}


def test_a_file_is_known_by_its_header_too(folder, record_path, tmp_path):
    bring(record_path, folder())
    path = tmp_path / "export of monday.csv"
    path.write_text(SMALL["visits"].splitlines()[0] + "\nv3,c1,p1,2026-10-15 09:00,5,,,,,,,\n")
    assert counts(bring(record_path, path)) == {"visits": (1, 0, 0)}


def test_appointments_may_swap_their_times(folder, record_path):
    bring(record_path, folder(appointments=SMALL["appointments"] + "a4,pt2,,,R1,2026-11-23 10:00,30,booked,,\n"))
    swapped = SMALL["appointments"].replace("R1,2026-11-23 09:00", "R1,2026-11-23 10:00")
    summary = bring(record_path, folder(appointments=swapped + "a4,pt2,,,R1,2026-11-23 09:00,30,booked,,\n"))
    assert counts(summary)["appointments"] == (0, 2, 2)
    found = rows(record_path, "select source_id, minute, status from appointment where source_id in ('a2', 'a4')")
    assert found == [("a2", 600, "booked"), ("a4", 540, "booked")]


def test_a_place_given_up_may_be_taken_in_the_same_file(folder, record_path):
    bring(record_path, folder())
    freed = (
        SMALL["appointments"]
        .replace("booked,,", "no_show,,")
        .replace("11-23 09:00,30,no_show", "11-19 09:00,30,no_show")
    )
    bring(record_path, folder(appointments=freed + "a4,pt1,,,R1,2026-11-23 09:00,30,booked,,\n"))
    found = rows(record_path, "select source_id, status from appointment where local_date = '2026-11-23'")
    assert ("a4", "booked") in found


def test_what_was_checked_in_here_is_not_taken_back(folder, record_path):

    bring(record_path, folder())
    with Writer(record_path) as writer, writer.unit(ACTOR, NOW_UTC) as unit:
        row = unit.session.get(Appointment, 2)
        row.status, row.arrived_utc = "arrived", NOW_UTC
        unit.session.add(row)
        unit.audit("arrived", "appointment", 2)
    summary = bring(record_path, folder())
    assert rows(record_path, "select status from appointment where id = 2") == [("arrived",)]
    assert "was checked in here since; the record keeps it as arrived" in summary.warnings[0]


def test_unknown_columns_and_lost_codes_are_reported(folder, record_path):
    patients = SMALL["patients"].replace(",note\n", ",note,colour\n", 1).replace("handed\n", "\x07hand\x1b[0m,red\n")
    patients = patients.replace("pt2,Haddad,Omar,,,,,,", "pt2,Haddad,Omar,,,,,,[b]bold[/b],blue")
    summary = bring(record_path, folder(patients=patients))
    assert summary.warnings == (
        "patients.csv: columns that acudesk does not know were not read: colour",
        "patients.csv line 2, note: control codes were taken out of the text",
    )
    assert rows(record_path, "select note from patient order by id") == [("left hand[0m",), ("[b]bold[/b]",)]


def test_what_is_merely_odd_is_taken_and_named(folder, record_path):
    twin = "pt3,Tanaka,Mei,,1985-03-04,,,,\n"
    late = "v3,c2,,2026-11-10 09:00,5,,,,,,,\n"
    summary = bring(record_path, folder(patients=SMALL["patients"] + twin, visits=SMALL["visits"] + late))
    assert summary.warnings == (
        "patients.csv line 4: the same name and date of birth as patients.csv line 2; both are kept",
        "course c2: 1 visit is after the day it was closed",
    )


def test_the_audit_log_counts_and_names_nobody(folder, record_path):
    bring(record_path, folder())
    entries = rows(record_path, "select action, subject, subject_id, detail from audit_entry where id > 2 order by id")
    assert entries[0][:3] == ("imported", "import_batch", 1)
    assert json.loads(entries[0][3]) == {"added": 14, "changed": 0, "unchanged": 0}
    assert [subject for _, subject, *_ in entries[1:]] == [
        "staff", "patient", "course", "visit", "room", "appointment", "provider", "referral",
    ]  # fmt: skip
    assert "Tanaka" not in str(entries)


def test_progress_reaches_its_end(record_path):

    heard = []
    import_paths(
        record_path, [SAMPLES / "clinic"], ACTOR, NOW_UTC, now_protocol(), progress=lambda *two: heard.append(two)
    )
    assert heard == sorted(heard)
    assert heard[-1][0] == heard[-1][1] == 2 * 4825
